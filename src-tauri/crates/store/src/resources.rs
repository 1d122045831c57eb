//! Listing resources as of a crawl, one at a time.

use armillary_model::{AccountId, Kind, Record};
use rusqlite::{Connection, Row, ToSql};

use crate::{
    codes::{self, Codes},
    crawls::Reader,
    error::{Fault, StoreError},
    readings::Readings,
    relations,
};

/// Which resources to list; what is `None` does not restrict.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ResourceFilter {
    /// Resources of this kind.
    pub kind: Option<Kind>,
    /// Resources of this account.
    pub account: Option<AccountId>,
    /// Resources in this Region.
    pub region: Option<String>,
    /// Resources whose name or ARN holds every word of this text, in any order and any case of ASCII letters.
    pub text: Option<String>,
    /// At most this many.
    pub limit: Option<u32>,
    /// Without the first so many.
    pub offset: u32,
}

/// The columns that [`record_in`] reads, and the tables they come from, as of the crawl `?1`.
pub(crate) const RECORDS: &str =
    "SELECT v.id, r.arn, r.kind, r.account, g.name, v.name, d.body, v.unit, v.from_crawl, r.id FROM resources r
    JOIN versions v ON v.resource = r.id AND v.from_crawl <= ?1 AND (v.to_crawl IS NULL OR v.to_crawl > ?1)
    JOIN regions g ON g.id = r.region JOIN documents d ON d.id = v.document";

const FILTERED: &str = "FROM resources r JOIN versions v ON v.resource = r.id
    WHERE v.from_crawl <= ?1 AND (v.to_crawl IS NULL OR v.to_crawl > ?1)";

impl Reader {
    /// Gives the resources as of a crawl, one at a time, by kind, account and ARN.
    pub fn resources(
        &self,
        crawl: i64,
        filter: &ResourceFilter,
        mut each: impl FnMut(Record),
    ) -> Result<(), StoreError> {
        self.read_crawl(crawl, |connection| {
            let Some(conditions) = Conditions::of(filter, crawl, &self.codes) else { return Ok(()) };
            let limit = filter.limit.map_or(-1, i64::from);
            // Sorted and skipped without their documents, which are many times larger.
            let mut statement = connection.prepare(&format!(
                "SELECT v.id {} ORDER BY r.kind, r.account, r.arn LIMIT {limit} OFFSET {}",
                conditions.sql, filter.offset
            ))?;
            let readings = Readings::new(connection, &self.codes, crawl);
            let mut rows = statement.query(&*conditions.values())?;
            while let Some(row) = rows.next()? {
                let mut record = connection.prepare_cached(&format!("{RECORDS} WHERE v.id = ?2"))?;
                let mut records = record.query((crawl, row.get::<_, i64>(0)?))?;
                if let Some(row) = records.next()? {
                    each(record_in(connection, &self.codes, &readings, row)?);
                }
            }
            Ok(())
        })
    }

    /// How many resources there are as of a crawl; limit and offset do not count.
    pub fn count(&self, crawl: i64, filter: &ResourceFilter) -> Result<u64, StoreError> {
        self.read_crawl(crawl, |connection| {
            let Some(conditions) = Conditions::of(filter, crawl, &self.codes) else { return Ok(0) };
            let mut statement = connection.prepare(&format!("SELECT count(*) {}", conditions.sql))?;
            Ok(codes::count(statement.query_row(&*conditions.values(), |row| row.get(0))?))
        })
    }
}

/// A filter as SQL, from the tables on. The first value is the crawl.
struct Conditions {
    sql: String,
    values: Vec<Box<dyn ToSql>>,
}

impl Conditions {
    /// `None` where the file knows no resource of the kind that is asked for.
    fn of(filter: &ResourceFilter, crawl: i64, codes: &Codes) -> Option<Self> {
        let mut conditions = Self { sql: FILTERED.to_owned(), values: vec![Box::new(crawl)] };
        match filter.kind {
            Some(kind) => conditions.and("r.kind = ?", codes.kinds.code(kind)?),
            // Named one by one, so that the index by kind also serves to find an account.
            None => conditions.sql.push_str(" AND r.kind IN (SELECT id FROM kinds)"),
        }
        if let Some(account) = filter.account {
            conditions.and("r.account = ?", codes::number(account));
        }
        if let Some(region) = &filter.region {
            conditions.and("r.region = (SELECT id FROM regions WHERE name = ?)", region.clone());
        }
        for word in filter.text.iter().flat_map(|text| text.split_whitespace()) {
            let word = word.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
            conditions.and(r"v.name || ' ' || r.arn LIKE ? ESCAPE '\'", format!("%{word}%"));
        }
        Some(conditions)
    }

    fn and(&mut self, condition: &str, value: impl ToSql + 'static) {
        self.values.push(Box::new(value));
        self.sql.push_str(" AND ");
        self.sql.push_str(&condition.replacen('?', &format!("?{}", self.values.len()), 1));
    }

    fn values(&self) -> Vec<&dyn ToSql> {
        self.values.iter().map(|value| &**value).collect()
    }
}

/// The record in a row of [`RECORDS`], with its relations.
pub(crate) fn record_in(
    connection: &Connection,
    codes: &Codes,
    readings: &Readings<'_>,
    row: &Row<'_>,
) -> Result<Record, Fault> {
    let (stale, as_of) = readings.stale_and_age(row.get(7)?, row.get(8)?)?;
    let body = row.get_ref(6)?.as_str().map_err(|error| Fault::Damaged(error.to_string()))?;
    let document = serde_json::from_str(body).map_err(|error| Fault::Damaged(format!("document: {error}")))?;
    Ok(Record {
        arn: row.get(1)?,
        kind: codes.kinds.value(row.get(2)?)?,
        account: codes::account(row.get(3)?)?,
        region: row.get(4)?,
        name: row.get(5)?,
        document,
        relations: relations::of_version(connection, codes, row.get(0)?)?,
        stale,
        as_of,
        unread: readings.parts.of(row.get(9)?)?,
    })
}
