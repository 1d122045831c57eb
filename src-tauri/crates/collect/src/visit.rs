//! One visit to a unit: the clients a collector calls through, and what it found.
//!
//! A failed call becomes a gap, and the rest of the unit is still read, unless no other call could do better (no network, no
//! credentials, a Region that is off, a crawl that was cancelled).

use std::{
    collections::HashSet,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use armillary_aws::{AccountAccess, Failure, FailureClass, classify};
use armillary_model::{AccountId, Gap, Missing, Part, Resource, Status, Unit, UnitReport};
use aws_smithy_async::future::pagination_stream::PaginationStream;
use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{
    place::Place,
    services::organizations::{Early, Listing, Tree},
};

/// What all visits of a crawl know.
#[derive(Clone, Debug)]
pub(crate) struct Crawl {
    /// The management account, else the caller's: what AWS itself owns is filed under it.
    pub home: AccountId,
    /// The accounts that are read in this crawl.
    pub accounts: Arc<HashSet<AccountId>>,
    /// Whether to read the tags of accounts.
    pub account_tags: bool,
    /// The accounts that were named; none where all are read.
    pub named: Arc<HashSet<AccountId>>,
    /// What the crawl was planned from, so that it is not asked for again.
    pub ahead: Arc<Ahead>,
    /// Ends the crawl.
    pub cancel: CancellationToken,
}

/// What is read before the first unit.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    pub listing: Listing,
    /// Only where it decides which accounts are in scope.
    pub tree: Option<Tree>,
    /// The calls that gave no data.
    pub gaps: Vec<(Status, Gap)>,
    /// What is being read of the organization in the meantime.
    pub early: Mutex<Option<JoinHandle<Early>>>,
}

impl Ahead {
    /// What was read of the organization in the meantime, once; waits until it is.
    pub async fn early(&self) -> Option<Early> {
        let task = self.early.lock().unwrap_or_else(PoisonError::into_inner).take();
        // One that broke off has read nothing: it is read again.
        task?.await.ok()
    }
}

/// A visit to a unit.
#[derive(Debug)]
pub(crate) struct Visit {
    pub unit: Unit,
    pub access: AccountAccess,
    pub crawl: Crawl,
    found: Mutex<Found>,
}

#[derive(Debug, Default)]
struct Found {
    resources: Vec<Resource>,
    views: Vec<View>,
    gaps: Vec<(Status, Gap)>,
    class: Option<FailureClass>,
    stopped: bool,
    /// Requests of visits that were taken in.
    requests: u32,
}

/// A resource as another account than its owner's is shown it.
#[derive(Debug)]
pub(crate) struct View {
    /// The account that owns it, and reports it, if it can be read.
    pub owner: AccountId,
    pub resource: Resource,
}

/// What a visit came back with.
#[derive(Debug)]
pub(crate) struct Visited {
    pub report: UnitReport,
    pub views: Vec<View>,
    /// What ended the visit early, if anything did.
    pub class: Option<FailureClass>,
}

impl Visit {
    pub fn new(unit: Unit, access: &AccountAccess, crawl: Crawl) -> Self {
        let access = access.metered(access.meter().part());
        Self { unit, access, crawl, found: Mutex::default() }
    }

    /// Where the unit's resources are.
    pub fn place(&self) -> Place {
        let partition = self.access.partition().to_owned();
        Place { partition, region: self.unit.region.clone(), account: self.unit.account }
    }

    /// The answer of a call; `None`, with a gap noted, where it failed. What does not exist (any more) leaves no gap.
    pub async fn call<T, E>(
        &self,
        action: &str,
        call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Option<T>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.part(action, call).await.unwrap_or_default()
    }

    /// The answer of a call that tells a part of a resource: why it is not known, with a gap noted, where the call failed or was not tried.
    /// Of what does not exist (any more) there is no answer, and no gap.
    pub async fn part<T, E>(
        &self,
        action: &str,
        call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<Option<T>, Gap>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        match self.attempt(action, call).await {
            Some(Ok(answer)) => Ok(Some(answer)),
            Some(Err(failure)) if failure.class == FailureClass::NotFound => Ok(None),
            Some(Err(failure)) => Err(self.note(failure)),
            None => Err(self.stopped()),
        }
    }

    /// The answer of a call, or why it failed, for a caller that knows what a failure means; `None` where it was not tried.
    pub async fn attempt<T, E>(
        &self,
        action: &str,
        call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Option<Result<T, Failure>>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        if self.found().stopped {
            return None;
        }
        tokio::select! {
            biased;
            () = self.crawl.cancel.cancelled() => {
                self.cancelled();
                None
            }
            answer = call => Some(answer.map_err(|error| classify(action, &error))),
        }
    }

    /// Everything a paginated call gives. Where a page fails, what came before it, with a gap noted.
    pub async fn all<T, E>(&self, action: &str, pages: PaginationStream<Result<T, SdkError<E, HttpResponse>>>) -> Vec<T>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.all_or_why(action, pages).await.0
    }

    /// Everything a paginated call gives; where a page fails, what came before it, and why there is no more, with a gap noted.
    pub async fn all_or_why<T, E>(
        &self,
        action: &str,
        mut pages: PaginationStream<Result<T, SdkError<E, HttpResponse>>>,
    ) -> (Vec<T>, Option<Gap>)
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let mut items = Vec::new();
        loop {
            let next = async { pages.next().await.transpose() };
            match self.part(action, next).await {
                Ok(Some(Some(item))) => items.push(item),
                Ok(Some(None) | None) => return (items, None),
                Err(gap) => return (items, Some(gap)),
            }
        }
    }

    /// The items of all pages of a paginated call, by what takes them out of a page.
    pub async fn pages<P, T, E>(
        &self,
        action: &str,
        pages: PaginationStream<Result<P, SdkError<E, HttpResponse>>>,
        items: fn(P) -> Option<Vec<T>>,
    ) -> Vec<T>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.all(action, pages).await.into_iter().filter_map(items).flatten().collect()
    }

    /// The same of a call that tells a part of a resource: all items, or why they are not known.
    pub async fn part_pages<P, T, E>(
        &self,
        action: &str,
        pages: PaginationStream<Result<P, SdkError<E, HttpResponse>>>,
        items: fn(P) -> Option<Vec<T>>,
    ) -> Result<Vec<T>, Gap>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        match self.all_or_why(action, pages).await {
            (pages, None) => Ok(pages.into_iter().filter_map(items).flatten().collect()),
            (_, Some(gap)) => Err(gap),
        }
    }

    /// Keeps a resource of this account, or of none that is crawled.
    pub fn keep(&self, resource: Resource) {
        self.found().resources.push(resource);
    }

    /// Keeps a resource that may belong to another account: where that account is crawled, its own unit reports it. Whoever is not the
    /// owner may be shown less, so that such a view never stands for what the owner is known to see.
    pub fn keep_of(&self, owner: AccountId, resource: Resource) {
        if owner == self.unit.account {
            return self.keep(resource);
        }
        let message = format!("seen as account {} is shown it", self.unit.account);
        let gap = Gap { operation: String::new(), code: String::new(), message };
        let resource = resource.without([Missing::new(Part::OWNED, gap)]);
        if self.crawl.accounts.contains(&owner) {
            self.found().views.push(View { owner, resource });
        } else {
            self.keep(resource);
        }
    }

    /// Notes a call that gave no data; gives what was noted.
    pub fn note(&self, failure: Failure) -> Gap {
        let status = match failure.class {
            FailureClass::Denied => Status::Denied,
            FailureClass::RegionOff => Status::RegionOff,
            _ => Status::Failed,
        };
        let fatal = matches!(
            failure.class,
            FailureClass::Expired | FailureClass::NoCredentials | FailureClass::RegionOff | FailureClass::Unreachable
        );
        let gap = Gap { operation: failure.operation, code: failure.code, message: failure.message };
        let mut found = self.found();
        if found.stopped {
            return gap;
        }
        found.gaps.push((status, gap.clone()));
        if fatal {
            found.stopped = true;
            found.class = Some(failure.class);
        }
        gap
    }

    /// Notes an answer that cannot be all there is; gives what was noted.
    pub fn incomplete(&self, action: &str, message: &str) -> Gap {
        let gap = Gap { operation: action.to_owned(), code: String::new(), message: message.to_owned() };
        let mut found = self.found();
        if !found.stopped {
            found.gaps.push((Status::Failed, gap.clone()));
        }
        gap
    }

    /// Why nothing is asked any more.
    pub fn stopped(&self) -> Gap {
        let last = self.found().gaps.last().map(|(_, gap)| gap.clone());
        last.unwrap_or_else(Gap::not_reached)
    }

    /// Notes that the unit, or the rest of it, is not read, for a reason that is not a failed call.
    pub fn skip(&self, reason: &str) {
        let gap = Gap { operation: String::new(), code: String::new(), message: reason.to_owned() };
        self.found().gaps.push((Status::Skipped, gap));
    }

    /// Takes over the gaps of a visit that read some of the same unit ahead.
    pub fn take_over(&self, gaps: &[(Status, Gap)]) {
        self.found().gaps.extend_from_slice(gaps);
    }

    /// Takes in what another visit to the same unit found.
    pub fn take_in(&self, other: Visit) {
        let requests = other.access.meter().requests();
        let other = other.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut found = self.found();
        found.resources.extend(other.resources);
        found.views.extend(other.views);
        found.gaps.extend(other.gaps);
        found.class = found.class.or(other.class);
        found.stopped |= other.stopped;
        found.requests += other.requests + requests;
    }

    /// The calls so far that gave no data.
    pub fn gaps(&self) -> Vec<(Status, Gap)> {
        self.found().gaps.clone()
    }

    /// What was found.
    pub fn finish(self) -> Visited {
        let requests = self.access.meter().requests();
        let mut found = self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        // Calls are made side by side: which failed first says nothing, and what is told of a unit must not hang on it.
        found.gaps.sort_by(|(a, one), (b, other)| (weight(*a), &one.operation).cmp(&(weight(*b), &other.operation)));
        let status = found.gaps.iter().map(|(status, _)| *status).min_by_key(|status| weight(*status));
        let mut gaps: Vec<Gap> = Vec::new();
        for (_, gap) in found.gaps {
            if !gaps.contains(&gap) {
                gaps.push(gap);
            }
        }
        let mut resources = found.resources;
        resources.sort_by(|one, other| one.arn.cmp(&other.arn));
        resources.dedup_by(|one, other| one.arn == other.arn);
        let report = UnitReport {
            unit: self.unit,
            status: status.unwrap_or(Status::Complete),
            gaps,
            resources,
            requests: requests + found.requests,
        };
        Visited { report, views: found.views, class: found.class }
    }

    fn cancelled(&self) {
        let mut found = self.found();
        if !found.stopped {
            found.stopped = true;
            found.gaps.push((Status::Skipped, Gap::not_reached()));
        }
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which status a unit gets when its calls failed for several reasons: what a person has to act upon comes first.
fn weight(status: Status) -> u8 {
    match status {
        Status::Denied => 0,
        Status::Failed => 1,
        Status::RegionOff => 2,
        Status::Skipped => 3,
        Status::Complete => 4,
    }
}
