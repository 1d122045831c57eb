//! Enabling controls on registered OUs, and disabling, changing and resetting them.

use std::collections::BTreeSet;

use super::{
    conflict, given_parameters, not_found,
    operations::{Subject, begin, subject},
    too_many, tower,
    units::{BUSY, target},
};
use crate::{
    services::{Answer, AwsError, Flaw, Request},
    state::{
        EnabledControl, Enablement, EnablementStatus, State, TowerChange, TowerOperationType, TowerParameter, child_arn,
    },
    wire::map,
};

/// How long a control takes.
const SECONDS: u64 = 180;
/// How many operations on controls may be under way ("Quotas in AWS Control Tower").
const AT_ONCE: usize = 100;

/// `EnableControl`, on a registered OU.
pub(in crate::services) fn enable_control(state: &mut State, request: &Request) -> Answer {
    tower(state, request)?;
    let control = control(state, request)?.to_owned();
    let ou = target(state, request)?.to_owned();
    let parameters = given_parameters(request)?;
    let is_registered = state
        .control_tower
        .registration(&ou)
        .is_some_and(|registration| registration.enablement.status != EnablementStatus::Failed);
    if !is_registered {
        let rule = "must be an OU that is registered with AWS Control Tower";
        return Err(request.invalid("targetIdentifier", Flaw::NotListed, rule));
    }
    check_idle(state, &ou)?;
    let mut known = state.control_tower.enabled_controls.values();
    if known.any(|known| known.control == control && known.ou == ou) {
        return Err(conflict("The control is enabled on this organizational unit already."));
    }
    let id = state.organization.new_id("", 16).to_ascii_uppercase();
    let (home, management) = (&state.control_tower.home, state.organization.management);
    let arn = format!("arn:aws:controltower:{home}:{management}:enabledcontrol/{id}");
    let enabled = EnabledControl {
        arn: arn.clone(),
        control,
        ou,
        mandatory: false,
        enablement: Enablement { status: EnablementStatus::UnderChange, operation: None },
        parameters,
        accounts: BTreeSet::new(),
    };
    state.control_tower.enabled_controls.insert(arn.clone(), enabled);
    let operation = start(state, request, TowerOperationType::EnableControl, &arn, TowerChange::None)?;
    Ok(map! { "operationIdentifier": operation, "arn": arn })
}

/// `DisableControl`, by the ARN of its enablement or by control and OU. What the landing zone demands stays.
pub(in crate::services) fn disable_control(state: &mut State, request: &Request) -> Answer {
    let tower = tower(state, request)?;
    let arn = match request.input.text("enabledControlIdentifier") {
        Some(_) => own(state, request)?,
        None => {
            let (control, ou) = (control(state, request)?, target(state, request)?);
            let found = tower.enabled_controls.values().find(|known| known.control == control && known.ou == ou);
            found.ok_or_else(|| not_found("The enabled control", control))?.arn.clone()
        }
    };
    if tower.enabled_controls.get(&arn).is_some_and(|enabled| enabled.mandatory) {
        let rule = "must not be that of a mandatory control";
        return Err(request.invalid("controlIdentifier", Flaw::NotListed, rule));
    }
    let operation = start(state, request, TowerOperationType::DisableControl, &arn, TowerChange::None)?;
    Ok(map! { "operationIdentifier": operation })
}

/// `ResetEnabledControl`: also in accounts that have come since it was enabled.
pub(in crate::services) fn reset_enabled_control(state: &mut State, request: &Request) -> Answer {
    let arn = own(state, request)?;
    let operation = start(state, request, TowerOperationType::ResetEnabledControl, &arn, TowerChange::None)?;
    Ok(map! { "operationIdentifier": operation })
}

/// `UpdateEnabledControl`: its parameters.
pub(in crate::services) fn update_enabled_control(state: &mut State, request: &Request) -> Answer {
    let arn = own(state, request)?;
    let parameters: Vec<TowerParameter> = given_parameters(request)?;
    if parameters.is_empty() {
        return Err(request.missing("parameters"));
    }
    let change = TowerChange::Control(parameters);
    let operation = start(state, request, TowerOperationType::UpdateEnabledControl, &arn, change)?;
    Ok(map! { "operationIdentifier": operation })
}

/// Begins an operation on an enabled control whose OU is idle, as far as this control goes.
fn start(
    state: &mut State,
    request: &Request,
    kind: TowerOperationType,
    arn: &str,
    change: TowerChange,
) -> Result<String, AwsError> {
    let enabled = state.control_tower.enabled_controls.get(arn).ok_or_else(|| not_found("The enabled control", arn))?;
    let (control, ou) = (enabled.control.clone(), enabled.ou.clone());
    check_idle(state, &ou)?;
    if state.control_tower.under_way().any(|operation| operation.subject == arn) {
        return Err(conflict(BUSY));
    }
    let operation = begin(state, request, kind, (arn.to_owned(), Some(control), Some(ou)), change, SECONDS);
    if let Some(enabled) = state.control_tower.enabled_controls.get_mut(arn) {
        let operation = Some(operation.clone());
        enabled.enablement = Enablement { status: EnablementStatus::UnderChange, operation };
    }
    Ok(operation)
}

/// Controls of an OU can be worked on side by side, but not beside its baseline or the landing zone.
fn check_idle(state: &State, ou: &str) -> Result<(), AwsError> {
    let tower = &state.control_tower;
    if tower.is_processing() || tower.is_busy(ou) {
        return Err(conflict(BUSY));
    }
    let controls = tower.under_way().filter(|operation| subject(operation) == Subject::Control);
    if controls.count() >= AT_ONCE {
        return Err(too_many("AWS Control Tower performs 100 control operations at a time."));
    }
    Ok(())
}

/// The ARN of a control, of the control catalog or in its older form.
fn control<'a>(state: &State, request: &'a Request) -> Result<&'a str, AwsError> {
    let arn = request.required("controlIdentifier")?;
    let older = format!("arn:aws:controltower:{}::control/", state.control_tower.home);
    let is_control = |prefix: &str| arn.strip_prefix(prefix).is_some_and(|name| !name.is_empty());
    if is_control("arn:aws:controlcatalog:::control/") || is_control(&older) {
        return Ok(arn);
    }
    Err(request.invalid("controlIdentifier", Flaw::Form, "must be the ARN of a control"))
}

/// The enabled control of an OU that a request names. What accounts have from their OU is changed there.
fn own(state: &State, request: &Request) -> Result<String, AwsError> {
    let arn = request.required("enabledControlIdentifier")?;
    let controls = &tower(state, request)?.enabled_controls;
    if controls.contains_key(arn) {
        return Ok(arn.to_owned());
    }
    let mut all = controls.values();
    if all.any(|parent| parent.accounts.iter().any(|account| child_arn(&parent.arn, *account) == arn)) {
        let rule = "must be that of the OU: an account has its controls from there";
        return Err(request.invalid("enabledControlIdentifier", Flaw::Form, rule));
    }
    Err(not_found("The enabled control", arn))
}
