//! What was read and what was not, and how old what is known is.

use std::collections::BTreeMap;

use armillary_model::{AccountId, Coverage, Status, StatusCounts, UnitReading};
use armillary_store::ResourceFilter;
use armillary_trust::AccountState;
use armillary_wire::{CoverageAge, CoverageAnswer, CoverageRow, Failure, IdleAccount, UnitCounts};

use crate::{cache::CacheAt, causes::causes, failure::of_store, rows};

/// How many rows are given at most; the total is always told.
const ROWS: usize = 5_000;

/// Every unit that is not known, in one account or in all.
pub fn coverage(cache: &CacheAt, account: Option<AccountId>) -> Result<CoverageAnswer, Failure> {
    let coverage = cache.coverage()?;
    match account {
        Some(account) => {
            answer(cache, &coverage.counts(account), idle(cache, account)?, || coverage.of_account(account))
        }
        None => {
            let mut idle = Vec::new();
            for account in coverage.accounts() {
                idle.extend(self::idle(cache, account)?);
            }
            answer(cache, &coverage.totals(), idle, || coverage.units())
        }
    }
}

fn answer<'c, Units: Iterator<Item = UnitReading<'c>>>(
    cache: &'c CacheAt,
    totals: &StatusCounts,
    idle: impl IntoIterator<Item = IdleAccount>,
    units: impl Fn() -> Units,
) -> Result<CoverageAnswer, Failure> {
    let coverage = cache.coverage()?;
    let unread = || units().filter(|unit| !unit.reading.is_covered());
    Ok(CoverageAnswer {
        totals: rows::statuses(totals),
        rows: unread().take(ROWS).map(|unit| row(cache, coverage, &unit)).collect::<Result<_, _>>()?,
        total: rows::count(unread().count() as u64),
        causes: causes(cache, unread())?,
        ages: ages(coverage, units()),
        units: unit_counts(coverage, units()),
        not_reached: rows::count(units().filter(|unit| unit.reading.is_not_reached()).count() as u64),
        idle: idle.into_iter().collect(),
    })
}

/// That nothing is read of an account any more; `None` where it is in use, or not known.
fn idle(cache: &CacheAt, account: AccountId) -> Result<Option<IdleAccount>, Failure> {
    let state = cache.account_state(account)?.filter(|state| *state != AccountState::Active);
    let Some(state) = state else { return Ok(None) };
    Ok(Some(IdleAccount {
        account: account.to_string(),
        name: cache.account_name(account)?,
        state: state.as_str().to_owned(),
        as_of: cache.coverage()?.as_of(account),
    }))
}

/// Whether the cache knows an account as of the crawl that is shown: it was to be read, or something of it is known.
pub fn knows_account(cache: &CacheAt, account: AccountId) -> Result<bool, Failure> {
    if cache.coverage()?.total(account) > 0 || cache.account_state(account)?.is_some() {
        return Ok(true);
    }
    let filter = ResourceFilter { account: Some(account), ..ResourceFilter::default() };
    Ok(cache.reader()?.count(cache.crawl().id, &filter).map_err(of_store)? > 0)
}

/// Units by what is known of them.
pub(crate) fn unit_counts<'a>(coverage: &Coverage, units: impl Iterator<Item = UnitReading<'a>>) -> UnitCounts {
    let mut counts = UnitCounts::default();
    for UnitReading { reading, .. } in units {
        match reading.is_covered() {
            true if reading.crawl == Some(coverage.crawl()) => counts.this_crawl += 1,
            true => counts.earlier += 1,
            false => {
                counts.not_read += 1;
                counts.left_out += u32::from(reading.status == Status::Skipped && !reading.is_not_reached());
            }
        }
    }
    counts
}

/// How many units are known as of which crawl, newest first.
fn ages<'a>(coverage: &Coverage, units: impl Iterator<Item = UnitReading<'a>>) -> Vec<CoverageAge> {
    let mut known: BTreeMap<i64, u32> = BTreeMap::new();
    for crawl in units.filter_map(|unit| unit.reading.as_of) {
        *known.entry(crawl).or_default() += 1;
    }
    let age = |(crawl, units)| CoverageAge { crawl, at: coverage.time_of(crawl), units };
    known.into_iter().rev().map(age).collect()
}

/// The latest reading of a unit, and which crawl what is known of it comes from.
pub(crate) fn row(cache: &CacheAt, coverage: &Coverage, unit: &UnitReading<'_>) -> Result<CoverageRow, Failure> {
    Ok(CoverageRow {
        account: unit.account.to_string(),
        account_name: cache.account_name(unit.account)?,
        region: unit.region.to_owned(),
        service: unit.service,
        status: unit.reading.status,
        not_reached: unit.reading.is_not_reached(),
        gaps: rows::gaps(unit.reading.gaps),
        crawl: unit.reading.crawl,
        last_complete: unit.reading.as_of,
        last_complete_at: unit.reading.as_of.and_then(|crawl| coverage.time_of(crawl)),
    })
}
