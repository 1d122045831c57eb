//! Accounts that are not in use: suspended, being closed, closed, or not activated. AWS denies whatever is asked in them, so that no way
//! leads out of one or into one. That is known, and an answer that is empty because of it says so.

use std::collections::BTreeSet;

use armillary_model::{AccountId, account_in_arn};
use armillary_policy::{Effect, Policy, PrincipalElement};
use serde::Serialize;

use crate::{Account, AccountState, Organization};

/// An account in which nobody can act.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IdleAccount {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// Its state.
    pub state: AccountState,
    /// The crawl that its roles are as of; `None` where they were never read.
    pub as_of: Option<i64>,
}

/// Accounts are named up to this number; the rest are counted.
const NAMED: usize = 3;

impl IdleAccount {
    /// All of it in a sentence.
    pub fn sentence(&self) -> String {
        let Self { account, name, state, as_of } = self;
        let roles = match as_of {
            Some(crawl) => format!("its roles are as of crawl {crawl}"),
            None => "its roles were never read".to_owned(),
        };
        let plain = state.plain();
        format!("account `{name}` ({account}) is {plain}: AWS lets nobody act in it or get into it; {roles}")
    }
}

/// What to say of accounts of an answer that are not in use.
pub(super) fn notes(idle: &[IdleAccount]) -> Vec<String> {
    let more = idle.len().saturating_sub(NAMED);
    let mut notes: Vec<String> = idle.iter().take(NAMED).map(IdleAccount::sentence).collect();
    match more {
        0 => {}
        1 => notes.push("so it is with one more account that is not in use".to_owned()),
        more => notes.push(format!("so it is with {more} more accounts that are not in use")),
    }
    notes
}

/// Accounts that a policy names, or principals of which it names, and that are not in use.
pub(super) fn named(policy: &Policy, organization: &Organization) -> Vec<IdleAccount> {
    let allows = policy.statements().iter().filter(|statement| statement.effect() == Effect::Allow);
    let principals = allows.filter_map(|statement| statement.principals()).filter(|principals| !principals.negated);
    let account = |element: PrincipalElement<'_>| match element {
        PrincipalElement::Account(id) => id.parse().ok(),
        PrincipalElement::Arn(arn) => account_in_arn(arn),
        PrincipalElement::UniqueId(id) => {
            organization.find_unique_id(id).map(|principal| organization.principal(principal).account)
        }
        _ => None,
    };
    let named: BTreeSet<AccountId> =
        principals.flat_map(|principals| principals.elements).filter_map(account).collect();
    named.into_iter().filter_map(|id| organization.account(id)?.idle()).collect()
}

impl Account {
    /// That nobody can act in it, and how old what is known of it is; `None` where it is in use.
    pub fn idle(&self) -> Option<IdleAccount> {
        let Self { id, state, iam_as_of, .. } = self;
        let idle = || IdleAccount { account: *id, name: self.name.to_string(), state: *state, as_of: *iam_as_of };
        (!self.can_act()).then(idle)
    }
}
