//! `GetAccountAuthorizationDetails`: users, groups, roles and managed policies in one listing.

use super::{
    PAGES, attached, boundary, encoded, inline, own,
    policies::{summary as policy_summary, written_version},
    roles::{last_used, summary as role_summary},
    usage::Usage,
};
use crate::{
    services::{Answer, AwsError, Flaw, Request, unless_empty, written_tags},
    state::{Group, Iam, InstanceProfile, ManagedPolicy, Role, State, User},
    wire::{Value, map},
};

const FILTERS: &[&str] = &["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"];

/// One entry of the listing, which is paged over all kinds together.
#[derive(Clone, Copy, Debug)]
enum Detail<'a> {
    User(&'a User),
    Group(&'a Group),
    Role(&'a Role),
    Policy(&'a ManagedPolicy),
}

/// `GetAccountAuthorizationDetails`. Of AWS's own policies it tells those in use in the account.
pub(in crate::services) fn get_account_authorization_details(state: &State, request: &Request) -> Answer {
    let iam = own(state, request)?;
    let usage = Usage::of(iam);
    let page = request.page(&PAGES, entries(state, iam, &usage, &filters(request)?))?;
    let (mut users, mut groups, mut roles, mut policies) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for entry in page.items {
        match entry {
            Detail::User(user) => users.push(written_user(request, user)),
            Detail::Group(group) => groups.push(written_group(request, group)),
            Detail::Role(role) => roles.push(written_role(request, iam, role)),
            Detail::Policy(policy) => policies.push(written_policy(policy, &usage)),
        }
    }
    Ok(map! {
        "UserDetailList": users,
        "GroupDetailList": groups,
        "RoleDetailList": roles,
        "Policies": policies,
        "IsTruncated": page.next.is_some(),
        "Marker": page.next,
    })
}

/// The kinds asked for; every kind where none is named.
fn filters(request: &Request) -> Result<Vec<&str>, AwsError> {
    let asked = request.input.texts("Filter");
    match asked.iter().find(|filter| !FILTERS.contains(filter)) {
        Some(_) => Err(request.invalid("Filter", Flaw::NotListed, &format!("must be of {}", FILTERS.join(", ")))),
        None if asked.is_empty() => Ok(FILTERS.to_vec()),
        None => Ok(asked),
    }
}

fn entries<'a>(state: &'a State, iam: &'a Iam, usage: &Usage<'_>, filters: &[&str]) -> Vec<Detail<'a>> {
    let asked = |filter: &str| filters.contains(&filter);
    let users = iam.users.values().filter(|_| asked("User")).map(Detail::User);
    let groups = iam.groups.values().filter(|_| asked("Group")).map(Detail::Group);
    let roles = iam.roles.values().filter(|_| asked("Role")).map(Detail::Role);
    let own = iam.policies.values().filter(|_| asked("LocalManagedPolicy")).map(Detail::Policy);
    let used = state.aws_managed_policies.values().filter(|policy| usage.is_used(&policy.arn));
    let aws = used.filter(|_| asked("AWSManagedPolicy")).map(Detail::Policy);
    users.chain(groups).chain(roles).chain(own).chain(aws).collect()
}

fn written_user(request: &Request, user: &User) -> Value {
    map! {
        "Path": &user.path,
        "UserName": &user.name,
        "UserId": &user.id,
        "Arn": user.arn(request.account),
        "CreateDate": user.created,
        "UserPolicyList": inline(&user.inline),
        "GroupList": Value::list(&user.groups),
        "AttachedManagedPolicies": attached(&user.attached),
        "PermissionsBoundary": boundary(user.boundary.as_ref()),
        "Tags": written_tags(&user.tags),
    }
}

fn written_group(request: &Request, group: &Group) -> Value {
    map! {
        "Path": &group.path,
        "GroupName": &group.name,
        "GroupId": &group.id,
        "Arn": group.arn(request.account),
        "CreateDate": group.created,
        "GroupPolicyList": inline(&group.inline),
        "AttachedManagedPolicies": attached(&group.attached),
    }
}

fn written_role(request: &Request, iam: &Iam, role: &Role) -> Value {
    let profiles = iam.instance_profiles.values().filter(|profile| profile.roles.contains(&role.name));
    map! {
        "Path": &role.path,
        "RoleName": &role.name,
        "RoleId": &role.id,
        "Arn": role.arn(request.account),
        "CreateDate": role.created,
        "AssumeRolePolicyDocument": encoded(&role.trust),
        "InstanceProfileList": Value::list(profiles.map(|profile| written_profile(request, profile, role))),
        "RolePolicyList": inline(&role.inline),
        "AttachedManagedPolicies": attached(&role.attached),
        "PermissionsBoundary": boundary(role.boundary.as_ref()),
        "Tags": written_tags(&role.tags),
        "RoleLastUsed": last_used(role),
    }
}

fn written_profile(request: &Request, profile: &InstanceProfile, role: &Role) -> Value {
    map! {
        "Path": &profile.path,
        "InstanceProfileName": &profile.name,
        "InstanceProfileId": &profile.id,
        "Arn": profile.arn(request.account),
        "CreateDate": profile.created,
        "Roles": vec![role_summary(request, role)],
    }
}

fn written_policy(policy: &ManagedPolicy, usage: &Usage<'_>) -> Value {
    let mut written = policy_summary(policy, usage);
    if let Value::Map(members) = &mut written {
        members.push(("Description".into(), unless_empty(&policy.description).into()));
        members.push(("PolicyVersionList".into(), Value::list(policy.versions.iter().map(written_version))));
    }
    written
}
