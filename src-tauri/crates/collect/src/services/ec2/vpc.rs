//! VPCs and subnets as resources.

use armillary_model::{Kind, Relation, RelationKind, Resource};
use aws_sdk_ec2::types::{
    Subnet, SubnetIpv6CidrBlockAssociation, Vpc, VpcCidrBlockAssociation, VpcIpv6CidrBlockAssociation,
};
use serde_json::Value;

use super::{name, tags};
use crate::{
    document::{object, sorted},
    place::Place,
};

pub(super) fn vpc(place: &Place, vpc: &Vpc) -> Resource {
    let place = place.of_owner(vpc.owner_id());
    let document = object! {
        "VpcId": vpc.vpc_id(),
        "OwnerId": vpc.owner_id(),
        "State": vpc.state().map(|state| state.as_str()),
        "CidrBlock": vpc.cidr_block(),
        "CidrBlockAssociationSet": sorted(vpc.cidr_block_association_set().iter().map(cidr)),
        "Ipv6CidrBlockAssociationSet": sorted(vpc.ipv6_cidr_block_association_set().iter().map(ipv6_cidr)),
        "IsDefault": vpc.is_default(),
        "InstanceTenancy": vpc.instance_tenancy().map(|tenancy| tenancy.as_str()),
        "DhcpOptionsId": vpc.dhcp_options_id(),
        "Tags": tags(vpc.tags()),
    };
    let arn = place.arn("ec2", &format!("vpc/{}", vpc.vpc_id().unwrap_or_default()));
    place.resource(Kind::Vpc, arn, name(vpc.tags(), vpc.vpc_id()), document, Vec::new())
}

/// A subnet. How many addresses are free is left out: it changes by the minute.
pub(super) fn subnet(place: &Place, subnet: &Subnet) -> Resource {
    let place = place.of_owner(subnet.owner_id());
    let document = object! {
        "SubnetId": subnet.subnet_id(),
        "SubnetArn": subnet.subnet_arn(),
        "OwnerId": subnet.owner_id(),
        "VpcId": subnet.vpc_id(),
        "State": subnet.state().map(|state| state.as_str()),
        "CidrBlock": subnet.cidr_block(),
        "Ipv6CidrBlockAssociationSet": sorted(subnet.ipv6_cidr_block_association_set().iter().map(subnet_ipv6)),
        "AvailabilityZone": subnet.availability_zone(),
        "AvailabilityZoneId": subnet.availability_zone_id(),
        "DefaultForAz": subnet.default_for_az(),
        "MapPublicIpOnLaunch": subnet.map_public_ip_on_launch(),
        "AssignIpv6AddressOnCreation": subnet.assign_ipv6_address_on_creation(),
        "Ipv6Native": subnet.ipv6_native(),
        "Tags": tags(subnet.tags()),
    };
    let id = subnet.subnet_id().unwrap_or_default();
    let arn = place.arn("ec2", &format!("subnet/{id}"));
    let vpc = subnet.vpc_id().map(|vpc| place.arn("ec2", &format!("vpc/{vpc}")));
    let relations = vpc.map(|vpc| Relation::new(RelationKind::InVpc, vpc, "")).into_iter().collect();
    place.resource(Kind::Subnet, arn, name(subnet.tags(), Some(id)), document, relations)
}

fn cidr(block: &VpcCidrBlockAssociation) -> Value {
    let state = block.cidr_block_state().and_then(|state| state.state());
    object! {
        "AssociationId": block.association_id(),
        "CidrBlock": block.cidr_block(),
        "CidrBlockState": state.map(|state| object! { "State": state.as_str() }),
    }
}

fn ipv6_cidr(block: &VpcIpv6CidrBlockAssociation) -> Value {
    let state = block.ipv6_cidr_block_state().and_then(|state| state.state());
    object! {
        "AssociationId": block.association_id(),
        "Ipv6CidrBlock": block.ipv6_cidr_block(),
        "Ipv6CidrBlockState": state.map(|state| object! { "State": state.as_str() }),
    }
}

fn subnet_ipv6(block: &SubnetIpv6CidrBlockAssociation) -> Value {
    let state = block.ipv6_cidr_block_state().and_then(|state| state.state());
    object! {
        "AssociationId": block.association_id(),
        "Ipv6CidrBlock": block.ipv6_cidr_block(),
        "Ipv6CidrBlockState": state.map(|state| object! { "State": state.as_str() }),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_ec2::types::Tag;

    use super::*;
    use crate::place::here;

    #[test]
    fn a_vpc_is_named_by_its_tag_and_filed_under_its_owner() {
        let tag = Tag::builder().key("Name").value("studio").build();
        let item = Vpc::builder().vpc_id("vpc-1").owner_id("444455556666").cidr_block("10.0.0.0/16").tags(tag).build();
        let resource = vpc(&here(), &item);
        assert_eq!(resource.arn, "arn:aws:ec2:eu-west-1:444455556666:vpc/vpc-1");
        assert_eq!(resource.name, "studio");
        assert_eq!(resource.account.to_string(), "444455556666");
    }

    #[test]
    fn free_addresses_do_not_change_a_subnet() {
        let with =
            |free| subnet(&here(), &Subnet::builder().subnet_id("subnet-1").available_ip_address_count(free).build());
        assert_eq!(with(3), with(250));
        assert_eq!(with(3).name, "subnet-1");
    }
}
