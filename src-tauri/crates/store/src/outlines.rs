//! Outlines: resources with some members of their documents and some of their relations, for those who work on many and need little of
//! each. The rest of a document is passed over, and relations come with their resource in one query.

use std::fmt::{self, Write};

use armillary_model::{AccountId, Kind, Record, Relation, RelationKind};
use rusqlite::{Connection, Row, ToSql};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::{
    codes::{self, Codes},
    crawls::Reader,
    error::{Fault, StoreError},
    readings::Readings,
    texts::Slice,
};

/// What outlines are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outline<'a> {
    /// Resources of these kinds.
    pub kinds: &'a [Kind],
    /// Resources of this account only.
    pub account: Option<AccountId>,
    /// Resources of this slice only.
    pub slice: Option<&'a Slice>,
    /// Their relations of these kinds.
    pub relations: &'a [RelationKind],
    /// These members of their documents.
    pub members: &'a [&'a str],
}

impl Reader {
    /// Gives outlines of resources as of a crawl one at a time, in no particular order; those of a slice always in the same.
    pub fn each_outline(
        &self,
        crawl: i64,
        outline: &Outline<'_>,
        mut each: impl FnMut(Record),
    ) -> Result<(), StoreError> {
        self.read_crawl(crawl, |connection| read(connection, &self.codes, crawl, outline, &mut each))
    }
}

fn read(
    connection: &Connection,
    codes: &Codes,
    crawl: i64,
    outline: &Outline<'_>,
    each: &mut impl FnMut(Record),
) -> Result<(), Fault> {
    let kinds = codes::list(outline.kinds.iter().filter_map(|kind| codes.kinds.code(*kind)));
    let relations = codes::list(outline.relations.iter().filter_map(|kind| codes.relation_kinds.code(*kind)));
    // A slice is read by row: the index by kind would be gone through as a whole for each.
    let by_row = if outline.slice.is_some() { "+" } else { "" };
    let mut sql = format!(
        "SELECT v.id, r.arn, r.kind, r.account, g.name, v.name, d.body, v.unit, v.from_crawl, r.id, x.kind, t.arn, x.account, x.label
            FROM resources r
            JOIN versions v ON v.resource = r.id AND v.from_crawl <= ?1 AND (v.to_crawl IS NULL OR v.to_crawl > ?1)
            JOIN regions g ON g.id = r.region JOIN documents d ON d.id = v.document
            LEFT JOIN relations x ON x.version = v.id AND x.kind IN ({relations}) LEFT JOIN resources t ON t.id = x.target
        WHERE {by_row}r.kind IN ({kinds})"
    );
    let mut values: Vec<&dyn ToSql> = vec![&crawl];
    let number = outline.account.map(codes::number);
    if let Some(number) = &number {
        values.push(number);
        let _ = write!(sql, " AND r.account = ?{}", values.len());
    }
    let ends = outline.slice.map(|slice| (*slice.0.start(), *slice.0.end()));
    if let Some((first, last)) = &ends {
        values.extend([first as &dyn ToSql, last]);
        let _ = write!(sql, " AND r.id BETWEEN ?{} AND ?{}", values.len() - 1, values.len());
    }
    let readings = Readings::new(connection, codes, crawl);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(&*values)?;
    // The rows of a version stand together: relations are the inner loop.
    let mut open: Option<(i64, Record)> = None;
    while let Some(row) = rows.next()? {
        let version: i64 = row.get(0)?;
        if open.as_ref().is_none_or(|(there, _)| *there != version) {
            let next = record_in(codes, &readings, outline.members, row)?;
            if let Some((_, done)) = open.replace((version, next)) {
                each(done);
            }
        }
        if let (Some((_, record)), Some(kind)) = (&mut open, row.get(10)?) {
            record.relations.push(relation_in(codes, kind, row)?);
        }
    }
    if let Some((_, last)) = open {
        each(last);
    }
    Ok(())
}

fn relation_in(codes: &Codes, kind: i64, row: &Row<'_>) -> Result<Relation, Fault> {
    Ok(Relation {
        kind: codes.relation_kinds.value(kind)?,
        target: row.get(11)?,
        target_account: row.get::<_, Option<i64>>(12)?.map(codes::account).transpose()?,
        label: row.get(13)?,
    })
}

fn record_in(codes: &Codes, readings: &Readings<'_>, members: &[&str], row: &Row<'_>) -> Result<Record, Fault> {
    let (stale, as_of) = readings.stale_and_age(row.get(7)?, row.get(8)?)?;
    let body = row.get_ref(6)?.as_str().map_err(|error| Fault::Damaged(error.to_string()))?;
    let mut document = serde_json::Deserializer::from_str(body);
    let document = Only(members).deserialize(&mut document);
    Ok(Record {
        arn: row.get(1)?,
        kind: codes.kinds.value(row.get(2)?)?,
        account: codes::account(row.get(3)?)?,
        region: row.get(4)?,
        name: row.get(5)?,
        document: document.map_err(|error| Fault::Damaged(format!("document: {error}")))?,
        relations: Vec::new(),
        stale,
        as_of,
        unread: readings.parts.of(row.get(9)?)?,
    })
}

/// Reads an object's members of these names, and passes over the others.
struct Only<'m>(&'m [&'m str]);

impl<'de> DeserializeSeed<'de> for Only<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Only<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut kept = Map::new();
        while let Some(name) = map.next_key_seed(Which(self.0))? {
            match name {
                Some(name) => drop(kept.insert(name.to_owned(), map.next_value()?)),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Value::Object(kept))
    }
}

/// Which of the names that are looked for a member has, if one.
struct Which<'m>(&'m [&'m str]);

impl<'de, 'm> DeserializeSeed<'de> for Which<'m> {
    type Value = Option<&'m str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'m> Visitor<'_> for Which<'m> {
    type Value = Option<&'m str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().copied().find(|wanted| *wanted == name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        CrawlEnd, CrawlStart, CrawlState, Scope, Writer,
        organization::{report, units},
    };

    #[test]
    fn an_outline_is_the_record_with_less() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("cache.sqlite");
        let mut writer = Writer::create_or_open(&path).expect("opens");
        let mut crawl = writer.begin_crawl(&CrawlStart::default()).expect("begins");
        let reports: Vec<_> = units(3).iter().map(|unit| report(unit, 3)).collect();
        crawl.record(&reports).expect("records");
        crawl.finish(&CrawlEnd { finished_at: 1, state: CrawlState::Complete, note: String::new() }).expect("finishes");
        let reader = Reader::open(&path).expect("opens");
        let whole =
            reader.snapshot(1, &Scope { kinds: Kind::ALL.to_vec(), ..Scope::default() }).expect("a snapshot").records;
        let members: Vec<&str> =
            whole.iter().filter_map(|record| record.document.as_object()?.keys().next()).map(String::as_str).collect();
        let kept: Vec<RelationKind> =
            whole.iter().flat_map(|record| &record.relations).map(|relation| relation.kind).take(1).collect();
        assert!(!members.is_empty() && !kept.is_empty());

        let mut outlines = Vec::new();
        let outline = Outline { kinds: Kind::ALL, relations: &kept, members: &members, ..Outline::default() };
        reader.each_outline(1, &outline, |record| outlines.push(record)).expect("outlines");
        outlines.sort_by(|a, b| a.kind.cmp(&b.kind).then_with(|| a.arn.cmp(&b.arn)));
        let expected = whole.iter().cloned().map(|mut record| {
            record.relations.retain(|relation| kept.contains(&relation.kind));
            record.document.as_object_mut().expect("an object").retain(|name, _| members.contains(&name.as_str()));
            record
        });
        let expected: Vec<Record> = expected.collect();
        assert_eq!(outlines, expected);

        let slices = reader.slices().expect("slices");
        let mut sliced = 0;
        for slice in &slices {
            let outline = Outline { slice: Some(slice), ..outline };
            reader.each_outline(1, &outline, |_| sliced += 1).expect("outlines");
        }
        assert_eq!(sliced, expected.len());

        let account = expected[0].account;
        let mut own = 0;
        let outline = Outline { account: Some(account), ..outline };
        reader.each_outline(1, &outline, |record| own += usize::from(record.account == account)).expect("outlines");
        assert_eq!(own, expected.iter().filter(|record| record.account == account).count());
    }
}
