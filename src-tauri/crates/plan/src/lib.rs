//! What is to change in an organization, as a complete value: an intent and a snapshot give a [`Plan`] whose steps leave nothing to
//! decide, whose facts tell when it is stale, and whose effect is seen before anything is called.
//!
//! Deliberately not here: how a step is carried out, the clock, ids that are new (they are passed in, [`Stamp`]), trust paths and findings
//! (who works them out holds them against the snapshot and [`Plan::apply_to`] of it), and what no step does yet: Control Tower,
//! provisioning. What of that is asked for is told ([`Plan::left_out`]).

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

mod after;
mod choices;
mod claim;
mod difference;
mod digest;
mod draft;
mod error;
#[cfg(test)]
mod fixture;
mod intent;
mod make;
mod manifest;
mod markdown;
mod organization;
mod plan;
mod preflight;
mod preview;
mod protect;
mod reference;
mod reread;
mod schema;
mod steps;

#[cfg(test)]
mod plan_tests;
#[cfg(test)]
mod policy_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tower_tests;

pub use choices::{Choice, Choices, OuChoice, choices};
pub use claim::{Claim, Fact};
pub use digest::digest;
pub use error::PlanError;
pub use intent::{ControlChange, Intent, People, Vend, VendPath};
pub use make::{KINDS, PRINCIPALS, Settings, plan};
pub use manifest::{Diff, Lacking, ManifestError, diff, team_from_toml, teams_from_csv};
pub use markdown::{markdown, title};
pub use plan::{AlsoConfirm, Basis, Changed, Check, CheckStatus, FORMAT, Plan, ReadError, Stamp, Step};
pub use preflight::{Asking, CALLER_MAY, Permission, Takes};
pub use preview::{Change, Edge, Effect, Named, Node, PolicyEffect, PortfolioEffect, Quota, TextEffect};
pub use reference::{Outcomes, PLAN_ID, gives_account, step_in};
pub use schema::{PLAN_SCHEMA, TEAM_SCHEMA};
pub use steps::{STEP_CALLS, StepCall, StepPlace};
