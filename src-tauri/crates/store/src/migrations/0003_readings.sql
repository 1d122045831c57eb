-- What is known of a unit as of a crawl is its latest reading at or before it: one lookup per unit.
CREATE INDEX coverage_by_unit ON coverage (unit, crawl, status);

-- The codes that views below name as numbers.
INSERT OR IGNORE INTO statuses (id, name) VALUES (2, 'denied'), (3, 'region-off'), (4, 'failed'), (5, 'skipped');

DROP VIEW latest;
DROP VIEW coverage_now;
DROP VIEW resource;
DROP VIEW relation;

-- The newest crawl that ended complete; where none did, the newest that was cut off and came as far as to know what to read.
CREATE VIEW latest AS
SELECT coalesce(
    (SELECT max(id) FROM crawls WHERE state = 'complete' AND planned > 0),
    (SELECT max(id) FROM crawls WHERE state = 'partial' AND planned > 0)
) AS crawl;

-- The latest reading of each unit. A crawl that did not try a unit says nothing of it, unless none ever tried.
CREATE VIEW reading AS
SELECT
    u.id AS unit,
    l.crawl AS latest,
    coalesce(
        (
            SELECT c.crawl FROM coverage c WHERE c.unit = u.id AND c.crawl <= l.crawl AND c.status BETWEEN 1 AND 4
            ORDER BY c.crawl DESC LIMIT 1
        ),
        (SELECT max(c.crawl) FROM coverage c WHERE c.unit = u.id AND c.crawl <= l.crawl)
    ) AS crawl,
    (SELECT max(c.crawl) FROM coverage c WHERE c.unit = u.id AND c.crawl <= l.crawl AND c.status IN (1, 3)) AS as_of
FROM latest l JOIN units u;

-- Accounts that the organization held once, and does not any more.
CREATE VIEW departed AS
SELECT r.account AS account
FROM latest l
JOIN kinds k ON k.name = 'AWS::Organizations::Account'
JOIN resources r ON r.kind = k.id
WHERE NOT EXISTS (
    SELECT 1 FROM versions v WHERE v.resource = r.id AND v.from_crawl <= l.crawl AND (v.to_crawl IS NULL OR v.to_crawl > l.crawl)
);

CREATE VIEW coverage_now AS
SELECT
    printf('%012d', u.account) AS account,
    g.name AS region,
    s.name AS service,
    t.name AS status,
    r.gaps AS gaps,
    x.crawl AS crawl,
    x.as_of AS as_of
FROM reading x
JOIN coverage c ON c.crawl = x.crawl AND c.unit = x.unit
JOIN units u ON u.id = x.unit AND (x.crawl = x.latest OR u.account NOT IN (SELECT account FROM departed))
JOIN regions g ON g.id = u.region
JOIN services s ON s.id = u.service
JOIN statuses t ON t.id = c.status
LEFT JOIN reasons r ON r.id = c.reason;

CREATE VIEW resource AS
SELECT
    v.id AS version,
    r.arn AS arn,
    k.name AS kind,
    printf('%012d', r.account) AS account,
    g.name AS region,
    v.name AS name,
    coalesce(
        (
            SELECT c.status FROM coverage c WHERE c.unit = v.unit AND c.crawl <= l.crawl AND c.status BETWEEN 1 AND 4
            ORDER BY c.crawl DESC LIMIT 1
        ) NOT IN (1, 3),
        1
    ) AS stale,
    d.body AS document,
    max(
        v.from_crawl,
        coalesce(
            (
                SELECT c.crawl FROM coverage c WHERE c.unit = v.unit AND c.crawl <= l.crawl AND c.status IN (1, 3)
                ORDER BY c.crawl DESC LIMIT 1
            ),
            0
        )
    ) AS as_of
FROM kinds k
JOIN resources r ON r.kind = k.id
JOIN latest l
JOIN versions v ON v.resource = r.id AND v.from_crawl <= l.crawl AND (v.to_crawl IS NULL OR v.to_crawl > l.crawl)
JOIN regions g ON g.id = r.region
JOIN documents d ON d.id = v.document;

CREATE VIEW relation AS
SELECT
    x.version AS version,
    r.arn AS arn,
    v.name AS name,
    printf('%012d', r.account) AS account,
    g.name AS region,
    coalesce(
        (
            SELECT c.status FROM coverage c WHERE c.unit = v.unit AND c.crawl <= l.crawl AND c.status BETWEEN 1 AND 4
            ORDER BY c.crawl DESC LIMIT 1
        ) NOT IN (1, 3),
        1
    ) AS stale,
    k.name AS kind,
    t.arn AS target,
    CASE WHEN x.account IS NOT NULL THEN printf('%012d', x.account) END AS target_account,
    x.label AS label
FROM latest l
JOIN versions v ON v.from_crawl <= l.crawl AND (v.to_crawl IS NULL OR v.to_crawl > l.crawl)
JOIN resources r ON r.id = v.resource
JOIN regions g ON g.id = r.region
JOIN relations x ON x.version = v.id
JOIN relation_kinds k ON k.id = x.kind
JOIN resources t ON t.id = x.target;
