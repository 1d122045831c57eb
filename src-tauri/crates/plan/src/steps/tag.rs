//! Tags of accounts.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::AccountId;
use serde_json::json;

use super::organizations;
use crate::{
    Claim,
    draft::{Draft, Lane, NewStep, parameters},
    organization::Organization,
};

/// Sets the tags that are not known to be so, and takes away those that are not known to be absent.
pub(super) fn add(
    now: &Organization<'_>,
    draft: &mut Draft<'_>,
    account: AccountId,
    set: &BTreeMap<String, String>,
    remove: &BTreeSet<String>,
) {
    let Some(member) = now.member(account) else { return };
    let id = account.to_string();
    let called = now.called(&id);
    let missing: Vec<(&String, &String)> =
        set.iter().filter(|(key, value)| member.tag(key) != Some(value.as_str())).collect();
    let tag = |key: &String| Claim::Tag { account, key: key.clone() };
    if !missing.is_empty() {
        let tags: Vec<_> = missing.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
        let names: Vec<&str> = missing.iter().map(|(key, _)| key.as_str()).collect();
        draft.step(NewStep {
            title: format!("tag account {called}: {}", names.join(", ")),
            parameters: parameters! { "ResourceId": id, "Tags": tags },
            verify: format!("account {called} has these tags"),
            undo: before(now, account, missing.iter().map(|(key, _)| key.as_str())),
            claims: missing.iter().map(|(key, _)| tag(key)).collect(),
            ..change(now, "TagResource", &id)
        });
    }
    let is_absent = |key: &&String| member.tag(key).is_none() && member.tags_are_read().is_ok();
    let present: Vec<&String> = remove.iter().filter(|key| !is_absent(key)).collect();
    if !present.is_empty() {
        let names: Vec<&str> = present.iter().map(|key| key.as_str()).collect();
        draft.step(NewStep {
            title: format!("take tags from account {called}: {}", names.join(", ")),
            parameters: parameters! { "ResourceId": id, "TagKeys": names },
            verify: format!("account {called} has none of these tags"),
            undo: before(now, account, names.iter().copied()),
            claims: present.iter().map(|key| tag(key)).collect(),
            ..change(now, "UntagResource", &id)
        });
    }
}

fn change(now: &Organization<'_>, operation: &'static str, id: &str) -> NewStep {
    NewStep {
        lanes: vec![Lane::ChangesOf(id.to_owned())],
        repeatable: "yes",
        seconds: [1, 10],
        ..organizations(now, operation)
    }
}

/// What the tags were.
fn before<'k>(now: &Organization<'_>, account: AccountId, keys: impl Iterator<Item = &'k str>) -> String {
    let member = now.member(account);
    let value = |key: &str| match member.and_then(|member| member.tag(key)) {
        Some(value) => format!("`{key}` was `{value}`"),
        None => format!("`{key}` was not set, as far as is known"),
    };
    format!("tag it as it was: {}", keys.map(value).collect::<Vec<_>>().join(", "))
}
