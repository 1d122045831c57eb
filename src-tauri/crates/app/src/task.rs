//! The one task that may run at a time: its progress, and the way to stop it.

use std::sync::{Mutex, PoisonError};

use armillary_wire::{Code, Event, Failure, TaskKind, TaskProgress, TaskState};
use tokio_util::sync::CancellationToken;

use crate::{crawl::no_progress, failure::coded, host::Host};

/// Events of one task are sent no closer together than this, save its end.
const PERIOD: i64 = 100;

/// The place of the running task.
#[derive(Default)]
pub struct Tasks {
    current: Mutex<Option<Task>>,
    last: Mutex<u32>,
}

struct Task {
    progress: TaskProgress,
    cancel: CancellationToken,
    started: i64,
    told: i64,
}

impl Tasks {
    /// Takes the place for a new task: its id, and the token that asks it to stop.
    pub fn begin(&self, host: &dyn Host, kind: TaskKind, step: &str) -> Result<(u32, CancellationToken), Failure> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.is_some() {
            return Err(coded(Code::Busy, "a crawl is running; wait for it or cancel it"));
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last += 1;
        let progress = TaskProgress { id: *last, kind, step: step.to_owned(), ..no_progress() };
        let cancel = CancellationToken::new();
        host.emit(Event::Task { progress: progress.clone() });
        let now = host.now();
        *current = Some(Task { progress, cancel: cancel.clone(), started: now, told: now });
        Ok((*last, cancel))
    }

    /// Where the running task stands.
    pub fn progress(&self) -> Option<TaskProgress> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|task| task.progress.clone())
    }

    /// Changes how the running task stands, and tells the window if it is time to.
    pub fn update(&self, host: &dyn Host, change: impl FnOnce(&mut TaskProgress)) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(task) = current.as_mut() else { return };
        change(&mut task.progress);
        let now = host.now();
        task.progress.elapsed = elapsed(task.started, now);
        if now - task.told >= PERIOD {
            task.told = now;
            host.emit(Event::Task { progress: task.progress.clone() });
        }
    }

    /// Asks a task to stop; one that is gone already needs no asking.
    pub fn cancel(&self, host: &dyn Host, id: u32) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(task) = current.as_mut().filter(|task| task.progress.id == id) {
            task.cancel.cancel();
            task.progress.state = TaskState::Cancelling;
            host.emit(Event::Task { progress: task.progress.clone() });
        }
    }

    /// Gives the place free and tells the window how the task ended.
    pub fn end(&self, host: &dyn Host, state: TaskState, failure: Option<Failure>) {
        let ended = self.current.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Task { mut progress, started, .. }) = ended {
            progress.state = state;
            progress.failure = failure;
            progress.remaining = None;
            progress.elapsed = elapsed(started, host.now());
            host.emit(Event::Task { progress });
        }
    }
}

fn elapsed(started: i64, now: i64) -> u64 {
    u64::try_from(now - started).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::TestHost;

    #[test]
    fn there_is_one_task_at_a_time() {
        let (tasks, host) = (Tasks::default(), TestHost::default());
        let (id, cancel) = tasks.begin(&host, TaskKind::Crawl, "connecting").expect("free");
        let busy = tasks.begin(&host, TaskKind::Crawl, "connecting").expect_err("taken");
        assert_eq!(busy.code, Code::Busy);
        tasks.cancel(&host, id);
        assert!(cancel.is_cancelled());
        tasks.end(&host, TaskState::Cancelled, None);
        assert!(tasks.progress().is_none());
        assert!(tasks.begin(&host, TaskKind::Crawl, "connecting").is_ok());
    }

    #[test]
    fn events_are_throttled_but_the_end_is_always_told() {
        let (tasks, host) = (Tasks::default(), TestHost::default());
        tasks.begin(&host, TaskKind::Crawl, "connecting").expect("free");
        for millisecond in 0..250 {
            host.set_now(millisecond);
            tasks.update(&host, |progress| progress.done += 1);
        }
        tasks.end(&host, TaskState::Done, None);
        let events = host.events();
        assert_eq!(events.len(), 1 + 2 + 1);
        let Some(Event::Task { progress }) = events.last() else { panic!("a task event") };
        assert_eq!((progress.state, progress.done), (TaskState::Done, 250));
    }
}
