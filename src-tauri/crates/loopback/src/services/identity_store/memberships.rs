//! Who is in which group.

use super::{answer, arn, bare, conflict, id, listing, member, new_id, not_found, store};
use crate::{
    services::{Answer, Request},
    state::{IdentityCenter, Membership, State},
    wire::{Value, map},
};

const MEMBERS: (&str, &str) = ("MembershipId", "MembershipArn");

/// `CreateGroupMembership`.
pub(in crate::services) fn create_group_membership(state: &mut State, request: &Request) -> Answer {
    let center = store(state, request)?;
    let (group, person) = (id(request, "GroupId")?, member(request)?);
    if !center.groups.contains_key(group) {
        return Err(not_found("GROUP", group));
    }
    if !center.people.contains_key(person) {
        return Err(not_found("USER", person));
    }
    if find(center, group, person).is_some() {
        return Err(conflict("The user is in the group already."));
    }
    let store = center.store.clone();
    let id = new_id(state);
    let membership =
        Membership { id: id.clone(), group: group.to_owned(), person: person.to_owned(), created: request.now };
    state.identity_center.memberships.insert(id.clone(), membership);
    answer(&store, "membership", MEMBERS, &id, false)
}

/// `DescribeGroupMembership`.
pub(in crate::services) fn describe_group_membership(state: &State, request: &Request) -> Answer {
    let center = store(state, request)?;
    let id = id(request, "MembershipId")?;
    let membership = center.memberships.get(id).ok_or_else(|| not_found("GROUP_MEMBERSHIP", id))?;
    Ok(written(&center.store, membership))
}

/// `ListGroupMemberships`, of a group.
pub(in crate::services) fn list_group_memberships(state: &State, request: &Request) -> Answer {
    let center = store(state, request)?;
    let group = id(request, "GroupId")?;
    if !center.groups.contains_key(group) {
        return Err(not_found("GROUP", group));
    }
    let memberships = center.memberships.values().filter(|membership| membership.group == group);
    listing(request, "GroupMemberships", memberships, |membership| written(&center.store, membership))
}

/// `ListGroupMembershipsForMember`, of a person.
pub(in crate::services) fn list_group_memberships_for_member(state: &State, request: &Request) -> Answer {
    let center = store(state, request)?;
    let person = member(request)?;
    if !center.people.contains_key(person) {
        return Err(not_found("USER", person));
    }
    let memberships = center.memberships.values().filter(|membership| membership.person == person);
    listing(request, "GroupMemberships", memberships, |membership| written(&center.store, membership))
}

/// `GetGroupMembershipId`.
pub(in crate::services) fn get_group_membership_id(state: &State, request: &Request) -> Answer {
    let center = store(state, request)?;
    let (group, person) = (id(request, "GroupId")?, member(request)?);
    let found = find(center, group, person).ok_or_else(|| not_found("GROUP_MEMBERSHIP", person))?;
    answer(&center.store, "membership", MEMBERS, &found.id, false)
}

/// `IsMemberInGroups`.
pub(in crate::services) fn is_member_in_groups(state: &State, request: &Request) -> Answer {
    let center = store(state, request)?;
    let person = member(request)?;
    let results = request.input.texts("GroupIds").into_iter().map(|group| {
        let group = bare(group);
        let is_in = find(center, group, person).is_some();
        map! { "GroupId": group, "MemberId": map! { "UserId": person }, "MembershipExists": is_in }
    });
    Ok(map! { "Results": results.collect::<Vec<_>>() })
}

/// `DeleteGroupMembership`.
pub(in crate::services) fn delete_group_membership(state: &mut State, request: &Request) -> Answer {
    store(state, request)?;
    let id = id(request, "MembershipId")?;
    state.identity_center.memberships.remove(id).ok_or_else(|| not_found("GROUP_MEMBERSHIP", id))?;
    Ok(map! {})
}

fn find<'a>(center: &'a IdentityCenter, group: &str, person: &str) -> Option<&'a Membership> {
    center.memberships.values().find(|known| known.group == group && known.person == person)
}

fn written(store: &str, membership: &Membership) -> Value {
    map! {
        "IdentityStoreId": store,
        "MembershipId": &membership.id,
        "MembershipArn": arn("membership", &membership.id),
        "GroupId": &membership.group,
        "MemberId": map! { "UserId": &membership.person },
        "CreatedAt": membership.created,
        "UpdatedAt": membership.created,
    }
}
