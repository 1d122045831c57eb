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
    layout::{Arc, Spot},
    network::{Attached, RegionNetwork},
};

/// One Region's place.
pub(super) struct Cluster {
    pub centre: Spot,
    pub radius: f64,
}

/// One ring of a cluster: a segment's, or that of what is attached to none.
pub(super) struct Ring {
    pub segment: Option<NodeIndex>,
    pub radii: (f64, f64),
    /// The part where VPCs stand; the rest is for the segment's own node.
    pub arc: Arc,
}

pub(super) fn scene(frame: &Frame) -> Scene {
    let mut draft = Draft::default();
    let network = &frame.topology.network;
    let regions: Vec<_> = network.regions.iter().filter(|(name, _)| frame.has_region(name)).collect();
    let shown = regions.iter().flat_map(|(_, region)| &region.attached).filter(|one| is_shown(frame, one)).count();
    let mut accounts = BTreeSet::new();
    let mut relations = 0;
    for (at, (name, region)) in regions.iter().enumerate() {
        let cluster = cluster(at, regions.len());
        relations += draw_region(frame, &mut draft, &cluster, name, region, shown, &mut accounts);
    }
    super::organization::notes(frame, &mut draft);
    if regions.is_empty() {
        draft.note(String::from("no VPC and no transit gateway is in the cache"));
    }
    draft.finish(frame.request.view, frame.totals(accounts.len(), relations))
}

/// Regions side by side, in rows where there are many.
fn cluster(at: usize, regions: usize) -> Cluster {
    let columns = (regions as f64).sqrt().ceil().max(1.0) as usize;
    let rows = regions.div_ceil(columns).max(1);
    let cell = 2_000.0 / columns.max(rows) as f64;
    let x = (at % columns) as f64 - (columns as f64 - 1.0) / 2.0;
    let y = (rows as f64 - 1.0) / 2.0 - (at / columns) as f64;
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
) -> usize {
    let rings = rings(region, cluster);
    draft.guide(name, FolderClass::Other, (cluster.centre.x, cluster.centre.y), (0.0, cluster.radius), Arc::FULL);
    for ring in &rings {
        let class = ring.segment.map_or(FolderClass::Sandbox, |segment| segment_class(frame, segment));
        let label = if ring.segment.is_none() { "not attached" } else { "" };
        draft.guide(label, class, (cluster.centre.x, cluster.centre.y), ring.radii, Arc::FULL);
    }
    let gateways = draw_gateways(frame, draft, cluster, region);
    let segments = draw_segments(frame, draft, cluster, &rings, &gateways);
    let mut relations = region.segments.len();
    let mut propagated: BTreeMap<(Drawn, Drawn), u32> = BTreeMap::new();
    for ring in &rings {
        let on_ring = ring::order(frame, region.attached.iter().filter(|one| one.segment == ring.segment));
        let on_ring: Vec<&Attached> = on_ring.into_iter().filter(|one| is_shown(frame, one)).collect();
        relations += on_ring.iter().map(|one| 1 + one.propagates_to.len() + one.endpoints.len()).sum::<usize>();
        let stands = ring::Standing { frame, cluster, ring, region: name, shown }.draw(draft, &on_ring);
        for (one, drawn) in on_ring.iter().zip(stands) {
            let Some(drawn) = drawn else { continue };
            let node = frame.topology.resources.node(one.node);
            if draft.nodes[drawn].id == node.id {
                accounts.extend(node.account.and_then(|account| frame.topology.tree.member_of(account)));
            }
            join(draft, one, drawn, &gateways, &segments, &mut propagated);
        }
    }
    for ((from, to), number) in propagated {
        draft.edge(
            from,
            to,
            RelationKind::PropagatesTo.as_str(),
            &number_of(number as usize, "VPC"),
            number,
            EdgeState::Solid,
        );
    }
    relations
}

/// Lines of what is attached: to its transit gateway where it has no segment, and from its segment to those that know it.
fn join(
    draft: &mut Draft,
    one: &Attached,
    drawn: Drawn,
    gateways: &HashMap<NodeIndex, Drawn>,
    segments: &HashMap<NodeIndex, Drawn>,
    propagated: &mut BTreeMap<(Drawn, Drawn), u32>,
) {
    let own = one.segment.and_then(|segment| segments.get(&segment)).copied();
    match (own, one.gateway.and_then(|gateway| gateways.get(&gateway))) {
        // Standing on its segment's ring says it; only an opened VPC has the line too.
        (Some(segment), _) if draft.nodes[drawn].is_open => {
            let kind = RelationKind::AssociatedWith.as_str();
            draft.edge(drawn, segment, kind, "", 1, EdgeState::Solid);
        }
        (Some(_), _) => {}
        (None, Some(gateway)) => {
            let kind = RelationKind::Attaches.as_str();
            draft.edge(drawn, *gateway, kind, "no segment", 1, EdgeState::Solid);
        }
        (None, None) => {}
    }
    for segment in one.propagates_to.iter().filter_map(|segment| segments.get(segment)) {
        if let Some(own) = own.filter(|own| own != segment) {
            *propagated.entry((own, *segment)).or_default() += 1;
        }
    }
}

/// Radii and free directions: rings with more on them are thicker, and none is thinner than its node needs.
fn rings(region: &RegionNetwork, cluster: &Cluster) -> Vec<Ring> {
    let on = |segment: Option<NodeIndex>| region.attached.iter().filter(|one| one.segment == segment).count();
    let mut segments: Vec<Option<NodeIndex>> = region.segments.iter().copied().map(Some).collect();
    // An association with a segment that is of another Region or none must not lose its VPC.
    let strangers = region.attached.iter().filter_map(|one| one.segment).filter(|at| !region.segments.contains(at));
    segments.extend(strangers.collect::<BTreeSet<_>>().into_iter().map(Some));
    segments.push(None);
    let weight = |segment: &Option<NodeIndex>| 4.0 + (on(*segment).max(1).next_power_of_two() as f64).log2();
    let total: f64 = segments.iter().map(weight).sum();
    let (least, most) = (0.15 * cluster.radius, 0.99 * cluster.radius);
    let mut inner = least;
    let mut rings = Vec::new();
    for (at, segment) in segments.into_iter().enumerate() {
        let outer = inner + (most - least) * weight(&segment) / total;
        let middle = f64::midpoint(inner, outer);
        // Each segment's node stands further round than the last, so that lines between them can be told apart.
        let node = FRAC_PI_2 + at as f64 * 0.7;
        let half = (0.09 * cluster.radius / middle).clamp(0.1, 0.6);
        rings.push(Ring { segment, radii: (inner, outer), arc: Arc { lo: node + half - TAU, hi: node - half } });
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
        let Some(index) = ring.segment.filter(|_| !frame.is_hidden(Kind::TransitGatewayRouteTable)) else { continue };
        let angle = ring.arc.mid() - PI;
        let spot = cluster.centre.around(f64::midpoint(ring.radii.0, ring.radii.1), angle, 0.0);
        let size = (0.28 * (ring.radii.1 - ring.radii.0)).min(0.032 * cluster.radius);
        let node = resource(frame, index, segment_class(frame, index), spot, size);
        let Some(drawn) = draft.node(SceneNode { rank: 0.97, ..node }) else { continue };
        segments.insert(index, drawn);
        let of = frame.topology.resources.targets(index, RelationKind::OfTransitGateway);
        for gateway in of.filter_map(|(gateway, _)| gateways.get(&gateway)) {
            draft.edge(drawn, *gateway, RelationKind::OfTransitGateway.as_str(), "", 1, EdgeState::Solid);
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
    let vpc = resources.targets(index, RelationKind::InVpc).map(|(vpc, _)| vpc).next().filter(|_| is_endpoint);
    let mut ids = ring::reveal(frame, vpc.unwrap_or(index));
    ids.extend(vpc.map(|vpc| resources.node(vpc).id.clone()));
    ids
}

/// A number with what is counted.
pub(super) fn number_of(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}
