//! Recording unit reports: what a report changes in the cache.
//!
//! An unchanged resource costs nothing. A changed one closes its version and opens another. Only a report that covers its unit
//! (complete, or of a Region that is off) closes the versions of what it does not hold. When the organization no longer holds an account, what that account's units held is closed with it: it is no longer part of the organization.

use std::collections::{HashMap, HashSet};

use armillary_model::{Kind, Resource, Service, UnitReport, account_in_arn};
use rusqlite::{Connection, OptionalExtension};

use crate::{
    codes::{self, Codes, PLANNED},
    coverage,
    crawls::{CrawlWriter, Writer},
    documents::Content,
    error::{Fault, StoreError},
    parts::{self, Unknown},
    readings::Readings,
    sightings,
    units::Memo,
    versions::{self, Open},
};

/// What recording reports did to the resources in the cache.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Recorded {
    /// Seen for the first time, or again after they were gone.
    pub added: u64,
    /// With another name, document or relations than before. What is read of a resource for the first time is no change.
    pub changed: u64,
    /// Gone.
    pub removed: u64,
    /// As they were.
    pub unchanged: u64,
}

impl CrawlWriter<'_> {
    /// Records reports in one transaction: all of them or, on an error, none.
    pub fn record(&mut self, reports: &[UnitReport]) -> Result<Recorded, StoreError> {
        let (crawl, requests, memo) = (self.id, self.requests(), &mut self.memo);
        let Writer { database, codes, .. } = &mut *self.writer;
        let recorded = database.write(|connection| {
            let mut recording = Recording { connection, codes, memo, crawl, recorded: Recorded::default() };
            for report in reports {
                recording.report(report)?;
            }
            let mut count = connection.prepare_cached("UPDATE crawls SET requests = ?2 WHERE id = ?1")?;
            count.execute((crawl, requests))?;
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

/// A unit whose report is being recorded.
struct Reporting<'a> {
    report: &'a UnitReport,
    unit: i64,
    /// What it is known to hold and was not seen yet, by ARN.
    unseen: HashMap<String, Open>,
    /// What it is known to see of other units and was not seen yet.
    unseen_elsewhere: HashSet<i64>,
}

impl Recording<'_> {
    fn report(&mut self, report: &UnitReport) -> Result<(), Fault> {
        let unit = self.memo.unit(self.connection, self.codes, &report.unit)?;
        coverage::put(self.connection, self.codes, self.crawl, unit, report.status, &report.gaps)?;
        let unseen = versions::open_of_unit(self.connection, self.codes, unit, report.unit.service)?;
        let unseen_elsewhere = sightings::of_unit(self.connection, unit)?;
        let mut unit = Reporting { report, unit, unseen, unseen_elsewhere };
        let mut seen = HashSet::new();
        for resource in report.resources.iter().filter(|resource| seen.insert(resource.arn.as_str())) {
            let held = unit.unseen.remove(&resource.arn);
            match resource.unread.is_empty() {
                true => self.read_whole(&mut unit, resource, held)?,
                false => self.read_in_part(&mut unit, resource, held)?,
            }
        }
        if report.status.is_covered() {
            for resource in unit.unseen_elsewhere {
                sightings::remove(self.connection, unit.unit, resource)?;
            }
            self.retire(unit.unseen.into_values(), report)?;
        }
        Ok(())
    }

    fn read_whole(&mut self, unit: &mut Reporting<'_>, resource: &Resource, held: Option<Open>) -> Result<(), Fault> {
        let content = Content::of(resource)?;
        let parts_unknown = !self.memo.parts(self.connection)?.is_empty();
        if self.keep(unit, resource, &content, held)? && parts_unknown {
            let row = self.memo.resource(self.connection, &resource.arn)?;
            self.put_parts(row, &[])?;
        }
        Ok(())
    }

    /// A resource of which parts were not read: they stay as they were last known.
    fn read_in_part(&mut self, unit: &mut Reporting<'_>, resource: &Resource, own: Option<Open>) -> Result<(), Fault> {
        let row = self.memo.resource(self.connection, &resource.arn)?;
        let held = match own {
            Some(own) => Some(own),
            None => versions::open_of_resource(self.connection, row)?,
        };
        let before = self.memo.parts(self.connection)?.get(&row).cloned().unwrap_or_default();
        let resource = &*parts::asked_or_known(self.connection, resource, &before, held.as_ref())?;
        // Of what this unit holds itself, the reading before this one tells the age of what this one leaves out.
        let until = self.crawl - i64::from(own.is_some());
        let age = held.as_ref().map(|held| self.age(held, until)).transpose()?;
        let unknown = parts::unknown(resource, &before, age);
        let is_view = resource.unread.iter().any(|missing| missing.of().is_some_and(|part| part.is_whole()));
        if is_view && own.is_none() && held.is_some() && !parts::is_view(&before) {
            // The owner is known to see more, and its unit tells what of that is still so.
            return self.sight(unit, row);
        }
        let known = match &held {
            Some(held) => parts::completed(self.connection, self.codes, resource, held, &unknown)?,
            None => resource.clone(),
        };
        if self.keep(unit, &known, &Content::of(&known)?, own)? {
            self.put_parts(row, &unknown)?;
        }
        Ok(())
    }

    /// The crawl that the last known state of a resource is as of, of the crawls until this one.
    fn age(&self, held: &Open, until: i64) -> Result<i64, Fault> {
        let readings = Readings::new(self.connection, self.codes, until);
        Ok(readings.stale_and_age(held.unit, held.from_crawl)?.1)
    }

    fn put_parts(&mut self, row: i64, unknown: &[Unknown<'_>]) -> Result<(), Fault> {
        let open = self.memo.parts(self.connection)?;
        let before = open.remove(&row).unwrap_or_default();
        let after = parts::put(self.connection, self.crawl, row, before, unknown)?;
        if !after.is_empty() {
            open.insert(row, after);
        }
        Ok(())
    }

    /// Keeps the state of a resource that this unit was known to hold, or was not. Tells whether the state that is kept is this one.
    fn keep(
        &mut self,
        unit: &mut Reporting<'_>,
        resource: &Resource,
        content: &Content,
        held: Option<Open>,
    ) -> Result<bool, Fault> {
        match held {
            Some(open) if open.fingerprint == content.fingerprint && open.unit == unit.unit => {
                self.recorded.unchanged += 1;
            }
            Some(open) => self.replace(&open, unit.unit, resource, content)?,
            None => return self.admit(unit, resource, content),
        }
        Ok(true)
    }

    /// A resource this unit was not known to hold: new, back again, or one that another unit holds.
    fn admit(&mut self, unit: &mut Reporting<'_>, resource: &Resource, content: &Content) -> Result<bool, Fault> {
        if let Some(row) = self.add(resource)? {
            self.open(unit, row, resource, content)?;
            return Ok(true);
        }
        let row = self.memo.resource(self.connection, &resource.arn)?;
        let Some(held) = versions::open_of_resource(self.connection, row)? else {
            self.describe(row, resource)?;
            self.open(unit, row, resource, content)?;
            return Ok(true);
        };
        if !self.takes_over(unit.report, resource, &held, held.fingerprint == content.fingerprint)? {
            self.sight(unit, row)?;
            return Ok(false);
        }
        sightings::remove(self.connection, unit.unit, row)?;
        unit.unseen_elsewhere.remove(&row);
        self.replace(&held, unit.unit, resource, content)?;
        Ok(true)
    }

    fn open(&mut self, unit: &Reporting<'_>, row: i64, resource: &Resource, content: &Content) -> Result<(), Fault> {
        self.recorded.added += 1;
        let place = (self.crawl, unit.unit, row);
        versions::open(self.connection, self.codes, self.memo, place, resource, content)
    }

    /// A resource that another unit holds was seen.
    fn sight(&mut self, unit: &mut Reporting<'_>, row: i64) -> Result<(), Fault> {
        if !unit.unseen_elsewhere.remove(&row) {
            sightings::add(self.connection, unit.unit, row)?;
        }
        self.recorded.unchanged += 1;
        Ok(())
    }

    /// Whether a resource goes over to the reporting unit: it lies in the account the ARN names; or only others than its owner saw it so far; or
    /// the unit that holds it was not read in this crawl, unless that would put another state in place of what the owner is known to see.
    fn takes_over(&mut self, report: &UnitReport, resource: &Resource, held: &Open, same: bool) -> Result<bool, Fault> {
        let mut statement = self.connection.prepare_cached(
            "SELECT u.account, c.status FROM units u LEFT JOIN coverage c ON c.crawl = ?1 AND c.unit = u.id WHERE u.id = ?2",
        )?;
        let holder: Option<(i64, Option<i64>)> =
            statement.query_row((self.crawl, held.unit), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((account, status)) = holder else { return Ok(true) };
        let home = account_in_arn(&resource.arn).map(codes::number);
        let comes_home = home == Some(codes::number(report.unit.account)) && home != Some(account);
        if comes_home || self.is_view(held)? && resource.unread.is_empty() {
            return Ok(true);
        }
        let at_home = home == Some(account);
        Ok(match status {
            Some(PLANNED) => false,
            Some(status) if self.codes.statuses.value(status)?.is_covered() => false,
            Some(_) => !at_home || same,
            None => !at_home && !same,
        })
    }

    fn is_view(&mut self, held: &Open) -> Result<bool, Fault> {
        Ok(self.memo.parts(self.connection)?.get(&held.resource).is_some_and(|parts| parts::is_view(parts)))
    }

    fn replace(&mut self, open: &Open, unit: i64, resource: &Resource, content: &Content) -> Result<(), Fault> {
        let changed = open.fingerprint != content.fingerprint && self.has_changed(open, resource)?;
        versions::close(self.connection, self.crawl, open)?;
        self.describe(open.resource, resource)?;
        let place = (self.crawl, unit, open.resource);
        versions::open(self.connection, self.codes, self.memo, place, resource, content)?;
        match changed {
            true => self.recorded.changed += 1,
            false => self.recorded.unchanged += 1,
        }
        Ok(())
    }

    fn has_changed(&mut self, open: &Open, resource: &Resource) -> Result<bool, Fault> {
        let before = self.memo.parts(self.connection)?.get(&open.resource).map_or(&[][..], Vec::as_slice);
        parts::has_changed(self.connection, self.codes, resource, open, before)
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
        if self.memo.parts(self.connection)?.contains_key(&open.resource) {
            self.put_parts(open.resource, &[])?;
        }
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
