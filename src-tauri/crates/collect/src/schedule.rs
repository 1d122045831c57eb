//! The order of reading: account after account, as many units at once as AWS and this computer allow. Units of a service and Region of
//! which nobody knows yet whether it answers wait for those that find out, and hold nothing else up.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use armillary_model::{Status, Unit, UnitReport};
use futures::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use tokio::sync::mpsc::Sender;

use crate::{
    Collector, CrawlError, Event,
    door::{Door, Shared, unread},
    health::{Admission, Ending, Health, Lane},
    plan::{Plan, Step},
    tally::Tally,
    views::Held,
    visit::Visited,
    width::{Lateness, Width},
};

/// A unit to be read.
#[derive(Debug)]
pub(crate) struct Task {
    unit: Unit,
    lane: Lane,
    collector: &'static Collector,
    door: Arc<Door>,
}

/// What to do next.
#[derive(Debug)]
enum Next {
    Read(Task),
    /// Report a unit that is not read.
    Report(Visited),
}

/// The units that are left. An account's credentials are kept while units of it are.
#[derive(Debug)]
pub(crate) struct Queue {
    plan: Plan,
    at: usize,
    door: Option<Arc<Door>>,
    /// Units whose turn came again.
    ready: VecDeque<Task>,
    /// Units that wait for their service and Region to answer.
    waiting: BTreeMap<Lane, VecDeque<Task>>,
}

impl Queue {
    pub fn new(plan: Plan) -> Self {
        Self { plan, at: 0, door: None, ready: VecDeque::new(), waiting: BTreeMap::new() }
    }

    fn next(&mut self, health: &Health) -> Option<Next> {
        loop {
            let task = match self.ready.pop_front() {
                Some(task) => task,
                None => match self.step()? {
                    Next::Read(task) => task,
                    closed => return Some(closed),
                },
            };
            match health.admit(task.lane) {
                Admission::Now => return Some(Next::Read(task)),
                Admission::Later => self.waiting.entry(task.lane).or_default().push_back(task),
                Admission::Never(reason) => {
                    // Those that waited for it wait for nothing now.
                    self.ready.extend(self.waiting.remove(&task.lane).into_iter().flatten());
                    return Some(Next::Report(unread::ended(task.unit, Status::Failed, &reason)));
                }
            }
        }
    }

    /// The next unit of the plan.
    fn step(&mut self) -> Option<Next> {
        let step = *self.plan.steps.get(self.at)?;
        self.at += 1;
        let (unit, job) = (self.plan.unit(step)?, self.plan.jobs.get(step.job)?);
        if let Some(reason) = self.plan.accounts.get(&step.account).cloned().flatten() {
            return Some(Next::Report(unread::skipped(unit, &reason)));
        }
        Some(Next::Read(Task { unit, lane: step.job, collector: job.collector, door: self.door(step) }))
    }

    fn door(&mut self, step: Step) -> Arc<Door> {
        let same = |door: &&Arc<Door>| door.is_for(step.account, step.as_caller);
        match self.door.as_ref().filter(same) {
            Some(door) => Arc::clone(door),
            None => Arc::clone(self.door.insert(Arc::new(Door::new(step.account, step.as_caller)))),
        }
    }

    /// Gives those that wait for a service and Region their turn, once it is known whether it answers; else one, in place of the
    /// one that ended.
    fn wake(&mut self, lane: Lane, ending: &Ending) {
        let Some(waiting) = self.waiting.get_mut(&lane) else { return };
        match ending {
            Ending::Answered => self.ready.append(waiting),
            Ending::Lost(_) | Ending::Untried => self.ready.extend(waiting.pop_front()),
        }
        if waiting.is_empty() {
            self.waiting.remove(&lane);
        }
    }
}

/// Where reports go: some wait for the end of the crawl.
pub(crate) struct Delivery<'a> {
    pub held: Held,
    pub tally: &'a mut Tally,
    pub sink: &'a Sender<Event>,
}

impl Delivery<'_> {
    async fn pass(&mut self, visited: Visited) -> Result<(), CrawlError> {
        match self.held.pass(visited) {
            Some(report) => self.send(report).await,
            None => Ok(()),
        }
    }

    async fn release(&mut self) -> Result<(), CrawlError> {
        for report in std::mem::take(&mut self.held).release() {
            self.send(report).await?;
        }
        Ok(())
    }

    async fn send(&mut self, report: UnitReport) -> Result<(), CrawlError> {
        let progress = self.tally.count(&report);
        self.sink.send(Event::Finished { report, progress }).await.map_err(|_| CrawlError::NoReceiver)
    }
}

/// Reads everything that is left, and reports it.
pub(crate) async fn read(
    mut queue: Queue,
    shared: &Arc<Shared>,
    mut width: Width,
    mut delivery: Delivery<'_>,
) -> Result<(), CrawlError> {
    let lateness = Lateness::watch();
    let mut reading = FuturesUnordered::new();
    loop {
        while reading.len() < width.places() {
            match queue.next(&shared.health) {
                Some(Next::Read(task)) => reading.push(begin(task, Arc::clone(shared))),
                Some(Next::Report(visited)) => delivery.pass(visited).await?,
                None => break,
            }
        }
        let Some((lane, visited)) = reading.next().await else { break };
        let ending = Ending::of(&visited);
        let faltered = shared.health.ended(lane, &ending);
        queue.wake(lane, &ending);
        width.ended(faltered, lateness.now());
        delivery.pass(visited).await?;
    }
    delivery.release().await
}

/// Reads a unit in a task of its own. One that breaks off is a failed unit.
fn begin(task: Task, shared: Arc<Shared>) -> BoxFuture<'static, (Lane, Visited)> {
    let Task { unit, lane, collector, door } = task;
    let broken = unit.clone();
    let task = tokio::spawn(async move { door.visit(unit, collector, &shared).await });
    task.map(move |ended| (lane, ended.unwrap_or_else(|error| unread::broken(broken, &error)))).boxed()
}
