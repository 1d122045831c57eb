//! The handles on a cache, and the table of crawls: begun, ended, cut off.

use std::{collections::BTreeSet, path::Path};

use armillary_model::{AccountId, Kind, Reading, Status, Unit};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;

use crate::{
    codes::{self, Codes},
    coverage,
    database::Database,
    derived,
    error::{Fault, StoreError},
    findings,
    lock::{self, WriterLock},
    migrations,
    origin::Origin,
    readings,
    scope::{self, Asked},
    units::Memo,
};

/// How far a crawl came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CrawlState {
    /// A process is writing it now.
    Running,
    /// Everything that was planned was tried.
    Complete,
    /// It was cancelled or cut off; what was read before is kept.
    Partial,
    /// It could not be carried out.
    Failed,
}

impl CrawlState {
    /// The text form, such as `complete`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Failed => "failed",
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        [Self::Running, Self::Complete, Self::Partial, Self::Failed].into_iter().find(|state| state.as_str() == text)
    }
}

/// Who crawled what, as far as it is known.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Identity {
    /// The ARN that the crawl called AWS as.
    pub caller: Option<String>,
    /// The management account of the organization.
    pub management_account: Option<AccountId>,
    /// The organization, such as `o-a1b2c3d4e5`.
    pub organization: Option<String>,
}

/// What is known when a crawl begins.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CrawlStart {
    /// When it begins, in milliseconds since 1970-01-01 UTC.
    pub started_at: i64,
    /// Where it reads from: a profile or an endpoint in words, never a secret.
    pub source: String,
    /// The same for a program that goes on with it.
    pub origin: Option<Origin>,
    /// Who crawls what; see [`CrawlWriter::identify`] for what is learned later.
    pub identity: Identity,
    /// The Regions it reads.
    pub regions: Vec<String>,
    /// What it is asked to read.
    pub asked: Asked,
}

/// How a crawl ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CrawlEnd {
    /// When it ended, in milliseconds since 1970-01-01 UTC.
    pub finished_at: i64,
    /// How it ended.
    pub state: CrawlState,
    /// A remark for people, such as `cancelled`; may be empty.
    pub note: String,
}

/// A crawl as the cache lists it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crawl {
    /// Its number: 1 for the first crawl in a cache.
    pub id: i64,
    /// When it began, in milliseconds since 1970-01-01 UTC.
    pub started_at: i64,
    /// When it ended; `None` while it runs, or where it was cut off.
    pub finished_at: Option<i64>,
    /// How far it came. A crawl whose process is gone is [`CrawlState::Partial`].
    pub state: CrawlState,
    /// Where it read from.
    pub source: String,
    /// The same for a program that goes on with it; `None` where an earlier version of this program did not keep it.
    pub origin: Option<Origin>,
    /// Who crawled what.
    pub identity: Identity,
    /// The Regions it read.
    pub regions: Vec<String>,
    /// What it was asked to read; `None` where an earlier version of this program did not keep it.
    pub asked: Option<Asked>,
    /// How many units it set out to read.
    pub planned: u32,
    /// HTTP requests answered, those before it was gone on with included.
    pub requests: u64,
    /// A remark for people; may be empty.
    pub note: String,
}

/// A cache opened for reading.
pub struct Reader {
    pub(crate) database: Database,
    pub(crate) codes: Codes,
}

impl Reader {
    /// Opens a cache for reading. It may be read-only, in a read-only folder, or be written by another process meanwhile. One of an earlier
    /// version of this program is brought up to date first, where it can be written.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let database = match Database::open_to_read(path, &migrations::CACHE) {
            Err(StoreError::Older(older)) => {
                Writer::create_or_open(path).map_err(|_| StoreError::Older(older))?;
                Database::open_to_read(path, &migrations::CACHE)?
            }
            opened => opened?,
        };
        let codes = database.read(Codes::load)?;
        Ok(Self { database, codes })
    }

    /// The cache file.
    pub fn path(&self) -> &Path {
        &self.database.path
    }

    /// Every crawl, newest first.
    pub fn crawls(&self) -> Result<Vec<Crawl>, StoreError> {
        let mut crawls = self.database.read(|connection| {
            let mut statement = connection.prepare_cached(&format!("{SELECT} ORDER BY id DESC"))?;
            let crawls = statement.query_map([], crawl_in)?.collect::<Result<_, _>>()?;
            Ok::<Vec<Crawl>, Fault>(crawls)
        })?;
        for crawl in &mut crawls {
            self.see_if_alive(crawl);
        }
        Ok(crawls)
    }

    /// The crawl to show when nobody asked for a particular one: the newest that ended complete; where none did, the newest that was cut
    /// off. Only crawls count that came as far as to know what to read.
    pub fn latest_crawl(&self) -> Result<Option<Crawl>, StoreError> {
        let crawls = self.crawls()?;
        let newest = |state| crawls.iter().find(|crawl| crawl.state == state && crawl.planned > 0).cloned();
        Ok(newest(CrawlState::Complete).or_else(|| newest(CrawlState::Partial)))
    }

    /// The newest crawl after this one that was cut off: what may be shown instead, or gone on with.
    pub fn cut_off_after(&self, crawl: i64) -> Result<Option<Crawl>, StoreError> {
        let is_cut_off = |other: &Crawl| other.id > crawl && other.state == CrawlState::Partial && other.planned > 0;
        Ok(self.crawls()?.into_iter().find(is_cut_off))
    }

    /// One crawl.
    pub fn crawl(&self, id: i64) -> Result<Crawl, StoreError> {
        let mut crawl = self.database.read(|connection| {
            let found = connection.query_row(&format!("{SELECT} WHERE id = ?1"), [id], crawl_in).optional()?;
            found.ok_or(Fault::NoSuchCrawl(id))
        })?;
        self.see_if_alive(&mut crawl);
        Ok(crawl)
    }

    /// Runs `work` on one consistent state of the file that holds this crawl.
    pub(crate) fn read_crawl<T>(
        &self,
        crawl: i64,
        work: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        self.database.read(|connection| {
            let mut known = connection.prepare_cached("SELECT 1 FROM crawls WHERE id = ?1")?;
            if known.exists([crawl])? { work(connection) } else { Err(Fault::NoSuchCrawl(crawl)) }
        })
    }

    fn see_if_alive(&self, crawl: &mut Crawl) {
        if crawl.state == CrawlState::Running && !lock::is_held(&self.database.path) {
            crawl.state = CrawlState::Partial;
            crawl.note = CUT_OFF.to_owned();
        }
    }
}

/// A cache opened for writing. There is one per cache at a time, in all processes; hold it no longer than a crawl takes.
pub struct Writer {
    pub(crate) database: Database,
    pub(crate) codes: Codes,
    _lock: WriterLock,
}

impl Writer {
    /// Opens a cache for writing and makes it where there is none; its folder must be there. Crawls that were cut off are marked partial.
    pub fn create_or_open(path: &Path) -> Result<Self, StoreError> {
        let (mut database, lock) = Database::open_to_write(path, &migrations::CACHE)?;
        let codes = database.write(|transaction| {
            Codes::complete(transaction)?;
            end_cut_off_crawls(transaction)?;
            Codes::load(transaction)
        })?;
        Ok(Self { database, codes, _lock: lock })
    }

    /// Opens a cache for writing where that is in nobody's way: it is there, it may be written, and no process writes it.
    pub fn open_if_idle(path: &Path) -> Option<Self> {
        let may_write = path.metadata().is_ok_and(|file| !file.permissions().readonly());
        if may_write && !lock::is_held(path) { Self::create_or_open(path).ok() } else { None }
    }

    /// Begins a crawl. One that was begun before and not finished is marked partial.
    pub fn begin_crawl(&mut self, start: &CrawlStart) -> Result<CrawlWriter<'_>, StoreError> {
        let id = self.database.write(|transaction| {
            end_cut_off_crawls(transaction)?;
            transaction.execute(
                "INSERT INTO crawls (started_at, state, source, regions, scope, origin) VALUES (?1, 'running', ?2, ?3, ?4, ?5)",
                (
                    start.started_at,
                    &start.source,
                    start.regions.join(" "),
                    text_of(&start.asked)?,
                    start.origin.as_ref().map(text_of).transpose()?,
                ),
            )?;
            let id = transaction.last_insert_rowid();
            identify(transaction, id, &start.identity)?;
            Ok(id)
        })?;
        Ok(CrawlWriter { writer: self, id, memo: Memo::default(), before: 0, answered: 0 })
    }

    /// Goes on with the newest crawl. One that was cut off is gone on with; after one that ended with units that could not be read (denied
    /// or failed), another crawl begins that reads those only. Where no crawl came as far as to know what to read, a whole one
    /// begins. A crawl that was asked for something else, or by somebody else, is refused.
    pub fn resume_crawl(&mut self, start: &CrawlStart) -> Result<Resumed<'_>, StoreError> {
        let codes = &self.codes;
        let left = self.database.write(|transaction| {
            end_cut_off_crawls(transaction)?;
            let newest =
                transaction.query_row(&format!("{SELECT} WHERE planned > 0 ORDER BY id DESC LIMIT 1"), [], crawl_in);
            let Some(newest) = newest.optional()? else { return Ok(Left::Everything) };
            refuse_other(&newest, start)?;
            if newest.state != CrawlState::Complete {
                reopen(transaction, &newest, start)?;
                return Ok(Left::Rest(coverage::done_units(transaction, codes, newest.id)?, Box::new(newest)));
            }
            let coverage = readings::load(transaction, codes, newest.id, None)?;
            // What a crawl that ended passed over, such as accounts that are closed, it would pass over again.
            let is_done = |reading: &Reading<'_>| reading.is_covered() || reading.status == Status::Skipped;
            if coverage.units().all(|unit| is_done(&unit.reading)) {
                return Ok(Left::Nothing(newest.id));
            }
            let done = coverage.units().filter(|unit| is_done(&unit.reading)).map(|unit| unit.unit()).collect();
            Ok(Left::Unread(done))
        })?;
        Ok(match left {
            Left::Everything => Resumed::Begun(Box::new(self.begin_crawl(start)?), BTreeSet::new()),
            Left::Unread(done) => Resumed::Begun(Box::new(self.begin_crawl(start)?), done),
            Left::Nothing(crawl) => Resumed::NothingLeft(crawl),
            Left::Rest(done, crawl) => {
                let before = crawl.requests;
                let writer = CrawlWriter { writer: self, id: crawl.id, memo: Memo::default(), before, answered: 0 };
                Resumed::Begun(Box::new(writer), done)
            }
        })
    }
}

/// What came of going on with a crawl.
pub enum Resumed<'a> {
    /// The crawl that is written, and the units that need not be read again.
    Begun(Box<CrawlWriter<'a>>, BTreeSet<Unit>),
    /// Everything that this crawl planned was read: nothing is written.
    NothingLeft(i64),
}

/// What is left to read after the newest crawl.
enum Left {
    /// There is no crawl: everything.
    Everything,
    /// What it did not come to; these units it read.
    Rest(BTreeSet<Unit>, Box<Crawl>),
    /// What it could not read, for another crawl; these units are known.
    Unread(BTreeSet<Unit>),
    Nothing(i64),
}

/// Marks a crawl that was cut off as running again. What was worked out from it as it was is of no use any more.
fn reopen(connection: &Connection, crawl: &Crawl, start: &CrawlStart) -> Result<(), Fault> {
    let origin = start.origin.as_ref().map(text_of).transpose()?;
    connection.execute(
        "UPDATE crawls SET state = 'running', finished_at = NULL, note = '', origin = coalesce(?2, origin) WHERE id = ?1",
        (crawl.id, origin),
    )?;
    derived::forget(connection, crawl.id)?;
    findings::forget(connection, crawl.id)
}

/// Refuses to go on with a crawl that was asked for something else, or by somebody else.
fn refuse_other(crawl: &Crawl, start: &CrawlStart) -> Result<(), Fault> {
    let mut differences = crawl.asked.as_ref().map(|asked| asked.differences(&start.asked)).unwrap_or_default();
    differences.extend(scope::identities_differ(&crawl.identity, &start.identity));
    match differences.is_empty() {
        true => Ok(()),
        false => Err(Fault::OtherScope { crawl: crawl.id, differences: differences.join("; ") }),
    }
}

fn text_of(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::Damaged(error.to_string()))
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Without it the log is emptied by the next writer: nothing is lost.
        let _ = self.database.checkpoint();
    }
}

/// A crawl being written.
pub struct CrawlWriter<'a> {
    pub(crate) writer: &'a mut Writer,
    pub(crate) id: i64,
    pub(crate) memo: Memo,
    /// Requests that were answered before the crawl was gone on with.
    before: u64,
    /// Requests that were answered since.
    answered: u64,
}

impl CrawlWriter<'_> {
    /// The crawl's number.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Notes who crawls what once it is known; what is `None` stays as it was. A cache holds one organization: another one is refused.
    pub fn identify(&mut self, identity: &Identity) -> Result<(), StoreError> {
        self.writer.database.write(|transaction| identify(transaction, self.id, identity))
    }

    /// Notes which Regions the crawl reads, once that is known.
    pub fn set_regions(&mut self, regions: &[String]) -> Result<(), StoreError> {
        self.writer.database.write(|transaction| {
            transaction.execute("UPDATE crawls SET regions = ?2 WHERE id = ?1", (self.id, regions.join(" ")))?;
            Ok(())
        })
    }

    /// Tells how many HTTP requests were answered since the crawl began, or was gone on with. Kept with the next reports, or with the end.
    pub fn answered(&mut self, requests: u64) {
        self.answered = self.answered.max(requests);
    }

    /// All requests that were answered for this crawl, as the file holds them.
    pub(crate) fn requests(&self) -> i64 {
        i64::try_from(self.before.saturating_add(self.answered)).unwrap_or(i64::MAX)
    }

    /// Ends the crawl. [`CrawlState::Running`] is taken as partial.
    pub fn finish(self, end: &CrawlEnd) -> Result<(), StoreError> {
        let state = if end.state == CrawlState::Running { CrawlState::Partial } else { end.state };
        let requests = self.requests();
        self.writer.database.write(|transaction| {
            transaction.execute(
                "UPDATE crawls SET finished_at = ?2, state = ?3, note = ?4, requests = ?5 WHERE id = ?1",
                (self.id, end.finished_at, state.as_str(), &end.note, requests),
            )?;
            Ok(())
        })
    }
}

const CUT_OFF: &str = "the program ended before the crawl did";

const SELECT: &str =
    "SELECT id, started_at, finished_at, state, source, caller, management_account, organization, regions, planned,
    requests, note, scope, origin FROM crawls";

/// Only called with the writer's lock held: whoever ran these crawls is gone.
fn end_cut_off_crawls(connection: &Connection) -> Result<(), Fault> {
    connection.execute("UPDATE crawls SET state = 'partial', note = ?1 WHERE state = 'running'", [CUT_OFF])?;
    Ok(())
}

fn identify(connection: &Connection, crawl: i64, identity: &Identity) -> Result<(), Fault> {
    if let Some(found) = &identity.organization {
        let held = "SELECT organization FROM crawls WHERE organization IS NOT NULL AND organization <> ?1 LIMIT 1";
        if let Some(held) = connection.query_row(held, [found], |row| row.get(0)).optional()? {
            return Err(Fault::OtherOrganization { held, found: found.clone() });
        }
    }
    if let (None, Some(account)) = (&identity.organization, identity.management_account) {
        refuse_stranger(connection, account)?;
    }
    connection.execute(
        "UPDATE crawls SET caller = coalesce(?2, caller), management_account = coalesce(?3, management_account),
            organization = coalesce(?4, organization) WHERE id = ?1",
        (crawl, &identity.caller, identity.management_account.map(codes::number), &identity.organization),
    )?;
    Ok(())
}

/// An account that tells no organization may be read into the cache of one that is known to hold it, and into no other.
fn refuse_stranger(connection: &Connection, account: AccountId) -> Result<(), Fault> {
    let held = "SELECT organization FROM crawls WHERE organization IS NOT NULL LIMIT 1";
    let Some(held) = connection.query_row(held, [], |row| row.get::<_, String>(0)).optional()? else { return Ok(()) };
    let known = "SELECT 1 FROM resources r JOIN kinds k ON k.id = r.kind AND k.name = ?2 WHERE r.account = ?1";
    if connection.prepare(known)?.exists((codes::number(account), Kind::Account.as_str()))? {
        return Ok(());
    }
    Err(Fault::OtherOrganization {
        held,
        found: format!("account {account} (in no organization, or one it may not tell)"),
    })
}

fn crawl_in(row: &Row<'_>) -> rusqlite::Result<Crawl> {
    let (state, regions): (String, String) = (row.get(3)?, row.get(8)?);
    Ok(Crawl {
        id: row.get(0)?,
        started_at: row.get(1)?,
        finished_at: row.get(2)?,
        state: CrawlState::from_text(&state).unwrap_or(CrawlState::Partial),
        source: row.get(4)?,
        identity: Identity {
            caller: row.get(5)?,
            management_account: row.get::<_, Option<i64>>(6)?.and_then(|number| codes::account(number).ok()),
            organization: row.get(7)?,
        },
        regions: regions.split_whitespace().map(str::to_owned).collect(),
        planned: row.get(9)?,
        requests: codes::count(row.get(10)?),
        note: row.get(11)?,
        asked: row.get::<_, Option<String>>(12)?.and_then(|text| serde_json::from_str(&text).ok()),
        origin: row.get::<_, Option<String>>(13)?.and_then(|text| serde_json::from_str(&text).ok()),
    })
}
