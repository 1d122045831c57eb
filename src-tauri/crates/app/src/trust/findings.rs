//! What the trust rules found, as rows.

use armillary_model::{Finding, FindingHop, FindingState};
use armillary_trust::{Graph, Standing};
use armillary_wire::{Failure, TrustFindingRow, TrustHop, TrustNode};

use super::rows;
use crate::{opened::Opened, rows::count};

/// Every finding, and every rule that could not be decided, worst first.
pub fn findings(opened: &Opened) -> Result<Vec<TrustFindingRow>, Failure> {
    let graph = opened.trust()?;
    let found = armillary_guardrails::findings(graph);
    found.findings.iter().chain(&found.unknown).map(|finding| row(opened, graph, finding)).collect()
}

fn row(opened: &Opened, graph: &Graph, finding: &Finding) -> Result<TrustFindingRow, Failure> {
    let (state, unknown) = match &finding.state {
        FindingState::Fail => ("fail", None),
        FindingState::Warn => ("warn", None),
        FindingState::Unknown(reason) => ("unknown", Some(reason)),
    };
    let summary = match unknown {
        Some(reason) => format!("{}: not known, {reason}", finding.summary),
        None => finding.summary.clone(),
    };
    let arn = &finding.resource;
    Ok(TrustFindingRow {
        rule: finding.rule.as_str().to_owned(),
        title: finding.title.clone(),
        severity: finding.severity.as_str().to_owned(),
        state: state.to_owned(),
        arn: arn.clone(),
        name: name(arn).to_owned(),
        account: finding.account.to_string(),
        account_name: opened.account_name(finding.account)?,
        summary,
        remedy: finding.remedy.clone(),
        path: finding.evidence.paths.first().into_iter().flatten().map(|step| hop(graph, step)).collect(),
        principals: finding.evidence.principals.first.clone(),
        principals_total: count(finding.evidence.principals.count as u64),
    })
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
            kind: "role".to_owned(),
            account: None,
            account_name: None,
            stage: None,
        },
    };
    TrustHop {
        from: node(from, &step.from),
        to: node(to, &step.to),
        kind: edge.map(|edge| rows::kind(edge.kind)).unwrap_or_default(),
        verdict: rows::verdict(edge.map_or(Standing::Unknown, |edge| edge.standing)),
        conditions: Vec::new(),
        reason: format!("by {}", step.by),
    }
}
