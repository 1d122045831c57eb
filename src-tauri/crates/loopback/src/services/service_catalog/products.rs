//! Products.

use super::{
    PAGES, listing, not_found,
    tag_options::written as tag_option,
    view::{own, portfolio, product},
};
use crate::{
    services::{Answer, AwsError, Flaw, Request, unless_empty, written_tags},
    state::{Artifact, Place, Product, State},
    wire::{Value, map},
};

/// What every product here is made of.
pub(super) const TEMPLATE: &str = "CLOUD_FORMATION_TEMPLATE";

/// `SearchProductsAsAdmin`: the products of a portfolio, or all products of the caller.
pub(in crate::services) fn search_products_as_admin(state: &State, request: &Request) -> Answer {
    let (owner, products): (_, Vec<&Product>) = if request.input.text("PortfolioId").is_some() {
        let seen = portfolio(state, request, "PortfolioId")?;
        (seen.owner, seen.portfolio.products.iter().filter_map(|id| seen.catalog.products.get(id)).collect())
    } else {
        let products = own(state, request).into_iter().flat_map(|catalog| catalog.products.values());
        (request.account, products.collect())
    };
    let fitting = searched(request, products)?;
    listing(request, &PAGES, "ProductViewDetails", fitting, |product| {
        detail(product, product.arn(owner, &request.region))
    })
}

/// The products that fit a search, in the order that it asks for.
pub(super) fn searched<'a>(request: &Request, products: Vec<&'a Product>) -> Result<Vec<&'a Product>, AwsError> {
    let filters = filters(request)?;
    let mut fitting: Vec<&Product> =
        products.into_iter().filter(|product| filters.iter().all(|filter| filter.fits(product))).collect();
    match request.one_of("SortBy", &["Title", "VersionCount", "CreationDate"])? {
        Some("Title") => fitting.sort_by(|one, other| one.name.cmp(&other.name)),
        Some("VersionCount") => fitting.sort_by_key(|product| product.artifacts.len()),
        Some(_) => fitting.sort_by_key(|product| product.created),
        None => {}
    }
    if request.one_of("SortOrder", &["ASCENDING", "DESCENDING"])? == Some("DESCENDING") {
        fitting.reverse();
    }
    Ok(fitting)
}

/// `DescribeProductAsAdmin`, by id or by name.
pub(in crate::services) fn describe_product_as_admin(state: &State, request: &Request) -> Answer {
    let (id, name) = (request.input.text("Id"), request.input.text("Name"));
    if id.is_none() && name.is_none() {
        return Err(request.missing("Id"));
    }
    let fits = |product: &Product| id.is_none_or(|id| product.id == id) && name.is_none_or(|name| product.name == name);
    let found = product(state, request, fits);
    let (owner, product) = found.ok_or_else(|| not_found("Product", id.or(name).unwrap_or_default()))?;
    let is_own = owner == request.account;
    let catalog = state.catalogs.get(&Place::new(owner, &request.region)).filter(|_| is_own);
    let options = catalog.into_iter().flat_map(|catalog| {
        let options = product.tag_options.iter().filter_map(|id| catalog.tag_options.get(id));
        options.map(|option| tag_option(owner, option))
    });
    Ok(map! {
        "ProductViewDetail": detail(product, product.arn(owner, &request.region)),
        "ProvisioningArtifactSummaries": Value::list(product.artifacts.iter().map(artifact_summary)),
        "Tags": if is_own { written_tags(&product.tags) } else { Vec::new().into() },
        "TagOptions": Value::list(options),
        "Budgets": Vec::new(),
    })
}

/// One filter of a search: any of the values has to fit.
#[derive(Debug)]
struct Filter<'a> {
    name: &'static str,
    values: Vec<&'a str>,
}

impl Filter<'_> {
    fn fits(&self, product: &Product) -> bool {
        self.values.iter().any(|value| match self.name {
            "FullTextSearch" => {
                let wanted = value.to_lowercase();
                let texts = [&product.name, &product.description, &product.owner];
                texts.iter().any(|text| text.to_lowercase().contains(&wanted))
            }
            "Owner" => product.owner == *value,
            "ProductType" => *value == TEMPLATE,
            // Products here are not copies of others.
            _ => false,
        })
    }
}

fn filters(request: &Request) -> Result<Vec<Filter<'_>>, AwsError> {
    const NAMES: &[&str] = &["FullTextSearch", "Owner", "ProductType", "SourceProductId"];
    let given = request.input.structure("Filters");
    if given.is_some_and(|given| given.keys().any(|name| !NAMES.contains(&name.as_str()))) {
        return Err(request.invalid("Filters", Flaw::NotListed, &format!("must be of {}", NAMES.join(", "))));
    }
    let texts = |name: &'static str| {
        let values = given?.get(name)?.as_array()?.iter().filter_map(serde_json::Value::as_str).collect();
        Some(Filter { name, values })
    };
    Ok(NAMES.iter().filter_map(|name| texts(name)).collect())
}

/// A product as everybody sees it.
pub(super) fn summary(product: &Product) -> Value {
    map! {
        "Id": &product.view_id,
        "ProductId": &product.id,
        "Name": &product.name,
        "Owner": &product.owner,
        "ShortDescription": unless_empty(&product.description),
        "Type": TEMPLATE,
        "Distributor": unless_empty(&product.distributor),
        "HasDefaultPath": false,
        "SupportEmail": unless_empty(&product.support_email),
    }
}

/// A product as its administrators see it.
pub(super) fn detail(product: &Product, arn: String) -> Value {
    map! {
        "ProductViewSummary": summary(product),
        "Status": "AVAILABLE",
        "ProductARN": arn,
        "CreatedTime": product.created,
    }
}

fn artifact_summary(artifact: &Artifact) -> Value {
    map! {
        "Id": &artifact.id,
        "Name": &artifact.name,
        "Description": unless_empty(&artifact.description),
        "CreatedTime": artifact.created,
    }
}
