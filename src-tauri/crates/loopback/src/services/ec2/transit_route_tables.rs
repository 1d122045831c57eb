//! Transit gateway route tables, which only the owner of the gateway sees: the segments of the network.

use super::{PAGES, filters::Filters, listed, listed::Listed, tag_set};
use crate::{
    services::{Answer, AwsError, Request},
    state::{Place, State, Tag, Transit, TransitAttachment, TransitRouteTable},
    wire::{Value, map},
};

const ATTACHMENT_FILTERS: &[&str] = &["transit-gateway-attachment-id", "resource-id", "resource-type"];

/// `DescribeTransitGatewayRouteTables`.
pub(in crate::services) fn describe_transit_gateway_route_tables(state: &State, request: &Request) -> Answer {
    let tables = own(state, request).into_iter().flat_map(|transit| transit.route_tables.values());
    listed::describe(state, request, tables)
}

/// `GetTransitGatewayRouteTableAssociations`.
pub(in crate::services) fn get_transit_gateway_route_table_associations(state: &State, request: &Request) -> Answer {
    let (transit, table) = asked(state, request)?;
    let members = transit.attachments.values().filter(|attachment| attachment.segment.as_ref() == Some(&table.id));
    attachments(request, "associations", "associated", members)
}

/// `GetTransitGatewayRouteTablePropagations`.
pub(in crate::services) fn get_transit_gateway_route_table_propagations(state: &State, request: &Request) -> Answer {
    let (transit, table) = asked(state, request)?;
    let propagated = table.propagations.iter().filter_map(|id| transit.attachments.get(id));
    attachments(request, "transitGatewayRouteTablePropagations", "enabled", propagated)
}

/// The route table asked for, and the transit gateways it belongs to.
pub(super) fn asked<'a>(state: &'a State, request: &Request) -> Result<(&'a Transit, &'a TransitRouteTable), AwsError> {
    let id = request.required("TransitGatewayRouteTableId")?;
    let transit = own(state, request);
    let found = transit.and_then(|transit| Some((transit, transit.route_tables.get(id)?)));
    found.ok_or_else(|| {
        let message = format!("Transit Gateway Route Table {id} was deleted or does not exist.");
        AwsError::new("InvalidRouteTableID.NotFound", message)
    })
}

fn own<'a>(state: &'a State, request: &Request) -> Option<&'a Transit> {
    state.transit.get(&Place::new(request.account, &request.region))
}

fn attachments<'a>(
    request: &Request,
    set: &'static str,
    link: &str,
    attachments: impl Iterator<Item = &'a TransitAttachment>,
) -> Answer {
    let filters = Filters::of(request, ATTACHMENT_FILTERS)?;
    let fitting = attachments.filter(|attachment| {
        filters.pass(&[], |filter| {
            vec![match filter {
                "resource-id" => attachment.resource.clone(),
                "resource-type" => attachment.kind.as_str().into(),
                _ => attachment.id.clone(),
            }]
        })
    });
    let page = request.page(&PAGES, fitting)?;
    let items = page.items.into_iter().map(|attachment| {
        map! {
            "transitGatewayAttachmentId": &attachment.id,
            "resourceId": &attachment.resource,
            "resourceType": attachment.kind.as_str(),
            "state": link,
        }
    });
    Ok(map! { set: Value::list(items), "nextToken": page.next })
}

impl Listed for &TransitRouteTable {
    const IDS: &'static str = "TransitGatewayRouteTableIds";
    const NOT_FOUND: &'static str = "InvalidRouteTableID.NotFound";
    const SET: &'static str = "transitGatewayRouteTables";
    const FILTERS: &'static [&'static str] = &["transit-gateway-route-table-id", "transit-gateway-id", "state"];

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &[Tag] {
        &self.tags
    }

    fn values(&self, _: &Request, filter: &str) -> Vec<String> {
        vec![match filter {
            "transit-gateway-id" => self.gateway.clone(),
            "state" => "available".into(),
            _ => self.id.clone(),
        }]
    }

    fn write(&self, state: &State, request: &Request) -> Value {
        let gateway = own(state, request).and_then(|transit| transit.gateways.get(&self.gateway));
        let is = |table: Option<&String>| table == Some(&self.id);
        map! {
            "transitGatewayRouteTableId": &self.id,
            "transitGatewayId": &self.gateway,
            "state": "available",
            "defaultAssociationRouteTable": is(gateway.and_then(|gateway| gateway.default_association_table.as_ref())),
            "defaultPropagationRouteTable": is(gateway.and_then(|gateway| gateway.default_propagation_table.as_ref())),
            "creationTime": self.created,
            "tagSet": tag_set(&self.tags),
        }
    }
}
