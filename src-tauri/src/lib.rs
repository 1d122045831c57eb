//! The shell of Armillary: the command line and the Tauri window around the handlers of the `app` crate.

mod cli;
mod clock;
mod paths;
#[cfg(feature = "window")]
mod window;

pub use cli::main;
