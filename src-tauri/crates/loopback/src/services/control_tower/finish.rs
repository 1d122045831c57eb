//! What Control Tower's operations do when their time has come.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::AccountId;

use super::{
    baseline_changes::active_accounts,
    enrolment,
    operations::{Subject, subject},
};
use crate::state::{
    EnabledControl, Enablement, EnablementStatus, State, Timestamp, TowerChange, TowerEnd, TowerOperation,
    TowerOperationType,
};

/// Ends an operation: what was asked for is done, or it is told what went wrong.
pub(in crate::services) fn finish(state: &mut State, id: &str, now: Timestamp) {
    let Some(operation) = state.control_tower.operations.get(id).cloned() else { return };
    let error = match (&operation.fails, subject(&operation)) {
        (Some(message), kind) => {
            spoil(state, &operation, kind);
            Some(message.clone())
        }
        (None, Subject::LandingZone) => finish_landing_zone(state, &operation, now),
        (None, Subject::Baseline) => finish_baseline(state, &operation, now),
        (None, Subject::Control) => finish_control(state, &operation),
    };
    let ended = Some(TowerEnd { at: now, error });
    state.control_tower.operations.insert(id.to_owned(), TowerOperation { ended, ..operation });
}

fn spoil(state: &mut State, operation: &TowerOperation, subject: Subject) {
    let tower = &mut state.control_tower;
    let enablement = match subject {
        Subject::Baseline => tower.enabled_baselines.get_mut(&operation.subject).map(|enabled| {
            for enrolment in enabled.enrolled.values_mut() {
                settle(enrolment, EnablementStatus::Failed);
            }
            &mut enabled.enablement
        }),
        Subject::Control => tower.enabled_controls.get_mut(&operation.subject).map(|enabled| &mut enabled.enablement),
        Subject::LandingZone => None,
    };
    if let Some(enablement) = enablement {
        enablement.status = EnablementStatus::Failed;
    }
}

/// What is under change is so no more.
fn settle(enablement: &mut Enablement, status: EnablementStatus) {
    if enablement.status == EnablementStatus::UnderChange {
        enablement.status = status;
    }
}

/// A landing zone that is set up again has trusted access and its own accounts where they belong; an OU that is gone stays so.
fn finish_landing_zone(state: &mut State, operation: &TowerOperation, now: Timestamp) -> Option<String> {
    if let TowerChange::LandingZone(version, auto_enrolment, manifest) = &operation.change {
        state.control_tower.version.clone_from(version);
        state.control_tower.auto_enrolment = *auto_enrolment;
        if let Some(manifest) = manifest {
            state.control_tower.manifest = manifest.clone();
        }
    }
    let foundation = &state.control_tower.foundation;
    let organization = &mut state.organization;
    if !organization.ous.contains_key(&foundation.security) {
        return Some("The organizational unit of the landing zone's own accounts does not exist.".to_owned());
    }
    organization.trusted_services.entry("controltower.amazonaws.com".to_owned()).or_insert(now);
    for account in [foundation.log_archive, foundation.audit] {
        if let Some(account) = organization.accounts.get_mut(&account) {
            account.parent.clone_from(&foundation.security);
        }
    }
    None
}

fn finish_baseline(state: &mut State, operation: &TowerOperation, now: Timestamp) -> Option<String> {
    let ou = operation.ou.clone()?;
    if operation.kind == TowerOperationType::DisableBaseline {
        deregister(state, &operation.subject, &ou);
        return None;
    }
    if let (TowerChange::Baseline(version, parameters), Some(enabled)) =
        (&operation.change, state.control_tower.enabled_baselines.get_mut(&operation.subject))
    {
        enabled.version.clone_from(version);
        enabled.parameters.clone_from(parameters);
    }
    forget_lost(state, &operation.subject);
    guard(state, &ou);
    let mut errors = Vec::new();
    for account in active_accounts(state, &ou) {
        let outcome = enrolment::begin(state, &ou, account);
        match outcome {
            Ok(()) => enrolment::finish(state, account, Some(&operation.id), now),
            Err(message) => errors.push(message),
        }
    }
    let failed = !errors.is_empty();
    let enabled = state.control_tower.enabled_baselines.get_mut(&operation.subject)?;
    enabled.enablement.status = if failed { EnablementStatus::Failed } else { EnablementStatus::Succeeded };
    failed.then(|| errors.join(" "))
}

/// Accounts that were moved away are enrolled here no more. One that was closed where it was stays, and with it the drift.
fn forget_lost(state: &mut State, arn: &str) {
    let Some(enabled) = state.control_tower.enabled_baselines.get(arn) else { return };
    let is_active = |account: &AccountId| active_somewhere(state, *account);
    let lost = enabled.enrolled.keys().filter(|account| enabled.has_lost(&state.organization, **account));
    let lost: Vec<AccountId> = lost.copied().filter(is_active).collect();
    for account in lost {
        enrolment::release(state, account);
    }
}

fn active_somewhere(state: &State, account: AccountId) -> bool {
    let known = state.organization.accounts.get(&account);
    known.is_none_or(|known| known.state == crate::state::AccountLife::Active)
}

fn deregister(state: &mut State, arn: &str, ou: &str) {
    let enabled = state.control_tower.enabled_baselines.remove(arn);
    let enrolled: BTreeMap<AccountId, Enablement> = enabled.map(|enabled| enabled.enrolled).unwrap_or_default();
    for account in enrolled.into_keys() {
        enrolment::release(state, account);
    }
    state.control_tower.enabled_controls.retain(|_, control| control.ou != ou);
    for policy in state.organization.policies.values_mut().filter(|policy| policy.name.starts_with(GUARDRAILS)) {
        policy.targets.remove(ou);
    }
}

/// What the names of the SCPs begin with by which Control Tower guards registered OUs.
pub(super) const GUARDRAILS: &str = "aws-guardrails-";

/// An OU that is registered has the SCP and the mandatory controls that the others have.
fn guard(state: &mut State, ou: &str) {
    let tower = &state.control_tower;
    let is_other = |target: &String| *target != tower.foundation.security && tower.registration(target).is_some();
    let policies = state.organization.policies.values_mut();
    let guardrails = policies.filter(|policy| policy.name.starts_with(GUARDRAILS));
    for policy in guardrails.filter(|policy| policy.targets.iter().any(is_other)) {
        policy.targets.insert(ou.to_owned());
    }
    let mut controls: BTreeMap<String, EnabledControl> = BTreeMap::new();
    for known in tower.enabled_controls.values().filter(|known| known.mandatory) {
        controls.entry(known.control.clone()).or_insert_with(|| known.clone());
    }
    let has = |control: &str| tower.enabled_controls.values().any(|known| known.ou == ou && known.control == control);
    controls.retain(|control, _| !has(control));
    for control in controls.into_values() {
        let id = state.organization.new_id("", 16).to_ascii_uppercase();
        let prefix = control.arn.rsplit_once('/').map_or("", |(prefix, _)| prefix);
        let arn = format!("{prefix}/{id}");
        let own = EnabledControl { arn: arn.clone(), ou: ou.to_owned(), accounts: BTreeSet::new(), ..control.clone() };
        state.control_tower.enabled_controls.insert(arn, own);
    }
}

fn finish_control(state: &mut State, operation: &TowerOperation) -> Option<String> {
    let tower = &mut state.control_tower;
    if operation.kind == TowerOperationType::DisableControl {
        tower.enabled_controls.remove(&operation.subject);
        return None;
    }
    let enrolled = operation.ou.as_deref().and_then(|ou| tower.registration(ou)).map(|registration| {
        let there =
            registration.enrolled.keys().filter(|account| !registration.has_lost(&state.organization, **account));
        there.copied().collect()
    });
    let enabled = tower.enabled_controls.get_mut(&operation.subject)?;
    enabled.enablement.status = EnablementStatus::Succeeded;
    if let TowerChange::Control(parameters) = &operation.change {
        enabled.parameters.clone_from(parameters);
    }
    enabled.accounts = enrolled.unwrap_or_default();
    None
}
