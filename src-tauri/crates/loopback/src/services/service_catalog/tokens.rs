//! Tokens by which a creation that is repeated is known for the same.

use super::view::{own, own_mut};
use crate::{
    services::{AwsError, Flaw, Request},
    state::State,
};

/// The id of what the caller's earlier request for this operation, with the same token, has made.
pub(super) fn made_before(state: &State, request: &Request) -> Result<Option<String>, AwsError> {
    let token = token(request, "IdempotencyToken")?;
    let made = own(state, request).and_then(|catalog| catalog.tokens.get(&(request.operation, token.to_owned())));
    Ok(made.cloned())
}

/// Keeps what a request has made.
pub(super) fn remember(state: &mut State, request: &Request, id: &str) {
    if let Some(token) = request.input.text("IdempotencyToken") {
        own_mut(state, request).tokens.insert((request.operation, token.to_owned()), id.to_owned());
    }
}

/// A token that has to be given (`[a-zA-Z0-9][a-zA-Z0-9_-]*`, 1 to 128 characters).
pub(super) fn token<'a>(request: &'a Request, name: &str) -> Result<&'a str, AwsError> {
    let token = request.required(name)?;
    request.check_length(name, token, 1..=128)?;
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    if token.bytes().all(is_token) && !token.starts_with(['_', '-']) {
        return Ok(token);
    }
    Err(request.invalid(name, Flaw::Form, "must be of letters, digits, - and _, and begin with a letter or digit"))
}
