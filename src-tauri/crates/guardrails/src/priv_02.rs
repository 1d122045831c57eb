//! PRIV-02: roles can be rewritten by somebody who should not have that power.
//!
//! Who may change a role's trust policy becomes the role; who may attach or write its policies decides what it does.
//! Found are principals that are granted it by name on a role of their account, administrators and the baseline aside.
//! It is gravest where somebody of a lower stage can become the one who rewrites. Power that works only on roles with a
//! permissions boundary is bounded, and is not found.

use armillary_model::{FindingHop, RuleId, Severity};
use armillary_policy::{Action, Context};

use super::{
    Reads, Report, Rule, Scope,
    ask::{Asked, lifts_boundary},
    conditions,
    crossing::{Crossing, crossing},
    expectations::fits,
    grants,
    report::Draft,
    walk::{self, Steps, Way},
};
use armillary_trust::{Edge, EdgeKind, NodeId, Principal, PrincipalId, Standing};

pub(super) const RULE: Rule = Rule { id: RuleId::Priv02, reads: Reads::Grants, check };

const REWRITING: &[&str] = &[
    "iam:AttachRolePolicy",
    "iam:CreatePolicyVersion",
    "iam:PutRolePolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
];

fn check(scope: &Scope<'_>, report: &mut Report) {
    let rewriting: Vec<Action> = REWRITING.iter().map(|action| Action::new(action)).collect();
    for (id, principal) in scope.actors() {
        let granted = || rewriting.iter().any(|action| grants::by_name(principal, action).next().is_some());
        if !principal.identity.iter().any(|policy| rewriting.iter().any(|action| policy.may_allow(action)))
            || !granted()
        {
            continue;
        }
        if scope.expect.is_baseline(principal) || grants::is_administrator(principal) {
            continue;
        }
        report.looked();
        if !speaks_of_somebody(scope, principal, &rewriting) {
            continue;
        }
        let edges = scope.graph.edges_from(scope.graph.node_of(id));
        let rewrites =
            edges.filter(|edge| matches!(edge.kind, EdgeKind::RewriteTrust | EdgeKind::RewritePermissions)).copied();
        let Some(asked) = Asked::new(scope.org, principal) else { continue };
        let edges: Vec<Edge> = rewrites.filter(|edge| is_unbounded(scope, &asked, edge)).collect();
        let (known, unknown): (Vec<Edge>, Vec<Edge>) =
            edges.into_iter().partition(|edge| edge.standing != Standing::Unknown);
        if !known.is_empty() {
            report.raise(finding(scope, id, principal, &known, &rewriting).fail());
        } else if !unknown.is_empty() {
            let reason = "a policy that could forbid it was not read";
            report.raise(finding(scope, id, principal, &unknown, &rewriting).uncertain(reason));
        }
    }
}

/// Whether what is granted speaks of a role or policy that is there: patterns often speak of roles yet to be made.
fn speaks_of_somebody(scope: &Scope<'_>, principal: &Principal, rewriting: &[Action]) -> bool {
    let statements = rewriting.iter().flat_map(|action| grants::by_name(principal, action));
    let patterns = statements.flat_map(|(_, statement)| match statement.resources() {
        Some(written) if !written.negated => written.texts.iter().map(|text| &**text).collect(),
        _ => vec!["*"],
    });
    let members = scope.org.members(scope.org.account_of(principal)).map(|id| scope.org.principal(id));
    let roles: Vec<&str> = members.map(|role| &*role.arn).collect();
    patterns.into_iter().any(|pattern| {
        let is_simple = !pattern.contains(['?', '$']) && !pattern.contains(":policy/") && pattern.contains(":role/");
        !is_simple || roles.iter().any(|arn| fits(arn, pattern))
    })
}

/// Whether the power holds also over a role without a permissions boundary: rewriting its trust policy can be bound to one as well
/// as writing its policies can. Who may take the boundary off again is not bound by it.
fn is_unbounded(scope: &Scope<'_>, asked: &Asked<'_>, edge: &Edge) -> bool {
    let mut unbounded = Context::new();
    unbounded.absent("iam:PermissionsBoundary");
    let role = scope.graph.name_of(edge.to);
    let holds = |action: &str| asked.standing(&Action::new(action), &role, &unbounded).holds();
    let is_open = match scope.graph.via(edge) {
        armillary_trust::Via::Rewrite(rewrites) => {
            let mut actions = rewrites.actions();
            actions.any(|action| action.contains("PolicyVersion") || holds(action))
        }
        _ => holds("iam:UpdateAssumeRolePolicy"),
    };
    is_open || lifts_boundary(asked, &role)
}

fn finding(scope: &Scope<'_>, id: PrincipalId, principal: &Principal, edges: &[Edge], rewriting: &[Action]) -> Draft {
    let own = scope.org.account_of(principal);
    let node = scope.graph.node_of(id);
    let (step, from) = lower(scope, node);
    let gains = edges.iter().any(|edge| gains(scope, principal, edge));
    let severity = match step {
        Crossing::IntoProduction => Severity::Critical,
        Crossing::Up => Severity::High,
        Crossing::None if gains => Severity::High,
        Crossing::None => Severity::Medium,
    };
    let mut roles: Vec<String> = edges.iter().map(|edge| scope.graph.name_of(edge.to).to_string()).collect();
    roles.sort();
    roles.dedup();
    let first = roles.first().and_then(|arn| arn.rsplit('/').next()).unwrap_or_default().to_owned();
    let others = match roles.len() {
        0 | 1 => String::new(),
        more => format!(" and {} more roles", more.saturating_sub(1)),
    };
    let who = if from.is_empty() { "" } else { ", and somebody of a lower stage can become it" };
    let rewrite = edges.iter().map(|edge| walk::hop(scope.graph, edge));
    let paths: Vec<Vec<FindingHop>> = match from.first() {
        None => rewrite.map(|hop| vec![hop]).collect(),
        Some((_, way)) => rewrite.map(|hop| way.iter().cloned().chain([hop]).collect()).collect(),
    };
    let statements = principal.identity.iter().enumerate().flat_map(|(at, policy)| {
        let granting = rewriting.iter().flat_map(move |action| conditions::allowing(policy, action));
        granting.map(move |statement| conditions::in_identity(principal, at, statement))
    });
    Draft::new(RuleId::Priv02, &*principal.arn, principal.account)
        .severity(severity)
        .summary(format!("`{}` in {} can rewrite `{first}`{others}{who}.", principal.name(), own.name))
        .remedy(
            "Remove the power to rewrite roles, or demand a permissions boundary; have roles vended with the account.",
        )
        .statements(statements)
        .paths(paths)
        .note(format!("It can rewrite: {}.", roles.join(", ")))
        .principals(from.into_iter().map(|(arn, _)| arn))
}

/// Whether rewriting the role gives more than the principal has: the role may do more, or somebody becomes it.
fn gains(scope: &Scope<'_>, principal: &Principal, edge: &Edge) -> bool {
    let role = scope.graph.principal_of(edge.to).map(|id| scope.org.principal(id));
    edge.kind == EdgeKind::RewriteTrust || role.is_some_and(|role| grants::power(role) > grants::power(principal))
}

/// Principals of lower stages who can become this one, with how, and how far up that leads.
fn lower(scope: &Scope<'_>, node: NodeId) -> (Crossing, Vec<(String, Vec<FindingHop>)>) {
    let Some(own) = scope.graph.stage_of(node) else { return (Crossing::None, Vec::new()) };
    let back = walk::walk(scope, node, Way::Back, Steps::Known, |other| walk::is_somebody(scope.graph, other));
    let from = back.met.iter().filter_map(|other| Some((*other, crossing(scope.graph.stage_of(*other)?, own))));
    let from: Vec<_> = from.filter(|(_, step)| *step != Crossing::None).collect();
    let step = from.iter().map(|(_, step)| *step).max().unwrap_or(Crossing::None);
    let told = from.iter().map(|(other, _)| (scope.graph.name_of(*other).to_string(), back.path(scope.graph, *other)));
    (step, told.collect())
}

#[cfg(test)]
mod tests {
    use armillary_model::Severity;
    use serde_json::{Value, json};

    use super::super::team::*;
    use super::*;

    fn team(trusted: Value, actions: Value, resources: Value) -> Team {
        Team::new()
            .role(
                DEV,
                "Setup",
                service("lambda.amazonaws.com", DEV),
                &[allow(json!("sts:AssumeRole"), json!(role_arn(PROD, "Rewriter")))],
            )
            .role(PROD, "Rewriter", trusted, &[allow(actions, resources)])
            .role(
                PROD,
                "ModelExecutionRole",
                service("sagemaker.amazonaws.com", PROD),
                &[allow(json!("s3:*"), json!("*"))],
            )
    }

    #[test]
    fn rewriting_from_a_lower_stage_is_critical() {
        let dev = trust(json!({"AWS": role_arn(DEV, "Setup")}));
        let found = team(
            dev,
            json!(["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"]),
            json!(role_arn(PROD, "*ModelExecution*")),
        )
        .findings();
        assert_eq!(told(&found, RuleId::Priv02), ["fail Rewriter"]);
        let finding = found.findings.iter().find(|finding| finding.rule == RuleId::Priv02).expect("found");
        assert_eq!(finding.severity, Severity::Critical);
        assert_eq!(finding.evidence.principals.first, [role_arn(DEV, "Setup")]);
        let hops: Vec<&str> = finding.evidence.paths.iter().take(1).flatten().map(|hop| hop.to.as_str()).collect();
        assert_eq!(hops, [role_arn(PROD, "Rewriter"), role_arn(PROD, "ModelExecutionRole")]);
    }

    #[test]
    fn the_power_to_rewrite_is_found_within_an_account_and_bounded_power_is_not() {
        let own = || service("codebuild.amazonaws.com", PROD);
        assert_eq!(team(own(), json!("iam:AttachRolePolicy"), json!("*")).says(RuleId::Priv02), ["fail Rewriter"]);
        assert_eq!(team(own(), json!("iam:GetRole"), json!("*")).says(RuleId::Priv02), nothing());
        assert_eq!(
            team(own(), json!("iam:PutRolePolicy"), json!(role_arn(PROD, "project/*"))).says(RuleId::Priv02),
            nothing()
        );
        let boundary = json!({"StringEquals": {"iam:PermissionsBoundary": format!("arn:aws:iam::{PROD}:policy/Team")}});
        let bounded = allow_if(json!("iam:PutRolePolicy"), json!("*"), boundary);
        let held = Team::new().role(PROD, "Rewriter", own(), &[bounded]).role(PROD, "Other", own(), &[]);
        assert_eq!(held.says(RuleId::Priv02), nothing());
        let rewriter = |actions: Value, more: &[Value]| {
            let boundary =
                json!({"StringEquals": {"iam:PermissionsBoundary": format!("arn:aws:iam::{PROD}:policy/Team")}});
            let mut inline = vec![allow_if(actions, json!("*"), boundary)];
            inline.extend(more.iter().cloned());
            Team::new().role(PROD, "Rewriter", own(), &inline).role(PROD, "Other", own(), &[]).says(RuleId::Priv02)
        };
        let takes = || allow(json!("sts:AssumeRole"), json!("*"));
        assert_eq!(rewriter(json!("iam:UpdateAssumeRolePolicy"), &[takes()]), nothing(), "also a trust policy");
        assert_eq!(rewriter(json!(["iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"]), &[]), nothing());
        let lifts = allow(json!("iam:DeleteRolePermissionsBoundary"), json!("*"));
        assert_eq!(rewriter(json!("iam:PutRolePolicy"), &[lifts]), ["fail Rewriter"], "it takes the boundary off");
    }

    #[test]
    fn administrators_have_it_by_purpose_and_control_policies_take_it() {
        let own = || service("codebuild.amazonaws.com", PROD);
        assert_eq!(team(own(), json!("*"), json!("*")).says(RuleId::Priv02), nothing());
        let deny = json!({"Statement": {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}});
        let held = Team::new().scp("NoIam", deny).role(
            PROD,
            "Rewriter",
            own(),
            &[allow(json!("iam:PutRolePolicy"), json!("*"))],
        );
        assert_eq!(held.role(PROD, "Other", own(), &[]).says(RuleId::Priv02), nothing());
    }
}
