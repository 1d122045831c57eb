//! Security groups.

use super::{listed, listed::Listed, network, tag_set};
use crate::{
    services::{Answer, Request, unless_empty},
    state::{Permission, SecurityGroup, State, Tag},
    wire::{Value, map},
};

/// `DescribeSecurityGroups`.
pub(in crate::services) fn describe_security_groups(state: &State, request: &Request) -> Answer {
    listed::describe(state, request, network(state, request)?.security_groups.values())
}

impl Listed for &SecurityGroup {
    const IDS: &'static str = "GroupId";
    const NOT_FOUND: &'static str = "InvalidGroup.NotFound";
    const SET: &'static str = "securityGroupInfo";
    const FILTERS: &'static [&'static str] = &["group-id", "group-name", "vpc-id", "description", "owner-id"];

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &[Tag] {
        &self.tags
    }

    fn values(&self, request: &Request, filter: &str) -> Vec<String> {
        vec![match filter {
            "group-name" => self.name.to_string(),
            "vpc-id" => self.vpc.clone(),
            "description" => self.description.to_string(),
            "owner-id" => request.account.to_string(),
            _ => self.id.clone(),
        }]
    }

    fn write(&self, _: &State, request: &Request) -> Value {
        let arn = format!("arn:aws:ec2:{}:{}:security-group/{}", request.region, request.account, self.id);
        map! {
            "groupId": &self.id,
            "ipPermissionsEgress": Value::list(self.egress.iter().map(permission)),
            "tagSet": tag_set(&self.tags),
            "vpcId": &self.vpc,
            "securityGroupArn": arn,
            "ownerId": request.account.to_string(),
            "groupName": &self.name,
            "groupDescription": &self.description,
            "ipPermissions": Value::list(self.ingress.iter().map(permission)),
        }
    }
}

fn permission(permission: &Permission) -> Value {
    let described =
        |name: &'static str, value: &str| map! { name: value, "description": unless_empty(&permission.description) };
    map! {
        "ipProtocol": &permission.protocol,
        "fromPort": permission.ports.map(|(from, _)| u32::from(from)),
        "toPort": permission.ports.map(|(_, to)| u32::from(to)),
        "groups": Value::list(permission.groups.iter().map(|pair| {
            map! {
                "description": unless_empty(&permission.description),
                "userId": pair.account.to_string(),
                "groupId": &pair.id,
            }
        })),
        "ipRanges": Value::list(permission.cidrs.iter().map(|cidr| described("cidrIp", cidr))),
        "ipv6Ranges": Vec::new(),
        "prefixListIds": Value::list(permission.prefix_lists.iter().map(|list| described("prefixListId", list))),
    }
}
