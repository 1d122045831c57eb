//! The Tauri shell: a window, three commands, and nothing of the domain. Which window may call which is said in `src-tauri/capabilities`.

mod host;

use std::{path::PathBuf, sync::Arc};

use armillary_app::App;
use armillary_wire::{Action, Apply, Failure, Query};
use serde_json::value::RawValue;
use tauri::{Manager, State, Window, WindowEvent};

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

/// Carries out a change of AWS.
#[tauri::command]
async fn apply(app: State<'_, App>, change: Apply) -> Result<Box<RawValue>, Failure> {
    app.apply(change).await
}

/// Opens the window and stays until it is closed.
pub fn run(start: Start) -> Result<(), CliError> {
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(tauri::generate_handler![query, act, apply])
        .on_window_event(ask_before_closing)
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
        .build(context())
        .map_err(|error| CliError::Failed(format!("the window cannot be opened: {error}")))?
        .run(|_, _| {});
    Ok(())
}

/// What is compiled in: configuration, pages, and the permissions of each window.
fn context() -> tauri::Context {
    tauri::generate_context!()
}

/// A window that is closed while a crawl runs asks first.
fn ask_before_closing(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event
        && !window.state::<App>().may_close()
    {
        api.prevent_close();
    }
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

#[cfg(test)]
mod tests {
    use tauri::ipc::Origin;

    /// Which of the three doors a window may open, by the permissions that are compiled in.
    fn doors(window: &str, origin: &Origin) -> Vec<&'static str> {
        let mut context = super::context();
        let authority = context.runtime_authority_mut();
        let opens = |door: &&str| authority.resolve_access(door, window, window, origin).is_some();
        ["query", "act", "apply"].into_iter().filter(opens).collect()
    }

    #[test]
    fn the_main_window_opens_every_door() {
        assert_eq!(doors("main", &Origin::Local), ["query", "act", "apply"]);
    }

    #[test]
    fn a_window_without_the_permission_opens_none() {
        assert!(doors("other", &Origin::Local).is_empty());
        let elsewhere = Origin::Remote { url: "https://example.com".parse().expect("a URL") };
        assert!(doors("main", &elsewhere).is_empty());
    }
}
