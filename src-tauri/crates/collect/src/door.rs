//! The way into an account: its credentials, fetched when the first unit needs them, and the units read through them.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use armillary_aws::{AccountAccess, Failure, FailureClass, Session};
use armillary_model::{AccountId, Status, Unit};
use tokio::sync::{OnceCell, mpsc::Sender};

use crate::{
    Collector, Event,
    regions::{self, Regions},
    visit::{CANCELLED, Crawl, Visit, Visited},
};

/// How many units in a row must fail for want of network or credentials before the crawl stops by itself.
const HOPELESS: usize = 24;

/// What all units of a crawl share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub regions: Regions,
    session: Session,
    crawl: Crawl,
    sink: Sender<Event>,
    hopeless: AtomicUsize,
    stopped: Mutex<Option<String>>,
}

impl Shared {
    pub fn new(session: Session, regions: Regions, crawl: Crawl, sink: Sender<Event>) -> Self {
        Self { regions, session, crawl, sink, hopeless: AtomicUsize::new(0), stopped: Mutex::new(None) }
    }

    /// Why the crawl stopped by itself, if it did.
    pub fn stopped(&self) -> Option<String> {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops the crawl when unit after unit fails for a reason that will not go away.
    pub fn watch(&self, visited: &Visited) {
        let lasting = matches!(visited.class, Some(FailureClass::Unreachable | FailureClass::Expired));
        if !lasting {
            if visited.report.requests > 0 {
                self.hopeless.store(0, Relaxed);
            }
            return;
        }
        if self.hopeless.fetch_add(1, Relaxed) + 1 >= HOPELESS {
            let reason = visited.report.gaps.last().map(|gap| gap.message.clone()).unwrap_or_default();
            let mut stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
            stopped.get_or_insert(format!("stopped after {HOPELESS} units in a row failed: {reason}"));
        }
    }
}

/// The way into one account.
#[derive(Debug)]
pub(crate) struct Door {
    account: AccountId,
    access: OnceCell<Result<AccountAccess, Failure>>,
    off: OnceCell<BTreeSet<String>>,
}

impl Door {
    pub fn new(account: AccountId) -> Self {
        Self { account, access: OnceCell::new(), off: OnceCell::new() }
    }

    /// Reads a unit, or tells why it was not read.
    pub async fn visit(&self, unit: Unit, collector: &Collector, shared: &Shared) -> Visited {
        if shared.crawl.cancel.is_cancelled() {
            return unread::skipped(unit, CANCELLED);
        }
        if let Some(reason) = shared.stopped() {
            return unread::ended(unit, Status::Failed, &reason);
        }
        // A receiver that has gone is noticed when the report is sent.
        let _ = shared.sink.send(Event::Started(unit.clone())).await;
        let entered = tokio::select! {
            biased;
            () = shared.crawl.cancel.cancelled() => return unread::skipped(unit, CANCELLED),
            entered = self.enter(shared) => entered,
        };
        let access = match entered {
            Ok(access) => access,
            Err(failure) => return unread::failed(unit, failure),
        };
        if shared.regions.optional.contains(&unit.region) && self.off(access, shared).await.contains(&unit.region) {
            let reason = format!("Region `{}` is not enabled in this account", unit.region);
            return unread::ended(unit, Status::RegionOff, &reason);
        }
        let visit = Visit::new(unit, access, shared.crawl.clone());
        (collector.read)(&visit).await;
        visit.finish()
    }

    async fn enter(&self, shared: &Shared) -> Result<&AccountAccess, &Failure> {
        self.access.get_or_init(|| shared.session.member(self.account)).await.as_ref()
    }

    async fn off(&self, access: &AccountAccess, shared: &Shared) -> &BTreeSet<String> {
        let (home, optional) = (shared.session.region(), &shared.regions.optional);
        self.off.get_or_init(|| regions::off(access, home, optional, &shared.crawl.cancel)).await
    }
}

/// Units that were not read.
pub(crate) mod unread {
    use armillary_aws::{Failure, FailureClass};
    use armillary_model::{Gap, Status, Unit, UnitReport};
    use tokio::task::JoinError;

    use crate::visit::Visited;

    /// A unit that is not tried.
    pub fn skipped(unit: Unit, reason: &str) -> Visited {
        ended(unit, Status::Skipped, reason)
    }

    /// A unit that ends for a reason that is not a failed call.
    pub fn ended(unit: Unit, status: Status, reason: &str) -> Visited {
        let gap = Gap { operation: String::new(), code: String::new(), message: reason.to_owned() };
        with(unit, status, gap, None)
    }

    /// A unit whose account cannot be entered.
    pub fn failed(unit: Unit, failure: &Failure) -> Visited {
        let status = if failure.class == FailureClass::Denied { Status::Denied } else { Status::Failed };
        let Failure { class, operation, code, message } = failure.clone();
        with(unit, status, Gap { operation, code, message }, Some(class))
    }

    /// A unit whose task ended by itself: a mistake in this program, which must not hide the unit.
    pub fn broken(unit: Unit, error: &JoinError) -> Visited {
        ended(unit, Status::Failed, &format!("reading it broke off: {error}; please report this"))
    }

    fn with(unit: Unit, status: Status, gap: Gap, class: Option<FailureClass>) -> Visited {
        let report = UnitReport { unit, status, gaps: vec![gap], resources: Vec::new(), requests: 0 };
        Visited { report, views: Vec::new(), class }
    }
}
