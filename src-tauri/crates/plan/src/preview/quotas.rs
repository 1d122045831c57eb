//! What of AWS's limits is used, where a plan changes it.

use armillary_facts::limit;
use armillary_model::{Record, RelationKind};
use serde::{Deserialize, Serialize};

use super::Ids;
use crate::organization::{Organization, RCP, SCP, short, targets, type_of};

/// What of a limit is used, before and after.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanQuota"))]
pub struct Quota {
    /// Of what there is a limit, and where.
    pub name: String,
    /// How much is used before.
    pub before: u32,
    /// How much is used after.
    pub after: u32,
    /// The limit; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub limit: Option<u32>,
}

pub(super) fn used(
    before: &Organization<'_>,
    after: &Organization<'_>,
    ids: &Ids,
    account_quota: Option<u32>,
) -> Vec<Quota> {
    let accounts = |organization: &Organization<'_>| organization.members().count();
    let closed = |organization: &Organization<'_>| organization.members().filter(|member| !member.is_active()).count();
    let mut quotas = vec![
        quota("accounts of the organization", accounts(before), accounts(after), account_quota),
        quota("accounts closed or being closed, of those within 30 days", closed(before), closed(after), {
            Some(crate::preflight::closure_quota(accounts(before).saturating_sub(1)))
        }),
    ];
    quotas.extend(attachments(before, after, ids));
    quotas.extend(shares(before, after));
    quotas.retain(|quota| quota.before != quota.after);
    quotas
}

/// Policies of a type on a root, OU or account.
fn attachments(before: &Organization<'_>, after: &Organization<'_>, ids: &Ids) -> Vec<Quota> {
    let mut quotas = Vec::new();
    for (id, now) in after.policies() {
        let then = before.policy(id);
        let kind = type_of(now);
        let (what, limit) = match kind {
            SCP => ("SCPs", limit("service-control-policies-per-target")),
            RCP => ("RCPs", limit("resource-control-policies-per-target")),
            _ => continue,
        };
        let is_there = |target: &&str| before.node(target).is_some() || before.below(target).len() == 1;
        for target in differing(then, now).into_iter().filter(is_there) {
            let count = |organization: &Organization<'_>| organization.attached(kind, target).0.len();
            let name = format!("{what} attached to {}", ids.text(&after.called(target)));
            quotas.push(quota(&name, count(before), count(after), limit));
        }
    }
    quotas.sort();
    quotas.dedup();
    quotas
}

/// What a policy is attached to in one of two states only.
fn differing<'a>(then: Option<&'a Record>, now: &'a Record) -> Vec<&'a str> {
    let all = |record: &'a Record| -> std::collections::BTreeSet<&'a str> {
        targets(record, RelationKind::AttachedTo).map(short).collect()
    };
    let (then, now) = (then.map(all).unwrap_or_default(), all(now));
    then.symmetric_difference(&now).copied().collect()
}

/// Accounts that a portfolio is shared with one by one.
fn shares(before: &Organization<'_>, after: &Organization<'_>) -> Vec<Quota> {
    let count = |organization: &Organization<'_>, id: &str| {
        let shares = organization.portfolio(id).map(|portfolio| portfolio.shares.as_slice()).unwrap_or_default();
        shares.iter().filter(|share| share.kind == "ACCOUNT").count()
    };
    let of = |id: &str| {
        let name = format!("accounts that {} is shared with one by one", after.called(id));
        quota(&name, count(before, id), count(after, id), limit("accounts-per-shared-portfolio"))
    };
    after.portfolios().map(|portfolio| of(portfolio.id)).collect()
}

fn quota(name: &str, before: usize, after: usize, limit: Option<u32>) -> Quota {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Quota { name: name.to_owned(), before: count(before), after: count(after), limit }
}
