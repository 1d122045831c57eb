//! Versions: the interval-coded states of resources, opened and closed as crawls see them.

use std::collections::HashMap;

use armillary_model::{Resource, Service};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::{codes::Codes, documents::Content, error::Fault, relations, units::Memo};

/// The version of a resource that holds at the moment.
#[derive(Clone, Copy)]
pub(crate) struct Open {
    pub(crate) version: i64,
    pub(crate) resource: i64,
    pub(crate) unit: i64,
    pub(crate) from_crawl: i64,
    pub(crate) fingerprint: i64,
}

const OPEN: &str = "SELECT v.id, v.resource, v.unit, v.from_crawl, v.content, r.arn FROM versions v JOIN resources r ON r.id = v.resource
    WHERE v.to_crawl IS NULL AND";

/// What a unit is known to hold, by ARN. The organization is read as a whole, from whichever account: there all such units count as one.
pub(crate) fn open_of_unit(
    connection: &Connection,
    codes: &Codes,
    unit: i64,
    service: Service,
) -> Result<HashMap<String, Open>, Fault> {
    let (condition, value) = match service {
        Service::Organizations => ("v.unit IN (SELECT id FROM units WHERE service = ?1)", codes.services.code(service)),
        _ => ("v.unit = ?1", Some(unit)),
    };
    let mut statement = connection.prepare_cached(&format!("{OPEN} {condition}"))?;
    let rows = statement.query_map([value], |row| Ok((row.get(5)?, open_in(row)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Everything that units of an account are known to hold, save the organization read from it.
pub(crate) fn open_of_account(connection: &Connection, codes: &Codes, account: i64) -> Result<Vec<Open>, Fault> {
    let units = "v.unit IN (SELECT id FROM units WHERE account = ?1 AND service <> ?2)";
    let mut statement = connection.prepare_cached(&format!("{OPEN} {units}"))?;
    let rows = statement.query_map((account, codes.services.code(Service::Organizations)), open_in)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The version of a resource that holds at the moment, whichever unit reads it.
pub(crate) fn open_of_resource(connection: &Connection, resource: i64) -> Result<Option<Open>, Fault> {
    let mut statement = connection.prepare_cached(&format!("{OPEN} v.resource = ?1"))?;
    Ok(statement.query_row([resource], open_in).optional()?)
}

/// Opens a version of a resource in a crawl.
pub(crate) fn open(
    connection: &Connection,
    codes: &Codes,
    memo: &mut Memo,
    (crawl, unit, row): (i64, i64, i64),
    resource: &Resource,
    content: &Content,
) -> Result<(), Fault> {
    let document = content.document(connection)?;
    let mut add = connection.prepare_cached(
        "INSERT INTO versions (resource, unit, from_crawl, name, document, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let version = add.insert((row, unit, crawl, &resource.name, document, content.fingerprint))?;
    relations::put(connection, codes, memo, version, &resource.relations)
}

/// Ends a version with a crawl. One that the same crawl opened leaves no trace.
pub(crate) fn close(connection: &Connection, crawl: i64, open: &Open) -> Result<(), Fault> {
    if open.from_crawl == crawl {
        connection.prepare_cached("DELETE FROM relations WHERE version = ?1")?.execute([open.version])?;
        connection.prepare_cached("DELETE FROM versions WHERE id = ?1")?.execute([open.version])?;
    } else {
        let mut update = connection.prepare_cached("UPDATE versions SET to_crawl = ?2 WHERE id = ?1")?;
        update.execute((open.version, crawl))?;
    }
    Ok(())
}

/// Goes on with a version as another unit reads it, from a crawl on.
pub(crate) fn hand_over(connection: &Connection, crawl: i64, open: &Open, unit: i64) -> Result<(), Fault> {
    if open.from_crawl == crawl {
        let mut update = connection.prepare_cached("UPDATE versions SET unit = ?2 WHERE id = ?1")?;
        update.execute((open.version, unit))?;
        return Ok(());
    }
    let mut copy = connection.prepare_cached(
        "INSERT INTO versions (resource, unit, from_crawl, name, document, content)
            SELECT resource, ?2, ?3, name, document, content FROM versions WHERE id = ?1",
    )?;
    let version = copy.insert((open.version, unit, crawl))?;
    let mut copy = connection.prepare_cached(
        "INSERT INTO relations (version, position, kind, target, account, label)
            SELECT ?2, position, kind, target, account, label FROM relations WHERE version = ?1",
    )?;
    copy.execute((open.version, version))?;
    close(connection, crawl, open)
}

fn open_in(row: &Row<'_>) -> rusqlite::Result<Open> {
    Ok(Open {
        version: row.get(0)?,
        resource: row.get(1)?,
        unit: row.get(2)?,
        from_crawl: row.get(3)?,
        fingerprint: row.get(4)?,
    })
}
