//! Coverage as it is written: how the reading of each unit ended in each crawl, and why. What it says as of a crawl is in `readings`.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::{Gap, Service, Status, StatusCounts, Unit};
use rusqlite::{Connection, Row};

use crate::{
    codes::{self, Codes, PLANNED, Table},
    crawls::{CrawlWriter, Reader},
    error::{Fault, StoreError},
    units::Memo,
};

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
    /// How many units of each service ended in each status in this crawl itself, whatever earlier crawls know of the others.
    pub fn coverage_counts(&self, crawl: i64) -> Result<BTreeMap<Service, StatusCounts>, StoreError> {
        self.read_crawl(crawl, |connection| counts(connection, &self.codes, crawl))
    }
}

impl Reader {
    /// How many units a crawl did not come to, because it was cancelled or cut off.
    pub fn not_reached(&self, crawl: i64) -> Result<u32, StoreError> {
        let gaps = [Gap::not_reached()];
        self.read_crawl(crawl, |connection| {
            let text = serde_json::to_string(&gaps).map_err(|error| Fault::Damaged(error.to_string()))?;
            let mut count = connection.prepare_cached(
                "SELECT count(*) FROM coverage WHERE crawl = ?1
                    AND (status = ?2 OR status = ?3 AND reason = (SELECT id FROM reasons WHERE gaps = ?4))",
            )?;
            let skipped = self.codes.statuses.code(Status::Skipped);
            Ok(count.query_row((crawl, PLANNED, skipped, text), |row| row.get(0))?)
        })
    }
}

fn counts(connection: &Connection, codes: &Codes, crawl: i64) -> Result<BTreeMap<Service, StatusCounts>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT u.service, c.status, count(*) FROM coverage c JOIN units u ON u.id = c.unit WHERE c.crawl = ?1 GROUP BY 1, 2",
    )?;
    let mut rows = statement.query([crawl])?;
    let mut counts: BTreeMap<Service, StatusCounts> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (service, status) = (codes.services.value(row.get(0)?)?, status(&codes.statuses, row.get(1)?)?);
        *counts.entry(service).or_default().entry(status).or_default() += row.get::<_, u32>(2)?;
    }
    Ok(counts)
}

/// The status a code stands for; a planned unit that was not reached is [`Status::Skipped`].
pub(crate) fn status(statuses: &Table<Status>, code: i64) -> Result<Status, Fault> {
    if code == PLANNED { Ok(Status::Skipped) } else { statuses.value(code) }
}

fn unit_in(row: &Row<'_>, codes: &Codes) -> Result<Unit, Fault> {
    Ok(Unit { account: codes::account(row.get(0)?)?, region: row.get(1)?, service: codes.services.value(row.get(2)?)? })
}

/// The units that need not be read when a crawl that was cut off is gone on with: those it covered, and those that it left out because an
/// earlier crawl had covered them, or because they were not asked for.
pub(crate) fn done_units(connection: &Connection, codes: &Codes, crawl: i64) -> Result<BTreeSet<Unit>, Fault> {
    let of = |wanted: fn(Status) -> bool| {
        let statuses = Status::ALL.iter().filter(move |status| wanted(**status));
        codes::list(statuses.filter_map(|status| codes.statuses.code(*status)))
    };
    let (covering, tried) = (of(Status::is_covered), of(|status| status != Status::Skipped));
    let mut statement = connection.prepare(&format!(
        "SELECT u.account, g.name, u.service FROM units u JOIN regions g ON g.id = u.region
            LEFT JOIN coverage c ON c.crawl = ?1 AND c.unit = u.id
        WHERE coalesce(c.status, (
            SELECT x.status FROM coverage x WHERE x.unit = u.id AND x.crawl < ?1 AND x.status IN ({tried})
            ORDER BY x.crawl DESC LIMIT 1
        )) IN ({covering})"
    ))?;
    let mut rows = statement.query([crawl])?;
    let mut units = BTreeSet::new();
    while let Some(row) = rows.next()? {
        units.insert(unit_in(row, codes)?);
    }
    Ok(units)
}

/// The row of a reason; made where there is none.
pub(crate) fn reason(connection: &Connection, gaps: &[Gap]) -> Result<i64, Fault> {
    let text = serde_json::to_string(gaps).map_err(|error| Fault::Damaged(error.to_string()))?;
    connection.prepare_cached("INSERT OR IGNORE INTO reasons (gaps) VALUES (?1)")?.execute([&text])?;
    let mut find = connection.prepare_cached("SELECT id FROM reasons WHERE gaps = ?1")?;
    Ok(find.query_row([&text], |row| row.get(0))?)
}
