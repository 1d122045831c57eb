//! The handles on a cache, and the table of crawls: begun, ended, cut off.

use std::{collections::BTreeSet, path::Path};

use armillary_model::{AccountId, Unit};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::{
    codes::{self, Codes},
    coverage,
    database::Database,
    error::{Fault, StoreError},
    lock::{self, WriterLock},
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
    /// Who crawls what; see [`CrawlWriter::identify`] for what is learned later.
    pub identity: Identity,
    /// The Regions it reads.
    pub regions: Vec<String>,
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
    /// Who crawled what.
    pub identity: Identity,
    /// The Regions it read.
    pub regions: Vec<String>,
    /// How many units it set out to read.
    pub planned: u32,
    /// HTTP requests answered.
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
    /// Opens a cache for reading. It may be read-only, in a read-only folder, or be written by another process meanwhile.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let database = Database::open_to_read(path)?;
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

    /// The newest crawl that ended complete or partial, and came as far as to know what to read: what to show when nobody asked for a
    /// particular one.
    pub fn latest_crawl(&self) -> Result<Option<Crawl>, StoreError> {
        let shown =
            |crawl: &Crawl| matches!(crawl.state, CrawlState::Complete | CrawlState::Partial) && crawl.planned > 0;
        Ok(self.crawls()?.into_iter().find(shown))
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
        let (mut database, lock) = Database::open_to_write(path)?;
        let codes = database.write(|transaction| {
            Codes::complete(transaction)?;
            end_cut_off_crawls(transaction)?;
            Codes::load(transaction)
        })?;
        Ok(Self { database, codes, _lock: lock })
    }

    /// Begins a crawl. One that was begun before and not finished is marked partial.
    pub fn begin_crawl(&mut self, start: &CrawlStart) -> Result<CrawlWriter<'_>, StoreError> {
        let id = self.database.write(|transaction| {
            end_cut_off_crawls(transaction)?;
            transaction.execute(
                "INSERT INTO crawls (started_at, state, source, regions) VALUES (?1, 'running', ?2, ?3)",
                (start.started_at, &start.source, start.regions.join(" ")),
            )?;
            let id = transaction.last_insert_rowid();
            identify(transaction, id, &start.identity)?;
            Ok(id)
        })?;
        Ok(CrawlWriter { writer: self, id, memo: Memo::default() })
    }

    /// Whether the newest crawl was cancelled or cut off, so that it can be gone on with.
    pub fn can_resume(&self) -> Result<bool, StoreError> {
        self.database.read(|connection| Ok(connection.prepare(NEWEST_IF_PARTIAL)?.exists([])?))
    }

    /// Goes on with the newest crawl, which [has to be](Self::can_resume) partial: its writer, and the units it has read completely.
    pub fn resume_crawl(&mut self) -> Result<(CrawlWriter<'_>, BTreeSet<Unit>), StoreError> {
        let codes = &self.codes;
        let (id, done) = self.database.write(|transaction| {
            let id = transaction.query_row(NEWEST_IF_PARTIAL, [], |row| row.get::<_, i64>(0))?;
            let again = "UPDATE crawls SET state = 'running', finished_at = NULL, note = '' WHERE id = ?1";
            transaction.execute(again, [id])?;
            Ok((id, coverage::complete_units(transaction, codes, id)?))
        })?;
        Ok((CrawlWriter { writer: self, id, memo: Memo::default() }, done))
    }
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

    /// Ends the crawl. [`CrawlState::Running`] is taken as partial.
    pub fn finish(self, end: &CrawlEnd) -> Result<(), StoreError> {
        let state = if end.state == CrawlState::Running { CrawlState::Partial } else { end.state };
        self.writer.database.write(|transaction| {
            transaction.execute(
                "UPDATE crawls SET finished_at = ?2, state = ?3, note = ?4 WHERE id = ?1",
                (self.id, end.finished_at, state.as_str(), &end.note),
            )?;
            Ok(())
        })
    }
}

const NEWEST_IF_PARTIAL: &str = "SELECT id FROM crawls WHERE id = (SELECT max(id) FROM crawls) AND state = 'partial'";

const CUT_OFF: &str = "the program ended before the crawl did";

const SELECT: &str =
    "SELECT id, started_at, finished_at, state, source, caller, management_account, organization, regions, planned,
    requests, note FROM crawls";

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
    connection.execute(
        "UPDATE crawls SET caller = coalesce(?2, caller), management_account = coalesce(?3, management_account),
            organization = coalesce(?4, organization) WHERE id = ?1",
        (crawl, &identity.caller, identity.management_account.map(codes::number), &identity.organization),
    )?;
    Ok(())
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
    })
}
