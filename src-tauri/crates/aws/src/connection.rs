//! How to reach an organization: whose credentials, which endpoint, which role in the member accounts.

use serde::{Deserialize, Serialize};

use crate::{AwsError, Secret, check};

/// The role assumed in member accounts when none is named.
pub const DEFAULT_ROLE: &str = "ArmillaryReadRole";

/// The connection options. Serializable without secrets: keys are named as they are kept in the keyring.
///
/// Credentials are taken from `access_key`, else from the keyring entry `key`, else from the profile, else where the AWS CLI and boto3
/// look: environment variables, the profile that the environment names, the default profile, container, machine.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Connection {
    /// A profile of the shared AWS configuration.
    pub profile: Option<String>,
    /// The name of an access key kept in the system's keyring.
    pub key: Option<String>,
    /// An endpoint to use in place of AWS, for every service.
    pub endpoint_url: Option<String>,
    /// The Regions to read; empty asks for the enabled ones.
    pub regions: Vec<String>,
    /// The role assumed in member accounts; [`DEFAULT_ROLE`] where none is named.
    pub role_name: Option<String>,
    /// The external id sent when assuming it.
    pub external_id: Option<String>,
    /// Read only accounts below this OU.
    pub ou: Option<String>,
    /// An access key held in memory alone.
    #[serde(skip)]
    pub access_key: Option<AccessKey>,
}

impl Connection {
    /// The name of the role assumed in member accounts.
    pub fn role(&self) -> &str {
        self.role_name.as_deref().unwrap_or(DEFAULT_ROLE)
    }

    /// The connection with each option taken for what is meant; an error where one cannot be meant.
    pub fn checked(&self) -> Result<Self, AwsError> {
        let argument = |option| move |problem| AwsError::Argument { option, problem };
        let one = |value: &Option<String>, option, check: fn(&str) -> Result<String, check::BadArgument>| {
            value.as_deref().map(check).transpose().map_err(argument(option))
        };
        let regions = self.regions.iter().map(|region| check::region(region)).collect::<Result<Vec<_>, _>>();
        let regions = regions.and_then(|regions| check::same_partition(&regions).map(|()| regions));
        Ok(Self {
            role_name: one(&self.role_name, "role name", check::role_name)?,
            external_id: one(&self.external_id, "external id", check::external_id)?,
            endpoint_url: one(&self.endpoint_url, "endpoint", check::endpoint_url)?,
            regions: regions.map_err(argument("list of Regions"))?,
            ..self.clone()
        })
    }
}

/// An access key. Its secret parts cannot be shown or serialized.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccessKey {
    /// The access key id.
    pub id: String,
    /// The secret access key.
    pub secret: Secret,
    /// The session token, for temporary keys.
    pub session_token: Option<Secret>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serialized_connection_holds_no_secret() {
        let key = AccessKey { id: "AKIAEXAMPLE".into(), secret: Secret::new("s3cr3t"), session_token: None };
        let connection = Connection { profile: Some("hub".into()), access_key: Some(key), ..Connection::default() };
        let text = serde_json::to_string(&connection).expect("serializes");
        assert!(!text.contains("s3cr3t") && !text.contains("AKIAEXAMPLE"));
        assert!(!format!("{connection:?}").contains("s3cr3t"));
        let back: Connection = serde_json::from_str(&text).expect("parses");
        assert_eq!(back.profile.as_deref(), Some("hub"));
        assert_eq!(back.role(), DEFAULT_ROLE);
    }
}
