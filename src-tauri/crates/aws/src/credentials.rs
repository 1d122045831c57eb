//! Credentials that are fetched once, shared by all clients of an account, and fetched again shortly before they end.

use std::time::{Duration, SystemTime};

use aws_credential_types::{
    Credentials,
    provider::{self, ProvideCredentials, SharedCredentialsProvider, error::CredentialsError, future},
};
use aws_sdk_sts::Client;
use tokio::sync::Mutex;

use crate::{Failure, FailureClass, classify, sign_in::Role};

/// How long before their end credentials are replaced.
const MARGIN: Duration = Duration::from_secs(300);

/// Caches what another provider gives. Callers that come while it is asked wait for that one answer.
#[derive(Debug)]
pub(crate) struct Cached {
    source: SharedCredentialsProvider,
    held: Mutex<Option<Credentials>>,
}

impl Cached {
    pub(crate) fn new(source: impl ProvideCredentials + 'static) -> Self {
        Self { source: SharedCredentialsProvider::new(source), held: Mutex::new(None) }
    }

    async fn current(&self) -> provider::Result {
        let mut held = self.held.lock().await;
        if let Some(credentials) = held.as_ref().filter(|credentials| is_fresh(credentials, SystemTime::now())) {
            return Ok(credentials.clone());
        }
        let fetched = self.source.provide_credentials().await?;
        *held = Some(fetched.clone());
        Ok(fetched)
    }
}

impl ProvideCredentials for Cached {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.current())
    }
}

/// Credentials of a role: in a member account, or one that a profile names.
#[derive(Debug)]
pub(crate) struct Assumed {
    sts: Client,
    role: Role,
}

impl Assumed {
    /// The role of an account of the organization.
    pub(crate) fn in_account(sts: Client, arn: String, external_id: Option<String>) -> Self {
        Self { sts, role: Role { profile: None, arn, external_id, session_name: None, seconds: None } }
    }

    /// A role that a profile names.
    pub(crate) fn of_profile(sts: Client, role: Role) -> Self {
        Self { sts, role }
    }

    async fn assume(&self) -> provider::Result {
        let Role { arn, external_id, session_name, seconds, .. } = &self.role;
        let request = self
            .sts
            .assume_role()
            .role_arn(arn)
            .role_session_name(session_name.as_deref().unwrap_or("armillary"))
            .set_external_id(external_id.clone())
            .set_duration_seconds(*seconds);
        let output = request
            .send()
            .await
            .map_err(|error| CredentialsError::provider_error(self.explain(classify("sts:AssumeRole", &error))))?;
        let empty = || CredentialsError::unhandled("sts:AssumeRole answered without credentials");
        of_sts(output.credentials()).ok_or_else(empty)
    }

    fn explain(&self, failure: Failure) -> Failure {
        if failure.class != FailureClass::Denied {
            return failure;
        }
        let whose = self.role.profile.as_ref().map(|name| format!(" of profile `{name}`")).unwrap_or_default();
        let message = format!(
            "role `{}`{whose} could not be assumed: {}; the role must exist, its trust policy must name the caller, and the caller \
             must be allowed sts:AssumeRole on it",
            self.role.arn, failure.message
        );
        Failure { message, ..failure }
    }
}

/// Credentials as STS gives them.
pub(crate) fn of_sts(keys: Option<&aws_sdk_sts::types::Credentials>) -> Option<Credentials> {
    let keys = keys?;
    let expiry = SystemTime::try_from(*keys.expiration()).ok();
    let token = Some(keys.session_token().to_owned());
    Some(Credentials::new(keys.access_key_id(), keys.secret_access_key(), token, expiry, "AssumeRole"))
}

impl ProvideCredentials for Assumed {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.assume())
    }
}

fn is_fresh(credentials: &Credentials, now: SystemTime) -> bool {
    credentials.expiry().is_none_or(|expiry| expiry > now + MARGIN)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    /// Gives out credentials that last the given seconds, and counts how often it was asked.
    #[derive(Debug)]
    struct Counting(&'static AtomicU64, u64);

    impl ProvideCredentials for Counting {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            future::ProvideCredentials::new(async {
                self.0.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                let expiry = SystemTime::now() + Duration::from_secs(self.1);
                Ok(Credentials::new("AKIA", "secret", None, Some(expiry), "test"))
            })
        }
    }

    #[tokio::test]
    async fn many_callers_share_one_fetch() {
        static ASKED: AtomicU64 = AtomicU64::new(0);
        let cached = Cached::new(Counting(&ASKED, 3600));
        let (one, two, three) = tokio::join!(cached.current(), cached.current(), cached.current());
        assert!(one.is_ok() && two.is_ok() && three.is_ok());
        assert_eq!(ASKED.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn credentials_about_to_end_are_replaced() {
        static ASKED: AtomicU64 = AtomicU64::new(0);
        let cached = Cached::new(Counting(&ASKED, 60));
        assert!(cached.current().await.is_ok() && cached.current().await.is_ok());
        assert_eq!(ASKED.load(Ordering::Relaxed), 2);
    }
}
