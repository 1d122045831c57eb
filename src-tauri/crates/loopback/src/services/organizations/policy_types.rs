//! Enabling and disabling policy types on the root, which AWS does in the background.

use super::{changeable, policies, refusal::Refusal, tree::root};
use crate::{
    services::{Answer, AwsError, Request},
    state::{FeatureSet, Organization, PolicyType, State, Task},
    wire::map,
};

/// How long AWS takes.
const SECONDS: u64 = 60;

/// `EnablePolicyType`.
pub(in crate::services) fn enable_policy_type(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let kind = asked(organization, request)?;
    if organization.feature_set != FeatureSet::All {
        return Err(Refusal::PolicyTypeNotAvailable.into());
    }
    if organization.root.policy_types.contains(&kind) {
        return Err(Refusal::PolicyTypeAlreadyEnabled.into());
    }
    begin(state, request, kind)
}

/// `DisablePolicyType`: every policy of the type is detached from everything.
pub(in crate::services) fn disable_policy_type(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let kind = asked(organization, request)?;
    if !organization.root.policy_types.contains(&kind) {
        return Err(Refusal::PolicyTypeNotEnabled.into());
    }
    begin(state, request, kind)
}

/// Does what was asked for. A type that is enabled again starts with AWS's own policy on every node, and with no other.
pub(in crate::services) fn finish(organization: &mut Organization, kind: PolicyType) {
    organization.root.changing_types.remove(&kind);
    if organization.root.policy_types.remove(&kind) {
        organization
            .policies
            .values_mut()
            .filter(|policy| policy.kind == kind)
            .for_each(|policy| policy.targets.clear());
        return;
    }
    organization.root.policy_types.insert(kind);
    let accounts = organization.accounts.keys().map(ToString::to_string);
    let ous = organization.ous.keys().cloned();
    let nodes: Vec<String> = [organization.root.id.clone()].into_iter().chain(ous).chain(accounts).collect();
    for policy in organization.policies.values_mut().filter(|policy| policy.kind == kind && policy.aws_managed) {
        policy.targets.extend(nodes.iter().cloned());
    }
}

fn begin(state: &mut State, request: &Request, kind: PolicyType) -> Answer {
    state.organization.root.changing_types.insert(kind);
    state.agenda.add(request.moment.after(SECONDS), Task::ChangePolicyType(kind));
    Ok(map! { "Root": root(&state.organization) })
}

/// The type asked for, which is not just being enabled or disabled, on the root asked for.
fn asked(organization: &Organization, request: &Request) -> Result<PolicyType, AwsError> {
    let id = request.required("RootId")?;
    let kind = policies::kind(request, "PolicyType")?.ok_or(Refusal::PolicyTypeNotAvailable)?;
    if id != organization.root.id {
        return Err(Refusal::RootNotFound.into());
    }
    if organization.root.changing_types.contains(&kind) {
        return Err(Refusal::PolicyChangesInProgress.into());
    }
    Ok(kind)
}
