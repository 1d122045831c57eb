//! Ways from one account into another: as trust policies name them, or as they were evaluated; and why some are not known.

use std::{borrow::Cow, collections::BTreeMap};

use armillary_model::{AccountId, AccountTrust, Kind, RelationKind, Service, TrustCounts};

use crate::{
    EdgeState, Topology,
    edge::Ties,
    layout::{OUTSIDE, PLATFORM},
};

/// A way that stays in its defence ring or leads outwards.
const QUIET: &str = "trusts";

/// One that crosses into an inner defence ring as a declared pipeline does.
pub(crate) const DECLARED: &str = "trusts-declared";

/// Any other that crosses inward: what a reviewer came for.
pub(crate) const INWARD: &str = "trusts-inward";

/// The ways from one account into another.
pub(crate) struct Way {
    pub ties: Ties,
    pub label: String,
    pub doubts: Doubts,
}

/// Accounts whose IAM was not read.
pub(crate) type Doubts = BTreeMap<AccountId, Doubt>;

/// What was said where an account's IAM was not read.
#[derive(Clone, Debug)]
pub(crate) struct Doubt {
    pub reason: String,
    /// The crawl that what is known of it is as of.
    pub as_of: Option<i64>,
}

fn named_words(pair: &AccountTrust) -> String {
    let statements = if pair.count == 1 { String::from("1 statement") } else { format!("{} statements", pair.count) };
    match pair.whole_account {
        0 => statements,
        _ => format!("{statements}, whole account named"),
    }
}

/// What evaluation cannot tell although IAM was read.
const OTHERWISE: &str = "a policy, group or tag that decides is not known; the paths between them say which";

/// Of what is said several times, what is said most often.
fn most<'a>(reasons: impl Iterator<Item = &'a str>) -> String {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in reasons {
        let time = times.entry(reason).or_default();
        *time = time.saturating_add(1);
    }
    let many = times.len();
    let most = times.into_iter().max_by_key(|(_, time)| *time).map(|(reason, _)| reason).unwrap_or_default();
    if many > 1 { format!("mostly: {most}") } else { most.to_owned() }
}

impl Topology {
    /// The ways of a pair; `None` where what policies name has no effect, and from an account to itself.
    ///
    /// What could not be evaluated because IAM of one of them was not read, and was read in an earlier crawl, is as it was last read.
    pub(crate) fn way(&self, pair: &AccountTrust) -> Option<Way> {
        if pair.trusting == pair.trusted {
            return None;
        }
        let Some(TrustCounts { allowed, allowed_if, unknown, .. }) = pair.evaluated else {
            let ties = Ties::of(pair.count, EdgeState::Named);
            return Some(Way { ties, label: named_words(pair), doubts: Doubts::new() });
        };
        let doubts = if unknown > 0 { self.doubts(pair) } else { Doubts::new() };
        let last_read = doubts.values().map(|doubt| doubt.as_of).min().flatten();
        let (rest, words) = match last_read {
            Some(crawl) => (EdgeState::Stale, format!("as last read, in crawl {crawl}")),
            None => (EdgeState::Unknown, String::from("not known")),
        };
        let parts = [
            (allowed, EdgeState::Solid, "allowed"),
            (allowed_if, EdgeState::Conditional, "under conditions"),
            (unknown, rest, words.as_str()),
        ];
        let there = || parts.iter().filter(|(count, ..)| *count > 0);
        let ties = there().map(|(count, state, _)| Ties::of(*count, *state)).reduce(Ties::and)?;
        let words: Vec<String> = there().map(|(count, _, what)| format!("{count} {what}")).collect();
        Some(Way { ties, label: words.join(", "), doubts })
    }

    /// The accounts of a pair whose IAM was not read.
    fn doubts(&self, pair: &AccountTrust) -> Doubts {
        let own = [pair.trusting, pair.trusted].into_iter().filter(|account| self.tree.member_of(*account).is_some());
        let unread = own.filter(|_| !self.coverage.is_empty()).filter_map(|account| {
            let reading = self.coverage.why_unread(account, Service::Iam)?.reading;
            let gap = reading.gaps.first();
            let said = gap.map(|gap| if gap.message.is_empty() { &gap.code } else { &gap.message });
            let reason = said.filter(|said| !said.is_empty()).map_or(reading.status.as_str(), String::as_str);
            Some((account, Doubt { reason: reason.to_owned(), as_of: reading.as_of }))
        });
        unread.collect()
    }

    /// Why ways are not known, or not newly; empty where they are.
    pub(crate) fn why(&self, ties: Ties, doubts: &Doubts) -> String {
        if doubts.is_empty() {
            return if ties.unknown > 0 { OTHERWISE.to_owned() } else { String::new() };
        }
        let whose = match doubts.keys().next() {
            Some(account) if doubts.len() == 1 => {
                let member = self.tree.member_of(*account).map(|at| self.tree.member(at).name.clone());
                member.unwrap_or_else(|| account.to_string())
            }
            _ => format!("{} accounts", doubts.len()),
        };
        let reason = most(doubts.values().map(|doubt| doubt.reason.as_str()));
        format!("IAM of {whose} was not read in this crawl: {reason}")
    }

    /// The defence ring an account is in, 0 innermost.
    pub(crate) fn ring_of_account(&self, account: AccountId) -> usize {
        let Some(at) = self.tree.member_of(account) else { return OUTSIDE };
        if self.tree.member(at).hub.is_some() { PLATFORM } else { self.layout.ring_of_member(&self.tree, at) }
    }

    /// The kind of the ways of a pair: whether they cross into an inner defence ring, and whether all that do are declared.
    pub(crate) fn way_kind(&self, pair: &AccountTrust) -> &'static str {
        let is_inward = self.ring_of_account(pair.trusted) > self.ring_of_account(pair.trusting);
        match (is_inward, pair.evaluated.is_some_and(|counts| counts.is_declared())) {
            (true, true) => DECLARED,
            (true, false) => INWARD,
            (false, _) => QUIET,
        }
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
