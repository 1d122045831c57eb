//! A session: verified credentials and the settings every client shares.

use std::{sync::Arc, time::Duration};

use armillary_model::AccountId;
use aws_config::{
    BehaviorVersion, SdkConfig, default_provider::region::DefaultRegionChain, identity::IdentityCache,
    profile::ProfileFileCredentialsProvider, provider_config::ProviderConfig,
};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::region::Region;

use crate::{
    AccessKey, AccountAccess, AwsError, Connection, Failure, Meter, classify,
    credentials::{Assumed, Cached},
    keychain,
    limits::{Gate, Paces, Pacing},
    profile, transport,
};

/// The Region used where neither connection nor configuration names one.
const FALLBACK_REGION: &str = "us-east-1";

/// Who is calling, as STS says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caller {
    /// The account of the credentials.
    pub account: AccountId,
    /// The ARN of the user or role session.
    pub arn: String,
    /// The partition: `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
}

/// An open session. Clones share everything.
#[derive(Clone, Debug)]
pub struct Session {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    config: SdkConfig,
    caller: Caller,
    own: SharedCredentialsProvider,
    sts: aws_sdk_sts::Client,
    role: String,
    external_id: Option<String>,
    meter: Meter,
    gate: Gate,
    /// Of the caller's own account.
    paces: Paces,
}

impl Session {
    /// Finds credentials, and asks STS whose they are.
    pub async fn open(connection: &Connection) -> Result<Self, AwsError> {
        check_endpoint(connection.endpoint_url.as_deref())?;
        let gate = Gate::open();
        let (config, own) = configure(connection, &gate).await?;
        let (meter, paces) = (Meter::default(), Paces::default());
        let sts = sts(&config, &own, &meter, &paces);
        // A wrong endpoint is told soon; patience is for crawls.
        let few = aws_sdk_sts::config::Builder::new().retry_config(transport::retries().with_max_attempts(3));
        let call = sts.get_caller_identity().customize().config_override(few);
        let answer = call.send().await.map_err(|error| {
            let region = config.region().map_or(FALLBACK_REGION, Region::as_ref);
            let endpoint = connection.endpoint_url.clone().or_else(|| config.endpoint_url().map(str::to_owned));
            let endpoint = endpoint.unwrap_or_else(|| format!("https://sts.{region}.amazonaws.com"));
            let failure = classify("sts:GetCallerIdentity", &error);
            AwsError::from_failure(failure, &endpoint, connection.profile.as_deref())
        })?;
        let caller = caller(answer.account(), answer.arn())?;
        let role = connection.role().to_owned();
        let external_id = connection.external_id.clone();
        Ok(Self { shared: Arc::new(Shared { config, caller, own, sts, role, external_id, meter, gate, paces }) })
    }

    /// Who is calling.
    pub fn caller(&self) -> &Caller {
        &self.shared.caller
    }

    /// The Region of calls that have none of their own.
    pub fn region(&self) -> &str {
        self.shared.config.region().map_or(FALLBACK_REGION, Region::as_ref)
    }

    /// The role assumed in member accounts.
    pub fn role(&self) -> &str {
        &self.shared.role
    }

    /// Counts every request of the session.
    pub fn meter(&self) -> &Meter {
        &self.shared.meter
    }

    /// How many requests this computer can have under way at once.
    pub fn at_once(&self) -> usize {
        self.shared.gate.width()
    }

    /// How long answers took on average so far.
    pub fn latency(&self) -> Duration {
        self.shared.gate.latency()
    }

    /// Access to the caller's own account, with its own credentials.
    pub fn own(&self) -> AccountAccess {
        let shared = &self.shared;
        let (meter, paces) = (shared.meter.clone(), shared.paces.clone());
        AccountAccess::new(shared.caller.clone(), shared.config.clone(), shared.own.clone(), meter, paces)
    }

    /// Access to an account of the organization: the caller's own as it is, any other by assuming the role there, at once.
    /// The credentials are renewed as long as the access is kept.
    pub async fn member(&self, account: AccountId) -> Result<AccountAccess, Failure> {
        let shared = &self.shared;
        if account == shared.caller.account {
            return Ok(self.own());
        }
        let partition = shared.caller.partition.clone();
        let role_arn = format!("arn:{partition}:iam::{account}:role/{}", shared.role);
        // One client for all: the caller's account pays for every AssumeRole out of one limit.
        let sts = shared.sts.clone();
        let external_id = shared.external_id.clone();
        let assumed = Assumed { sts, role_arn: role_arn.clone(), session_name: "armillary".to_owned(), external_id };
        let provider = SharedCredentialsProvider::new(Cached::new(assumed));
        let caller = Caller { account, arn: role_arn, partition };
        // No two accounts share a quota.
        let paces = Paces::default();
        let access = AccountAccess::new(caller, shared.config.clone(), provider, shared.meter.clone(), paces);
        access.verify("sts:AssumeRole").await.map(|()| access)
    }
}

/// The SDK configuration, with cached credentials beside it.
async fn configure(connection: &Connection, gate: &Gate) -> Result<(SdkConfig, SharedCredentialsProvider), AwsError> {
    let http = gate.before(transport::http_client(connection.endpoint_url.as_deref()));
    let chosen = chosen_credentials(connection, http.clone()).await?;
    let mut loader = aws_config::defaults(behavior())
        .http_client(http)
        .retry_config(transport::retries())
        .timeout_config(transport::time_limits());
    if let Some(provider) = chosen {
        loader = loader.credentials_provider(provider);
    }
    if let Some(profile) = &connection.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(endpoint) = &connection.endpoint_url {
        loader = loader.endpoint_url(endpoint);
    }
    if let Some(region) = connection.regions.first() {
        loader = loader.region(Region::new(region.clone()));
    }
    let config = loader.load().await;
    let Some(provider) = config.credentials_provider() else {
        return Err(AwsError::NoCredentials { message: "none were found".to_owned() });
    };
    let own = SharedCredentialsProvider::new(Cached::new(provider));
    let region = config.region().cloned().unwrap_or(Region::from_static(FALLBACK_REGION));
    let config = config.into_builder().identity_cache(IdentityCache::no_cache()).region(region).build();
    Ok((config, own))
}

/// The credentials that the connection names; `None` leaves it to the order of the SDKs. A profile that is named outright comes
/// before the environment, as with the AWS command line.
async fn chosen_credentials(
    connection: &Connection,
    http: SharedHttpClient,
) -> Result<Option<SharedCredentialsProvider>, AwsError> {
    let key = match (&connection.access_key, &connection.key) {
        (Some(key), _) => Some(key.clone()),
        (None, Some(name)) => Some(kept(name.clone()).await?),
        (None, None) => None,
    };
    if let Some(key) = key {
        let token = key.session_token.as_ref().map(|token| token.reveal().to_owned());
        let credentials = Credentials::new(key.id, key.secret.reveal(), token, None, "armillary");
        return Ok(Some(SharedCredentialsProvider::new(credentials)));
    }
    check_profile(connection.profile.as_deref()).await?;
    let Some(profile) = &connection.profile else { return Ok(None) };
    let region = DefaultRegionChain::builder().profile_name(profile).build().region().await;
    let settings = ProviderConfig::default().with_http_client(http).with_region(region);
    let settings = settings.with_behavior_version(Some(behavior()));
    let provider = ProfileFileCredentialsProvider::builder().configure(&settings).profile_name(profile).build();
    Ok(Some(SharedCredentialsProvider::new(provider)))
}

/// Pinned, so that an SDK update changes no defaults unseen.
fn behavior() -> BehaviorVersion {
    BehaviorVersion::v2026_01_12()
}

/// A key from the credential store, which may have to be unlocked first: on a thread that may wait.
async fn kept(name: String) -> Result<AccessKey, AwsError> {
    let loaded = tokio::task::spawn_blocking(move || keychain::load(&name)).await;
    Ok(loaded.map_err(|error| keychain::KeychainError::Store(error.to_string()))??)
}

/// Says early, and with the names there are, that a profile does not exist.
async fn check_profile(named: Option<&str>) -> Result<(), AwsError> {
    let set = profile::read(named.map(str::to_owned)).await.map_err(AwsError::Configuration)?;
    let asked = named.map(str::to_owned).or_else(|| std::env::var("AWS_PROFILE").ok().filter(|name| !name.is_empty()));
    match asked {
        Some(name) if set.get_profile(&name).is_none() => {
            let mut profiles: Vec<String> = set.profiles().map(str::to_owned).collect();
            profiles.sort_unstable();
            Err(AwsError::NoSuchProfile { name, profiles })
        }
        _ => Ok(()),
    }
}

fn check_endpoint(endpoint: Option<&str>) -> Result<(), AwsError> {
    let Some(text) = endpoint else { return Ok(()) };
    let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    match host {
        Some(host) if !host.is_empty() && !host.starts_with('/') && !host.contains(char::is_whitespace) => Ok(()),
        _ => Err(AwsError::BadEndpoint(text.to_owned())),
    }
}

fn sts(
    config: &SdkConfig,
    credentials: &SharedCredentialsProvider,
    meter: &Meter,
    paces: &Paces,
) -> aws_sdk_sts::Client {
    let region = config.region().map_or(FALLBACK_REGION, Region::as_ref).to_owned();
    let config = aws_sdk_sts::config::Builder::from(config)
        .credentials_provider(credentials.clone())
        .retry_partition(transport::own_limits())
        .retry_classifier(transport::NotAnApi)
        .interceptor(meter.clone())
        .interceptor(Pacing::new(paces, &region))
        .build();
    aws_sdk_sts::Client::from_conf(config)
}

fn caller(account: Option<&str>, arn: Option<&str>) -> Result<Caller, AwsError> {
    let arn = arn.unwrap_or_default().to_owned();
    let partition = arn.split(':').nth(1).filter(|part| !part.is_empty()).unwrap_or("aws").to_owned();
    let account = account.unwrap_or_default().parse().map_err(|error: armillary_model::InvalidAccountId| {
        AwsError::NoCredentials {
            message: format!("sts:GetCallerIdentity answered with an account id that is none: {error}"),
        }
    })?;
    Ok(Caller { account, arn, partition })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_must_be_urls() {
        assert!(check_endpoint(Some("http://127.0.0.1:4566")).is_ok());
        for text in ["127.0.0.1:4566", "ftp://x", "http://", "http:///x", "http://a b"] {
            assert!(check_endpoint(Some(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn the_partition_is_read_off_the_caller() {
        let caller =
            caller(Some("111122223333"), Some("arn:aws-cn:sts::111122223333:assumed-role/x/y")).expect("valid");
        assert_eq!(caller.partition, "aws-cn");
    }

    #[tokio::test]
    async fn an_endpoint_that_refuses_is_named() {
        let key = AccessKey { id: "AKIA".into(), secret: crate::Secret::new("x"), session_token: None };
        let endpoint_url = Some("http://127.0.0.1:9".to_owned());
        let connection = Connection { access_key: Some(key), endpoint_url, ..Connection::default() };
        let error = Session::open(&connection).await.expect_err("nothing listens on the discard port");
        assert!(error.to_string().contains("`http://127.0.0.1:9`"), "{error}");
    }
}
