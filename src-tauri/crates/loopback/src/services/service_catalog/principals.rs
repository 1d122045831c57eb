//! Who may launch from a portfolio. Principals are each account's own; only patterns are shared, where the share says so.

use super::{
    PAGES, listing, not_found,
    view::{Seen, all, portfolio, product},
};
use crate::{
    services::{Answer, Request, unless_empty},
    state::{Portfolio, PortfolioPrincipal, PrincipalType, State},
    wire::{Value, map},
};

/// `ListPrincipalsForPortfolio`.
pub(in crate::services) fn list_principals_for_portfolio(state: &State, request: &Request) -> Answer {
    let seen = portfolio(state, request, "PortfolioId")?;
    listing(request, &PAGES, "Principals", principals(state, request, &seen), |principal| {
        map! { "PrincipalARN": &principal.arn, "PrincipalType": principal.kind.as_str() }
    })
}

/// `ListLaunchPaths`: the portfolios through which somebody in the caller's account may launch the product.
pub(in crate::services) fn list_launch_paths(state: &State, request: &Request) -> Answer {
    let id = request.required("ProductId")?;
    product(state, request, |product| product.id == id).ok_or_else(|| not_found("Product", id))?;
    let holding = all(state, request).into_iter().filter(|seen| seen.portfolio.products.contains(id));
    let usable: Vec<Seen<'_>> = holding.filter(|seen| !principals(state, request, seen).is_empty()).collect();
    if usable.is_empty() {
        return Err(not_found("Launch path for product", id));
    }
    listing(request, &PAGES, "LaunchPathSummaries", usable, |seen| {
        let constraints = seen.catalog.constraints.values();
        let constraints =
            constraints.filter(|constraint| constraint.portfolio == seen.portfolio.id && constraint.product == id);
        map! {
            "Id": path_id(seen.portfolio),
            "ConstraintSummaries": Value::list(constraints.map(|constraint| {
                map! { "Type": constraint.kind.as_str(), "Description": unless_empty(&constraint.description) }
            })),
            "Tags": Vec::new(),
            "Name": &seen.portfolio.name,
        }
    })
}

/// The id of the launch path through a portfolio.
pub(super) fn path_id(portfolio: &Portfolio) -> String {
    portfolio.id.replacen("port-", "lpv2-", 1)
}

/// The principals that count for the caller's account.
pub(super) fn principals<'a>(state: &State, request: &Request, seen: &Seen<'a>) -> Vec<&'a PortfolioPrincipal> {
    let portfolio = seen.portfolio;
    if seen.owner == request.account {
        return portfolio.principals.iter().collect();
    }
    let received = state.received_portfolios(request.account, &request.region).into_iter();
    let mut shares = received.filter(|received| received.portfolio.id == portfolio.id).map(|received| received.share);
    let shares_patterns = shares.any(|share| share.share_principals);
    let is_pattern = |principal: &&PortfolioPrincipal| principal.kind == PrincipalType::IamPattern;
    let patterns = portfolio.principals.iter().filter(is_pattern).filter(|_| shares_patterns);
    portfolio.recipient_principals.get(&request.account).into_iter().flatten().chain(patterns).collect()
}
