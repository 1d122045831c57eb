//! Portfolio shares as the owner lists them.

use super::{LARGE_PAGES, listing, view::own_portfolio};
use crate::{
    services::{Answer, Request},
    state::{ShareType, State},
    wire::map,
};

/// `DescribePortfolioShares`, of one type at a time.
pub(in crate::services) fn describe_portfolio_shares(state: &State, request: &Request) -> Answer {
    let names: Vec<&str> = ShareType::ALL.iter().map(|kind| kind.as_str()).collect();
    let kind = request.one_of("Type", &names)?.ok_or_else(|| request.missing("Type"))?;
    let portfolio = own_portfolio(state, request, "PortfolioId")?;
    let shares = portfolio.shares.iter().filter(|share| share.kind.as_str() == kind);
    listing(request, &LARGE_PAGES, "PortfolioShareDetails", shares, |share| {
        map! {
            "PrincipalId": &share.target,
            "Type": kind,
            "Accepted": share.accepted,
            "ShareTagOptions": share.share_tag_options,
            "SharePrincipals": share.share_principals,
        }
    })
}
