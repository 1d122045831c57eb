//! Permission sets, as they are listed and described.

use super::{center, listing, permission_set};
use crate::{
    services::{Answer, Request, unless_empty, written_tags},
    state::{PermissionSet, State},
    wire::{Value, map},
};

/// `ListPermissionSets`.
pub(in crate::services) fn list_permission_sets(state: &State, request: &Request) -> Answer {
    listing(request, "PermissionSets", center(state, request)?.permission_sets.keys(), Value::from)
}

/// `DescribePermissionSet`.
pub(in crate::services) fn describe_permission_set(state: &State, request: &Request) -> Answer {
    Ok(map! { "PermissionSet": written(permission_set(state, request)?) })
}

/// `ListTagsForResource`, of a permission set, which has no pages here.
pub(in crate::services) fn list_tags_for_resource(state: &State, request: &Request) -> Answer {
    let arn = request.required("ResourceArn")?;
    let set = center(state, request)?.permission_sets.get(arn);
    let set = set.ok_or_else(|| super::not_found("The resource", arn))?;
    Ok(map! { "Tags": written_tags(&set.tags) })
}

/// A permission set as it is written everywhere.
pub(super) fn written(set: &PermissionSet) -> Value {
    map! {
        "Name": &set.name,
        "PermissionSetArn": &set.arn,
        "Description": unless_empty(&set.description),
        "CreatedDate": set.created,
        "SessionDuration": &set.session,
        "RelayState": set.relay_state.as_ref(),
    }
}
