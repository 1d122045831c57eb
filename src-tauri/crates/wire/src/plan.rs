//! What the window is told of plans, of applying them, and of the journal. Intents and plans cross as the `plan` crate writes them: what a
//! plan says is what its digest is of. Times are milliseconds since 1970, UTC.

use armillary_plan::{Changed, Diff, Intent, Plan};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::words::words;

words! {
    /// How far a plan is, by the journal and what runs.
    PlanStanding {
        /// Nothing of it was begun.
        Made = "made",
        /// It is being applied in this window.
        Applying = "applying",
        /// It was begun and is not at its end: it was stopped, or how a call ended is not known.
        Stopped = "stopped",
        /// It was begun, and a step failed.
        Failed = "failed",
        /// What it asks for was seen in AWS.
        Proved = "proved",
        /// Its steps are done, and something else was seen in AWS.
        Differs = "differs",
    }
}

/// A plan in a list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanRow {
    /// Its id.
    pub id: String,
    /// Its digest.
    pub digest: String,
    /// What it is for, in words.
    pub title: String,
    /// The kind of its intent, such as `vend`.
    pub kind: String,
    /// The organization that it is for.
    pub organization: String,
    /// When it was made, such as `2026-11-29T20:00:00Z`.
    pub created: String,
    /// By which program.
    pub created_by: String,
    /// The crawl that it was made from.
    #[ts(type = "number")]
    pub crawl: i64,
    /// How many steps it has; none where all is so already.
    pub steps: u32,
    /// How many of them are done.
    pub done: u32,
    /// How many pre-flight checks fail: then nothing can be applied.
    pub failing: u32,
    /// How many pre-flight checks cannot be told.
    pub unknown: u32,
    /// How long it takes if nothing goes wrong: from, to.
    pub expected_seconds: [u32; 2],
    /// How far it is.
    pub standing: PlanStanding,
    /// Since when; absent where nothing was begun.
    #[ts(type = "number | null")]
    pub standing_at: Option<i64>,
    /// It is kept beside the cache or in the journal; one that is not is gone when the window closes.
    pub kept: bool,
    /// The task that applies it now.
    pub task: Option<u32>,
}

/// Every plan that is known of a cache.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlansAnswer {
    /// The plans, the newest first.
    pub rows: Vec<PlanRow>,
    /// Files among the kept plans that are no plan that may be applied, and why.
    pub refused: Vec<String>,
}

/// One plan, and how far each of its steps is.
#[derive(Clone, PartialEq, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanShown {
    /// How it stands.
    pub row: PlanRow,
    /// The plan.
    pub plan: Plan,
    /// Of each step, in the order of the plan, how far it is.
    pub steps: Vec<StepShown>,
    /// What it rests on and is otherwise in the crawl that is shown: with any of these it is stale. Facts of steps that are done do not count.
    pub changed: Vec<Changed>,
    /// Why what it rests on cannot be compared with the crawl that is shown, if it cannot.
    pub not_compared: Option<String>,
    /// Of a plan that differs, what planning the same again would still do.
    pub left: Vec<String>,
    /// The plan in words, as a pull request shows it.
    pub markdown: String,
}

words! {
    /// How far a step is.
    StepStanding {
        /// No call of it was made.
        Open = "open",
        /// It is under way in this window.
        Running = "running",
        /// What it should do is done.
        Done = "done",
        /// It failed, and nothing was changed.
        Failed = "failed",
        /// Its call was made, and how it ended is not known. AWS is asked when the plan is applied again, before anything else is tried.
        Unknown = "unknown",
    }
}

/// How far a step is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StepShown {
    /// The step's id.
    pub step: String,
    /// How far it is.
    pub standing: StepStanding,
    /// How often its call was made.
    pub attempts: u32,
    /// What AWS calls the state in which it goes on with the step, while it does.
    pub waiting: Option<String>,
    /// When the latest call was about to be made.
    #[ts(type = "number | null")]
    pub started: Option<i64>,
    /// When it ended.
    #[ts(type = "number | null")]
    pub finished: Option<i64>,
    /// The account that it was made in: references are replaced.
    pub account: Option<String>,
    /// Who made it.
    pub caller: Option<String>,
    /// The parameters as they were sent: references are replaced.
    pub parameters: Option<Value>,
    /// What AWS calls the request.
    pub request_id: Option<String>,
    /// What there is to say of how it ended, such as AWS's error.
    pub message: Option<String>,
    /// What later steps take from AWS's answer.
    pub answer: Option<Value>,
}

/// Which rows of the journal. Absent fields filter nothing.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct JournalQuery {
    /// Of this plan.
    pub plan: Option<String>,
    /// Called in this account.
    pub account: Option<String>,
    /// Of these services.
    pub services: Vec<String>,
    /// That ended so.
    pub outcomes: Vec<JournalOutcome>,
    /// Contained in any of plan, step, operation, account, caller, request id, message and parameters; case does not matter.
    pub text: Option<String>,
    /// Intended at this time or later.
    #[ts(type = "number | null")]
    pub since: Option<i64>,
    /// Intended before this time.
    #[ts(type = "number | null")]
    pub before: Option<i64>,
    /// Rows to skip.
    pub offset: u32,
    /// Rows to give at most.
    pub limit: u32,
}

words! {
    /// How a call ended.
    JournalOutcome {
        /// It is about to be made, or the program ended before it could tell.
        Intended = "intended",
        /// AWS did it.
        Succeeded = "succeeded",
        /// AWS refused it, or it never reached AWS.
        Failed = "failed",
        /// It was made, and how it ended is not known.
        Unknown = "unknown",
        /// How it ended was not known, and AWS was asked: it is done.
        Reconciled = "reconciled",
    }
}

/// Rows of the journal.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JournalAnswer {
    /// The rows, the newest first.
    pub rows: Vec<JournalRow>,
    /// How many the filter leaves.
    pub total: u32,
    /// How many there are in all.
    pub all: u32,
    /// The services in all of them, to filter by.
    pub services: Vec<String>,
}

/// A call that was made, or was about to be.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JournalRow {
    /// Its number; grows with time.
    #[ts(type = "number")]
    pub id: i64,
    /// The plan's id.
    pub plan: String,
    /// The plan's digest.
    pub digest: String,
    /// The step's id.
    pub step: String,
    /// What the step does.
    pub title: String,
    /// How often the step was tried, from 1.
    pub attempt: u32,
    /// The service, such as `organizations`.
    pub service: String,
    /// The operation, such as `CreateAccount`.
    pub operation: String,
    /// The account it was made in.
    pub account: String,
    /// The Region it was made in.
    pub region: String,
    /// The ARN of who made it.
    pub caller: String,
    /// The parameters as they were sent.
    pub parameters: Value,
    /// When it was about to be made.
    #[ts(type = "number")]
    pub intended_at: i64,
    /// How it ended.
    pub outcome: JournalOutcome,
    /// What AWS calls the request.
    pub request_id: Option<String>,
    /// When it ended.
    #[ts(type = "number | null")]
    pub finished_at: Option<i64>,
    /// What there is to say of it.
    pub message: Option<String>,
}

/// A format the journal is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum JournalFormat {
    /// For a spreadsheet.
    Csv,
    /// An object per row, as `armillary journal --json` writes it.
    Json,
}

/// A format that teams are described in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ManifestFormat {
    /// One team.
    Toml,
    /// Many teams.
    Csv,
}

/// A manifest that was opened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ManifestText {
    /// Its file.
    pub path: String,
    /// By the file's extension.
    pub format: ManifestFormat,
    /// What it says.
    pub text: String,
}

/// What a manifest asks, against the organization.
#[derive(Clone, PartialEq, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ManifestAnswer {
    /// What to plan for it.
    pub intent: Intent,
    /// What the organization lacks of it.
    pub difference: Diff,
}

/// What may be changed, and what takes a confirmation of its own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangeSettings {
    /// Accounts and OUs that are protected, by name or id, besides those that always are.
    pub protected: Vec<String>,
    /// How many accounts the organization may have, where somebody looked it up.
    pub account_quota: Option<u32>,
    /// What was said of connections, by name.
    pub connections: Vec<ConnectionSetting>,
    /// The connection that the open cache was read through; absent where it does not tell.
    pub connection: Option<ConnectionSetting>,
}

/// Whether a connection may change AWS. One of which nothing was said may not.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionSetting {
    /// What it is called, such as `profile audit` or `key hub at https://…`.
    pub name: String,
    /// Whether plans may be applied through it.
    pub may_change: bool,
    /// It leads to the embedded organization, which may always be changed.
    pub demo: bool,
}

/// Something happened to a plan that is applied.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum PlanEvent {
    /// A step's call is about to be made, or AWS is about to be asked how it ended.
    StepStarted {
        /// The step.
        step: String,
        /// The account it is called in.
        account: String,
        /// When.
        #[ts(type = "number")]
        at: i64,
    },
    /// AWS goes on with what a step asked for.
    Waiting {
        /// The step.
        step: String,
        /// What AWS calls the state.
        state: String,
        /// Since when, in seconds.
        #[ts(type = "number")]
        seconds: u64,
    },
    /// A step ended.
    StepFinished {
        /// The step.
        step: String,
        /// How.
        standing: StepStanding,
        /// What AWS calls the request.
        request_id: Option<String>,
        /// What there is to say of it.
        message: Option<String>,
        /// When.
        #[ts(type = "number")]
        at: i64,
    },
    /// What the plan asks for was seen in AWS.
    Proved,
    /// The plan's steps are done, and something else was seen in AWS.
    Differs {
        /// What would still be needed.
        differences: Vec<String>,
    },
}

words! {
    /// What is done about a plan that is applied.
    ApplyPhase {
        /// What AWS says now is read, and held against what the plan rests on.
        Checking = "checking",
        /// Its steps are carried out.
        Applying = "applying",
        /// What was touched is read again, and held against what the plan asks for.
        Proving = "proving",
    }
}

/// How far applying a plan is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ApplyProgress {
    /// The plan's id.
    pub plan: String,
    /// What it is for, in words.
    pub title: String,
    /// What is done about it now.
    pub phase: ApplyPhase,
    /// How many steps it has.
    pub steps: u32,
    /// How many of them are done.
    pub done: u32,
    /// How many run.
    pub running: u32,
    /// How many failed.
    pub failed: u32,
    /// How long the steps still take if nothing goes wrong, in milliseconds: from, to.
    #[ts(type = "[number, number]")]
    pub remaining: [u64; 2],
}
