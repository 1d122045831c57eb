//! Delegated administrators and trusted access of AWS services.

use super::{
    accounts::{asked, status},
    listing, readable,
    refusal::Refusal,
};
use crate::{
    services::{Answer, AwsError, Request},
    state::{DelegatedAdministrator, State},
    wire::map,
};

/// `ListDelegatedAdministrators`, of one service or of any.
pub(in crate::services) fn list_delegated_administrators(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let service = request.input.text("ServicePrincipal");
    let serves =
        |administrator: &DelegatedAdministrator| service.is_none_or(|name| administrator.services.contains_key(name));
    let administrators =
        organization.delegated_administrators.iter().filter(|(_, administrator)| serves(administrator));
    let accounts =
        administrators.filter_map(|(id, administrator)| Some((organization.accounts.get(id)?, administrator)));
    listing(request, "DelegatedAdministrators", accounts, |(account, administrator)| {
        map! {
            "Id": account.id.to_string(),
            "Arn": organization.account_arn(account.id),
            "Email": &account.email,
            "Name": &account.name,
            "Status": status(account.state),
            "State": account.state.as_str(),
            "JoinedMethod": account.joined_method.as_str(),
            "JoinedTimestamp": account.joined,
            "DelegationEnabledDate": administrator.since,
        }
    })
}

/// `ListDelegatedServicesForAccount`.
pub(in crate::services) fn list_delegated_services_for_account(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let account = asked(organization, request)?;
    let administrator = organization.delegated_administrators.get(&account.id).ok_or(Refusal::AccountNotRegistered)?;
    listing(request, "DelegatedServices", &administrator.services, |(service, since)| {
        map! { "ServicePrincipal": service, "DelegationEnabledDate": *since }
    })
}

/// `ListAWSServiceAccessForOrganization`.
pub(in crate::services) fn list_aws_service_access_for_organization(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    listing(request, "EnabledServicePrincipals", &organization.trusted_services, |(service, since)| {
        map! { "ServicePrincipal": service, "DateEnabled": *since }
    })
}

/// `DescribeResourcePolicy`: no delegation policy is ever set.
pub(in crate::services) fn describe_resource_policy(state: &State, request: &Request) -> Answer {
    readable(state, request)?;
    Err(AwsError::new("ResourcePolicyNotFoundException", "We can't find a resource policy for this organization."))
}
