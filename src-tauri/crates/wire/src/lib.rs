//! The one list of what crosses between the program and its window: queries, actions, events, their answers, and error codes.
//!
//! Three doors: [`Query`] reads, [`Action`] does things on this computer, and [`Apply`] changes AWS, so that a capability can tell
//! them apart. Each is one list of requests with their answers, from which the enum, the trait of its handlers and the TypeScript in
//! `ui/src/platform/bindings.ts` are made; this crate's test writes the latter. Deliberately not here: logic.

mod action;
mod answer;
mod apply;
mod door;
mod error;
mod event;
mod plan;
mod query;
mod secret;
mod trust;
mod typescript;
mod words;
mod workbench;

pub use action::{Action, ConnectionInput, Deeds, ExportFormat, KeyInput};
pub use answer::{
    AccountRow, AccountsAnswer, CacheInfo, CoverageAge, CoverageAnswer, CoverageCause, CoverageRow, CrawlRow,
    CrawlState, GapRow, IdleAccount, Inspection, KindCount, KnownUnits, NamedAccount, PartRow, PortfolioRow,
    ProfileRow, RecipientRow, RelatedGroup, RelatedRow, ResourceRow, ResourcesAnswer, SearchAnswer, SearchHit,
    StatusAnswer, StatusCount, UnitCounts, VersionRow,
};
pub use apply::{Apply, Changes};
pub use error::{Code, Failure};
pub use event::{CrawlProgress, Event, Progress, Task, TaskState};
pub use plan::{
    ApplyPhase, ApplyProgress, ChangeSettings, ConnectionSetting, JournalAnswer, JournalFormat, JournalOutcome,
    JournalQuery, JournalRow, ManifestAnswer, ManifestFormat, ManifestText, PlanEvent, PlanRow, PlanShown,
    PlanStanding, PlansAnswer, StepShown, StepStanding,
};
pub use query::{Queries, Query, ResourcesQuery};
pub use secret::SecretText;
pub use trust::{
    Effect, FindingStatus, HopKind, LayerKind, NodeKind, Outcome, Reach, ServicePower, TrustAnswer, TrustCell,
    TrustCondition, TrustDocument, TrustEnd, TrustEndKind, TrustExplanation, TrustFindingRow, TrustHop, TrustLayer,
    TrustMatrixAnswer, TrustNearMiss, TrustNode, TrustPath, TrustPathsAnswer, TrustStatement, TrustStep, TrustUnknown,
    TrustVerdict, WhatCanAnswer, WhoCanAnswer, WhoCanRow,
};
pub use typescript::typescript;
pub use workbench::{
    PolicyAccount, PolicyActionChange, PolicyActionTurn, PolicyEdited, PolicyPlace, PolicyRemark, PolicyWord,
    PolicyWordKind,
};
