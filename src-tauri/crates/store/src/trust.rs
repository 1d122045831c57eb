//! Trust between accounts as trust policies name it, counted over roles.

use std::collections::{BTreeMap, HashMap};

use armillary_model::{AccountId, AccountTrust};
use rusqlite::Connection;

use crate::{
    codes,
    crawls::Reader,
    error::{Fault, StoreError},
};

impl Reader {
    /// Which account's roles name which other account in their trust policies as of a crawl; also accounts outside the organization.
    pub fn trust_between_accounts(&self, crawl: i64) -> Result<Vec<AccountTrust>, StoreError> {
        self.read_crawl(crawl, |connection| between_accounts(connection, crawl))
    }
}

/// See [`Reader::trust_between_accounts`]; by trusting, then trusted account.
fn between_accounts(connection: &Connection, crawl: i64) -> Result<Vec<AccountTrust>, Fault> {
    let mut trust: BTreeMap<(AccountId, AccountId), AccountTrust> = BTreeMap::new();
    for ((trusting, trusted, target), count) in count_by_target(connection, crawl)? {
        let (trusting, trusted) = (codes::account(trusting)?, codes::account(trusted)?);
        let new = || AccountTrust { trusting, trusted, count: 0, whole_account: 0, evaluated: None };
        let total = trust.entry((trusting, trusted)).or_insert_with(new);
        total.count += count;
        if names_whole_account(connection, target)? {
            total.whole_account += count;
        }
    }
    Ok(trust.into_values().collect())
}

/// Counted here and not in SQL, where grouping would sort every row.
fn count_by_target(connection: &Connection, crawl: i64) -> Result<HashMap<(i64, i64, i64), u32>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT r.account, x.account, x.target FROM relations x INDEXED BY relations_trusts
            JOIN versions v ON v.id = x.version JOIN resources r ON r.id = v.resource
        WHERE x.kind = 1 AND x.account IS NOT NULL AND r.account <> x.account
            AND v.from_crawl <= ?1 AND (v.to_crawl IS NULL OR v.to_crawl > ?1)",
    )?;
    let mut rows = statement.query([crawl])?;
    let mut counts = HashMap::new();
    while let Some(row) = rows.next()? {
        *counts.entry((row.get(0)?, row.get(1)?, row.get(2)?)).or_default() += 1;
    }
    Ok(counts)
}

fn names_whole_account(connection: &Connection, target: i64) -> Result<bool, Fault> {
    let mut statement = connection.prepare_cached("SELECT arn FROM resources WHERE id = ?1")?;
    let arn: String = statement.query_row([target], |row| row.get(0))?;
    Ok(arn.ends_with(":root") || arn.parse::<AccountId>().is_ok())
}
