//! VPC route tables as resources.

use armillary_model::{Kind, Relation, RelationKind, Resource};
use aws_sdk_ec2::types::{Route, RouteTable, RouteTableAssociation};
use serde_json::Value;

use super::{name, tags};
use crate::{
    document::{object, sorted},
    place::Place,
};

pub(super) fn route_table(place: &Place, table: &RouteTable) -> Resource {
    let place = place.of_owner(table.owner_id());
    let vgw = |gateway: &aws_sdk_ec2::types::PropagatingVgw| object! { "GatewayId": gateway.gateway_id() };
    let document = object! {
        "RouteTableId": table.route_table_id(),
        "OwnerId": table.owner_id(),
        "VpcId": table.vpc_id(),
        "Associations": sorted(table.associations().iter().map(association)),
        "PropagatingVgws": sorted(table.propagating_vgws().iter().map(vgw)),
        "Routes": sorted(table.routes().iter().map(route)),
        "Tags": tags(table.tags()),
    };
    let id = table.route_table_id().unwrap_or_default();
    let mut relations: Vec<Relation> = table.routes().iter().filter_map(|route| leads_to(&place, route)).collect();
    if let Some(vpc) = table.vpc_id() {
        relations.push(Relation::new(RelationKind::InVpc, place.arn("ec2", &format!("vpc/{vpc}")), ""));
    }
    for subnet in table.associations().iter().filter_map(RouteTableAssociation::subnet_id) {
        relations.push(Relation::new(RelationKind::InSubnet, place.arn("ec2", &format!("subnet/{subnet}")), ""));
    }
    let arn = place.arn("ec2", &format!("route-table/{id}"));
    place.resource(Kind::RouteTable, arn, name(table.tags(), Some(id)), document, relations)
}

/// Where a route leads, unless it stays in the VPC. The label is the destination.
fn leads_to(place: &Place, route: &Route) -> Option<Relation> {
    let destination = route
        .destination_cidr_block()
        .or_else(|| route.destination_ipv6_cidr_block())
        .or_else(|| route.destination_prefix_list_id())
        .unwrap_or_default();
    let gateway = route.gateway_id().filter(|id| *id != "local");
    let id = route
        .transit_gateway_id()
        .or(gateway)
        .or_else(|| route.nat_gateway_id())
        .or_else(|| route.vpc_peering_connection_id())
        .or_else(|| route.egress_only_internet_gateway_id())
        .or_else(|| route.core_network_arn())?;
    // Only an endpoint is known to be the account's own; a transit gateway may be anybody's.
    let target = if id.starts_with("vpce-") { place.arn("ec2", &format!("vpc-endpoint/{id}")) } else { id.to_owned() };
    Some(Relation::new(RelationKind::RoutesTo, target, destination))
}

fn association(association: &RouteTableAssociation) -> Value {
    let state = association.association_state().and_then(|state| state.state());
    object! {
        "Main": association.main(),
        "RouteTableAssociationId": association.route_table_association_id(),
        "RouteTableId": association.route_table_id(),
        "SubnetId": association.subnet_id(),
        "GatewayId": association.gateway_id(),
        "AssociationState": state.map(|state| object! { "State": state.as_str() }),
    }
}

fn route(route: &Route) -> Value {
    object! {
        "DestinationCidrBlock": route.destination_cidr_block(),
        "DestinationIpv6CidrBlock": route.destination_ipv6_cidr_block(),
        "DestinationPrefixListId": route.destination_prefix_list_id(),
        "EgressOnlyInternetGatewayId": route.egress_only_internet_gateway_id(),
        "GatewayId": route.gateway_id(),
        "InstanceId": route.instance_id(),
        "InstanceOwnerId": route.instance_owner_id(),
        "NatGatewayId": route.nat_gateway_id(),
        "TransitGatewayId": route.transit_gateway_id(),
        "LocalGatewayId": route.local_gateway_id(),
        "CarrierGatewayId": route.carrier_gateway_id(),
        "NetworkInterfaceId": route.network_interface_id(),
        "VpcPeeringConnectionId": route.vpc_peering_connection_id(),
        "CoreNetworkArn": route.core_network_arn(),
        "Origin": route.origin().map(|origin| origin.as_str()),
        "State": route.state().map(|state| state.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::here;

    #[test]
    fn routes_that_leave_the_vpc_are_relations() {
        let local = Route::builder().destination_cidr_block("10.0.0.0/16").gateway_id("local").build();
        let hub = Route::builder().destination_cidr_block("0.0.0.0/0").transit_gateway_id("tgw-1").build();
        let endpoint = Route::builder().destination_prefix_list_id("pl-1").gateway_id("vpce-1").build();
        let joined = RouteTableAssociation::builder().subnet_id("subnet-1").build();
        let table = RouteTable::builder().route_table_id("rtb-1").vpc_id("vpc-1").associations(joined);
        let resource = route_table(&here(), &table.routes(local).routes(hub).routes(endpoint).build());
        let found: Vec<(RelationKind, &str, &str)> =
            resource.relations.iter().map(|one| (one.kind, one.target.as_str(), one.label.as_str())).collect();
        assert_eq!(
            found,
            [
                (RelationKind::InVpc, "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1", ""),
                (RelationKind::InSubnet, "arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-1", ""),
                (RelationKind::RoutesTo, "arn:aws:ec2:eu-west-1:111122223333:vpc-endpoint/vpce-1", "pl-1"),
                (RelationKind::RoutesTo, "tgw-1", "0.0.0.0/0"),
            ]
        );
    }
}
