//! Values of the cache as rows that the window and the command line show.

use std::collections::BTreeMap;

use armillary_model::{AccountId, Gap, Kind, Record, Status, StatusCounts, UnreadPart};
use armillary_store::{Ages, Crawl, Reader};
use armillary_wire::{
    CoverageAge, CrawlRow, CrawlState, Failure, GapRow, KnownUnits, PartRow, ResourceRow, SearchHit, StatusCount,
};

use crate::{cache::CacheAt, failure::of_store};

/// A count that fits a table; there is no cache with more rows than this.
pub fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Every crawl, newest first, with how old what was known was as of each.
pub fn crawls(reader: &Reader) -> Result<Vec<CrawlRow>, Failure> {
    let (crawls, ages) = (reader.crawls().map_err(of_store)?, reader.ages().map_err(of_store)?);
    let began: BTreeMap<i64, i64> = crawls.iter().map(|crawl| (crawl.id, crawl.started_at)).collect();
    let rows = crawls.iter().map(|one| {
        let known = ages.get(&one.id).map(|ages| known(one.id, ages, &began));
        Ok(CrawlRow { known, ..crawl(reader, one)? })
    });
    rows.collect()
}

/// What was known as of a crawl, by age.
fn known(crawl: i64, ages: &Ages, began: &BTreeMap<i64, i64>) -> KnownUnits {
    let earlier = || ages.known.iter().filter(|(as_of, _)| **as_of != crawl);
    KnownUnits {
        current: ages.known.get(&crawl).copied().unwrap_or_default(),
        earlier: earlier().map(|(_, units)| units).sum(),
        oldest: earlier().next().map(|(as_of, units)| CoverageAge {
            crawl: *as_of,
            at: began.get(as_of).copied(),
            units: *units,
        }),
        never: ages.never,
    }
}

/// A crawl, with how the units ended that it tried itself.
pub fn crawl(reader: &Reader, crawl: &Crawl) -> Result<CrawlRow, Failure> {
    let mut totals = StatusCounts::new();
    for counts in reader.coverage_counts(crawl.id).map_err(of_store)?.into_values() {
        for (status, number) in counts {
            *totals.entry(status).or_default() += number;
        }
    }
    let planned: u32 = totals.values().sum();
    let not_reached = reader.not_reached(crawl.id).map_err(of_store)?;
    let of = |status| totals.get(&status).copied().unwrap_or_default();
    Ok(CrawlRow {
        id: crawl.id,
        started: crawl.started_at,
        finished: crawl.finished_at,
        state: state(crawl.state),
        percent: percent(planned.saturating_sub(not_reached), planned),
        source: crawl.source.clone(),
        organization: crawl.identity.organization.clone(),
        requests: i64::try_from(crawl.requests).unwrap_or(i64::MAX),
        coverage: statuses(&totals),
        unread: of(Status::Denied) + of(Status::Failed),
        not_reached,
        note: Some(crawl.note.clone()).filter(|note| !note.is_empty()),
        known: None,
    })
}

fn state(state: armillary_store::CrawlState) -> CrawlState {
    use armillary_store::CrawlState as Stored;
    match state {
        Stored::Running => CrawlState::Running,
        Stored::Complete => CrawlState::Complete,
        Stored::Partial => CrawlState::Partial,
        Stored::Failed => CrawlState::Failed,
    }
}

/// Never 100 where something is left.
fn percent(part: u32, whole: u32) -> u32 {
    u32::try_from(u64::from(part) * 100 / u64::from(whole.max(1))).unwrap_or(100)
}

/// Coverage as counts per status, those that occur.
pub fn statuses(counts: &StatusCounts) -> Vec<StatusCount> {
    let occurring = counts.iter().filter(|(_, count)| **count > 0);
    occurring.map(|(status, count)| StatusCount { status: *status, count: *count }).collect()
}

/// A resource in a table.
pub fn resource(cache: &CacheAt, record: &Record) -> Result<ResourceRow, Failure> {
    Ok(ResourceRow {
        arn: record.arn.clone(),
        kind: record.kind,
        name: record.name.clone(),
        account: record.account.to_string(),
        account_name: cache.account_name(record.account)?,
        region: record.region.clone(),
        stale: record.stale,
        as_of: record.as_of,
        as_of_at: cache.coverage()?.time_of(record.as_of),
        unread: record.unread.iter().map(part).collect(),
    })
}

/// A part of a resource that was not read.
fn part(part: &UnreadPart) -> PartRow {
    PartRow { part: part.part.clone(), gap: gap(&part.gap), as_of: part.as_of }
}

/// A resource among others that were found.
pub fn hit(cache: &CacheAt, arn: &str, kind: Kind, name: &str, account: AccountId) -> Result<SearchHit, Failure> {
    let region = arn.split(':').nth(3).filter(|region| arn.starts_with("arn:") && !region.is_empty());
    Ok(SearchHit {
        arn: arn.to_owned(),
        kind,
        plain: kind.plain().to_owned(),
        name: name.to_owned(),
        account: account.to_string(),
        account_name: cache.account_name(account)?,
        region: region.unwrap_or(armillary_model::GLOBAL).to_owned(),
    })
}

/// Calls that gave no data.
pub fn gaps(gaps: &[Gap]) -> Vec<GapRow> {
    gaps.iter().map(gap).collect()
}

fn gap(gap: &Gap) -> GapRow {
    GapRow { operation: gap.operation.clone(), code: gap.code.clone(), message: gap.message.clone() }
}
