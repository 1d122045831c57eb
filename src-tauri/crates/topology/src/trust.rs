//! Ways from one account into another: as trust policies name them, or as they were evaluated.

use std::{borrow::Cow, collections::BTreeMap};

use armillary_model::{AccountId, AccountTrust, Kind, RelationKind, TrustCounts};

use crate::{
    EdgeState, Topology,
    edge::Ties,
    layout::{OUTSIDE, PLATFORM},
};

/// The ways from one account into another.
pub(crate) struct Way {
    pub ties: Ties,
    pub label: String,
}

/// The ways of a pair; `None` where what policies name has no effect, and from an account to itself.
pub(crate) fn way(pair: &AccountTrust) -> Option<Way> {
    if pair.trusting == pair.trusted {
        return None;
    }
    let Some(TrustCounts { allowed, allowed_if, unknown }) = pair.evaluated else {
        return Some(Way { ties: Ties::of(pair.count, EdgeState::Named), label: named_words(pair) });
    };
    let parts = [
        (allowed, EdgeState::Solid, "allowed"),
        (allowed_if, EdgeState::Conditional, "under conditions"),
        (unknown, EdgeState::Unknown, "not known"),
    ];
    let there = || parts.iter().filter(|(count, ..)| *count > 0);
    let ties = there().map(|(count, state, _)| Ties::of(*count, *state)).reduce(Ties::and)?;
    let words: Vec<String> = there().map(|(count, _, what)| format!("{count} {what}")).collect();
    Some(Way { ties, label: words.join(", ") })
}

fn named_words(pair: &AccountTrust) -> String {
    let statements = if pair.count == 1 { String::from("1 statement") } else { format!("{} statements", pair.count) };
    match pair.whole_account {
        0 => statements,
        _ => format!("{statements}, whole account named"),
    }
}

impl Topology {
    /// The defence ring an account is in, 0 innermost.
    pub(crate) fn ring_of_account(&self, account: AccountId) -> usize {
        let Some(at) = self.tree.member_of(account) else { return OUTSIDE };
        if self.tree.member(at).hub.is_some() { PLATFORM } else { self.layout.ring_of_member(&self.tree, at) }
    }

    /// The kind of a way: whether it crosses into an inner defence ring.
    pub(crate) fn way_kind(&self, from: AccountId, to: AccountId) -> &'static str {
        if self.ring_of_account(from) > self.ring_of_account(to) { "trusts-inward" } else { "trusts" }
    }

    /// Which accounts have ways into which. From the counts that came with the snapshot; where
    /// it has none, counted from the roles in it.
    pub(crate) fn trust_pairs(&self) -> Cow<'_, [AccountTrust]> {
        if !self.trust.is_empty() {
            return Cow::Borrowed(&self.trust);
        }
        let mut pairs: BTreeMap<(AccountId, AccountId), (u32, u32)> = BTreeMap::new();
        for (role, node) in self.resources.of_kind(Kind::Role) {
            for (principal, _) in self.resources.targets(role, RelationKind::Trusts) {
                let principal = self.resources.node(principal);
                if let (Some(trusting), Some(trusted)) = (node.account, principal.account) {
                    let counts = pairs.entry((trusting, trusted)).or_default();
                    counts.0 = counts.0.saturating_add(1);
                    counts.1 = counts.1.saturating_add(u32::from(principal.kind == Some(Kind::Account)));
                }
            }
        }
        let pairs = pairs.into_iter().map(|((trusting, trusted), (count, whole_account))| AccountTrust {
            trusting,
            trusted,
            count,
            whole_account,
            evaluated: None,
        });
        Cow::Owned(pairs.collect())
    }
}
