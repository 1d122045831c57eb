//! The little that is remembered between runs: which caches were open, the names of keys in the keyring, which connections may change AWS and
//! what is protected. No secret is in it.

use std::{
    collections::BTreeMap,
    fs,
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

impl Settings {
    /// What the file holds; nothing where it is missing or cannot be understood, which costs no more than a list of names.
    pub fn load(file: Option<&Path>) -> Self {
        let text = file.and_then(|file| fs::read_to_string(file).ok());
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
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
    fn settings_survive_being_saved_and_a_broken_file() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let file = folder.path().join("deep/settings.json");
        let mut settings = Settings::default();
        settings.opened(Path::new("x.sqlite"));
        settings.keys.push("hub".into());
        settings.save(Some(&file)).expect("writable");
        assert_eq!(Settings::load(Some(&file)), settings);
        fs::write(&file, "{").expect("writable");
        assert_eq!(Settings::load(Some(&file)), Settings::default());
    }
}
