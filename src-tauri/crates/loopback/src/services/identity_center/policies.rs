//! What a permission set is made of: policies of AWS, policies that accounts have of their own, one policy of its own, and a boundary.

use serde_json::{Map, Value as Json};

use super::{conflict, listing, not_found, permission_set, permission_set_mut, too_many};
use crate::{
    services::{Answer, AwsError, Flaw, Request},
    state::{Document, PermissionSet, PolicyReference, SetBoundary, State},
    wire::{Value, map},
};

/// How many policies a permission set may have besides its own ("IAM Identity Center quotas").
const MOST: usize = 20;
/// How long its own may be.
const LONGEST: usize = 32_768;

/// `ListManagedPoliciesInPermissionSet`.
pub(in crate::services) fn list_managed_policies_in_permission_set(state: &State, request: &Request) -> Answer {
    listing(request, "AttachedManagedPolicies", &permission_set(state, request)?.managed, |arn| {
        map! { "Name": arn.rsplit('/').next().unwrap_or_default(), "Arn": arn }
    })
}

/// `AttachManagedPolicyToPermissionSet`.
pub(in crate::services) fn attach_managed_policy_to_permission_set(state: &mut State, request: &Request) -> Answer {
    let arn = managed(state, request.required("ManagedPolicyArn")?)?;
    let set = permission_set_mut(state, request)?;
    if set.managed.contains(&arn) {
        return Err(conflict("The policy is attached to the permission set already."));
    }
    check_room(set)?;
    set.managed.push(arn);
    changed(set)
}

/// `DetachManagedPolicyFromPermissionSet`.
pub(in crate::services) fn detach_managed_policy_from_permission_set(state: &mut State, request: &Request) -> Answer {
    let arn = request.required("ManagedPolicyArn")?;
    let set = permission_set_mut(state, request)?;
    let at = set.managed.iter().position(|known| known == arn);
    set.managed.remove(at.ok_or_else(|| not_found("In the permission set, the policy", arn))?);
    changed(set)
}

/// `ListCustomerManagedPolicyReferencesInPermissionSet`.
pub(in crate::services) fn list_customer_managed_policy_references_in_permission_set(
    state: &State,
    request: &Request,
) -> Answer {
    let references = &permission_set(state, request)?.customer;
    listing(request, "CustomerManagedPolicyReferences", references, written_reference)
}

/// `AttachCustomerManagedPolicyReferenceToPermissionSet`. Whether accounts have the policy shows when it is provisioned.
pub(in crate::services) fn attach_customer_managed_policy_reference_to_permission_set(
    state: &mut State,
    request: &Request,
) -> Answer {
    let reference = reference(request, request.input.structure("CustomerManagedPolicyReference"))?;
    let set = permission_set_mut(state, request)?;
    if set.customer.contains(&reference) {
        return Err(conflict("The policy is attached to the permission set already."));
    }
    check_room(set)?;
    set.customer.push(reference);
    changed(set)
}

/// `DetachCustomerManagedPolicyReferenceFromPermissionSet`.
pub(in crate::services) fn detach_customer_managed_policy_reference_from_permission_set(
    state: &mut State,
    request: &Request,
) -> Answer {
    let reference = reference(request, request.input.structure("CustomerManagedPolicyReference"))?;
    let set = permission_set_mut(state, request)?;
    let at = set.customer.iter().position(|known| *known == reference);
    set.customer.remove(at.ok_or_else(|| not_found("In the permission set, the policy", &reference.name))?);
    changed(set)
}

/// `GetInlinePolicyForPermissionSet`: an empty text where there is none.
pub(in crate::services) fn get_inline_policy_for_permission_set(state: &State, request: &Request) -> Answer {
    let inline = permission_set(state, request)?.inline.as_ref();
    Ok(map! { "InlinePolicy": inline.map_or("", Document::text) })
}

/// `PutInlinePolicyToPermissionSet`.
pub(in crate::services) fn put_inline_policy_to_permission_set(state: &mut State, request: &Request) -> Answer {
    let text = request.required("InlinePolicy")?;
    request.check_length("InlinePolicy", text, 1..=LONGEST)?;
    let is_policy = serde_json::from_str::<Json>(text).is_ok_and(|policy| policy.get("Statement").is_some());
    if !is_policy {
        return Err(request.invalid("InlinePolicy", Flaw::Form, "must be a policy"));
    }
    let set = permission_set_mut(state, request)?;
    set.inline = Some(Document::from(text));
    changed(set)
}

/// `DeleteInlinePolicyFromPermissionSet`.
pub(in crate::services) fn delete_inline_policy_from_permission_set(state: &mut State, request: &Request) -> Answer {
    let set = permission_set_mut(state, request)?;
    set.inline = None;
    changed(set)
}

/// `GetPermissionsBoundaryForPermissionSet`.
pub(in crate::services) fn get_permissions_boundary_for_permission_set(state: &State, request: &Request) -> Answer {
    let set = permission_set(state, request)?;
    let boundary = set.boundary.as_ref().ok_or_else(|| not_found("A permissions boundary of", &set.arn))?;
    let written = match boundary {
        SetBoundary::Managed(arn) => map! { "ManagedPolicyArn": arn },
        SetBoundary::Customer(policy) => map! { "CustomerManagedPolicyReference": written_reference(policy) },
    };
    Ok(map! { "PermissionsBoundary": written })
}

/// `PutPermissionsBoundaryToPermissionSet`.
pub(in crate::services) fn put_permissions_boundary_to_permission_set(state: &mut State, request: &Request) -> Answer {
    let boundary = request.input.structure("PermissionsBoundary");
    let boundary = boundary.ok_or_else(|| request.missing("PermissionsBoundary"))?;
    let arn = boundary.get("ManagedPolicyArn").and_then(Json::as_str);
    let customer = boundary.get("CustomerManagedPolicyReference").and_then(Json::as_object);
    let boundary = match (arn, customer) {
        (Some(arn), None) => SetBoundary::Managed(managed(state, arn)?),
        (None, Some(_)) => SetBoundary::Customer(reference(request, customer)?),
        _ => return Err(request.invalid("PermissionsBoundary", Flaw::Form, "must name one policy")),
    };
    let set = permission_set_mut(state, request)?;
    set.boundary = Some(boundary);
    changed(set)
}

/// `DeletePermissionsBoundaryFromPermissionSet`.
pub(in crate::services) fn delete_permissions_boundary_from_permission_set(
    state: &mut State,
    request: &Request,
) -> Answer {
    let set = permission_set_mut(state, request)?;
    set.boundary = None;
    changed(set)
}

/// Accounts have it as it was before, until it is provisioned to them.
fn changed(set: &mut PermissionSet) -> Answer {
    set.revision += 1;
    Ok(map! {})
}

fn check_room(set: &PermissionSet) -> Result<(), AwsError> {
    if set.managed.len() + set.customer.len() < MOST {
        return Ok(());
    }
    Err(too_many("A permission set can have 20 policies besides its own."))
}

/// A policy of AWS that there is.
fn managed(state: &State, arn: &str) -> Result<String, AwsError> {
    if state.aws_managed_policies.contains_key(arn) { Ok(arn.to_owned()) } else { Err(not_found("The policy", arn)) }
}

fn reference(request: &Request, given: Option<&Map<String, Json>>) -> Result<PolicyReference, AwsError> {
    let member = "CustomerManagedPolicyReference";
    let given = given.ok_or_else(|| request.missing(member))?;
    let text = |name: &str| given.get(name).and_then(Json::as_str).filter(|text| !text.is_empty());
    let name = text("Name").ok_or_else(|| request.missing("CustomerManagedPolicyReference.Name"))?;
    let path = text("Path").unwrap_or("/");
    request.check_length(member, name, 1..=128)?;
    if !path.starts_with('/') || !path.ends_with('/') {
        return Err(request.invalid(member, Flaw::Form, "must have a Path that begins and ends with /"));
    }
    Ok(PolicyReference { name: name.to_owned(), path: path.to_owned() })
}

fn written_reference(policy: &PolicyReference) -> Value {
    map! { "Name": &policy.name, "Path": &policy.path }
}
