//! Registering delegated administrators of AWS services, and deregistering them.

use std::collections::BTreeMap;

use super::{changeable, refusal::Refusal, trusted_access::service};
use crate::{
    services::{Answer, Request},
    state::{AccountLife, DelegatedAdministrator, ShareType, State},
    wire::map,
};

/// `RegisterDelegatedAdministrator`.
pub(in crate::services) fn register_delegated_administrator(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let id = request.account_id("AccountId")?;
    let (service, most) = service(request)?;
    if id == organization.management {
        return Err(Refusal::ManagementAdministers.into());
    }
    let account = organization.accounts.get(&id).ok_or(Refusal::AccountNotFound)?;
    if account.state != AccountLife::Active {
        return Err(Refusal::SuspendedAdministers.into());
    }
    if most == 0 {
        return Err(Refusal::ServiceUnknown.into());
    }
    if !organization.trusted_services.contains_key(service) {
        return Err(Refusal::ServiceAccessMissing.into());
    }
    let administrators = &mut organization.delegated_administrators;
    let serves = |administrator: &DelegatedAdministrator| administrator.services.contains_key(service);
    if administrators.get(&id).is_some_and(serves) {
        return Err(Refusal::AccountAlreadyRegistered.into());
    }
    match administrators.values().filter(|administrator| serves(administrator)).count() {
        count if count < most => {}
        _ if most == 1 => return Err(Refusal::AdministratorExists.into()),
        _ => return Err(Refusal::AdministratorNumber.into()),
    }
    let new = || DelegatedAdministrator { since: request.now, services: BTreeMap::new() };
    administrators.entry(id).or_insert_with(new).services.insert(service.to_owned(), request.now);
    Ok(map! {})
}

/// `DeregisterDelegatedAdministrator`. What a Service Catalog administrator shares through the organization is shared no more.
pub(in crate::services) fn deregister_delegated_administrator(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let id = request.account_id("AccountId")?;
    let (service, _) = service(request)?;
    if !organization.accounts.contains_key(&id) {
        return Err(Refusal::AccountNotFound.into());
    }
    let administrators = &mut organization.delegated_administrators;
    let administrator = administrators.get_mut(&id).ok_or(Refusal::AccountNotRegistered)?;
    administrator.services.remove(service).ok_or(Refusal::AccountNotRegistered)?;
    if administrator.services.is_empty() {
        administrators.remove(&id);
    }
    if service == "servicecatalog.amazonaws.com" {
        let catalogs = state.catalogs.iter_mut().filter(|(place, _)| place.account == id);
        for portfolio in catalogs.flat_map(|(_, catalog)| catalog.portfolios.values_mut()) {
            portfolio.shares.retain(|share| share.kind == ShareType::Account);
        }
    }
    Ok(map! {})
}
