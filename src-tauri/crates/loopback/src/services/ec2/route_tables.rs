//! VPC route tables.

use super::{listed, listed::Listed, network, tag_set};
use crate::{
    services::{Answer, Request},
    state::{Destination, Route, RouteTable, RouteTableAssociation, RouteTarget, State, Tag},
    wire::{Value, map},
};

/// `DescribeRouteTables`.
pub(in crate::services) fn describe_route_tables(state: &State, request: &Request) -> Answer {
    listed::describe(state, request, network(state, request)?.route_tables.values())
}

impl Listed for &RouteTable {
    const IDS: &'static str = "RouteTableId";
    const NOT_FOUND: &'static str = "InvalidRouteTableID.NotFound";
    const SET: &'static str = "routeTableSet";
    const LARGEST_PAGE: i64 = 100;
    const FILTERS: &'static [&'static str] = &[
        "route-table-id",
        "vpc-id",
        "association.subnet-id",
        "association.main",
        "route.transit-gateway-id",
        "route.nat-gateway-id",
        "route.gateway-id",
        "owner-id",
    ];

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &[Tag] {
        &self.tags
    }

    fn values(&self, request: &Request, filter: &str) -> Vec<String> {
        let targets = |of: fn(&RouteTarget) -> Option<&str>| {
            self.routes.iter().filter_map(|route| of(&route.target)).map(str::to_owned).collect()
        };
        match filter {
            "vpc-id" => vec![self.vpc.clone()],
            "association.subnet-id" => self.associations.iter().filter_map(|used| used.subnet.clone()).collect(),
            "association.main" => self.associations.iter().map(|used| used.subnet.is_none().to_string()).collect(),
            "route.transit-gateway-id" => targets(transit_gateway),
            "route.nat-gateway-id" => targets(nat_gateway),
            "route.gateway-id" => targets(gateway),
            "owner-id" => vec![request.account.to_string()],
            _ => vec![self.id.clone()],
        }
    }

    fn write(&self, _: &State, request: &Request) -> Value {
        map! {
            "associationSet": Value::list(self.associations.iter().map(|used| association(&self.id, used))),
            "propagatingVgwSet": Vec::new(),
            "routeTableId": &self.id,
            "routeSet": Value::list(self.routes.iter().map(route)),
            "tagSet": tag_set(&self.tags),
            "vpcId": &self.vpc,
            "ownerId": request.account.to_string(),
        }
    }
}

fn association(table: &str, used: &RouteTableAssociation) -> Value {
    map! {
        "main": used.subnet.is_none(),
        "routeTableAssociationId": &used.id,
        "routeTableId": table,
        "subnetId": used.subnet.as_ref(),
        "associationState": map! { "state": "associated" },
    }
}

fn route(route: &Route) -> Value {
    let (cidr, prefix_list) = match &route.destination {
        Destination::Cidr(cidr) => (Some(cidr), None),
        Destination::PrefixList(list) => (None, Some(list)),
    };
    let is_local = route.target == RouteTarget::Local;
    map! {
        "destinationCidrBlock": cidr,
        "destinationPrefixListId": prefix_list,
        "gatewayId": gateway(&route.target),
        "natGatewayId": nat_gateway(&route.target),
        "origin": if is_local { "CreateRouteTable" } else { "CreateRoute" },
        "state": if route.active { "active" } else { "blackhole" },
        "transitGatewayId": transit_gateway(&route.target),
    }
}

/// What AWS gives as the gateway of a route: an internet gateway, a gateway endpoint, or `local`.
fn gateway(target: &RouteTarget) -> Option<&str> {
    match target {
        RouteTarget::Local => Some("local"),
        RouteTarget::Endpoint(id) | RouteTarget::InternetGateway(id) => Some(id),
        RouteTarget::TransitGateway(_) | RouteTarget::NatGateway(_) => None,
    }
}

fn nat_gateway(target: &RouteTarget) -> Option<&str> {
    if let RouteTarget::NatGateway(id) = target { Some(id) } else { None }
}

fn transit_gateway(target: &RouteTarget) -> Option<&str> {
    if let RouteTarget::TransitGateway(id) = target { Some(id) } else { None }
}
