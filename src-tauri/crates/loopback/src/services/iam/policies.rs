//! Managed policies.

use super::{encoded, is_below, listing, no_such_entity, own, usage::Usage};
use crate::{
    services::{Answer, AwsError, Request, unless_empty, written_tags},
    state::{ManagedPolicy, PolicyVersion, State},
    wire::{Value, map},
};

/// `ListPolicies`. As on AWS, description and tags are told by `GetPolicy` only.
pub(in crate::services) fn list_policies(state: &State, request: &Request) -> Answer {
    let iam = own(state, request)?;
    let scope = request.one_of("Scope", &["All", "AWS", "Local"])?.unwrap_or("All");
    let filter = request.one_of("PolicyUsageFilter", &["PermissionsPolicy", "PermissionsBoundary"])?;
    let only_attached = request.input.flag("OnlyAttached");
    let usage = Usage::of(iam);
    let fits = |policy: &&ManagedPolicy| {
        is_below(request, &policy.path)
            && (!only_attached || usage.is_used(&policy.arn))
            && match filter {
                Some("PermissionsPolicy") => usage.attached(&policy.arn) > 0,
                Some(_) => usage.boundaries(&policy.arn) > 0,
                None => true,
            }
    };
    let own = iam.policies.values().filter(|_| scope != "AWS");
    let aws = state.aws_managed_policies.values().filter(|_| scope != "Local");
    listing(request, "Policies", own.chain(aws).filter(fits), |policy| summary(policy, &usage))
}

/// `GetPolicy`.
pub(in crate::services) fn get_policy(state: &State, request: &Request) -> Answer {
    let usage = Usage::of(own(state, request)?);
    let policy = asked(state, request)?;
    let mut written = summary(policy, &usage);
    if let Value::Map(members) = &mut written {
        members.push(("Description".into(), unless_empty(&policy.description).into()));
        members.push(("Tags".into(), written_tags(&policy.tags)));
    }
    Ok(map! { "Policy": written })
}

/// `GetPolicyVersion`.
pub(in crate::services) fn get_policy_version(state: &State, request: &Request) -> Answer {
    let id = request.required("VersionId")?;
    let policy = asked(state, request)?;
    let version = policy.versions.iter().find(|version| &*version.id == id);
    let version = version.ok_or_else(|| no_such_entity("policy version", &format!("{id} of {}", policy.arn)))?;
    Ok(map! { "PolicyVersion": written_version(version) })
}

/// A managed policy as it is written in lists.
pub(super) fn summary(policy: &ManagedPolicy, usage: &Usage<'_>) -> Value {
    map! {
        "PolicyName": &policy.name,
        "PolicyId": &policy.id,
        "Arn": &policy.arn,
        "Path": &policy.path,
        "DefaultVersionId": policy.default_version().map(|version| &version.id),
        "AttachmentCount": usage.attached(&policy.arn),
        "PermissionsBoundaryUsageCount": usage.boundaries(&policy.arn),
        "IsAttachable": true,
        "CreateDate": policy.created,
        "UpdateDate": policy.updated,
    }
}

/// A version with its text.
pub(super) fn written_version(version: &PolicyVersion) -> Value {
    map! {
        "Document": encoded(&version.document),
        "VersionId": &version.id,
        "IsDefaultVersion": version.is_default,
        "CreateDate": version.created,
    }
}

fn asked<'a>(state: &'a State, request: &Request) -> Result<&'a ManagedPolicy, AwsError> {
    let arn = request.required("PolicyArn")?;
    state.managed_policy(request.account, arn).ok_or_else(|| no_such_entity("policy", arn))
}
