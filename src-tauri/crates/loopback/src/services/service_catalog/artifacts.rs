//! Versions of products, which AWS calls provisioning artifacts.

use armillary_model::AccountId;

use super::{not_found, products::TEMPLATE, view::product};
use crate::{
    services::{Answer, AwsError, Request, unless_empty},
    state::{Artifact, Product, State},
    wire::{Value, map},
};

/// `ListProvisioningArtifacts`, which has no pages.
pub(in crate::services) fn list_provisioning_artifacts(state: &State, request: &Request) -> Answer {
    let id = request.required("ProductId")?;
    let (_, product) = product(state, request, |product| product.id == id).ok_or_else(|| not_found("Product", id))?;
    Ok(map! { "ProvisioningArtifactDetails": Value::list(product.artifacts.iter().map(detail)) })
}

/// `DescribeProvisioningArtifact`, of a product and version each given by id or by name.
pub(in crate::services) fn describe_provisioning_artifact(state: &State, request: &Request) -> Answer {
    let (owner, product) = asked(state, request)?;
    let (id, name) = (request.input.text("ProvisioningArtifactId"), request.input.text("ProvisioningArtifactName"));
    let wanted = id.or(name).ok_or_else(|| request.missing("ProvisioningArtifactId"))?;
    let found = product
        .artifacts
        .iter()
        .find(|artifact| id.is_none_or(|id| artifact.id == id) && name.is_none_or(|name| artifact.name == name));
    let artifact = found.ok_or_else(|| not_found("Provisioning artifact", wanted))?;
    Ok(map! {
        "ProvisioningArtifactDetail": detail(artifact),
        "Info": map! { "TemplateUrl": template(owner, &request.region, &artifact.id) },
        "Status": "AVAILABLE",
    })
}

fn asked<'a>(state: &'a State, request: &Request) -> Result<(AccountId, &'a Product), AwsError> {
    let (id, name) = (request.input.text("ProductId"), request.input.text("ProductName"));
    let wanted = id.or(name).ok_or_else(|| request.missing("ProductId"))?;
    let fits = |product: &Product| id.is_none_or(|id| product.id == id) && name.is_none_or(|name| product.name == name);
    product(state, request, fits).ok_or_else(|| not_found("Product", wanted))
}

/// Where the template of a version is kept.
pub(super) fn template(owner: AccountId, region: &str, artifact: &str) -> String {
    format!("https://cf-templates-{owner}.s3.{region}.amazonaws.com/{artifact}.yaml")
}

/// A version as it is written everywhere.
pub(super) fn detail(artifact: &Artifact) -> Value {
    map! {
        "Id": &artifact.id,
        "Name": &artifact.name,
        "Description": unless_empty(&artifact.description),
        "Type": TEMPLATE,
        "CreatedTime": artifact.created,
        "Active": artifact.active,
        "Guidance": artifact.guidance.as_str(),
    }
}
