//! Answers of Identity Center and of the identity store as resources.
//!
//! Their ARNs name no account: they are filed under the account that owns the instance, and an assignment under the account that it is for.

use armillary_model::{AccountId, Gap, Kind, Part, Relation, RelationKind, Resource};
use aws_sdk_identitystore::types::{Group, User};
use aws_sdk_ssoadmin::types::{CustomerManagedPolicyReference, InstanceMetadata, PermissionSet, PermissionsBoundary};
use serde_json::Value;

use super::{
    assignments::Given,
    directory::{group_name, user_name},
    permission_sets::Parts,
};
use crate::{
    document::{object, policy, sorted},
    place::{Place, missing},
};

pub(super) fn instance(place: &Place, found: &InstanceMetadata) -> Resource {
    let document = object! {
        "InstanceArn": found.instance_arn(),
        "IdentityStoreId": found.identity_store_id(),
        "OwnerAccountId": found.owner_account_id(),
        "Name": found.name(),
        "CreatedDate": found.created_date(),
        "Status": found.status().map(|status| status.as_str()),
        "PrimaryRegion": found.primary_region(),
    };
    let arn = found.instance_arn().unwrap_or_default();
    let name = found.name().filter(|name| !name.is_empty()).unwrap_or(last(arn));
    place.resource(Kind::IdentityCenterInstance, arn.to_owned(), name, document, Vec::new())
}

pub(super) fn permission_set(place: &Place, instance: &str, arn: &str, set: &PermissionSet, parts: &Parts) -> Resource {
    let managed = parts.managed.as_deref().unwrap_or_default();
    let boundary = parts.boundary.as_ref().ok().and_then(Option::as_ref);
    let accounts = parts.accounts.as_deref().unwrap_or_default();
    let document = object! {
        "PermissionSetArn": arn,
        "Name": set.name(),
        "Description": set.description(),
        "CreatedDate": set.created_date(),
        "SessionDuration": set.session_duration(),
        "RelayState": set.relay_state(),
        "AttachedManagedPolicies": sorted(managed.iter().map(|policy| object! { "Name": policy.name(), "Arn": policy.arn() })),
        "CustomerManagedPolicyReferences": sorted(parts.customer.iter().flatten().map(reference)),
        "InlinePolicy": parts.inline.as_ref().ok().and_then(Option::as_deref).map(policy),
        "PermissionsBoundary": boundary.map(bound),
    };
    let mut relations = vec![Relation::new(RelationKind::BelongsTo, instance, "")];
    let has = managed.iter().filter_map(|policy| policy.arn());
    relations.extend(has.map(|arn| Relation::new(RelationKind::HasPolicy, arn, "")));
    let bounded = boundary.and_then(|boundary| boundary.managed_policy_arn());
    relations.extend(bounded.map(|arn| Relation::new(RelationKind::BoundedBy, arn, "")));
    relations.extend(accounts.iter().map(|account| Relation::new(RelationKind::ProvisionedTo, account.as_str(), "")));
    let resource =
        place.resource(Kind::PermissionSet, arn.to_owned(), set.name().unwrap_or(last(arn)), document, relations);
    resource
        .without(missing(Part::MANAGED_POLICIES, parts.managed.as_ref().err()))
        .without(missing(Part::CUSTOMER_POLICIES, parts.customer.as_ref().err()))
        .without(missing(Part::INLINE_POLICY, parts.inline.as_ref().err()))
        .without(missing(Part::BOUNDARY, parts.boundary.as_ref().err()))
        .without(missing(Part::PROVISIONED_ACCOUNTS, parts.accounts.as_ref().err()))
}

/// Somebody, without what nobody asks of a map of access: addresses, telephone numbers, dates of birth.
pub(super) fn user(place: &Place, user: &User) -> Resource {
    let emails = user.emails().iter().map(|email| object! { "Value": email.value(), "Primary": email.primary() });
    let document = object! {
        "IdentityStoreId": user.identity_store_id(),
        "UserId": user.user_id(),
        "UserName": user.user_name(),
        "DisplayName": user.display_name(),
        "UserStatus": user.user_status().map(|status| status.as_str()),
        "Emails": sorted(emails),
        "CreatedAt": user.created_at(),
    };
    let arn = directory_arn(place, "user", user.user_id());
    place.resource(Kind::DirectoryUser, arn, user_name(user), document, Vec::new())
}

pub(super) fn group(place: &Place, group: &Group, members: Result<&[String], &Gap>) -> Resource {
    let document = object! {
        "IdentityStoreId": group.identity_store_id(),
        "GroupId": group.group_id(),
        "DisplayName": group.display_name(),
        "Description": group.description(),
        "CreatedAt": group.created_at(),
    };
    let member = |id: &String| Relation::new(RelationKind::HasMember, directory_arn(place, "user", last(id)), "");
    let relations = members.unwrap_or_default().iter().map(member).collect();
    let arn = directory_arn(place, "group", group.group_id());
    let resource = place.resource(Kind::DirectoryGroup, arn, group_name(group), document, relations);
    resource.without(missing(Part::MEMBERS, members.err()))
}

/// What an assignment's permission set and principal are called, as far as that is known.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Called<'a> {
    pub set: Option<&'a str>,
    pub principal: Option<&'a str>,
}

/// An assignment has no ARN: its key has the parts that it is made of. `None` where the account is none.
pub(super) fn assignment(place: &Place, instance: &str, given: &Given, called: Called<'_>) -> Option<Resource> {
    let account: AccountId = given.account.parse().ok()?;
    let place = Place { account, ..place.clone() };
    let kind = given.kind.as_str();
    let (set, principal) = (last(&given.set), last(&given.principal));
    let noun = kind.to_ascii_lowercase();
    let key = format!("arn:{}:sso::{account}:assignment/{}/{set}/{noun}/{principal}", place.partition, last(instance));
    let document = object! {
        "AccountId": given.account.as_str(),
        "PermissionSetArn": given.set.as_str(),
        "PrincipalType": kind,
        "PrincipalId": given.principal.as_str(),
    };
    let relations = vec![
        Relation::new(RelationKind::Assigns, given.set.as_str(), ""),
        Relation::new(RelationKind::AssignedTo, directory_arn(&place, &noun, principal), kind),
        Relation::new(RelationKind::AssignedIn, given.account.as_str(), ""),
    ];
    let name = format!("{} for {}", called.set.unwrap_or(set), called.principal.unwrap_or(principal));
    Some(place.resource(Kind::Assignment, key, &name, document, relations))
}

/// The ARN of somebody, or of a group, as AWS builds it: it names no account.
fn directory_arn(place: &Place, noun: &str, id: &str) -> String {
    format!("arn:{}:identitystore:::{noun}/{id}", place.partition)
}

fn reference(reference: &CustomerManagedPolicyReference) -> Value {
    object! { "Name": reference.name(), "Path": reference.path() }
}

fn bound(boundary: &PermissionsBoundary) -> Value {
    object! {
        "ManagedPolicyArn": boundary.managed_policy_arn(),
        "CustomerManagedPolicyReference": boundary.customer_managed_policy_reference().map(reference),
    }
}

/// The last part of an ARN or id.
fn last(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

#[cfg(test)]
#[path = "transform_tests.rs"]
mod tests;
