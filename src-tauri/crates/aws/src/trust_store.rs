//! Whose certificates are trusted: this computer's issuers, or those of a bundle that the configuration names in their place, as
//! behind TLS inspection.

use std::path::PathBuf;

use aws_smithy_http_client::tls::{TlsContext, TrustStore};
use aws_types::os_shim_internal::{Env, Fs};
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

use crate::{environment::set, shared_config::Profile};

/// The bundle of certificates cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BundleError {
    /// The file cannot be read.
    #[error("the certificates that {named_by} names cannot be read: `{}`: {reason}", path.display())]
    Unreadable {
        /// What names the file.
        named_by: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The file holds no certificate.
    #[error("`{}`, which {named_by} names, holds no certificate in PEM form (`-----BEGIN CERTIFICATE-----`)", path.display())]
    Empty {
        /// What names the file.
        named_by: &'static str,
        /// The file.
        path: PathBuf,
    },
}

/// What the configuration says about trust; `None` where it says nothing.
pub(crate) async fn named(env: &Env, fs: &Fs, profile: Option<&Profile>) -> Result<Option<TlsContext>, BundleError> {
    let of_profile = || Some(("`ca_bundle`", profile?.get("ca_bundle")?.to_owned()));
    let Some((named_by, path)) = set(env, "AWS_CA_BUNDLE").map(|path| ("AWS_CA_BUNDLE", path)).or_else(of_profile)
    else {
        return Ok(None);
    };
    let path = PathBuf::from(path);
    let unreadable = |reason: String| BundleError::Unreadable { named_by, path: path.clone(), reason };
    let bytes = fs.read_to_end(&path).await.map_err(|error| unreadable(error.to_string()))?;
    let sound = sound(&bytes);
    if sound.is_empty() {
        return Err(BundleError::Empty { named_by, path: path.clone() });
    }
    let store = sound.into_iter().fold(TrustStore::empty(), TrustStore::with_pem_certificate);
    TlsContext::builder().with_trust_store(store).build().map(Some).map_err(|error| unreadable(error.to_string()))
}

/// The certificates of a bundle that can be used, each by itself: the HTTP client takes no others, and ends the program over them.
fn sound(bundle: &[u8]) -> Vec<Vec<u8>> {
    let usable = |certificate: &CertificateDer<'static>| RootCertStore::empty().add(certificate.clone()).is_ok();
    let found = CertificateDer::pem_slice_iter(bundle).filter_map(Result::ok).filter(usable);
    found.map(|certificate| pem(&certificate)).collect()
}

fn pem(certificate: &[u8]) -> Vec<u8> {
    use base64::{Engine, engine::general_purpose::STANDARD};

    let mut text = String::from("-----BEGIN CERTIFICATE-----\n");
    let body = STANDARD.encode(certificate);
    for (at, letter) in body.chars().enumerate() {
        if at > 0 && at % 64 == 0 {
            text.push('\n');
        }
        text.push(letter);
    }
    text.push_str("\n-----END CERTIFICATE-----\n");
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn told(bundle: &str) -> Result<bool, BundleError> {
        let env = Env::from_slice(&[("AWS_CA_BUNDLE", "/bundle.pem")]);
        named(&env, &Fs::from_slice(&[("/bundle.pem", bundle)]), None).await.map(|context| context.is_some())
    }

    #[tokio::test]
    async fn a_bundle_without_certificates_is_refused() {
        assert!(matches!(told("hello").await, Err(BundleError::Empty { .. })));
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(matches!(told(broken).await, Err(BundleError::Empty { .. })));
    }

    #[tokio::test]
    async fn a_bundle_that_is_missing_is_said_to_be() {
        let settings = [("ca_bundle".to_owned(), "/none.pem".to_owned())].into();
        let profile = Profile { settings, ..Profile::default() };
        let error = named(&Env::from_slice(&[]), &Fs::from_slice(&[]), Some(&profile)).await.expect_err("missing");
        assert!(error.to_string().contains("`ca_bundle`") && error.to_string().contains("/none.pem"), "{error}");
        assert!(named(&Env::from_slice(&[]), &Fs::from_slice(&[]), None).await.is_ok_and(|none| none.is_none()));
    }
}
