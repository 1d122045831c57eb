//! The graph of an organization as it would be with other nodes and policies. Principals and what is theirs stay as they were read, so that only
//! edges that begin or end in an account whose place, state or policies differ are worked out again; the others are taken over.

use std::collections::{BTreeSet, HashMap};

use armillary_model::AccountId;

use super::{Actions, Edge, Graph, Node, NodeId, Standing, wide};
use crate::{Intake, Organization};

/// What an organization would be.
#[derive(Debug)]
pub struct Reorganized {
    /// Its graph.
    pub graph: Graph,
    /// The accounts whose place, state or policies differ; only edges that begin or end in one of them do.
    pub touched: BTreeSet<AccountId>,
}

impl Graph {
    /// The graph as it would be with the nodes and policies of one intake in the place of those of another, which share their policies
    /// ([`Intake::sharing`]). Of principals and what was read of accounts this graph knows all; of an account that is new, nothing is known.
    pub fn reorganized(&self, before: Intake, now: Intake) -> Reorganized {
        let (organization, touched) = now.reorganize(before, self.organization());
        let again = wide::edges(&organization, &Actions::default(), self.workers(), Some(&touched));
        let mut drawn =
            Drawn { principals: organization.principals().len(), others: again.others, places: HashMap::new() };
        drawn.places = (0_u32..).zip(&drawn.others).map(|(at, node)| (node.clone(), at)).collect();
        let stays = |edge: &&Edge| self.stays(edge, &touched, &organization);
        let mut edges = again.edges;
        let mut denied = again.denied;
        edges.extend(self.wide().edges().iter().filter(stays).map(|edge| drawn.taken(self, edge)));
        denied.extend(self.denied().edges().iter().filter(stays).map(|edge| drawn.taken(self, edge)));
        let able: BTreeSet<_> = self.wide_parts().3.iter().chain(&again.able).copied().collect();
        let parts = (drawn.others, edges, denied, able.into_iter().collect());
        Reorganized { graph: Self::of_parts(organization, parts, self.workers()), touched }
    }

    /// Whether an edge is not worked out again: it leads to a role, and neither end is touched.
    fn stays(&self, edge: &Edge, touched: &BTreeSet<AccountId>, now: &Organization) -> bool {
        let Some(role) = self.principal_of(edge.to) else { return false };
        let ends = [Some(now.principal(role).account), self.account_of(edge.from)];
        !ends.into_iter().flatten().any(|account| touched.contains(&account))
    }
}

/// Nodes that are no principals, while edges are taken over.
struct Drawn {
    principals: usize,
    others: Vec<Node>,
    places: HashMap<Node, u32>,
}

impl Drawn {
    /// An edge of another graph, with the ends it has here.
    fn taken(&mut self, graph: &Graph, edge: &Edge) -> Edge {
        Edge { from: self.id(graph, edge.from), to: self.id(graph, edge.to), ..*edge }
    }

    fn id(&mut self, graph: &Graph, id: NodeId) -> NodeId {
        let node = match graph.node(id) {
            // Principals are the same ones, in the same order.
            Node::Principal(_) => return id,
            other => other,
        };
        let at = *self.places.entry(node).or_insert_with_key(|node| {
            self.others.push(node.clone());
            (self.others.len() as u32).saturating_sub(1)
        });
        NodeId((self.principals as u32).saturating_add(at))
    }
}

/// What can be said of each edge, by its ends: the surest of several.
pub(crate) type Standings = HashMap<(Node, Node, super::EdgeKind), Standing>;

impl Graph {
    /// The edges that begin or end in one of these accounts, what happens inside them included as far as `inside` lets it be worked out.
    pub(crate) fn standings(&self, touched: &BTreeSet<AccountId>, inside: &BTreeSet<AccountId>) -> Standings {
        let mut found = Standings::new();
        let mut note = |edge: &Edge| {
            let key = (self.node(edge.from), self.node(edge.to), edge.kind);
            let known = found.entry(key).or_insert(edge.standing);
            *known = edge.standing.min(*known);
        };
        let is_touched = |id: NodeId| self.account_of(id).is_some_and(|account| touched.contains(&account));
        self.crossings().iter().filter(|edge| is_touched(edge.from) || is_touched(edge.to)).for_each(&mut note);
        let accounts: Vec<_> = inside.iter().filter_map(|account| self.organization().account(*account)).collect();
        self.open_some(&accounts);
        for account in accounts {
            self.inside(account).into_iter().flat_map(|table| table.edges()).for_each(&mut note);
        }
        found
    }
}
