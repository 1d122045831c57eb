//! AWS-managed policies that the reference attaches: their real names and paths, their texts condensed.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::json;

use super::{
    ids::Ids,
    policy::{allow, allow_if, policy},
};
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

/// Every AWS-managed policy the reference may attach, by ARN.
pub(crate) fn managed_policies() -> BTreeMap<Arc<str>, ManagedPolicy> {
    let all = administration().into_iter().chain(machine_learning()).chain(services());
    let all = all.map(|(arn, version, description, document)| {
        let resource = arn.rsplit(':').next().unwrap_or(arn);
        let (path, name) = resource.split_at(resource.rfind('/').map_or(0, |slash| slash + 1));
        // AWS's own policies are older than the organization, and have the same ids for everybody.
        let ids = Ids::new(0);
        let created = Timestamp(1_423_000_000 + ids.number(arn, 100_000_000) as i64);
        let updated = Timestamp(created.0 + i64::from(version) * 12_000_000);
        let version = PolicyVersion { id: format!("v{version}").into(), is_default: true, created: updated, document };
        let managed = ManagedPolicy {
            arn: arn.into(),
            name: name.into(),
            path: path.trim_start_matches("policy").into(),
            id: ids.unique("ANPA", arn),
            description: description.into(),
            created,
            updated,
            versions: vec![version],
            tags: Vec::new(),
        };
        (Arc::clone(&managed.arn), managed)
    });
    all.collect()
}

type Text = (&'static str, u32, &'static str, Document);

fn administration() -> Vec<Text> {
    let read = [
        "access-analyzer:List*",
        "cloudformation:Describe*",
        "cloudtrail:Describe*",
        "cloudwatch:Get*",
        "config:Describe*",
        "ec2:Describe*",
        "iam:Get*",
        "iam:List*",
        "kms:Describe*",
        "kms:List*",
        "organizations:Describe*",
        "organizations:List*",
        "s3:Get*",
        "s3:List*",
        "sagemaker:Describe*",
        "sagemaker:List*",
        "servicecatalog:Describe*",
        "servicecatalog:List*",
    ];
    let audit = [
        "config:Describe*",
        "ec2:Describe*",
        "iam:GenerateCredentialReport",
        "iam:GetAccountAuthorizationDetails",
        "iam:List*",
        "kms:GetKeyPolicy",
        "organizations:Describe*",
        "organizations:List*",
        "s3:GetBucketPolicy",
        "s3:ListAllMyBuckets",
        "sagemaker:List*",
        "sagemaker:DescribeDomain",
    ];
    let view = ["cloudwatch:List*", "ec2:Describe*", "iam:List*", "s3:ListAllMyBuckets", "sagemaker:List*"];
    let network = [
        "directconnect:*",
        "ec2:*Route*",
        "ec2:*Subnet*",
        "ec2:*TransitGateway*",
        "ec2:*Vpc*",
        "ec2:Describe*",
        "networkmanager:*",
        "route53:*",
    ];
    let power = json!({ "Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*" });
    let around = [
        "account:GetAccountInformation",
        "account:ListRegions",
        "iam:CreateServiceLinkedRole",
        "iam:DeleteServiceLinkedRole",
        "iam:ListRoles",
        "organizations:DescribeOrganization",
    ];
    vec![
        (
            ADMINISTRATOR,
            1,
            "Provides full access to AWS services and resources.",
            Document::from(
                json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] }),
            ),
        ),
        (
            READ_ONLY,
            129,
            "Provides read-only access to AWS services and resources.",
            policy(vec![allow("ReadOnlyActions", &read, "*")]),
        ),
        (
            POWER_USER,
            5,
            "Provides full access to AWS services and resources, but does not allow management of Users and groups.",
            policy(vec![power, allow("Around", &around, "*")]),
        ),
        (
            SECURITY_AUDIT,
            92,
            "The security audit template grants access to read security configuration metadata.",
            policy(vec![allow("BaseSecurityAuditStatement", &audit, "*")]),
        ),
        (
            VIEW_ONLY,
            24,
            "This policy grants permissions to view resources and basic metadata across all AWS services.",
            policy(vec![allow("ViewOnlyActions", &view, "*")]),
        ),
        (
            NETWORK_ADMINISTRATOR,
            18,
            "This policy grants full access permissions to AWS services and actions required to set up and configure AWS network resources.",
            policy(vec![allow("NetworkAdministration", &network, "*")]),
        ),
    ]
}

fn machine_learning() -> Vec<Text> {
    let around = [
        "cloudwatch:PutMetricData",
        "ec2:CreateVpcEndpoint",
        "ec2:Describe*",
        "ecr:GetAuthorizationToken",
        "glue:GetTable",
        "iam:ListRoles",
        "kms:DescribeKey",
        "kms:ListAliases",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "s3:CreateBucket",
        "s3:GetBucketLocation",
        "s3:ListAllMyBuckets",
        "s3:ListBucket",
        "servicecatalog:ProvisionProduct",
    ];
    let objects = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"];
    let buckets = json!([
        "arn:aws:s3:::*SageMaker*",
        "arn:aws:s3:::*Sagemaker*",
        "arn:aws:s3:::*sagemaker*",
        "arn:aws:s3:::*aws-glue*"
    ]);
    let passed = json!({ "StringEquals": { "iam:PassedToService": ["glue.amazonaws.com", "robomaker.amazonaws.com", "states.amazonaws.com", "sagemaker.amazonaws.com"] } });
    let own_apps = json!({ "StringEquals": { "iam:PassedToService": "sagemaker.amazonaws.com" } });
    let end_user = [
        "cloudformation:DescribeStacks",
        "servicecatalog:DescribeProduct",
        "servicecatalog:DescribeProvisionedProduct",
        "servicecatalog:DescribeRecord",
        "servicecatalog:ListLaunchPaths",
        "servicecatalog:ProvisionProduct",
        "servicecatalog:SearchProducts",
        "servicecatalog:TerminateProvisionedProduct",
        "servicecatalog:UpdateProvisionedProduct",
    ];
    let administrator = [
        "cloudformation:*",
        "iam:GetRole",
        "iam:ListRoles",
        "organizations:DescribeOrganization",
        "organizations:ListAccounts",
        "s3:GetObject",
        "servicecatalog:*",
        "ssm:GetAutomationExecution",
    ];
    let reading = [
        "sagemaker:BatchDescribeModelPackage",
        "sagemaker:Describe*",
        "sagemaker:GetModelPackageGroupPolicy",
        "sagemaker:List*",
        "sagemaker:Search",
        "cloudwatch:DescribeAlarms",
    ];
    vec![
        (
            SAGEMAKER_FULL,
            27,
            "Provides full access to Amazon SageMaker via the AWS Management Console and SDK. Also provides select access to related services.",
            policy(vec![
                json!({ "Sid": "AllowAllNonAdminSageMakerActions", "Effect": "Allow", "Action": ["sagemaker:*", "sagemaker-geospatial:*"], "NotResource": ["arn:aws:sagemaker:*:*:domain/*", "arn:aws:sagemaker:*:*:user-profile/*", "arn:aws:sagemaker:*:*:app/*", "arn:aws:sagemaker:*:*:space/*", "arn:aws:sagemaker:*:*:partner-app/*", "arn:aws:sagemaker:*:*:flow-definition/*"] }),
                allow("AllowAWSServiceActions", &around, "*"),
                allow("AllowS3ObjectActions", &objects, buckets),
                allow_if(
                    "AllowPassRoleForSageMakerRoles",
                    &["iam:PassRole"],
                    "arn:aws:iam::*:role/*AmazonSageMaker*",
                    passed,
                ),
                allow_if("AllowPassRoleToSageMaker", &["iam:PassRole"], "arn:aws:iam::*:role/*", own_apps),
            ]),
        ),
        (
            SAGEMAKER_READ_ONLY,
            12,
            "Provides read only access to Amazon SageMaker via the AWS Management Console and SDK.",
            policy(vec![allow("SageMakerReadOnly", &reading, "*")]),
        ),
        (
            CATALOG_END_USER,
            8,
            "Provides full access to service catalog enduser capabilities.",
            policy(vec![allow("EndUser", &end_user, "*")]),
        ),
        (
            CATALOG_ADMINISTRATOR,
            9,
            "Provides full access to service catalog admin capabilities.",
            policy(vec![allow("Administrator", &administrator, "*")]),
        ),
    ]
}

fn services() -> Vec<Text> {
    let logs = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
    let glue = [
        "cloudwatch:PutMetricData",
        "ec2:Describe*",
        "glue:*",
        "iam:ListRolePolicies",
        "s3:GetBucketLocation",
        "s3:ListBucket",
    ];
    let config = [
        "config:Put*",
        "ec2:Describe*",
        "iam:Get*",
        "iam:List*",
        "kms:Describe*",
        "s3:GetBucket*",
        "s3:List*",
        "sagemaker:Describe*",
        "sagemaker:List*",
    ];
    let tower = ["cloudformation:*", "cloudtrail:*", "controltower:*", "organizations:*", "servicecatalog:*", "sso:*"];
    let linked = ["iam:CreateServiceLinkedRole"];
    let sso = [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:CreateSAMLProvider",
        "iam:DeleteRole",
        "iam:GetRole",
        "iam:ListRoles",
        "iam:PutRolePolicy",
        "iam:UpdateSAMLProvider",
    ];
    let reserved = "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*";
    vec![
        (LAMBDA_BASIC, 1, "Provides write permissions to CloudWatch Logs.", policy(vec![allow("Logs", &logs, "*")])),
        (
            GLUE,
            4,
            "Policy for AWS Glue service role which allows access to related services including EC2, S3, and Cloudwatch Logs",
            policy(vec![allow("Glue", &glue, "*")]),
        ),
        (
            CONFIG,
            128,
            "Default policy for AWS Config service role. Provides permissions required for AWS Config to track changes to your AWS resources.",
            policy(vec![allow("AWSConfigRoleStatementID", &config, "*")]),
        ),
        (
            CONTROL_TOWER,
            21,
            "Provides access to AWS Resources managed or used by AWS Control Tower",
            policy(vec![allow("ControlTower", &tower, "*")]),
        ),
        (
            ORGANIZATIONS_TRUST,
            2,
            "A policy to allow AWS Organizations to share trust with other approved AWS Services for the purpose of simplifying customer configuration.",
            policy(vec![allow("AllowCreationOfServiceLinkedRoles", &linked, "*")]),
        ),
        (
            SSO_SERVICE,
            18,
            "Provides AWS SSO permissions to manage AWS resources, including IAM roles, policies and SAML IdP on your behalf.",
            policy(vec![allow("IAMRoleProvisioningActions", &sso, reserved)]),
        ),
        (
            CONFIG_SERVICE,
            96,
            "Allows Config to call AWS services and collect resource configurations on your behalf.",
            policy(vec![allow("AWSConfigServiceRolePolicyStatementID", &config, "*")]),
        ),
        (
            STACK_SETS_ADMIN,
            2,
            "Service Role for CloudFormation StackSets (Organization Master Account)",
            policy(vec![allow("AssumeStackSetRoles", &["sts:AssumeRole"], "arn:aws:iam::*:role/stacksets-exec-*")]),
        ),
    ]
}
