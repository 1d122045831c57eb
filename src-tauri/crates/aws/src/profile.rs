//! The profiles that can be chosen.

use aws_types::os_shim_internal::{Env, Fs};

use crate::shared_config::{self, ConfigError, SharedConfig};

/// A profile that can be chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProfileSummary {
    /// Its name.
    pub name: String,
    /// Its Region, where it names one.
    pub region: Option<String>,
    /// Whether it signs in through IAM Identity Center.
    pub identity_center: bool,
}

/// Every profile, sorted by name; empty where there is no configuration.
pub async fn profiles() -> Result<Vec<ProfileSummary>, ConfigError> {
    Ok(summaries(&shared_config::read(&Env::real(), &Fs::real()).await?))
}

fn summaries(config: &SharedConfig) -> Vec<ProfileSummary> {
    let summary = |(name, profile): (&String, &shared_config::Profile)| ProfileSummary {
        name: name.clone(),
        region: profile.get("region").map(str::to_owned),
        identity_center: profile.get("sso_session").or_else(|| profile.get("sso_start_url")).is_some(),
    };
    config.profiles.iter().map(summary).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "[default]\nregion = eu-west-1\n[profile hub]\nsso_session = corp\nsso_account_id = 111122223333\n\
                          sso_role_name = Audit\n[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://x\n";

    #[tokio::test]
    async fn profiles_are_listed_by_name() {
        let env = Env::from_slice(&[("AWS_CONFIG_FILE", "/config"), ("AWS_SHARED_CREDENTIALS_FILE", "/credentials")]);
        let fs = Fs::from_slice(&[("/config", CONFIG), ("/credentials", "[ci]\naws_access_key_id = A\n")]);
        let found = summaries(&shared_config::read(&env, &fs).await.expect("reads"));
        let names: Vec<&str> = found.iter().map(|profile| profile.name.as_str()).collect();
        assert_eq!(names, ["ci", "default", "hub"]);
        assert_eq!(found[1].region.as_deref(), Some("eu-west-1"));
        assert!(found[2].identity_center && !found[0].identity_center);
    }
}
