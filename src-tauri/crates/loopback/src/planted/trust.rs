//! Trust policies that trust too much.

use serde_json::{Value, json};

use super::{
    Planted,
    ground::{account, add_role, ids, role, set_inline},
};
use crate::{
    organization::{
        ids::Ids,
        policy::{GITHUB, allow, policy, role_arn, trust_principals},
    },
    state::{State, Tag},
};

/// As the first secure-MLOps samples coded it: any principal of the development account can deploy to production.
pub(super) fn whole_account(state: &mut State) -> Option<Planted> {
    let (dev, prod) = (account(state, "fraud-dev")?, account(state, "fraud-prod")?);
    let role = role(state, prod, "StackSetExecutionRole")?;
    role.trust = policy(vec![trust(json!({ "AWS": format!("arn:aws:iam::{dev}:root") }), "sts:AssumeRole", None)]);
    let summary = format!("production role trusts the whole development account {dev}");
    let remedy =
        "name `role/StackSetAdministrationRole` of the development account as the principal, with aws:PrincipalOrgID";
    Some(Planted::global("TRU-01", role.arn(prod), prod, &summary, remedy))
}

pub(super) fn vendor_without_external_id(state: &mut State) -> Option<Planted> {
    let prod = account(state, "churn-prod")?;
    let vendor = 100_000_000_000 + Ids::new(prod.number()).number("vendor", 899_999_999_999);
    let principal = json!({ "AWS": format!("arn:aws:iam::{vendor}:root") });
    let document = policy(vec![trust(principal, "sts:AssumeRole", None)]);
    let arn = add_role(state, prod, "VendorModelMonitoring", document)?;
    let made = role(state, prod, "VendorModelMonitoring")?;
    made.description = "Lets the vendor watch our models".into();
    // Without the tag the identity perimeter would keep the vendor out.
    made.tags = vec![Tag::new("dp:exclude:identity", "true")];
    let metrics = ["cloudwatch:GetMetricData", "sagemaker:DescribeEndpoint", "sagemaker:ListEndpoints"];
    set_inline(made, "Watch", policy(vec![allow("Watch", &metrics, "*")]));
    let summary = format!("account {vendor} outside the organization is trusted without sts:ExternalId");
    Some(Planted::global(
        "TRU-02",
        arn,
        prod,
        &summary,
        "require the vendor's sts:ExternalId with StringEquals, or remove the role",
    ))
}

pub(super) fn anybody_if_exists(state: &mut State) -> Option<Planted> {
    let lake = account(state, "data-lake-transactions")?;
    let own = json!({ "StringEqualsIfExists": { "aws:PrincipalOrgID": state.organization.id } });
    let role = role(state, lake, "LakeReadOnly")?;
    role.trust = policy(vec![trust(json!({ "AWS": "*" }), "sts:AssumeRole", Some(own))]);
    let summary = "everybody is trusted; the condition lets callers through who have no organization";
    Some(Planted::global(
        "TRU-03",
        role.arn(lake),
        lake,
        summary,
        "use StringEquals, and aws:PrincipalOrgPaths for development only",
    ))
}

pub(super) fn workflow_without_subject(state: &mut State) -> Option<Planted> {
    let prod = account(state, "pricing-prod")?;
    let audience = json!({ "StringEquals": { format!("{GITHUB}:aud"): "sts.amazonaws.com" } });
    let provider = json!({ "Federated": format!("arn:aws:iam::{prod}:oidc-provider/{GITHUB}") });
    let role = role(state, prod, "github-actions-deploy")?;
    role.trust = policy(vec![trust(provider, "sts:AssumeRoleWithWebIdentity", Some(audience))]);
    let summary = "any GitHub repository's workflows can take this role: the token's subject is not checked";
    let remedy = format!("add StringEquals on `{GITHUB}:sub` with the repository and environment");
    Some(Planted::global("TRU-04", role.arn(prod), prod, summary, &remedy))
}

pub(super) fn launch_role_of_three_services(state: &mut State) -> Option<Planted> {
    let dev = account(state, "recommendations-dev")?;
    let services = ["servicecatalog.amazonaws.com", "cloudformation.amazonaws.com", "codepipeline.amazonaws.com"];
    let own = json!({ "StringEquals": { "aws:SourceAccount": dev.to_string() } });
    let role = role(state, dev, "SCLaunchRole")?;
    role.trust = policy(vec![trust(json!({ "Service": services }), "sts:AssumeRole", Some(own))]);
    let summary = "launch role trusts CloudFormation and CodePipeline besides Service Catalog";
    Some(Planted::global("TRU-05", role.arn(dev), dev, summary, "trust servicecatalog.amazonaws.com only"))
}

pub(super) fn any_target_account(state: &mut State) -> Option<Planted> {
    let dev = account(state, "credit-risk-dev")?;
    let role = role(state, dev, "StackSetAdministrationRole")?;
    let targets = policy(vec![allow("Targets", &["sts:AssumeRole"], "arn:aws:iam::*:role/*StackSetExecutionRole*")]);
    set_inline(role, "Targets", targets);
    let summary = "may assume stack set execution roles in any account";
    Some(Planted::global("TRU-06", role.arn(dev), dev, summary, "list the execution roles of the team's own accounts"))
}

pub(super) fn break_glass_without_second_factor(state: &mut State) -> Option<Planted> {
    let (glass, prod) = (account(state, "security-break-glass")?, account(state, "collections-prod")?);
    let users = ["break-glass-1", "break-glass-2"].map(|user| format!("arn:aws:iam::{glass}:user/{user}"));
    let role = role(state, prod, "SecurityBreakGlassRole")?;
    role.trust = policy(vec![trust(json!({ "AWS": users }), "sts:AssumeRole", None)]);
    role.max_session = 43_200;
    let summary = "break-glass role needs no second factor and gives sessions of 12 hours";
    Some(Planted::global(
        "TRU-07",
        role.arn(prod),
        prod,
        summary,
        "require Bool aws:MultiFactorAuthPresent and sessions of one hour",
    ))
}

pub(super) fn dangling_principal(state: &mut State) -> Option<Planted> {
    let prod = account(state, "marketing-mix-prod")?;
    let gone = ids(prod).unique("AROA", "a pipeline role of long ago");
    let own = json!({ "StringEquals": { "aws:PrincipalOrgID": state.organization.id } });
    let role = role(state, prod, "AppDeploymentRole")?;
    role.trust = policy(vec![trust(json!({ "AWS": gone }), "sts:AssumeRole", Some(own))]);
    let summary = format!("trusts `{gone}`, a role that no longer exists");
    Some(Planted::global(
        "TRU-08",
        role.arn(prod),
        prod,
        &summary,
        "name `role/AppDeployPipelineRole` of the automation account again",
    ))
}

pub(super) fn stage_crossing(state: &mut State) -> Option<Planted> {
    let (dev, prod) = (account(state, "demand-forecast-dev")?, account(state, "demand-forecast-prod")?);
    let document = trust_principals(&[role_arn(dev, "SageMakerExecutionRole")], &state.organization.id);
    let arn = add_role(state, prod, "ForecastRefresh", document)?;
    let refresh = ["s3:GetObject", "s3:PutObject", "sagemaker:UpdateEndpoint"];
    set_inline(role(state, prod, "ForecastRefresh")?, "Refresh", policy(vec![allow("Refresh", &refresh, "*")]));
    let execution = role(state, dev, "SageMakerExecutionRole")?;
    set_inline(execution, "Refresh", policy(vec![allow("Refresh", &["sts:AssumeRole"], arn.as_str())]));
    let summary = "whoever opens Studio in development can take this production role, outside the deployment pipeline";
    Some(Planted::global("TRU-09", arn, prod, summary, "remove the role; let the pipeline refresh the forecast"))
}

fn trust(principal: Value, action: &str, condition: Option<Value>) -> Value {
    let mut statement = json!({ "Effect": "Allow", "Principal": principal, "Action": action });
    if let Some(condition) = condition {
        statement["Condition"] = condition;
    }
    statement
}
