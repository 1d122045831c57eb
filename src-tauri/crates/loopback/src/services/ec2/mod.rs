//! EC2 networking.

mod endpoints;
mod filters;
mod listed;
mod regions;
mod route_tables;
mod security_groups;
mod subnets;
mod transit_attachments;
mod transit_gateways;
mod transit_route_tables;
mod transit_routes;
mod vpcs;

pub(super) use endpoints::describe_vpc_endpoints;
pub(super) use regions::describe_regions;
pub(super) use route_tables::describe_route_tables;
pub(super) use security_groups::describe_security_groups;
pub(super) use subnets::describe_subnets;
pub(super) use transit_attachments::{describe_transit_gateway_attachments, describe_transit_gateway_vpc_attachments};
pub(super) use transit_gateways::describe_transit_gateways;
pub(super) use transit_route_tables::{
    describe_transit_gateway_route_tables, get_transit_gateway_route_table_associations,
    get_transit_gateway_route_table_propagations,
};
pub(super) use transit_routes::search_transit_gateway_routes;
pub(super) use vpcs::describe_vpcs;

use super::{AwsError, Paging, Request, Uneven};
use crate::{
    state::{Network, State, Tag},
    wire::{Value, map},
};

const PAGES: Paging =
    Paging { token: "NextToken", size: "MaxResults", min: 5, max: 1000, default: 1000, uneven: Uneven::Never };

/// The caller's network in the Region asked.
fn network<'a>(state: &'a State, request: &Request) -> Result<&'a Network, AwsError> {
    let region = state.region(request.account, &request.region);
    region.map(|region| &region.network).ok_or_else(|| request.denied("the Region is not enabled"))
}

fn tag_set(tags: &[Tag]) -> Value {
    Value::list(tags.iter().map(|tag| map! { "key": &tag.key, "value": &tag.value }))
}
