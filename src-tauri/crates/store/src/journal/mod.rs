//! The journal of what was changed in AWS: a file of its own beside the cache, since a cache can be thrown away.
//!
//! A row is written, and on the disk, before its call is made; afterwards only how the call ended is added. Rows are never deleted, and the file itself
//! refuses other changes. One process at a time applies plans with a journal: it holds the lock of [`JournalWriter`].

mod error;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::Value;

pub use error::JournalError;

use crate::{
    database::Database,
    error::{Fault, StoreError},
    lock::WriterLock,
    migrations::Layout,
};

/// Marks an SQLite file as a journal of this program: `ARMJ`.
const LAYOUT: Layout = Layout { application: 0x4152_4D4A, steps: &[include_str!("0001_journal.sql")] };

/// How a call ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It is about to be made, or the program ended before it could tell.
    Intended,
    /// AWS did it.
    Succeeded,
    /// AWS refused it, or it never reached AWS: nothing was changed.
    Failed,
    /// It was made, and how it ended is not known.
    Unknown,
    /// How it ended was not known, and AWS was asked: what it should do is done.
    Reconciled,
}

impl Outcome {
    const ALL: [Self; 5] = [Self::Intended, Self::Succeeded, Self::Failed, Self::Unknown, Self::Reconciled];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intended => "intended",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Reconciled => "reconciled",
        }
    }

    /// Whether what the call should do is known to be done.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Succeeded | Self::Reconciled)
    }
}

/// A call that is about to be made.
#[derive(Clone, PartialEq, Debug)]
pub struct Intended {
    /// The id of the plan.
    pub plan: String,
    /// The digest of the plan.
    pub digest: String,
    /// The id of the step in the plan.
    pub step: String,
    /// The service, such as `organizations`.
    pub service: String,
    /// The operation, such as `CreateAccount`.
    pub operation: String,
    /// The account that the call is made in.
    pub account: String,
    /// The Region that the call is made in.
    pub region: String,
    /// The ARN of whoever makes it.
    pub caller: String,
    /// The parameters as they are sent.
    pub parameters: Value,
    /// When, in milliseconds since 1970.
    pub intended_at: i64,
}

/// How a call ended.
#[derive(Clone, PartialEq, Debug)]
pub struct Ended {
    /// How.
    pub outcome: Outcome,
    /// What AWS calls the request, where it answered.
    pub request_id: Option<String>,
    /// When, in milliseconds since 1970.
    pub finished_at: i64,
    /// What there is to say of it, such as AWS's error.
    pub message: Option<String>,
    /// What later steps take from the answer.
    pub answer: Option<Value>,
}

/// A row of the journal.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// Its number; grows with time.
    pub id: i64,
    /// What was to be done.
    pub intended: Intended,
    /// How often the step was tried, from 1.
    pub attempt: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// What AWS calls the request.
    pub request_id: Option<String>,
    /// When it ended, in milliseconds since 1970.
    pub finished_at: Option<i64>,
    /// What there is to say of it.
    pub message: Option<String>,
    /// What later steps take from the answer.
    pub answer: Option<Value>,
}

/// How far a plan is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PlanState {
    /// It was begun, and is not at its end.
    Applying,
    /// What it asks for was seen in AWS.
    Proved,
    /// Its steps are done, and something else was seen in AWS.
    Differs,
}

impl PlanState {
    const ALL: [Self; 3] = [Self::Applying, Self::Proved, Self::Differs];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applying => "applying",
            Self::Proved => "proved",
            Self::Differs => "differs",
        }
    }
}

/// A plan that was begun.
#[derive(Clone, PartialEq, Debug)]
pub struct BegunPlan {
    /// Its id.
    pub id: String,
    /// Its digest.
    pub digest: String,
    /// The plan itself, as JSON.
    pub document: String,
    /// When it was begun, in milliseconds since 1970.
    pub begun_at: i64,
    /// How far it is.
    pub state: PlanState,
    /// Since when.
    pub state_at: i64,
}

/// The journal that belongs to a cache.
pub fn journal_of(cache: &Path) -> PathBuf {
    let mut name = cache.as_os_str().to_owned();
    name.push(".journal");
    name.into()
}

/// A journal, open for reading.
pub struct JournalReader {
    database: Database,
}

impl JournalReader {
    /// Opens the journal of a cache; `None` where nothing was ever changed.
    pub fn open(cache: &Path) -> Result<Option<Self>, JournalError> {
        match Database::open_to_read(&journal_of(cache), &LAYOUT) {
            Ok(database) => Ok(Some(Self { database })),
            Err(StoreError::Missing(_) | StoreError::Empty(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Every row, oldest first; those of one plan where it is named.
    pub fn entries(&self, plan: Option<&str>) -> Result<Vec<Entry>, JournalError> {
        Ok(self.database.read(|connection| entries(connection, plan))?)
    }

    /// The plans that were begun, oldest first.
    pub fn plans(&self) -> Result<Vec<BegunPlan>, JournalError> {
        Ok(self.database.read(plans)?)
    }
}

/// A journal, open for writing by the one process that applies plans with it.
pub struct JournalWriter {
    database: Database,
    _lock: WriterLock,
}

impl JournalWriter {
    /// Opens the journal of a cache; makes it where there is none.
    pub fn open(cache: &Path) -> Result<Self, JournalError> {
        let (database, lock) = Database::open_to_write(&journal_of(cache), &LAYOUT)?;
        // What was written must be on the disk before the call: a computer may lose its power.
        let durable = database.connection.execute_batch("PRAGMA synchronous = FULL;");
        durable.map_err(|error| StoreError::from_sqlite(&database.path, error))?;
        Ok(Self { database, _lock: lock })
    }

    /// Keeps a plan that is begun; one that was begun before is not at its end again.
    pub fn begin(&mut self, id: &str, digest: &str, document: &str, at: i64) -> Result<(), JournalError> {
        Ok(self.database.write(|connection| {
            connection.execute(
                "INSERT INTO plans (id, digest, document, begun_at, state, state_at) VALUES (?1, ?2, ?3, ?4, 'applying', ?4)
                    ON CONFLICT (id) DO UPDATE SET state = 'applying', state_at = ?4",
                (id, digest, document, at),
            )?;
            Ok(())
        })?)
    }

    /// Says how far a plan is.
    pub fn set_state(&mut self, plan: &str, state: PlanState, at: i64) -> Result<(), JournalError> {
        Ok(self.database.write(|connection| {
            connection
                .execute("UPDATE plans SET state = ?2, state_at = ?3 WHERE id = ?1", (plan, state.as_str(), at))?;
            Ok(())
        })?)
    }

    /// Writes that a call is about to be made, and gives the row's number. When this returns, the row is on the disk.
    pub fn intend(&mut self, call: &Intended) -> Result<i64, JournalError> {
        Ok(self.database.write(|connection| {
            connection.execute(
                "INSERT INTO entries (plan, digest, step, attempt, service, operation, account, region, caller, parameters, intended_at, outcome)
                    SELECT ?1, ?2, ?3, coalesce(max(attempt), 0) + 1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'intended'
                    FROM entries WHERE plan = ?1 AND step = ?3",
                (
                    &call.plan,
                    &call.digest,
                    &call.step,
                    &call.service,
                    &call.operation,
                    &call.account,
                    &call.region,
                    &call.caller,
                    call.parameters.to_string(),
                    call.intended_at,
                ),
            )?;
            Ok(connection.last_insert_rowid())
        })?)
    }

    /// Writes how a call ended. What is known to be done, or to have failed, stays so.
    pub fn end(&mut self, entry: i64, ended: &Ended) -> Result<(), JournalError> {
        Ok(self.database.write(|connection| {
            connection.execute(
                "UPDATE entries SET outcome = ?2, request_id = coalesce(?3, request_id), finished_at = ?4, message = ?5, answer = coalesce(?6, answer) WHERE id = ?1",
                (
                    entry,
                    ended.outcome.as_str(),
                    &ended.request_id,
                    ended.finished_at,
                    &ended.message,
                    ended.answer.as_ref().map(Value::to_string),
                ),
            )?;
            Ok(())
        })?)
    }

    /// Every row of a plan, oldest first.
    pub fn entries(&self, plan: &str) -> Result<Vec<Entry>, JournalError> {
        Ok(self.database.read(|connection| entries(connection, Some(plan)))?)
    }

    /// The plan, if it was begun.
    pub fn plan(&self, id: &str) -> Result<Option<BegunPlan>, JournalError> {
        Ok(self.database.read(|connection| {
            let mut statement = connection.prepare_cached(&format!("{PLANS} WHERE id = ?1"))?;
            statement.query_row([id], |row| Ok(begun(row))).optional()?.transpose()
        })?)
    }
}

const PLANS: &str = "SELECT id, digest, document, begun_at, state, state_at FROM plans";

fn plans(connection: &Connection) -> Result<Vec<BegunPlan>, Fault> {
    let mut statement = connection.prepare_cached(&format!("{PLANS} ORDER BY begun_at, id"))?;
    let mut rows = statement.query([])?;
    let mut plans = Vec::new();
    while let Some(row) = rows.next()? {
        plans.push(begun(row)?);
    }
    Ok(plans)
}

fn begun(row: &Row<'_>) -> Result<BegunPlan, Fault> {
    let state: String = row.get(4)?;
    let known = PlanState::ALL.into_iter().find(|known| known.as_str() == state);
    Ok(BegunPlan {
        id: row.get(0)?,
        digest: row.get(1)?,
        document: row.get(2)?,
        begun_at: row.get(3)?,
        state: known.ok_or_else(|| Fault::Unknown(format!("state `{state}` of a plan")))?,
        state_at: row.get(5)?,
    })
}

fn entries(connection: &Connection, plan: Option<&str>) -> Result<Vec<Entry>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT id, plan, digest, step, attempt, service, operation, account, region, caller, parameters, intended_at, outcome, request_id,
            finished_at, message, answer FROM entries WHERE ?1 IS NULL OR plan = ?1 ORDER BY id",
    )?;
    let mut rows = statement.query([plan])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

fn entry(row: &Row<'_>) -> Result<Entry, Fault> {
    let (outcome, parameters): (String, String) = (row.get(12)?, row.get(10)?);
    let answer: Option<String> = row.get(16)?;
    let json = |text: &str| serde_json::from_str(text).map_err(|error| Fault::Damaged(error.to_string()));
    let known = Outcome::ALL.into_iter().find(|known| known.as_str() == outcome);
    Ok(Entry {
        id: row.get(0)?,
        intended: Intended {
            plan: row.get(1)?,
            digest: row.get(2)?,
            step: row.get(3)?,
            service: row.get(5)?,
            operation: row.get(6)?,
            account: row.get(7)?,
            region: row.get(8)?,
            caller: row.get(9)?,
            parameters: json(&parameters)?,
            intended_at: row.get(11)?,
        },
        attempt: row.get(4)?,
        outcome: known.ok_or_else(|| Fault::Unknown(format!("outcome `{outcome}`")))?,
        request_id: row.get(13)?,
        finished_at: row.get(14)?,
        message: row.get(15)?,
        answer: answer.as_deref().map(json).transpose()?,
    })
}
