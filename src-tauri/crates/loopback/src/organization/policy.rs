//! Policy documents as the reference writes them.

use armillary_model::AccountId;
use serde_json::{Value, json};

use crate::state::Document;

/// A policy document with these statements.
pub(crate) fn policy(statements: Vec<Value>) -> Document {
    Document::from(json!({ "Version": "2012-10-17", "Statement": statements }))
}

/// Allows actions on a resource (or a list of resources).
pub(crate) fn allow(sid: &str, actions: &[&str], resource: impl Into<Value>) -> Value {
    json!({ "Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource.into() })
}

/// Allows actions on a resource under a condition.
pub(crate) fn allow_if(sid: &str, actions: &[&str], resource: impl Into<Value>, condition: Value) -> Value {
    json!({ "Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource.into(), "Condition": condition })
}

/// Denies actions on every resource under a condition.
pub(crate) fn deny_if(sid: &str, actions: &[&str], condition: Value) -> Value {
    json!({ "Sid": sid, "Effect": "Deny", "Action": actions, "Resource": "*", "Condition": condition })
}

/// Trusts a service, for resources of the role's own account only.
pub(crate) fn trust_service_within(service: &str, account: AccountId) -> Document {
    policy(vec![json!({
        "Effect": "Allow",
        "Principal": { "Service": service },
        "Action": "sts:AssumeRole",
        "Condition": { "StringEquals": { "aws:SourceAccount": account.to_string() } }
    })])
}

/// Trusts a service that says nothing about its source.
pub(crate) fn trust_service(service: &str) -> Document {
    policy(vec![json!({ "Effect": "Allow", "Principal": { "Service": service }, "Action": "sts:AssumeRole" })])
}

/// Trusts principals, as long as they belong to the organization.
pub(crate) fn trust_principals(principals: &[String], organization: &str) -> Document {
    policy(vec![trust_principals_statement(principals, organization)])
}

/// The statement of [`trust_principals`].
pub(crate) fn trust_principals_statement(principals: &[String], organization: &str) -> Value {
    json!({
        "Effect": "Allow",
        "Principal": { "AWS": one_or_many(principals) },
        "Action": "sts:AssumeRole",
        "Condition": { "StringEquals": { "aws:PrincipalOrgID": organization } }
    })
}

/// Trusts principals who signed in with a second factor.
pub(crate) fn trust_with_mfa(principals: &[String]) -> Document {
    policy(vec![json!({
        "Effect": "Allow",
        "Principal": { "AWS": one_or_many(principals) },
        "Action": "sts:AssumeRole",
        "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } }
    })])
}

/// Trusts a whole account, as the roles that Organizations and Control Tower create trust the management account.
pub(crate) fn trust_account(account: AccountId) -> Document {
    policy(vec![json!({
        "Effect": "Allow",
        "Principal": { "AWS": format!("arn:aws:iam::{account}:root") },
        "Action": "sts:AssumeRole"
    })])
}

/// Trusts the roles of the own account that a permission set is realised as.
pub(crate) fn trust_permission_set(account: AccountId, permission_set: &str) -> Document {
    policy(vec![json!({
        "Effect": "Allow",
        "Principal": { "AWS": format!("arn:aws:iam::{account}:root") },
        "Action": "sts:AssumeRole",
        "Condition": { "ArnLike": { "aws:PrincipalArn": permission_set_pattern(&account.to_string(), permission_set) } }
    })])
}

/// Trusts people who sign in through IAM Identity Center.
pub(crate) fn trust_saml(provider: &str) -> Document {
    policy(vec![json!({
        "Effect": "Allow",
        "Principal": { "Federated": provider },
        "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        "Condition": { "StringEquals": { "SAML:aud": "https://signin.aws.amazon.com/saml" } }
    })])
}

/// Trusts GitHub workflows of one repository and environment.
pub(crate) fn trust_github(account: AccountId, subject: &str) -> Document {
    policy(vec![json!({
        "Effect": "Allow",
        "Principal": { "Federated": format!("arn:aws:iam::{account}:oidc-provider/{GITHUB}") },
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": { "StringEquals": {
            format!("{GITHUB}:aud"): "sts.amazonaws.com",
            format!("{GITHUB}:sub"): subject
        } }
    })])
}

/// The issuer of GitHub's workflow tokens.
pub(crate) const GITHUB: &str = "token.actions.githubusercontent.com";

/// The ARN of a role without a path.
pub(crate) fn role_arn(account: AccountId, role: &str) -> String {
    format!("arn:aws:iam::{account}:role/{role}")
}

/// The pattern of the ARNs a permission set's roles have in an account, as it is used in conditions.
pub(crate) fn permission_set_pattern(account: &str, permission_set: &str) -> String {
    format!("arn:aws:iam::{account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_{permission_set}_*")
}

fn one_or_many(principals: &[String]) -> Value {
    match principals {
        [one] => json!(one),
        many => json!(many),
    }
}
