//! Control Tower and what it makes accounts by.

use armillary_model::{AccountId, Kind, Record, Relation, RelationKind};
use serde_json::{Value, json};

use super::{
    Call, Touched, accounts,
    records::{Records, relate, unrelate},
};
use crate::organization::{MEMBER_BASELINE, short};

/// An account that Account Factory makes: in its OU, enrolled, and known by what was launched.
pub(super) fn provision(records: &mut Records, call: Call<'_>, touched: &mut Touched) {
    let Some(account) = call.created() else { return };
    let given = call.step.parameters.get("ProvisioningParameters").and_then(Value::as_array);
    let value = |key: &str| {
        let mut given = given.into_iter().flatten();
        let found = given.find(|one| one.get("Key").and_then(Value::as_str) == Some(key));
        found.and_then(|one| one.get("Value")).and_then(Value::as_str).unwrap_or_default()
    };
    let ou = value("ManagedOrganizationalUnit")
        .rsplit_once(" (")
        .and_then(|(_, id)| id.strip_suffix(')'))
        .unwrap_or_default();
    let (name, email) = (value("AccountName").to_owned(), value("AccountEmail").to_owned());
    accounts::add(records, account, &name, &email, &json!([]), touched);
    accounts::place(records, account, ou);
    enrol(records, account, ou);
    let region = call.step.region.clone();
    let name = call.text("ProvisionedProductName");
    let document = json!({
        "Name": name,
        "Type": "CONTROL_TOWER_ACCOUNT",
        "Status": "AVAILABLE",
        "PhysicalId": account,
        "ProductId": call.text("ProductId"),
        "ProvisioningArtifactId": call.text("ProvisioningArtifactId"),
    });
    let arn =
        format!("arn:{}:servicecatalog:{region}:{}:stack/{name}/pp-{account}", records.partition, records.management);
    let relations = vec![
        Relation::new(RelationKind::LaunchedFrom, call.text("ProductId"), call.text("ProvisioningArtifactId")),
        Relation::new(RelationKind::Provides, account.to_string(), ""),
    ];
    add(records, Kind::ProvisionedProduct, arn, &region, &name, document, relations);
}

/// The baseline of an OU is in force there and in every account in it.
pub(super) fn reset_baseline(records: &mut Records, call: Call<'_>) {
    let arn = call.text("enabledBaselineIdentifier");
    let Some(record) = records.all.iter_mut().find(|record| record.arn == arn) else { return };
    set_status(record);
    let on = record.relations.iter().find(|relation| relation.kind == RelationKind::EnabledOn);
    let Some(ou) = on.map(|relation| short(&relation.target).to_owned()) else { return };
    let is_there = |record: &&Record| {
        let is_active =
            record.document.get("State").or(record.document.get("Status")).and_then(Value::as_str) == Some("ACTIVE");
        let is_in = |relation: &Relation| relation.kind == RelationKind::ChildOf && short(&relation.target) == ou;
        record.kind == Kind::Account && is_active && record.relations.iter().any(is_in)
    };
    let there: Vec<AccountId> =
        records.all.iter().filter(is_there).filter_map(|record| short(&record.arn).parse().ok()).collect();
    for account in there {
        enrol(records, account, &ou);
    }
}

/// An account is enrolled under an OU that is registered.
fn enrol(records: &mut Records, account: AccountId, ou: &str) {
    let is_of = |record: &Record, id: &str| {
        let on = record.relations.iter().find(|relation| relation.kind == RelationKind::EnabledOn);
        record.kind == Kind::EnabledBaseline
            && record.name == MEMBER_BASELINE
            && on.is_some_and(|relation| short(&relation.target) == id)
    };
    let Some(parent) = records.all.iter().find(|record| is_of(record, ou)).cloned() else { return };
    let id = account.to_string();
    let inherited = Relation::new(RelationKind::InheritedFrom, parent.arn.as_str(), "");
    if let Some(record) = records.all.iter_mut().find(|record| is_of(record, &id)) {
        unrelate(record, RelationKind::InheritedFrom, |_| true);
        relate(record, inherited);
        if let Some(members) = record.document.as_object_mut() {
            members.insert("parentIdentifier".to_owned(), parent.arn.into());
        }
        return set_status(record);
    }
    let target = records.arn_of(&id);
    let arn = format!("{}/{id}", parent.arn);
    let document = json!({
        "arn": arn,
        "baselineIdentifier": parent.document.get("baselineIdentifier"),
        "baselineName": MEMBER_BASELINE,
        "baselineVersion": parent.document.get("baselineVersion"),
        "targetIdentifier": target,
        "parentIdentifier": parent.arn,
        "statusSummary": { "status": "SUCCEEDED" },
        "driftStatusSummary": { "types": { "inheritance": { "status": "IN_SYNC" } } },
    });
    let relations = vec![Relation::new(RelationKind::EnabledOn, target, MEMBER_BASELINE), inherited];
    add(records, Kind::EnabledBaseline, arn, &parent.region, MEMBER_BASELINE, document, relations);
}

/// A control is enabled on an OU, with its parameters.
pub(super) fn enable_control(records: &mut Records, call: Call<'_>) {
    let (control, target) = (call.text("controlIdentifier"), call.text("targetIdentifier"));
    let name = short(&control).to_owned();
    let arn = format!("{control}/{}", short(&target));
    let document = json!({
        "arn": arn,
        "controlIdentifier": control,
        "targetIdentifier": target,
        "statusSummary": { "status": "SUCCEEDED" },
        "parameters": call.step.parameters.get("parameters").cloned().unwrap_or_else(|| json!([])),
    });
    let relations = vec![Relation::new(RelationKind::EnabledOn, target, "")];
    add(records, Kind::EnabledControl, arn, &call.step.region, &name, document, relations);
}

pub(super) fn disable_control(records: &mut Records, call: Call<'_>) {
    let (control, target) = (call.text("controlIdentifier"), call.text("targetIdentifier"));
    records.all.retain(|record| {
        let is = |member: &str, value: &str| record.document.get(member).and_then(Value::as_str) == Some(value);
        record.kind != Kind::EnabledControl || !is("controlIdentifier", &control) || !is("targetIdentifier", &target)
    });
}

/// A control that is enabled is in force, with the parameters that the step gives it.
pub(super) fn set_control(records: &mut Records, call: Call<'_>) {
    let arn = call.text("enabledControlIdentifier");
    let Some(record) = records.all.iter_mut().find(|record| record.arn == arn) else { return };
    set_status(record);
    if let (Some(given), Some(members)) = (call.step.parameters.get("parameters"), record.document.as_object_mut()) {
        members.insert("parameters".to_owned(), given.clone());
    }
}

/// What is enabled is in force and as it was enabled.
fn set_status(record: &mut Record) {
    let Some(members) = record.document.as_object_mut() else { return };
    members.insert("statusSummary".to_owned(), json!({ "status": "SUCCEEDED" }));
    let Some(drift) = members.get_mut("driftStatusSummary") else { return };
    for place in ["/driftStatus", "/types/inheritance/status", "/types/resource/status"] {
        if let Some(status) = drift.pointer_mut(place).filter(|status| **status == "DRIFTED") {
            *status = "IN_SYNC".into();
        }
    }
}

fn add(
    records: &mut Records,
    kind: Kind,
    arn: String,
    region: &str,
    name: &str,
    document: Value,
    mut relations: Vec<Relation>,
) {
    relations.sort_unstable();
    records.all.retain(|record| record.arn != arn);
    let (account, as_of, region, name) = (records.management, records.crawl, region.to_owned(), name.to_owned());
    records.all.push(Record {
        arn,
        kind,
        account,
        region,
        name,
        document,
        relations,
        stale: false,
        as_of,
        unread: Vec::new(),
    });
}
