//! Who signed a request: the access key is looked up, the signature itself is not verified.

use super::{
    api::{Api, CommonError},
    incoming::Scope,
};
use crate::{
    services::AwsError,
    state::{AccountLife, Caller, State, Timestamp},
};

/// Whom the access key and session token belong to, if they are good for this API and Region now.
pub(super) fn caller(state: &State, api: Api, scope: &Scope<'_>, now: Timestamp) -> Result<Caller, AwsError> {
    let unknown =
        || AwsError::common(api, CommonError::UnknownKey, "The security token included in the request is invalid.");
    let key = state.sessions.keys.get(scope.key).ok_or_else(unknown)?;
    if key.token.as_deref() != scope.token {
        return Err(unknown());
    }
    if key.expires.is_some_and(|end| end <= now) {
        let message = "The security token included in the request is expired";
        return Err(AwsError::common(api, CommonError::Expired, message));
    }
    // Nobody gets into an account that is closed, whatever they held before.
    let account = state.organization.accounts.get(&key.caller.account());
    if account.is_none_or(|account| account.state != AccountLife::Active) {
        return Err(unknown());
    }
    // A Region that is not enabled in an account does not know its credentials.
    if api.is_regional() && state.region(key.caller.account(), scope.region).is_none() {
        return Err(unknown());
    }
    Ok(key.caller.clone())
}
