//! The network as the map needs it: which segment each VPC is attached to, and where its routes are known.

use std::collections::{BTreeMap, HashMap};

use armillary_classify::Stage;
use armillary_model::{Coverage, Kind, Part, RelationKind, Service};
use petgraph::graph::NodeIndex;

use crate::{
    EdgeState, Topology,
    graph::{Resources, last_segment},
};

/// A VPC, or what else is attached to a transit gateway: a VPN, a peering, a Direct Connect gateway.
#[derive(Clone, Debug)]
pub(crate) struct Attached {
    pub node: NodeIndex,
    pub region: String,
    /// The segment it is associated with; absent where it is attached to none.
    pub segment: Option<(NodeIndex, EdgeState)>,
    /// The transit gateway it is attached to.
    pub gateway: Option<(NodeIndex, EdgeState)>,
    /// Segments that know its routes.
    pub propagates_to: BTreeMap<NodeIndex, EdgeState>,
    pub endpoints: Vec<NodeIndex>,
    /// All its attachments and their segments were read: where it has none, there is none.
    pub known: bool,
}

impl Attached {
    fn alone(node: NodeIndex, region: &str, known: bool) -> Self {
        let (segment, gateway, propagates_to, endpoints) = (None, None, BTreeMap::new(), Vec::new());
        Self { node, region: region.to_owned(), segment, gateway, propagates_to, endpoints, known }
    }

    /// The ring it stands on.
    pub fn place(&self) -> Place {
        match self.segment {
            Some((segment, _)) => Place::Segment(segment),
            None if self.known => Place::Alone,
            None => Place::Unknown,
        }
    }
}

/// Where something attached, or not, stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Place {
    /// In a segment.
    Segment(NodeIndex),
    /// In none.
    Alone,
    /// Whether it is in one was not read.
    Unknown,
}

/// What is in one Region.
#[derive(Clone, Debug, Default)]
pub(crate) struct RegionNetwork {
    pub gateways: Vec<NodeIndex>,
    /// Inner segments first: shared ones, then production, then towards development.
    pub segments: Vec<NodeIndex>,
    pub attached: Vec<Attached>,
}

/// The network by Region.
#[derive(Clone, Debug, Default)]
pub(crate) struct Network {
    pub regions: BTreeMap<String, RegionNetwork>,
}

impl Network {
    pub fn build(resources: &Resources, coverage: &Coverage) -> Self {
        let mut regions: BTreeMap<String, RegionNetwork> = BTreeMap::new();
        let mut attached = vpcs(resources, coverage);
        attach(resources, &mut attached);
        for (index, node) in resources.nodes() {
            let is_gateway = node.kind == Some(Kind::TransitGateway);
            if is_gateway || node.kind == Some(Kind::TransitGatewayRouteTable) {
                let region = regions.entry(node.region.to_string()).or_default();
                if is_gateway { region.gateways.push(index) } else { region.segments.push(index) }
            }
        }
        for one in attached {
            regions.entry(one.region.clone()).or_default().attached.push(one);
        }
        regions.remove(armillary_model::GLOBAL);
        for region in regions.values_mut() {
            region.segments.sort_by_key(|index| segment_order(resources, *index));
        }
        Self { regions }
    }
}

fn segment_order(resources: &Resources, segment: NodeIndex) -> (Option<Stage>, String, String) {
    let node = resources.node(segment);
    (Stage::of_name(&node.name), node.name.to_lowercase(), node.id.to_string())
}

/// Every VPC in the cache with its endpoints, attached to nothing yet.
fn vpcs(resources: &Resources, coverage: &Coverage) -> Vec<Attached> {
    let endpoints = |vpc: NodeIndex| {
        let sources = resources.sources(vpc, RelationKind::InVpc).map(|(source, _)| source);
        let mut endpoints: Vec<_> =
            sources.filter(|source| resources.node(*source).kind == Some(Kind::VpcEndpoint)).collect();
        endpoints.sort_by_key(|endpoint| (resources.node(*endpoint).detail.clone(), *endpoint));
        endpoints
    };
    let vpcs = resources.of_kind(Kind::Vpc);
    let vpcs = vpcs.map(|(index, node)| {
        let reading = node.account.map(|account| coverage.reading(account, &node.region, Service::Ec2));
        let known = reading.is_some_and(|reading| reading.is_covered());
        Attached { endpoints: endpoints(index), ..Attached::alone(index, &node.region, known) }
    });
    vpcs.collect()
}

/// Enters attachments. The owner of a transit gateway and the owner of a VPC each see the attachment: what either knows of
/// the same id counts. What is attached and not in the cache is added.
fn attach(resources: &Resources, attached: &mut Vec<Attached>) {
    let mut ends: HashMap<&str, NodeIndex> = HashMap::new();
    for (index, node) in resources.of_kind(Kind::TransitGatewayAttachment) {
        let vpc = resources.target_of(index, RelationKind::Attaches).map(|(end, _)| end);
        // A VPN, a peering, or an attachment whose far end is not told stands for itself.
        let end = vpc.filter(|end| resources.node(*end).kind == Some(Kind::Vpc)).unwrap_or(index);
        let there = ends.entry(last_segment(&node.id)).or_insert(end);
        if resources.node(end).kind == Some(Kind::Vpc) && !(resources.node(*there).known && *there != index) {
            *there = end;
        }
    }
    let mut places: HashMap<NodeIndex, usize> = attached.iter().enumerate().map(|(at, one)| (one.node, at)).collect();
    for (index, node) in resources.of_kind(Kind::TransitGatewayAttachment) {
        let end = ends.get(last_segment(&node.id)).copied().unwrap_or(index);
        let place = *places.entry(end).or_insert_with(|| {
            attached.push(Attached::alone(end, &node.region, true));
            attached.len().saturating_sub(1)
        });
        let Some(one) = attached.get_mut(place) else { continue };
        let first = |kind| resources.target_of(index, kind).map(|(to, link)| (to, link.state));
        one.segment = one.segment.or_else(|| first(RelationKind::AssociatedWith));
        one.gateway = one.gateway.or_else(|| first(RelationKind::OfTransitGateway));
        one.known &= !node.lacks(Part::ASSOCIATION);
        for (to, link) in resources.targets(index, RelationKind::PropagatesTo) {
            // The two owners of an attachment tell of the same propagation: the surer one counts.
            let there = one.propagates_to.entry(to).or_insert(link.state);
            *there = link.state.min(*there);
        }
    }
}

impl Topology {
    /// How many attachments there are of which it was never read who knows their routes.
    pub(crate) fn untold_routes(&self) -> usize {
        let attachments = self.resources.of_kind(Kind::TransitGatewayAttachment);
        attachments.filter(|(_, node)| node.lacks(Part::PROPAGATIONS)).count()
    }
}
