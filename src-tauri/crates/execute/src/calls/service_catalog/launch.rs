//! Products that are launched, Account Factory among them.

use armillary_aws::{Failure, classify};
use aws_sdk_servicecatalog::{
    Client,
    types::{
        AccessLevelFilter, AccessLevelFilterKey, ProvisionedProductViewFilterBy, ProvisioningParameter, RecordDetail,
    },
};
use serde_json::{Map, Value};

use crate::{
    calls::{Answer, CallError, Pending, Progress, failed, plain, values},
    parameters::{BadParameters, Parameters},
    refusal::Refusal,
};

/// How the journal names what tells how far a launch is.
pub(crate) const RECORD: &str = "recordId";

/// `ProvisionProduct`. With a token that was sent before, AWS answers with the record of then, and launches nothing.
pub(super) async fn provision(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let bad = || BadParameters::Parameter {
        name: "ProvisioningParameters".to_owned(),
        must: "a list of objects with Key and Value",
    };
    let call = client
        .provision_product()
        .product_id(parameters.text("ProductId")?)
        .provisioning_artifact_id(parameters.text("ProvisioningArtifactId")?)
        .provisioned_product_name(parameters.text("ProvisionedProductName")?)
        .provision_token(parameters.text("ProvisionToken")?);
    let given = parameters.objects_if("ProvisioningParameters")?.into_iter().map(|one| {
        let text = |name: &str| one.get(name).and_then(Value::as_str).ok_or_else(bad);
        Ok(ProvisioningParameter::builder().key(text("Key")?).value(text("Value")?).build())
    });
    let call = call.set_provisioning_parameters(Some(given.collect::<Result<Vec<_>, BadParameters>>()?));
    parameters.end()?;
    let answer = call.send().await.map_err(|error| failed("servicecatalog:ProvisionProduct", &error))?;
    let record = answer.record_detail().and_then(RecordDetail::record_id);
    let pending = record.map(|record| Pending::Record(record.to_owned()));
    Ok(Answer { values: values([(RECORD, record)]), pending, ..plain(&answer) })
}

/// How far a launch is; of Account Factory, the id of the account once it is told.
pub(crate) async fn record_status(client: &Client, record: &str) -> Result<Progress, Failure> {
    let answer = client.describe_record().id(record).send().await;
    let answer = answer.map_err(|error| classify("servicecatalog:DescribeRecord", &error))?;
    let detail = answer.record_detail();
    Ok(match detail.and_then(|detail| detail.status()).map(|status| status.as_str()) {
        Some("SUCCEEDED") => {
            let mut outputs = answer.record_outputs().iter();
            let account = outputs.find(|output| output.output_key() == Some("AccountId"));
            Progress::Done(values([("accountId", account.and_then(|output| output.output_value()))]))
        }
        Some("FAILED") => Progress::Failed(Refusal::later("FAILED", &why(detail))),
        status => Progress::Working(status.unwrap_or("not told").to_owned()),
    })
}

/// Why a launch has failed, and what to do: what has failed keeps its name.
fn why(detail: Option<&RecordDetail>) -> String {
    let errors = detail.map(RecordDetail::record_errors).unwrap_or_default().iter();
    let told = errors.map(|error| {
        let told = [error.code(), error.description()];
        told.into_iter().flatten().collect::<Vec<_>>().join(": ")
    });
    let told = told.collect::<Vec<_>>().join("; ");
    let told = if told.is_empty() { "AWS gave no reason".to_owned() } else { told };
    let name = detail.and_then(RecordDetail::provisioned_product_name).unwrap_or_default();
    format!(
        "{told}. The provisioned product `{name}` keeps its name until it is terminated: terminate it, crawl and plan again"
    )
}

/// The launch that this call asked for, found by its name and token; what it was is told by its record.
pub(super) async fn found(
    client: &Client,
    mut parameters: Parameters,
) -> Result<Option<Map<String, Value>>, CallError> {
    let (name, token) = (parameters.text("ProvisionedProductName")?, parameters.text("ProvisionToken")?);
    let all = AccessLevelFilter::builder().key(AccessLevelFilterKey::Account).value("self").build();
    let call = client
        .search_provisioned_products()
        .access_level_filter(all)
        .filters(ProvisionedProductViewFilterBy::SearchQuery, vec![format!("name:{name}")]);
    let mut pages = call.into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failed("servicecatalog:SearchProvisionedProducts", &error))?;
        let mut found = page.provisioned_products().iter();
        let ours = found
            .find(|known| known.name() == Some(name.as_str()) && known.idempotency_token() == Some(token.as_str()));
        if let Some(record) = ours.and_then(|known| known.last_provisioning_record_id()) {
            return Ok(Some(values([(RECORD, Some(record))])));
        }
    }
    Ok(None)
}
