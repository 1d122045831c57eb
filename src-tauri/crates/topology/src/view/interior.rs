//! The inner ring of an opened account: its kinds as bundles with counts, which open into what they stand for.

use std::{collections::BTreeMap, f64::consts::TAU};

use armillary_model::Kind;
use petgraph::graph::NodeIndex;

use super::{
    Frame, count,
    draft::{Draft, Drawn, plain},
    fan::{self, Fan},
    folders::Cast,
};
use crate::{
    EdgeState, FolderClass, Interior, NodeState, SceneNode, Shape,
    edge::Ties,
    graph::Node,
    layout::{Arc, Spot},
};

/// Radii of the parts of an inner ring, as fractions of the room around the account.
const CENTRE: f64 = 0.24;
const KINDS: f64 = 0.56;
const ITEMS: (f64, f64) = (0.68, 0.96);

/// Draws the inner ring of every opened account that is drawn and whose interior is at hand; only these kinds, or all.
pub(super) fn draw(frame: &Frame, draft: &mut Draft, cast: &Cast, only: &[Kind]) {
    for (at, drawn) in cast.members.iter().enumerate() {
        let (Some(drawn), true) = (*drawn, cast.is_itself(at)) else { continue };
        let interior = frame.interiors.get(&frame.member(at).account);
        let Some(interior) = interior.filter(|_| draft.at(drawn).is_open) else { continue };
        draft.shrink(drawn, CENTRE * spot_of(frame, at).room);
        ring(frame, draft, at, drawn, interior, only);
    }
}

fn spot_of(frame: &Frame, member: usize) -> Spot {
    frame.topology.layout.member(frame.form, member)
}

/// What an account holds, by kind and in name order.
fn holdings(frame: &Frame, member: usize, interior: &Interior) -> BTreeMap<Kind, Vec<NodeIndex>> {
    let account = frame.member(member).account;
    let mut kinds: BTreeMap<Kind, Vec<NodeIndex>> = BTreeMap::new();
    for (index, node) in interior.resources.nodes() {
        let is_folder =
            matches!(node.kind, Some(Kind::Account | Kind::OrganizationalUnit | Kind::Root | Kind::Organization));
        let is_held = node.known && node.account == Some(account) && !is_folder;
        let passes = frame.has_region(&node.region) && frame.has_state(node.state());
        if let Some(kind) = node.kind.filter(|kind| is_held && passes && !frame.is_hidden(*kind)) {
            kinds.entry(kind).or_default().push(index);
        }
    }
    for nodes in kinds.values_mut() {
        nodes.sort_by_key(|index| {
            let node = interior.resources.node(*index);
            (node.name.to_lowercase(), node.id.clone())
        });
    }
    kinds
}

/// What must be open, besides the account itself, for a resource in its inner ring to be drawn.
pub(super) fn reveal(frame: &Frame, member: usize, id: &str, kind: Kind) -> Vec<String> {
    let bundle = format!("bundle:{}:{kind}", frame.node_of(frame.member(member)).id);
    let interior = frame.interiors.get(&frame.member(member).account);
    let held = interior.map(|interior| (interior, holdings(frame, member, interior)));
    let at = held.as_ref().and_then(|(interior, kinds)| {
        let nodes = kinds.get(&kind).filter(|nodes| nodes.len() > fan::PAGE)?;
        nodes.iter().position(|index| *interior.resources.node(*index).id == *id)
    });
    let page = at.map(|at| format!("{bundle}:{}", at / fan::PAGE));
    std::iter::once(bundle).chain(page).collect()
}

fn ring(frame: &Frame, draft: &mut Draft, member: usize, centre: Drawn, interior: &Interior, only: &[Kind]) {
    let mut kinds = holdings(frame, member, interior);
    kinds.retain(|kind, _| only.is_empty() || only.contains(kind));
    let spot = spot_of(frame, member);
    let share = TAU / kinds.len().max(1) as f64;
    let size = (0.42 * KINDS * spot.room * share.min(1.0)).min(0.1 * spot.room);
    for (at, (kind, nodes)) in kinds.into_iter().enumerate() {
        let angle = TAU / 4.0 - share * at as f64;
        let place = spot.around(KINDS * spot.room, angle, size);
        let owner = draft.at(centre).clone();
        let (head, id) = match nodes.as_slice() {
            [only] => {
                let figure = item(interior.resources.node(*only), owner.class);
                (SceneNode { x: place.x, y: place.y, size, ..figure }, None)
            }
            nodes => {
                let id = format!("bundle:{}:{kind}", owner.id);
                let is_open = frame.is_asked_open(&id);
                let mut disc = bundle(id.clone(), kind, owner.class, nodes.len(), place, size);
                disc.state = NodeState::of_many(nodes.iter().map(|index| interior.resources.node(*index).state()));
                disc.is_open = is_open;
                (disc, is_open.then_some(id))
            }
        };
        let head = SceneNode { parent: Some(owner.id), account: owner.account, rank: 0.45, ..head };
        let Some(head) = draft.node(head) else { continue };
        let held = |index| Ties::one(holding(interior.resources.node(index)));
        let ties = nodes.iter().map(|index| held(*index)).reduce(Ties::and);
        draft.edge(centre, head, "contains", "", ties.unwrap_or(Ties::one(EdgeState::Solid)));
        if let Some(id) = id {
            let arc = Arc { lo: angle - 0.46 * share, hi: angle + 0.46 * share };
            let radii = (ITEMS.0 * spot.room, ITEMS.1 * spot.room);
            let fan = Fan { centre: spot, radii, arc, largest: 0.05 * spot.room };
            let class = draft.at(head).class;
            let figures = nodes.iter().map(|index| (item(interior.resources.node(*index), class), held(*index)));
            fan.draw(frame, draft, head, &id, figures.collect(), "contains");
        }
    }
}

/// What is known of that an account holds a resource.
fn holding(resource: &Node) -> EdgeState {
    if resource.stale { EdgeState::Stale } else { EdgeState::Solid }
}

fn bundle(id: String, kind: Kind, class: FolderClass, held: usize, spot: Spot, size: f64) -> SceneNode {
    let label = format!("{held} {}", plural(kind.plain()));
    let mut node = plain(id, kind, class, label, spot, size);
    node.shape = Shape::Bundle;
    node.detail = kind.as_str().to_owned();
    node.count = count(held);
    node.can_open = true;
    node
}

/// A resource, without a place.
pub(super) fn item(resource: &Node, class: FolderClass) -> SceneNode {
    let spot = Spot { x: 0.0, y: 0.0, room: 0.0 };
    let kind = resource.kind.unwrap_or(Kind::Role);
    let mut node = plain(resource.id.to_string(), kind, class, resource.name.clone(), spot, 0.0);
    node.detail.clone_from(&resource.detail);
    node.account = resource.account;
    node.region = resource.region.to_string();
    node.state = resource.state();
    node.rank = 0.2;
    node
}

fn plural(plain: &str) -> String {
    if let Some(stem) = plain.strip_suffix("cy") { format!("{stem}cies") } else { format!("{plain}s") }
}
