//! How plans and their steps stand: what the journal says, and what runs in this window.

use std::collections::BTreeMap;

use armillary_plan::{CheckStatus, Plan, title};
use armillary_store::{BegunPlan, Entry, Outcome, PlanState};
use armillary_wire::{ApplyPhase, ApplyProgress, PlanEvent, PlanRow, PlanStanding, StepShown, StepStanding};
use serde_json::Value;

use crate::rows;

/// A plan, and what is known of how far it is.
pub struct Known<'k> {
    /// The plan.
    pub plan: &'k Plan,
    /// It is kept beside the cache.
    pub kept: bool,
    /// What the journal says of it.
    pub begun: Option<&'k BegunPlan>,
    /// The journal's rows of its calls, oldest first.
    pub entries: Vec<&'k Entry>,
    /// What runs of it in this window, or ran last.
    pub live: Option<&'k Live>,
}

impl Known<'_> {
    /// The plan in a list.
    pub fn row(&self) -> PlanRow {
        let plan = self.plan;
        let intent = serde_json::to_value(&plan.intent).unwrap_or_default();
        let of_status = |status: CheckStatus| plan.preflight.iter().filter(move |check| check.status == status).count();
        let steps = self.steps();
        let standing = self.standing(&steps);
        PlanRow {
            id: plan.id.clone(),
            digest: plan.digest.clone(),
            title: title(plan),
            kind: intent.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned(),
            organization: plan.organization.clone(),
            created: plan.created.clone(),
            created_by: plan.created_by.clone(),
            crawl: plan.based_on.crawl,
            steps: rows::count(plan.steps.len() as u64),
            done: rows::count(steps.iter().filter(|step| step.standing == StepStanding::Done).count() as u64),
            failing: rows::count(of_status(CheckStatus::Fail) as u64),
            unknown: rows::count(of_status(CheckStatus::Unknown) as u64),
            expected_seconds: plan.expected_seconds(),
            standing,
            standing_at: self.begun.map(|begun| begun.state_at),
            kept: self.kept || self.begun.is_some(),
            task: self.live.and_then(|live| live.task),
        }
    }

    fn standing(&self, steps: &[StepShown]) -> PlanStanding {
        if self.live.is_some_and(|live| live.task.is_some()) {
            return PlanStanding::Applying;
        }
        let has_failed = steps.iter().any(|step| step.standing == StepStanding::Failed);
        match self.begun.map(|begun| begun.state) {
            None => PlanStanding::Made,
            Some(PlanState::Proved) => PlanStanding::Proved,
            Some(PlanState::Differs) => PlanStanding::Differs,
            Some(PlanState::Applying) if has_failed => PlanStanding::Failed,
            Some(PlanState::Applying) => PlanStanding::Stopped,
        }
    }

    /// Of each step, how far it is.
    pub fn steps(&self) -> Vec<StepShown> {
        let mut calls: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        for entry in &self.entries {
            calls.entry(entry.intended.step.as_str()).or_default().push(entry);
        }
        let of = |id: &String| calls.get(id.as_str()).map(Vec::as_slice).unwrap_or_default();
        let steps = self.plan.steps.iter().map(|step| {
            let mut shown = journaled(&step.id, of(&step.id));
            if let Some(live) = self.live.and_then(|live| live.steps.get(&step.id)) {
                live.lay_over(&mut shown);
            }
            shown
        });
        steps.collect()
    }
}

/// A step, as the journal's rows of it say.
fn journaled(step: &str, calls: &[&Entry]) -> StepShown {
    let last = calls.last();
    let standing = match last.map(|entry| entry.outcome) {
        None => StepStanding::Open,
        // A row that is not at its end is one of a program that ended, or it runs: then what is live says so.
        Some(Outcome::Intended | Outcome::Unknown) => StepStanding::Unknown,
        Some(Outcome::Failed) => StepStanding::Failed,
        Some(Outcome::Succeeded | Outcome::Reconciled) => StepStanding::Done,
    };
    StepShown {
        step: step.to_owned(),
        standing,
        attempts: last.map_or(0, |entry| entry.attempt),
        waiting: None,
        started: last.map(|entry| entry.intended.intended_at),
        finished: last.and_then(|entry| entry.finished_at),
        account: last.map(|entry| entry.intended.account.clone()),
        caller: last.map(|entry| entry.intended.caller.clone()),
        parameters: last.map(|entry| entry.intended.parameters.clone()),
        request_id: last.and_then(|entry| entry.request_id.clone()),
        message: last.and_then(|entry| entry.message.clone()),
        answer: last.and_then(|entry| entry.answer.clone()),
    }
}

/// What is going on with a plan that is applied in this window. Something of it stays after the end: a step that failed before its call leaves
/// no row in the journal.
#[derive(Clone, Debug)]
pub struct Live {
    /// The task, while it runs.
    pub task: Option<u32>,
    steps: BTreeMap<String, LiveStep>,
}

#[derive(Clone, PartialEq, Debug)]
struct LiveStep {
    standing: StepStanding,
    account: String,
    started: i64,
    finished: Option<i64>,
    waiting: Option<String>,
    request_id: Option<String>,
    message: Option<String>,
}

impl LiveStep {
    fn lay_over(&self, shown: &mut StepShown) {
        // What ended is told by its row, which says more; but for what failed before a row was written.
        if self.standing != StepStanding::Running && shown.started.is_some_and(|at| at >= self.started) {
            return;
        }
        shown.standing = self.standing;
        shown.account = Some(self.account.clone());
        shown.started = Some(self.started);
        shown.finished = self.finished;
        shown.waiting.clone_from(&self.waiting);
        shown.request_id.clone_from(&self.request_id);
        shown.message.clone_from(&self.message);
    }
}

impl Live {
    /// A task has begun to apply the plan.
    pub fn begun(task: u32) -> Self {
        Self { task: Some(task), steps: BTreeMap::new() }
    }

    /// Takes in what happened.
    pub fn note(&mut self, event: &PlanEvent) {
        match event {
            PlanEvent::StepStarted { step, account, at } => {
                let begun = LiveStep {
                    standing: StepStanding::Running,
                    account: account.clone(),
                    started: *at,
                    finished: None,
                    waiting: None,
                    request_id: None,
                    message: None,
                };
                self.steps.insert(step.clone(), begun);
            }
            PlanEvent::Waiting { step, state, .. } => {
                if let Some(step) = self.steps.get_mut(step) {
                    step.waiting = Some(state.clone());
                }
            }
            PlanEvent::StepFinished { step, standing, request_id, message, at } => {
                if let Some(step) = self.steps.get_mut(step) {
                    step.standing = *standing;
                    step.waiting = None;
                    step.finished = Some(*at);
                    step.request_id.clone_from(request_id);
                    step.message.clone_from(message);
                }
            }
            PlanEvent::Proved | PlanEvent::Differs { .. } => {}
        }
    }

    /// The task is at its end: nothing runs any more.
    pub fn end(&mut self) {
        self.task = None;
        self.steps.retain(|_, step| step.standing != StepStanding::Running);
    }

    /// How a step stands that was begun by this task.
    pub fn standing_of(&self, step: &str) -> Option<StepStanding> {
        self.steps.get(step).map(|step| step.standing)
    }
}

/// How far applying is, by how far the steps are.
pub fn progress(plan: &Plan, steps: &BTreeMap<String, StepStanding>, phase: ApplyPhase) -> ApplyProgress {
    let count = |standing: StepStanding| rows::count(steps.values().filter(|known| **known == standing).count() as u64);
    ApplyProgress {
        plan: plan.id.clone(),
        title: title(plan),
        phase,
        steps: rows::count(plan.steps.len() as u64),
        done: count(StepStanding::Done),
        running: count(StepStanding::Running),
        failed: count(StepStanding::Failed),
        remaining: remaining(plan, steps),
    }
}

/// How long the steps that are not done take, side by side as far as they may: from, to, in milliseconds.
fn remaining(plan: &Plan, steps: &BTreeMap<String, StepStanding>) -> [u64; 2] {
    let mut ends: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
    for step in plan.steps.iter().filter(|step| steps.get(&step.id) != Some(&StepStanding::Done)) {
        let before = step.after.iter().filter_map(|id| ends.get(id.as_str()));
        let start = before.fold([0, 0], |start: [u64; 2], end| [start[0].max(end[0]), start[1].max(end[1])]);
        let [from, to] = step.expected_seconds.map(|seconds| u64::from(seconds) * 1_000);
        ends.insert(&step.id, [start[0] + from, start[1] + to]);
    }
    ends.into_values().fold([0, 0], |longest, end| [longest[0].max(end[0]), longest[1].max(end[1])])
}

#[cfg(test)]
mod tests {
    use armillary_plan::{Effect, FORMAT};
    use armillary_store::Intended;
    use serde_json::json;

    use super::*;

    /// Two accounts, each created and moved.
    fn plan() -> Plan {
        let step = |id: &str, after: &[&str]| {
            json!({
                "id": id, "title": id, "service": "organizations", "operation": "CreateAccount", "account": "111122223333", "region": "us-east-1",
                "parameters": {}, "after": after, "repeatable": "no", "verify": "", "undo": "", "expectedSeconds": [10, 60], "restsOn": [],
            })
        };
        let plan = json!({
            "schema": FORMAT, "id": "plan-1", "digest": "", "created": "", "createdBy": "",
            "intent": { "kind": "vend", "team": "fraud", "stages": ["dev"], "email": "a@example.com" },
            "organization": "o-1", "basedOn": { "crawl": 1, "facts": [] }, "confirm": "fraud", "alsoConfirm": [],
            "preflight": [{ "check": "email-free", "status": "unknown", "detail": "", "remedy": "" }],
            "steps": [step("s1", &[]), step("s2", &["s1"]), step("s3", &[])],
            "effect": serde_json::to_value(Effect::default()).expect("JSON"), "leftOut": [],
        });
        serde_json::from_value(plan).expect("a plan")
    }

    fn entry(step: &str, outcome: Outcome) -> Entry {
        let text = |text: &str| text.to_owned();
        Entry {
            id: 1,
            intended: Intended {
                plan: text("plan-1"),
                digest: String::new(),
                step: text(step),
                service: text("organizations"),
                operation: text("CreateAccount"),
                account: text("111122223333"),
                region: text("us-east-1"),
                caller: text("arn:aws:iam::111122223333:role/x"),
                parameters: json!({}),
                intended_at: 5,
            },
            attempt: 1,
            outcome,
            request_id: Some(text("r-1")),
            finished_at: Some(9),
            message: None,
            answer: None,
        }
    }

    fn begun(state: PlanState) -> BegunPlan {
        let empty = String::new;
        BegunPlan { id: "plan-1".to_owned(), digest: empty(), document: empty(), begun_at: 1, state, state_at: 2 }
    }

    fn row(plan: &Plan, state: Option<PlanState>, entries: &[Entry], live: Option<&Live>) -> PlanRow {
        let begun = state.map(begun);
        let (begun, entries) = (begun.as_ref(), entries.iter().collect());
        Known { plan, kept: false, begun, entries, live }.row()
    }

    #[test]
    fn a_plan_stands_as_its_journal_says() {
        let plan = plan();
        let made = row(&plan, None, &[], None);
        assert_eq!((made.title.as_str(), made.kind.as_str()), ("Vend team fraud: dev", "vend"));
        assert_eq!(
            (made.standing, made.kept, made.steps, made.done, made.unknown),
            (PlanStanding::Made, false, 3, 0, 1)
        );
        let (done, failed) = (entry("s1", Outcome::Succeeded), entry("s2", Outcome::Failed));
        let applying = Some(PlanState::Applying);
        let stopped = row(&plan, applying, std::slice::from_ref(&done), None);
        assert_eq!((stopped.standing, stopped.kept, stopped.done), (PlanStanding::Stopped, true, 1));
        assert_eq!(row(&plan, applying, &[done.clone(), failed], None).standing, PlanStanding::Failed);
        assert_eq!(
            row(&plan, Some(PlanState::Proved), std::slice::from_ref(&done), None).standing,
            PlanStanding::Proved
        );
        let live = Live::begun(3);
        let runs = row(&plan, applying, &[done], Some(&live));
        assert_eq!((runs.standing, runs.task), (PlanStanding::Applying, Some(3)));
    }

    #[test]
    fn a_step_that_runs_is_told_by_what_happens_and_one_that_ended_by_its_row() {
        let plan = plan();
        let entries = [entry("s1", Outcome::Intended)];
        let steps = |live: &Live| {
            Known { plan: &plan, kept: false, begun: None, entries: entries.iter().collect(), live: Some(live) }.steps()
        };
        let mut live = Live::begun(1);
        let started = |step: &str| PlanEvent::StepStarted { step: step.to_owned(), account: "1".to_owned(), at: 4 };
        assert_eq!(steps(&live)[0].standing, StepStanding::Unknown);
        live.note(&started("s1"));
        live.note(&PlanEvent::Waiting { step: "s1".to_owned(), state: "IN_PROGRESS".to_owned(), seconds: 2 });
        let first = steps(&live).remove(0);
        assert_eq!((first.standing, first.waiting.as_deref()), (StepStanding::Running, Some("IN_PROGRESS")));
        live.note(&started("s3"));
        let message = Some("no role to assume".to_owned());
        let standing = StepStanding::Failed;
        live.note(&PlanEvent::StepFinished {
            step: "s3".to_owned(),
            standing,
            request_id: None,
            message: message.clone(),
            at: 6,
        });
        live.end();
        let now = steps(&live);
        assert_eq!(now[0].standing, StepStanding::Unknown, "nothing runs any more, and its row is not at its end");
        assert_eq!((now[2].standing, now[2].message.clone()), (StepStanding::Failed, message));
    }

    #[test]
    fn the_time_left_is_that_of_the_longest_way() {
        let done = BTreeMap::from([("s1".to_owned(), StepStanding::Done)]);
        let shown = progress(&plan(), &BTreeMap::new(), ApplyPhase::Checking);
        assert_eq!((shown.done, shown.remaining), (0, [20_000, 120_000]));
        let shown = progress(&plan(), &done, ApplyPhase::Applying);
        assert_eq!((shown.done, shown.remaining), (1, [10_000, 60_000]));
    }
}
