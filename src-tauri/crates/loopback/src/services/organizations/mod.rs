//! AWS Organizations.

mod accounts;
mod administration;
mod policies;
mod tags;
mod tree;

pub(super) use accounts::{describe_account, list_accounts, list_accounts_for_parent, list_create_account_status};
pub(super) use administration::{
    describe_resource_policy, list_aws_service_access_for_organization, list_delegated_administrators,
    list_delegated_services_for_account,
};
pub(super) use policies::{describe_policy, list_policies, list_policies_for_target, list_targets_for_policy};
pub(super) use tags::list_tags_for_resource;
pub(super) use tree::{
    describe_organization, describe_organizational_unit, list_children, list_organizational_units_for_parent,
    list_parents, list_roots,
};

use super::{Answer, AwsError, Paging, Request, Uneven};
use crate::{
    state::{Organization, State},
    wire::{Value, map},
};

const PAGES: Paging =
    Paging { token: "NextToken", size: "MaxResults", min: 1, max: 20, default: 20, uneven: Uneven::Empty };

/// The organization, for the management account and delegated administrators; nobody else may read it.
fn readable<'a>(state: &'a State, request: &Request) -> Result<&'a Organization, AwsError> {
    let organization = &state.organization;
    let may_read = request.account == organization.management
        || organization.delegated_administrators.contains_key(&request.account);
    if may_read { Ok(organization) } else { Err(request.denied("You don't have permissions to access this resource.")) }
}

/// One page, under the name its list has.
fn listing<T>(
    request: &Request,
    name: &'static str,
    items: impl IntoIterator<Item = T>,
    write: impl FnMut(T) -> Value,
) -> Answer {
    let page = request.page(&PAGES, items)?;
    Ok(map! { name: page.items.into_iter().map(write).collect::<Vec<_>>(), "NextToken": page.next })
}
