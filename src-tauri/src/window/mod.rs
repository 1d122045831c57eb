//! The Tauri shell: a window, two commands, and nothing of the domain.

mod host;

use std::{path::PathBuf, sync::Arc};

use armillary_app::App;
use armillary_wire::{Action, Failure, Query};
use serde_json::value::RawValue;
use tauri::{Manager, State};

use self::host::WindowHost;
use crate::{cli::CliError, paths};

/// What the window starts with.
pub enum Start {
    /// The start screen.
    Welcome,
    /// This cache.
    Cache(PathBuf),
    /// A demo of this many accounts.
    Demo(u32),
}

/// Whether there is a display to open a window on.
pub fn has_display() -> bool {
    !cfg!(all(unix, not(target_os = "macos")))
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Answers a query of the window.
#[tauri::command]
async fn query(app: State<'_, App>, query: Query) -> Result<Box<RawValue>, Failure> {
    app.query(query).await
}

/// Carries out an action of the window.
#[tauri::command]
async fn act(app: State<'_, App>, action: Action) -> Result<Box<RawValue>, Failure> {
    app.act(action).await
}

/// Opens the window and stays until it is closed.
pub fn run(start: Start) -> Result<(), CliError> {
    let context = tauri::generate_context!();
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(tauri::generate_handler![query, act])
        .setup(move |tauri| {
            let named = match &start {
                Start::Cache(path) => Some(path.clone()),
                Start::Welcome | Start::Demo(_) => None,
            };
            let app = App::new(Arc::new(WindowHost::new(tauri.handle().clone())), paths::folders(named));
            tauri.manage(app.clone());
            tauri::async_runtime::spawn(async move { begin(&app, start).await });
            Ok(())
        })
        .build(context)
        .map_err(|error| CliError::Failed(format!("the window cannot be opened: {error}")))?
        .run(|_, _| {});
    Ok(())
}

/// Does what the command line asked for; a failure is shown by the window itself, through the task or the start screen.
async fn begin(app: &App, start: Start) {
    let action = match start {
        Start::Welcome => return,
        // A cache that is named and not there yet is the one to crawl into.
        Start::Cache(path) if !path.exists() => return,
        Start::Cache(path) => Action::OpenCache { path: Some(path.display().to_string()) },
        Start::Demo(accounts) => Action::StartDemo { accounts },
    };
    if let Err(failure) = app.act(action).await {
        app.report(failure);
    }
}
