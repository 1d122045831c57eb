//! What was launched in this account, by whom it may be: with the product's ARN where this account is told it.

use std::collections::BTreeMap;

use aws_sdk_servicecatalog::{
    Client,
    types::{AccessLevelFilter, AccessLevelFilterKey, ProvisionedProductAttribute},
};

use super::{products_of, transform};
use crate::visit::Visit;

/// The most that `SearchProvisionedProducts` gives in a page.
const PAGE: i32 = 100;

/// The provisioned products of the account, whoever launched them. `products` are the ARNs of its own products by id, `received` the ids of the portfolios
/// that others share with it.
pub(super) async fn launched(
    visit: &Visit,
    client: &Client,
    mut products: BTreeMap<String, String>,
    received: &[String],
) {
    let all = AccessLevelFilter::builder().key(AccessLevelFilterKey::Account).value("self").build();
    let call = client.search_provisioned_products().access_level_filter(all).page_size(PAGE);
    let action = "servicecatalog:SearchProvisionedProducts";
    let found = visit.pages(action, call.into_paginator().send(), |page| page.provisioned_products).await;
    let is_known = |products: &BTreeMap<String, String>, product: &ProvisionedProductAttribute| {
        product.product_id().is_none_or(|id| products.contains_key(id))
    };
    for portfolio in received {
        // Whose product it is, is asked only where something was launched that is not the account's own.
        if found.iter().all(|product| is_known(&products, product)) {
            break;
        }
        // What cannot be told here is no gap of what was launched but of its origin: the call is noted, and the id stays.
        let held = products_of(visit, client, portfolio).await.unwrap_or_default();
        products.extend(
            held.iter()
                .filter_map(|product| Some((transform::product_id(product)?, product.product_arn()?.to_owned()))),
        );
    }
    for product in &found {
        let arn = product.product_id().and_then(|id| products.get(id)).map(String::as_str);
        visit.keep(transform::provisioned(&visit.place(), product, arn));
    }
}
