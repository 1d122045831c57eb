//! How old what was known was as of each crawl. It is what [`Reader::coverage`] tells, counted for all crawls in one pass over them.

use std::collections::{BTreeMap, HashMap};

use armillary_model::{CoverageDraft, Service, Status};
use rusqlite::Connection;

use crate::{
    codes::{self, Codes, PLANNED},
    coverage,
    crawls::Reader,
    error::{Fault, StoreError},
    readings,
};

/// How old what is known of the units is, as of one crawl.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ages {
    /// How many units are known as of which crawl.
    pub known: BTreeMap<i64, u32>,
    /// How many no crawl ever read.
    pub never: u32,
}

impl Reader {
    /// How old what was known was as of each crawl.
    pub fn ages(&self) -> Result<BTreeMap<i64, Ages>, StoreError> {
        self.database.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT id FROM crawls ORDER BY id")?;
            let crawls = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
            let mut units = Units::load(connection, &self.codes)?;
            let mut ages = BTreeMap::new();
            for crawl in crawls {
                units.read(connection, &self.codes, crawl)?;
                ages.insert(crawl, units.ages(connection, &self.codes, crawl)?);
            }
            Ok(ages)
        })
    }
}

/// What the crawls so far know of a unit.
#[derive(Clone, Copy, Default)]
struct Known {
    /// The latest crawl that had it in its plan.
    planned: Option<i64>,
    /// The latest that tried it.
    tried: Option<i64>,
    /// The latest that read it.
    as_of: Option<i64>,
}

impl Known {
    fn note(&mut self, crawl: i64, status: Option<Status>) {
        self.planned = Some(crawl);
        if status.is_some_and(|status| status != Status::Skipped) {
            self.tried = Some(crawl);
        }
        if status.is_some_and(Status::is_covered) {
            self.as_of = Some(crawl);
        }
    }
}

struct Unit {
    account: i64,
    region: String,
    service: Service,
    known: Known,
}

struct Units {
    by_row: HashMap<i64, Unit>,
    /// The organization is read as a whole, from whichever account: there all units count as one.
    organization: Known,
}

impl Units {
    fn load(connection: &Connection, codes: &Codes) -> Result<Self, Fault> {
        let mut statement = connection.prepare_cached(
            "SELECT u.id, u.account, g.name, u.service FROM units u JOIN regions g ON g.id = u.region",
        )?;
        let mut rows = statement.query([])?;
        let mut by_row = HashMap::new();
        while let Some(row) = rows.next()? {
            let service = codes.services.value(row.get(3)?)?;
            let unit = Unit { account: row.get(1)?, region: row.get(2)?, service, known: Known::default() };
            by_row.insert(row.get(0)?, unit);
        }
        Ok(Self { by_row, organization: Known::default() })
    }

    /// Takes in what a crawl read.
    fn read(&mut self, connection: &Connection, codes: &Codes, crawl: i64) -> Result<(), Fault> {
        let mut statement = connection.prepare_cached("SELECT unit, status FROM coverage WHERE crawl = ?1")?;
        let mut rows = statement.query([crawl])?;
        while let Some(row) = rows.next()? {
            let code: i64 = row.get(1)?;
            let status = (code != PLANNED).then(|| coverage::status(&codes.statuses, code)).transpose()?;
            let Some(unit) = self.by_row.get_mut(&row.get::<_, i64>(0)?) else { continue };
            match unit.service {
                Service::Organizations => self.organization.note(crawl, status),
                _ => unit.known.note(crawl, status),
            }
        }
        Ok(())
    }

    fn ages(&self, connection: &Connection, codes: &Codes, crawl: i64) -> Result<Ages, Fault> {
        let departed = readings::departed(connection, codes, crawl)?;
        let mut draft = CoverageDraft::new(crawl);
        for account in readings::held_accounts(connection, codes, crawl)? {
            draft.account(codes::account(account)?);
        }
        for unit in self.by_row.values() {
            let known = if unit.service == Service::Organizations { self.organization } else { unit.known };
            let Some(latest) = known.tried.or(known.planned) else { continue };
            if latest == crawl || !departed.contains(&unit.account) {
                let account = codes::account(unit.account)?;
                draft.add(account, &unit.region, unit.service, Status::Complete, None, Some(latest), known.as_of);
            }
        }
        let mut ages = Ages::default();
        for unit in draft.finish().units() {
            match unit.reading.as_of {
                Some(as_of) => *ages.known.entry(as_of).or_default() += 1,
                None => ages.never += 1,
            }
        }
        Ok(ages)
    }
}
