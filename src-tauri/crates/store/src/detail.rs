//! One resource in full: its record, what it points at, what points at it, and its history.

use armillary_model::{AccountId, Kind, Record, Relation, RelationKind, arn_resource};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::{
    codes::{self, Codes},
    crawls::Reader,
    error::{Fault, StoreError},
    readings::Readings,
    resources::{RECORDS, record_in},
};

/// A resource with its surroundings as of a crawl.
#[derive(Clone, PartialEq, Debug)]
pub struct Detail {
    /// The resource itself.
    pub record: Record,
    /// What it points at, in its own order.
    pub outgoing: Vec<Outgoing>,
    /// What points at it, by relation kind; no more than were asked for.
    pub incoming: Vec<Incoming>,
    /// How many point at it in all.
    pub incoming_total: u64,
    /// Every state it was seen in, in any crawl, oldest first.
    pub history: Vec<Version>,
}

/// A relation of a resource, with what it points at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outgoing {
    /// The relation.
    pub relation: Relation,
    /// What is pointed at, where the cache holds it as of the crawl.
    pub other: Option<Other>,
}

/// A relation of another resource that points at this one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Incoming {
    /// What the pointer means.
    pub kind: RelationKind,
    /// The detail that belongs to the pointer; may be empty.
    pub label: String,
    /// The resource that points here.
    pub other: Other,
}

/// The resource at the other end of a relation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Other {
    /// The ARN or key.
    pub arn: String,
    /// What it is.
    pub kind: Kind,
    /// The name people know it by.
    pub name: String,
    /// The account it belongs to.
    pub account: AccountId,
}

/// A state that a resource was seen in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    /// The first crawl that saw it.
    pub from_crawl: i64,
    /// The first crawl that saw it changed or gone; `None` where it still holds.
    pub to_crawl: Option<i64>,
    /// Its name then.
    pub name: String,
}

impl Reader {
    /// One resource as of a crawl, with at most `limit` of the relations that point at it; `None` where the cache does not hold it then.
    pub fn resource(&self, crawl: i64, arn: &str, limit: u32) -> Result<Option<Detail>, StoreError> {
        self.read_crawl(crawl, |connection| {
            let mut statement =
                connection.prepare_cached(&format!("{RECORDS} WHERE r.kind IS NOT NULL AND r.arn = ?2"))?;
            let mut rows = statement.query((crawl, arn))?;
            let Some(row) = rows.next()? else { return Ok(None) };
            let readings = Readings::new(connection, &self.codes, crawl);
            let record = record_in(connection, &self.codes, &readings, row)?;
            let around = Around { connection, codes: &self.codes, crawl };
            let outgoing =
                record.relations.iter().map(|relation| around.outgoing(relation)).collect::<Result<_, _>>()?;
            let (incoming, incoming_total) = around.incoming(&record, limit)?;
            let history = history(connection, arn)?;
            Ok(Some(Detail { record, outgoing, incoming, incoming_total, history }))
        })
    }
}

/// What is around a resource as of a crawl.
struct Around<'a> {
    connection: &'a Connection,
    codes: &'a Codes,
    crawl: i64,
}

const AS_OF: &str = "v.from_crawl <= ?1 AND (v.to_crawl IS NULL OR v.to_crawl > ?1)";

impl Around<'_> {
    fn outgoing(&self, relation: &Relation) -> Result<Outgoing, Fault> {
        let target = relation.target.as_str();
        let exact = self.other("r.arn = ?2", target, None)?;
        let other = match (exact, named_kind(target)) {
            (None, Some(kind)) => self.other_of_kind(kind, target, relation.target_account)?,
            (exact, _) => exact,
        };
        Ok(Outgoing { relation: relation.clone(), other })
    }

    /// What a bare id, or the ARN of an account as a principal, stands for.
    fn other_of_kind(&self, kind: Kind, target: &str, account: Option<AccountId>) -> Result<Option<Other>, Fault> {
        match (kind, account) {
            (Kind::Account, Some(account)) => self.other("r.account = ?2", &codes::number(account), Some(kind)),
            (Kind::Account, None) => Ok(None),
            _ => self.other("substr(r.arn, -length(?2) - 1) = '/' || ?2", target, Some(kind)),
        }
    }

    fn other<V: rusqlite::ToSql + ?Sized>(
        &self,
        condition: &str,
        value: &V,
        kind: Option<Kind>,
    ) -> Result<Option<Other>, Fault> {
        let kind = match kind {
            Some(kind) => format!("r.kind = {}", self.codes.kinds.code(kind).unwrap_or(-1)),
            None => "r.kind IS NOT NULL".to_owned(),
        };
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT r.arn, r.kind, v.name, r.account FROM resources r JOIN versions v ON v.resource = r.id
            WHERE {kind} AND {condition} AND {AS_OF}"
        ))?;
        let mut rows = statement.query((self.crawl, value))?;
        rows.next()?.map(|row| self.other_in(row)).transpose()
    }

    fn incoming(&self, record: &Record, limit: u32) -> Result<(Vec<Incoming>, u64), Fault> {
        let mut targets = Vec::new();
        for name in names(record) {
            let mut find = self.connection.prepare_cached("SELECT id FROM resources WHERE arn = ?1")?;
            targets.extend(find.query_row([name], |row| row.get::<_, i64>(0)).optional()?.map(|row| row.to_string()));
        }
        let from = format!(
            "FROM relations x JOIN versions v ON v.id = x.version JOIN resources r ON r.id = v.resource
            WHERE x.target IN ({}) AND r.arn <> ?2 AND {AS_OF}",
            targets.join(", ")
        );
        let mut count = self.connection.prepare(&format!("SELECT count(*) {from}"))?;
        let total = codes::count(count.query_row((self.crawl, &record.arn), |row| row.get(0))?);
        let mut statement = self.connection.prepare(&format!(
            "SELECT r.arn, r.kind, v.name, r.account, x.kind, x.label {from} ORDER BY x.kind, r.kind, v.name, r.arn LIMIT {limit}"
        ))?;
        let mut rows = statement.query((self.crawl, &record.arn))?;
        let mut incoming = Vec::new();
        while let Some(row) = rows.next()? {
            let kind = self.codes.relation_kinds.value(row.get(4)?)?;
            incoming.push(Incoming { kind, label: row.get(5)?, other: self.other_in(row)? });
        }
        Ok((incoming, total))
    }

    fn other_in(&self, row: &Row<'_>) -> Result<Other, Fault> {
        Ok(Other {
            arn: row.get(0)?,
            kind: self.codes.kinds.value(row.get(1)?)?,
            name: row.get(2)?,
            account: codes::account(row.get(3)?)?,
        })
    }
}

/// What a resource is pointed at by: its ARN, its bare id where AWS gives no more, an account also as a principal.
fn names(record: &Record) -> Vec<String> {
    let mut names = vec![record.arn.clone()];
    if named_by_id(record.kind) {
        names.extend(arn_resource(&record.arn).rsplit(['/', ':']).next().map(str::to_owned));
    }
    if record.kind == Kind::Account {
        let partition = record.arn.split(':').nth(1).unwrap_or("aws");
        names.push(record.account.to_string());
        names.push(format!("arn:{partition}:iam::{}:root", record.account));
    }
    names.sort();
    names.dedup();
    names
}

/// The kind that a target which is no ARN in the cache stands for.
fn named_kind(target: &str) -> Option<Kind> {
    match target {
        _ if target.starts_with("ou-") => Some(Kind::OrganizationalUnit),
        _ if target.starts_with("r-") => Some(Kind::Root),
        _ if target.starts_with("o-") => Some(Kind::Organization),
        _ if target.starts_with("tgw-") => Some(Kind::TransitGateway),
        _ if target.starts_with("port-") => Some(Kind::Portfolio),
        _ if target.ends_with(":root") || target.parse::<AccountId>().is_ok() => Some(Kind::Account),
        _ => None,
    }
}

/// Whether AWS names resources of this kind by an id that is unique by itself. IAM names are not.
fn named_by_id(kind: Kind) -> bool {
    let service = kind.as_str().split("::").nth(1).unwrap_or_default();
    matches!(service, "Organizations" | "ServiceCatalog" | "EC2")
}

fn history(connection: &Connection, arn: &str) -> Result<Vec<Version>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT v.from_crawl, v.to_crawl, v.name FROM versions v JOIN resources r ON r.id = v.resource WHERE r.arn = ?1
            ORDER BY v.from_crawl",
    )?;
    let rows = statement
        .query_map([arn], |row| Ok(Version { from_crawl: row.get(0)?, to_crawl: row.get(1)?, name: row.get(2)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
