-- Parts of resources that were not read, from crawl `from_crawl` until before crawl `to_crawl`. The version holds the last known part, which
-- is as of crawl `as_of`; without it nothing was ever known of the part.
CREATE TABLE unread_parts (
    id INTEGER PRIMARY KEY,
    resource INTEGER NOT NULL REFERENCES resources (id),
    part TEXT NOT NULL,
    from_crawl INTEGER NOT NULL REFERENCES crawls (id),
    to_crawl INTEGER REFERENCES crawls (id),
    as_of INTEGER REFERENCES crawls (id),
    reason INTEGER NOT NULL REFERENCES reasons (id)
) STRICT;
CREATE INDEX unread_parts_by_resource ON unread_parts (resource);
CREATE INDEX unread_parts_open ON unread_parts (resource) WHERE to_crawl IS NULL;

-- What is not known of resources, or only as of an earlier crawl.
CREATE VIEW unread_part AS
SELECT r.arn AS arn, k.name AS kind, printf('%012d', r.account) AS account, p.part AS part, p.as_of AS as_of, s.gaps AS gaps
FROM latest l
JOIN unread_parts p ON p.from_crawl <= l.crawl AND (p.to_crawl IS NULL OR p.to_crawl > l.crawl)
JOIN resources r ON r.id = p.resource
JOIN kinds k ON k.id = r.kind
JOIN reasons s ON s.id = p.reason;
