//! Findings with their identity over crawls: what rules say of a resource, since when, and until when.
//!
//! Whoever holds the rules against a crawl writes all that they found, with [`Writer::put_findings`]. The states of a finding are intervals of
//! crawls, as versions of resources are: one that stays as it was costs nothing, one that is no longer found ends with that crawl, and one
//! that comes back is the same finding with another interval. What a rule could not tell is a state as well (`unknown`), never an end.
//!
//! A checksum is kept with each check: rows that somebody else wrote into the file are not taken for what the rules said.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};

use crate::{
    crawls::{Reader, Writer},
    error::{Fault, StoreError},
};

/// What a rule says of a resource in one crawl.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FindingRow {
    /// Its identity: the same finding has the same key in every crawl.
    pub key: String,
    /// The rule, such as `TRU-01`.
    pub rule: String,
    /// The ARN or key of the resource.
    pub resource: String,
    /// Its state, such as `fail`, `partial` or `unknown`.
    pub state: String,
    /// What was found, as JSON.
    pub body: String,
}

/// A finding as of a crawl.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundState {
    /// What the rule says.
    pub finding: FindingRow,
    /// The first crawl it was found in, in any state.
    pub first_seen: i64,
    /// The latest crawl, up to the one that was asked for, that the rules were held against while it was found.
    pub last_seen: i64,
}

impl Writer {
    /// Keeps everything that rules found in a crawl; what they found before and not now has ended. `rules` names the version of the rules.
    /// Gives `false`, and keeps nothing, where rules were already held against a later crawl: history is not rewritten.
    pub fn put_findings(&mut self, crawl: i64, rules: &str, found: &[FindingRow]) -> Result<bool, StoreError> {
        self.database.write(|connection| {
            if !connection.prepare("SELECT 1 FROM crawls WHERE id = ?1")?.exists([crawl])? {
                return Err(Fault::NoSuchCrawl(crawl));
            }
            if connection.prepare("SELECT 1 FROM checks WHERE crawl > ?1")?.exists([crawl])? {
                return Ok(false);
            }
            connection.execute("INSERT OR REPLACE INTO checks (crawl, rules) VALUES (?1, ?2)", (crawl, rules))?;
            let mut open = open(connection)?;
            let mut seen = HashSet::new();
            for row in found.iter().filter(|row| seen.insert(row.key.as_str())) {
                match open.remove(&row.key) {
                    Some(state) if state.state == row.state && state.body == row.body => {}
                    Some(state) => {
                        end(connection, crawl, &state)?;
                        begin(connection, crawl, state.finding, row)?;
                    }
                    None => begin(connection, crawl, identify(connection, row)?, row)?,
                }
            }
            open.values().try_for_each(|state| end(connection, crawl, state))?;
            let sum = sum(connection, crawl, rules, &states(connection, crawl)?)?;
            connection.execute("UPDATE checks SET sum = ?2 WHERE crawl = ?1", (crawl, sum))?;
            Ok(true)
        })
    }
}

impl Reader {
    /// The version of the rules that were held against a crawl; `None` where none were.
    pub fn checked(&self, crawl: i64) -> Result<Option<String>, StoreError> {
        self.read_crawl(crawl, |connection| {
            let mut statement = connection.prepare_cached("SELECT rules FROM checks WHERE crawl = ?1")?;
            Ok(statement.query_row([crawl], |row| row.get(0)).optional()?)
        })
    }

    /// By key, the first crawl that each finding was found in, for all that were found in a crawl or before.
    pub fn findings_since(&self, crawl: i64) -> Result<Since, StoreError> {
        self.read_crawl(crawl, |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT f.key, min(s.from_crawl) FROM finding_states s JOIN findings f ON f.id = s.finding
                WHERE s.from_crawl <= ?1 GROUP BY s.finding",
            )?;
            let rows = statement.query_map([crawl], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// What rules found as of a crawl, by rule and resource. Where they were not held against it, what they found in the latest crawl before
    /// that they were.
    pub fn findings(&self, crawl: i64) -> Result<Vec<FoundState>, StoreError> {
        self.read_crawl(crawl, |connection| states(connection, crawl))
    }

    /// What this version of the rules found in a crawl, by rule and resource; `None` where it was not held against it, and where what is kept
    /// is not what it found.
    pub fn checked_findings(&self, crawl: i64, rules: &str) -> Result<Option<Vec<FoundState>>, StoreError> {
        self.read_crawl(crawl, |connection| {
            let mut statement = connection.prepare_cached("SELECT sum FROM checks WHERE crawl = ?1 AND rules = ?2")?;
            let kept: Option<Option<Vec<u8>>> = statement.query_row((crawl, rules), |row| row.get(0)).optional()?;
            let Some(Some(kept)) = kept else { return Ok(None) };
            let found = states(connection, crawl)?;
            Ok((sum(connection, crawl, rules, &found)? == kept).then_some(found))
        })
    }
}

/// See [`Reader::findings`].
fn states(connection: &Connection, crawl: i64) -> Result<Vec<FoundState>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT f.key, f.rule, f.resource, s.state, s.body,
            (SELECT min(x.from_crawl) FROM finding_states x WHERE x.finding = f.id),
            (SELECT max(c.crawl) FROM checks c WHERE c.crawl <= ?1)
        FROM finding_states s JOIN findings f ON f.id = s.finding
        WHERE s.from_crawl <= ?1 AND (s.to_crawl IS NULL OR s.to_crawl > ?1)
        ORDER BY f.rule, f.resource, f.key",
    )?;
    let rows = statement.query_map([crawl], found_in)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Tells what rules found in this very crawl from anything else. Later crawls leave it as it is.
fn sum(connection: &Connection, crawl: i64, rules: &str, found: &[FoundState]) -> Result<Vec<u8>, Fault> {
    let mut owner = connection.prepare_cached(
        "SELECT printf('%s of %s: %d %d %d', id, coalesce(organization, ''), started_at, coalesce(finished_at, -1), requests)
            FROM crawls WHERE id = ?1",
    )?;
    let owner: String = owner.query_row([crawl], |row| row.get(0))?;
    let mut sum = Sha256::new();
    let mut part = |text: &str| {
        sum.update((text.len() as u64).to_le_bytes());
        sum.update(text);
    };
    part(&owner);
    part(rules);
    for FoundState { finding, first_seen, .. } in found {
        let FindingRow { key, rule, resource, state, body } = finding;
        [key, rule, resource, state, body, &first_seen.to_string()].into_iter().for_each(|text| part(text));
    }
    Ok(sum.finalize().to_vec())
}

/// See [`Reader::findings_since`].
pub type Since = HashMap<String, i64>;

/// The state of a finding that holds at the moment.
struct Open {
    row: i64,
    finding: i64,
    from_crawl: i64,
    state: String,
    body: String,
}

/// What holds at the moment, by key.
fn open(connection: &Connection) -> Result<HashMap<String, Open>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT f.key, s.id, s.finding, s.from_crawl, s.state, s.body FROM finding_states s
            JOIN findings f ON f.id = s.finding WHERE s.to_crawl IS NULL",
    )?;
    let row = |row: &Row<'_>| {
        let open = Open {
            row: row.get(1)?,
            finding: row.get(2)?,
            from_crawl: row.get(3)?,
            state: row.get(4)?,
            body: row.get(5)?,
        };
        Ok((row.get(0)?, open))
    };
    let rows = statement.query_map([], row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets that rules were held against a crawl that is about to change: they have to be again.
pub(crate) fn forget(connection: &Connection, crawl: i64) -> Result<(), Fault> {
    connection.execute("DELETE FROM checks WHERE crawl = ?1", [crawl])?;
    Ok(())
}

/// The row of a finding; made where there is none.
fn identify(connection: &Connection, row: &FindingRow) -> Result<i64, Fault> {
    let mut add = connection.prepare_cached(
        "INSERT INTO findings (key, rule, resource) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO NOTHING",
    )?;
    add.execute((&row.key, &row.rule, &row.resource))?;
    let mut find = connection.prepare_cached("SELECT id FROM findings WHERE key = ?1")?;
    Ok(find.query_row([&row.key], |row| row.get(0))?)
}

fn begin(connection: &Connection, crawl: i64, finding: i64, row: &FindingRow) -> Result<(), Fault> {
    let mut add = connection
        .prepare_cached("INSERT INTO finding_states (finding, from_crawl, state, body) VALUES (?1, ?2, ?3, ?4)")?;
    add.execute((finding, crawl, &row.state, &row.body))?;
    Ok(())
}

/// Ends a state with a crawl. One that the same crawl began leaves no trace.
fn end(connection: &Connection, crawl: i64, state: &Open) -> Result<(), Fault> {
    if state.from_crawl == crawl {
        connection.prepare_cached("DELETE FROM finding_states WHERE id = ?1")?.execute([state.row])?;
    } else {
        let mut update = connection.prepare_cached("UPDATE finding_states SET to_crawl = ?2 WHERE id = ?1")?;
        update.execute((state.row, crawl))?;
    }
    Ok(())
}

fn found_in(row: &Row<'_>) -> rusqlite::Result<FoundState> {
    let finding = FindingRow {
        key: row.get(0)?,
        rule: row.get(1)?,
        resource: row.get(2)?,
        state: row.get(3)?,
        body: row.get(4)?,
    };
    Ok(FoundState { finding, first_seen: row.get(5)?, last_seen: row.get(6)? })
}
