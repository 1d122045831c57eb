//! VPC endpoints.

use super::{listed, listed::Listed, network, tag_set};
use crate::{
    services::{Answer, Request},
    state::{EndpointType, State, Tag, VpcEndpoint},
    wire::{Value, map},
};

/// `DescribeVpcEndpoints`.
pub(in crate::services) fn describe_vpc_endpoints(state: &State, request: &Request) -> Answer {
    listed::describe(state, request, network(state, request)?.endpoints.values())
}

impl Listed for &VpcEndpoint {
    const IDS: &'static str = "VpcEndpointId";
    const NOT_FOUND: &'static str = "InvalidVpcEndpointId.NotFound";
    const SET: &'static str = "vpcEndpointSet";
    const FILTERS: &'static [&'static str] =
        &["vpc-endpoint-id", "vpc-id", "service-name", "vpc-endpoint-state", "vpc-endpoint-type"];

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &[Tag] {
        &self.tags
    }

    fn values(&self, _: &Request, filter: &str) -> Vec<String> {
        vec![match filter {
            "vpc-id" => self.vpc.clone(),
            "service-name" => self.service_name.to_string(),
            "vpc-endpoint-state" => self.state.as_str().into(),
            "vpc-endpoint-type" => self.kind.as_str().into(),
            _ => self.id.clone(),
        }]
    }

    fn write(&self, state: &State, request: &Request) -> Value {
        let is_interface = self.kind == EndpointType::Interface;
        map! {
            "vpcEndpointId": &self.id,
            "vpcEndpointType": self.kind.as_str(),
            "vpcId": &self.vpc,
            "serviceName": &self.service_name,
            "state": self.state.as_str(),
            "policyDocument": &self.policy,
            "routeTableIdSet": Value::list(&self.route_tables),
            "subnetIdSet": Value::list(&self.subnets),
            "groupSet": Value::list(self.security_groups.iter().map(|id| group(state, request, id))),
            "ipAddressType": is_interface.then_some("ipv4"),
            "privateDnsEnabled": self.private_dns,
            "requesterManaged": false,
            "networkInterfaceIdSet": Value::list(&self.network_interfaces),
            "dnsEntrySet": Value::list(is_interface.then(|| dns_entry(self, request))),
            "creationTimestamp": self.created,
            "tagSet": tag_set(&self.tags),
            "ownerId": request.account.to_string(),
        }
    }
}

/// A security group of an endpoint. Its name is left out where the group no longer exists.
fn group(state: &State, request: &Request, id: &str) -> Value {
    let network = state.region(request.account, &request.region).map(|region| &region.network);
    let name = network.and_then(|network| network.security_groups.get(id)).map(|group| &group.name);
    map! { "groupId": id, "groupName": name }
}

fn dns_entry(endpoint: &VpcEndpoint, request: &Request) -> Value {
    let service = endpoint.service_name.rsplit('.').next().unwrap_or_default();
    map! { "dnsName": format!("{}.{service}.{}.vpce.amazonaws.com", endpoint.id, request.region) }
}
