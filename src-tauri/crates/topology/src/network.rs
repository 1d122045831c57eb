//! The network as the map needs it: which segment each VPC is attached to, and where its routes are known.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use armillary_classify::Stage;
use armillary_model::{Kind, RelationKind};
use petgraph::graph::NodeIndex;

use crate::graph::{Resources, last_segment};

/// A VPC, or what else is attached to a transit gateway: a VPN, a peering, a Direct Connect gateway.
#[derive(Clone, Debug)]
pub(crate) struct Attached {
    pub node: NodeIndex,
    pub region: String,
    /// The segment it is associated with; absent where it is attached to none.
    pub segment: Option<NodeIndex>,
    /// The transit gateway it is attached to.
    pub gateway: Option<NodeIndex>,
    /// Segments that know its routes.
    pub propagates_to: BTreeSet<NodeIndex>,
    pub endpoints: Vec<NodeIndex>,
}

impl Attached {
    fn alone(node: NodeIndex, region: &str) -> Self {
        let (segment, gateway, propagates_to, endpoints) = (None, None, BTreeSet::new(), Vec::new());
        Self { node, region: region.to_owned(), segment, gateway, propagates_to, endpoints }
    }
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
    pub fn build(resources: &Resources) -> Self {
        let mut regions: BTreeMap<String, RegionNetwork> = BTreeMap::new();
        let mut attached = vpcs(resources);
        attach(resources, &mut attached);
        for (index, node) in resources.graph.node_indices().map(|index| (index, resources.node(index))) {
            match node.kind {
                Some(Kind::TransitGateway) => regions.entry(node.region.clone()).or_default().gateways.push(index),
                Some(Kind::TransitGatewayRouteTable) => {
                    regions.entry(node.region.clone()).or_default().segments.push(index);
                }
                _ => {}
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
    (Stage::of_name(&node.name), node.name.to_lowercase(), node.id.clone())
}

/// Every VPC in the cache with its endpoints, attached to nothing yet.
fn vpcs(resources: &Resources) -> Vec<Attached> {
    let endpoints = |vpc: NodeIndex| {
        let sources = resources.sources(vpc, RelationKind::InVpc).map(|(source, _)| source);
        let mut endpoints: Vec<_> =
            sources.filter(|source| resources.node(*source).kind == Some(Kind::VpcEndpoint)).collect();
        endpoints.sort_by_key(|endpoint| (resources.node(*endpoint).detail.clone(), *endpoint));
        endpoints
    };
    let vpcs = resources.of_kind(Kind::Vpc);
    vpcs.map(|(index, node)| Attached { endpoints: endpoints(index), ..Attached::alone(index, &node.region) }).collect()
}

/// Enters attachments. The owner of a transit gateway and the owner of a VPC each see the attachment: what either knows of
/// the same id counts. What is attached and not in the cache is added.
fn attach(resources: &Resources, attached: &mut Vec<Attached>) {
    let mut ends: HashMap<&str, NodeIndex> = HashMap::new();
    for (index, node) in resources.of_kind(Kind::TransitGatewayAttachment) {
        let vpc = resources.targets(index, RelationKind::Attaches).map(|(end, _)| end).next();
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
            attached.push(Attached::alone(end, &node.region));
            attached.len() - 1
        });
        let Some(one) = attached.get_mut(place) else { continue };
        let first = |kind| resources.targets(index, kind).map(|(to, _)| to).next();
        one.segment = one.segment.or_else(|| first(RelationKind::AssociatedWith));
        one.gateway = one.gateway.or_else(|| first(RelationKind::OfTransitGateway));
        one.propagates_to.extend(resources.targets(index, RelationKind::PropagatesTo).map(|(to, _)| to));
    }
}
