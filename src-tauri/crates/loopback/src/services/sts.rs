//! Security Token Service.

mod credentials;

use armillary_model::{AccountId, account_in_arn, arn_resource};

use super::{Answer, AwsError, Flaw, Request};
use crate::{
    authorize::trusts,
    server::api::CommonError,
    state::{AccessKey, AccountLife, Caller, Role, State, Timestamp},
    wire::map,
};

const SHORTEST_SESSION: i64 = 900;
const DEFAULT_SESSION: i64 = 3600;
/// A role assumed from a role's session cannot last longer, whatever the role allows.
const LONGEST_CHAINED_SESSION: i64 = 3600;

/// `GetCallerIdentity`. Always allowed.
pub(super) fn get_caller_identity(state: &State, request: &Request) -> Answer {
    let (arn, id) = identity(state, &request.caller);
    Ok(map! { "UserId": id, "Account": request.account.to_string(), "Arn": arn })
}

/// `AssumeRole`.
pub(super) fn assume_role(state: &mut State, request: &Request) -> Answer {
    let arn = request.required("RoleArn")?;
    let session = session_name(request)?;
    let (account, role) = find_role(state, arn).ok_or_else(|| refused(state, request, arn))?;
    let seconds = session_length(request, role)?;
    if !trusts(state, request, account, role) {
        return Err(refused(state, request, arn));
    }
    let expires = Timestamp(request.now.0 + seconds);
    let caller =
        Caller::Session { account, role: role.name.clone(), role_id: role.id.clone(), session: session.to_owned() };
    let issued = credentials::issue(account, request);
    let (session_arn, session_id) = identity(state, &caller);
    let answer = map! {
        "Credentials": map! {
            "AccessKeyId": &issued.id,
            "SecretAccessKey": &issued.secret,
            "SessionToken": &issued.token,
            "Expiration": expires,
        },
        "AssumedRoleUser": map! { "AssumedRoleId": session_id, "Arn": session_arn },
    };
    let key = AccessKey { secret: issued.secret, token: Some(issued.token), expires: Some(expires), caller };
    forget_expired(state, request.now);
    state.sessions.keys.insert(issued.id, key);
    Ok(answer)
}

/// The ARN and unique id of a caller.
pub(crate) fn identity(state: &State, caller: &Caller) -> (String, String) {
    match caller {
        Caller::Session { account, role, role_id, session } => {
            (format!("arn:aws:sts::{account}:assumed-role/{role}/{session}"), format!("{role_id}:{session}"))
        }
        Caller::User { account, name } => match state.accounts.get(account).and_then(|held| held.iam.users.get(name)) {
            Some(user) => (user.arn(*account), user.id.clone()),
            None => (format!("arn:aws:iam::{account}:root"), account.to_string()),
        },
    }
}

/// The role with this ARN in an account that is in use.
fn find_role<'a>(state: &'a State, arn: &str) -> Option<(AccountId, &'a Role)> {
    let account = account_in_arn(arn)?;
    let is_active = state.organization.accounts.get(&account)?.state == AccountLife::Active;
    let name = arn_resource(arn).strip_prefix("role/")?.rsplit('/').next()?;
    let role = state.accounts.get(&account)?.iam.roles.get(name)?;
    (is_active && role.arn(account) == arn).then_some((account, role))
}

/// AWS tells a caller neither whether a role exists nor why it may not be assumed.
fn refused(state: &State, request: &Request, role: &str) -> AwsError {
    let (caller, _) = identity(state, &request.caller);
    let message = format!("User: {caller} is not authorized to perform: sts:AssumeRole on resource: {role}");
    request.error(CommonError::Denied, message)
}

fn session_name(request: &Request) -> Result<&str, AwsError> {
    let name = request.required("RoleSessionName")?;
    let is_valid = (2..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte));
    if is_valid {
        Ok(name)
    } else {
        Err(request.invalid(
            "RoleSessionName",
            Flaw::Form,
            "must be 2 to 64 of the characters a-z, A-Z, 0-9 and _+=,.@-",
        ))
    }
}

fn session_length(request: &Request, role: &Role) -> Result<i64, AwsError> {
    let asked = request
        .input
        .integer("DurationSeconds")
        .map_err(|()| request.invalid("DurationSeconds", Flaw::Form, "must be an integer"))?;
    let Some(asked) = asked else { return Ok(DEFAULT_SESSION.min(i64::from(role.max_session))) };
    if asked < SHORTEST_SESSION {
        return Err(request.invalid("DurationSeconds", Flaw::Range, "must be 900 or more"));
    }
    if matches!(request.caller, Caller::Session { .. }) && asked > LONGEST_CHAINED_SESSION {
        return Err(request.invalid(
            "DurationSeconds",
            Flaw::Range,
            "exceeds the 1 hour session limit for roles assumed by role chaining",
        ));
    }
    if asked > i64::from(role.max_session) {
        return Err(request.invalid(
            "DurationSeconds",
            Flaw::Range,
            "exceeds the MaxSessionDuration set for this role",
        ));
    }
    Ok(asked)
}

/// Keeps the sessions from growing without end, at a cost that vanishes over many calls.
fn forget_expired(state: &mut State, now: Timestamp) {
    if state.sessions.keys.len().is_multiple_of(4096) {
        // An hour of grace, in which an ended session is still told from one that never was.
        let is_kept = |key: &AccessKey| key.token.is_none() || key.expires.is_none_or(|end| end.0 + 3600 > now.0);
        state.sessions.keys.retain(|_, key| is_kept(key));
    }
}
