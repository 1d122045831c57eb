//! PRIV-01: a principal can give itself more rights by passing or making roles.
//!
//! Passing: it may pass any role of its account to a service and have the service act with it, or it may pass an
//! administrator's role while it is none itself. Making: it may create a role and give it rights without the
//! permissions boundary that would hold both down. Administrators have all there is to gain, and deployment roles of
//! models are PASS-01's.

use std::collections::HashMap;

use armillary_model::{AccountId, Finding, RuleId, Severity, StatementRef};
use armillary_policy::{Action, Context, PrincipalElement};

use super::{
    Reads, Report, Rule, Scope,
    ask::{Asked, is_open, knowing, lifts_boundary},
    conditions, expectations, grants, probe,
    report::Draft,
    walk,
};
use armillary_trust::{Edge, EdgeKind, Principal, PrincipalId, passes};

pub(super) const RULE: Rule = Rule { id: RuleId::Priv01, reads: Reads::Grants, check };

struct Actions {
    pass: Action,
    create: Action,
    attach: Action,
    put: Action,
}

fn check(scope: &Scope<'_>, report: &mut Report) {
    let new = Action::new;
    let actions = Actions {
        pass: new("iam:PassRole"),
        create: new("iam:CreateRole"),
        attach: new("iam:AttachRolePolicy"),
        put: new("iam:PutRolePolicy"),
    };
    let mut serving = HashMap::new();
    for (id, principal) in scope.actors() {
        let passes = principal.identity.iter().any(|policy| policy.may_allow(&actions.pass));
        let makes = principal.identity.iter().any(|policy| policy.may_allow(&actions.create));
        if !(passes || makes) || scope.expect.is_baseline(principal) || grants::is_administrator(principal) {
            continue;
        }
        report.looked();
        let Some(asked) = Asked::new(scope.org, principal) else { continue };
        if passes && !expectations::fits_any(principal.name(), &scope.expect.deployment) {
            report.raise_some(passing(scope, id, principal, &asked, &actions, &mut serving));
        }
        if makes {
            report.raise_some(making(scope, principal, &asked, &actions));
        }
    }
}

fn passing(
    scope: &Scope<'_>,
    id: PrincipalId,
    principal: &Principal,
    asked: &Asked<'_>,
    actions: &Actions,
    serving: &mut HashMap<AccountId, bool>,
) -> Option<Finding> {
    let services = any_role_services(scope, principal, asked, &actions.pass);
    let mut serves = || *serving.entry(principal.account).or_insert_with(|| serves_administrators(scope, principal));
    if services.is_empty() && !serves() {
        return None;
    }
    let edges = scope.graph.edges_from(scope.graph.node_of(id));
    let passed: Vec<Edge> =
        edges.filter(|edge| edge.kind == EdgeKind::PassRole && is_open(edge.standing)).copied().collect();
    let administrators: Vec<Edge> = passed.iter().filter(|edge| reaches_administrator(scope, edge)).copied().collect();
    if services.is_empty() && administrators.is_empty() {
        return None;
    }
    let own = scope.org.account_of(principal);
    let summary = match services.as_slice() {
        [] => format!(
            "`{}` in {} may pass an administrator's role to a service that acts for it.",
            principal.name(),
            own.name
        ),
        services => format!(
            "`{}` in {} may pass any role of the account to {}, and have it act with the role.",
            principal.name(),
            own.name,
            services.join(", ")
        ),
    };
    let shown = if administrators.is_empty() { &passed } else { &administrators };
    let draft = Draft::new(RuleId::Priv01, &*principal.arn, principal.account)
        .told_by("by", "passing")
        .severity(if administrators.is_empty() { Severity::Medium } else { Severity::High })
        .title("Escalation by passing roles")
        .summary(summary)
        .remedy("Allow iam:PassRole on the roles that are meant only, with iam:PassedToService.")
        .statements(granting(principal, &[&actions.pass]))
        .paths(shown.iter().map(|edge| vec![walk::hop(scope.graph, edge)]))
        .principals(passed.iter().map(|edge| scope.graph.name_of(edge.to).to_string()));
    Some(draft.fail())
}

/// Whether the account has an administrator's role that a service can take.
fn serves_administrators(scope: &Scope<'_>, principal: &Principal) -> bool {
    let members = scope.org.members(scope.org.account_of(principal)).map(|id| scope.org.principal(id));
    members.into_iter().any(|role| {
        let trusted = role.trust.iter().flat_map(|trust| trust.statements()).flat_map(conditions::named);
        let by_service = trusted.into_iter().any(|element| matches!(element, PrincipalElement::Service(_)));
        by_service && grants::is_administrator(role)
    })
}

fn reaches_administrator(scope: &Scope<'_>, edge: &Edge) -> bool {
    scope.graph.principal_of(edge.to).is_some_and(|role| grants::is_administrator(scope.org.principal(role)))
}

/// Services to which it may pass whatever role, and that it may have act.
fn any_role_services(scope: &Scope<'_>, principal: &Principal, asked: &Asked<'_>, pass: &Action) -> Vec<&'static str> {
    let (partition, account) = (conditions::partition(principal), principal.account);
    let any = format!("arn:{partition}:iam::{account}:role/*");
    let ask = |action: &Action, arn: &str| asked.standing(action, arn, &Context::new());
    let mut services: Vec<&str> = Vec::new();
    let mut passed: HashMap<&str, bool> = HashMap::new();
    for pair in passes() {
        if services.contains(&pair.service) || !pair.may(|action| asked.may(action)) {
            continue;
        }
        // What a service takes out of instance profiles has to be in one, or to be put into one.
        let is_given = || {
            !pair.over_instance_profile()
                || has_instance_profiles(scope, principal)
                || is_open(pair.profile_standing(partition, account, ask))
        };
        let may_pass_as =
            |name: &str| is_open(asked.standing_on_all(pass, &any, &knowing("iam:PassedToService", name)));
        let may_pass = || pair.passed_in(partition).iter().any(|name| may_pass_as(name));
        let may_pass = *passed.entry(pair.service).or_insert_with(may_pass);
        if may_pass && is_open(pair.standing(partition, account, ask)) && is_given() {
            services.push(pair.service);
        }
    }
    services
}

/// Whether a role of the principal's account is in an instance profile.
fn has_instance_profiles(scope: &Scope<'_>, principal: &Principal) -> bool {
    let mut members = scope.org.members(scope.org.account_of(principal)).map(|id| scope.org.principal(id));
    members.any(|role| !role.instance_profiles.is_empty())
}

fn making(scope: &Scope<'_>, principal: &Principal, asked: &Asked<'_>, actions: &Actions) -> Option<Finding> {
    let mut unbounded = Context::new();
    unbounded.absent("iam:PermissionsBoundary");
    let partition = conditions::partition(principal);
    let any = probe::any_role(partition, principal.account);
    let asked_for = grants::by_name(principal, &actions.create).filter_map(|(_, statement)| statement.resources());
    let patterns = asked_for.filter(|written| !written.negated).flat_map(|written| written.texts);
    let examples = patterns
        .filter_map(|pattern| Some((pattern.to_string(), probe::example(pattern, partition, principal.account)?)));
    let tried = examples.filter(|(_, arn)| arn.contains(":role/")).chain([("*".to_owned(), any)]);
    let (pattern, _) = tried.into_iter().find(|(_, role)| {
        let may = |action: &Action, context: &Context| is_open(asked.standing(action, role, context));
        let makes = |context: &Context| {
            may(&actions.create, context) && (may(&actions.attach, context) || may(&actions.put, context))
        };
        makes(&unbounded) || (makes(&Context::new()) && lifts_boundary(asked, role))
    })?;
    let own = scope.org.account_of(principal);
    let draft = Draft::new(RuleId::Priv01, &*principal.arn, principal.account)
        .told_by("by", "making")
        .severity(Severity::High)
        .title("Escalation by making roles")
        .summary(format!(
            "`{}` in {} may create roles that fit `{pattern}` and give them any rights: nothing demands a permissions boundary that stays.",
            principal.name(),
            own.name
        ))
        .remedy("Demand iam:PermissionsBoundary on iam:CreateRole, iam:AttachRolePolicy and iam:PutRolePolicy.")
        .statements(granting(principal, &[&actions.create, &actions.attach, &actions.put]));
    Some(draft.fail())
}

/// The statements that grant any of these actions.
fn granting(principal: &Principal, actions: &[&Action]) -> Vec<StatementRef> {
    let policies = principal.identity.iter().enumerate();
    let places = policies.flat_map(|(at, policy)| {
        let granting = actions.iter().flat_map(move |action| conditions::allowing(policy, action));
        granting.map(move |statement| conditions::in_identity(principal, at, statement))
    });
    places.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::team::*;
    use super::*;

    fn said(inline: &[Value]) -> Vec<String> {
        let admin = allow(json!("*"), json!("*"));
        Team::new()
            .role(DEV, "Launcher", service("servicecatalog.amazonaws.com", DEV), inline)
            .role(DEV, "Jobs", service("glue.amazonaws.com", DEV), &[])
            .role(DEV, "Powerful", service("lambda.amazonaws.com", DEV), &[admin])
            .says(RuleId::Priv01)
    }

    #[test]
    fn passing_any_role_or_an_administrators_is_found() {
        let found = ["fail Launcher".to_owned()];
        let jobs = || {
            let runs = ["glue:CreateJob", "glue:StartJobRun", "lambda:CreateFunction", "lambda:InvokeFunction"];
            allow(json!(runs), json!("*"))
        };
        let pass = |resource: &str| allow(json!("iam:PassRole"), json!(resource));
        assert_eq!(said(&[jobs(), pass("*")]), found);
        assert_eq!(said(&[jobs(), pass(&role_arn(DEV, "*"))]), found);
        assert_eq!(said(&[jobs(), pass(&format!("arn:*:iam::{DEV}:*"))]), found);
        assert_eq!(said(&[jobs(), pass(&role_arn(DEV, "Powerful"))]), found, "an administrator's role");
        assert_eq!(said(&[jobs(), pass(&role_arn(DEV, "Jobs"))]), nothing());
        assert_eq!(said(&[pass("*")]), nothing(), "no service acts for it");
        let made = allow(json!(["glue:CreateJob", "lambda:CreateFunction"]), json!("*"));
        assert_eq!(said(&[made, pass("*")]), nothing(), "nothing runs what it makes");
        let to_ec2 = allow_if(
            json!("iam:PassRole"),
            json!("*"),
            json!({"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}),
        );
        assert_eq!(said(&[jobs(), to_ec2]), nothing());
    }

    #[test]
    fn instances_take_roles_out_of_instance_profiles() {
        let launch = |more: &[&str]| {
            let mut actions = vec!["iam:PassRole", "ec2:RunInstances"];
            actions.extend(more);
            allow(json!(actions), json!("*"))
        };
        assert_eq!(said(&[launch(&[])]), nothing(), "no instance profile, and none can be made");
        let makes = ["iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile"];
        assert_eq!(said(&[launch(&makes)]), ["fail Launcher"]);
        let profile = format!("arn:aws:iam::{DEV}:instance-profile/Server");
        let team =
            Team::new().role(DEV, "Launcher", service("servicecatalog.amazonaws.com", DEV), &[launch(&[])]).role_like(
                DEV,
                "Server",
                trust(json!({"Service": "ec2.amazonaws.com"})),
                &[],
                json!({"InstanceProfileList": [{"Arn": profile}]}),
            );
        assert_eq!(team.says(RuleId::Priv01), ["fail Launcher"]);
    }

    #[test]
    fn making_roles_without_a_boundary_is_found() {
        let makes = json!(["iam:CreateRole", "iam:PutRolePolicy"]);
        let boundary = json!({"StringEquals": {"iam:PermissionsBoundary": format!("arn:aws:iam::{DEV}:policy/Team")}});
        let roles = json!(role_arn(DEV, "project/*"));
        assert_eq!(said(&[allow(makes.clone(), roles.clone())]), ["fail Launcher"]);
        assert_eq!(said(&[allow_if(makes.clone(), roles.clone(), boundary.clone())]), nothing());
        let lifts = allow(json!("iam:DeleteRolePermissionsBoundary"), roles.clone());
        assert_eq!(
            said(&[allow_if(makes, roles.clone(), boundary), lifts]),
            ["fail Launcher"],
            "it takes the boundary off"
        );
        assert_eq!(said(&[allow(json!("iam:CreateRole"), roles)]), nothing(), "a role without rights");
        assert_eq!(said(&[allow(json!("iam:*"), json!("*"))]), ["fail Launcher"]);
    }

    #[test]
    fn a_control_policy_holds_it_and_administrators_have_nothing_to_gain() {
        let deny = json!({"Statement": {"Effect": "Deny", "Action": "iam:CreateRole", "Resource": "*"}});
        let makes = allow(json!(["iam:CreateRole", "iam:PutRolePolicy"]), json!("*"));
        let role =
            |team: Team| team.role(DEV, "Launcher", service("glue.amazonaws.com", DEV), std::slice::from_ref(&makes));
        assert_eq!(role(Team::new().scp("NoRoles", deny)).says(RuleId::Priv01), nothing());
        assert_eq!(said(&[allow(json!("*"), json!("*"))]), nothing());
    }
}
