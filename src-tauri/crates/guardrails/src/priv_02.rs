//! PRIV-02: roles and users can be rewritten by somebody who should not have that power: others, or oneself.
//!
//! Who may change a role's trust policy becomes the role; who may make a user's access key or password acts as the user; who may attach
//! or write policies decides what a role or user does, itself among them. Found are principals that are granted it by name in their
//! account, administrators and the baseline aside. It is gravest where somebody of a lower stage can become the one who rewrites. Power
//! that works only on roles and users with a permissions boundary is bounded, and is not found; neither is power over oneself below a
//! boundary that stays.

mod own;

use std::{collections::HashMap, sync::Arc};

use armillary_model::{FindingHop, RuleId, Severity};
use armillary_policy::{Action, Context, Policy};

use super::{
    Reads, Report, Rule, Scope,
    ask::{Asked, lifts_boundary},
    conditions,
    crossing::{Crossing, crossing},
    expectations::fits,
    grants,
    report::{Draft, counted},
    walk::{self, Steps, Way},
};
use armillary_trust::{
    Credentials, Edge, EdgeKind, Gives, NodeId, Principal, PrincipalId, PrincipalKind, Rewrites, Standing, Via,
};
use own::{Gain, Own};

pub(super) const RULE: Rule = Rule { id: RuleId::Priv02, reads: Reads::Grants, check };

const REWRITE_TRUST: &str = "iam:UpdateAssumeRolePolicy";

fn check(scope: &Scope<'_>, report: &mut Report) {
    let names = Rewrites::EVERY.actions().chain(Credentials::EVERY.actions()).chain([REWRITE_TRUST]);
    let rewriting: Vec<Action> = names.map(Action::new).collect();
    // Texts are compiled once, and very many principals have the same few.
    let mut known: HashMap<*const Policy, bool> = HashMap::new();
    let mut speaks = |policy: &Arc<Policy>| {
        let any = || rewriting.iter().any(|action| policy.may_allow(action));
        *known.entry(Arc::as_ptr(policy)).or_insert_with(any)
    };
    for (id, principal) in scope.actors() {
        let granted = || rewriting.iter().any(|action| grants::by_name(principal, action).next().is_some());
        if !principal.identity.iter().any(&mut speaks) || !granted() {
            continue;
        }
        if scope.expect.is_baseline(principal) || grants::is_administrator(principal) {
            continue;
        }
        report.looked();
        if !speaks_of_somebody(scope, principal, &rewriting) {
            continue;
        }
        let Some(asked) = Asked::new(scope.org, principal) else { continue };
        report.raise_some(Rewriter::of(scope, id, principal, &asked).finding(scope));
    }
}

/// Somebody, and what it can rewrite.
struct Rewriter<'s> {
    id: PrincipalId,
    principal: &'s Principal,
    /// What it can change of itself, where that gives it something.
    own: Option<Own>,
    /// Steps onto others, over whom the power is not bounded.
    others: Vec<Edge>,
}

impl<'s> Rewriter<'s> {
    fn of(scope: &Scope<'s>, id: PrincipalId, principal: &'s Principal, asked: &Asked<'_>) -> Self {
        let node = scope.graph.node_of(id);
        let kinds = [EdgeKind::RewriteTrust, EdgeKind::RewritePermissions, EdgeKind::Credentials];
        let onto_others = |edge: &&Edge| edge.to != node && kinds.contains(&edge.kind);
        let others = scope.graph.edges_from(node).filter(onto_others).copied();
        Self {
            id,
            principal,
            own: Own::of(scope, id, principal, asked),
            others: others.filter(|edge| is_unbounded(scope, asked, edge)).collect(),
        }
    }

    /// The finding, of what is known; where nothing is, of what may be.
    fn finding(mut self, scope: &Scope<'_>) -> Option<armillary_model::Finding> {
        let is_known = |edge: &Edge| edge.standing != Standing::Unknown;
        let known = self.others.iter().any(is_known) || self.own.as_ref().is_some_and(|own| is_known(&own.edge));
        if known {
            self.others.retain(is_known);
            self.own = self.own.filter(|own| is_known(&own.edge));
        }
        if self.others.is_empty() && self.own.is_none() {
            return None;
        }
        let draft = self.draft(scope);
        Some(if known { draft.fail() } else { draft.uncertain("a policy that could forbid it was not read") })
    }

    fn draft(&self, scope: &Scope<'_>) -> Draft {
        let Self { principal, own, others, .. } = self;
        let account = scope.org.account_of(principal);
        let (step, from) = lower(scope, scope.graph.node_of(self.id));
        let gains = own.as_ref().is_some_and(|own| own.gain == Gain::Everything) || self.gains(scope);
        let severity = match step {
            Crossing::IntoProduction => Severity::Critical,
            Crossing::Up => Severity::High,
            Crossing::None if gains => Severity::High,
            Crossing::None => Severity::Medium,
        };
        let (taken, rewritten) = (self.names(scope, true), self.names(scope, false));
        let mut what: Vec<String> = own.iter().map(|own| own.told()).collect();
        what.extend(first_of(scope, &taken).map(|users| format!("act as {users}, whose credentials it makes")));
        what.extend(first_of(scope, &rewritten).map(|roles| format!("rewrite {roles}")));
        let who = if from.is_empty() { "" } else { ", and somebody of a lower stage can become it" };
        let all = own.iter().map(|own| &own.edge).chain(others);
        let hops = one_of_each(all.clone()).into_iter().map(|edge| walk::hop(scope.graph, edge));
        let paths: Vec<Vec<FindingHop>> = match from.first() {
            None => hops.map(|hop| vec![hop]).collect(),
            Some((_, way)) => hops.map(|hop| way.iter().cloned().chain([hop]).collect()).collect(),
        };
        let actions: Vec<Action> = all.flat_map(|edge| actions(scope, edge)).map(Action::new).collect();
        let statements = principal.identity.iter().enumerate().flat_map(|(at, policy)| {
            let granting = actions.iter().flat_map(move |action| conditions::allowing(policy, action));
            granting.map(move |statement| conditions::in_identity(principal, at, statement))
        });
        let mut draft = Draft::new(RuleId::Priv02, &*principal.arn, principal.account)
            .severity(severity)
            .summary(format!("`{}` in {} can {}{who}.", principal.name(), account.name, what.join(", and ")))
            .remedy(self.remedy(&taken, &rewritten))
            .statements(statements)
            .paths(paths);
        if own.is_some() {
            draft = draft.title("Its own permissions can be rewritten");
        } else if rewritten.is_empty() {
            draft = draft.title("Users can be taken over");
        }
        for (does, names) in [("rewrite", rewritten), ("act as", taken)] {
            if !names.is_empty() {
                draft = draft.note(format!("It can {does}: {}.", names.join(", ")));
            }
        }
        draft.principals(from.into_iter().map(|(arn, _)| arn))
    }

    /// The ARNs of others whom it takes over by credentials, or whom it rewrites.
    fn names(&self, scope: &Scope<'_>, taken: bool) -> Vec<String> {
        let edges = self.others.iter().filter(|edge| (edge.kind == EdgeKind::Credentials) == taken);
        let mut names: Vec<String> = edges.map(|edge| scope.graph.name_of(edge.to).to_string()).collect();
        names.sort();
        names.dedup();
        names
    }

    fn remedy(&self, taken: &[String], rewritten: &[String]) -> String {
        let mut remedies: Vec<&str> = Vec::new();
        if self.own.is_some() {
            remedies.push("Let it change neither itself, nor its groups, nor the policies it has, or only below a permissions boundary that it cannot take off.");
        }
        if !taken.is_empty() {
            remedies.push("Allow access keys and passwords on `user/${aws:username}` only.");
        }
        if !rewritten.is_empty() {
            remedies.push("Remove the power to rewrite roles, or demand a permissions boundary; have roles vended with the account.");
        }
        remedies.join(" ")
    }

    /// Whether rewriting the other gives more than the principal has: the other may do more, somebody becomes it, or it does itself.
    fn gains(&self, scope: &Scope<'_>) -> bool {
        let node = scope.graph.node_of(self.id);
        let power = grants::power(self.principal);
        let becomes = |to: NodeId| {
            let open = |edge: &Edge| edge.kind.becomes() && edge.to == to && edge.standing != Standing::Unknown;
            scope.graph.edges_from(node).any(open)
        };
        self.others.iter().any(|edge| {
            let other = scope.graph.principal_of(edge.to).map(|id| scope.org.principal(id));
            let is_free = || match scope.graph.via(edge) {
                Via::Rewrite(rewrites) => rewrites.give(Gives::Anything) && becomes(edge.to),
                _ => false,
            };
            edge.kind == EdgeKind::RewriteTrust || other.is_some_and(|other| grants::power(other) > power) || is_free()
        })
    }
}

/// The steps, the first onto each other before the rest: few of them are shown.
fn one_of_each<'e>(edges: impl Iterator<Item = &'e Edge>) -> Vec<&'e Edge> {
    let mut met = Vec::new();
    let (mut first, rest): (Vec<&Edge>, Vec<&Edge>) = edges.partition(|edge| {
        let is_new = !met.contains(&edge.to);
        met.push(edge.to);
        is_new
    });
    first.extend(rest);
    first
}

/// The first of some principals, and how many more there are.
fn first_of(scope: &Scope<'_>, arns: &[String]) -> Option<String> {
    let first = arns.first()?;
    let is_role = |arn: &String| {
        let found = scope.org.find(arn).map(|id| scope.org.principal(id).kind);
        found == Some(PrincipalKind::Role)
    };
    let name = first.rsplit('/').next().unwrap_or(first);
    let thing = match (arns.iter().all(is_role), arns.iter().any(is_role)) {
        (true, _) => "more role",
        (_, false) => "more user",
        _ => "more role or user",
    };
    Some(match arns.len() {
        1 => format!("`{name}`"),
        more => format!("`{name}` and {}", counted(more.saturating_sub(1), thing)),
    })
}

/// The actions of a step.
fn actions(scope: &Scope<'_>, edge: &Edge) -> Vec<&'static str> {
    match scope.graph.via(edge) {
        Via::Rewrite(rewrites) => rewrites.actions().collect(),
        Via::Credentials(credentials) => credentials.actions().collect(),
        _ => vec![REWRITE_TRUST],
    }
}

/// Whether what is granted speaks of a role, user or policy that is there: patterns often speak of roles yet to be made.
fn speaks_of_somebody(scope: &Scope<'_>, principal: &Principal, rewriting: &[Action]) -> bool {
    let statements = rewriting.iter().flat_map(|action| grants::by_name(principal, action));
    let patterns = statements.flat_map(|(_, statement)| match statement.resources() {
        Some(written) if !written.negated => written.texts.iter().map(|text| &**text).collect(),
        _ => vec!["*"],
    });
    let members = scope.org.members(scope.org.account_of(principal)).map(|id| scope.org.principal(id));
    let arns: Vec<&str> = members.map(|member| &*member.arn).collect();
    patterns.into_iter().any(|pattern| {
        let is_of_one = pattern.contains(":role/") || pattern.contains(":user/");
        let is_simple = !pattern.contains(['?', '$']) && !pattern.contains(":policy/") && is_of_one;
        !is_simple || arns.iter().any(|arn| fits(arn, pattern))
    })
}

/// Whether the power holds also over somebody without a permissions boundary: rewriting a trust policy can be bound to one as well
/// as writing policies can. Who may take the boundary off again is not bound by it, but that alone rewrites nobody.
fn is_unbounded(scope: &Scope<'_>, asked: &Asked<'_>, edge: &Edge) -> bool {
    let mut unbounded = Context::new();
    unbounded.absent("iam:PermissionsBoundary");
    let other = scope.graph.name_of(edge.to);
    let holds = |action: &str| asked.standing(&Action::new(action), &other, &unbounded).holds();
    let is_open = match scope.graph.via(edge) {
        Via::Rewrite(rewrites) => {
            // What a group of others gives another gives nobody anything who does not act as that one.
            let chosen = rewrites.giving(Gives::Choice).filter(|action| action.contains("PolicyVersion"));
            let mut actions = rewrites.giving(Gives::Anything).chain(chosen).peekable();
            if actions.peek().is_none() {
                return false;
            }
            // What a policy of the account or a group gives, no boundary is asked for.
            actions.any(|action| action.contains("PolicyVersion") || action.contains("Group") || holds(action))
        }
        Via::Credentials(_) => true,
        _ => holds(REWRITE_TRUST),
    };
    is_open || lifts_boundary(asked, &other)
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
            let team = format!("arn:aws:iam::{PROD}:policy/Team");
            let bounded = json!({"PermissionsBoundary": {"PermissionsBoundaryArn": team}});
            Team::new()
                .managed(&team, allow(json!("s3:*"), json!("*")))
                .role(PROD, "Rewriter", own(), &inline)
                .role_like(PROD, "Other", own(), &[], bounded)
                .says(RuleId::Priv02)
        };
        let takes = || allow(json!("sts:AssumeRole"), json!("*"));
        assert_eq!(rewriter(json!("iam:UpdateAssumeRolePolicy"), &[takes()]), nothing(), "also a trust policy");
        assert_eq!(rewriter(json!(["iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"]), &[]), nothing());
        let lifts = allow(json!("iam:DeleteRolePermissionsBoundary"), json!("*"));
        assert_eq!(rewriter(json!("iam:PutRolePolicy"), &[lifts]), ["fail Rewriter"], "it takes the boundary off");
    }

    /// What is found of the user `Ana`, who may do this, beside an administrator of each kind.
    fn of_ana(inline: &[Value], more: Value) -> Option<armillary_model::Finding> {
        let everything = [allow(json!("*"), json!("*"))];
        let found = Team::new()
            .users(DEV, "Admins", &everything)
            .users(DEV, "Readers", &[allow(json!("s3:Get*"), json!("*"))])
            .user(DEV, "Admin", &everything, json!({}))
            .role(DEV, "Admin", service("lambda.amazonaws.com", DEV), &everything)
            .user(DEV, "Ana", inline, more)
            .findings();
        let mut of_ana =
            found.findings.into_iter().filter(|one| one.rule == RuleId::Priv02 && one.resource.ends_with("/Ana"));
        let first = of_ana.next();
        assert!(of_ana.next().is_none(), "one finding of each principal");
        first
    }

    fn user_arn(name: &str) -> String {
        format!("arn:aws:iam::{DEV}:user/{name}")
    }

    #[test]
    fn whoever_can_rewrite_itself_is_an_administrator_in_waiting() {
        let own = json!(user_arn("Ana"));
        for action in ["iam:PutUserPolicy", "iam:AttachUserPolicy"] {
            let found = of_ana(&[allow(json!(action), own.clone())], json!({})).expect(action);
            assert_eq!(found.severity, Severity::High, "{action}");
            assert_eq!(found.summary, format!("`Ana` in team-dev can give itself any permission ({action})."));
            assert_eq!(found.evidence.statements.len(), 1);
            let hops: Vec<_> =
                found.evidence.paths.iter().flatten().map(|hop| (&*hop.from, &*hop.to, &*hop.by)).collect();
            assert_eq!(hops, [(&*user_arn("Ana"), &*user_arn("Ana"), action)]);
        }
        let attach = |policy: &str| {
            let only = json!({"ArnEquals": {"iam:PolicyARN": policy}});
            of_ana(&[allow_if(json!("iam:AttachUserPolicy"), own.clone(), only)], json!({})).map(|found| found.severity)
        };
        assert_eq!(attach("arn:aws:iam::aws:policy/AdministratorAccess"), Some(Severity::High));
        assert_eq!(attach("arn:aws:iam::aws:policy/ReadOnlyAccess"), Some(Severity::Medium), "that one only");
        let groups = |name: &str| {
            let group = format!("arn:aws:iam::{DEV}:group/{name}");
            of_ana(&[allow(json!("iam:AddUserToGroup"), json!(group))], json!({})).map(|found| found.severity)
        };
        assert_eq!(
            (groups("Admins"), groups("Readers")),
            (Some(Severity::High), None),
            "it may do more than read already"
        );
    }

    #[test]
    fn a_boundary_that_stays_holds_whoever_rewrites_itself() {
        let boundary = format!("arn:aws:iam::{DEV}:policy/Team");
        let bounded = json!({"PermissionsBoundary": {"PermissionsBoundaryArn": boundary}});
        let own = |actions: Value, text: Value| {
            let team = Team::new().managed(&boundary, text).user(
                DEV,
                "Ana",
                &[allow(actions, json!(user_arn("Ana")))],
                bounded.clone(),
            );
            team.says(RuleId::Priv02)
        };
        let holds = || allow(json!(["iam:*UserPolic*", "iam:*PermissionsBoundary"]), json!("*"));
        let tight = || allow(json!(["iam:PutUserPolicy", "s3:*"]), json!("*"));
        assert_eq!(own(json!("iam:PutUserPolicy"), tight()), nothing());
        assert_eq!(own(json!("iam:PutUserPolicy"), holds()), ["fail Ana"], "it lets itself be taken off");
        assert_eq!(own(json!("iam:PutUserPolicy"), allow(json!("*"), json!("*"))), ["fail Ana"], "it bounds nothing");
        let lifts = json!(["iam:PutUserPolicy", "iam:DeleteUserPermissionsBoundary"]);
        assert_eq!(own(lifts, holds()), ["fail Ana"], "it takes the boundary off");
        let held = allow(json!("*"), json!("*"));
        let freed = Team::new().managed(&boundary, holds()).user(
            DEV,
            "Ana",
            &[held, allow(json!("iam:DeleteUserPermissionsBoundary"), json!("*"))],
            bounded.clone(),
        );
        assert_eq!(freed.says(RuleId::Priv02), ["fail Ana"], "an administrator once it is off");
    }

    #[test]
    fn whoever_makes_credentials_of_users_takes_them_over() {
        let keys = |on: Value| of_ana(&[allow(json!("iam:CreateAccessKey"), on)], json!({}));
        let found = keys(json!("*")).expect("found");
        assert_eq!((found.severity, &*found.title), (Severity::High, "Users can be taken over"));
        assert_eq!(found.summary, "`Ana` in team-dev can act as `Admin`, whose credentials it makes.");
        assert_eq!(keys(json!(format!("arn:aws:iam::{DEV}:user/${{aws:username}}"))), None, "its own");
        let deny = json!({"Statement": {"Effect": "Deny", "Action": "iam:CreateAccessKey", "Resource": "*"}});
        let held = Team::new().scp("NoKeys", deny).user(DEV, "Admin", &[allow(json!("*"), json!("*"))], json!({}));
        let ana = held.user(DEV, "Ana", &[allow(json!("iam:CreateAccessKey"), json!("*"))], json!({}));
        assert_eq!(ana.says(RuleId::Priv02), nothing());
    }

    #[test]
    fn whoever_rewrites_a_role_and_takes_it_gains() {
        let rewriter = |takes: &str| {
            let may =
                [allow(json!("iam:PutRolePolicy"), json!(role_arn(DEV, "Jobs"))), allow(json!(takes), json!("*"))];
            let team = Team::new()
                .role(DEV, "Jobs", trust(json!({"AWS": format!("arn:aws:iam::{DEV}:root")})), &[])
                .role(DEV, "Rewriter", service("lambda.amazonaws.com", DEV), &may);
            let found = team.findings().findings;
            found.into_iter().find(|one| one.rule == RuleId::Priv02).map(|found| found.severity)
        };
        assert_eq!(rewriter("sts:AssumeRole"), Some(Severity::High));
        assert_eq!(rewriter("s3:GetObject"), Some(Severity::Medium));
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
