//! Creating, changing and deleting organization policies.

use std::collections::BTreeSet;

use super::{changeable, documents, policies, refusal::Refusal, tags};
use crate::{
    services::{Answer, AwsError, Request},
    state::{Document, FeatureSet, Organization, Policy, PolicyType, State},
    wire::map,
};

/// `CreatePolicy`. It takes no effect before it is attached, and its type need not be enabled.
pub(in crate::services) fn create_policy(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let kind = kind(organization, request)?;
    let name = name(request)?.ok_or_else(|| request.missing("Name"))?;
    let description = description(request)?.ok_or_else(|| request.missing("Description"))?;
    let content = request.required("Content")?;
    let tags = tags::given(request)?;
    documents::check(kind, content)?;
    check_name(organization, kind, name, None)?;
    let number = organization.policies.values().filter(|policy| policy.kind == kind).count();
    if number >= documents::limits(kind).policies {
        return Err(Refusal::PolicyNumber.into());
    }
    let policy = Policy {
        id: organization.new_id("p-", 8),
        name: name.to_owned(),
        description: description.to_owned(),
        kind,
        aws_managed: false,
        content: Document::from(content),
        targets: BTreeSet::new(),
        tags,
    };
    let answer = policies::written(organization, &policy);
    organization.policies.insert(policy.id.clone(), policy);
    Ok(answer)
}

/// `UpdatePolicy`: what is not given stays as it is.
pub(in crate::services) fn update_policy(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let id = own_policy(organization, request)?;
    let policy = organization.policies.get(id).ok_or(Refusal::PolicyNotFound)?;
    let mut changed = policy.clone();
    if organization.root.changing_types.contains(&policy.kind) {
        return Err(Refusal::PolicyChangesInProgress.into());
    }
    if let Some(name) = name(request)? {
        check_name(organization, policy.kind, name, Some(id))?;
        changed.name = name.to_owned();
    }
    if let Some(description) = description(request)? {
        changed.description = description.to_owned();
    }
    if let Some(content) = request.input.text("Content") {
        documents::check(policy.kind, content)?;
        changed.content = Document::from(content);
    }
    let answer = policies::written(organization, &changed);
    organization.policies.insert(changed.id.clone(), changed);
    Ok(answer)
}

/// `DeletePolicy`: only what is attached nowhere.
pub(in crate::services) fn delete_policy(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let id = own_policy(organization, request)?;
    if organization.policies.get(id).is_some_and(|policy| !policy.targets.is_empty()) {
        return Err(Refusal::PolicyInUse.into());
    }
    organization.policies.remove(id);
    Ok(map! {})
}

/// The type asked for, which has to be one that this organization has.
fn kind(organization: &Organization, request: &Request) -> Result<PolicyType, AwsError> {
    let kind = policies::kind(request, "Type")?;
    let is_available = organization.feature_set == FeatureSet::All;
    kind.filter(|_| is_available).ok_or_else(|| Refusal::PolicyTypeNotAvailable.into())
}

/// The id of the policy asked for, which is not AWS's own.
fn own_policy<'a>(organization: &Organization, request: &'a Request) -> Result<&'a str, AwsError> {
    let id = request.policy_id()?;
    match organization.policies.get(id) {
        Some(policy) if policy.aws_managed => Err(Refusal::ImmutablePolicy.into()),
        Some(_) => Ok(id),
        None => Err(Refusal::PolicyNotFound.into()),
    }
}

fn check_name(organization: &Organization, kind: PolicyType, name: &str, own: Option<&str>) -> Result<(), Refusal> {
    let is_taken = |policy: &Policy| policy.kind == kind && policy.name == name && Some(policy.id.as_str()) != own;
    if organization.policies.values().any(is_taken) { Err(Refusal::DuplicatePolicy) } else { Ok(()) }
}

fn name(request: &Request) -> Result<Option<&str>, AwsError> {
    let name = request.input.text("Name");
    name.map_or(Ok(()), |name| request.check_length("Name", name, 1..=128))?;
    Ok(name)
}

/// The description, which may be empty.
fn description(request: &Request) -> Result<Option<&str>, AwsError> {
    let description = request.input.any_text("Description");
    description.map_or(Ok(()), |text| request.check_length("Description", text, 0..=512))?;
    Ok(description)
}
