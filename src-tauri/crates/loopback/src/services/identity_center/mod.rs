//! IAM Identity Center, as its administrators see it: permission sets, who has them in which account, and the roles that follow.

mod assignment_changes;
mod assignments;
mod instances;
mod owners;
mod permission_sets;
mod policies;
mod provisioned;
mod requests;
mod roles;
mod set_changes;

pub(super) use assignment_changes::{create_account_assignment, delete_account_assignment, provision_permission_set};
pub(super) use assignments::{list_account_assignments, list_account_assignments_for_principal};
pub(super) use instances::{describe_instance, list_instances};
pub(super) use owners::admit as admit_owner;
pub(super) use permission_sets::{describe_permission_set, list_permission_sets, list_tags_for_resource};
pub(super) use policies::{
    attach_customer_managed_policy_reference_to_permission_set, attach_managed_policy_to_permission_set,
    delete_inline_policy_from_permission_set, delete_permissions_boundary_from_permission_set,
    detach_customer_managed_policy_reference_from_permission_set, detach_managed_policy_from_permission_set,
    get_inline_policy_for_permission_set, get_permissions_boundary_for_permission_set,
    list_customer_managed_policy_references_in_permission_set, list_managed_policies_in_permission_set,
    put_inline_policy_to_permission_set, put_permissions_boundary_to_permission_set,
};
pub(super) use provisioned::{
    list_accounts_for_provisioned_permission_set, list_permission_sets_provisioned_to_account,
};
pub(super) use requests::{
    describe_account_assignment_creation_status, describe_account_assignment_deletion_status,
    describe_permission_set_provisioning_status, finish as finish_request, list_account_assignment_creation_status,
    list_account_assignment_deletion_status, list_permission_set_provisioning_status,
};
pub(super) use set_changes::{create_permission_set, delete_permission_set, update_permission_set};

use armillary_model::AccountId;

use super::{Answer, AwsError, Flaw, Paging, Request, Uneven};
use crate::{
    state::{IdentityCenter, PermissionSet, State},
    wire::{Value, map},
};

/// The name Identity Center has as a service of the organization.
const PRINCIPAL: &str = "sso.amazonaws.com";

const PAGES: Paging =
    Paging { token: "NextToken", size: "MaxResults", min: 1, max: 100, default: 100, uneven: Uneven::Never };

/// Whether the caller may administer: the management account, and the account to which that is delegated.
fn administers(state: &State, request: &Request) -> bool {
    let organization = &state.organization;
    let delegated = organization.delegated_administrators.get(&request.account);
    request.account == organization.management
        || delegated.is_some_and(|administrator| administrator.services.contains_key(PRINCIPAL))
}

/// The instance that a request names, for its administrators, in its home Region.
fn center<'a>(state: &'a State, request: &Request) -> Result<&'a IdentityCenter, AwsError> {
    let arn = request.required("InstanceArn")?;
    if !administers(state, request) {
        return Err(request.denied("Only the management account and the delegated administrator may do this."));
    }
    let center = &state.identity_center;
    let is_asked = arn == center.arn() && *request.region == *center.home;
    if is_asked { Ok(center) } else { Err(not_found("The instance", arn)) }
}

/// The permission set that a request names.
fn permission_set<'a>(state: &'a State, request: &Request) -> Result<&'a PermissionSet, AwsError> {
    let center = center(state, request)?;
    let arn = request.required("PermissionSetArn")?;
    center.permission_sets.get(arn).ok_or_else(|| not_found("The permission set", arn))
}

/// The same, to change it. What is in force in the management account only that account may change.
fn permission_set_mut<'a>(state: &'a mut State, request: &Request) -> Result<&'a mut PermissionSet, AwsError> {
    let management = state.organization.management;
    let set = permission_set(state, request)?;
    if request.account != management && set.provisioned.contains_key(&management) {
        return Err(request.denied("The permission set is provisioned in the management account."));
    }
    let arn = set.arn.clone();
    state.identity_center.permission_sets.get_mut(&arn).ok_or_else(|| not_found("The permission set", &arn))
}

/// An account id that has to be given.
fn account(request: &Request, name: &str) -> Result<AccountId, AwsError> {
    request.required(name)?.parse().map_err(|_| request.invalid(name, Flaw::Form, "must be an account id"))
}

/// One page, under the name its list has.
fn listing<T>(
    request: &Request,
    name: &'static str,
    items: impl IntoIterator<Item = T>,
    write: impl FnMut(T) -> Value,
) -> Answer {
    let page = request.page(&PAGES, items)?;
    Ok(map! { name: page.items.into_iter().map(write).collect::<Vec<_>>(), "NextToken": page.next })
}

fn not_found(what: &str, id: &str) -> AwsError {
    AwsError::new("ResourceNotFoundException", format!("{what} {id} does not exist."))
}

fn conflict(message: &str) -> AwsError {
    AwsError::new("ConflictException", message)
}

fn too_many(message: &str) -> AwsError {
    AwsError::new("ServiceQuotaExceededException", message)
}
