//! Sharing through the organization, enabled and disabled. Shares that are there stay when it is disabled; that AWS then keeps them as the
//! organization was at the time is not played.

use super::{access::PRINCIPAL, refusal::Refusal};
use crate::{
    services::{Answer, Request},
    state::State,
    wire::map,
};

/// `EnableAWSOrganizationsAccess`, which gives Service Catalog trusted access, too.
pub(in crate::services) fn enable_aws_organizations_access(state: &mut State, request: &Request) -> Answer {
    management(state, request)?;
    state.catalog_organization_access = true;
    state.organization.trusted_services.entry(PRINCIPAL.to_owned()).or_insert(request.now);
    Ok(map! {})
}

/// `DisableAWSOrganizationsAccess`: not while there are delegated administrators.
pub(in crate::services) fn disable_aws_organizations_access(state: &mut State, request: &Request) -> Answer {
    management(state, request)?;
    let mut administrators = state.organization.delegated_administrators.values();
    if administrators.any(|administrator| administrator.services.contains_key(PRINCIPAL)) {
        return Err(Refusal::Administered.into());
    }
    state.catalog_organization_access = false;
    state.organization.trusted_services.remove(PRINCIPAL);
    Ok(map! {})
}

fn management(state: &State, request: &Request) -> Result<(), Refusal> {
    if request.account == state.organization.management { Ok(()) } else { Err(Refusal::NotManagement) }
}
