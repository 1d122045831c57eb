//! Trust: who can become or reach what, answered from the graph of an open cache. The graph is built when it is first asked for.

mod documents;
mod ends;
mod explain;
mod findings;
mod load;
mod rows;

use std::thread::available_parallelism;

use armillary_model::AccountId;
use armillary_trust::{End, Graph, PathOptions};
use armillary_wire::{Code, Failure, TrustMatrixAnswer, TrustPathsAnswer, WhatCanAnswer, WhoCanAnswer};

pub use self::{ends::ends, explain::explain, findings::findings, load::load};
use crate::{failure::coded, opened::Opened};

/// How one end can become another.
pub fn paths(
    opened: &Opened,
    from: &str,
    to: &str,
    limit: u32,
    near_misses: bool,
) -> Result<TrustPathsAnswer, Failure> {
    let graph = opened.trust()?;
    let (from, to) = (end(graph, from)?, end(graph, to)?);
    let options = PathOptions { limit: limit as usize, near_misses, ..PathOptions::default() };
    Ok(rows::paths(graph, &from, &to, &graph.paths(&from, &to, &options)))
}

/// Who can do something to a resource. `owner` is the account it belongs to, where its ARN does not tell.
pub fn who_can(
    opened: &Opened,
    action: &str,
    resource: &str,
    owner: Option<AccountId>,
    limit: u32,
) -> Result<WhoCanAnswer, Failure> {
    let graph = opened.trust()?;
    let workers = available_parallelism().map_or(1, usize::from);
    Ok(rows::who_can(&graph.who_can(action, resource, owner, limit as usize, workers)))
}

/// What a principal can become and do.
pub fn what_can(opened: &Opened, principal: &str, limit: u32) -> Result<WhatCanAnswer, Failure> {
    let graph = opened.trust()?;
    let id = graph.organization().find(principal).ok_or_else(|| unknown_principal(graph, principal))?;
    let options = PathOptions::default();
    Ok(rows::what_can(&graph.what_can(id, options.max_hops, options.max_accounts, limit as usize)))
}

/// Which stages reach which.
pub fn matrix(opened: &Opened) -> Result<TrustMatrixAnswer, Failure> {
    let graph = opened.trust()?;
    Ok(rows::matrix(graph, &graph.stage_matrix()))
}

fn end(graph: &Graph, text: &str) -> Result<End, Failure> {
    End::parse(graph, text).map_err(|unknown| coded(Code::NotFound, unknown.to_string()))
}

fn unknown_principal(graph: &Graph, text: &str) -> Failure {
    match End::parse(graph, text) {
        Ok(_) => coded(Code::NotFound, format!("`{text}` is not one role or user; write the ARN of one")),
        Err(unknown) => coded(Code::NotFound, unknown.to_string()),
    }
}
