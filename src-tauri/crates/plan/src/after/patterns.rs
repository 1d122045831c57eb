//! Principal names that a share carries to its recipients: they come and go with the share, the owner's list and the account's place.

use std::collections::BTreeSet;

use armillary_model::{AccountId, Relation, RelationKind};

use super::{
    Touched, principals,
    records::{Records, relate, unrelate},
};
use crate::organization::{Organization, Portfolio};

const PATTERN: &str = "IAM_PATTERN";

/// Gives recipients what they get anew, and takes from them what they no longer get.
pub(super) fn update(records: &mut Records, before: &Organization<'_>, after: &Organization<'_>, touched: &Touched) {
    for portfolio in after.portfolios() {
        let is_touched = touched.portfolios.contains(portfolio.id);
        if !is_touched && touched.accounts.is_empty() {
            continue;
        }
        let reached = after.reached(portfolio).into_keys();
        for account in reached.filter(|account| is_touched || touched.accounts.contains(account)) {
            let then = before.portfolio(portfolio.id).map(|known| carried(before, known, account)).unwrap_or_default();
            let now = carried(after, portfolio, account);
            if let Some(record) = principals::received_by(records, account, portfolio.id) {
                for gone in then.difference(&now) {
                    unrelate(record, RelationKind::GrantsTo, |known| known == *gone);
                    principals::unlist(record, gone);
                }
                for new in now.difference(&then) {
                    relate(record, Relation::new(RelationKind::GrantsTo, *new, PATTERN));
                    principals::list(record, new, PATTERN);
                }
            }
        }
    }
}

/// The patterns that an account gets along with a portfolio.
fn carried<'a>(organization: &Organization<'a>, portfolio: &Portfolio<'a>, account: AccountId) -> BTreeSet<&'a str> {
    if !organization.carries_principals(portfolio, account) {
        return BTreeSet::new();
    }
    let relations = portfolio.record.relations.iter();
    let is_pattern = |relation: &&Relation| relation.kind == RelationKind::GrantsTo && relation.label == PATTERN;
    relations.filter(is_pattern).map(|relation| relation.target.as_str()).collect()
}
