//! What Account Factory has made: the accounts of the reference that are enrolled, and the provisioned products that are still there.
//! In a very large organization the later ones came without it, by way of Organizations.

use std::collections::BTreeMap;

use super::{
    iam_draft::permission_set_role,
    layout::{Layout, Seat},
    names,
    purpose::Foundation,
    tower::is_enrolled,
};
use crate::state::{
    Catalog, Launch, Output, ProvisionedProduct, ProvisionedStatus, ProvisionedType, Provisioning, Record,
    RecordStatus, RecordType, Step,
};

/// How many accounts were vended.
const MOST: usize = 1_000;

/// The id of the Account Factory product in the management account's catalog, and what was launched from it.
pub(crate) fn draw_vended(layout: &Layout, catalog: &Catalog) -> Option<(String, Provisioning)> {
    let portfolio =
        catalog.portfolios.values().find(|portfolio| portfolio.provider == super::catalog::CONTROL_TOWER)?;
    let product = catalog.products.get(portfolio.products.first()?)?;
    let artifact = product.artifacts.last()?;
    let launch = Launch {
        product: product.id.clone(),
        product_name: product.name.clone(),
        artifact: artifact.id.clone(),
        artifact_name: artifact.name.clone(),
        path: portfolio.id.replacen("port-", "lpv2-", 1),
        role: None,
        parameters: BTreeMap::new(),
        tags: Vec::new(),
    };
    let role = catalog.constraints.values().find_map(|constraint| {
        let parameters = constraint.parameters.value();
        parameters.get("RoleArn").and_then(serde_json::Value::as_str).map(str::to_owned)
    });
    let launch = Launch { role, ..launch };
    let mut provisioning = Provisioning::default();
    for seat in layout.seats.iter().filter(|seat| is_enrolled(seat)).take(MOST) {
        let record = draw_record(layout, seat, &launch);
        let product = draw_product(seat, &record);
        provisioning.products.insert(product.id.clone(), product);
        provisioning.records.insert(record.id.clone(), record);
    }
    Some((product.id.clone(), provisioning))
}

fn draw_record(layout: &Layout, seat: &Seat, launch: &Launch) -> Record {
    let management = layout.account(Foundation::Management);
    let role = permission_set_role(layout, management, "AWSControlTowerAdmins");
    let key = format!("vended/{}", seat.id);
    let person = names::person(layout.ids.number(&key, 1_000));
    let email = format!("aws+{}@meridian.example", seat.name);
    let owner = format!("{person}@meridian.example");
    let unit = seat.ou.map(|ou| format!("{} ({})", ou.name(), layout.ou(ou))).unwrap_or_default();
    let parameters = [
        ("AccountEmail", email.clone()),
        ("AccountName", seat.name.to_string()),
        ("ManagedOrganizationalUnit", unit),
        ("SSOUserEmail", owner.clone()),
        ("SSOUserFirstName", person.to_owned()),
        ("SSOUserLastName", "Meridian".to_owned()),
    ];
    let output = |key: &str, value: String, description| Output { key: key.to_owned(), value, description };
    Record {
        id: layout.ids.lower("rec-", &key, 13),
        token: layout.ids.uuid(&key),
        kind: RecordType::Provision,
        provisioned: layout.ids.lower("pp-", &key, 13),
        name: seat.name.to_string(),
        provisioned_kind: ProvisionedType::Account,
        launch: Launch { parameters: parameters.map(|(key, value)| (key.to_owned(), value)).into(), ..launch.clone() },
        launcher: format!("arn:aws:sts::{management}:assumed-role/{role}/{person}@meridian.example"),
        created: seat.joined,
        updated: seat.joined,
        status: RecordStatus::Succeeded,
        errors: Vec::new(),
        outputs: vec![
            output("AccountEmail", email, "Email address of the account"),
            output("AccountId", seat.id.to_string(), "AWS account ID"),
            output("SSOUserEmail", owner, "Email address of the user"),
        ],
        fails: None,
        retains: false,
        step: Step::Done,
    }
}

fn draw_product(seat: &Seat, record: &Record) -> ProvisionedProduct {
    ProvisionedProduct {
        id: record.provisioned.clone(),
        name: record.name.clone(),
        kind: ProvisionedType::Account,
        status: ProvisionedStatus::Available,
        status_message: None,
        created: record.created,
        token: record.token.clone(),
        launch: record.launch.clone(),
        launcher: record.launcher.clone(),
        physical: Some(seat.id.to_string()),
        outputs: record.outputs.clone(),
        last_record: record.id.clone(),
        last_provisioning: record.id.clone(),
        last_successful: Some(record.id.clone()),
    }
}
