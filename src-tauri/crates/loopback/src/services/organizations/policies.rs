//! Organization policies and where they are attached.

use super::{listing, readable};
use crate::{
    services::{Answer, AwsError, Flaw, Request},
    state::{Organization, Policy, PolicyType, State},
    wire::{Value, map},
};

/// `ListPolicies`.
pub(in crate::services) fn list_policies(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let kind = filter(request)?;
    let policies = organization.policies.values().filter(|policy| Some(policy.kind) == kind);
    listing(request, "Policies", policies, |policy| summary(organization, policy))
}

/// `ListPoliciesForTarget`: the policies attached directly to a root, OU or account.
pub(in crate::services) fn list_policies_for_target(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let kind = filter(request)?;
    let target = request.required("TargetId")?;
    if node(organization, target).is_none() {
        let message = "We can't find a root, OU, or account with the TargetId that you specified.";
        return Err(AwsError::new("TargetNotFoundException", message));
    }
    let attached = |policy: &&Policy| Some(policy.kind) == kind && policy.targets.contains(target);
    let policies = organization.policies.values().filter(attached);
    listing(request, "Policies", policies, |policy| summary(organization, policy))
}

/// `DescribePolicy`.
pub(in crate::services) fn describe_policy(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let policy = asked(organization, request)?;
    Ok(map! { "Policy": map! { "PolicySummary": summary(organization, policy), "Content": &policy.content } })
}

/// `ListTargetsForPolicy`.
pub(in crate::services) fn list_targets_for_policy(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let policy = asked(organization, request)?;
    let targets = policy.targets.iter().filter_map(|target| node(organization, target));
    listing(request, "Targets", targets, |target| target)
}

fn asked<'a>(organization: &'a Organization, request: &Request) -> Result<&'a Policy, AwsError> {
    let id = request.required("PolicyId")?;
    organization.policies.get(id).ok_or_else(|| {
        AwsError::new("PolicyNotFoundException", "We can't find a policy with the PolicyId that you specified.")
    })
}

/// The policy type asked for; `None` for the types of which this organization has no policies.
fn filter(request: &Request) -> Result<Option<PolicyType>, AwsError> {
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
    let asked = request.required("Filter")?;
    match PolicyType::from_text(asked) {
        None if !OTHER_TYPES.contains(&asked) => {
            Err(request.invalid("Filter", Flaw::NotListed, "must be a policy type"))
        }
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
