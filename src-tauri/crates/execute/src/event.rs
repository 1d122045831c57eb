//! What is told while a plan is applied.

use armillary_store::Outcome;
use serde::Serialize;

/// Something happened to a plan that is applied.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Event {
    /// A step's call is about to be made, or AWS is about to be asked how it ended.
    StepStarted {
        /// The step.
        step: String,
        /// What it does.
        title: String,
        /// The service, such as `organizations`.
        service: String,
        /// The operation, such as `CreateAccount`.
        operation: String,
        /// The account it is called in.
        account: String,
    },
    /// AWS goes on with what a step asked for.
    Waiting {
        /// The step.
        step: String,
        /// What AWS calls the state.
        state: String,
        /// Since when, in seconds.
        seconds: u64,
    },
    /// A step ended.
    StepFinished {
        /// The step.
        step: String,
        /// How.
        #[serde(serialize_with = "as_text")]
        outcome: Outcome,
        /// What AWS calls the request.
        request_id: Option<String>,
        /// What there is to say of it.
        message: Option<String>,
    },
    /// What the plan asks for was seen in AWS.
    Proved {
        /// The plan.
        plan: String,
    },
    /// What the plan asks for was seen in AWS before: nothing is done, and AWS was not asked.
    #[serde(rename = "proved")]
    ProvedBefore {
        /// The plan.
        plan: String,
        /// When, in milliseconds since 1970.
        at: i64,
    },
    /// The plan's steps are done, and something else was seen in AWS.
    Differs {
        /// The plan.
        plan: String,
        /// What differs.
        differences: Vec<String>,
    },
}

fn as_text<S: serde::Serializer>(outcome: &Outcome, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(outcome.as_str())
}
