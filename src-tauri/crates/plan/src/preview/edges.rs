//! Nodes and edges of the map that come, go, move or change.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::{Kind, Record, RelationKind};
use serde::{Deserialize, Serialize};

use super::{Change, Ids};
use crate::organization::{Organization, short};

/// Something on the map that comes, goes or changes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanNode"))]
pub struct Node {
    /// What becomes of it.
    pub change: Change,
    /// Its kind, as CloudFormation names it.
    pub kind: String,
    /// Its ARN or key, with a reference in it where an earlier step creates the account.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What points where, otherwise than before.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanEdge"))]
#[serde(rename_all = "camelCase")]
pub struct Edge {
    /// What becomes of it.
    pub change: Change,
    /// What it means: `child-of`, `attached-to`, `shared-with`, `grants-to`, `assigned-in`.
    pub kind: String,
    /// The ARN or key of what points.
    pub from: String,
    /// Its name.
    pub from_name: String,
    /// What it points at; where the edge goes, what it pointed at.
    pub to: String,
    /// Its name.
    pub to_name: String,
    /// What it pointed at before, of an edge that moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub was: Option<String>,
    /// The name of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub was_name: Option<String>,
}

/// The kinds of records that plans change.
const KINDS: [Kind; 9] = [
    Kind::Account,
    Kind::Policy,
    Kind::Portfolio,
    Kind::PortfolioShare,
    Kind::AcceptedPortfolioShare,
    Kind::Assignment,
    Kind::EnabledBaseline,
    Kind::EnabledControl,
    Kind::ProvisionedProduct,
];

/// The relations that plans change.
const RELATIONS: [RelationKind; 5] = [
    RelationKind::ChildOf,
    RelationKind::AttachedTo,
    RelationKind::SharedWith,
    RelationKind::GrantsTo,
    RelationKind::AssignedIn,
];

pub(super) fn nodes(before: &Organization<'_>, after: &Organization<'_>, ids: &Ids) -> Vec<Node> {
    let node = |change, record: &Record| Node {
        change,
        kind: record.kind.as_str().to_owned(),
        id: ids.text(&record.arn),
        name: ids.text(&record.name),
    };
    let mut nodes = Vec::new();
    for (then, now) in pairs(before, after) {
        match (then, now) {
            (None, Some(record)) => nodes.push(node(Change::Added, record)),
            (Some(record), None) => nodes.push(node(Change::Removed, record)),
            // Of policies and portfolios only what points at them changes.
            (Some(then), Some(now)) if own_text(then) != own_text(now) => nodes.push(node(Change::Changed, now)),
            _ => {}
        }
    }
    nodes.sort();
    nodes
}

/// What a record says of itself; where it is and who may use it are edges.
fn own_text(record: &Record) -> serde_json::Value {
    let mut document = record.document.clone();
    if let Some(members) = document.as_object_mut() {
        members.remove("Paths");
        members.remove("Principals");
    }
    document
}

pub(super) fn edges(before: &Organization<'_>, after: &Organization<'_>, ids: &Ids) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (then, now) in pairs(before, after) {
        for kind in RELATIONS {
            edges.extend(of_kind(before, after, ids, kind, then, now));
        }
    }
    edges.sort();
    edges
}

fn of_kind(
    before: &Organization<'_>,
    after: &Organization<'_>,
    ids: &Ids,
    kind: RelationKind,
    then: Option<&Record>,
    now: Option<&Record>,
) -> Vec<Edge> {
    let (had, has) = (targets(then, kind), targets(now, kind));
    let Some(record) = now.or(then) else { return Vec::new() };
    let called = |target: &str| {
        let known = after.record(target).or_else(|| before.record(target)).map(|record| record.name.as_str());
        known.unwrap_or_else(|| after.name(short(target))).to_owned()
    };
    let edge = |change, target: &str| Edge {
        change,
        kind: kind.as_str().to_owned(),
        from: ids.text(&record.arn),
        from_name: ids.text(&record.name),
        to: ids.text(target),
        to_name: called(target),
        was: None,
        was_name: None,
    };
    let gone: Vec<&str> = had.difference(&has).copied().collect();
    let new: Vec<&str> = has.difference(&had).copied().collect();
    if let ([was], [to], RelationKind::ChildOf) = (gone.as_slice(), new.as_slice(), kind) {
        return vec![Edge { was: Some(ids.text(was)), was_name: Some(called(was)), ..edge(Change::Moved, to) }];
    }
    let removed = gone.into_iter().map(|target| edge(Change::Removed, target));
    removed.chain(new.into_iter().map(|target| edge(Change::Added, target))).collect()
}

fn targets(record: Option<&Record>, kind: RelationKind) -> BTreeSet<&str> {
    let relations = record.into_iter().flat_map(|record| &record.relations);
    relations.filter(|relation| relation.kind == kind).map(|relation| relation.target.as_str()).collect()
}

/// The records that differ, before and after.
fn pairs<'a>(
    before: &'a Organization<'_>,
    after: &'a Organization<'_>,
) -> impl Iterator<Item = (Option<&'a Record>, Option<&'a Record>)> {
    let mut pairs: BTreeMap<&str, (Option<&Record>, Option<&Record>)> = BTreeMap::new();
    let is_changed = |record: &&Record| KINDS.contains(&record.kind);
    for record in before.snapshot.records.iter().filter(is_changed) {
        pairs.entry(&record.arn).or_default().0 = Some(record);
    }
    for record in after.snapshot.records.iter().filter(is_changed) {
        pairs.entry(&record.arn).or_default().1 = Some(record);
    }
    pairs.into_values().filter(|(then, now)| then != now)
}
