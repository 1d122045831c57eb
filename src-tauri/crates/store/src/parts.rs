//! Parts of resources that a reading did not give: the last known part is kept, and what is not known is told.

use std::{borrow::Cow, cell::OnceCell, collections::HashMap};

use armillary_model::{Gap, Missing, Part, Relation, Resource, UnreadPart};
use rusqlite::{Connection, Row};
use serde_json::Value;

use crate::{codes::Codes, coverage, error::Fault, relations, versions::Open};

/// A part that is not known at the moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct OpenPart {
    row: i64,
    part: String,
    from_crawl: i64,
    as_of: Option<i64>,
}

/// Parts that are not known at the moment, by resource.
pub(crate) type OpenParts = HashMap<i64, Vec<OpenPart>>;

/// Every part that is not known at the moment.
pub(crate) fn open(connection: &Connection) -> Result<OpenParts, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT resource, id, part, from_crawl, as_of FROM unread_parts INDEXED BY unread_parts_open WHERE to_crawl IS NULL",
    )?;
    let mut rows = statement.query([])?;
    let mut open = OpenParts::new();
    while let Some(row) = rows.next()? {
        let part = OpenPart { row: row.get(1)?, part: row.get(2)?, from_crawl: row.get(3)?, as_of: row.get(4)? };
        open.entry(row.get(0)?).or_default().push(part);
    }
    Ok(open)
}

/// A part that a reading did not give, and the crawl that what is known of it is as of.
pub(crate) struct Unknown<'a> {
    pub(crate) missing: &'a Missing,
    pub(crate) as_of: Option<i64>,
}

/// What of a resource a reading did not give. `age` is the crawl that the resource's state before is as of, if there is one.
pub(crate) fn unknown<'a>(resource: &'a Resource, before: &[OpenPart], age: Option<i64>) -> Vec<Unknown<'a>> {
    let as_of = |missing: &Missing| {
        let known = before.iter().find(|part| part.part == missing.part);
        known.map_or(age, |part| part.as_of)
    };
    resource.unread.iter().map(|missing| Unknown { missing, as_of: as_of(missing) }).collect()
}

/// A resource without the parts that were not asked for and of which nothing is known: there is nothing to keep, and nothing to tell.
pub(crate) fn asked_or_known<'r>(
    connection: &Connection,
    resource: &'r Resource,
    before: &[OpenPart],
    held: Option<&Open>,
) -> Result<Cow<'r, Resource>, Fault> {
    let mut unknown = Vec::new();
    for missing in resource.unread.iter().filter(|missing| missing.unasked) {
        if !before.iter().any(|part| part.part == missing.part) && !holds(connection, held, missing)? {
            unknown.push(missing);
        }
    }
    if unknown.is_empty() {
        return Ok(Cow::Borrowed(resource));
    }
    let unread = resource.unread.iter().filter(|missing| !unknown.contains(missing)).cloned().collect();
    Ok(Cow::Owned(Resource { unread, ..resource.clone() }))
}

/// Whether the document of a version has a member that holds the part.
fn holds(connection: &Connection, held: Option<&Open>, missing: &Missing) -> Result<bool, Fault> {
    let (Some(held), Some(part)) = (held, missing.of()) else { return Ok(false) };
    let mut statement = connection.prepare_cached(
        "SELECT 1 FROM versions v JOIN documents d ON d.id = v.document, json_each(d.body) m WHERE v.id = ?1 AND m.key = ?2",
    )?;
    for member in part.members {
        if statement.exists((held.version, member))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether what is known of a resource was seen by others than its owner only.
pub(crate) fn is_view(before: &[OpenPart]) -> bool {
    before.iter().any(|part| part.part == Part::OWNED.name && part.as_of.is_none())
}

/// A resource with the last known state of its unread parts, as far as there is one.
pub(crate) fn completed(
    connection: &Connection,
    codes: &Codes,
    resource: &Resource,
    held: &Open,
    unknown: &[Unknown<'_>],
) -> Result<Resource, Fault> {
    let mut whole = resource.clone();
    let kept: Vec<Part> =
        unknown.iter().filter(|part| part.as_of.is_some()).filter_map(|part| part.missing.of()).collect();
    if kept.is_empty() {
        return Ok(whole);
    }
    let (name, known, related) = state(connection, codes, held)?;
    if kept.iter().any(Part::is_whole) {
        return Ok(Resource { name, document: known, relations: related, ..whole });
    }
    for part in kept {
        part.members.iter().for_each(|member| keep_member(&mut whole.document, &known, member));
        whole.relations.retain(|relation| !part.relations.contains(&relation.kind));
        whole.relations.extend(related.iter().filter(|relation| part.relations.contains(&relation.kind)).cloned());
    }
    whole.relations.sort_unstable();
    Ok(whole)
}

/// Whether a resource is another than it was. What is read of it for the first time was there before, and is no change: a part that no
/// crawl could read, or that none asked for.
pub(crate) fn has_changed(
    connection: &Connection,
    codes: &Codes,
    resource: &Resource,
    held: &Open,
    before: &[OpenPart],
) -> Result<bool, Fault> {
    let (name, mut document, mut related) = state(connection, codes, held)?;
    let was_unread = |part: &Part| before.iter().any(|open| open.part == part.name && open.as_of.is_none());
    let has = |document: &Value, part: &Part| part.members.iter().any(|member| document.get(member).is_some());
    let was_unasked = |part: &Part| part.is_on_request(resource.kind) && !has(&document, part);
    let learned: Vec<Part> = Part::ALL.iter().filter(|part| was_unread(part) || was_unasked(part)).copied().collect();
    if learned.iter().any(Part::is_whole) {
        return Ok(false);
    }
    let (mut now, mut relations) = (resource.document.clone(), resource.relations.clone());
    for part in learned {
        for document in [&mut document, &mut now] {
            part.members.iter().for_each(|member| keep_member(document, &Value::Null, member));
        }
        for relations in [&mut related, &mut relations] {
            relations.retain(|relation| !part.relations.contains(&relation.kind));
        }
    }
    related.sort_unstable();
    relations.sort_unstable();
    Ok(name != resource.name || document != now || related != relations)
}

/// The name, document and relations of a version.
fn state(connection: &Connection, codes: &Codes, held: &Open) -> Result<(String, Value, Vec<Relation>), Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT v.name, d.body FROM versions v JOIN documents d ON d.id = v.document WHERE v.id = ?1",
    )?;
    let (name, body): (String, String) =
        statement.query_row([held.version], |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?)))?;
    let document = serde_json::from_str(&body).map_err(|error| Fault::Damaged(format!("document: {error}")))?;
    Ok((name, document, relations::of_version(connection, codes, held.version)?))
}

fn keep_member(document: &mut Value, known: &Value, member: &str) {
    let Some(members) = document.as_object_mut() else { return };
    match known.get(member) {
        Some(value) => members.insert(member.to_owned(), value.clone()),
        None => members.remove(member),
    };
}

/// Notes what is not known of a resource from a crawl on, and what has become known.
pub(crate) fn put(
    connection: &Connection,
    crawl: i64,
    resource: i64,
    before: Vec<OpenPart>,
    unknown: &[Unknown<'_>],
) -> Result<Vec<OpenPart>, Fault> {
    let (mut open, known): (Vec<_>, Vec<_>) =
        before.into_iter().partition(|part| unknown.iter().any(|unknown| unknown.missing.part == part.part));
    known.iter().try_for_each(|part| close(connection, crawl, part))?;
    for Unknown { missing, as_of } in unknown {
        if open.iter().any(|part| part.part == missing.part) {
            continue;
        }
        let reason = coverage::reason(connection, std::slice::from_ref(&missing.gap))?;
        let mut add = connection.prepare_cached(
            "INSERT INTO unread_parts (resource, part, from_crawl, as_of, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        let row = add.insert((resource, &missing.part, crawl, as_of, reason))?;
        open.push(OpenPart { row, part: missing.part.clone(), from_crawl: crawl, as_of: *as_of });
    }
    Ok(open)
}

fn close(connection: &Connection, crawl: i64, part: &OpenPart) -> Result<(), Fault> {
    if part.from_crawl == crawl {
        connection.prepare_cached("DELETE FROM unread_parts WHERE id = ?1")?.execute([part.row])?;
    } else {
        let mut update = connection.prepare_cached("UPDATE unread_parts SET to_crawl = ?2 WHERE id = ?1")?;
        update.execute((part.row, crawl))?;
    }
    Ok(())
}

/// The parts that are not known as of a crawl, looked up by resource. Where there are none at all, nothing is looked up.
pub(crate) struct Parts<'c> {
    connection: &'c Connection,
    crawl: i64,
    any: OnceCell<bool>,
}

impl<'c> Parts<'c> {
    pub(crate) fn new(connection: &'c Connection, crawl: i64) -> Self {
        Self { connection, crawl, any: OnceCell::new() }
    }

    pub(crate) fn of(&self, resource: i64) -> Result<Vec<UnreadPart>, Fault> {
        if !self.any()? {
            return Ok(Vec::new());
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT p.part, p.as_of, s.gaps FROM unread_parts p JOIN reasons s ON s.id = p.reason
            WHERE p.resource = ?2 AND p.from_crawl <= ?1 AND (p.to_crawl IS NULL OR p.to_crawl > ?1) ORDER BY p.part",
        )?;
        let mut rows = statement.query((self.crawl, resource))?;
        let mut parts = Vec::new();
        while let Some(row) = rows.next()? {
            let gaps: String = row.get(2)?;
            let gaps: Vec<Gap> =
                serde_json::from_str(&gaps).map_err(|error| Fault::Damaged(format!("reason: {error}")))?;
            let gap = gaps.into_iter().next().ok_or_else(|| Fault::Damaged("a reason without a call".to_owned()))?;
            parts.push(UnreadPart { part: row.get(0)?, gap, as_of: row.get(1)? });
        }
        Ok(parts)
    }

    fn any(&self) -> Result<bool, Fault> {
        if let Some(any) = self.any.get() {
            return Ok(*any);
        }
        let any = self.connection.prepare_cached("SELECT 1 FROM unread_parts LIMIT 1")?.exists([])?;
        Ok(*self.any.get_or_init(|| any))
    }
}
