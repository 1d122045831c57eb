//! TRU-10: a chain of role sessions leads from a lower stage into a higher one.
//!
//! Whoever takes a role with a role's session (role chaining) gets a session of one hour at most, whatever the role
//! allows, and the record of who it was has one more link. Found are chains of two and more sessions, where the last
//! enters an account of a higher stage than the one the chain starts from.

use std::collections::BTreeMap;

use armillary_model::{AccountId, FindingHop, RuleId, Severity};
use armillary_policy::PrincipalElement;

use super::{
    Reads, Report, Rule, Scope, conditions,
    crossing::{Crossing, crossing},
    probe::ASSUME,
    report::Draft,
    walk,
};
use armillary_trust::{Edge, EdgeKind, Principal, PrincipalId, Standing};

pub(super) const RULE: Rule = Rule { id: RuleId::Tru10, reads: Reads::Grants, check };

/// How far up chains lead, and their steps.
type Chains = (Crossing, Vec<Vec<FindingHop>>);

/// An hour: the longest session that a role's session can have.
const CHAINED: u32 = 3600;

fn check(scope: &Scope<'_>, report: &mut Report) {
    let mut found: BTreeMap<(PrincipalId, Option<AccountId>), Chains> = BTreeMap::new();
    for last in scope.graph.crossings().iter().filter(|edge| is_session(edge)) {
        let Some(target) = scope.graph.principal_of(last.to) else { continue };
        for first in firsts(scope, last).into_iter().filter(|edge| is_session(edge)) {
            report.looked();
            let stages = (scope.graph.stage_of(first.from), scope.graph.stage_of(last.to));
            let (Some(from), Some(to)) = stages else { continue };
            let step = crossing(from, to);
            if step == Crossing::None || first.from == last.to {
                continue;
            }
            let path = [first, last].map(|edge| walk::hop(scope.graph, edge)).to_vec();
            let (worst, paths) =
                found.entry((target, scope.graph.account_of(first.from))).or_insert((step, Vec::new()));
            *worst = (*worst).max(step);
            paths.push(path);
        }
    }
    for ((target, account), (step, paths)) in found {
        report.raise(finding(scope, target, account, step, paths));
    }
}

/// Steps that may come before the last: those from other accounts, and where the last itself leads up also those from
/// its own.
fn firsts<'g>(scope: &Scope<'g>, last: &Edge) -> Vec<&'g Edge> {
    let stages = (scope.graph.stage_of(last.from), scope.graph.stage_of(last.to));
    let leads_up = matches!(stages, (Some(from), Some(to)) if crossing(from, to) != Crossing::None);
    let middle = scope.graph.principal_of(last.from).map(|id| scope.org.principal(id));
    // What happens inside an account is worked out when it is asked for: only where it can matter.
    if leads_up && middle.is_some_and(trusts_at_home) {
        scope.graph.edges_into(last.from).collect()
    } else {
        scope.graph.crossings_into(last.from).collect()
    }
}

/// Whether a role may be taken by somebody of its own account.
fn trusts_at_home(role: &Principal) -> bool {
    let elements = role.trust.iter().flat_map(|trust| conditions::allowing(trust, &ASSUME)).flat_map(conditions::named);
    elements.into_iter().any(|element| match element {
        PrincipalElement::Anyone | PrincipalElement::UniqueId(_) => true,
        element => conditions::account_of(&element) == Some(role.account),
    })
}

fn is_session(edge: &Edge) -> bool {
    edge.kind == EdgeKind::AssumeRole && matches!(edge.standing, Standing::Allowed | Standing::AllowedIf)
}

fn finding(
    scope: &Scope<'_>,
    target: PrincipalId,
    account: Option<AccountId>,
    step: Crossing,
    paths: Vec<Vec<FindingHop>>,
) -> armillary_model::Finding {
    let role = scope.org.principal(target);
    let own = scope.org.account_of(role);
    let from =
        account.and_then(|id| scope.org.account(id)).map_or("outside the organization", |account| &*account.name);
    let starts: Vec<String> = paths.iter().filter_map(|path| path.first()).map(|hop| hop.from.clone()).collect();
    let mut draft = Draft::new(RuleId::Tru10, &*role.arn, role.account)
        .told_by("from", account.map(|id| id.to_string()).unwrap_or_default())
        .severity(if step == Crossing::IntoProduction { Severity::Medium } else { Severity::Low })
        .summary(format!("`{}` in {} is taken from {from} through a chain of role sessions.", role.name(), own.name))
        .remedy("Let whoever needs the role take it directly, or have a pipeline do the work.")
        .principals(starts)
        .paths(paths)
        .note("A session that a role's session takes lasts one hour at most.");
    if let Some(longest) = role.max_session_duration.filter(|seconds| *seconds > CHAINED) {
        draft =
            draft.note(format!("The role allows sessions of {} hours, which this chain does not get.", longest / 3600));
    }
    draft.warn()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::team::*;
    use super::*;

    fn chain(first: &str, middle: &str, last: &str) -> Vec<String> {
        let assumes = |account: &str, role: &str| allow(json!("sts:AssumeRole"), json!(role_arn(account, role)));
        let trusts = |account: &str, role: &str| trust(json!({"AWS": role_arn(account, role)}));
        Team::new()
            .role(first, "First", service("glue.amazonaws.com", first), &[assumes(middle, "Middle")])
            .role(middle, "Middle", trusts(first, "First"), &[assumes(last, "Last")])
            .role_like(last, "Last", trusts(middle, "Middle"), &[], json!({"MaxSessionDuration": 43_200}))
            .says(RuleId::Tru10)
    }

    #[test]
    fn two_sessions_that_lead_up_are_a_chain() {
        assert_eq!(chain(DEV, HUB, PROD), ["warn Last"]);
        assert_eq!(chain(DEV, DEV, PREPROD), ["warn Last"]);
        assert_eq!(chain(PREPROD, PREPROD, PROD), ["warn Last"]);
    }

    #[test]
    fn chains_along_or_down_are_not_found() {
        assert_eq!(chain(HUB, HUB, PROD), nothing());
        assert_eq!(chain(MANAGEMENT, MANAGEMENT, PROD), nothing());
        assert_eq!(chain(PROD, PROD, DEV), nothing());
    }
}
