//! Trust: who can become or reach what, answered from the graph of one crawl.

mod documents;
mod ends;
mod explain;
mod findings;
mod load;
mod rows;
mod tags;
mod untold;

use std::thread::available_parallelism;

use armillary_guardrails::Expectations;
use armillary_model::AccountId;
pub use armillary_trust::Graph;
use armillary_trust::{End, NodeId, PathOptions, Told};
use armillary_wire::{Code, Failure, TrustMatrixAnswer, TrustPathsAnswer, WhatCanAnswer, WhoCanAnswer};

pub use self::{
    ends::ends,
    explain::explain,
    findings::findings,
    load::load,
    untold::{Untold, untold},
};
use crate::{cache::CacheAt, failure::coded};

/// What the rules cannot speak of, because nobody reads it.
pub const NOT_READ: &str = "Lambda functions, EC2 instances and others that run with a role are not read: what somebody could do through one that is there is not among the findings";

/// Which part of a list to give.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Page {
    /// How many rows to pass over.
    pub offset: u32,
    /// How many to give at most.
    pub limit: u32,
}

/// A question for paths.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathsQuestion {
    /// Where they start.
    pub from: String,
    /// Where they lead.
    pub to: String,
    /// Which of the rows.
    pub page: Page,
    /// All paths of this pattern; absent, the best one of each.
    pub pattern: Option<String>,
    /// Also what would be a path but for one thing.
    pub near_misses: bool,
}

/// Whether a text could be an end in some organization: what it says of a stage is right.
pub fn check_end(text: &str) -> Result<(), String> {
    End::check(text).map_err(|unknown| unknown.to_string())
}

/// How one end can become another. Steps of the declared pipelines are told from others.
pub fn paths(graph: &Graph, question: &PathsQuestion) -> Result<TrustPathsAnswer, Failure> {
    let (from, to) = (end(graph, &question.from)?, end(graph, &question.to)?);
    let options = PathOptions {
        limit: question.page.limit as usize,
        offset: question.page.offset as usize,
        pattern: question.pattern.clone(),
        near_misses: question.near_misses,
        ..PathOptions::default()
    };
    let expect = Expectations::default();
    let found = graph.paths_declaring(&from, &to, &options, &|edge| expect.declares(graph, edge));
    Ok(rows::paths(graph, (&from, &to), question.page, &found))
}

/// Who can do something to a resource, with its tags as far as the cache knows them. `owner` is the account it belongs to, where its ARN
/// does not tell.
pub fn who_can(
    (cache, graph): (&CacheAt, &Graph),
    action: &str,
    resource: &str,
    owner: Option<AccountId>,
    page: Page,
) -> Result<WhoCanAnswer, Failure> {
    let workers = available_parallelism().map_or(1, usize::from);
    let tags = tags::of(cache, resource)?;
    let told = Told { owner, tags: tags.as_deref() };
    Ok(rows::who_can(&graph.who_can(action, resource, told, page.into(), workers), page))
}

/// What a principal can become and do.
pub fn what_can(graph: &Graph, principal: &str, page: Page) -> Result<WhatCanAnswer, Failure> {
    let id = principal_node(graph, principal).ok_or_else(|| unknown_principal(graph, principal))?;
    let options = PathOptions::default();
    Ok(rows::what_can(&graph.what_can(id, options.max_hops, options.max_accounts, page.into()), page))
}

/// A role or user by its ARN, or somebody or a group of IAM Identity Center by ARN or name.
fn principal_node(graph: &Graph, text: &str) -> Option<NodeId> {
    if let Some(id) = graph.organization().find(text) {
        return Some(graph.node_of(id));
    }
    let nodes = End::parse(graph, text).ok()?.nodes;
    let [only] = nodes.as_slice() else { return None };
    graph.is_person(*only).then_some(*only)
}

impl From<Page> for armillary_trust::Page {
    fn from(page: Page) -> Self {
        Self { offset: page.offset as usize, limit: page.limit as usize }
    }
}

/// Which stages reach which.
pub fn matrix(graph: &Graph) -> TrustMatrixAnswer {
    rows::matrix(graph, &graph.stage_matrix())
}

fn end(graph: &Graph, text: &str) -> Result<End, Failure> {
    End::parse(graph, text).map_err(|unknown| coded(Code::NotFound, unknown.to_string()))
}

/// Why there is no such principal: its account was not read, it is not one, or nothing is called so.
fn unknown_principal(graph: &Graph, text: &str) -> Failure {
    let account = armillary_model::account_in_arn(text).and_then(|account| graph.organization().account(account));
    if let Some(idle) = account.and_then(|account| account.idle()).filter(|idle| idle.as_of.is_none()) {
        return coded(Code::NotFound, format!("`{text}` can do nothing: {}", idle.sentence()));
    }
    let unread = account.and_then(|account| Some((account, account.iam.reason()?)));
    coded(
        Code::NotFound,
        match (unread, End::parse(graph, text)) {
            (Some((account, reason)), _) => {
                format!(
                    "what `{text}` can do is not known: IAM of `{}` was not read ({reason}); crawl it first",
                    account.name
                )
            }
            (None, Ok(_)) => format!("`{text}` is not one role, user, person or group; write the ARN of one"),
            (None, Err(unknown)) => unknown.to_string(),
        },
    )
}
