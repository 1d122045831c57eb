//! Which accounts see which portfolios, or no longer see them.

use std::collections::BTreeSet;

use armillary_model::{AccountId, Part, RelationKind};
use serde::{Deserialize, Serialize};

use super::{Ids, Named};
use crate::organization::{Organization, part_of, target};

/// A portfolio that accounts begin or cease to see.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PortfolioEffect {
    /// The portfolio's id.
    pub portfolio: String,
    /// Its name.
    pub name: String,
    /// The Region that it is in, and is seen in. Plans made before this was told have none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<String>", optional))]
    pub region: String,
    /// How many accounts see it before.
    pub seen_before: u32,
    /// How many see it after.
    pub seen_after: u32,
    /// The accounts that begin to see it.
    pub gains: Vec<Named>,
    /// The accounts that cease to see it. What they launched stays.
    pub loses: Vec<Named>,
    /// Of those that see it after the plan and are touched by it, those in which nobody may launch from it.
    pub unusable: Vec<Named>,
}

pub(super) fn changes(before: &Organization<'_>, after: &Organization<'_>, ids: &Ids) -> Vec<PortfolioEffect> {
    let mut effects = Vec::new();
    for portfolio in after.portfolios() {
        let then: BTreeSet<AccountId> =
            before.portfolio(portfolio.id).map(|known| before.reached(known).into_keys().collect()).unwrap_or_default();
        let now: BTreeSet<AccountId> = after.reached(portfolio).into_keys().collect();
        let named = |accounts: Vec<AccountId>| -> Vec<Named> {
            accounts.into_iter().map(|account| ids.named(after, account)).collect()
        };
        let gains: Vec<AccountId> = now.difference(&then).copied().collect();
        let loses: Vec<AccountId> = then.difference(&now).copied().collect();
        if gains.is_empty() && loses.is_empty() {
            continue;
        }
        let is_unusable = |account: &AccountId| {
            let received = after.received(*account, portfolio.id);
            received.is_some_and(|seen| {
                part_of(seen, Part::PRINCIPALS).is_ok() && target(seen, RelationKind::GrantsTo).is_none()
            })
        };
        effects.push(PortfolioEffect {
            portfolio: portfolio.id.to_owned(),
            name: portfolio.record.name.clone(),
            region: portfolio.record.region.clone(),
            seen_before: count(then.len()),
            seen_after: count(now.len()),
            unusable: named(gains.iter().copied().filter(is_unusable).collect()),
            gains: named(gains),
            loses: named(loses),
        });
    }
    effects
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
