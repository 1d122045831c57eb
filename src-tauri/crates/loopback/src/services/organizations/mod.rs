//! AWS Organizations.

mod accounts;
mod administration;
mod attachments;
mod closure;
mod creation;
mod delegation;
mod documents;
mod joining;
mod members;
mod moving;
mod policies;
mod policy_changes;
mod policy_types;
mod refusal;
mod tags;
mod tree;
mod trusted_access;
mod units;

pub(super) use accounts::{describe_account, list_accounts, list_accounts_for_parent};
pub(super) use administration::{
    describe_resource_policy, list_aws_service_access_for_organization, list_delegated_administrators,
    list_delegated_services_for_account,
};
pub(super) use attachments::{attach_policy, detach_policy};
pub(super) use closure::{close_account, finish as finish_closure};
pub(super) use creation::{
    begin as begin_creation, create_account, describe_create_account_status, finish as finish_creation,
    list_create_account_status,
};
pub(super) use delegation::{deregister_delegated_administrator, register_delegated_administrator};
pub(super) use joining::{add_roles, put_role};
pub(super) use moving::move_account;
pub(super) use policies::{describe_policy, list_policies, list_policies_for_target, list_targets_for_policy};
pub(super) use policy_changes::{create_policy, delete_policy, update_policy};
pub(super) use policy_types::{disable_policy_type, enable_policy_type, finish as finish_type_change};
pub(super) use tags::{list_tags_for_resource, tag_resource, untag_resource};
pub(super) use tree::{
    describe_organization, describe_organizational_unit, list_children, list_organizational_units_for_parent,
    list_parents, list_roots,
};
pub(super) use trusted_access::{disable_aws_service_access, enable_aws_service_access};
pub(super) use units::{create_organizational_unit, delete_organizational_unit, update_organizational_unit};

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

/// The organization, to change it: for the management account only. A delegated administrator of a service may read; to change
/// policies it needs a delegation policy, and none is ever set here.
fn changeable<'a>(state: &'a mut State, request: &Request) -> Result<&'a mut Organization, AwsError> {
    let organization = &mut state.organization;
    if request.account == organization.management {
        return Ok(organization);
    }
    Err(request.denied("You don't have permissions to access this resource."))
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
