//! Who has which permission set where.

use super::{account, center, listing, permission_set};
use crate::{
    services::{Answer, Request},
    state::{Assignment, PrincipalKind, State},
    wire::{Value, map},
};

/// `ListAccountAssignments`, of one account and permission set.
pub(in crate::services) fn list_account_assignments(state: &State, request: &Request) -> Answer {
    let set = permission_set(state, request)?;
    let account = account(request, "AccountId")?;
    let assignments = state.identity_center.assignments.iter();
    let assignments = assignments.filter(|known| known.account == account && known.permission_set == set.arn);
    listing(request, "AccountAssignments", assignments, written)
}

/// `ListAccountAssignmentsForPrincipal`; those of a person include those of the groups that the person is in.
pub(in crate::services) fn list_account_assignments_for_principal(state: &State, request: &Request) -> Answer {
    let center = center(state, request)?;
    let id = request.required("PrincipalId")?;
    let kind = principal_kind(request)?;
    if !center.has_principal(kind, id) {
        return Err(super::not_found("The principal", id));
    }
    let wanted = request.input.structure("Filter").and_then(|filter| filter.get("AccountId")?.as_str());
    let memberships = center.memberships.values();
    let groups: Vec<&str> = memberships.filter(|known| known.person == id).map(|known| known.group.as_str()).collect();
    let has = |known: &Assignment| {
        (known.kind == kind && known.principal == id)
            || (known.kind == PrincipalKind::Group && groups.contains(&known.principal.as_str()))
    };
    let assignments = center
        .assignments
        .iter()
        .filter(|known| has(known) && wanted.is_none_or(|account| known.account.to_string() == account));
    listing(request, "AccountAssignments", assignments, written)
}

/// What kind of principal a request names.
pub(super) fn principal_kind(request: &Request) -> Result<PrincipalKind, crate::services::AwsError> {
    let names: Vec<&str> = PrincipalKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let kind = request.one_of("PrincipalType", &names)?.and_then(PrincipalKind::from_text);
    kind.ok_or_else(|| request.missing("PrincipalType"))
}

fn written(assignment: &Assignment) -> Value {
    map! {
        "AccountId": assignment.account.to_string(),
        "PermissionSetArn": &assignment.permission_set,
        "PrincipalType": assignment.kind.as_str(),
        "PrincipalId": &assignment.principal,
    }
}
