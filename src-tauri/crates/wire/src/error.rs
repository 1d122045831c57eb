//! How a query or action fails.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the window does something special with.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Code {
    /// No cache is open: show the start screen.
    NoCache,
    /// The cache holds no crawl yet: offer to crawl.
    NoCrawl,
    /// A task runs already: show it.
    Busy,
    /// The resource is not in the cache as of this crawl.
    NotFound,
    /// The credentials are missing, wrong or expired: show the connect form.
    Credentials,
    /// Anything else: show the message.
    Other,
}

/// A failed query or action.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// What the window does with it.
    pub code: Code,
    /// What happened and what to do, in plain words.
    pub message: String,
}
