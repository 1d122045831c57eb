//! What a principal's identity policies grant: how much power it has, and where they speak of an action by name.

use std::sync::Arc;

use armillary_facts as facts;
use armillary_policy::{Action, Effect, Policy, Statement};

use super::conditions;
use armillary_trust::Principal;

/// How much a principal may do, roughly: enough to weigh a finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Power {
    /// Nothing but looking.
    Looks,
    /// Changes something.
    Changes,
    /// Anything in its account.
    Administers,
}

/// How much a principal may do. One whose policies are not all known is taken to change something.
pub(super) fn power(principal: &Principal) -> Power {
    match power_of(&principal.identity, principal.missing.is_empty()) {
        Power::Administers if !is_administrator(principal) => Power::Changes,
        power => power,
    }
}

/// How much some policies allow, if these are all.
pub(super) fn power_of(policies: &[Arc<Policy>], are_all: bool) -> Power {
    if administer(policies) {
        Power::Administers
    } else if are_all && policies.iter().all(|policy| only_looks(policy)) {
        Power::Looks
    } else {
        Power::Changes
    }
}

/// Whether a principal may do anything in its account.
pub(super) fn is_administrator(principal: &Principal) -> bool {
    let is_bounded = || principal.boundary.as_ref().is_some_and(|boundary| !administer(&boundary.policies));
    administer(&principal.identity) && !is_bounded()
}

/// Whether some policies allow anything.
pub(super) fn administer(policies: &[Arc<Policy>]) -> bool {
    policies.iter().any(|policy| administers(policy))
}

fn administers(policy: &Policy) -> bool {
    policy.statements().iter().any(|statement| {
        let actions = statement.actions();
        let everything = statement
            .resources()
            .is_some_and(|written| !written.negated && written.texts.iter().any(|text| &**text == "*"));
        let any_action = !actions.negated && actions.texts.iter().any(|text| matches!(&**text, "*" | "*:*"));
        statement.effect() == Effect::Allow && everything && any_action && statement.conditions().is_empty()
    })
}

fn only_looks(policy: &Policy) -> bool {
    let allows = policy.statements().iter().filter(|statement| statement.effect() == Effect::Allow);
    allows.into_iter().all(|statement| {
        let actions = statement.actions();
        !actions.negated && actions.texts.iter().all(|text| looks(text))
    })
}

/// Whether all that a pattern stands for only looks. Of what the reference does not know, newer or no longer offered, the name
/// has to tell.
fn looks(pattern: &str) -> bool {
    let mut covered = facts::covered_by(pattern).peekable();
    if covered.peek().is_some() {
        return covered.all(|(service, action)| facts::looks(service, &action));
    }
    let verb = pattern.split_once(':').map_or("", |(_, verb)| verb).to_ascii_lowercase();
    ["describe", "get", "list"].iter().any(|looking| verb.starts_with(looking))
}

/// A statement of an identity policy, and the place of the policy in `Principal::identity`.
pub(super) type Granted<'p> = (usize, &'p Statement);

/// Statements of a principal's identity policies that allow an action by the name of its service. One that allows `*`,
/// or everything but some, grants it too, but says nothing about why.
pub(super) fn by_name<'p>(principal: &'p Principal, action: &'p Action) -> impl Iterator<Item = Granted<'p>> {
    let policies = principal.identity.iter().enumerate();
    policies.flat_map(move |(at, policy)| {
        let allowing = conditions::allowing(policy, action);
        allowing.filter(move |statement| names_service(statement, action)).map(move |statement| (at, statement))
    })
}

fn names_service(statement: &Statement, action: &Action) -> bool {
    let actions = statement.actions();
    let named =
        |text: &str| text.split_once(':').is_some_and(|(service, _)| service.eq_ignore_ascii_case(action.service()));
    !actions.negated && actions.texts.iter().any(|text| named(text))
}

/// Whether a principal's right to an action hangs on tags of the resource.
pub(super) fn asks_resource_tags(principal: &Principal, action: &Action) -> bool {
    let mut statements = principal.identity.iter().flat_map(|policy| policy.about(action));
    statements.any(|statement| {
        let mut keys = statement.conditions().iter().map(|condition| condition.key().to_ascii_lowercase());
        keys.any(|key| key.contains("resourcetag/"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_is_told_by_what_a_pattern_covers_and_not_by_its_verb() {
        for pattern in ["s3:Get*", "s3:GetObject", "dynamodb:PartiQLSelect", "iam:List*", "deepcomposer:ListModels"] {
            assert!(looks(pattern), "{pattern}");
        }
        for pattern in [
            "sts:GetFederationToken",
            "sts:Get*",
            "redshift:GetClusterCredentials",
            "lakeformation:*",
            "*",
            "*:*",
            "*:Get*",
            "nobody:Put*",
        ] {
            assert!(!looks(pattern), "{pattern}");
        }
    }
}
