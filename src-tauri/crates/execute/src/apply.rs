//! The steps of a plan, as far side by side as the plan lets them, each with its journal rows.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use armillary_aws::{AccountAccess, FailureClass, Session};
use armillary_model::AccountId;
use armillary_plan::{Plan, Step};
use armillary_store::{Ended, Entry, Intended, JournalError, JournalWriter, Outcome};
use futures::stream::{FuturesUnordered, StreamExt};
use serde_json::{Map, Value};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    Event,
    calls::{Answer, Call, CallError, Pending, Progress},
};

/// So many steps run side by side at most; what AWS does not do at once, the plan orders.
const WIDTH: usize = 10;
/// A call of which nobody knows how it ended may still be on its way this long after it was written down.
const ON_ITS_WAY: Duration = Duration::from_secs(5);
/// AWS is asked how far it is after this, and then ever more rarely.
const FIRST_LOOK: Duration = Duration::from_millis(500);
const RAREST_LOOK: Duration = Duration::from_secs(10);
/// AWS says so where changes meet that it does not make side by side: nothing was done, and it is tried again.
const MEETS: [&str; 3] = ["ConcurrentModificationException", "ResourceInUseException", "OperationInProgressException"];
const MOST_MEETINGS: u32 = 12;
/// So many looks may fail one after another, where it may be passing.
const FAILED_LOOKS: u32 = 6;

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
}

/// A step that failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FailedStep {
    /// Its id.
    pub step: String,
    /// Why, as AWS says.
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

/// How a step ended.
enum StepEnd {
    Done(Map<String, Value>),
    Failed(String),
    /// Not known, or not begun.
    Open,
}

impl Apply<'_> {
    /// Applies the plan: what its journal says is done is not done again. Stops at the first step that fails; those that run are waited for.
    pub async fn run(&self, journal: JournalWriter, tell: &(dyn Fn(Event) + Sync)) -> Result<Applied, ApplyError> {
        let entries = journal.entries(&self.plan.id)?;
        if entries.iter().any(|entry| entry.intended.digest != self.plan.digest) {
            return Err(ApplyError::OtherPlan(self.plan.id.clone()));
        }
        let run = Run { apply: self, journal: Mutex::new(journal), tell };
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
                let resolved = Resolved::of(step, &applied.done);
                running.push(async move { (step, run.step(step, resolved, earlier).await) });
            }
            let Some((step, end)) = running.next().await else { break };
            match end? {
                StepEnd::Done(values) => {
                    applied.done.insert(step.id.clone(), values);
                }
                StepEnd::Failed(message) => applied.failed.push(FailedStep { step: step.id.clone(), message }),
                StepEnd::Open => {}
            }
        }
        let is_failed = |id: &String| applied.failed.iter().any(|failed| failed.step == *id);
        let steps = self.plan.steps.iter().map(|step| step.id.clone());
        applied.open = steps.filter(|id| !applied.done.contains_key(id) && !is_failed(id)).collect();
        Ok(applied)
    }
}

/// A step with the values that earlier steps gave.
struct Resolved {
    account: String,
    parameters: Value,
}

impl Resolved {
    fn of(step: &Step, done: &BTreeMap<String, Map<String, Value>>) -> Self {
        let put = |text: &str| resolve(text, done);
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

/// A plan that is being applied.
struct Run<'a> {
    apply: &'a Apply<'a>,
    journal: Mutex<JournalWriter>,
    tell: &'a (dyn Fn(Event) + Sync),
}

/// What came of a call.
enum Made {
    Ended(StepEnd),
    /// It met another change, and nothing was done.
    Met,
}

/// A row of the journal that is not at its end, and how its call is told of.
struct Open<'s> {
    step: &'s Step,
    entry: i64,
    request_id: Option<String>,
    /// Nobody knew how it ended.
    is_found: bool,
}

impl Run<'_> {
    fn journal(&self) -> MutexGuard<'_, JournalWriter> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn step(&self, step: &Step, resolved: Resolved, earlier: Vec<Entry>) -> Result<StepEnd, JournalError> {
        (self.tell)(Event::StepStarted {
            step: step.id.clone(),
            title: step.title.clone(),
            service: step.service.clone(),
            operation: step.operation.clone(),
            account: resolved.account.clone(),
        });
        let access = match self.access(&resolved.account).await {
            Ok(access) => access,
            Err(message) => return Ok(self.given_up(step, message)),
        };
        let call = Call {
            access: &access,
            region: &step.region,
            service: &step.service,
            operation: &step.operation,
            parameters: &resolved.parameters,
        };
        let open = earlier.last().filter(|entry| matches!(entry.outcome, Outcome::Intended | Outcome::Unknown));
        if let Some(entry) = open
            && let Some(end) = self.find_out(step, &call, entry).await?
        {
            return Ok(end);
        }
        let since = earlier.first().map_or_else(self.apply.now, |entry| entry.intended.intended_at);
        let mut pause = FIRST_LOOK;
        for _ in 0..MOST_MEETINGS {
            match self.make(step, &call, since, !earlier.is_empty()).await? {
                Made::Ended(end) => return Ok(end),
                Made::Met => {}
            }
            tokio::select! {
                () = self.apply.cancel.cancelled() => break,
                () = sleep(pause) => {}
            }
            pause = pause.mul_f64(1.5).min(RAREST_LOOK);
        }
        let message = "AWS was at work on something else each time; apply the plan again later".to_owned();
        Ok(self.given_up(step, message))
    }

    async fn access(&self, account: &str) -> Result<AccountAccess, String> {
        let account: AccountId = account.parse().map_err(|error| format!("`{account}` is no account: {error}"))?;
        let access = self.apply.session.member(account).await.map_err(|failure| failure.to_string())?;
        Ok(access.changing())
    }

    /// A step that failed with nothing to add to the journal: no call was made, or its rows say how each ended.
    fn given_up(&self, step: &Step, message: String) -> StepEnd {
        self.finished(step, Outcome::Failed, None, Some(message.clone()));
        StepEnd::Failed(message)
    }

    /// Asks AWS how a call ended that nobody knows of; `None` where it was not carried out.
    async fn find_out(&self, step: &Step, call: &Call<'_>, entry: &Entry) -> Result<Option<StepEnd>, JournalError> {
        let open = Open { step, entry: entry.id, request_id: entry.request_id.clone(), is_found: true };
        let values = entry.answer.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
        if let Some(pending) = pending_in(&values) {
            return self.wait(call, &open, pending, entry.intended.intended_at).await.map(Some);
        }
        let since = entry.intended.intended_at;
        let age = u64::try_from((self.apply.now)().saturating_sub(entry.intended.intended_at)).unwrap_or_default();
        sleep(ON_ITS_WAY.saturating_sub(Duration::from_millis(age))).await;
        match call.is_done(since).await {
            Ok(Some(values)) => self.found(call, &open, values, since).await.map(Some),
            Ok(None) => {
                let message = "it was not carried out: the program ended, or the call was lost on its way".to_owned();
                self.end(&open, Outcome::Failed, Some(message), None)?;
                Ok(None)
            }
            Err(error) => {
                let message = format!("how it ended cannot be told: {error}");
                self.not_known(&open, message, None).map(Some)
            }
        }
    }

    /// Writes down that the call is made, makes it, and waits for its end.
    async fn make(&self, step: &Step, call: &Call<'_>, since: i64, is_again: bool) -> Result<Made, JournalError> {
        let entry = self.journal().intend(&Intended {
            plan: self.apply.plan.id.clone(),
            digest: self.apply.plan.digest.clone(),
            step: step.id.clone(),
            service: step.service.clone(),
            operation: step.operation.clone(),
            account: call.access.account().to_string(),
            region: step.region.clone(),
            caller: call.access.caller().arn.clone(),
            parameters: call.parameters.clone(),
            intended_at: (self.apply.now)(),
        })?;
        let mut open = Open { step, entry, request_id: None, is_found: false };
        match call.make().await {
            // An answer of AWS has an id: what has none says nothing of what was done.
            Ok(Answer { request_id: None, .. }) => {
                open.is_found = true;
                let message = "the answer was none that AWS gives".to_owned();
                self.ask(call, &open, since, message, true).await.map(Made::Ended)
            }
            Ok(Answer { request_id, values, pending }) => {
                open.request_id = request_id;
                let end = match pending {
                    None => self.done(&open, values)?,
                    Some(pending) => {
                        self.end(&open, Outcome::Unknown, Some("AWS is at work".to_owned()), Some(values))?;
                        self.wait(call, &open, pending, since).await?
                    }
                };
                Ok(Made::Ended(end))
            }
            Err(error) => {
                let (message, may_be_done) = (error.to_string(), may_be_done(&error));
                if let CallError::Aws { failure, request_id } = &error {
                    open.request_id.clone_from(request_id);
                    if MEETS.contains(&failure.code.as_str()) {
                        self.end(&open, Outcome::Failed, Some(message), None)?;
                        return Ok(Made::Met);
                    }
                }
                open.is_found = true;
                // What was tried before may have been carried out after it was looked for.
                let end = match may_be_done || is_again {
                    true => self.ask(call, &open, since, message, may_be_done).await?,
                    false => self.failed(&open, message)?,
                };
                Ok(Made::Ended(end))
            }
        }
    }

    /// Asks AWS whether a call was carried out that failed, or whose answer was lost.
    async fn ask(
        &self,
        call: &Call<'_>,
        open: &Open<'_>,
        since: i64,
        message: String,
        is_lost: bool,
    ) -> Result<StepEnd, JournalError> {
        sleep(if is_lost { ON_ITS_WAY } else { Duration::ZERO }).await;
        match call.is_done(since).await {
            Ok(Some(values)) => self.found(call, open, values, since).await,
            // It may be carried out yet: whoever applies the plan again looks for it once more.
            Ok(None) | Err(_) if is_lost => self.not_known(open, message, None),
            Ok(None) | Err(_) => self.failed(open, message),
        }
    }

    /// AWS has what the call should do, or is at work on it.
    async fn found(
        &self,
        call: &Call<'_>,
        open: &Open<'_>,
        values: Map<String, Value>,
        since: i64,
    ) -> Result<StepEnd, JournalError> {
        match pending_in(&values) {
            Some(pending) if !values.contains_key("accountId") => self.wait(call, open, pending, since).await,
            _ => self.done(open, values),
        }
    }

    /// Waits for the end of what AWS goes on with.
    async fn wait(
        &self,
        call: &Call<'_>,
        open: &Open<'_>,
        pending: Pending,
        since: i64,
    ) -> Result<StepEnd, JournalError> {
        let (begun, mut pause, mut failed) = (Instant::now(), FIRST_LOOK, 0);
        let message = loop {
            tokio::select! {
                () = self.apply.cancel.cancelled() => break "no longer waited for: AWS goes on with it".to_owned(),
                () = sleep(pause) => {}
            }
            pause = pause.mul_f64(1.5).min(RAREST_LOOK);
            match call.progress(&pending).await {
                // Requests of others look like ours, but for the e-mail address.
                Ok(Progress::Done(values)) if open.is_found && values.contains_key("accountId") => {
                    return match call.is_done(since).await {
                        Ok(Some(found)) if found.get("accountId") == values.get("accountId") => self.done(open, values),
                        _ => {
                            let message =
                                "an account of this name was made, and not with this e-mail address".to_owned();
                            self.not_known(open, message, None)
                        }
                    };
                }
                Ok(Progress::Done(values)) => return self.done(open, values),
                // An account may be there because an earlier attempt was carried out after all.
                Ok(Progress::Failed(why)) => {
                    return match call.is_done(since).await {
                        Ok(Some(values)) if values.contains_key("accountId") => self.done(
                            &Open {
                                step: open.step,
                                entry: open.entry,
                                request_id: open.request_id.clone(),
                                is_found: true,
                            },
                            values,
                        ),
                        _ => self.failed(open, why),
                    };
                }
                Ok(Progress::Working(state)) => {
                    failed = 0;
                    let seconds = begun.elapsed().as_secs();
                    (self.tell)(Event::Waiting { step: open.step.id.clone(), state, seconds });
                }
                Err(failure) => {
                    failed += 1;
                    if failed == FAILED_LOOKS || !may_pass(failure.class) {
                        break format!("how far AWS is cannot be told: {failure}");
                    }
                }
            }
        };
        let values = match pending {
            Pending::Account(request) => [("createAccountRequestId".to_owned(), Value::from(request))],
            Pending::Share(token) => [("portfolioShareToken".to_owned(), Value::from(token))],
        };
        self.not_known(open, message, Some(values.into_iter().collect()))
    }

    /// How a call ended is left to whoever applies the plan again.
    fn not_known(
        &self,
        open: &Open<'_>,
        message: String,
        answer: Option<Map<String, Value>>,
    ) -> Result<StepEnd, JournalError> {
        self.end(open, Outcome::Unknown, Some(message.clone()), answer)?;
        self.finished(open.step, Outcome::Unknown, open.request_id.clone(), Some(message));
        Ok(StepEnd::Open)
    }

    fn done(&self, open: &Open<'_>, values: Map<String, Value>) -> Result<StepEnd, JournalError> {
        let outcome = if open.is_found { Outcome::Reconciled } else { Outcome::Succeeded };
        self.end(open, outcome, None, Some(values.clone()))?;
        self.finished(open.step, outcome, open.request_id.clone(), None);
        Ok(StepEnd::Done(values))
    }

    fn failed(&self, open: &Open<'_>, message: String) -> Result<StepEnd, JournalError> {
        self.end(open, Outcome::Failed, Some(message.clone()), None)?;
        self.finished(open.step, Outcome::Failed, open.request_id.clone(), Some(message.clone()));
        Ok(StepEnd::Failed(message))
    }

    fn end(
        &self,
        open: &Open<'_>,
        outcome: Outcome,
        message: Option<String>,
        answer: Option<Map<String, Value>>,
    ) -> Result<(), JournalError> {
        let (request_id, finished_at) = (open.request_id.clone(), (self.apply.now)());
        let ended = Ended { outcome, request_id, finished_at, message, answer: answer.map(Value::Object) };
        self.journal().end(open.entry, &ended)
    }

    fn finished(&self, step: &Step, outcome: Outcome, request_id: Option<String>, message: Option<String>) {
        (self.tell)(Event::StepFinished { step: step.id.clone(), outcome, request_id, message });
    }
}

/// What AWS goes on with, as a row of the journal or a search tells it.
fn pending_in(values: &Map<String, Value>) -> Option<Pending> {
    let text = |name: &str| values.get(name).and_then(Value::as_str).map(str::to_owned);
    let account = text("createAccountRequestId").map(Pending::Account);
    account.or_else(|| text("portfolioShareToken").map(Pending::Share))
}

fn may_be_done(error: &CallError) -> bool {
    matches!(error, CallError::Aws { failure, .. } if failure.may_be_done())
}

fn may_pass(class: FailureClass) -> bool {
    matches!(class, FailureClass::Unreachable | FailureClass::Unavailable | FailureClass::Throttled)
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
