//! Before portfolios are shared, and principals associated.

use armillary_model::{AccountId, Part, RelationKind};

use super::{CRAWL, Checks, launch, most};
use crate::{
    organization::{Organization, Portfolio, part_of, targets},
    steps::{SHARING, is_administrator, kind_for, kind_of},
};

pub(super) fn share(id: &str, with: &str, share_principals: Option<bool>, now: &Organization<'_>, checks: &mut Checks) {
    let Some(portfolio) = now.portfolio(id) else { return };
    let there = portfolio.shares.iter().find(|share| share.recipient == with).map(|share| share.kind);
    let kind = there.unwrap_or_else(|| kind_for(now, portfolio, with));
    shares_idle(id, now, checks);
    own_products(portfolio, now, checks);
    checks.holds(
        "not-the-owner",
        portfolio.record.account.to_string() != with,
        format!("{} belongs to {}", now.called(id), now.called(&portfolio.record.account.to_string())),
        "an account has what it owns: nothing is to be shared",
    );
    if kind == "ACCOUNT" {
        let accounts = portfolio.shares.iter().filter(|share| share.kind == kind && share.recipient != with).count();
        let limit = most("accounts-per-shared-portfolio");
        let detail = format!("{} of {limit} accounts", accounts.saturating_add(1));
        checks.holds(
            "share-quota",
            accounts < limit,
            detail,
            "share with an OU instead: that is one share for all in it",
        );
    } else {
        organization_access(portfolio, now, checks);
        administrator(portfolio, now, checks);
    }
    if share_principals == Some(true) {
        checks.holds(
            "principals-shareable",
            matches!(kind, "ORGANIZATION" | "ORGANIZATIONAL_UNIT"),
            format!("principal names go along with a share with {}", now.called(with)),
            "principals are shared with OUs and the organization only: associate them in the account",
        );
    }
    launch::roles(portfolio, with, now, checks);
}

/// What an account imports its owner has to have shared with it; in the Region where the portfolio is.
pub(super) fn import(id: &str, account: &str, now: &Organization<'_>, checks: &mut Checks) {
    let Some(portfolio) = now.portfolio(id) else { return };
    let (called, to) = (now.called(id), now.called(account));
    let is_shared = portfolio.shares.iter().any(|share| share.kind == "ACCOUNT" && share.recipient == account);
    match (is_shared, now.shares_are_read(portfolio)) {
        (true, _) => checks.pass("shared-with-account", format!("{called} is shared with {to}")),
        (false, Ok(())) => checks.fail(
            "shared-with-account",
            format!("{called} is not shared with {to} account to account"),
            "share it first; what is shared through the organization is there without an import",
        ),
        (false, Err(why)) => checks.unknown("shared-with-account", why, CRAWL),
    }
    launch::roles(portfolio, account, now, checks);
}

/// One action on the shares of a portfolio at a time. Those under way are not crawled.
pub(super) fn shares_idle(id: &str, now: &Organization<'_>, checks: &mut Checks) {
    let Some(portfolio) = now.portfolio(id) else { return };
    checks.known("shares-read", now.shares_are_read(portfolio), "the shares of the portfolio are known", CRAWL);
    checks.unknown(
        "share-in-progress",
        "whether another share action of the portfolio is under way is not crawled",
        "nothing to do: AWS refuses a second one (InvalidStateException), and the step waits and asks again",
    );
}

/// A portfolio that holds a product of another account cannot be shared on.
fn own_products(portfolio: &Portfolio<'_>, now: &Organization<'_>, checks: &mut Checks) {
    let owner = portfolio.record.account;
    let is_foreign = |arn: &&str| armillary_model::account_in_arn(arn).is_some_and(|account| account != owner);
    let foreign: Vec<&str> = targets(portfolio.record, RelationKind::Holds).filter(is_foreign).collect();
    match (foreign.first(), part_of(portfolio.record, Part::PRODUCTS)) {
        (Some(product), _) => checks.fail(
            "products-own",
            format!("{} holds {product}, which another account shares", now.called(portfolio.id)),
            "take the product out, or copy it: what is shared cannot be shared on",
        ),
        (None, Ok(())) => {
            checks.pass("products-own", format!("{} holds its owner's products only", now.called(portfolio.id)))
        }
        (None, Err(why)) => checks.unknown("products-own", why, CRAWL),
    }
}

/// Whether sharing through the organization is on: as the management account says, or as follows from a delegated administrator for Service Catalog.
fn organization_access(portfolio: &Portfolio<'_>, now: &Organization<'_>, checks: &mut Checks) {
    const TURN_ON: &str = "`aws servicecatalog enable-aws-organizations-access` in the management account turns it on";
    if let Some(status) = now.catalog_access() {
        let detail = format!("sharing through the organization is {status}");
        return checks.holds("organization-access", status == "ENABLED", detail, TURN_ON);
    }
    match now.members().find(|member| now.administers(*member, SHARING) == Ok(true)) {
        Some(member) => checks.pass(
            "organization-access",
            format!(
                "account {} administers Service Catalog for the organization",
                now.called(&member.account.to_string())
            ),
        ),
        None => {
            let shares = portfolio.shares.iter().filter(|share| share.kind != "ACCOUNT").count();
            checks.unknown(
                "organization-access",
                format!("whether sharing through the organization is on was not read ({shares} such shares of this portfolio)"),
                "`aws servicecatalog get-aws-organizations-access-status` in the management account tells, and \
                 `enable-aws-organizations-access` turns it on",
            );
        }
    }
}

/// Only the management account and delegated administrators share through the organization.
fn administrator(portfolio: &Portfolio<'_>, now: &Organization<'_>, checks: &mut Checks) {
    let owner = portfolio.record.account;
    let called = now.called(&owner.to_string());
    match is_administrator(now, owner) {
        Ok(may) => checks.holds(
            "delegated-administrator",
            may,
            format!("account {called} {} share through the organization", if may { "may" } else { "may not" }),
            "register it as a delegated administrator for servicecatalog.amazonaws.com, or share with each account",
        ),
        Err(why) => checks.unknown("delegated-administrator", why, CRAWL),
    }
}

pub(super) fn principal(
    id: &str,
    account: &str,
    principal: &str,
    associate: bool,
    now: &Organization<'_>,
    checks: &mut Checks,
) {
    let (Some(portfolio), Ok(account)) = (now.portfolio(id), account.parse::<AccountId>()) else { return };
    let place = now.called(&account.to_string());
    match (now.seen_by(account, portfolio), now.catalog_is_read(account, &portfolio.record.region)) {
        (Some(_), _) => checks.pass("portfolio-seen", format!("{place} sees {}", now.called(id))),
        (None, Ok(())) => checks.fail(
            "portfolio-seen",
            format!("{place} does not see {}", now.called(id)),
            "share the portfolio with the account, or with an OU above it, first",
        ),
        (None, Err(why)) => checks.unknown("portfolio-seen", why, CRAWL),
    }
    if !associate {
        return;
    }
    let kind = kind_of(principal).unwrap_or_default();
    if kind == "IAM" {
        match now.has_principal(account, principal) {
            Ok(there) => checks.holds(
                "principal-there",
                there && armillary_model::account_in_arn(principal) == Some(account),
                format!("`{principal}` in account {place}"),
                "name a role, user or group that the account has; one that comes later can be named by a pattern",
            ),
            Err(why) => checks.unknown("principal-there", why, CRAWL),
        }
    }
    room(portfolio, account, kind, now, checks);
}

/// A portfolio has so many principals in an account, and so many patterns.
fn room(portfolio: &Portfolio<'_>, account: AccountId, kind: &str, now: &Organization<'_>, checks: &mut Checks) {
    let Some(seen) = now.seen_by(account, portfolio) else { return };
    let granted = || seen.relations.iter().filter(|relation| relation.kind == RelationKind::GrantsTo);
    let of_kind = granted().filter(|relation| relation.label == kind).count();
    let (count, limit) = match kind {
        "IAM_PATTERN" => (of_kind, most("patterns-per-portfolio")),
        _ => (granted().count(), most("principals-per-portfolio")),
    };
    let detail = format!("{count} of {limit} are associated");
    match (count < limit, part_of(seen, Part::PRINCIPALS)) {
        (false, _) => checks.fail("principal-quota", detail, "take some away first, or name several by one pattern"),
        (true, Ok(())) => checks.pass("principal-quota", detail),
        (true, Err(why)) => checks.unknown("principal-quota", why, CRAWL),
    }
}
