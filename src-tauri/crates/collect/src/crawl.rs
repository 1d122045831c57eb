//! A crawl: lists the organization, plans the units, and reads them.

use std::{collections::BTreeMap, sync::Arc};

use armillary_aws::Session;
use armillary_model::{AccountId, GLOBAL, Service, Unit};
use aws_sdk_organizations::types::Organization;
use tokio::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;

use crate::{
    Collector, CrawlError, CrawlOutcome, CrawlScope, Event, Reach, Whose, collectors,
    door::Shared,
    floor::Floor,
    health::Health,
    plan::{self, Places, Plan},
    regions::{self, Regions},
    schedule::{self, Delivery, Queue},
    services::organizations,
    tally::Tally,
    views::Held,
    visit::{Ahead, Crawl, Visit},
    width::Width,
};

/// Crawls what the session reaches. Reports go into `sink` as they come; a sink that is full holds the crawl up.
///
/// Ends early, without an error, when `cancel` does: what was not read by then is reported as skipped.
pub async fn crawl(
    session: &Session,
    scope: CrawlScope,
    sink: Sender<Event>,
    cancel: CancellationToken,
) -> Result<CrawlOutcome, CrawlError> {
    crawl_with(collectors(), session, scope, sink, cancel).await
}

/// Crawls with these collectors.
async fn crawl_with(
    collectors: &'static [Collector],
    session: &Session,
    scope: CrawlScope,
    sink: Sender<Event>,
    cancel: CancellationToken,
) -> Result<CrawlOutcome, CrawlError> {
    let mut tally = Tally::start(session.meter());
    let before = session.answers();
    // When this future is dropped, the tasks it spawned are told to end.
    let cancel = cancel.child_token();
    let _guard = cancel.clone().drop_guard();
    let Prepared { places, regions, plan, crawl } = prepare(collectors, session, &scope, cancel.clone()).await?;
    let organization = crawl.ahead.listing.organization.as_ref().and_then(|found| found.id().map(str::to_owned));
    let (accounts, units, known) = (plan.accounts.len(), plan.units(), plan.known);
    (tally.planned, tally.known) = (units.len(), known);
    let (management, names) = (places.management, places.regions);
    let event = Event::Planned { organization: organization.clone(), management, regions: names.clone(), units, known };
    sink.send(event).await.map_err(|_| CrawlError::NoReceiver)?;
    let health = Health::new(plan.jobs.len());
    let shared = Arc::new(Shared { regions, session: session.clone(), crawl, sink: sink.clone(), health });
    let width = Width::new(session.at_once().min(scope.concurrency));
    let delivery = Delivery { held: Held::default(), tally: &mut tally, sink: &sink };
    schedule::read(Queue::new(plan), &shared, width, delivery).await?;
    let (cancelled, elapsed) = (cancel.is_cancelled(), tally.elapsed());
    let outcome = CrawlOutcome {
        caller: session.caller().clone(),
        organization,
        management,
        regions: names,
        accounts,
        units: tally.units.clone(),
        requests: tally.requests(),
        attempts: tally.attempts(),
        elapsed,
        floor: Floor::of(&tally.calls(), session.answers().since(before), session.at_once(), elapsed),
        cancelled,
        stopped: shared.health.stopped().filter(|_| !cancelled),
    };
    Ok(outcome)
}

/// What is known before the first unit is read.
struct Prepared {
    places: Places,
    regions: Regions,
    plan: Plan,
    crawl: Crawl,
}

async fn prepare(
    collectors: &'static [Collector],
    session: &Session,
    scope: &CrawlScope,
    cancel: CancellationToken,
) -> Result<Prepared, CrawlError> {
    let own = session.own();
    let caller = own.account();
    let ahead = Arc::default();
    let named = Arc::new(scope.accounts.iter().copied().collect());
    let account_tags = scope.account_tags;
    let crawl = Crawl { home: caller, accounts: Arc::default(), account_tags, named, ahead, cancel };
    let unit = Unit { account: caller, region: GLOBAL.to_owned(), service: Service::Organizations };
    let visit = Visit::new(unit, &own, crawl);
    let regions = regions::choose(&own, session.region(), &scope.regions, &visit.crawl.cancel);
    let mut early = None;
    let begin = |found: &Organization| {
        let management = found.master_account_id().and_then(|id| id.parse().ok()).unwrap_or(caller);
        let unit = Unit { account: management, ..visit.unit.clone() };
        let wanted = |collector: &Collector| collector.reach == Reach::Organization && scope.wants(collector);
        if scope.ou.is_none() && collectors.iter().any(wanted) && !scope.done.contains(&unit) {
            early = Some(organizations::begin(Visit::new(unit, &own, visit.crawl.clone()), found));
        }
    };
    let (listing, regions) = tokio::join!(organizations::list(&visit, begin), regions);
    let listing = listing.map_err(|failure| CrawlError::Organization { failure })?;
    let regions = regions.map_err(CrawlError::Regions)?;
    let mut tree = None;
    if let Some(ou) = &scope.ou {
        let read = organizations::read_tree(&visit, &listing).await;
        if !read.holds(ou) && !visit.crawl.cancel.is_cancelled() {
            return Err(CrawlError::NoSuchOu(ou.clone()));
        }
        tree = Some(read);
    }
    let accounts = plan::accounts(caller, &listing, scope, tree.as_ref());
    if let Some(missing) = scope.accounts.iter().find(|account| !accounts.contains_key(account))
        && !visit.crawl.cancel.is_cancelled()
    {
        return Err(CrawlError::NoSuchAccount(*missing));
    }
    let management = listing.organization.as_ref().and_then(|found| found.master_account_id()?.parse().ok());
    let management = management.unwrap_or(caller);
    let delegated = delegated(&visit, collectors, scope).await;
    let home = session.region().to_owned();
    let places = Places { caller, management, delegated, home, regions: regions.names.clone() };
    let entered = accounts.iter().filter(|(_, closed)| closed.is_none()).map(|(id, _)| *id);
    let mut crawl = visit.crawl.clone();
    crawl.accounts = Arc::new(entered.collect());
    crawl.home = management;
    crawl.ahead = Arc::new(Ahead { listing, tree, gaps: visit.gaps(), early: early.into() });
    let plan = Plan::new(collectors, scope, &places, accounts).without(&scope.done);
    Ok(Prepared { places, regions, plan, crawl })
}

/// The delegated administrators of the services that collectors ask for. Where that cannot be learned, the management account is
/// asked in their place: it may do what they may.
async fn delegated(
    visit: &Visit,
    collectors: &'static [Collector],
    scope: &CrawlScope,
) -> BTreeMap<&'static str, AccountId> {
    let mut found = BTreeMap::new();
    for collector in collectors.iter().filter(|collector| scope.wants(collector)) {
        let Reach::Once { account: Whose::DelegatedAdministrator(principal), .. } = collector.reach else { continue };
        if let Some(account) = administrator(visit, principal).await {
            found.insert(principal, account);
        }
    }
    found
}

async fn administrator(visit: &Visit, principal: &str) -> Option<AccountId> {
    let call = visit.access.organizations().list_delegated_administrators().service_principal(principal).send();
    let answer = visit.attempt("organizations:ListDelegatedAdministrators", call).await?.ok()?;
    answer.delegated_administrators().iter().find_map(|found| found.id()?.parse().ok())
}

#[cfg(test)]
#[path = "crawl_tests.rs"]
mod tests;
