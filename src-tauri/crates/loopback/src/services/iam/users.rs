//! Users and the account alias.

use super::{is_below, listing, own};
use crate::{
    services::{Answer, Request},
    state::State,
    wire::{Value, map},
};

/// `ListUsers`. As on AWS, boundary and tags are told by `GetAccountAuthorizationDetails` only.
pub(in crate::services) fn list_users(state: &State, request: &Request) -> Answer {
    let users = own(state, request)?.users.values().filter(|user| is_below(request, &user.path));
    listing(request, "Users", users, |user| {
        map! {
            "Path": &user.path,
            "UserName": &user.name,
            "UserId": &user.id,
            "Arn": user.arn(request.account),
            "CreateDate": user.created,
        }
    })
}

/// `ListAccountAliases`.
pub(in crate::services) fn list_account_aliases(state: &State, request: &Request) -> Answer {
    listing(request, "AccountAliases", &own(state, request)?.alias, Value::from)
}
