//! Transit gateways and their route tables as resources.

use armillary_model::{Kind, Relation, RelationKind, Resource};
use aws_sdk_ec2::types::{TransitGateway, TransitGatewayOptions, TransitGatewayRouteTable};
use serde_json::Value;

use super::{name, stamped};
use crate::{
    document::{object, put, sorted_texts},
    place::Place,
};

pub(super) fn transit_gateway(place: &Place, gateway: &TransitGateway) -> Resource {
    let place = place.of_owner(gateway.owner_id());
    let mut document = stamped(gateway.state().map(|state| state.as_str()), gateway.creation_time(), gateway.tags());
    if let Some(members) = document.as_object_mut() {
        put(members, "TransitGatewayId", gateway.transit_gateway_id());
        put(members, "TransitGatewayArn", gateway.transit_gateway_arn());
        put(members, "OwnerId", gateway.owner_id());
        put(members, "Description", gateway.description());
        put(members, "Options", gateway.options().map(options));
    }
    let id = gateway.transit_gateway_id().unwrap_or_default();
    let built = || place.arn("ec2", &format!("transit-gateway/{id}"));
    let arn = gateway.transit_gateway_arn().map_or_else(built, str::to_owned);
    place.resource(Kind::TransitGateway, arn, name(gateway.tags(), Some(id)), document, Vec::new())
}

pub(super) fn route_table(place: &Place, table: &TransitGatewayRouteTable) -> Resource {
    let mut document = stamped(table.state().map(|state| state.as_str()), table.creation_time(), table.tags());
    if let Some(members) = document.as_object_mut() {
        put(members, "TransitGatewayRouteTableId", table.transit_gateway_route_table_id());
        put(members, "TransitGatewayId", table.transit_gateway_id());
        put(members, "DefaultAssociationRouteTable", table.default_association_route_table());
        put(members, "DefaultPropagationRouteTable", table.default_propagation_route_table());
    }
    let id = table.transit_gateway_route_table_id().unwrap_or_default();
    let arn = place.arn("ec2", &format!("transit-gateway-route-table/{id}"));
    let gateway = table.transit_gateway_id().map(|id| place.arn("ec2", &format!("transit-gateway/{id}")));
    let relations = gateway.map(|arn| Relation::new(RelationKind::OfTransitGateway, arn, "")).into_iter().collect();
    place.resource(Kind::TransitGatewayRouteTable, arn, name(table.tags(), Some(id)), document, relations)
}

fn options(options: &TransitGatewayOptions) -> Value {
    object! {
        "AmazonSideAsn": options.amazon_side_asn(),
        "TransitGatewayCidrBlocks": sorted_texts(options.transit_gateway_cidr_blocks()),
        "AutoAcceptSharedAttachments": options.auto_accept_shared_attachments().map(|value| value.as_str()),
        "DefaultRouteTableAssociation": options.default_route_table_association().map(|value| value.as_str()),
        "AssociationDefaultRouteTableId": options.association_default_route_table_id(),
        "DefaultRouteTablePropagation": options.default_route_table_propagation().map(|value| value.as_str()),
        "PropagationDefaultRouteTableId": options.propagation_default_route_table_id(),
        "VpnEcmpSupport": options.vpn_ecmp_support().map(|value| value.as_str()),
        "DnsSupport": options.dns_support().map(|value| value.as_str()),
        "SecurityGroupReferencingSupport": options.security_group_referencing_support().map(|value| value.as_str()),
        "MulticastSupport": options.multicast_support().map(|value| value.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::here;

    #[test]
    fn a_segment_points_at_its_transit_gateway() {
        let table = TransitGatewayRouteTable::builder().transit_gateway_route_table_id("tgw-rtb-1");
        let resource = route_table(&here(), &table.transit_gateway_id("tgw-1").build());
        let target = "arn:aws:ec2:eu-west-1:111122223333:transit-gateway/tgw-1";
        assert_eq!(resource.relations, [Relation::new(RelationKind::OfTransitGateway, target, "")]);
    }
}
