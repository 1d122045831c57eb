//! Organization policies and where they are attached.

use super::{listing, readable, refusal::Refusal};
use crate::{
    services::{Answer, AwsError, Request},
    state::{Organization, Policy, PolicyType, State},
    wire::{Value, map},
};

/// `ListPolicies`.
pub(in crate::services) fn list_policies(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let kind = kind(request, "Filter")?;
    let policies = organization.policies.values().filter(|policy| Some(policy.kind) == kind);
    listing(request, "Policies", policies, |policy| summary(organization, policy))
}

/// `ListPoliciesForTarget`: the policies attached directly to a root, OU or account.
pub(in crate::services) fn list_policies_for_target(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let kind = kind(request, "Filter")?;
    let target = request.required("TargetId")?;
    if !organization.has_node(target) {
        return Err(Refusal::TargetNotFound.into());
    }
    let attached = |policy: &&Policy| Some(policy.kind) == kind && policy.targets.contains(target);
    let policies = organization.policies.values().filter(attached);
    listing(request, "Policies", policies, |policy| summary(organization, policy))
}

/// `DescribePolicy`.
pub(in crate::services) fn describe_policy(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    Ok(written(organization, asked(organization, request)?))
}

/// `ListTargetsForPolicy`.
pub(in crate::services) fn list_targets_for_policy(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let policy = asked(organization, request)?;
    let targets = policy.targets.iter().filter_map(|target| node(organization, target));
    listing(request, "Targets", targets, |target| target)
}

/// A policy with its text.
pub(super) fn written(organization: &Organization, policy: &Policy) -> Value {
    map! { "Policy": map! { "PolicySummary": summary(organization, policy), "Content": &policy.content } }
}

fn asked<'a>(organization: &'a Organization, request: &Request) -> Result<&'a Policy, AwsError> {
    let id = request.required("PolicyId")?;
    Ok(organization.policies.get(id).ok_or(Refusal::PolicyNotFound)?)
}

/// The policy type in this member; `None` for the types of which this organization has no policies.
pub(super) fn kind(request: &Request, member: &str) -> Result<Option<PolicyType>, AwsError> {
    const OTHER_TYPES: &[&str] = &[
        "CHATBOT_POLICY",
        "DECLARATIVE_POLICY_EC2",
        "SECURITYHUB_POLICY",
        "SECURITYHUB_CSPM_POLICY",
        "INSPECTOR_POLICY",
        "UPGRADE_ROLLOUT_POLICY",
        "BEDROCK_POLICY",
        "S3_POLICY",
        "NETWORK_SECURITY_DIRECTOR_POLICY",
        "GUARDDUTY_POLICY",
    ];
    let asked = request.required(member)?;
    match PolicyType::from_text(asked) {
        None if !OTHER_TYPES.contains(&asked) => Err(Refusal::PolicyTypeUnknown.into()),
        kind => Ok(kind),
    }
}

/// A root, OU or account as a policy's target.
fn node(organization: &Organization, id: &str) -> Option<Value> {
    let target = |arn: String, name: &str, kind: &str| map! { "TargetId": id, "Arn": arn, "Name": name, "Type": kind };
    if id == organization.root.id {
        return Some(target(organization.root_arn(), &organization.root.name, "ROOT"));
    }
    if let Some(ou) = organization.ous.get(id) {
        return Some(target(organization.ou_arn(id), &ou.name, "ORGANIZATIONAL_UNIT"));
    }
    let account = organization.accounts.get(&id.parse().ok()?)?;
    Some(target(organization.account_arn(account.id), &account.name, "ACCOUNT"))
}

fn summary(organization: &Organization, policy: &Policy) -> Value {
    map! {
        "Id": &policy.id,
        "Arn": organization.policy_arn(policy),
        "Name": &policy.name,
        "Description": &policy.description,
        "Type": policy.kind.as_str(),
        "AwsManaged": policy.aws_managed,
    }
}
