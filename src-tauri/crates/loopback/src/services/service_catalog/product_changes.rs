//! Making products and versions of them. Templates are not read: what is launched from a version has no parameters of its own.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::{
    artifacts, not_found,
    portfolio_changes::own_product,
    products::{TEMPLATE, detail},
    refusal::Refusal,
    tokens::{made_before, remember},
    view::{own, own_mut},
};
use crate::{
    services::{Answer, AwsError, Request, given_tags, written_tags},
    state::{Artifact, Guidance, Product, State},
    wire::{Value, map},
};

/// How many products an account may have in a Region ("AWS Service Catalog service quotas").
const MOST: usize = 350;
/// How many versions a product may have.
const MOST_VERSIONS: usize = 100;

/// `CreateProduct`, of a CloudFormation template, with its first version.
pub(in crate::services) fn create_product(state: &mut State, request: &Request) -> Answer {
    let (name, owner) = (request.required("Name")?, request.required("Owner")?);
    request.one_of("ProductType", &[TEMPLATE])?.ok_or_else(|| request.missing("ProductType"))?;
    let version = version(request, "ProvisioningArtifactParameters")?;
    let tags = given_tags(request, 20)?;
    if let Some(id) = made_before(state, request)? {
        return written(state, request, &id);
    }
    if own_mut(state, request).products.len() >= MOST {
        return Err(Refusal::ProductNumber.into());
    }
    let id = state.organization.new_id("prod-", 13);
    let view_id = state.organization.new_id("prodview-", 13);
    let text = |name: &str| request.input.text(name).unwrap_or_default().to_owned();
    let product = Product {
        id: id.clone(),
        view_id,
        name: name.to_owned(),
        owner: owner.to_owned(),
        description: text("Description"),
        distributor: text("Distributor"),
        support_email: text("SupportEmail"),
        created: request.now,
        artifacts: vec![artifact(state, request, &version)],
        tag_options: BTreeSet::new(),
        tags,
    };
    own_mut(state, request).products.insert(id.clone(), product);
    remember(state, request, &id);
    written(state, request, &id)
}

/// `CreateProvisioningArtifact`: a further version of one of the caller's own products.
pub(in crate::services) fn create_provisioning_artifact(state: &mut State, request: &Request) -> Answer {
    let id = own_product(state, request)?;
    let version = version(request, "Parameters")?;
    if let Some(made) = made_before(state, request)? {
        return written_version(state, request, &id, &made);
    }
    let artifact = artifact(state, request, &version);
    let made = artifact.id.clone();
    let product = own_mut(state, request).products.get_mut(&id).ok_or_else(|| not_found("Product", &id))?;
    if product.artifacts.len() >= MOST_VERSIONS {
        return Err(Refusal::VersionNumber.into());
    }
    product.artifacts.push(artifact);
    remember(state, request, &made);
    written_version(state, request, &id, &made)
}

/// A version as a request tells it, with the place of its template.
fn version(request: &Request, member: &str) -> Result<Map<String, Json>, AwsError> {
    let version = request.input.structure(member).ok_or_else(|| request.missing(member))?;
    let info = version.get("Info").and_then(Json::as_object);
    let has = |name: &str| info.and_then(|info| info.get(name)).is_some_and(Json::is_string);
    if has("LoadTemplateFromURL") || has("ImportFromPhysicalId") {
        return Ok(version.clone());
    }
    Err(Refusal::TemplateMissing.into())
}

fn artifact(state: &mut State, request: &Request, version: &Map<String, Json>) -> Artifact {
    let text = |name: &str| version.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    Artifact {
        id: state.organization.new_id("pa-", 13),
        name: text("Name"),
        description: text("Description"),
        created: request.now,
        active: true,
        guidance: Guidance::Default,
    }
}

fn written(state: &State, request: &Request, id: &str) -> Answer {
    let product = own(state, request).and_then(|catalog| catalog.products.get(id));
    let product = product.ok_or_else(|| not_found("Product", id))?;
    Ok(map! {
        "ProductViewDetail": detail(product, product.arn(request.account, &request.region)),
        "ProvisioningArtifactDetail": product.artifacts.first().map_or(Value::Null, artifacts::detail),
        "Tags": written_tags(&product.tags),
    })
}

fn written_version(state: &State, request: &Request, product: &str, id: &str) -> Answer {
    let product = own(state, request).and_then(|catalog| catalog.products.get(product));
    let artifact = product.and_then(|product| product.artifacts.iter().find(|artifact| artifact.id == id));
    let artifact = artifact.ok_or_else(|| not_found("Provisioning artifact", id))?;
    Ok(map! {
        "ProvisioningArtifactDetail": artifacts::detail(artifact),
        "Info": map! { "TemplateUrl": artifacts::template(request.account, &request.region, id) },
        "Status": "AVAILABLE",
    })
}
