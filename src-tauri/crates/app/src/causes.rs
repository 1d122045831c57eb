//! Why units are not known: one cause for what a hundred accounts answer alike.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::{AccountId, Gap, Service, Status, UnitReading};
use armillary_wire::{CoverageCause, Failure, NamedAccount};

use crate::{cache::CacheAt, rows};

/// How many accounts of a cause are named; how many there are is always told.
const NAMED: usize = 50;

/// The causes of units that are not known: what is denied and failed first, then what concerns most units.
pub fn causes<'c>(
    cache: &CacheAt,
    unread: impl Iterator<Item = UnitReading<'c>>,
) -> Result<Vec<CoverageCause>, Failure> {
    let mut seen: BTreeMap<Cause, Seen> = BTreeMap::new();
    for unit in unread {
        for cause in Cause::of(&unit) {
            let seen = seen.entry(cause).or_default();
            seen.units += 1;
            seen.accounts.insert(unit.account);
            seen.services.insert(unit.service);
            if !seen.regions.contains(unit.region) {
                seen.regions.insert(unit.region.to_owned());
            }
        }
    }
    let mut causes = seen.into_iter().map(|(cause, seen)| row(cache, cause, seen)).collect::<Result<Vec<_>, _>>()?;
    causes.sort_by_key(|cause| (rank(cause), std::cmp::Reverse(cause.units)));
    Ok(causes)
}

/// What makes two gaps one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Cause {
    status: Status,
    not_reached: bool,
    operation: String,
    code: String,
    message: String,
}

#[derive(Default)]
struct Seen {
    units: u32,
    accounts: BTreeSet<AccountId>,
    services: BTreeSet<Service>,
    regions: BTreeSet<String>,
}

impl Cause {
    /// The causes of one unit, each once; a unit without a gap has one without a call.
    fn of(unit: &UnitReading<'_>) -> BTreeSet<Self> {
        let of = |gap: Option<&Gap>| Self {
            status: unit.reading.status,
            not_reached: unit.reading.is_not_reached(),
            operation: gap.map_or_else(String::new, |gap| gap.operation.clone()),
            code: gap.map_or_else(String::new, |gap| gap.code.clone()),
            message: gap.map_or_else(String::new, |gap| general(&gap.message)),
        };
        match unit.reading.gaps {
            [] => BTreeSet::from([of(None)]),
            gaps => gaps.iter().map(|gap| of(Some(gap))).collect(),
        }
    }
}

/// A message without what differs from one call to the next: account ids, and the ids of requests.
fn general(message: &str) -> String {
    let mut general = String::with_capacity(message.len());
    let mut rest = message;
    while !rest.is_empty() {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        let word = &rest[..rest.find(|letter| !is_part(letter)).unwrap_or(rest.len())];
        match word.len() {
            0 => {
                let next = rest.chars().next().map_or(1, char::len_utf8);
                general.push_str(&rest[..next]);
                rest = &rest[next..];
            }
            length => {
                general.push_str(if is_account(word) || is_request(word) { "…" } else { word });
                rest = &rest[length..];
            }
        }
    }
    general
}

fn is_account(word: &str) -> bool {
    word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A UUID, as request ids are.
fn is_request(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    let lengths = parts.iter().map(|part| part.len());
    lengths.eq([8, 4, 4, 4, 12]) && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// What is refused or fails can be mended, what was not reached can be read, and what was left out is as it was asked for.
fn rank(cause: &CoverageCause) -> u8 {
    match cause.status {
        Status::Denied => 0,
        Status::Failed => 1,
        _ if cause.not_reached => 2,
        _ => 3,
    }
}

fn row(cache: &CacheAt, cause: Cause, seen: Seen) -> Result<CoverageCause, Failure> {
    let named =
        |id: &AccountId| Ok::<_, Failure>(NamedAccount { account: id.to_string(), name: cache.account_name(*id)? });
    Ok(CoverageCause {
        status: cause.status,
        not_reached: cause.not_reached,
        operation: cause.operation,
        code: cause.code,
        message: cause.message,
        units: seen.units,
        accounts: rows::count(seen.accounts.len() as u64),
        first: seen.accounts.iter().take(NAMED).map(named).collect::<Result<_, _>>()?,
        services: seen.services.into_iter().collect(),
        regions: seen.regions.into_iter().collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_between_accounts_makes_no_other_cause() {
        let denied = |account: &str, request: &str| {
            format!(
                "User: arn:aws:sts::{account}:assumed-role/Crawl/armillary is not authorized to perform: iam:ListRoles (request {request})"
            )
        };
        let one = general(&denied("111122223333", "0f6a4c1e-9c2b-4b57-8a45-2f6f1f1b5c11"));
        assert_eq!(one, general(&denied("444455556666", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee")));
        assert_eq!(
            one,
            "User: arn:aws:sts::…:assumed-role/Crawl/armillary is not authorized to perform: iam:ListRoles (request …)"
        );
        assert_eq!(general("no answer in eu-west-1 – 12 times"), "no answer in eu-west-1 – 12 times");
        assert_eq!(general("1234567890123"), "1234567890123");
    }
}
