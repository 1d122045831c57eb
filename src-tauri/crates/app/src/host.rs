//! The narrow view the handlers have of what runs them: the Tauri shell, the command line, or a test.

use std::path::PathBuf;

use armillary_wire::Event;

/// What the program around the handlers provides.
pub trait Host: Send + Sync + 'static {
    /// Tells the window that something happened.
    fn emit(&self, event: Event);

    /// Asks the user for a file; `None` when the dialog was closed or there is nobody to ask.
    fn choose_file(&self, question: FileQuestion) -> Option<PathBuf>;

    /// Milliseconds since 1970, UTC.
    fn now(&self) -> i64;

    /// The clock that `now` reads.
    fn clock(&self) -> fn() -> i64;

    /// Closes the window and ends the program.
    fn quit(&self);
}

/// A file dialog.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileQuestion {
    /// An existing cache.
    OpenCache,
    /// An existing plan.
    OpenPlan,
    /// An existing team manifest.
    OpenManifest,
    /// Where to write a file.
    Save {
        /// The name that is suggested, with its extension.
        name: String,
    },
}

#[cfg(test)]
pub(crate) use tests::TestHost;

#[cfg(test)]
mod tests {
    use std::sync::{
        Mutex,
        atomic::{AtomicI64, Ordering},
    };

    use super::*;

    /// A host that remembers what it was told, and has nobody to ask.
    #[derive(Default)]
    pub(crate) struct TestHost {
        events: Mutex<Vec<Event>>,
        now: AtomicI64,
    }

    impl TestHost {
        pub(crate) fn set_now(&self, now: i64) {
            self.now.store(now, Ordering::Relaxed);
        }

        pub(crate) fn events(&self) -> Vec<Event> {
            self.events.lock().expect("not poisoned").clone()
        }
    }

    impl Host for TestHost {
        fn emit(&self, event: Event) {
            self.events.lock().expect("not poisoned").push(event);
        }

        fn choose_file(&self, _: FileQuestion) -> Option<PathBuf> {
            None
        }

        fn now(&self) -> i64 {
            self.now.load(Ordering::Relaxed)
        }

        fn clock(&self) -> fn() -> i64 {
            || 0
        }

        fn quit(&self) {}
    }
}
