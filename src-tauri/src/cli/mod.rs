//! The command line: parses, runs one command, and turns its end into an exit code.

mod apply;
mod args;
mod crawl;
mod demo;
mod graph;
mod interrupt;
mod loopback;
mod output;
mod plan;
mod policy;
mod portfolios;
mod progress;
mod read;
mod roles;
mod tables;
mod trust;
mod version;
mod workbench;

use std::{env, io, path::PathBuf, process::ExitCode};

use clap::{CommandFactory, Parser, error::ErrorKind};

pub use self::output::tell;
use self::{
    args::{Command, CommandLine},
    output::Output,
};
use crate::paths;
use armillary_app::dates as time;

/// How a command ends when it does not succeed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The command line makes no sense: exit code 2.
    #[error("{0}")]
    Usage(String),
    /// It was tried and did not work: exit code 1.
    #[error("{0}")]
    Failed(String),
    /// stdout cannot be written.
    #[error("the result cannot be written: {0}")]
    Output(#[from] io::Error),
}

/// Parses the command line, runs it, and says how it went.
pub fn main() -> ExitCode {
    let ended = match CommandLine::try_parse() {
        Ok(line) => run(line),
        Err(asked) if asked.kind() == ErrorKind::DisplayVersion && env::args_os().any(|word| word == "--json") => {
            version::run()
        }
        // Help and versions are results, too: one that cannot be written is an error.
        Err(asked) if !asked.use_stderr() => printed(&asked),
        Err(other) => other.exit(),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(CliError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            tell(format_args!("error: {error}"));
            ExitCode::from(if matches!(error, CliError::Usage(_)) { 2 } else { 1 })
        }
    }
}

/// Prints the help or version that was asked for.
fn printed(asked: &clap::Error) -> Result<(), CliError> {
    asked.print()?;
    Ok(io::Write::flush(&mut io::stdout())?)
}

fn run(line: CommandLine) -> Result<(), CliError> {
    let CommandLine { cache, json, command } = line;
    match command {
        None => open_window(cache),
        Some(Command::Demo(args)) => demo::run(args, cache, json),
        Some(Command::Loopback(args)) => loopback::run(args, json),
        Some(Command::Crawl(args)) => crawl::run(args, cache_path(cache)?, json),
        Some(Command::Crawls) => read::crawls(cache_path(cache)?, json),
        Some(Command::Coverage(args)) => read::coverage(args, cache_path(cache)?, json),
        Some(Command::Resources(args)) => read::resources(args, cache_path(cache)?, json),
        Some(Command::Portfolios(args)) => portfolios::run(&args, &cache_path(cache)?, json),
        Some(Command::Graph(args)) => graph::run(args, cache_path(cache)?),
        Some(Command::Apply(args)) => apply::run(args, cache_path(cache)?, json),
        Some(Command::Journal(args)) => apply::journal(args, cache_path(cache)?, json),
        Some(Command::Policy(args::PolicyCommand::Evaluate(args))) => policy::evaluate(args),
        Some(Command::Policy(args::PolicyCommand::Check(args))) => workbench::check(args, cache_path(cache)?, json),
        Some(Command::Plan(command)) => plan::run(command, cache, json),
        Some(Command::CrawlRole(args::CrawlRoleCommand::Template(args))) => roles::crawl(&args),
        Some(Command::ActingRole(args::ActingRoleCommand::Template(args))) => roles::acting(&args),
        Some(Command::Schema { name }) => plan::schema(name),
        Some(Command::Trust(command)) => trust::run(command, cache_path(cache)?, json),
        Some(Command::Completions { shell }) => completions(shell),
    }
}

/// The cache to use: the one that is named, else this user's.
fn cache_path(named: Option<PathBuf>) -> Result<PathBuf, CliError> {
    let none =
        || CliError::Usage("no home folder is known on this system: name a cache with `--cache FILE`".to_owned());
    named.or_else(paths::default_cache).ok_or_else(none)
}

fn completions(shell: clap_complete::Shell) -> Result<(), CliError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut CommandLine::command(), "armillary", &mut script);
    let mut output = Output::new();
    output.bytes(&script)?;
    output.finish()
}

#[cfg(feature = "window")]
fn open_window(cache: Option<PathBuf>) -> Result<(), CliError> {
    use crate::window::{self, Start};

    if !window::has_display() {
        return Err(CliError::Failed(
            "there is no display to open a window on; every command works without one (`armillary --help`), and \
             `armillary demo --headless` shows a demo organization in files"
                .to_owned(),
        ));
    }
    window::run(cache.map_or(Start::Welcome, Start::Cache))
}

#[cfg(not(feature = "window"))]
fn open_window(_: Option<PathBuf>) -> Result<(), CliError> {
    Err(CliError::Usage("this build has no window; `armillary --help` lists the commands".to_owned()))
}

/// Carries out a command that calls out; the window brings a runtime of its own. What was begun elsewhere and cannot be broken off (a
/// name being looked up, a keyring that waits for its password) is not waited for.
fn block_on<T>(work: impl Future<Output = Result<T, CliError>>) -> Result<T, CliError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(work);
    runtime.shutdown_background();
    ended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }
}
