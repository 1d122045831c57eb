-- A finding: what a rule says about a resource. `key` is the same for the same finding in every crawl.
CREATE TABLE findings (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    rule TEXT NOT NULL,
    resource TEXT NOT NULL
) STRICT;
CREATE INDEX findings_by_resource ON findings (resource);

-- The states of a finding: one row holds from crawl `from_crawl` until before crawl `to_crawl`; no `to_crawl` means it still holds. A finding
-- that no row holds for as of a crawl was not there then. `body` is what was found, as JSON.
CREATE TABLE finding_states (
    id INTEGER PRIMARY KEY,
    finding INTEGER NOT NULL REFERENCES findings (id),
    from_crawl INTEGER NOT NULL REFERENCES crawls (id),
    to_crawl INTEGER REFERENCES crawls (id),
    state TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX finding_states_by_finding ON finding_states (finding);

-- The crawls that rules were held against, and by which version of the rules.
CREATE TABLE checks (crawl INTEGER PRIMARY KEY REFERENCES crawls (id), rules TEXT NOT NULL) STRICT;

-- What rules say as of the crawl that the views show.
CREATE VIEW finding AS
SELECT
    f.key AS key,
    f.rule AS rule,
    f.resource AS resource,
    s.state AS state,
    (SELECT min(x.from_crawl) FROM finding_states x WHERE x.finding = f.id) AS first_seen,
    l.crawl AS last_seen,
    s.body AS body
FROM latest l
JOIN finding_states s ON s.from_crawl <= l.crawl AND (s.to_crawl IS NULL OR s.to_crawl > l.crawl)
JOIN findings f ON f.id = s.finding;
