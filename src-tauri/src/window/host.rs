//! The window as the handlers' host: events, file dialogs, the clock.

use std::path::PathBuf;

use armillary_app::{FileQuestion, Host};
use armillary_wire::Event;
use tauri::{AppHandle, Emitter};
use tauri_plugin_dialog::DialogExt;

use crate::clock;

/// The event every [`Event`] is sent under.
const EVENT: &str = "armillary";

/// Talks to the window.
pub struct WindowHost {
    handle: AppHandle,
}

impl WindowHost {
    /// A host for this running application.
    pub fn new(handle: AppHandle) -> Self {
        Self { handle }
    }
}

impl Host for WindowHost {
    fn emit(&self, event: Event) {
        // The window may be gone already while a task winds down; there is nobody left to tell.
        let _ = self.handle.emit(EVENT, event);
    }

    fn choose_file(&self, question: FileQuestion) -> Option<PathBuf> {
        let dialog = self.handle.dialog().file();
        let chosen = match question {
            FileQuestion::OpenCache => dialog.add_filter("Armillary cache", &["sqlite"]).blocking_pick_file(),
            FileQuestion::OpenPlan => dialog.add_filter("Armillary plan", &["json"]).blocking_pick_file(),
            FileQuestion::OpenManifest => dialog.add_filter("Team manifest", &["toml", "csv"]).blocking_pick_file(),
            FileQuestion::Save { name } => dialog.set_file_name(name).blocking_save_file(),
        };
        chosen.and_then(|file| file.into_path().ok())
    }

    fn now(&self) -> i64 {
        clock::now()
    }

    fn clock(&self) -> fn() -> i64 {
        clock::now
    }

    fn quit(&self) {
        self.handle.exit(0);
    }
}
