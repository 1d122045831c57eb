//! Finding one's way in the reference organization by the names it uses.

use std::sync::Arc;

use armillary_model::AccountId;

use crate::{
    organization::ids::Ids,
    state::{
        AccountLife, Document, InlinePolicy, Network, Organization, Policy, Portfolio, Role, State, VpcEndpoint,
        tag_value,
    },
};

/// The home Region and the second one.
pub(super) const HOME: &str = crate::organization::REGIONS[0];
/// The second Region.
pub(super) const AWAY: &str = crate::organization::REGIONS[1];

/// The active account with this name.
pub(super) fn account(state: &State, name: &str) -> Option<AccountId> {
    let active = state.organization.accounts.values().filter(|account| account.state == AccountLife::Active);
    active.into_iter().find(|account| account.name == name).map(|account| account.id)
}

/// A role of an account.
pub(super) fn role<'a>(state: &'a mut State, account: AccountId, name: &str) -> Option<&'a mut Role> {
    state.accounts.get_mut(&account)?.iam.roles.get_mut(name)
}

/// Adds a role that somebody made by hand; gives its ARN.
pub(super) fn add_role(state: &mut State, account: AccountId, name: &str, trust: Document) -> Option<String> {
    let like = role(state, account, "SecurityReadOnlyRole")?.clone();
    let made = Role {
        name: name.into(),
        id: ids(account).unique("AROA", name),
        description: "".into(),
        trust,
        attached: Vec::new(),
        ..like
    };
    let arn = made.arn(account);
    state.accounts.get_mut(&account)?.iam.roles.insert(Arc::clone(&made.name), made);
    Some(arn)
}

/// Sets an inline policy of a role.
pub(super) fn set_inline(role: &mut Role, name: &str, document: Document) {
    role.inline.retain(|policy| &*policy.name != name);
    role.inline.push(InlinePolicy { name: name.into(), document });
}

/// The network of an account in a Region.
pub(super) fn network<'a>(state: &'a mut State, account: AccountId, region: &str) -> Option<&'a mut Network> {
    Some(&mut state.region_mut(account, region)?.network)
}

/// The endpoint of a service (`s3`, `kms`) in a network.
pub(super) fn endpoint<'a>(network: &'a mut Network, service: &str) -> Option<&'a mut VpcEndpoint> {
    network
        .endpoints
        .values_mut()
        .find(|endpoint| endpoint.service_name.rsplit_once('.').is_some_and(|(_, last)| last == service))
}

/// The portfolio with this name in a Region, and the account that owns it.
pub(super) fn portfolio<'a>(state: &'a mut State, region: &str, name: &str) -> Option<(AccountId, &'a mut Portfolio)> {
    let here = state.catalogs.iter_mut().filter(|(place, _)| &*place.region == region);
    let mut all =
        here.flat_map(|(place, catalog)| catalog.portfolios.values_mut().map(|portfolio| (place.account, portfolio)));
    all.find(|(_, portfolio)| portfolio.name == name)
}

/// The organization policy with this name.
pub(super) fn policy<'a>(organization: &'a mut Organization, name: &str) -> Option<&'a mut Policy> {
    organization.policies.values_mut().find(|policy| policy.name == name)
}

/// The id of the OU with this name.
pub(super) fn ou(state: &State, name: &str) -> Option<String> {
    state.organization.ous.values().find(|ou| ou.name == name).map(|ou| ou.id.clone())
}

/// The id of the transit gateway route table of a segment.
pub(super) fn segment(transit: &crate::state::Transit, name: &str) -> Option<String> {
    let mut tables = transit.route_tables.values();
    tables.find(|table| tag_value(&table.tags, "Name") == Some(name)).map(|table| table.id.clone())
}

/// Ids for what is added to an account.
pub(super) fn ids(account: AccountId) -> Ids {
    Ids::new(account.number())
}

/// The ARN of an EC2 resource, such as `vpc/vpc-…`.
pub(super) fn ec2_arn(account: AccountId, region: &str, resource: &str) -> String {
    format!("arn:aws:ec2:{region}:{account}:{resource}")
}
