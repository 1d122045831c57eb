//! Opening a file: the guards, the pragmas, and the two ways to touch it (one read transaction, one write transaction).

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, config::DbConfig};

use crate::{
    error::{Fault, StoreError},
    lock::{self, WriterLock},
    migrations::Layout,
    private,
};

/// How long SQLite waits for another process that is in the middle of a write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// An open cache file.
pub(crate) struct Database {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
}

impl Database {
    /// Opens a cache for reading, also in a folder that cannot be written.
    pub(crate) fn open_to_read(path: &Path, layout: &Layout) -> Result<Self, StoreError> {
        let connection = connect_to_read(path)?;
        match layout.version(&connection).map_err(|fault| fault.at(path))? {
            0 => Err(StoreError::Empty(path.to_owned())),
            version if version < layout.latest() => Err(StoreError::Older(path.to_owned())),
            _ => Self::with_pragmas(connection, path, READ_PRAGMAS),
        }
    }

    /// Opens a cache for writing, makes it where there is none, and brings its layout up to date.
    pub(crate) fn open_to_write(path: &Path, layout: &Layout) -> Result<(Self, WriterLock), StoreError> {
        if path.metadata().is_ok_and(|file| file.is_dir() || file.len() > 0) {
            let connection = connect_to_read(path)?;
            layout.version(&connection).map_err(|fault| fault.at(path))?;
        }
        let lock = lock::acquire(path).map_err(|error| unwritable(path, &error))?;
        let lock = lock.ok_or_else(|| StoreError::Busy(path.to_owned()))?;
        // SQLite gives the files it keeps beside the cache the same rights.
        if !path.exists() {
            private::open(path).map_err(|error| unwritable(path, &error))?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|error| Fault::from(error).at(path))?;
        let mut database = prepare_to_write(connection, path, layout).map_err(|error| match error {
            StoreError::Unreadable { path, .. } => StoreError::ReadOnly(path),
            other => other,
        })?;
        if layout.run(&mut database.connection).map_err(|fault| fault.at(path))? {
            // Earlier versions made files that everybody could read.
            private::close_to_others(path);
        }
        Ok((database, lock))
    }

    /// Runs `work` on one consistent state of the file.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, StoreError> {
        let inside = || {
            let transaction = self.connection.unchecked_transaction()?;
            work(&transaction)
        };
        inside().map_err(|fault: Fault| fault.at(&self.path))
    }

    /// Runs `work` and keeps all it did, or nothing.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let inside = || {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        };
        inside().map_err(|fault: Fault| fault.at(&self.path))
    }

    /// Moves what is in the write-ahead log into the file, and empties the log.
    pub(crate) fn checkpoint(&self) -> rusqlite::Result<()> {
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
    }

    fn with_pragmas(connection: Connection, path: &Path, pragmas: &str) -> Result<Self, StoreError> {
        connection.execute_batch(pragmas).map_err(|error| Fault::from(error).at(path))?;
        // Otherwise the partial indexes make SQLite plan a prepared statement anew each time a value is bound to it.
        let stable_plans = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true);
        stable_plans.map_err(|error| Fault::from(error).at(path))?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self { connection, path: path.to_owned() })
    }
}

/// Several readers are open at once, and the system keeps the file's pages too: 8 MB each.
const READ_PRAGMAS: &str = "PRAGMA query_only = ON; PRAGMA cache_size = -8192;";

/// References are kept whole by construction, so enforcing them on each row would only cost time.
const WRITE_PRAGMAS: &str = "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -65536;
    PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 16000; PRAGMA journal_size_limit = 67108864;";

fn prepare_to_write(connection: Connection, path: &Path, layout: &Layout) -> Result<Database, StoreError> {
    let prepare = || {
        connection.busy_timeout(BUSY_TIMEOUT)?;
        layout.version(&connection)?;
        let read_only = connection.is_readonly("main")?;
        if !read_only {
            connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        }
        Ok(read_only)
    };
    if prepare().map_err(|fault: Fault| fault.at(path))? {
        return Err(StoreError::ReadOnly(path.to_owned()));
    }
    Database::with_pragmas(connection, path, WRITE_PRAGMAS)
}

fn unwritable(path: &Path, error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::DiskFull(path.to_owned()),
        io::ErrorKind::NotFound => StoreError::Unreadable { path: path.to_owned(), detail: error.to_string() },
        _ => StoreError::ReadOnly(path.to_owned()),
    }
}

fn connect_to_read(path: &Path) -> Result<Connection, StoreError> {
    match path.metadata() {
        Ok(file) if file.is_dir() => return Err(StoreError::NotSqlite(path.to_owned())),
        Ok(file) if file.len() == 0 && !has_log(path) => return Err(StoreError::Empty(path.to_owned())),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(StoreError::Missing(path.to_owned())),
        Err(error) => return Err(StoreError::Unreadable { path: path.to_owned(), detail: error.to_string() }),
    }
    let connect = |target: &Path, flags| {
        let connection = Connection::open_with_flags(target, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(connection)
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let refused = match connect(path, flags) {
        Ok(connection) => return Ok(connection),
        Err(error) => Fault::Sqlite(error).at(path),
    };
    match (refused, immutable_uri(path)) {
        (StoreError::Unreadable { .. } | StoreError::ReadOnly(_), Some(uri)) if !has_log(path) => {
            connect(Path::new(&uri), flags | OpenFlags::SQLITE_OPEN_URI).map_err(|error| Fault::Sqlite(error).at(path))
        }
        (refused, _) => Err(refused),
    }
}

/// Whether changes wait in the write-ahead log beside the file.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    PathBuf::from(log).metadata().is_ok_and(|file| file.len() > 0)
}

/// The path as a URI that tells SQLite that nobody can change the file, so that it needs no side files to read it.
fn immutable_uri(path: &Path) -> Option<String> {
    let text = path.canonicalize().ok()?.to_str()?.to_owned();
    let text = text.strip_prefix(r"\\?\").unwrap_or(&text).replace('\\', "/");
    let mut uri = String::from(if text.starts_with('/') { "file://" } else { "file:///" });
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~:".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri.push_str("?immutable=1");
    Some(uri)
}
