//! What can go wrong with a cache, and what to do about it.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// A cache could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no file.
    #[error("there is no cache at `{0}`; crawl an organization first, or choose another cache with `--cache`")]
    Missing(PathBuf),
    /// The file is an empty one: nothing was ever written to it.
    #[error("`{0}` is an empty cache; crawl an organization into it first, or choose another cache with `--cache`")]
    Empty(PathBuf),
    /// The path is not an SQLite file.
    #[error(
        "`{0}` is not a cache: it is not an SQLite file; choose another file with `--cache` (this one was left as it is)"
    )]
    NotSqlite(PathBuf),
    /// The file is an SQLite database that another program made.
    #[error(
        "`{0}` is an SQLite database of another program; choose another file with `--cache` (this one was left as it is)"
    )]
    OtherProgram(PathBuf),
    /// The file was written by a later version of this program.
    #[error(
        "the cache `{path}` was written by a newer version of Armillary ({detail}); update Armillary, or choose another cache with `--cache`"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// What is newer.
        detail: String,
    },
    /// The file has an older layout and was opened for reading only.
    #[error(
        "the cache `{0}` has an older layout and cannot be brought up to date where it is; make the file and its folder writable and open it again, or choose another cache with `--cache`"
    )]
    Older(PathBuf),
    /// The file is an SQLite file whose content is broken or cut short.
    #[error("the cache `{path}` is damaged ({detail}); put back a copy of it, or move it away and crawl again")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        detail: String,
    },
    /// The file or its folder cannot be written.
    #[error(
        "the cache `{0}` cannot be written: the file or its folder is read-only; make both writable, or choose another cache with `--cache`"
    )]
    ReadOnly(PathBuf),
    /// The file cannot be opened for reading.
    #[error("the cache `{path}` cannot be opened ({detail}); check that you may read it, and that its folder is there")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        detail: String,
    },
    /// The disk is full. What was committed before is whole.
    #[error(
        "the disk that holds the cache `{0}` is full; free some space or choose another cache with `--cache`; what was crawled before is kept"
    )]
    DiskFull(PathBuf),
    /// Another process is writing this cache.
    #[error(
        "another Armillary is crawling into `{0}`; wait until it has finished, or choose another cache with `--cache`"
    )]
    Busy(PathBuf),
    /// The cache holds another organization.
    #[error(
        "`{path}` holds the organization `{held}`, not `{found}`; choose another cache for this organization with `--cache`"
    )]
    OtherOrganization {
        /// The file.
        path: PathBuf,
        /// The organization in the cache.
        held: String,
        /// The organization about to be written.
        found: String,
    },
    /// The crawl to go on with was asked for something else.
    #[error(
        "crawl {crawl} in `{path}` cannot be gone on with, because it was asked for something else ({differences}); ask for the same, or crawl again without `--resume`"
    )]
    OtherScope {
        /// The file.
        path: PathBuf,
        /// The crawl.
        crawl: i64,
        /// What differs.
        differences: String,
    },
    /// The cache holds no crawl with this number.
    #[error("there is no crawl `{0}` in this cache; `armillary crawls` lists those there are")]
    NoSuchCrawl(i64),
    /// Any other failure of SQLite.
    #[error("the cache `{path}` failed: {source}; try again, or choose another cache with `--cache`")]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
}

/// A failure inside the crate, before the path of the cache is added to it.
#[derive(Debug)]
pub(crate) enum Fault {
    Sqlite(rusqlite::Error),
    /// Content that this program did not write, or could not have.
    Damaged(String),
    /// A code that this program does not know: the writer was a later one.
    Unknown(String),
    OtherProgram,
    OtherOrganization {
        held: String,
        found: String,
    },
    OtherScope {
        crawl: i64,
        differences: String,
    },
    NoSuchCrawl(i64),
}

impl StoreError {
    pub(crate) fn from_sqlite(path: &Path, error: rusqlite::Error) -> Self {
        of_sqlite(path.to_owned(), error)
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl Fault {
    pub(crate) fn at(self, path: &Path) -> StoreError {
        let path = path.to_owned();
        match self {
            Self::Sqlite(error) => of_sqlite(path, error),
            Self::Damaged(detail) => StoreError::Damaged { path, detail },
            Self::Unknown(detail) => StoreError::Newer { path, detail },
            Self::OtherProgram => StoreError::OtherProgram(path),
            Self::OtherOrganization { held, found } => StoreError::OtherOrganization { path, held, found },
            Self::OtherScope { crawl, differences } => StoreError::OtherScope { path, crawl, differences },
            Self::NoSuchCrawl(crawl) => StoreError::NoSuchCrawl(crawl),
        }
    }
}

/// The extended result codes of `SQLITE_IOERR` that mean a write did not fit or did not reach the disk.
const FAILED_WRITES: [i32; 4] = [
    rusqlite::ffi::SQLITE_IOERR_WRITE,
    rusqlite::ffi::SQLITE_IOERR_FSYNC,
    rusqlite::ffi::SQLITE_IOERR_TRUNCATE,
    rusqlite::ffi::SQLITE_IOERR_SHMSIZE,
];

fn of_sqlite(path: PathBuf, source: rusqlite::Error) -> StoreError {
    let Some(failure) = source.sqlite_error().copied() else { return StoreError::Sqlite { path, source } };
    match failure.code {
        ErrorCode::NotADatabase => StoreError::NotSqlite(path),
        ErrorCode::DatabaseCorrupt => StoreError::Damaged { path, detail: source.to_string() },
        ErrorCode::DiskFull => StoreError::DiskFull(path),
        ErrorCode::SystemIoFailure if FAILED_WRITES.contains(&failure.extended_code) => StoreError::DiskFull(path),
        ErrorCode::ReadOnly => StoreError::ReadOnly(path),
        ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
            StoreError::Unreadable { path, detail: source.to_string() }
        }
        ErrorCode::DatabaseBusy => StoreError::Busy(path),
        _ => StoreError::Sqlite { path, source },
    }
}
