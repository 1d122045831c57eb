//! What each action does on this computer.

use std::{path::PathBuf, sync::Arc};

use armillary_aws::{AccessKey, Connection, Secret, keychain};
use armillary_store::Asked;
use armillary_topology::{SceneRequest, View};
use armillary_wire::{
    CacheInfo, Code, ConnectionInput, Deeds, ExportFormat, Failure, JournalFormat, JournalQuery, KeyInput,
    ManifestFormat, ManifestText, PlanRow,
};
use tokio::runtime::Handle;

use super::{App, Connected, Request};
use crate::{
    demo::{self, Demo},
    failure::{coded, of_store, other},
    host::FileQuestion,
    journal, map,
    plan_files::{PlanFiles, read_plan},
};

impl Deeds for App {
    fn start_demo(&self, accounts: u32) -> Result<u32, Failure> {
        let folder = self.inner.folders.demos.clone().ok_or_else(nowhere)?;
        let demo = Demo::of(accounts);
        let (running, connection) = Handle::current().block_on(demo.start())?;
        let cache = demo::cache(&folder, accounts);
        let request = Request { resume: false, asked: asked_of(&connection) };
        self.begin(Connected { connection, cache, demo: Some((demo, Arc::new(running))) }, request)
    }

    fn start_crawl(&self, connection: ConnectionInput) -> Result<u32, Failure> {
        let cache = self.inner.folders.cache.clone().ok_or_else(nowhere)?;
        let connection = connection_of(connection);
        let request = Request { resume: false, asked: asked_of(&connection) };
        self.begin(Connected { connection, cache, demo: None }, request)
    }

    fn recrawl(&self, resume: bool) -> Result<u32, Failure> {
        let connected = self.state().connected.clone();
        let connected = connected.map_or_else(|| self.reconnected(), Ok)?;
        // Only a crawl that is asked for the same can be gone on with.
        let newest = if resume { self.opened()?.newest().map_err(of_store)? } else { None };
        let asked = newest.and_then(|crawl| crawl.asked).unwrap_or_else(|| asked_of(&connected.connection));
        self.begin(connected, Request { resume, asked })
    }

    fn cancel(&self, task: u32) -> Result<(), Failure> {
        self.inner.tasks.cancel(&*self.inner.host, task);
        Ok(())
    }

    fn open_cache(&self, path: Option<String>) -> Result<Option<CacheInfo>, Failure> {
        let Some(path) = path.map(PathBuf::from).or_else(|| self.inner.host.choose_file(FileQuestion::OpenCache))
        else {
            return Ok(None);
        };
        let demo = self.inner.folders.demos.as_deref().is_some_and(|folder| path.starts_with(folder));
        self.open(&path, demo, None)?;
        self.opened()?.info().map(Some)
    }

    fn prepare(&self) -> Result<(), Failure> {
        self.opened()?.prepare();
        Ok(())
    }

    fn show_crawl(&self, crawl: Option<i64>) -> Result<(), Failure> {
        let other = self.opened()?.other(crawl).map_err(of_store)?;
        self.state().opened = Some(Arc::new(other));
        self.changed();
        Ok(())
    }

    fn close_cache(&self) -> Result<(), Failure> {
        {
            let mut state = self.state();
            state.opened = None;
            state.connected = None;
        }
        self.changed();
        Ok(())
    }

    fn save_key(&self, key: KeyInput) -> Result<(), Failure> {
        let secret = key.secret_access_key.reveal().trim();
        if [key.name.as_str(), key.access_key_id.as_str(), secret].iter().any(|text| text.trim().is_empty()) {
            return Err(coded(Code::Credentials, "a key needs a name, an access key id and a secret access key"));
        }
        let token = key.session_token.as_ref().map(|token| token.reveal().trim());
        let access = AccessKey {
            id: key.access_key_id.trim().to_owned(),
            secret: Secret::new(secret),
            session_token: token.filter(|token| !token.is_empty()).map(Secret::new),
        };
        keychain::save(&key.name, &access).map_err(|error| coded(Code::Credentials, error.to_string()))?;
        self.remember_keys(|keys| {
            keys.retain(|name| *name != key.name);
            keys.push(key.name.clone());
        })
    }

    fn forget_key(&self, name: String) -> Result<(), Failure> {
        match keychain::forget(&name) {
            Ok(()) | Err(keychain::KeychainError::NoKey(_)) => {
                self.remember_keys(|keys| keys.retain(|known| *known != name))
            }
            Err(error) => Err(coded(Code::Credentials, error.to_string())),
        }
    }

    fn export(
        &self,
        view: View,
        request: SceneRequest,
        format: ExportFormat,
        path: Option<String>,
    ) -> Result<Option<String>, Failure> {
        let opened = self.opened()?;
        self.write(map::file_name(view, format), path, || opened.export(view, &request, format))
    }

    fn save_table(&self, name: String, text: String, path: Option<String>) -> Result<Option<String>, Failure> {
        self.write(name, path, || Ok(text.into_bytes()))
    }

    fn keep_plan(&self, plan: String) -> Result<PlanRow, Failure> {
        let opened = self.opened()?;
        let (plan, _) = self.find_plan(&opened, &plan)?;
        self.keep(&plan)
    }

    fn discard_plan(&self, plan: String) -> Result<(), Failure> {
        let opened = self.opened()?;
        self.state().made.retain(|(_, known)| known.id != plan);
        PlanFiles::of(opened.cache().path()).discard(&plan)
    }

    fn save_plan(&self, plan: String, path: Option<String>) -> Result<Option<String>, Failure> {
        let opened = self.opened()?;
        let (plan, _) = self.find_plan(&opened, &plan)?;
        self.write(format!("{}.json", plan.id), path, || {
            Ok((serde_json::to_string_pretty(&plan).map_err(other)? + "\n").into_bytes())
        })
    }

    fn open_plan(&self, path: Option<String>) -> Result<Option<PlanRow>, Failure> {
        let asked = || self.inner.host.choose_file(FileQuestion::OpenPlan);
        match path.map(PathBuf::from).or_else(asked) {
            Some(path) => self.keep(&read_plan(&path)?).map(Some),
            None => Ok(None),
        }
    }

    fn open_manifest(&self, path: Option<String>) -> Result<Option<ManifestText>, Failure> {
        let asked = || self.inner.host.choose_file(FileQuestion::OpenManifest);
        let Some(path) = path.map(PathBuf::from).or_else(asked) else { return Ok(None) };
        let shown = path.display().to_string();
        let text =
            std::fs::read_to_string(&path).map_err(|error| other(format!("`{shown}` cannot be read: {error}")))?;
        let is_csv = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        let format = if is_csv { ManifestFormat::Csv } else { ManifestFormat::Toml };
        Ok(Some(ManifestText { path: shown, format, text }))
    }

    fn export_journal(
        &self,
        filter: JournalQuery,
        format: JournalFormat,
        path: Option<String>,
    ) -> Result<Option<String>, Failure> {
        let opened = self.opened()?;
        let extension = match format {
            JournalFormat::Csv => "csv",
            JournalFormat::Json => "jsonl",
        };
        self.write(format!("journal.{extension}"), path, || {
            Ok(journal::export(opened.cache().path(), &filter, format)?.into_bytes())
        })
    }

    fn set_may_change(&self, connection: String, may_change: bool) -> Result<(), Failure> {
        self.set_settings(|settings| {
            settings.may_change.insert(connection, may_change);
        })
    }

    fn set_protected(&self, names: Vec<String>, account_quota: Option<u32>) -> Result<(), Failure> {
        let named = names.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        self.set_settings(|settings| {
            settings.protected = named.collect();
            settings.account_quota = account_quota;
        })
    }

    fn quit(&self) -> Result<(), Failure> {
        self.inner.tasks.stop_all(&*self.inner.host);
        self.inner.host.quit();
        Ok(())
    }
}

impl App {
    /// Writes a file where somebody says, who is asked where no path was given; what is written is made once that is known.
    fn write(
        &self,
        name: String,
        path: Option<String>,
        bytes: impl FnOnce() -> Result<Vec<u8>, Failure>,
    ) -> Result<Option<String>, Failure> {
        let asked = || self.inner.host.choose_file(FileQuestion::Save { name });
        let Some(path) = path.map(PathBuf::from).or_else(asked) else { return Ok(None) };
        std::fs::write(&path, bytes()?).map_err(|error| {
            coded(Code::Other, format!("`{}` cannot be written: {error}; choose another place", path.display()))
        })?;
        Ok(Some(path.display().to_string()))
    }

    fn remember_keys(&self, change: impl FnOnce(&mut Vec<String>)) -> Result<(), Failure> {
        self.set_settings(|settings| {
            change(&mut settings.keys);
            settings.keys.sort_unstable();
        })
    }
}

fn nowhere() -> Failure {
    coded(Code::Other, "no folder for caches is known on this system; start with `--cache FILE`")
}

/// The options a form gave; empty fields are not given.
pub(super) fn connection_of(input: ConnectionInput) -> Connection {
    let given = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    Connection {
        profile: given(input.profile),
        key: given(input.key),
        endpoint_url: given(input.endpoint_url),
        regions: input.regions,
        role_name: given(input.role_name),
        external_id: given(input.external_id),
        ou: given(input.ou),
        access_key: None,
    }
}

/// Everything, in the Regions and below the OU that a connection names.
fn asked_of(connection: &Connection) -> Asked {
    Asked { regions: connection.regions.clone(), ou: connection.ou.clone(), ..Asked::default() }
}
