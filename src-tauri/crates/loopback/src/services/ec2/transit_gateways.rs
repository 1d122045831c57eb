//! Transit gateways: the account's own, and those shared with it.

use super::{listed, listed::Listed, tag_set};
use crate::{
    services::{Answer, Request},
    state::{Owned, State, Tag, TransitGateway},
    wire::{Value, map},
};

/// `DescribeTransitGateways`.
pub(in crate::services) fn describe_transit_gateways(state: &State, request: &Request) -> Answer {
    listed::describe(state, request, state.visible_transit_gateways(request.account, &request.region))
}

impl Listed for Owned<'_, TransitGateway> {
    const IDS: &'static str = "TransitGatewayIds";
    const NOT_FOUND: &'static str = "InvalidTransitGatewayID.NotFound";
    const SET: &'static str = "transitGatewaySet";
    const FILTERS: &'static [&'static str] = &["transit-gateway-id", "state", "owner-id"];

    fn id(&self) -> &str {
        &self.item.id
    }

    /// Tags are not shared: only the owner sees them.
    fn tags(&self) -> &[Tag] {
        &self.item.tags
    }

    fn values(&self, _: &Request, filter: &str) -> Vec<String> {
        vec![match filter {
            "state" => "available".into(),
            "owner-id" => self.owner.to_string(),
            _ => self.item.id.clone(),
        }]
    }

    fn write(&self, _: &State, request: &Request) -> Value {
        let Self { owner, item } = self;
        let enabled = |on: bool| if on { "enable" } else { "disable" };
        let is_own = *owner == request.account;
        map! {
            "transitGatewayId": &item.id,
            "transitGatewayArn": format!("arn:aws:ec2:{}:{owner}:transit-gateway/{}", request.region, item.id),
            "state": "available",
            "ownerId": owner.to_string(),
            "description": &item.description,
            "creationTime": item.created,
            "options": map! {
                "amazonSideAsn": i64::try_from(item.asn).unwrap_or(i64::MAX),
                "autoAcceptSharedAttachments": enabled(item.auto_accept_attachments),
                "defaultRouteTableAssociation": enabled(item.default_association_table.is_some()),
                "associationDefaultRouteTableId": item.default_association_table.as_ref(),
                "defaultRouteTablePropagation": enabled(item.default_propagation_table.is_some()),
                "propagationDefaultRouteTableId": item.default_propagation_table.as_ref(),
                "vpnEcmpSupport": "enable",
                "dnsSupport": "enable",
                "multicastSupport": "disable",
            },
            "tagSet": tag_set(if is_own { &item.tags } else { &[] }),
        }
    }
}
