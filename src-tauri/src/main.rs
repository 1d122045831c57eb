//! The `armillary` program: the window, or one command of the command line.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    armillary_lib::main()
}
