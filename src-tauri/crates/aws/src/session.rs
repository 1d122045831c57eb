//! A session: verified credentials and the settings every client shares.

use std::{sync::Arc, time::Duration};

use armillary_model::AccountId;
use aws_config::{
    BehaviorVersion, SdkConfig, identity::IdentityCache, imds::region::ImdsRegionProvider,
    provider_config::ProviderConfig,
};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::{rt::sleep::default_async_sleep, time::SharedTimeSource};
use aws_smithy_runtime_api::client::{
    http::SharedHttpClient, stalled_stream_protection::StalledStreamProtectionConfig,
};
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::{
    os_shim_internal::{Env, Fs},
    region::Region,
};

use crate::{
    AccessKey, AccountAccess, AwsError, Connection, Failure, Meter,
    answer::MustAnswer,
    check, classify,
    credentials::{Assumed, Cached},
    endpoints::Endpoints,
    environment::{is_true, set},
    keychain,
    limits::{Answers, Gate, Paces, Pacing},
    partition, providers, retry,
    shared_config::{self, Profile, SharedConfig},
    sign_in::{self, Base, SignIn},
    transport, trust_store,
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
    /// The partition: `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`, `aws-iso` and its kin.
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
    profile: Option<String>,
    endpoint: Option<String>,
}

impl Session {
    /// Finds credentials, and asks STS whose they are. Can be given up at any time.
    pub async fn open(connection: &Connection) -> Result<Self, AwsError> {
        let connection = connection.checked()?;
        let (meter, gate, paces) = (Meter::default(), Gate::open(), Paces::default());
        let Configured { config, own, profile, bare, endpoints } = configure(&connection, &gate, &meter).await?;
        let sts = sts(&config, &own, &meter, &paces);
        // What does not answer at all is told soon; patience is for crawls.
        let soon = TimeoutConfig::builder().operation_attempt_timeout(Duration::from_secs(15)).build();
        let soon = aws_sdk_sts::config::Builder::new().timeout_config(soon);
        let call = sts.get_caller_identity().customize().config_override(soon);
        let answer = call.send().await.map_err(|error| {
            let failure = classify("sts:GetCallerIdentity", &error);
            if bare && failure.class == crate::FailureClass::NoCredentials {
                return sign_in::nothing(profile.clone());
            }
            let endpoint = endpoint_of(&failure.operation, &config, &endpoints);
            AwsError::from_failure(failure, &endpoint, profile.as_deref())
        })?;
        let caller = caller(answer.account(), answer.arn())?;
        let role = connection.role().to_owned();
        let external_id = connection.external_id.clone();
        let endpoint = endpoints.of("sts").map(str::to_owned);
        let shared = Shared { config, caller, own, sts, role, external_id, meter, gate, paces, profile, endpoint };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Who is calling.
    pub fn caller(&self) -> &Caller {
        &self.shared.caller
    }

    /// The profile whose credentials are used, also where the environment names it.
    pub fn profile(&self) -> Option<&str> {
        self.shared.profile.as_deref()
    }

    /// The endpoint that stands in for AWS's, also where the configuration names it.
    pub fn endpoint(&self) -> Option<&str> {
        self.shared.endpoint.as_deref()
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

    /// What was answered so far, and how long that took.
    pub fn answers(&self) -> Answers {
        self.shared.gate.answers()
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
        let assumed = Assumed::in_account(sts, role_arn.clone(), external_id);
        let provider = SharedCredentialsProvider::new(Cached::new(assumed));
        let caller = Caller { account, arn: role_arn, partition };
        // No two accounts share a quota.
        let paces = Paces::default();
        let access = AccountAccess::new(caller, shared.config.clone(), provider, shared.meter.clone(), paces);
        access.verify("sts:AssumeRole").await.map(|()| access)
    }
}

/// What a session starts from.
struct Configured {
    config: SdkConfig,
    own: SharedCredentialsProvider,
    /// The profile whose credentials are used, or that says nothing of any.
    profile: Option<String>,
    /// Nothing names credentials: the machine's own are all there may be.
    bare: bool,
    endpoints: Endpoints,
}

/// Reads the environment and the shared configuration, and chooses credentials, Region, endpoints and trust by them.
async fn configure(connection: &Connection, gate: &Gate, meter: &Meter) -> Result<Configured, AwsError> {
    let (env, fs) = (Env::real(), Fs::real());
    let shared = shared_config::read(&env, &fs).await?;
    let sign_in = match outright(connection).await? {
        Some(key) => sign_in::with_key(key, connection.profile.as_deref(), &env),
        None => sign_in::find(connection.profile.as_deref(), &env, &shared)?,
    };
    let profile = sign_in.profile.as_ref().and_then(|name| shared.profiles.get(name));
    let endpoints = endpoints(connection, &env, &shared, profile)?;
    let trust = trust_store::named(&env, &fs, profile).await?;
    let http = gate.before(transport::http_client(endpoints.of("sts"), trust));
    let region = region(connection, &env, profile, &sign_in, &endpoints, &http).await?;
    let config = sdk_config(http, region, &env, profile, endpoints.clone());
    let bare = sign_in.roles.is_empty() && sign_in.base == Base::Instance;
    let profile = sign_in.profile.clone().filter(|_| sign_in.by_profile || bare);
    let own = providers::provider(sign_in, &config, meter);
    Ok(Configured { config, own, profile, bare, endpoints })
}

/// The key that the connection names, which goes before everything else.
async fn outright(connection: &Connection) -> Result<Option<AccessKey>, AwsError> {
    match (&connection.access_key, &connection.key) {
        (Some(key), _) => Ok(Some(key.clone())),
        (None, Some(name)) => kept(name.clone()).await.map(Some),
        (None, None) => Ok(None),
    }
}

fn endpoints(
    connection: &Connection,
    env: &Env,
    shared: &SharedConfig,
    profile: Option<&Profile>,
) -> Result<Endpoints, AwsError> {
    let found = Endpoints::find(connection.endpoint_url.as_deref(), env, shared, profile);
    found.map_err(|problem| AwsError::Argument { option: "endpoint", problem })
}

/// The Region of calls that have none of their own. Where nothing names one, it is one of the partition that the credentials are
/// known to be of: a signed request must not leave it.
async fn region(
    connection: &Connection,
    env: &Env,
    profile: Option<&Profile>,
    sign_in: &SignIn,
    endpoints: &Endpoints,
    http: &SharedHttpClient,
) -> Result<Region, AwsError> {
    let of_profile = || profile.and_then(|profile| profile.get("region")).map(str::to_owned);
    let configured = set(env, "AWS_REGION").or_else(|| set(env, "AWS_DEFAULT_REGION")).or_else(of_profile);
    let asked = connection.regions.first();
    if let (Some(asked), Some(configured), None) = (asked, &configured, endpoints.of("sts")) {
        let both = [configured.clone(), asked.clone()];
        check::same_partition(&both).map_err(|problem| AwsError::Argument { option: "list of Regions", problem })?;
    }
    if let Some(name) = asked.cloned().or(configured) {
        return Ok(Region::new(name));
    }
    if let Some(partition) = sign_in.partition() {
        return Ok(Region::from_static(partition.home_region));
    }
    if sign_in.base == Base::Instance {
        let settings = ProviderConfig::default().with_http_client(http.clone());
        let machine = ImdsRegionProvider::builder().configure(&settings).build();
        if let Some(region) = machine.region().await {
            return Ok(region);
        }
    }
    Ok(Region::from_static(FALLBACK_REGION))
}

fn sdk_config(
    http: SharedHttpClient,
    region: Region,
    env: &Env,
    profile: Option<&Profile>,
    endpoints: Endpoints,
) -> SdkConfig {
    let says = |variable, setting| match set(env, variable) {
        Some(_) => is_true(env, variable),
        None => {
            profile.and_then(|profile| profile.get(setting)).is_some_and(|value| value.eq_ignore_ascii_case("true"))
        }
    };
    let mut config = SdkConfig::builder()
        .behavior_version(behavior())
        .http_client(http)
        .region(region)
        .retry_config(retry::policy())
        .timeout_config(retry::time_limits())
        // A request that waits for its turn stands still, and is no stalled upload; it has the time limits above.
        .stalled_stream_protection(StalledStreamProtectionConfig::enabled().upload_enabled(false).build())
        .identity_cache(IdentityCache::no_cache())
        .use_fips(says("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"))
        .use_dual_stack(says("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"))
        .service_config(endpoints);
    config.set_sleep_impl(default_async_sleep());
    config.set_time_source(Some(SharedTimeSource::default()));
    config.build()
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

/// Where a call on the way to a session went.
fn endpoint_of(operation: &str, config: &SdkConfig, endpoints: &Endpoints) -> String {
    let region = config.region().map_or(FALLBACK_REGION, Region::as_ref);
    let suffix = partition::of_region(region).suffix;
    let (service, host) = if operation.starts_with("sso:") { ("sso", "portal.sso") } else { ("sts", "sts") };
    endpoints.of(service).map_or_else(|| format!("https://{host}.{region}.{suffix}"), str::to_owned)
}

/// The settings of STS clients.
pub(crate) fn sts_config(config: &SdkConfig, meter: &Meter) -> aws_sdk_sts::config::Builder {
    aws_sdk_sts::config::Builder::from(config)
        .retry_partition(retry::budget())
        .retry_classifier(retry::NotAnApi)
        .interceptor(retry::ByKind::Reading)
        .interceptor(MustAnswer)
        .interceptor(meter.clone())
}

fn sts(
    config: &SdkConfig,
    credentials: &SharedCredentialsProvider,
    meter: &Meter,
    paces: &Paces,
) -> aws_sdk_sts::Client {
    let region = config.region().map_or(FALLBACK_REGION, Region::as_ref).to_owned();
    let config = sts_config(config, meter).credentials_provider(credentials.clone());
    aws_sdk_sts::Client::from_conf(config.interceptor(Pacing::new(paces, &region)).build())
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
