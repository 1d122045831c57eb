//! The vocabulary every other crate speaks: ids, resources, relations, coverage, snapshots and findings.
//!
//! Deliberately not here: input and output, SQL, the AWS SDKs, and anything about how a value is shown.

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

mod coverage;
mod finding;
mod id;
mod kind;
mod part;
mod reading;
mod resource;
mod snapshot;

pub use coverage::{Gap, Service, Status, Unit, UnitReport};
pub use finding::{Affected, Evidence, Finding, FindingHop, FindingState, RuleId, Severity, StatementRef};
pub use id::{AccountId, GLOBAL, InvalidAccountId, account_in_arn, arn_resource, partition_in_arn};
pub use kind::{Kind, UnknownKind};
pub use part::{Missing, Part, UnreadPart};
pub use reading::{Coverage, CoverageDraft, Reading, StatusCounts, UnitReading};
pub use resource::{Relation, RelationKind, Resource};
pub use snapshot::{AccountTrust, Record, RecordText, Snapshot, TrustCounts};
