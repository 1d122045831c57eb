//! What can go wrong with a journal, and what to do about it.

use std::path::PathBuf;

use crate::error::StoreError;

/// A journal could not be opened, read or written. Nothing is changed in AWS without one.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Another process applies a plan.
    #[error("another Armillary is applying a plan and writes `{0}`; wait until it has finished")]
    Busy(PathBuf),
    /// The file is not a journal, or its content is broken.
    #[error(
        "the journal `{path}` cannot be read ({detail}); nothing was changed in AWS; put back a copy of it, or move it away if nothing that it tells \
         of is still under way"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The file was written by a later version of this program.
    #[error("the journal `{path}` was written by a newer version of Armillary ({detail}); update Armillary")]
    Newer {
        /// The file.
        path: PathBuf,
        /// What is newer.
        detail: String,
    },
    /// The file cannot be written.
    #[error(
        "the journal `{path}` cannot be written ({detail}); without it nothing more is changed in AWS; how a call that was under way ended is found out when the plan is applied again"
    )]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        detail: String,
    },
}

impl From<StoreError> for JournalError {
    fn from(error: StoreError) -> Self {
        let detail = |what: &str| what.to_owned();
        match error {
            StoreError::Busy(path) => Self::Busy(path),
            StoreError::NotSqlite(path) => Self::Damaged { path, detail: detail("it is not an SQLite file") },
            StoreError::OtherProgram(path) => Self::Damaged { path, detail: detail("another program made it") },
            StoreError::Damaged { path, detail } => Self::Damaged { path, detail },
            StoreError::Newer { path, detail } => Self::Newer { path, detail },
            StoreError::ReadOnly(path) => {
                Self::Unwritable { path, detail: detail("the file or its folder is read-only") }
            }
            StoreError::DiskFull(path) => Self::Unwritable { path, detail: detail("the disk is full") },
            StoreError::Unreadable { path, detail } => Self::Unwritable { path, detail },
            StoreError::Sqlite { path, source } => Self::Unwritable { path, detail: source.to_string() },
            // A journal holds no organization and no crawls.
            other => Self::Unwritable { path: PathBuf::new(), detail: other.to_string() },
        }
    }
}
