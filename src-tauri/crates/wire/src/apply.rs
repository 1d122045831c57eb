//! What the window can change in AWS.

use crate::{ConnectionInput, door::door};

door! {
    /// A change to AWS. The door stands by itself, so that a window without its permission can never open it; and behind it nothing is changed
    /// through a connection that is read-only, without the names that were typed, or without a row in the journal.
    Apply, tagged "apply", answered by
    /// Carries changes out.
    Changes, in TypeScript "Applied";

    /// Apply a plan, or go on with one; what happens comes as events: the task's id.
    apply_plan: ApplyPlan {
        /// The plan's id.
        plan: String,
        /// The names that were typed: the plan's `confirm`, and each of `alsoConfirm`.
        confirmed: Vec<String>,
        /// Through which connection; absent, the one that the open cache was read through.
        connection: Option<ConnectionInput>,
    } => u32;
    /// Try one step once more, and no other: the task's id. What the journal says is done is not done again.
    retry_step: RetryStep {
        /// The plan's id.
        plan: String,
        /// The step's id.
        step: String,
        /// As for `ApplyPlan`.
        confirmed: Vec<String>,
        /// As for `ApplyPlan`.
        connection: Option<ConnectionInput>,
    } => u32;
}
