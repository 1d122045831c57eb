//! The texts of the organization policies of the reference.

use serde_json::{Value, json};

use super::{
    READ_ROLE, REGIONS,
    policy::{deny_if, policy},
};
use crate::state::Document;

/// The roles that act for the platform in every account; guardrails let them through.
const PLATFORM: &[&str] = &[
    "arn:aws:iam::*:role/AWSControlTowerExecution",
    "arn:aws:iam::*:role/stacksets-exec-*",
    "arn:aws:iam::*:role/aws-service-role/*",
];

pub(crate) fn full_access() -> Document {
    Document::from(
        json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] }),
    )
}

pub(crate) fn rcp_full_access() -> Document {
    let statement = json!({ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" });
    Document::from(json!({ "Version": "2012-10-17", "Statement": [statement] }))
}

/// Control Tower's mandatory controls; with those for the log archive if asked.
pub(crate) fn guardrails(log_archive: bool) -> Document {
    let tower = json!({ "ArnNotLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/AWSControlTowerExecution" } });
    let on = |sid: &str, actions: &[&str], resource: Value| json!({ "Sid": sid, "Effect": "Deny", "Action": actions, "Resource": resource, "Condition": tower });
    let mut statements = vec![
        on(
            "GRCLOUDTRAILENABLED",
            &[
                "cloudtrail:DeleteTrail",
                "cloudtrail:PutEventSelectors",
                "cloudtrail:StopLogging",
                "cloudtrail:UpdateTrail",
            ],
            json!("arn:aws:cloudtrail:*:*:trail/aws-controltower-*"),
        ),
        on(
            "GRCONFIGENABLED",
            &[
                "config:DeleteConfigurationRecorder",
                "config:DeleteDeliveryChannel",
                "config:DeleteRetentionConfiguration",
                "config:PutConfigurationRecorder",
                "config:PutDeliveryChannel",
                "config:StopConfigurationRecorder",
            ],
            json!("*"),
        ),
        on(
            "GRIAMROLEPOLICY",
            &[
                "iam:AttachRolePolicy",
                "iam:CreateRole",
                "iam:DeleteRole",
                "iam:DeleteRolePolicy",
                "iam:DetachRolePolicy",
                "iam:PutRolePolicy",
                "iam:UpdateAssumeRolePolicy",
                "iam:UpdateRole",
            ],
            json!(["arn:aws:iam::*:role/aws-controltower-*", "arn:aws:iam::*:role/*AWSControlTower*"]),
        ),
        on(
            "GRSNSTOPICPOLICY",
            &["sns:DeleteTopic", "sns:SetTopicAttributes", "sns:Unsubscribe"],
            json!("arn:aws:sns:*:*:aws-controltower-*"),
        ),
        on(
            "GRLAMBDAFUNCTIONPOLICY",
            &["lambda:AddPermission", "lambda:DeleteFunction", "lambda:UpdateFunctionCode"],
            json!("arn:aws:lambda:*:*:function:aws-controltower-*"),
        ),
    ];
    if log_archive {
        statements.push(on(
            "GRAUDITBUCKETDELETIONPROHIBITED",
            &[
                "s3:DeleteBucket",
                "s3:DeleteBucketPolicy",
                "s3:PutBucketPolicy",
                "s3:PutEncryptionConfiguration",
                "s3:PutLifecycleConfiguration",
            ],
            json!("arn:aws:s3:::aws-controltower*"),
        ));
    }
    policy(statements)
}

pub(crate) fn protect_roles() -> Document {
    let roles = [
        "AWSControlTower*",
        "OrganizationAccountAccessRole",
        "SecurityBreakGlassRole",
        "SecurityReadOnlyRole",
        "stacksets-exec-*",
        "StackSetExecutionRole",
        READ_ROLE,
    ];
    let roles: Vec<String> = roles.iter().map(|role| format!("arn:aws:iam::*:role/{role}")).collect();
    policy(vec![json!({
        "Sid": "ProtectGuardrailRoles",
        "Effect": "Deny",
        "Action": ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePermissionsBoundary", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:TagRole", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole"],
        "Resource": roles,
        "Condition": except_platform()
    })])
}

pub(crate) fn approved_regions() -> Document {
    let global = [
        "access-analyzer:*",
        "account:*",
        "budgets:*",
        "ce:*",
        "cloudfront:*",
        "controltower:*",
        "health:*",
        "iam:*",
        "kms:*",
        "organizations:*",
        "route53:*",
        "s3:GetAccountPublicAccessBlock",
        "s3:ListAllMyBuckets",
        "sso:*",
        "sts:*",
        "support:*",
        "trustedadvisor:*",
        "waf:*",
    ];
    let elsewhere = json!({ "StringNotEquals": { "aws:RequestedRegion": REGIONS }, "ArnNotLike": { "aws:PrincipalArn": PLATFORM } });
    policy(vec![
        json!({ "Sid": "ApprovedRegions", "Effect": "Deny", "NotAction": global, "Resource": "*", "Condition": elsewhere }),
    ])
}

pub(crate) fn account_hygiene() -> Document {
    let root = json!({ "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::*:root" } });
    policy(vec![
        json!({ "Sid": "StayInOrganization", "Effect": "Deny", "Action": ["account:CloseAccount", "organizations:LeaveOrganization"], "Resource": "*" }),
        json!({ "Sid": "NoRootUser", "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": root }),
    ])
}

/// Two statements, because the keys of one condition would have to be missing both.
pub(crate) fn sm_vpc_only() -> Document {
    let null = |key: &str| json!({ "Null": { key: "true" } });
    policy(vec![
        deny_if("NoSubnets", SM_VPC_ACTIONS, null("sagemaker:VpcSubnets")),
        deny_if("NoSecurityGroups", SM_VPC_ACTIONS, null("sagemaker:VpcSecurityGroupIds")),
    ])
}

/// The actions that can say in which VPC they work.
pub(crate) const SM_VPC_ACTIONS: &[&str] = &[
    "sagemaker:CreateAutoMLJob",
    "sagemaker:CreateAutoMLJobV2",
    "sagemaker:CreateCluster",
    "sagemaker:CreateDataQualityJobDefinition",
    "sagemaker:CreateDomain",
    "sagemaker:CreateEndpointConfig",
    "sagemaker:CreateHyperParameterTuningJob",
    "sagemaker:CreateModel",
    "sagemaker:CreateModelBiasJobDefinition",
    "sagemaker:CreateModelExplainabilityJobDefinition",
    "sagemaker:CreateModelQualityJobDefinition",
    "sagemaker:CreateMonitoringSchedule",
    "sagemaker:CreateNotebookInstance",
    "sagemaker:CreateProcessingJob",
    "sagemaker:CreateTrainingJob",
];

pub(crate) fn sm_domain() -> Document {
    policy(vec![
        deny_if(
            "CreateVpcOnly",
            &["sagemaker:CreateDomain"],
            json!({ "StringNotEquals": { "sagemaker:AppNetworkAccessType": "VpcOnly" } }),
        ),
        deny_if(
            "StayVpcOnly",
            &["sagemaker:UpdateDomain"],
            json!({ "StringEquals": { "sagemaker:AppNetworkAccessType": "PublicInternetOnly" } }),
        ),
    ])
}

pub(crate) fn sm_encryption() -> Document {
    let volumes = [
        "sagemaker:CreateDomain",
        "sagemaker:CreateEndpointConfig",
        "sagemaker:CreateHyperParameterTuningJob",
        "sagemaker:CreateNotebookInstance",
        "sagemaker:CreateProcessingJob",
        "sagemaker:CreateTrainingJob",
        "sagemaker:CreateTransformJob",
    ];
    let outputs = [
        "sagemaker:CreateHyperParameterTuningJob",
        "sagemaker:CreateProcessingJob",
        "sagemaker:CreateTrainingJob",
        "sagemaker:CreateTransformJob",
    ];
    let traffic =
        ["sagemaker:CreateHyperParameterTuningJob", "sagemaker:CreateProcessingJob", "sagemaker:CreateTrainingJob"];
    policy(vec![
        deny_if("Volumes", &volumes, json!({ "Null": { "sagemaker:VolumeKmsKeyArn": "true" } })),
        deny_if("Outputs", &outputs, json!({ "Null": { "sagemaker:OutputKmsKeyArn": "true" } })),
        deny_if(
            "Traffic",
            &traffic,
            json!({ "BoolIfExists": { "sagemaker:InterContainerTrafficEncryption": "false" } }),
        ),
        deny_if("SayTraffic", &traffic, json!({ "Null": { "sagemaker:InterContainerTrafficEncryption": "true" } })),
    ])
}

pub(crate) fn sm_notebooks() -> Document {
    let actions = ["sagemaker:CreateNotebookInstance", "sagemaker:UpdateNotebookInstance"];
    policy(vec![
        deny_if(
            "NoInternet",
            &["sagemaker:CreateNotebookInstance"],
            json!({ "StringNotEquals": { "sagemaker:DirectInternetAccess": "Disabled" } }),
        ),
        deny_if("NoRoot", &actions, json!({ "StringNotEquals": { "sagemaker:RootAccess": "Disabled" } })),
        deny_if(
            "NewMetadataService",
            &["sagemaker:CreateNotebookInstance"],
            json!({ "StringNotEquals": { "sagemaker:MinimumInstanceMetadataServiceVersion": "2" } }),
        ),
    ])
}

pub(crate) fn sm_approval() -> Document {
    let approvers = json!([
        "arn:aws:iam::*:role/SageMakerApproverExecutionRole",
        "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_MLModelApprover_*"
    ]);
    let condition = json!({ "StringEquals": { "sagemaker:ModelApprovalStatus": "Approved" }, "ArnNotLike": { "aws:PrincipalArn": approvers } });
    policy(vec![deny_if(
        "ApproversApprove",
        &["sagemaker:CreateModelPackage", "sagemaker:UpdateModelPackage"],
        condition,
    )])
}

pub(crate) fn sm_tags() -> Document {
    let actions = [
        "sagemaker:CreateDomain",
        "sagemaker:CreateEndpoint",
        "sagemaker:CreateModel",
        "sagemaker:CreatePipeline",
        "sagemaker:CreateTrainingJob",
    ];
    policy(vec![deny_if("SayTeam", &actions, json!({ "Null": { "aws:RequestTag/team": "true" } }))])
}

pub(crate) fn sm_no_endpoints() -> Document {
    let actions = [
        "sagemaker:CreateEndpoint",
        "sagemaker:CreateInferenceComponent",
        "sagemaker:InvokeEndpoint",
        "sagemaker:InvokeEndpointAsync",
        "sagemaker:InvokeEndpointWithResponseStream",
        "sagemaker:UpdateEndpoint",
    ];
    policy(vec![json!({ "Sid": "NoServing", "Effect": "Deny", "Action": actions, "Resource": "*" })])
}

pub(crate) fn sm_instances(types: &[&str]) -> Document {
    let actions = [
        "sagemaker:CreateApp",
        "sagemaker:CreateHyperParameterTuningJob",
        "sagemaker:CreateNotebookInstance",
        "sagemaker:CreateProcessingJob",
        "sagemaker:CreateTrainingJob",
        "sagemaker:CreateTransformJob",
    ];
    policy(vec![deny_if(
        "InstanceTypes",
        &actions,
        json!({ "ForAnyValue:StringNotLike": { "sagemaker:InstanceTypes": types } }),
    )])
}

pub(crate) fn stage_preprod() -> Document {
    let actions = [
        "sagemaker:CreateApp",
        "sagemaker:CreateNotebookInstance",
        "sagemaker:CreatePresignedDomainUrl",
        "sagemaker:CreateSpace",
    ];
    policy(vec![json!({ "Sid": "NotInteractive", "Effect": "Deny", "Action": actions, "Resource": "*" })])
}

pub(crate) fn stage_prod() -> Document {
    let interactive = [
        "sagemaker:CreateApp",
        "sagemaker:CreateDomain",
        "sagemaker:CreateNotebookInstance",
        "sagemaker:CreatePresignedDomainUrl",
        "sagemaker:CreateSpace",
    ];
    let keys = ["iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateUser"];
    policy(vec![
        json!({ "Sid": "NotInteractive", "Effect": "Deny", "Action": interactive, "Resource": "*" }),
        json!({ "Sid": "NoUsers", "Effect": "Deny", "Action": keys, "Resource": "*" }),
    ])
}

pub(crate) fn sandbox_disconnected() -> Document {
    let actions = [
        "ec2:AcceptVpcPeeringConnection",
        "ec2:CreateTransitGatewayVpcAttachment",
        "ec2:CreateVpcPeeringConnection",
        "ec2:CreateVpnConnection",
        "ec2:CreateVpnGateway",
        "directconnect:*",
        "ram:AcceptResourceShareInvitation",
    ];
    policy(vec![
        json!({ "Sid": "Disconnected", "Effect": "Deny", "Action": actions, "Resource": "*", "Condition": except_platform() }),
    ])
}

pub(crate) fn deployments_no_studio() -> Document {
    let actions = ["sagemaker:CreateDomain", "sagemaker:CreateNotebookInstance", "sagemaker:CreateTrainingJob"];
    policy(vec![json!({ "Sid": "NoStudio", "Effect": "Deny", "Action": actions, "Resource": "*" })])
}

pub(crate) fn hipaa_services() -> Document {
    let allowed = [
        "apigateway:*",
        "athena:*",
        "cloudformation:*",
        "cloudtrail:*",
        "cloudwatch:*",
        "codebuild:*",
        "codepipeline:*",
        "config:*",
        "ec2:*",
        "ecr:*",
        "elasticfilesystem:*",
        "events:*",
        "glue:*",
        "guardduty:*",
        "iam:*",
        "kms:*",
        "lakeformation:*",
        "lambda:*",
        "logs:*",
        "macie2:*",
        "organizations:*",
        "ram:*",
        "s3:*",
        "sagemaker:*",
        "secretsmanager:*",
        "securityhub:*",
        "servicecatalog:*",
        "sns:*",
        "sqs:*",
        "ssm:*",
        "sso:*",
        "sts:*",
        "support:*",
    ];
    let interactive = [
        "sagemaker:CreateApp",
        "sagemaker:CreateDomain",
        "sagemaker:CreateNotebookInstance",
        "sagemaker:CreatePresignedDomainUrl",
        "sagemaker:CreateSpace",
    ];
    policy(vec![
        json!({ "Sid": "HealthData", "Effect": "Deny", "NotAction": &allowed[..], "Resource": "*" }),
        json!({ "Sid": "NotInteractive", "Effect": "Deny", "Action": interactive, "Resource": "*" }),
    ])
}

/// Denies the organization's resources to strangers; a resource can be tagged as meant for a partner.
pub(crate) fn identity_perimeter(organization: &str) -> Document {
    let actions = [
        "ecr:*",
        "kms:*",
        "s3:*",
        "secretsmanager:*",
        "sqs:*",
        "sts:AssumeRole",
        "sts:SetSourceIdentity",
        "sts:TagSession",
    ];
    policy(vec![json!({
        "Sid": "EnforceOrgIdentities",
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Resource": "*",
        "Condition": {
            "StringNotEqualsIfExists": { "aws:PrincipalOrgID": organization, "aws:ResourceTag/dp:exclude:identity": "true" },
            "BoolIfExists": { "aws:PrincipalIsAWSService": "false" }
        }
    })])
}

pub(crate) fn secure_transport() -> Document {
    policy(vec![json!({
        "Sid": "OnlyTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["kms:*", "s3:*", "secretsmanager:*", "sqs:*", "sts:*"],
        "Resource": "*",
        "Condition": { "BoolIfExists": { "aws:SecureTransport": "false" } }
    })])
}

fn except_platform() -> Value {
    json!({ "ArnNotLike": { "aws:PrincipalArn": PLATFORM } })
}
