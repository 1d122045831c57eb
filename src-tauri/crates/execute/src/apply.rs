//! The steps of a plan, as far side by side as the plan lets them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

use armillary_aws::Session;
use armillary_plan::{PLAN_ID, Plan, Step};
use armillary_store::{Entry, JournalError, JournalWriter};
use futures::stream::{FuturesUnordered, StreamExt};
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use crate::{
    Event,
    run::{Run, StepEnd},
    turns::Turns,
};

/// So many steps run side by side at most; what AWS does not do at once, the plan orders.
const WIDTH: usize = 10;

/// What a plan is applied with.
pub struct Apply<'a> {
    /// The plan, confirmed.
    pub plan: &'a Plan,
    /// Who applies it.
    pub session: &'a Session,
    /// The time in milliseconds since 1970.
    pub now: fn() -> i64,
    /// The one step that is tried, where not all that can be are.
    pub only: Option<&'a str>,
    /// Stops before the next step, and waits no longer for what AWS goes on with.
    pub cancel: CancellationToken,
}

/// What came of applying a plan.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Applied {
    /// By step, what later ones and the proof take from its answer: `accountId` of an account that was made.
    pub done: BTreeMap<String, Map<String, Value>>,
    /// The steps that failed.
    pub failed: Vec<FailedStep>,
    /// The steps that are not done and did not fail: not begun, or nobody knows how they ended.
    pub open: Vec<String>,
    /// Of those that are not done, why, where there is something to say.
    pub why: BTreeMap<String, String>,
}

/// A step that failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FailedStep {
    /// Its id.
    pub step: String,
    /// Why, as AWS says, and what to do about it.
    pub message: String,
}

/// Why a plan was not applied, or not further.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The journal cannot be written: nothing more is called.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The journal knows another plan by this id.
    #[error(
        "the journal has another plan `{0}` with other steps; plan again, so that the new plan has an id of its own"
    )]
    OtherPlan(String),
}

impl Apply<'_> {
    /// Applies the plan: what its journal says is done is not done again. Stops at the first step that fails; those that run are waited for.
    pub async fn run(&self, journal: JournalWriter, tell: &(dyn Fn(Event) + Sync)) -> Result<Applied, ApplyError> {
        let entries = journal.entries(&self.plan.id)?;
        if entries.iter().any(|entry| entry.intended.digest != self.plan.digest) {
            return Err(ApplyError::OtherPlan(self.plan.id.clone()));
        }
        let halt = self.cancel.child_token();
        let run = Run { apply: self, journal: Mutex::new(journal), tell, turns: Turns::default(), halt };
        let mut applied = Applied::default();
        let mut before: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
        for entry in &entries {
            before.entry(entry.intended.step.as_str()).or_default().push(entry.clone());
            if entry.outcome.is_done() {
                let values = entry.answer.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
                applied.done.insert(entry.intended.step.clone(), values);
            }
        }
        let mut begun: BTreeSet<&str> = BTreeSet::new();
        let mut running = FuturesUnordered::new();
        let run = &run;
        loop {
            let is_stopped = self.cancel.is_cancelled() || !applied.failed.is_empty();
            while !is_stopped && running.len() < WIDTH {
                let is_ready = |step: &&Step| {
                    if self.only.is_some_and(|only| only != step.id) {
                        return false;
                    }
                    let is_done = |id: &String| applied.done.contains_key(id);
                    !is_done(&step.id) && !begun.contains(step.id.as_str()) && step.after.iter().all(is_done)
                };
                let Some(step) = self.plan.steps.iter().find(is_ready) else { break };
                begun.insert(&step.id);
                let earlier = before.remove(step.id.as_str()).unwrap_or_default();
                let resolved = Resolved::of(step, &self.plan.id, &applied.done);
                running.push(async move { (step, run.step(step, resolved, earlier).await) });
            }
            let Some((step, end)) = running.next().await else { break };
            match end? {
                StepEnd::Done(values) => {
                    applied.done.insert(step.id.clone(), values);
                }
                StepEnd::Failed(message) => {
                    run.halt.cancel();
                    applied.failed.push(FailedStep { step: step.id.clone(), message });
                }
                StepEnd::Open(why) => {
                    applied.why.insert(step.id.clone(), why);
                }
            }
        }
        let is_failed = |id: &String| applied.failed.iter().any(|failed| failed.step == *id);
        let steps = self.plan.steps.iter().map(|step| step.id.clone());
        applied.open = steps.filter(|id| !applied.done.contains_key(id) && !is_failed(id)).collect();
        Ok(applied)
    }
}

/// A step with the values that earlier steps gave.
pub(crate) struct Resolved {
    pub(crate) account: String,
    pub(crate) parameters: Value,
}

impl Resolved {
    fn of(step: &Step, plan: &str, done: &BTreeMap<String, Map<String, Value>>) -> Self {
        let put = |text: &str| resolve(&text.replace(&format!("${{{PLAN_ID}}}"), plan), done);
        Self { account: put(&step.account), parameters: within(&Value::Object(step.parameters.clone()), &put) }
    }
}

/// A value with every text of it changed.
fn within(value: &Value, put: &impl Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(put(text)),
        Value::Array(values) => values.iter().map(|value| within(value, put)).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), within(value, put))).collect(),
        other => other.clone(),
    }
}

/// A text with its references (`${s1.accountId}`) replaced. One that nothing is known for stays: AWS refuses it.
fn resolve(text: &str, done: &BTreeMap<String, Map<String, Value>>) -> String {
    let (mut resolved, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("${") {
        resolved.push_str(before);
        let value = after.split_once('}').and_then(|(name, after)| {
            let (step, member) = name.split_once('.')?;
            Some((done.get(step)?.get(member)?.as_str()?, after))
        });
        match value {
            Some((value, after)) => {
                resolved.push_str(value);
                rest = after;
            }
            None => {
                resolved.push_str("${");
                rest = after;
            }
        }
    }
    resolved + rest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_become_what_earlier_steps_gave() {
        let account = json!({"accountId": "111122223333"}).as_object().cloned().expect("an object");
        let done = BTreeMap::from([("s1".to_owned(), account)]);
        let put = |text: &str| resolve(text, &done);
        assert_eq!(put("${s1.accountId}"), "111122223333");
        assert_eq!(put("arn:aws:iam::${s1.accountId}:role/x"), "arn:aws:iam::111122223333:role/x");
        assert_eq!(put("${s2.accountId} ${aws:username} ${"), "${s2.accountId} ${aws:username} ${");
        let nested = within(&json!({"a": [{"b": "${s1.accountId}"}, 1]}), &put);
        assert_eq!(nested, json!({"a": [{"b": "111122223333"}, 1]}));
    }
}
