//! Controls of Control Tower: enabled on an OU, disabled, reset.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{controltower, tower};
use crate::{
    Claim,
    draft::{Draft, Lane, NewStep, parameters},
    intent::ControlChange,
    organization::{Organization, drift_of, parameters_of, status_of},
};

/// Enables, disables or resets a control on an OU, unless it is so.
pub(super) fn change(
    now: &Organization<'_>,
    draft: &mut Draft<'_>,
    control: &str,
    ou: &str,
    change: ControlChange,
    given: &BTreeMap<String, Value>,
) {
    let (Ok(Some(zone)), Some(node)) = (now.landing_zone(), now.node(ou)) else { return };
    let enabled = now.control(control, ou);
    let is_well = enabled.is_some_and(|record| status_of(record) == "SUCCEEDED" && drift_of(record) != "DRIFTED");
    let own = || parameters! { "enabledControlIdentifier": enabled.map(|record| record.arn.as_str()) };
    let target = || parameters! { "controlIdentifier": control, "targetIdentifier": node.record.arn };
    let (operation, parameters, undo) = match (change, enabled) {
        (ControlChange::Enable, None) => ("EnableControl", with(target(), given), "disable it"),
        (ControlChange::Enable, Some(record)) if !given.is_empty() && parameters_of(record) != *given => {
            ("UpdateEnabledControl", with(own(), given), "set the parameters as they were")
        }
        (ControlChange::Disable, Some(_)) => ("DisableControl", target(), "enable it"),
        (ControlChange::Enable | ControlChange::Reset, Some(_)) if !is_well => {
            ("ResetEnabledControl", own(), "not needed: it is as it was enabled")
        }
        _ => return,
    };
    let name = control.rsplit('/').next().unwrap_or(control);
    let what = match change {
        ControlChange::Enable => "enable",
        ControlChange::Disable => "disable",
        ControlChange::Reset => "reset",
    };
    draft.step(NewStep {
        title: format!("{what} control {name} on {}", now.called(ou)),
        parameters,
        lanes: vec![Lane::ChangesOf(format!("{control} {ou}"))],
        repeatable: "reconciled by the state of the enabled control",
        verify: match change {
            ControlChange::Disable => format!("the control is not enabled on {}", now.called(ou)),
            _ => format!("the control is SUCCEEDED on {}", now.called(ou)),
        },
        undo: undo.to_owned(),
        seconds: [60, 900],
        claims: vec![
            Claim::Control { control: control.to_owned(), ou: ou.to_owned() },
            Claim::Registration { ou: ou.to_owned() },
        ],
        ..controltower(now, zone, operation)
    });
}

/// Parameters with those of the control.
fn with(mut parameters: Map<String, Value>, given: &BTreeMap<String, Value>) -> Map<String, Value> {
    if !given.is_empty() {
        let given: Vec<_> = given.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
        parameters.insert("parameters".to_owned(), given.into());
    }
    parameters
}

/// Resets the baseline of an OU, unless it is in force in every account there.
pub(super) fn reset_baseline(now: &Organization<'_>, draft: &mut Draft<'_>, ou: &str) {
    let Ok(Some(registration)) = now.registration(ou) else { return };
    let is_enrolled = |account| {
        now.enrolment(account).is_ok_and(|known| known.is_some_and(|record| status_of(record) == "SUCCEEDED"))
    };
    let is_well = status_of(registration) == "SUCCEEDED" && drift_of(registration) != "DRIFTED";
    if !is_well || !now.active_in(ou).all(|member| is_enrolled(member.account)) {
        tower::reset(now, draft, ou, Vec::new());
    }
}
