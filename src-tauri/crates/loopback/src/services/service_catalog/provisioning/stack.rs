//! What is launched as a CloudFormation stack: in the account of the role that launches it. What the stack makes is not played.

use armillary_model::account_in_arn;

use super::progress::Outcome;
use crate::{
    organization::ids::Ids,
    state::{Output, Place, Record, RecordType, State, Step},
};

/// How long a stack takes.
const SECONDS: u64 = 120;

/// One step of a request about a stack.
pub(super) fn work(state: &State, place: &Place, record: &mut Record) -> Outcome {
    if record.step == Step::Waiting {
        record.step = Step::Working;
        return Outcome::Wait(SECONDS);
    }
    if let Some((code, message)) = record.fails.take() {
        return Outcome::Wrong(code, message);
    }
    record.step = Step::Done;
    if record.kind != RecordType::Terminate {
        record.outputs = vec![arn(state, place, record)];
    }
    Outcome::Done
}

/// With a role of another account, the stack is there and not where it was asked for.
fn arn(state: &State, place: &Place, record: &Record) -> Output {
    let account = record.launch.role.as_deref().and_then(account_in_arn).unwrap_or(place.account);
    let uuid = Ids::following(&state.organization.id).uuid(&record.provisioned);
    let name = format!("SC-{}-{}", place.account, record.provisioned);
    Output {
        key: "CloudformationStackARN".to_owned(),
        value: format!("arn:aws:cloudformation:{}:{account}:stack/{name}/{uuid}", place.region),
        description: "The ARN of the launched Cloudformation Stack",
    }
}
