//! Transit gateway attachments, seen by the owner of the gateway and by the owner of what is attached.

use super::{listed, listed::Listed, tag_set};
use crate::{
    services::{Answer, Request},
    state::{AttachmentType, Owned, State, Tag, TransitAttachment},
    wire::{Value, map},
};

/// `DescribeTransitGatewayAttachments`.
pub(in crate::services) fn describe_transit_gateway_attachments(state: &State, request: &Request) -> Answer {
    listed::describe(state, request, state.visible_attachments(request.account, &request.region))
}

/// `DescribeTransitGatewayVpcAttachments`.
pub(in crate::services) fn describe_transit_gateway_vpc_attachments(state: &State, request: &Request) -> Answer {
    let attachments = state.visible_attachments(request.account, &request.region).into_iter();
    listed::describe(state, request, attachments.filter(|owned| owned.item.kind == AttachmentType::Vpc).map(OfVpc))
}

/// An attachment as the operation for VPC attachments tells it.
struct OfVpc<'a>(Owned<'a, TransitAttachment>);

impl Listed for Owned<'_, TransitAttachment> {
    const IDS: &'static str = "TransitGatewayAttachmentIds";
    const NOT_FOUND: &'static str = "InvalidTransitGatewayAttachmentID.NotFound";
    const SET: &'static str = "transitGatewayAttachments";
    const FILTERS: &'static [&'static str] = &[
        "transit-gateway-attachment-id",
        "transit-gateway-id",
        "transit-gateway-owner-id",
        "resource-id",
        "resource-owner-id",
        "resource-type",
        "state",
        "association.transit-gateway-route-table-id",
        "association.state",
    ];

    fn id(&self) -> &str {
        &self.item.id
    }

    fn tags(&self) -> &[Tag] {
        &self.item.tags
    }

    fn values(&self, _: &Request, filter: &str) -> Vec<String> {
        let segment = self.item.segment.clone();
        match filter {
            "transit-gateway-id" => vec![self.item.gateway.clone()],
            "transit-gateway-owner-id" => vec![self.owner.to_string()],
            "resource-id" => vec![self.item.resource.clone()],
            "resource-owner-id" => vec![self.item.resource_owner.to_string()],
            "resource-type" => vec![self.item.kind.as_str().into()],
            "state" => vec![self.item.state.as_str().into()],
            "association.transit-gateway-route-table-id" => segment.into_iter().collect(),
            "association.state" => segment.into_iter().map(|_| "associated".into()).collect(),
            _ => vec![self.item.id.clone()],
        }
    }

    fn write(&self, _: &State, _: &Request) -> Value {
        let Self { owner, item } = self;
        let association = |table: &String| map! { "transitGatewayRouteTableId": table, "state": "associated" };
        map! {
            "transitGatewayAttachmentId": &item.id,
            "transitGatewayId": &item.gateway,
            "transitGatewayOwnerId": owner.to_string(),
            "resourceOwnerId": item.resource_owner.to_string(),
            "resourceType": item.kind.as_str(),
            "resourceId": &item.resource,
            "state": item.state.as_str(),
            "association": item.segment.as_ref().map(association),
            "creationTime": item.created,
            "tagSet": tag_set(&item.tags),
        }
    }
}

impl Listed for OfVpc<'_> {
    const IDS: &'static str = "TransitGatewayAttachmentIds";
    const NOT_FOUND: &'static str = "InvalidTransitGatewayAttachmentID.NotFound";
    const SET: &'static str = "transitGatewayVpcAttachments";
    const FILTERS: &'static [&'static str] =
        &["transit-gateway-attachment-id", "transit-gateway-id", "vpc-id", "state"];

    fn id(&self) -> &str {
        self.0.id()
    }

    fn tags(&self) -> &[Tag] {
        self.0.tags()
    }

    fn values(&self, request: &Request, filter: &str) -> Vec<String> {
        self.0.values(request, if filter == "vpc-id" { "resource-id" } else { filter })
    }

    fn write(&self, _: &State, _: &Request) -> Value {
        let item = self.0.item;
        map! {
            "transitGatewayAttachmentId": &item.id,
            "transitGatewayId": &item.gateway,
            "vpcId": &item.resource,
            "vpcOwnerId": item.resource_owner.to_string(),
            "state": item.state.as_str(),
            "subnetIds": Value::list(&item.subnets),
            "creationTime": item.created,
            "options": map! {
                "dnsSupport": "enable",
                "ipv6Support": "disable",
                "applianceModeSupport": if item.appliance_mode { "enable" } else { "disable" },
            },
            "tagSet": tag_set(&item.tags),
        }
    }
}
