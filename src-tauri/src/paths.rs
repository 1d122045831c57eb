//! Where files live, by each platform's conventions.

use std::path::PathBuf;

use directories::ProjectDirs;

/// This user's folders for the program. `None` where the platform names no home folder.
fn project() -> Option<ProjectDirs> {
    ProjectDirs::from("dev", "armillary", "armillary")
}

/// The cache that is used when none is named.
pub fn default_cache() -> Option<PathBuf> {
    project().map(|folders| folders.data_local_dir().join("cache.sqlite"))
}

/// The cache of a demo organization of this size: its own file, so that it never mixes with a real one.
pub fn demo_cache(accounts: u32) -> Option<PathBuf> {
    project().map(|folders| armillary_app::demo_cache(folders.cache_dir(), accounts))
}

/// What is remembered between runs.
pub fn settings() -> Option<PathBuf> {
    project().map(|folders| folders.data_local_dir().join("settings.json"))
}

/// Everything the window needs to know of this platform; a cache that was named is the one that crawls are written to.
#[cfg(feature = "window")]
pub fn folders(cache: Option<PathBuf>) -> armillary_app::Folders {
    armillary_app::Folders {
        cache: cache.or_else(default_cache),
        demos: project().map(|folders| folders.cache_dir().to_owned()),
        settings: settings(),
    }
}
