//! What condition keys hold (Service Authorization Reference; for keys of every service the IAM User Guide).

use std::sync::OnceLock;

use crate::table::{Table, words};

pub(crate) const KEYS: Table = Table(include_str!("../data/condition_keys.tsv"));
pub(crate) const MORE_KEYS: Table = Table(include_str!("../data/condition_keys_by_hand.tsv"));
pub(crate) const CARRIERS: Table = Table(include_str!("../data/carried_keys_by_hand.tsv"));

/// Whose requests carry a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Carrier {
    /// Requests of users, roles and root users only.
    IamPrincipals,
    /// Requests of services only.
    Services,
    /// The requests of one caller, one after the other, all with the same value.
    OneCaller,
}

/// The keys that only requests of these carry, or carry alike.
pub fn carried_by(carrier: Carrier) -> impl Iterator<Item = &'static str> {
    let name = match carrier {
        Carrier::IamPrincipals => "iam-principals",
        Carrier::Services => "services",
        Carrier::OneCaller => "one-caller",
    };
    CARRIERS.cells().filter(move |[by, _, _]| *by == name).map(|[_, key, _source]| key)
}

/// Whether a key holds one value or a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyKind {
    /// One value.
    Single,
    /// A list of values.
    Many,
}

struct Row {
    /// In lower case; what a key of its own name begins with where it is open.
    name: String,
    open: bool,
    kind: KeyKind,
}

fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Box<[Row]>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let by_hand = MORE_KEYS.cells().map(|[kind, key, _source]| (kind, key));
        let listed = KEYS.cells().flat_map(|[kind, keys]| words(keys, ' ').map(move |key| (kind, key)));
        let mut rows: Vec<Row> = by_hand.chain(listed).map(|(kind, key)| Row::of(kind, key)).collect();
        // What is kept by hand comes first, and counts.
        rows.sort_by(|one, two| one.name.cmp(&two.name));
        rows.dedup_by(|later, first| later.name == first.name && later.open == first.open);
        rows.into()
    })
}

impl Row {
    fn of(kind: &str, key: &str) -> Row {
        let (name, open) = key.strip_suffix('*').map_or((key, false), |start| (start, true));
        let kind = if kind.starts_with("ArrayOf") { KeyKind::Many } else { KeyKind::Single };
        Row { name: name.to_ascii_lowercase(), open, kind }
    }
}

/// The keys as AWS writes them, in no order and some twice; what ends in `*` goes on with a name of its own: `aws:RequestTag/*`.
pub fn keys() -> impl Iterator<Item = &'static str> {
    let by_hand = MORE_KEYS.cells().map(|[_, key, _source]| key);
    by_hand.chain(KEYS.cells().flat_map(|[_, keys]| words(keys, ' ')))
}

/// What a key (in lower case) holds; `None` where it is not known. The key `amr` of any identity provider is a list (IAM User
/// Guide, "Available keys for AWS web identity federation").
pub fn key(lower: &str) -> Option<KeyKind> {
    let rows = rows();
    let find = |name: &str, open: bool| {
        let start = rows.partition_point(|row| row.name.as_str() < name);
        let same = rows.get(start..)?.iter().take_while(|row| row.name == name);
        same.into_iter().find(|row| row.open == open).map(|row| row.kind)
    };
    let opening = |(place, _)| find(lower.get(..=place)?, true);
    let is_amr = || (lower.ends_with(":amr") && !lower.starts_with("aws:")).then_some(KeyKind::Many);
    find(lower, false).or_else(is_amr).or_else(|| lower.rmatch_indices(['/', ':', '-']).find_map(opening))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_hold_one_value_or_several() {
        for many in ["aws:tagkeys", "sagemaker:imagearns", "sts:identitytokenaudience", "aws:principalorgpaths"] {
            assert_eq!(key(many), Some(KeyKind::Many), "{many}");
        }
        for single in ["aws:principalarn", "aws:requesttag/team", "iam:passedtoservice", "s3:existingobjecttag/a"] {
            assert_eq!(key(single), Some(KeyKind::Single), "{single}");
        }
        let (of_principals, of_services) = (carried_by(Carrier::IamPrincipals), carried_by(Carrier::Services));
        let carried: Vec<_> = of_principals.chain(of_services).chain(carried_by(Carrier::OneCaller)).collect();
        assert!(carried.iter().all(|carried| key(&carried.to_ascii_lowercase()).is_some()), "{carried:?}");
        assert_eq!(carried.len(), CARRIERS.rows().count());
        assert_eq!(key("sagemaker:vpcsecuritygroup"), None);
        assert_eq!(key("login.example.com:amr"), Some(KeyKind::Many));
        assert_eq!(key("x"), None);
        let listed: Vec<&str> = keys().collect();
        assert!(
            ["aws:PrincipalOrgID", "aws:RequestTag/*", "iam:PassedToService"].iter().all(|key| listed.contains(key))
        );
    }
}
