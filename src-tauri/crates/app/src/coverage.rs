//! What was read and what was not.

use std::collections::BTreeMap;

use armillary_model::{AccountId, CoverageCounts, Unit};
use armillary_store::CoverageFilter;
use armillary_wire::{CoverageAnswer, CoverageRow, Failure};

use crate::{failure::of_store, opened::Opened, rows};

/// How many rows are given at most; the total is always told.
const ROWS: usize = 5_000;

/// Every unit that was not read completely, in one account or in all.
pub fn coverage(opened: &Opened, account: Option<AccountId>) -> Result<CoverageAnswer, Failure> {
    let filter = CoverageFilter { account, incomplete_only: true, ..CoverageFilter::default() };
    let (crawl, reader) = (opened.crawl()?.id, opened.reader()?);
    let incomplete = reader.coverage(crawl, &filter).map_err(of_store)?;
    let last_complete = reader.last_complete(crawl).map_err(of_store)?;
    let mut totals = CoverageCounts::new();
    for (_, counts) in
        reader.coverage_by_account(crawl).map_err(of_store)?.iter().filter(|(id, _)| account.is_none_or(|a| a == **id))
    {
        for (status, number) in counts {
            *totals.entry(*status).or_default() += number;
        }
    }
    let total = rows::count(incomplete.len() as u64);
    let rows =
        incomplete.iter().take(ROWS).map(|unit| row(opened, unit, &last_complete)).collect::<Result<_, Failure>>()?;
    Ok(CoverageAnswer { totals: rows::statuses(&totals), rows, total })
}

/// How the reading of one unit ended, with the last crawl that read it completely.
pub(crate) fn row(
    opened: &Opened,
    row: &armillary_store::CoverageRow,
    last_complete: &BTreeMap<Unit, i64>,
) -> Result<CoverageRow, Failure> {
    Ok(CoverageRow {
        account: row.unit.account.to_string(),
        account_name: opened.account_name(row.unit.account)?,
        region: row.unit.region.clone(),
        service: row.unit.service.as_str().to_owned(),
        status: row.status.as_str().to_owned(),
        gaps: rows::gaps(&row.gaps),
        last_complete: last_complete.get(&row.unit).copied(),
    })
}
