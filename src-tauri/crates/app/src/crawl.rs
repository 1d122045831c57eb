//! A crawl from end to end: a session is opened, the organization is collected, and every finished unit is kept at once.

use std::{
    collections::{BTreeSet, HashSet},
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use armillary_aws::{Connection, Session};
use armillary_collect::{CrawlError, CrawlOutcome, CrawlScope, Event, Floor};
use armillary_model::{AccountId, Gap, Kind, Service, Status, StatusCounts, Unit, UnitReport};
use armillary_store::{
    Asked, CrawlEnd, CrawlStart, CrawlState, Identity, Reader, Recorded, Resumed, StoreError, Writer,
};
use armillary_wire::{CrawlProgress, Failure, StatusCount};
use serde::Serialize;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::{
    demo::Demo,
    failure::{of_aws, of_store, other},
    private, rows,
    source::source,
    unread::Unread,
};

/// Events waiting between collecting and keeping; a full channel makes collecting wait.
const WAITING: usize = 256;
/// Reports kept in one transaction at most.
const BATCH: usize = 64;

/// What to crawl, and where to keep it.
#[derive(Clone, Debug)]
pub struct CrawlJob {
    /// Where and as whom.
    pub connection: Connection,
    /// The embedded organization that it leads to, if it does.
    pub demo: Option<Demo>,
    /// Only these accounts; empty means all.
    pub accounts: Vec<AccountId>,
    /// Only these services; empty means all.
    pub services: Vec<Service>,
    /// The tags of accounts too: a call for each account, some ten a second.
    pub account_tags: bool,
    /// The cache.
    pub cache: PathBuf,
    /// A cache that holds another organization is replaced: right for a demo, whose organization can be crawled again any time.
    pub replace_other: bool,
    /// Read only what the newest crawl, cut off or ended, did not read; it has to be asked for the same.
    pub resume: bool,
}

/// How a crawl that was carried out ended.
#[derive(Clone, PartialEq, Debug)]
pub enum Crawled {
    /// Something was read.
    Read(Box<CrawlSummary>),
    /// It was to go on with this crawl, of which nothing is left to read.
    NothingLeft(i64),
}

impl Crawled {
    /// What it came to; `None` where there was nothing to read.
    pub fn summary(self) -> Option<CrawlSummary> {
        match self {
            Self::Read(summary) => Some(*summary),
            Self::NothingLeft(_) => None,
        }
    }
}

/// What a crawl was asked to read: everything where nothing is named.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct SummaryScope {
    /// Only accounts below this OU.
    pub ou: Option<String>,
    /// Only these accounts.
    pub accounts: Vec<AccountId>,
    /// Only these services.
    pub services: Vec<Service>,
    /// The tags of accounts too.
    pub account_tags: bool,
    /// The Regions that were read, named or enabled.
    pub regions: Vec<String>,
}

/// What a crawl came to.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CrawlSummary {
    /// Its number in the cache.
    pub crawl: i64,
    /// The organization's id, where the caller is in one.
    pub organization: Option<String>,
    /// What it was asked to read.
    pub scope: SummaryScope,
    /// How many accounts are in that scope.
    pub accounts: u64,
    /// How many resources were read.
    pub resources: u64,
    /// Of these, how many were not in the cache.
    pub added: u64,
    /// How many were different in the cache. What was read of a resource for the first time is no difference.
    pub changed: u64,
    /// How many in the cache are gone.
    pub removed: u64,
    /// HTTP requests answered, those that listed the organization and entered accounts included. The cache counts the same; of a crawl that
    /// was gone on with, those before, too.
    pub requests: u64,
    /// HTTP requests sent, retries counted.
    pub attempts: u64,
    /// From start to end.
    pub milliseconds: u64,
    /// The shortest time that the quotas of AWS and the number of requests under way allow, as a part of the time it took: 1 is the
    /// best there is. Absent, as the two beside it, of a crawl that was cut off: what it did not do took no time.
    pub efficiency: Option<f64>,
    /// That shortest time.
    pub floor_milliseconds: Option<u64>,
    /// The operation whose quota sets it, or `requests`.
    pub floor_set_by: Option<String>,
    /// Units by status.
    pub coverage: Vec<StatusCount>,
    /// Of those that are skipped, the units that it did not come to, because it was cancelled.
    pub not_reached: u32,
    /// What was not read, in words: an account, a service in a Region, or a reason in each line; at most a screenful.
    pub incomplete: Vec<String>,
    /// It was asked to stop before it was done.
    pub cancelled: bool,
}

/// Crawls. `now` gives milliseconds since 1970; `tell` is given changes to make to the progress that is shown.
pub async fn crawl(
    job: &CrawlJob,
    now: impl Fn() -> i64,
    cancel: &CancellationToken,
    mut tell: impl FnMut(&dyn Fn(&mut CrawlProgress)),
) -> Result<Crawled, Failure> {
    tell(&|shown| shown.step = "connecting".to_owned());
    let session = tokio::select! {
        biased;
        () = cancel.cancelled() => return Err(other("cancelled before anything was read")),
        opened = Session::open(&job.connection) => opened.map_err(of_aws)?,
    };
    make_folder_of(&job.cache)?;
    match attempt(job, &session, &now, cancel, &mut tell).await {
        Err(Stop::Store(StoreError::OtherOrganization { path, .. })) if job.replace_other => {
            remove_cache(&path).map_err(|error| other(format!("`{}` cannot be replaced: {error}", path.display())))?;
            attempt(job, &session, &now, cancel, &mut tell).await.map_err(Failure::from)
        }
        ended => ended.map_err(Failure::from),
    }
}

/// Makes the folder the cache is in.
fn make_folder_of(cache: &Path) -> Result<(), Failure> {
    let Some(folder) = cache.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    private::make_folder(folder).map_err(|error| {
        other(format!("the folder `{}` cannot be made: {error}; choose another cache with `--cache`", folder.display()))
    })
}

/// Why an attempt ended early.
enum Stop {
    Store(StoreError),
    Other(Failure),
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Store(error) => of_store(error),
            Stop::Other(failure) => failure,
        }
    }
}

async fn attempt(
    job: &CrawlJob,
    session: &Session,
    now: impl Fn() -> i64,
    cancel: &CancellationToken,
    tell: &mut impl FnMut(&dyn Fn(&mut CrawlProgress)),
) -> Result<Crawled, Stop> {
    let stop = cancel.child_token();
    let (source, origin) = source(&job.connection, job.demo, session);
    let start = CrawlStart {
        started_at: now(),
        source,
        origin: Some(origin),
        identity: Identity { caller: Some(session.caller().arn.clone()), ..Identity::default() },
        regions: job.connection.regions.clone(),
        asked: Asked {
            regions: job.connection.regions.clone(),
            ou: job.connection.ou.clone(),
            accounts: job.accounts.clone(),
            services: job.services.clone(),
            account_tags: job.account_tags,
        },
    };
    let (tell_known, known) = oneshot::channel();
    let keeper = Keeper { cache: job.cache.clone(), start, resume: job.resume, stop: stop.clone() };
    let (to_keeper, messages) = mpsc::channel(WAITING);
    let keeping = tokio::task::spawn_blocking(move || keeper.keep(tell_known, messages));
    let Ok(Known { done, organization }) = known.await else {
        return match keeping.await.map_err(|error| Stop::Other(other(error)))?.map_err(Stop::Store)? {
            Kept { crawl, nothing_left: true, .. } => Ok(Crawled::NothingLeft(crawl)),
            _ => Err(Stop::Other(other("the cache was closed while a crawl began"))),
        };
    };
    let (sender, mut events) = mpsc::channel(WAITING);
    let (accounts, services) = (job.accounts.clone(), job.services.clone());
    let scope = CrawlScope {
        done,
        accounts,
        services,
        organization: !organization,
        account_tags: job.account_tags,
        ..CrawlScope::from(&job.connection)
    };
    let mut seen = Seen::default();
    let watching = async {
        while let Some(event) = events.recv().await {
            seen.note(&event, tell);
            // Where the keeper is gone it has failed, and says so when it is waited for.
            let _ = to_keeper.send(Message::Event(event)).await;
        }
    };
    let (outcome, ()) = tokio::join!(armillary_collect::crawl(session, scope, sender, stop.clone()), watching);
    let requests = outcome.as_ref().map_or(0, |outcome| outcome.requests);
    let _ = to_keeper.send(Message::End(end_of(&outcome, now()), requests)).await;
    drop(to_keeper);
    let kept = keeping.await.map_err(|error| Stop::Other(other(error)))?.map_err(Stop::Store)?;
    let outcome = outcome.map_err(|error| Stop::Other(other(error)))?;
    match &outcome.stopped {
        Some(reason) => {
            Err(Stop::Other(other(format!("{reason}; what was read before is kept as crawl {}", kept.crawl))))
        }
        None => Ok(Crawled::Read(Box::new(seen.summary(job, &kept, &outcome)))),
    }
}

/// How the cache is told that a crawl ended.
fn end_of(outcome: &Result<CrawlOutcome, CrawlError>, finished_at: i64) -> CrawlEnd {
    let (state, note) = match outcome {
        Ok(CrawlOutcome { stopped: Some(reason), .. }) => (CrawlState::Partial, reason.clone()),
        Ok(CrawlOutcome { cancelled: true, .. }) => (CrawlState::Partial, "cancelled".to_owned()),
        Ok(_) => (CrawlState::Complete, String::new()),
        Err(error) => (CrawlState::Failed, error.to_string()),
    };
    CrawlEnd { finished_at, state, note }
}

/// What the keeper is told.
enum Message {
    Event(Event),
    /// How the crawl ended, and how many requests were answered; 0 where nobody knows.
    End(CrawlEnd, u32),
}

/// Writes the cache, on a thread of its own.
struct Keeper {
    cache: PathBuf,
    start: CrawlStart,
    resume: bool,
    /// Stops collecting when nothing more can be kept.
    stop: CancellationToken,
}

/// What the cache knows when a crawl begins.
struct Known {
    /// Units that need not be read.
    done: BTreeSet<Unit>,
    /// Whether the organization was crawled before.
    organization: bool,
}

/// What was kept.
#[derive(Default)]
struct Kept {
    crawl: i64,
    recorded: Recorded,
    /// There was nothing to read.
    nothing_left: bool,
}

impl Keeper {
    /// Says first what is known already.
    fn keep(
        self,
        tell_known: oneshot::Sender<Known>,
        mut messages: mpsc::Receiver<Message>,
    ) -> Result<Kept, StoreError> {
        let kept = self.write(tell_known, &mut messages);
        if kept.is_err() {
            self.stop.cancel();
        }
        kept
    }

    fn write(
        &self,
        tell_known: oneshot::Sender<Known>,
        messages: &mut mpsc::Receiver<Message>,
    ) -> Result<Kept, StoreError> {
        let mut writer = Writer::create_or_open(&self.cache)?;
        let organization = Reader::open(&self.cache)?.latest_crawl()?.is_some();
        let (mut crawl, done) = match self.begin(&mut writer)? {
            Resumed::Begun(crawl, done) => (*crawl, done),
            Resumed::NothingLeft(crawl) => return Ok(Kept { crawl, nothing_left: true, ..Kept::default() }),
        };
        // Nobody listens any more when the crawl was given up meanwhile; the messages end then, too.
        let _ = tell_known.send(Known { done, organization });
        let mut kept = Kept { crawl: crawl.id(), ..Kept::default() };
        let mut batch: Vec<UnitReport> = Vec::new();
        while let Some(first) = messages.blocking_recv() {
            let mut next = Some(first);
            while let Some(message) = next {
                match message {
                    Message::Event(Event::Planned { organization, management, regions, units, .. }) => {
                        crawl.set_regions(&regions)?;
                        crawl.identify(&Identity {
                            caller: None,
                            management_account: Some(management),
                            organization,
                        })?;
                        crawl.plan(&units)?;
                    }
                    Message::Event(Event::Started(_)) => {}
                    Message::Event(Event::Finished { report, progress }) => {
                        crawl.answered(progress.requests.into());
                        batch.push(report);
                    }
                    Message::End(end, requests) => {
                        crawl.answered(requests.into());
                        kept.add(crawl.record(&batch)?);
                        crawl.finish(&end)?;
                        return Ok(kept);
                    }
                }
                next = if batch.len() < BATCH { messages.try_recv().ok() } else { None };
            }
            kept.add(crawl.record(&batch)?);
            batch.clear();
        }
        Ok(kept)
    }

    /// The crawl to write, and what of it was read before.
    fn begin<'a>(&self, writer: &'a mut Writer) -> Result<Resumed<'a>, StoreError> {
        match self.resume {
            true => writer.resume_crawl(&self.start),
            false => Ok(Resumed::Begun(Box::new(writer.begin_crawl(&self.start)?), BTreeSet::new())),
        }
    }
}

impl Kept {
    fn add(&mut self, recorded: Recorded) {
        self.recorded.added += recorded.added;
        self.recorded.changed += recorded.changed;
        self.recorded.removed += recorded.removed;
        self.recorded.unchanged += recorded.unchanged;
    }
}

/// What went by, for progress and summary.
#[derive(Default)]
struct Seen {
    /// The ARNs of what was read, as hashes: what several accounts are shown is one resource, as in the cache.
    resources: HashSet<u64>,
    incomplete: u32,
    not_reached: u32,
    unread: Unread,
}

/// Whether the crawl was cancelled before it came to the unit, or to its end.
fn is_not_reached(report: &UnitReport) -> bool {
    report.status == Status::Skipped && report.gaps.iter().any(Gap::is_not_reached)
}

fn hash(arn: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    arn.hash(&mut hasher);
    hasher.finish()
}

impl Seen {
    fn note(&mut self, event: &Event, tell: &mut impl FnMut(&dyn Fn(&mut CrawlProgress))) {
        match event {
            Event::Planned { units, known, .. } => {
                let known = rows::count(*known as u64);
                let planned = known.saturating_add(rows::count(units.len() as u64));
                tell(&|shown| {
                    (shown.done, shown.planned) = (known, planned);
                    shown.step = "reading accounts".to_owned();
                });
            }
            Event::Started(_) => {}
            Event::Finished { report, progress } => {
                self.note_report(report);
                tell(&|shown| {
                    shown.done = rows::count(progress.done as u64);
                    shown.planned = rows::count(progress.planned as u64);
                    shown.requests = progress.requests;
                    shown.resources = rows::count(self.resources.len() as u64);
                    shown.incomplete = self.incomplete;
                    shown.remaining = progress.remaining.map(milliseconds);
                });
            }
        }
    }

    fn note_report(&mut self, report: &UnitReport) {
        self.resources.extend(report.resources.iter().map(|resource| hash(&resource.arn)));
        let accounts = report.resources.iter().filter(|resource| resource.kind == Kind::Account);
        accounts.for_each(|account| self.unread.name(account.account, &account.name));
        self.not_reached += u32::from(is_not_reached(report));
        if report.status != Status::Complete {
            self.incomplete += 1;
            self.unread.note(report);
        }
    }

    fn summary(&self, job: &CrawlJob, kept: &Kept, outcome: &CrawlOutcome) -> CrawlSummary {
        let count = |number: &usize| rows::count(*number as u64);
        let coverage: StatusCounts = outcome.units.iter().map(|(status, number)| (*status, count(number))).collect();
        let recorded = kept.recorded;
        let floor = Some(&outcome.floor).filter(|_| !outcome.cancelled);
        let share = |floor: &Floor| floor.time.as_secs_f64() / outcome.elapsed.as_secs_f64().max(f64::EPSILON);
        CrawlSummary {
            crawl: kept.crawl,
            organization: outcome.organization.clone(),
            scope: SummaryScope {
                ou: job.connection.ou.clone(),
                accounts: job.accounts.clone(),
                services: job.services.clone(),
                account_tags: job.account_tags,
                regions: outcome.regions.clone(),
            },
            accounts: outcome.accounts as u64,
            resources: self.resources.len() as u64,
            added: recorded.added,
            changed: recorded.changed,
            removed: recorded.removed,
            requests: u64::from(outcome.requests),
            attempts: u64::from(outcome.attempts),
            milliseconds: milliseconds(outcome.elapsed),
            efficiency: floor.map(share),
            floor_milliseconds: floor.map(|floor| milliseconds(floor.time)),
            floor_set_by: floor.map(|floor| floor.set_by.clone()),
            coverage: rows::statuses(&coverage),
            not_reached: self.not_reached,
            incomplete: self.unread.lines(),
            cancelled: outcome.cancelled,
        }
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Removes a cache and the files SQLite keeps beside it.
fn remove_cache(cache: &Path) -> io::Result<()> {
    fs::remove_file(cache)?;
    for suffix in ["-wal", "-shm", "-writer"] {
        let mut name = cache.as_os_str().to_owned();
        name.push(suffix);
        match fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
