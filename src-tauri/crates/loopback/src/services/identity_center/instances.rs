//! The instance: one for the organization, seen by all its accounts.

use super::{center, listing};
use crate::{
    services::{Answer, Request},
    state::{IdentityCenter, State},
    wire::{Value, map},
};

/// `ListInstances`.
pub(in crate::services) fn list_instances(state: &State, request: &Request) -> Answer {
    let center = &state.identity_center;
    let here = (*request.region == *center.home).then_some(center);
    listing(request, "Instances", here, written)
}

/// `DescribeInstance`.
pub(in crate::services) fn describe_instance(state: &State, request: &Request) -> Answer {
    Ok(written(center(state, request)?))
}

fn written(center: &IdentityCenter) -> Value {
    map! {
        "InstanceArn": center.arn(),
        "IdentityStoreId": &center.store,
        "OwnerAccountId": center.owner.to_string(),
        "CreatedDate": center.created,
        "Status": "ACTIVE",
        "PrimaryRegion": &center.home,
    }
}
