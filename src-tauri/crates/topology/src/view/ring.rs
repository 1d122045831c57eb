//! What stands on a ring of the network: VPCs one by one with their endpoints, or discs that stand for many.

use std::{
    collections::BTreeMap,
    f64::consts::{FRAC_PI_2, PI, TAU},
};

use armillary_model::{Kind, RelationKind};
use petgraph::graph::NodeIndex;

use super::{
    Frame, count,
    draft::{Draft, Drawn, plain},
    fan::Fan,
    interior,
    network::{Cluster, Ring, number_of, resource},
};
use crate::{
    EdgeState, FolderClass, NodeState, Shape,
    edge::Ties,
    graph::Node,
    layout::{Arc, Spot},
    network::{Attached, Place},
};

/// VPCs that are drawn one by one without being asked for, in all Regions together.
const UNFOLDED: usize = 600;

/// VPCs whose endpoints have a figure of their own without being asked for.
const WITH_ENDPOINTS: usize = 260;

/// An opened disc that stands for more shows them in pages of so many.
const PAGED_FROM: usize = 400;
const PAGE: usize = 128;

/// A ring with what its VPCs need to know.
#[derive(Clone, Copy)]
pub(super) struct Standing<'a> {
    pub frame: &'a Frame<'a>,
    pub cluster: &'a Cluster,
    pub ring: &'a Ring,
    pub region: &'a str,
    /// VPCs that pass the filter, in all Regions.
    pub shown: usize,
}

/// The order around a ring: that of the accounts around the organization.
pub(super) fn order<'a>(frame: &Frame, attached: impl Iterator<Item = &'a Attached>) -> Vec<&'a Attached> {
    let key = |one: &&Attached| {
        let node = frame.topology.resources.node(one.node);
        let member = node.account.and_then(|account| frame.topology.tree.member_of(account));
        let direction = member.map_or(0.0, |member| {
            let spot = frame.topology.layout.member(frame.form, member);
            (FRAC_PI_2 - spot.y.atan2(spot.x)).rem_euclid(TAU)
        });
        ((direction * 1e9) as i64, node.name.to_lowercase(), node.id.to_string())
    };
    let mut attached: Vec<&Attached> = attached.collect();
    attached.sort_by_cached_key(key);
    attached
}

/// What must be open for a VPC to be drawn.
pub(super) fn reveal(frame: &Frame, vpc: NodeIndex) -> Vec<String> {
    let regions = &frame.topology.network.regions;
    let all = regions.values().map(|region| region.attached.len()).fold(0, usize::saturating_add);
    let found = regions.values().find_map(|region| Some((region, region.attached.iter().find(|one| one.node == vpc)?)));
    let Some((region, one)) = found.filter(|_| all > UNFOLDED) else { return Vec::new() };
    let class = class_of(frame, one);
    let id = disc_id(frame, one.place(), &one.region, class);
    let like = region.attached.iter().filter(|at| at.place() == one.place() && class_of(frame, at) == class);
    let like = order(frame, like);
    let place = like.iter().position(|at| at.node == vpc).filter(|_| like.len() > PAGED_FROM);
    let page = place.map(|place| format!("{id}:{}", place / PAGE));
    std::iter::once(id).chain(page).collect()
}

/// The id of the disc that stands for the VPCs of a class on a ring.
fn disc_id(frame: &Frame, place: Place, region: &str, class: FolderClass) -> String {
    let class = class_word(class);
    match place {
        Place::Segment(segment) => format!("bundle:{}:{class}", frame.topology.resources.node(segment).id),
        Place::Alone => format!("bundle:{region}:{class}"),
        Place::Unknown => format!("bundle:{region}:unknown:{class}"),
    }
}

fn class_of(frame: &Frame, one: &Attached) -> FolderClass {
    let account = frame.topology.resources.node(one.node).account;
    account.map_or(FolderClass::External, |account| frame.topology.class_of(account))
}

fn class_word(class: FolderClass) -> String {
    let value = serde_json::to_value(class).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

impl Standing<'_> {
    /// Draws VPCs one by one where there is room, else a disc per class that opens; gives what stands for each.
    pub fn draw(self, draft: &mut Draft, on_ring: &[&Attached]) -> Vec<Option<Drawn>> {
        if self.shown <= UNFOLDED {
            return self.draw_vpcs(draft, self.ring.arc, on_ring);
        }
        let mut stands = vec![None; on_ring.len()];
        let mut classes: BTreeMap<FolderClass, Vec<usize>> = BTreeMap::new();
        for (at, one) in on_ring.iter().enumerate() {
            classes.entry(class_of(self.frame, one)).or_default().push(at);
        }
        let share = |places: &[usize]| (places.len() as f64).sqrt();
        let total: f64 = classes.values().map(|places| share(places)).sum();
        let mut hi = self.ring.arc.hi;
        for (class, places) in classes {
            let arc = Arc { lo: hi - self.ring.arc.width() * share(&places) / total.max(1.0), hi };
            hi = arc.lo;
            let some: Vec<&Attached> = places.iter().filter_map(|at| on_ring.get(*at).copied()).collect();
            let drawn = self.draw_class(draft, class, arc, &some);
            for (at, drawn) in places.into_iter().zip(drawn) {
                stands.get_mut(at).into_iter().for_each(|stands| *stands = drawn);
            }
        }
        stands
    }

    fn draw_class(self, draft: &mut Draft, class: FolderClass, arc: Arc, some: &[&Attached]) -> Vec<Option<Drawn>> {
        let id = disc_id(self.frame, self.ring.place, self.region, class);
        if !self.frame.is_asked_open(&id) {
            return vec![self.draw_disc(draft, id, class, arc, some); some.len()];
        }
        if some.len() <= PAGED_FROM {
            return self.draw_vpcs(draft, arc, some);
        }
        let mut stands = Vec::with_capacity(some.len());
        let share = |at: usize| arc.at(at as f64 / some.len() as f64);
        for (page, vpcs) in some.chunks(PAGE).enumerate() {
            let first = page.saturating_mul(PAGE);
            let part = Arc { lo: share(first.saturating_add(vpcs.len())), hi: share(first) };
            let page_id = format!("{id}:{page}");
            if self.frame.is_asked_open(&page_id) {
                stands.extend(self.draw_vpcs(draft, part, vpcs));
            } else {
                let disc = self.draw_disc(draft, page_id, class, part, vpcs);
                stands.extend(std::iter::repeat_n(disc, vpcs.len()));
            }
        }
        stands
    }

    fn draw_disc(
        self,
        draft: &mut Draft,
        id: String,
        class: FolderClass,
        arc: Arc,
        some: &[&Attached],
    ) -> Option<Drawn> {
        let Self { frame, cluster, ring, .. } = self;
        let vpcs = some.len();
        let room = (0.42 * (ring.radii.1 - ring.radii.0)).min(0.45 * arc.width() * ring.radii.0);
        let size = ((0.012 + 0.004 * (vpcs as f64).sqrt()) * cluster.radius).min(room);
        let spot = cluster.centre.around(f64::midpoint(ring.radii.0, ring.radii.1), arc.mid(), size);
        let label = number_of(vpcs, "VPC");
        let mut node = plain(id, Kind::Vpc, class, label.clone(), spot, size);
        node.region = self.region.to_owned();
        node.detail = format!("{label} of {} accounts", class_word(class));
        node.state = NodeState::of_many(some.iter().map(|one| vpc_state(frame, one)));
        (node.shape, node.count, node.can_open, node.rank) = (Shape::Bundle, count(vpcs), true, 0.75);
        draft.node(node)
    }

    /// Draws VPCs one by one in rows of an arc, each with its endpoints.
    fn draw_vpcs(self, draft: &mut Draft, arc: Arc, some: &[&Attached]) -> Vec<Option<Drawn>> {
        let Self { frame, cluster, ring, shown, .. } = self;
        let (inner, high) = (ring.radii.0, ring.radii.1 - ring.radii.0);
        let along = |rows: usize| arc.width() * inner * rows as f64 / some.len().max(1) as f64;
        let mut rows = 1;
        while rows < 64 && along(rows) < (0.09 * cluster.radius).min(high / rows as f64) {
            rows = rows.saturating_add(1);
        }
        let across = high / rows as f64;
        let room = 0.5 * across.min(along(rows)).min(0.12 * cluster.radius);
        let draw = |(at, one): (usize, &&Attached)| {
            let angle = arc.at((at as f64 + 0.5) / some.len() as f64);
            let row = at.checked_rem(rows).unwrap_or(0) as f64;
            let spot = cluster.centre.around(inner + (row + 0.5) * across, angle, room);
            let mut node = resource(frame, one.node, class_of(frame, one), spot, 0.42 * room);
            node.state = vpc_state(frame, one);
            (node.label, node.detail) = words(frame, frame.topology.resources.node(one.node));
            node.rank = if shown > 150 { 0.3 } else { 0.5 };
            node.can_open = !one.endpoints.is_empty();
            node.is_open =
                node.can_open && (frame.is_asked_open(&node.id) || frame.is_asked_open(&bundle_id(&node.id)));
            let drawn = draft.node(node)?;
            self.draw_endpoints(draft, one, drawn, spot, angle);
            Some(drawn)
        };
        some.iter().enumerate().map(draw).collect()
    }

    /// One square for all endpoints of a VPC, or a square for each where the VPC is open.
    fn draw_endpoints(self, draft: &mut Draft, one: &Attached, vpc: Drawn, spot: Spot, outward: f64) {
        let resources = &self.frame.topology.resources;
        let endpoints = one.endpoints.iter().map(|at| resources.node(*at));
        let endpoints: Vec<&Node> = endpoints.filter(|node| self.frame.has_state(node.state())).collect();
        if endpoints.is_empty() || self.frame.is_hidden(Kind::VpcEndpoint) {
            return;
        }
        let head = draft.at(vpc).clone();
        if head.is_open {
            let arc = Arc { lo: outward - PI, hi: outward + PI };
            let fan = Fan { centre: spot, radii: (0.6 * spot.room, 0.98 * spot.room), arc, largest: 0.16 * spot.room };
            let known = |node: &Node| if node.stale { EdgeState::Stale } else { EdgeState::Solid };
            let figures = endpoints.into_iter().map(|node| (interior::item(node, head.class), Ties::one(known(node))));
            fan.draw(self.frame, draft, vpc, &bundle_id(&head.id), figures.collect(), RelationKind::InVpc.as_str());
        } else if self.shown <= WITH_ENDPOINTS {
            let place = spot.around(0.68 * spot.room, outward - 0.5, 0.0);
            let label = number_of(endpoints.len(), "endpoint");
            let mut node = plain(bundle_id(&head.id), Kind::VpcEndpoint, head.class, label, place, 0.22 * spot.room);
            (node.shape, node.count, node.can_open, node.rank) = (Shape::Bundle, count(endpoints.len()), true, 0.0);
            node.state = NodeState::of_many(endpoints.iter().map(|node| node.state()));
            (node.region, node.account, node.parent) = (head.region, head.account, Some(head.id));
            draft.node(node);
        }
    }
}

/// What is known of a VPC: in part where what is attached to it and in it was not read.
fn vpc_state(frame: &Frame, one: &Attached) -> NodeState {
    match frame.topology.resources.node(one.node).state() {
        NodeState::Ok if !one.known => NodeState::Partial,
        state => state,
    }
}

fn bundle_id(vpc: &str) -> String {
    format!("bundle:{vpc}:{}", Kind::VpcEndpoint)
}

/// A VPC is known by its account; its own name and CIDR come after.
fn words(frame: &Frame, record: &Node) -> (String, String) {
    let member = record.account.and_then(|account| frame.topology.tree.member_of(account));
    match member {
        Some(member) => {
            let detail = [record.name.as_str(), record.detail.as_str()].join(" · ");
            (frame.member(member).name.clone(), detail)
        }
        None => (record.name.clone(), record.detail.clone()),
    }
}
