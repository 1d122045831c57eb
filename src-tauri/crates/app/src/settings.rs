//! The little that is remembered between runs: which caches were open, the names of keys in the keyring, which connections may change AWS and
//! what is protected. No secret is in it.

use std::{
    collections::BTreeMap,
    fmt, fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

/// How many caches are remembered.
const RECENT: usize = 10;

/// What is remembered.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Caches opened before, newest first.
    pub caches: Vec<PathBuf>,
    /// Names under which access keys were saved in the keyring.
    pub keys: Vec<String>,
    /// Whether plans may be applied through a connection, by what it is called.
    pub may_change: BTreeMap<String, bool>,
    /// Accounts and OUs that are protected, by name or id.
    pub protected: Vec<String>,
    /// How many accounts the organization may have, where somebody looked it up.
    pub account_quota: Option<u32>,
}

/// A settings file that is there and cannot be understood: what it protects is not known then, and is not nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BrokenSettings {
    file: PathBuf,
    problem: String,
}

impl fmt::Display for BrokenSettings {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, problem } = self;
        write!(
            text,
            "the settings in `{}` cannot be understood: {problem}; which accounts and OUs are protected, and which connections may change AWS, is not \
             known, so nothing is planned or applied; put the file right, or move it away to begin without settings",
            file.display()
        )
    }
}

impl Settings {
    /// What the file holds; nothing where there is none.
    pub fn load(file: Option<&Path>) -> Result<Self, BrokenSettings> {
        let Some(file) = file else { return Ok(Self::default()) };
        let broken = |problem: String| BrokenSettings { file: file.to_owned(), problem };
        match fs::read_to_string(file) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| broken(error.to_string())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(broken(error.to_string())),
        }
    }

    /// What plans are made with.
    pub fn of_plans(&self) -> armillary_plan::Settings {
        armillary_plan::Settings { protected: self.protected.clone(), account_quota: self.account_quota, caller: None }
    }

    /// Puts a cache first in the list.
    pub fn opened(&mut self, cache: &Path) {
        self.caches.retain(|known| known != cache);
        self.caches.insert(0, cache.to_owned());
        self.caches.truncate(RECENT);
    }

    /// Writes the file. Failing to remember is no reason to fail what was done, so the caller may ignore it.
    pub fn save(&self, file: Option<&Path>) -> std::io::Result<()> {
        let Some(file) = file else { return Ok(()) };
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let text = serde_json::to_string_pretty(self)?;
        let fresh = file.with_extension("new");
        fs::write(&fresh, text)?;
        fs::rename(&fresh, file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_is_remembered_once_and_the_newest_first() {
        let mut settings = Settings::default();
        for name in ["a", "b", "a"] {
            settings.opened(Path::new(name));
        }
        assert_eq!(settings.caches, [PathBuf::from("a"), PathBuf::from("b")]);
    }

    #[test]
    fn settings_survive_being_saved_and_a_broken_file_is_told_with_its_place() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let file = folder.path().join("deep/settings.json");
        let mut settings = Settings::default();
        settings.opened(Path::new("x.sqlite"));
        settings.keys.push("hub".into());
        settings.save(Some(&file)).expect("writable");
        assert_eq!(Settings::load(Some(&file)), Ok(settings));
        fs::write(&file, "{\n  \"protected\": [\"log-archive\",]\n}").expect("writable");
        let said = Settings::load(Some(&file)).expect_err("a broken file").to_string();
        assert!(said.contains(&file.display().to_string()) && said.contains("line 2 column"), "{said}");
        assert_eq!(Settings::load(Some(&folder.path().join("none.json"))), Ok(Settings::default()));
    }
}
