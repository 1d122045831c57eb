//! Before tags are changed.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::AccountId;

use super::{Checks, most};
use crate::organization::Organization;

pub(super) fn check(
    account: &str,
    set: &BTreeMap<String, String>,
    remove: &BTreeSet<String>,
    now: &Organization<'_>,
    checks: &mut Checks,
) {
    valid(set.iter(), checks);
    let reserved: Vec<&String> = remove.iter().filter(|key| is_of_aws(key)).collect();
    if let Some(key) = reserved.first() {
        checks.fail("tags-valid", format!("`{key}` is AWS's own"), "leave tags that begin with `aws:` as they are");
    }
    let Some(member) = account.parse::<AccountId>().ok().and_then(|account| now.member(account)) else { return };
    let limit = most("tags-per-resource");
    let kept =
        member.tags().map(|(key, _)| key).filter(|key| !set.contains_key(*key) && !remove.contains(*key)).count();
    let after = kept.saturating_add(set.len());
    match member.tags_are_read() {
        _ if after > limit => {
            checks.fail("tags-per-resource", format!("{} of {limit}", in_words(after)), "take some tags away first");
        }
        Ok(()) => checks.pass("tags-per-resource", format!("{} of {limit}", in_words(after))),
        Err(why) => checks.unknown("tags-per-resource", why, "crawl with `--account-tags`"),
    }
}

/// Keys and values that AWS takes.
pub(super) fn valid<'a>(tags: impl Iterator<Item = (&'a String, &'a String)>, checks: &mut Checks) {
    let (longest_key, longest_value) = (most("tag-key-characters"), most("tag-value-characters"));
    let is_plain = |letter: char| letter.is_alphanumeric() || letter == ' ' || "_.:/=+-@".contains(letter);
    let mut count: usize = 0;
    for (key, value) in tags {
        count = count.saturating_add(1);
        let is_long = key.chars().count() > longest_key || value.chars().count() > longest_value;
        if key.is_empty() || is_long || is_of_aws(key) || !key.chars().chain(value.chars()).all(is_plain) {
            checks.fail(
                "tags-valid",
                format!("`{key}` = `{value}`"),
                "keys have 1 to 128 characters, values at most 256: letters, digits, spaces and `_.:/=+-@`; `aws:` is AWS's own",
            );
            return;
        }
    }
    if count > 0 {
        checks.pass("tags-valid", in_words(count));
    }
}

fn in_words(count: usize) -> String {
    format!("{count} {}", if count == 1 { "tag" } else { "tags" })
}

fn is_of_aws(key: &str) -> bool {
    key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
}
