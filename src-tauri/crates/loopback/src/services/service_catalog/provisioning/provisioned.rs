//! What was launched, as it is listed, searched and described.

use serde_json::Value as Json;

use super::{
    super::{LARGE_PAGES, PAGES, listing, refusal::Refusal},
    held, named,
    records::{access, output},
};
use crate::{
    services::{Answer, AwsError, Flaw, Request, written_tags},
    state::{ProvisionedProduct, ProvisionedStatus, State},
    wire::{Value, map},
};

/// `SearchProvisionedProducts`: by words, or by a field (`physicalId:111122223333`).
pub(in crate::services) fn search_provisioned_products(state: &State, request: &Request) -> Answer {
    let seen = access(state, request)?;
    let queries = queries(request)?;
    let products = held(state, request).products.values().filter(|product| seen.shows(&product.launcher));
    let mut products: Vec<&ProvisionedProduct> =
        products.filter(|product| queries.iter().all(|query| fits(request, product, query))).collect();
    match request.one_of("SortBy", &["arn", "id", "lastRecordId", "name"])? {
        Some("name" | "arn") => products.sort_by(|one, other| one.name.cmp(&other.name)),
        Some("lastRecordId") => products.sort_by(|one, other| one.last_record.cmp(&other.last_record)),
        _ => {}
    }
    if request.one_of("SortOrder", &["ASCENDING", "DESCENDING"])? == Some("DESCENDING") {
        products.reverse();
    }
    let count = i64::try_from(products.len()).unwrap_or(i64::MAX);
    let mut answer = listing(request, &LARGE_PAGES, "ProvisionedProducts", products, |product| {
        let mut written = detail(request, product);
        if let Value::Map(members) = &mut written {
            // A search tells more than a scan, but not the role.
            members.retain(|(name, _)| name != "LaunchRoleArn");
            members.push(("Tags".into(), written_tags(&product.launch.tags)));
            members.push(("PhysicalId".into(), product.physical.as_ref().into()));
            members.push(("ProductName".into(), Value::from(&product.launch.product_name)));
            members.push(("ProvisioningArtifactName".into(), Value::from(&product.launch.artifact_name)));
            members.push(("UserArn".into(), Value::from(&product.launcher)));
            members.push(("UserArnSession".into(), Value::from(&product.launcher)));
        }
        written
    })?;
    if let Value::Map(members) = &mut answer {
        members.push(("TotalResultsCount".into(), count.into()));
    }
    Ok(answer)
}

/// `ScanProvisionedProducts`.
pub(in crate::services) fn scan_provisioned_products(state: &State, request: &Request) -> Answer {
    let seen = access(state, request)?;
    let products = held(state, request).products.values().filter(|product| seen.shows(&product.launcher));
    listing(request, &PAGES, "ProvisionedProducts", products, |product| detail(request, product))
}

/// `DescribeProvisionedProduct`.
pub(in crate::services) fn describe_provisioned_product(state: &State, request: &Request) -> Answer {
    let product = named(state, request, "Id", "Name")?;
    Ok(map! { "ProvisionedProductDetail": detail(request, product), "CloudWatchDashboards": Vec::new() })
}

/// `GetProvisionedProductOutputs`: of what never came to be there are none, not even an empty list.
pub(in crate::services) fn get_provisioned_product_outputs(state: &State, request: &Request) -> Answer {
    let product = named(state, request, "ProvisionedProductId", "ProvisionedProductName")?;
    if product.last_successful.is_none() || product.status == ProvisionedStatus::Error {
        return Err(Refusal::NeverProvisioned.into());
    }
    let keys = request.input.texts("OutputKeys");
    let outputs = product.outputs.iter().filter(|output| keys.is_empty() || keys.contains(&output.key.as_str()));
    listing(request, &PAGES, "Outputs", outputs, output)
}

fn detail(request: &Request, product: &ProvisionedProduct) -> Value {
    map! {
        "Name": &product.name,
        "Arn": product.arn(request.account, &request.region),
        "Type": product.kind.as_str(),
        "Id": &product.id,
        "Status": product.status.as_str(),
        "StatusMessage": product.status_message.as_ref(),
        "CreatedTime": product.created,
        "IdempotencyToken": &product.token,
        "LastRecordId": &product.last_record,
        "LastProvisioningRecordId": &product.last_provisioning,
        "LastSuccessfulProvisioningRecordId": product.last_successful.as_ref(),
        "ProductId": &product.launch.product,
        "ProvisioningArtifactId": &product.launch.artifact,
        "LaunchRoleArn": product.launch.role.as_ref(),
    }
}

/// The queries of a search; `SearchQuery` is the only filter there is.
fn queries(request: &Request) -> Result<Vec<&str>, AwsError> {
    let Some(filters) = request.input.structure("Filters") else { return Ok(Vec::new()) };
    if filters.keys().any(|name| name != "SearchQuery") {
        return Err(request.invalid("Filters", Flaw::NotListed, "must be SearchQuery"));
    }
    let queries = filters.get("SearchQuery").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    Ok(queries.iter().filter_map(Json::as_str).collect())
}

/// Whether a product fits a query: a field and its value, or words that stand in any of the fields.
fn fits(request: &Request, product: &ProvisionedProduct, query: &str) -> bool {
    let arn = product.arn(request.account, &request.region);
    let physical = product.physical.as_deref().unwrap_or_default();
    let fields = [
        ("arn", arn.as_str()),
        ("id", &product.id),
        ("name", &product.name),
        ("physicalId", physical),
        ("productId", &product.launch.product),
        ("productName", &product.launch.product_name),
        ("provisioningArtifactId", &product.launch.artifact),
        ("provisioningArtifactName", &product.launch.artifact_name),
        ("status", product.status.as_str()),
        ("type", product.kind.as_str()),
        ("userArn", &product.launcher),
    ];
    let named = query.split_once(':').and_then(|(name, value)| {
        let (_, field) = fields.iter().find(|(known, _)| *known == name)?;
        Some(*field == value)
    });
    named.unwrap_or_else(|| fields.iter().any(|(_, field)| field.contains(query)))
}
