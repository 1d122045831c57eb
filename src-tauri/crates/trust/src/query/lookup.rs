//! Finding an edge again by what answers called its ends, and trust between accounts for the map.

use std::collections::BTreeMap;

use armillary_model::{AccountId, AccountTrust, TrustCounts};

use crate::{Edge, EdgeKind, Graph, NodeId, Standing};

impl Graph {
    /// The node that answers call by this id.
    pub fn node_named(&self, id: &str) -> Option<NodeId> {
        match self.organization().find(id) {
            Some(principal) => Some(self.node_of(principal)),
            None => self.others().map(|(node, _)| node).find(|node| *self.name_of(*node) == *id),
        }
    }

    /// The edge of this kind between two nodes, also one that is denied.
    pub fn edge(&self, from: NodeId, to: NodeId, kind: EdgeKind) -> Option<Edge> {
        let mut edges = self.edges_from(from).chain(self.denied().out_of(from));
        edges.find(|edge| edge.to == to && edge.kind == kind).copied()
    }

    /// Who can become roles of whose account, counted by how sure it is; also accounts outside the organization. Steps that are declared
    /// are counted as such, too.
    pub fn account_trust(&self, is_declared: &dyn Fn(&Edge) -> bool) -> Vec<AccountTrust> {
        let mut pairs: BTreeMap<(AccountId, AccountId), TrustCounts> = BTreeMap::new();
        for edge in self.crossings().iter().filter(|edge| edge.kind.becomes()) {
            let (Some(trusted), Some(trusting)) = (self.account_of(edge.from), self.account_of(edge.to)) else {
                continue;
            };
            if trusted != trusting {
                let counts = pairs.entry((trusting, trusted)).or_default();
                match edge.standing {
                    Standing::Allowed => counts.allowed = counts.allowed.saturating_add(1),
                    Standing::AllowedIf => counts.allowed_if = counts.allowed_if.saturating_add(1),
                    Standing::Unknown => counts.unknown = counts.unknown.saturating_add(1),
                    Standing::Denied => continue,
                }
                counts.declared = counts.declared.saturating_add(u32::from(is_declared(edge)));
            }
        }
        let pairs = pairs.into_iter().map(|((trusting, trusted), counts)| AccountTrust {
            trusting,
            trusted,
            count: counts.allowed.saturating_add(counts.allowed_if).saturating_add(counts.unknown),
            whole_account: 0,
            evaluated: Some(counts),
        });
        pairs.collect()
    }
}
