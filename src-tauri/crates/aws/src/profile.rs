//! The profiles of the shared AWS configuration (`~/.aws/config` and `~/.aws/credentials`).

use aws_config::profile::{ProfileSet, load};
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};

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

/// Every profile, sorted by name; empty where there is no configuration. Fails with the parser's words on a malformed file.
pub async fn profiles() -> Result<Vec<ProfileSummary>, String> {
    Ok(summaries(&read(None).await?))
}

/// Reads the shared configuration with a profile selected.
pub(crate) async fn read(selected: Option<String>) -> Result<ProfileSet, String> {
    let files = EnvConfigFiles::default();
    let set = load(&Fs::real(), &Env::real(), &files, selected.map(Into::into)).await;
    set.map_err(|error| crate::failure::chain(&error).join(": "))
}

fn summaries(set: &ProfileSet) -> Vec<ProfileSummary> {
    let mut names: Vec<&str> = set.profiles().collect();
    names.sort_unstable();
    let summary = |name: &str| {
        let profile = set.get_profile(name)?;
        let identity_center = profile.get("sso_session").or_else(|| profile.get("sso_start_url")).is_some();
        Some(ProfileSummary {
            name: name.to_owned(),
            region: profile.get("region").map(str::to_owned),
            identity_center,
        })
    };
    names.into_iter().filter_map(summary).collect()
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
        let files = EnvConfigFiles::default();
        let set = load(&fs, &env, &files, None).await.expect("parses");
        let found = summaries(&set);
        let names: Vec<&str> = found.iter().map(|profile| profile.name.as_str()).collect();
        assert_eq!(names, ["ci", "default", "hub"]);
        assert_eq!(found[1].region.as_deref(), Some("eu-west-1"));
        assert!(found[2].identity_center && !found[0].identity_center);
    }
}
