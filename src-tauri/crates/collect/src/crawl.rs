//! The scheduler: lists the organization, plans the units, and reads them side by side.

use std::{collections::BTreeSet, sync::Arc};

use armillary_aws::Session;
use armillary_model::Unit;
use futures::{FutureExt, StreamExt, future::BoxFuture, stream};
use tokio::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;

use crate::{
    CrawlError, CrawlOutcome, CrawlScope, Event,
    door::{Door, Shared, unread},
    plan::{self, Accounts, Job},
    regions::{self, Regions},
    services::organizations::{self, Listing, Tree},
    tally::Tally,
    views::Held,
    visit::{Crawl, Visit, Visited},
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
    let mut tally = Tally::start(session.meter());
    // When this future is dropped, the tasks it spawned are told to end.
    let cancel = cancel.child_token();
    let _guard = cancel.clone().drop_guard();
    let Prepared { organization, accounts, regions, visit } = prepare(session, &scope, cancel.clone()).await?;
    let home = visit.crawl.home;
    let done = Arc::new(scope.done);
    let units = units(&accounts, &regions, &visit.unit, &done);
    tally.planned = units.len();
    let id = organization.listing.organization.as_ref().and_then(|found| found.id().map(str::to_owned));
    let names = regions.names.clone();
    let event = Event::Planned { organization: id.clone(), management: home, regions: names.clone(), units };
    sink.send(event).await.map_err(|_| CrawlError::NoReceiver)?;
    let shared = Arc::new(Shared::new(session.clone(), regions, visit.crawl.clone(), sink.clone()));
    let count = accounts.len();
    let first = stream::once(read_organization(visit, organization, sink.clone()));
    let rest = read_accounts(accounts, done, Arc::clone(&shared)).buffer_unordered(scope.concurrency.max(1));
    deliver(stream::select(first.boxed(), rest.boxed()), &shared, &mut tally, &sink).await?;
    let stopped = shared.stopped();
    let caller = session.caller().clone();
    let cancelled = cancel.is_cancelled();
    let outcome = CrawlOutcome {
        caller,
        organization: id,
        management: home,
        regions: names,
        accounts: count,
        units: tally.units.clone(),
        requests: tally.requests(),
        attempts: tally.attempts(),
        elapsed: tally.elapsed(),
        cancelled,
        stopped,
    };
    Ok(outcome)
}

/// What is known before the first unit is read.
struct Prepared {
    organization: Organization,
    accounts: Accounts,
    regions: Regions,
    visit: Visit,
}

struct Organization {
    listing: Listing,
    /// Read ahead only where it decides which accounts are in scope.
    tree: Option<Tree>,
}

async fn prepare(session: &Session, scope: &CrawlScope, cancel: CancellationToken) -> Result<Prepared, CrawlError> {
    let own = session.own();
    let caller = own.account();
    let crawl = Crawl { home: caller, accounts: Arc::default(), account_tags: scope.account_tags, cancel };
    let mut visit = Visit::new(plan::organization(caller), &own, crawl);
    let regions = regions::choose(&own, session.region(), &scope.regions, &visit.crawl.cancel);
    let (listing, regions) = tokio::join!(organizations::list(&visit), regions);
    let listing = listing.map_err(|failure| CrawlError::Organization { failure })?;
    let regions = regions.map_err(CrawlError::Regions)?;
    let tree = match &scope.ou {
        Some(ou) => {
            let tree = organizations::read_tree(&visit, &listing).await;
            if !tree.holds(ou) && !visit.crawl.cancel.is_cancelled() {
                return Err(CrawlError::NoSuchOu(ou.clone()));
            }
            Some(tree)
        }
        None => None,
    };
    let accounts = plan::accounts(caller, &listing, scope, tree.as_ref());
    let management = listing.organization.as_ref().and_then(|found| found.master_account_id()?.parse().ok());
    visit.crawl.home = management.unwrap_or(caller);
    visit.unit = plan::organization(visit.crawl.home);
    let entered = accounts.iter().filter(|(_, closed)| closed.is_none()).map(|(id, _)| *id);
    visit.crawl.accounts = Arc::new(entered.collect());
    Ok(Prepared { organization: Organization { listing, tree }, accounts, regions, visit })
}

/// Every unit that will be reported.
fn units(accounts: &Accounts, regions: &Regions, organization: &Unit, done: &BTreeSet<Unit>) -> Vec<Unit> {
    let jobs = plan::jobs(regions.names.len());
    let of = |account| jobs.iter().map(move |job| plan::unit(account, *job, &regions.names));
    let mut units = vec![organization.clone()];
    units.extend(accounts.keys().flat_map(|account| of(*account)).filter(|unit| !done.contains(unit)));
    units
}

async fn read_organization(visit: Visit, organization: Organization, sink: Sender<Event>) -> Visited {
    let unit = visit.unit.clone();
    let task = tokio::spawn(async move {
        // A receiver that has gone is noticed when the report is sent.
        let _ = sink.send(Event::Started(visit.unit.clone())).await;
        let tree = match organization.tree {
            Some(tree) => tree,
            None => organizations::read_tree(&visit, &organization.listing).await,
        };
        organizations::read(&visit, &organization.listing, &tree).await;
        visit.finish()
    });
    task.await.unwrap_or_else(|error| unread::broken(unit, &error))
}

/// A future for each unit of each account. An account's credentials are kept while its units are read.
fn read_accounts(
    accounts: Accounts,
    done: Arc<BTreeSet<Unit>>,
    shared: Arc<Shared>,
) -> impl stream::Stream<Item = BoxFuture<'static, Visited>> {
    let jobs = plan::jobs(shared.regions.names.len());
    stream::iter(accounts).flat_map(move |(account, closed)| {
        let (shared, door) = (Arc::clone(&shared), Arc::new(Door::new(account)));
        let unit = |job: &Job| (*job, plan::unit(account, *job, &shared.regions.names));
        let left: Vec<_> = jobs.iter().map(unit).filter(|(_, unit)| !done.contains(unit)).collect();
        stream::iter(left).map(move |(job, unit)| {
            if let Some(reason) = &closed {
                return std::future::ready(unread::skipped(unit, reason)).boxed();
            }
            let (shared, door, broken) = (Arc::clone(&shared), Arc::clone(&door), unit.clone());
            let task = async move { tokio::spawn(async move { door.visit(unit, job.collector, &shared).await }).await };
            task.map(|ended| ended.unwrap_or_else(|error| unread::broken(broken, &error))).boxed()
        })
    })
}

/// Sends reports on as they come, and at the end those that were held back.
async fn deliver(
    mut visits: impl stream::Stream<Item = Visited> + Unpin,
    shared: &Shared,
    tally: &mut Tally,
    sink: &Sender<Event>,
) -> Result<(), CrawlError> {
    let mut held = Held::default();
    while let Some(visited) = visits.next().await {
        shared.watch(&visited);
        if let Some(report) = held.pass(visited) {
            let progress = tally.count(&report);
            sink.send(Event::Finished { report, progress }).await.map_err(|_| CrawlError::NoReceiver)?;
        }
    }
    for report in held.release() {
        let progress = tally.count(&report);
        sink.send(Event::Finished { report, progress }).await.map_err(|_| CrawlError::NoReceiver)?;
    }
    Ok(())
}
