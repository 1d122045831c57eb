//! The answer to a request, with its reasons.

use std::sync::Arc;

use serde::Serialize;

use crate::{Effect, Layer, Residual};

/// The answer in a word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
pub enum Verdict {
    /// Allowed, whatever is not known.
    Allowed,
    /// Allowed if the residual conditions hold.
    AllowedIf,
    /// A statement denies it.
    ExplicitlyDenied,
    /// No statement denies it, but something that must allow it does not.
    ImplicitlyDenied,
}

/// The verdict on a request, and how it came about.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// The answer, the same that [`crate::decide()`] gives.
    pub verdict: Verdict,
    /// Every layer that objects, explicitly or by not allowing; empty unless denied.
    pub blocked_by: Vec<Layer>,
    /// The statements that decided: what allowed in each layer consulted (and what may still deny), or what denies.
    pub because: Vec<Because>,
    /// What must hold for an answer of [`Verdict::AllowedIf`].
    pub residual: Residual,
    /// What each layer said, each node of the control policies on its own.
    pub layers: Vec<LayerOutcome>,
    /// What the reader should know: undecided statements, keys taken as absent, a residual that was cut short.
    pub warnings: Vec<String>,
}

/// A statement that bears on the answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Because {
    /// The layer of its policy.
    pub layer: Layer,
    /// The node it is attached to, for control policies.
    pub node: Option<Arc<str>>,
    /// The place of its policy in the layer (at the node), from 0.
    pub policy: usize,
    /// The place of the statement in its policy, from 0.
    pub statement: usize,
    /// The statement's id, if it has one.
    pub sid: Option<Arc<str>>,
    /// Whether it allows or denies.
    pub effect: Effect,
}

/// What one layer, or one node of the control policies, says to the request.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerOutcome {
    /// The layer.
    pub layer: Layer,
    /// The node, for control policies.
    pub node: Option<Arc<str>>,
    /// What it says.
    pub outcome: Outcome,
    /// The statements that apply, or may apply, to the request.
    pub statements: Vec<Because>,
}

/// What a layer says to a request.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase", tag = "says", content = "reason")]
pub enum Outcome {
    /// A statement allows and none denies.
    Allows,
    /// It allows if what is not known turns out so.
    AllowsIf,
    /// A statement denies.
    Denies,
    /// A statement denies if what is not known turns out so.
    DeniesIf,
    /// No statement allows and none denies.
    NoAllow,
    /// It has no say, and why.
    NotConsulted(&'static str),
}
