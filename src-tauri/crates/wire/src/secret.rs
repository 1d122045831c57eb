//! Text that comes in over the wire and never goes out again.

use serde::Deserialize;
use zeroize::Zeroizing;

/// A secret on its way in. It cannot be serialized, `Debug` hides it, and it is wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// The secret itself, for the one place that keeps it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretText(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use crate::KeyInput;

    #[test]
    fn a_key_comes_in_and_is_never_shown() {
        let text = r#"{"name":"hub","accessKeyId":"AKIA","secretAccessKey":"s3cr3t","sessionToken":"t0ken"}"#;
        let key: KeyInput = serde_json::from_str(text).expect("a key");
        assert_eq!(key.secret_access_key.reveal(), "s3cr3t");
        let shown = format!("{key:?}");
        assert!(shown.contains("hub") && !shown.contains("s3cr3t") && !shown.contains("t0ken"), "{shown}");
    }
}
