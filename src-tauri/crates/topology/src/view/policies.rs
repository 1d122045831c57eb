//! The policies of the organization: one disc beside the root, which opens into policies and what they are attached to.

use std::f64::consts::{FRAC_PI_2, TAU};

use armillary_model::{Kind, Part, RelationKind};
use petgraph::graph::NodeIndex;

use super::{
    Frame, count,
    draft::{Draft, plain},
    fan::{self, Fan},
    folders::Cast,
    interior,
};
use crate::{
    EdgeState, FolderClass, NodeState, Shape,
    edge::Ties,
    graph::is_allow_all,
    layout::{Arc, Spot},
};

const DISC: &str = "bundle:policies";

/// Where opened policies stand: around the hubs.
const RING: (f64, f64) = (228.0, 286.0);

/// What must be open for a policy to be drawn.
pub(super) fn reveal(frame: &Frame, policy: NodeIndex) -> Vec<String> {
    let all = policies(frame);
    let place = all.iter().position(|at| *at == policy).filter(|_| all.len() > fan::PAGE);
    let page = place.map(|place| format!("{DISC}:{}", place / fan::PAGE));
    std::iter::once(DISC.to_owned()).chain(page).collect()
}

/// Policies by type and name.
fn policies(frame: &Frame) -> Vec<NodeIndex> {
    let resources = &frame.topology.resources;
    let policies = resources.of_kind(Kind::Policy).filter(|(_, node)| frame.has_state(node.state()));
    let mut policies: Vec<NodeIndex> = policies.map(|(index, _)| index).collect();
    policies.sort_by_cached_key(|index| {
        let node = resources.node(*index);
        (node.detail.clone(), node.name.to_lowercase(), node.id.to_string())
    });
    policies
}

pub(super) fn draw(frame: &Frame, draft: &mut Draft, cast: &Cast) {
    let policies = policies(frame);
    let untold = policies.iter().filter(|policy| frame.topology.resources.node(**policy).lacks(Part::TARGETS)).count();
    if untold > 0 {
        let whose = if untold == 1 { String::from("1 policy") } else { format!("{untold} policies") };
        draft.note(format!(
            "what {whose} may be attached to was not read: there may be more attachments than are drawn"
        ));
    }
    let root = cast.ous.first().copied().flatten();
    let (Some(root), false) = (root, policies.is_empty() || frame.is_hidden(Kind::Policy)) else { return };
    let between_hubs = FRAC_PI_2 - 0.5 * TAU / frame.topology.tree.hubs.len().max(1) as f64;
    let spot = Spot::polar(92.0, between_hubs, 14.0);
    let label = format!("{} policies", policies.len());
    let mut disc = plain(DISC.to_owned(), Kind::Policy, FolderClass::Management, label, spot, 13.0);
    (disc.shape, disc.count, disc.can_open, disc.rank) = (Shape::Bundle, count(policies.len()), true, 0.85);
    disc.is_open = frame.is_asked_open(DISC);
    disc.parent = Some(draft.at(root).id.clone());
    disc.state = NodeState::of_many(policies.iter().map(|index| frame.topology.resources.node(*index).state()));
    let is_open = disc.is_open;
    let Some(disc) = draft.node(disc).filter(|_| is_open) else { return };
    let centre = Spot { x: 0.0, y: 0.0, room: 0.0 };
    let arc = Arc { lo: between_hubs - TAU, hi: between_hubs };
    let fan = Fan { centre, radii: RING, arc, largest: 12.0 };
    let resources = &frame.topology.resources;
    let figures = policies.iter().map(|index| {
        let mut node = interior::item(resources.node(*index), FolderClass::Management);
        node.rank = 0.75;
        (node, Ties::one(EdgeState::Solid))
    });
    fan.draw(frame, draft, disc, DISC, figures.collect(), "contains");
    for policy in policies {
        draw_attachments(frame, draft, cast, policy);
    }
}

/// Lines to what a policy is attached to. AWS's own that allow everything are attached everywhere: they have none.
fn draw_attachments(frame: &Frame, draft: &mut Draft, cast: &Cast, policy: NodeIndex) {
    let resources = &frame.topology.resources;
    let Some(from) = draft.find(&resources.node(policy).id).filter(|_| !is_allow_all(resources.node(policy))) else {
        return;
    };
    for (target, link) in resources.targets(policy, RelationKind::AttachedTo) {
        let target = resources.node(target);
        let member = target.account.filter(|_| target.kind == Some(Kind::Account));
        let member = member.and_then(|account| frame.topology.tree.member_of(account));
        let to = match (member, frame.topology.tree.ou_of(&target.id)) {
            (Some(member), _) => cast.member(member),
            (None, Some(ou)) => cast.ou(ou),
            (None, None) => None,
        };
        if let Some(to) = to {
            draft.edge(from, to, RelationKind::AttachedTo.as_str(), "", Ties::one(link.state));
        }
    }
}
