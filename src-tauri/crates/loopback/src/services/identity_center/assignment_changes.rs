//! Giving permission sets to people and groups, taking them away, and bringing changed ones to accounts: requests that take their time.

use armillary_model::AccountId;

use super::{
    account,
    assignments::principal_kind,
    conflict, not_found, permission_set,
    requests::{assignment_status, begin, provisioning_status},
};
use crate::{
    services::{Answer, AwsError, Request},
    state::{Assignment, AssignmentChange, RequestStatus, State},
    wire::map,
};

/// How many assignments may be under way ("IAM Identity Center quotas").
const AT_ONCE: usize = 15;

/// `CreateAccountAssignment`: one that is there is brought to the account again.
pub(in crate::services) fn create_account_assignment(state: &mut State, request: &Request) -> Answer {
    let assignment = asked(state, request)?;
    if !state.identity_center.has_principal(assignment.kind, &assignment.principal) {
        return Err(not_found("The principal", &assignment.principal));
    }
    check_idle(state, request, &assignment)?;
    let request = begin(state, request, AssignmentChange::Create(assignment));
    Ok(map! { "AccountAssignmentCreationStatus": assignment_status(&request) })
}

/// `DeleteAccountAssignment`.
pub(in crate::services) fn delete_account_assignment(state: &mut State, request: &Request) -> Answer {
    let assignment = asked(state, request)?;
    if !state.identity_center.assignments.contains(&assignment) {
        return Err(not_found("The assignment of", &assignment.permission_set));
    }
    check_idle(state, request, &assignment)?;
    let request = begin(state, request, AssignmentChange::Delete(assignment));
    Ok(map! { "AccountAssignmentDeletionStatus": assignment_status(&request) })
}

/// `ProvisionPermissionSet`: to one account that has it, or to all of them.
pub(in crate::services) fn provision_permission_set(state: &mut State, request: &Request) -> Answer {
    let set = permission_set(state, request)?;
    let kinds = ["AWS_ACCOUNT", "ALL_PROVISIONED_ACCOUNTS"];
    let kind = request.one_of("TargetType", &kinds)?.ok_or_else(|| request.missing("TargetType"))?;
    let account = if kind == kinds[0] { Some(account(request, "TargetId")?) } else { None };
    if let Some(account) = account {
        check_account(state, request, account)?;
        if !set.provisioned.contains_key(&account) {
            return Err(not_found("In the account, the permission set", &set.arn));
        }
    }
    let permission_set = set.arn.clone();
    let is_same = |change: &AssignmentChange| matches!(change, AssignmentChange::Provision { permission_set: known, .. } if *known == permission_set);
    let mut requests = state.identity_center.requests.values();
    if requests.any(|known| known.status == RequestStatus::InProgress && is_same(&known.change)) {
        return Err(conflict("The permission set is being provisioned already."));
    }
    let request = begin(state, request, AssignmentChange::Provision { permission_set, account });
    Ok(map! { "PermissionSetProvisioningStatus": provisioning_status(&request) })
}

/// What a request is about: a permission set, an account, and a principal.
fn asked(state: &State, request: &Request) -> Result<Assignment, AwsError> {
    let permission_set = permission_set(state, request)?.arn.clone();
    request.one_of("TargetType", &["AWS_ACCOUNT"])?.ok_or_else(|| request.missing("TargetType"))?;
    let account = account(request, "TargetId")?;
    check_account(state, request, account)?;
    let kind = principal_kind(request)?;
    Ok(Assignment { account, permission_set, kind, principal: request.required("PrincipalId")?.to_owned() })
}

/// Into the management account only it gives access itself.
fn check_account(state: &State, request: &Request, account: AccountId) -> Result<(), AwsError> {
    let management = state.organization.management;
    if account == management && request.account != management {
        return Err(request.denied("A delegated administrator has no say in the management account."));
    }
    Ok(())
}

/// Nothing else is done about the same assignment, and not too much at once.
fn check_idle(state: &State, request: &Request, wanted: &Assignment) -> Result<(), AwsError> {
    let under_way = state.identity_center.requests.values().filter(|known| known.status == RequestStatus::InProgress);
    let assignments: Vec<&Assignment> = under_way
        .filter_map(|known| match &known.change {
            AssignmentChange::Create(assignment) | AssignmentChange::Delete(assignment) => Some(assignment),
            AssignmentChange::Provision { .. } => None,
        })
        .collect();
    if assignments.contains(&wanted) {
        return Err(conflict("Another request about this assignment is in progress."));
    }
    if assignments.len() >= AT_ONCE {
        let message = "There are 15 account assignments in progress; wait until one is done.";
        return Err(request.error(crate::server::api::CommonError::Throttled, message));
    }
    Ok(())
}
