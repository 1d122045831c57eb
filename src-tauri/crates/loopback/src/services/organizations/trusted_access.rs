//! Trusted access: which AWS services may act in the accounts of the organization.

use super::{changeable, refusal::Refusal};
use crate::{
    services::{Answer, AwsError, Request},
    state::State,
    wire::map,
};

/// The services that may have trusted access, and how many delegated administrators each may have: those of "AWS services that you can
/// use with AWS Organizations". Where AWS tells no number it is one.
const SERVICES: &[(&str, usize)] = &[
    ("access-analyzer.amazonaws.com", 1),
    ("account.amazonaws.com", 1),
    ("auditmanager.amazonaws.com", 1),
    ("aws-artifact-account-sync.amazonaws.com", 0),
    ("backup.amazonaws.com", 5),
    ("cloudtrail.amazonaws.com", 3),
    ("compute-optimizer.amazonaws.com", 1),
    ("config-multiaccountsetup.amazonaws.com", 3),
    ("config.amazonaws.com", 3),
    ("controltower.amazonaws.com", 0),
    ("cost-optimization-hub.bcm.amazonaws.com", 1),
    ("detective.amazonaws.com", 1),
    ("devops-guru.amazonaws.com", 1),
    ("ds.amazonaws.com", 0),
    ("fms.amazonaws.com", 1),
    ("guardduty.amazonaws.com", 1),
    ("health.amazonaws.com", 5),
    ("iam.amazonaws.com", 1),
    ("inspector2.amazonaws.com", 1),
    ("ipam.amazonaws.com", 1),
    ("license-management.marketplace.amazonaws.com", 0),
    ("license-manager-linux-subscriptions.amazonaws.com", 1),
    ("license-manager.amazonaws.com", 1),
    ("license-manager.member-account.amazonaws.com", 0),
    ("macie.amazonaws.com", 1),
    ("member.org.stacksets.cloudformation.amazonaws.com", 5),
    ("mgn.amazonaws.com", 1),
    ("networkmanager.amazonaws.com", 10),
    ("ram.amazonaws.com", 0),
    ("reachabilityanalyzer.networkinsights.amazonaws.com", 5),
    ("reporting.trustedadvisor.amazonaws.com", 5),
    ("resource-explorer-2.amazonaws.com", 1),
    ("securityhub.amazonaws.com", 1),
    ("securitylake.amazonaws.com", 1),
    ("servicecatalog.amazonaws.com", 50),
    ("servicequotas.amazonaws.com", 0),
    ("ssm.amazonaws.com", 1),
    ("sso.amazonaws.com", 1),
    ("stacksets.cloudformation.amazonaws.com", 0),
    ("storage-lens.s3.amazonaws.com", 5),
    ("tagpolicies.tag.amazonaws.com", 0),
    ("wellarchitected.amazonaws.com", 0),
];

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
    let known = SERVICES.iter().find(|(name, _)| *name == asked);
    known.copied().ok_or_else(|| Refusal::ServiceUnknown.into())
}
