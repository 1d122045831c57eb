//! The roles that permission sets have in accounts, `AWSReservedSSO_<name>_<16 digits>`, and the identity provider that they trust.

use std::sync::Arc;

use armillary_model::AccountId;

use crate::{
    organization::{ids::Ids, policy::trust_saml},
    services::organizations::put_role,
    state::{
        AccountLife, Iam, IdentityCenter, InlinePolicy, PermissionSet, PolicyReference, Role, SamlProvider,
        SetBoundary, State, Timestamp,
    },
};

/// The name of a role's inline policy.
const INLINE: &str = "AwsSSOInlinePolicy";
/// The longest session of a role; how long people's sessions last, Identity Center decides.
const LONGEST_SESSION: u32 = 43_200;
/// How long the metadata of an identity provider is good for.
const VALID: i64 = 3_650 * 86_400;

/// Brings a permission set to an account, as it is now.
pub(super) fn provision(state: &mut State, account: AccountId, set: &str, now: Timestamp) -> Result<(), String> {
    let known = state.organization.accounts.get(&account);
    if known.is_none_or(|known| known.state != AccountLife::Active) {
        return Err(format!("Account {account} is not an active account of the organization."));
    }
    let Some(set) = state.identity_center.permission_sets.get(set).cloned() else {
        return Err("The permission set does not exist.".to_owned());
    };
    let iam = state.accounts.get(&account).map(|held| &held.iam);
    check_policies(iam, &set)?;
    let provider = provider_arn(&state.identity_center, account);
    let known = iam.and_then(|iam| role_of(iam, &set.name)).cloned();
    let id = known.as_ref().map(|role| role.id.clone());
    let role = drawn(state, account, &set, &provider, known);
    add_provider(state, account, &provider, now);
    match id {
        // A role that is there keeps its name, its id and its age.
        Some(_) => {
            if let Some(held) = state.accounts.get_mut(&account) {
                held.iam.roles.insert(Arc::clone(&role.name), role);
            }
        }
        None => put_role(state, account, role, now),
    }
    if let Some(known) = state.identity_center.permission_sets.get_mut(&set.arn) {
        known.provisioned.insert(account, set.revision);
    }
    Ok(())
}

/// Takes a permission set's role out of an account.
pub(super) fn remove(state: &mut State, account: AccountId, set: &str) {
    let Some(set) = state.identity_center.permission_sets.get_mut(set) else { return };
    set.provisioned.remove(&account);
    if let Some(held) = state.accounts.get_mut(&account)
        && let Some(name) = role_of(&held.iam, &set.name).map(|role| Arc::clone(&role.name))
    {
        held.iam.roles.remove(&name);
    }
}

/// The role of the permission set with this name, where an account has it.
fn role_of<'a>(iam: &'a Iam, set: &str) -> Option<&'a Role> {
    let is_digits = |rest: &str| rest.len() == 16 && rest.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_of = |role: &&Role| {
        let rest = role.name.strip_prefix("AWSReservedSSO_").and_then(|rest| rest.strip_prefix(set));
        rest.and_then(|rest| rest.strip_prefix('_')).is_some_and(is_digits)
    };
    iam.roles.values().find(is_of)
}

/// The policies that an account is to have of its own have to be there.
fn check_policies(iam: Option<&Iam>, set: &PermissionSet) -> Result<(), String> {
    let boundary = match &set.boundary {
        Some(SetBoundary::Customer(policy)) => Some(policy),
        _ => None,
    };
    let lacks = |wanted: &&PolicyReference| {
        let known = iam.and_then(|iam| iam.policies.get(&wanted.name));
        known.is_none_or(|known| *known.path != *wanted.path)
    };
    match set.customer.iter().chain(boundary).find(lacks) {
        Some(missing) => Err(format!("The policy {}{} does not exist in the account.", missing.path, missing.name)),
        None => Ok(()),
    }
}

/// The role as the permission set says.
fn drawn(state: &State, account: AccountId, set: &PermissionSet, provider: &str, known: Option<Role>) -> Role {
    let digits = || Ids::following(&state.organization.id).digits(&format!("{account}/{}", set.arn), 16);
    let center = &state.identity_center;
    let (name, path, tags) = match &known {
        Some(role) => (Arc::clone(&role.name), Arc::clone(&role.path), role.tags.clone()),
        None => (format!("AWSReservedSSO_{}_{}", set.name, digits()).into(), path(center).into(), Vec::new()),
    };
    let customer = |policy: &PolicyReference| format!("arn:aws:iam::{account}:policy{}{}", policy.path, policy.name);
    let managed = set.managed.iter().map(|arn| Arc::from(arn.as_str()));
    let inline = set.inline.iter().map(|document| InlinePolicy { name: INLINE.into(), document: document.clone() });
    Role {
        name,
        path,
        id: known.as_ref().map(|role| role.id.clone()).unwrap_or_default(),
        description: set.description.as_str().into(),
        created: known.as_ref().map_or(Timestamp(0), |role| role.created),
        trust: trust_saml(provider),
        max_session: LONGEST_SESSION,
        inline: inline.collect(),
        attached: managed.chain(set.customer.iter().map(|policy| customer(policy).into())).collect(),
        boundary: set.boundary.as_ref().map(|boundary| match boundary {
            SetBoundary::Managed(arn) => arn.as_str().into(),
            SetBoundary::Customer(policy) => customer(policy).into(),
        }),
        tags,
        last_used: known.and_then(|role| role.last_used),
    }
}

/// Where the roles are; outside the oldest Region their path names it.
fn path(center: &IdentityCenter) -> String {
    let oldest = armillary_facts::partition_of_region(&center.home).home_region;
    let region = if *center.home == *oldest { String::new() } else { format!("{}/", center.home) };
    format!("/aws-reserved/{}/{region}", super::PRINCIPAL)
}

fn provider_arn(center: &IdentityCenter, account: AccountId) -> String {
    format!("arn:aws:iam::{account}:saml-provider/{}", center.provider.0)
}

/// Puts the identity provider into an account that does not have it.
fn add_provider(state: &mut State, account: AccountId, arn: &str, now: Timestamp) {
    let metadata = Arc::clone(&state.identity_center.provider.1);
    if let Some(held) = state.accounts.get_mut(&account) {
        let valid_until = Timestamp(now.0 + VALID);
        let new = || SamlProvider { arn: arn.to_owned(), created: now, valid_until, metadata, tags: Vec::new() };
        held.iam.saml_providers.entry(arn.to_owned()).or_insert_with(new);
    }
}
