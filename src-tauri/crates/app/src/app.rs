//! Behind the two doors: which handler answers which query, and which action does what.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use armillary_aws::{AccessKey, Connection, ProfileSummary, Secret, keychain};
use armillary_loopback::Running;
use armillary_topology::{SceneRequest, View};
use armillary_wire::{
    Action, Code, ConnectionInput, Event, Failure, KeyInput, ProfileRow, Query, StatusAnswer, TaskKind, TaskState,
};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::{
    coverage::coverage,
    crawl::{CrawlJob, crawl, source_of},
    demo,
    failure::{coded, of_store, other},
    host::{FileQuestion, Host},
    inspect, map,
    opened::Opened,
    portfolios, resources, rows,
    settings::Settings,
    task::Tasks,
    trust,
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
        match query {
            Query::Status => raw(&self.status().await?),
            query => {
                let app = self.clone();
                tokio::task::spawn_blocking(move || app.read(query)).await.map_err(other)?
            }
        }
    }

    /// Carries out an action; its answer as JSON.
    pub async fn act(&self, action: Action) -> Result<Box<RawValue>, Failure> {
        match action {
            Action::StartDemo { accounts } => raw(&self.start_demo(accounts).await?),
            Action::StartCrawl { connection } => raw(&self.start_crawl(connection)?),
            Action::Recrawl => {
                let missing = || coded(Code::NoCache, "this window has not crawled yet; connect first");
                let origin = self.state().origin.clone().ok_or_else(missing)?;
                raw(&self.begin(TaskKind::Crawl, origin)?)
            }
            Action::Cancel { task } => {
                self.inner.tasks.cancel(&*self.inner.host, task);
                raw(&())
            }
            Action::OpenCache { path } => self.blocking(move |app| raw(&app.open_cache(path)?)).await,
            Action::CloseCache => {
                self.close_cache();
                raw(&())
            }
            Action::SaveKey { key } => self.blocking(move |app| raw(&app.save_key(key)?)).await,
            Action::ForgetKey { name } => self.blocking(move |app| raw(&app.forget_key(&name)?)).await,
            Action::Export { view, request, format, path } => {
                self.blocking(move |app| raw(&app.export(view, &request, format, path)?)).await
            }
        }
    }

    /// Shows a failure that has no caller to go to as a task that failed at once.
    pub fn report(&self, failure: Failure) {
        let (tasks, host) = (&self.inner.tasks, &*self.inner.host);
        if tasks.begin(host, TaskKind::Crawl, "starting").is_ok() {
            tasks.end(host, TaskState::Failed, Some(failure));
        }
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

    fn read(&self, query: Query) -> Result<Box<RawValue>, Failure> {
        let opened = self.opened()?;
        match query {
            Query::Status => Err(coded(Code::Other, "the status is answered without a cache")),
            Query::Crawls => {
                let reader = opened.cache().reader().map_err(of_store)?;
                let crawls = reader.crawls().map_err(of_store)?;
                raw(&crawls.iter().map(|crawl| rows::crawl(&reader, crawl)).collect::<Result<Vec<_>, _>>()?)
            }
            Query::Kinds => raw(&opened.kinds()?),
            Query::Scene { request } => raw(&opened.scene(&request)?),
            Query::Reveal { view, arn } => raw(&opened.reveal(view, &arn)?),
            Query::Search { text, limit } => {
                raw(&resources::search(opened.crawled()?, opened.index(), &text, limit)?)
            }
            Query::Inspect { arn } => raw(&inspect::inspect(opened.crawled()?, opened.map()?, &arn)?),
            Query::Accounts => raw(&opened.map()?.accounts(opened.inventory()?)),
            Query::Portfolios => {
                let topology = opened.map()?.of_view(None, View::Portfolios)?;
                raw(&portfolios::portfolios(opened.crawled()?, topology)?)
            }
            Query::Coverage => raw(&coverage(opened.crawled()?, None)?),
            Query::Resources { filter } => raw(&resources::page(opened.crawled()?, &filter)?),
            Query::TrustEnds { text, limit } => {
                raw(&trust::ends(opened.crawled()?, opened.index(), opened.trust()?, &text, limit)?)
            }
            Query::TrustPaths { from, to, offset, limit, pattern, near_misses } => {
                let page = trust::Page { offset, limit };
                let question = trust::PathsQuestion { from, to, page, pattern, near_misses };
                raw(&trust::paths(opened.trust()?, &question)?)
            }
            Query::TrustExplain { from, to, kind } => {
                raw(&trust::explain(opened.crawled()?, opened.trust()?, &from, &to, &kind)?)
            }
            Query::TrustMatrix => raw(&trust::matrix(opened.trust()?)),
            Query::WhoCan { action, resource, offset, limit } => {
                let page = trust::Page { offset, limit };
                raw(&trust::who_can(opened.trust()?, &action, &resource, None, page))
            }
            Query::WhatCan { principal, offset, limit } => {
                raw(&trust::what_can(opened.trust()?, &principal, trust::Page { offset, limit })?)
            }
            Query::TrustFindings => raw(&opened.trust_findings()?),
        }
    }

    async fn status(&self) -> Result<StatusAnswer, Failure> {
        let (profiles, profiles_problem) = match armillary_aws::profiles().await {
            Ok(profiles) => (profiles, None),
            Err(problem) => (Vec::new(), Some(problem.to_string())),
        };
        let (opened, settings, can_recrawl) = {
            let state = self.state();
            (state.opened.clone(), state.settings.clone(), state.origin.is_some())
        };
        let cache = self.blocking(move |_| opened.map(|opened| opened.info()).transpose()).await?;
        Ok(StatusAnswer {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            cache,
            task: self.inner.tasks.progress(),
            profiles: profiles.into_iter().map(profile_row).collect(),
            profiles_problem,
            default_role: armillary_aws::DEFAULT_ROLE.to_owned(),
            keys: settings.keys,
            keyring_problem: keychain::problem().map(|problem| problem.to_string()),
            recent: settings
                .caches
                .iter()
                .filter(|path| path.exists())
                .map(|path| path.display().to_string())
                .collect(),
            can_recrawl,
        })
    }

    async fn start_demo(&self, accounts: u32) -> Result<u32, Failure> {
        let nowhere = || coded(Code::Other, "no folder for caches is known on this system; start with `--cache FILE`");
        let folder = self.inner.folders.demos.clone().ok_or_else(nowhere)?;
        let (running, connection) = demo::start(accounts).await?;
        let cache = demo::cache(&folder, accounts);
        let source = format!("demo organization of {accounts} accounts");
        self.begin(TaskKind::Demo, Origin { connection, source, cache, demo: Some(Arc::new(running)) })
    }

    fn start_crawl(&self, input: ConnectionInput) -> Result<u32, Failure> {
        let nowhere = || coded(Code::Other, "no folder for caches is known on this system; start with `--cache FILE`");
        let cache = self.inner.folders.cache.clone().ok_or_else(nowhere)?;
        let connection = connection_of(input);
        let source = source_of(&connection);
        self.begin(TaskKind::Crawl, Origin { connection, source, cache, demo: None })
    }

    /// Starts a crawl in the background: its task.
    fn begin(&self, kind: TaskKind, origin: Origin) -> Result<u32, Failure> {
        let (id, cancel) = self.inner.tasks.begin(&*self.inner.host, kind, "connecting")?;
        let app = self.clone();
        tokio::spawn(async move {
            let (tasks, host) = (&app.inner.tasks, &app.inner.host);
            let job = CrawlJob {
                connection: origin.connection.clone(),
                source: origin.source.clone(),
                accounts: Vec::new(),
                services: Vec::new(),
                cache: origin.cache.clone(),
                replace_other: origin.demo.is_some(),
                resume: false,
            };
            let clock = {
                let host = Arc::clone(host);
                move || host.now()
            };
            let ended = crawl(&job, clock, &cancel, |progress| tasks.update(&**host, progress)).await;
            let shown = match &ended {
                Ok(_) => app.show(origin),
                Err(failure) => Err(failure.clone()),
            };
            match (shown, ended) {
                (Err(_), _) if cancel.is_cancelled() => tasks.end(&**host, TaskState::Cancelled, None),
                (Err(failure), _) | (_, Err(failure)) => tasks.end(&**host, TaskState::Failed, Some(failure)),
                (Ok(()), Ok(summary)) if summary.cancelled => tasks.end(&**host, TaskState::Cancelled, None),
                (Ok(()), Ok(_)) => tasks.end(&**host, TaskState::Done, None),
            }
        });
        Ok(id)
    }

    /// Shows the newest crawl of the cache that was just written.
    fn show(&self, origin: Origin) -> Result<(), Failure> {
        let demo = origin.demo.is_some();
        self.open(&origin.cache.clone(), demo, Some(origin))
    }

    fn open_cache(&self, path: Option<String>) -> Result<Option<armillary_wire::CacheInfo>, Failure> {
        let Some(path) = path.map(PathBuf::from).or_else(|| self.inner.host.choose_file(FileQuestion::OpenCache))
        else {
            return Ok(None);
        };
        let demo = self.inner.folders.demos.as_deref().is_some_and(|folder| path.starts_with(folder));
        self.open(&path, demo, None)?;
        self.opened()?.info().map(Some)
    }

    fn open(&self, path: &Path, demo: bool, origin: Option<Origin>) -> Result<(), Failure> {
        let opened = Arc::new(Opened::open(path, demo, None).map_err(of_store)?);
        {
            let mut state = self.state();
            state.opened = Some(Arc::clone(&opened));
            state.origin = origin;
            state.settings.opened(path);
            // A list of recent caches that cannot be written is no reason to refuse this one.
            let _ = state.settings.save(self.inner.folders.settings.as_deref());
        }
        std::thread::spawn(move || opened.prepare());
        self.inner.host.emit(Event::CacheChanged);
        Ok(())
    }

    fn close_cache(&self) {
        let mut state = self.state();
        state.opened = None;
        state.origin = None;
        drop(state);
        self.inner.host.emit(Event::CacheChanged);
    }

    fn save_key(&self, key: KeyInput) -> Result<(), Failure> {
        let secret = key.secret_access_key.reveal().trim();
        if [key.name.as_str(), key.access_key_id.as_str(), secret].iter().any(|text| text.trim().is_empty()) {
            return Err(coded(Code::Credentials, "a key needs a name, an access key id and a secret access key"));
        }
        let token = key.session_token.as_ref().map(|token| token.reveal().trim());
        let access = AccessKey {
            id: key.access_key_id.trim().to_owned(),
            secret: Secret::new(secret),
            session_token: token.filter(|token| !token.is_empty()).map(Secret::new),
        };
        keychain::save(&key.name, &access).map_err(|error| coded(Code::Credentials, error.to_string()))?;
        self.remember_keys(|keys| {
            keys.retain(|name| *name != key.name);
            keys.push(key.name.clone());
        })
    }

    fn forget_key(&self, name: &str) -> Result<(), Failure> {
        match keychain::forget(name) {
            Ok(()) | Err(keychain::KeychainError::NoKey(_)) => {
                self.remember_keys(|keys| keys.retain(|known| known != name))
            }
            Err(error) => Err(coded(Code::Credentials, error.to_string())),
        }
    }

    fn remember_keys(&self, change: impl FnOnce(&mut Vec<String>)) -> Result<(), Failure> {
        let mut state = self.state();
        change(&mut state.settings.keys);
        state.settings.keys.sort_unstable();
        state.settings.save(self.inner.folders.settings.as_deref()).map_err(other)
    }

    fn export(
        &self,
        view: View,
        request: &SceneRequest,
        format: armillary_wire::ExportFormat,
        path: Option<String>,
    ) -> Result<Option<String>, Failure> {
        let opened = self.opened()?;
        let name = map::file_name(view, format);
        let asked = || self.inner.host.choose_file(FileQuestion::Save { name });
        let Some(path) = path.map(PathBuf::from).or_else(asked) else { return Ok(None) };
        let bytes = opened.export(view, request, format)?;
        std::fs::write(&path, bytes).map_err(|error| {
            coded(Code::Other, format!("`{}` cannot be written: {error}; choose another place", path.display()))
        })?;
        Ok(Some(path.display().to_string()))
    }
}

fn raw(value: &impl Serialize) -> Result<Box<RawValue>, Failure> {
    to_raw_value(value).map_err(other)
}

fn profile_row(profile: ProfileSummary) -> ProfileRow {
    let ProfileSummary { name, region, identity_center } = profile;
    ProfileRow { name, region, identity_center }
}

/// The options a form gave; empty fields are not given.
fn connection_of(input: ConnectionInput) -> Connection {
    let given = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    Connection {
        profile: given(input.profile),
        key: given(input.key),
        endpoint_url: given(input.endpoint_url),
        regions: input.regions,
        role_name: given(input.role_name),
        external_id: given(input.external_id),
        ou: given(input.ou),
        access_key: None,
    }
}
