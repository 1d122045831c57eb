//! What a crawl was asked to read, and whether another one asks for the same.

use armillary_model::{AccountId, Service};
use serde::{Deserialize, Serialize};

use crate::crawls::Identity;

/// What a crawl was asked to read. Empty means all.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The Regions.
    pub regions: Vec<String>,
    /// Only accounts below this OU.
    pub ou: Option<String>,
    /// Only these accounts.
    pub accounts: Vec<AccountId>,
    /// Only these services.
    pub services: Vec<Service>,
    /// The tags of accounts too.
    pub account_tags: bool,
}

impl Asked {
    /// In what another crawl differs from this one, in words.
    pub(crate) fn differences(&self, other: &Self) -> Vec<String> {
        let list = |names: Vec<String>| if names.is_empty() { "all".to_owned() } else { names.join(", ") };
        let accounts = |asked: &Self| list(sorted(asked.accounts.iter().map(ToString::to_string)));
        let services = |asked: &Self| list(sorted(asked.services.iter().map(ToString::to_string)));
        let regions = |asked: &Self| list(sorted(asked.regions.iter().cloned()));
        let tags = |asked: &Self| if asked.account_tags { "read" } else { "not read" }.to_owned();
        let ou = |asked: &Self| asked.ou.clone().unwrap_or_else(|| "all".to_owned());
        let pairs = [
            ("Regions", regions(self), regions(other)),
            ("OU", ou(self), ou(other)),
            ("accounts", accounts(self), accounts(other)),
            ("services", services(self), services(other)),
            ("tags of accounts", tags(self), tags(other)),
        ];
        let differing = pairs.into_iter().filter(|(_, then, now)| then != now);
        differing.map(|(what, then, now)| format!("{what}: {then} then, {now} now")).collect()
    }
}

/// In what the identity of another crawl differs, in words. Who assumes a role is the role: the name of the session is whatever it is.
pub(crate) fn identities_differ(then: &Identity, now: &Identity) -> Option<String> {
    let (then, now) = (then.caller.as_deref()?, now.caller.as_deref()?);
    (principal(then) != principal(now)).then(|| format!("caller: {then} then, {now} now"))
}

fn principal(caller: &str) -> &str {
    match caller.contains(":assumed-role/") {
        true => caller.rsplit_once('/').map_or(caller, |(role, _)| role),
        false => caller,
    }
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named() {
        let of = |regions: &[&str], ou: Option<&str>| Asked {
            regions: regions.iter().map(|name| (*name).to_owned()).collect(),
            ou: ou.map(str::to_owned),
            ..Asked::default()
        };
        assert!(of(&["a", "b"], None).differences(&of(&["b", "a"], None)).is_empty());
        let told = of(&["a"], None).differences(&of(&[], Some("ou-1")));
        assert_eq!(told, ["Regions: a then, all now", "OU: all then, ou-1 now"]);
        let tags = Asked { account_tags: true, ..Asked::default() };
        assert_eq!(tags.differences(&Asked::default()), ["tags of accounts: read then, not read now"]);
    }

    #[test]
    fn a_session_by_another_name_is_the_same_caller() {
        let of = |caller: &str| Identity { caller: Some(caller.to_owned()), ..Identity::default() };
        let role = |name: &str| of(&format!("arn:aws:sts::111122223333:assumed-role/Audit/{name}"));
        assert_eq!(identities_differ(&role("one"), &role("two")), None);
        assert!(identities_differ(&role("one"), &of("arn:aws:iam::111122223333:user/me")).is_some());
        assert_eq!(identities_differ(&Identity::default(), &role("one")), None);
    }
}
