//! The requests themselves: taken at once, each with a token by which one that is repeated begins nothing twice.

use super::{
    super::{refusal::Refusal, tokens::token},
    held,
    launch::launch,
    named, place,
    records::written,
};
use crate::{
    services::{Answer, AwsError, Flaw, Request, sts::identity},
    state::{
        Launch, ProvisionedProduct, ProvisionedStatus, ProvisionedType, Record, RecordStatus, RecordType, State, Step,
        Task,
    },
    wire::map,
};

/// When AWS begins.
const STARTS_AFTER: u64 = 5;

/// `ProvisionProduct`.
pub(in crate::services) fn provision_product(state: &mut State, request: &Request) -> Answer {
    let (name, token) = (name(request)?, token(request, "ProvisionToken")?);
    let (launch, kind) = launch(state, request, None)?;
    if let Some(record) = asked_before(state, request, token, RecordType::Provision) {
        let is_same = record.name == name && record.launch == launch;
        return if is_same { answer(record) } else { Err(Refusal::TokenReused.into()) };
    }
    if held(state, request).products.values().any(|product| product.name == name) {
        return Err(Refusal::NameTaken.into());
    }
    let id = state.organization.new_id("pp-", 13);
    let record = record(state, request, RecordType::Provision, token, (&id, name, kind), launch);
    let product = ProvisionedProduct {
        id: id.clone(),
        name: name.to_owned(),
        kind,
        status: ProvisionedStatus::UnderChange,
        status_message: None,
        created: request.now,
        token: token.to_owned(),
        launch: record.launch.clone(),
        launcher: record.launcher.clone(),
        physical: None,
        outputs: Vec::new(),
        last_record: record.id.clone(),
        last_provisioning: record.id.clone(),
        last_successful: None,
    };
    state.provisioning.entry(place(request)).or_default().products.insert(id, product);
    begin(state, request, record)
}

/// `UpdateProvisionedProduct`: to another version, other parameters, or again as it is.
pub(in crate::services) fn update_provisioned_product(state: &mut State, request: &Request) -> Answer {
    let token = token(request, "UpdateToken")?;
    let product = named(state, request, "ProvisionedProductId", "ProvisionedProductName")?.clone();
    let (launch, kind) = launch(state, request, Some(&product.launch))?;
    if let Some(record) = asked_before(state, request, token, RecordType::Update) {
        let is_same = record.provisioned == product.id && record.launch == launch;
        return if is_same { answer(record) } else { Err(Refusal::TokenReused.into()) };
    }
    change(state, request, &product, kind, RecordType::Update, token, launch)
}

/// `TerminateProvisionedProduct`.
pub(in crate::services) fn terminate_provisioned_product(state: &mut State, request: &Request) -> Answer {
    let token = token(request, "TerminateToken")?;
    if let Some(record) = asked_before(state, request, token, RecordType::Terminate) {
        return answer(record);
    }
    let product = named(state, request, "ProvisionedProductId", "ProvisionedProductName")?.clone();
    let launch = product.launch.clone();
    change(state, request, &product, product.kind, RecordType::Terminate, token, launch)
}

/// Begins a request about something that is there and idle.
fn change(
    state: &mut State,
    request: &Request,
    product: &ProvisionedProduct,
    kind: ProvisionedType,
    what: RecordType,
    token: &str,
    launch: Launch,
) -> Answer {
    if product.status == ProvisionedStatus::UnderChange {
        return Err(Refusal::UnderChange.into());
    }
    let record = record(state, request, what, token, (&product.id, &product.name, kind), launch);
    let products = state.provisioning.entry(place(request)).or_default().products.get_mut(&product.id);
    if let Some(product) = products {
        product.status = ProvisionedStatus::UnderChange;
        product.status_message = None;
        product.last_record.clone_from(&record.id);
        if what == RecordType::Update {
            product.last_provisioning.clone_from(&record.id);
        }
    }
    begin(state, request, record)
}

fn record(
    state: &mut State,
    request: &Request,
    kind: RecordType,
    token: &str,
    (id, name, provisioned_kind): (&str, &str, ProvisionedType),
    launch: Launch,
) -> Record {
    Record {
        id: state.organization.new_id("rec-", 13),
        token: token.to_owned(),
        kind,
        provisioned: id.to_owned(),
        name: name.to_owned(),
        provisioned_kind,
        launch,
        launcher: identity(state, &request.caller).0,
        created: request.now,
        updated: request.now,
        status: RecordStatus::Created,
        errors: Vec::new(),
        outputs: Vec::new(),
        fails: request.later.as_ref().map(|later| (later.code.clone(), later.message.clone())),
        retains: request.input.flag("RetainPhysicalResources"),
        step: Step::Waiting,
    }
}

fn begin(state: &mut State, request: &Request, record: Record) -> Answer {
    let written = answer(&record);
    state.agenda.add(request.moment.after(STARTS_AFTER), Task::GoOn(place(request), record.id.clone()));
    state.provisioning.entry(place(request)).or_default().records.insert(record.id.clone(), record);
    written
}

/// The record of the caller's earlier request of this type with the same token.
fn asked_before<'a>(state: &'a State, request: &Request, token: &str, kind: RecordType) -> Option<&'a Record> {
    let mut records = held(state, request).records.values();
    records.find(|record| record.token == token && record.kind == kind)
}

fn answer(record: &Record) -> Answer {
    Ok(map! { "RecordDetail": written(record) })
}

/// `[a-zA-Z0-9][a-zA-Z0-9._-]*`, 1 to 128 characters.
fn name(request: &Request) -> Result<&str, AwsError> {
    let name = request.required("ProvisionedProductName")?;
    request.check_length("ProvisionedProductName", name, 1..=128)?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if name.bytes().all(is_plain) && name.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return Ok(name);
    }
    let rule = "must be of letters, digits, ., _ and -, and begin with a letter or digit";
    Err(request.invalid("ProvisionedProductName", Flaw::Form, rule))
}
