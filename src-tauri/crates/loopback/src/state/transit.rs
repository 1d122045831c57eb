//! Transit gateways, with their attachments and route tables, as their owner keeps them; members look theirs up here.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::AccountId;
use serde::Serialize;

use super::{State, Tags, Timestamp, organization::text_enum};

/// The transit gateways of one owner in one Region, and what belongs to them, each by id.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Transit {
    /// Transit gateways.
    pub gateways: BTreeMap<String, TransitGateway>,
    /// Attachments, those of other accounts' VPCs included.
    pub attachments: BTreeMap<String, TransitAttachment>,
    /// Route tables: the segments.
    pub route_tables: BTreeMap<String, TransitRouteTable>,
}

/// A transit gateway.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TransitGateway {
    /// `tgw-` and 17 characters.
    pub id: String,
    /// Its description.
    pub description: String,
    /// The Amazon side autonomous system number.
    pub asn: u64,
    /// When it was created.
    pub created: Timestamp,
    /// Whether attachments shared through RAM are accepted by themselves.
    pub auto_accept_attachments: bool,
    /// The route table new attachments are associated with by default.
    pub default_association_table: Option<String>,
    /// The route table new attachments propagate to by default.
    pub default_propagation_table: Option<String>,
    /// With whom RAM shares it: organization id, OU ids or account ids.
    pub shared_with: BTreeSet<String>,
    /// Its tags.
    pub tags: Tags,
}

text_enum! {
    /// What a transit gateway attachment attaches.
    AttachmentType {
        /// A VPC.
        Vpc = "vpc",
        /// A VPN connection.
        Vpn = "vpn",
        /// A Direct Connect gateway.
        DirectConnectGateway = "direct-connect-gateway",
        /// Another transit gateway.
        Peering = "peering",
    }

    /// The state of a transit gateway attachment.
    AttachmentState {
        /// In use.
        Available = "available",
        /// Waiting for acceptance.
        PendingAcceptance = "pendingAcceptance",
        /// Being created.
        Pending = "pending",
        /// Being deleted.
        Deleting = "deleting",
        /// Deleted.
        Deleted = "deleted",
    }
}

/// A transit gateway attachment.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TransitAttachment {
    /// `tgw-attach-` and 17 characters.
    pub id: String,
    /// The transit gateway.
    pub gateway: String,
    /// What it attaches.
    pub kind: AttachmentType,
    /// The id of what it attaches.
    pub resource: String,
    /// The account that owns what it attaches.
    pub resource_owner: AccountId,
    /// The subnets of a VPC attachment.
    pub subnets: Vec<String>,
    /// Its state.
    pub state: AttachmentState,
    /// The route table it is associated with: its segment.
    pub segment: Option<String>,
    /// Whether return traffic keeps to the zone it came through, as inspection appliances need.
    pub appliance_mode: bool,
    /// When it was created.
    pub created: Timestamp,
    /// Its tags.
    pub tags: Tags,
}

/// A transit gateway route table.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TransitRouteTable {
    /// `tgw-rtb-` and 17 characters.
    pub id: String,
    /// The transit gateway.
    pub gateway: String,
    /// When it was created.
    pub created: Timestamp,
    /// The attachments whose routes are propagated to it.
    pub propagations: BTreeSet<String>,
    /// Routes set by hand.
    pub static_routes: Vec<StaticRoute>,
    /// Its tags.
    pub tags: Tags,
}

/// A transit gateway route set by hand.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct StaticRoute {
    /// The IPv4 block.
    pub cidr: String,
    /// The attachment it leads to; `None` drops the traffic.
    pub attachment: Option<String>,
}

/// A transit gateway resource as an account sees it: with its owner.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Owned<'a, T> {
    /// The account that owns the transit gateway.
    pub owner: AccountId,
    /// The resource.
    pub item: &'a T,
}

impl State {
    /// The transit gateways an account sees in a Region: its own, and those RAM shares with it.
    pub fn visible_transit_gateways<'a>(
        &'a self,
        account: AccountId,
        region: &'a str,
    ) -> Vec<Owned<'a, TransitGateway>> {
        let sees = |owner: AccountId, gateway: &TransitGateway| {
            owner == account || gateway.shared_with.iter().any(|node| self.organization.is_within(account, node))
        };
        self.transit_in(region)
            .flat_map(|(owner, transit)| transit.gateways.values().map(move |item| Owned { owner, item }))
            .filter(|owned| sees(owned.owner, owned.item))
            .collect()
    }

    /// The attachments an account sees in a Region: those of its transit gateways, and those of its own VPCs.
    pub fn visible_attachments<'a>(&'a self, account: AccountId, region: &'a str) -> Vec<Owned<'a, TransitAttachment>> {
        self.transit_in(region)
            .flat_map(|(owner, transit)| transit.attachments.values().map(move |item| Owned { owner, item }))
            .filter(|owned| owned.owner == account || owned.item.resource_owner == account)
            .collect()
    }

    fn transit_in<'a>(&'a self, region: &'a str) -> impl Iterator<Item = (AccountId, &'a Transit)> {
        let here = self.transit.iter().filter(move |(place, _)| &*place.region == region);
        here.map(|(place, transit)| (place.account, transit))
    }
}
