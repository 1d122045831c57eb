//! The network view: one cluster per Region, its transit gateways in the middle, a ring per segment, and outside of them
//! the VPCs that are attached to nothing.

use armillary_classify::Stage;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    f64::consts::{FRAC_PI_2, PI, TAU},
};

use armillary_model::{Kind, RelationKind};
use petgraph::graph::NodeIndex;

use super::{
    Frame,
    draft::{Draft, Drawn},
    interior, ring,
};
use crate::{
    EdgeState, FolderClass, Scene, SceneNode, Shape,
    edge::Ties,
    layout::{Arc, Spot},
    network::{Attached, Place, RegionNetwork},
};

/// One Region's place.
pub(super) struct Cluster {
    pub centre: Spot,
    pub radius: f64,
}

/// One ring of a cluster: a segment's, that of what is attached to none, or that of what may be attached or not.
pub(super) struct Ring {
    pub place: Place,
    pub radii: (f64, f64),
    /// The part where VPCs stand; the rest is for the segment's own node.
    pub arc: Arc,
}

impl Ring {
    pub fn segment(&self) -> Option<NodeIndex> {
        match self.place {
            Place::Segment(segment) => Some(segment),
            Place::Alone | Place::Unknown => None,
        }
    }
}

pub(super) fn scene(frame: &Frame) -> Scene {
    let mut draft = Draft::default();
    let network = &frame.topology.network;
    let regions: Vec<_> = network.regions.iter().filter(|(name, _)| frame.has_region(name)).collect();
    let shown = regions.iter().flat_map(|(_, region)| &region.attached).filter(|one| is_shown(frame, one)).count();
    let mut accounts = BTreeSet::new();
    for (at, (name, region)) in regions.iter().enumerate() {
        draw_region(frame, &mut draft, &cluster(at, regions.len()), name, region, shown, &mut accounts);
    }
    super::organization::notes(frame, &mut draft);
    if regions.is_empty() {
        draft.note(String::from("no VPC and no transit gateway is in the cache"));
    }
    let untold = frame.topology.untold_routes();
    if untold > 0 {
        draft.note(format!("where the routes of {} are known was not read", number_of(untold, "attachment")));
    }
    draft.finish(frame.request.view, frame.totals(accounts.len()))
}

/// Regions side by side, in rows where there are many.
fn cluster(at: usize, regions: usize) -> Cluster {
    let columns = (regions as f64).sqrt().ceil().max(1.0) as usize;
    let rows = regions.div_ceil(columns).max(1);
    let cell = 2_000.0 / columns.max(rows) as f64;
    let (row, column) = (at.checked_div(columns).unwrap_or(0), at.checked_rem(columns).unwrap_or(0));
    let x = column as f64 - (columns as f64 - 1.0) / 2.0;
    let y = (rows as f64 - 1.0) / 2.0 - row as f64;
    Cluster { centre: Spot { x: x * cell, y: y * cell, room: 0.0 }, radius: 0.48 * cell }
}

/// Whether something attached passes the filter; what is not in the cache always belongs to nobody.
fn is_shown(frame: &Frame, one: &Attached) -> bool {
    let node = frame.topology.resources.node(one.node);
    let member = node.account.and_then(|account| frame.topology.tree.member_of(account));
    let hidden = node.kind.is_some_and(|kind| frame.is_hidden(kind));
    let by_account = match member {
        Some(member) => {
            frame.is_shown(member) || (frame.is_hidden(Kind::Account) && frame.request.filter.classes.is_empty())
        }
        None => frame.request.filter.ous.is_empty() && frame.request.filter.classes.is_empty(),
    };
    by_account && !hidden
}

fn draw_region(
    frame: &Frame,
    draft: &mut Draft,
    cluster: &Cluster,
    name: &str,
    region: &RegionNetwork,
    shown: usize,
    accounts: &mut BTreeSet<usize>,
) {
    let rings = rings(region, cluster);
    draft.guide(name, FolderClass::Other, (cluster.centre.x, cluster.centre.y), (0.0, cluster.radius), Arc::FULL);
    for ring in &rings {
        let (class, label) = match ring.place {
            Place::Segment(segment) => (segment_class(frame, segment), ""),
            Place::Alone => (FolderClass::Sandbox, "not attached"),
            Place::Unknown => (FolderClass::Other, "not known whether attached"),
        };
        draft.guide(label, class, (cluster.centre.x, cluster.centre.y), ring.radii, Arc::FULL);
    }
    let gateways = draw_gateways(frame, draft, cluster, region);
    let segments = draw_segments(frame, draft, cluster, &rings, &gateways);
    let mut propagated: BTreeMap<(Drawn, Drawn), Ties> = BTreeMap::new();
    for ring in &rings {
        let on_ring = ring::order(frame, region.attached.iter().filter(|one| one.place() == ring.place));
        let on_ring: Vec<&Attached> = on_ring.into_iter().filter(|one| is_shown(frame, one)).collect();
        let stands = ring::Standing { frame, cluster, ring, region: name, shown }.draw(draft, &on_ring);
        for (one, drawn) in on_ring.iter().zip(stands) {
            let Some(drawn) = drawn else { continue };
            let node = frame.topology.resources.node(one.node);
            if draft.at(drawn).id == *node.id {
                let member = node.account.and_then(|account| frame.topology.tree.member_of(account));
                accounts.extend(member.filter(|member| frame.is_shown(*member)));
            }
            join(draft, one, drawn, &gateways, &segments, &mut propagated);
        }
    }
    for ((from, to), ties) in propagated {
        let kind = RelationKind::PropagatesTo.as_str();
        draft.edge(from, to, kind, &number_of(ties.count as usize, "VPC"), ties);
    }
}

/// Lines of what is attached: to its transit gateway where it has no segment, and from its segment to those that know it.
fn join(
    draft: &mut Draft,
    one: &Attached,
    drawn: Drawn,
    gateways: &HashMap<NodeIndex, Drawn>,
    segments: &HashMap<NodeIndex, Drawn>,
    propagated: &mut BTreeMap<(Drawn, Drawn), Ties>,
) {
    let drawn_at = |place: Option<(NodeIndex, EdgeState)>, among: &HashMap<NodeIndex, Drawn>| {
        place.and_then(|(index, state)| Some((*among.get(&index)?, state)))
    };
    let own = drawn_at(one.segment, segments);
    match (own, drawn_at(one.gateway, gateways)) {
        // Standing on its segment's ring says it; only an opened VPC, and one of which that is not sure, has the line too.
        (Some((segment, state)), _) if draft.at(drawn).is_open || state != EdgeState::Solid => {
            draft.edge(drawn, segment, RelationKind::AssociatedWith.as_str(), "", Ties::one(state));
        }
        (Some(_), _) => {}
        (None, Some((gateway, state))) => {
            let (label, state) =
                if one.known { ("no segment", state) } else { ("segment not read", EdgeState::Unknown) };
            draft.edge(drawn, gateway, RelationKind::Attaches.as_str(), label, Ties::one(state));
        }
        (None, None) => {}
    }
    for (segment, state) in &one.propagates_to {
        let (Some(segment), Some((own, _))) = (segments.get(segment), own) else { continue };
        if own != *segment {
            let ties = propagated.entry((own, *segment));
            ties.and_modify(|ties| *ties = ties.and(Ties::one(*state))).or_insert(Ties::one(*state));
        }
    }
}

/// Radii and free directions: rings with more on them are thicker, and none is thinner than its node needs.
fn rings(region: &RegionNetwork, cluster: &Cluster) -> Vec<Ring> {
    let on = |place: Place| region.attached.iter().filter(|one| one.place() == place).count();
    let mut segments: Vec<Place> = region.segments.iter().copied().map(Place::Segment).collect();
    // An association with a segment that is of another Region or none must not lose its VPC.
    let strangers = region.attached.iter().filter_map(|one| one.segment).map(|(segment, _)| segment);
    let strangers: BTreeSet<NodeIndex> = strangers.filter(|at| !region.segments.contains(at)).collect();
    segments.extend(strangers.into_iter().map(Place::Segment));
    segments.push(Place::Alone);
    if on(Place::Unknown) > 0 {
        segments.push(Place::Unknown);
    }
    let weight = |place: &Place| 4.0 + (on(*place).max(1).next_power_of_two() as f64).log2();
    let total: f64 = segments.iter().map(weight).sum();
    let (least, most) = (0.15 * cluster.radius, 0.99 * cluster.radius);
    let mut inner = least;
    let mut rings = Vec::new();
    for (at, place) in segments.into_iter().enumerate() {
        let outer = inner + (most - least) * weight(&place) / total;
        let middle = f64::midpoint(inner, outer);
        // Each segment's node stands further round than the last, so that lines between them can be told apart.
        let node = FRAC_PI_2 + at as f64 * 0.7;
        let half = (0.09 * cluster.radius / middle).clamp(0.1, 0.6);
        rings.push(Ring { place, radii: (inner, outer), arc: Arc { lo: node + half - TAU, hi: node - half } });
        inner = outer;
    }
    rings
}

fn segment_class(frame: &Frame, segment: NodeIndex) -> FolderClass {
    let node = frame.topology.resources.node(segment);
    let by_stage = Stage::of_name(&node.name).map(FolderClass::of_stage);
    by_stage.unwrap_or_else(|| match FolderClass::of_path(std::iter::once(node.name.as_str())) {
        FolderClass::Other => FolderClass::Infrastructure,
        class => class,
    })
}

fn draw_gateways(
    frame: &Frame,
    draft: &mut Draft,
    cluster: &Cluster,
    region: &RegionNetwork,
) -> HashMap<NodeIndex, Drawn> {
    let mut gateways = HashMap::new();
    let several = region.gateways.len() > 1;
    for (at, index) in region.gateways.iter().enumerate() {
        if frame.is_hidden(Kind::TransitGateway) {
            break;
        }
        let angle = FRAC_PI_2 + at as f64 * TAU / region.gateways.len() as f64;
        let distance = if several { 0.11 * cluster.radius } else { 0.0 };
        let size = (0.06 * cluster.radius / (region.gateways.len() as f64).sqrt()).max(2.0);
        let spot = cluster.centre.around(distance, angle, size);
        let node = resource(frame, *index, FolderClass::Infrastructure, spot, size);
        let hub = SceneNode { shape: Shape::Hub, rank: 1.0, ..node };
        if let Some(drawn) = draft.node(hub) {
            gateways.insert(*index, drawn);
        }
    }
    gateways
}

fn draw_segments(
    frame: &Frame,
    draft: &mut Draft,
    cluster: &Cluster,
    rings: &[Ring],
    gateways: &HashMap<NodeIndex, Drawn>,
) -> HashMap<NodeIndex, Drawn> {
    let mut segments = HashMap::new();
    for ring in rings {
        let Some(index) = ring.segment().filter(|_| !frame.is_hidden(Kind::TransitGatewayRouteTable)) else { continue };
        let angle = ring.arc.mid() - PI;
        let spot = cluster.centre.around(f64::midpoint(ring.radii.0, ring.radii.1), angle, 0.0);
        let size = (0.28 * (ring.radii.1 - ring.radii.0)).min(0.032 * cluster.radius);
        let node = resource(frame, index, segment_class(frame, index), spot, size);
        let Some(drawn) = draft.node(SceneNode { rank: 0.97, ..node }) else { continue };
        segments.insert(index, drawn);
        let of = frame.topology.resources.targets(index, RelationKind::OfTransitGateway);
        for (gateway, link) in of.filter_map(|(gateway, link)| Some((gateways.get(&gateway)?, link))) {
            draft.edge(drawn, *gateway, RelationKind::OfTransitGateway.as_str(), "", Ties::one(link.state));
        }
    }
    segments
}

/// A resource of its own account and state.
pub(super) fn resource(frame: &Frame, index: NodeIndex, class: FolderClass, spot: Spot, size: f64) -> SceneNode {
    let node = frame.topology.resources.node(index);
    SceneNode { x: spot.x, y: spot.y, size, ..interior::item(node, class) }
}

/// What must be open for a VPC or endpoint to be drawn.
pub(super) fn reveal(frame: &Frame, index: NodeIndex) -> Vec<String> {
    let resources = &frame.topology.resources;
    let is_endpoint = resources.node(index).kind == Some(Kind::VpcEndpoint);
    let vpc = resources.target_of(index, RelationKind::InVpc).map(|(vpc, _)| vpc).filter(|_| is_endpoint);
    let mut ids = ring::reveal(frame, vpc.unwrap_or(index));
    ids.extend(vpc.map(|vpc| resources.node(vpc).id.to_string()));
    ids
}

/// A number with what is counted.
pub(super) fn number_of(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}
