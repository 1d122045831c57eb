//! Transit gateways of the reference: one per Region in the network account, shared with the organization, with a route
//! table per segment.

use std::collections::BTreeSet;

use armillary_classify::Stage;
use armillary_model::AccountId;

use super::{
    layout::{LANDING_ZONE, Layout, Seat},
    network::{subnet_ids, vpc_id},
    purpose::{Foundation, Purpose},
};
use crate::state::{
    AttachmentState, AttachmentType, StaticRoute, Tag, Tags, Timestamp, Transit, TransitAttachment, TransitGateway,
    TransitRouteTable,
};

/// The name of the inspection VPC in the network account.
pub(crate) const INSPECTION: &str = "inspection";
/// The name of the VPC with shared endpoints in the network account.
pub(crate) const ENDPOINTS: &str = "endpoints";
/// The name of the VPC in every other account.
pub(crate) const WORKLOAD: &str = "workload";

/// A segment of the network: who may talk to whom.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Segment {
    Prod,
    PreProd,
    NonProd,
    Shared,
    Inspection,
    Isolated,
}

impl Segment {
    const ALL: &[Self] = &[Self::Prod, Self::PreProd, Self::NonProd, Self::Shared, Self::Inspection, Self::Isolated];

    /// The segment's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prod => "prod",
            Self::PreProd => "preprod",
            Self::NonProd => "nonprod",
            Self::Shared => "shared",
            Self::Inspection => "inspection",
            Self::Isolated => "isolated",
        }
    }

    /// The segments that learn the way to this one: stages see what is shared and nothing of each other.
    fn known_in(self) -> &'static [Self] {
        match self {
            Self::Prod | Self::PreProd | Self::NonProd => &[Self::Shared, Self::Inspection],
            Self::Shared => &[Self::Prod, Self::PreProd, Self::NonProd, Self::Shared, Self::Inspection],
            Self::Inspection => &[Self::Shared],
            Self::Isolated => &[],
        }
    }

    /// The segment an account's VPC belongs to; `None` where it is not connected.
    pub fn of(seat: &Seat) -> Option<Self> {
        match seat.purpose {
            Purpose::Sandbox => None,
            Purpose::Team(Stage::Prod, _) => Some(Self::Prod),
            Purpose::Team(Stage::PreProd, _) => Some(Self::PreProd),
            Purpose::Team(..) => Some(Self::NonProd),
            Purpose::DataLake | Purpose::Foundation(_) => Some(Self::Shared),
        }
    }
}

/// The id of the transit gateway of a Region.
pub(crate) fn gateway_id(layout: &Layout, region: &str) -> String {
    layout.ids.hex("tgw-", region)
}

/// The id of a segment's route table in a Region.
pub(crate) fn segment_id(layout: &Layout, region: &str, segment: Segment) -> String {
    layout.ids.hex("tgw-rtb-", &format!("{region}/{}", segment.name()))
}

/// Draws the transit gateway of a Region and its segments, with what the network account itself attaches.
pub(crate) fn draw_gateway(layout: &Layout, region: &str) -> Transit {
    let mut transit = Transit::default();
    let id = gateway_id(layout, region);
    let gateway = TransitGateway {
        id: id.clone(),
        description: format!("ml-platform-{region}"),
        asn: if region == super::REGIONS[0] { 64_512 } else { 64_513 },
        created: Timestamp(LANDING_ZONE + 86_400),
        auto_accept_attachments: true,
        default_association_table: None,
        default_propagation_table: None,
        shared_with: BTreeSet::from([layout.organization.clone()]),
        tags: vec![Tag::new("Name", format!("ml-platform-{region}"))],
    };
    transit.gateways.insert(id.clone(), gateway);
    for segment in Segment::ALL {
        let table = segment_table(layout, region, &id, *segment);
        transit.route_tables.insert(table.id.clone(), table);
    }
    let network = layout.account(Foundation::Network);
    for (name, segment) in [(INSPECTION, Segment::Inspection), (ENDPOINTS, Segment::Shared)] {
        attach(layout, &mut transit, region, attachment(layout, region, network, name), segment);
    }
    let mut direct = attachment(layout, region, network, "direct-connect");
    direct.kind = AttachmentType::DirectConnectGateway;
    direct.resource = layout.ids.uuid("direct-connect-gateway");
    direct.subnets = Vec::new();
    attach(layout, &mut transit, region, direct, Segment::Shared);
    transit
}

/// Attaches an account's VPC to its segment.
pub(crate) fn attach_account(layout: &Layout, transit: &mut Transit, region: &str, seat: &Seat, segment: Segment) {
    let mut attachment = attachment(layout, region, seat.id, WORKLOAD);
    attachment.created = Timestamp(seat.joined.0 + 10_800);
    attachment.tags = named(&seat.name);
    attach(layout, transit, region, attachment, segment);
}

fn segment_table(layout: &Layout, region: &str, gateway: &str, segment: Segment) -> TransitRouteTable {
    let inspection = attachment(layout, region, layout.account(Foundation::Network), INSPECTION).id;
    let onward = StaticRoute { cidr: "0.0.0.0/0".to_owned(), attachment: Some(inspection) };
    let dropped = StaticRoute { cidr: "10.0.0.0/8".to_owned(), attachment: None };
    TransitRouteTable {
        id: segment_id(layout, region, segment),
        gateway: gateway.to_owned(),
        created: Timestamp(LANDING_ZONE + 90_000),
        propagations: BTreeSet::new(),
        static_routes: match segment {
            Segment::Prod | Segment::PreProd | Segment::NonProd => vec![onward],
            Segment::Isolated => vec![dropped],
            Segment::Shared | Segment::Inspection => Vec::new(),
        },
        tags: named(segment.name()),
    }
}

/// The attachment of the VPC with this name, not yet in a segment.
pub(crate) fn attachment(layout: &Layout, region: &str, account: AccountId, name: &str) -> TransitAttachment {
    TransitAttachment {
        id: layout.ids.hex("tgw-attach-", &format!("{account}/{region}/{name}")),
        gateway: gateway_id(layout, region),
        kind: AttachmentType::Vpc,
        resource: vpc_id(layout, account, region, name),
        resource_owner: account,
        subnets: subnet_ids(layout, account, region, name, super::draft::ZONES),
        state: AttachmentState::Available,
        segment: None,
        appliance_mode: name == INSPECTION,
        created: Timestamp(LANDING_ZONE + 93_600),
        tags: named(name),
    }
}

fn attach(layout: &Layout, transit: &mut Transit, region: &str, mut attachment: TransitAttachment, segment: Segment) {
    attachment.segment = Some(segment_id(layout, region, segment));
    for learner in segment.known_in() {
        if let Some(table) = transit.route_tables.get_mut(&segment_id(layout, region, *learner)) {
            table.propagations.insert(attachment.id.clone());
        }
    }
    transit.attachments.insert(attachment.id.clone(), attachment);
}

fn named(name: &str) -> Tags {
    vec![Tag::new("Name", name)]
}
