//! Units of work and the Regions they lie in.

use std::collections::HashMap;

use armillary_model::Unit;
use rusqlite::{Connection, OptionalExtension};

use crate::{
    codes::{self, Codes},
    error::Fault,
    parts::{self, OpenParts},
};

/// How many identifiers of resources a crawl remembers; more are looked up in the file.
const REMEMBERED: usize = 50_000;

/// Row numbers a crawl has looked up before. To be emptied when a transaction is undone.
#[derive(Default)]
pub(crate) struct Memo {
    units: HashMap<Unit, i64>,
    regions: HashMap<String, i64>,
    resources: HashMap<String, i64>,
    /// Parts of resources that are not known at the moment; read when they are first asked for.
    parts: Option<OpenParts>,
}

impl Memo {
    /// Parts of resources that are not known at the moment.
    pub(crate) fn parts(&mut self, connection: &Connection) -> Result<&mut OpenParts, Fault> {
        if self.parts.is_none() {
            self.parts = Some(parts::open(connection)?);
        }
        Ok(self.parts.get_or_insert_default())
    }

    /// The row of a unit; made where there is none.
    pub(crate) fn unit(&mut self, connection: &Connection, codes: &Codes, unit: &Unit) -> Result<i64, Fault> {
        if let Some(row) = self.units.get(unit) {
            return Ok(*row);
        }
        let key =
            (codes::number(unit.account), self.region(connection, &unit.region)?, codes.services.code(unit.service));
        let mut find =
            connection.prepare_cached("SELECT id FROM units WHERE account = ?1 AND region = ?2 AND service = ?3")?;
        let row = match find.query_row(key, |row| row.get(0)).optional()? {
            Some(row) => row,
            None => {
                let mut add =
                    connection.prepare_cached("INSERT INTO units (account, region, service) VALUES (?1, ?2, ?3)")?;
                add.insert(key)?
            }
        };
        self.units.insert(unit.clone(), row);
        Ok(row)
    }

    /// The row of a Region; made where there is none.
    pub(crate) fn region(&mut self, connection: &Connection, name: &str) -> Result<i64, Fault> {
        if let Some(row) = self.regions.get(name) {
            return Ok(*row);
        }
        connection.prepare_cached("INSERT OR IGNORE INTO regions (name) VALUES (?1)")?.execute([name])?;
        let mut find = connection.prepare_cached("SELECT id FROM regions WHERE name = ?1")?;
        let row = find.query_row([name], |row| row.get(0))?;
        self.regions.insert(name.to_owned(), row);
        Ok(row)
    }

    /// The row of whatever has this ARN, key or id; made, without a kind, where there is none.
    pub(crate) fn resource(&mut self, connection: &Connection, arn: &str) -> Result<i64, Fault> {
        if let Some(row) = self.resources.get(arn) {
            return Ok(*row);
        }
        let mut find = connection.prepare_cached("SELECT id FROM resources WHERE arn = ?1")?;
        let row = match find.query_row([arn], |row| row.get(0)).optional()? {
            Some(row) => row,
            None => connection.prepare_cached("INSERT INTO resources (arn) VALUES (?1)")?.insert([arn])?,
        };
        if self.resources.len() >= REMEMBERED {
            self.resources.clear();
        }
        self.resources.insert(arn.to_owned(), row);
        Ok(row)
    }
}
