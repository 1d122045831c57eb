//! Portfolios.

use super::{
    LARGE_PAGES, listing, not_found,
    tag_options::written as tag_option,
    view::{Seen, own_portfolios, portfolio, product, received_portfolios, tells_tag_options},
};
use crate::{
    services::{Answer, Request, unless_empty, written_tags},
    state::State,
    wire::{Value, map},
};

/// `ListPortfolios`: the caller's own.
pub(in crate::services) fn list_portfolios(state: &State, request: &Request) -> Answer {
    listing(request, &LARGE_PAGES, "PortfolioDetails", own_portfolios(state, request), |seen| detail(request, &seen))
}

/// `ListAcceptedPortfolioShares`: what others share with the caller; by default what it has imported itself.
pub(in crate::services) fn list_accepted_portfolio_shares(state: &State, request: &Request) -> Answer {
    let types = ["IMPORTED", "AWS_SERVICECATALOG", "AWS_ORGANIZATIONS"];
    let received = match request.one_of("PortfolioShareType", &types)? {
        Some("AWS_ORGANIZATIONS") => received_portfolios(state, request, true),
        // Portfolios that AWS itself offers.
        Some("AWS_SERVICECATALOG") => Vec::new(),
        _ => received_portfolios(state, request, false),
    };
    listing(request, &LARGE_PAGES, "PortfolioDetails", received, |seen| detail(request, &seen))
}

/// `ListPortfoliosForProduct`: the caller's own portfolios that hold the product.
pub(in crate::services) fn list_portfolios_for_product(state: &State, request: &Request) -> Answer {
    let id = request.required("ProductId")?;
    product(state, request, |product| product.id == id).ok_or_else(|| not_found("Product", id))?;
    let holding = own_portfolios(state, request).into_iter().filter(|seen| seen.portfolio.products.contains(id));
    listing(request, &LARGE_PAGES, "PortfolioDetails", holding, |seen| detail(request, &seen))
}

/// `DescribePortfolio`. Tags are the owner's; tag options are told to others where the share says so.
pub(in crate::services) fn describe_portfolio(state: &State, request: &Request) -> Answer {
    let seen = portfolio(state, request, "Id")?;
    let is_own = seen.owner == request.account;
    let options = if tells_tag_options(state, request, &seen) {
        let options = seen.portfolio.tag_options.iter().filter_map(|id| seen.catalog.tag_options.get(id));
        options.map(|option| tag_option(seen.owner, option)).collect()
    } else {
        Vec::new()
    };
    Ok(map! {
        "PortfolioDetail": detail(request, &seen),
        "Tags": if is_own { written_tags(&seen.portfolio.tags) } else { Vec::new().into() },
        "TagOptions": options,
        "Budgets": Vec::new(),
    })
}

/// A portfolio as it is written everywhere.
pub(super) fn detail(request: &Request, seen: &Seen<'_>) -> Value {
    let portfolio = seen.portfolio;
    map! {
        "Id": &portfolio.id,
        "ARN": portfolio.arn(seen.owner, &request.region),
        "DisplayName": &portfolio.name,
        "Description": unless_empty(&portfolio.description),
        "CreatedTime": portfolio.created,
        "ProviderName": &portfolio.provider,
    }
}
