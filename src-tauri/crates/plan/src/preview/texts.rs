//! The texts of organization policies, before and after.

use std::collections::BTreeSet;

use armillary_model::Record;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Change;
use crate::organization::{Organization, type_of};

/// A policy whose text comes, goes or changes. Texts are laid out alike, so that what differs is what they say.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanTextEffect"))]
pub struct TextEffect {
    /// Whether the policy comes, goes, or says something else.
    pub change: Change,
    /// The policy's id.
    pub policy: String,
    /// Its name.
    pub name: String,
    /// Its type, in the words of the API.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it says before; absent where it is not there, or its text is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub before: Option<String>,
    /// What it says after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub after: Option<String>,
}

pub(super) fn changes(before: &Organization<'_>, after: &Organization<'_>) -> Vec<TextEffect> {
    let ids: BTreeSet<&str> = before.policies().chain(after.policies()).map(|(id, _)| id).collect();
    let effect = |id: &str| {
        let (then, now) = (before.policy(id), after.policy(id));
        let change = match (then, now) {
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
            (Some(then), Some(now)) if content(then) != content(now) => Change::Changed,
            _ => return None,
        };
        let policy = now.or(then)?;
        Some(TextEffect {
            change,
            policy: id.to_owned(),
            name: policy.name.clone(),
            kind: type_of(policy).to_owned(),
            before: then.and_then(content).map(laid_out),
            after: now.and_then(content).map(laid_out),
        })
    };
    ids.into_iter().filter_map(effect).collect()
}

/// What a policy says, where it is known.
pub(super) fn content(policy: &Record) -> Option<&Value> {
    policy.document.get("Content").filter(|content| !content.is_null())
}

fn laid_out(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        json => serde_json::to_string_pretty(json).unwrap_or_default(),
    }
}
