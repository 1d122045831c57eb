//! Accounts, OUs and organization policies that are not where or what they should be.

use serde_json::json;

use super::{
    Planted,
    ground::{HOME, account, ids, network, ou, policy as control},
};
use crate::{
    organization::{
        controls::FULL_ACCESS,
        policy::{deny_if, policy},
    },
    state::{AccountLife, Ou, Policy, PolicyType, State, Tag, Vpc},
};

pub(super) fn account_under_root(state: &mut State) -> Option<Planted> {
    let moved = account(state, "sandbox-carlos")?;
    let root = state.organization.root.id.clone();
    state.organization.accounts.get_mut(&moved)?.parent = root;
    let summary = "the account is directly under the root, where no guardrail of an OU reaches it";
    Some(Planted::global("ORG-05", state.organization.account_arn(moved), moved, summary, "move it to the Sandbox OU"))
}

pub(super) fn team_without_preprod(state: &mut State) -> Option<Planted> {
    let (dev, preprod) = (account(state, "document-ai-dev")?, account(state, "document-ai-preprod")?);
    state.organization.accounts.get_mut(&preprod)?.state = AccountLife::Suspended;
    let summary = format!("team document-ai has no pre-production account in use: {preprod} is suspended");
    Some(Planted::global("FAM-01", state.organization.account_arn(dev), dev, &summary, "reopen it, or vend another"))
}

pub(super) fn node_that_allows_nothing(state: &mut State) -> Option<Planted> {
    let parent = ou(state, "Sandbox")?;
    let management = state.organization.management;
    let id = ids(management).lower(&format!("{}-", parent.rsplit_once('-')?.0), "Sandbox_Paused", 8);
    let organization = &mut state.organization;
    organization
        .ous
        .insert(id.clone(), Ou { id: id.clone(), parent, name: "Sandbox_Paused".to_owned(), tags: Vec::new() });
    organization.policies.get_mut(crate::organization::controls::RCP_FULL_ACCESS)?.targets.insert(id.clone());
    let content = policy(vec![
        json!({ "Sid": "Paused", "Effect": "Deny", "Action": ["ec2:RunInstances", "sagemaker:Create*"], "Resource": "*" }),
    ]);
    let paused = Policy {
        id: ids(management).lower("p-", "sandbox-paused", 8),
        name: "sandbox-paused".to_owned(),
        description: "Paused sandboxes start nothing".to_owned(),
        kind: PolicyType::ServiceControl,
        aws_managed: false,
        content,
        targets: [id.clone()].into(),
        tags: Vec::new(),
    };
    organization.policies.insert(paused.id.clone(), paused);
    let summary =
        format!("the only SCP of this OU denies; without {FULL_ACCESS} or another Allow everything is denied below it");
    Some(Planted::global("ORG-03", organization.ou_arn(&id), management, &summary, "attach FullAWSAccess to the OU"))
}

/// As the published example has it: both keys in one condition, so that naming one of the two is enough to get through.
pub(super) fn two_key_null(state: &mut State) -> Option<Planted> {
    let organization = &mut state.organization;
    let both = json!({ "Null": { "sagemaker:VpcSecurityGroupIds": "true", "sagemaker:VpcSubnets": "true" } });
    let control = control(organization, "sm-vpc-only")?;
    let mut statement = control.content.value()["Statement"][0].take();
    statement["Sid"] = json!("VpcOnly");
    statement["Condition"] = both;
    control.content = policy(vec![statement]);
    let control = control.clone();
    let summary = "only jobs with neither subnets nor security groups are denied: two keys in one Null condition must both be missing";
    let arn = organization.policy_arn(&control);
    Some(Planted::global("SCP-02", arn, organization.management, summary, "use one statement per key"))
}

pub(super) fn single_valued_instance_types(state: &mut State) -> Option<Planted> {
    let organization = &mut state.organization;
    let types = json!({ "StringNotLike": { "sagemaker:InstanceTypes": ["ml.t3.*", "ml.m5.large", "ml.m5.xlarge"] } });
    let actions = [
        "sagemaker:CreateApp",
        "sagemaker:CreateNotebookInstance",
        "sagemaker:CreateProcessingJob",
        "sagemaker:CreateTrainingJob",
    ];
    let control = control(organization, "sm-instances-sandbox")?;
    control.content = policy(vec![deny_if("InstanceTypes", &actions, types)]);
    let control = control.clone();
    let summary =
        "sagemaker:InstanceTypes has several values; without a set operator the condition does not do what it says";
    let arn = organization.policy_arn(&control);
    Some(Planted::global("SCP-07", arn, organization.management, summary, "use ForAnyValue:StringNotLike"))
}

pub(super) fn workload_in_management(state: &mut State) -> Option<Planted> {
    let management = state.organization.management;
    let id = ids(management).hex("vpc-", "poc");
    let vpc = Vpc {
        id: id.clone(),
        cidr: "172.31.0.0/16".to_owned(),
        dhcp_options: ids(management).hex("dopt-", HOME),
        is_default: false,
        tags: vec![Tag::new("Name", "forecast-poc")],
    };
    network(state, management, HOME)?.vpcs.insert(id.clone(), vpc);
    let arn = super::ground::ec2_arn(management, HOME, &format!("vpc/{id}"));
    let summary = "a VPC for a workload in the management account, which no SCP or RCP protects";
    Some(Planted::regional(
        "MGMT-01",
        arn,
        management,
        HOME,
        summary,
        "move the workload to a sandbox and delete the VPC",
    ))
}
