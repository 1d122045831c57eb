//! Coverage: how the reading of each unit ended in each crawl, and why.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::{AccountId, CoverageCounts, Gap, Service, Status, Unit};
use rusqlite::{Connection, Row, named_params};

use crate::{
    codes::{self, Codes, PLANNED, Table},
    crawls::{CrawlWriter, Reader},
    error::{Fault, StoreError},
    units::Memo,
};

/// Which coverage rows to list; what is `None` does not restrict.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CoverageFilter {
    /// Units of this account.
    pub account: Option<AccountId>,
    /// Units in this Region.
    pub region: Option<String>,
    /// Units of this service.
    pub service: Option<Service>,
    /// Units that ended like this.
    pub status: Option<Status>,
    /// Only units that were not read completely.
    pub incomplete_only: bool,
}

/// How the reading of one unit ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CoverageRow {
    /// The unit.
    pub unit: Unit,
    /// How it ended. A planned unit that was not reached is [`Status::Skipped`].
    pub status: Status,
    /// The calls that gave no data; empty when complete.
    pub gaps: Vec<Gap>,
}

impl CrawlWriter<'_> {
    /// Notes the units this crawl sets out to read; may be called again when more are known. Units that are never recorded read as skipped.
    /// Plan a unit before recording it: a resource that several units see stays with a unit that is planned.
    pub fn plan(&mut self, units: &[Unit]) -> Result<(), StoreError> {
        let (crawl, memo) = (self.id, &mut self.memo);
        let super::Writer { database, codes, .. } = &mut *self.writer;
        let planned = database.write(|transaction| {
            let mut add = transaction
                .prepare_cached("INSERT OR IGNORE INTO coverage (crawl, unit, status) VALUES (?1, ?2, ?3)")?;
            let mut added = 0;
            for unit in units {
                added += add.execute((crawl, memo.unit(transaction, codes, unit)?, PLANNED))? as i64;
            }
            transaction.execute("UPDATE crawls SET planned = planned + ?2 WHERE id = ?1", (crawl, added))?;
            Ok(())
        });
        if planned.is_err() {
            self.memo = Memo::default();
        }
        planned
    }
}

/// Notes how a unit ended; a unit that was not planned is planned by it.
pub(crate) fn put(
    connection: &Connection,
    codes: &Codes,
    crawl: i64,
    unit: i64,
    status: Status,
    gaps: &[Gap],
) -> Result<(), Fault> {
    let reason = if gaps.is_empty() { None } else { Some(reason(connection, gaps)?) };
    let status = codes.statuses.code(status);
    let mut update =
        connection.prepare_cached("UPDATE coverage SET status = ?3, reason = ?4 WHERE crawl = ?1 AND unit = ?2")?;
    if update.execute((crawl, unit, status, reason))? == 0 {
        let mut add =
            connection.prepare_cached("INSERT INTO coverage (crawl, unit, status, reason) VALUES (?1, ?2, ?3, ?4)")?;
        add.execute((crawl, unit, status, reason))?;
        connection.prepare_cached("UPDATE crawls SET planned = planned + 1 WHERE id = ?1")?.execute([crawl])?;
    }
    Ok(())
}

impl Reader {
    /// How the reading of each unit ended in a crawl, by account, Region and service.
    pub fn coverage(&self, crawl: i64, filter: &CoverageFilter) -> Result<Vec<CoverageRow>, StoreError> {
        self.read_crawl(crawl, |connection| {
            // Said outright, so that the units of one account are found by index.
            let account = if filter.account.is_some() { "u.account = :account" } else { ":account IS NULL" };
            let mut statement = connection.prepare_cached(&format!(
                "SELECT u.account, g.name, u.service, c.status, r.gaps FROM coverage c
                    JOIN units u ON u.id = c.unit JOIN regions g ON g.id = u.region LEFT JOIN reasons r ON r.id = c.reason
                WHERE c.crawl = :crawl AND {account} AND (:region IS NULL OR g.name = :region)
                    AND (:service IS NULL OR u.service = :service) AND (NOT :incomplete OR c.status <> 1)
                ORDER BY u.account, g.name, u.service"
            ))?;
            let mut rows = statement.query(named_params! {
                ":crawl": crawl,
                ":account": filter.account.map(codes::number),
                ":region": filter.region,
                ":service": filter.service.map(|service| self.codes.services.code(service).unwrap_or(-1)),
                ":incomplete": filter.incomplete_only,
            })?;
            let mut coverage = Vec::new();
            while let Some(row) = rows.next()? {
                let found = row_in(row, &self.codes)?;
                if filter.status.is_none_or(|status| status == found.status) {
                    coverage.push(found);
                }
            }
            Ok(coverage)
        })
    }

    /// The last crawl that read a unit completely, for the units that this crawl did not; a unit that never was is not in it.
    pub fn last_complete(&self, crawl: i64) -> Result<BTreeMap<Unit, i64>, StoreError> {
        self.read_crawl(crawl, |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT u.account, g.name, u.service, max(p.crawl) FROM coverage c JOIN crawls k ON k.id < c.crawl
                    JOIN coverage p ON p.crawl = k.id AND p.unit = c.unit AND p.status = 1
                    JOIN units u ON u.id = c.unit JOIN regions g ON g.id = u.region
                WHERE c.crawl = ?1 AND c.status <> 1 GROUP BY c.unit",
            )?;
            let mut rows = statement.query([crawl])?;
            let mut last = BTreeMap::new();
            while let Some(row) = rows.next()? {
                last.insert(unit_in(row, &self.codes)?, row.get(3)?);
            }
            Ok(last)
        })
    }

    /// How many units of each service ended in each status.
    pub fn coverage_counts(&self, crawl: i64) -> Result<BTreeMap<Service, CoverageCounts>, StoreError> {
        self.read_crawl(crawl, |connection| {
            counts(connection, &self.codes, crawl, "service", |code| self.codes.services.value(code))
        })
    }

    /// How many units of each account ended in each status.
    pub fn coverage_by_account(&self, crawl: i64) -> Result<BTreeMap<AccountId, CoverageCounts>, StoreError> {
        self.read_crawl(crawl, |connection| by_account(connection, &self.codes, crawl))
    }
}

/// How many units of each account ended in each status.
pub(crate) fn by_account(
    connection: &Connection,
    codes: &Codes,
    crawl: i64,
) -> Result<BTreeMap<AccountId, CoverageCounts>, Fault> {
    counts(connection, codes, crawl, "account", codes::account)
}

fn counts<K: Ord>(
    connection: &Connection,
    codes: &Codes,
    crawl: i64,
    column: &str,
    key: impl Fn(i64) -> Result<K, Fault>,
) -> Result<BTreeMap<K, CoverageCounts>, Fault> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT u.{column}, c.status, count(*) FROM coverage c JOIN units u ON u.id = c.unit WHERE c.crawl = ?1 GROUP BY 1, 2"
    ))?;
    let mut rows = statement.query([crawl])?;
    let mut counts: BTreeMap<K, CoverageCounts> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let status = status(&codes.statuses, row.get(1)?)?;
        let count: u32 = row.get(2)?;
        *counts.entry(key(row.get(0)?)?).or_default().entry(status).or_default() += count;
    }
    Ok(counts)
}

fn status(statuses: &Table<Status>, code: i64) -> Result<Status, Fault> {
    if code == PLANNED { Ok(Status::Skipped) } else { statuses.value(code) }
}

fn row_in(row: &Row<'_>, codes: &Codes) -> Result<CoverageRow, Fault> {
    let (code, gaps): (i64, Option<String>) = (row.get(3)?, row.get(4)?);
    let gaps = match gaps {
        _ if code == PLANNED => vec![not_reached()],
        Some(text) => serde_json::from_str(&text).map_err(|error| Fault::Damaged(format!("reason: {error}")))?,
        None => Vec::new(),
    };
    Ok(CoverageRow { unit: unit_in(row, codes)?, status: status(&codes.statuses, code)?, gaps })
}

fn unit_in(row: &Row<'_>, codes: &Codes) -> Result<Unit, Fault> {
    Ok(Unit { account: codes::account(row.get(0)?)?, region: row.get(1)?, service: codes.services.value(row.get(2)?)? })
}

/// The units that a crawl has read completely so far.
pub(crate) fn complete_units(connection: &Connection, codes: &Codes, crawl: i64) -> Result<BTreeSet<Unit>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT u.account, g.name, u.service FROM coverage c JOIN units u ON u.id = c.unit JOIN regions g ON g.id = u.region
        WHERE c.crawl = ?1 AND c.status = 1",
    )?;
    let mut rows = statement.query([crawl])?;
    let mut units = BTreeSet::new();
    while let Some(row) = rows.next()? {
        units.insert(unit_in(row, codes)?);
    }
    Ok(units)
}

fn not_reached() -> Gap {
    Gap { operation: String::new(), code: String::new(), message: "not reached in this crawl".to_owned() }
}

fn reason(connection: &Connection, gaps: &[Gap]) -> Result<i64, Fault> {
    let text = serde_json::to_string(gaps).map_err(|error| Fault::Damaged(error.to_string()))?;
    connection.prepare_cached("INSERT OR IGNORE INTO reasons (gaps) VALUES (?1)")?.execute([&text])?;
    let mut find = connection.prepare_cached("SELECT id FROM reasons WHERE gaps = ?1")?;
    Ok(find.query_row([&text], |row| row.get(0))?)
}
