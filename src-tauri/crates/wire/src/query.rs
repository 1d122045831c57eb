//! What the window can ask.

use armillary_model::Kind;
use armillary_plan::{Choices, Intent};
use armillary_topology::{Matrix, MatrixRequest, Scene, SceneRequest, View};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    AccountsAnswer, ChangeSettings, CoverageAnswer, CrawlRow, HopKind, Inspection, JournalAnswer, JournalQuery,
    KindCount, ManifestAnswer, ManifestFormat, PlanShown, PlansAnswer, PolicyEdited, PolicyWord, PolicyWordKind,
    PortfolioRow, ResourcesAnswer, SearchAnswer, StatusAnswer, TrustEnd, TrustExplanation, TrustFindingRow,
    TrustMatrixAnswer, TrustPathsAnswer, WhatCanAnswer, WhoCanAnswer, door::door,
};

door! {
    /// A question that changes nothing.
    Query, tagged "query", answered by
    /// Answers questions.
    Queries, in TypeScript "Answers";

    /// What is open, what runs, which profiles exist.
    status: Status => StatusAnswer;
    /// The crawls in the cache, newest first.
    crawls: Crawls => Vec<CrawlRow>;
    /// How many resources of each kind there are.
    kinds: Kinds => Vec<KindCount>;
    /// The map.
    scene: Scene {
        /// What to show.
        request: SceneRequest,
    } => Scene;
    /// What must be opened so that a resource is seen in a view: ids for `SceneRequest.open`; none when it is seen as it is, or never.
    reveal: Reveal {
        /// The view.
        view: View,
        /// The resource's ARN or key.
        arn: String,
    } => Vec<String>;
    /// Resources whose name, id or ARN contains the text.
    search: Search {
        /// What was typed; case does not matter.
        text: String,
        /// How many hits to give at most.
        limit: u32,
    } => SearchAnswer;
    /// Everything about one resource.
    inspect: Inspect {
        /// Its ARN or key, as scenes, hits and rows give it.
        arn: String,
    } => Inspection;
    /// Every account.
    accounts: Accounts => AccountsAnswer;
    /// Every portfolio and who can see and use it.
    portfolios: Portfolios => Vec<PortfolioRow>;
    /// Which accounts have which portfolios, by OU.
    portfolio_matrix: PortfolioMatrix {
        /// What of it.
        request: MatrixRequest,
    } => Matrix;
    /// What was read and what was not.
    coverage: Coverage => CoverageAnswer;
    /// A page of resources.
    resources: Resources {
        /// Which.
        filter: ResourcesQuery,
    } => ResourcesAnswer;
    /// What a text can mean as an end of a trust path.
    trust_ends: TrustEnds {
        /// What was typed; empty gives the stages.
        text: String,
        /// How many to give at most.
        limit: u32,
    } => Vec<TrustEnd>;
    /// How one end can become another.
    trust_paths: TrustPaths {
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
    } => TrustPathsAnswer;
    /// Why one hop is possible or not.
    trust_explain: TrustExplain {
        /// The id of the node it starts at.
        from: String,
        /// The id of the node it leads to.
        to: String,
        /// The hop's kind.
        kind: HopKind,
    } => TrustExplanation;
    /// Which stages reach which.
    trust_matrix: TrustMatrix => TrustMatrixAnswer;
    /// Who can do something to a resource.
    who_can: WhoCan {
        /// An action, such as `sts:AssumeRole`.
        action: String,
        /// The resource's ARN.
        resource: String,
        /// How many to pass over.
        offset: u32,
        /// How many to give at most.
        limit: u32,
    } => WhoCanAnswer;
    /// What a principal can become and do.
    what_can: WhatCan {
        /// Its ARN.
        principal: String,
        /// How many reachable principals to pass over.
        offset: u32,
        /// How many reachable principals to give at most.
        limit: u32,
    } => WhatCanAnswer;
    /// What a text would be in the place of a policy.
    edited_policy: EditedPolicy {
        /// An SCP or RCP by its id, name or ARN; a managed policy, or the role whose trust policy it is, by ARN.
        policy: String,
        /// The text; absent, the policy as it is.
        text: Option<String>,
    } => PolicyEdited;
    /// Actions or condition keys that AWS knows and that contain the text, those that begin with it first.
    policy_words: PolicyWords {
        /// Which of the two.
        kind: PolicyWordKind,
        /// What was typed; case does not matter.
        text: String,
        /// How many to give at most.
        limit: u32,
    } => Vec<PolicyWord>;
    /// What the trust rules found.
    trust_findings: TrustFindings => Vec<TrustFindingRow>;
    /// The plan that leads from the crawl that is shown to what is asked for. It is not kept: `KeepPlan` does.
    plan: Plan {
        /// What is asked for; things can be named by name or id.
        intent: Intent,
    } => PlanShown;
    /// The plans that are kept beside the open cache, those of its journal, and those made in this window.
    plans: Plans => PlansAnswer;
    /// One plan, and how far each of its steps is.
    plan_shown: PlanShown {
        /// Its id.
        plan: String,
    } => PlanShown;
    /// The map as a plan that was not begun leaves it, compared with the crawl that is shown: the views of the organization and of portfolios.
    plan_scene: PlanScene {
        /// The plan's id.
        plan: String,
        /// What to show.
        request: SceneRequest,
    } => Scene;
    /// What was changed through the open cache, the newest first.
    journal: Journal {
        /// Which rows.
        filter: JournalQuery,
    } => JournalAnswer;
    /// What a manifest asks and the organization lacks.
    plan_difference: PlanDifference {
        /// The manifest.
        text: String,
        /// Its format.
        format: ManifestFormat,
    } => ManifestAnswer;
    /// What intents can name.
    plan_choices: PlanChoices => Choices;
    /// Which connections may change AWS, and what is protected.
    change_settings: ChangeSettings => ChangeSettings;
}

/// A page of resources. Absent fields filter nothing.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ResourcesQuery {
    /// Of these kinds.
    #[ts(type = "Kind[]")]
    pub kinds: Vec<Kind>,
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
