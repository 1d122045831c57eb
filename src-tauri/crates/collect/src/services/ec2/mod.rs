//! EC2 networking: VPCs with what is in them, and transit gateways.
//!
//! VPCs, subnets and transit gateways may be shared between accounts. Each is reported by its owner where the owner is crawled; a
//! transit gateway attachment by the owner of the transit gateway, who alone sees where its routes are propagated.

mod attachment;
mod endpoint;
mod route_table;
mod security_group;
mod transit;
mod vpc;

use armillary_model::{AccountId, Resource, Service};
use aws_sdk_ec2::{Client, types::Tag};
use aws_smithy_types::DateTime;
use futures::{FutureExt, future::join};
use serde_json::Value;

use crate::{
    Collector, Reach,
    document::{object, tag_list},
    visit::Visit,
};
use attachment::{OfVpcs, Segments};

pub(crate) const COLLECTOR: Collector = Collector {
    service: Service::Ec2,
    reach: Reach::AccountRegion,
    actions: &[
        "ec2:DescribeRegions",
        "ec2:DescribeRouteTables",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeTransitGatewayAttachments",
        "ec2:DescribeTransitGatewayRouteTables",
        "ec2:DescribeTransitGatewayVpcAttachments",
        "ec2:DescribeTransitGateways",
        "ec2:DescribeVpcEndpoints",
        "ec2:DescribeVpcs",
        "ec2:GetTransitGatewayRouteTableAssociations",
        "ec2:GetTransitGatewayRouteTablePropagations",
    ],
    read: |visit| {
        async move {
            let client = visit.access.ec2(&visit.unit.region);
            join(vpcs(visit, &client), transit_gateways(visit, &client)).await;
        }
        .boxed()
    },
};

/// How many items a page holds: the most that all of these calls accept.
const PAGE: i32 = 100;

async fn vpcs(visit: &Visit, client: &Client) {
    let place = visit.place();
    let keep = |owner: Option<&str>, resource: Resource| visit.keep_of(account(visit, owner), resource);
    let pages = client.describe_vpcs().max_results(PAGE).into_paginator().items().send();
    for item in visit.all("ec2:DescribeVpcs", pages).await {
        keep(item.owner_id(), vpc::vpc(&place, &item));
    }
    let pages = client.describe_subnets().max_results(PAGE).into_paginator().items().send();
    for item in visit.all("ec2:DescribeSubnets", pages).await {
        keep(item.owner_id(), vpc::subnet(&place, &item));
    }
    let pages = client.describe_route_tables().max_results(PAGE).into_paginator().items().send();
    for item in visit.all("ec2:DescribeRouteTables", pages).await {
        keep(item.owner_id(), route_table::route_table(&place, &item));
    }
    let pages = client.describe_security_groups().max_results(PAGE).into_paginator().items().send();
    for item in visit.all("ec2:DescribeSecurityGroups", pages).await {
        keep(item.owner_id(), security_group::security_group(&place, &item));
    }
    let pages = client.describe_vpc_endpoints().max_results(PAGE).into_paginator().items().send();
    for item in visit.all("ec2:DescribeVpcEndpoints", pages).await {
        keep(item.owner_id(), endpoint::vpc_endpoint(&place, &item));
    }
}

async fn transit_gateways(visit: &Visit, client: &Client) {
    let place = visit.place();
    let pages = client.describe_transit_gateways().max_results(PAGE).into_paginator().items().send();
    for item in visit.all("ec2:DescribeTransitGateways", pages).await {
        visit.keep_of(account(visit, item.owner_id()), transit::transit_gateway(&place, &item));
    }
    let pages = client.describe_transit_gateway_attachments().max_results(PAGE).into_paginator().items().send();
    let attachments = visit.all("ec2:DescribeTransitGatewayAttachments", pages).await;
    let segments = route_tables(visit, client).await;
    let mut of_vpcs = OfVpcs::default();
    if attachments.iter().any(attachment::is_of_vpc) {
        let pages = client.describe_transit_gateway_vpc_attachments().max_results(PAGE).into_paginator().items().send();
        let (items, cut) = visit.all_or_why("ec2:DescribeTransitGatewayVpcAttachments", pages).await;
        of_vpcs.cut = cut;
        for item in items {
            of_vpcs.known.insert(item.transit_gateway_attachment_id().unwrap_or_default().to_owned(), item);
        }
    }
    for item in &attachments {
        let resource = attachment::attachment(&place, item, &of_vpcs, &segments);
        visit.keep_of(account(visit, item.transit_gateway_owner_id()), resource);
    }
}

/// Keeps the route tables of the account's transit gateways; gives which attachments belong to them.
async fn route_tables(visit: &Visit, client: &Client) -> Segments {
    let mut segments = Segments::default();
    let pages = client.describe_transit_gateway_route_tables().max_results(PAGE).into_paginator().items().send();
    let (tables, cut) = visit.all_or_why("ec2:DescribeTransitGatewayRouteTables", pages).await;
    (segments.unread_associations, segments.unread_propagations) = (cut.clone(), cut);
    for table in tables {
        visit.keep(transit::route_table(&visit.place(), &table));
        let Some(id) = table.transit_gateway_route_table_id() else { continue };
        let call = client.get_transit_gateway_route_table_associations().transit_gateway_route_table_id(id);
        let pages = call.max_results(PAGE).into_paginator().items().send();
        let (associations, cut) = visit.all_or_why("ec2:GetTransitGatewayRouteTableAssociations", pages).await;
        segments.unread_associations = segments.unread_associations.or(cut);
        associations.iter().for_each(|association| segments.associate(id, association));
        let call = client.get_transit_gateway_route_table_propagations().transit_gateway_route_table_id(id);
        let pages = call.max_results(PAGE).into_paginator().items().send();
        let (propagations, cut) = visit.all_or_why("ec2:GetTransitGatewayRouteTablePropagations", pages).await;
        segments.unread_propagations = segments.unread_propagations.or(cut);
        propagations.iter().for_each(|propagation| segments.propagate(id, propagation));
    }
    segments
}

fn account(visit: &Visit, owner: Option<&str>) -> AccountId {
    visit.place().of_owner(owner).account
}

fn tags(tags: &[Tag]) -> Vec<Value> {
    tag_list(tags.iter().map(|tag| (tag.key().unwrap_or_default(), tag.value().unwrap_or_default())))
}

/// The `Name` tag, else the id.
fn name<'a>(tags: &'a [Tag], id: Option<&'a str>) -> &'a str {
    let named = tags.iter().find(|tag| tag.key() == Some("Name")).and_then(Tag::value).filter(|name| !name.is_empty());
    named.or(id).unwrap_or_default()
}

/// What all transit gateway resources share.
fn stamped(state: Option<&str>, created: Option<&DateTime>, tagged: &[Tag]) -> Value {
    object! { "State": state, "CreationTime": created, "Tags": tags(tagged) }
}
