//! A role as teams have them: five policies of its own, a chain of SCPs with a Region deny, RCPs, and roles it assumes.

use serde_json::{Value, json};

/// The account of the team.
pub const ACCOUNT: &str = "111122223333";
/// The role that asks.
pub const ROLE: &str = "arn:aws:iam::111122223333:role/team/Developer";
/// The role in another account that it assumes.
pub const TARGET: &str = "arn:aws:iam::444455556666:role/Deployment";

/// A document with these statements.
pub fn policy(statements: Value) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// FullAWSAccess.
pub fn full_access() -> Value {
    policy(json!([{ "Effect": "Allow", "Action": "*", "Resource": "*" }]))
}

/// The role's own policies: power user, one of thirty statements, data access by tag, assumable roles, denials.
pub fn identity() -> Vec<Value> {
    vec![power_user(), thirty_statements(), data_by_tag(), assumable_roles(), denials()]
}

fn power_user() -> Value {
    policy(json!([
        { "Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*", "sts:*"], "Resource": "*" },
        { "Effect": "Allow", "Action": ["iam:CreateServiceLinkedRole", "iam:ListRoles", "organizations:DescribeOrganization",
            "account:ListRegions"], "Resource": "*" },
    ]))
}

fn thirty_statements() -> Value {
    let services = [
        "athena",
        "cloudformation",
        "cloudtrail",
        "cloudwatch",
        "codebuild",
        "codecommit",
        "codepipeline",
        "dynamodb",
        "ec2",
        "ecr",
        "ecs",
        "elasticfilesystem",
        "events",
        "firehose",
        "glue",
        "kinesis",
        "kms",
        "lakeformation",
        "lambda",
        "logs",
        "quicksight",
        "rds",
        "redshift",
        "s3",
        "sagemaker",
        "secretsmanager",
        "sns",
        "sqs",
        "ssm",
        "states",
    ];
    let statement = |service: &str| {
        json!({ "Sid": format!("Read{service}"), "Effect": "Allow", "Action": [format!("{service}:Get*"), format!("{service}:List*"),
            format!("{service}:Describe*"), format!("{service}:BatchGet*")], "Resource": format!("arn:aws:{service}:*:{ACCOUNT}:*") })
    };
    policy(services.into_iter().map(statement).collect())
}

fn data_by_tag() -> Value {
    policy(json!([
        { "Sid": "OwnData", "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"],
            "Resource": "arn:aws:s3:::lake-${aws:PrincipalTag/team}/*",
            "Condition": { "StringEquals": { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } } },
        { "Sid": "Models", "Effect": "Allow", "Action": "sagemaker:*", "Resource": "arn:aws:sagemaker:*:111122223333:model-package/*",
            "Condition": { "StringLike": { "aws:RequestTag/stage": ["dev-*", "test-*"] },
                "ForAllValues:StringEquals": { "aws:TagKeys": ["stage", "team"] } } },
    ]))
}

fn assumable_roles() -> Value {
    policy(json!([
        { "Sid": "Deploy", "Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"],
            "Resource": ["arn:aws:iam::444455556666:role/Deploy*", "arn:aws:iam::777788889999:role/Read*"] },
        { "Sid": "Pass", "Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/execution/*",
            "Condition": { "StringEquals": { "iam:PassedToService": ["lambda.amazonaws.com", "sagemaker.amazonaws.com"] } } },
    ]))
}

fn denials() -> Value {
    policy(json!([
        { "Sid": "NoProduction", "Effect": "Deny", "Action": ["sts:AssumeRole"], "Resource": "arn:aws:iam::*:role/Production*" },
        { "Sid": "OnlyFromOffice", "Effect": "Deny", "Action": ["s3:*", "sagemaker:*"], "Resource": "*",
            "Condition": { "NotIpAddress": { "aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"] },
                "Bool": { "aws:ViaAWSService": "false" }, "StringNotEqualsIfExists": { "aws:SourceVpce": "vpce-0123" } } },
    ]))
}

/// The chain from the root to the account: FullAWSAccess and one SCP at each of four nodes.
pub fn scps() -> Value {
    let levels = [
        ("r-root", protect_baseline()),
        ("ou-workloads", region_deny()),
        ("ou-dev", no_leaving()),
        (ACCOUNT, no_users()),
    ];
    let level = |(node, scp): (&str, Value)| json!({ "node": node, "policies": [full_access(), scp] });
    levels.into_iter().map(level).collect()
}

fn protect_baseline() -> Value {
    policy(json!([{ "Sid": "Baseline", "Effect": "Deny", "Action": ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail",
        "config:Delete*", "config:Stop*", "guardduty:Delete*", "iam:DeleteRole", "iam:UpdateAssumeRolePolicy"],
        "Resource": ["arn:aws:iam::*:role/aws-controltower-*", "arn:aws:cloudtrail:*:*:trail/org-*"],
        "Condition": { "ArnNotLike": { "aws:PrincipalArn": ["arn:aws:iam::*:role/AWSControlTowerExecution", "arn:aws:iam::*:role/stacksets-*"] } } }]))
}

fn region_deny() -> Value {
    policy(json!([{ "Sid": "Regions", "Effect": "Deny",
        "NotAction": ["iam:*", "organizations:*", "route53:*", "cloudfront:*", "support:*", "sts:*", "budgets:*", "waf:*",
            "globalaccelerator:*", "importexport:*", "trustedadvisor:*", "health:*", "account:*", "s3:ListAllMyBuckets"],
        "Resource": "*",
        "Condition": { "StringNotEquals": { "aws:RequestedRegion": ["eu-west-1", "eu-central-1"] },
            "ArnNotLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/AWSControlTowerExecution" } } }]))
}

fn no_leaving() -> Value {
    policy(json!([
        { "Effect": "Deny", "Action": ["organizations:LeaveOrganization", "account:CloseAccount"], "Resource": "*" },
        { "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": { "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::*:root" } } },
    ]))
}

fn no_users() -> Value {
    policy(
        json!([{ "Effect": "Deny", "Action": ["iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile"], "Resource": "*" }]),
    )
}

/// A perimeter at the root.
pub fn rcps() -> Value {
    let perimeter = policy(
        json!([{ "Sid": "Perimeter", "Effect": "Deny", "Principal": "*", "Action": ["s3:*", "sqs:*", "sts:AssumeRole", "kms:*"],
        "Resource": "*", "Condition": { "StringNotEqualsIfExists": { "aws:PrincipalOrgID": "o-home" },
            "BoolIfExists": { "aws:PrincipalIsAWSService": "false" } } }]),
    );
    json!([{ "node": "r-root", "policies": [perimeter] }])
}

/// The trust policy of [`TARGET`].
pub fn trust() -> Value {
    policy(json!([
        { "Effect": "Allow", "Principal": { "Service": ["codebuild.amazonaws.com", "codepipeline.amazonaws.com"] }, "Action": "sts:AssumeRole" },
        { "Sid": "Team", "Effect": "Allow", "Principal": { "AWS": ["arn:aws:iam::111122223333:root", "arn:aws:iam::777788889999:role/Ops"] },
            "Action": ["sts:AssumeRole", "sts:TagSession"], "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-home" } } },
    ]))
}

/// Circumstances that are usual for the role.
pub fn context() -> Value {
    json!({
        "aws:PrincipalArn": ROLE, "aws:PrincipalAccount": ACCOUNT, "aws:PrincipalOrgID": "o-home", "aws:PrincipalType": "AssumedRole",
        "aws:PrincipalTag/team": "fraud", "aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false",
        "aws:RequestedRegion": "eu-west-1", "aws:SourceIp": "10.20.30.40", "aws:SecureTransport": "true"
    })
}

/// What the role asks for: actions and resources, some of them denied.
pub const QUESTIONS: [(&str, &str); 8] = [
    ("sts:AssumeRole", TARGET),
    ("sts:AssumeRole", "arn:aws:iam::444455556666:role/ProductionDeploy"),
    ("s3:GetObject", "arn:aws:s3:::lake-fraud/2026/03/part-0001.parquet"),
    ("dynamodb:Query", "arn:aws:dynamodb:eu-west-1:111122223333:table/features"),
    ("iam:PassRole", "arn:aws:iam::111122223333:role/execution/Training"),
    ("iam:CreateUser", "arn:aws:iam::111122223333:user/new"),
    ("sagemaker:CreateModel", "arn:aws:sagemaker:eu-west-1:111122223333:model/fraud"),
    ("ec2:DescribeInstances", "*"),
];

/// A request in the form of the JSON contract, with all of the role's policies and the trust policy for its target.
pub fn request(id: usize, action: &str, resource: &str, mode: &str) -> Value {
    let mut policies = json!({ "identity": identity(), "scps": scps(), "rcps": rcps() });
    if resource == TARGET {
        policies["resource"] = trust();
    }
    json!({ "id": format!("request-{id}"), "principal": ROLE, "action": action, "resource": resource, "context": context(), "mode": mode,
        "policies": policies })
}

/// A request of about 1.5 KB, as an inventory of trust asks it: one identity policy, two SCPs, a trust policy.
pub fn small_request(id: usize, action: &str, resource: &str, mode: &str) -> Value {
    let scps = json!([{ "node": "r-root", "policies": [full_access()] }, { "node": ACCOUNT, "policies": [full_access(), no_users()] }]);
    let policies = json!({ "identity": [assumable_roles()], "resource": trust(), "scps": scps });
    let context = json!({ "aws:PrincipalArn": ROLE, "aws:PrincipalOrgID": "o-home" });
    json!({ "id": format!("request-{id}"), "principal": ROLE, "action": action, "resource": resource, "context": context, "mode": mode,
        "policies": policies })
}
