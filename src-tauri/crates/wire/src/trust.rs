//! What the window is told about trust: ends to search from, paths and their hops, explanations, who can and what can,
//! the crossings between stages, and findings.

use armillary_classify::Stage;
use armillary_model::Severity;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::{IdleAccount, words::words};

/// One end of a path, as type-ahead offers it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrustEnd {
    /// What to ask for: an ARN, an account id, an OU id, or `stage:dev`.
    pub value: String,
    /// What to show.
    pub label: String,
    /// What tells it from others of the same name: the account's name and id, the ARN.
    pub detail: String,
    /// What it is.
    pub kind: TrustEndKind,
    /// How many principals it stands for, where that is known without searching.
    pub principals: Option<u32>,
}

/// What an end of a path is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TrustEndKind {
    /// Every account of a stage.
    Stage,
    /// An organizational unit with all below it.
    Ou,
    /// An account.
    Account,
    /// A role, user, provider or service.
    Principal,
}

/// One thing that can act, be acted as, or stands outside.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrustNode {
    /// Its ARN, service name, or account id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: NodeKind,
    /// Its account's id, where it has one.
    pub account: Option<String>,
    /// Its account's name; the id where the organization does not know it.
    pub account_name: Option<String>,
    /// Its account's stage; absent for services and people.
    pub stage: Option<Stage>,
}

words! {
    /// What a node of the trust graph is.
    NodeKind {
        /// An IAM role.
        Role = "role",
        /// An IAM user.
        User = "user",
        /// An account's root user.
        Root = "root",
        /// A SAML or OIDC provider.
        Provider = "provider",
        /// An AWS service.
        Service = "service",
        /// A user of IAM Identity Center.
        IdentityCenterUser = "identityCenterUser",
        /// A group of IAM Identity Center.
        IdentityCenterGroup = "identityCenterGroup",
        /// Every principal of an account outside the organization.
        ExternalAccount = "externalAccount",
        /// A principal outside the organization.
        ExternalPrincipal = "externalPrincipal",
        /// Whoever is in an account that was not read.
        UnreadAccount = "unreadAccount",
        /// A principal of an account that was not read.
        UnreadPrincipal = "unreadPrincipal",
        /// Everybody.
        Anyone = "anyone",
    }
}

/// How sure it is that something is possible.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TrustVerdict {
    /// Possible.
    Allowed,
    /// Possible where the conditions hold.
    AllowedIf,
    /// Not known: something it rests on was not read or cannot be decided.
    Unknown,
    /// Not possible.
    Denied,
}

/// A condition that must hold (`negated`: must not hold).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrustCondition {
    /// The condition key.
    pub key: String,
    /// The operator as in a policy.
    pub operator: String,
    /// Its values.
    pub values: Vec<String>,
    /// It must not hold.
    pub negated: bool,
    /// The condition in words, such as "only with MFA".
    pub words: String,
}

words! {
    /// What a hop does.
    HopKind {
        /// `sts:AssumeRole`.
        AssumeRole = "assume-role",
        /// `sts:AssumeRoleWithSAML`.
        AssumeRoleWithSaml = "assume-role-with-saml",
        /// `sts:AssumeRoleWithWebIdentity`.
        AssumeRoleWithWebIdentity = "assume-role-with-web-identity",
        /// A permission set that IAM Identity Center assigned.
        Assignment = "assignment",
        /// A user of IAM Identity Center is in a group.
        Membership = "membership",
        /// An AWS service takes the role.
        Service = "service",
        /// The role is passed to a service that then uses it.
        PassRole = "pass-role",
        /// A root session in a member account.
        AssumeRoot = "assume-root",
        /// Writes itself into the trust policy, and takes the role.
        RewriteTrust = "rewrite-trust",
        /// Changes what the role or user may do, without becoming it.
        RewritePermissions = "rewrite-permissions",
        /// Opens Studio, and acts as its execution role.
        Studio = "studio",
        /// Makes an access key or password of the user, and acts as it.
        Credentials = "credentials",
    }
}

/// One hop of a path.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrustHop {
    /// Who acts.
    pub from: TrustNode,
    /// Who or what it becomes or changes.
    pub to: TrustNode,
    /// What it does, as `TrustExplain` takes it back; absent where evidence leads on without a hop of the graph.
    pub kind: Option<HopKind>,
    /// How sure it is.
    pub verdict: TrustVerdict,
    /// Alternatives, each a list of conditions that must hold together; empty when nothing must.
    pub conditions: Vec<Vec<TrustCondition>>,
    /// Why, in a sentence.
    pub reason: String,
}

/// A path.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrustPath {
    /// Its hops, in order; at least one.
    pub hops: Vec<TrustHop>,
    /// How sure the whole path is: as its weakest hop.
    pub verdict: TrustVerdict,
    /// What must hold for the whole path, as alternatives.
    pub conditions: Vec<Vec<TrustCondition>>,
    /// What else to know, such as the one-hour limit of role chaining.
    pub notes: Vec<String>,
    /// Its pattern: paths by the same roles across teams are of one. Asked for with the pattern, the others are given too.
    pub pattern: String,
    /// Each of its steps from account to account is a declared one, such as a pipeline's.
    pub declared: bool,
    /// How many paths of its pattern there are, itself included.
    pub stands_for: u32,
}

/// A path that would exist but for one thing.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrustNearMiss {
    /// The hops; the one that is stopped has the verdict `denied`.
    pub path: TrustPath,
    /// The layer that stops it.
    pub layer: LayerKind,
    /// The one thing, in a sentence: which SCP at which OU, which boundary, which condition.
    pub stopped_by: String,
}

/// The answer to a question for paths.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrustPathsAnswer {
    /// How the first end was understood.
    pub from: TrustEnd,
    /// How the second end was understood.
    pub to: TrustEnd,
    /// Whether there is a path.
    pub answer: TrustAnswer,
    /// Why that is not known; empty where it is.
    pub reasons: Vec<String>,
    /// One page: the best path of each pattern, undeclared ones first, then the shorter and the surer; or all paths of the
    /// pattern that was asked for.
    pub paths: Vec<TrustPath>,
    /// How many rows were passed over before this page.
    pub offset: u32,
    /// How many rows there are on all pages.
    pub total: u32,
    /// How many paths there are in all, of every pattern.
    pub paths_total: u32,
    /// How many patterns they are of.
    pub patterns: u32,
    /// How many hops the paths have at most that were looked for.
    pub hops: u32,
    /// How many principals of the second end are reached in all.
    pub reached: u32,
    /// From how many accounts of the first end.
    pub reaching_accounts: u32,
    /// What would be paths but for one thing; empty unless asked for.
    pub near_misses: Vec<TrustNearMiss>,
    /// There are more of these than are given.
    pub more_near_misses: bool,
    /// What is not known: accounts that could not be read, and why.
    pub unknown: Vec<TrustUnknown>,
    /// Accounts it is about in which nobody can act, because AWS denies it: they are suspended, being closed, closed or not activated.
    pub idle: Vec<IdleAccount>,
    /// What else limits the answer.
    pub notes: Vec<String>,
}

/// Whether there is a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum TrustAnswer {
    /// There is one, if need be under conditions.
    Found,
    /// There is none, and nothing that was not read or not searched could hold one.
    None,
    /// It is not known.
    Unknown,
}

/// Something an answer cannot speak of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrustUnknown {
    /// An account's id, or what is not known.
    pub what: String,
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// Why one hop is possible or not.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrustExplanation {
    /// Who acts.
    pub from: TrustNode,
    /// What it becomes or changes.
    pub to: TrustNode,
    /// Each call that the hop needs, with its layers.
    pub steps: Vec<TrustStep>,
    /// The documents that the layers point into.
    pub documents: Vec<TrustDocument>,
}

/// One call that a hop needs.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrustStep {
    /// The action, such as `sts:AssumeRole`.
    pub action: String,
    /// The resource it is called on.
    pub resource: String,
    /// How sure it is that it is allowed.
    pub verdict: TrustVerdict,
    /// What must hold, as alternatives.
    pub conditions: Vec<Vec<TrustCondition>>,
    /// The layers, in the order a person reads them: SCPs from the root down, RCPs, the resource's own policy, identity, boundary …
    pub layers: Vec<TrustLayer>,
    /// What the evaluation could not take as it stands.
    pub warnings: Vec<String>,
}

words! {
    /// A layer of policies that have a say in a call.
    LayerKind {
        /// Service control policies.
        Scp = "scp",
        /// Resource control policies.
        Rcp = "rcp",
        /// The permissions boundary.
        Boundary = "boundary",
        /// Identity policies.
        Identity = "identity",
        /// The resource's own policy; of a role, its trust policy.
        Resource = "resource",
        /// The session policy.
        Session = "session",
        /// The VPC endpoint policy.
        Endpoint = "endpoint",
    }
}

words! {
    /// What a layer says of a call.
    Outcome {
        /// A statement allows it, and none denies it.
        Allows = "allows",
        /// A statement allows it where its conditions hold.
        AllowsIf = "allowsIf",
        /// A statement denies it.
        Denies = "denies",
        /// A statement denies it where its conditions hold.
        DeniesIf = "deniesIf",
        /// No statement allows it, and none denies it.
        NoAllow = "noAllow",
        /// It has no say.
        NotConsulted = "notConsulted",
        /// It was not read in full.
        Unknown = "unknown",
    }
}

words! {
    /// What a statement does.
    Effect {
        /// It allows.
        Allow = "Allow",
        /// It denies.
        Deny = "Deny",
    }
}

/// What one layer says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrustLayer {
    /// Which layer.
    pub layer: LayerKind,
    /// What to show, such as "SCP at Workloads".
    pub title: String,
    /// What it says.
    pub outcome: Outcome,
    /// Why it is not consulted or not known, if so.
    pub reason: Option<String>,
    /// The statements that decide.
    pub statements: Vec<TrustStatement>,
}

/// A statement of a document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrustStatement {
    /// Index into the explanation's documents.
    pub document: u32,
    /// Index of the statement in the document, from 0.
    pub statement: u32,
    /// Its Sid.
    pub sid: Option<String>,
    /// What it does.
    pub effect: Effect,
}

/// A policy document.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrustDocument {
    /// What it is called, such as "trust policy of StackSetExecutionRole".
    pub title: String,
    /// The resource to inspect for it: the policy's, else its role's ARN.
    pub arn: String,
    /// The document.
    #[ts(type = "JsonValue")]
    pub document: Value,
}

/// Who can do something.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WhoCanAnswer {
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// Those who can, surest first; one page.
    pub rows: Vec<WhoCanRow>,
    /// How many were passed over before this page.
    pub offset: u32,
    /// How many there are in all.
    pub total: u32,
    /// What is not known: accounts that were not read and may hold others who can.
    pub unknown: Vec<TrustUnknown>,
    /// Accounts it is about in which nobody can act, because AWS denies it: they are suspended, being closed, closed or not activated.
    pub idle: Vec<IdleAccount>,
    /// What else limits the answer, such as a resource policy that was not read.
    pub notes: Vec<String>,
}

/// One principal that can.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WhoCanRow {
    /// Who.
    pub principal: TrustNode,
    /// How sure it is.
    pub verdict: TrustVerdict,
    /// What must hold, as alternatives.
    pub conditions: Vec<Vec<TrustCondition>>,
}

/// What a principal can become and do.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WhatCanAnswer {
    /// The principal.
    pub principal: TrustNode,
    /// Its policies allow everything, before boundaries and SCPs.
    pub administrator: bool,
    /// What its policies allow, by service.
    pub services: Vec<ServicePower>,
    /// The roles it can become, nearest first; one page.
    pub reaches: Vec<Reach>,
    /// How many were passed over before this page.
    pub offset: u32,
    /// How many it can become in all.
    pub total: u32,
    /// What is not known.
    pub unknown: Vec<TrustUnknown>,
    /// Accounts it is about in which nobody can act, because AWS denies it: they are suspended, being closed, closed or not activated.
    pub idle: Vec<IdleAccount>,
    /// What else to know.
    pub notes: Vec<String>,
}

/// What a principal's policies allow in one service.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServicePower {
    /// The action prefix, such as `sagemaker`; `*` for all.
    pub service: String,
    /// The action patterns that are allowed, as written.
    pub actions: Vec<String>,
    /// Some of it is denied again, or allowed under conditions or on some resources only.
    pub limited: bool,
}

/// A principal that can be reached.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Reach {
    /// Which.
    pub node: TrustNode,
    /// In how many hops.
    pub hops: u32,
    /// How sure the shortest way is.
    pub verdict: TrustVerdict,
}

/// Which stages reach which.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrustMatrixAnswer {
    /// The stages that there are.
    pub stages: Vec<Stage>,
    /// One cell per ordered pair that has an edge, or may have one in what was not read.
    pub cells: Vec<TrustCell>,
    /// How many principals are in the graph.
    pub principals: u32,
    /// How many accounts could not be read.
    pub unread: u32,
}

/// Edges from one stage to another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrustCell {
    /// From this stage.
    pub from: Stage,
    /// To this stage.
    pub to: Stage,
    /// Edges that are allowed.
    pub allowed: u32,
    /// Edges that are allowed under conditions.
    pub allowed_if: u32,
    /// Edges that are not known.
    pub unknown: u32,
    /// Accounts that were not read and may hold more edges: the counts are not all there is.
    pub unread: u32,
}

words! {
    /// How a rule stands that did not pass.
    FindingStatus {
        /// The rule is broken.
        Fail = "fail",
        /// The rule holds, but weakly.
        Partial = "partial",
        /// It cannot be told.
        Unknown = "unknown",
        /// It was broken or weak when last read, and rests on an account that is not in use now.
        NotApplicable = "not-applicable",
    }
}

/// Something a trust rule found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrustFindingRow {
    /// What names it: the same in every crawl.
    pub id: String,
    /// The rule, such as `TRU-01`.
    pub rule: String,
    /// What the rule is about.
    pub title: String,
    /// The rule's family: `trust`, `privilege`, `role passing` or `separation of duties`.
    pub family: String,
    /// How much harm it stands for.
    #[ts(type = "Severity")]
    pub severity: Severity,
    /// How the rule stands.
    pub state: FindingStatus,
    /// Why it is not known how the rule stands, or why it does not apply; absent where it is known and does.
    pub reason: Option<String>,
    /// The resource.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Its account's id.
    pub account: String,
    /// Its account's name.
    pub account_name: String,
    /// Its Region, or `global`.
    pub region: String,
    /// What is wrong, in a sentence.
    pub summary: String,
    /// Why it matters: what somebody can do by it.
    pub why: String,
    /// What it rests on: `statements`, `paths` from start to end, `principals` and `notes`.
    #[ts(type = "JsonValue")]
    pub evidence: Value,
    /// What to do.
    pub remedy: String,
    /// The counter-example, where there is one.
    pub path: Vec<TrustHop>,
    /// Principals it concerns, the first of them.
    pub principals: Vec<String>,
    /// How many it concerns in all.
    pub principals_total: u32,
    /// When the first crawl began that found it, in milliseconds since 1970. Absent where that is not known: an earlier crawl was never
    /// asked for findings, and may have had it already.
    #[ts(type = "number | null")]
    pub first_seen: Option<i64>,
    /// When the latest crawl began that found it.
    #[ts(type = "number | null")]
    pub last_seen: Option<i64>,
    /// Who is to put it right, where that was said.
    pub owner: Option<String>,
    /// What somebody noted about it.
    pub note: Option<String>,
    /// Why it is accepted, where it is.
    pub exemption: Option<String>,
}
