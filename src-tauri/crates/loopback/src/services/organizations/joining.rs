//! What a new account is and holds from its first minute.

use std::sync::Arc;

use armillary_model::AccountId;

use crate::{
    organization::{ACTING_ROLE, READ_ROLE, managed, policy::trust_account},
    state::{Account, AccountCreation, AccountLife, AccountState, JoinedMethod, Role, State, Timestamp},
};

/// The role that the organization's services need in every account.
const SERVICE_ROLE: &str = "AWSServiceRoleForOrganizations";

/// Puts the account under the root, with the roles that every account has from its first minute.
pub(super) fn join(state: &mut State, creation: &AccountCreation, now: Timestamp) -> AccountId {
    let organization = &mut state.organization;
    let id = organization.new_account_id();
    let account = Account {
        id,
        name: creation.name.clone(),
        email: creation.email.clone(),
        parent: organization.root.id.clone(),
        state: AccountLife::Active,
        joined_method: JoinedMethod::Created,
        joined: now,
        tags: creation.tags.clone(),
    };
    organization.accounts.insert(id, account);
    organization.allow_all(&id.to_string());
    // Stack sets of the organization bring Armillary's roles, as they did to the accounts that are there.
    let mut roles: Vec<Role> =
        [SERVICE_ROLE, READ_ROLE, ACTING_ROLE].iter().filter_map(|name| like_others(state, name)).cloned().collect();
    roles.push(access_role(&creation.role, state.organization.management));
    let management = state.accounts.get(&state.organization.management);
    let enabled_regions = management.map(|held| Arc::clone(&held.enabled_regions)).unwrap_or_default();
    state.accounts.insert(id, AccountState { enabled_regions, ..AccountState::default() });
    roles.into_iter().for_each(|role| put_role(state, id, role, now));
    id
}

/// Adds roles to an account as the other members have them, unless it has them already.
pub(in crate::services) fn add_roles(state: &mut State, account: AccountId, names: &[&str], now: Timestamp) {
    let lacks = |name: &&&str| state.accounts.get(&account).is_some_and(|held| !held.iam.roles.contains_key(**name));
    let roles: Vec<Role> = names.iter().filter(lacks).filter_map(|name| like_others(state, name)).cloned().collect();
    roles.into_iter().for_each(|role| put_role(state, account, role, now));
}

/// Puts a role into an account, with an id of its own.
pub(in crate::services) fn put_role(state: &mut State, account: AccountId, role: Role, now: Timestamp) {
    let id = state.organization.new_id("AROA", 17).to_ascii_uppercase();
    if let Some(held) = state.accounts.get_mut(&account) {
        let role = Role { id, created: now, last_used: None, ..role };
        held.iam.roles.insert(Arc::clone(&role.name), role);
    }
}

/// The role of this name as the other members have it.
fn like_others<'a>(state: &'a State, name: &str) -> Option<&'a Role> {
    let mut members = state.accounts.iter().filter(|(id, _)| **id != state.organization.management);
    members.find_map(|(_, held)| held.iam.roles.get(name))
}

fn access_role(name: &str, management: AccountId) -> Role {
    Role {
        name: name.into(),
        path: "/".into(),
        id: String::new(),
        description: "".into(),
        created: Timestamp(0),
        trust: trust_account(management),
        max_session: 3_600,
        inline: Vec::new(),
        attached: vec![managed::ADMINISTRATOR.into()],
        boundary: None,
        tags: Vec::new(),
        last_used: None,
    }
}
