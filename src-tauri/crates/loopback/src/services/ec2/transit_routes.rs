//! `SearchTransitGatewayRoutes`: the routes of a transit gateway route table, set by hand and propagated.

use super::{PAGES, filters::Filters, transit_route_tables::asked};
use crate::{
    services::{Answer, Request},
    state::{AttachmentType, State, Transit, TransitAttachment, TransitRouteTable},
    wire::{Value, map},
};

const FILTERS: &[&str] = &[
    "attachment.transit-gateway-attachment-id",
    "attachment.resource-id",
    "attachment.resource-type",
    "route-search.exact-match",
    "state",
    "type",
];

/// A route of a transit gateway route table.
#[derive(Clone, Copy, Debug)]
struct Route<'a> {
    cidr: &'a str,
    is_static: bool,
    /// Where it leads; nowhere for a black hole.
    attachment: Option<&'a TransitAttachment>,
}

/// `SearchTransitGatewayRoutes`. At least one filter has to be given.
pub(in crate::services) fn search_transit_gateway_routes(state: &State, request: &Request) -> Answer {
    let (transit, table) = asked(state, request)?;
    let filters = Filters::of(request, FILTERS)?;
    if filters.is_empty() {
        return Err(request.missing("Filters"));
    }
    let routes = routes(state, request, transit, table);
    let fitting = routes.iter().filter(|route| filters.pass(&[], |filter| route.values(filter)));
    let page = request.page(&PAGES, fitting)?;
    Ok(map! {
        "routeSet": Value::list(page.items.into_iter().map(Route::write)),
        "additionalRoutesAvailable": page.next.is_some(),
        "nextToken": page.next,
    })
}

fn routes<'a>(
    state: &'a State,
    request: &Request,
    transit: &'a Transit,
    table: &'a TransitRouteTable,
) -> Vec<Route<'a>> {
    let by_hand = table.static_routes.iter().map(|route| {
        let attachment = route.attachment.as_ref().and_then(|id| transit.attachments.get(id));
        Route { cidr: &route.cidr, is_static: true, attachment }
    });
    let propagated = table.propagations.iter().filter_map(|id| transit.attachments.get(id)).filter_map(|attachment| {
        let region = state.region(attachment.resource_owner, &request.region)?;
        let vpc = (attachment.kind == AttachmentType::Vpc).then(|| region.network.vpcs.get(&attachment.resource))??;
        Some(Route { cidr: &vpc.cidr, is_static: false, attachment: Some(attachment) })
    });
    by_hand.chain(propagated).collect()
}

impl Route<'_> {
    fn state(&self) -> &'static str {
        if self.attachment.is_some() { "active" } else { "blackhole" }
    }

    fn kind(&self) -> &'static str {
        if self.is_static { "static" } else { "propagated" }
    }

    fn values(&self, filter: &str) -> Vec<String> {
        let attachment = |of: fn(&TransitAttachment) -> String| self.attachment.map(of).into_iter().collect();
        match filter {
            "attachment.transit-gateway-attachment-id" => attachment(|attachment| attachment.id.clone()),
            "attachment.resource-id" => attachment(|attachment| attachment.resource.clone()),
            "attachment.resource-type" => attachment(|attachment| attachment.kind.as_str().into()),
            "state" => vec![self.state().into()],
            "type" => vec![self.kind().into()],
            _ => vec![self.cidr.into()],
        }
    }

    fn write(&self) -> Value {
        let attachments = self.attachment.map(|attachment| {
            map! {
                "resourceId": &attachment.resource,
                "transitGatewayAttachmentId": &attachment.id,
                "resourceType": attachment.kind.as_str(),
            }
        });
        map! {
            "destinationCidrBlock": self.cidr,
            "transitGatewayAttachments": Value::list(attachments),
            "type": self.kind(),
            "state": self.state(),
        }
    }
}
