//! Moving and closing accounts.

use armillary_model::AccountId;

use super::organizations;
use crate::{
    Claim, PlanError,
    draft::{Draft, Lane, NewStep, parameters},
    organization::Organization,
};

/// Moves an account, unless it is there; the step's name.
pub(super) fn move_to(
    now: &Organization<'_>,
    draft: &mut Draft<'_>,
    account: AccountId,
    to: &str,
) -> Result<Option<String>, PlanError> {
    let id = account.to_string();
    let parent = now.member(account).and_then(|member| member.parent);
    let from = parent.ok_or_else(|| PlanError::Unknown {
        what: format!("where account {} is", now.called(&id)),
        why: "its place in the organization was not read; crawl again".to_owned(),
    })?;
    if from == to {
        return Ok(None);
    }
    let claims = vec![Claim::Place { account }, Claim::State { account }, Claim::Node { node: to.to_owned() }];
    let undo = format!("move it back to {}", now.called(from));
    let called = now.called(&id);
    Ok(Some(draft.step(NewStep { claims, undo, ..moving(now, &called, &id, from, to) })))
}

/// The call that moves an account, or one that an earlier step creates.
pub(super) fn moving(now: &Organization<'_>, called: &str, id: &str, from: &str, to: &str) -> NewStep {
    NewStep {
        title: format!("move {called} from {} to {}", now.called(from), now.called(to)),
        parameters: parameters! { "AccountId": id, "SourceParentId": from, "DestinationParentId": to },
        lanes: vec![Lane::MovesTo(to.to_owned()), Lane::ChangesOf(id.to_owned())],
        repeatable: "reconciled by where the account is",
        verify: format!("the account is in {}; the policies and portfolio shares of that place apply", now.called(to)),
        seconds: [1, 30],
        ..organizations(now, "MoveAccount")
    }
}

/// Closes an account, unless it is closed or on the way.
pub(super) fn close(now: &Organization<'_>, draft: &mut Draft<'_>, account: AccountId) {
    let Some(member) = now.member(account) else { return };
    if matches!(member.state(), "SUSPENDED" | "PENDING_CLOSURE" | "CLOSED") {
        return;
    }
    let id = account.to_string();
    draft.step(NewStep {
        title: format!("close account {}", now.called(&id)),
        parameters: parameters! { "AccountId": id },
        lanes: vec![Lane::Closures, Lane::ChangesOf(id.clone())],
        repeatable: "reconciled by the account's state",
        verify: "the account is SUSPENDED".to_owned(),
        undo: "not by a plan: AWS Support reopens a closed account within 90 days".to_owned(),
        seconds: [60, 600],
        claims: vec![Claim::State { account }, Claim::Place { account }],
        ..organizations(now, "CloseAccount")
    });
}
