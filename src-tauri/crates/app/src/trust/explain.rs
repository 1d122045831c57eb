//! Why one hop is possible or not, with every layer and the documents it points into.

use armillary_policy::Layer;
use armillary_trust::{Check, Graph, LayerSays, OutcomeKind};
use armillary_wire::{Code, Failure, HopKind, Outcome, TrustExplanation, TrustLayer, TrustStep};

use super::{documents::Documents, rows};
use crate::{cache::CacheAt, failure::coded};

/// Explains the hop of this kind between two nodes, by their ids.
pub fn explain(
    cache: &CacheAt,
    graph: &Graph,
    from: &str,
    to: &str,
    kind: HopKind,
) -> Result<TrustExplanation, Failure> {
    let missing = || coded(Code::NotFound, format!("there is no hop `{kind}` from `{from}` to `{to}` in this crawl"));
    let edge_kind = rows::edge_kind(kind).ok_or_else(missing)?;
    let ends = graph.node_named(from).zip(graph.node_named(to));
    let edge = ends.and_then(|(from, to)| graph.edge(from, to, edge_kind)).ok_or_else(missing)?;
    let mut documents = Documents::new(cache);
    let explanation = graph.explain(&edge);
    let steps: Result<Vec<_>, Failure> = explanation.checks.iter().map(|check| step(check, &mut documents)).collect();
    Ok(TrustExplanation {
        from: rows::node(&graph.end(edge.from)),
        to: rows::node(&graph.end(edge.to)),
        steps: steps?,
        documents: documents.into_found(),
    })
}

fn step(check: &Check, documents: &mut Documents<'_>) -> Result<TrustStep, Failure> {
    let layers: Result<Vec<_>, Failure> = check.layers.iter().map(|says| layer(check, says, documents)).collect();
    let unknown = check.unknown.iter().map(|reason| format!("not known: {reason}"));
    Ok(TrustStep {
        action: check.action.clone(),
        resource: check.resource.clone(),
        verdict: rows::verdict(check.standing),
        conditions: rows::conditions(&check.residual),
        layers: layers?,
        warnings: check.warnings.iter().cloned().chain(unknown).collect(),
    })
}

fn layer(check: &Check, says: &LayerSays, documents: &mut Documents<'_>) -> Result<TrustLayer, Failure> {
    let mut statements = Vec::new();
    for cited in &says.statements {
        statements.extend(documents.statement(cited)?);
    }
    let is_trust = check.action.to_ascii_lowercase().starts_with("sts:");
    let at = says.node_name.as_deref().or(says.node.as_deref());
    Ok(TrustLayer {
        layer: rows::layer(says.layer),
        title: title(says.layer, at, is_trust),
        outcome: outcome(says.outcome),
        reason: says.reason.clone(),
        statements,
    })
}

fn title(layer: Layer, at: Option<&str>, is_trust: bool) -> String {
    let plain = match layer {
        Layer::Scp => "service control policies",
        Layer::Rcp => "resource control policies",
        Layer::Boundary => "permissions boundary",
        Layer::Identity => "identity policies",
        Layer::Resource if is_trust => "trust policy",
        Layer::Resource => "resource policy",
        Layer::Session => "session policy",
        Layer::Endpoint => "VPC endpoint policy",
    };
    at.map_or_else(|| plain.to_owned(), |node| format!("{plain} at {node}"))
}

fn outcome(outcome: OutcomeKind) -> Outcome {
    match outcome {
        OutcomeKind::Allows => Outcome::Allows,
        OutcomeKind::AllowsIf => Outcome::AllowsIf,
        OutcomeKind::Denies => Outcome::Denies,
        OutcomeKind::DeniesIf => Outcome::DeniesIf,
        OutcomeKind::NoAllow => Outcome::NoAllow,
        OutcomeKind::NotConsulted => Outcome::NotConsulted,
        OutcomeKind::Unknown => Outcome::Unknown,
    }
}
