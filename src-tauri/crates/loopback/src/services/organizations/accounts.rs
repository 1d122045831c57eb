//! Accounts.

use super::{listing, readable, refusal::Refusal, tree::parent};
use crate::{
    services::{Answer, AwsError, Request},
    state::{Account, AccountLife, Organization, State},
    wire::{Value, map},
};

/// `ListAccounts`.
pub(in crate::services) fn list_accounts(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    listing(request, "Accounts", organization.accounts.values(), |account| written(organization, account))
}

/// `ListAccountsForParent`: the accounts directly in an OU or the root.
pub(in crate::services) fn list_accounts_for_parent(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let parent = parent(organization, request)?;
    let accounts = organization.accounts.values().filter(|account| account.parent == parent);
    listing(request, "Accounts", accounts, |account| written(organization, account))
}

/// `DescribeAccount`.
pub(in crate::services) fn describe_account(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let account = asked(organization, request)?;
    Ok(map! { "Account": written(organization, account) })
}

/// The account asked for, which has to be in the organization.
pub(super) fn asked<'a>(organization: &'a Organization, request: &Request) -> Result<&'a Account, AwsError> {
    let id = request.required("AccountId")?;
    let found = id.parse().ok().and_then(|id| organization.accounts.get(&id));
    Ok(found.ok_or(Refusal::AccountNotFound)?)
}

/// The state as the older member `Status` tells it, which does not know every state.
pub(super) fn status(life: AccountLife) -> Option<&'static str> {
    match life {
        AccountLife::Active => Some("ACTIVE"),
        AccountLife::Suspended | AccountLife::Closed => Some("SUSPENDED"),
        AccountLife::PendingClosure => Some("PENDING_CLOSURE"),
        AccountLife::PendingActivation => None,
    }
}

fn written(organization: &Organization, account: &Account) -> Value {
    map! {
        "Id": account.id.to_string(),
        "Arn": organization.account_arn(account.id),
        "Email": &account.email,
        "Name": &account.name,
        "Status": status(account.state),
        "State": account.state.as_str(),
        "Paths": vec![Value::from(organization.path(account))],
        "JoinedMethod": account.joined_method.as_str(),
        "JoinedTimestamp": account.joined,
    }
}
