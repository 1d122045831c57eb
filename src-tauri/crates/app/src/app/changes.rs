//! Behind the third door: plans are applied, and nothing else changes AWS.
//!
//! What is asked here is asked of every window: the names that were typed, the checks before the first call, whether the connection may change
//! anything, and a place for the plan before it is begun.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use armillary_aws::Session;
use armillary_execute::Event as ApplyEvent;
use armillary_plan::Plan;
use armillary_store::Outcome;
use armillary_wire::{
    ApplyPhase, Changes, Code, ConnectionInput, Event, Failure, PlanEvent, PlanStanding, Progress, StepStanding,
};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use super::{App, Connected, deeds::connection_of};
use crate::{
    apply::{AppliedPlan, ApplyJob},
    failure::{coded, of_aws, other},
    permits::Permits,
    plan_files::PlanFiles,
    standing::{Live, progress},
    task::Ended,
};

impl Changes for App {
    fn apply_plan(
        &self,
        plan: String,
        confirmed: Vec<String>,
        connection: Option<ConnectionInput>,
    ) -> Result<u32, Failure> {
        self.start_applying(&plan, None, confirmed, connection)
    }

    fn retry_step(
        &self,
        plan: String,
        step: String,
        confirmed: Vec<String>,
        connection: Option<ConnectionInput>,
    ) -> Result<u32, Failure> {
        self.start_applying(&plan, Some(step), confirmed, connection)
    }
}

impl App {
    /// Applies a plan, or one step of it, in the background: the task. What can be refused without a call is refused here.
    fn start_applying(
        &self,
        id: &str,
        only: Option<String>,
        confirmed: Vec<String>,
        connection: Option<ConnectionInput>,
    ) -> Result<u32, Failure> {
        let opened = self.opened()?;
        let cache = opened.cache().path().to_owned();
        let (plan, kept) = self.find_plan(&opened, id)?;
        let standing = self.shown(&opened, &plan, kept)?;
        if let Some(step) = &only {
            let found = standing.steps.iter().find(|shown| shown.step == *step);
            let found = found.ok_or_else(|| coded(Code::NotFound, format!("the plan has no step `{step}`")))?;
            if !matches!(found.standing, StepStanding::Failed | StepStanding::Unknown) {
                return Err(other(format!("step `{step}` did not fail: apply the plan to go on with it")));
            }
        }
        let steps = standing.steps.into_iter().map(|shown| (shown.step, shown.standing)).collect();
        let permits = Permits::of_window(&self.settings()?);
        let known = self.state().connected.clone();
        let connected = match connection {
            Some(input) => Connected { connection: connection_of(input), cache: cache.clone(), demo: None },
            None => known.map_or_else(|| self.reconnected(), Ok)?,
        };
        let job = ApplyJob {
            plan,
            connection: connected.connection.clone(),
            demo: connected.demo.as_ref().map(|(demo, _)| *demo),
            permits,
            only,
            cache: cache.clone(),
            confirmed,
        };
        // A plan that is proved is not held against its checks again: applying it does nothing.
        if standing.row.standing != PlanStanding::Proved {
            job.check()?;
        }
        let session = Handle::current().block_on(Session::open(&job.connection)).map_err(of_aws)?;
        job.check_permitted(&session)?;
        PlanFiles::of(&cache).keep(&job.plan)?;
        self.begin_applying(job, connected, steps)
    }

    fn begin_applying(
        &self,
        job: ApplyJob,
        connected: Connected,
        steps: BTreeMap<String, StepStanding>,
    ) -> Result<u32, Failure> {
        let (tasks, host) = (&self.inner.tasks, &self.inner.host);
        let begun = progress(&job.plan, &steps, ApplyPhase::Checking);
        let (task, cancel) = tasks.begin(&**host, Progress::Apply(begun), &job.cache)?;
        let plan = job.plan.id.clone();
        self.state().live.insert(plan.clone(), Live::begun(task));
        let (applying, watching) = (self.clone(), self.clone());
        // Reading the cache between the calls takes its time, so it is given a thread of its own.
        let work = tokio::task::spawn_blocking(move || applying.carry_out(task, &job, &cancel, connected, steps));
        tokio::spawn(async move {
            watching.inner.tasks.watch(&*watching.inner.host, task, work).await;
            watching.end_live(&plan);
        });
        Ok(task)
    }

    fn carry_out(
        &self,
        task: u32,
        job: &ApplyJob,
        cancel: &CancellationToken,
        connected: Connected,
        steps: BTreeMap<String, StepStanding>,
    ) -> Ended {
        let telling = Telling { app: self, task, plan: &job.plan, at: Mutex::new((steps, ApplyPhase::Checking)) };
        let (enter, tell) = (|phase| telling.enter(phase), |event: ApplyEvent| telling.note(event));
        let ended = Handle::current().block_on(job.run(self.inner.host.clock(), cancel, &enter, &tell));
        let only = job.only.as_deref().and_then(|step| self.state().live.get(&job.plan.id)?.standing_of(step));
        self.end_live(&job.plan.id);
        // What was read again is shown also where a step failed: it says what there is now.
        let shown = self.show(connected);
        let problem = match ended {
            Err(_) | Ok(AppliedPlan::Open(_)) if cancel.is_cancelled() => return Ended::Cancelled,
            // The step that was tried is done; that others are still to be done is no failure of it.
            Ok(AppliedPlan::Open(_)) if only == Some(StepStanding::Done) => None,
            Ok(applied) => applied.problem().map(other),
            Err(failure) => Some(failure),
        };
        match (problem, shown) {
            (Some(failure), _) | (None, Err(failure)) => Ended::Failed(failure),
            (None, Ok(())) => Ended::Done,
        }
    }

    fn end_live(&self, plan: &str) {
        if let Some(live) = self.state().live.get_mut(plan) {
            live.end();
        }
    }
}

/// Tells the window what happens to a plan.
struct Telling<'t> {
    app: &'t App,
    task: u32,
    plan: &'t Plan,
    at: Mutex<(BTreeMap<String, StepStanding>, ApplyPhase)>,
}

impl Telling<'_> {
    fn enter(&self, phase: ApplyPhase) {
        self.update(|at| at.1 = phase);
    }

    fn note(&self, event: ApplyEvent) {
        let change = told(event, self.app.inner.host.now());
        if let Some(live) = self.app.state().live.get_mut(&self.plan.id) {
            live.note(&change);
        }
        match &change {
            PlanEvent::StepStarted { step, .. } => self.stand(step, StepStanding::Running),
            PlanEvent::StepFinished { step, standing, .. } => self.stand(step, *standing),
            PlanEvent::Waiting { .. } | PlanEvent::Proved | PlanEvent::Differs { .. } => {}
        }
        self.app.inner.host.emit(Event::Plan { task: self.task, plan: self.plan.id.clone(), change });
    }

    fn stand(&self, step: &str, standing: StepStanding) {
        self.update(|at| {
            at.0.insert(step.to_owned(), standing);
        });
    }

    fn update(&self, change: impl FnOnce(&mut (BTreeMap<String, StepStanding>, ApplyPhase))) {
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut at);
        let now = progress(self.plan, &at.0, at.1);
        self.app.inner.tasks.update(&*self.app.inner.host, self.task, |shown| {
            if let Some(shown) = shown.apply() {
                *shown = now;
            }
        });
    }
}

/// What happened, as the window is told.
fn told(event: ApplyEvent, at: i64) -> PlanEvent {
    match event {
        ApplyEvent::StepStarted { step, account, .. } => PlanEvent::StepStarted { step, account, at },
        ApplyEvent::Waiting { step, state, seconds } => PlanEvent::Waiting { step, state, seconds },
        ApplyEvent::StepFinished { step, outcome, request_id, message } => {
            let standing = match outcome {
                Outcome::Succeeded | Outcome::Reconciled => StepStanding::Done,
                Outcome::Failed => StepStanding::Failed,
                Outcome::Intended | Outcome::Unknown => StepStanding::Unknown,
            };
            PlanEvent::StepFinished { step, standing, request_id, message, at }
        }
        ApplyEvent::Proved { .. } | ApplyEvent::ProvedBefore { .. } => PlanEvent::Proved,
        ApplyEvent::Differs { differences, .. } => PlanEvent::Differs { differences },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use armillary_wire::Apply;

    use super::*;
    use crate::{app::Folders, host::TestHost};

    #[tokio::test]
    async fn without_a_cache_nothing_can_be_applied() {
        let app = App::new(Arc::new(TestHost::default()), Folders::default());
        let (plan, step, confirmed) = ("plan-1".to_owned(), "s1".to_owned(), vec!["fraud".to_owned()]);
        let apply = Apply::ApplyPlan { plan: plan.clone(), confirmed: confirmed.clone(), connection: None };
        assert_eq!(app.apply(apply).await.expect_err("no cache").code, Code::NoCache);
        let retry = Apply::RetryStep { plan, step, confirmed, connection: None };
        assert_eq!(app.apply(retry).await.expect_err("no cache").code, Code::NoCache);
    }
}
