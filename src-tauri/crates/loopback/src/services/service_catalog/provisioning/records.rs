//! Records: what was asked of Service Catalog, and what has become of it.

use super::{
    super::{PAGES, listing, not_found},
    held,
};
use crate::{
    services::{Answer, AwsError, Flaw, Request, sts::identity, written_tags},
    state::{Output, Record, State},
    wire::{Value, map},
};

/// `DescribeRecord`, with a page of what the launch tells.
pub(in crate::services) fn describe_record(state: &State, request: &Request) -> Answer {
    let id = request.required("Id")?;
    let record = held(state, request).records.get(id).ok_or_else(|| not_found("Record", id))?;
    let page = request.page(&PAGES, &record.outputs)?;
    Ok(map! {
        "RecordDetail": written(record),
        "RecordOutputs": Value::list(page.items.into_iter().map(output)),
        "NextPageToken": page.next,
    })
}

/// `ListRecordHistory`, newest first: of the caller, its role or the whole account, and of one product or provisioned product.
pub(in crate::services) fn list_record_history(state: &State, request: &Request) -> Answer {
    let seen = access(state, request)?;
    let filter = request.input.structure("SearchFilter");
    let text = |name: &str| filter.and_then(|filter| filter.get(name)).and_then(serde_json::Value::as_str);
    let fits: Box<dyn Fn(&Record) -> bool> = match (text("Key"), text("Value").unwrap_or_default()) {
        (None, _) => Box::new(|_| true),
        (Some("product"), id) => Box::new(move |record| record.launch.product == id),
        (Some("provisionedproduct"), id) => Box::new(move |record| record.provisioned == id),
        _ => {
            let rule = "must have the Key product or provisionedproduct";
            return Err(request.invalid("SearchFilter", Flaw::NotListed, rule));
        }
    };
    let records = held(state, request).records.values();
    let mut records: Vec<&Record> = records.filter(|record| seen.shows(&record.launcher) && fits(record)).collect();
    records.sort_by(|one, other| (other.created, &other.id).cmp(&(one.created, &one.id)));
    listing(request, &PAGES, "RecordDetails", records, written)
}

/// A record as it is written everywhere.
pub(super) fn written(record: &Record) -> Value {
    let errors = record.errors.iter().map(|(code, description)| map! { "Code": code, "Description": description });
    map! {
        "RecordId": &record.id,
        "ProvisionedProductName": &record.name,
        "Status": record.status.as_str(),
        "CreatedTime": record.created,
        "UpdatedTime": record.updated,
        "ProvisionedProductType": record.provisioned_kind.as_str(),
        "RecordType": record.kind.as_str(),
        "ProvisionedProductId": &record.provisioned,
        "ProductId": &record.launch.product,
        "ProvisioningArtifactId": &record.launch.artifact,
        "PathId": &record.launch.path,
        "RecordErrors": errors.collect::<Vec<_>>(),
        "RecordTags": written_tags(&record.launch.tags),
        "LaunchRoleArn": record.launch.role.as_ref(),
    }
}

/// What a launch tells, as it is written everywhere.
pub(super) fn output(output: &Output) -> Value {
    map! { "OutputKey": &output.key, "OutputValue": &output.value, "Description": output.description }
}

/// Whose requests are shown.
pub(super) enum Access {
    /// Everybody's of the account.
    Account,
    /// Those of one user or role, whatever the session.
    Launcher(String),
    /// Those of one user or session.
    Caller(String),
}

impl Access {
    /// Whether what this user or session has asked for is shown.
    pub(super) fn shows(&self, launcher: &str) -> bool {
        match self {
            Self::Account => true,
            Self::Launcher(role) => without_session(launcher) == role,
            Self::Caller(arn) => launcher == arn,
        }
    }
}

/// Whose requests are asked for: by default the caller's own.
pub(super) fn access(state: &State, request: &Request) -> Result<Access, AwsError> {
    let (caller, _) = identity(state, &request.caller);
    let filter = request.input.structure("AccessLevelFilter");
    let text = |name: &str| filter.and_then(|filter| filter.get(name)).and_then(serde_json::Value::as_str);
    if text("Value").is_some_and(|value| value != "self") {
        return Err(request.invalid("AccessLevelFilter", Flaw::NotListed, "must have the Value self"));
    }
    match text("Key") {
        None | Some("User") => Ok(Access::Caller(caller)),
        Some("Role") => Ok(Access::Launcher(without_session(&caller).to_owned())),
        Some("Account") => Ok(Access::Account),
        _ => Err(request.invalid("AccessLevelFilter", Flaw::NotListed, "must have the Key Account, Role or User")),
    }
}

/// The ARN of a role's session without the session's name.
fn without_session(arn: &str) -> &str {
    if arn.contains(":assumed-role/") { arn.rsplit_once('/').map_or(arn, |(role, _)| role) } else { arn }
}
