-- Where a crawl read from, as JSON, so that it can be gone on with: {"demo": {"accounts": 64, "seed": 1}} or {"connection": {"profile": "audit"}}.
-- Never a secret. NULL where it was not kept.
ALTER TABLE crawls ADD COLUMN origin TEXT;

-- A checksum of what was found in the crawl, all rows of it. What does not agree with it is found again.
ALTER TABLE checks ADD COLUMN sum BLOB;
