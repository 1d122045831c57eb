//! Why a session could not be opened, and what to do.

use crate::{Failure, FailureClass, keychain::KeychainError};

/// A session could not be opened.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AwsError {
    /// The profile is not in the shared configuration.
    #[error("there is no AWS profile `{name}`; {}", known(.profiles))]
    NoSuchProfile {
        /// The profile asked for.
        name: String,
        /// The profiles there are.
        profiles: Vec<String>,
    },
    /// The shared configuration cannot be read.
    #[error("the shared AWS configuration cannot be read: {0}; correct `~/.aws/config` or `~/.aws/credentials`")]
    Configuration(String),
    /// The endpoint is not a URL.
    #[error("`{0}` is not an endpoint URL; give one such as `https://aws.example.com` or `http://127.0.0.1:4566`")]
    BadEndpoint(String),
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
    /// Any other failed call.
    #[error(transparent)]
    Call(#[from] Failure),
}

impl AwsError {
    /// What a failed first call means for the session.
    pub(crate) fn from_failure(failure: Failure, endpoint: &str, profile: Option<&str>) -> Self {
        match failure.class {
            FailureClass::Expired => Self::Expired { message: failure.message, profile: profile.map(str::to_owned) },
            FailureClass::NoCredentials => Self::NoCredentials { message: failure.message },
            FailureClass::Unreachable => Self::Unreachable { endpoint: endpoint.to_owned(), message: failure.message },
            _ => Self::Call(failure),
        }
    }
}

fn known(profiles: &[String]) -> String {
    if profiles.is_empty() {
        return "the shared configuration holds none; create one with `aws configure sso --profile NAME`".to_owned();
    }
    let names: Vec<String> = profiles.iter().map(|name| format!("`{name}`")).collect();
    format!("the shared configuration holds {}", names.join(", "))
}

fn renew(profile: Option<&str>) -> String {
    match profile {
        Some(profile) => format!("run `aws sso login --profile {profile}`, or renew the profile's keys"),
        None => "sign in again with `aws sso login`, or renew the keys".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_to_do() {
        let profiles = vec!["dev".to_owned(), "hub".to_owned()];
        let error = AwsError::NoSuchProfile { name: "hbu".into(), profiles };
        assert_eq!(error.to_string(), "there is no AWS profile `hbu`; the shared configuration holds `dev`, `hub`");
        let error = AwsError::Expired { message: "token ended".into(), profile: Some("hub".into()) };
        assert!(error.to_string().contains("`aws sso login --profile hub`"));
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
