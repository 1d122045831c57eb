//! What was read and what was not, and how old what is known is.

use std::collections::BTreeMap;

use armillary_model::{AccountId, Coverage, UnitReading};
use armillary_wire::{CoverageAge, CoverageAnswer, CoverageRow, Failure};

use crate::{opened::Opened, rows};

/// How many rows are given at most; the total is always told.
const ROWS: usize = 5_000;

/// Every unit that is not known, in one account or in all.
pub fn coverage(opened: &Opened, account: Option<AccountId>) -> Result<CoverageAnswer, Failure> {
    let coverage = opened.coverage()?;
    let units = || coverage.units().filter(|unit| account.is_none_or(|account| account == unit.account));
    let unread = || units().filter(|unit| !unit.reading.is_covered());
    let totals = account.map_or_else(|| coverage.totals(), |account| coverage.counts(account));
    Ok(CoverageAnswer {
        totals: rows::statuses(&totals),
        rows: unread().take(ROWS).map(|unit| row(opened, coverage, &unit)).collect::<Result<_, _>>()?,
        total: rows::count(unread().count() as u64),
        ages: ages(coverage, units()),
    })
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
pub(crate) fn row(opened: &Opened, coverage: &Coverage, unit: &UnitReading<'_>) -> Result<CoverageRow, Failure> {
    Ok(CoverageRow {
        account: unit.account.to_string(),
        account_name: opened.account_name(unit.account)?,
        region: unit.region.to_owned(),
        service: unit.service.as_str().to_owned(),
        status: unit.reading.status.as_str().to_owned(),
        gaps: rows::gaps(unit.reading.gaps),
        crawl: unit.reading.crawl,
        last_complete: unit.reading.as_of,
        last_complete_at: unit.reading.as_of.and_then(|crawl| coverage.time_of(crawl)),
    })
}
