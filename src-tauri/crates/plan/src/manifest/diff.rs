//! What a manifest asks and the organization lacks.

use armillary_model::Snapshot;
use serde::Serialize;

use crate::{Intent, PlanError, Settings, Stamp, Step, Vend, plan, reference::step_in};

/// Something that a team asks for and the organization lacks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanLacking"))]
pub struct Lacking {
    /// `account`, `place`, `tags`, `portfolio` or `principal`.
    pub kind: &'static str,
    /// What would be done about it.
    pub what: String,
}

/// What a manifest asks, against an organization.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanDifference"))]
#[serde(rename_all = "camelCase")]
pub struct Diff {
    /// What is lacking. Of an account that is not there, that is all that is said.
    pub lacking: Vec<Lacking>,
    /// What is asked for and cannot be told from what is crawled.
    pub not_told: Vec<String>,
}

/// What teams ask for and an organization lacks.
pub fn diff(teams: &[Vend], snapshot: &Snapshot) -> Result<Diff, PlanError> {
    let intents = teams.iter().cloned().map(Intent::Vend).collect();
    let stamp = Stamp { id: String::new(), created: String::new(), created_by: String::new() };
    let plan = plan(&Intent::Together { intents }, snapshot, &Settings::default(), stamp)?;
    Ok(Diff { lacking: plan.steps.iter().filter_map(lacking).collect(), not_told: plan.left_out })
}

fn lacking(step: &Step) -> Option<Lacking> {
    let kind = match step.operation.as_str() {
        "CreateAccount" => "account",
        _ if is_of_a_new_account(step) => return None,
        "MoveAccount" => "place",
        "TagResource" => "tags",
        "AssociatePrincipalWithPortfolio" => "principal",
        _ => "portfolio",
    };
    Some(Lacking { kind, what: step.title.clone() })
}

fn is_of_a_new_account(step: &Step) -> bool {
    let texts = step.parameters.values().flat_map(|value| match value {
        serde_json::Value::Object(members) => members.values().collect(),
        one => vec![one],
    });
    let mut texts = texts.filter_map(serde_json::Value::as_str).chain([step.account.as_str()]);
    texts.any(|text| step_in(text).is_some())
}
