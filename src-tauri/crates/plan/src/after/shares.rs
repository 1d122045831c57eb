//! Portfolio shares: made, changed, taken, ended.

use armillary_model::{Kind, Record, Relation, RelationKind};
use serde_json::{Value, json};

use super::{Call, Touched, records::Records};
use crate::organization::{short, target, text};

/// With whom: the kind of share, and the recipient's id.
fn recipient(call: Call<'_>) -> (&'static str, String) {
    let Some(node) = call.step.parameters.get("OrganizationNode") else {
        return ("ACCOUNT", call.text("AccountId"));
    };
    let kind = match node.get("Type").and_then(Value::as_str) {
        Some("ORGANIZATION") => "ORGANIZATION",
        Some("ORGANIZATIONAL_UNIT") => "ORGANIZATIONAL_UNIT",
        _ => "ORGANIZATION_MEMBER_ACCOUNT",
    };
    (kind, call.value(node.get("Value")))
}

pub(super) fn create(records: &mut Records, call: Call<'_>, touched: &mut Touched) {
    let portfolio = call.text("PortfolioId");
    let (kind, with) = recipient(call);
    touched.portfolios.insert(portfolio.clone());
    let is_there = of(records, &portfolio, kind, &with).is_some();
    let owner = records
        .find(Kind::Portfolio, &portfolio)
        .map(|record| (record.arn.clone(), record.account, record.region.clone()));
    let Some((arn, account, region)) = owner.filter(|_| !is_there) else { return };
    let flag = |name: &str| call.step.parameters.get(name).and_then(Value::as_bool).unwrap_or(false);
    let document = json!({
        "PortfolioId": portfolio,
        "PrincipalId": with,
        "Type": kind,
        "Accepted": kind != "ACCOUNT",
        "ShareTagOptions": flag("ShareTagOptions"),
        "SharePrincipals": flag("SharePrincipals"),
    });
    let mut relations = vec![
        Relation::new(RelationKind::SharesPortfolio, arn, ""),
        Relation::new(RelationKind::SharedWith, with.clone(), kind),
    ];
    relations.sort_unstable();
    records.all.push(Record {
        arn: records.catalog(account, &region, &format!("portfolio-share/{portfolio}/{kind}/{with}")),
        kind: Kind::PortfolioShare,
        account,
        region,
        name: format!("{portfolio} to {with}"),
        document,
        relations,
        stale: false,
        as_of: records.crawl,
        unread: Vec::new(),
    });
}

pub(super) fn update(records: &mut Records, call: Call<'_>, touched: &mut Touched) {
    let portfolio = call.text("PortfolioId");
    let (kind, with) = recipient(call);
    let members = of(records, &portfolio, kind, &with).and_then(|share| share.document.as_object_mut());
    if let Some(members) = members {
        for name in ["SharePrincipals", "ShareTagOptions"] {
            let given = call.step.parameters.get(name);
            members.extend(given.map(|flag| (name.to_owned(), flag.clone())));
        }
    }
    touched.portfolios.insert(portfolio);
}

pub(super) fn accept(records: &mut Records, call: Call<'_>, touched: &mut Touched) {
    let portfolio = call.text("PortfolioId");
    let with = call.caller().map(|account| account.to_string()).unwrap_or_default();
    let members = of(records, &portfolio, "ACCOUNT", &with).and_then(|share| share.document.as_object_mut());
    if let Some(members) = members {
        members.insert("Accepted".to_owned(), true.into());
    }
    touched.portfolios.insert(portfolio);
}

pub(super) fn delete(records: &mut Records, call: Call<'_>, touched: &mut Touched) {
    let portfolio = call.text("PortfolioId");
    let (kind, with) = recipient(call);
    records.all.retain(|record| !is_share(record, &portfolio, kind, &with));
    touched.portfolios.insert(portfolio);
}

fn of<'r>(records: &'r mut Records, portfolio: &str, kind: &str, with: &str) -> Option<&'r mut Record> {
    records.all.iter_mut().find(|record| is_share(record, portfolio, kind, with))
}

fn is_share(record: &Record, portfolio: &str, kind: &str, with: &str) -> bool {
    record.kind == Kind::PortfolioShare
        && target(record, RelationKind::SharesPortfolio).map(short) == Some(portfolio)
        && target(record, RelationKind::SharedWith).map(short) == Some(with)
        && text(record, "Type") == Some(kind)
}
