//! What teams ask for, in files that live in git: a manifest in TOML for one, CSV for many.

mod csv;
mod diff;
mod team;

pub use csv::teams_from_csv;
pub use diff::{Diff, Lacking, diff};
pub use team::team_from_toml;

/// Why a file does not say what a team asks for, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct ManifestError {
    /// The line, from 1.
    pub line: usize,
    /// The column, in characters, from 1.
    pub column: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl ManifestError {
    /// An error at a byte of a text.
    fn at(text: &str, byte: usize, message: impl Into<String>) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let (line, last) = before.split('\n').enumerate().last().unwrap_or_default();
        let column = last.chars().count().saturating_add(1);
        Self { line: line.saturating_add(1), column, message: message.into() }
    }
}
