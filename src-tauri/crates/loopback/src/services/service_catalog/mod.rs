//! Service Catalog, as the owner of a portfolio and as those it is shared with see it.

mod acceptance;
mod access;
mod access_changes;
mod artifacts;
mod browsing;
mod constraint_changes;
mod constraints;
mod portfolio_changes;
mod portfolios;
mod principal_changes;
mod principals;
mod product_changes;
mod products;
mod provisioning;
mod refusal;
mod share_target;
mod shares;
mod sharing;
mod tag_options;
mod tokens;
mod view;

pub(super) use acceptance::accept_portfolio_share;
pub(super) use access::{
    get_aws_organizations_access_status, list_organization_portfolio_access, list_portfolio_access,
};
pub(super) use access_changes::{disable_aws_organizations_access, enable_aws_organizations_access};
pub(super) use artifacts::{describe_provisioning_artifact, list_provisioning_artifacts};
pub(super) use browsing::{describe_product, search_products};
pub(super) use constraint_changes::{create_constraint, delete_constraint};
pub(super) use constraints::{describe_constraint, list_constraints_for_portfolio};
pub(super) use portfolio_changes::{
    associate_product_with_portfolio, create_portfolio, delete_portfolio, disassociate_product_from_portfolio,
};
pub(super) use portfolios::{
    describe_portfolio, list_accepted_portfolio_shares, list_portfolios, list_portfolios_for_product,
};
pub(super) use principal_changes::{associate_principal_with_portfolio, disassociate_principal_from_portfolio};
pub(super) use principals::{list_launch_paths, list_principals_for_portfolio};
pub(super) use product_changes::{create_product, create_provisioning_artifact};
pub(super) use products::{describe_product_as_admin, search_products_as_admin};
pub(super) use provisioning::{
    describe_provisioned_product, describe_provisioning_parameters, describe_record, get_provisioned_product_outputs,
    go_on, list_record_history, provision_product, scan_provisioned_products, search_provisioned_products,
    terminate_provisioned_product, update_provisioned_product,
};
pub(super) use shares::describe_portfolio_shares;
pub(super) use sharing::{
    create_portfolio_share, delete_portfolio_share, describe_portfolio_share_status, finish as finish_share_action,
    start as start_share_action, update_portfolio_share,
};
pub(super) use tag_options::{list_resources_for_tag_option, list_tag_options};

use super::{Answer, AwsError, Paging, Request, Uneven};
use crate::wire::{Value, map};

const PAGES: Paging =
    Paging { token: "PageToken", size: "PageSize", min: 0, max: 20, default: 20, uneven: Uneven::Never };

/// The same for the operations that allow larger pages.
const LARGE_PAGES: Paging = Paging { max: 100, ..PAGES };

/// One page, under the name its list has; `next` is the member that holds the token of the next one.
fn listing_with<T>(
    request: &Request,
    paging: &Paging,
    next: &'static str,
    name: &'static str,
    items: impl IntoIterator<Item = T>,
    write: impl FnMut(T) -> Value,
) -> Answer {
    let page = request.page(paging, items)?;
    Ok(map! { name: page.items.into_iter().map(write).collect::<Vec<_>>(), next: page.next })
}

/// One page, under the name its list has.
fn listing<T>(
    request: &Request,
    paging: &Paging,
    name: &'static str,
    items: impl IntoIterator<Item = T>,
    write: impl FnMut(T) -> Value,
) -> Answer {
    listing_with(request, paging, "NextPageToken", name, items, write)
}

fn not_found(what: &str, id: &str) -> AwsError {
    AwsError::new("ResourceNotFoundException", format!("{what} {id} not found."))
}
