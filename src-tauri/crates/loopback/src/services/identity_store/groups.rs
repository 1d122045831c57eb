//! Groups.

use super::{
    REVISION, answer, arn, conflict, filter, id, listing, new_id, not_found, people::unknown_path, store,
    unique_attribute,
};
use crate::{
    services::{Answer, Request, unless_empty},
    state::{PeopleGroup, State},
    wire::{Value, map},
};

const MEMBERS: (&str, &str) = ("GroupId", "GroupArn");

/// `CreateGroup`: names differ.
pub(in crate::services) fn create_group(state: &mut State, request: &Request) -> Answer {
    let center = store(state, request)?;
    let name = request.required("DisplayName")?;
    request.check_length("DisplayName", name, 1..=1_024)?;
    if center.groups.values().any(|group| group.name.eq_ignore_ascii_case(name)) {
        return Err(conflict("A group with this name exists already."));
    }
    let store = center.store.clone();
    let id = new_id(state);
    let description = request.input.text("Description").unwrap_or_default().to_owned();
    let group = PeopleGroup { id: id.clone(), name: name.to_owned(), description, created: request.now };
    state.identity_center.groups.insert(id.clone(), group);
    answer(&store, "group", MEMBERS, &id, true)
}

/// `DescribeGroup`.
pub(in crate::services) fn describe_group(state: &State, request: &Request) -> Answer {
    let center = store(state, request)?;
    let id = id(request, "GroupId")?;
    let group = center.groups.get(id).ok_or_else(|| not_found("GROUP", id))?;
    Ok(written(&center.store, group))
}

/// `ListGroups`, or the one with a name.
pub(in crate::services) fn list_groups(state: &State, request: &Request) -> Answer {
    let center = store(state, request)?;
    let wanted = filter(request, "DisplayName")?;
    let groups = center.groups.values();
    let groups = groups.filter(|group| wanted.as_ref().is_none_or(|name| group.name.eq_ignore_ascii_case(name)));
    listing(request, "Groups", groups, |group| written(&center.store, group))
}

/// `GetGroupId`, by name.
pub(in crate::services) fn get_group_id(state: &State, request: &Request) -> Answer {
    let center = store(state, request)?;
    let (path, name) = unique_attribute(request)?;
    if !path.eq_ignore_ascii_case("displayName") {
        return Err(unknown_path(request, "displayName"));
    }
    let mut groups = center.groups.values();
    let group = groups.find(|group| group.name.eq_ignore_ascii_case(name)).ok_or_else(|| not_found("GROUP", name))?;
    answer(&center.store, "group", MEMBERS, &group.id, false)
}

/// `DeleteGroup`, in which then nobody is; what was assigned stays assigned to nobody.
pub(in crate::services) fn delete_group(state: &mut State, request: &Request) -> Answer {
    store(state, request)?;
    let id = id(request, "GroupId")?;
    let center = &mut state.identity_center;
    center.groups.remove(id).ok_or_else(|| not_found("GROUP", id))?;
    center.memberships.retain(|_, membership| membership.group != id);
    Ok(map! {})
}

fn written(store: &str, group: &PeopleGroup) -> Value {
    map! {
        "IdentityStoreId": store,
        "GroupId": &group.id,
        "GroupArn": arn("group", &group.id),
        "Revision": REVISION,
        "DisplayName": &group.name,
        "Description": unless_empty(&group.description),
        "CreatedAt": group.created,
        "UpdatedAt": group.created,
    }
}
