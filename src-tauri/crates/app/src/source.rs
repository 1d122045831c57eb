//! Where a crawl reads from: in words, for people, and as it is kept in the cache, for whoever goes on with the crawl. Neither holds a secret.

use armillary_aws::{Connection, Session};
use armillary_store::{Asked, Origin};

use crate::demo::Demo;

/// Where the crawl of a session reads from: what its connection says, and what the environment added to it.
pub fn source(connection: &Connection, demo: Option<Demo>, session: &Session) -> (String, Origin) {
    if let Some(demo) = demo {
        return (demo.to_string(), demo.into());
    }
    let text = |given: &Option<String>, found: Option<&str>| given.clone().or_else(|| found.map(str::to_owned));
    let profile = text(&connection.profile, session.profile().filter(|_| connection.key.is_none()));
    let endpoint = text(&connection.endpoint_url, session.endpoint()).map(|endpoint| without_user(&endpoint));
    let whose = match (&profile, &connection.key) {
        (Some(profile), _) => format!("profile {profile}"),
        (None, Some(key)) => format!("key {key}"),
        (None, None) => "environment".to_owned(),
    };
    let words = match &endpoint {
        Some(endpoint) => format!("{whose} at {endpoint}"),
        None => whose,
    };
    let origin = Origin::Connection {
        profile,
        key: connection.key.clone(),
        endpoint_url: endpoint,
        role_name: connection.role_name.clone(),
        external_id: connection.external_id.clone(),
    };
    (words, origin)
}

/// The connection that a crawl was made through, to ask for the same Regions and OU; `None` of the demo, which has to be started first.
pub fn connection(origin: &Origin, asked: &Asked) -> Option<Connection> {
    let Origin::Connection { profile, key, endpoint_url, role_name, external_id } = origin.clone() else { return None };
    let (regions, ou) = (asked.regions.clone(), asked.ou.clone());
    Some(Connection { profile, key, endpoint_url, regions, role_name, external_id, ou, access_key: None })
}

/// An endpoint without the name and password that it may hold.
fn without_user(endpoint: &str) -> String {
    let (scheme, rest) = endpoint.split_once("://").unwrap_or(("", endpoint));
    let end = rest.find('/').unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => format!("{scheme}://{}", &rest[at + 1..]),
        None => endpoint.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_kept() {
        assert_eq!(without_user("http://me:secret@127.0.0.1:4566/x@y"), "http://127.0.0.1:4566/x@y");
        assert_eq!(without_user("https://example.com/a@b"), "https://example.com/a@b");
    }

    #[test]
    fn a_crawl_is_gone_on_with_through_the_connection_it_was_made_through() {
        let profile = Some("audit".to_owned());
        let origin = Origin::Connection {
            profile: profile.clone(),
            key: None,
            endpoint_url: None,
            role_name: Some("Reader".to_owned()),
            external_id: None,
        };
        let asked = Asked { ou: Some("ou-1".to_owned()), ..Asked::default() };
        let again = connection(&origin, &asked).expect("a connection");
        assert_eq!(
            (again.profile, again.role_name.as_deref(), again.ou.as_deref()),
            (profile, Some("Reader"), Some("ou-1"))
        );
        assert!(connection(&Origin::Demo { accounts: 64, seed: 1 }, &asked).is_none());
    }
}
