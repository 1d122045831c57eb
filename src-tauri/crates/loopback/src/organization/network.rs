//! VPCs of the reference: private subnets, endpoints instead of the internet, and a security group per purpose.

use std::sync::Arc;

use armillary_model::AccountId;
use serde_json::json;

use super::{
    iam_draft::Pool,
    layout::{Layout, Seat},
    policy::policy,
};
use crate::state::{
    Destination, Document, EndpointState, EndpointType, GroupPair, Network, Permission, RegionName, Route, RouteTable,
    RouteTableAssociation, RouteTarget, SecurityGroup, Subnet, Tag, Tags, Timestamp, Vpc, VpcEndpoint,
};

/// The interface endpoints of a VPC in which SageMaker works: those that must be there, then those that should.
pub(crate) const STUDIO_SERVICES: &[&str] = &[
    "sagemaker.api",
    "sagemaker.runtime",
    "studio",
    "sts",
    "logs",
    "monitoring",
    "kms",
    "ecr.api",
    "ecr.dkr",
    "servicecatalog",
];

/// The interface endpoints that are shared from the network account.
pub(crate) const CENTRAL_SERVICES: &[&str] = &[
    "codeartifact.api",
    "codeartifact.repositories",
    "codebuild",
    "codepipeline",
    "glue",
    "athena",
    "secretsmanager",
    "ssm",
    "lambda",
    "ec2",
];

/// Everything there can be reached from.
const CORPORATE: &str = "10.0.0.0/8";

/// One VPC to draw.
pub(crate) struct VpcPlan<'a> {
    /// The account it is in.
    pub seat: &'a Seat,
    /// The Region it is in.
    pub region: &'a RegionName,
    /// Its name; together with account and Region it makes all ids.
    pub name: &'static str,
    /// Its block, `/22` or larger.
    pub cidr: String,
    /// In how many zones it has a subnet.
    pub zones: usize,
    /// The interface endpoints it has.
    pub services: &'static [&'static str],
    /// The transit gateway that corporate traffic goes to, if it is connected.
    pub gateway: Option<String>,
}

/// The id of the VPC with this name.
pub(crate) fn vpc_id(layout: &Layout, account: AccountId, region: &str, name: &str) -> String {
    layout.ids.hex("vpc-", &format!("{account}/{region}/{name}"))
}

/// The ids of the subnets of the VPC with this name.
pub(crate) fn subnet_ids(layout: &Layout, account: AccountId, region: &str, name: &str, zones: usize) -> Vec<String> {
    (0..zones).map(|zone| layout.ids.hex("subnet-", &format!("{account}/{region}/{name}/{zone}"))).collect()
}

/// The id of an endpoint of the VPC with this name.
pub(crate) fn endpoint_id(layout: &Layout, account: AccountId, region: &str, name: &str, service: &str) -> String {
    layout.ids.hex("vpce-", &format!("{account}/{region}/{name}/{service}"))
}

/// The id of a security group of the VPC with this name.
pub(crate) fn group_id(layout: &Layout, account: AccountId, region: &str, name: &str, group: &str) -> String {
    layout.ids.hex("sg-", &format!("{account}/{region}/{name}/{group}"))
}

/// The corporate block of a seat in a Region: Regions lie in different halves of the corporate network.
pub(crate) fn corporate_cidr(block: u32, region: usize) -> String {
    let index = block + 8_192 * region as u32;
    format!("10.{}.{}.0/22", index / 64, index % 64 * 4)
}

/// Draws a VPC with everything in it.
pub(crate) fn draw_vpc(layout: &Layout, pool: &mut Pool, plan: &VpcPlan<'_>, network: &mut Network) {
    let drawing =
        Drawing { layout, plan, account: plan.seat.id, key: format!("{}/{}/{}", plan.seat.id, plan.region, plan.name) };
    let vpc = drawing.vpc();
    network.subnets.extend(drawing.subnets().map(|subnet| (subnet.id.clone(), subnet)));
    for table in [drawing.main_table(), drawing.private_table()] {
        network.route_tables.insert(table.id.clone(), table);
    }
    for group in drawing.security_groups(pool) {
        network.security_groups.insert(group.id.clone(), group);
    }
    let endpoints = plan.services.iter().map(|service| drawing.interface_endpoint(pool, service));
    let endpoints: Vec<VpcEndpoint> = endpoints.collect();
    let gateway = drawing.s3_endpoint(pool);
    network.endpoints.extend(endpoints.into_iter().chain([gateway]).map(|endpoint| (endpoint.id.clone(), endpoint)));
    network.vpcs.insert(vpc.id.clone(), vpc);
}

struct Drawing<'a> {
    layout: &'a Layout,
    plan: &'a VpcPlan<'a>,
    account: AccountId,
    key: String,
}

impl Drawing<'_> {
    fn id(&self, prefix: &str, part: &str) -> String {
        self.layout.ids.hex(prefix, &format!("{}/{part}", self.key))
    }

    fn vpc_id(&self) -> String {
        self.layout.ids.hex("vpc-", &self.key)
    }

    fn group(&self, group: &str) -> String {
        group_id(self.layout, self.account, self.plan.region, self.plan.name, group)
    }

    fn subnet_list(&self) -> Vec<String> {
        subnet_ids(self.layout, self.account, self.plan.region, self.plan.name, self.plan.zones)
    }

    fn named(&self, part: &str) -> Tags {
        let text = if part.is_empty() { self.plan.name.to_owned() } else { format!("{}-{part}", self.plan.name) };
        vec![Tag::new("Name", text)]
    }

    fn vpc(&self) -> Vpc {
        Vpc {
            id: self.vpc_id(),
            cidr: self.plan.cidr.clone(),
            dhcp_options: self.layout.ids.hex("dopt-", &format!("{}/{}", self.account, self.plan.region)),
            is_default: false,
            tags: self.named(""),
        }
    }

    fn subnets(&self) -> impl Iterator<Item = Subnet> {
        let base: Vec<&str> = self.plan.cidr.split(['.', '/']).collect();
        let octet = |index: usize| base.get(index).and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
        let (first, second, third) = (octet(0), octet(1), octet(2));
        self.subnet_list().into_iter().enumerate().map(move |(zone, id)| {
            let letter = char::from(b'a' + zone as u8);
            Subnet {
                id,
                vpc: self.vpc_id(),
                cidr: format!("{first}.{second}.{}.0/24", third + zone),
                zone: format!("{}{letter}", self.plan.region).into(),
                zone_id: format!("{}-az{}", zone_prefix(self.plan.region), zone + 1).into(),
                available_addresses: 251 - self.layout.ids.number(&format!("{}/used/{zone}", self.key), 60) as u32,
                maps_public_addresses: false,
                tags: self.named(&format!("private-{letter}")),
            }
        })
    }

    fn main_table(&self) -> RouteTable {
        let association = RouteTableAssociation { id: self.id("rtbassoc-", "main"), subnet: None };
        RouteTable {
            id: self.id("rtb-", "main"),
            vpc: self.vpc_id(),
            associations: vec![association],
            routes: vec![self.local_route()],
            tags: Vec::new(),
        }
    }

    fn private_table(&self) -> RouteTable {
        let subnets = self.subnet_list().into_iter().enumerate();
        let association = |(zone, subnet)| RouteTableAssociation {
            id: self.id("rtbassoc-", &format!("private-{zone}")),
            subnet: Some(subnet),
        };
        let mut routes = vec![self.local_route()];
        if let Some(gateway) = &self.plan.gateway {
            let target = RouteTarget::TransitGateway(gateway.as_str().into());
            routes.push(Route { destination: Destination::Cidr(CORPORATE.into()), target, active: true });
        }
        let target = RouteTarget::Endpoint(self.endpoint("s3").into());
        routes.push(Route {
            destination: Destination::PrefixList(s3_prefix_list(self.plan.region)),
            target,
            active: true,
        });
        RouteTable {
            id: self.id("rtb-", "private"),
            vpc: self.vpc_id(),
            associations: subnets.map(association).collect(),
            routes,
            tags: self.named("private"),
        }
    }

    fn local_route(&self) -> Route {
        let destination = Destination::Cidr(self.plan.cidr.as_str().into());
        Route { destination, target: RouteTarget::Local, active: true }
    }

    fn endpoint(&self, service: &str) -> String {
        endpoint_id(self.layout, self.account, self.plan.region, self.plan.name, service)
    }

    fn s3_endpoint(&self, pool: &mut Pool) -> VpcEndpoint {
        let key = if &**self.plan.region == "us-east-1" { "endpoint/s3/us-east-1" } else { "endpoint/s3/eu-west-1" };
        let policy = pool.document(key, || s3_endpoint_policy(&self.layout.organization, self.plan.region));
        VpcEndpoint {
            kind: EndpointType::Gateway,
            route_tables: vec![self.id("rtb-", "private")],
            ..self.bare_endpoint("s3", policy)
        }
    }

    fn interface_endpoint(&self, pool: &mut Pool, service: &'static str) -> VpcEndpoint {
        let policy = pool.document("endpoint/interface", || interface_endpoint_policy(&self.layout.organization));
        let interfaces = (0..self.plan.zones).map(|zone| self.id("eni-", &format!("{service}/{zone}")));
        VpcEndpoint {
            subnets: self.subnet_list(),
            security_groups: vec![self.group("endpoints")],
            network_interfaces: interfaces.collect(),
            private_dns: true,
            ..self.bare_endpoint(service, policy)
        }
    }

    fn bare_endpoint(&self, service: &str, policy: Document) -> VpcEndpoint {
        let region = self.plan.region;
        let service_name = match service {
            "studio" | "notebook" => format!("aws.sagemaker.{region}.{service}"),
            _ => format!("com.amazonaws.{region}.{service}"),
        };
        VpcEndpoint {
            id: self.endpoint(service),
            vpc: self.vpc_id(),
            kind: EndpointType::Interface,
            service_name: service_name.into(),
            state: EndpointState::Available,
            policy,
            route_tables: Vec::new(),
            subnets: Vec::new(),
            security_groups: Vec::new(),
            network_interfaces: Vec::new(),
            private_dns: false,
            created: Timestamp(self.plan.seat.joined.0 + 9_000),
            tags: self.named(service),
        }
    }

    fn security_groups(&self, pool: &mut Pool) -> Vec<SecurityGroup> {
        let (studio, models, endpoints) = (self.group("studio"), self.group("models"), self.group("endpoints"));
        let (tcp, nothing) = (pool.text("tcp"), pool.text(""));
        let permission = |from, to, groups: &[&String]| Permission {
            protocol: Arc::clone(&tcp),
            ports: Some((from, to)),
            cidrs: Vec::new(),
            groups: groups.iter().map(|group| GroupPair { id: (*group).clone(), account: self.account }).collect(),
            prefix_lists: Vec::new(),
            description: Arc::clone(&nothing),
        };
        let https = |groups: &[&String]| permission(443, 443, groups);
        let mut outward = https(&[&endpoints]);
        outward.prefix_lists.push(s3_prefix_list(self.plan.region));
        let within = |from, to| permission(from, to, &[&studio]);
        let studio_in = vec![within(2_049, 2_049), within(8_192, 65_535)];
        let studio_out = studio_in.iter().cloned().chain([outward.clone()]).collect();
        let mut endpoints_in = https(&[&studio, &models]);
        if self.plan.gateway.is_some() && self.plan.services == CENTRAL_SERVICES {
            endpoints_in.cidrs.push(CORPORATE.into());
        }
        let mut group = |name: &'static str, description: &'static str, ingress, egress| SecurityGroup {
            id: self.group(name),
            vpc: self.vpc_id(),
            name: pool.text(name),
            description: pool.text(description),
            ingress,
            egress,
            tags: if name == "default" { Vec::new() } else { self.named(name) },
        };
        vec![
            group("default", "default VPC security group", Vec::new(), Vec::new()),
            group("studio", "Studio domains and the jobs started from them", studio_in, studio_out),
            group("models", "Deployed models", Vec::new(), vec![outward]),
            group("endpoints", "Interface endpoints", vec![endpoints_in], Vec::new()),
        ]
    }
}

/// The prefix list of S3 in a Region.
pub(crate) fn s3_prefix_list(region: &str) -> Arc<str> {
    if region == "us-east-1" { "pl-63a5400a".into() } else { "pl-6da54004".into() }
}

fn zone_prefix(region: &str) -> String {
    let mut parts = region.split('-');
    let (area, direction, number) = (parts.next(), parts.next(), parts.next());
    let initial = direction.and_then(|text| text.chars().next()).unwrap_or('x');
    format!("{}{initial}{}", area.unwrap_or_default(), number.unwrap_or_default())
}

/// What may pass an S3 endpoint: the organization's people to the organization's buckets, and AWS's buckets that SageMaker reads.
fn s3_endpoint_policy(organization: &str, region: &str) -> Document {
    let own = json!({ "StringEquals": { "aws:PrincipalOrgID": organization, "aws:ResourceOrgID": organization } });
    let people = json!({ "StringEquals": { "aws:PrincipalOrgID": organization } });
    policy(vec![
        json!({ "Sid": "OrganizationBuckets", "Effect": "Allow", "Principal": "*", "Action": ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"], "Resource": "*", "Condition": own }),
        json!({ "Sid": "AwsBuckets", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": [format!("arn:aws:s3:::jumpstart-cache-prod-{region}/*"), format!("arn:aws:s3:::prod-{region}-starport-layer-bucket/*")], "Condition": people }),
    ])
}

fn interface_endpoint_policy(organization: &str) -> Document {
    let own = json!({ "StringEquals": { "aws:PrincipalOrgID": organization, "aws:ResourceOrgID": organization } });
    policy(vec![
        json!({ "Sid": "Organization", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": own }),
    ])
}
