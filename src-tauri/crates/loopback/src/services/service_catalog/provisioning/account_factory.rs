//! Account Factory: the product by which Control Tower makes accounts and enrols those that are there. What it launches is an account
//! of the organization, in the OU asked for.

use armillary_model::AccountId;

use super::{parameters::parameter, progress::Outcome};
use crate::{
    services::{control_tower::enrolment, identity_center, organizations},
    state::{
        AccountCreation, CreationProgress, EnablementStatus, Moment, Output, Place, ProvisionedType, Record,
        RecordStatus, RecordType, State, Step, Timestamp,
    },
    wire::{Value, map},
};

/// How many accounts may be made, changed or let go at a time ("Quotas in AWS Control Tower").
const AT_ONCE: usize = 5;
/// How long an account takes to be enrolled, once it is there.
const ENROLMENT: u64 = 1_200;
/// How long it takes to let one go.
const RELEASE: u64 = 300;
/// How often a creation that is not done is looked at.
const AGAIN: u64 = 15;
/// The role by which Control Tower gets into the accounts it has made.
const ROLE: &str = "AWSControlTowerExecution";

const PARAMETERS: &[(&str, &str)] = &[
    ("AccountEmail", "Account email, must be unique for each AWS Account"),
    ("AccountName", "Account name, the new managed account will be created with this name"),
    ("ManagedOrganizationalUnit", "Managed Organizational Unit, account will be added to the selected OU"),
    ("SSOUserEmail", "SSO user email. A new SSO user will be created for this email, if it does not exist"),
    ("SSOUserFirstName", "SSO user first name"),
    ("SSOUserLastName", "SSO user last name"),
];

/// What a launch asks for; the OUs are those that are registered.
pub(super) fn parameters(state: &State) -> Vec<Value> {
    let units = state.organization.ous.values().filter(|unit| state.control_tower.registration(&unit.id).is_some());
    let units: Vec<Value> = units.map(|unit| Value::from(format!("{} ({})", unit.name, unit.id))).collect();
    let allowed = |key: &str| if key == "ManagedOrganizationalUnit" { units.clone() } else { Vec::new() };
    PARAMETERS.iter().map(|(key, description)| parameter(key, description, allowed(key))).collect()
}

/// What a launch tells.
pub(super) fn outputs() -> Vec<Value> {
    let keys = ["AccountEmail", "AccountId", "SSOUserEmail", "SSOUserPortal"];
    keys.iter().map(|key| map! { "Key": *key }).collect()
}

/// One step of a request about an account.
pub(super) fn work(state: &mut State, place: &Place, record: &mut Record, moment: Moment, now: Timestamp) -> Outcome {
    let step = record.step.clone();
    let result = match (step, record.kind) {
        (Step::Waiting, kind) => admit(state).and_then(|()| {
            record.step = Step::Working;
            match kind {
                RecordType::Provision => begin(state, record, moment, now),
                RecordType::Update => change(state, place, record),
                RecordType::Terminate => release(state, place, record),
            }
        }),
        (Step::Creating(id), _) => created(state, record, &id),
        (Step::Enrolling(account), kind) => enrolled(state, record, kind, account, now),
        (Step::Working | Step::Settling(_) | Step::Done, _) => Ok(Outcome::Done),
    };
    result.unwrap_or_else(|outcome| outcome)
}

type Done = Result<Outcome, Outcome>;

/// Only so many accounts are worked on at a time, and none while the landing zone is.
fn admit(state: &State) -> Result<(), Outcome> {
    if state.control_tower.is_processing() {
        return Err(in_progress());
    }
    let records = state.provisioning.values().flat_map(|held| held.records.values());
    let working = records.filter(|record| {
        record.provisioned_kind == ProvisionedType::Account
            && record.status == RecordStatus::InProgress
            && record.step != Step::Waiting
    });
    if working.count() < AT_ONCE {
        return Ok(());
    }
    let message = "AWS Control Tower could not complete the operation: the allowed maximum of 5 concurrent account operations is exceeded.";
    Err(Outcome::wrong("ResourceInUseException", message))
}

fn in_progress() -> Outcome {
    let message = "AWS Control Tower cannot complete the operation, because another AWS Control Tower operation is in progress. Try again later.";
    Outcome::wrong("ResourceInUseException", message)
}

/// Begins to make the account, or to enrol one that has this address already and is nobody's of Control Tower.
fn begin(state: &mut State, record: &mut Record, moment: Moment, now: Timestamp) -> Done {
    for (key, _) in PARAMETERS {
        if record.launch.parameters.get(*key).is_none_or(String::is_empty) {
            return Err(Outcome::wrong("InvalidParametersException", format!("The parameter {key} is missing.")));
        }
    }
    let unit = unit(state, record)?;
    if state.control_tower.is_busy(&unit) {
        return Err(in_progress());
    }
    let (name, email) = (parameter_of(record, "AccountName"), parameter_of(record, "AccountEmail"));
    let accounts = &state.organization.accounts;
    if let Some(known) = accounts.values().find(|account| account.email.eq_ignore_ascii_case(&email)) {
        let (account, is_same) = (known.id, known.name == name);
        if state.control_tower.enrolment(account).is_some() || !is_same {
            let message = format!("The email address {email} is in use by account {account}.");
            return Err(Outcome::wrong("AccountAlreadyExistsException", message));
        }
        if !enrolment::can_enter(state, account) {
            let message = format!("AWS Control Tower cannot assume the role {ROLE} in account {account}.");
            return Err(Outcome::wrong("AccessDeniedException", message));
        }
        return enrol(state, record, &unit, account);
    }
    let creation = AccountCreation {
        id: String::new(),
        name,
        email,
        role: ROLE.to_owned(),
        tags: record.launch.tags.clone(),
        requested: now,
        progress: CreationProgress::InProgress { fails: None },
    };
    let id = organizations::begin_creation(state, creation, moment)
        .map_err(|error| Outcome::wrong(&error.code, format!("The account could not be created: {}", error.message)))?;
    record.step = Step::Creating(id);
    Ok(Outcome::Wait(AGAIN))
}

/// Looks whether the account is there, and enrols it then.
fn created(state: &mut State, record: &mut Record, id: &str) -> Done {
    let progress = state.organization.creations.get(id).map(|creation| creation.progress.clone());
    match progress {
        Some(CreationProgress::InProgress { .. }) => Ok(Outcome::Wait(AGAIN)),
        Some(CreationProgress::Succeeded { account, .. }) => {
            let unit = unit(state, record)?;
            // The account is there; it waits until its OU is free.
            if state.control_tower.is_busy(&unit) {
                return Ok(Outcome::Wait(AGAIN));
            }
            enrol(state, record, &unit, account)
        }
        Some(CreationProgress::Failed { reason, .. }) => {
            let message = format!("AWS Control Tower failed to create the account: {reason}.");
            Err(Outcome::wrong(&reason, message))
        }
        None => Err(Outcome::wrong("InternalFailure", "The request to create the account is gone.")),
    }
}

/// Only the OU of an account can be changed here; asked for again as it is, it is enrolled anew.
fn change(state: &mut State, place: &Place, record: &mut Record) -> Done {
    let held = state.provisioning.get(place).and_then(|held| held.products.get(&record.provisioned));
    let before = held.map(|product| product.launch.parameters.clone()).unwrap_or_default();
    let account = held.and_then(|product| product.physical.as_deref()?.parse().ok());
    let Some(account) = account else {
        return Err(Outcome::wrong("ResourceNotFoundException", "The provisioned product has no account."));
    };
    for (key, _) in PARAMETERS.iter().filter(|(key, _)| *key != "ManagedOrganizationalUnit") {
        if record.launch.parameters.get(*key) != before.get(*key) {
            let message = format!("The parameter {key} of an account cannot be changed.");
            return Err(Outcome::wrong("InvalidParametersException", message));
        }
    }
    let unit = unit(state, record)?;
    enrol(state, record, &unit, account)
}

/// Begins to let the account go: it is managed no more, and stays in the organization.
fn release(state: &mut State, place: &Place, record: &mut Record) -> Done {
    let held = state.provisioning.get(place).and_then(|held| held.products.get(&record.provisioned));
    // Of what never came to be, the account may be there all the same, half enrolled.
    let told = held.and_then(|product| product.physical.as_deref()?.parse().ok());
    let email = parameter_of(record, "AccountEmail");
    let by_email = || state.organization.accounts.values().find(|account| account.email.eq_ignore_ascii_case(&email));
    let is_failed = |account: &AccountId| {
        let enrolment = state.control_tower.enrolment(*account).and_then(|enabled| enabled.enrolled.get(account));
        enrolment.is_some_and(|enrolment| enrolment.status == EnablementStatus::Failed)
    };
    let Some(account) = told.or_else(|| by_email().map(|account| account.id).filter(is_failed)) else {
        return Ok(Outcome::Done);
    };
    record.step = Step::Enrolling(account);
    Ok(Outcome::Wait(RELEASE))
}

fn enrol(state: &mut State, record: &mut Record, unit: &str, account: AccountId) -> Done {
    if state.control_tower.is_busy(unit) {
        return Err(in_progress());
    }
    enrolment::begin(state, unit, account).map_err(|message| Outcome::wrong("InvalidRequestException", message))?;
    record.step = Step::Enrolling(account);
    Ok(Outcome::Wait(ENROLMENT))
}

/// The account is enrolled, or let go. A failure on purpose is told here, when the account is there.
fn enrolled(state: &mut State, record: &mut Record, kind: RecordType, account: AccountId, now: Timestamp) -> Done {
    if let Some((code, message)) = record.fails.take() {
        enrolment::fail(state, account, now);
        return Err(Outcome::Wrong(code, message));
    }
    if kind == RecordType::Terminate {
        enrolment::release(state, account);
        let root = state.organization.root.id.clone();
        if let Some(account) = state.organization.accounts.get_mut(&account) {
            account.parent = root;
        }
        return Ok(Outcome::Done);
    }
    enrolment::finish(state, account, None, now);
    enrolment::bring_controls(state, account);
    let (email, first, last) = (
        parameter_of(record, "SSOUserEmail"),
        parameter_of(record, "SSOUserFirstName"),
        parameter_of(record, "SSOUserLastName"),
    );
    identity_center::admit_owner(state, account, (&email, &first, &last), now);
    record.outputs = told(state, record, account);
    record.step = Step::Settling(account);
    Ok(Outcome::Done)
}

fn told(state: &State, record: &Record, account: AccountId) -> Vec<Output> {
    let output = |key: &str, value: String, description| Output { key: key.to_owned(), value, description };
    let portal = format!("https://{}.awsapps.com/start", state.identity_center.store);
    vec![
        output("AccountEmail", parameter_of(record, "AccountEmail"), "Email address of the account"),
        output("AccountId", account.to_string(), "AWS account ID"),
        output("SSOUserEmail", parameter_of(record, "SSOUserEmail"), "Email address of the user"),
        output("SSOUserPortal", portal, "URL of the user portal"),
    ]
}

fn parameter_of(record: &Record, key: &str) -> String {
    record.launch.parameters.get(key).cloned().unwrap_or_default()
}

/// The OU asked for, `Name (ou-xxxx-yyyyyyyy)`, or the name alone for one directly below the root. It has to be registered, and so has
/// every OU above it; a registration that has failed is none.
fn unit(state: &State, record: &Record) -> Result<String, Outcome> {
    let asked = parameter_of(record, "ManagedOrganizationalUnit");
    let organization = &state.organization;
    let named = asked.strip_suffix(')').and_then(|asked| asked.rsplit_once(" ("));
    let mut units = organization.ous.values();
    let found = match named {
        Some((name, id)) => units.find(|unit| unit.id == id && unit.name == name),
        None => units.find(|unit| unit.name == asked && unit.parent == organization.root.id),
    };
    let found = found.ok_or_else(|| {
        Outcome::wrong(
            "ResourceNotFoundException",
            format!("AWS Control Tower cannot find the organizational unit {asked}."),
        )
    })?;
    let chain = organization.chain(&found.id);
    let missing = chain.into_iter().skip(1).find(|unit| !is_registered(state, unit));
    match missing {
        None => Ok(found.id.clone()),
        Some(unit) => {
            let message = format!(
                "The organizational unit {asked} is not enrolled: {unit} is not registered with AWS Control Tower, or that has failed."
            );
            Err(Outcome::wrong("InvalidParametersException", message))
        }
    }
}

/// Whether accounts can be enrolled under an OU: its baseline is enabled, and did not go wrong.
fn is_registered(state: &State, unit: &str) -> bool {
    let registration = state.control_tower.registration(unit);
    registration.is_some_and(|registration| registration.enablement.status != EnablementStatus::Failed)
}
