//! What there is, in bulk: counts per kind and account, and every name for an index to search in.

use std::collections::BTreeMap;

use armillary_model::{AccountId, Kind};

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
    pub fn counts_by_kind(&self, crawl: i64, account: Option<AccountId>) -> Result<BTreeMap<Kind, u32>, StoreError> {
        self.read_crawl(crawl, |connection| {
            let mut statement = connection.prepare_cached(match account {
                Some(_) => COUNT_IN_ACCOUNT,
                None => COUNT,
            })?;
            let number = account.map(codes::number);
            let mut rows = match &number {
                Some(number) => statement.query((crawl, number))?,
                None => statement.query([crawl])?,
            };
            let mut counts = BTreeMap::new();
            while let Some(row) = rows.next()? {
                counts.insert(self.codes.kinds.value(row.get(0)?)?, row.get(1)?);
            }
            Ok(counts)
        })
    }

    /// How many resources of each kind each account holds as of a crawl.
    pub fn counts_by_account(&self, crawl: i64) -> Result<BTreeMap<AccountId, BTreeMap<Kind, u32>>, StoreError> {
        self.read_crawl(crawl, |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT r.account, r.kind FROM versions v JOIN resources r ON r.id = v.resource
                WHERE v.from_crawl <= ?1 AND (v.to_crawl IS NULL OR v.to_crawl > ?1)",
            )?;
            let mut rows = statement.query([crawl])?;
            let mut counts: BTreeMap<AccountId, BTreeMap<Kind, u32>> = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let (account, kind) = (codes::account(row.get(0)?)?, self.codes.kinds.value(row.get(1)?)?);
                *counts.entry(account).or_default().entry(kind).or_default() += 1;
            }
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
}

const COUNT: &str = "SELECT r.kind, count(*) FROM resources r JOIN versions v ON v.resource = r.id
    WHERE r.kind IS NOT NULL AND v.from_crawl <= ?1 AND (v.to_crawl IS NULL OR v.to_crawl > ?1) GROUP BY r.kind";

const COUNT_IN_ACCOUNT: &str = "SELECT r.kind, count(*) FROM resources r JOIN versions v ON v.resource = r.id
    WHERE r.kind IN (SELECT id FROM kinds) AND r.account = ?2 AND v.from_crawl <= ?1 AND (v.to_crawl IS NULL OR v.to_crawl > ?1)
    GROUP BY r.kind";
