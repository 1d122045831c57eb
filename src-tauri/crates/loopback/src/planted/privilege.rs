//! Roles and accounts that can do more than their purpose calls for.

use serde_json::json;

use super::{
    Planted,
    ground::{account, add_role, role, set_inline},
};
use crate::{
    organization::policy::{allow, allow_if, policy, role_arn, trust_principals, trust_service_within},
    state::{DelegatedAdministrator, State, Timestamp},
};

pub(super) fn rewrites_production_roles(state: &mut State) -> Option<Planted> {
    let (dev, prod) = (account(state, "document-ai-dev")?, account(state, "document-ai-prod")?);
    let trust = trust_principals(&[role_arn(dev, "StackSetAdministrationRole")], &state.organization.id);
    let arn = add_role(state, prod, "SetupStackSetExecutionRole", trust)?;
    let rewrite = [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DetachRolePolicy",
        "iam:PutRolePolicy",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
    ];
    let targets =
        ["*StackSetExecution*", "*SageMakerModelExecution*"].map(|name| format!("arn:aws:iam::{prod}:role/{name}"));
    let setup = policy(vec![allow("Setup", &rewrite, json!(targets))]);
    set_inline(role(state, prod, "SetupStackSetExecutionRole")?, "Setup", setup);
    let set_up =
        policy(vec![allow("Targets", &["sts:AssumeRole"], json!([role_arn(prod, "StackSetExecutionRole"), arn]))]);
    set_inline(role(state, dev, "StackSetAdministrationRole")?, "Targets", set_up);
    let summary = "development can rewrite the roles by which models are deployed and run in production";
    Some(Planted::global("PRIV-02", arn, prod, summary, "remove the role; vend the execution roles with the account"))
}

pub(super) fn rewrites_itself(state: &mut State) -> Option<Planted> {
    let dev = account(state, "churn-dev")?;
    let arn = add_role(state, dev, "ExperimentSetup", trust_service_within("codebuild.amazonaws.com", dev))?;
    // Meant for the roles of experiments, whose names begin alike.
    let experiments = format!("arn:aws:iam::{dev}:role/Experiment*");
    let setup = policy(vec![allow("Experiments", &["iam:AttachRolePolicy", "iam:GetRole"], experiments)]);
    set_inline(role(state, dev, "ExperimentSetup")?, "Experiments", setup);
    let summary =
        "its own name fits the pattern: it may attach any policy to itself, and so do anything in the account";
    Some(Planted::global(
        "PRIV-02",
        arn,
        dev,
        summary,
        "allow it on `role/experiments/*` only, and keep the role elsewhere",
    ))
}

pub(super) fn makes_keys_of_users(state: &mut State) -> Option<Planted> {
    let glass = account(state, "security-break-glass")?;
    let arn = add_role(state, glass, "AccessKeyRotation", trust_service_within("lambda.amazonaws.com", glass))?;
    let keys = ["iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:ListAccessKeys", "iam:UpdateAccessKey"];
    let rotate = policy(vec![allow("Rotate", &keys, format!("arn:aws:iam::{glass}:user/*"))]);
    set_inline(role(state, glass, "AccessKeyRotation")?, "Rotate", rotate);
    let summary = "may make access keys of the users for emergencies, and act as each of them";
    Some(Planted::global("PRIV-02", arn, glass, summary, "remove the role; users for emergencies have no access keys"))
}

pub(super) fn passes_any_role(state: &mut State) -> Option<Planted> {
    let prod = account(state, "health-claims-prod")?;
    let role = role(state, prod, "StackSetExecutionRole")?;
    let deploy = [
        "cloudformation:*",
        "sagemaker:CreateEndpoint",
        "sagemaker:CreateEndpointConfig",
        "sagemaker:CreateModel",
        "sagemaker:Describe*",
        "sagemaker:UpdateEndpoint",
    ];
    let passed = json!({ "StringEquals": { "iam:PassedToService": "sagemaker.amazonaws.com" } });
    let any = format!("arn:aws:iam::{prod}:role/*");
    set_inline(
        role,
        "Deploy",
        policy(vec![allow("Deploy", &deploy, "*"), allow_if("Pass", &["iam:PassRole"], any, passed)]),
    );
    let summary = "may pass any role of the account to SageMaker";
    Some(Planted::global(
        "PASS-01",
        role.arn(prod),
        prod,
        summary,
        "allow iam:PassRole on `role/SageMakerModelExecutionRole` only",
    ))
}

pub(super) fn delegated_to_development(state: &mut State) -> Option<Planted> {
    let dev = account(state, "fraud-dev")?;
    let service = "member.org.stacksets.cloudformation.amazonaws.com";
    let since = Timestamp(state.organization.accounts.get(&dev)?.joined.0 + 40 * 86_400);
    let services = [(service.to_owned(), since)].into();
    state.organization.delegated_administrators.insert(dev, DelegatedAdministrator { since, services });
    let summary = "a development account administers stack sets for the whole organization";
    let remedy = "deregister it; ml-shared-services administers stack sets";
    Some(Planted::global("DA-01", state.organization.account_arn(dev), dev, summary, remedy))
}
