//! Whom portfolios reach.
//!
//! Rules: a share with an OU reaches the accounts below it, one with the organization all; the owner and accounts that are not active are
//! not counted. The management account is counted only where it lists the portfolio: AWS does not say that such shares reach it.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::AccountId;

use super::{Organization, Portfolio, Share};

/// The accounts that a portfolio reaches, each with the share that brings it there first.
pub(crate) type Reached<'a> = BTreeMap<AccountId, Share<'a>>;

impl<'a> Organization<'a> {
    /// The accounts that a share reaches, or would.
    pub fn recipients(&self, owner: AccountId, portfolio: &str, recipient: &str) -> BTreeSet<AccountId> {
        let is_direct = recipient.parse::<AccountId>().is_ok();
        let counts = |account: &AccountId| {
            let is_active = self.member(*account).is_some_and(|member| member.is_active());
            let is_management = *account == self.management;
            *account != owner
                && is_active
                && (is_direct || !is_management || self.received(*account, portfolio).is_some())
        };
        self.below(recipient).into_iter().filter(counts).collect()
    }

    /// The accounts that a portfolio reaches by shares that take effect: those through the organization, and those that were accepted.
    pub fn reached(&self, portfolio: &Portfolio<'a>) -> Reached<'a> {
        let mut reached = Reached::new();
        let takes_effect = |share: &&Share<'a>| share.kind != "ACCOUNT" || share.is_accepted();
        for share in portfolio.shares.iter().filter(takes_effect) {
            for account in self.recipients(portfolio.record.account, portfolio.id, share.recipient) {
                reached.entry(account).or_insert(*share);
            }
        }
        reached
    }

    /// The share that would bring a portfolio to accounts in a node: with it, or with one above it.
    pub fn share_above(&self, portfolio: &Portfolio<'a>, node: &str) -> Option<Share<'a>> {
        let chain = self.chain(node);
        let reaches = |share: &&Share<'a>| share.recipient == self.id || chain.contains(&share.recipient);
        portfolio.shares.iter().find(reaches).copied()
    }

    /// Whether a share that reaches an account carries principal names to it.
    pub fn carries_principals(&self, portfolio: &Portfolio<'a>, account: AccountId) -> bool {
        let own = account.to_string();
        let parent = self.member(account).and_then(|member| member.parent);
        let chain = parent.map(|parent| self.chain(parent)).unwrap_or_default();
        let reaches = |recipient: &str| recipient == self.id || recipient == own || chain.contains(&recipient);
        portfolio.shares.iter().any(|share| share.flag("SharePrincipals") && reaches(share.recipient))
    }
}
