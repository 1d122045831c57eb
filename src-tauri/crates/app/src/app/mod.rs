//! Behind the three doors: what is open, what runs, and who answers which request.

mod deeds;
mod queries;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use armillary_aws::Connection;
use armillary_loopback::Running;
use armillary_wire::{Action, Apply, Changes, Code, CrawlProgress, Event, Failure, Progress, Query};
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use crate::{
    crawl::{CrawlJob, crawl},
    failure::{coded, of_store, other},
    host::Host,
    opened::Opened,
    settings::Settings,
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
    /// How the crawl that is shown was made, if this program made it.
    origin: Option<Origin>,
    settings: Settings,
}

/// What a crawl is made from and written to.
#[derive(Clone)]
struct Origin {
    connection: Connection,
    source: String,
    cache: PathBuf,
    /// The embedded organization, kept running as long as it may be crawled again.
    demo: Option<Arc<Running>>,
}

impl App {
    /// A program with nothing open.
    pub fn new(host: Arc<dyn Host>, folders: Folders) -> Self {
        let settings = Settings::load(folders.settings.as_deref());
        let state = Mutex::new(State { settings, ..State::default() });
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

    fn opened(&self) -> Result<Arc<Opened>, Failure> {
        self.state()
            .opened
            .clone()
            .ok_or_else(|| coded(Code::NoCache, "no cache is open; start the demo, connect, or open a cache"))
    }

    /// Starts a crawl in the background: its task. A panic in it ends the task, not the program.
    fn begin(&self, origin: Origin, resume: bool) -> Result<u32, Failure> {
        let progress = CrawlProgress::default();
        let progress = if origin.demo.is_some() { Progress::Demo(progress) } else { Progress::Crawl(progress) };
        let (id, cancel) = self.inner.tasks.begin(&*self.inner.host, progress, &origin.cache)?;
        let (crawling, watching) = (self.clone(), self.clone());
        let work = tokio::spawn(async move { crawling.crawl(id, &cancel, origin, resume).await });
        tokio::spawn(async move { watching.inner.tasks.watch(&*watching.inner.host, id, work).await });
        Ok(id)
    }

    async fn crawl(&self, id: u32, cancel: &CancellationToken, origin: Origin, resume: bool) -> Ended {
        let (tasks, host) = (&self.inner.tasks, &self.inner.host);
        let job = CrawlJob {
            connection: origin.connection.clone(),
            source: origin.source.clone(),
            accounts: Vec::new(),
            services: Vec::new(),
            account_tags: false,
            cache: origin.cache.clone(),
            replace_other: origin.demo.is_some(),
            resume,
        };
        let tell = |change: &dyn Fn(&mut CrawlProgress)| tasks.update(&**host, id, |progress| change(progress.crawl()));
        let ended = crawl(&job, || host.now(), cancel, tell).await;
        let shown = match &ended {
            Ok(_) => self.show(origin),
            Err(failure) => Err(failure.clone()),
        };
        match (shown, ended) {
            (Err(_), _) if cancel.is_cancelled() => Ended::Cancelled,
            (Err(failure), _) | (_, Err(failure)) => Ended::Failed(failure),
            (Ok(()), Ok(summary)) if summary.cancelled => Ended::Cancelled,
            (Ok(()), Ok(_)) => Ended::Done,
        }
    }

    /// Shows the newest crawl of the cache that was just written.
    fn show(&self, origin: Origin) -> Result<(), Failure> {
        let demo = origin.demo.is_some();
        self.open(&origin.cache.clone(), demo, Some(origin))
    }

    fn open(&self, path: &Path, demo: bool, origin: Option<Origin>) -> Result<(), Failure> {
        let opened = Arc::new(Opened::open(path, demo, None).map_err(of_store)?);
        {
            let mut state = self.state();
            state.opened = Some(opened);
            state.origin = origin;
            state.settings.opened(path);
            // A list of recent caches that cannot be written is no reason to refuse this one.
            let _ = state.settings.save(self.inner.folders.settings.as_deref());
        }
        self.changed();
        Ok(())
    }

    /// Tells the window that what it shows is no longer what is open, and works out ahead what it will ask.
    fn changed(&self) {
        if let Ok(opened) = self.opened() {
            std::thread::spawn(move || opened.prepare());
        }
        self.inner.host.emit(Event::CacheChanged);
    }
}

impl Changes for App {}
