//! Sharing portfolios, and ending shares: one action per portfolio at a time, each with a token that is polled to its end.

use armillary_model::AccountId;
use serde_json::{Map, Value, json};

use crate::{
    Claim,
    draft::{Draft, Lane, NewStep, parameters},
    organization::{Organization, Portfolio, Share},
};

/// The service as a delegated administrator has it.
pub(crate) const PRINCIPAL: &str = "servicecatalog.amazonaws.com";

/// What is shared along with the products.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Along {
    pub principals: Option<bool>,
    pub tag_options: Option<bool>,
}

/// Shares a portfolio with an account, OU or organization; of a share that is there, changes what is shared along where it differs. The
/// recipient can be an account that an earlier step creates, which is then among the needs. The step that makes the portfolio seen.
pub(super) fn share(
    now: &Organization<'_>,
    draft: &mut Draft<'_>,
    portfolio: &str,
    with: &str,
    along: Along,
    needs: &[String],
) -> Option<String> {
    let portfolio = now.portfolio(portfolio)?;
    let there: Vec<Share<'_>> = portfolio.shares.iter().filter(|share| share.recipient == with).copied().collect();
    if there.is_empty() {
        return Some(create(now, draft, portfolio, with, along, needs));
    }
    there.into_iter().filter_map(|share| change(now, draft, portfolio, share, along)).last()
}

fn create(
    now: &Organization<'_>,
    draft: &mut Draft<'_>,
    portfolio: &Portfolio<'_>,
    with: &str,
    along: Along,
    needs: &[String],
) -> String {
    let kind = kind_for(now, portfolio, with);
    let flags = [("SharePrincipals", along.principals), ("ShareTagOptions", along.tag_options)];
    let mut parameters = recipient(portfolio, kind, with);
    parameters.extend(flags.into_iter().map(|(name, flag)| (name.to_owned(), json!(flag.unwrap_or(false)))));
    let (called, to) = (now.called(portfolio.id), called(now, with));
    let created = draft.step(NewStep {
        title: format!("share {called} with {to}"),
        operation: "CreatePortfolioShare",
        parameters,
        needs: needs.to_vec(),
        repeatable: "yes",
        verify: format!("the share is completed without errors, and {to} sees the portfolio"),
        undo: "end the share; what was launched from it stays".to_owned(),
        claims: claims(now, portfolio, kind, with),
        ..call(portfolio)
    });
    if kind == "ACCOUNT" { import(now, draft, portfolio, with, Some(&created)).unwrap_or(created) } else { created }
}

/// Changes what is shared along, and takes the share where nobody did.
fn change(
    now: &Organization<'_>,
    draft: &mut Draft<'_>,
    portfolio: &Portfolio<'_>,
    share: Share<'_>,
    along: Along,
) -> Option<String> {
    let asked = [("SharePrincipals", along.principals), ("ShareTagOptions", along.tag_options)];
    let differs = |(name, flag): (&'static str, Option<bool>)| {
        flag.filter(|flag| *flag != share.flag(name)).map(|flag| (name.to_owned(), json!(flag)))
    };
    let differing: Vec<(String, Value)> = asked.into_iter().filter_map(differs).collect();
    let (called, to) = (now.called(portfolio.id), called(now, share.recipient));
    let mut last = None;
    if !differing.is_empty() {
        let mut parameters = recipient(portfolio, share.kind, share.recipient);
        parameters.extend(differing);
        last = Some(draft.step(NewStep {
            title: format!("change what {to} gets along with {called}"),
            operation: "UpdatePortfolioShare",
            parameters,
            repeatable: "yes",
            verify: "the share has what was asked for".to_owned(),
            undo: "change it back".to_owned(),
            claims: claims(now, portfolio, share.kind, share.recipient),
            ..call(portfolio)
        }));
    }
    if share.kind == "ACCOUNT" && !share.is_accepted() {
        last = import(now, draft, portfolio, share.recipient, last.as_ref()).or(last);
    }
    last
}

/// Imports a portfolio that its owner shared with an account, unless the account has it. What comes through the organization needs none.
pub(super) fn take(now: &Organization<'_>, draft: &mut Draft<'_>, portfolio: &str, account: &str) {
    let Some(portfolio) = now.portfolio(portfolio) else { return };
    let shared = portfolio.shares.iter().find(|share| share.kind == "ACCOUNT" && share.recipient == account);
    let is_there = match shared {
        Some(share) => share.is_accepted(),
        None => account.parse().is_ok_and(|account| now.seen_by(account, portfolio).is_some()),
    };
    if !is_there {
        import(now, draft, portfolio, account, None);
    }
}

/// What is shared account to account has to be taken by the recipient. Outside the organization that is for others to do.
fn import(
    now: &Organization<'_>,
    draft: &mut Draft<'_>,
    portfolio: &Portfolio<'_>,
    with: &str,
    after: Option<&String>,
) -> Option<String> {
    let is_member = with.parse::<AccountId>().map_or(true, |account| now.member(account).is_some());
    let (called, to) = (now.called(portfolio.id), called(now, with));
    if !is_member {
        draft.left_out.insert(format!(
            "account {with} is not in the organization: somebody there has to import {called} in {}",
            portfolio.record.region
        ));
        return None;
    }
    Some(draft.step(NewStep {
        title: format!("import {called} into {to}"),
        operation: "AcceptPortfolioShare",
        account: with.to_owned(),
        parameters: parameters! { "PortfolioId": portfolio.id, "PortfolioShareType": "IMPORTED" },
        needs: after.into_iter().cloned().collect(),
        repeatable: "yes",
        verify: format!("{to} lists the portfolio as imported"),
        undo: "end the share".to_owned(),
        claims: vec![Claim::Share { portfolio: portfolio.id.to_owned(), recipient: with.to_owned() }],
        seconds: [1, 30],
        ..call(portfolio)
    }))
}

/// Ends all shares with an account, OU or organization.
pub(super) fn unshare(now: &Organization<'_>, draft: &mut Draft<'_>, portfolio: &str, with: &str) {
    let Some(portfolio) = now.portfolio(portfolio) else { return };
    for share in portfolio.shares.iter().filter(|share| share.recipient == with) {
        let (called, to) = (now.called(portfolio.id), called(now, with));
        draft.step(NewStep {
            title: format!("end the share of {called} with {to}"),
            operation: "DeletePortfolioShare",
            parameters: recipient(portfolio, share.kind, with),
            repeatable: "reconciled by the shares of the portfolio",
            verify: format!("{to} no longer sees the portfolio, unless another share brings it"),
            undo: "share it again; recipients associate their principals anew".to_owned(),
            claims: claims(now, portfolio, share.kind, with),
            ..call(portfolio)
        });
    }
}

/// By which kind of share an account, OU or organization is reached. Through the organization where the owner may: such shares need no
/// import.
pub(crate) fn kind_for(now: &Organization<'_>, portfolio: &Portfolio<'_>, with: &str) -> &'static str {
    if with == now.id {
        return "ORGANIZATION";
    }
    if now.node(with).is_some() {
        return "ORGANIZATIONAL_UNIT";
    }
    let is_member = with.parse::<AccountId>().map_or(true, |account| now.member(account).is_some());
    let may = is_administrator(now, portfolio.record.account);
    if is_member && may == Ok(true) { "ORGANIZATION_MEMBER_ACCOUNT" } else { "ACCOUNT" }
}

/// Whether an account may share through the organization.
pub(crate) fn is_administrator(now: &Organization<'_>, account: AccountId) -> Result<bool, String> {
    if account == now.management {
        return Ok(true);
    }
    let member = now.member(account).ok_or_else(|| format!("account {account} is not known"))?;
    now.administers(member, PRINCIPAL)
}

fn claims(now: &Organization<'_>, portfolio: &Portfolio<'_>, kind: &str, with: &str) -> Vec<Claim> {
    let mut claims = Vec::new();
    let owner = portfolio.record.account;
    if with.parse::<AccountId>().is_ok() || now.node(with).is_some() || with == now.id {
        claims.push(Claim::Share { portfolio: portfolio.id.to_owned(), recipient: with.to_owned() });
    }
    if now.node(with).is_some() {
        claims.push(Claim::Node { node: with.to_owned() });
    }
    if kind != "ACCOUNT" && owner != now.management {
        claims.push(Claim::Administrator { account: owner, service: PRINCIPAL.to_owned() });
    }
    claims
}

fn call(portfolio: &Portfolio<'_>) -> NewStep {
    NewStep {
        service: "servicecatalog",
        account: portfolio.record.account.to_string(),
        region: portfolio.record.region.clone(),
        lanes: vec![Lane::SharesOf(portfolio.id.to_owned())],
        seconds: [15, 300],
        ..NewStep::default()
    }
}

fn recipient(portfolio: &Portfolio<'_>, kind: &str, with: &str) -> Map<String, Value> {
    let node = match kind {
        "ACCOUNT" => return parameters! { "PortfolioId": portfolio.id, "AccountId": with },
        "ORGANIZATION_MEMBER_ACCOUNT" => "ACCOUNT",
        other => other,
    };
    parameters! { "PortfolioId": portfolio.id, "OrganizationNode": json!({ "Type": node, "Value": with }) }
}

fn called(now: &Organization<'_>, with: &str) -> String {
    if crate::reference::step_in(with).is_some() { "the new account".to_owned() } else { now.called(with) }
}
