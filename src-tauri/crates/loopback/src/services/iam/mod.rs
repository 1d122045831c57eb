//! IAM. Answers are the same in every Region.

mod details;
mod policies;
mod providers;
mod role_changes;
mod roles;
mod usage;
mod users;

pub(super) use details::get_account_authorization_details;
pub(super) use policies::{get_policy, get_policy_version, list_policies};
pub(super) use providers::{
    get_open_id_connect_provider, get_saml_provider, list_open_id_connect_providers, list_saml_providers,
};
pub(super) use role_changes::{
    create_role, delete_role, delete_role_policy, get_role_policy, list_role_policies, put_role_policy,
    update_assume_role_policy,
};
pub(super) use roles::{get_role, list_roles};
pub(super) use users::{list_account_aliases, list_users};

use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Answer, AwsError, Paging, Request, Uneven};
use crate::{
    state::{Document, Iam, InlinePolicy, State},
    wire::{Value, map},
};

const PAGES: Paging =
    Paging { token: "Marker", size: "MaxItems", min: 1, max: 1000, default: 100, uneven: Uneven::Short };

/// What RFC 3986 leaves as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The caller's IAM content.
fn own<'a>(state: &'a State, request: &Request) -> Result<&'a Iam, AwsError> {
    let account = state.accounts.get(&request.account);
    account.map(|account| &account.iam).ok_or_else(|| request.denied("the account is not in use"))
}

/// One page, under the name its list has.
fn listing<T>(
    request: &Request,
    name: &'static str,
    items: impl IntoIterator<Item = T>,
    write: impl FnMut(T) -> Value,
) -> Answer {
    let page = request.page(&PAGES, items)?;
    let items: Vec<Value> = page.items.into_iter().map(write).collect();
    Ok(map! { name: items, "IsTruncated": page.next.is_some(), "Marker": page.next })
}

/// Whether a path begins with the prefix asked for.
fn is_below(request: &Request, path: &str) -> bool {
    request.input.text("PathPrefix").is_none_or(|prefix| path.starts_with(prefix))
}

/// A document as IAM sends every document: percent-encoded.
fn encoded(document: &Document) -> String {
    utf8_percent_encode(document.text(), UNRESERVED).to_string()
}

fn inline(policies: &[InlinePolicy]) -> Value {
    Value::list(policies.iter().map(|policy| {
        map! { "PolicyName": &policy.name, "PolicyDocument": encoded(&policy.document) }
    }))
}

fn attached(arns: &[Arc<str>]) -> Value {
    Value::list(arns.iter().map(|arn| {
        map! { "PolicyName": arn.rsplit('/').next().unwrap_or_default(), "PolicyArn": arn }
    }))
}

fn boundary(arn: Option<&Arc<str>>) -> Option<Value> {
    arn.map(|arn| map! { "PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": arn })
}

fn no_such_entity(what: &str, name: &str) -> AwsError {
    AwsError::with_status("NoSuchEntity", format!("The {what} {name} cannot be found."), 404)
}
