//! EC2 networking of one account in one Region: VPCs, subnets, route tables, security groups and VPC endpoints.

use std::{collections::BTreeMap, sync::Arc};

use armillary_model::AccountId;
use serde::Serialize;

use super::{Document, Tags, Timestamp, organization::text_enum};

/// VPCs and what is in them, each by id.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Network {
    /// VPCs.
    pub vpcs: BTreeMap<String, Vpc>,
    /// Subnets.
    pub subnets: BTreeMap<String, Subnet>,
    /// Route tables.
    pub route_tables: BTreeMap<String, RouteTable>,
    /// Security groups.
    pub security_groups: BTreeMap<String, SecurityGroup>,
    /// VPC endpoints.
    pub endpoints: BTreeMap<String, VpcEndpoint>,
}

/// A VPC.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Vpc {
    /// `vpc-` and 17 characters.
    pub id: String,
    /// Its IPv4 block.
    pub cidr: String,
    /// The DHCP option set in use.
    pub dhcp_options: String,
    /// Whether it is the Region's default VPC.
    pub is_default: bool,
    /// Its tags.
    pub tags: Tags,
}

/// A subnet.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Subnet {
    /// `subnet-` and 17 characters.
    pub id: String,
    /// The VPC it is in.
    pub vpc: String,
    /// Its IPv4 block.
    pub cidr: String,
    /// Its Availability Zone, such as `eu-west-1a`.
    pub zone: Arc<str>,
    /// The zone's id, such as `euw1-az2`.
    pub zone_id: Arc<str>,
    /// Addresses left.
    pub available_addresses: u32,
    /// Whether instances get a public address.
    pub maps_public_addresses: bool,
    /// Its tags.
    pub tags: Tags,
}

/// A VPC route table.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RouteTable {
    /// `rtb-` and 17 characters.
    pub id: String,
    /// The VPC it is in.
    pub vpc: String,
    /// What it is used by.
    pub associations: Vec<RouteTableAssociation>,
    /// Its routes, the local one included.
    pub routes: Vec<Route>,
    /// Its tags.
    pub tags: Tags,
}

/// The use of a route table by a subnet, or by every subnet that names no other.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RouteTableAssociation {
    /// `rtbassoc-` and 17 characters.
    pub id: String,
    /// The subnet; `None` makes the table the VPC's main one.
    pub subnet: Option<String>,
}

/// A route.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Route {
    /// What it is for.
    pub destination: Destination,
    /// Where it leads.
    pub target: RouteTarget,
    /// Whether its target still exists; AWS calls a route without one a black hole.
    pub active: bool,
}

/// What a route is for.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub enum Destination {
    /// An IPv4 block.
    Cidr(Arc<str>),
    /// A prefix list (`pl-…`), as gateway endpoints use.
    PrefixList(Arc<str>),
}

/// Where a route leads.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub enum RouteTarget {
    /// Within the VPC.
    Local,
    /// A transit gateway, by id.
    TransitGateway(Arc<str>),
    /// A gateway endpoint, by id.
    Endpoint(Arc<str>),
    /// A NAT gateway, by id.
    NatGateway(Arc<str>),
    /// An internet gateway, by id.
    InternetGateway(Arc<str>),
}

/// A security group.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SecurityGroup {
    /// `sg-` and 17 characters.
    pub id: String,
    /// The VPC it is in.
    pub vpc: String,
    /// Its name, unique in the VPC.
    pub name: Arc<str>,
    /// Its description.
    pub description: Arc<str>,
    /// What may come in.
    pub ingress: Vec<Permission>,
    /// What may go out.
    pub egress: Vec<Permission>,
    /// Its tags.
    pub tags: Tags,
}

/// What a security group lets through.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Permission {
    /// `tcp`, `udp`, `icmp`, or `-1` for everything.
    pub protocol: Arc<str>,
    /// First and last port; `None` for all.
    pub ports: Option<(u16, u16)>,
    /// IPv4 blocks.
    pub cidrs: Vec<Arc<str>>,
    /// Security groups.
    pub groups: Vec<GroupPair>,
    /// Prefix lists.
    pub prefix_lists: Vec<Arc<str>>,
    /// The description given with each of them, possibly empty.
    pub description: Arc<str>,
}

/// A security group named by a permission.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct GroupPair {
    /// Its id.
    pub id: String,
    /// Its owner.
    pub account: AccountId,
}

text_enum! {
    /// The type of a VPC endpoint.
    EndpointType {
        /// Reached by routes; S3 and DynamoDB.
        Gateway = "Gateway",
        /// Network interfaces in subnets.
        Interface = "Interface",
    }

    /// The state of a VPC endpoint.
    EndpointState {
        /// In use.
        Available = "available",
        /// Waiting for its owner's acceptance.
        PendingAcceptance = "pendingAcceptance",
        /// Being created.
        Pending = "pending",
        /// Could not be created.
        Failed = "failed",
        /// Being deleted.
        Deleting = "deleting",
    }
}

/// A VPC endpoint.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct VpcEndpoint {
    /// `vpce-` and 17 characters.
    pub id: String,
    /// The VPC it is in.
    pub vpc: String,
    /// Gateway or interface.
    pub kind: EndpointType,
    /// The service it leads to, such as `com.amazonaws.eu-west-1.s3`.
    pub service_name: Arc<str>,
    /// Its state.
    pub state: EndpointState,
    /// Its policy.
    pub policy: Document,
    /// Route tables of a gateway endpoint.
    pub route_tables: Vec<String>,
    /// Subnets of an interface endpoint.
    pub subnets: Vec<String>,
    /// Security groups of an interface endpoint.
    pub security_groups: Vec<String>,
    /// Network interfaces of an interface endpoint.
    pub network_interfaces: Vec<String>,
    /// Whether the service's own name resolves to it inside the VPC.
    pub private_dns: bool,
    /// When it was created.
    pub created: Timestamp,
    /// Its tags.
    pub tags: Tags,
}

impl Network {
    /// No network at all.
    pub const NOTHING: Self = Self {
        vpcs: BTreeMap::new(),
        subnets: BTreeMap::new(),
        route_tables: BTreeMap::new(),
        security_groups: BTreeMap::new(),
        endpoints: BTreeMap::new(),
    };
}
