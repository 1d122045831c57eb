//! The person that a new account of Account Factory is made for.

use armillary_model::AccountId;

use super::roles;
use crate::{
    services::identity_store::new_person,
    state::{Assignment, PrincipalKind, State, Timestamp},
};

/// The permission set that the person gets in the account.
const PERMISSION_SET: &str = "AWSAdministratorAccess";

/// Makes the person known, if the address is not, and gives administration of the account.
pub(in crate::services) fn admit(
    state: &mut State,
    account: AccountId,
    (email, first, last): (&str, &str, &str),
    now: Timestamp,
) {
    let mut people = state.identity_center.people.values();
    let is_same = |address: &String| address.eq_ignore_ascii_case(email);
    let known = people.find(|person| person.email.as_ref().is_some_and(is_same)).map(|person| person.id.clone());
    let principal = known.unwrap_or_else(|| new_person(state, email, (first, last), Some(email), now));
    let mut sets = state.identity_center.permission_sets.values();
    let Some(set) = sets.find(|set| set.name == PERMISSION_SET).map(|set| set.arn.clone()) else { return };
    if roles::provision(state, account, &set, now).is_ok() {
        let assignment = Assignment { account, permission_set: set, kind: PrincipalKind::User, principal };
        state.identity_center.assignments.insert(assignment);
    }
}
