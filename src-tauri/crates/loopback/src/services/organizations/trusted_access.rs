//! Trusted access: which AWS services may act in the accounts of the organization.

use super::{changeable, refusal::Refusal};
use crate::{
    services::{Answer, AwsError, Request},
    state::State,
    wire::map,
};

/// `EnableAWSServiceAccess`: a service that has it keeps it.
pub(in crate::services) fn enable_aws_service_access(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let (service, _) = service(request)?;
    organization.trusted_services.entry(service.to_owned()).or_insert(request.now);
    Ok(map! {})
}

/// `DisableAWSServiceAccess`: a service that does not have it goes on without.
pub(in crate::services) fn disable_aws_service_access(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let (service, _) = service(request)?;
    organization.trusted_services.remove(service);
    Ok(map! {})
}

/// The service asked for, and how many delegated administrators it may have.
pub(super) fn service(request: &Request) -> Result<(&str, usize), AwsError> {
    let asked = request.required("ServicePrincipal")?;
    let most = armillary_facts::trusted_access(asked).ok_or(Refusal::ServiceUnknown)?;
    Ok((asked, most))
}
