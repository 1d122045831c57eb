//! Who can become or reach what: edges, paths with the deciding statement per hop, who can and what can.
//!
//! Deliberately not here: where records come from, the clock, what is wrong with it (the rules are in `guardrails`), and how
//! an answer is shown.

mod account;
mod ask;
mod facts;
#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
mod graph;
mod inputs;
mod intake;
mod names;
mod organization;
mod pool;
mod principal;
mod query;
mod registry;
#[cfg(test)]
mod tests;

pub use account::{Account, AccountState, Chain, Coverage};
pub use ask::Asked;
pub use facts::{Evaluation, Standing};
pub use graph::{Edge, EdgeKind, Graph, Node, NodeId, PASSES, Pass, Via};
pub use inputs::{AssigneeKind, Assignment, RootSessions};
pub use intake::{Intake, KINDS};
pub use organization::{Organization, OrganizationPolicy};
pub use principal::{
    Boundary, Missing, Part, Principal, PrincipalId, PrincipalKind, Profile, Provider, ProviderKind, Source,
};
pub use query::{
    Able, Answer, Check, Cited, Counts, DocumentKind, End, EndKind, Explanation, Hop, LayerSays, MatrixCell, Missed,
    NearMiss, OutcomeKind, Page, Path, PathEnd, PathOptions, Paths, ReachedRole, ServicePower, StageMatrix, UnknownEnd,
    UnreadAccount, WhatCan, WhoCan, condition_in_words,
};
pub use registry::{ModelPackage, PackageGroup, UserContext};
