//! Tests of the graph and its answers on small organizations.

mod answers;
mod changed;
mod escalation;
mod gaps;
mod identity_center;
mod idle;
mod inside;
mod packed;
mod partitions;
mod parts;
mod reference;
mod traps;
mod unseen;

use serde_json::Value;

use crate::{
    Edge, EdgeKind, End, Graph, NodeId, PathOptions, Paths, Standing,
    fixture::{Fixture, allows},
};

pub(super) const DEV: &str = "200000000001";
pub(super) const DEV_TWO: &str = "200000000002";
pub(super) const PREPROD: &str = "300000000001";
pub(super) const PROD: &str = "400000000001";
pub(super) const HUB: &str = "500000000001";
pub(super) const OUTSIDE: &str = "900000000009";

/// Two development accounts, one for pre-production, production and shared services each.
pub(super) fn organization() -> Fixture {
    let mut fixture = Fixture::new();
    fixture
        .ou("r-root", "ou-infra", "Infrastructure")
        .ou("r-root", "ou-dev", "Workloads_Dev")
        .ou("r-root", "ou-preprod", "Workloads_PreProd")
        .ou("r-root", "ou-prod", "Workloads_Prod")
        .account("ou-dev", DEV, "fraud-dev")
        .account("ou-dev", DEV_TWO, "credit-dev")
        .account("ou-preprod", PREPROD, "fraud-preprod")
        .account("ou-prod", PROD, "fraud-prod")
        .account("ou-infra", HUB, "ml-shared-services");
    fixture
}

pub(super) fn role(account: &str, name: &str) -> String {
    format!("arn:aws:iam::{account}:role/{name}")
}

/// A policy that allows to take these roles.
pub(super) fn assume(roles: Value) -> Value {
    allows("sts:AssumeRole".into(), roles)
}

pub(super) fn end(graph: &Graph, text: &str) -> End {
    End::parse(graph, text).unwrap_or_else(|error| panic!("{error}"))
}

pub(super) fn node(graph: &Graph, text: &str) -> NodeId {
    let end = end(graph, text);
    assert_eq!(end.nodes.len(), 1, "`{text}` is one node");
    end.nodes[0]
}

/// The edge of this kind between two, if it is there.
pub(super) fn edge(graph: &Graph, from: &str, to: &str, kind: EdgeKind) -> Option<Edge> {
    let (from, to) = (node(graph, from), node(graph, to));
    graph.edges_from(from).find(|edge| edge.to == to && edge.kind == kind).copied()
}

/// What can be said of taking one role by another; denied where there is no edge.
pub(super) fn standing(graph: &Graph, from: &str, to: &str) -> Standing {
    edge(graph, from, to, EdgeKind::AssumeRole).map_or(Standing::Denied, |edge| edge.standing)
}

pub(super) fn paths(graph: &Graph, from: &str, to: &str) -> Paths {
    paths_with(graph, from, to, &PathOptions::default())
}

pub(super) fn paths_with(graph: &Graph, from: &str, to: &str, options: &PathOptions) -> Paths {
    graph.paths(&end(graph, from), &end(graph, to), options)
}

/// The names along the best path.
pub(super) fn names(paths: &Paths) -> Vec<String> {
    let Some(path) = paths.paths.first() else { return Vec::new() };
    let first = path.hops.first().map(|hop| hop.from.name.clone());
    first.into_iter().chain(path.hops.iter().map(|hop| hop.to.name.clone())).collect()
}
