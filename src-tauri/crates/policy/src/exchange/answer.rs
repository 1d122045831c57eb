//! A decision, written as one line of JSON.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::{Because, Decision, Layer, Literal, Verdict};

/// The members of an answer, in order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'d> {
    id: Option<&'d RawValue>,
    decision: Verdict,
    blocked_by: &'d [Layer],
    because: &'d [Because],
    conditions: &'d [Literal],
    #[serde(skip_serializing_if = "Option::is_none")]
    alternatives: Option<&'d [Vec<Literal>]>,
    warnings: Vec<&'d String>,
}

/// Appends the answer to a request. `id` is JSON.
pub(super) fn write(id: &str, decision: &Decision, warnings: &[String], answers: &mut Vec<u8>) {
    let alternatives = decision.residual.alternatives();
    let conditional = decision.verdict == Verdict::AllowedIf;
    let shortest = alternatives.iter().min_by_key(|alternative| alternative.len()).filter(|_| conditional);
    let answer = Answer {
        id: serde_json::from_str(id).ok(),
        decision: decision.verdict,
        blocked_by: &decision.blocked_by,
        because: &decision.because,
        conditions: shortest.map(Vec::as_slice).unwrap_or_default(),
        alternatives: Some(alternatives).filter(|all| conditional && all.len() > 1),
        warnings: warnings.iter().chain(&decision.warnings).collect(),
    };
    let written = serde_json::to_writer(&mut *answers, &answer);
    debug_assert!(written.is_ok(), "an answer is plain data and a vector takes all of it");
}
