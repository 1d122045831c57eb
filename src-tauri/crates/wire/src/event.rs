//! What the window is told while a task runs. Subscribe to the event `armillary` before starting one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Failure;

/// Something happened.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// A task moved on or ended; at most about ten a second.
    Task {
        /// How it stands.
        progress: TaskProgress,
    },
    /// The open cache or the crawl shown changed: ask again for everything that is on screen.
    CacheChanged,
}

/// What a task does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TaskKind {
    /// Crawls an organization.
    Crawl,
    /// Starts the embedded organization and crawls it.
    Demo,
}

/// Where a task stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TaskState {
    /// It runs.
    Running,
    /// It was asked to stop and finishes what is under way.
    Cancelling,
    /// It ended as it should.
    Done,
    /// It was stopped; what was read stays.
    Cancelled,
    /// It failed; what was read stays.
    Failed,
}

/// How far a task is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TaskProgress {
    /// The task's id.
    pub id: u32,
    /// What it does.
    pub kind: TaskKind,
    /// Where it stands.
    pub state: TaskState,
    /// What it does right now, in a few words.
    pub step: String,
    /// Units that are done.
    pub done: u32,
    /// Units that are planned; 0 while that is not known.
    pub planned: u32,
    /// Of the units done, those that were not read completely.
    pub incomplete: u32,
    /// HTTP requests answered.
    pub requests: u32,
    /// Resources read.
    pub resources: u32,
    /// Milliseconds since it started.
    #[ts(type = "number")]
    pub elapsed: u64,
    /// Estimated milliseconds that remain; absent while that is not known.
    #[ts(type = "number | null")]
    pub remaining: Option<u64>,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
}
