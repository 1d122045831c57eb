//! What was worked out from a crawl and is kept beside it: bytes that whoever worked them out can read, and nobody has to trust.
//!
//! A row tells the version of the program that made it and the state of the crawl that it was made from. A crawl that is gone on with is
//! another state, so that what was worked out before is never taken for it. Rows are few: those of a crawl that nobody looks at any more
//! make room for others.

use std::fmt;

use rusqlite::{Connection, OptionalExtension};

use crate::{
    crawls::{Reader, Writer},
    error::{Fault, StoreError},
};

/// The state of a crawl that something is worked out from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Basis(String);

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Reader {
    /// The state of a crawl; `None` while it is being written. To be asked before anything is read to work with.
    pub fn basis(&self, crawl: i64) -> Result<Option<Basis>, StoreError> {
        self.read_crawl(crawl, |connection| basis(connection, crawl))
    }

    /// Has `read` look at what this version of a program worked out from the crawl as it is; `None` where nothing was kept.
    pub fn derived<T>(
        &self,
        crawl: i64,
        name: &str,
        version: &str,
        read: impl FnOnce(&[u8]) -> T,
    ) -> Result<Option<T>, StoreError> {
        self.read_crawl(crawl, |connection| {
            let Some(Basis(basis)) = basis(connection, crawl)? else { return Ok(None) };
            let mut statement = connection.prepare_cached(
                "SELECT bytes FROM derived WHERE crawl = ?1 AND name = ?2 AND version = ?3 AND basis = ?4",
            )?;
            let mut rows = statement.query((crawl, name, version, basis))?;
            let Some(row) = rows.next()? else { return Ok(None) };
            let bytes = row.get_ref(0)?.as_blob().map_err(|error| Fault::Damaged(error.to_string()))?;
            Ok(Some(read(bytes)))
        })
    }
}

impl Writer {
    /// Keeps what a version of a program worked out from a crawl in this state, in place of what was kept before. Of other crawls, only
    /// the newest complete one keeps what was worked out under this name. Gives `false`, and keeps nothing, where the crawl has changed.
    pub fn put_derived(
        &mut self,
        crawl: i64,
        name: &str,
        version: &str,
        made_from: &Basis,
        bytes: &[u8],
    ) -> Result<bool, StoreError> {
        self.database.write(|connection| {
            if basis(connection, crawl)?.as_ref() != Some(made_from) {
                return Ok(false);
            }
            connection.execute(
                "DELETE FROM derived WHERE name = ?1
                    AND crawl NOT IN (?2, (SELECT coalesce(max(id), 0) FROM crawls WHERE state = 'complete'))",
                (name, crawl),
            )?;
            connection.execute(
                "INSERT OR REPLACE INTO derived (crawl, name, version, basis, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
                (crawl, name, version, &made_from.0, bytes),
            )?;
            Ok(true)
        })
    }
}

/// Forgets what was worked out from a crawl that is about to change.
pub(crate) fn forget(connection: &Connection, crawl: i64) -> Result<(), Fault> {
    connection.execute("DELETE FROM derived WHERE crawl = ?1", [crawl])?;
    Ok(())
}

fn basis(connection: &Connection, crawl: i64) -> Result<Option<Basis>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT printf('%s %d %d %d', state, coalesce(finished_at, -1), planned, requests) FROM crawls
        WHERE id = ?1 AND state <> 'running'",
    )?;
    Ok(statement.query_row([crawl], |row| row.get(0)).optional()?.map(Basis))
}
