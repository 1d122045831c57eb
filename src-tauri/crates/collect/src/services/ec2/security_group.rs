//! Security groups as resources.

use armillary_model::{Kind, Relation, RelationKind, Resource};
use aws_sdk_ec2::types::{IpPermission, IpRange, Ipv6Range, PrefixListId, SecurityGroup, UserIdGroupPair};
use serde_json::Value;

use super::tags;
use crate::{
    document::{object, sorted},
    place::Place,
};

pub(super) fn security_group(place: &Place, group: &SecurityGroup) -> Resource {
    let place = place.of_owner(group.owner_id());
    let document = object! {
        "GroupId": group.group_id(),
        "GroupName": group.group_name(),
        "Description": group.description(),
        "SecurityGroupArn": group.security_group_arn(),
        "OwnerId": group.owner_id(),
        "VpcId": group.vpc_id(),
        "IpPermissions": sorted(group.ip_permissions().iter().map(permission)),
        "IpPermissionsEgress": sorted(group.ip_permissions_egress().iter().map(permission)),
        "Tags": tags(group.tags()),
    };
    let id = group.group_id().unwrap_or_default();
    let arn = place.arn("ec2", &format!("security-group/{id}"));
    let vpc = group.vpc_id().map(|vpc| place.arn("ec2", &format!("vpc/{vpc}")));
    let relations = vpc.map(|vpc| Relation::new(RelationKind::InVpc, vpc, "")).into_iter().collect();
    place.resource(Kind::SecurityGroup, arn, group.group_name().unwrap_or(id), document, relations)
}

fn permission(permission: &IpPermission) -> Value {
    object! {
        "IpProtocol": permission.ip_protocol(),
        "FromPort": permission.from_port(),
        "ToPort": permission.to_port(),
        "IpRanges": sorted(permission.ip_ranges().iter().map(range)),
        "Ipv6Ranges": sorted(permission.ipv6_ranges().iter().map(ipv6_range)),
        "PrefixListIds": sorted(permission.prefix_list_ids().iter().map(prefix_list)),
        "UserIdGroupPairs": sorted(permission.user_id_group_pairs().iter().map(pair)),
    }
}

fn range(range: &IpRange) -> Value {
    object! { "CidrIp": range.cidr_ip(), "Description": range.description() }
}

fn ipv6_range(range: &Ipv6Range) -> Value {
    object! { "CidrIpv6": range.cidr_ipv6(), "Description": range.description() }
}

fn prefix_list(list: &PrefixListId) -> Value {
    object! { "PrefixListId": list.prefix_list_id(), "Description": list.description() }
}

fn pair(pair: &UserIdGroupPair) -> Value {
    object! {
        "GroupId": pair.group_id(),
        "GroupName": pair.group_name(),
        "UserId": pair.user_id(),
        "VpcId": pair.vpc_id(),
        "VpcPeeringConnectionId": pair.vpc_peering_connection_id(),
        "PeeringStatus": pair.peering_status(),
        "Description": pair.description(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::place::here;

    #[test]
    fn rules_keep_aws_names_and_a_stable_order() {
        let rule = |port, cidr: &str| {
            let range = IpRange::builder().cidr_ip(cidr).build();
            IpPermission::builder().ip_protocol("tcp").from_port(port).to_port(port).ip_ranges(range).build()
        };
        let with = |rules: [IpPermission; 2]| {
            let [one, other] = rules;
            let group = SecurityGroup::builder().group_id("sg-1").group_name("efs").vpc_id("vpc-1");
            security_group(&here(), &group.ip_permissions(one).ip_permissions(other).build())
        };
        let resource = with([rule(2049, "10.0.0.0/16"), rule(443, "0.0.0.0/0")]);
        assert_eq!(resource, with([rule(443, "0.0.0.0/0"), rule(2049, "10.0.0.0/16")]));
        let expected =
            json!({"IpProtocol": "tcp", "FromPort": 2049, "ToPort": 2049, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]});
        assert_eq!(resource.document.pointer("/IpPermissions/0"), Some(&expected));
        assert_eq!(resource.name, "efs");
    }
}
