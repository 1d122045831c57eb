//! Launching products, changing what was launched, and taking it away; every request leaves a record that tells how far it is.

mod account_factory;
mod launch;
mod parameters;
mod progress;
mod provisioned;
mod records;
mod requests;
mod stack;

pub(super) use launch::usable;
pub(in crate::services) use parameters::describe_provisioning_parameters;
pub(in crate::services) use progress::go_on;
pub(in crate::services) use provisioned::{
    describe_provisioned_product, get_provisioned_product_outputs, scan_provisioned_products,
    search_provisioned_products,
};
pub(in crate::services) use records::{describe_record, list_record_history};
pub(in crate::services) use requests::{provision_product, terminate_provisioned_product, update_provisioned_product};

use crate::{
    services::{AwsError, Request},
    state::{Place, ProvisionedProduct, Provisioning, State},
};

/// Where the caller's provisioned products are.
fn place(request: &Request) -> Place {
    Place::new(request.account, &request.region)
}

/// What the caller's account has launched in the Region asked.
fn held<'a>(state: &'a State, request: &Request) -> &'a Provisioning {
    static NOTHING: Provisioning =
        Provisioning { products: std::collections::BTreeMap::new(), records: std::collections::BTreeMap::new() };
    state.provisioning.get(&place(request)).unwrap_or(&NOTHING)
}

/// The provisioned product that a request names by id or by name.
fn named<'a>(state: &'a State, request: &Request, id: &str, name: &str) -> Result<&'a ProvisionedProduct, AwsError> {
    let (id, name) = (request.input.text(id), request.input.text(name));
    let wanted = id.or(name).ok_or(super::refusal::Refusal::ProvisionedName)?;
    let fits = |product: &&ProvisionedProduct| {
        // As a name, an ARN does as well.
        let is_named = |name: &str| product.name == name || product.arn(request.account, &request.region) == name;
        id.is_none_or(|id| product.id == id) && name.is_none_or(is_named)
    };
    let found = held(state, request).products.values().find(fits);
    found.ok_or_else(|| super::not_found("Provisioned product", wanted))
}
