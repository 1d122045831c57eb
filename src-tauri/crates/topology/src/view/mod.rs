//! From a topology and a request to a scene: one file per view, and what the views share.

mod bows;
mod draft;
mod fan;
mod folders;
mod gaps;
mod interior;
mod lod;
mod network;
mod organization;
mod policies;
mod portfolios;
mod ring;
mod trust;

use std::{collections::BTreeMap, sync::Arc};

use armillary_model::{AccountId, GLOBAL, Kind, Snapshot, account_in_arn};

use crate::{
    NodeState, Scene, SceneRequest, SceneTotals, Topology, View,
    graph::{Node, Resources},
    layout::Form,
    links::End,
    tree::{Member, Ou},
};

#[cfg(test)]
pub(crate) use bows::point;

/// Everything that one account holds.
#[derive(Clone, Debug, Default)]
pub struct Interior {
    pub(crate) resources: Resources,
}

impl Interior {
    /// From the account's resources.
    pub fn build(snapshot: &Snapshot) -> Self {
        Self { resources: Resources::build(&[snapshot]) }
    }
}

/// The inner rings of opened accounts.
pub type Interiors = BTreeMap<AccountId, Arc<Interior>>;

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
            inside.get_mut(*member).into_iter().for_each(|inside| *inside = true);
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

    pub fn is_asked_folded(&self, ou: &Ou) -> bool {
        self.request.folded.contains(&*ou.id) || self.request.folded.contains(&ou.short)
    }

    pub fn is_asked_open(&self, id: &str) -> bool {
        self.request.open.contains(id)
    }

    pub fn member(&self, at: usize) -> &'a Member {
        self.topology.tree.member(at)
    }

    pub fn ou(&self, at: usize) -> &'a Ou {
        self.topology.tree.ou(at)
    }

    pub fn node_of(&self, member: &Member) -> &'a Node {
        self.topology.resources.node(member.node)
    }

    /// The accounts that pass the filter.
    pub fn members(&self) -> impl Iterator<Item = &'a Member> {
        let members = self.topology.tree.members.iter().zip(&self.shown);
        members.filter(|(_, shown)| **shown).map(|(member, _)| member)
    }

    fn totals(&self, drawn: usize) -> SceneTotals {
        SceneTotals {
            accounts: count(self.members().count()),
            accounts_drawn: count(drawn),
            relations: count(self.relations()),
            unread_accounts: count(self.members().filter(|member| member.unread > 0).count()),
        }
    }

    /// How many relations of the view pass the filter at both ends.
    fn relations(&self) -> usize {
        let ous = &self.topology.tree.ous;
        let holds: Vec<bool> =
            (0..ous.len()).map(|ou| self.topology.tree.below(ou).iter().any(|at| self.is_shown(*at))).collect();
        let unfiltered = self.request.filter.ous.is_empty() && self.request.filter.classes.is_empty();
        let passes = |end: End| match end {
            End::Outside(_) => unfiltered,
            End::Node(index) => self.passes_node(self.topology.resources.node(index), &holds, unfiltered),
        };
        let mut relations: usize = 0;
        self.topology.each_link(self.request.view, |link| {
            relations = relations.saturating_add(usize::from(passes(link.from) && passes(link.to)));
        });
        relations
    }

    fn passes_node(&self, node: &Node, holds: &[bool], unfiltered: bool) -> bool {
        let member = node.account.and_then(|account| self.topology.tree.member_of(account));
        let is_held = match (node.kind, member) {
            (Some(Kind::Organization | Kind::Root | Kind::Policy), _) => true,
            (Some(Kind::OrganizationalUnit), _) => {
                let ou = self.topology.tree.ou_of(&node.id);
                unfiltered || ou.and_then(|ou| holds.get(ou)).copied().unwrap_or(false)
            }
            (_, Some(member)) => self.is_shown(member),
            (_, None) => unfiltered,
        };
        is_held && self.has_region(&node.region) && !node.kind.is_some_and(|kind| self.is_hidden(kind))
    }
}

/// The ids to open so that a resource is drawn in a view, outermost first; empty where it is drawn anyway, or never.
pub(crate) fn reveal(topology: &Topology, view: View, arn: &str, interiors: &Interiors) -> Vec<String> {
    let request = SceneRequest { view, ..SceneRequest::default() };
    let frame = Frame::new(topology, &request, interiors);
    let found = topology.resources.find(arn);
    let account = found.and_then(|index| topology.resources.node(index).account).or_else(|| account_in_arn(arn));
    let within = account.and_then(|account| interiors.get(&account));
    let inner = within.and_then(|interior| Some(interior.resources.node(interior.resources.find(arn)?)));
    let node = found.map(|index| topology.resources.node(index)).or(inner);
    let kind = node.and_then(|node| node.kind);
    match (view, kind, found) {
        (_, Some(Kind::OrganizationalUnit), Some(_)) => {
            let ou = node.and_then(|node| topology.tree.ou_of(&node.id));
            ou.map(|ou| folders::reveal_ou(&frame, ou)).unwrap_or_default()
        }
        (View::Organization, Some(Kind::Policy), Some(index)) => policies::reveal(&frame, index),
        (View::Network, _, Some(index)) => network::reveal(&frame, index),
        (View::Network, _, None) => Vec::new(),
        (View::Portfolios, Some(Kind::Portfolio | Kind::Product), Some(index)) => portfolios::reveal(&frame, index),
        (_, kind, _) => {
            let Some(member) = account.and_then(|account| topology.tree.member_of(account)) else { return Vec::new() };
            let mut ids = folders::reveal(&frame, member);
            let of_organization = matches!(kind, Some(Kind::Account | Kind::Policy | Kind::Root | Kind::Organization));
            if let (Some(kind), false) = (kind, of_organization) {
                ids.push(frame.node_of(frame.member(member)).id.to_string());
                ids.extend(interior::reveal(&frame, member, arn, kind));
            }
            ids
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
        View::Organization => organization::scene(&frame),
        View::Network => network::scene(&frame),
        View::Portfolios => portfolios::scene(&frame),
        View::Trust => trust::scene(&frame),
    }
}
