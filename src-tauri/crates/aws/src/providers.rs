//! Credentials, fetched as a [`SignIn`] says. Every failure inside is a [`Failure`] with what failed first, in plain words.

use std::{path::PathBuf, time::SystemTime};

use aws_config::{
    SdkConfig, ecs::EcsCredentialsProvider, imds::credentials::ImdsCredentialsProvider,
    provider_config::ProviderConfig, sso::SsoTokenProvider,
};
use aws_credential_types::{
    Credentials,
    provider::{
        self, ProvideCredentials, SharedCredentialsProvider, error::CredentialsError, future, token::ProvideToken,
    },
};
use aws_types::region::Region;

use crate::{
    AccessKey, Failure, FailureClass, Meter, classify,
    credentials::{Assumed, Cached, of_sts},
    failure::{chain, from_credentials},
    process::Process,
    session::sts_config,
    sign_in::{Base, IdentityCenter, Role, SignIn},
};

/// The credentials of a sign-in; nothing is fetched before they are asked for.
pub(crate) fn provider(sign_in: SignIn, config: &SdkConfig, meter: &Meter) -> SharedCredentialsProvider {
    let profile = sign_in.profile;
    let mut provider = base(sign_in.base, profile, config, meter);
    for role in sign_in.roles {
        let sts = sts_config(config, meter).credentials_provider(provider.clone()).build();
        let sts = aws_sdk_sts::Client::from_conf(sts);
        provider = cached(Assumed::of_profile(sts, role));
    }
    provider
}

fn cached(source: impl ProvideCredentials + 'static) -> SharedCredentialsProvider {
    SharedCredentialsProvider::new(Cached::new(source))
}

fn base(base: Base, profile: Option<String>, config: &SdkConfig, meter: &Meter) -> SharedCredentialsProvider {
    match base {
        Base::Key(key) => SharedCredentialsProvider::new(of_key(key)),
        Base::IdentityCenter(center) => cached(SignedIn { center, config: config.clone() }),
        Base::Process { command } => cached(Process { command, profile }),
        Base::WebIdentity { role, token_file } => {
            let sts = sts_without_credentials(config, meter);
            cached(WebIdentity { sts, role, token_file: token_file.into() })
        }
        Base::Container => {
            cached(Machine(EcsCredentialsProvider::builder().configure(&provider_config(config)).build()))
        }
        Base::Instance => {
            cached(Machine(ImdsCredentialsProvider::builder().configure(&provider_config(config)).build()))
        }
    }
}

/// Credentials that are written down.
pub(crate) fn of_key(key: AccessKey) -> Credentials {
    let token = key.session_token.as_ref().map(|token| token.reveal().to_owned());
    Credentials::new(key.id, key.secret.reveal(), token, None, "armillary")
}

fn provider_config(config: &SdkConfig) -> ProviderConfig {
    let settings = ProviderConfig::default().with_region(config.region().cloned());
    let settings = settings.with_behavior_version(config.behavior_version());
    match config.http_client() {
        Some(client) => settings.with_http_client(client),
        None => settings,
    }
}

fn sts_without_credentials(config: &SdkConfig, meter: &Meter) -> aws_sdk_sts::Client {
    aws_sdk_sts::Client::from_conf(sts_config(config, meter).build())
}

fn failed(failure: Failure) -> CredentialsError {
    CredentialsError::provider_error(failure)
}

/// The credentials of the machine or container this runs on.
#[derive(Debug)]
struct Machine<P>(P);

impl<P: ProvideCredentials> ProvideCredentials for Machine<P> {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            let answer = self.0.provide_credentials().await;
            answer.map_err(|error| failed(from_credentials("the machine's own credentials", &error)))
        })
    }
}

/// Credentials by way of IAM Identity Center.
#[derive(Debug)]
struct SignedIn {
    center: IdentityCenter,
    config: SdkConfig,
}

impl SignedIn {
    async fn credentials(&self) -> provider::Result {
        let center = &self.center;
        let config = self.config.to_builder().region(Region::new(center.region.clone())).build();
        let tokens = SsoTokenProvider::builder()
            .configure(&config)
            .region(Region::new(center.region.clone()))
            .start_url(&center.start_url)
            .session_name(&center.session)
            .build()
            .await;
        let token = tokens.provide_token().await.map_err(|error| failed(no_token(&chain(&error))))?;
        let settings = aws_sdk_sso::config::Builder::from(&config)
            .retry_partition(crate::retry::budget())
            .retry_classifier(crate::retry::NotAnApi)
            .interceptor(crate::retry::ByKind::Reading)
            .build();
        let call = aws_sdk_sso::Client::from_conf(settings)
            .get_role_credentials()
            .role_name(&center.role)
            .account_id(&center.account)
            .access_token(token.token());
        let answer =
            call.send().await.map_err(|error| failed(center.explain(classify("sso:GetRoleCredentials", &error))))?;
        let keys = answer.role_credentials.ok_or_else(|| failed(empty("sso:GetRoleCredentials")))?;
        let (Some(id), Some(secret)) = (keys.access_key_id, keys.secret_access_key) else {
            return Err(failed(empty("sso:GetRoleCredentials")));
        };
        let milliseconds = u64::try_from(keys.expiration).unwrap_or_default();
        let expiry = SystemTime::UNIX_EPOCH.checked_add(std::time::Duration::from_millis(milliseconds));
        Ok(Credentials::new(id, secret, keys.session_token, expiry, "IdentityCenter"))
    }
}

impl IdentityCenter {
    fn explain(&self, failure: Failure) -> Failure {
        match failure.code.as_str() {
            "UnauthorizedException" => Failure {
                class: FailureClass::Expired,
                message: format!("IAM Identity Center refused the sign-in: {}", failure.message),
                ..failure
            },
            "ForbiddenException" | "ResourceNotFoundException" | "InvalidRequestException" => Failure {
                class: FailureClass::Denied,
                message: format!(
                    "IAM Identity Center gives no credentials of `{}` in account {}: {}; ask for an assignment of the permission set, \
                     or correct `sso_role_name` and `sso_account_id`",
                    self.role, self.account, failure.message
                ),
                ..failure
            },
            _ => failure,
        }
    }
}

/// What a token that is not there means: the file of the last sign-in is missing, or holds one that has ended.
fn no_token(causes: &[String]) -> Failure {
    let words = causes.join(": ").to_lowercase();
    let message = if words.contains("expired") {
        "the sign-in through IAM Identity Center has ended"
    } else {
        "nobody is signed in through IAM Identity Center on this computer"
    };
    Failure {
        class: FailureClass::Expired,
        operation: "sso:GetRoleCredentials".to_owned(),
        code: String::new(),
        message: message.to_owned(),
    }
}

fn empty(operation: &str) -> Failure {
    let message = "the answer holds no credentials".to_owned();
    Failure { class: FailureClass::Other, operation: operation.to_owned(), code: String::new(), message }
}

impl ProvideCredentials for SignedIn {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }
}

/// Credentials of a role for which another provider's token is shown.
#[derive(Debug)]
struct WebIdentity {
    sts: aws_sdk_sts::Client,
    role: Role,
    token_file: PathBuf,
}

impl WebIdentity {
    async fn credentials(&self) -> provider::Result {
        const OPERATION: &str = "sts:AssumeRoleWithWebIdentity";
        // Read each time: whoever puts the token there renews it.
        let token = tokio::fs::read_to_string(&self.token_file).await.map_err(|error| {
            let message = format!("the token file `{}` cannot be read: {error}", self.token_file.display());
            failed(Failure {
                class: FailureClass::NoCredentials,
                operation: OPERATION.into(),
                code: String::new(),
                message,
            })
        })?;
        let call = self
            .sts
            .assume_role_with_web_identity()
            .role_arn(&self.role.arn)
            .role_session_name(self.role.session_name.as_deref().unwrap_or("armillary"))
            .set_duration_seconds(self.role.seconds)
            .web_identity_token(token.trim());
        let answer = call.send().await.map_err(|error| failed(classify(OPERATION, &error)))?;
        of_sts(answer.credentials()).ok_or_else(|| failed(empty(OPERATION)))
    }
}

impl ProvideCredentials for WebIdentity {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn center() -> IdentityCenter {
        IdentityCenter {
            session: "corp".into(),
            start_url: "https://x".into(),
            region: "eu-west-1".into(),
            account: "111122223333".into(),
            role: "Audit".into(),
        }
    }

    fn refused(code: &str) -> Failure {
        let message = "Session token not found or invalid".to_owned();
        let (operation, code) = ("sso:GetRoleCredentials".to_owned(), code.to_owned());
        center().explain(Failure { class: FailureClass::Denied, operation, code, message })
    }

    #[test]
    fn a_refused_sign_in_is_told_from_a_missing_assignment() {
        assert_eq!(refused("UnauthorizedException").class, FailureClass::Expired);
        let forbidden = refused("ForbiddenException");
        assert_eq!(forbidden.class, FailureClass::Denied);
        assert!(forbidden.message.contains("`Audit` in account 111122223333"), "{}", forbidden.message);
    }

    #[test]
    fn a_missing_sign_in_is_told_from_one_that_has_ended() {
        let ended = no_token(&["failed to load".into(), "the SSO token has expired".into()]).message;
        assert_ne!(ended, no_token(&["failed to read `x`".into()]).message);
    }
}
