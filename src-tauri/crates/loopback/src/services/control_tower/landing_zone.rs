//! The landing zone: how it is, and how it is brought back to what it should be.

use super::{PAGES, is_home, listing, not_found, operations::begin, tower};
use crate::{
    services::{Answer, AwsError, Flaw, Paging, Request},
    state::{ControlTower, Document, State, TowerChange, TowerOperationType},
    wire::{Value, map},
};

/// How long a landing zone takes.
const SECONDS: u64 = 1_800;

/// `ListLandingZones`: the one there is, where it is.
pub(in crate::services) fn list_landing_zones(state: &State, request: &Request) -> Answer {
    let zones = is_home(state, request).then_some(&state.control_tower);
    let paging = Paging { max: 1, default: 1, ..PAGES };
    listing(request, &paging, "landingZones", zones, |tower| map! { "arn": &tower.arn })
}

/// `GetLandingZone`, by ARN or id.
pub(in crate::services) fn get_landing_zone(state: &State, request: &Request) -> Answer {
    let tower = asked(state, request)?;
    let drift = super::in_sync(tower.is_drifted(&state.organization));
    let remediation: Vec<Value> = tower.auto_enrolment.then(|| Value::from(REMEDIATION)).into_iter().collect();
    let zone = map! {
        "arn": &tower.arn,
        "version": &tower.version,
        "latestAvailableVersion": &tower.latest,
        "status": if tower.is_processing() { "PROCESSING" } else { "ACTIVE" },
        "driftStatus": map! { "status": drift },
        "remediationTypes": (!remediation.is_empty()).then_some(remediation),
        "manifest": &tower.manifest.value(),
    };
    Ok(map! { "landingZone": zone })
}

/// The remediation that enrols accounts of its own accord.
const REMEDIATION: &str = "INHERITANCE_DRIFT";

/// `UpdateLandingZone`: its manifest, and whether accounts that are moved are enrolled.
pub(in crate::services) fn update_landing_zone(state: &mut State, request: &Request) -> Answer {
    let tower = idle(state, request)?;
    let version = request.required("version")?;
    if version != tower.version && version != tower.latest {
        let rule = format!("must be {} or {}", tower.version, tower.latest);
        return Err(request.invalid("version", Flaw::NotListed, &rule));
    }
    let remediation = request.input.texts("remediationTypes");
    if remediation.iter().any(|kind| *kind != REMEDIATION) {
        return Err(request.invalid("remediationTypes", Flaw::NotListed, &format!("must be {REMEDIATION}")));
    }
    let is_told = request.input.members().any(|(name, _)| name == "remediationTypes");
    let auto_enrolment = if is_told { !remediation.is_empty() } else { tower.auto_enrolment };
    let manifest = request.input.structure("manifest");
    let manifest = manifest.map(|manifest| Document::from(serde_json::Value::Object(manifest.clone())));
    let change = TowerChange::LandingZone(version.to_owned(), auto_enrolment, manifest);
    let arn = tower.arn.clone();
    let id = begin(state, request, TowerOperationType::UpdateLandingZone, (arn, None, None), change, SECONDS);
    Ok(map! { "operationIdentifier": id })
}

/// `ResetLandingZone`.
pub(in crate::services) fn reset_landing_zone(state: &mut State, request: &Request) -> Answer {
    let arn = idle(state, request)?.arn.clone();
    let kind = TowerOperationType::ResetLandingZone;
    let id = begin(state, request, kind, (arn, None, None), TowerChange::None, SECONDS);
    Ok(map! { "operationIdentifier": id })
}

/// The landing zone asked for, on which nothing is being done: neither on itself nor on any OU, control or account.
fn idle<'a>(state: &'a State, request: &Request) -> Result<&'a ControlTower, AwsError> {
    let tower = asked(state, request)?;
    if tower.under_way().next().is_some() || tower.accounts_under_change() > 0 {
        return Err(super::conflict(super::units::BUSY));
    }
    Ok(tower)
}

fn asked<'a>(state: &'a State, request: &Request) -> Result<&'a ControlTower, AwsError> {
    let tower = tower(state, request)?;
    let id = request.required("landingZoneIdentifier")?;
    let is_asked = tower.arn == id || tower.arn.rsplit('/').next() == Some(id);
    if is_asked { Ok(tower) } else { Err(not_found("The landing zone", id)) }
}
