//! What an account sees: its own portfolios and products, and those that are shared with it.

use armillary_model::AccountId;

use super::not_found;
use crate::{
    services::{AwsError, Request},
    state::{Catalog, Place, Portfolio, Product, ShareType, State},
};

/// A portfolio together with its owner and the owner's catalog.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen<'a> {
    /// The owner.
    pub owner: AccountId,
    /// The owner's catalog in this Region.
    pub catalog: &'a Catalog,
    /// The portfolio.
    pub portfolio: &'a Portfolio,
}

/// The caller's own catalog in the Region asked, if it has one.
pub(super) fn own<'a>(state: &'a State, request: &Request) -> Option<&'a Catalog> {
    state.catalogs.get(&Place::new(request.account, &request.region))
}

/// The same, to change it; an account that has none gets one.
pub(super) fn own_mut<'a>(state: &'a mut State, request: &Request) -> &'a mut Catalog {
    state.catalogs.entry(Place::new(request.account, &request.region)).or_default()
}

/// The caller's own portfolios.
pub(super) fn own_portfolios<'a>(state: &'a State, request: &Request) -> Vec<Seen<'a>> {
    let catalog = own(state, request).into_iter();
    let owner = request.account;
    catalog
        .flat_map(|catalog| catalog.portfolios.values().map(move |portfolio| Seen { owner, catalog, portfolio }))
        .collect()
}

/// The portfolios shared with the caller: through the organization, or accepted from another account. Each once.
pub(super) fn received_portfolios<'a>(
    state: &'a State,
    request: &Request,
    through_organization: bool,
) -> Vec<Seen<'a>> {
    let mut seen: Vec<Seen<'a>> = Vec::new();
    for received in state.received_portfolios(request.account, &request.region) {
        let fits = (received.share.kind != ShareType::Account) == through_organization && received.share.accepted;
        let is_new = !seen.iter().any(|known| known.portfolio.id == received.portfolio.id);
        let catalog = state.catalogs.get(&Place::new(received.owner, &request.region));
        if let (true, Some(catalog)) = (fits && is_new, catalog) {
            seen.push(Seen { owner: received.owner, catalog, portfolio: received.portfolio });
        }
    }
    seen
}

/// Everything the caller sees, its own first.
pub(super) fn all<'a>(state: &'a State, request: &Request) -> Vec<Seen<'a>> {
    let mut seen = own_portfolios(state, request);
    for through_organization in [true, false] {
        seen.extend(received_portfolios(state, request, through_organization));
    }
    seen
}

/// The caller's own portfolio with the id in this member.
pub(super) fn own_portfolio<'a>(state: &'a State, request: &Request, member: &str) -> Result<&'a Portfolio, AwsError> {
    let id = request.required(member)?;
    own(state, request).and_then(|catalog| catalog.portfolios.get(id)).ok_or_else(|| not_found("Portfolio", id))
}

/// The same portfolio, to change it.
pub(super) fn own_portfolio_mut<'a>(state: &'a mut State, request: &Request) -> Result<&'a mut Portfolio, AwsError> {
    let id = request.required("PortfolioId")?;
    portfolio_mut(state, request, request.account, id)
}

/// A portfolio of an owner in the Region asked, to change it.
pub(super) fn portfolio_mut<'a>(
    state: &'a mut State,
    request: &Request,
    owner: AccountId,
    id: &str,
) -> Result<&'a mut Portfolio, AwsError> {
    let catalog = state.catalogs.get_mut(&Place::new(owner, &request.region));
    catalog.and_then(|catalog| catalog.portfolios.get_mut(id)).ok_or_else(|| not_found("Portfolio", id))
}

/// The portfolio with the id in this member, the caller's own or shared with it.
pub(super) fn portfolio<'a>(state: &'a State, request: &Request, member: &str) -> Result<Seen<'a>, AwsError> {
    let id = request.required(member)?;
    let found = all(state, request).into_iter().find(|seen| seen.portfolio.id == id);
    found.ok_or_else(|| not_found("Portfolio", id))
}

/// Whether the caller is told the tag options of a portfolio: its owner, and others where the share says so.
pub(super) fn tells_tag_options(state: &State, request: &Request, seen: &Seen<'_>) -> bool {
    let received = state.received_portfolios(request.account, &request.region).into_iter();
    let mut shares = received.filter(|received| received.portfolio.id == seen.portfolio.id);
    seen.owner == request.account || shares.any(|received| received.share.share_tag_options)
}

/// The product that fits, with its owner: the caller's own, or in a portfolio shared with it.
pub(super) fn product<'a>(
    state: &'a State,
    request: &Request,
    fits: impl Fn(&Product) -> bool,
) -> Option<(AccountId, &'a Product)> {
    let own = own(state, request).and_then(|catalog| catalog.products.values().find(|product| fits(product)));
    let shared = || {
        let seen = all(state, request).into_iter();
        let mut products = seen.flat_map(|seen| {
            let held = seen.portfolio.products.iter().filter_map(|id| seen.catalog.products.get(id));
            held.map(move |product| (seen.owner, product))
        });
        products.find(|(_, product)| fits(product))
    };
    own.map(|product| (request.account, product)).or_else(shared)
}
