//! Policies attached and detached.

use armillary_model::{Kind, Relation, RelationKind};

use super::{
    Call,
    records::{Records, relate, unrelate},
};
use crate::organization::short;

pub(super) fn attach(records: &mut Records, call: Call<'_>) {
    relate_to(records, &call.text("PolicyId"), &call.text("TargetId"));
}

pub(super) fn detach(records: &mut Records, call: Call<'_>) {
    let target = call.text("TargetId");
    if let Some(policy) = records.find(Kind::Policy, &call.text("PolicyId")) {
        unrelate(policy, RelationKind::AttachedTo, |known| short(known) == target);
    }
}

/// Attaches a policy to a root, OU or account.
pub(super) fn relate_to(records: &mut Records, policy: &str, target: &str) {
    let (arn, management) = (records.arn_of(target), records.management);
    let account = target.parse().ok();
    let label = match account {
        Some(_) => "ACCOUNT",
        None if target == records.root => "ROOT",
        None => "ORGANIZATIONAL_UNIT",
    };
    if let Some(policy) = records.find(Kind::Policy, policy) {
        unrelate(policy, RelationKind::AttachedTo, |known| short(known) == target);
        let relation = Relation::new(RelationKind::AttachedTo, arn, label);
        relate(policy, Relation { target_account: Some(account.unwrap_or(management)), ..relation });
    }
}
