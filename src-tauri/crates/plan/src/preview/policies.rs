//! Which organization policies apply to which accounts, or no longer apply.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Change, Ids, Named};
use crate::organization::{Organization, RCP, SCP};

/// A policy that begins or ceases to apply to accounts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PolicyEffect {
    /// `added` where it begins to apply, `removed` where it ceases to.
    pub change: Change,
    /// The policy's id.
    pub policy: String,
    /// Its name.
    pub name: String,
    /// Its type, in the words of the API.
    #[serde(rename = "type")]
    pub kind: String,
    /// The accounts.
    pub accounts: Vec<Named>,
}

pub(super) fn changes(before: &Organization<'_>, after: &Organization<'_>, ids: &Ids) -> Vec<PolicyEffect> {
    let mut found: BTreeMap<(Change, &str, &str), Vec<Named>> = BTreeMap::new();
    if attachments(before) == attachments(after) && places(before) == places(after) {
        return Vec::new();
    }
    for member in after.members().filter(|member| member.is_active()) {
        for kind in [SCP, RCP] {
            let (then, now) = (before.applying(kind, member.account), after.applying(kind, member.account));
            for policy in now.difference(&then) {
                found.entry((Change::Added, policy, kind)).or_default().push(ids.named(after, member.account));
            }
            for policy in then.difference(&now) {
                found.entry((Change::Removed, policy, kind)).or_default().push(ids.named(after, member.account));
            }
        }
    }
    let effect = |((change, policy, kind), accounts): ((Change, &str, &str), Vec<Named>)| PolicyEffect {
        change,
        policy: policy.to_owned(),
        name: after.name(policy).to_owned(),
        kind: kind.to_owned(),
        accounts,
    };
    found.into_iter().map(effect).collect()
}

fn attachments<'a>(organization: &'a Organization<'_>) -> Vec<&'a [armillary_model::Relation]> {
    organization.policies().map(|(_, record)| record.relations.as_slice()).collect()
}

fn places<'a>(organization: &'a Organization<'_>) -> Vec<(armillary_model::AccountId, Option<&'a str>)> {
    organization.members().map(|member| (member.account, member.parent)).collect()
}
