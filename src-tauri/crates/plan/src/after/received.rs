//! Portfolios as accounts see them once shares and places are others.

use std::collections::BTreeSet;

use armillary_model::{AccountId, Kind, Record, Relation, RelationKind};
use serde_json::{Map, Value};

use super::{Touched, records::Records};
use crate::organization::{Organization, Portfolio, Reached, Share, short, target};

/// Adds what accounts see anew and takes away what they no longer see. Accounts that are closed keep what was last known of them.
pub(super) fn update(records: &mut Records, before: &Organization<'_>, after: &Organization<'_>, touched: &Touched) {
    for portfolio in after.portfolios() {
        let is_touched = touched.portfolios.contains(portfolio.id);
        if !is_touched && touched.accounts.is_empty() {
            continue;
        }
        let then = before.portfolio(portfolio.id).map(|before_it| before.reached(before_it)).unwrap_or_default();
        let now = after.reached(portfolio);
        let all: BTreeSet<AccountId> = then.keys().chain(now.keys()).copied().collect();
        let changed = all.into_iter().filter(|account| is_touched || touched.accounts.contains(account));
        for account in changed.filter(|account| after.member(*account).is_some_and(|member| member.is_active())) {
            change(records, portfolio, account, &then, &now);
        }
    }
}

fn change(records: &mut Records, portfolio: &Portfolio<'_>, account: AccountId, then: &Reached<'_>, now: &Reached<'_>) {
    match (then.get(&account), now.get(&account)) {
        (None, Some(share)) => {
            let is_there = records.all.iter().any(|record| is_received(record, portfolio.id, account));
            if !is_there {
                let received = received(records, portfolio, account, *share);
                records.all.push(received);
            }
        }
        (Some(_), None) => records.all.retain(|record| !is_received(record, portfolio.id, account)),
        _ => {}
    }
}

/// A portfolio as an account begins to see it: with no principals.
fn received(records: &Records, portfolio: &Portfolio<'_>, account: AccountId, share: Share<'_>) -> Record {
    let owned = portfolio.record;
    let kind = if share.kind == "ACCOUNT" { "IMPORTED" } else { "AWS_ORGANIZATIONS" };
    let copied = ["Id", "ARN", "DisplayName", "Description", "CreatedTime", "ProviderName"];
    let copied = copied.iter().filter_map(|name| Some(((*name).to_owned(), owned.document.get(*name)?.clone())));
    let mut document: Map<String, Value> = copied.collect();
    document.insert("PortfolioShareType".to_owned(), kind.into());
    let relations = vec![Relation::new(RelationKind::ReceivedFrom, owned.arn.as_str(), kind)];
    Record {
        arn: records.catalog(account, &owned.region, &format!("accepted-portfolio-share/{}", portfolio.id)),
        kind: Kind::AcceptedPortfolioShare,
        account,
        region: owned.region.clone(),
        name: owned.name.clone(),
        document: Value::Object(document),
        relations,
        stale: false,
        as_of: records.crawl,
        unread: Vec::new(),
    }
}

fn is_received(record: &Record, portfolio: &str, account: AccountId) -> bool {
    record.kind == Kind::AcceptedPortfolioShare
        && record.account == account
        && target(record, RelationKind::ReceivedFrom).map(short) == Some(portfolio)
}
