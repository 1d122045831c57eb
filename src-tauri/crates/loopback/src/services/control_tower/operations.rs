//! What was asked of Control Tower, and how far it is.

use super::{Filter, PAGES, listing, not_found, tower};
use crate::{
    services::{Answer, AwsError, Request},
    state::{State, Task, TowerChange, TowerOperation, TowerOperationType},
    wire::{Value, map},
};

/// `GetLandingZoneOperation`.
pub(in crate::services) fn get_landing_zone_operation(state: &State, request: &Request) -> Answer {
    Ok(map! { "operationDetails": written(asked(state, request, Subject::LandingZone)?) })
}

/// `ListLandingZoneOperations`.
pub(in crate::services) fn list_landing_zone_operations(state: &State, request: &Request) -> Answer {
    let filter = Filter::of(request);
    let operations = newest(tower(state, request)?.operations.values(), |operation| {
        subject(operation) == Subject::LandingZone
            && filter.admits("types", |kind| operation.kind.as_str() == kind)
            && filter.admits("statuses", |wanted| status(operation) == wanted)
    });
    listing(request, &PAGES, "landingZoneOperations", operations, |operation| {
        map! {
            "operationType": operation.kind.as_str(),
            "operationIdentifier": &operation.id,
            "status": status(operation),
        }
    })
}

/// `GetBaselineOperation`.
pub(in crate::services) fn get_baseline_operation(state: &State, request: &Request) -> Answer {
    Ok(map! { "baselineOperation": written(asked(state, request, Subject::Baseline)?) })
}

/// `GetControlOperation`.
pub(in crate::services) fn get_control_operation(state: &State, request: &Request) -> Answer {
    let operation = asked(state, request, Subject::Control)?;
    Ok(map! { "controlOperation": written_control(state, operation) })
}

/// `ListControlOperations`, newest first.
pub(in crate::services) fn list_control_operations(state: &State, request: &Request) -> Answer {
    let filter = Filter::of(request);
    let target = |operation: &TowerOperation| operation.ou.as_deref().map(|ou| state.organization.ou_arn(ou));
    let operations = newest(tower(state, request)?.operations.values(), |operation| {
        subject(operation) == Subject::Control
            && filter.admits("controlIdentifiers", |arn| operation.control.as_deref() == Some(arn))
            && filter.admits("targetIdentifiers", |arn| target(operation).as_deref() == Some(arn))
            && filter.admits("enabledControlIdentifiers", |arn| operation.subject == arn)
            && filter.admits("statuses", |wanted| status(operation) == wanted)
            && filter.admits("controlOperationTypes", |kind| operation.kind.as_str() == kind)
    });
    listing(request, &PAGES, "controlOperations", operations, |operation| written_control(state, operation))
}

/// Begins an operation about a subject, and a control and an OU where it is about those, that takes so many seconds. Gives its id.
pub(super) fn begin(
    state: &mut State,
    request: &Request,
    kind: TowerOperationType,
    (subject, control, ou): (String, Option<String>, Option<String>),
    change: TowerChange,
    seconds: u64,
) -> String {
    let id = state.organization.new_uuid();
    let fails = request.later.as_ref().map(|later| match later.message.as_str() {
        "" => later.code.clone(),
        message => message.to_owned(),
    });
    let operation =
        TowerOperation { id: id.clone(), kind, subject, control, ou, change, fails, started: request.now, ended: None };
    state.agenda.add(request.moment.after(seconds), Task::FinishTower(id.clone()));
    state.control_tower.operations.insert(id.clone(), operation);
    id
}

/// What an operation is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    LandingZone,
    Baseline,
    Control,
}

/// What this operation is about.
pub(super) fn subject(operation: &TowerOperation) -> Subject {
    use TowerOperationType as Kind;
    match operation.kind {
        Kind::UpdateLandingZone | Kind::ResetLandingZone => Subject::LandingZone,
        Kind::EnableBaseline | Kind::DisableBaseline | Kind::UpdateEnabledBaseline | Kind::ResetEnabledBaseline => {
            Subject::Baseline
        }
        Kind::EnableControl | Kind::DisableControl | Kind::UpdateEnabledControl | Kind::ResetEnabledControl => {
            Subject::Control
        }
    }
}

fn newest<'a>(
    operations: impl Iterator<Item = &'a TowerOperation>,
    fits: impl Fn(&TowerOperation) -> bool,
) -> Vec<&'a TowerOperation> {
    let mut operations: Vec<&TowerOperation> = operations.filter(|operation| fits(operation)).collect();
    operations.sort_by(|one, other| (other.started, &other.id).cmp(&(one.started, &one.id)));
    operations
}

fn asked<'a>(state: &'a State, request: &Request, wanted: Subject) -> Result<&'a TowerOperation, AwsError> {
    let id = request.required("operationIdentifier")?;
    let operation = tower(state, request)?.operations.get(id).filter(|operation| subject(operation) == wanted);
    operation.ok_or_else(|| not_found("The operation", id))
}

fn status(operation: &TowerOperation) -> &'static str {
    match &operation.ended {
        None => "IN_PROGRESS",
        Some(end) if end.error.is_none() => "SUCCEEDED",
        Some(_) => "FAILED",
    }
}

/// An operation; Control Tower writes moments as texts.
fn written(operation: &TowerOperation) -> Value {
    let end = operation.ended.as_ref();
    map! {
        "operationIdentifier": &operation.id,
        "operationType": operation.kind.as_str(),
        "status": status(operation),
        "startTime": operation.started.to_string(),
        "endTime": end.map(|end| end.at.to_string()),
        "statusMessage": end.and_then(|end| end.error.as_ref()),
    }
}

fn written_control(state: &State, operation: &TowerOperation) -> Value {
    let mut value = written(operation);
    if let Value::Map(members) = &mut value {
        members.push(("controlIdentifier".into(), operation.control.as_ref().into()));
        let target = operation.ou.as_deref().map(|ou| state.organization.ou_arn(ou));
        members.push(("targetIdentifier".into(), target.into()));
        members.push(("enabledControlIdentifier".into(), Value::from(&operation.subject)));
    }
    value
}
