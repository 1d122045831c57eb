//! IAM answers as resources.

use armillary_model::{AccountId, Kind, Part, Relation, RelationKind, Resource};
use aws_sdk_iam::{
    operation::{
        get_open_id_connect_provider::GetOpenIdConnectProviderOutput, get_saml_provider::GetSamlProviderOutput,
    },
    types::{
        AttachedPermissionsBoundary, AttachedPolicy, GroupDetail, InstanceProfile, ManagedPolicyDetail, PolicyDetail,
        PolicyVersion, RoleDetail, Tag, UserDetail,
    },
};
use serde_json::Value;

use super::{Listed, principals};
use crate::{
    document::{object, policy, sorted, sorted_texts, tag_list},
    place::{Place, missing},
};

/// A role; `sessions` tells by name how long sessions may last.
pub(super) fn role(place: &Place, role: &RoleDetail, sessions: &Listed<String, i32>) -> Resource {
    let session = role.role_name().and_then(|name| sessions.known.get(name).copied());
    let unread = sessions.cut.as_ref().filter(|_| session.is_none());
    let trust = role.assume_role_policy_document().map(policy);
    let mut relations = trust.as_ref().map(principals::named).unwrap_or_default();
    relations.extend(policies(role.attached_managed_policies(), role.permissions_boundary()));
    let document = object! {
        "Path": role.path(),
        "RoleName": role.role_name(),
        "RoleId": role.role_id(),
        "Arn": role.arn(),
        "CreateDate": role.create_date(),
        "AssumeRolePolicyDocument": trust,
        "InstanceProfileList": sorted(role.instance_profile_list().iter().map(instance_profile)),
        "RolePolicyList": inline(role.role_policy_list()),
        "AttachedManagedPolicies": attached(role.attached_managed_policies()),
        "PermissionsBoundary": role.permissions_boundary().map(boundary),
        "Tags": tags(role.tags()),
        "MaxSessionDuration": session,
    };
    let name = role.role_name().unwrap_or_default();
    place.resource(Kind::Role, arn(role.arn()), name, document, relations).without(missing(Part::SESSIONS, unread))
}

/// A user. It tells its groups by name; their ARNs, which hold a path, are looked up in `groups`.
pub(super) fn user(place: &Place, user: &UserDetail, groups: &Listed<&str, &str>) -> Resource {
    let is_unread = user.group_list().iter().any(|name| !groups.known.contains_key(name.as_str()));
    let unread = groups.cut.as_ref().filter(|_| is_unread);
    let mut relations = policies(user.attached_managed_policies(), user.permissions_boundary());
    let built = |name: &str| format!("arn:{}:iam::{}:group/{name}", place.partition, place.account);
    let group_arn =
        |name: &String| groups.known.get(name.as_str()).map_or_else(|| built(name), |arn| (*arn).to_owned());
    relations.extend(user.group_list().iter().map(|name| Relation::new(RelationKind::MemberOf, group_arn(name), "")));
    let document = object! {
        "Path": user.path(),
        "UserName": user.user_name(),
        "UserId": user.user_id(),
        "Arn": user.arn(),
        "CreateDate": user.create_date(),
        "UserPolicyList": inline(user.user_policy_list()),
        "GroupList": sorted_texts(user.group_list()),
        "AttachedManagedPolicies": attached(user.attached_managed_policies()),
        "PermissionsBoundary": user.permissions_boundary().map(boundary),
        "Tags": tags(user.tags()),
    };
    let name = user.user_name().unwrap_or_default();
    place.resource(Kind::User, arn(user.arn()), name, document, relations).without(missing(Part::GROUPS, unread))
}

pub(super) fn group(place: &Place, group: &GroupDetail) -> Resource {
    let document = object! {
        "Path": group.path(),
        "GroupName": group.group_name(),
        "GroupId": group.group_id(),
        "Arn": group.arn(),
        "CreateDate": group.create_date(),
        "GroupPolicyList": inline(group.group_policy_list()),
        "AttachedManagedPolicies": attached(group.attached_managed_policies()),
    };
    let relations = policies(group.attached_managed_policies(), None);
    place.resource(Kind::Group, arn(group.arn()), group.group_name().unwrap_or_default(), document, relations)
}

/// A managed policy. One of AWS's own is the same in every account, so it is filed under `home`, and how often this account uses it
/// is left out.
pub(super) fn managed_policy(place: &Place, home: AccountId, detail: &ManagedPolicyDetail) -> Resource {
    let arn = arn(detail.arn());
    let of_aws = arn.split(':').nth(4) == Some("aws");
    let counted = |count: Option<i32>| count.filter(|_| !of_aws);
    let document = object! {
        "PolicyName": detail.policy_name(),
        "PolicyId": detail.policy_id(),
        "Arn": detail.arn(),
        "Path": detail.path(),
        "DefaultVersionId": detail.default_version_id(),
        "AttachmentCount": counted(detail.attachment_count()),
        "PermissionsBoundaryUsageCount": counted(detail.permissions_boundary_usage_count()),
        "IsAttachable": detail.is_attachable(),
        "Description": detail.description(),
        "CreateDate": detail.create_date(),
        "UpdateDate": detail.update_date(),
        "PolicyVersionList": sorted(detail.policy_version_list().iter().map(version)),
    };
    let account = if of_aws { home } else { place.account };
    let place = Place { account, ..place.clone() };
    place.resource(Kind::ManagedPolicy, arn, detail.policy_name().unwrap_or_default(), document, Vec::new())
}

pub(super) fn oidc_document(arn: &str, provider: &GetOpenIdConnectProviderOutput) -> Value {
    object! {
        "Arn": arn,
        "Url": provider.url(),
        "ClientIDList": sorted_texts(provider.client_id_list()),
        "ThumbprintList": sorted_texts(provider.thumbprint_list()),
        "CreateDate": provider.create_date(),
        "Tags": tags(provider.tags()),
    }
}

/// A SAML provider without its metadata: tens of kilobytes of certificates, of which the end of validity is what matters.
pub(super) fn saml_document(arn: &str, provider: &GetSamlProviderOutput) -> Value {
    object! {
        "Arn": arn,
        "SAMLProviderUUID": provider.saml_provider_uuid(),
        "CreateDate": provider.create_date(),
        "ValidUntil": provider.valid_until(),
        "AssertionEncryptionMode": provider.assertion_encryption_mode().map(|mode| mode.as_str()),
        "Tags": tags(provider.tags()),
    }
}

/// An identity provider, named by what follows its type in the ARN.
pub(super) fn provider(place: &Place, kind: Kind, arn: &str, document: Value) -> Resource {
    let name = arn.split_once('/').map_or(arn, |(_, name)| name);
    place.resource(kind, arn.to_owned(), name, document, Vec::new())
}

fn policies(attached: &[AttachedPolicy], bound: Option<&AttachedPermissionsBoundary>) -> Vec<Relation> {
    let has = attached.iter().filter_map(AttachedPolicy::policy_arn);
    let bound = bound.and_then(|bound| bound.permissions_boundary_arn());
    has.map(|arn| Relation::new(RelationKind::HasPolicy, arn, ""))
        .chain(bound.map(|arn| Relation::new(RelationKind::BoundedBy, arn, "")))
        .collect()
}

fn attached(policies: &[AttachedPolicy]) -> Vec<Value> {
    sorted(
        policies.iter().map(|policy| object! { "PolicyName": policy.policy_name(), "PolicyArn": policy.policy_arn() }),
    )
}

fn inline(policies: &[PolicyDetail]) -> Vec<Value> {
    let one = |detail: &PolicyDetail| {
        object! { "PolicyName": detail.policy_name(), "PolicyDocument": detail.policy_document().map(policy) }
    };
    sorted(policies.iter().map(one))
}

fn boundary(boundary: &AttachedPermissionsBoundary) -> Value {
    object! {
        "PermissionsBoundaryType": boundary.permissions_boundary_type().map(|kind| kind.as_str()),
        "PermissionsBoundaryArn": boundary.permissions_boundary_arn(),
    }
}

fn version(version: &PolicyVersion) -> Value {
    object! {
        "VersionId": version.version_id(),
        "IsDefaultVersion": version.is_default_version(),
        "CreateDate": version.create_date(),
        "Document": version.document().map(policy),
    }
}

fn instance_profile(profile: &InstanceProfile) -> Value {
    object! {
        "Path": profile.path(),
        "InstanceProfileName": profile.instance_profile_name(),
        "InstanceProfileId": profile.instance_profile_id(),
        "Arn": profile.arn(),
        "CreateDate": profile.create_date(),
    }
}

fn tags(tags: &[Tag]) -> Vec<Value> {
    tag_list(tags.iter().map(|tag| (tag.key(), tag.value())))
}

fn arn(arn: Option<&str>) -> String {
    arn.unwrap_or_default().to_owned()
}

#[cfg(test)]
#[path = "transform_tests.rs"]
mod tests;
