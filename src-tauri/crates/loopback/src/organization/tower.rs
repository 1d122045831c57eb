//! Control Tower of the reference: every OU but the landing zone's own is registered, and every account in use there is enrolled.

use std::collections::BTreeMap;

use armillary_model::AccountId;
use serde_json::json;

use super::{
    layout::{LANDING_ZONE, Layout, Seat},
    purpose::{Foundation, OuName},
};
use crate::state::{
    Baseline, ControlTower, Document, EnabledBaseline, EnabledControl, Enablement, EnablementStatus, Timestamp,
    TowerChange, TowerEnd, TowerFoundation, TowerOperation, TowerOperationType, TowerParameter, TowerTarget,
};

/// The version of the landing zone, which is the newest.
const VERSION: &str = "3.3";
const DAY: i64 = 86_400;

/// Baselines: id, name, what they set up, and the version that goes with the landing zone's ("Types of baselines").
const BASELINES: &[(&str, &str, &str, &str)] = &[
    (
        "4T4HA1KMO10S6311",
        "AuditBaseline",
        "Sets up resources to monitor security and compliance of accounts in your organization.",
        "1.0",
    ),
    (
        "J8HX46AHS5MIKQPD",
        "LogArchiveBaseline",
        "Sets up a central repository for logs of API activities and resource configurations from accounts in your organization.",
        "1.0",
    ),
    (
        "LN25R72TTG6IGPTQ",
        "IdentityCenterBaseline",
        "Sets up shared resources for AWS Identity Center, which prepares the AWSControlTowerBaseline to set up Identity Center access for accounts.",
        "1.0",
    ),
    (
        "17BSJV3IGJ2QSGA2",
        "AWSControlTowerBaseline",
        "Sets up resources and mandatory controls for member accounts within the target OU, required for AWS Control Tower governance.",
        "4.0",
    ),
];

/// Controls: name, and whether the landing zone demands it; those that are mandatory are on every registered OU.
const MANDATORY: &[&str] = &["AWS-GR_CLOUDTRAIL_ENABLED", "AWS-GR_CONFIG_ENABLED", "AWS-GR_IAM_ROLE_CHANGE_PROHIBITED"];
/// Controls that were chosen, and where.
const CHOSEN: &[(&str, &[OuName])] = &[
    (
        "AWS-GR_ENCRYPTED_VOLUMES",
        &[OuName::WorkloadsDev, OuName::WorkloadsPreProd, OuName::WorkloadsProd, OuName::Compliance],
    ),
    ("AWS-GR_RESTRICT_ROOT_USER_ACCESS_KEYS", &[OuName::Infrastructure, OuName::Sandbox]),
];

/// Control Tower with this product as its Account Factory.
pub(crate) fn draw_tower(layout: &Layout, account_factory: String) -> ControlTower {
    let home = layout.regions.first().cloned().unwrap_or_else(|| super::REGIONS[0].into());
    let management = layout.account(Foundation::Management);
    let prefix = format!("arn:aws:controltower:{home}:{management}:");
    let arn = format!("{prefix}landingzone/{}", upper(layout, "landing-zone"));
    let baselines: Vec<Baseline> = BASELINES.iter().map(|baseline| draw_baseline(&home, *baseline)).collect();
    let enabled = draw_enabled_baselines(layout, &prefix, &baselines);
    let controls =
        OuName::ALL.iter().filter(|ou| is_registered(**ou)).flat_map(|ou| controls_of(layout, &home, &prefix, *ou));
    let operation = operation(layout, &arn);
    ControlTower {
        version: VERSION.to_owned(),
        latest: VERSION.to_owned(),
        manifest: manifest(layout),
        auto_enrolment: false,
        foundation: TowerFoundation {
            security: layout.ou(OuName::Security).to_owned(),
            log_archive: layout.account(Foundation::LogArchive),
            audit: layout.account(Foundation::SecurityTooling),
        },
        account_factory,
        baselines,
        enabled_baselines: enabled.into_iter().map(|enabled| (enabled.arn.clone(), enabled)).collect(),
        enabled_controls: controls.map(|control| (control.arn.clone(), control)).collect(),
        operations: BTreeMap::from([(operation.id.clone(), operation)]),
        home,
        arn,
    }
}

/// Whether an account is enrolled: in use, and in an OU that is registered.
pub(crate) fn is_enrolled(seat: &Seat) -> bool {
    seat.is_active() && seat.ou.is_some_and(is_registered)
}

fn is_registered(ou: OuName) -> bool {
    ou != OuName::Security
}

fn upper(layout: &Layout, name: &str) -> String {
    layout.ids.lower("", &format!("control-tower/{name}"), 16).to_ascii_uppercase()
}

fn draw_baseline(
    home: &str,
    (id, name, description, version): (&str, &'static str, &'static str, &'static str),
) -> Baseline {
    Baseline { arn: format!("arn:aws:controltower:{home}::baseline/{id}"), name, description, version }
}

/// The baselines of the shared accounts, and one for each registered OU.
fn draw_enabled_baselines(layout: &Layout, prefix: &str, baselines: &[Baseline]) -> Vec<EnabledBaseline> {
    let enable = |baseline: &Baseline, target: TowerTarget, key: &str| EnabledBaseline {
        arn: format!("{prefix}enabledbaseline/X{}", upper(layout, &format!("{}/{key}", baseline.name))),
        baseline: baseline.arn.clone(),
        version: baseline.version.to_owned(),
        target,
        enablement: in_force(),
        parameters: Vec::new(),
        enrolled: BTreeMap::new(),
    };
    let shared = |name: &str| match name {
        "AuditBaseline" => Some(Foundation::SecurityTooling),
        "LogArchiveBaseline" => Some(Foundation::LogArchive),
        "IdentityCenterBaseline" => Some(Foundation::Management),
        _ => None,
    };
    let mut all: Vec<EnabledBaseline> = Vec::new();
    for baseline in baselines {
        if let Some(foundation) = shared(baseline.name) {
            all.push(enable(baseline, TowerTarget::Account(layout.account(foundation)), foundation.name()));
            continue;
        }
        let center = all.last().map(|enabled| json!(enabled.arn)).unwrap_or_default();
        for ou in OuName::ALL.iter().filter(|ou| is_registered(**ou)) {
            let key = "IdentityCenterEnabledBaselineArn".to_owned();
            let mut enabled = enable(baseline, TowerTarget::Ou(layout.ou(*ou).to_owned()), ou.name());
            enabled.parameters = vec![TowerParameter { key, value: center.clone() }];
            enabled.enrolled = accounts_of(layout, *ou).map(|account| (account, in_force())).collect();
            all.push(enabled);
        }
    }
    all
}

fn controls_of(layout: &Layout, home: &str, prefix: &str, ou: OuName) -> Vec<EnabledControl> {
    let chosen = CHOSEN.iter().filter(|(_, ous)| ous.contains(&ou)).map(|(name, _)| (*name, false));
    let all = MANDATORY.iter().map(|name| (*name, true)).chain(chosen);
    let draw = |(name, mandatory): (&str, bool)| EnabledControl {
        arn: format!("{prefix}enabledcontrol/{}", upper(layout, &format!("{name}/{}", ou.name()))),
        control: format!("arn:aws:controltower:{home}::control/{name}"),
        ou: layout.ou(ou).to_owned(),
        mandatory,
        enablement: in_force(),
        parameters: Vec::new(),
        accounts: accounts_of(layout, ou).collect(),
    };
    all.map(draw).collect()
}

fn accounts_of(layout: &Layout, ou: OuName) -> impl Iterator<Item = AccountId> {
    layout.seats.iter().filter(move |seat| seat.ou == Some(ou) && is_enrolled(seat)).map(|seat| seat.id)
}

fn in_force() -> Enablement {
    Enablement { status: EnablementStatus::Succeeded, operation: None }
}

fn manifest(layout: &Layout) -> Document {
    let retention = json!({ "retentionDays": 365 });
    Document::from(json!({
        "governedRegions": layout.regions,
        "organizationStructure": {
            "security": { "name": OuName::Security.name() },
            "sandbox": { "name": OuName::Sandbox.name() }
        },
        "centralizedLogging": {
            "accountId": layout.account(Foundation::LogArchive).to_string(),
            "configurations": { "loggingBucket": retention, "accessLoggingBucket": retention },
            "enabled": true
        },
        "securityRoles": { "accountId": layout.account(Foundation::SecurityTooling).to_string() },
        "accessManagement": { "enabled": true }
    }))
}

/// The update by which the landing zone has its version.
fn operation(layout: &Layout, arn: &str) -> TowerOperation {
    let started = Timestamp(LANDING_ZONE + 900 * DAY);
    TowerOperation {
        id: layout.ids.uuid("control-tower/update"),
        kind: TowerOperationType::UpdateLandingZone,
        subject: arn.to_owned(),
        control: None,
        ou: None,
        change: TowerChange::None,
        fails: None,
        started,
        ended: Some(TowerEnd { at: Timestamp(started.0 + 2_700), error: None }),
    }
}
