//! A whole view as nodes and edges, with nothing folded: what other programs read.

use std::collections::BTreeSet;

use armillary_model::{AccountId, GLOBAL, Kind, RelationKind};
use petgraph::{graph::NodeIndex, visit::EdgeRef};
use serde::Serialize;

use crate::{FolderClass, NodeState, Topology, View, graph::Node, reach::Usability};

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

/// A relation, read from `from` to `to`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct GraphEdge {
    /// The id of the node it starts from.
    pub from: String,
    /// The id of the node it leads to.
    pub to: String,
    /// The relation kind's text form; `reaches` from a portfolio to each account that a share makes it visible in.
    pub kind: String,
    /// A detail: the share type, `whole account`, `usable`, `not usable`, `not known`; may be empty.
    pub label: String,
    /// How many relations it stands for.
    pub count: u32,
}

impl Topology {
    /// The whole of a view.
    pub fn graph(&self, view: View) -> Graph {
        let mut drawing = Drawing { topology: self, nodes: BTreeSet::new(), edges: Vec::new(), extra: Vec::new() };
        match view {
            View::Organization => drawing.relations(
                &[Kind::Organization, Kind::Root, Kind::OrganizationalUnit, Kind::Account, Kind::Policy],
                &[RelationKind::ChildOf, RelationKind::AttachedTo],
            ),
            View::Network => drawing.relations(
                &[
                    Kind::TransitGateway,
                    Kind::TransitGatewayRouteTable,
                    Kind::TransitGatewayAttachment,
                    Kind::Vpc,
                    Kind::VpcEndpoint,
                ],
                &[
                    RelationKind::OfTransitGateway,
                    RelationKind::Attaches,
                    RelationKind::AssociatedWith,
                    RelationKind::PropagatesTo,
                    RelationKind::InVpc,
                ],
            ),
            View::Portfolios => {
                drawing.relations(
                    &[Kind::Portfolio, Kind::Product, Kind::PortfolioShare, Kind::AcceptedPortfolioShare],
                    &[
                        RelationKind::Holds,
                        RelationKind::SharesPortfolio,
                        RelationKind::SharedWith,
                        RelationKind::ReceivedFrom,
                        RelationKind::GrantsTo,
                    ],
                );
                drawing.reach();
            }
            View::Trust => drawing.trust(),
        }
        drawing.finish(view)
    }

    pub(crate) fn class_of_node(&self, node: &Node) -> Option<FolderClass> {
        match node.kind {
            Some(Kind::OrganizationalUnit | Kind::Root) => self.tree.ou_of(&node.id).map(|ou| self.tree.ous[ou].class),
            Some(Kind::Organization) => Some(FolderClass::Management),
            _ => node.account.map(|account| self.class_of(account)),
        }
    }
}

struct Drawing<'a> {
    topology: &'a Topology,
    nodes: BTreeSet<NodeIndex>,
    edges: Vec<GraphEdge>,
    /// Accounts that only trust names.
    extra: Vec<GraphNode>,
}

impl Drawing<'_> {
    /// All nodes of these kinds, and their relations of these kinds with what they lead to.
    fn relations(&mut self, kinds: &[Kind], relations: &[RelationKind]) {
        let resources = &self.topology.resources;
        for kind in kinds {
            for (index, _) in resources.of_kind(*kind) {
                self.nodes.insert(index);
                let links = resources.graph.edges(index).filter(|link| relations.contains(&link.weight().kind));
                // petgraph gives the newest first; the records' own order reads better.
                for link in links.collect::<Vec<_>>().into_iter().rev() {
                    self.nodes.insert(link.target());
                    let (kind, label) = (link.weight().kind.as_str(), link.weight().label.clone());
                    self.edge(index, link.target(), kind, label, 1);
                }
            }
        }
    }

    /// Which accounts the shares of portfolios reach.
    fn reach(&mut self) {
        for share in self.topology.shares() {
            for (member, usability) in self.topology.reached_by(share) {
                let account = self.topology.tree.members[member].node;
                let label = match usability {
                    Usability::Usable => "usable",
                    Usability::Unknown => "not known",
                    Usability::Unusable => "not usable",
                };
                self.nodes.insert(account);
                self.edge(share.portfolio, account, "reaches", label.to_owned(), 1);
            }
        }
    }

    /// Accounts, and which of them the trust policies of others name.
    fn trust(&mut self) {
        let (resources, tree) = (&self.topology.resources, &self.topology.tree);
        self.nodes.extend(resources.of_kind(Kind::Account).map(|(index, _)| index));
        let mut outside = BTreeSet::new();
        for pair in self.topology.trust_pairs().iter() {
            let mut id = |account: AccountId| {
                let member = tree.member_of(account).map(|at| resources.node(tree.members[at].node).id.clone());
                member.unwrap_or_else(|| {
                    outside.insert(account);
                    format!("unknown:{account}")
                })
            };
            let (from, to) = (id(pair.trusting), id(pair.trusted));
            let label = if pair.whole_account > 0 { "whole account" } else { "" };
            let kind = RelationKind::Trusts.as_str().to_owned();
            self.edges.push(GraphEdge { from, to, kind, label: label.to_owned(), count: pair.count });
        }
        self.extra.extend(outside.into_iter().map(|account| GraphNode {
            id: format!("unknown:{account}"),
            kind: Kind::Account.as_str().to_owned(),
            name: account.to_string(),
            account: Some(account),
            region: GLOBAL.to_owned(),
            class: Some(FolderClass::External),
            state: NodeState::Unknown,
            detail: String::from("not in the organization"),
        }));
    }

    fn edge(&mut self, from: NodeIndex, to: NodeIndex, kind: &str, label: String, count: u32) {
        let id = |index| self.topology.resources.node(index).id.clone();
        let edge = GraphEdge { from: id(from), to: id(to), kind: kind.to_owned(), label, count };
        self.edges.push(edge);
    }

    fn finish(self, view: View) -> Graph {
        let nodes = self.nodes.iter().map(|index| self.node(self.topology.resources.node(*index)));
        let nodes = nodes.chain(self.extra.iter().cloned()).collect();
        Graph { view, nodes, edges: self.edges }
    }

    fn node(&self, node: &Node) -> GraphNode {
        let member = node.account.filter(|_| node.kind == Some(Kind::Account));
        let member = member.and_then(|account| self.topology.tree.member_of(account));
        let state = match (member, node.known, node.stale) {
            (Some(member), true, _) => self.topology.tree.members[member].state,
            (_, false, _) => NodeState::Unknown,
            (_, true, true) => NodeState::Unread,
            (_, true, false) => NodeState::Ok,
        };
        GraphNode {
            id: node.id.clone(),
            kind: node.kind.map_or("unknown", Kind::as_str).to_owned(),
            name: node.name.clone(),
            account: node.account,
            region: node.region.clone(),
            class: self.topology.class_of_node(node),
            state,
            detail: node.detail.clone(),
        }
    }
}
