//! Permission sets given to people and groups in accounts, and taken away.

use armillary_model::AccountId;

use crate::{
    Claim, PlanError,
    draft::{Draft, Lane, NewStep, parameters},
    organization::{Organization, PrincipalKind},
};

/// What somebody is to have, or no longer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given<'a> {
    /// The ARN of the permission set.
    pub set: &'a str,
    pub kind: PrincipalKind,
    /// The id of the user or group.
    pub principal: &'a str,
    /// Whether it is given or taken away.
    pub assign: bool,
}

/// Gives a permission set in an account, or takes it away. The account can be one that an earlier step creates, which is then among the needs.
pub(super) fn add(
    now: &Organization<'_>,
    draft: &mut Draft<'_>,
    given: Given<'_>,
    account: &str,
    needs: &[String],
) -> Result<(), PlanError> {
    let Given { set, kind, principal, assign } = given;
    let center = now.center().map_err(|why| PlanError::Unknown { what: "IAM Identity Center".to_owned(), why })?;
    let id = account.parse::<AccountId>().ok();
    if id.map(|id| now.is_assigned(id, set, principal)) == Some(Ok(assign)) {
        return Ok(());
    }
    let claims = id.map(|account| Claim::Assignment {
        account,
        permission_set: set.to_owned(),
        principal: principal.to_owned(),
    });
    let state = id.filter(|_| assign).map(|account| Claim::State { account });
    let (who, what) = (format!("{} {}", kind.plain(), now.center_name(principal)), now.center_name(set));
    let place = if id.is_some() { now.called(account) } else { "the new account".to_owned() };
    // What is in force in the management account that account alone may change.
    let caller = if id == Some(now.management) { now.management } else { center.administrator };
    let call = NewStep {
        service: "sso",
        account: caller.to_string(),
        region: center.region.to_owned(),
        parameters: parameters! {
            "InstanceArn": center.arn,
            "TargetId": account,
            "TargetType": "AWS_ACCOUNT",
            "PermissionSetArn": set,
            "PrincipalType": kind.as_str(),
            "PrincipalId": principal,
        },
        lanes: vec![Lane::Assignments, Lane::ChangesOf(format!("{set} in {account}"))],
        repeatable: "reconciled by the assignments of the permission set in the account",
        seconds: [5, 120],
        needs: needs.to_vec(),
        claims: claims.into_iter().chain(state).collect(),
        ..NewStep::default()
    };
    draft.step(match assign {
        true => NewStep {
            title: format!("give {who} permission set {what} in {place}"),
            operation: "CreateAccountAssignment",
            verify: format!("{who} is among those who have {what} in {place}, which has a role of it"),
            undo: "take the permission set away again".to_owned(),
            ..call
        },
        false => NewStep {
            title: format!("take permission set {what} from {who} in {place}"),
            operation: "DeleteAccountAssignment",
            verify: format!("{who} is not among those who have {what} in {place}"),
            undo: "give the permission set again".to_owned(),
            ..call
        },
    });
    Ok(())
}
