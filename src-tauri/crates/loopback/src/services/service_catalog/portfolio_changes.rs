//! Making portfolios, deleting them, and putting products into them.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    not_found,
    portfolios::detail,
    refusal::Refusal,
    tokens::{made_before, remember},
    view::{Seen, own, own_mut, own_portfolio, own_portfolio_mut},
};
use crate::{
    services::{Answer, Request, given_tags, written_tags},
    state::{Portfolio, State},
    wire::map,
};

/// How many portfolios an account may have in a Region ("AWS Service Catalog service quotas").
const MOST: usize = 100;
/// How many products a portfolio may hold.
const MOST_PRODUCTS: usize = 150;

/// `CreatePortfolio`.
pub(in crate::services) fn create_portfolio(state: &mut State, request: &Request) -> Answer {
    let (name, provider) = (request.required("DisplayName")?, request.required("ProviderName")?);
    let description = request.input.text("Description").unwrap_or_default();
    request.check_length("DisplayName", name, 1..=100)?;
    request.check_length("ProviderName", provider, 1..=50)?;
    request.check_length("Description", description, 0..=2_000)?;
    let tags = given_tags(request, 20)?;
    if let Some(id) = made_before(state, request)? {
        return written(state, request, &id);
    }
    if own_mut(state, request).portfolios.len() >= MOST {
        return Err(Refusal::PortfolioNumber.into());
    }
    let id = state.organization.new_id("port-", 13);
    let portfolio = Portfolio {
        id: id.clone(),
        name: name.to_owned(),
        description: description.to_owned(),
        provider: provider.to_owned(),
        created: request.now,
        products: BTreeSet::new(),
        principals: Vec::new(),
        shares: Vec::new(),
        recipient_principals: BTreeMap::new(),
        tag_options: BTreeSet::new(),
        tags,
    };
    own_mut(state, request).portfolios.insert(id.clone(), portfolio);
    remember(state, request, &id);
    written(state, request, &id)
}

/// `DeletePortfolio`: only one that holds no products and that nobody may use.
pub(in crate::services) fn delete_portfolio(state: &mut State, request: &Request) -> Answer {
    let portfolio = own_portfolio(state, request, "Id")?;
    if !portfolio.products.is_empty() || !portfolio.principals.is_empty() || !portfolio.shares.is_empty() {
        return Err(Refusal::PortfolioInUse.into());
    }
    let id = portfolio.id.clone();
    own_mut(state, request).portfolios.remove(&id);
    Ok(map! {})
}

/// `AssociateProductWithPortfolio`: a product that is in it stays there. Adding products of other accounts to a portfolio of one's own
/// is not played.
pub(in crate::services) fn associate_product_with_portfolio(state: &mut State, request: &Request) -> Answer {
    let product = own_product(state, request)?;
    let portfolio = own_portfolio_mut(state, request)?;
    if !portfolio.products.contains(&product) && portfolio.products.len() >= MOST_PRODUCTS {
        return Err(Refusal::PortfolioProducts.into());
    }
    portfolio.products.insert(product);
    Ok(map! {})
}

/// `DisassociateProductFromPortfolio`: not while there are constraints on it.
pub(in crate::services) fn disassociate_product_from_portfolio(state: &mut State, request: &Request) -> Answer {
    let product = own_product(state, request)?;
    let portfolio = own_portfolio(state, request, "PortfolioId")?.id.clone();
    let catalog = own_mut(state, request);
    let mut constraints = catalog.constraints.values();
    if constraints.any(|constraint| constraint.portfolio == portfolio && constraint.product == product) {
        return Err(Refusal::ProductConstrained.into());
    }
    if !own_portfolio_mut(state, request)?.products.remove(&product) {
        return Err(not_found("Product", &product));
    }
    Ok(map! {})
}

/// The caller's own product asked for.
pub(super) fn own_product(state: &State, request: &Request) -> Result<String, crate::services::AwsError> {
    let id = request.required("ProductId")?;
    let is_own = own(state, request).is_some_and(|catalog| catalog.products.contains_key(id));
    if is_own { Ok(id.to_owned()) } else { Err(not_found("Product", id)) }
}

fn written(state: &State, request: &Request, id: &str) -> Answer {
    let catalog = own(state, request).ok_or_else(|| not_found("Portfolio", id))?;
    let portfolio = catalog.portfolios.get(id).ok_or_else(|| not_found("Portfolio", id))?;
    let seen = Seen { owner: request.account, catalog, portfolio };
    Ok(map! { "PortfolioDetail": detail(request, &seen), "Tags": written_tags(&portfolio.tags) })
}
