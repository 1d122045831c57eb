//! Who can become or reach what: edges, paths with the deciding statement per hop, who can and what can.
//!
//! Deliberately not here: where records come from, the clock, what is wrong with it (the rules are in `guardrails`), and how
//! an answer is shown.

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

mod account;
mod ask;
mod facts;
#[cfg(any(test, feature = "fixture"))]
#[cfg_attr(not(test), expect(clippy::expect_used, reason = "tests build these: no data come here"))]
pub mod fixture;
mod graph;
mod inputs;
mod intake;
mod names;
mod organization;
mod packed;
mod pool;
mod principal;
mod query;
mod registry;
#[cfg(test)]
mod tests;

pub use account::{Account, AccountState, Chain, Coverage};
pub use ask::Asked;
pub use facts::{Evaluation, Standing};
pub use graph::{Credentials, Edge, EdgeKind, Gives, Graph, Node, NodeId, Pass, Reorganized, Rewrites, Via, passes};
pub use inputs::{AssigneeKind, Assignment, IdentityCenter, Membership, Person, RootSessions};
pub use intake::{Intake, Known, WANTED};
pub use organization::{Organization, OrganizationPolicy};
pub use packed::VERSION;
pub use principal::{
    Boundary, Group, Missing, Part, Principal, PrincipalId, PrincipalKind, Profile, Provider, ProviderKind, Source,
};
pub use query::{
    Able, ActionChange, ActionTurn, Answer, Check, Cited, Counts, Difference, DocumentKind, End, EndKind, Explanation,
    Hop, IdleAccount, LayerSays, MatrixCell, Missed, NearMiss, OutcomeKind, OwnChange, Page, Path, PathEnd,
    PathOptions, Paths, ReachChange, ReachedRole, ServicePower, Spoken, StageMatrix, Told, Turn, UnknownEnd,
    UnreadAccount, WhatCan, WhoCan, condition_in_words,
};
pub use registry::{ModelPackage, PackageGroup, UserContext};
