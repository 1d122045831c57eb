//! Access keys in the operating system's credential store (macOS Keychain, Windows Credential Manager, Secret Service).
//!
//! All entries are filed under the service `armillary`; the user's name for a key is the entry's name. The stores offer no
//! portable way to list entries, so whoever saves a key remembers its name.

use keyring::{Entry, Error};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{AccessKey, Secret};

const SERVICE: &str = "armillary";

/// The credential store could not do what was asked.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum KeychainError {
    /// This computer offers no credential store.
    #[error(
        "no credential store is available here; on Linux a Secret Service such as gnome-keyring must run on the session's D-Bus; \
         use a profile or environment variables instead"
    )]
    NoStore,
    /// The store is locked, or refuses this program.
    #[error("the credential store is locked or refused access; unlock it and try again")]
    Locked,
    /// No key was saved under this name.
    #[error("no access key is saved under `{0}`; save it first")]
    NoKey(String),
    /// What is saved under this name is not an access key.
    #[error("what is saved under `{0}` is not an access key; forget it and save it again")]
    Malformed(String),
    /// Anything else the store says.
    #[error("the credential store failed: {0}")]
    Store(String),
}

/// Why the credential store cannot be used; `None` where it can.
pub fn problem() -> Option<KeychainError> {
    Entry::store_status().as_ref().err().map(|_| KeychainError::NoStore)
}

/// Saves an access key under a name, over what was there.
pub fn save(name: &str, key: &AccessKey) -> Result<(), KeychainError> {
    let token = key.session_token.as_ref().map(|token| token.reveal().to_owned());
    let stored = Stored { id: key.id.clone(), secret: key.secret.reveal().to_owned(), token };
    let text = Zeroizing::new(serde_json::to_string(&stored).map_err(|error| KeychainError::Store(error.to_string()))?);
    entry(name)?.set_password(&text).map_err(|error| explain(name, error))
}

/// Reads the access key saved under a name.
pub fn load(name: &str) -> Result<AccessKey, KeychainError> {
    let text = Zeroizing::new(entry(name)?.get_password().map_err(|error| explain(name, error))?);
    let stored: Stored = serde_json::from_str(&text).map_err(|_| KeychainError::Malformed(name.to_owned()))?;
    let session_token = stored.token.map(Secret::new);
    Ok(AccessKey { id: stored.id, secret: Secret::new(stored.secret), session_token })
}

/// Removes the access key saved under a name.
pub fn forget(name: &str) -> Result<(), KeychainError> {
    entry(name)?.delete_credential().map_err(|error| explain(name, error))
}

#[derive(Serialize, Deserialize)]
struct Stored {
    id: String,
    secret: String,
    token: Option<String>,
}

fn entry(name: &str) -> Result<Entry, KeychainError> {
    Entry::new(SERVICE, name).map_err(|error| explain(name, error))
}

fn explain(name: &str, error: Error) -> KeychainError {
    match error {
        Error::NoDefaultStore => KeychainError::NoStore,
        Error::NoStorageAccess(_) => KeychainError::Locked,
        Error::NoEntry => KeychainError::NoKey(name.to_owned()),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => KeychainError::Malformed(name.to_owned()),
        other => KeychainError::Store(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn store_errors_say_what_to_do() {
        assert_eq!(explain("hub", Error::NoEntry), KeychainError::NoKey("hub".into()));
        assert_eq!(explain("hub", Error::NoDefaultStore), KeychainError::NoStore);
        assert!(explain("hub", Error::NoEntry).to_string().contains("`hub`"));
    }

    #[test]
    fn secret_bytes_never_reach_a_message() {
        let error = explain("hub", Error::BadEncoding(b"s3cr3t".to_vec()));
        assert!(!format!("{error} {error:?}").contains("s3cr3t"));
    }
}
