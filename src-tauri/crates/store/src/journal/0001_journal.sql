-- Every call that changes something in AWS, written before it is made. Rows never go, and change in nothing but how the call ended.
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    plan TEXT NOT NULL,
    digest TEXT NOT NULL,
    step TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    service TEXT NOT NULL,
    operation TEXT NOT NULL,
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    -- The ARN of whoever made the call.
    caller TEXT NOT NULL,
    -- The parameters of the call as they were sent, as JSON. Never a secret.
    parameters TEXT NOT NULL,
    -- Milliseconds since 1970.
    intended_at INTEGER NOT NULL,
    -- intended: nobody knows yet whether the call was made. unknown: it was made, and nobody knows how it ended. reconciled: AWS was asked later.
    outcome TEXT NOT NULL CHECK (outcome IN ('intended', 'succeeded', 'failed', 'unknown', 'reconciled')),
    request_id TEXT,
    finished_at INTEGER,
    message TEXT,
    -- What later steps take from the answer, as JSON.
    answer TEXT,
    UNIQUE (plan, step, attempt)
) STRICT;

CREATE TRIGGER entries_stay BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'rows of the journal are never deleted'); END;

CREATE TRIGGER entries_are_kept BEFORE UPDATE OF
    id, plan, digest, step, attempt, service, operation, account, region, caller, parameters, intended_at ON entries
BEGIN SELECT RAISE(ABORT, 'rows of the journal are never changed but for their outcome'); END;

CREATE TRIGGER entries_end_once BEFORE UPDATE ON entries WHEN OLD.outcome NOT IN ('intended', 'unknown')
BEGIN SELECT RAISE(ABORT, 'a call ends once'); END;

-- The plans that were begun, whole, so that they can be gone on with and read again.
CREATE TABLE plans (
    id TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    document TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    -- applying: not at its end. proved: what it asks for was seen in AWS. differs: something else was seen.
    state TEXT NOT NULL CHECK (state IN ('applying', 'proved', 'differs')),
    state_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER plans_stay BEFORE DELETE ON plans
BEGIN SELECT RAISE(ABORT, 'plans that were begun are never deleted'); END;

CREATE TRIGGER plans_are_kept BEFORE UPDATE OF id, digest, document, begun_at ON plans
BEGIN SELECT RAISE(ABORT, 'plans that were begun are never changed'); END;
