//! Moving accounts between OUs. What an account may do and which portfolios it sees follows from where it is at once.

use super::{changeable, refusal::Refusal};
use crate::{
    services::{Answer, Request},
    state::{State, Task},
    wire::map,
};

/// When Control Tower notices a move, where it enrols accounts of its own accord.
const NOTICED_AFTER: u64 = 120;

/// `MoveAccount`.
pub(in crate::services) fn move_account(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let id = request.account_id("AccountId")?;
    let source = request.parent_id("SourceParentId")?;
    let destination = request.parent_id("DestinationParentId")?;
    let parent = organization.accounts.get(&id).map(|account| account.parent.as_str());
    let parent = parent.ok_or(Refusal::AccountNotFound)?;
    if !organization.has_parent(destination) {
        return Err(Refusal::DestinationParentNotFound.into());
    }
    if parent == destination {
        return Err(Refusal::DuplicateAccount.into());
    }
    // An account that is somewhere else is not found in the source either.
    if parent != source {
        return Err(Refusal::SourceParentNotFound.into());
    }
    if let Some(account) = organization.accounts.get_mut(&id) {
        account.parent = destination.to_owned();
    }
    if state.control_tower.auto_enrolment {
        state.agenda.add(request.moment.after(NOTICED_AFTER), Task::Enrol(id));
    }
    Ok(map! {})
}
