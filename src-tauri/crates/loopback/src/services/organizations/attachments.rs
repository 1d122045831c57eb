//! Attaching policies to roots, OUs and accounts, and detaching them.

use super::{changeable, documents::limits, refusal::Refusal};
use crate::{
    services::{Answer, AwsError, Request},
    state::{Organization, Policy, PolicyType, State},
    wire::map,
};

/// `AttachPolicy`.
pub(in crate::services) fn attach_policy(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let (id, target) = asked(organization, request)?;
    let policy = organization.policies.get(id).ok_or(Refusal::PolicyNotFound)?;
    if !organization.root.policy_types.contains(&policy.kind) {
        return Err(Refusal::PolicyTypeNotEnabled.into());
    }
    if policy.targets.contains(target) {
        return Err(Refusal::DuplicateAttachment.into());
    }
    if attached(organization, policy.kind, target) >= limits(policy.kind).per_node {
        return Err(Refusal::AttachmentsTooMany.into());
    }
    if let Some(policy) = organization.policies.get_mut(id) {
        policy.targets.insert(target.to_owned());
    }
    Ok(map! {})
}

/// `DetachPolicy`: an SCP has to stay on every node, and AWS's RCP on all of them.
pub(in crate::services) fn detach_policy(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let (id, target) = asked(organization, request)?;
    let policy = organization.policies.get(id).ok_or(Refusal::PolicyNotFound)?;
    if !policy.targets.contains(target) {
        return Err(Refusal::PolicyNotAttached.into());
    }
    if policy.aws_managed && policy.kind == PolicyType::ResourceControl {
        return Err(Refusal::NonDetachablePolicy.into());
    }
    if policy.kind == PolicyType::ServiceControl && attached(organization, policy.kind, target) == 1 {
        return Err(Refusal::AttachmentsTooFew.into());
    }
    if let Some(policy) = organization.policies.get_mut(id) {
        policy.targets.remove(target);
    }
    Ok(map! {})
}

/// The policy and target asked for, which have to exist, and whose type is not just being enabled or disabled.
fn asked<'a>(organization: &Organization, request: &'a Request) -> Result<(&'a str, &'a str), AwsError> {
    let (id, target) = (request.policy_id()?, request.target_id("TargetId")?);
    let policy = organization.policies.get(id).ok_or(Refusal::PolicyNotFound)?;
    if !organization.has_node(target) {
        return Err(Refusal::TargetNotFound.into());
    }
    if organization.root.changing_types.contains(&policy.kind) {
        return Err(Refusal::PolicyChangesInProgress.into());
    }
    Ok((id, target))
}

/// How many policies of a type are attached to a node.
fn attached(organization: &Organization, kind: PolicyType, target: &str) -> usize {
    let is_attached = |policy: &&Policy| policy.kind == kind && policy.targets.contains(target);
    organization.policies.values().filter(is_attached).count()
}
