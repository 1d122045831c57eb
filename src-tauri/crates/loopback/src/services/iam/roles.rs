//! Roles.

use super::{boundary, encoded, is_below, listing, no_such_entity, own};
use crate::{
    services::{Answer, Request, unless_empty, written_tags},
    state::{Role, State},
    wire::{Value, map},
};

/// `ListRoles`. As on AWS, boundary, tags and last use are told by `GetRole` only.
pub(in crate::services) fn list_roles(state: &State, request: &Request) -> Answer {
    let roles = own(state, request)?.roles.values().filter(|role| is_below(request, &role.path));
    listing(request, "Roles", roles, |role| summary(request, role))
}

/// `GetRole`.
pub(in crate::services) fn get_role(state: &State, request: &Request) -> Answer {
    let name = request.required("RoleName")?;
    let role = own(state, request)?.roles.get(name).ok_or_else(|| no_such_entity("role with name", name))?;
    Ok(map! { "Role": written(request, role) })
}

/// A role with all that is told of it alone.
pub(super) fn written(request: &Request, role: &Role) -> Value {
    let mut written = summary(request, role);
    if let Value::Map(members) = &mut written {
        members.push(("PermissionsBoundary".into(), boundary(role.boundary.as_ref()).into()));
        members.push(("Tags".into(), written_tags(&role.tags)));
        members.push(("RoleLastUsed".into(), last_used(role)));
    }
    written
}

/// When and where a role was last used; empty where it never was.
pub(super) fn last_used(role: &Role) -> Value {
    match &role.last_used {
        Some(used) => map! { "LastUsedDate": used.at, "Region": &used.region },
        None => map! {},
    }
}

/// A role as it is written in lists.
pub(super) fn summary(request: &Request, role: &Role) -> Value {
    map! {
        "Path": &role.path,
        "RoleName": &role.name,
        "RoleId": &role.id,
        "Arn": role.arn(request.account),
        "CreateDate": role.created,
        "AssumeRolePolicyDocument": encoded(&role.trust),
        "Description": unless_empty(&role.description),
        "MaxSessionDuration": role.max_session,
    }
}
