//! What a principal's identity policies grant: how much power it has, and where they speak of an action by name.

use armillary_policy::{Action, Effect, Policy, Statement};

use super::conditions;
use armillary_trust::Principal;

/// How much a principal may do, roughly: enough to weigh a finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Power {
    /// Nothing but looking, as far as the names of actions tell.
    Looks,
    /// Changes something.
    Changes,
    /// Anything in its account.
    Administers,
}

/// How much a principal may do. One whose policies are not all known is taken to change something.
pub(super) fn power(principal: &Principal) -> Power {
    if is_administrator(principal) {
        Power::Administers
    } else if principal.missing.is_empty() && principal.identity.iter().all(|policy| only_looks(policy)) {
        Power::Looks
    } else {
        Power::Changes
    }
}

/// Whether a principal may do anything in its account.
pub(super) fn is_administrator(principal: &Principal) -> bool {
    let allows = |policies: &[std::sync::Arc<Policy>]| policies.iter().any(|policy| administers(policy));
    let is_bounded = || principal.boundary.as_ref().is_some_and(|boundary| !allows(&boundary.policies));
    allows(&principal.identity) && !is_bounded()
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

const LOOKING: &[&str] = &[
    "batchdescribe",
    "batchget",
    "describe",
    "get",
    "head",
    "list",
    "lookup",
    "query",
    "scan",
    "search",
    "select",
    "view",
];

fn only_looks(policy: &Policy) -> bool {
    let allows = policy.statements().iter().filter(|statement| statement.effect() == Effect::Allow);
    allows.into_iter().all(|statement| {
        let actions = statement.actions();
        !actions.negated
            && actions.texts.iter().all(|text| {
                let verb = text.split_once(':').map_or("", |(_, verb)| verb);
                LOOKING
                    .iter()
                    .any(|looking| verb.get(..looking.len()).is_some_and(|start| start.eq_ignore_ascii_case(looking)))
            })
    })
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
