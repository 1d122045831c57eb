//! Asking what a principal may do, in the rules' own words.

use armillary_model::partition_in_arn;
use armillary_policy::{Action, Context};
use armillary_trust::Standing;

pub(super) use armillary_trust::Asked;

/// Whether something is known to be allowed, if need be under a condition.
pub(super) fn is_open(standing: Standing) -> bool {
    matches!(standing, Standing::Allowed | Standing::AllowedIf)
}

/// A context of one key.
pub(super) fn knowing(key: &str, value: &str) -> Context {
    let mut context = Context::new();
    context.set(key, value);
    context
}

/// Whether somebody who is held down by a role's or user's permissions boundary may take it off, or put another there.
pub(super) fn lifts_boundary(asked: &Asked<'_>, arn: &str) -> bool {
    let kind = if arn.contains(":user/") { "User" } else { "Role" };
    let [delete, put] = ["Delete", "Put"].map(|verb| Action::new(&format!("iam:{verb}{kind}PermissionsBoundary")));
    // No condition on boundaries means the policy that allows everything.
    let partition = partition_in_arn(arn).unwrap_or("aws");
    let another = knowing("iam:PermissionsBoundary", &format!("arn:{partition}:iam::aws:policy/AdministratorAccess"));
    is_open(asked.standing(&delete, arn, &Context::new())) || is_open(asked.standing(&put, arn, &another))
}
