//! VPC endpoints as resources, with their policies decoded.

use armillary_model::{Kind, Relation, RelationKind, Resource};
use aws_sdk_ec2::types::{DnsEntry, DnsOptions, SecurityGroupIdentifier, VpcEndpoint};
use serde_json::Value;

use super::{name, tags};
use crate::{
    document::{object, policy, sorted, sorted_texts},
    place::Place,
};

pub(super) fn vpc_endpoint(place: &Place, endpoint: &VpcEndpoint) -> Resource {
    let place = place.of_owner(endpoint.owner_id());
    let document = object! {
        "VpcEndpointId": endpoint.vpc_endpoint_id(),
        "VpcEndpointType": endpoint.vpc_endpoint_type().map(|kind| kind.as_str()),
        "VpcId": endpoint.vpc_id(),
        "ServiceName": endpoint.service_name(),
        "ServiceRegion": endpoint.service_region(),
        "State": endpoint.state().map(|state| state.as_str()),
        "PolicyDocument": endpoint.policy_document().map(policy),
        "RouteTableIds": sorted_texts(endpoint.route_table_ids()),
        "SubnetIds": sorted_texts(endpoint.subnet_ids()),
        "Groups": sorted(endpoint.groups().iter().map(group)),
        "IpAddressType": endpoint.ip_address_type().map(|kind| kind.as_str()),
        "DnsOptions": endpoint.dns_options().map(dns_options),
        "PrivateDnsEnabled": endpoint.private_dns_enabled(),
        "RequesterManaged": endpoint.requester_managed(),
        "NetworkInterfaceIds": sorted_texts(endpoint.network_interface_ids()),
        "DnsEntries": sorted(endpoint.dns_entries().iter().map(dns_entry)),
        "CreationTimestamp": endpoint.creation_timestamp(),
        "OwnerId": endpoint.owner_id(),
        "FailureReason": endpoint.failure_reason(),
        "ServiceNetworkArn": endpoint.service_network_arn(),
        "ResourceConfigurationArn": endpoint.resource_configuration_arn(),
        "Tags": tags(endpoint.tags()),
    };
    let id = endpoint.vpc_endpoint_id().unwrap_or_default();
    let arn = place.arn("ec2", &format!("vpc-endpoint/{id}"));
    place.resource(Kind::VpcEndpoint, arn, name(endpoint.tags(), Some(id)), document, relations(&place, endpoint))
}

fn relations(place: &Place, endpoint: &VpcEndpoint) -> Vec<Relation> {
    let mut relations = Vec::new();
    let mut relate = |kind, resource: String| relations.push(Relation::new(kind, place.arn("ec2", &resource), ""));
    if let Some(vpc) = endpoint.vpc_id() {
        relate(RelationKind::InVpc, format!("vpc/{vpc}"));
    }
    for subnet in endpoint.subnet_ids() {
        relate(RelationKind::InSubnet, format!("subnet/{subnet}"));
    }
    for table in endpoint.route_table_ids() {
        relate(RelationKind::RoutedBy, format!("route-table/{table}"));
    }
    for group in endpoint.groups().iter().filter_map(SecurityGroupIdentifier::group_id) {
        relate(RelationKind::GuardedBy, format!("security-group/{group}"));
    }
    relations
}

fn group(group: &SecurityGroupIdentifier) -> Value {
    object! { "GroupId": group.group_id(), "GroupName": group.group_name() }
}

fn dns_entry(entry: &DnsEntry) -> Value {
    object! { "DnsName": entry.dns_name(), "HostedZoneId": entry.hosted_zone_id() }
}

fn dns_options(options: &DnsOptions) -> Value {
    object! {
        "DnsRecordIpType": options.dns_record_ip_type().map(|kind| kind.as_str()),
        "PrivateDnsOnlyForInboundResolverEndpoint": options.private_dns_only_for_inbound_resolver_endpoint(),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_ec2::types::VpcEndpointType;
    use serde_json::json;

    use super::*;
    use crate::place::here;

    #[test]
    fn a_gateway_endpoint_holds_its_policy_and_points_at_its_route_tables() {
        let endpoint = VpcEndpoint::builder()
            .vpc_endpoint_id("vpce-1")
            .vpc_endpoint_type(VpcEndpointType::Gateway)
            .vpc_id("vpc-1")
            .service_name("com.amazonaws.eu-west-1.s3")
            .policy_document(r#"{"Statement":[{"Effect":"Allow","Principal":"*"}]}"#)
            .route_table_ids("rtb-1")
            .build();
        let resource = vpc_endpoint(&here(), &endpoint);
        assert_eq!(resource.document.pointer("/PolicyDocument/Statement/0/Principal"), Some(&json!("*")));
        let targets: Vec<&str> = resource.relations.iter().map(|relation| relation.target.as_str()).collect();
        let base = "arn:aws:ec2:eu-west-1:111122223333:";
        assert_eq!(targets, [format!("{base}vpc/vpc-1"), format!("{base}route-table/rtb-1")]);
        assert_eq!(resource.name, "vpce-1");
    }
}
