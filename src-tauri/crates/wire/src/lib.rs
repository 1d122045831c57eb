//! The one list of what crosses between the program and its window: queries, actions, events, their answers, and error codes.
//!
//! Two doors: [`Query`] reads and [`Action`] changes something, so that a capability can tell them apart. The TypeScript in
//! `ui/src/platform/bindings.ts` is generated from these types by this crate's test. Deliberately not here: logic.

mod action;
mod answer;
mod error;
mod event;
mod query;
mod secret;
mod trust;
mod typescript;

pub use action::{Action, ConnectionInput, ExportFormat, KeyInput};
pub use answer::{
    AccountRow, AccountsAnswer, CacheInfo, CoverageAge, CoverageAnswer, CoverageRow, CrawlRow, GapRow, Inspection,
    KindCount, PartRow, PortfolioRow, ProfileRow, RecipientRow, RelatedGroup, RelatedRow, ResourceRow, ResourcesAnswer,
    SearchAnswer, SearchHit, StatusAnswer, StatusCount, VersionRow,
};
pub use error::{Code, Failure};
pub use event::{Event, TaskKind, TaskProgress, TaskState};
pub use query::{Query, ResourcesQuery};
pub use secret::SecretText;
pub use trust::{
    Reach, ServicePower, TrustAnswer, TrustCell, TrustCondition, TrustDocument, TrustEnd, TrustEndKind,
    TrustExplanation, TrustFindingRow, TrustHop, TrustLayer, TrustMatrixAnswer, TrustNearMiss, TrustNode, TrustPath,
    TrustPathsAnswer, TrustStatement, TrustStep, TrustUnknown, TrustVerdict, WhatCanAnswer, WhoCanAnswer, WhoCanRow,
};
pub use typescript::typescript;
