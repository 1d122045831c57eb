//! PRIV-03: a principal that enters other accounts can open keys and buckets to them.
//!
//! One who may rewrite the policies of resources here, and may take roles in other accounts, can carry data out by
//! itself: it opens a key or bucket to the role that it takes. Only what is granted by name counts; administrators and
//! the baseline are as they are by purpose.

use std::collections::BTreeSet;

use armillary_model::{Finding, RuleId, Severity, StatementRef, account_in_arn};
use armillary_policy::{Action, Context};

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

/// Actions that write the policy of a resource.
const OPENING: &[&str] = &[
    "ecr:SetRepositoryPolicy",
    "kms:PutKeyPolicy",
    "lambda:AddPermission",
    "s3:PutBucketPolicy",
    "sagemaker:PutModelPackageGroupPolicy",
    "secretsmanager:PutResourcePolicy",
];

fn check(scope: &Scope<'_>, report: &mut Report) {
    let opening: Vec<Action> = OPENING.iter().map(|action| Action::new(action)).collect();
    for (id, principal) in scope.actors() {
        if !principal.identity.iter().any(|policy| policy.may_allow(&ASSUME)) {
            continue;
        }
        let opens: Vec<&Action> =
            opening.iter().filter(|action| grants::by_name(principal, action).next().is_some()).collect();
        if opens.is_empty() || scope.expect.is_baseline(principal) || grants::is_administrator(principal) {
            continue;
        }
        report.looked();
        let Some(asked) = Asked::new(scope.org, principal) else { continue };
        let opens: Vec<&Action> = opens.into_iter().filter(|action| may_open(&asked, principal, action)).collect();
        let leaving = leaving(scope, id, principal);
        let leaves = !leaving.edges.is_empty() || !leaving.patterns.is_empty();
        if leaves && !opens.is_empty() {
            report.raise(finding(scope, principal, &opens, leaving));
        }
    }
}

/// Whether the action is open on some resource that its statements speak of.
fn may_open(asked: &Asked<'_>, principal: &Principal, action: &Action) -> bool {
    let resources = grants::by_name(principal, action).filter_map(|(_, statement)| statement.resources());
    let mut texts = resources.flat_map(|written| {
        if written.negated { vec!["*"] } else { written.texts.iter().map(|text| &**text).collect() }
    });
    texts.any(|text| {
        let text = if text == "*" { any_resource(action, principal) } else { text.to_owned() };
        is_open(asked.standing(action, &text, &Context::new()))
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

fn finding(scope: &Scope<'_>, principal: &Principal, opens: &[&Action], leaving: Leaving) -> Finding {
    let own = scope.org.account_of(principal);
    let stages = leaving.edges.iter().filter_map(|edge| scope.graph.stage_of(edge.to));
    let step = stages.map(|stage: Stage| crossing(own.stage, stage)).max().unwrap_or(Crossing::None);
    let actions: Vec<String> = OPENING
        .iter()
        .filter(|name| opens.iter().any(|one| one.as_str().eq_ignore_ascii_case(name)))
        .map(|name| (*name).to_owned())
        .collect();
    let opening = opens.iter().flat_map(|action| grants::by_name(principal, action));
    let into: Vec<String> = leaving.patterns.iter().map(|pattern| format!("`{pattern}`")).collect();
    let into = if into.is_empty() { "roles of other accounts".to_owned() } else { into.join(", ") };
    let draft = Draft::new(RuleId::Priv03, &*principal.arn, principal.account)
        .severity(if step == Crossing::None { Severity::Medium } else { Severity::High })
        .summary(format!("`{}` in {} may call {}, and may take {into}.", principal.name(), own.name, actions.join(" and ")))
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
}
