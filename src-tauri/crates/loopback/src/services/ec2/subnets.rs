//! Subnets.

use super::{listed, listed::Listed, network, tag_set};
use crate::{
    services::{Answer, Request},
    state::{State, Subnet, Tag},
    wire::{Value, map},
};

/// `DescribeSubnets`.
pub(in crate::services) fn describe_subnets(state: &State, request: &Request) -> Answer {
    listed::describe(state, request, network(state, request)?.subnets.values())
}

impl Listed for &Subnet {
    const IDS: &'static str = "SubnetId";
    const NOT_FOUND: &'static str = "InvalidSubnetID.NotFound";
    const SET: &'static str = "subnetSet";
    const FILTERS: &'static [&'static str] =
        &["subnet-id", "vpc-id", "state", "cidr-block", "availability-zone", "availability-zone-id", "owner-id"];

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &[Tag] {
        &self.tags
    }

    fn values(&self, request: &Request, filter: &str) -> Vec<String> {
        vec![match filter {
            "vpc-id" => self.vpc.clone(),
            "state" => "available".into(),
            "cidr-block" => self.cidr.clone(),
            "availability-zone" => self.zone.to_string(),
            "availability-zone-id" => self.zone_id.to_string(),
            "owner-id" => request.account.to_string(),
            _ => self.id.clone(),
        }]
    }

    fn write(&self, _: &State, request: &Request) -> Value {
        let arn = format!("arn:aws:ec2:{}:{}:subnet/{}", request.region, request.account, self.id);
        map! {
            "availabilityZoneId": &self.zone_id,
            "mapCustomerOwnedIpOnLaunch": false,
            "ownerId": request.account.to_string(),
            "assignIpv6AddressOnCreation": false,
            "tagSet": tag_set(&self.tags),
            "subnetArn": arn,
            "enableDns64": false,
            "ipv6Native": false,
            "privateDnsNameOptionsOnLaunch": map! {
                "hostnameType": "ip-name",
                "enableResourceNameDnsARecord": false,
                "enableResourceNameDnsAAAARecord": false,
            },
            "subnetId": &self.id,
            "state": "available",
            "vpcId": &self.vpc,
            "cidrBlock": &self.cidr,
            "availableIpAddressCount": self.available_addresses,
            "availabilityZone": &self.zone,
            "defaultForAz": false,
            "mapPublicIpOnLaunch": self.maps_public_addresses,
        }
    }
}
