//! Roles made, changed and taken away, and their inline policies.

use std::sync::Arc;

use armillary_model::account_in_arn;
use armillary_policy::Policy;
use serde_json::Value as Json;

use super::{encoded, listing, no_such_entity, own, roles::written};
use crate::{
    services::{Answer, AwsError, Flaw, Request, given_tags},
    state::{Document, Iam, InlinePolicy, Role, State},
    wire::map,
};

/// How long the inline policies of a role may be together, and a trust policy, white space left out ("IAM and AWS STS quotas").
const INLINE: usize = 10_240;
const TRUST: usize = 2_048;
/// The roles that AWS keeps for its services.
const KEPT: [&str; 2] = ["/aws-reserved/", "/aws-service-role/"];

/// `CreateRole`.
pub(in crate::services) fn create_role(state: &mut State, request: &Request) -> Answer {
    let name = name(request, "RoleName", 64)?;
    let path = path(request)?;
    let trust = trust(state, request)?;
    let boundary = request.input.text("PermissionsBoundary");
    if let Some(arn) = boundary.filter(|arn| state.managed_policy(request.account, arn).is_none()) {
        return Err(no_such_entity("policy", arn));
    }
    if own(state, request)?.roles.keys().any(|known| known.eq_ignore_ascii_case(name)) {
        return Err(AwsError::with_status(
            "EntityAlreadyExists",
            format!("Role with name {name} already exists."),
            409,
        ));
    }
    let role = Role {
        name: name.into(),
        path: path.into(),
        id: state.organization.new_id("AROA", 17).to_ascii_uppercase(),
        description: request.input.text("Description").unwrap_or_default().into(),
        created: request.now,
        trust,
        max_session: max_session(request)?,
        inline: Vec::new(),
        attached: Vec::new(),
        boundary: boundary.map(Into::into),
        tags: given_tags(request, 50)?,
        last_used: None,
    };
    let answer = written(request, &role);
    own_mut(state, request)?.roles.insert(Arc::clone(&role.name), role);
    Ok(map! { "Role": answer })
}

/// `DeleteRole`: policies and instance profiles have to be taken away before.
pub(in crate::services) fn delete_role(state: &mut State, request: &Request) -> Answer {
    let role = changeable(state, request)?;
    let holds = if !role.inline.is_empty() {
        Some("Cannot delete entity, must delete policies first.")
    } else {
        (!role.attached.is_empty()).then_some("Cannot delete entity, must detach all policies first.")
    };
    let name = Arc::clone(&role.name);
    let iam = own_mut(state, request)?;
    let in_profile = iam.instance_profiles.values().any(|profile| profile.roles.contains(&name));
    let holds = holds.or(in_profile.then_some("Cannot delete entity, must remove roles from instance profile first."));
    if let Some(message) = holds {
        return Err(AwsError::with_status("DeleteConflict", message, 409));
    }
    iam.roles.remove(&name);
    Ok(map! {})
}

/// `UpdateAssumeRolePolicy`.
pub(in crate::services) fn update_assume_role_policy(state: &mut State, request: &Request) -> Answer {
    let trust = document(request, "PolicyDocument", TRUST)?;
    check_principals(state, &trust)?;
    changeable(state, request)?.trust = trust;
    Ok(map! {})
}

/// `PutRolePolicy`: adds an inline policy, or puts it in place of the one of its name.
pub(in crate::services) fn put_role_policy(state: &mut State, request: &Request) -> Answer {
    let name: Arc<str> = name(request, "PolicyName", 128)?.into();
    let document = document(request, "PolicyDocument", INLINE)?;
    let role = changeable(state, request)?;
    let others = role.inline.iter().filter(|policy| policy.name != name).map(|policy| size(&policy.document));
    if others.sum::<usize>() + size(&document) > INLINE {
        let message = format!("Maximum policy size of {INLINE} bytes exceeded for role {}", role.name);
        return Err(AwsError::with_status("LimitExceeded", message, 409));
    }
    match role.inline.iter_mut().find(|policy| policy.name == name) {
        Some(policy) => policy.document = document,
        None => role.inline.push(InlinePolicy { name, document }),
    }
    Ok(map! {})
}

/// `DeleteRolePolicy`.
pub(in crate::services) fn delete_role_policy(state: &mut State, request: &Request) -> Answer {
    let name = request.required("PolicyName")?.to_owned();
    let role = changeable(state, request)?;
    let at = role.inline.iter().position(|policy| *policy.name == *name);
    role.inline.remove(at.ok_or_else(|| no_such_entity("role policy with name", &name))?);
    Ok(map! {})
}

/// `GetRolePolicy`.
pub(in crate::services) fn get_role_policy(state: &State, request: &Request) -> Answer {
    let role = asked(own(state, request)?, request)?;
    let name = request.required("PolicyName")?;
    let policy = role.inline.iter().find(|policy| *policy.name == *name);
    let policy = policy.ok_or_else(|| no_such_entity("role policy with name", name))?;
    Ok(map! { "RoleName": &role.name, "PolicyName": &policy.name, "PolicyDocument": encoded(&policy.document) })
}

/// `ListRolePolicies`.
pub(in crate::services) fn list_role_policies(state: &State, request: &Request) -> Answer {
    let role = asked(own(state, request)?, request)?;
    listing(request, "PolicyNames", &role.inline, |policy| (&policy.name).into())
}

fn asked<'a>(iam: &'a Iam, request: &Request) -> Result<&'a Role, AwsError> {
    let name = request.required("RoleName")?;
    iam.roles.get(name).ok_or_else(|| no_such_entity("role with name", name))
}

/// The role asked for, which is no service's.
fn changeable<'a>(state: &'a mut State, request: &Request) -> Result<&'a mut Role, AwsError> {
    let name = request.required("RoleName")?;
    let role = own_mut(state, request)?.roles.get_mut(name).ok_or_else(|| no_such_entity("role with name", name))?;
    if KEPT.iter().any(|path| role.path.starts_with(path)) {
        let message = format!(
            "Cannot perform the operation on the protected role '{name}' - this role is only modifiable by AWS"
        );
        return Err(AwsError::new("UnmodifiableEntity", message));
    }
    Ok(role)
}

fn own_mut<'a>(state: &'a mut State, request: &Request) -> Result<&'a mut Iam, AwsError> {
    let account = state.accounts.get_mut(&request.account);
    account.map(|account| &mut account.iam).ok_or_else(|| request.denied("the account is not in use"))
}

fn name<'a>(request: &'a Request, member: &str, longest: usize) -> Result<&'a str, AwsError> {
    let name = request.required(member)?;
    request.check_length(member, name, 1..=longest)?;
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte));
    if is_name {
        return Ok(name);
    }
    Err(request.invalid(member, Flaw::Form, "must be of the characters a-z, A-Z, 0-9 and _+=,.@-"))
}

fn path(request: &Request) -> Result<&str, AwsError> {
    let path = request.input.text("Path").unwrap_or("/");
    if path.starts_with('/') && path.ends_with('/') && !KEPT.iter().any(|kept| path.starts_with(kept)) {
        return Ok(path);
    }
    Err(request.invalid("Path", Flaw::Form, "must begin and end with a slash, and be none that AWS keeps for itself"))
}

fn max_session(request: &Request) -> Result<u32, AwsError> {
    let flaw = || request.invalid("MaxSessionDuration", Flaw::Range, "must be 3600 to 43200");
    let asked = request.input.integer("MaxSessionDuration").map_err(|()| flaw())?.unwrap_or(3_600);
    u32::try_from(asked).ok().filter(|asked| (3_600..=43_200).contains(asked)).ok_or_else(flaw)
}

fn trust(state: &State, request: &Request) -> Result<Document, AwsError> {
    let trust = document(request, "AssumeRolePolicyDocument", TRUST)?;
    check_principals(state, &trust).map(|()| trust)
}

/// A policy that the engine understands, and that is not too long.
fn document(request: &Request, member: &str, longest: usize) -> Result<Document, AwsError> {
    let text = request.required(member)?;
    Policy::parse(text).map_err(|error| malformed(&error.to_string()))?;
    let document = Document::compact(text);
    if size(&document) > longest {
        return Err(AwsError::with_status("LimitExceeded", format!("Cannot exceed quota of {longest} bytes"), 409));
    }
    Ok(document)
}

/// AWS looks whether the users and roles are there that a trust policy names, and keeps their unique ids.
fn check_principals(state: &State, trust: &Document) -> Result<(), AwsError> {
    let mut named = Vec::new();
    for statement in many(&trust.value()["Statement"]) {
        named
            .extend(many(&statement["Principal"]["AWS"]).into_iter().filter_map(|arn| arn.as_str().map(str::to_owned)));
    }
    match named.iter().find(|arn| !is_there(state, arn)) {
        Some(arn) => Err(malformed(&format!("Invalid principal in policy: \"AWS\":\"{arn}\""))),
        None => Ok(()),
    }
}

/// Whether a principal is there; of accounts outside the organization nobody here knows.
fn is_there(state: &State, arn: &str) -> bool {
    let Some(account) = account_in_arn(arn) else { return true };
    let Some(iam) = state.accounts.get(&account).map(|held| &held.iam) else { return true };
    match arn.splitn(6, ':').nth(5).and_then(|resource| resource.split_once('/')) {
        Some(("role", _)) => iam.roles.values().any(|role| role.arn(account) == arn),
        Some(("user", _)) => iam.users.values().any(|user| user.arn(account) == arn),
        _ => true,
    }
}

fn many(value: &Json) -> Vec<&Json> {
    match value {
        Json::Array(items) => items.iter().collect(),
        Json::Null => Vec::new(),
        one => vec![one],
    }
}

fn malformed(message: &str) -> AwsError {
    AwsError::new("MalformedPolicyDocument", message)
}

fn size(document: &Document) -> usize {
    document.text().chars().count()
}
