//! Creating accounts: a request that AWS takes at once and carries out after a while, and that has no token by which a second one
//! would be known for the same.

use super::{changeable, joining::join, listing, readable, refusal::Refusal, tags};
use crate::{
    services::{Answer, AwsError, Flaw, Request},
    state::{AccountCreation, CreationProgress, Moment, Organization, State, Task, Timestamp},
    wire::{Value, map},
};

/// How long AWS takes; the API reference speaks of minutes.
const SECONDS: u64 = 180;
/// How many may be under way ("Quotas for AWS Organizations").
const AT_ONCE: usize = 5;
/// The role by which the management account gets in, where the request names none.
const ROLE: &str = "OrganizationAccountAccessRole";

/// `CreateAccount`.
pub(in crate::services) fn create_account(state: &mut State, request: &Request) -> Answer {
    changeable(state, request)?;
    request.one_of("IamUserAccessToBilling", &["ALLOW", "DENY"])?;
    let creation = AccountCreation {
        id: String::new(),
        name: name(request)?.to_owned(),
        email: email(request)?.to_owned(),
        role: role_name(request)?.to_owned(),
        tags: tags::given(request)?,
        requested: request.now,
        progress: CreationProgress::InProgress { fails: request.later.as_ref().map(|later| later.code.clone()) },
    };
    let id = begin(state, creation, request.moment)?;
    let creation = state.organization.creations.get(&id).ok_or(Refusal::CreationNotFound)?;
    Ok(map! { "CreateAccountStatus": written(creation) })
}

/// Begins the creation of an account, whoever asks for it, and gives the id of the request.
pub(in crate::services) fn begin(
    state: &mut State,
    mut creation: AccountCreation,
    moment: Moment,
) -> Result<String, AwsError> {
    let organization = &mut state.organization;
    if organization.accounts.len() >= organization.account_quota {
        return Err(Refusal::AccountNumber.into());
    }
    let under_way = organization.creations.values().filter(|creation| creation.is_in_progress());
    if under_way.count() >= AT_ONCE {
        return Err(Refusal::AccountsInCreation.into());
    }
    if let CreationProgress::InProgress { fails: fails @ None } = &mut creation.progress {
        *fails = doomed(organization, &creation.email).map(str::to_owned);
    }
    let id = organization.new_id("car-", 32);
    creation.id.clone_from(&id);
    state.agenda.add(moment.after(SECONDS), Task::CreateAccount(id.clone()));
    state.organization.creations.insert(id.clone(), creation);
    Ok(id)
}

/// `DescribeCreateAccountStatus`.
pub(in crate::services) fn describe_create_account_status(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let id = request.required("CreateAccountRequestId")?;
    let creation = organization.creations.get(id).ok_or(Refusal::CreationNotFound)?;
    Ok(map! { "CreateAccountStatus": written(creation) })
}

/// `ListCreateAccountStatus`, of all requests or those in some states.
pub(in crate::services) fn list_create_account_status(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let states = request.input.texts("States");
    if states.iter().any(|state| !["IN_PROGRESS", "SUCCEEDED", "FAILED"].contains(state)) {
        return Err(request.invalid("States", Flaw::NotListed, "must be IN_PROGRESS, SUCCEEDED or FAILED"));
    }
    let is_asked = |creation: &&AccountCreation| states.is_empty() || states.contains(&progress(creation));
    listing(request, "CreateAccountStatuses", organization.creations.values().filter(is_asked), written)
}

/// Does what was asked for: the account is there, or it is known why not.
pub(in crate::services) fn finish(state: &mut State, id: &str, completed: Timestamp) {
    let Some(creation) = state.organization.creations.get(id).cloned() else { return };
    let CreationProgress::InProgress { fails } = &creation.progress else { return };
    let refused = fails.clone().or_else(|| refused(&state.organization, &creation.email).map(str::to_owned));
    let progress = match refused {
        Some(reason) => CreationProgress::Failed { reason, completed },
        None => CreationProgress::Succeeded { account: join(state, &creation, completed), completed },
    };
    state.organization.creations.insert(creation.id.clone(), AccountCreation { progress, ..creation });
}

/// What is wrong with a request from the start, though AWS tells it only when it is done.
fn doomed(organization: &Organization, email: &str) -> Option<&'static str> {
    let is_same = |creation: &AccountCreation| creation.is_in_progress() && creation.email.eq_ignore_ascii_case(email);
    if organization.creations.values().any(is_same) {
        return Some("CONCURRENT_ACCOUNT_MODIFICATION");
    }
    (!is_address(email)).then_some("INVALID_EMAIL")
}

/// What stands in the way when the account is to be made.
fn refused(organization: &Organization, email: &str) -> Option<&'static str> {
    if organization.accounts.values().any(|account| account.email.eq_ignore_ascii_case(email)) {
        return Some("EMAIL_ALREADY_EXISTS");
    }
    (organization.accounts.len() >= organization.account_quota).then_some("ACCOUNT_LIMIT_EXCEEDED")
}

/// The address asked for, in the form that the API demands (`[^\s@]+@[^\s@]+\.[^\s@]+`, 6 to 64 characters).
fn email(request: &Request) -> Result<&str, AwsError> {
    let email = request.required("Email")?;
    request.check_length("Email", email, 6..=64)?;
    let has_form = email.split_once('@').is_some_and(|(local, domain)| {
        let (name, end) = domain.rsplit_once('.').unwrap_or_default();
        ![local, name, end].iter().any(|part| part.is_empty()) && !domain.contains('@')
    });
    if has_form && !email.contains(char::is_whitespace) {
        return Ok(email);
    }
    Err(request.invalid("Email", Flaw::Form, "must be an e-mail address"))
}

/// The further rules of `CreateAccount` for addresses, which AWS checks later.
fn is_address(email: &str) -> bool {
    let Some((local, domain)) = email.split_once('@') else { return false };
    let is_domain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    email.is_ascii()
        && !local.starts_with('.')
        && !local.contains(|character: char| "\"'()<>[]:;,\\|%&".contains(character))
        && domain.bytes().all(is_domain)
        && !domain.starts_with(['-', '.'])
        && !domain.ends_with(['-', '.'])
}

fn name(request: &Request) -> Result<&str, AwsError> {
    let name = request.required("AccountName")?;
    request.check_length("AccountName", name, 1..=50)?;
    if name.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Ok(name);
    }
    Err(request.invalid("AccountName", Flaw::Form, "must be printable ASCII"))
}

fn role_name(request: &Request) -> Result<&str, AwsError> {
    let Some(name) = request.input.text("RoleName") else { return Ok(ROLE) };
    request.check_length("RoleName", name, 1..=64)?;
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte));
    if is_name && !name.starts_with("AWSServiceRoleFor") { Ok(name) } else { Err(Refusal::RoleName.into()) }
}

fn progress(creation: &AccountCreation) -> &'static str {
    match creation.progress {
        CreationProgress::InProgress { .. } => "IN_PROGRESS",
        CreationProgress::Succeeded { .. } => "SUCCEEDED",
        CreationProgress::Failed { .. } => "FAILED",
    }
}

fn written(creation: &AccountCreation) -> Value {
    let (account, reason, completed) = match &creation.progress {
        CreationProgress::InProgress { .. } => (None, None, None),
        CreationProgress::Succeeded { account, completed } => (Some(account.to_string()), None, Some(*completed)),
        CreationProgress::Failed { reason, completed } => (None, Some(reason), Some(*completed)),
    };
    map! {
        "Id": &creation.id,
        "AccountName": &creation.name,
        "State": progress(creation),
        "RequestedTimestamp": creation.requested,
        "CompletedTimestamp": completed,
        "AccountId": account,
        "FailureReason": reason,
    }
}
