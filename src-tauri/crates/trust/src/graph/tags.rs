//! Session tags, source identities and contexts: what has to be allowed besides taking the role, where a condition asks for them.

use armillary_facts as facts;
use armillary_policy::{Action, Decision, Policy, PrincipalElement, Statement};

use super::{Actions, trusted::Trusted};
use crate::{
    Organization, Principal,
    facts::{Question, Standing},
};

/// Whether statements of a policy ask for what only a session tag, a source identity or a context gives.
pub(super) fn asks_for_more(policy: &Policy) -> bool {
    let keys = policy.statements().iter().flat_map(Statement::conditions);
    keys.into_iter().any(|condition| needed_for(condition.key()).is_some())
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Needed {
    TagSession,
    SetSourceIdentity,
    SetContext,
}

fn needed_for(key: &str) -> Option<Needed> {
    let key = key.to_ascii_lowercase();
    let tags = key.starts_with("aws:requesttag/") || key == "aws:tagkeys" || key == "sts:transitivetagkeys";
    match key.as_str() {
        "sts:sourceidentity" => Some(Needed::SetSourceIdentity),
        _ if key.starts_with("sts:requestcontext") => Some(Needed::SetContext),
        _ if tags => Some(Needed::TagSession),
        _ => None,
    }
}

/// The actions that every way to satisfy the residual conditions needs besides.
pub(crate) fn needed<'a>(decision: &Decision, actions: &'a Actions) -> Vec<&'a Action> {
    let alternatives = decision.residual.alternatives();
    let needs = |what: Needed| {
        let asked = |literals: &Vec<armillary_policy::Literal>| {
            literals.iter().any(|literal| !literal.negated && needed_for(&literal.key) == Some(what))
        };
        !alternatives.is_empty() && alternatives.iter().all(asked)
    };
    let pairs = [
        (Needed::TagSession, &actions.tag_session),
        (Needed::SetSourceIdentity, &actions.set_source_identity),
        (Needed::SetContext, &actions.set_context),
    ];
    pairs.into_iter().filter(|(what, _)| needs(*what)).map(|(_, action)| action).collect()
}

/// Whether every session of a role carries tags that go on to each role that is taken from it: only services take the role that tag
/// their sessions so.
pub(crate) fn is_tagged(principal: &Principal, organization: &Organization) -> bool {
    let Some(trust) = &principal.trust else { return false };
    let tags = |service: &str| facts::tags_go_on(&facts::without_place(service));
    let elements = trust.statements().iter().filter_map(Statement::principals).flat_map(|named| named.elements);
    let mut services = elements.filter_map(|element| match element {
        PrincipalElement::Service(service) => Some(service),
        _ => None,
    });
    // Hardly any role is: a glance tells most of them.
    if !services.any(tags) {
        return false;
    }
    let trusted = Trusted::of(trust, organization);
    trusted.is_of_services_only() && trusted.services.iter().all(|service| tags(service))
}

/// What stands once session tags and source identity are allowed too, where they are needed: by a condition of the policies, or
/// because the caller's session carries tags.
pub(super) fn with_needed(
    question: &Question<'_, '_>,
    standing: Standing,
    actions: &Actions,
    is_tagged: bool,
) -> Standing {
    let mut besides = Vec::new();
    if standing == Standing::AllowedIf {
        besides = needed(&question.evaluate().decision, actions);
    }
    if is_tagged && standing.holds() {
        besides.push(&actions.tag_session);
    }
    besides.into_iter().fold(standing, |standing, action| standing.and(also(question, action)))
}

/// What stands for another action, asked by the same of the same.
pub(super) fn also(question: &Question<'_, '_>, action: &Action) -> Standing {
    let Question { actor, target, context, .. } = *question;
    Question { action, actor, target, context }.standing()
}

/// What stands for a service that takes a role, once all is allowed that its sessions need besides.
pub(super) fn with_service(question: &Question<'_, '_>, standing: Standing, service: &str) -> Standing {
    let besides = facts::actions_besides(&facts::without_place(service)).map(Action::new);
    besides.into_iter().fold(standing, |standing, action| standing.and(also(question, &action)))
}
