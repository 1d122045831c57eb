//! AWS IAM Identity Center.

use armillary_aws::{Failure, classify};
use aws_sdk_ssoadmin::{
    Client,
    types::{AccountAssignmentOperationStatus, PrincipalType, TargetType},
};
use serde_json::{Map, Value};

use super::{Answer, CallError, Known, Pending, Progress, failed, plain, values};
use crate::{
    Acts,
    parameters::{BadParameters, Parameters},
    refusal::Refusal,
};

/// By what name a row of the journal tells a request.
pub(super) const CREATION: &str = "assignmentCreationRequestId";
pub(super) const DELETION: &str = "assignmentDeletionRequestId";

const ASSIGNMENT: &[&str] =
    &["InstanceArn", "TargetId", "TargetType", "PermissionSetArn", "PrincipalType", "PrincipalId"];

/// What each operation takes, as it is sent below.
pub(super) const PARAMETERS: &[Known] =
    &[("CreateAccountAssignment", ASSIGNMENT, &[]), ("DeleteAccountAssignment", ASSIGNMENT, &[])];

/// The IAM actions that each operation takes: those of its call below, those of `is_done`, and those by which its end is waited for.
pub(super) const ACTIONS: &[Acts] = &[
    Acts {
        operation: "CreateAccountAssignment",
        does: &[("sso:CreateAccountAssignment", RESOURCES)],
        looks: &["sso:DescribeAccountAssignmentCreationStatus", "sso:ListAccountAssignments"],
    },
    Acts {
        operation: "DeleteAccountAssignment",
        does: &[("sso:DeleteAccountAssignment", RESOURCES)],
        looks: &["sso:DescribeAccountAssignmentDeletionStatus", "sso:ListAccountAssignments"],
    },
];

/// What an assignment is about.
const RESOURCES: &[&str] = &["Account", "Instance", "PermissionSet"];

/// An assignment, as it is asked for.
struct Assignment {
    instance: String,
    account: String,
    target_type: TargetType,
    set: String,
    principal_type: PrincipalType,
    principal: String,
}

impl Assignment {
    fn take(mut parameters: Parameters) -> Result<Self, BadParameters> {
        let taken = Self {
            instance: parameters.text("InstanceArn")?,
            account: parameters.text("TargetId")?,
            target_type: TargetType::from(parameters.text("TargetType")?.as_str()),
            set: parameters.text("PermissionSetArn")?,
            principal_type: PrincipalType::from(parameters.text("PrincipalType")?.as_str()),
            principal: parameters.text("PrincipalId")?,
        };
        parameters.end()?;
        Ok(taken)
    }
}

/// Makes a call; `None` where the operation is not known here.
pub(super) async fn call(
    client: &Client,
    operation: &str,
    parameters: Parameters,
) -> Option<Result<Answer, CallError>> {
    Some(match operation {
        "CreateAccountAssignment" => create(client, parameters).await,
        "DeleteAccountAssignment" => delete(client, parameters).await,
        _ => return None,
    })
}

async fn create(client: &Client, parameters: Parameters) -> Result<Answer, CallError> {
    let Assignment { instance, account, target_type, set, principal_type, principal } = Assignment::take(parameters)?;
    let call = client
        .create_account_assignment()
        .instance_arn(instance)
        .target_id(account)
        .target_type(target_type)
        .permission_set_arn(set)
        .principal_type(principal_type)
        .principal_id(principal);
    let answer = call.send().await.map_err(|error| failed("sso:CreateAccountAssignment", &error))?;
    let request = answer.account_assignment_creation_status().and_then(|status| status.request_id());
    let values = values([(CREATION, request)]);
    Ok(Answer { values, pending: request.map(|id| Pending::Assignment(id.to_owned())), ..plain(&answer) })
}

async fn delete(client: &Client, parameters: Parameters) -> Result<Answer, CallError> {
    let Assignment { instance, account, target_type, set, principal_type, principal } = Assignment::take(parameters)?;
    let call = client
        .delete_account_assignment()
        .instance_arn(instance)
        .target_id(account)
        .target_type(target_type)
        .permission_set_arn(set)
        .principal_type(principal_type)
        .principal_id(principal);
    let answer = call.send().await.map_err(|error| failed("sso:DeleteAccountAssignment", &error))?;
    let request = answer.account_assignment_deletion_status().and_then(|status| status.request_id());
    let values = values([(DELETION, request)]);
    Ok(Answer { values, pending: request.map(|id| Pending::Removal(id.to_owned())), ..plain(&answer) })
}

/// How far giving a permission set is.
pub(super) async fn creation_status(client: &Client, instance: &str, request: &str) -> Result<Progress, Failure> {
    let call = client.describe_account_assignment_creation_status().instance_arn(instance);
    let answer = call.account_assignment_creation_request_id(request).send().await;
    let answer = answer.map_err(|error| classify("sso:DescribeAccountAssignmentCreationStatus", &error))?;
    Ok(progress(answer.account_assignment_creation_status()))
}

/// How far taking a permission set away is.
pub(super) async fn deletion_status(client: &Client, instance: &str, request: &str) -> Result<Progress, Failure> {
    let call = client.describe_account_assignment_deletion_status().instance_arn(instance);
    let answer = call.account_assignment_deletion_request_id(request).send().await;
    let answer = answer.map_err(|error| classify("sso:DescribeAccountAssignmentDeletionStatus", &error))?;
    Ok(progress(answer.account_assignment_deletion_status()))
}

fn progress(status: Option<&AccountAssignmentOperationStatus>) -> Progress {
    let state = status.and_then(|status| status.status()).map(|state| state.as_str());
    match state {
        Some("SUCCEEDED") => Progress::Done(Map::new()),
        Some("FAILED") => {
            let why = status.and_then(|status| status.failure_reason());
            Progress::Failed(Refusal::later("FAILED", why.unwrap_or("AWS gave no reason")))
        }
        state => Progress::Working(state.unwrap_or("not told").to_owned()),
    }
}

/// Whether what a call should do is done already.
pub(super) async fn is_done(
    client: &Client,
    operation: &str,
    parameters: Parameters,
) -> Result<Option<Map<String, Value>>, CallError> {
    let wanted = Assignment::take(parameters)?;
    let is_there = is_assigned(client, &wanted).await?;
    Ok((is_there == (operation == "CreateAccountAssignment")).then(Map::new))
}

async fn is_assigned(client: &Client, wanted: &Assignment) -> Result<bool, CallError> {
    let call = client.list_account_assignments().instance_arn(&wanted.instance).account_id(&wanted.account);
    let mut pages = call.permission_set_arn(&wanted.set).into_paginator().items().send();
    while let Some(known) = pages.next().await {
        let known = known.map_err(|error| failed("sso:ListAccountAssignments", &error))?;
        let is_it = known.principal_id() == Some(wanted.principal.as_str())
            && known.principal_type() == Some(&wanted.principal_type);
        if is_it {
            return Ok(true);
        }
    }
    Ok(false)
}
