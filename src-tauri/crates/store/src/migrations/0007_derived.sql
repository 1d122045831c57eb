-- What programs worked out from a crawl and keep, so that the next one need not: a cache of the cache, which may be deleted at any time.
-- `version` names the program that worked it out, `basis` the state of the crawl that it was worked out from.
CREATE TABLE derived (
    crawl INTEGER NOT NULL REFERENCES crawls (id),
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    basis TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (crawl, name)
) STRICT;
