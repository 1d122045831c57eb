//! Planted imperfections: what is wrong in the reference organization, on purpose.

use serde::Serialize;

use crate::state::State;

/// One imperfection.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Planted {
    /// The rule it breaks.
    pub rule: &'static str,
    /// The ARN of what is wrong.
    pub arn: String,
    /// The account it is in.
    pub account: armillary_model::AccountId,
    /// The Region it is in, or `global`.
    pub region: String,
    /// What is wrong.
    pub summary: String,
    /// What would put it right.
    pub remedy: String,
}

pub(crate) fn plant(_state: &mut State) -> Vec<Planted> {
    Vec::new()
}
