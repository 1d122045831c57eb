//! Arguments, checked before anything is called: what is meant is taken, what cannot be meant is said with what could be.

use crate::partition;

/// An argument that makes no sense.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadArgument {
    /// Nothing was given.
    #[error("it is empty; {0}")]
    Empty(&'static str),
    /// Not the name of a role.
    #[error(
        "`{0}` is not a role name; give the name as in the IAM console, such as `ArmillaryReadRole`, or with its path, such as `audit/ReadRole`"
    )]
    Role(String),
    /// No such Region.
    #[error("there is no Region `{name}`; the Regions are {known}")]
    Region {
        /// What was given.
        name: String,
        /// What could have been meant.
        known: String,
    },
    /// Regions that no credentials hold in at the same time.
    #[error(
        "`{0}` and `{1}` are Regions of different partitions, and no credentials are valid in both; crawl each partition by itself"
    )]
    Partitions(String, String),
    /// Not an external id.
    #[error("`{0}` is not an external id: 2 to 1224 letters, digits and `+=,.@:/-_`, without spaces")]
    ExternalId(String),
    /// Not a URL.
    #[error("`{0}` is not an endpoint URL; give one such as `https://aws.example.com` or `http://127.0.0.1:4566`")]
    Endpoint(String),
}

/// The role to assume in member accounts: a name, with its path where it has one. An ARN stands for the role of that name in each
/// account.
pub fn role_name(text: &str) -> Result<String, BadArgument> {
    let text = text.trim();
    if text.is_empty() {
        return Err(BadArgument::Empty("name the role to assume, or leave the option out"));
    }
    let wrong = || BadArgument::Role(text.to_owned());
    let name = match text.strip_prefix("arn:") {
        Some(arn) => {
            let mut parts = arn.splitn(5, ':');
            let (service, resource) = (parts.nth(1), parts.nth(2));
            resource.filter(|_| service == Some("iam")).and_then(|name| name.strip_prefix("role/")).ok_or_else(wrong)?
        }
        None => text,
    };
    let name = name.trim_matches('/');
    let own = name.rsplit('/').next().unwrap_or_default();
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "+=,.@_-".contains(letter);
    let sound = !name.contains("//") && name.chars().all(|letter| letter == '/' || allowed(letter));
    if sound && (1..=64).contains(&own.len()) && name.len() <= 512 { Ok(name.to_owned()) } else { Err(wrong()) }
}

/// The name of a Region.
pub fn region(text: &str) -> Result<String, BadArgument> {
    let name = text.trim().to_ascii_lowercase();
    if name.is_empty() {
        return Err(BadArgument::Empty(
            "name Regions such as `eu-west-1,us-east-1`, or leave the option out to read all that are enabled",
        ));
    }
    if partition::is_region(&name) {
        return Ok(name);
    }
    Err(BadArgument::Region { known: partition::suggestions(&name), name: text.trim().to_owned() })
}

/// Several Regions, separated by commas or spaces, all of one partition.
pub fn regions(text: &str) -> Result<Vec<String>, BadArgument> {
    let names = text.split([',', ' ', '\t', '\n']).filter(|name| !name.is_empty());
    let names = names.map(region).collect::<Result<Vec<_>, _>>()?;
    if names.is_empty() {
        region(text)?;
    }
    same_partition(&names)?;
    Ok(names)
}

/// Says so where Regions are not all of one partition.
pub(crate) fn same_partition(names: &[String]) -> Result<(), BadArgument> {
    let [first, others @ ..] = names else { return Ok(()) };
    let home = partition::of_region(first);
    match others.iter().find(|name| partition::of_region(name) != home) {
        Some(other) => Err(BadArgument::Partitions(first.clone(), other.clone())),
        None => Ok(()),
    }
}

/// The external id sent when a role is assumed.
pub fn external_id(text: &str) -> Result<String, BadArgument> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "+=,.@:/-_".contains(letter);
    if text.is_empty() {
        return Err(BadArgument::Empty(
            "give the external id that the role's trust policy asks for, or leave the option out",
        ));
    }
    let sound = (2..=1224).contains(&text.len()) && text.chars().all(allowed);
    if sound { Ok(text.to_owned()) } else { Err(BadArgument::ExternalId(text.to_owned())) }
}

/// An endpoint to use in place of AWS.
pub fn endpoint_url(text: &str) -> Result<String, BadArgument> {
    let text = text.trim();
    if text.is_empty() {
        return Err(BadArgument::Empty(
            "give an endpoint URL such as `http://127.0.0.1:4566`, or leave the option out",
        ));
    }
    let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    match host {
        Some(host) if !host.is_empty() && !host.starts_with('/') && !host.contains(char::is_whitespace) => {
            Ok(text.to_owned())
        }
        _ => Err(BadArgument::Endpoint(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_taken_for_what_is_meant() {
        let good = |text: &str| role_name(text).expect("is meant as a role");
        assert_eq!(good("X"), "X");
        assert_eq!(good("/audit/X"), "audit/X");
        assert_eq!(good(" audit/X "), "audit/X");
        assert_eq!(good("arn:aws:iam::111122223333:role/audit/X"), "audit/X");
        assert_eq!(good("arn:aws-eusc:iam::111122223333:role/X"), "X");
        for text in ["", "  ", "/", "a b", "a//b", "arn:aws:iam::111122223333:user/x", "arn:aws:s3:::x", "rôle"] {
            assert!(role_name(text).is_err(), "{text}");
        }
    }

    #[test]
    fn regions_are_taken_for_what_is_meant() {
        assert_eq!(regions("us-east-1, eu-west-1").expect("both exist"), ["us-east-1", "eu-west-1"]);
        assert_eq!(regions("us-east-1,,EU-WEST-1").expect("both exist"), ["us-east-1", "eu-west-1"]);
        for text in ["", " ", ",", "eu-wset-1", "us-east-1,euwest1", "eu-west"] {
            assert!(regions(text).is_err(), "{text}");
        }
        let message = regions("eu-wset-1").expect_err("misspelt").to_string();
        assert!(message.contains("`eu-wset-1`") && message.contains("eu-west-1"), "{message}");
    }

    #[test]
    fn regions_of_two_partitions_cannot_be_read_at_once() {
        let message = regions("eusc-de-east-1,eu-west-1").expect_err("two partitions").to_string();
        assert!(message.contains("`eusc-de-east-1`") && message.contains("`eu-west-1`"), "{message}");
    }

    #[test]
    fn endpoints_must_be_urls() {
        assert!(endpoint_url("http://127.0.0.1:4566").is_ok());
        for text in ["", "127.0.0.1:4566", "ftp://x", "http://", "http:///x", "http://a b"] {
            assert!(endpoint_url(text).is_err(), "{text}");
        }
    }

    #[test]
    fn external_ids_have_their_letters() {
        assert!(external_id("team:a/b-1").is_ok());
        assert!(external_id("").is_err() && external_id("a").is_err() && external_id("a b").is_err());
    }
}
