//! A whole view as nodes and edges, with nothing folded: what other programs read.

use std::collections::BTreeSet;

use armillary_model::{AccountId, GLOBAL, Kind};
use petgraph::graph::NodeIndex;
use serde::Serialize;

use crate::{
    EdgeState, FolderClass, NodeState, Topology, View,
    graph::Node,
    links::{End, ViewLink},
};

/// A view's nodes and edges.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Graph {
    /// The view.
    pub view: View,
    /// The nodes.
    pub nodes: Vec<GraphNode>,
    /// The edges; both ends are in `nodes`.
    pub edges: Vec<GraphEdge>,
}

/// A resource, or something named that is not in the cache.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct GraphNode {
    /// The ARN or key; `unknown:` and the text that names it where it is not in the cache.
    pub id: String,
    /// The CloudFormation type name; `unknown` where nothing tells it.
    pub kind: String,
    /// The name people know it by.
    pub name: String,
    /// The account it belongs to; absent where nothing tells it.
    pub account: Option<AccountId>,
    /// The Region, or `global`.
    pub region: String,
    /// The class of the OU it is in; absent for what is of no account and no OU.
    pub class: Option<FolderClass>,
    /// What is known of it.
    pub state: NodeState,
    /// One more line: the CIDR, the service name, the policy type; may be empty.
    pub detail: String,
}

/// A relation, in the direction in which the picture shows it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct GraphEdge {
    /// The id of the node it starts from.
    pub from: String,
    /// The id of the node it leads to.
    pub to: String,
    /// The relation kind's text form; `reaches` from a portfolio to each account that a share makes it visible in; `trusts`,
    /// `trusts-inward` or `trusts-declared` from an account to the one whose roles trust it.
    pub kind: String,
    /// A detail: the share type, how many ways there are and how sure they are; may be empty.
    pub label: String,
    /// How many relations it stands for.
    pub count: u32,
    /// Of these, how many are not known.
    pub unknown: u32,
    /// What is known of it; of several, the surest.
    pub state: EdgeState,
    /// Why it, or some of what it stands for, is not known; empty where all is.
    pub reason: String,
}

impl Topology {
    /// The whole of a view. Trust is as it was given: evaluated, or as policies name it.
    pub fn graph(&self, view: View) -> Graph {
        let kinds = self.exported_kinds(view).iter().flat_map(|kind| self.resources.of_kind(*kind));
        let mut nodes: BTreeSet<NodeIndex> = kinds.map(|(index, _)| index).collect();
        let (mut edges, mut outside) = (Vec::new(), BTreeSet::new());
        self.each_link(view, |link| {
            for end in [link.from, link.to] {
                match end {
                    End::Node(node) => drop(nodes.insert(node)),
                    End::Outside(account) => drop(outside.insert(account)),
                }
            }
            edges.push(self.exported(link));
        });
        let nodes = nodes.iter().map(|index| self.exported_node(self.resources.node(*index)));
        Graph { view, nodes: nodes.chain(outside.into_iter().map(stranger)).collect(), edges }
    }

    fn exported_kinds(&self, view: View) -> &'static [Kind] {
        match view {
            View::Trust => &[Kind::Account],
            view => crate::links::kinds(view).0,
        }
    }

    fn exported(&self, link: ViewLink<'_>) -> GraphEdge {
        let id = |end| match end {
            End::Node(node) => self.resources.node(node).id.to_string(),
            End::Outside(account) => format!("unknown:{account}"),
        };
        let ViewLink { from, to, kind, label, ties, reason } = link;
        GraphEdge {
            from: id(from),
            to: id(to),
            kind: kind.to_owned(),
            label: label.into_owned(),
            count: ties.count,
            unknown: ties.unknown,
            state: ties.state,
            reason: reason.to_owned(),
        }
    }

    pub(crate) fn class_of_node(&self, node: &Node) -> Option<FolderClass> {
        match node.kind {
            Some(Kind::OrganizationalUnit | Kind::Root) => self.tree.ou_of(&node.id).map(|ou| self.tree.ou(ou).class),
            Some(Kind::Organization) => Some(FolderClass::Management),
            _ => node.account.map(|account| self.class_of(account)),
        }
    }

    fn exported_node(&self, node: &Node) -> GraphNode {
        let member = node.account.filter(|_| node.known && node.kind == Some(Kind::Account));
        let member = member.and_then(|account| self.tree.member_of(account));
        GraphNode {
            id: node.id.to_string(),
            kind: node.kind.map_or("unknown", Kind::as_str).to_owned(),
            name: node.name.clone(),
            account: node.account,
            region: node.region.to_string(),
            class: self.class_of_node(node),
            state: member.map_or_else(|| node.state(), |member| self.tree.member(member).state),
            detail: node.detail.clone(),
        }
    }
}

/// An account that only trust names.
fn stranger(account: AccountId) -> GraphNode {
    GraphNode {
        id: format!("unknown:{account}"),
        kind: Kind::Account.as_str().to_owned(),
        name: account.to_string(),
        account: Some(account),
        region: GLOBAL.to_owned(),
        class: Some(FolderClass::External),
        state: NodeState::Unknown,
        detail: String::from("not in the organization"),
    }
}
