//! One step: its journal rows, its call, and what AWS goes on with after it has answered.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use armillary_aws::{AccountAccess, FailureClass};
use armillary_model::AccountId;
use armillary_plan::Step;
use armillary_store::{Ended, Entry, Intended, JournalError, JournalWriter, Outcome};
use serde_json::{Map, Value};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    Apply, Event,
    apply::Resolved,
    calls::{Answer, Call, CallError, Pending, Progress},
    refusal::{AGAIN, Refusal},
    turns::Turns,
};

/// A call of which nobody knows how it ended may still be on its way this long after it was written down.
const ON_ITS_WAY: Duration = Duration::from_secs(5);
/// AWS is asked how far it is after this, and then ever more rarely.
const FIRST_LOOK: Duration = Duration::from_millis(500);
const RAREST_LOOK: Duration = Duration::from_secs(10);
/// Where changes meet that AWS does not make side by side, nothing was done, and it is tried again, ever more rarely and for so long: an organization
/// that is being set up is busy for an hour, an enrolment in Control Tower for tens of minutes.
const RAREST_TRY: Duration = Duration::from_secs(30);
const LONGEST_QUEUE: Duration = Duration::from_secs(60 * 60);
/// So many looks may fail one after another, where it may be passing.
const FAILED_LOOKS: u32 = 6;
/// So many looks for what came of a call are made where AWS may not be asked how far it is.
const BLIND_LOOKS: u32 = 12;
/// A turn that is further away than this is told.
const LONG_TURN: Duration = Duration::from_secs(2);
const STOPPED: &str = "it was stopped before the call";

/// How a step ended.
pub(crate) enum StepEnd {
    Done(Map<String, Value>),
    Failed(String),
    /// Not known, or not begun; why.
    Open(String),
}

/// A plan that is being applied.
pub(crate) struct Run<'a> {
    pub(crate) apply: &'a Apply<'a>,
    pub(crate) journal: Mutex<JournalWriter>,
    pub(crate) tell: &'a (dyn Fn(Event) + Sync),
    pub(crate) turns: Turns,
    /// No more calls: it was stopped, or another step failed. What AWS is at is waited for.
    pub(crate) halt: CancellationToken,
}

/// What came of a call.
enum Made {
    Ended(StepEnd),
    /// It met another change, and nothing was done.
    Met(Refusal),
}

/// A row of the journal that is not at its end, and how its call is told of.
#[derive(Clone)]
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

    /// Carries out a step; asks AWS first where an earlier call of it may have been carried out.
    pub(crate) async fn step(
        &self,
        step: &Step,
        resolved: Resolved,
        earlier: Vec<Entry>,
    ) -> Result<StepEnd, JournalError> {
        (self.tell)(Event::StepStarted {
            step: step.id.clone(),
            title: step.title.clone(),
            service: step.service.clone(),
            operation: step.operation.clone(),
            account: resolved.account.clone(),
        });
        let access = match self.access(&resolved.account).await {
            Ok(access) => access,
            Err(message) => {
                let remedy = "let whoever applies the plan enter that account";
                return Ok(self.given_up(step, format!("{message}; {remedy}, then {AGAIN}")));
            }
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
        self.try_until(step, &call, since).await
    }

    /// Makes a call, again where it meets another change.
    async fn try_until(&self, step: &Step, call: &Call<'_>, since: i64) -> Result<StepEnd, JournalError> {
        let (begun, mut pause) = (Instant::now(), FIRST_LOOK);
        loop {
            if !self.turn(step, call).await {
                return Ok(StepEnd::Open(STOPPED.to_owned()));
            }
            let met = match self.make(step, call, since).await? {
                Made::Ended(end) => return Ok(end),
                Made::Met(met) => met,
            };
            let elapsed = begun.elapsed();
            if elapsed >= LONGEST_QUEUE {
                let message = format!("AWS was at work on something else for an hour ({}); {AGAIN} later", met.message);
                return Ok(self.given_up(step, message));
            }
            self.waiting(step, format!("AWS is at work on something else ({})", met.code), elapsed);
            if !pause_unless(&self.halt, pause).await {
                return Ok(StepEnd::Open(STOPPED.to_owned()));
            }
            pause = pause.mul_f64(1.5).min(RAREST_TRY);
        }
    }

    /// Waits until AWS is not at work on what it does not do beside a call, and takes another one of its operation; whether nothing stopped the plan
    /// meanwhile. Where it cannot be told whether AWS is at work, the call is made.
    async fn turn(&self, step: &Step, call: &Call<'_>) -> bool {
        let (begun, mut pause) = (Instant::now(), FIRST_LOOK);
        while begun.elapsed() < LONGEST_QUEUE
            && let Ok(Some(busy)) = call.busy().await
        {
            self.waiting(step, busy, begun.elapsed());
            if !pause_unless(&self.halt, pause).await {
                return false;
            }
            pause = pause.mul_f64(1.5).min(RAREST_LOOK);
        }
        let pause = self.turns.take(&step.service, &step.operation, Instant::now());
        if pause >= LONG_TURN {
            let state = format!("its turn is in {} s: AWS takes only so many of these", pause.as_secs());
            self.waiting(step, state, Duration::ZERO);
        }
        pause_unless(&self.halt, pause).await
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
        let since = entry.intended.intended_at;
        let ended = |made: Made| match made {
            Made::Ended(end) => Some(end),
            Made::Met(_) => None,
        };
        if let Some(pending) = Pending::of(&values) {
            return self.wait(call, &open, pending, since).await.map(ended);
        }
        let age = u64::try_from((self.apply.now)().saturating_sub(since)).unwrap_or_default();
        sleep(ON_ITS_WAY.saturating_sub(Duration::from_millis(age))).await;
        match call.is_done(since).await {
            Ok(Some(values)) => self.found(call, &open, values, since, None).await.map(ended),
            Ok(None) => {
                let message = "it was not carried out: the program ended, or the call was lost on its way".to_owned();
                self.end(&open, Outcome::Failed, Some(message), None)?;
                Ok(None)
            }
            Err(error) => self.not_known(&open, not_told(&error), None).map(Some),
        }
    }

    /// Writes down that the call is made, makes it, and waits for its end.
    async fn make(&self, step: &Step, call: &Call<'_>, since: i64) -> Result<Made, JournalError> {
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
                self.ask(call, &open, since, Refusal::later("", "the answer was none that AWS gives"), true).await
            }
            Ok(Answer { request_id, values, pending }) => {
                open.request_id = request_id;
                match pending {
                    None => self.done(&open, values, None),
                    Some(pending) => {
                        self.end(&open, Outcome::Unknown, Some("AWS is at work".to_owned()), Some(values))?;
                        self.wait(call, &open, pending, since).await
                    }
                }
            }
            Err(error) => {
                let (refusal, may_be_done) = (Refusal::from(&error), may_be_done(&error));
                if let CallError::Aws { request_id, .. } = &error {
                    open.request_id.clone_from(request_id);
                }
                if !may_be_done && refusal.is_passing() {
                    return self.met(&open, refusal);
                }
                open.is_found = true;
                self.ask(call, &open, since, refusal, may_be_done).await
            }
        }
    }

    /// Asks AWS whether what a call should do is so, after one that was refused, or whose answer was lost: an earlier attempt, or somebody else, may
    /// have done it.
    async fn ask(
        &self,
        call: &Call<'_>,
        open: &Open<'_>,
        since: i64,
        refusal: Refusal,
        is_lost: bool,
    ) -> Result<Made, JournalError> {
        sleep(if is_lost { ON_ITS_WAY } else { Duration::ZERO }).await;
        match call.is_done(since).await {
            Ok(Some(values)) => {
                let note = format!("it is so, whoever did it; the call was refused: {}", refusal.message);
                self.found(call, open, values, since, (!is_lost).then_some(note)).await
            }
            // It may be carried out yet: whoever applies the plan again looks for it once more.
            Ok(None) if is_lost => self.not_known(open, refusal.message, None).map(Made::Ended),
            Err(error) if is_lost => {
                let message = format!("{}; {}", refusal.message, not_told(&error));
                self.not_known(open, message, None).map(Made::Ended)
            }
            Ok(None) | Err(_) => self.failed(open, &refusal).map(Made::Ended),
        }
    }

    /// AWS has what the call should do, or is at work on it.
    async fn found(
        &self,
        call: &Call<'_>,
        open: &Open<'_>,
        values: Map<String, Value>,
        since: i64,
        note: Option<String>,
    ) -> Result<Made, JournalError> {
        match Pending::of(&values) {
            Some(pending) if !values.contains_key("accountId") => self.wait(call, open, pending, since).await,
            _ => self.done(open, values, note),
        }
    }

    /// Waits for the end of what AWS goes on with.
    async fn wait(&self, call: &Call<'_>, open: &Open<'_>, pending: Pending, since: i64) -> Result<Made, JournalError> {
        let (begun, mut pause, mut failed) = (Instant::now(), FIRST_LOOK, 0);
        let message = loop {
            if !pause_unless(&self.apply.cancel, pause).await {
                break "no longer waited for: AWS goes on with it".to_owned();
            }
            pause = pause.mul_f64(1.5).min(RAREST_LOOK);
            match call.progress(&pending).await {
                // AWS tells the id of an account a while after it is made.
                Ok(Progress::Done(values)) if !pending.is_end(&values) => match call.is_done(since).await {
                    Ok(Some(values)) if pending.is_end(&values) => return self.done(&found(open), values, None),
                    _ => {
                        failed += 1;
                        if failed == BLIND_LOOKS {
                            break "the account is made, and AWS does not tell its id yet".to_owned();
                        }
                        self.waiting(open.step, "made, without an id yet".to_owned(), begun.elapsed());
                    }
                },
                // Requests of others look like ours, but for the e-mail address.
                Ok(Progress::Done(values))
                    if open.is_found && matches!(pending, Pending::Account(_)) && values.contains_key("accountId") =>
                {
                    return match call.is_done(since).await {
                        Ok(Some(found)) if found.get("accountId") == values.get("accountId") => {
                            self.done(open, values, None)
                        }
                        _ => {
                            let message =
                                "an account of this name was made, and not with this e-mail address".to_owned();
                            self.not_known(open, message, None).map(Made::Ended)
                        }
                    };
                }
                Ok(Progress::Done(values)) => return self.done(open, values, None),
                // An account may be there because an earlier attempt was carried out after all.
                Ok(Progress::Failed(refusal)) => {
                    return match call.is_done(since).await {
                        Ok(Some(values)) if values.contains_key("accountId") => self.done(&found(open), values, None),
                        _ if refusal.is_passing_later() => self.met(open, refusal),
                        _ => self.failed(open, &refusal).map(Made::Ended),
                    };
                }
                Ok(Progress::Working(state)) => {
                    failed = 0;
                    self.waiting(open.step, state, begun.elapsed());
                }
                // Who may not ask how far AWS is may be able to see what came of it.
                Err(failure) if failure.class == FailureClass::Denied => {
                    if let Ok(Some(values)) = call.is_done(since).await
                        && pending.is_end(&values)
                    {
                        let note = format!("it was seen in AWS, which may not be asked how far it is: {failure}");
                        return self.done(&found(open), values, Some(note));
                    }
                    failed += 1;
                    if failed == BLIND_LOOKS {
                        let allow = pending.told_by();
                        break format!(
                            "how far AWS is cannot be told: {failure}; allow {allow} to whoever applies the plan"
                        );
                    }
                    self.waiting(open.step, "how far AWS is may not be asked".to_owned(), begun.elapsed());
                }
                Err(failure) => {
                    failed += 1;
                    if failed == FAILED_LOOKS || !may_pass(failure.class) {
                        break format!("how far AWS is cannot be told: {failure}");
                    }
                }
            }
        };
        self.not_known(open, message, Some(pending.values())).map(Made::Ended)
    }

    /// The call met another change, and nothing was done.
    fn met(&self, open: &Open<'_>, refusal: Refusal) -> Result<Made, JournalError> {
        self.end(open, Outcome::Failed, Some(refusal.message.clone()), None)?;
        Ok(Made::Met(refusal))
    }

    /// How a call ended is left to whoever applies the plan again.
    fn not_known(
        &self,
        open: &Open<'_>,
        message: String,
        answer: Option<Map<String, Value>>,
    ) -> Result<StepEnd, JournalError> {
        self.end(open, Outcome::Unknown, Some(message.clone()), answer)?;
        self.finished(open.step, Outcome::Unknown, open.request_id.clone(), Some(message.clone()));
        Ok(StepEnd::Open(message))
    }

    fn done(&self, open: &Open<'_>, values: Map<String, Value>, note: Option<String>) -> Result<Made, JournalError> {
        let outcome = if open.is_found { Outcome::Reconciled } else { Outcome::Succeeded };
        self.end(open, outcome, note.clone(), Some(values.clone()))?;
        self.finished(open.step, outcome, open.request_id.clone(), note);
        Ok(Made::Ended(StepEnd::Done(values)))
    }

    fn failed(&self, open: &Open<'_>, refusal: &Refusal) -> Result<StepEnd, JournalError> {
        self.end(open, Outcome::Failed, Some(refusal.message.clone()), None)?;
        let message = format!("{}; {}", refusal.message, refusal.remedy());
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

    fn waiting(&self, step: &Step, state: String, since: Duration) {
        (self.tell)(Event::Waiting { step: step.id.clone(), state, seconds: since.as_secs() });
    }

    fn finished(&self, step: &Step, outcome: Outcome, request_id: Option<String>, message: Option<String>) {
        (self.tell)(Event::StepFinished { step: step.id.clone(), outcome, request_id, message });
    }
}

/// Whether it was not stopped meanwhile.
async fn pause_unless(stopped: &CancellationToken, pause: Duration) -> bool {
    tokio::select! {
        biased;
        () = stopped.cancelled() => false,
        () = sleep(pause) => true,
    }
}

/// The same row, of which nobody knew how its call ended.
fn found<'s>(open: &Open<'s>) -> Open<'s> {
    Open { is_found: true, ..open.clone() }
}

/// That nobody can tell how a call ended, and what to do about it.
fn not_told(error: &CallError) -> String {
    let allow = match error {
        CallError::Aws { failure, .. } if failure.class == FailureClass::Denied => {
            format!("; allow `{}` to whoever applies the plan", failure.operation)
        }
        _ => String::new(),
    };
    format!("how it ended cannot be told: {error}{allow}")
}

fn may_be_done(error: &CallError) -> bool {
    matches!(error, CallError::Aws { failure, .. } if failure.may_be_done())
}

fn may_pass(class: FailureClass) -> bool {
    matches!(class, FailureClass::Unreachable | FailureClass::Unavailable | FailureClass::Throttled)
}
