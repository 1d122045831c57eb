//! `armillary --version --json`: this program's version, and of which day what it knows of AWS is.

use serde::Serialize;

use super::{CliError, output::Output};

#[derive(Serialize)]
struct Version {
    version: &'static str,
    facts: Facts,
}

/// What AWS decides, as this program knows it.
#[derive(Serialize)]
struct Facts {
    /// The day of the oldest of the data that was taken from packages.
    date: &'static str,
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    file: &'static str,
    source: &'static str,
    date: &'static str,
}

/// Prints both.
pub fn run() -> Result<(), CliError> {
    let file = |known: armillary_facts::Source| File { file: known.file, source: known.source, date: known.date };
    let facts = Facts { date: armillary_facts::date(), files: armillary_facts::sources().map(file).collect() };
    let mut output = Output::new();
    output.json(&Version { version: env!("CARGO_PKG_VERSION"), facts })?;
    output.finish()
}
