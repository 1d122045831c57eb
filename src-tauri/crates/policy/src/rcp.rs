//! What resource control policies apply to.

use crate::{Action, Resource};

/// Service prefixes whose resources RCPs restrict (AWS Organizations User Guide, "List of AWS services that support RCPs"), in order.
#[rustfmt::skip]
const SUPPORTED: [&str; 62] = [
    "aoss", "appconfig", "appstream", "autoscaling", "autoscaling-plans", "budgets", "clouddirectory", "cloudfront",
    "cloudsearch", "cloudtrail-data", "codeartifact", "codebuild", "codecommit", "codepipeline", "cognito-identity",
    "cognito-idp", "comprehend", "comprehendmedical", "compute-optimizer", "cost-optimization-hub", "dax", "dsql",
    "dynamodb", "ecr", "ecr-public", "events", "firehose", "fis", "fms", "gamelift", "health", "inspector-scan",
    "kendra", "kinesisvideo", "kms", "logs", "memorydb", "networkmonitor", "notifications", "opensearch",
    "pca-connector-ad", "personalize", "polly", "pricing", "resource-groups", "rolesanywhere", "s3",
    "secretsmanager", "servicediscovery", "signin", "sqs", "sts", "support", "swf", "textract",
    "timestream-influxdb", "transcribe", "transfer", "translate", "wafv2", "workspaces", "xray",
];

/// Whether RCPs apply to the service of this prefix, in lower case.
pub(crate) fn supports(service: &str) -> bool {
    SUPPORTED.binary_search(&service).is_ok()
}

/// Whether RCPs have a say in the action on this resource.
pub(crate) fn applies(action: &Action, resource: &Resource) -> Result<(), &'static str> {
    if !action.has_rcps() {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_and_says_what_it_should() {
        assert!(SUPPORTED.is_sorted() && SUPPORTED.iter().all(|name| !name.contains(char::is_whitespace)));
        let applies = |action: &str, resource: &str| applies(&Action::new(action), &Resource::new(resource)).is_ok();
        assert!(applies("STS:AssumeRole", "arn:aws:iam::111122223333:role/x"));
        assert!(!applies(
            "sts:AssumeRole",
            "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"
        ));
        assert!(!applies("iam:PassRole", "arn:aws:iam::111122223333:role/x"));
        assert!(applies("kms:Decrypt", "*") && !applies("kms:RetireGrant", "*"));
    }
}
