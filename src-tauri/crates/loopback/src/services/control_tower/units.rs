//! OUs as Control Tower knows them, and whether they can be worked on.

use super::{conflict, not_found};
use crate::{
    services::{AwsError, Flaw, Request},
    state::{EnablementStatus, State},
};

/// What is answered while something else is being done.
pub(super) const BUSY: &str = "AWS Control Tower cannot complete the request, because another AWS Control Tower operation is in progress. Try again later.";

/// The OU that a request has as its target, by ARN.
pub(super) fn target<'a>(state: &State, request: &'a Request) -> Result<&'a str, AwsError> {
    let arn = request.required("targetIdentifier")?;
    let id = arn.rsplit('/').next().filter(|id| id.starts_with("ou-"));
    let id = id.ok_or_else(|| request.invalid("targetIdentifier", Flaw::Form, "must be the ARN of an OU"))?;
    let is_there = state.organization.ous.contains_key(id) && state.organization.ou_arn(id) == arn;
    if is_there { Ok(id) } else { Err(not_found("The organizational unit", arn)) }
}

/// The baseline of an OU can be worked on: one OU at a time, and not while the landing zone, one of its controls or one of its accounts
/// is worked on.
pub(super) fn check_idle(state: &State, ou: &str) -> Result<(), AwsError> {
    let tower = &state.control_tower;
    let mut operations = tower.under_way();
    let is_busy = operations.any(|operation| operation.control.is_none() || operation.ou.as_deref() == Some(ou));
    let enrolments = tower.registration(ou).into_iter().flat_map(|registration| registration.enrolled.values());
    let mut under_change = enrolments.filter(|enrolment| enrolment.status == EnablementStatus::UnderChange);
    if is_busy || under_change.next().is_some() { Err(conflict(BUSY)) } else { Ok(()) }
}
