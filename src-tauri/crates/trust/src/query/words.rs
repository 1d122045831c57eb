//! Answers in words: the reason of a step, its conditions, and what to know besides.

use armillary_facts::{self as facts, Carrier};
use armillary_policy::{Effect, Layer, Literal, Residual, Verdict};

use super::{Cited, DocumentKind, EndKind, Explanation, PathEnd, condition_in_words};
use crate::{AssigneeKind, Edge, EdgeKind, Gives, Graph, Node, PrincipalKind, Rewrites, Standing, Via};

/// What a node is.
pub(super) fn kind_of(graph: &Graph, node: &Node) -> EndKind {
    match node {
        Node::Principal(id) => match graph.organization().principal(*id).kind {
            PrincipalKind::Role => EndKind::Role,
            PrincipalKind::User => EndKind::User,
        },
        Node::Root(_) => EndKind::Root,
        Node::Provider(_) => EndKind::Provider,
        Node::Service(_) => EndKind::Service,
        Node::Person(AssigneeKind::User, _) => EndKind::IdentityCenterUser,
        Node::Person(AssigneeKind::Group, _) => EndKind::IdentityCenterGroup,
        Node::ExternalAccount(_) => EndKind::ExternalAccount,
        Node::ExternalPrincipal(_) => EndKind::ExternalPrincipal,
        Node::UnreadAccount(_) => EndKind::UnreadAccount,
        Node::UnreadPrincipal(_) => EndKind::UnreadPrincipal,
        Node::Anyone => EndKind::Anyone,
    }
}

/// Why a step is possible, in a sentence.
pub(super) fn reason(graph: &Graph, edge: &Edge, explanation: &Explanation) -> String {
    let (from, to) = (graph.end(edge.from), graph.end(edge.to));
    let across = from.account != to.account;
    let named = |end: &PathEnd| match &end.account_name {
        Some(account) if across => format!("`{}` ({account})", end.name),
        _ => format!("`{}`", end.name),
    };
    let (from, to) = (named(&from), named(&to));
    let step = match edge.kind {
        EdgeKind::AssumeRole => format!("{from} can take {to}"),
        EdgeKind::AssumeRoleWithSaml | EdgeKind::AssumeRoleWithWebIdentity => {
            format!("users that {from} vouches for can take {to}")
        }
        EdgeKind::Assignment => format!("{from} is assigned the permission set of {to}"),
        EdgeKind::Membership => format!("{from} is a member of {to}"),
        EdgeKind::Service => format!("{from} can take {to}"),
        EdgeKind::PassRole => match graph.via(edge) {
            Via::Pass(pass) => format!("{from} can pass {to} to {} and use it through {}", pass.service, pass.action),
            _ => format!("{from} can pass {to}"),
        },
        EdgeKind::AssumeRoot => format!("{from} can take a root session in {}", graph.name_of(edge.to)),
        EdgeKind::RewriteTrust => format!("{from} can write itself into the trust policy of {to}, and take it"),
        EdgeKind::RewritePermissions => match graph.via(edge) {
            Via::Rewrite(rewrites) => {
                let actions: Vec<&str> = rewrites.actions().collect();
                let whose = if edge.from == edge.to { "it may do itself".to_owned() } else { format!("{to} may do") };
                format!("{from} can change what {whose} ({})", actions.join(", "))
            }
            _ => format!("{from} can change what {to} may do"),
        },
        EdgeKind::Credentials => match graph.via(edge) {
            Via::Credentials(credentials) => {
                let actions: Vec<&str> = credentials.actions().collect();
                format!("{from} can make itself credentials of {to}, and act as it ({})", actions.join(", "))
            }
            _ => format!("{from} can make itself credentials of {to}"),
        },
        EdgeKind::Studio => match graph.via(edge) {
            Via::Profile(profile) => {
                let name = profile.arn.rsplit('/').next().unwrap_or(&profile.arn);
                format!("{from} can open Studio as user profile `{name}`, which acts as {to}")
            }
            _ => format!("{from} can open Studio as {to}"),
        },
    };
    let grounds = grounds(explanation).join(" and ");
    match edge.standing {
        Standing::Denied => step.replacen(" can ", " cannot ", 1),
        Standing::Unknown => not_known(graph, edge, explanation, &step, &grounds),
        Standing::Allowed | Standing::AllowedIf if grounds.is_empty() => step,
        Standing::Allowed | Standing::AllowedIf => format!("{step}: {grounds}"),
    }
}

/// That a step is not known, why, and what is said of it by what was read, be it of an earlier crawl.
fn not_known(graph: &Graph, edge: &Edge, explanation: &Explanation, step: &str, grounds: &str) -> String {
    let reason = explanation.unknown.first().map_or("something that it rests on was not read", String::as_str);
    let is_denied = explanation
        .checks
        .iter()
        .any(|check| matches!(check.verdict, Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied));
    let account = |id| graph.account_of(id).and_then(|account| graph.organization().account(account));
    let was_read = |id| account(id).is_none_or(|account| account.iam_as_of.is_some());
    let known = match (is_denied, grounds.is_empty()) {
        (true, _) if was_read(edge.from) && was_read(edge.to) => "; by what was read of it, it is not allowed",
        (false, false) => &format!("; by what was read of it, {grounds}"),
        _ => "",
    };
    format!("whether {step} is not known: {reason}{known}")
}

/// The statements that allow, each named once.
fn grounds(explanation: &Explanation) -> Vec<String> {
    let mut grounds = Vec::new();
    let cited = explanation.checks.iter().flat_map(|check| &check.because);
    for cited in cited.filter(|cited| cited.effect == Effect::Allow) {
        if !matches!(cited.layer, Layer::Resource | Layer::Identity) || cited.document == DocumentKind::Assumed {
            continue;
        }
        let text = format!("{} allows it", statement(cited));
        if !grounds.contains(&text) {
            grounds.push(text);
        }
    }
    grounds.truncate(3);
    grounds
}

/// A statement and its document in words.
pub(super) fn statement(cited: &Cited) -> String {
    let which = match &cited.sid {
        Some(sid) => format!("statement `{sid}`"),
        None => format!("statement {}", cited.statement.saturating_add(1)),
    };
    let name = cited.policy_name.as_deref().unwrap_or("?");
    let holder = cited.holder.as_deref().map(|arn| arn.rsplit('/').next().unwrap_or(arn)).unwrap_or("?");
    let node = cited.node.as_deref().unwrap_or("?");
    match (cited.document, cited.layer) {
        (DocumentKind::Trust, _) => format!("{which} of the trust policy of `{holder}`"),
        (DocumentKind::Inline, _) => format!("{which} of inline policy `{name}` of `{holder}`"),
        (DocumentKind::Managed, Layer::Boundary) => format!("{which} of permissions boundary `{name}`"),
        (DocumentKind::Managed, _) => format!("{which} of managed policy `{name}`"),
        (DocumentKind::OrganizationPolicy, Layer::Rcp) => {
            format!("{which} of resource control policy `{name}` at `{node}`")
        }
        (DocumentKind::OrganizationPolicy, _) => format!("{which} of service control policy `{name}` at `{node}`"),
        (DocumentKind::ResourcePolicy, _) => format!("{which} of the resource policy of `{holder}`"),
        (DocumentKind::Assumed, _) => which,
    }
}

/// The literals that every alternative holds.
pub(super) fn common(residual: &Residual) -> Vec<Literal> {
    let Some((first, rest)) = residual.alternatives().split_first() else { return Vec::new() };
    first.iter().filter(|literal| rest.iter().all(|other| other.contains(literal))).cloned().collect()
}

/// What must hold for a step, one sentence per condition that every alternative has.
pub(super) fn conditions(graph: &Graph, edge: &Edge, explanation: &Explanation) -> Vec<String> {
    let mut conditions: Vec<String> = explanation.conditions().iter().map(condition_in_words).collect();
    if graph.lacks_instance_profile(edge) {
        conditions.push(
            "no instance profile holds the role: one would have to be made (iam:CreateInstanceProfile, iam:AddRoleToInstanceProfile)"
                .to_owned(),
        );
    }
    if let (Via::Credentials(credentials), Standing::AllowedIf) = (graph.via(edge), edge.standing) {
        conditions.extend(credentials.password().map(|has_one| {
            let what = if has_one { "has a password" } else { "has no password yet" };
            format!("only if the user {what}: that is not read")
        }));
    }
    conditions
}

/// What to know of a step besides its reason.
pub(super) fn notes(graph: &Graph, edge: &Edge, at: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if edge.kind.is_session() && graph.is_role(edge.from) && at > 0 {
        notes.push("role chaining: the session lasts one hour at most, whatever the role's own limit".to_owned());
    }
    match edge.kind {
        EdgeKind::RewriteTrust => notes.push(
            "this gives the role itself; IAM takes some seconds until a changed trust policy counts everywhere"
                .to_owned(),
        ),
        EdgeKind::RewritePermissions => {
            let Via::Rewrite(rewrites) = graph.via(edge) else { return notes };
            notes.push(changed(rewrites, edge.from == edge.to, !graph.is_role(edge.to)));
        }
        EdgeKind::Credentials => notes.push(
            "a user has two access keys at most, and one who has set up MFA signs in with it; access keys need none"
                .to_owned(),
        ),
        EdgeKind::PassRole => notes.push("what runs in the service has the role's permissions".to_owned()),
        EdgeKind::AssumeRoot => {
            notes.push(
                "root sessions last 15 minutes, and can do what one of AWS's five task policies allows".to_owned(),
            );
        }
        EdgeKind::AssumeRole if matches!(graph.node(edge.from), Node::Anyone) => {
            notes.push("anybody with an AWS account, whichever it is".to_owned());
        }
        _ => {}
    }
    notes
}

/// What a change of permissions amounts to.
fn changed(rewrites: Rewrites, is_own: bool, is_user: bool) -> String {
    let whose = if is_user { "user" } else { "role" };
    let (anything, choice) = (rewrites.give(Gives::Anything), rewrites.give(Gives::Choice));
    match (is_own, anything, choice) {
        (true, true, _) => {
            "this gives it any permission that its permissions boundary and the organization's policies leave"
                .to_owned()
        }
        (true, false, true) => {
            "this gives it the choice among what is there: versions of its policies, the rights of groups".to_owned()
        }
        (true, false, false) => "this takes off what holds it down".to_owned(),
        (false, false, true) if rewrites.actions().eq(["iam:SetDefaultPolicyVersion"]) => {
            format!("this gives the choice among the versions that a policy of the {whose} has, not the {whose} itself")
        }
        (false, false, false) => {
            format!("this takes off what holds the {whose} down; it does not give the {whose} itself")
        }
        (false, ..) => format!(
            "this gives power over what the {whose} may do, and so over what runs as the {whose}; not the {whose} itself"
        ),
    }
}

/// Whether two steps ask for different values of what stays the same along the way. External ids and the like are new with
/// each request, and may differ.
pub(super) fn contradict(residuals: &[Residual]) -> bool {
    let pairs = residuals
        .iter()
        .enumerate()
        .flat_map(|(at, one)| residuals.iter().skip(at.saturating_add(1)).map(move |two| (one, two)));
    let mut pairs = pairs.filter(|(one, two)| !one.alternatives().is_empty() && !two.alternatives().is_empty());
    pairs.any(|(one, two)| {
        let mut both = one.alternatives().iter().flat_map(|a| two.alternatives().iter().map(move |b| (a, b)));
        both.all(|(a, b)| a.iter().any(|one| b.iter().any(|two| excludes(one, two))))
    })
}

fn excludes(one: &Literal, two: &Literal) -> bool {
    let is_kept = || facts::carried_by(Carrier::OneCaller).any(|key| key.eq_ignore_ascii_case(&one.key));
    let same_key = one.key.eq_ignore_ascii_case(&two.key) && is_kept();
    let equality = |literal: &Literal| matches!(literal.operator.as_str(), "StringEquals" | "ArnEquals" | "IpAddress");
    if !same_key || !equality(one) || one.operator != two.operator || one.operator == "IpAddress" {
        return false;
    }
    match (one.negated, two.negated) {
        (false, false) => !one.values.iter().any(|value| two.values.contains(value)),
        (false, true) => one.values.iter().all(|value| two.values.contains(value)),
        (true, false) => two.values.iter().all(|value| one.values.contains(value)),
        (true, true) => false,
    }
}
