//! What the trust rules found, as rows. What was found in a crawl is kept in the cache, and with it since when it is there; the rules are
//! held against a crawl once.

use std::{cmp::Reverse, collections::HashMap};

use armillary_guardrails::why;
use armillary_model::{Finding, FindingHop, FindingState, GLOBAL};
use armillary_store::{CrawlState, FindingRow, FoundState, Reader, Since, Writer};
use armillary_trust::{Graph, Standing};
use armillary_wire::{Failure, FindingStatus, NodeKind, TrustFindingRow, TrustHop, TrustNode};
use serde::{Deserialize, Serialize};

use super::{load, rows};
use crate::{
    cache::CacheAt,
    failure::{of_store, other},
    map::Evaluated,
    rows::count,
};

/// The version of what the rules say: of the rules, and of the graph they ask.
fn rules() -> String {
    format!("{}.{}", armillary_guardrails::VERSION, armillary_trust::VERSION)
}

/// A finding as the cache keeps it.
#[derive(Serialize, Deserialize)]
struct Found {
    #[serde(flatten)]
    finding: Finding,
    /// The first path of the evidence, as it is shown.
    path: Vec<TrustHop>,
}

/// Every finding, worst first, then every rule that could not be decided, then what does not apply any more.
pub fn findings(cache: &CacheAt, graph: Evaluated<'_>) -> Result<Vec<TrustFindingRow>, Failure> {
    let mut found = match kept(cache)? {
        Some(found) => found,
        None => work_out(cache, graph()?)?,
    };
    let rank = |finding: &Finding| match finding.state {
        FindingState::Fail | FindingState::Warn => 0,
        FindingState::Unknown(_) => 1,
        FindingState::NotApplicable(_) => 2,
    };
    found.sort_by_cached_key(|(found, _)| (rank(&found.finding), Reverse(found.finding.severity), found.finding.key()));
    let starts = starts(&*cache.reader()?)?;
    found.into_iter().map(|(found, since)| row(cache, found, starts.get(&since).copied())).collect()
}

/// When each crawl began that tells since when a finding is there: one that no crawl came before, or that follows one which the rules
/// were held against. After a crawl that nobody asked about, what is found may have been there already.
fn starts(reader: &Reader) -> Result<HashMap<i64, i64>, Failure> {
    let mut crawls = reader.crawls().map_err(of_store)?;
    crawls.sort_unstable_by_key(|crawl| crawl.id);
    let (mut starts, mut is_known) = (HashMap::new(), true);
    for crawl in crawls {
        if is_known {
            starts.insert(crawl.id, crawl.started_at);
        }
        if crawl.state == CrawlState::Complete {
            is_known = reader.checked(crawl.id).map_err(of_store)?.is_some();
        }
    }
    Ok(starts)
}

/// What the rules said of this crawl before, each with the first crawl it was found in; `None` where these rules were not held against it, or
/// what is kept is not what they said.
fn kept(cache: &CacheAt) -> Result<Option<Vec<(Found, i64)>>, Failure> {
    let states = cache.reader()?.checked_findings(cache.crawl().id, &rules()).map_err(of_store)?;
    let found = |state: FoundState| Some((serde_json::from_str(&state.finding.body).ok()?, state.first_seen));
    Ok(states.and_then(|states| states.into_iter().map(found).collect()))
}

/// Holds the rules against the crawl, and keeps what they find where the file can be written.
fn work_out(cache: &CacheAt, graph: &Graph) -> Result<Vec<(Found, i64)>, Failure> {
    let crawl = cache.crawl().id;
    let now = armillary_guardrails::findings(graph);
    let all = armillary_guardrails::remembering(now, graph, load::last_read(cache)?.as_ref());
    let path =
        |finding: &Finding| finding.evidence.paths.first().into_iter().flatten().map(|step| hop(graph, step)).collect();
    let found = all
        .findings
        .into_iter()
        .chain(all.unknown)
        .chain(all.not_applicable)
        .map(|finding| Found { path: path(&finding), finding });
    let found: Vec<Found> = found.collect();
    keep(cache, &found)?;
    let since: Since = cache.reader()?.findings_since(crawl).map_err(of_store)?;
    let first = |found: &Found| since.get(&found.finding.key()).copied().unwrap_or(crawl);
    let dated = |found: Found| {
        let first = first(&found);
        (found, first)
    };
    Ok(found.into_iter().map(dated).collect())
}

fn keep(cache: &CacheAt, found: &[Found]) -> Result<(), Failure> {
    let rows = found.iter().map(stored).collect::<Result<Vec<_>, _>>().map_err(other)?;
    let Some(mut writer) = Writer::open_if_idle(cache.path()) else { return Ok(()) };
    // Nobody else writes now. A crawl that was gone on with since it was opened is not the one that the rules were held against.
    let crawl = cache.crawl();
    let now = cache.reader()?.crawl(crawl.id).map_err(of_store)?;
    if now == *crawl {
        // Where it cannot be kept it is worked out again the next time: nobody needs to know.
        let _ = writer.put_findings(crawl.id, &rules(), &rows);
    }
    Ok(())
}

fn stored(found: &Found) -> serde_json::Result<FindingRow> {
    let finding = &found.finding;
    Ok(FindingRow {
        key: finding.key(),
        rule: finding.rule.as_str().to_owned(),
        resource: finding.resource.clone(),
        state: finding.state.as_str().to_owned(),
        body: serde_json::to_string(found)?,
    })
}

fn row(cache: &CacheAt, found: Found, first_seen: Option<i64>) -> Result<TrustFindingRow, Failure> {
    let Found { finding, path } = found;
    let reason = match &finding.state {
        FindingState::Unknown(reason) | FindingState::NotApplicable(reason) => Some(reason.clone()),
        FindingState::Fail | FindingState::Warn => None,
    };
    let arn = &finding.resource;
    Ok(TrustFindingRow {
        id: finding.key(),
        rule: finding.rule.as_str().to_owned(),
        title: finding.title.clone(),
        family: finding.rule.family().to_owned(),
        severity: finding.severity,
        state: status(&finding.state),
        reason,
        arn: arn.clone(),
        name: name(arn).to_owned(),
        account: finding.account.to_string(),
        account_name: cache.account_name(finding.account)?,
        region: region(arn).to_owned(),
        summary: finding.summary.clone(),
        why: why(finding.rule).to_owned(),
        evidence: serde_json::to_value(&finding.evidence).unwrap_or_default(),
        remedy: finding.remedy.clone(),
        path,
        principals: finding.evidence.principals.first.clone(),
        principals_total: count(finding.evidence.principals.count as u64),
        first_seen,
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
        FindingState::NotApplicable(_) => FindingStatus::NotApplicable,
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
