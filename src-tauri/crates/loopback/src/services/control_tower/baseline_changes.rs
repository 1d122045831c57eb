//! Enabling the member baseline on OUs, which registers them and enrols their accounts, and disabling, changing and resetting it.

use std::collections::BTreeMap;

use armillary_model::AccountId;

use super::{
    conflict, given_parameters, not_found,
    operations::begin,
    too_many, tower,
    units::{check_idle, target},
};
use crate::{
    services::{Answer, AwsError, Flaw, Request},
    state::{
        AccountLife, Baseline, ControlTower, EnabledBaseline, Enablement, EnablementStatus, State, TowerChange,
        TowerOperationType, TowerParameter, TowerTarget, child_arn,
    },
    wire::map,
};

/// How long an OU takes, and how long each of its accounts.
const SECONDS: u64 = 300;
const SECONDS_PER_ACCOUNT: u64 = 60;
/// How many accounts an OU may have that is registered ("Quotas in AWS Control Tower").
const MOST_ACCOUNTS: usize = 1_000;
/// The parameter by which accounts are set up for the Identity Center that Control Tower manages.
const IDENTITY_CENTER: &str = "IdentityCenterEnabledBaselineArn";

/// `EnableBaseline`, on an OU.
pub(in crate::services) fn enable_baseline(state: &mut State, request: &Request) -> Answer {
    let tower = tower(state, request)?;
    let baseline = member_baseline(tower, request)?;
    check_version(baseline, request)?;
    let (baseline, version) = (baseline.arn.clone(), baseline.version.to_owned());
    let parameters = given_parameters(request)?;
    check_parameters(tower, request, &parameters)?;
    let ou = target(state, request)?.to_owned();
    check_place(state, request, &ou)?;
    check_idle(state, &ou)?;
    let accounts = active_accounts(state, &ou);
    if accounts.len() > MOST_ACCOUNTS {
        return Err(too_many("An organizational unit can have 1,000 accounts to be registered."));
    }
    let id = format!("X{}", state.organization.new_id("", 16).to_ascii_uppercase());
    let (home, management) = (&state.control_tower.home, state.organization.management);
    let arn = format!("arn:aws:controltower:{home}:{management}:enabledbaseline/{id}");
    let enabled = EnabledBaseline {
        arn: arn.clone(),
        baseline,
        version,
        target: TowerTarget::Ou(ou),
        enablement: Enablement { status: EnablementStatus::UnderChange, operation: None },
        parameters,
        enrolled: BTreeMap::new(),
    };
    state.control_tower.enabled_baselines.insert(arn.clone(), enabled);
    let operation = start(state, request, TowerOperationType::EnableBaseline, &arn, TowerChange::None);
    Ok(map! { "operationIdentifier": operation, "arn": arn })
}

/// `DisableBaseline`: not while OUs below are registered.
pub(in crate::services) fn disable_baseline(state: &mut State, request: &Request) -> Answer {
    let (arn, ou) = own(state, request)?;
    check_idle(state, &ou)?;
    let is_below = |unit: &&crate::state::Ou| unit.parent == ou && state.control_tower.registration(&unit.id).is_some();
    if state.organization.ous.values().any(|unit| is_below(&unit)) {
        return Err(conflict(
            "There are registered organizational units below this one; disable their baselines first.",
        ));
    }
    let operation = start(state, request, TowerOperationType::DisableBaseline, &arn, TowerChange::None);
    Ok(map! { "operationIdentifier": operation })
}

/// `ResetEnabledBaseline`: also in accounts that have come since it was enabled.
pub(in crate::services) fn reset_enabled_baseline(state: &mut State, request: &Request) -> Answer {
    let (arn, ou) = own(state, request)?;
    check_idle(state, &ou)?;
    let operation = start(state, request, TowerOperationType::ResetEnabledBaseline, &arn, TowerChange::None);
    Ok(map! { "operationIdentifier": operation })
}

/// `UpdateEnabledBaseline`.
pub(in crate::services) fn update_enabled_baseline(state: &mut State, request: &Request) -> Answer {
    let (arn, ou) = own(state, request)?;
    let tower = tower(state, request)?;
    let baseline = tower.member_baseline().ok_or_else(|| not_found("The baseline of", &arn))?;
    check_version(baseline, request)?;
    let version = baseline.version.to_owned();
    let parameters = given_parameters(request)?;
    check_parameters(tower, request, &parameters)?;
    check_idle(state, &ou)?;
    let change = TowerChange::Baseline(version, parameters);
    let operation = start(state, request, TowerOperationType::UpdateEnabledBaseline, &arn, change);
    Ok(map! { "operationIdentifier": operation })
}

/// The accounts in use directly in an OU.
pub(super) fn active_accounts(state: &State, ou: &str) -> Vec<AccountId> {
    let accounts = state.organization.accounts.values();
    let there = accounts.filter(|account| account.parent == ou && account.state == AccountLife::Active);
    there.map(|account| account.id).collect()
}

/// Begins an operation on an enabled baseline, and marks it and its accounts.
fn start(state: &mut State, request: &Request, kind: TowerOperationType, arn: &str, change: TowerChange) -> String {
    let target = state.control_tower.enabled_baselines.get(arn).map(|enabled| enabled.target.clone());
    let ou = match target {
        Some(TowerTarget::Ou(ou)) => Some(ou),
        _ => None,
    };
    let accounts = ou.as_deref().map(|ou| active_accounts(state, ou)).unwrap_or_default();
    let seconds = SECONDS + SECONDS_PER_ACCOUNT * accounts.len() as u64;
    let operation = begin(state, request, kind, (arn.to_owned(), None, ou), change, seconds);
    let under_change = Enablement { status: EnablementStatus::UnderChange, operation: Some(operation.clone()) };
    if let Some(enabled) = state.control_tower.enabled_baselines.get_mut(arn) {
        enabled.enablement = under_change.clone();
        for account in accounts.into_iter().filter(|account| enabled.enrolled.contains_key(account)).collect::<Vec<_>>()
        {
            enabled.enrolled.insert(account, under_change.clone());
        }
    }
    operation
}

/// The enabled baseline of an OU that a request names, and the OU. What accounts have from their OU is changed there.
fn own(state: &State, request: &Request) -> Result<(String, String), AwsError> {
    let arn = request.required("enabledBaselineIdentifier")?;
    let tower = tower(state, request)?;
    if let Some(enabled) = tower.enabled_baselines.get(arn) {
        return match &enabled.target {
            TowerTarget::Ou(ou) => Ok((arn.to_owned(), ou.clone())),
            TowerTarget::Account(_) => {
                let rule = "must be that of an OU: the baselines of shared accounts belong to the landing zone";
                Err(request.invalid("enabledBaselineIdentifier", Flaw::Form, rule))
            }
        };
    }
    let mut enabled = tower.enabled_baselines.values();
    let is_child = enabled.any(|parent| parent.enrolled.keys().any(|account| child_arn(&parent.arn, *account) == arn));
    if is_child {
        let rule = "must be that of the OU: an account has its baseline from there";
        return Err(request.invalid("enabledBaselineIdentifier", Flaw::Form, rule));
    }
    Err(not_found("The enabled baseline", arn))
}

fn member_baseline<'a>(tower: &'a ControlTower, request: &Request) -> Result<&'a Baseline, AwsError> {
    let arn = request.required("baselineIdentifier")?;
    let known = tower.baselines.iter().find(|baseline| baseline.arn == arn);
    let known = known.ok_or_else(|| not_found("The baseline", arn))?;
    if tower.member_baseline() == Some(known) {
        return Ok(known);
    }
    let rule = format!("must be that of AWSControlTowerBaseline: {} is enabled by the landing zone", known.name);
    Err(request.invalid("baselineIdentifier", Flaw::NotListed, &rule))
}

fn check_version(baseline: &Baseline, request: &Request) -> Result<(), AwsError> {
    if request.required("baselineVersion")? == baseline.version {
        return Ok(());
    }
    let rule = format!("must be {}, which goes with the version of the landing zone", baseline.version);
    Err(request.invalid("baselineVersion", Flaw::NotListed, &rule))
}

/// Where Control Tower manages Identity Center, every registration says so.
fn check_parameters(tower: &ControlTower, request: &Request, parameters: &[TowerParameter]) -> Result<(), AwsError> {
    if parameters.iter().any(|parameter| parameter.key != IDENTITY_CENTER) {
        return Err(request.invalid("parameters", Flaw::NotListed, &format!("must be {IDENTITY_CENTER}")));
    }
    let baseline = tower.baselines.iter().find(|baseline| baseline.name == "IdentityCenterBaseline");
    let enabled =
        baseline.and_then(|baseline| tower.enabled_baselines.values().find(|enabled| enabled.baseline == baseline.arn));
    let given = parameters.first().and_then(|parameter| parameter.value.as_str());
    if given == enabled.map(|enabled| enabled.arn.as_str()) {
        return Ok(());
    }
    let rule = format!("must have {IDENTITY_CENTER}, the ARN of the enabled IdentityCenterBaseline");
    Err(request.invalid("parameters", Flaw::Form, &rule))
}

/// Whether an OU can be registered: not twice, not the landing zone's own, and below the root or an OU that is registered.
fn check_place(state: &State, request: &Request, ou: &str) -> Result<(), AwsError> {
    let tower = &state.control_tower;
    if tower.registration(ou).is_some() {
        return Err(conflict("The baseline is enabled on this organizational unit already."));
    }
    if ou == tower.foundation.security {
        let rule = "must not be the OU of the landing zone's own accounts";
        return Err(request.invalid("targetIdentifier", Flaw::NotListed, rule));
    }
    let parent = state.organization.ous.get(ou).map(|unit| unit.parent.as_str()).unwrap_or_default();
    if parent != state.organization.root.id && tower.registration(parent).is_none() {
        let rule = "must be below the root or an OU that is registered";
        return Err(request.invalid("targetIdentifier", Flaw::NotListed, rule));
    }
    Ok(())
}
