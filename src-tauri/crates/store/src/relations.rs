//! Relations: what a version points at.

use armillary_model::{Relation, RelationKind};
use rusqlite::Connection;

use crate::{
    codes::{self, Codes},
    error::Fault,
    units::Memo,
};

/// Writes the relations of a new version, in their order.
pub(crate) fn put(
    connection: &Connection,
    codes: &Codes,
    memo: &mut Memo,
    version: i64,
    relations: &[Relation],
) -> Result<(), Fault> {
    let mut add = connection.prepare_cached(
        "INSERT INTO relations (version, position, kind, target, account, label) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (position, relation) in (0_i64..).zip(relations) {
        let kind = codes.relation_kinds.code(relation.kind);
        let target = memo.resource(connection, &relation.target)?;
        add.execute((version, position, kind, target, relation.target_account.map(codes::number), &relation.label))?;
    }
    Ok(())
}

/// The relations of a version, in their order.
pub(crate) fn of_version(connection: &Connection, codes: &Codes, version: i64) -> Result<Vec<Relation>, Fault> {
    of_version_where(connection, codes, version, "")
}

/// The relations of a version that are of these kinds, in their order.
pub(crate) fn of_version_and_kinds(
    connection: &Connection,
    codes: &Codes,
    version: i64,
    kinds: &[RelationKind],
) -> Result<Vec<Relation>, Fault> {
    let kinds = codes::list(kinds.iter().filter_map(|kind| codes.relation_kinds.code(*kind)));
    of_version_where(connection, codes, version, &format!("AND x.kind IN ({kinds})"))
}

fn of_version_where(
    connection: &Connection,
    codes: &Codes,
    version: i64,
    condition: &str,
) -> Result<Vec<Relation>, Fault> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT x.kind, r.arn, x.account, x.label FROM relations x JOIN resources r ON r.id = x.target
            WHERE x.version = ?1 {condition} ORDER BY x.position"
    ))?;
    let mut rows = statement.query([version])?;
    let mut relations = Vec::new();
    while let Some(row) = rows.next()? {
        relations.push(Relation {
            kind: codes.relation_kinds.value(row.get(0)?)?,
            target: row.get(1)?,
            target_account: row.get::<_, Option<i64>>(2)?.map(codes::account).transpose()?,
            label: row.get(3)?,
        });
    }
    Ok(relations)
}
