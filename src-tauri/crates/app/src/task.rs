//! The tasks that run: how each stands, and the way to stop it. Several may run at once, but no two that write one cache.

use std::{
    any::Any,
    path::{Path, PathBuf},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use armillary_wire::{Code, Event, Failure, Progress, Task, TaskState};
use tokio::task::{JoinError, JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::{
    failure::{coded, other},
    host::Host,
};

/// Events of one task are sent no closer together than this, save its end.
const PERIOD: i64 = 100;
/// How long tasks that were told to stop are waited for.
const GRACE: Duration = Duration::from_secs(30);

/// The running tasks.
#[derive(Default)]
pub struct Tasks {
    board: Mutex<Board>,
    ended: Condvar,
}

#[derive(Default)]
struct Board {
    running: Vec<Running>,
    last: u32,
}

struct Running {
    task: Task,
    writes: PathBuf,
    cancel: CancellationToken,
    started: i64,
    told: i64,
}

/// How a task ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ended {
    /// As it should.
    Done,
    /// It was stopped.
    Cancelled,
    /// It failed.
    Failed(Failure),
}

impl Tasks {
    /// Takes a place for a new task that writes a cache: its id, and the token that asks it to stop.
    pub fn begin(
        &self,
        host: &dyn Host,
        progress: Progress,
        writes: &Path,
    ) -> Result<(u32, CancellationToken), Failure> {
        let mut board = self.board();
        if board.running.iter().any(|running| running.writes == writes) {
            return Err(coded(
                Code::Busy,
                "a crawl into this cache is running, or a plan is applied with it; wait for it or stop it",
            ));
        }
        let task = board.new_task(progress);
        let (id, now, cancel) = (task.id, host.now(), CancellationToken::new());
        host.emit(Event::Task { task: task.clone() });
        let writes = writes.to_owned();
        board.running.push(Running { task, writes, cancel: cancel.clone(), started: now, told: now });
        Ok((id, cancel))
    }

    /// The running tasks, the latest last.
    pub fn running(&self) -> Vec<Task> {
        self.board().running.iter().map(|running| running.task.clone()).collect()
    }

    /// Changes how far a task is, and tells the window if it is time to.
    pub fn update(&self, host: &dyn Host, id: u32, change: impl FnOnce(&mut Progress)) {
        let mut board = self.board();
        let Some(running) = board.find(id) else { return };
        change(&mut running.task.progress);
        let now = host.now();
        running.task.elapsed = elapsed(running.started, now);
        if now - running.told >= PERIOD {
            running.told = now;
            host.emit(Event::Task { task: running.task.clone() });
        }
    }

    /// Asks a task to stop; one that is gone already needs no asking.
    pub fn cancel(&self, host: &dyn Host, id: u32) {
        if let Some(running) = self.board().find(id) {
            running.cancel(host);
        }
    }

    /// Asks every task to stop, and waits until they have.
    pub fn stop_all(&self, host: &dyn Host) {
        let mut board = self.board();
        board.running.iter_mut().for_each(|running| running.cancel(host));
        let waiting = self.ended.wait_timeout_while(board, GRACE, |board| !board.running.is_empty());
        drop(waiting.unwrap_or_else(PoisonError::into_inner));
    }

    /// Waits for the work of a task and tells how it ended. Work that panicked has failed, and gives its place free like any other.
    pub async fn watch(&self, host: &dyn Host, id: u32, work: JoinHandle<Ended>) {
        let ended = work.await.unwrap_or_else(|error| Ended::Failed(broken(error)));
        let mut board = self.board();
        let Some(place) = board.running.iter().position(|running| running.task.id == id) else { return };
        let Running { mut task, started, .. } = board.running.remove(place);
        task.elapsed = elapsed(started, host.now());
        finish(host, task, ended);
        self.ended.notify_all();
    }

    /// Tells of a task that failed before it could begin.
    pub fn fail(&self, host: &dyn Host, progress: Progress, failure: Failure) {
        let task = self.board().new_task(progress);
        finish(host, task, Ended::Failed(failure));
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Board {
    fn new_task(&mut self, progress: Progress) -> Task {
        self.last += 1;
        Task { id: self.last, state: TaskState::Running, progress, elapsed: 0, failure: None }
    }

    fn find(&mut self, id: u32) -> Option<&mut Running> {
        self.running.iter_mut().find(|running| running.task.id == id)
    }
}

impl Running {
    fn cancel(&mut self, host: &dyn Host) {
        self.cancel.cancel();
        self.task.state = TaskState::Cancelling;
        host.emit(Event::Task { task: self.task.clone() });
    }
}

fn finish(host: &dyn Host, mut task: Task, ended: Ended) {
    (task.state, task.failure) = match ended {
        Ended::Done => (TaskState::Done, None),
        Ended::Cancelled => (TaskState::Cancelled, None),
        Ended::Failed(failure) => (TaskState::Failed, Some(failure)),
    };
    host.emit(Event::Task { task });
}

/// Why work ended without an answer.
fn broken(error: JoinError) -> Failure {
    let Ok(panic) = error.try_into_panic() else { return other("the program ended before the task did") };
    let said = words_of(&*panic).unwrap_or("it did not say why");
    other(format!("a fault in this program ended the task ({said}); please report it"))
}

fn words_of(panic: &(dyn Any + Send)) -> Option<&str> {
    panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str))
}

fn elapsed(started: i64, now: i64) -> u64 {
    u64::try_from(now - started).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use armillary_wire::CrawlProgress;

    use super::*;
    use crate::host::TestHost;

    fn crawl() -> Progress {
        Progress::Crawl(CrawlProgress::default())
    }

    fn last(host: &TestHost) -> Task {
        match host.events().pop() {
            Some(Event::Task { task }) => task,
            other => panic!("a task event, not {other:?}"),
        }
    }

    #[tokio::test]
    async fn two_tasks_run_at_once_but_not_into_one_cache() {
        let (tasks, host) = (Tasks::default(), TestHost::default());
        let (one, cancel) = tasks.begin(&host, crawl(), Path::new("a")).expect("free");
        let busy = tasks.begin(&host, crawl(), Path::new("a")).expect_err("taken");
        assert_eq!(busy.code, Code::Busy);
        let (two, _) = tasks.begin(&host, crawl(), Path::new("b")).expect("another cache");
        tasks.cancel(&host, one);
        assert!(cancel.is_cancelled());
        tasks.watch(&host, one, tokio::spawn(async { Ended::Cancelled })).await;
        assert_eq!((last(&host).id, last(&host).state), (one, TaskState::Cancelled));
        assert_eq!(tasks.running().iter().map(|task| task.id).collect::<Vec<_>>(), [two]);
        assert!(tasks.begin(&host, crawl(), Path::new("a")).is_ok());
    }

    #[tokio::test]
    async fn work_that_panics_frees_its_place_and_says_so() {
        let (tasks, host) = (Tasks::default(), TestHost::default());
        let (id, _) = tasks.begin(&host, crawl(), Path::new("a")).expect("free");
        let work = tokio::spawn(async { panic!("index {} is out of bounds", 7) });
        tasks.watch(&host, id, work).await;
        let task = last(&host);
        assert_eq!((task.id, task.state), (id, TaskState::Failed));
        assert!(task.failure.is_some_and(|failure| failure.message.contains("index 7 is out of bounds")));
        assert!(tasks.running().is_empty() && tasks.begin(&host, crawl(), Path::new("a")).is_ok());
    }

    #[tokio::test]
    async fn events_are_throttled_but_the_end_is_always_told() {
        let (tasks, host) = (Tasks::default(), TestHost::default());
        let (id, _) = tasks.begin(&host, crawl(), Path::new("a")).expect("free");
        for millisecond in 0..250 {
            host.set_now(millisecond);
            tasks.update(&host, id, |progress| progress.crawl().expect("a crawl").done += 1);
        }
        tasks.watch(&host, id, tokio::spawn(async { Ended::Done })).await;
        assert_eq!(host.events().len(), 1 + 2 + 1);
        let mut task = last(&host);
        assert_eq!((task.state, task.progress.crawl().expect("a crawl").done), (TaskState::Done, 250));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn stopping_all_waits_until_the_last_one_has_stopped() {
        let (tasks, host) = (std::sync::Arc::new(Tasks::default()), std::sync::Arc::new(TestHost::default()));
        for name in ["a", "b"] {
            let (id, cancel) = tasks.begin(&*host, crawl(), Path::new(name)).expect("free");
            let work = tokio::spawn(async move {
                cancel.cancelled().await;
                Ended::Cancelled
            });
            let (tasks, host) = (tasks.clone(), host.clone());
            tokio::spawn(async move { tasks.watch(&*host, id, work).await });
        }
        let (all, told) = (tasks.clone(), host.clone());
        tokio::task::spawn_blocking(move || all.stop_all(&*told)).await.expect("no panic");
        assert!(tasks.running().is_empty());
        assert_eq!(last(&host).state, TaskState::Cancelled);
    }
}
