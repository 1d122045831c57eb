//! Where credentials come from: which source of the environment and the profiles is used, and which roles are assumed from it, in
//! the order of the AWS CLI and boto3. Nothing is called here.

use aws_types::os_shim_internal::Env;

use crate::{
    AccessKey, AwsError, Secret,
    environment::{is_true, set},
    shared_config::{Profile, SharedConfig},
};

/// How to sign in.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct SignIn {
    /// The profile whose settings hold, where there is one.
    pub(crate) profile: Option<String>,
    /// Whether the credentials are that profile's, too.
    pub(crate) by_profile: bool,
    /// The first credentials.
    pub(crate) base: Base,
    /// The roles assumed from them, one after the other.
    pub(crate) roles: Vec<Role>,
}

/// Where the first credentials come from.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Base {
    /// A long-lived or temporary key, written down.
    Key(AccessKey),
    /// IAM Identity Center.
    IdentityCenter(IdentityCenter),
    /// A program that prints them.
    Process {
        /// The command line.
        command: String,
    },
    /// A role for which a token of another identity provider is shown.
    WebIdentity { role: Role, token_file: String },
    /// The container this runs in.
    Container,
    /// The virtual machine this runs on.
    Instance,
}

/// A sign-in through IAM Identity Center.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct IdentityCenter {
    /// The `sso-session`, under which the token is kept; in the older form the start URL.
    pub(crate) session: String,
    pub(crate) start_url: String,
    pub(crate) region: String,
    pub(crate) account: String,
    pub(crate) role: String,
}

/// A role to assume.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Role {
    /// The profile that names it.
    pub(crate) profile: Option<String>,
    pub(crate) arn: String,
    pub(crate) external_id: Option<String>,
    pub(crate) session_name: Option<String>,
    pub(crate) seconds: Option<i32>,
}

/// Why a profile gives no credentials.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ProfileProblem {
    /// Nothing says how to sign in.
    #[error(
        "says no way to sign in: it has neither keys nor a role, neither IAM Identity Center nor a `credential_process`; complete it, or choose another"
    )]
    Bare,
    /// Half of a pair.
    #[error("has `{has}` without `{lacks}`; add it")]
    Half {
        /// What is there.
        has: &'static str,
        /// What is not.
        lacks: &'static str,
    },
    /// A role without anybody to assume it.
    #[error("names the role `{0}` and nobody to assume it; add `source_profile` or `credential_source`")]
    NoSource(String),
    /// A role with two.
    #[error("has `source_profile` and `credential_source`, of which only one can be used; remove one")]
    TwoSources,
    /// A source that is not there.
    #[error("takes its credentials from the profile `{0}`, which there is not; correct its `source_profile`")]
    MissingSource(String),
    /// A `credential_source` that is not known.
    #[error("has the `credential_source` `{0}`; there are `Environment`, `Ec2InstanceMetadata` and `EcsContainer`")]
    UnknownSource(String),
    /// A circle of sources.
    #[error("comes back to itself through its `source_profile`: {0}; correct one of them")]
    Circle(String),
    /// A device has to be asked.
    #[error(
        "asks for a code of the device `{0}` (`mfa_serial`), which is not supported here; sign in with the AWS CLI, which asks for it, \
         and hand the keys over: `eval \"$(aws configure export-credentials --profile '{1}' --format env)\"`"
    )]
    Mfa(String, String),
    /// `aws login`.
    #[error(
        "signs in through the console (`login_session`), which is not supported here; hand the keys over: `eval \"$(aws configure export-credentials --profile '{0}' --format env)\"`"
    )]
    Login(String),
    /// An `sso-session` that is not there.
    #[error(
        "names the `sso_session` `{0}`, and there is no section `[sso-session {0}]`; add it with `aws configure sso`"
    )]
    NoSession(String),
    /// Half a sign-in through IAM Identity Center.
    #[error("signs in through IAM Identity Center and lacks `{0}`; add it with `aws configure sso`")]
    IdentityCenter(&'static str),
    /// `credential_source = Environment` and nothing there.
    #[error(
        "takes its credentials from the environment, where AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"
    )]
    EmptyEnvironment,
}

/// The profile that is used where none is named.
const DEFAULT: &str = "default";

/// The profile that is named: outright, else by the environment.
fn chosen(explicit: Option<&str>, env: &Env) -> Option<String> {
    explicit.map(str::to_owned).or_else(|| set(env, "AWS_PROFILE")).or_else(|| set(env, "AWS_DEFAULT_PROFILE"))
}

/// Finds out how to sign in. A profile named outright goes before keys in the environment; one that the environment names, after.
pub(crate) fn find(explicit: Option<&str>, env: &Env, config: &SharedConfig) -> Result<SignIn, AwsError> {
    let named = chosen(explicit, env);
    if let Some(name) = named.as_ref().filter(|name| !config.profiles.contains_key(*name)) {
        return Err(no_such_profile(name, config));
    }
    let name = named.clone().unwrap_or_else(|| DEFAULT.to_owned());
    if explicit.is_none()
        && let Some(key) = environment_key(env)?
    {
        // Its settings hold all the same: its Region, its endpoints.
        return Ok(SignIn { profile: Some(name), by_profile: false, base: Base::Key(key), roles: Vec::new() });
    }
    let mut chain = Chain { env, config, roles: Vec::new(), seen: Vec::new() };
    let found = match config.profiles.get(&name) {
        Some(profile) => chain.follow(&name, profile)?,
        None => None,
    };
    chain.roles.reverse();
    let profile = config.profiles.contains_key(&name).then_some(name);
    if let Some(base) = found {
        return Ok(SignIn { profile, by_profile: true, base, roles: chain.roles });
    }
    let base = match (explicit, web_identity(env)) {
        (None, Some(base)) => base,
        _ if container(env) => Base::Container,
        _ if is_true(env, "AWS_EC2_METADATA_DISABLED") => return Err(nothing(named)),
        _ => Base::Instance,
    };
    Ok(SignIn { profile, by_profile: false, base, roles: Vec::new() })
}

/// Signing in with a key that is given outright; the settings of the profile hold all the same.
pub(crate) fn with_key(key: AccessKey, explicit: Option<&str>, env: &Env) -> SignIn {
    let profile = chosen(explicit, env).unwrap_or_else(|| DEFAULT.to_owned());
    SignIn { profile: Some(profile), by_profile: false, base: Base::Key(key), roles: Vec::new() }
}

/// Nothing was found anywhere.
pub(crate) fn nothing(named: Option<String>) -> AwsError {
    match named {
        Some(name) => AwsError::Profile { name, problem: ProfileProblem::Bare },
        None => AwsError::NoCredentials { message: "none were found".to_owned() },
    }
}

fn no_such_profile(name: &str, config: &SharedConfig) -> AwsError {
    let profiles = config.profiles.keys().cloned().collect();
    AwsError::NoSuchProfile { name: name.to_owned(), profiles, missing: config.missing.clone() }
}

fn environment_key(env: &Env) -> Result<Option<AccessKey>, AwsError> {
    let half = |has: &str, lacks: &str| {
        let message = format!("{has} is set in the environment, and {lacks} is not");
        Err(AwsError::NoCredentials { message })
    };
    let session_token = set(env, "AWS_SESSION_TOKEN").or_else(|| set(env, "AWS_SECURITY_TOKEN")).map(Secret::new);
    match (set(env, "AWS_ACCESS_KEY_ID"), set(env, "AWS_SECRET_ACCESS_KEY")) {
        (Some(id), Some(secret)) => Ok(Some(AccessKey { id, secret: Secret::new(secret), session_token })),
        (Some(_), None) => half("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
        (None, Some(_)) => half("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"),
        (None, None) => Ok(None),
    }
}

fn web_identity(env: &Env) -> Option<Base> {
    let role = Role {
        profile: None,
        arn: set(env, "AWS_ROLE_ARN")?,
        external_id: None,
        session_name: set(env, "AWS_ROLE_SESSION_NAME"),
        seconds: None,
    };
    Some(Base::WebIdentity { role, token_file: set(env, "AWS_WEB_IDENTITY_TOKEN_FILE")? })
}

fn container(env: &Env) -> bool {
    ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"]
        .iter()
        .any(|name| set(env, name).is_some())
}

/// A walk from profile to profile.
struct Chain<'a> {
    env: &'a Env,
    config: &'a SharedConfig,
    /// The last to be assumed first.
    roles: Vec<Role>,
    seen: Vec<String>,
}

impl Chain<'_> {
    /// The first credentials of a profile; `None` where it says nothing of any. The roles on the way are noted.
    fn follow(&mut self, name: &str, profile: &Profile) -> Result<Option<Base>, AwsError> {
        let problem = |problem| AwsError::Profile { name: name.to_owned(), problem };
        let first = self.seen.is_empty();
        let assumed = profile.get("role_arn").filter(|_| profile.get("web_identity_token_file").is_none());
        let Some(arn) = assumed.filter(|_| first || profile.get("aws_access_key_id").is_none()) else {
            return self.own(name, profile).map_err(problem);
        };
        if self.seen.iter().any(|seen| seen == name) {
            let circle = format!("`{}` → `{name}`", self.seen.join("` → `"));
            return Err(problem(ProfileProblem::Circle(circle)));
        }
        self.seen.push(name.to_owned());
        if let Some(device) = profile.get("mfa_serial") {
            return Err(problem(ProfileProblem::Mfa(device.to_owned(), name.to_owned())));
        }
        self.roles.push(role(name, profile, arn));
        match (profile.get("source_profile"), profile.get("credential_source")) {
            (Some(_), Some(_)) => Err(problem(ProfileProblem::TwoSources)),
            (None, None) => Err(problem(ProfileProblem::NoSource(arn.to_owned()))),
            (None, Some(source)) => self.source(source).map(Some).map_err(problem),
            (Some(source), None) if source == name => {
                let own = self.own(name, profile).map_err(problem)?;
                own.map(Some).ok_or_else(|| problem(ProfileProblem::Circle(format!("`{name}` → `{name}`"))))
            }
            (Some(source), None) => {
                let config = self.config;
                let next = config.profiles.get(source);
                let next = next.ok_or_else(|| problem(ProfileProblem::MissingSource(source.to_owned())))?;
                let bare = || AwsError::Profile { name: source.to_owned(), problem: ProfileProblem::Bare };
                self.follow(source, next)?.map(Some).ok_or_else(bare)
            }
        }
    }

    fn source(&self, name: &str) -> Result<Base, ProfileProblem> {
        match name {
            "Environment" => match environment_key(self.env) {
                Ok(Some(key)) => Ok(Base::Key(key)),
                _ => Err(ProfileProblem::EmptyEnvironment),
            },
            "Ec2InstanceMetadata" => Ok(Base::Instance),
            "EcsContainer" => Ok(Base::Container),
            other => Err(ProfileProblem::UnknownSource(other.to_owned())),
        }
    }

    /// The credentials that a profile itself gives.
    fn own(&self, name: &str, profile: &Profile) -> Result<Option<Base>, ProfileProblem> {
        if let (Some(arn), Some(file)) = (profile.get("role_arn"), profile.get("web_identity_token_file")) {
            let role = role(name, profile, arn);
            return Ok(Some(Base::WebIdentity { role, token_file: file.to_owned() }));
        }
        if let Some(found) = identity_center(profile, self.config)? {
            return Ok(Some(Base::IdentityCenter(found)));
        }
        let process = profile.get("credential_process");
        if let Some(key) = key(profile)?
            && (profile.keys_in_credentials || process.is_none())
        {
            return Ok(Some(Base::Key(key)));
        }
        match (process, profile.get("login_session")) {
            (Some(command), _) => Ok(Some(Base::Process { command: command.to_owned() })),
            (None, Some(_)) => Err(ProfileProblem::Login(name.to_owned())),
            (None, None) => Ok(None),
        }
    }
}

fn role(name: &str, profile: &Profile, arn: &str) -> Role {
    Role {
        profile: Some(name.to_owned()),
        arn: arn.to_owned(),
        external_id: profile.get("external_id").map(str::to_owned),
        session_name: profile.get("role_session_name").map(str::to_owned),
        seconds: profile.get("duration_seconds").and_then(|seconds| seconds.parse().ok()),
    }
}

fn key(profile: &Profile) -> Result<Option<AccessKey>, ProfileProblem> {
    const ID: &str = "aws_access_key_id";
    const SECRET: &str = "aws_secret_access_key";
    match (profile.get(ID), profile.get(SECRET)) {
        (Some(id), Some(secret)) => {
            let session_token = profile.get("aws_session_token").map(Secret::new);
            Ok(Some(AccessKey { id: id.to_owned(), secret: Secret::new(secret), session_token }))
        }
        (Some(_), None) => Err(ProfileProblem::Half { has: ID, lacks: SECRET }),
        (None, Some(_)) => Err(ProfileProblem::Half { has: SECRET, lacks: ID }),
        (None, None) => Ok(None),
    }
}

fn identity_center(profile: &Profile, config: &SharedConfig) -> Result<Option<IdentityCenter>, ProfileProblem> {
    let session = profile.get("sso_session");
    // A session alone signs in other programs: only an account and a role make credentials.
    if profile.get("sso_account_id").is_none() && profile.get("sso_role_name").is_none() && session.is_none() {
        return Ok(None);
    }
    let held = match session {
        Some(name) => Some(config.sso_sessions.get(name).ok_or_else(|| ProfileProblem::NoSession(name.to_owned()))?),
        None => None,
    };
    let of_session = |name: &'static str| {
        let value = held.and_then(|held| held.get(name)).map(String::as_str).filter(|value| !value.is_empty());
        value.or_else(|| profile.get(name)).map(str::to_owned).ok_or(ProfileProblem::IdentityCenter(name))
    };
    let of_profile =
        |name: &'static str| profile.get(name).map(str::to_owned).ok_or(ProfileProblem::IdentityCenter(name));
    let start_url = of_session("sso_start_url")?;
    Ok(Some(IdentityCenter {
        session: session.unwrap_or(&start_url).to_owned(),
        region: of_session("sso_region")?,
        account: of_profile("sso_account_id")?,
        role: of_profile("sso_role_name")?,
        start_url,
    }))
}

impl SignIn {
    /// The partition that what is known before any call lies in.
    pub(crate) fn partition(&self) -> Option<&'static armillary_facts::Partition> {
        let of_arn = |arn: &str| crate::partition::named(arn.split(':').nth(1)?);
        let of_role = self.roles.iter().find_map(|role| of_arn(&role.arn));
        of_role.or_else(|| match &self.base {
            Base::WebIdentity { role, .. } => of_arn(&role.arn),
            Base::IdentityCenter(center) => Some(crate::partition::of_region(&center.region)),
            _ => None,
        })
    }
}

#[cfg(test)]
#[path = "sign_in_tests.rs"]
mod tests;
