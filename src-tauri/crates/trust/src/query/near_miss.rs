//! Paths that would exist but for one thing: a single statement, a level without an allow, a boundary, or one condition.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use armillary_policy::{Action, Condition, Context, Effect, Layer, Policy, Quantifier, Statement};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Check, Cited, End, Explanation, Hop, OutcomeKind, PathOptions, pattern::Chosen, search::Set, words};
use crate::{
    Edge, Graph, NodeId, Principal, Standing,
    facts::{Actor, OwnPolicy, Question, Target},
};

/// A path that would exist but for one thing.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NearMiss {
    /// Its steps; one of them is denied.
    pub hops: Vec<Hop>,
    /// Which of the steps is denied, from 0.
    pub denied: usize,
    /// What stops it.
    pub missed: Missed,
    /// What stops it, in a sentence.
    pub reason: String,
}

/// The one thing that stops a step.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase", tag = "by")]
pub enum Missed {
    /// A statement denies it.
    Denial {
        /// The statement.
        statement: Cited,
    },
    /// No service control policy of a node allows it.
    Level {
        /// The root, OU or account.
        node: Arc<str>,
        /// Its name.
        name: Option<String>,
    },
    /// The permissions boundary does not allow it.
    Boundary {
        /// The boundary's ARN.
        policy: Option<Arc<str>>,
    },
    /// No identity policy allows it.
    Identity,
    /// The trust policy does not name the caller.
    Trust,
    /// The trust policy names the caller under a condition that does not hold.
    Condition {
        /// The statement's place in the trust policy, from 0.
        statement: usize,
        /// The condition's operator as written.
        operator: String,
        /// The condition's key.
        key: String,
        /// The condition's values.
        values: Vec<String>,
    },
}

/// Denied steps are explained up to this number.
const MAX_EXPLAINED: usize = 2_000;

/// The best near misses between two ends, at most one for each account and target, and whether there may be more.
pub(super) fn find(graph: &Graph, from: &End, to: &End, options: &PathOptions) -> (Vec<NearMiss>, bool) {
    let (sources, targets) = (Set::new(graph, &from.nodes), Set::new(graph, &to.nodes));
    let before = neighbours(graph, &from.nodes, &sources, &targets, true, options);
    let after = neighbours(graph, &to.nodes, &targets, &sources, false, options);
    let mut candidates: Vec<(usize, &Edge)> = Vec::new();
    for edge in graph.denied().edges().iter().filter(|edge| options.takes(edge.kind)) {
        let start = if sources.has(edge.from) { Some(0_usize) } else { before.get(&edge.from).map(|_| 1) };
        let end = if targets.has(edge.to) { Some(0) } else { after.get(&edge.to).map(|_| 1) };
        if let (Some(start), Some(end)) = (start, end)
            && !targets.has(edge.from)
            && !sources.has(edge.to)
        {
            candidates.push((start.saturating_add(end), edge));
        }
    }
    candidates.sort();
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    let mut is_cut = candidates.len() > MAX_EXPLAINED;
    for (_, edge) in candidates.into_iter().take(MAX_EXPLAINED) {
        let pair = (graph.account_of(edge.from), edge.to);
        if seen.contains(&pair) {
            continue;
        }
        let explanation = graph.explain(edge);
        let Some(missed) = missed(graph, edge, &explanation) else { continue };
        let first = before.get(&edge.from).filter(|_| !sources.has(edge.from));
        let last = after.get(&edge.to).filter(|_| !targets.has(edge.to));
        let edges: Vec<Edge> = first.into_iter().chain([edge]).chain(last).copied().collect();
        let chosen = Chosen { edges: &edges, pattern: "", declared: false, alike: 1 };
        let Some(path) = graph.path(&chosen) else { continue };
        if found.len() == options.limit {
            is_cut = true;
            break;
        }
        seen.insert(pair);
        let reason = sentence(graph, edge, &missed);
        found.push(NearMiss { hops: path.hops, denied: usize::from(first.is_some()), missed, reason });
    }
    (found, is_cut)
}

/// What is one step away from a set, outside both sets, with the best step.
fn neighbours(
    graph: &Graph,
    nodes: &[NodeId],
    own: &Set,
    other: &Set,
    out: bool,
    options: &PathOptions,
) -> BTreeMap<NodeId, Edge> {
    let mut found: BTreeMap<NodeId, Edge> = BTreeMap::new();
    for id in nodes {
        let mut visit = |edge: &Edge| {
            let end = if out { edge.to } else { edge.from };
            if !options.takes(edge.kind) || (out && !edge.kind.becomes()) || own.has(end) || other.has(end) {
                return;
            }
            let known = found.entry(end).or_insert(*edge);
            if edge.standing < known.standing {
                *known = *edge;
            }
        };
        if out {
            graph.wide().out_of(*id).for_each(&mut visit);
        } else {
            graph.wide().leading_to(*id).for_each(&mut visit);
        }
    }
    found
}

/// The one thing that stops a step; `None` where it is more than one.
fn missed(graph: &Graph, edge: &Edge, explanation: &Explanation) -> Option<Missed> {
    let mut denied = explanation.checks.iter().filter(|check| check.standing == Standing::Denied);
    let check = denied.next()?;
    let [layer] = check.blocked_by.as_slice() else { return None };
    if denied.next().is_some() {
        return None;
    }
    let mut denials: Vec<&Cited> = check.because.iter().filter(|cited| cited.effect == Effect::Deny).collect();
    denials.dedup();
    match (denials.as_slice(), layer) {
        ([statement], _) if allows_besides(check) => Some(Missed::Denial { statement: (*statement).clone() }),
        ([_], _) => None,
        ([], Layer::Scp) => level(check),
        ([], Layer::Boundary) => {
            let caller = graph.principal_of(edge.from).map(|id| graph.organization().principal(id));
            let boundary = caller.and_then(|caller| caller.boundary.as_ref());
            Some(Missed::Boundary { policy: boundary.map(|boundary| boundary.arn.clone()) })
        }
        ([], Layer::Identity) => Some(Missed::Identity),
        ([], Layer::Resource) => trust(graph, edge),
        _ => None,
    }
}

/// Whether every layer would allow it without the denial. Resource control policies allow by nature.
fn allows_besides(check: &Check) -> bool {
    check.layers.iter().filter(|said| said.layer != Layer::Rcp).all(|said| match said.outcome {
        OutcomeKind::Denies => said.statements.iter().any(|cited| cited.effect == Effect::Allow),
        OutcomeKind::NoAllow => said.layer != Layer::Scp,
        _ => true,
    })
}

/// The only level of service control policies without an allow.
fn level(check: &Check) -> Option<Missed> {
    let silent = |outcome| matches!(outcome, OutcomeKind::NoAllow);
    let mut silent = check.layers.iter().filter(|said| said.layer == Layer::Scp && silent(said.outcome));
    let said = silent.next()?;
    let only = silent.next().is_none();
    only.then(|| Missed::Level { node: said.node.clone().unwrap_or_default(), name: said.node_name.clone() })
}

/// Whether the trust policy does not name the caller, or names it under a condition that does not hold.
fn trust(graph: &Graph, edge: &Edge) -> Option<Missed> {
    let organization = graph.organization();
    let caller = organization.principal(graph.principal_of(edge.from)?);
    let role = organization.principal(graph.principal_of(edge.to)?);
    let trust = role.trust.as_ref()?;
    let action = &graph.actions().assume;
    let open = |statement: &Statement, condition: Option<&Condition>| {
        let policy = with_condition(&caller.arn, statement, condition)?;
        Some(stands(graph, caller, role, action, &policy) != Standing::Denied)
    };
    let naming = trust.statements().iter().filter(|statement| {
        statement.effect() == Effect::Allow && statement.matches_action(action) && names(graph, statement, caller)
    });
    let naming: Vec<&Statement> = naming.collect();
    let [statement] = naming.as_slice() else {
        return naming.is_empty().then_some(Missed::Trust);
    };
    let failing: Vec<&Condition> =
        statement.conditions().iter().filter(|condition| open(statement, Some(condition)) == Some(false)).collect();
    match failing.as_slice() {
        [condition] => Some(Missed::Condition {
            statement: statement.index(),
            operator: operator(condition),
            key: condition.key().to_owned(),
            values: condition.values().iter().map(|value| value.to_string()).collect(),
        }),
        _ => None,
    }
}

/// Whether a statement names a caller: itself, its account, or everybody.
fn names(graph: &Graph, statement: &Statement, caller: &Principal) -> bool {
    use armillary_policy::PrincipalElement as Named;
    let Some(principals) = statement.principals().filter(|principals| !principals.negated) else { return false };
    principals.elements.iter().any(|element| match element {
        Named::Anyone => true,
        Named::Account(id) => id.parse() == Ok(caller.account),
        Named::Arn(arn) => {
            graph.organization().find(arn).is_some_and(|id| graph.organization().principal(id).arn == caller.arn)
        }
        Named::UniqueId(id) => caller.unique_id.as_deref() == Some(*id),
        _ => false,
    })
}

/// A trust policy that names the caller under one condition alone.
fn with_condition(arn: &str, statement: &Statement, condition: Option<&Condition>) -> Option<Policy> {
    debug_assert_eq!(statement.effect(), Effect::Allow);
    let mut conditions = Map::new();
    if let Some(condition) = condition {
        let values: Vec<Value> = condition.values().iter().map(|value| json!(&**value)).collect();
        let mut keys = Map::new();
        keys.insert(condition.key().to_owned(), Value::Array(values));
        conditions.insert(operator(condition), Value::Object(keys));
    }
    let statement = json!({
        "Effect": "Allow", "Principal": { "AWS": arn }, "Action": "sts:AssumeRole", "Condition": Value::Object(conditions)
    });
    Policy::from_value(&json!({ "Version": "2012-10-17", "Statement": statement })).ok()
}

fn operator(condition: &Condition) -> String {
    let set = match condition.quantifier() {
        Some(Quantifier::ForAll) => "ForAllValues:",
        Some(Quantifier::ForAny) => "ForAnyValue:",
        None => "",
    };
    let if_exists = if condition.if_exists() { "IfExists" } else { "" };
    format!("{set}{}{if_exists}", condition.operator())
}

fn stands(graph: &Graph, caller: &Principal, role: &Principal, action: &Action, trust: &Policy) -> Standing {
    let organization = graph.organization();
    let Some(actor) = Actor::principal(organization, caller) else { return Standing::Denied };
    let target = Target { policy: OwnPolicy::Is(trust), ..Target::role(organization, role) };
    let context = organization.context(&actor, &target, &Context::new());
    Question { actor: &actor, action, target: &target, context: &context }.standing()
}

fn sentence(graph: &Graph, edge: &Edge, missed: &Missed) -> String {
    let (from, to) = (graph.end(edge.from).name, graph.end(edge.to).name);
    let but = match missed {
        Missed::Denial { statement } => format!("{} denies it", words::statement(statement)),
        Missed::Level { node, name } => {
            let name = name.as_deref().unwrap_or(node);
            format!("no service control policy at `{name}` (`{node}`) allows it")
        }
        Missed::Boundary { policy } => {
            let name = policy.as_deref().and_then(|arn| arn.rsplit('/').next()).unwrap_or("?");
            format!("the permissions boundary `{name}` of `{from}` does not allow it")
        }
        Missed::Identity => format!("no identity policy of `{from}` allows it"),
        Missed::Trust => format!("the trust policy of `{to}` does not name `{from}` or its account"),
        Missed::Condition { statement, operator, key, values } => {
            let values = values.join("`, `");
            let place = statement.saturating_add(1);
            format!(
                "statement {place} of the trust policy of `{to}` asks for {operator} `{key}` `{values}`, which does not hold"
            )
        }
    };
    format!("`{from}` could take `{to}`, but {but}")
}
