//! PRIV-03: a principal that enters other accounts can open keys and buckets to them.
//!
//! One who may rewrite the policies of resources here, and may take roles in other accounts, can carry data out by
//! itself: it opens a key or bucket to the role that it takes. Which actions open something, `facts` knows. Only what is
//! granted by name counts; administrators and the baseline are as they are by purpose.

use std::collections::{BTreeSet, HashMap};

use armillary_facts as facts;
use armillary_model::{Finding, RuleId, Severity, StatementRef, account_in_arn};
use armillary_policy::{Action, Context, Effect};

use super::{
    Reads, Report, Rule, Scope,
    ask::{Asked, is_open},
    conditions,
    crossing::{Crossing, crossing},
    grants,
    probe::ASSUME,
    report::Draft,
    walk,
};
use armillary_classify::Stage;
use armillary_trust::{Edge, EdgeKind, Principal, PrincipalId};

pub(super) const RULE: Rule = Rule { id: RuleId::Priv03, reads: Reads::Grants, check };

/// So many actions are named in a sentence.
const NAMED: usize = 4;

/// An action that opens a resource to others.
struct Opening {
    name: String,
    action: Action,
    /// The key, with the value with which it does.
    with: Context,
}

/// Those of each service that policies speak of, read once.
type Openings = HashMap<String, Vec<Opening>>;

fn check(scope: &Scope<'_>, report: &mut Report) {
    let mut openings = Openings::new();
    for (_, principal) in scope.actors() {
        if may_leave(principal) {
            learn(&mut openings, principal);
        }
    }
    for (id, principal) in scope.actors().filter(|(_, principal)| may_leave(principal)) {
        let opens = granted(&openings, principal);
        if opens.is_empty() || scope.expect.is_baseline(principal) || grants::is_administrator(principal) {
            continue;
        }
        report.looked();
        let Some(asked) = Asked::new(scope.org, principal) else { continue };
        let opens: Vec<&Opening> = opens.into_iter().filter(|opening| may_open(&asked, principal, opening)).collect();
        if opens.is_empty() {
            continue;
        }
        let leaving = leaving(scope, id, principal);
        if !leaving.edges.is_empty() || !leaving.patterns.is_empty() {
            report.raise(finding(scope, principal, &opens, leaving));
        }
    }
}

fn may_leave(principal: &Principal) -> bool {
    principal.identity.iter().any(|policy| policy.may_allow(&ASSUME))
}

/// The services that a principal's policies allow something of by name, in lower case.
fn services(principal: &Principal) -> impl Iterator<Item = String> {
    let statements = principal.identity.iter().flat_map(|policy| policy.statements());
    let allows = statements.filter(|statement| statement.effect() == Effect::Allow && !statement.actions().negated);
    let texts = allows.flat_map(|statement| statement.actions().texts.iter());
    texts.filter_map(|text| text.split_once(':')).map(|(service, _)| service.to_ascii_lowercase())
}

fn learn(openings: &mut Openings, principal: &Principal) {
    for service in services(principal) {
        openings.entry(service).or_insert_with_key(|service| {
            let known = facts::openings(service).into_iter();
            known.map(|opening| Opening::of(service, &opening)).collect()
        });
    }
}

impl Opening {
    fn of(service: &str, fact: &facts::Opening) -> Self {
        let name = format!("{service}:{}", fact.action.name);
        let mut with = Context::new();
        if let Some((key, value)) = fact.with {
            with.set(key, value);
        }
        Self { action: Action::new(&name), name, with }
    }
}

/// The actions that open something and that the principal's policies allow by name, in order.
fn granted<'o>(openings: &'o Openings, principal: &Principal) -> Vec<&'o Opening> {
    let named: BTreeSet<String> = services(principal).collect();
    let known = named.iter().filter_map(|service| openings.get(service)).flatten();
    known.filter(|opening| grants::by_name(principal, &opening.action).next().is_some()).collect()
}

/// Whether the action is open on some resource that its statements speak of.
fn may_open(asked: &Asked<'_>, principal: &Principal, opening: &Opening) -> bool {
    let action = &opening.action;
    let resources = grants::by_name(principal, action).filter_map(|(_, statement)| statement.resources());
    let mut texts = resources.flat_map(|written| {
        if written.negated { vec!["*"] } else { written.texts.iter().map(|text| &**text).collect() }
    });
    texts.any(|text| {
        let text = if text == "*" { any_resource(action, principal) } else { text.to_owned() };
        is_open(asked.standing(action, &text, &opening.with))
    })
}

/// All resources of the action's service in the principal's account.
fn any_resource(action: &Action, principal: &Principal) -> String {
    match action.service() {
        "s3" => format!("arn:{}:s3:::*", conditions::partition(principal)),
        service => format!("arn:{}:{service}:*:{}:*", conditions::partition(principal), principal.account),
    }
}

/// The ways into other accounts.
struct Leaving {
    /// Roles there that it can take.
    edges: Vec<Edge>,
    /// Roles there that it may take, if they trust it: as its policies name them.
    patterns: BTreeSet<String>,
    statements: Vec<StatementRef>,
}

fn leaving(scope: &Scope<'_>, id: PrincipalId, principal: &Principal) -> Leaving {
    let edges = scope.graph.edges_from(scope.graph.node_of(id)).filter(|edge| {
        let other = scope.graph.account_of(edge.to).is_some_and(|account| account != principal.account);
        edge.kind == EdgeKind::AssumeRole && other && is_open(edge.standing)
    });
    let mut leaving = Leaving { edges: edges.copied().collect(), patterns: BTreeSet::new(), statements: Vec::new() };
    for (at, statement) in grants::by_name(principal, &ASSUME) {
        let texts =
            statement.resources().filter(|written| !written.negated).map(|written| written.texts).unwrap_or_default();
        let away = texts.iter().filter(|text| account_in_arn(text).is_none_or(|account| account != principal.account));
        let before = leaving.patterns.len();
        leaving.patterns.extend(away.map(|text| text.to_string()));
        if leaving.patterns.len() > before {
            leaving.statements.push(conditions::in_identity(principal, at, statement));
        }
    }
    leaving
}

/// Actions in words: the first ones by name.
fn in_words(opens: &[&Opening]) -> String {
    let mut named: Vec<String> = opens.iter().take(NAMED).map(|opening| opening.name.clone()).collect();
    match opens.len().saturating_sub(NAMED) {
        0 => {}
        1 => named.push("one action more".to_owned()),
        more => named.push(format!("{more} actions more")),
    }
    named.join(" and ")
}

fn finding(scope: &Scope<'_>, principal: &Principal, opens: &[&Opening], leaving: Leaving) -> Finding {
    let own = scope.org.account_of(principal);
    let stages = leaving.edges.iter().filter_map(|edge| scope.graph.stage_of(edge.to));
    let step = stages.map(|stage: Stage| crossing(own.stage, stage)).max().unwrap_or(Crossing::None);
    let opening = opens.iter().flat_map(|opening| grants::by_name(principal, &opening.action));
    let into: Vec<String> = leaving.patterns.iter().map(|pattern| format!("`{pattern}`")).collect();
    let into = if into.is_empty() { "roles of other accounts".to_owned() } else { into.join(", ") };
    let draft = Draft::new(RuleId::Priv03, &*principal.arn, principal.account)
        .severity(if step == Crossing::None { Severity::Medium } else { Severity::High })
        .summary(format!("`{}` in {} may call {}, and may take {into}.", principal.name(), own.name, in_words(opens)))
        .remedy("Keep the two apart: one role that writes the policies of named keys and buckets, another that enters other accounts.")
        .statements(opening.map(|(at, statement)| conditions::in_identity(principal, at, statement)))
        .statements(leaving.statements)
        .paths(leaving.edges.iter().map(|edge| vec![walk::hop(scope.graph, edge)]))
        .principals(leaving.edges.iter().map(|edge| scope.graph.name_of(edge.to).to_string()))
        .note("Whoever can change what runs as this principal, such as the code of a function, has this power.");
    draft.fail()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::team::*;
    use super::*;

    fn said(inline: &[Value]) -> Vec<String> {
        Team::new().role(DEV, "Setup", service("lambda.amazonaws.com", DEV), inline).says(RuleId::Priv03)
    }

    #[test]
    fn opening_and_leaving_together_are_found() {
        let opens = allow(json!(["kms:PutKeyPolicy", "s3:PutBucketPolicy"]), json!("*"));
        let leaves = allow(json!("sts:AssumeRole"), json!("arn:aws:iam::*:role/*StackSetExecutionRole*"));
        let stays = allow(json!("sts:AssumeRole"), json!(role_arn(DEV, "Other")));
        assert_eq!(said(&[opens.clone(), leaves.clone()]), ["fail Setup"]);
        let one_bucket = allow(json!("s3:PutBucketPolicy"), json!("arn:aws:s3:::models"));
        assert_eq!(said(&[one_bucket, leaves.clone()]), ["fail Setup"]);
        assert_eq!(said(&[opens.clone(), stays]), nothing());
        assert_eq!(said(&[opens]), nothing());
        assert_eq!(said(&[leaves]), nothing());
        assert_eq!(said(&[allow(json!("*"), json!("*"))]), nothing(), "an administrator");
    }

    #[test]
    fn whatever_opens_something_counts_and_what_only_closes_does_not() {
        let leaves = || allow(json!("sts:AssumeRole"), json!("arn:aws:iam::*:role/*StackSetExecutionRole*"));
        for action in ["sqs:SetQueueAttributes", "ram:CreateResourceShare", "dynamodb:Put*", "sns:*", "s3:PutObjectAcl"]
        {
            assert_eq!(said(&[allow(json!(action), json!("*")), leaves()]), ["fail Setup"], "{action}");
        }
        for action in ["s3:DeleteBucketPolicy", "kms:Revoke*", "iam:*", "glue:Get*", "dynamodb:PutItem"] {
            assert_eq!(said(&[allow(json!(action), json!("*")), leaves()]), nothing(), "{action}");
        }
        let for_services = json!({"Bool": {"kms:GrantIsForAWSResource": "true"}});
        assert_eq!(said(&[allow_if(json!("kms:CreateGrant"), json!("*"), for_services), leaves()]), nothing());
        assert_eq!(said(&[allow(json!("kms:CreateGrant"), json!("*")), leaves()]), ["fail Setup"]);
    }

    #[test]
    fn many_actions_are_counted_and_not_listed() {
        let leaves = allow(json!("sts:AssumeRole"), json!("arn:aws:iam::*:role/*"));
        let team = Team::new().role(
            DEV,
            "Setup",
            service("lambda.amazonaws.com", DEV),
            &[allow(json!("s3:*"), json!("*")), leaves],
        );
        let found = team.findings();
        let finding = found.findings.iter().find(|finding| finding.rule == RuleId::Priv03).expect("found");
        assert!(finding.summary.contains("actions more"), "{}", finding.summary);
        assert_eq!(finding.evidence.statements.len(), 2);
    }
}
