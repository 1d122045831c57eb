//! Why a session could not be opened, and what to do.

use std::path::PathBuf;

use crate::{
    Failure, FailureClass, check::BadArgument, keychain::KeychainError, shared_config::ConfigError,
    sign_in::ProfileProblem, trust_store::BundleError,
};

/// A session could not be opened.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AwsError {
    /// The profile is not in the shared configuration.
    #[error("there is no AWS profile `{name}`; {}", known(.profiles, .missing))]
    NoSuchProfile {
        /// The profile asked for.
        name: String,
        /// The profiles there are.
        profiles: Vec<String>,
        /// The files that were looked for and do not exist.
        missing: Vec<PathBuf>,
    },
    /// A profile that gives no credentials.
    #[error("the AWS profile `{name}` {problem}")]
    Profile {
        /// Its name.
        name: String,
        /// Why.
        problem: ProfileProblem,
    },
    /// The shared configuration cannot be read.
    #[error("the shared AWS configuration cannot be used: {0}")]
    Configuration(#[from] ConfigError),
    /// The certificates named in the configuration cannot be used.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// An option of the connection makes no sense.
    #[error("the {option} cannot be used: {problem}")]
    Argument {
        /// What it is called.
        option: &'static str,
        /// Why.
        problem: BadArgument,
    },
    /// The key could not be taken from the credential store.
    #[error(transparent)]
    Keychain(#[from] KeychainError),
    /// No credentials were found, or AWS does not know them.
    #[error(
        "no valid AWS credentials: {message}; choose a profile, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with \
         `aws sso login`"
    )]
    NoCredentials {
        /// What was tried.
        message: String,
    },
    /// The credentials have expired, or the profile was never signed in.
    #[error("the sign-in is missing or has expired: {message}; {}", renew(.profile.as_deref()))]
    Expired {
        /// What AWS said.
        message: String,
        /// The profile they came from.
        profile: Option<String>,
    },
    /// Nothing answered.
    #[error("`{endpoint}` {message}; check the address, the network and any proxy")]
    Unreachable {
        /// Where the call went.
        endpoint: String,
        /// What happened.
        message: String,
    },
    /// Something answered that cannot serve just now.
    #[error("`{endpoint}` does not answer as AWS does: {failure}; try again, and check any proxy in between")]
    Unavailable {
        /// Where the call went.
        endpoint: String,
        /// The call.
        failure: Failure,
    },
    /// Any other failed call.
    #[error(transparent)]
    Call(#[from] Failure),
}

impl AwsError {
    /// What a failed first call means for the session. What failed is not always the call that was made: to sign it, others come
    /// before.
    pub(crate) fn from_failure(failure: Failure, endpoint: &str, profile: Option<&str>) -> Self {
        match failure.class {
            FailureClass::Expired => Self::Expired { message: failure.message, profile: profile.map(str::to_owned) },
            FailureClass::NoCredentials => Self::NoCredentials { message: failure.message },
            FailureClass::Unreachable => Self::Unreachable { endpoint: endpoint.to_owned(), message: failure.message },
            FailureClass::Unavailable => Self::Unavailable { endpoint: endpoint.to_owned(), failure },
            _ => Self::Call(failure),
        }
    }
}

fn known(profiles: &[String], missing: &[PathBuf]) -> String {
    let paths: Vec<String> = missing.iter().map(|path| format!("`{}`", path.display())).collect();
    if profiles.is_empty() {
        let why = match paths.as_slice() {
            [] => "the shared configuration holds none".to_owned(),
            [one] => format!("{one} does not exist, and the rest of the shared configuration holds none"),
            all => format!("neither {} exists", all.join(" nor ")),
        };
        return format!("{why}; create one with `aws configure sso --profile NAME`");
    }
    let names: Vec<String> = profiles.iter().map(|name| format!("`{name}`")).collect();
    format!("the shared configuration holds {}", names.join(", "))
}

fn renew(profile: Option<&str>) -> String {
    match profile {
        Some(profile) => format!("run `aws sso login --profile {}`, or renew the profile's keys", quoted(profile)),
        None => "sign in again with `aws sso login`, or renew the keys".to_owned(),
    }
}

/// A name as a shell takes it.
fn quoted(name: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_./@+:".contains(letter);
    if name.chars().all(plain) { name.to_owned() } else { format!("'{}'", name.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_to_do() {
        let profiles = vec!["dev".to_owned(), "hub".to_owned()];
        let error = AwsError::NoSuchProfile { name: "hbu".into(), profiles, missing: Vec::new() };
        assert_eq!(error.to_string(), "there is no AWS profile `hbu`; the shared configuration holds `dev`, `hub`");
        let error = AwsError::Expired { message: "token ended".into(), profile: Some("hub".into()) };
        assert!(error.to_string().contains("`aws sso login --profile hub`"));
        let error = AwsError::Expired { message: "token ended".into(), profile: Some("my hub".into()) };
        assert!(error.to_string().contains("`aws sso login --profile 'my hub'`"));
    }

    #[test]
    fn files_that_do_not_exist_are_named() {
        let missing = vec![PathBuf::from("/a/config"), PathBuf::from("/a/credentials")];
        let error = AwsError::NoSuchProfile { name: "hub".into(), profiles: Vec::new(), missing };
        assert!(error.to_string().contains("neither `/a/config` nor `/a/credentials` exists"), "{error}");
    }

    #[test]
    fn an_unreachable_endpoint_is_named() {
        let failure = Failure {
            class: FailureClass::Unreachable,
            operation: "sts:GetCallerIdentity".into(),
            code: String::new(),
            message: "could not be reached: connection refused".into(),
        };
        let error = AwsError::from_failure(failure, "http://127.0.0.1:1", None);
        assert!(error.to_string().starts_with("`http://127.0.0.1:1` could not be reached"), "{error}");
    }
}
