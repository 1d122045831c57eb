//! AWS-managed policies that the reference attaches: their real names, paths and version numbers (as moto 5.2.5 holds them). Their texts are
//! the JSON files beside this one, condensed but for AmazonSageMakerFullAccess, which is whole: what it leaves out and lets in decides
//! what can be done with Studio.

use std::{collections::BTreeMap, sync::Arc};

use super::ids::Ids;
use crate::state::{Document, ManagedPolicy, PolicyVersion, Timestamp};

/// The ARN of full administration; so with the others.
pub(crate) const ADMINISTRATOR: &str = "arn:aws:iam::aws:policy/AdministratorAccess";
/// Reading everything.
pub(crate) const READ_ONLY: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";
/// Everything but identities and the organization.
pub(crate) const POWER_USER: &str = "arn:aws:iam::aws:policy/PowerUserAccess";
/// Reading configuration for audits.
pub(crate) const SECURITY_AUDIT: &str = "arn:aws:iam::aws:policy/SecurityAudit";
/// Listing without reading data.
pub(crate) const VIEW_ONLY: &str = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess";
/// Administering networks.
pub(crate) const NETWORK_ADMINISTRATOR: &str = "arn:aws:iam::aws:policy/job-function/NetworkAdministrator";
/// Everything in SageMaker and much around it.
pub(crate) const SAGEMAKER_FULL: &str = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess";
/// Reading SageMaker.
pub(crate) const SAGEMAKER_READ_ONLY: &str = "arn:aws:iam::aws:policy/AmazonSageMakerReadOnly";
/// Launching Service Catalog products.
pub(crate) const CATALOG_END_USER: &str = "arn:aws:iam::aws:policy/AWSServiceCatalogEndUserFullAccess";
/// Administering Service Catalog.
pub(crate) const CATALOG_ADMINISTRATOR: &str = "arn:aws:iam::aws:policy/AWSServiceCatalogAdminFullAccess";
/// Writing logs from Lambda.
pub(crate) const LAMBDA_BASIC: &str = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
/// Running Glue jobs.
pub(crate) const GLUE: &str = "arn:aws:iam::aws:policy/service-role/AWSGlueServiceRole";
/// Recording configuration.
pub(crate) const CONFIG: &str = "arn:aws:iam::aws:policy/service-role/AWS_ConfigRole";
/// Control Tower's own permissions.
pub(crate) const CONTROL_TOWER: &str = "arn:aws:iam::aws:policy/service-role/AWSControlTowerServiceRolePolicy";
/// The service-linked role of Organizations.
pub(crate) const ORGANIZATIONS_TRUST: &str =
    "arn:aws:iam::aws:policy/aws-service-role/AWSOrganizationsServiceTrustPolicy";
/// The service-linked role of IAM Identity Center.
pub(crate) const SSO_SERVICE: &str = "arn:aws:iam::aws:policy/aws-service-role/AWSSSOServiceRolePolicy";
/// The service-linked role of Config.
pub(crate) const CONFIG_SERVICE: &str = "arn:aws:iam::aws:policy/aws-service-role/AWSConfigServiceRolePolicy";
/// The service-linked role of CloudFormation stack sets in the management account.
pub(crate) const STACK_SETS_ADMIN: &str =
    "arn:aws:iam::aws:policy/aws-service-role/CloudFormationStackSetsOrgAdminServiceRolePolicy";

/// A policy of AWS as it is told.
struct Managed {
    arn: &'static str,
    version: u32,
    description: &'static str,
    text: &'static str,
}

macro_rules! managed {
    ($arn:ident, $version:literal, $name:literal, $description:literal) => {
        Managed {
            arn: $arn,
            version: $version,
            description: $description,
            text: include_str!(concat!("managed/", $name, ".json")),
        }
    };
}

const ALL: &[Managed] = &[
    managed!(ADMINISTRATOR, 1, "AdministratorAccess", "Provides full access to AWS services and resources."),
    managed!(READ_ONLY, 190, "ReadOnlyAccess", "Provides read-only access to AWS services and resources."),
    managed!(
        POWER_USER,
        12,
        "PowerUserAccess",
        "Provides full access to AWS services and resources, but does not allow management of Users and groups."
    ),
    managed!(
        SECURITY_AUDIT,
        94,
        "SecurityAudit",
        "The security audit template grants access to read security configuration metadata."
    ),
    managed!(
        VIEW_ONLY,
        46,
        "ViewOnlyAccess",
        "This policy grants permissions to view resources and basic metadata across all AWS services."
    ),
    managed!(
        NETWORK_ADMINISTRATOR,
        16,
        "NetworkAdministrator",
        "This policy grants full access permissions to AWS services and actions required to set up and configure AWS network resources."
    ),
    managed!(
        SAGEMAKER_FULL,
        29,
        "AmazonSageMakerFullAccess",
        "Provides full access to Amazon SageMaker via the AWS Management Console and SDK. Also provides select access to related services."
    ),
    managed!(
        SAGEMAKER_READ_ONLY,
        11,
        "AmazonSageMakerReadOnly",
        "Provides read only access to Amazon SageMaker via the AWS Management Console and SDK."
    ),
    managed!(
        CATALOG_END_USER,
        8,
        "AWSServiceCatalogEndUserFullAccess",
        "Provides full access to service catalog enduser capabilities."
    ),
    managed!(
        CATALOG_ADMINISTRATOR,
        9,
        "AWSServiceCatalogAdminFullAccess",
        "Provides full access to service catalog admin capabilities."
    ),
    managed!(LAMBDA_BASIC, 1, "AWSLambdaBasicExecutionRole", "Provides write permissions to CloudWatch Logs."),
    managed!(
        GLUE,
        5,
        "AWSGlueServiceRole",
        "Policy for AWS Glue service role which allows access to related services including EC2, S3, and Cloudwatch Logs"
    ),
    managed!(
        CONFIG,
        73,
        "AWS_ConfigRole",
        "Default policy for AWS Config service role. Provides permissions required for AWS Config to track changes to your AWS resources."
    ),
    managed!(
        CONTROL_TOWER,
        22,
        "AWSControlTowerServiceRolePolicy",
        "Provides access to AWS Resources managed or used by AWS Control Tower"
    ),
    managed!(
        ORGANIZATIONS_TRUST,
        3,
        "AWSOrganizationsServiceTrustPolicy",
        "A policy to allow AWS Organizations to share trust with other approved AWS Services for the purpose of simplifying customer configuration."
    ),
    managed!(
        SSO_SERVICE,
        18,
        "AWSSSOServiceRolePolicy",
        "Provides AWS SSO permissions to manage AWS resources, including IAM roles, policies and SAML IdP on your behalf."
    ),
    managed!(
        CONFIG_SERVICE,
        96,
        "AWSConfigServiceRolePolicy",
        "Allows Config to call AWS services and collect resource configurations on your behalf."
    ),
    managed!(
        STACK_SETS_ADMIN,
        1,
        "CloudFormationStackSetsOrgAdminServiceRolePolicy",
        "Service Role for CloudFormation StackSets (Organization Master Account)"
    ),
];

/// Every AWS-managed policy the reference may attach, by ARN.
pub(crate) fn managed_policies() -> BTreeMap<Arc<str>, ManagedPolicy> {
    ALL.iter().map(draw).map(|policy| (Arc::clone(&policy.arn), policy)).collect()
}

fn draw(managed: &Managed) -> ManagedPolicy {
    let resource = managed.arn.rsplit(':').next().unwrap_or(managed.arn);
    let (path, name) = resource.split_at(resource.rfind('/').map_or(0, |slash| slash + 1));
    // AWS's own policies are older than the organization, and have the same ids for everybody.
    let ids = Ids::new(0);
    let created = Timestamp(1_423_000_000 + ids.number(managed.arn, 100_000_000) as i64);
    let updated = Timestamp(created.0 + i64::from(managed.version) * 1_200_000);
    let document = Document::compact(managed.text);
    let id = format!("v{}", managed.version).into();
    ManagedPolicy {
        arn: managed.arn.into(),
        name: name.into(),
        path: path.trim_start_matches("policy").into(),
        id: ids.unique("ANPA", managed.arn),
        description: managed.description.into(),
        created,
        updated,
        versions: vec![PolicyVersion { id, is_default: true, created: updated, document }],
        tags: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_policies_and_names_fit() {
        for managed in ALL {
            let policy = draw(managed);
            assert_eq!(format!("arn:aws:iam::aws:policy{}{}", policy.path, policy.name), managed.arn);
            let text = policy.default_version().map(|version| version.document.value());
            assert!(text.is_some_and(|text| text["Statement"].is_array()), "{}", managed.arn);
        }
    }
}
