//! Tag options.

use std::collections::BTreeMap;

use armillary_model::AccountId;

use super::{
    PAGES, listing_with, not_found,
    view::{Seen, own},
};
use crate::{
    services::{Answer, Request, unless_empty},
    state::{Product, State, TagOption},
    wire::{Value, map},
};

/// `ListTagOptions`, filtered by key, value and whether they are in force.
pub(in crate::services) fn list_tag_options(state: &State, request: &Request) -> Answer {
    let filters = request.input.structure("Filters");
    let text = |name: &str| filters.and_then(|filters| filters.get(name)).and_then(serde_json::Value::as_str);
    let active = filters.and_then(|filters| filters.get("Active")).and_then(serde_json::Value::as_bool);
    let (key, value) = (text("Key"), text("Value"));
    let options = own(state, request).into_iter().flat_map(|catalog| catalog.tag_options.values());
    let fitting = options.filter(|option| {
        key.is_none_or(|key| option.key == key)
            && value.is_none_or(|value| option.value == value)
            && active.is_none_or(|active| option.active == active)
    });
    listing_with(request, &PAGES, "PageToken", "TagOptionDetails", fitting, |option| written(request.account, option))
}

/// `ListResourcesForTagOption`: the caller's portfolios and products that carry it.
pub(in crate::services) fn list_resources_for_tag_option(state: &State, request: &Request) -> Answer {
    let id = request.required("TagOptionId")?;
    let kind = request.one_of("ResourceType", &["Portfolio", "Product"])?;
    let catalog = own(state, request).filter(|catalog| catalog.tag_options.contains_key(id));
    let catalog = catalog.ok_or_else(|| not_found("TagOption", id))?;
    let (account, region) = (request.account, &request.region);
    let portfolios =
        catalog.portfolios.values().filter(|portfolio| kind != Some("Product") && portfolio.tag_options.contains(id));
    let portfolios = portfolios.map(|portfolio| {
        let arn = portfolio.arn(account, region);
        map! { "Id": &portfolio.id, "ARN": arn, "Name": &portfolio.name, "Description": unless_empty(&portfolio.description), "CreatedTime": portfolio.created }
    });
    let products =
        catalog.products.values().filter(|product| kind != Some("Portfolio") && product.tag_options.contains(id));
    let products = products.map(|product| {
        let arn = product.arn(account, region);
        map! { "Id": &product.id, "ARN": arn, "Name": &product.name, "Description": unless_empty(&product.description), "CreatedTime": product.created }
    });
    listing_with(request, &PAGES, "PageToken", "ResourceDetails", portfolios.chain(products), |resource| resource)
}

/// The tag options that a launch offers, by key: those of the portfolio and of the product.
pub(super) fn choices(seen: &Seen<'_>, product: &Product) -> Vec<Value> {
    let ids = seen.portfolio.tag_options.union(&product.tag_options);
    let options = ids.filter_map(|id| seen.catalog.tag_options.get(id)).filter(|option| option.active);
    let mut choices: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for option in options {
        choices.entry(&option.key).or_default().push(Value::from(&option.value));
    }
    choices.into_iter().map(|(key, values)| map! { "Key": key, "Values": values }).collect()
}

/// A tag option as it is written everywhere.
pub(super) fn written(owner: AccountId, option: &TagOption) -> Value {
    map! {
        "Key": &option.key,
        "Value": &option.value,
        "Active": option.active,
        "Id": &option.id,
        "Owner": owner.to_string(),
    }
}
