//! The IAM policy language: parse, match, conditions, evaluate, explain.
//!
//! A [`Policy`] is parsed once into a compact form that is shared; [`decide()`] answers a [`Request`] against [`Policies`] without
//! allocating where the answer is certain, and [`evaluate()`] gives the same verdict with its reasons. What the engine does not know is
//! neither dropped nor guessed: it makes a statement undecided, and an answer that hangs on it conditional.
//!
//! Deliberately not here: where a document came from, which accounts there are, and any condition key that was not given.

// This crate does not panic on data.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

mod action;
mod actions;
mod applies;
mod check;
mod condition;
mod context;
mod decide;
mod decision;
mod element;
mod evaluate;
pub mod exchange;
mod glob;
mod hash;
mod invalid;
mod layer;
mod lookup;
mod memory;
mod nature;
mod parse;
mod pattern;
mod policy;
mod principal;
mod rcp;
mod request;
mod residual;
mod resource;
mod setting;
mod statement;
mod truth;
mod variable;

pub use action::Action;
pub use check::{Checked, Place, check};
pub use condition::{Condition, Quantifier};
pub use context::{Context, ContextValue, principal_context};
pub use decide::decide;
pub use decision::{Because, Decision, LayerOutcome, Outcome, Verdict};
pub use evaluate::evaluate;
pub use invalid::{InvalidPolicy, Position};
pub use layer::{Layer, Level, Policies};
pub use memory::Memory;
pub use policy::{Policy, Warning};
pub use principal::{InvalidPrincipal, Principal, PrincipalKind};
pub use request::{Mode, Request};
pub use residual::{Literal, Residual};
pub use resource::Resource;
pub use statement::{Effect, PrincipalElement, Principals, Statement, Written};
