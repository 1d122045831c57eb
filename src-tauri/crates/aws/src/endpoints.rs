//! Which endpoint each service is called at, where it is not AWS's own: from the options, the environment and the profile, in the
//! order of the AWS CLI and boto3.

use std::collections::BTreeMap;

use aws_types::{
    os_shim_internal::Env,
    service_config::{LoadServiceConfig, ServiceConfigKey},
};

use crate::{
    check::{self, BadArgument},
    environment::{is_true, set},
    shared_config::{Profile, SharedConfig},
};

const ENDPOINT_URL: &str = "AWS_ENDPOINT_URL";

/// The endpoints that are configured.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Endpoints {
    /// For every service that has none of its own.
    all: Option<String>,
    /// By service id with `_`, in lower case.
    own: BTreeMap<String, String>,
}

/// The services that are called, by their ids.
const SERVICES: [&str; 8] = ["sts", "sso", "sso_oidc", "organizations", "iam", "ec2", "sagemaker", "service_catalog"];

impl Endpoints {
    /// The endpoints of a connection: one that is given outright holds for every service.
    pub(crate) fn find(
        given: Option<&str>,
        env: &Env,
        config: &SharedConfig,
        profile: Option<&Profile>,
    ) -> Result<Self, BadArgument> {
        if let Some(url) = given {
            return Ok(Self { all: Some(check::endpoint_url(url)?), own: BTreeMap::new() });
        }
        if ignored(env, profile) {
            return Ok(Self::default());
        }
        let everywhere = set(env, ENDPOINT_URL);
        let of_profile = profile.and_then(|profile| profile.get("endpoint_url")).map(str::to_owned);
        let mut own = BTreeMap::new();
        for service in SERVICES {
            let outright = set(env, &format!("{ENDPOINT_URL}_{}", service.to_uppercase()));
            let section = || profile.and_then(|profile| config.of_service(profile, service, "endpoint_url"));
            // The environment goes before the configuration, whichever names the service.
            let found = outright.or_else(|| if everywhere.is_none() { section().map(str::to_owned) } else { None });
            if let Some(url) = found {
                own.insert(service.to_owned(), check::endpoint_url(&url)?);
            }
        }
        let all = everywhere.or(of_profile).map(|url| check::endpoint_url(&url)).transpose()?;
        Ok(Self { all, own })
    }

    /// The endpoint of a service.
    pub(crate) fn of(&self, service: &str) -> Option<&str> {
        self.own.get(service).or(self.all.as_ref()).map(String::as_str)
    }
}

fn ignored(env: &Env, profile: Option<&Profile>) -> bool {
    match set(env, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") {
        Some(_) => is_true(env, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"),
        None => profile
            .and_then(|profile| profile.get("ignore_configured_endpoint_urls"))
            .is_some_and(|value| value.eq_ignore_ascii_case("true")),
    }
}

impl LoadServiceConfig for Endpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_lowercase().replace(' ', "_");
        (key.env() == ENDPOINT_URL).then(|| self.of(&service).map(str::to_owned)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The endpoints of STS and Service Catalog.
    fn found(env: &[(&str, &str)], settings: &[(&str, &str)]) -> (Option<String>, Option<String>) {
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let profile = Profile { settings, ..Profile::default() };
        let own = BTreeMap::from([("endpoint_url".to_owned(), "http://section".to_owned())]);
        let services = BTreeMap::from([("service_catalog".to_owned(), own)]);
        let config =
            SharedConfig { services: BTreeMap::from([("local".to_owned(), services)]), ..SharedConfig::default() };
        let endpoints = Endpoints::find(None, &Env::from_slice(env), &config, Some(&profile)).expect("URLs");
        let of = |service| endpoints.of(service).map(str::to_owned);
        (of("sts"), of("service_catalog"))
    }

    fn texts(sts: Option<&str>, catalog: Option<&str>) -> (Option<String>, Option<String>) {
        (sts.map(str::to_owned), catalog.map(str::to_owned))
    }

    #[test]
    fn the_specific_wins() {
        let env = [("AWS_ENDPOINT_URL", "http://all"), ("AWS_ENDPOINT_URL_STS", "http://sts")];
        assert_eq!(found(&env, &[]), texts(Some("http://sts"), Some("http://all")));
        let profile = [("services", "local"), ("endpoint_url", "http://profile")];
        assert_eq!(found(&[], &profile), texts(Some("http://profile"), Some("http://section")));
        assert_eq!(found(&env[..1], &profile), texts(Some("http://all"), Some("http://all")));
    }

    #[test]
    fn an_empty_value_counts_as_not_set() {
        let env = [("AWS_ENDPOINT_URL", ""), ("AWS_ENDPOINT_URL_STS", "")];
        assert_eq!(found(&env, &[]), texts(None, None));
        assert_eq!(found(&env, &[("endpoint_url", "http://profile")]).0.as_deref(), Some("http://profile"));
    }

    #[test]
    fn configured_endpoints_can_be_ignored() {
        let env = [("AWS_ENDPOINT_URL", "http://all"), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")];
        assert_eq!(found(&env, &[("endpoint_url", "http://profile")]), texts(None, None));
        let profile = [("ignore_configured_endpoint_urls", "true")];
        assert_eq!(found(&env[..1], &profile), texts(None, None));
        let no = [env[0], ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false")];
        assert_eq!(found(&no, &profile).0.as_deref(), Some("http://all"));
    }

    #[test]
    fn an_endpoint_given_outright_is_every_services() {
        let env =
            Env::from_slice(&[("AWS_ENDPOINT_URL_STS", "http://sts"), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")]);
        let endpoints = Endpoints::find(Some("http://given"), &env, &SharedConfig::default(), None).expect("a URL");
        assert_eq!((endpoints.of("sts"), endpoints.of("iam")), (Some("http://given"), Some("http://given")));
    }
}
