//! A plan: a complete value that leaves nothing to decide, and can be read in a pull request.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Effect, Fact, Intent, PlanError, Settings, digest::digest, organization::Organization};
use armillary_model::Snapshot;

/// The name and version of the format.
pub const FORMAT: &str = "armillary.plan/1";

/// What is to be done, why it can be, and what comes of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// [`FORMAT`].
    pub schema: String,
    /// `plan-…`.
    pub id: String,
    /// The digest of all that the plan says; not of its id, and of when and by what it was made.
    pub digest: String,
    /// When it was made, such as `2026-11-29T20:00:00Z`.
    pub created: String,
    /// The program and its version.
    pub created_by: String,
    /// What was asked for.
    pub intent: Intent,
    /// What was told besides, with which the same plan can be made again.
    #[serde(default)]
    pub settings: Settings,
    /// `o-…`.
    pub organization: String,
    /// What it rests on.
    pub based_on: Basis,
    /// The name to type before it is carried out.
    pub confirm: String,
    /// Names to type as well.
    pub also_confirm: Vec<AlsoConfirm>,
    /// What has to hold before the first step.
    pub preflight: Vec<Check>,
    /// The calls, in an order in which they can be made one by one.
    pub steps: Vec<Step>,
    /// What comes of it.
    pub effect: Effect,
    /// What was asked for and is not part of the plan, with what to do about it.
    pub left_out: Vec<String>,
}

/// What a plan rests on.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanBasis"))]
pub struct Basis {
    /// The crawl it was made from.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub crawl: i64,
    /// What the crawl said.
    pub facts: Vec<Fact>,
}

/// A name to type because something that is protected is touched.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AlsoConfirm {
    /// The name.
    pub name: String,
    /// Why.
    pub because: String,
}

/// Whether something holds before the first step.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanCheckStatus"))]
#[serde(rename_all = "lowercase")]
pub enum CheckStatus {
    /// It does not: nothing is called.
    Fail,
    /// It cannot be told.
    Unknown,
    /// It does.
    Pass,
}

/// Something that has to hold before the first step.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanCheck"))]
pub struct Check {
    /// Its name, such as `email-free`.
    pub check: String,
    /// Whether it holds.
    pub status: CheckStatus,
    /// What was found.
    pub detail: String,
    /// What to do; empty where it holds.
    pub remedy: String,
}

/// One call.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanStep"))]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// By which others name it: `s1`.
    pub id: String,
    /// What it does.
    pub title: String,
    /// The service, by its IAM prefix.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// The account it is called in; a reference where an earlier step creates it.
    pub account: String,
    /// The Region it is called in.
    pub region: String,
    /// The API's parameters. `${s1.accountId}` is what step `s1` gave.
    #[cfg_attr(feature = "ts", ts(type = "Record<string, JsonValue>"))]
    pub parameters: Map<String, Value>,
    /// The steps that have to be done before it: those it needs, and those that AWS does not do beside it.
    pub after: Vec<String>,
    /// `yes`, `no`, or `reconciled by …`: what tells whether it was done, where its outcome is not known.
    pub repeatable: String,
    /// What is looked at afterwards.
    pub verify: String,
    /// How it is undone; or that it cannot be.
    pub undo: String,
    /// How long it takes: from, to.
    pub expected_seconds: [u32; 2],
    /// The facts that it rests on.
    pub rests_on: Vec<String>,
}

/// Who made a plan and when: what this crate cannot know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// `plan-…`, new for each plan.
    pub id: String,
    /// When it is made, such as `2026-11-29T20:00:00Z`.
    pub created: String,
    /// The program and its version.
    pub created_by: String,
}

/// Why a text is no plan that may be carried out.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is not JSON, or lacks something.
    #[error("this is no plan: {0}")]
    Form(#[from] serde_json::Error),
    /// It is a plan of another program version.
    #[error("this is a plan of format `{0}`, which this program does not know: plan again")]
    Format(String),
    /// It was changed since it was made.
    #[error("the plan was edited after it was made (its digest is `{said}`, of what it says `{found}`): plan again")]
    Edited {
        /// What the plan says.
        said: String,
        /// What it is.
        found: String,
    },
}

/// Something that a plan rests on and that has changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanChanged"))]
pub struct Changed {
    /// The fact's id.
    pub fact: String,
    /// What the plan rests on.
    pub was: String,
    /// What is found now.
    pub now: String,
}

/// The members that say when and by what a plan was made, and its digest: no part of what it says.
const BESIDE: [&str; 4] = ["id", "digest", "created", "createdBy"];

impl Plan {
    /// Reads a plan; refuses one that was edited.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        let value: Value = serde_json::from_str(text)?;
        let format = value.get("schema").and_then(Value::as_str).unwrap_or_default();
        if format != FORMAT {
            return Err(ReadError::Format(format.to_owned()));
        }
        // Of the text and not of what was understood of it: what this program does not know counts, too.
        let found = digest_of(value.clone());
        let said = value.get("digest").and_then(Value::as_str).unwrap_or_default().to_owned();
        if said != found {
            return Err(ReadError::Edited { said, found });
        }
        Ok(serde_json::from_value(value)?)
    }

    /// With its digest, as what it says now has it.
    pub fn sealed(mut self) -> Self {
        self.digest = digest_of(self.to_json());
        self
    }

    /// As JSON.
    pub fn to_json(&self) -> Value {
        // Every member is a text, number, list or map with texts as keys: none of them fails to be written.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether a pre-flight check fails: then nothing may be called.
    pub fn is_blocked(&self) -> bool {
        self.preflight.iter().any(|check| check.status == CheckStatus::Fail)
    }

    /// What the plan rests on and is otherwise in a snapshot. Of a plan that is half carried out only the facts of steps still to be
    /// done count; `done` says which are.
    pub fn stale(&self, snapshot: &Snapshot, done: impl Fn(&str) -> bool) -> Result<Vec<Changed>, PlanError> {
        let organization = Organization::of(snapshot)?;
        let changed = self.needed(done).filter_map(|fact| {
            let now = fact.claim.statement(&organization);
            (now != fact.about).then(|| Changed { fact: fact.id.clone(), was: fact.about.clone(), now })
        });
        Ok(changed.collect())
    }

    /// The facts that steps rest on which are still to be done.
    pub(crate) fn needed(&self, done: impl Fn(&str) -> bool) -> impl Iterator<Item = &Fact> {
        self.based_on.facts.iter().filter(move |fact| {
            let mut resting = self.steps.iter().filter(|step| step.rests_on.contains(&fact.id)).peekable();
            resting.peek().is_none() || resting.any(|step| !done(&step.id))
        })
    }

    /// How long it takes if nothing goes wrong and all runs side by side that may: from, to, in seconds.
    pub fn expected_seconds(&self) -> [u32; 2] {
        let mut ends: std::collections::BTreeMap<&str, [u32; 2]> = std::collections::BTreeMap::new();
        for step in &self.steps {
            let before = step.after.iter().filter_map(|id| ends.get(id.as_str()));
            let start = before.fold([0, 0], |start, end| longest(start, *end));
            let ([from, to], [least, most]) = (start, step.expected_seconds);
            ends.insert(&step.id, [from.saturating_add(least), to.saturating_add(most)]);
        }
        ends.into_values().fold([0, 0], longest)
    }
}

fn longest([one, other]: [u32; 2], [from, to]: [u32; 2]) -> [u32; 2] {
    [one.max(from), other.max(to)]
}

fn digest_of(mut plan: Value) -> String {
    if let Some(members) = plan.as_object_mut() {
        members.retain(|name, _| !BESIDE.contains(&name.as_str()));
    }
    digest(&plan)
}
