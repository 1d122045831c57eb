//! Enrolling accounts under the OU they are in, and letting them go.

use std::sync::Arc;

use armillary_model::AccountId;

use crate::{
    services::organizations,
    state::{AccountLife, ControlTower, Enablement, EnablementStatus, State, Timestamp},
};

/// What the names of Control Tower's own roles in accounts begin with.
const OWN: &str = "aws-controltower-";
/// The roles that an enrolled account has, as those that are there have them.
const ROLES: [&str; 3] =
    ["AWSControlTowerExecution", "aws-controltower-ReadOnlyExecutionRole", "AWSServiceRoleForConfig"];

/// Begins to enrol an account under a registered OU, and puts it there. What an earlier enrolment has left in the account stands in the
/// way.
pub(in crate::services) fn begin(state: &mut State, unit: &str, account: AccountId) -> Result<(), String> {
    check(state, account)?;
    let tower = &mut state.control_tower;
    forget(tower, account);
    let under_change = Enablement { status: EnablementStatus::UnderChange, operation: None };
    let registration = tower.registration_mut(unit).ok_or_else(|| format!("{unit} is not registered."))?;
    registration.enrolled.insert(account, under_change);
    if let Some(account) = state.organization.accounts.get_mut(&account) {
        account.parent = unit.to_owned();
    }
    Ok(())
}

/// Whether Control Tower can get into an account that it has not made.
pub(in crate::services) fn can_enter(state: &State, account: AccountId) -> bool {
    state.accounts.get(&account).is_some_and(|held| held.iam.roles.contains_key(ROLES[0]))
}

/// Whether an account can be enrolled.
pub(super) fn check(state: &State, account: AccountId) -> Result<(), String> {
    let is_active = state.organization.accounts.get(&account).is_some_and(|known| known.state == AccountLife::Active);
    if !is_active {
        return Err(format!("Account {account} is not active."));
    }
    let enrolled = state.control_tower.enrolment(account).and_then(|enabled| enabled.enrolled.get(&account));
    if enrolled.is_some_and(|enrolment| enrolment.status != EnablementStatus::Failed) {
        return Ok(());
    }
    let roles = state.accounts.get(&account).map(|held| &held.iam.roles);
    let left = roles.and_then(|roles| roles.keys().find(|name| name.starts_with(OWN)));
    match left {
        Some(left) => Err(format!("The role {left} exists in account {account} already; delete it, and try again.")),
        None => Ok(()),
    }
}

/// The account is enrolled: it has what the baseline sets up, and every mandatory control of its OU.
pub(in crate::services) fn finish(state: &mut State, account: AccountId, operation: Option<&str>, now: Timestamp) {
    let Some(parent) = state.organization.accounts.get(&account).map(|account| account.parent.clone()) else { return };
    organizations::add_roles(state, account, &ROLES, now);
    for registration in state.control_tower.enabled_baselines.values_mut() {
        if let Some(enrolment) = registration.enrolled.get_mut(&account) {
            *enrolment = Enablement { status: EnablementStatus::Succeeded, operation: operation.map(str::to_owned) };
        }
    }
    let tower = &mut state.control_tower;
    for control in tower.enabled_controls.values_mut() {
        // What it had from another OU, it has no more.
        if control.ou != parent {
            control.accounts.remove(&account);
        } else if control.mandatory {
            control.accounts.insert(account);
        }
    }
}

/// Brings the optional controls of an account's OU, too, as when it is enrolled for the first time.
pub(in crate::services) fn bring_controls(state: &mut State, account: AccountId) {
    let Some(parent) = state.organization.accounts.get(&account).map(|account| account.parent.clone()) else { return };
    for control in state.control_tower.enabled_controls.values_mut().filter(|control| control.ou == parent) {
        control.accounts.insert(account);
    }
}

/// Enrolling went wrong. What was set up stays in the account.
pub(in crate::services) fn fail(state: &mut State, account: AccountId, now: Timestamp) {
    organizations::add_roles(state, account, &ROLES, now);
    for registration in state.control_tower.enabled_baselines.values_mut() {
        if let Some(enrolment) = registration.enrolled.get_mut(&account) {
            enrolment.status = EnablementStatus::Failed;
        }
    }
}

/// The account is let go, and what was set up in it is taken away, except the role by which the management account gets in.
pub(in crate::services) fn release(state: &mut State, account: AccountId) {
    forget(&mut state.control_tower, account);
    for control in state.control_tower.enabled_controls.values_mut() {
        control.accounts.remove(&account);
    }
    if let Some(held) = state.accounts.get_mut(&account) {
        held.iam.roles.retain(|name: &Arc<str>, _| !name.starts_with(OWN));
    }
}

pub(super) fn forget(tower: &mut ControlTower, account: AccountId) {
    for registration in tower.enabled_baselines.values_mut() {
        registration.enrolled.remove(&account);
    }
}
