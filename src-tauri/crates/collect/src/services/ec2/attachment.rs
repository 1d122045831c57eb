//! Transit gateway attachments as resources: what is attached, and the segments it belongs to.

use std::collections::BTreeMap;

use armillary_model::{Gap, Kind, Part, Relation, RelationKind, Resource};
use aws_sdk_ec2::types::{
    TransitGatewayAttachment, TransitGatewayAttachmentResourceType, TransitGatewayRouteTableAssociation,
    TransitGatewayRouteTablePropagation, TransitGatewayVpcAttachment, TransitGatewayVpcAttachmentOptions,
};
use serde_json::Value;

use super::{name, stamped};
use crate::{
    document::{object, put, sorted_texts, texts},
    place::{Place, missing},
};

/// Which route tables attachments are associated with and propagate to, by attachment id; known to the owner of the route tables.
#[derive(Debug, Default)]
pub(super) struct Segments {
    associated: BTreeMap<String, String>,
    propagated: BTreeMap<String, Vec<String>>,
    /// Why more attachments may be associated than these.
    pub unread_associations: Option<Gap>,
    /// Why routes may be propagated to more tables than these.
    pub unread_propagations: Option<Gap>,
}

impl Segments {
    pub fn associate(&mut self, table: &str, association: &TransitGatewayRouteTableAssociation) {
        if let Some(id) = association.transit_gateway_attachment_id() {
            self.associated.insert(id.to_owned(), table.to_owned());
        }
    }

    pub fn propagate(&mut self, table: &str, propagation: &TransitGatewayRouteTablePropagation) {
        if let Some(id) = propagation.transit_gateway_attachment_id() {
            self.propagated.entry(id.to_owned()).or_default().push(table.to_owned());
        }
    }
}

pub(super) fn is_of_vpc(attachment: &TransitGatewayAttachment) -> bool {
    attachment.resource_type() == Some(&TransitGatewayAttachmentResourceType::Vpc)
}

/// What only the call about VPC attachments tells, by attachment id, and why it may tell no more.
#[derive(Debug, Default)]
pub(super) struct OfVpcs {
    pub known: BTreeMap<String, TransitGatewayVpcAttachment>,
    pub cut: Option<Gap>,
}

/// An attachment. Its segments are put into its document as `Association` and `Propagations`; those of a VPC attachment's
/// members that only `DescribeTransitGatewayVpcAttachments` tells, as `SubnetIds` and `Options`.
pub(super) fn attachment(
    place: &Place,
    item: &TransitGatewayAttachment,
    of_vpcs: &OfVpcs,
    segments: &Segments,
) -> Resource {
    let id = item.transit_gateway_attachment_id().unwrap_or_default();
    let of_vpc = of_vpcs.known.get(id);
    let told = item.association().and_then(|association| association.transit_gateway_route_table_id());
    let associated = told.or_else(|| segments.associated.get(id).map(String::as_str));
    let mut document = stamped(item.state().map(|state| state.as_str()), item.creation_time(), item.tags());
    if let Some(members) = document.as_object_mut() {
        put(members, "TransitGatewayAttachmentId", item.transit_gateway_attachment_id());
        put(members, "TransitGatewayId", item.transit_gateway_id());
        put(members, "TransitGatewayOwnerId", item.transit_gateway_owner_id());
        put(members, "ResourceOwnerId", item.resource_owner_id());
        put(members, "ResourceType", item.resource_type().map(|kind| kind.as_str()));
        put(members, "ResourceId", item.resource_id());
        put(members, "Association", associated.map(|table| object! { "TransitGatewayRouteTableId": table }));
        put(members, "Propagations", segments.propagated.get(id).map(sorted_texts));
        put(members, "SubnetIds", of_vpc.map(|vpc| sorted_texts(vpc.subnet_ids())));
        put(members, "Options", of_vpc.and_then(|vpc| vpc.options()).map(options));
    }
    // A VPC attachment is its VPC owner's; both sides of a peering have one of the same id, each of its own.
    let owner = if is_of_vpc(item) { item.resource_owner_id() } else { item.transit_gateway_owner_id() };
    let home = place.of_owner(owner);
    let arn = home.arn("ec2", &format!("transit-gateway-attachment/{id}"));
    let relations = relations(place, item, &document);
    let name = name(item.tags(), Some(id));
    home.resource(Kind::TransitGatewayAttachment, arn, name, document, relations)
        .without(missing(Part::ASSOCIATION, segments.unread_associations.as_ref().filter(|_| associated.is_none())))
        .without(missing(Part::PROPAGATIONS, segments.unread_propagations.as_ref()))
        .without(missing(Part::VPC_ATTACHMENT, of_vpcs.cut.as_ref().filter(|_| is_of_vpc(item) && of_vpc.is_none())))
}

fn relations(place: &Place, item: &TransitGatewayAttachment, document: &Value) -> Vec<Relation> {
    let hub = place.of_owner(item.transit_gateway_owner_id());
    let spoke = place.of_owner(item.resource_owner_id());
    let mut relations = Vec::new();
    if let Some(gateway) = item.transit_gateway_id() {
        let target = hub.arn("ec2", &format!("transit-gateway/{gateway}"));
        relations.push(Relation::new(RelationKind::OfTransitGateway, target, ""));
    }
    if let (Some(id), Some(kind)) = (item.resource_id(), item.resource_type()) {
        let target = attached(&spoke, kind, id);
        relations.push(Relation::new(RelationKind::Attaches, target, kind.as_str()));
    }
    let table = |id: &str| hub.arn("ec2", &format!("transit-gateway-route-table/{id}"));
    if let Some(id) = document.pointer("/Association/TransitGatewayRouteTableId").and_then(Value::as_str) {
        relations.push(Relation::new(RelationKind::AssociatedWith, table(id), ""));
    }
    let propagated = texts(document.get("Propagations"));
    relations.extend(propagated.into_iter().map(|id| Relation::new(RelationKind::PropagatesTo, table(id), "")));
    for subnet in texts(document.get("SubnetIds")) {
        relations.push(Relation::new(RelationKind::InSubnet, spoke.arn("ec2", &format!("subnet/{subnet}")), ""));
    }
    relations
}

fn attached(spoke: &Place, kind: &TransitGatewayAttachmentResourceType, id: &str) -> String {
    match kind {
        TransitGatewayAttachmentResourceType::Vpc => spoke.arn("ec2", &format!("vpc/{id}")),
        TransitGatewayAttachmentResourceType::Vpn => spoke.arn("ec2", &format!("vpn-connection/{id}")),
        // Peers may be in another Region, and Direct Connect gateways are in none: their ids say more.
        _ => id.to_owned(),
    }
}

fn options(options: &TransitGatewayVpcAttachmentOptions) -> Value {
    object! {
        "DnsSupport": options.dns_support().map(|value| value.as_str()),
        "SecurityGroupReferencingSupport": options.security_group_referencing_support().map(|value| value.as_str()),
        "Ipv6Support": options.ipv6_support().map(|value| value.as_str()),
        "ApplianceModeSupport": options.appliance_mode_support().map(|value| value.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::here;

    fn of_spoke() -> TransitGatewayAttachment {
        TransitGatewayAttachment::builder()
            .transit_gateway_attachment_id("tgw-attach-1")
            .transit_gateway_id("tgw-1")
            .transit_gateway_owner_id("111122223333")
            .resource_owner_id("444455556666")
            .resource_type(TransitGatewayAttachmentResourceType::Vpc)
            .resource_id("vpc-1")
            .build()
    }

    #[test]
    fn an_attachment_is_filed_under_the_owner_of_the_vpc_and_points_both_ways() {
        let mut segments = Segments::default();
        let association = TransitGatewayRouteTableAssociation::builder().transit_gateway_attachment_id("tgw-attach-1");
        segments.associate("tgw-rtb-dev", &association.build());
        let propagation = TransitGatewayRouteTablePropagation::builder().transit_gateway_attachment_id("tgw-attach-1");
        segments.propagate("tgw-rtb-shared", &propagation.build());
        let of_vpc = TransitGatewayVpcAttachment::builder().subnet_ids("subnet-1").build();
        let known = BTreeMap::from([("tgw-attach-1".to_owned(), of_vpc)]);
        let resource = attachment(&here(), &of_spoke(), &OfVpcs { known, cut: None }, &segments);
        assert_eq!(resource.arn, "arn:aws:ec2:eu-west-1:444455556666:transit-gateway-attachment/tgw-attach-1");
        assert_eq!(resource.account.to_string(), "444455556666");
        let targets: Vec<(RelationKind, &str)> =
            resource.relations.iter().map(|relation| (relation.kind, relation.target.as_str())).collect();
        assert_eq!(
            targets,
            [
                (RelationKind::InSubnet, "arn:aws:ec2:eu-west-1:444455556666:subnet/subnet-1"),
                (RelationKind::OfTransitGateway, "arn:aws:ec2:eu-west-1:111122223333:transit-gateway/tgw-1"),
                (RelationKind::Attaches, "arn:aws:ec2:eu-west-1:444455556666:vpc/vpc-1"),
                (
                    RelationKind::AssociatedWith,
                    "arn:aws:ec2:eu-west-1:111122223333:transit-gateway-route-table/tgw-rtb-dev"
                ),
                (
                    RelationKind::PropagatesTo,
                    "arn:aws:ec2:eu-west-1:111122223333:transit-gateway-route-table/tgw-rtb-shared"
                ),
            ]
        );
    }

    #[test]
    fn without_route_tables_the_segment_is_not_made_up() {
        let resource = attachment(&here(), &of_spoke(), &OfVpcs::default(), &Segments::default());
        assert!(!resource.relations.iter().any(|relation| relation.kind == RelationKind::AssociatedWith));
        assert!(resource.document.get("Association").is_none());
    }

    #[test]
    fn what_was_not_read_of_an_attachment_is_missing() {
        let gap = Gap { operation: "x".to_owned(), code: "Throttling".to_owned(), message: String::new() };
        let (unread_associations, unread_propagations) = (Some(gap.clone()), Some(gap.clone()));
        let segments = Segments { unread_associations, unread_propagations, ..Segments::default() };
        let of_vpcs = OfVpcs { cut: Some(gap), ..OfVpcs::default() };
        let resource = attachment(&here(), &of_spoke(), &of_vpcs, &segments);
        let parts: Vec<Part> = resource.unread.iter().filter_map(|missing| missing.of()).collect();
        assert_eq!(parts, [Part::ASSOCIATION, Part::PROPAGATIONS, Part::VPC_ATTACHMENT]);
    }
}
