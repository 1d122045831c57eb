//! What resource control policies apply to.

use crate::{Action, Resource};

/// Service prefixes whose resources RCPs restrict (AWS Organizations User Guide, "List of AWS services that support RCPs").
const SUPPORTED: [&str; 10] =
    ["s3", "s3express", "sts", "kms", "sqs", "secretsmanager", "cognito-identity", "logs", "dynamodb", "ecr"];

/// Whether RCPs have a say in the action on this resource.
pub(crate) fn applies(action: &Action, resource: &Resource) -> Result<(), &'static str> {
    if SUPPORTED.binary_search(&action.service()).is_err() {
        return Err("resource control policies do not support this service");
    }
    if action.as_str() == "kms:retiregrant" {
        return Err("resource control policies do not restrict kms:RetireGrant");
    }
    let is_service_linked = resource.segment(5).is_some_and(|rest| rest.starts_with("role/aws-service-role/"));
    if is_service_linked && action.service() == "sts" {
        return Err("resource control policies do not restrict service-linked roles");
    }
    Ok(())
}
