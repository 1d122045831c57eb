//! Records with their documents as text, read in slices: several readers can go through one crawl side by side.

use std::ops::RangeInclusive;

use armillary_model::{Kind, RecordText, RelationKind};
use rusqlite::Connection;

use crate::{
    codes::{self, Codes},
    crawls::Reader,
    error::{Fault, StoreError},
    readings::Readings,
    relations,
    resources::RECORDS,
};

/// Rows of resources in one slice: enough that a slice is worth a query, few enough that readers end at about the same time.
const ROWS: i64 = 16_384;

/// Some of the resources of a cache.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slice(pub(crate) RangeInclusive<i64>);

impl Reader {
    /// The slices that a crawl can be read in, side by side; together they hold every resource once. Their order is that in which
    /// resources were first seen, and in which the file holds them.
    pub fn slices(&self) -> Result<Vec<Slice>, StoreError> {
        self.database.read(|connection| {
            let last: Option<i64> =
                connection.prepare_cached("SELECT max(id) FROM resources")?.query_row([], |row| row.get(0))?;
            let slices = last.unwrap_or_default().div_euclid(ROWS);
            let slice = |at: i64| Slice(at.saturating_mul(ROWS)..=at.saturating_mul(ROWS).saturating_add(ROWS - 1));
            Ok::<_, Fault>((0..=slices).map(slice).collect())
        })
    }

    /// Gives the resources of a slice that are of some kinds, as of a crawl, one at a time and each with its relations of the kinds that are
    /// named beside its own.
    pub fn each_text(
        &self,
        crawl: i64,
        wanted: &[(Kind, &[RelationKind])],
        slice: &Slice,
        mut each: impl FnMut(&RecordText<'_>),
    ) -> Result<(), StoreError> {
        self.read_crawl(crawl, |connection| read(connection, &self.codes, crawl, wanted, slice, &mut each))
    }
}

fn read(
    connection: &Connection,
    codes: &Codes,
    crawl: i64,
    wanted: &[(Kind, &[RelationKind])],
    slice: &Slice,
    each: &mut impl FnMut(&RecordText<'_>),
) -> Result<(), Fault> {
    let kinds = codes::list(wanted.iter().filter_map(|(kind, _)| codes.kinds.code(*kind)));
    // By row, as the file holds them: the index by kind would lead back and forth through all of it.
    let sql = format!("{RECORDS} WHERE +r.kind IN ({kinds}) AND r.id BETWEEN ?2 AND ?3");
    let readings = Readings::new(connection, codes, crawl);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query((crawl, slice.0.start(), slice.0.end()))?;
    while let Some(row) = rows.next()? {
        let text = |at: usize| row.get_ref(at)?.as_str().map_err(|error| Fault::Damaged(error.to_string()));
        let kind = codes.kinds.value(row.get(2)?)?;
        let related =
            wanted.iter().find(|(wanted, _)| *wanted == kind).map(|(_, related)| *related).unwrap_or_default();
        let relations = match related {
            [] => Vec::new(),
            related => relations::of_version_and_kinds(connection, codes, row.get(0)?, related)?,
        };
        each(&RecordText {
            arn: text(1)?,
            kind,
            account: codes::account(row.get(3)?)?,
            region: text(4)?,
            name: text(5)?,
            document: text(6)?,
            relations: &relations,
            stale: readings.stale_and_age(row.get(7)?, row.get(8)?)?.0,
            unread: &readings.parts.of(row.get(9)?)?,
        });
    }
    Ok(())
}
