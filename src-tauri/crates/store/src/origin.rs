//! Where a crawl read from, kept beside it so that it can be gone on with by whoever opens the cache later. There is no secret in it.

use serde::{Deserialize, Serialize};

/// Where a crawl read from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Origin {
    /// The embedded organization of the demo: the same whenever it is started with the same numbers.
    Demo {
        /// How many accounts it has.
        accounts: u32,
        /// What its names and ids follow from.
        seed: u64,
    },
    /// AWS, or an endpoint in its place. What is not named is found in the environment, as it was then.
    Connection {
        /// A profile of the shared AWS configuration.
        profile: Option<String>,
        /// The name of an access key in the system's keyring.
        key: Option<String>,
        /// The endpoint.
        endpoint_url: Option<String>,
        /// The role assumed in member accounts.
        role_name: Option<String>,
        /// The external id sent with it: AWS counts it as no secret, and shows it to whoever may read the role, as this cache does.
        external_id: Option<String>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_kept_as_it_was() {
        let profile = Some("audit".to_owned());
        let connection =
            Origin::Connection { profile, key: None, endpoint_url: None, role_name: None, external_id: None };
        for origin in [Origin::Demo { accounts: 64, seed: 1 }, connection] {
            let text = serde_json::to_string(&origin).expect("text");
            assert_eq!(serde_json::from_str::<Origin>(&text).expect("an origin"), origin, "{text}");
        }
    }
}
