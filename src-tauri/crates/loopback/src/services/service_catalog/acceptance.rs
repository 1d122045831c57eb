//! Taking portfolios that another account shares.

use super::{not_found, view::received_portfolios};
use crate::{
    services::{Answer, Request},
    state::{ShareType, State},
    wire::map,
};

/// `AcceptPortfolioShare`. What is shared through the organization is accepted already: asked for as an import it is not found,
/// and asked for as what it is, nothing happens.
pub(in crate::services) fn accept_portfolio_share(state: &mut State, request: &Request) -> Answer {
    let id = request.required("PortfolioId")?;
    let types = ["IMPORTED", "AWS_SERVICECATALOG", "AWS_ORGANIZATIONS"];
    let found = match request.one_of("PortfolioShareType", &types)? {
        Some("AWS_ORGANIZATIONS") => {
            received_portfolios(state, request, true).iter().any(|seen| seen.portfolio.id == id)
        }
        Some("AWS_SERVICECATALOG") => false,
        _ => import(state, request, id),
    };
    if found { Ok(map! {}) } else { Err(not_found("Portfolio", id)) }
}

/// Takes what an account shares with the caller's in the Region asked, if it does.
fn import(state: &mut State, request: &Request, id: &str) -> bool {
    let recipient = request.account.to_string();
    let here = state.catalogs.iter_mut().filter(|(place, _)| *place.region == *request.region);
    let mut portfolios = here.filter_map(|(_, catalog)| catalog.portfolios.get_mut(id));
    let shares = portfolios.next().map(|portfolio| &mut portfolio.shares);
    let share = shares.and_then(|shares| {
        shares.iter_mut().find(|share| share.kind == ShareType::Account && share.target == recipient)
    });
    share.is_some_and(|share| {
        share.accepted = true;
        true
    })
}
