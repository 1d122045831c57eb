//! Products as those see them who may launch them.

use super::{
    LARGE_PAGES, listing, not_found,
    principals::path_id,
    products::{searched, summary},
    provisioning::usable,
};
use crate::{
    services::{Answer, Request, unless_empty},
    state::{Product, State},
    wire::{Value, map},
};

/// `SearchProducts`: what the caller may launch, each product once.
pub(in crate::services) fn search_products(state: &State, request: &Request) -> Answer {
    let mut products: Vec<&Product> = Vec::new();
    for seen in usable(state, request) {
        let held = seen.portfolio.products.iter().filter_map(|id| seen.catalog.products.get(id));
        for product in held {
            if !products.iter().any(|known| known.id == product.id) {
                products.push(product);
            }
        }
    }
    let fitting = searched(request, products)?;
    let mut answer = listing(request, &LARGE_PAGES, "ProductViewSummaries", fitting, summary)?;
    if let Value::Map(members) = &mut answer {
        members.push(("ProductViewAggregations".into(), map! {}));
    }
    Ok(answer)
}

/// `DescribeProduct`, by id or by name, with the paths by which the caller may launch it.
pub(in crate::services) fn describe_product(state: &State, request: &Request) -> Answer {
    let (id, name) = (request.input.text("Id"), request.input.text("Name"));
    let wanted = id.or(name).ok_or_else(|| request.missing("Id"))?;
    let fits =
        |product: &&Product| id.is_none_or(|id| product.id == id) && name.is_none_or(|name| product.name == name);
    let usable = usable(state, request);
    let mut held =
        usable.iter().flat_map(|seen| seen.portfolio.products.iter().filter_map(|id| seen.catalog.products.get(id)));
    let product = held.find(fits).ok_or_else(|| not_found("Product", wanted))?;
    let paths = usable.iter().filter(|seen| seen.portfolio.products.contains(&product.id));
    let paths = paths.map(|seen| map! { "Id": path_id(seen.portfolio), "Name": &seen.portfolio.name });
    let versions = product.artifacts.iter().filter(|artifact| artifact.active).map(|artifact| {
        map! {
            "Id": &artifact.id,
            "Name": &artifact.name,
            "Description": unless_empty(&artifact.description),
            "CreatedTime": artifact.created,
            "Guidance": artifact.guidance.as_str(),
        }
    });
    Ok(map! {
        "ProductViewSummary": summary(product),
        "ProvisioningArtifacts": versions.collect::<Vec<_>>(),
        "Budgets": Vec::new(),
        "LaunchPaths": paths.collect::<Vec<_>>(),
    })
}
