//! VPCs.

use super::{listed, listed::Listed, network, tag_set};
use crate::{
    services::{Answer, Request},
    state::{State, Tag, Vpc},
    wire::{Value, map},
};

/// `DescribeVpcs`.
pub(in crate::services) fn describe_vpcs(state: &State, request: &Request) -> Answer {
    listed::describe(state, request, network(state, request)?.vpcs.values())
}

impl Listed for &Vpc {
    const IDS: &'static str = "VpcId";
    const NOT_FOUND: &'static str = "InvalidVpcID.NotFound";
    const SET: &'static str = "vpcSet";
    const FILTERS: &'static [&'static str] = &["vpc-id", "state", "cidr", "is-default", "owner-id"];

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &[Tag] {
        &self.tags
    }

    fn values(&self, request: &Request, filter: &str) -> Vec<String> {
        vec![match filter {
            "state" => "available".into(),
            "cidr" => self.cidr.clone(),
            "is-default" => self.is_default.to_string(),
            "owner-id" => request.account.to_string(),
            _ => self.id.clone(),
        }]
    }

    fn write(&self, _: &State, request: &Request) -> Value {
        map! {
            "ownerId": request.account.to_string(),
            "instanceTenancy": "default",
            "cidrBlockAssociationSet": vec![map! {
                "associationId": self.id.replacen("vpc-", "vpc-cidr-assoc-", 1),
                "cidrBlock": &self.cidr,
                "cidrBlockState": map! { "state": "associated" },
            }],
            "isDefault": self.is_default,
            "tagSet": tag_set(&self.tags),
            "vpcId": &self.id,
            "state": "available",
            "cidrBlock": &self.cidr,
            "dhcpOptionsId": &self.dhcp_options,
        }
    }
}
