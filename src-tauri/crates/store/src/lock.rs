//! The lock that tells whether a process is writing a cache, alive or not.
//!
//! A writer holds an operating-system lock on the empty file `<cache>-writer` for as long as it lives; however it ends, the system lets go of it. The cache
//! file itself is not locked this way: SQLite has its own locks there, and on some systems they would disturb one another.

use std::{
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use crate::private;

/// How often, and how long apart, a writer tries: a reader that asks [`is_held`] holds the lock for an instant, and one that keeps what it
/// worked out for a second or so.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(25);

/// Held by the one process that writes a cache.
pub(crate) struct WriterLock {
    _file: File,
}

/// Takes the lock; `None` when another process holds it.
pub(crate) fn acquire(cache: &Path) -> io::Result<Option<WriterLock>> {
    let file = private::open(&side_file(cache))?;
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(Some(WriterLock { _file: file })),
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Ok(None)
}

/// Whether a living process holds the lock.
pub(crate) fn is_held(cache: &Path) -> bool {
    let Ok(file) = File::open(side_file(cache)) else { return false };
    matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
}

fn side_file(cache: &Path) -> PathBuf {
    let mut name = cache.as_os_str().to_owned();
    name.push("-writer");
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_writer_at_a_time_and_readers_can_tell() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let cache = folder.path().join("cache.sqlite");
        assert!(!is_held(&cache));
        let lock = acquire(&cache).expect("no failure").expect("free");
        assert!(is_held(&cache));
        assert!(acquire(&cache).expect("no failure").is_none());
        drop(lock);
        assert!(!is_held(&cache));
    }
}
