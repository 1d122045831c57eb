//! Coverage as it is read: the latest reading of each unit at or before a crawl, and what it says of the resources the unit holds.
//!
//! A crawl that did not try a unit (it was out of its scope, or it ended before) says nothing of it. A unit that was tried and could not be
//! read is unread, and what is known of it is as of the latest crawl that read it.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap, HashSet},
};

use armillary_model::{AccountId, Coverage, CoverageDraft, Gap, Kind, Service, Status};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::{
    codes::{self, Codes, PLANNED},
    coverage,
    crawls::Reader,
    error::{Fault, StoreError},
    parts::Parts,
};

/// How a unit stands as of a crawl.
#[derive(Clone, Copy, Debug)]
struct Standing {
    /// The code of the status of its latest reading.
    status: i64,
    /// The crawl of that reading.
    crawl: i64,
    reason: Option<i64>,
    /// The latest crawl that covered it.
    as_of: Option<i64>,
}

impl Reader {
    /// What is known of every unit as of a crawl.
    pub fn coverage(&self, crawl: i64) -> Result<Coverage, StoreError> {
        self.read_crawl(crawl, |connection| load(connection, &self.codes, crawl, None))
    }
}

/// See [`Reader::coverage`]; of all accounts, or of these.
pub(crate) fn load(
    connection: &Connection,
    codes: &Codes,
    crawl: i64,
    accounts: Option<&BTreeSet<AccountId>>,
) -> Result<Coverage, Fault> {
    let mut loading = Loading { connection, codes, draft: CoverageDraft::new(crawl), reasons: HashMap::new() };
    let readings = Readings::new(connection, codes, crawl);
    match accounts {
        None => {
            loading.accounts(crawl)?;
            readings.scan_crawl()?;
            loading.units(&readings, "1", [])?;
        }
        Some(accounts) => {
            for account in accounts {
                loading.draft.account(*account);
                loading.units(&readings, "u.account = ?1", [codes::number(*account)])?;
            }
        }
    }
    loading.times(crawl)?;
    Ok(loading.draft.finish())
}

struct Loading<'c> {
    connection: &'c Connection,
    codes: &'c Codes,
    draft: CoverageDraft,
    reasons: HashMap<i64, u32>,
}

impl Loading<'_> {
    /// The accounts of the organization, also those that no crawl tried.
    fn accounts(&mut self, crawl: i64) -> Result<(), Fault> {
        for account in held_accounts(self.connection, self.codes, crawl)? {
            self.draft.account(codes::account(account)?);
        }
        Ok(())
    }

    fn units<const N: usize>(
        &mut self,
        readings: &Readings<'_>,
        condition: &str,
        values: [i64; N],
    ) -> Result<(), Fault> {
        let departed = departed(self.connection, self.codes, readings.crawl)?;
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT u.id, u.account, g.name, u.service FROM units u JOIN regions g ON g.id = u.region WHERE {condition}"
        ))?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            let Some(standing) = readings.of(row.get(0)?)? else { continue };
            if standing.crawl == readings.crawl || !departed.contains(&row.get(1)?) {
                self.unit(row, &standing)?;
            }
        }
        Ok(())
    }

    fn unit(&mut self, row: &Row<'_>, standing: &Standing) -> Result<(), Fault> {
        let account = codes::account(row.get(1)?)?;
        let region = row.get_ref(2)?.as_str().map_err(|error| Fault::Damaged(error.to_string()))?;
        let service = self.codes.services.value(row.get(3)?)?;
        let status = coverage::status(&self.codes.statuses, standing.status)?;
        let reason = match standing.reason {
            _ if standing.status == PLANNED => Some(self.reason(PLANNED)?),
            Some(reason) => Some(self.reason(reason)?),
            None => None,
        };
        self.draft.add(account, region, service, status, reason, Some(standing.crawl), standing.as_of);
        Ok(())
    }

    /// A reason of the file in the draft, once. Reasons are numbered from 1, so 0 stands for that a unit was not reached.
    fn reason(&mut self, reason: i64) -> Result<u32, Fault> {
        if let Some(known) = self.reasons.get(&reason) {
            return Ok(*known);
        }
        let gaps = if reason == PLANNED { vec![Gap::not_reached()] } else { gaps(self.connection, reason)? };
        let known = self.draft.reason(gaps);
        self.reasons.insert(reason, known);
        Ok(known)
    }

    fn times(&mut self, crawl: i64) -> Result<(), Fault> {
        let mut statement = self.connection.prepare_cached("SELECT id, started_at FROM crawls WHERE id <= ?1")?;
        let mut rows = statement.query([crawl])?;
        while let Some(row) = rows.next()? {
            self.draft.time(row.get(0)?, row.get(1)?);
        }
        Ok(())
    }
}

/// Accounts that the organization holds as of the crawl.
pub(crate) fn held_accounts(connection: &Connection, codes: &Codes, crawl: i64) -> Result<Vec<i64>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT r.account FROM resources r JOIN versions v ON v.resource = r.id
        WHERE r.kind = ?2 AND v.from_crawl <= ?1 AND (v.to_crawl IS NULL OR v.to_crawl > ?1)",
    )?;
    let rows = statement.query_map((crawl, codes.kinds.code(Kind::Account)), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Accounts that the organization held once and does not hold as of the crawl.
pub(crate) fn departed(connection: &Connection, codes: &Codes, crawl: i64) -> Result<HashSet<i64>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT r.account FROM resources r WHERE r.kind = ?2 AND NOT EXISTS (
            SELECT 1 FROM versions v WHERE v.resource = r.id AND v.from_crawl <= ?1 AND (v.to_crawl IS NULL OR v.to_crawl > ?1))",
    )?;
    let rows = statement.query_map((crawl, codes.kinds.code(Kind::Account)), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn gaps(connection: &Connection, reason: i64) -> Result<Vec<Gap>, Fault> {
    let mut statement = connection.prepare_cached("SELECT gaps FROM reasons WHERE id = ?1")?;
    let text: String = statement.query_row([reason], |row| row.get(0))?;
    serde_json::from_str(&text).map_err(|error| Fault::Damaged(format!("reason: {error}")))
}

/// The latest readings of units as of a crawl, each looked up once.
pub(crate) struct Readings<'c> {
    connection: &'c Connection,
    crawl: i64,
    /// The codes of the statuses that are readings: planned and skipped are not.
    tried: String,
    /// The codes of those that cover a unit.
    covering: Vec<i64>,
    organizations: Option<i64>,
    known: RefCell<HashMap<i64, Option<Standing>>>,
    /// The parts of resources that are not known.
    pub(crate) parts: Parts<'c>,
}

impl<'c> Readings<'c> {
    pub(crate) fn new(connection: &'c Connection, codes: &Codes, crawl: i64) -> Self {
        let codes_of = |statuses: fn(Status) -> bool| {
            let wanted = Status::ALL.iter().filter(move |status| statuses(**status));
            wanted.filter_map(|status| codes.statuses.code(*status)).collect::<Vec<_>>()
        };
        Self {
            connection,
            crawl,
            tried: codes::list(codes_of(|status| status != Status::Skipped).into_iter()),
            covering: codes_of(Status::is_covered),
            organizations: codes.services.code(Service::Organizations),
            known: RefCell::default(),
            parts: Parts::new(connection, crawl),
        }
    }

    /// Whether what a unit holds is not known for sure, and which crawl a version of it that began in `from` is as of.
    pub(crate) fn stale_and_age(&self, unit: i64, from: i64) -> Result<(bool, i64), Fault> {
        let standing = self.of(unit)?;
        let stale = standing.is_none_or(|standing| !self.covering.contains(&standing.status));
        Ok((stale, standing.and_then(|standing| standing.as_of).unwrap_or(from).max(from)))
    }

    fn of(&self, unit: i64) -> Result<Option<Standing>, Fault> {
        if let Some(known) = self.known.borrow().get(&unit) {
            return Ok(*known);
        }
        let standing = self.look_up(unit)?;
        self.known.borrow_mut().insert(unit, standing);
        Ok(standing)
    }

    /// Looks up everything that this crawl itself read at once; mostly that is everything.
    fn scan_crawl(&self) -> Result<(), Fault> {
        let mut statement = self.connection.prepare_cached("SELECT unit, status FROM coverage WHERE crawl = ?1")?;
        let mut rows = statement.query([self.crawl])?;
        let mut known = self.known.borrow_mut();
        while let Some(row) = rows.next()? {
            let (unit, status) = (row.get(0)?, row.get(1)?);
            if self.covering.contains(&status) {
                let as_of = Some(self.crawl);
                known.insert(unit, Some(Standing { status, crawl: self.crawl, reason: None, as_of }));
            }
        }
        Ok(())
    }

    fn look_up(&self, unit: i64) -> Result<Option<Standing>, Fault> {
        let units = self.counting_as(unit)?;
        let tried = match self.latest(unit, &units, &self.tried)? {
            None => self.latest(unit, &units, ANY)?,
            tried => tried,
        };
        let Some(tried) = tried else { return Ok(None) };
        let as_of = match self.covering.contains(&tried.status) {
            true => Some(tried.crawl),
            false => self.latest(unit, &units, &codes::list(self.covering.iter().copied()))?.map(|known| known.crawl),
        };
        Ok(Some(Standing { as_of, ..tried }))
    }

    /// The latest row with one of these statuses.
    fn latest(&self, unit: i64, units: &str, statuses: &str) -> Result<Option<Standing>, Fault> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT status, crawl, reason FROM coverage WHERE {units} AND crawl <= ?1 AND status IN ({statuses})
            ORDER BY crawl DESC LIMIT 1"
        ))?;
        let row =
            |row: &Row<'_>| Ok(Standing { status: row.get(0)?, crawl: row.get(1)?, reason: row.get(2)?, as_of: None });
        Ok(statement.query_row((self.crawl, unit), row).optional()?)
    }

    /// The organization is read as a whole, from whichever account: there all units count as one.
    fn counting_as(&self, unit: i64) -> Result<String, Fault> {
        let mut service = self.connection.prepare_cached("SELECT service FROM units WHERE id = ?1")?;
        let service: Option<i64> = service.query_row([unit], |row| row.get(0)).optional()?;
        if service.is_none() || service != self.organizations {
            return Ok("unit = ?2".to_owned());
        }
        let mut all = self.connection.prepare_cached("SELECT id FROM units WHERE service = ?1")?;
        let units = all.query_map([service], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        Ok(format!("(unit = ?2 OR unit IN ({}))", codes::list(units.into_iter())))
    }
}

/// Every status, planned included.
const ANY: &str = "SELECT id FROM statuses";
