//! Snapshots: part or all of an organization as of one crawl, for the crates that work on it in memory.

use std::{collections::BTreeSet, sync::Arc};

use armillary_model::{AccountId, Coverage, Kind, Record, Snapshot};
use rusqlite::{Connection, ToSql};

use crate::{
    codes::{self, Codes},
    crawls::Reader,
    error::{Fault, StoreError},
    readings::{self, Readings},
    resources::{RECORDS, record_in},
};

/// What a snapshot is to hold.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Scope {
    /// Resources of these kinds.
    pub kinds: Vec<Kind>,
    /// Resources of these accounts only; `None` for all accounts.
    pub accounts: Option<BTreeSet<AccountId>>,
    /// Coverage: of all accounts, or of those that are asked for.
    pub coverage: bool,
}

impl Reader {
    /// The organization as of a crawl.
    pub fn snapshot(&self, crawl: i64, scope: &Scope) -> Result<Snapshot, StoreError> {
        self.read_crawl(crawl, |connection| {
            let mut records = Vec::new();
            let mut keep = |record| records.push(record);
            match &scope.accounts {
                None => read(connection, &self.codes, crawl, &scope.kinds, None, &mut keep)?,
                Some(accounts) => {
                    for account in accounts {
                        read(connection, &self.codes, crawl, &scope.kinds, Some(*account), &mut keep)?;
                    }
                }
            }
            records.sort_unstable_by(|a, b| a.kind.cmp(&b.kind).then_with(|| a.arn.cmp(&b.arn)));
            let coverage = match scope.coverage {
                true => readings::load(connection, &self.codes, crawl, scope.accounts.as_ref())?,
                false => Coverage::default(),
            };
            Ok(Snapshot { crawl, records, coverage: Arc::new(coverage), ..Snapshot::default() })
        })
    }
}

fn read(
    connection: &Connection,
    codes: &Codes,
    crawl: i64,
    kinds: &[Kind],
    account: Option<AccountId>,
    each: &mut impl FnMut(Record),
) -> Result<(), Fault> {
    let kinds = codes::list(kinds.iter().filter_map(|kind| codes.kinds.code(*kind)));
    let mut sql = format!("{RECORDS} WHERE r.kind IN ({kinds})");
    let mut values: Vec<&dyn ToSql> = vec![&crawl];
    let number = account.map(codes::number);
    if let Some(number) = &number {
        sql.push_str(" AND r.account = ?2");
        values.push(number);
    }
    let readings = Readings::new(connection, codes, crawl);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(&*values)?;
    while let Some(row) = rows.next()? {
        each(record_in(connection, codes, &readings, row)?);
    }
    Ok(())
}
