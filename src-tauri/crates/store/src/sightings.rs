//! Sightings: further units that read a resource which belongs to another unit, such as a policy of AWS or a shared transit gateway.
//!
//! They keep a resource alive when its own unit stops seeing it.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};

use crate::error::Fault;

/// The resources of other units that a unit was last known to see.
pub(crate) fn of_unit(connection: &Connection, unit: i64) -> Result<HashSet<i64>, Fault> {
    let mut statement = connection.prepare_cached("SELECT resource FROM sightings WHERE unit = ?1")?;
    let rows = statement.query_map([unit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A unit that sees a resource which its own unit does not see any more.
pub(crate) fn other_unit(connection: &Connection, resource: i64) -> Result<Option<i64>, Fault> {
    let mut statement = connection.prepare_cached("SELECT min(unit) FROM sightings WHERE resource = ?1")?;
    Ok(statement.query_row([resource], |row| row.get(0)).optional()?.flatten())
}

/// Notes that a unit sees a resource of another unit.
pub(crate) fn add(connection: &Connection, unit: i64, resource: i64) -> Result<(), Fault> {
    let mut add = connection.prepare_cached("INSERT OR IGNORE INTO sightings (unit, resource) VALUES (?1, ?2)")?;
    add.execute((unit, resource))?;
    Ok(())
}

/// Notes that a unit does not see a resource of another unit any more, or that it has become its own.
pub(crate) fn remove(connection: &Connection, unit: i64, resource: i64) -> Result<(), Fault> {
    let mut remove = connection.prepare_cached("DELETE FROM sightings WHERE unit = ?1 AND resource = ?2")?;
    remove.execute((unit, resource))?;
    Ok(())
}

/// Forgets what the units of an account see.
pub(crate) fn remove_account(connection: &Connection, account: i64) -> Result<(), Fault> {
    let mut remove =
        connection.prepare_cached("DELETE FROM sightings WHERE unit IN (SELECT id FROM units WHERE account = ?1)")?;
    remove.execute([account])?;
    Ok(())
}
