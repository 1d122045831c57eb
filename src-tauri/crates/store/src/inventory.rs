//! What there is, in bulk: counts per kind and account, and every name for an index to search in.

use std::collections::BTreeMap;

use armillary_model::{AccountId, Kind};
use rusqlite::Connection;

use crate::{
    codes,
    crawls::Reader,
    error::{Fault, StoreError},
};

/// A resource as a search index needs it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SearchEntry<'a> {
    /// The ARN or key.
    pub arn: &'a str,
    /// What it is.
    pub kind: Kind,
    /// The name people know it by.
    pub name: &'a str,
    /// The account it belongs to.
    pub account: AccountId,
}

impl Reader {
    /// How many resources of each kind there are as of a crawl, in all accounts or in one.
    pub fn counts_by_kind(&self, crawl: i64, account: Option<AccountId>) -> Result<BTreeMap<Kind, u64>, StoreError> {
        self.read_crawl(crawl, |connection| {
            let mut counts = BTreeMap::new();
            let Some(account) = account else {
                self.each_kind(connection, crawl, |_, kind| *counts.entry(kind).or_default() += 1)?;
                return Ok(counts);
            };
            let mut statement = connection.prepare_cached(
                "SELECT r.kind, count(*) FROM resources r JOIN versions v ON v.resource = r.id
                WHERE r.kind IN (SELECT id FROM kinds) AND r.account = ?2 AND v.from_crawl <= ?1 AND (v.to_crawl IS NULL OR v.to_crawl > ?1)
                GROUP BY r.kind",
            )?;
            let mut rows = statement.query((crawl, codes::number(account)))?;
            while let Some(row) = rows.next()? {
                counts.insert(self.codes.kinds.value(row.get(0)?)?, codes::count(row.get(1)?));
            }
            Ok(counts)
        })
    }

    /// How many resources of each kind each account holds as of a crawl.
    pub fn counts_by_account(&self, crawl: i64) -> Result<BTreeMap<AccountId, BTreeMap<Kind, u64>>, StoreError> {
        self.read_crawl(crawl, |connection| {
            let mut counts: BTreeMap<AccountId, BTreeMap<Kind, u64>> = BTreeMap::new();
            self.each_kind(connection, crawl, |account, kind| {
                *counts.entry(account).or_default().entry(kind).or_default() += 1
            })?;
            Ok(counts)
        })
    }

    /// Gives every resource as of a crawl, in no particular but always the same order.
    pub fn search_entries(&self, crawl: i64, mut each: impl FnMut(SearchEntry<'_>)) -> Result<(), StoreError> {
        self.read_crawl(crawl, |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT r.arn, r.kind, v.name, r.account FROM versions v JOIN resources r ON r.id = v.resource
                WHERE v.from_crawl <= ?1 AND (v.to_crawl IS NULL OR v.to_crawl > ?1) ORDER BY v.id",
            )?;
            let mut rows = statement.query([crawl])?;
            while let Some(row) = rows.next()? {
                let text = |column| row.get_ref(column)?.as_str().map_err(|error| Fault::Damaged(error.to_string()));
                each(SearchEntry {
                    arn: text(0)?,
                    kind: self.codes.kinds.value(row.get(1)?)?,
                    name: text(2)?,
                    account: codes::account(row.get(3)?)?,
                });
            }
            Ok(())
        })
    }

    /// Counted by the caller and not in SQL, which would look the versions up one by one.
    fn each_kind(
        &self,
        connection: &Connection,
        crawl: i64,
        mut each: impl FnMut(AccountId, Kind),
    ) -> Result<(), Fault> {
        let mut statement = connection.prepare_cached(
            "SELECT r.account, r.kind FROM versions v JOIN resources r ON r.id = v.resource
            WHERE v.from_crawl <= ?1 AND (v.to_crawl IS NULL OR v.to_crawl > ?1)",
        )?;
        let mut rows = statement.query([crawl])?;
        while let Some(row) = rows.next()? {
            each(codes::account(row.get(0)?)?, self.codes.kinds.value(row.get(1)?)?);
        }
        Ok(())
    }
}
