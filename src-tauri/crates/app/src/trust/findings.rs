//! What the trust rules found, as rows.

use armillary_guardrails::why;
use armillary_model::{Finding, FindingHop, FindingState, GLOBAL};
use armillary_trust::{Graph, Standing};
use armillary_wire::{Failure, FindingStatus, NodeKind, TrustFindingRow, TrustHop, TrustNode};

use super::rows;
use crate::{cache::CacheAt, rows::count};

/// Every finding, and every rule that could not be decided, worst first.
pub fn findings(cache: &CacheAt, graph: &Graph) -> Result<Vec<TrustFindingRow>, Failure> {
    let found = armillary_guardrails::findings(graph);
    found.findings.iter().chain(&found.unknown).map(|finding| row(cache, graph, finding)).collect()
}

fn row(cache: &CacheAt, graph: &Graph, finding: &Finding) -> Result<TrustFindingRow, Failure> {
    let summary = match &finding.state {
        FindingState::Unknown(reason) => format!("{}: not known, {reason}", finding.summary),
        _ => finding.summary.clone(),
    };
    let arn = &finding.resource;
    Ok(TrustFindingRow {
        id: finding.key(),
        rule: finding.rule.as_str().to_owned(),
        title: finding.title.clone(),
        family: finding.rule.family().to_owned(),
        severity: finding.severity,
        state: status(&finding.state),
        arn: arn.clone(),
        name: name(arn).to_owned(),
        account: finding.account.to_string(),
        account_name: cache.account_name(finding.account)?,
        region: region(arn).to_owned(),
        summary,
        why: why(finding.rule).to_owned(),
        evidence: serde_json::to_value(&finding.evidence).unwrap_or_default(),
        remedy: finding.remedy.clone(),
        path: finding.evidence.paths.first().into_iter().flatten().map(|step| hop(graph, step)).collect(),
        principals: finding.evidence.principals.first.clone(),
        principals_total: count(finding.evidence.principals.count as u64),
        first_seen: None,
        last_seen: Some(cache.crawl().started_at),
        owner: None,
        note: None,
        exemption: None,
    })
}

fn status(state: &FindingState) -> FindingStatus {
    match state {
        FindingState::Fail => FindingStatus::Fail,
        FindingState::Warn => FindingStatus::Partial,
        FindingState::Unknown(_) => FindingStatus::Unknown,
    }
}

/// The Region in an ARN; `global` where it names none.
fn region(arn: &str) -> &str {
    let region = arn.split(':').nth(3).unwrap_or_default();
    if region.is_empty() { GLOBAL } else { region }
}

/// What people call a resource: the last part of its ARN, for a model package with its group.
fn name(arn: &str) -> &str {
    match arn.split_once(":model-package/") {
        Some((_, package)) => package,
        None => arn.rsplit(['/', ':']).next().unwrap_or(arn),
    }
}

/// A step of the evidence, as sure as its edge.
fn hop(graph: &Graph, step: &FindingHop) -> TrustHop {
    let (from, to) = (graph.node_named(&step.from), graph.node_named(&step.to));
    let edge = from.zip(to).and_then(|(from, to)| graph.edges_from(from).find(|edge| edge.to == to).copied());
    let node = |id: Option<_>, arn: &str| match id {
        Some(id) => rows::node(&graph.end(id)),
        None => TrustNode {
            id: arn.to_owned(),
            name: name(arn).to_owned(),
            kind: NodeKind::Role,
            account: None,
            account_name: None,
            stage: None,
        },
    };
    TrustHop {
        from: node(from, &step.from),
        to: node(to, &step.to),
        kind: edge.map(|edge| rows::kind(edge.kind)),
        verdict: rows::verdict(edge.map_or(Standing::Unknown, |edge| edge.standing)),
        conditions: Vec::new(),
        reason: format!("by {}", step.by),
    }
}
