//! Accounts that are enrolled, or let go, because they were moved: what Control Tower does of its own accord where the landing zone
//! says so. Moves before that are not made up for.

use armillary_model::AccountId;

use super::enrolment;
use crate::state::{Enablement, EnablementStatus, Moment, State, Task, Timestamp};

/// How long enrolment takes.
const SECONDS: u64 = 600;
/// How long an account waits for the one before it: an OU takes one at a time.
const TURN: u64 = 60;

/// Follows the move of an account, in as many steps as it takes.
pub(in crate::services) fn follow(state: &mut State, account: AccountId, moment: Moment, now: Timestamp) {
    let Some(parent) = state.organization.accounts.get(&account).map(|account| account.parent.clone()) else { return };
    let tower = &state.control_tower;
    let Some(registration) = tower.registration(&parent) else {
        if tower.enrolment(account).is_some() {
            enrolment::release(state, account);
        }
        return;
    };
    let again = match registration.enrolled.get(&account).map(|enrolment| enrolment.status) {
        Some(EnablementStatus::UnderChange) => {
            enrolment::finish(state, account, None, now);
            enrolment::bring_controls(state, account);
            None
        }
        Some(EnablementStatus::Succeeded) => None,
        Some(EnablementStatus::Failed) | None => {
            let mut others = registration.enrolled.values();
            let is_taken = others.any(|enrolment| enrolment.status == EnablementStatus::UnderChange);
            if is_taken || tower.is_busy(&parent) || tower.is_processing() {
                Some(TURN)
            } else {
                begin(state, &parent, account)
            }
        }
    };
    if let Some(seconds) = again {
        state.agenda.add(moment.after(seconds), Task::Enrol(account));
    }
}

/// Begins, and gives how long it takes; what stands in the way is seen in the enrolment's status.
fn begin(state: &mut State, ou: &str, account: AccountId) -> Option<u64> {
    if enrolment::begin(state, ou, account).is_ok() {
        return Some(SECONDS);
    }
    let failed = Enablement { status: EnablementStatus::Failed, operation: None };
    let registration = state.control_tower.registration_mut(ou)?;
    registration.enrolled.insert(account, failed);
    None
}
