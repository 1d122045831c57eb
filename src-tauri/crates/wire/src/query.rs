//! What the window can ask.

use armillary_topology::{SceneRequest, View};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A question that changes nothing. Each variant names its answer.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "query", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Query {
    /// What is open, what runs, which profiles exist: `StatusAnswer`.
    Status,
    /// The crawls in the cache, newest first: `CrawlRow[]`.
    Crawls,
    /// The map: `Scene`.
    Scene {
        /// What to show.
        request: SceneRequest,
    },
    /// What must be opened so that a resource is seen in a view: ids for `SceneRequest.open`, `string[]`. Empty when it is seen as it is,
    /// or never.
    Reveal {
        /// The view.
        view: View,
        /// The resource's ARN or key.
        arn: String,
    },
    /// Resources whose name, id or ARN contains the text: `SearchAnswer`.
    Search {
        /// What was typed; case does not matter.
        text: String,
        /// How many hits to give at most.
        limit: u32,
    },
    /// Everything about one resource: `Inspection`.
    Inspect {
        /// Its ARN or key, as scenes, hits and rows give it.
        arn: String,
    },
    /// Every account: `AccountsAnswer`.
    Accounts,
    /// Every portfolio and who can see and use it: `PortfolioRow[]`.
    Portfolios,
    /// What was read and what was not: `CoverageAnswer`.
    Coverage,
    /// A page of resources: `ResourcesAnswer`.
    Resources {
        /// Which.
        filter: ResourcesQuery,
    },
    /// What a text can mean as an end of a trust path: `TrustEnd[]`.
    TrustEnds {
        /// What was typed; empty gives the stages.
        text: String,
        /// How many to give at most.
        limit: u32,
    },
    /// How one end can become another: `TrustPathsAnswer`.
    TrustPaths {
        /// An ARN, account id, OU id or `stage:…`.
        from: String,
        /// Likewise.
        to: String,
        /// How many rows to pass over.
        offset: u32,
        /// How many rows to give at most.
        limit: u32,
        /// Give all paths of this pattern; absent, the best one of each.
        pattern: Option<String>,
        /// Also what would be a path but for one thing.
        near_misses: bool,
    },
    /// Why one hop is possible or not: `TrustExplanation`.
    TrustExplain {
        /// The id of the node it starts at.
        from: String,
        /// The id of the node it leads to.
        to: String,
        /// The hop's kind.
        kind: String,
    },
    /// Which stages reach which: `TrustMatrixAnswer`.
    TrustMatrix,
    /// Who can do something to a resource: `WhoCanAnswer`.
    WhoCan {
        /// An action, such as `sts:AssumeRole`.
        action: String,
        /// The resource's ARN.
        resource: String,
        /// How many to pass over.
        offset: u32,
        /// How many to give at most.
        limit: u32,
    },
    /// What a principal can become and do: `WhatCanAnswer`.
    WhatCan {
        /// Its ARN.
        principal: String,
        /// How many reachable principals to pass over.
        offset: u32,
        /// How many reachable principals to give at most.
        limit: u32,
    },
    /// What the trust rules found: `TrustFindingRow[]`.
    TrustFindings,
}

/// A page of resources. Absent fields filter nothing.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ResourcesQuery {
    /// Kinds, as CloudFormation type names.
    pub kinds: Vec<String>,
    /// A 12-digit account id.
    pub account: Option<String>,
    /// A Region, or `global`.
    pub region: Option<String>,
    /// Contained in name or ARN.
    pub text: Option<String>,
    /// Exactly these ARNs; empty filters nothing.
    pub arns: Vec<String>,
    /// Rows to skip.
    pub offset: u32,
    /// Rows to give at most.
    pub limit: u32,
}
