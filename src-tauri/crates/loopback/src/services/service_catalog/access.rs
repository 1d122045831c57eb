//! Who has access to a portfolio, and sharing through the organization.

use armillary_model::AccountId;

use super::{LARGE_PAGES, PAGES, listing, refusal::Refusal, view::own_portfolio};
use crate::{
    services::{Answer, AwsError, Request},
    state::{AccountLife, PortfolioShare, ShareType, State},
    wire::{Value, map},
};

/// The name Service Catalog has as a service of the organization.
pub(super) const PRINCIPAL: &str = "servicecatalog.amazonaws.com";

/// `GetAWSOrganizationsAccessStatus`.
pub(in crate::services) fn get_aws_organizations_access_status(state: &State, request: &Request) -> Answer {
    administrator(state, request)?;
    Ok(map! { "AccessStatus": if state.catalog_organization_access { "ENABLED" } else { "DISABLED" } })
}

/// `ListPortfolioAccess`: the accounts it is shared with one by one, or those below a node it is shared with.
pub(in crate::services) fn list_portfolio_access(state: &State, request: &Request) -> Answer {
    let portfolio = own_portfolio(state, request, "PortfolioId")?;
    let Some(parent) = request.input.text("OrganizationParentId") else {
        let by_account = [ShareType::Account, ShareType::OrganizationMemberAccount];
        let shares = portfolio.shares.iter().filter(|share| by_account.contains(&share.kind));
        return listing(request, &LARGE_PAGES, "AccountIds", shares, |share| Value::from(&share.target));
    };
    administrator(state, request)?;
    let organization = &state.organization;
    let is_node =
        |share: &&PortfolioShare| matches!(share.kind, ShareType::Organization | ShareType::OrganizationalUnit);
    let shares: Vec<&PortfolioShare> = portfolio.shares.iter().filter(is_node).collect();
    let reaches = |share: &&PortfolioShare, account: AccountId| {
        organization.is_within(account, &share.target) && !share.missed.contains(&account)
    };
    let accounts = organization.accounts.values().filter(|account| {
        account.state == AccountLife::Active
            && account.id != request.account
            && organization.is_within(account.id, parent)
            && shares.iter().any(|share| reaches(share, account.id))
    });
    listing(request, &LARGE_PAGES, "AccountIds", accounts, |account| Value::from(account.id.to_string()))
}

/// `ListOrganizationPortfolioAccess`: the nodes of one type it is shared with.
pub(in crate::services) fn list_organization_portfolio_access(state: &State, request: &Request) -> Answer {
    let types = ["ORGANIZATION", "ORGANIZATIONAL_UNIT", "ACCOUNT"];
    let kind =
        request.one_of("OrganizationNodeType", &types)?.ok_or_else(|| request.missing("OrganizationNodeType"))?;
    administrator(state, request)?;
    let portfolio = own_portfolio(state, request, "PortfolioId")?;
    let wanted = match kind {
        "ORGANIZATION" => ShareType::Organization,
        "ORGANIZATIONAL_UNIT" => ShareType::OrganizationalUnit,
        _ => ShareType::OrganizationMemberAccount,
    };
    let shares = portfolio.shares.iter().filter(|share| share.kind == wanted);
    listing(request, &PAGES, "OrganizationNodes", shares, |share| map! { "Type": kind, "Value": &share.target })
}

/// Only the management account and Service Catalog's delegated administrators share through the organization.
pub(super) fn administrator(state: &State, request: &Request) -> Result<(), AwsError> {
    let organization = &state.organization;
    let delegated = organization.delegated_administrators.get(&request.account);
    let is_delegated = delegated.is_some_and(|administrator| administrator.services.contains_key(PRINCIPAL));
    if request.account == organization.management || is_delegated {
        return Ok(());
    }
    Err(Refusal::NotAdministrator.into())
}
