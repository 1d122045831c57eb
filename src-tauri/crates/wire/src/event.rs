//! What the window is told while a task runs. Subscribe to the event `armillary` before starting one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ApplyProgress, Failure, PlanEvent};

/// Something happened.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// A task moved on or ended; each tells at most about ten times a second.
    Task {
        /// How it stands.
        task: Task,
    },
    /// Something happened to a plan that is applied.
    Plan {
        /// The task that applies it.
        task: u32,
        /// The plan's id.
        plan: String,
        /// What happened.
        change: PlanEvent,
    },
    /// The open cache or the crawl shown changed: ask again for everything that is on screen.
    CacheChanged,
    /// The window was told to close while tasks run: ask what to do, and answer with `Quit` or not at all.
    CloseAsked,
}

/// A task. Several may run at once.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    /// Its id.
    pub id: u32,
    /// Where it stands.
    pub state: TaskState,
    /// What it does, and how far it is.
    pub progress: Progress,
    /// Milliseconds since it started.
    #[ts(type = "number")]
    pub elapsed: u64,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
}

/// What a task does, and how far it is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Progress {
    /// It crawls an organization.
    Crawl(CrawlProgress),
    /// It starts the embedded organization and crawls it.
    Demo(CrawlProgress),
    /// It applies a plan.
    Apply(ApplyProgress),
}

impl Progress {
    /// How far the crawl is, of a task that crawls.
    pub fn crawl(&mut self) -> Option<&mut CrawlProgress> {
        match self {
            Self::Crawl(progress) | Self::Demo(progress) => Some(progress),
            Self::Apply(_) => None,
        }
    }

    /// How far applying is, of a task that applies a plan.
    pub fn apply(&mut self) -> Option<&mut ApplyProgress> {
        match self {
            Self::Apply(progress) => Some(progress),
            Self::Crawl(_) | Self::Demo(_) => None,
        }
    }
}

/// How far a crawl is.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CrawlProgress {
    /// What it does right now, in a few words.
    pub step: String,
    /// Units that are done; where a crawl is gone on with, those read before it was cut off included.
    pub done: u32,
    /// Units that are planned, those included; 0 while that is not known.
    pub planned: u32,
    /// Of the units done, those that were not read completely.
    pub incomplete: u32,
    /// HTTP requests answered.
    pub requests: u32,
    /// Resources read.
    pub resources: u32,
    /// Estimated milliseconds that remain; absent while that is not known.
    #[ts(type = "number | null")]
    pub remaining: Option<u64>,
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
