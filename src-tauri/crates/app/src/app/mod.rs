//! Behind the three doors: what is open, what runs, and who answers which request.

mod changes;
mod deeds;
mod planning;
mod queries;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use armillary_aws::Connection;
use armillary_loopback::Running;
use armillary_plan::Plan;
use armillary_store::{Asked, Origin};
use armillary_wire::{Action, Apply, Code, CrawlProgress, Event, Failure, Progress, Query};
use serde_json::value::RawValue;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use crate::{
    crawl::{CrawlJob, Crawled, crawl},
    demo::Demo,
    failure::{coded, of_store, other},
    host::Host,
    opened::Opened,
    settings::{BrokenSettings, Settings},
    source,
    standing::Live,
    task::{Ended, Tasks},
};

/// Where the program keeps its files. `None` where the platform names no such place.
#[derive(Clone, Debug, Default)]
pub struct Folders {
    /// The cache that crawls are written to when none is open.
    pub cache: Option<PathBuf>,
    /// The folder of the demo's caches, one file per number of accounts.
    pub demos: Option<PathBuf>,
    /// What is remembered between runs.
    pub settings: Option<PathBuf>,
}

/// The program behind the window. Clones share everything.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    host: Arc<dyn Host>,
    folders: Folders,
    tasks: Tasks,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    opened: Option<Arc<Opened>>,
    /// How the crawl that is shown was made, if this window made it.
    connected: Option<Connected>,
    settings: Settings,
    /// Why these are not what the file says: then nothing is planned or applied, and the file stays as it is.
    broken: Option<BrokenSettings>,
    /// Plans made in this window and not kept, by cache, the newest last.
    made: Vec<(PathBuf, Plan)>,
    /// What goes on with plans that are applied in this window, by their ids.
    live: BTreeMap<String, Live>,
}

/// What a crawl is made through and written to.
#[derive(Clone)]
struct Connected {
    connection: Connection,
    cache: PathBuf,
    /// The embedded organization, kept running as long as it may be crawled again.
    demo: Option<(Demo, Arc<Running>)>,
}

/// What a crawl is asked to do.
struct Request {
    /// Go on with the newest crawl.
    resume: bool,
    /// What to read.
    asked: Asked,
}

impl App {
    /// A program with nothing open.
    pub fn new(host: Arc<dyn Host>, folders: Folders) -> Self {
        let (settings, broken) = match Settings::load(folders.settings.as_deref()) {
            Ok(settings) => (settings, None),
            Err(broken) => (Settings::default(), Some(broken)),
        };
        let state = Mutex::new(State { settings, broken, ..State::default() });
        Self { inner: Arc::new(Inner { host, folders, tasks: Tasks::default(), state }) }
    }

    /// Answers a query, as JSON.
    pub async fn query(&self, query: Query) -> Result<Box<RawValue>, Failure> {
        self.blocking(move |app| query.answer(app)).await
    }

    /// Carries out an action; its answer as JSON.
    pub async fn act(&self, action: Action) -> Result<Box<RawValue>, Failure> {
        self.blocking(move |app| action.answer(app)).await
    }

    /// Carries out a change of AWS; its answer as JSON.
    pub async fn apply(&self, change: Apply) -> Result<Box<RawValue>, Failure> {
        self.blocking(move |app| change.answer(app)).await
    }

    /// Shows a failure that has no caller to go to as a task that failed at once.
    pub fn report(&self, failure: Failure) {
        self.inner.tasks.fail(&*self.inner.host, Progress::Crawl(CrawlProgress::default()), failure);
    }

    /// Whether the window may close at once. Where tasks run, it is asked what to do.
    pub fn may_close(&self) -> bool {
        let idle = self.inner.tasks.running().is_empty();
        if !idle {
            self.inner.host.emit(Event::CloseAsked);
        }
        idle
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let app = self.clone();
        tokio::task::spawn_blocking(move || work(&app)).await.map_err(other)?
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is remembered, for what must not be done without it. A file that was put right since is read again.
    fn settings(&self) -> Result<Settings, Failure> {
        let mut state = self.state();
        if state.broken.is_some() {
            state.settings = Settings::load(self.inner.folders.settings.as_deref()).map_err(other)?;
            state.broken = None;
        }
        Ok(state.settings.clone())
    }

    /// Changes what is remembered. A file that cannot be understood is not written over.
    fn set_settings(&self, change: impl FnOnce(&mut Settings)) -> Result<(), Failure> {
        self.settings()?;
        let mut state = self.state();
        change(&mut state.settings);
        state.settings.save(self.inner.folders.settings.as_deref()).map_err(other)
    }

    fn opened(&self) -> Result<Arc<Opened>, Failure> {
        self.state()
            .opened
            .clone()
            .ok_or_else(|| coded(Code::NoCache, "no cache is open; start the demo, connect, or open a cache"))
    }

    /// Starts a crawl in the background: its task. A panic in it ends the task, not the program.
    fn begin(&self, connected: Connected, request: Request) -> Result<u32, Failure> {
        let progress = CrawlProgress::default();
        let progress = if connected.demo.is_some() { Progress::Demo(progress) } else { Progress::Crawl(progress) };
        let (id, cancel) = self.inner.tasks.begin(&*self.inner.host, progress, &connected.cache)?;
        let (crawling, watching) = (self.clone(), self.clone());
        let work = tokio::spawn(async move { crawling.crawl(id, &cancel, connected, request).await });
        tokio::spawn(async move { watching.inner.tasks.watch(&*watching.inner.host, id, work).await });
        Ok(id)
    }

    async fn crawl(&self, id: u32, cancel: &CancellationToken, connected: Connected, request: Request) -> Ended {
        let (tasks, host) = (&self.inner.tasks, &self.inner.host);
        let Request { resume, asked: Asked { regions, ou, accounts, services, account_tags } } = request;
        let job = CrawlJob {
            connection: Connection { regions, ou, ..connected.connection.clone() },
            demo: connected.demo.as_ref().map(|(demo, _)| *demo),
            accounts,
            services,
            account_tags,
            cache: connected.cache.clone(),
            replace_other: connected.demo.is_some() && !resume,
            resume,
        };
        let tell = |change: &dyn Fn(&mut CrawlProgress)| {
            tasks.update(&**host, id, |progress| {
                if let Some(progress) = progress.crawl() {
                    change(progress);
                }
            });
        };
        let ended = crawl(&job, || host.now(), cancel, tell).await;
        let shown = match &ended {
            Ok(_) => self.show(connected),
            Err(failure) => Err(failure.clone()),
        };
        match (shown, ended) {
            (Err(_), _) if cancel.is_cancelled() => Ended::Cancelled,
            (Err(failure), _) | (_, Err(failure)) => Ended::Failed(failure),
            (Ok(()), Ok(Crawled::Read(summary))) if summary.cancelled => Ended::Cancelled,
            (Ok(()), Ok(_)) => Ended::Done,
        }
    }

    /// Shows the newest crawl of the cache that was just written.
    fn show(&self, connected: Connected) -> Result<(), Failure> {
        let demo = connected.demo.is_some();
        self.open(&connected.cache.clone(), demo, Some(connected))
    }

    /// What the newest crawl of the open cache was made through, also where another window or the command line made it. The embedded
    /// organization is started again for it.
    fn reconnected(&self) -> Result<Connected, Failure> {
        let opened = self.opened()?;
        let newest = opened.newest().map_err(of_store)?;
        let (origin, asked) = newest.map(|crawl| (crawl.origin, crawl.asked)).unwrap_or_default();
        let unknown = || coded(Code::NoCache, "this cache does not tell where it was read from; connect first");
        let origin = origin.ok_or_else(unknown)?;
        let cache = opened.cache().path().to_owned();
        if let Origin::Demo { accounts, seed } = origin {
            let demo = Demo { accounts, seed };
            let (running, connection) = Handle::current().block_on(demo.start())?;
            return Ok(Connected { connection, cache, demo: Some((demo, Arc::new(running))) });
        }
        let connection = source::connection(&origin, &asked.unwrap_or_default()).ok_or_else(unknown)?;
        Ok(Connected { connection, cache, demo: None })
    }

    fn open(&self, path: &Path, demo: bool, connected: Option<Connected>) -> Result<(), Failure> {
        let opened = Arc::new(Opened::open(path, demo, None).map_err(of_store)?);
        {
            let mut state = self.state();
            state.opened = Some(opened);
            state.connected = connected;
        }
        // A list of recent caches that cannot be written is no reason to refuse this one.
        let _ = self.set_settings(|settings| settings.opened(path));
        self.changed();
        Ok(())
    }

    /// Tells the window that what it shows is no longer what is open, and loads what it asks for first.
    fn changed(&self) {
        if let Ok(opened) = self.opened() {
            std::thread::spawn(move || {
                // What fails here fails again when it is asked for.
                let _ = opened.map();
            });
        }
        self.inner.host.emit(Event::CacheChanged);
    }
}
