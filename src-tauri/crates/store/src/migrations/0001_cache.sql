-- Codes. Rows for kinds, services, statuses and relation kinds that a later program adds are appended when it opens the file for writing.
CREATE TABLE kinds (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, plain TEXT NOT NULL) STRICT;
CREATE TABLE services (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE regions (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE statuses (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE relation_kinds (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
-- The two codes that queries and an index below name as numbers.
INSERT INTO statuses (id, name) VALUES (0, 'planned'), (1, 'complete');
INSERT INTO relation_kinds (id, name) VALUES (1, 'trusts');

-- One row per crawl. Times are milliseconds since 1970-01-01 UTC.
CREATE TABLE crawls (
    id INTEGER PRIMARY KEY,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    state TEXT NOT NULL CHECK (state IN ('running', 'complete', 'partial', 'failed')),
    source TEXT NOT NULL,
    caller TEXT,
    management_account INTEGER,
    organization TEXT,
    regions TEXT NOT NULL,
    planned INTEGER NOT NULL DEFAULT 0,
    requests INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT ''
) STRICT;

-- One service in one account and Region.
CREATE TABLE units (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    region INTEGER NOT NULL REFERENCES regions (id),
    service INTEGER NOT NULL REFERENCES services (id),
    UNIQUE (account, region, service)
) STRICT;

-- Why units were not read completely: a JSON array of {operation, code, message}, once per distinct text.
CREATE TABLE reasons (id INTEGER PRIMARY KEY, gaps TEXT NOT NULL UNIQUE) STRICT;

-- How the reading of a unit ended in a crawl. Status 0 (planned): not reached in that crawl.
CREATE TABLE coverage (
    crawl INTEGER NOT NULL REFERENCES crawls (id),
    unit INTEGER NOT NULL REFERENCES units (id),
    status INTEGER NOT NULL REFERENCES statuses (id),
    reason INTEGER REFERENCES reasons (id),
    PRIMARY KEY (crawl, unit)
) STRICT, WITHOUT ROWID;

-- What AWS answered, as JSON, once per distinct content.
CREATE TABLE documents (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;

-- Everything that was read or is pointed at. A row without a kind is only pointed at.
CREATE TABLE resources (
    id INTEGER PRIMARY KEY,
    arn TEXT NOT NULL UNIQUE,
    kind INTEGER REFERENCES kinds (id),
    account INTEGER,
    region INTEGER REFERENCES regions (id)
) STRICT;
CREATE INDEX resources_by_kind ON resources (kind, account) WHERE kind IS NOT NULL;

-- The states of a resource: one row holds from crawl `from_crawl` until before crawl `to_crawl`; no `to_crawl` means it still holds.
-- `unit` is the unit that reads the resource. `content` fingerprints name, document and relations.
CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    resource INTEGER NOT NULL REFERENCES resources (id),
    unit INTEGER NOT NULL REFERENCES units (id),
    from_crawl INTEGER NOT NULL REFERENCES crawls (id),
    to_crawl INTEGER REFERENCES crawls (id),
    name TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (id),
    content INTEGER NOT NULL
) STRICT;
CREATE INDEX versions_by_resource ON versions (resource);
CREATE INDEX versions_open ON versions (unit) WHERE to_crawl IS NULL;

-- Further units that read a resource too: a policy of AWS in every account, a shared transit gateway. Current state only.
CREATE TABLE sightings (
    unit INTEGER NOT NULL REFERENCES units (id),
    resource INTEGER NOT NULL REFERENCES resources (id),
    PRIMARY KEY (unit, resource)
) STRICT, WITHOUT ROWID;
CREATE INDEX sightings_by_resource ON sightings (resource);

-- What a version points at; `account` is the target's, where its text tells.
CREATE TABLE relations (
    version INTEGER NOT NULL REFERENCES versions (id),
    position INTEGER NOT NULL,
    kind INTEGER NOT NULL REFERENCES relation_kinds (id),
    target INTEGER NOT NULL REFERENCES resources (id),
    account INTEGER,
    label TEXT NOT NULL,
    PRIMARY KEY (version, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX relations_by_target ON relations (target);
CREATE INDEX relations_trusts ON relations (version, account, target) WHERE kind = 1 AND account IS NOT NULL;
