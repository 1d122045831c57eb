//! What AWS does about a request after it has answered: step by step, each at its time, and back again where one goes wrong.

use super::{account_factory, stack};
use crate::state::{
    Moment, Place, ProvisionedProduct, ProvisionedStatus, ProvisionedType, Provisioning, Record, RecordStatus,
    RecordType, State, Step, Task, Timestamp,
};

/// How long AWS takes to take back what it has done.
const ROLLBACK: u64 = 60;
/// How long an account is there before its id is found.
const SETTLING: u64 = 60;

/// How a step went.
pub(super) enum Outcome {
    /// The next one comes after so many seconds.
    Wait(u64),
    /// It was the last one.
    Done,
    /// It went wrong: a code and a description.
    Wrong(String, String),
}

impl Outcome {
    /// It went wrong.
    pub(super) fn wrong(code: &str, description: impl Into<String>) -> Self {
        Self::Wrong(code.to_owned(), description.into())
    }
}

/// Goes on with a request, as of this moment on AWS's clock and this time by the clocks of those who ask.
pub(in crate::services) fn go_on(state: &mut State, place: &Place, id: &str, moment: Moment, now: Timestamp) {
    let Some(mut record) = state.provisioning.get(place).and_then(|held| held.records.get(id)).cloned() else { return };
    let next = match record.status {
        RecordStatus::Created => {
            record.status = RecordStatus::InProgress;
            Some(1)
        }
        RecordStatus::InProgress => work(state, place, &mut record, moment, now),
        RecordStatus::InProgressInError => {
            record.status = RecordStatus::Failed;
            None
        }
        RecordStatus::Succeeded => {
            tell_account(state, place, &mut record);
            None
        }
        RecordStatus::Failed => None,
    };
    record.updated = now;
    if let Some(seconds) = next {
        state.agenda.add(moment.after(seconds), Task::GoOn(place.clone(), id.to_owned()));
    }
    let held = state.provisioning.entry(place.clone()).or_default();
    if record.status == RecordStatus::Failed {
        spoil(held, &record);
    }
    held.records.insert(record.id.clone(), record);
}

/// One step; gives after how many seconds the next one comes.
fn work(state: &mut State, place: &Place, record: &mut Record, moment: Moment, now: Timestamp) -> Option<u64> {
    let outcome = match record.provisioned_kind {
        ProvisionedType::Stack => stack::work(state, place, record),
        ProvisionedType::Account => account_factory::work(state, place, record, moment, now),
    };
    match outcome {
        Outcome::Wait(seconds) => Some(seconds),
        Outcome::Done => {
            record.status = RecordStatus::Succeeded;
            complete(state.provisioning.entry(place.clone()).or_default(), record);
            matches!(record.step, Step::Settling(_)).then_some(SETTLING)
        }
        Outcome::Wrong(code, description) => {
            record.errors.push((code, description));
            record.status = RecordStatus::InProgressInError;
            record.step = Step::Done;
            Some(ROLLBACK)
        }
    }
}

/// What was launched is as the record says.
fn complete(held: &mut Provisioning, record: &Record) {
    if record.kind == RecordType::Terminate {
        held.products.remove(&record.provisioned);
        return;
    }
    let Some(product) = held.products.get_mut(&record.provisioned) else { return };
    product.status = ProvisionedStatus::Available;
    product.launch = record.launch.clone();
    product.outputs.clone_from(&record.outputs);
    product.last_successful = Some(record.id.clone());
    if record.provisioned_kind == ProvisionedType::Stack {
        product.physical = record.outputs.first().map(|output| output.value.clone());
    }
}

/// An account's id is told in searches, too.
fn tell_account(state: &mut State, place: &Place, record: &mut Record) {
    if let Step::Settling(account) = record.step {
        let held = state.provisioning.entry(place.clone()).or_default();
        if let Some(product) = held.products.get_mut(&record.provisioned) {
            product.physical = Some(account.to_string());
        }
        record.step = Step::Done;
    }
}

/// What never came to be is in error; what was there before is tainted.
fn spoil(held: &mut Provisioning, record: &Record) {
    let Some(product) = held.products.get_mut(&record.provisioned) else { return };
    let was_there = |product: &ProvisionedProduct| product.last_successful.is_some();
    product.status = if was_there(product) { ProvisionedStatus::Tainted } else { ProvisionedStatus::Error };
    product.status_message = record.errors.last().map(|(_, description)| description.clone());
}
