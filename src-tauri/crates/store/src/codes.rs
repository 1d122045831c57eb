//! How the file holds values: account ids and counts as integers, kinds, services, statuses and relation kinds as codes with lookup tables.

use std::{collections::HashMap, hash::Hash};

use armillary_model::{AccountId, Kind, RelationKind, Service, Status};
use rusqlite::Connection;

use crate::error::Fault;

/// The code of a unit that was planned but not reached.
pub(crate) const PLANNED: i64 = 0;

/// An account id as the file holds it.
pub(crate) fn number(account: AccountId) -> i64 {
    // Below 10^12, so it always fits.
    account.number().cast_signed()
}

/// The account with this number.
pub(crate) fn account(number: i64) -> Result<AccountId, Fault> {
    let account = u64::try_from(number).ok().and_then(AccountId::from_number);
    account.ok_or_else(|| Fault::Damaged(format!("{number} is not an account id")))
}

/// A count of rows.
pub(crate) fn count(rows: i64) -> u64 {
    // Counts are never negative.
    rows.cast_unsigned()
}

/// Every lookup table of a file.
pub(crate) struct Codes {
    pub(crate) kinds: Table<Kind>,
    pub(crate) services: Table<Service>,
    pub(crate) statuses: Table<Status>,
    pub(crate) relation_kinds: Table<RelationKind>,
}

/// One lookup table, both ways.
pub(crate) struct Table<T> {
    name: &'static str,
    by_code: HashMap<i64, T>,
    by_value: HashMap<T, i64>,
}

impl Codes {
    /// Reads the lookup tables.
    pub(crate) fn load(connection: &Connection) -> Result<Self, Fault> {
        Ok(Self {
            kinds: Table::load(connection, "kinds", |text| text.parse().ok())?,
            services: Table::load(connection, "services", Service::from_text)?,
            statuses: Table::load(connection, "statuses", Status::from_text)?,
            relation_kinds: Table::load(connection, "relation_kinds", RelationKind::from_text)?,
        })
    }

    /// Adds what this program knows and the file does not.
    pub(crate) fn complete(connection: &Connection) -> Result<(), Fault> {
        let mut kinds = connection.prepare("INSERT OR IGNORE INTO kinds (name, plain) VALUES (?1, ?2)")?;
        for kind in Kind::ALL {
            kinds.execute([kind.as_str(), kind.plain()])?;
        }
        let mut services = connection.prepare("INSERT OR IGNORE INTO services (name) VALUES (?1)")?;
        for service in Service::ALL {
            services.execute([service.as_str()])?;
        }
        let mut statuses = connection.prepare("INSERT OR IGNORE INTO statuses (name) VALUES (?1)")?;
        for status in Status::ALL {
            statuses.execute([status.as_str()])?;
        }
        let mut relation_kinds = connection.prepare("INSERT OR IGNORE INTO relation_kinds (name) VALUES (?1)")?;
        for kind in RelationKind::ALL {
            relation_kinds.execute([kind.as_str()])?;
        }
        Ok(())
    }
}

/// Numbers as a list in SQL.
pub(crate) fn list(numbers: impl Iterator<Item = i64>) -> String {
    numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(", ")
}

impl<T: Copy + Eq + Hash> Table<T> {
    fn load(connection: &Connection, name: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<Self, Fault> {
        let mut table = Self { name, by_code: HashMap::new(), by_value: HashMap::new() };
        let mut statement = connection.prepare(&format!("SELECT id, name FROM {name}"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (code, text): (i64, String) = (row.get(0)?, row.get(1)?);
            if let Some(value) = parse(&text) {
                table.by_code.insert(code, value);
                table.by_value.insert(value, code);
            } else if code != PLANNED {
                return Err(Fault::Unknown(format!("`{text}` in the table `{name}`")));
            }
        }
        Ok(table)
    }

    /// What a code stands for.
    pub(crate) fn value(&self, code: i64) -> Result<T, Fault> {
        self.by_code
            .get(&code)
            .copied()
            .ok_or_else(|| Fault::Damaged(format!("no row {code} in the table `{}`", self.name)))
    }

    /// The code that stands for a value; `None` where the file has none, and so no row with it.
    pub(crate) fn code(&self, value: T) -> Option<i64> {
        self.by_value.get(&value).copied()
    }
}
