//! What was asked of Identity Center, how far it is, and what is done when its time has come.

use armillary_model::AccountId;

use super::{center, listing, not_found, roles};
use crate::{
    services::{Answer, AwsError, Request},
    state::{AccountLife, Assignment, AssignmentChange, AssignmentRequest, RequestStatus, State, Task, Timestamp},
    wire::{Value, map},
};

/// How long a request takes.
const SECONDS: u64 = 30;

/// `DescribeAccountAssignmentCreationStatus`.
pub(in crate::services) fn describe_account_assignment_creation_status(state: &State, request: &Request) -> Answer {
    let found = asked(state, request, "AccountAssignmentCreationRequestId", is_creation)?;
    Ok(map! { "AccountAssignmentCreationStatus": assignment_status(found) })
}

/// `DescribeAccountAssignmentDeletionStatus`.
pub(in crate::services) fn describe_account_assignment_deletion_status(state: &State, request: &Request) -> Answer {
    let found = asked(state, request, "AccountAssignmentDeletionRequestId", is_deletion)?;
    Ok(map! { "AccountAssignmentDeletionStatus": assignment_status(found) })
}

/// `DescribePermissionSetProvisioningStatus`.
pub(in crate::services) fn describe_permission_set_provisioning_status(state: &State, request: &Request) -> Answer {
    let found = asked(state, request, "ProvisionPermissionSetRequestId", is_provisioning)?;
    Ok(map! { "PermissionSetProvisioningStatus": provisioning_status(found) })
}

/// `ListAccountAssignmentCreationStatus`.
pub(in crate::services) fn list_account_assignment_creation_status(state: &State, request: &Request) -> Answer {
    list(state, request, "AccountAssignmentsCreationStatus", is_creation)
}

/// `ListAccountAssignmentDeletionStatus`.
pub(in crate::services) fn list_account_assignment_deletion_status(state: &State, request: &Request) -> Answer {
    list(state, request, "AccountAssignmentsDeletionStatus", is_deletion)
}

/// `ListPermissionSetProvisioningStatus`.
pub(in crate::services) fn list_permission_set_provisioning_status(state: &State, request: &Request) -> Answer {
    list(state, request, "PermissionSetsProvisioningStatus", is_provisioning)
}

/// Begins a request.
pub(super) fn begin(state: &mut State, request: &Request, change: AssignmentChange) -> AssignmentRequest {
    let id = state.organization.new_uuid();
    let fails = request.later.as_ref().map(|later| match later.message.as_str() {
        "" => later.code.clone(),
        message => message.to_owned(),
    });
    let (created, status, failure) = (request.now, RequestStatus::InProgress, None);
    let begun = AssignmentRequest { id: id.clone(), change, created, status, fails, failure };
    state.agenda.add(request.moment.after(SECONDS), Task::FinishAssignment(id.clone()));
    state.identity_center.requests.insert(id, begun.clone());
    begun
}

/// Does what was asked for, or tells why not.
pub(in crate::services) fn finish(state: &mut State, id: &str, now: Timestamp) {
    let Some(request) = state.identity_center.requests.get(id).cloned() else { return };
    let outcome = match (&request.fails, &request.change) {
        (Some(message), _) => Err(message.clone()),
        (None, AssignmentChange::Create(assignment)) => create(state, assignment, now),
        (None, AssignmentChange::Delete(assignment)) => delete(state, assignment),
        (None, AssignmentChange::Provision { permission_set, account }) => {
            provision(state, permission_set, *account, now)
        }
    };
    let status = if outcome.is_ok() { RequestStatus::Succeeded } else { RequestStatus::Failed };
    let done = AssignmentRequest { status, failure: outcome.err(), ..request };
    state.identity_center.requests.insert(id.to_owned(), done);
}

fn create(state: &mut State, assignment: &Assignment, now: Timestamp) -> Result<(), String> {
    roles::provision(state, assignment.account, &assignment.permission_set, now)?;
    state.identity_center.assignments.insert(assignment.clone());
    Ok(())
}

/// Where nobody has it any more, the account's role goes with it.
fn delete(state: &mut State, assignment: &Assignment) -> Result<(), String> {
    state.identity_center.assignments.remove(assignment);
    if !state.identity_center.is_assigned(assignment.account, &assignment.permission_set) {
        roles::remove(state, assignment.account, &assignment.permission_set);
    }
    Ok(())
}

fn provision(state: &mut State, set: &str, account: Option<AccountId>, now: Timestamp) -> Result<(), String> {
    let known = state.identity_center.permission_sets.get(set).map(|set| &set.provisioned);
    let all = known.into_iter().flat_map(|provisioned| provisioned.keys().copied());
    // Closed accounts keep the role that they had.
    let is_active = |known: &AccountId| {
        state.organization.accounts.get(known).is_some_and(|known| known.state == AccountLife::Active)
    };
    let is_asked = |known: &AccountId| account.map_or_else(|| is_active(known), |account| account == *known);
    let accounts: Vec<AccountId> = all.filter(is_asked).collect();
    accounts.into_iter().try_for_each(|account| roles::provision(state, account, set, now))
}

fn asked<'a>(
    state: &'a State,
    request: &Request,
    member: &str,
    is_kind: fn(&AssignmentChange) -> bool,
) -> Result<&'a AssignmentRequest, AwsError> {
    let id = request.required(member)?;
    let found = center(state, request)?.requests.get(id).filter(|found| is_kind(&found.change));
    found.ok_or_else(|| not_found("The request", id))
}

/// The requests of a kind, newest first, in any status or in one.
fn list(state: &State, request: &Request, name: &'static str, is_kind: fn(&AssignmentChange) -> bool) -> Answer {
    let wanted = request.input.structure("Filter").and_then(|filter| filter.get("Status")?.as_str());
    let requests = center(state, request)?.requests.values();
    let is_asked = |known: &&AssignmentRequest| {
        is_kind(&known.change) && wanted.is_none_or(|wanted| known.status.as_str() == wanted)
    };
    let mut found: Vec<&AssignmentRequest> = requests.filter(is_asked).collect();
    found.sort_by(|one, other| (other.created, &other.id).cmp(&(one.created, &one.id)));
    listing(request, name, found, |known| {
        map! { "Status": known.status.as_str(), "RequestId": &known.id, "CreatedDate": known.created }
    })
}

fn is_creation(change: &AssignmentChange) -> bool {
    matches!(change, AssignmentChange::Create(_))
}

fn is_deletion(change: &AssignmentChange) -> bool {
    matches!(change, AssignmentChange::Delete(_))
}

fn is_provisioning(change: &AssignmentChange) -> bool {
    matches!(change, AssignmentChange::Provision { .. })
}

/// A request about an assignment as it is written.
pub(super) fn assignment_status(request: &AssignmentRequest) -> Value {
    let (AssignmentChange::Create(assignment) | AssignmentChange::Delete(assignment)) = &request.change else {
        return Value::Null;
    };
    map! {
        "Status": request.status.as_str(),
        "RequestId": &request.id,
        "FailureReason": request.failure.as_ref(),
        "TargetId": assignment.account.to_string(),
        "TargetType": "AWS_ACCOUNT",
        "PermissionSetArn": &assignment.permission_set,
        "PrincipalType": assignment.kind.as_str(),
        "PrincipalId": &assignment.principal,
        "CreatedDate": request.created,
    }
}

/// A request to provision a permission set as it is written.
pub(super) fn provisioning_status(request: &AssignmentRequest) -> Value {
    let AssignmentChange::Provision { permission_set, account } = &request.change else { return Value::Null };
    map! {
        "Status": request.status.as_str(),
        "RequestId": &request.id,
        "AccountId": account.map(|account| account.to_string()),
        "PermissionSetArn": permission_set,
        "FailureReason": request.failure.as_ref(),
        "CreatedDate": request.created,
    }
}
