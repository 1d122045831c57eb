//! A host without a window: it passes events on, and has nobody to ask.

use std::{
    path::PathBuf,
    sync::{Mutex, mpsc},
    time::Duration,
};

use armillary_app::{FileQuestion, Host};
use armillary_wire::{Event, Task, TaskState};

/// Passes events on.
pub struct Listener(Mutex<mpsc::Sender<Event>>);

impl Listener {
    /// A host, and where its events arrive.
    pub fn new() -> (Self, mpsc::Receiver<Event>) {
        let (sender, events) = mpsc::channel();
        (Self(Mutex::new(sender)), events)
    }
}

impl Host for Listener {
    fn emit(&self, event: Event) {
        let _ = self.0.lock().expect("not poisoned").send(event);
    }

    fn choose_file(&self, _: FileQuestion) -> Option<PathBuf> {
        None
    }

    fn now(&self) -> i64 {
        1_700_000_000_000
    }

    fn clock(&self) -> fn() -> i64 {
        || 1_700_000_000_000
    }

    fn quit(&self) {}
}

/// Waits for the end of the running task.
pub fn end(events: &mpsc::Receiver<Event>) -> Task {
    loop {
        let event = events.recv_timeout(Duration::from_secs(120)).expect("the task ends");
        if let Event::Task { task } = event
            && !matches!(task.state, TaskState::Running | TaskState::Cancelling)
        {
            return task;
        }
    }
}
