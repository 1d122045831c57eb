//! From a topology and a request to a scene: one file per view, and what the views share.

mod draft;
mod fan;
mod folders;
mod interior;
mod lod;
mod organization;
mod portfolios;
mod trust;

use std::collections::BTreeMap;

use armillary_model::{AccountId, GLOBAL, Kind};

use crate::{
    NodeState, Scene, SceneRequest, SceneTotals, Topology, View,
    graph::Node,
    layout::Form,
    tree::{Member, Ou},
};

/// The inner rings of opened accounts: for each, the topology of everything that account holds.
pub type Interiors = BTreeMap<AccountId, Topology>;

/// What every view needs while it draws.
pub(crate) struct Frame<'a> {
    pub topology: &'a Topology,
    pub request: &'a SceneRequest,
    pub interiors: &'a Interiors,
    pub form: Form,
    /// By account: whether it passes the filter.
    pub shown: Vec<bool>,
}

impl<'a> Frame<'a> {
    fn new(topology: &'a Topology, request: &'a SceneRequest, interiors: &'a Interiors) -> Self {
        let form = if request.view == View::Trust { Form::Rings } else { Form::Sectors };
        let mut frame = Self { topology, request, interiors, form, shown: Vec::new() };
        let under: Vec<usize> = request.filter.ous.iter().filter_map(|id| topology.tree.ou_of(id)).collect();
        let mut inside = vec![request.filter.ous.is_empty(); topology.tree.members.len()];
        for member in under.into_iter().flat_map(|ou| topology.tree.below(ou)) {
            inside[*member] = true;
        }
        let members = topology.tree.members.iter().zip(&inside);
        frame.shown = members.map(|(member, inside)| *inside && frame.passes(member)).collect();
        frame
    }

    fn passes(&self, member: &Member) -> bool {
        let filter = &self.request.filter;
        (filter.classes.is_empty() || filter.classes.contains(&member.class))
            && self.has_state(member.state)
            && !self.is_hidden(Kind::Account)
    }

    pub fn has_state(&self, state: NodeState) -> bool {
        self.request.filter.states.is_empty() || self.request.filter.states.contains(&state)
    }

    pub fn is_hidden(&self, kind: Kind) -> bool {
        self.request.filter.hidden_kinds.contains(&kind)
    }

    pub fn has_region(&self, region: &str) -> bool {
        let regions = &self.request.filter.regions;
        regions.is_empty() || region == GLOBAL || regions.iter().any(|wanted| wanted == region)
    }

    pub fn is_shown(&self, member: usize) -> bool {
        self.shown.get(member).copied().unwrap_or(false)
    }

    pub fn is_asked_open(&self, id: &str) -> bool {
        self.request.open.contains(id)
    }

    pub fn member(&self, at: usize) -> &'a Member {
        &self.topology.tree.members[at]
    }

    pub fn ou(&self, at: usize) -> &'a Ou {
        &self.topology.tree.ous[at]
    }

    pub fn node_of(&self, member: &Member) -> &'a Node {
        self.topology.resources.node(member.node)
    }

    fn totals(&self, drawn: usize, relations: usize) -> SceneTotals {
        let shown = || self.topology.tree.members.iter().zip(&self.shown).filter(|(_, shown)| **shown);
        let unread = shown().filter(|(member, _)| member.unread > 0).count();
        SceneTotals {
            accounts: count(shown().count()),
            accounts_drawn: count(drawn),
            relations: count(relations),
            unread_accounts: count(unread),
        }
    }
}

/// A count as scenes give it.
pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The scene of a view.
pub(crate) fn scene(topology: &Topology, request: &SceneRequest, interiors: &Interiors) -> Scene {
    let frame = Frame::new(topology, request, interiors);
    match request.view {
        View::Organization | View::Network => organization::scene(&frame),
        View::Portfolios => portfolios::scene(&frame),
        View::Trust => trust::scene(&frame),
    }
}
