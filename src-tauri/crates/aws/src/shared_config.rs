//! The shared configuration (`~/.aws/config` and `~/.aws/credentials`), as the AWS CLI and boto3 read it.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use aws_types::os_shim_internal::{Env, Fs};

use crate::{
    environment::{home, set},
    ini::{self, Section},
};

/// The settings of a section, by name.
pub(crate) type Settings = BTreeMap<String, String>;

/// What the shared configuration holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct SharedConfig {
    pub(crate) profiles: BTreeMap<String, Profile>,
    /// The sections `[sso-session …]`.
    pub(crate) sso_sessions: BTreeMap<String, Settings>,
    /// The sections `[services …]`: of each service, by its name with `_`, the settings.
    pub(crate) services: BTreeMap<String, BTreeMap<String, Settings>>,
    /// The files that were looked for and are not there.
    pub(crate) missing: Vec<PathBuf>,
}

/// A profile.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Profile {
    pub(crate) settings: Settings,
    /// Whether its keys come from the credentials file, which goes before a `credential_process`.
    pub(crate) keys_in_credentials: bool,
}

impl Profile {
    /// A setting that is there and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// The shared configuration cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file holds bytes that are not text.
    #[error("`{}` is not UTF-8 text (line {line}); save it with the encoding UTF-8", path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The first line that is not.
        line: usize,
    },
    /// A line makes no sense.
    #[error("line {line} of `{}` {what}; correct it", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// A file is there and cannot be read.
    #[error("`{}` cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
}

/// Reads both files from where the environment says they are.
pub(crate) async fn read(env: &Env, fs: &Fs) -> Result<SharedConfig, ConfigError> {
    let mut config = SharedConfig::default();
    let path = place(env, "AWS_CONFIG_FILE", "config");
    if let Some(sections) = file(fs, &path, &mut config.missing).await? {
        config.take_config(sections);
    }
    let path = place(env, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
    if let Some(sections) = file(fs, &path, &mut config.missing).await? {
        config.take_credentials(sections);
    }
    Ok(config)
}

fn place(env: &Env, variable: &str, name: &str) -> PathBuf {
    let home = home(env);
    match set(env, variable) {
        Some(named) => match (named.strip_prefix("~/"), home) {
            (Some(below), Some(home)) => home.join(below),
            _ => PathBuf::from(named),
        },
        None => home.unwrap_or_default().join(".aws").join(name),
    }
}

async fn file(fs: &Fs, path: &Path, missing: &mut Vec<PathBuf>) -> Result<Option<Vec<Section>>, ConfigError> {
    let bytes = match fs.read_to_end(path).await {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            missing.push(path.to_owned());
            return Ok(None);
        }
        Err(error) => return Err(ConfigError::Unreadable { path: path.to_owned(), reason: error.to_string() }),
    };
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        ConfigError::NotUtf8 { path: path.to_owned(), line }
    })?;
    let bad = |bad: ini::BadLine| ConfigError::Malformed { path: path.to_owned(), line: bad.line, what: bad.what };
    ini::sections(text).map(Some).map_err(bad)
}

impl SharedConfig {
    fn take_config(&mut self, sections: Vec<Section>) {
        for section in sections {
            let words = ini::words(&section.heading);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            match words.as_slice() {
                ["default"] => self.profile("default", section.settings),
                ["profile", name] => self.profile(name, section.settings),
                ["sso-session", name] => {
                    self.sso_sessions.entry((*name).to_owned()).or_default().extend(section.settings);
                }
                ["services", name] => {
                    let services = self.services.entry((*name).to_owned()).or_default();
                    let nested = section
                        .settings
                        .into_iter()
                        .map(|(service, value)| (service.replace('-', "_"), ini::nested(&value).into_iter().collect()));
                    services.extend(nested);
                }
                // A section of another program, or of a kind that is not known.
                _ => {}
            }
        }
    }

    /// In this file a section's heading is the profile's name as it is, and its keys go before those of the other.
    fn take_credentials(&mut self, sections: Vec<Section>) {
        for section in sections {
            let has_keys = section.settings.iter().any(|(name, _)| name == "aws_access_key_id");
            self.profile(&section.heading, section.settings);
            if let Some(profile) = self.profiles.get_mut(&section.heading) {
                profile.keys_in_credentials |= has_keys;
            }
        }
    }

    fn profile(&mut self, name: &str, settings: Vec<(String, String)>) {
        self.profiles.entry(name.to_owned()).or_default().settings.extend(settings);
    }

    /// The setting of a service that a profile's `services` section makes.
    pub(crate) fn of_service(&self, profile: &Profile, service: &str, name: &str) -> Option<&str> {
        let services = self.services.get(profile.get("services")?)?;
        services.get(service)?.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "[default]\nregion = eu-west-1\n[profile \"my hub\"]\nsso_session = corp\n[profile büro]\nregion = x\n\
                          services = local\n[sso-session corp]\nsso_region = eu-west-1\n[services local]\nservice_catalog =\n  \
                          endpoint_url = http://sc\n[preview]\na = b\n";

    async fn from(files: &[(&str, &str)]) -> Result<SharedConfig, ConfigError> {
        let env = Env::from_slice(&[("AWS_CONFIG_FILE", "/config"), ("HOME", "/home/me")]);
        read(&env, &Fs::from_slice(files)).await
    }

    #[tokio::test]
    async fn profiles_are_found_by_any_name() {
        let credentials = "[ci]\naws_access_key_id = A\n[my hub]\nregion = eu-west-2\n";
        let config = from(&[("/config", CONFIG), ("/home/me/.aws/credentials", credentials)]).await.expect("reads");
        let names: Vec<&str> = config.profiles.keys().map(String::as_str).collect();
        assert_eq!(names, ["büro", "ci", "default", "my hub"]);
        let hub = &config.profiles["my hub"];
        assert_eq!((hub.get("sso_session"), hub.get("region")), (Some("corp"), Some("eu-west-2")));
        assert!(config.profiles["ci"].keys_in_credentials && config.sso_sessions.contains_key("corp"));
        let büro = &config.profiles["büro"];
        assert_eq!(config.of_service(büro, "service_catalog", "endpoint_url"), Some("http://sc"));
        assert_eq!(config.of_service(büro, "sts", "endpoint_url"), None);
    }

    #[tokio::test]
    async fn what_is_wrong_with_a_file_is_said_apart() {
        let missing = from(&[]).await.expect("nothing is no error").missing;
        assert_eq!(missing, [PathBuf::from("/config"), PathBuf::from("/home/me/.aws/credentials")]);
        let malformed = from(&[("/config", "[default]\nnonsense\n")]).await.expect_err("malformed").to_string();
        assert!(malformed.starts_with("line 2 of `/config`"), "{malformed}");
    }

    #[tokio::test]
    async fn a_file_that_is_not_utf_8_is_said_to_be() {
        let fs = Fs::from_map([("/config".to_owned(), b"[default]\n[profile b\xfcro]\n".to_vec())].into());
        let env = Env::from_slice(&[("AWS_CONFIG_FILE", "/config"), ("HOME", "/home/me")]);
        let error = read(&env, &fs).await.expect_err("Latin-1").to_string();
        assert!(error.contains("UTF-8") && error.contains("line 2"), "{error}");
    }
}
