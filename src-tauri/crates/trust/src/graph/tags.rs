//! Session tags and source identities: what has to be allowed besides taking the role, where a condition asks for them.

use armillary_policy::{Action, Decision, Policy, Statement};

use super::Actions;
use crate::facts::{Question, Standing};

/// Whether statements of a policy ask for what only a session tag or a source identity gives.
pub(super) fn asks_for_more(policy: &Policy) -> bool {
    let keys = policy.statements().iter().flat_map(Statement::conditions);
    keys.into_iter().any(|condition| needed_for(condition.key()).is_some())
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Needed {
    TagSession,
    SetSourceIdentity,
}

fn needed_for(key: &str) -> Option<Needed> {
    let key = key.to_ascii_lowercase();
    let tags = key.starts_with("aws:requesttag/") || key == "aws:tagkeys" || key == "sts:transitivetagkeys";
    match key.as_str() {
        "sts:sourceidentity" => Some(Needed::SetSourceIdentity),
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
    let pairs = [(Needed::TagSession, &actions.tag_session), (Needed::SetSourceIdentity, &actions.set_source_identity)];
    pairs.into_iter().filter(|(what, _)| needs(*what)).map(|(_, action)| action).collect()
}

/// What stands once session tags and source identity are allowed too, where they are needed.
pub(super) fn with_needed(question: &Question<'_, '_>, standing: Standing, actions: &Actions) -> Standing {
    if standing != Standing::AllowedIf {
        return standing;
    }
    let evaluation = question.evaluate();
    needed(&evaluation.decision, actions).into_iter().fold(standing, |standing, action| {
        let besides = Question { action, actor: question.actor, target: question.target, context: question.context };
        standing.and(besides.standing())
    })
}
