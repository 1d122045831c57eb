-- What a crawl was asked to read, as JSON: {"regions": [], "ou": null, "accounts": [], "services": []}; empty lists mean all. NULL where it
-- was not kept.
ALTER TABLE crawls ADD COLUMN scope TEXT;

DROP VIEW crawl;
CREATE VIEW crawl AS
SELECT
    id,
    strftime('%Y-%m-%dT%H:%M:%SZ', started_at / 1000, 'unixepoch') AS started_at,
    strftime('%Y-%m-%dT%H:%M:%SZ', finished_at / 1000, 'unixepoch') AS finished_at,
    state,
    source,
    caller,
    CASE WHEN management_account IS NOT NULL THEN printf('%012d', management_account) END AS management_account,
    organization,
    regions,
    planned,
    requests,
    note,
    scope
FROM crawls;
