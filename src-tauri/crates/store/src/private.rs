//! Files that only their owner may read: a cache holds an organization's policies and e-mail addresses.

use std::{
    fs::{File, OpenOptions},
    io,
    path::Path,
};

/// Opens a file for writing, and makes it, for its owner alone, where there is none.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Takes the right to read a file from everybody but its owner, where the system has such rights. One that belongs to somebody else stays as
/// it is.
pub(crate) fn close_to_others(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Only its owner may: for anybody else there is nothing to do.
        let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600));
    }
    #[cfg(not(unix))]
    let _ = path;
}
