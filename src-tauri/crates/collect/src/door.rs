//! The way into an account: its credentials, fetched when the first unit needs them, and the units read through them.

use std::collections::BTreeSet;

use armillary_aws::{AccountAccess, Failure, Session};
use armillary_model::{AccountId, Status, Unit};
use tokio::sync::{OnceCell, mpsc::Sender};

use crate::{
    Collector, Event,
    health::Health,
    regions::{self, Regions},
    visit::{Crawl, Visit, Visited},
};

/// What all units of a crawl share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub regions: Regions,
    pub session: Session,
    pub crawl: Crawl,
    pub sink: Sender<Event>,
    pub health: Health,
}

/// The way into one account.
#[derive(Debug)]
pub(crate) struct Door {
    account: AccountId,
    as_caller: bool,
    access: OnceCell<Result<AccountAccess, Failure>>,
    off: OnceCell<BTreeSet<String>>,
}

impl Door {
    /// Into an account, or with the caller's own credentials on its behalf.
    pub fn new(account: AccountId, as_caller: bool) -> Self {
        Self { account, as_caller, access: OnceCell::new(), off: OnceCell::new() }
    }

    /// Whether this is the way into an account.
    pub fn is_for(&self, account: AccountId, as_caller: bool) -> bool {
        self.account == account && self.as_caller == as_caller
    }

    /// Reads a unit, or tells why it was not read.
    pub async fn visit(&self, unit: Unit, collector: &Collector, shared: &Shared) -> Visited {
        if shared.crawl.cancel.is_cancelled() {
            return unread::not_reached(unit);
        }
        // A receiver that has gone is noticed when the report is sent.
        let _ = shared.sink.send(Event::Started(unit.clone())).await;
        let entered = tokio::select! {
            biased;
            () = shared.crawl.cancel.cancelled() => return unread::not_reached(unit),
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
        let enter = || async {
            if self.as_caller {
                return Ok(shared.session.own());
            }
            let entered = shared.session.member(self.account).await;
            shared.health.entered(entered.as_ref().err());
            entered
        };
        self.access.get_or_init(enter).await.as_ref()
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

    /// A unit that the crawl did not come to before it was cancelled.
    pub fn not_reached(unit: Unit) -> Visited {
        with(unit, Status::Skipped, Gap::not_reached())
    }

    /// A unit that is not tried.
    pub fn skipped(unit: Unit, reason: &str) -> Visited {
        ended(unit, Status::Skipped, reason)
    }

    /// A unit that ends for a reason that is not a failed call.
    pub fn ended(unit: Unit, status: Status, reason: &str) -> Visited {
        let gap = Gap { operation: String::new(), code: String::new(), message: reason.to_owned() };
        with(unit, status, gap)
    }

    /// A unit whose account cannot be entered.
    pub fn failed(unit: Unit, failure: &Failure) -> Visited {
        let status = if failure.class == FailureClass::Denied { Status::Denied } else { Status::Failed };
        let Failure { operation, code, message, .. } = failure.clone();
        with(unit, status, Gap { operation, code, message })
    }

    /// A unit whose task ended by itself: a mistake in this program, which must not hide the unit.
    pub fn broken(unit: Unit, error: &JoinError) -> Visited {
        ended(unit, Status::Failed, &format!("reading it broke off: {error}; please report this"))
    }

    fn with(unit: Unit, status: Status, gap: Gap) -> Visited {
        let report = UnitReport { unit, status, gaps: vec![gap], resources: Vec::new(), requests: 0 };
        Visited { report, views: Vec::new(), class: None }
    }
}
