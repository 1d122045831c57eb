//! The graph of an organization as it would be with other nodes and policies. Principals and what is theirs stay as they were read, so that only
//! edges that begin or end in an account whose place, state or policies differ are worked out again; the others are taken over.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use armillary_model::AccountId;
use armillary_policy::Policy;

use super::{Actions, Edge, Graph, Node, NodeId, Standing, wide};
use crate::{Intake, Organization, Part, Principal, PrincipalId, Source};

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
        self.redrawn(organization, touched)
    }

    /// The graph as it would be with another trust policy of a role.
    pub fn trusting_otherwise(&self, role: PrincipalId, trust: Arc<Policy>) -> Reorganized {
        let touched = BTreeSet::from([self.organization().principal(role).account]);
        let organization = self.organization().edited(|id, principal| {
            if id == role {
                principal.trust = Some(Arc::clone(&trust));
                principal.missing =
                    principal.missing.iter().filter(|missing| missing.part != Part::Trust).cloned().collect();
            }
        });
        self.redrawn(organization, touched)
    }

    /// The graph as it would be with another text of a managed policy, for whoever has it: as a policy, through a group, or as a boundary.
    pub fn managing_otherwise(&self, arn: &str, policy: Arc<Policy>) -> Reorganized {
        let holders = self.organization().holders_of(arn);
        let touched = holders.iter().map(|id| self.organization().principal(*id).account).collect();
        let organization = self.organization().edited(|_, principal| principal.put_managed(arn, &policy));
        self.redrawn(organization, touched)
    }

    /// The graph of an organization that differs in what begins or ends in these accounts.
    fn redrawn(&self, organization: Organization, touched: BTreeSet<AccountId>) -> Reorganized {
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

impl Organization {
    /// Who has a managed policy: as a policy, through a group, or as a boundary.
    pub fn holders_of(&self, arn: &str) -> Vec<PrincipalId> {
        self.iter().filter(|(_, principal)| principal.has_managed(arn)).map(|(id, _)| id).collect()
    }

    /// The same organization, with principals that differ.
    fn edited(&self, mut edit: impl FnMut(PrincipalId, &mut Principal)) -> Self {
        let mut parts = self.parts().clone();
        parts.documents = Vec::new();
        (0_u32..).zip(&mut parts.principals).for_each(|(at, principal)| edit(PrincipalId(at), principal));
        Self::assemble(parts)
    }
}

impl Principal {
    fn has_managed(&self, arn: &str) -> bool {
        let is_missing =
            |missing: &crate::Missing| missing.source.as_ref().is_some_and(|source| source.is_managed(arn));
        self.sources.iter().any(|source| source.is_managed(arn))
            || self.boundary.as_ref().is_some_and(|boundary| &*boundary.arn == arn)
            || self.missing.iter().any(is_missing)
    }

    /// Puts another text in the place of a managed policy, wherever the principal has it.
    fn put_managed(&mut self, arn: &str, policy: &Arc<Policy>) {
        for (source, known) in self.sources.iter().zip(&mut self.identity) {
            if source.is_managed(arn) {
                *known = Arc::clone(policy);
            }
        }
        if let Some(boundary) = self.boundary.as_mut().filter(|boundary| &*boundary.arn == arn) {
            boundary.policies = [Arc::clone(policy)].into();
        }
    }
}

impl Source {
    fn is_managed(&self, wanted: &str) -> bool {
        matches!(self, Self::Managed(arn) | Self::GroupManaged(_, arn) if &**arn == wanted)
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
