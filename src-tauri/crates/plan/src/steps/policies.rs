//! Attaching and detaching organization policies.

use super::organizations;
use crate::{
    Claim,
    draft::{Draft, Lane, NewStep, parameters},
    organization::Organization,
};

/// Attaches a policy, unless it is attached.
pub(super) fn attach(now: &Organization<'_>, draft: &mut Draft<'_>, policy: &str, to: &str) {
    if now.policy(policy).is_some_and(|record| now.is_attached(record, to) == Ok(true)) {
        return;
    }
    let (called, target) = (now.called(policy), now.called(to));
    draft.step(NewStep {
        title: format!("attach {called} to {target}"),
        verify: format!("{called} is attached to {target}"),
        undo: format!("detach {called} from {target}"),
        ..change(now, "AttachPolicy", policy, to)
    });
}

/// Detaches a policy, unless it is known that it is not attached.
pub(super) fn detach(now: &Organization<'_>, draft: &mut Draft<'_>, policy: &str, from: &str) {
    if now.policy(policy).is_none_or(|record| now.is_attached(record, from) == Ok(false)) {
        return;
    }
    let (called, target) = (now.called(policy), now.called(from));
    draft.step(NewStep {
        title: format!("detach {called} from {target}"),
        verify: format!("{called} is not attached to {target}"),
        undo: format!("attach {called} to {target} again"),
        ..change(now, "DetachPolicy", policy, from)
    });
}

fn change(now: &Organization<'_>, operation: &'static str, policy: &str, target: &str) -> NewStep {
    let attachment = Claim::Attachment { policy: policy.to_owned(), target: target.to_owned() };
    let place = match target.parse() {
        Ok(account) => Claim::Place { account },
        Err(_) => Claim::Node { node: target.to_owned() },
    };
    NewStep {
        parameters: parameters! { "PolicyId": policy, "TargetId": target },
        lanes: vec![Lane::Policies],
        repeatable: "reconciled by what the policy is attached to",
        seconds: [1, 30],
        claims: vec![attachment, Claim::PolicyText { policy: policy.to_owned() }, place],
        ..organizations(now, operation)
    }
}
