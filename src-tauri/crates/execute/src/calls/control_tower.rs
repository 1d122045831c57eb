//! AWS Control Tower.

use armillary_aws::{Failure, classify};
use aws_sdk_controltower::{
    Client,
    types::{
        EnabledBaselineFilter, EnabledControlFilter, EnabledControlParameter, EnabledControlSummary, EnablementStatus,
    },
};
use aws_smithy_types::{Document, Number};
use serde_json::{Map, Value};

use super::{Answer, CallError, Known, Pending, Progress, failed, plain, values};
use crate::{
    Acts,
    parameters::{BadParameters, Parameters},
    refusal::Refusal,
};

/// What each operation takes, as it is sent below.
pub(super) const PARAMETERS: &[Known] = &[
    ("EnableControl", &["controlIdentifier", "targetIdentifier"], &["parameters"]),
    ("DisableControl", &["controlIdentifier", "targetIdentifier"], &[]),
    ("UpdateEnabledControl", &["enabledControlIdentifier", "parameters"], &[]),
    ("ResetEnabledControl", &["enabledControlIdentifier"], &[]),
    ("ResetEnabledBaseline", &["enabledBaselineIdentifier"], &[]),
];

/// The IAM actions that each operation takes: those of its call below, those by which its turn is waited for, those of `is_done`, and those by which its end is
/// waited for.
pub(super) const ACTIONS: &[Acts] = &[
    Acts { operation: "EnableControl", does: &[("controltower:EnableControl", CONTROLS)], looks: OF_CONTROLS },
    Acts { operation: "DisableControl", does: &[("controltower:DisableControl", CONTROLS)], looks: OF_CONTROLS },
    Acts {
        operation: "UpdateEnabledControl",
        does: &[("controltower:UpdateEnabledControl", &["EnabledControl"])],
        looks: OF_CONTROLS,
    },
    Acts {
        operation: "ResetEnabledControl",
        does: &[("controltower:ResetEnabledControl", &["EnabledControl"])],
        looks: OF_CONTROLS,
    },
    Acts {
        operation: "ResetEnabledBaseline",
        does: &[("controltower:ResetEnabledBaseline", &["EnabledBaseline"])],
        looks: &[
            "controltower:GetBaselineOperation",
            "controltower:GetEnabledBaseline",
            "controltower:GetLandingZone",
            "controltower:ListEnabledBaselines",
            "controltower:ListLandingZones",
        ],
    },
];

const CONTROLS: &[&str] = &["EnabledControl"];
const OF_CONTROLS: &[&str] = &[
    "controltower:GetControlOperation",
    "controltower:GetEnabledControl",
    "controltower:GetLandingZone",
    "controltower:ListEnabledBaselines",
    "controltower:ListEnabledControls",
    "controltower:ListLandingZones",
];

/// Makes a call; `None` where the operation is not known here.
pub(super) async fn call(
    client: &Client,
    operation: &str,
    parameters: Parameters,
) -> Option<Result<Answer, CallError>> {
    Some(match operation {
        "EnableControl" => enable_control(client, parameters).await,
        "DisableControl" => disable_control(client, parameters).await,
        "UpdateEnabledControl" => update_control(client, parameters).await,
        "ResetEnabledControl" => reset_control(client, parameters).await,
        "ResetEnabledBaseline" => reset_baseline(client, parameters).await,
        _ => return None,
    })
}

/// What goes on after a change was asked for; `of` says what it is a change of.
fn pending(answer: Answer, of: fn(String) -> Pending, name: &'static str, operation: &str) -> Answer {
    Answer { values: values([(name, Some(operation))]), pending: Some(of(operation.to_owned())), ..answer }
}

/// How the journal names an operation on a control, and one on a baseline.
pub(super) const CONTROL: &str = "controlOperation";
pub(super) const BASELINE: &str = "baselineOperation";

async fn enable_control(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let call = client
        .enable_control()
        .control_identifier(parameters.text("controlIdentifier")?)
        .target_identifier(parameters.text("targetIdentifier")?)
        .set_parameters(given(&mut parameters)?);
    parameters.end()?;
    let answer = call.send().await.map_err(|error| failed("controltower:EnableControl", &error))?;
    Ok(pending(plain(&answer), Pending::Control, CONTROL, answer.operation_identifier()))
}

async fn disable_control(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let call = client
        .disable_control()
        .control_identifier(parameters.text("controlIdentifier")?)
        .target_identifier(parameters.text("targetIdentifier")?);
    parameters.end()?;
    let answer = call.send().await.map_err(|error| failed("controltower:DisableControl", &error))?;
    Ok(pending(plain(&answer), Pending::Control, CONTROL, answer.operation_identifier()))
}

async fn update_control(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let call = client
        .update_enabled_control()
        .enabled_control_identifier(parameters.text("enabledControlIdentifier")?)
        .set_parameters(given(&mut parameters)?);
    parameters.end()?;
    let answer = call.send().await.map_err(|error| failed("controltower:UpdateEnabledControl", &error))?;
    Ok(pending(plain(&answer), Pending::Control, CONTROL, answer.operation_identifier()))
}

async fn reset_control(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let enabled = parameters.text("enabledControlIdentifier")?;
    let call = client.reset_enabled_control().enabled_control_identifier(enabled);
    parameters.end()?;
    let answer = call.send().await.map_err(|error| failed("controltower:ResetEnabledControl", &error))?;
    Ok(pending(plain(&answer), Pending::Control, CONTROL, answer.operation_identifier()))
}

async fn reset_baseline(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let enabled = parameters.text("enabledBaselineIdentifier")?;
    let call = client.reset_enabled_baseline().enabled_baseline_identifier(enabled);
    parameters.end()?;
    let answer = call.send().await.map_err(|error| failed("controltower:ResetEnabledBaseline", &error))?;
    Ok(pending(plain(&answer), Pending::Baseline, BASELINE, answer.operation_identifier()))
}

/// The parameters of a control.
fn given(parameters: &mut Parameters) -> Result<Option<Vec<EnabledControlParameter>>, BadParameters> {
    let bad =
        || BadParameters::Parameter { name: "parameters".to_owned(), must: "a list of objects with key and value" };
    let list = parameters.objects_if("parameters")?.into_iter().map(|one| {
        let key = one.get("key").and_then(Value::as_str).ok_or_else(bad)?;
        let value = document(one.get("value").ok_or_else(bad)?);
        EnabledControlParameter::builder().key(key).value(value).build().map_err(|_| bad())
    });
    let list = list.collect::<Result<Vec<_>, _>>()?;
    Ok((!list.is_empty()).then_some(list))
}

/// JSON as the SDK sends it.
fn document(value: &Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(value) => Document::Bool(*value),
        Value::String(text) => Document::String(text.clone()),
        Value::Number(number) => {
            let whole = number.as_u64().map(Number::PosInt).or_else(|| number.as_i64().map(Number::NegInt));
            Document::Number(whole.unwrap_or_else(|| Number::Float(number.as_f64().unwrap_or_default())))
        }
        Value::Array(values) => Document::Array(values.iter().map(document).collect()),
        Value::Object(members) => {
            Document::Object(members.iter().map(|(name, value)| (name.clone(), document(value))).collect())
        }
    }
}

/// How far a change of a control is.
pub(super) async fn control_status(client: &Client, operation: &str) -> Result<Progress, Failure> {
    let answer = client.get_control_operation().operation_identifier(operation).send().await;
    let answer = answer.map_err(|error| classify("controltower:GetControlOperation", &error))?;
    let told = answer.control_operation();
    Ok(progress(
        told.and_then(|told| told.status()).map(|status| status.as_str()),
        told.and_then(|told| told.status_message()),
    ))
}

/// How far a change of a baseline is.
pub(super) async fn baseline_status(client: &Client, operation: &str) -> Result<Progress, Failure> {
    let answer = client.get_baseline_operation().operation_identifier(operation).send().await;
    let answer = answer.map_err(|error| classify("controltower:GetBaselineOperation", &error))?;
    let told = answer.baseline_operation();
    Ok(progress(
        told.and_then(|told| told.status()).map(|status| status.as_str()),
        told.and_then(|told| told.status_message()),
    ))
}

fn progress(status: Option<&str>, message: Option<&str>) -> Progress {
    match status {
        Some("SUCCEEDED") => Progress::Done(Map::new()),
        Some("FAILED") => Progress::Failed(Refusal::later("FAILED", message.unwrap_or("AWS gave no reason"))),
        status => Progress::Working(status.unwrap_or("not told").to_owned()),
    }
}

/// Whether what a call should do is done already; where AWS is at work on it, the operation to wait for.
pub(super) async fn is_done(
    client: &Client,
    operation: &str,
    mut parameters: Parameters,
) -> Result<Option<Map<String, Value>>, CallError> {
    match operation {
        "ResetEnabledBaseline" => {
            let arn = parameters.text("enabledBaselineIdentifier")?;
            let answer = client.get_enabled_baseline().enabled_baseline_identifier(arn).send().await;
            let answer = answer.map_err(|error| failed("controltower:GetEnabledBaseline", &error))?;
            let details = answer.enabled_baseline_details();
            let drift = details.and_then(|details| details.drift_status_summary()?.types()?.inheritance()?.status());
            let is_drifted = drift.is_some_and(|drift| drift.as_str() == "DRIFTED");
            let summary = details.and_then(|details| details.status_summary());
            let status = summary.and_then(|summary| summary.status());
            Ok(state(status, !is_drifted, BASELINE, summary.and_then(|summary| summary.last_operation_identifier())))
        }
        "EnableControl" | "DisableControl" => {
            let (control, target) = (parameters.text("controlIdentifier")?, parameters.text("targetIdentifier")?);
            let found = enabled(client, &control, &target).await?;
            let summary = found.as_ref().and_then(|found| found.status_summary());
            let is_wanted = operation == "EnableControl";
            match summary {
                None => Ok((!is_wanted).then(Map::new)),
                Some(summary) => Ok(state(summary.status(), is_wanted, CONTROL, summary.last_operation_identifier())),
            }
        }
        "UpdateEnabledControl" | "ResetEnabledControl" => {
            let arn = parameters.text("enabledControlIdentifier")?;
            let wanted = given(&mut parameters)?;
            let answer = client.get_enabled_control().enabled_control_identifier(arn).send().await;
            let answer = answer.map_err(|error| failed("controltower:GetEnabledControl", &error))?;
            let details = answer.enabled_control_details();
            let has = |wanted: &EnabledControlParameter| {
                let mut known = details.map(|details| details.parameters()).unwrap_or_default().iter();
                known.any(|known| known.key() == wanted.key() && known.value() == wanted.value())
            };
            let drift = details.and_then(|details| details.drift_status_summary()?.drift_status());
            let is_so = drift.is_none_or(|drift| drift.as_str() != "DRIFTED")
                && wanted.is_none_or(|wanted| wanted.iter().all(has));
            let summary = details.and_then(|details| details.status_summary());
            let status = summary.and_then(|summary| summary.status());
            Ok(state(status, is_so, CONTROL, summary.and_then(|summary| summary.last_operation_identifier())))
        }
        _ => Ok(None),
    }
}

/// What the state of something that is enabled says of a change of it.
fn state(
    status: Option<&EnablementStatus>,
    is_so: bool,
    name: &'static str,
    operation: Option<&str>,
) -> Option<Map<String, Value>> {
    match status {
        Some(EnablementStatus::UnderChange) => operation.map(|operation| values([(name, Some(operation))])),
        Some(EnablementStatus::Succeeded) if is_so => Some(Map::new()),
        _ => None,
    }
}

async fn enabled(client: &Client, control: &str, target: &str) -> Result<Option<EnabledControlSummary>, CallError> {
    let filter = EnabledControlFilter::builder().control_identifiers(control).build();
    let mut pages = client.list_enabled_controls().target_identifier(target).filter(filter).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failed("controltower:ListEnabledControls", &error))?;
        let mut found = page.enabled_controls.into_iter();
        if let Some(found) = found.find(|known| known.control_identifier() == Some(control)) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Why a change had better not be asked for now, if Control Tower is at work on something that it does not do beside it. Above all Account Factory
/// refuses after it has begun, and what has failed so keeps its name. So many accounts may be under change.
pub(super) async fn busy(client: &Client, most: u32) -> Result<Option<String>, Failure> {
    let mut zones = client.list_landing_zones().into_paginator().send();
    while let Some(page) = zones.next().await {
        let page = page.map_err(|error| classify("controltower:ListLandingZones", &error))?;
        let Some(arn) = page.landing_zones.first().and_then(|zone| zone.arn()) else { continue };
        let answer = client.get_landing_zone().landing_zone_identifier(arn).send().await;
        let answer = answer.map_err(|error| classify("controltower:GetLandingZone", &error))?;
        let status = answer.landing_zone().and_then(|zone| zone.status()).map(|status| status.as_str());
        if status == Some("PROCESSING") {
            return Ok(Some("the landing zone is being changed".to_owned()));
        }
    }
    let filter = EnabledBaselineFilter::builder().statuses(EnablementStatus::UnderChange).build();
    let call = client.list_enabled_baselines().include_children(true).filter(filter);
    let mut pages = call.into_paginator().page_size(100).send();
    let (mut ous, mut accounts) = (0_u32, 0_u32);
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| classify("controltower:ListEnabledBaselines", &error))?;
        for enabled in &page.enabled_baselines {
            match enabled.parent_identifier() {
                Some(_) => accounts += 1,
                None => ous += 1,
            }
        }
    }
    Ok(match (ous, accounts) {
        (0, accounts) if accounts < most => None,
        (0, accounts) => Some(format!("{accounts} accounts are being enrolled or let go")),
        _ => Some("the baseline of an OU is being changed".to_owned()),
    })
}
