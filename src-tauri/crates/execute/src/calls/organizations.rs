//! AWS Organizations.

use armillary_aws::Failure;
use aws_sdk_organizations::{
    Client,
    operation::describe_policy::DescribePolicyError,
    primitives::DateTime,
    types::{Account, AccountState, CreateAccountStatus, IamUserAccessToBilling, Policy, PolicyType, Tag},
};
use serde_json::{Map, Value};

use super::{Answer, CallError, Known, Pending, Progress, failed, plain, values};
use crate::{
    Acts,
    parameters::{BadParameters, Parameters},
    refusal::Refusal,
};

/// What each operation takes, as it is sent below.
pub(super) const PARAMETERS: &[Known] = &[
    ("CreateAccount", &["AccountName", "Email"], &["RoleName", "IamUserAccessToBilling", "Tags"]),
    ("MoveAccount", &["AccountId", "SourceParentId", "DestinationParentId"], &[]),
    ("CloseAccount", &["AccountId"], &[]),
    ("AttachPolicy", &["PolicyId", "TargetId"], &[]),
    ("DetachPolicy", &["PolicyId", "TargetId"], &[]),
    ("CreatePolicy", &["Name", "Type", "Content"], &["Description", "Tags"]),
    ("UpdatePolicy", &["PolicyId"], &["Name", "Description", "Content"]),
    ("DeletePolicy", &["PolicyId"], &[]),
    ("TagResource", &["ResourceId", "Tags"], &[]),
    ("UntagResource", &["ResourceId", "TagKeys"], &[]),
];

/// The IAM actions that each operation takes: those of its call below, those of `is_done`, and those by which its end is waited for.
pub(super) const ACTIONS: &[Acts] = &[
    Acts {
        operation: "CreateAccount",
        // A request with tags takes both.
        does: &[("organizations:CreateAccount", &[]), ("organizations:TagResource", &["account"])],
        looks: &[
            "organizations:DescribeCreateAccountStatus",
            "organizations:ListAccounts",
            "organizations:ListCreateAccountStatus",
        ],
    },
    Acts {
        operation: "MoveAccount",
        does: &[("organizations:MoveAccount", &["account", "organizationalunit", "root"])],
        looks: &["organizations:ListParents"],
    },
    Acts {
        operation: "CloseAccount",
        does: &[("organizations:CloseAccount", &["account"])],
        looks: &["organizations:DescribeAccount"],
    },
    Acts {
        operation: "AttachPolicy",
        does: &[("organizations:AttachPolicy", ATTACHED)],
        looks: &["organizations:ListTargetsForPolicy"],
    },
    Acts {
        operation: "DetachPolicy",
        does: &[("organizations:DetachPolicy", ATTACHED)],
        looks: &["organizations:ListTargetsForPolicy"],
    },
    Acts {
        operation: "CreatePolicy",
        does: &[("organizations:CreatePolicy", &["policy"]), ("organizations:TagResource", &["policy"])],
        looks: &["organizations:DescribePolicy", "organizations:ListPolicies"],
    },
    Acts {
        operation: "UpdatePolicy",
        does: &[("organizations:UpdatePolicy", &["policy"])],
        looks: &["organizations:DescribePolicy"],
    },
    Acts {
        operation: "DeletePolicy",
        does: &[("organizations:DeletePolicy", &["policy"])],
        looks: &["organizations:DescribePolicy"],
    },
    Acts {
        operation: "TagResource",
        does: &[("organizations:TagResource", &["account"])],
        looks: &["organizations:ListTagsForResource"],
    },
    Acts {
        operation: "UntagResource",
        does: &[("organizations:UntagResource", &["account"])],
        looks: &["organizations:ListTagsForResource"],
    },
];

/// A policy, AWS's own among them, and what it is attached to.
const ATTACHED: &[&str] = &["account", "awspolicy", "organizationalunit", "policy", "root"];

/// Makes a call; `None` where the operation is not known here.
pub(super) async fn call(
    client: &Client,
    operation: &str,
    parameters: Parameters,
) -> Option<Result<Answer, CallError>> {
    Some(match operation {
        "CreateAccount" => create_account(client, parameters).await,
        "MoveAccount" => move_account(client, parameters).await,
        "CloseAccount" => close_account(client, parameters).await,
        "AttachPolicy" => attach_policy(client, parameters).await,
        "DetachPolicy" => detach_policy(client, parameters).await,
        "CreatePolicy" => create_policy(client, parameters).await,
        "UpdatePolicy" => update_policy(client, parameters).await,
        "DeletePolicy" => delete_policy(client, parameters).await,
        "TagResource" => tag_resource(client, parameters).await,
        "UntagResource" => untag_resource(client, parameters).await,
        _ => return None,
    })
}

async fn create_account(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let call = client
        .create_account()
        .account_name(parameters.text("AccountName")?)
        .email(parameters.text("Email")?)
        .set_role_name(parameters.text_if("RoleName")?)
        .set_iam_user_access_to_billing(
            parameters.text_if("IamUserAccessToBilling")?.as_deref().map(IamUserAccessToBilling::from),
        )
        .set_tags(tags(&mut parameters)?);
    parameters.end()?;
    let answer = call.send().await.map_err(|error| failed("organizations:CreateAccount", &error))?;
    let status = answer.create_account_status();
    let request = status.and_then(CreateAccountStatus::id);
    let values = values([(super::ACCOUNT, request)]);
    Ok(Answer { values, pending: request.map(|id| Pending::Account(id.to_owned())), ..plain(&answer) })
}

async fn move_account(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let call = client
        .move_account()
        .account_id(parameters.text("AccountId")?)
        .source_parent_id(parameters.text("SourceParentId")?)
        .destination_parent_id(parameters.text("DestinationParentId")?);
    parameters.end()?;
    call.send().await.map(|answer| plain(&answer)).map_err(|error| failed("organizations:MoveAccount", &error))
}

async fn close_account(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let call = client.close_account().account_id(parameters.text("AccountId")?);
    parameters.end()?;
    call.send().await.map(|answer| plain(&answer)).map_err(|error| failed("organizations:CloseAccount", &error))
}

async fn attach_policy(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let call = client.attach_policy().policy_id(parameters.text("PolicyId")?).target_id(parameters.text("TargetId")?);
    parameters.end()?;
    call.send().await.map(|answer| plain(&answer)).map_err(|error| failed("organizations:AttachPolicy", &error))
}

async fn detach_policy(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let call = client.detach_policy().policy_id(parameters.text("PolicyId")?).target_id(parameters.text("TargetId")?);
    parameters.end()?;
    call.send().await.map(|answer| plain(&answer)).map_err(|error| failed("organizations:DetachPolicy", &error))
}

async fn create_policy(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let call = client
        .create_policy()
        .name(parameters.text("Name")?)
        .description(parameters.text_if("Description")?.unwrap_or_default())
        .r#type(PolicyType::from(parameters.text("Type")?.as_str()))
        .content(parameters.document("Content")?)
        .set_tags(tags(&mut parameters)?);
    parameters.end()?;
    let answer = call.send().await.map_err(|error| failed("organizations:CreatePolicy", &error))?;
    let summary = answer.policy().and_then(|policy| policy.policy_summary());
    let values = values([("policyId", summary.and_then(|summary| summary.id()))]);
    Ok(Answer { values, ..plain(&answer) })
}

async fn update_policy(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let call = client
        .update_policy()
        .policy_id(parameters.text("PolicyId")?)
        .set_name(parameters.text_if("Name")?)
        .set_description(parameters.text_if("Description")?)
        .set_content(parameters.document_if("Content")?);
    parameters.end()?;
    call.send().await.map(|answer| plain(&answer)).map_err(|error| failed("organizations:UpdatePolicy", &error))
}

async fn delete_policy(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let call = client.delete_policy().policy_id(parameters.text("PolicyId")?);
    parameters.end()?;
    call.send().await.map(|answer| plain(&answer)).map_err(|error| failed("organizations:DeletePolicy", &error))
}

async fn tag_resource(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let resource = parameters.text("ResourceId")?;
    let given = tags(&mut parameters)?.ok_or_else(|| BadParameters::Parameter {
        name: "Tags".to_owned(),
        must: "a list of objects with Key and Value",
    })?;
    let call = client.tag_resource().resource_id(resource).set_tags(Some(given));
    parameters.end()?;
    call.send().await.map(|answer| plain(&answer)).map_err(|error| failed("organizations:TagResource", &error))
}

async fn untag_resource(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let call = client
        .untag_resource()
        .resource_id(parameters.text("ResourceId")?)
        .set_tag_keys(Some(parameters.texts("TagKeys")?));
    parameters.end()?;
    call.send().await.map(|answer| plain(&answer)).map_err(|error| failed("organizations:UntagResource", &error))
}

fn tags(parameters: &mut Parameters) -> Result<Option<Vec<Tag>>, BadParameters> {
    let tag = |(key, value): (String, String)| {
        let built = Tag::builder().key(key).value(value).build();
        built.map_err(|_| BadParameters::Parameter {
            name: "Tags".to_owned(),
            must: "a list of objects with Key and Value",
        })
    };
    let tags = parameters.tags_if("Tags")?.into_iter().map(tag).collect::<Result<Vec<_>, _>>()?;
    Ok((!tags.is_empty()).then_some(tags))
}

/// How far the making of an account is.
pub(super) async fn account_status(client: &Client, request: &str) -> Result<Progress, Failure> {
    let call = client.describe_create_account_status().create_account_request_id(request);
    let answer = call
        .send()
        .await
        .map_err(|error| armillary_aws::classify("organizations:DescribeCreateAccountStatus", &error))?;
    Ok(answer.create_account_status().map_or_else(|| Progress::Working("not told".to_owned()), progress))
}

/// The same, for whoever may list requests and not ask about one. `None` where it is not listed.
pub(super) async fn account_status_in_list(client: &Client, request: &str) -> Result<Option<Progress>, CallError> {
    let mut pages = client.list_create_account_status().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failed("organizations:ListCreateAccountStatus", &error))?;
        if let Some(status) = page.create_account_statuses().iter().find(|status| status.id() == Some(request)) {
            return Ok(Some(progress(status)));
        }
    }
    Ok(None)
}

fn progress(status: &CreateAccountStatus) -> Progress {
    match status.state().map(|state| state.as_str()) {
        Some("SUCCEEDED") => Progress::Done(values([("accountId", status.account_id())])),
        Some("FAILED") => {
            let reason = status.failure_reason().map_or("no reason was given", |why| why.as_str());
            Progress::Failed(Refusal::later(reason, &format!("the account was not made: {reason}")))
        }
        state => Progress::Working(state.unwrap_or("not told").to_owned()),
    }
}

/// Whether what a call should do is done already.
pub(super) async fn is_done(
    client: &Client,
    operation: &str,
    mut parameters: Parameters,
    since: i64,
) -> Result<Option<Map<String, Value>>, CallError> {
    let none = Map::new;
    Ok(match operation {
        "CreateAccount" => made(client, &parameters.text("Email")?, &parameters.text("AccountName")?, since).await?,
        "MoveAccount" => {
            let parent = parent(client, &parameters.text("AccountId")?).await?;
            (parent == Some(parameters.text("DestinationParentId")?)).then(none)
        }
        "CloseAccount" => is_closed(client, &parameters.text("AccountId")?).await?.then(none),
        "AttachPolicy" => {
            is_attached(client, &parameters.text("PolicyId")?, &parameters.text("TargetId")?).await?.then(none)
        }
        "DetachPolicy" => {
            (!is_attached(client, &parameters.text("PolicyId")?, &parameters.text("TargetId")?).await?).then(none)
        }
        "CreatePolicy" => is_created(client, &mut parameters).await?,
        "UpdatePolicy" => {
            let policy = policy(client, &parameters.text("PolicyId")?).await?;
            policy.map_or(Ok(false), |policy| says(&policy, &mut parameters))?.then(none)
        }
        "DeletePolicy" => policy(client, &parameters.text("PolicyId")?).await?.is_none().then(none),
        "TagResource" => {
            let tags = tags_of(client, &parameters.text("ResourceId")?).await?;
            parameters.tags_if("Tags")?.iter().all(|tag| tags.contains(tag)).then(none)
        }
        "UntagResource" => {
            let tags = tags_of(client, &parameters.text("ResourceId")?).await?;
            let keys = parameters.texts("TagKeys")?;
            (!tags.iter().any(|(key, _)| keys.contains(key))).then(none)
        }
        _ => None,
    })
}

/// AWS's clock and this computer's may differ by so many milliseconds.
const CLOCKS: i64 = 5 * 60 * 1_000;

/// The account with this e-mail address and name that was made since, by anybody; one that is still being made is waited for by its request.
async fn made(client: &Client, email: &str, name: &str, since: i64) -> Result<Option<Map<String, Value>>, CallError> {
    let is_new = |time: Option<&DateTime>| {
        time.and_then(|time| time.to_millis().ok()).is_some_and(|time| time >= since.saturating_sub(CLOCKS))
    };
    let mut pages = client.list_accounts().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failed("organizations:ListAccounts", &error))?;
        let is_ours = |account: &&Account| {
            account.email().is_some_and(|known| known.eq_ignore_ascii_case(email))
                && account.name() == Some(name)
                && account.state().is_none_or(|state| *state == AccountState::Active)
                && is_new(account.joined_timestamp())
        };
        if let Some(account) = page.accounts().iter().find(is_ours) {
            return Ok(Some(values([("accountId", account.id())])));
        }
    }
    let mut pages = client
        .list_create_account_status()
        .states(aws_sdk_organizations::types::CreateAccountState::InProgress)
        .into_paginator()
        .send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failed("organizations:ListCreateAccountStatus", &error))?;
        let ours = page
            .create_account_statuses()
            .iter()
            .find(|status| status.account_name() == Some(name) && is_new(status.requested_timestamp()));
        if let Some(id) = ours.and_then(CreateAccountStatus::id) {
            return Ok(Some(values([(super::ACCOUNT, Some(id))])));
        }
    }
    Ok(None)
}

/// The account of the organization that has an e-mail address.
pub(super) async fn account_of(client: &Client, email: &str) -> Result<Option<String>, Failure> {
    let mut pages = client.list_accounts().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| armillary_aws::classify("organizations:ListAccounts", &error))?;
        let has = |account: &&Account| account.email().is_some_and(|known| known.eq_ignore_ascii_case(email));
        if let Some(account) = page.accounts().iter().find(has) {
            return Ok(account.id().map(str::to_owned));
        }
    }
    Ok(None)
}

async fn parent(client: &Client, account: &str) -> Result<Option<String>, CallError> {
    // Pages may be empty and not the last.
    let mut pages = client.list_parents().child_id(account).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failed("organizations:ListParents", &error))?;
        if let Some(parent) = page.parents().first().and_then(|parent| parent.id()) {
            return Ok(Some(parent.to_owned()));
        }
    }
    Ok(None)
}

async fn is_closed(client: &Client, account: &str) -> Result<bool, CallError> {
    let answer = client.describe_account().account_id(account).send().await;
    let answer = answer.map_err(|error| failed("organizations:DescribeAccount", &error))?;
    let state = answer.account().and_then(|account| account.state()).map(|state| state.as_str().to_owned());
    Ok(matches!(state.as_deref(), Some("SUSPENDED" | "PENDING_CLOSURE" | "CLOSED")))
}

async fn is_attached(client: &Client, policy: &str, target: &str) -> Result<bool, CallError> {
    let mut pages = client.list_targets_for_policy().policy_id(policy).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failed("organizations:ListTargetsForPolicy", &error))?;
        if page.targets().iter().any(|known| known.target_id() == Some(target)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The policy of this name and type, which is one of its kind. One that says something else is somebody else's.
async fn is_created(client: &Client, parameters: &mut Parameters) -> Result<Option<Map<String, Value>>, CallError> {
    let (name, kind) = (parameters.text("Name")?, parameters.text("Type")?);
    let mut pages = client.list_policies().filter(PolicyType::from(kind.as_str())).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failed("organizations:ListPolicies", &error))?;
        let Some(summary) = page.policies().iter().find(|policy| policy.name() == Some(name.as_str())) else {
            continue;
        };
        let Some(id) = summary.id() else { return Ok(None) };
        let policy = policy(client, id).await?;
        let is_ours = policy.map_or(Ok(false), |policy| says(&policy, parameters))?;
        return Ok(is_ours.then(|| values([("policyId", Some(id))])));
    }
    Ok(None)
}

/// The policy with this id; `None` where there is none.
async fn policy(client: &Client, id: &str) -> Result<Option<Policy>, CallError> {
    match client.describe_policy().policy_id(id).send().await {
        Ok(answer) => Ok(answer.policy),
        Err(error) if error.as_service_error().is_some_and(DescribePolicyError::is_policy_not_found_exception) => {
            Ok(None)
        }
        Err(error) => Err(failed("organizations:DescribePolicy", &error)),
    }
}

/// Whether a policy is as it was to be, as far as that was said.
fn says(policy: &Policy, parameters: &mut Parameters) -> Result<bool, BadParameters> {
    let summary = policy.policy_summary();
    let is =
        |wanted: Option<String>, known: Option<&str>| wanted.is_none_or(|wanted| known.unwrap_or_default() == wanted);
    Ok(is(parameters.document_if("Content")?, policy.content())
        && is(parameters.text_if("Name")?, summary.and_then(|summary| summary.name()))
        && is(parameters.text_if("Description")?, summary.and_then(|summary| summary.description())))
}

async fn tags_of(client: &Client, resource: &str) -> Result<Vec<(String, String)>, CallError> {
    let mut pages = client.list_tags_for_resource().resource_id(resource).into_paginator().send();
    let mut tags = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failed("organizations:ListTagsForResource", &error))?;
        tags.extend(page.tags().iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())));
    }
    Ok(tags)
}
