//! Values of the cache as rows that the window and the command line show.

use armillary_model::{AccountId, Gap, Kind, Record, Status, StatusCounts, UnreadPart};
use armillary_store::{Crawl, Reader};
use armillary_wire::{CrawlRow, CrawlState, Failure, GapRow, PartRow, ResourceRow, SearchHit, StatusCount};

use crate::{cache::CacheAt, failure::of_store};

/// A count that fits a table; there is no cache with more rows than this.
pub fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
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
    let reached = planned - totals.get(&Status::Skipped).copied().unwrap_or_default();
    Ok(CrawlRow {
        id: crawl.id,
        started: crawl.started_at,
        finished: crawl.finished_at,
        state: state(crawl.state),
        percent: percent(reached, planned),
        source: crawl.source.clone(),
        organization: crawl.identity.organization.clone(),
        requests: i64::try_from(crawl.requests).unwrap_or(i64::MAX),
        coverage: statuses(&totals),
        note: Some(crawl.note.clone()).filter(|note| !note.is_empty()),
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
