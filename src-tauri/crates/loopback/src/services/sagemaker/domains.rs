//! Studio domains.

use super::{PAGES, listing, own};
use crate::{
    services::{Answer, AwsError, Request},
    state::{Domain, State},
    wire::{Value, map},
};

/// `ListDomains`.
pub(in crate::services) fn list_domains(state: &State, request: &Request) -> Answer {
    listing(request, &PAGES, "Domains", own(state, request)?.domains.values(), |domain| {
        map! {
            "DomainArn": domain.arn(request.account, &request.region),
            "DomainId": &domain.id,
            "DomainName": &domain.name,
            "Status": "InService",
            "CreationTime": domain.created,
            "LastModifiedTime": domain.modified,
            "Url": domain.url(&request.region),
        }
    })
}

/// `DescribeDomain`.
pub(in crate::services) fn describe_domain(state: &State, request: &Request) -> Answer {
    let domain = asked(state, request)?;
    Ok(map! {
        "DomainArn": domain.arn(request.account, &request.region),
        "DomainId": &domain.id,
        "DomainName": &domain.name,
        "HomeEfsFileSystemId": &domain.file_system,
        "Status": "InService",
        "CreationTime": domain.created,
        "LastModifiedTime": domain.modified,
        "AuthMode": domain.auth_mode.as_str(),
        "DefaultUserSettings": map! {
            "ExecutionRole": &domain.execution_role,
            "SecurityGroups": Value::list(&domain.security_groups),
        },
        "AppNetworkAccessType": domain.network_access.as_str(),
        "HomeEfsFileSystemKmsKeyId": domain.kms_key.as_ref(),
        "SubnetIds": Value::list(&domain.subnets),
        "Url": domain.url(&request.region),
        "VpcId": &domain.vpc,
        "KmsKeyId": domain.kms_key.as_ref(),
    })
}

/// The domain asked for.
pub(super) fn asked<'a>(state: &'a State, request: &Request) -> Result<&'a Domain, AwsError> {
    let id = request.required("DomainId")?;
    let found = own(state, request)?.domains.get(id);
    found.ok_or_else(|| AwsError::new("ResourceNotFound", format!("Domain [{id}] does not exist")))
}
