//! Recording unit reports: what a report changes in the cache.
//!
//! An unchanged resource costs nothing. A changed one closes its version and opens another. Only a complete report closes the versions of what it does not
//! hold. When the organization no longer holds an account, what that account's units held is closed with it: it is no longer part of the organization.

use std::collections::HashSet;

use armillary_model::{Kind, Resource, Service, Status, UnitReport, account_in_arn};
use rusqlite::{Connection, OptionalExtension};

use crate::{
    codes::{self, COMPLETE, Codes, PLANNED},
    coverage,
    crawls::{CrawlWriter, Writer},
    documents::Content,
    error::{Fault, StoreError},
    sightings,
    units::Memo,
    versions::{self, Open},
};

/// What recording reports did to the resources in the cache.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Recorded {
    /// Seen for the first time, or again after they were gone.
    pub added: u64,
    /// With another name, document or relations than before.
    pub changed: u64,
    /// Gone.
    pub removed: u64,
    /// As they were.
    pub unchanged: u64,
}

impl CrawlWriter<'_> {
    /// Records reports in one transaction: all of them or, on an error, none.
    pub fn record(&mut self, reports: &[UnitReport]) -> Result<Recorded, StoreError> {
        let (crawl, memo) = (self.id, &mut self.memo);
        let Writer { database, codes, .. } = &mut *self.writer;
        let recorded = database.write(|connection| {
            let mut recording = Recording { connection, codes, memo, crawl, recorded: Recorded::default() };
            for report in reports {
                recording.report(report)?;
            }
            let requests: i64 = reports.iter().map(|report| i64::from(report.requests)).sum();
            let mut add = connection.prepare_cached("UPDATE crawls SET requests = requests + ?2 WHERE id = ?1")?;
            add.execute((crawl, requests))?;
            Ok(recording.recorded)
        });
        if recorded.is_err() {
            self.memo = Memo::default();
        }
        recorded
    }
}

struct Recording<'a> {
    connection: &'a Connection,
    codes: &'a Codes,
    memo: &'a mut Memo,
    crawl: i64,
    recorded: Recorded,
}

impl Recording<'_> {
    fn report(&mut self, report: &UnitReport) -> Result<(), Fault> {
        let unit = self.memo.unit(self.connection, self.codes, &report.unit)?;
        coverage::put(self.connection, self.codes, self.crawl, unit, report.status, &report.gaps)?;
        let mut unseen = versions::open_of_unit(self.connection, self.codes, unit, report.unit.service)?;
        let mut unseen_elsewhere = sightings::of_unit(self.connection, unit)?;
        let mut seen = HashSet::new();
        for resource in &report.resources {
            if !seen.insert(resource.arn.as_str()) {
                continue;
            }
            let content = Content::of(resource)?;
            match unseen.remove(&resource.arn) {
                Some(open) if open.fingerprint == content.fingerprint && open.unit == unit => {
                    self.recorded.unchanged += 1
                }
                Some(open) => self.replace(&open, unit, resource, &content)?,
                None => self.admit(report, unit, resource, &content, &mut unseen_elsewhere)?,
            }
        }
        if report.status == Status::Complete {
            for resource in unseen_elsewhere {
                sightings::remove(self.connection, unit, resource)?;
            }
            self.retire(unseen.into_values(), report)?;
        }
        Ok(())
    }

    /// A resource this unit was not known to hold: new, back again, or one that another unit holds.
    fn admit(
        &mut self,
        report: &UnitReport,
        unit: i64,
        resource: &Resource,
        content: &Content,
        unseen_elsewhere: &mut HashSet<i64>,
    ) -> Result<(), Fault> {
        if let Some(row) = self.add(resource)? {
            self.recorded.added += 1;
            return versions::open(self.connection, self.codes, self.memo, (self.crawl, unit, row), resource, content);
        }
        let row = self.memo.resource(self.connection, &resource.arn)?;
        let held = versions::open_of_resource(self.connection, row)?;
        let Some(held) = held else {
            self.describe(row, resource)?;
            self.recorded.added += 1;
            return versions::open(self.connection, self.codes, self.memo, (self.crawl, unit, row), resource, content);
        };
        if self.takes_over(report, resource, held.unit)? {
            sightings::remove(self.connection, unit, row)?;
            unseen_elsewhere.remove(&row);
            return self.replace(&held, unit, resource, content);
        }
        if !unseen_elsewhere.remove(&row) {
            sightings::add(self.connection, unit, row)?;
        }
        self.recorded.unchanged += 1;
        Ok(())
    }

    /// Whether a resource goes over to the reporting unit: it lies in the account the ARN names, or the unit that holds it cannot be read in this crawl.
    fn takes_over(&self, report: &UnitReport, resource: &Resource, holder: i64) -> Result<bool, Fault> {
        let mut statement = self.connection.prepare_cached(
            "SELECT u.account, c.status FROM units u LEFT JOIN coverage c ON c.crawl = ?1 AND c.unit = u.id WHERE u.id = ?2",
        )?;
        let holder: Option<(i64, Option<i64>)> =
            statement.query_row((self.crawl, holder), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((account, status)) = holder else { return Ok(true) };
        let home = account_in_arn(&resource.arn);
        let comes_home = home == Some(report.unit.account) && account != codes::number(report.unit.account);
        Ok(comes_home || !matches!(status, Some(PLANNED | COMPLETE)))
    }

    fn replace(&mut self, open: &Open, unit: i64, resource: &Resource, content: &Content) -> Result<(), Fault> {
        versions::close(self.connection, self.crawl, open)?;
        self.describe(open.resource, resource)?;
        let place = (self.crawl, unit, open.resource);
        versions::open(self.connection, self.codes, self.memo, place, resource, content)?;
        if open.fingerprint == content.fingerprint {
            self.recorded.unchanged += 1;
        } else {
            self.recorded.changed += 1;
        }
        Ok(())
    }

    /// The row of a resource that nothing was known of; `None` where it was.
    fn add(&mut self, resource: &Resource) -> Result<Option<i64>, Fault> {
        let region = self.memo.region(self.connection, &resource.region)?;
        let mut add = self.connection.prepare_cached(
            "INSERT INTO resources (arn, kind, account, region) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (arn) DO NOTHING",
        )?;
        let kind = self.codes.kinds.code(resource.kind);
        let added = add.execute((&resource.arn, kind, codes::number(resource.account), region))?;
        Ok((added == 1).then(|| self.connection.last_insert_rowid()))
    }

    /// Writes what a resource is beside its row.
    fn describe(&mut self, row: i64, resource: &Resource) -> Result<(), Fault> {
        let region = self.memo.region(self.connection, &resource.region)?;
        let mut update = self
            .connection
            .prepare_cached("UPDATE resources SET kind = ?2, account = ?3, region = ?4 WHERE id = ?1")?;
        update.execute((row, self.codes.kinds.code(resource.kind), codes::number(resource.account), region))?;
        Ok(())
    }

    /// Closes what a complete report does not hold, and all that went with an account that left the organization.
    fn retire(&mut self, gone: impl Iterator<Item = Open>, report: &UnitReport) -> Result<(), Fault> {
        for open in gone {
            self.retire_one(&open)?;
            if report.unit.service == Service::Organizations
                && let Some(account) = self.departed(&open)?
            {
                self.retire_account(account)?;
            }
        }
        Ok(())
    }

    fn retire_one(&mut self, open: &Open) -> Result<(), Fault> {
        if let Some(unit) = sightings::other_unit(self.connection, open.resource)? {
            sightings::remove(self.connection, unit, open.resource)?;
            return versions::hand_over(self.connection, self.crawl, open, unit);
        }
        self.recorded.removed += 1;
        versions::close(self.connection, self.crawl, open)
    }

    /// The number of the account that this was the record of.
    fn departed(&self, open: &Open) -> Result<Option<i64>, Fault> {
        let mut statement =
            self.connection.prepare_cached("SELECT account FROM resources WHERE id = ?1 AND kind = ?2")?;
        let kind = self.codes.kinds.code(Kind::Account);
        Ok(statement.query_row((open.resource, kind), |row| row.get(0)).optional()?)
    }

    fn retire_account(&mut self, account: i64) -> Result<(), Fault> {
        sightings::remove_account(self.connection, account)?;
        for open in versions::open_of_account(self.connection, self.codes, account)? {
            self.retire_one(&open)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        CrawlEnd, CrawlStart, CrawlState, Reader, ResourceFilter,
        organization::{report, units},
    };

    #[test]
    fn a_full_disk_keeps_what_was_recorded_before() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("cache.sqlite");
        let mut writer = Writer::create_or_open(&path).expect("opens");
        let mut crawl = writer.begin_crawl(&CrawlStart::default()).expect("begins");
        crawl.record(&[report(&units(1)[0], 1)]).expect("records");
        let count = || {
            let reader = Reader::open(&path).expect("opens");
            reader.count(1, &ResourceFilter::default()).expect("counts")
        };
        let before = count();
        let limit = |writer: &Writer, pages: i64| {
            let connection = &writer.database.connection;
            connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).expect("limits");
        };
        limit(crawl.writer, 1);
        let reports: Vec<_> = units(8).iter().map(|unit| report(unit, 8)).collect();
        let error = crawl.record(&reports).expect_err("does not fit");
        assert!(matches!(error, StoreError::DiskFull(_)), "{error}");
        assert!(error.to_string().contains("--cache") && error.to_string().contains("free some space"));
        assert_eq!(count(), before);

        // Once there is space again the same crawl goes on.
        limit(crawl.writer, 1_000_000);
        crawl.record(&reports).expect("records");
        crawl.finish(&CrawlEnd { finished_at: 1, state: CrawlState::Complete, note: String::new() }).expect("finishes");
        assert!(count() > before);
    }
}
