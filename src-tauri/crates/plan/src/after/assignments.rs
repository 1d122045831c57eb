//! Assignments of permission sets: given, taken away.

use armillary_model::{AccountId, Kind, Record, Relation, RelationKind};
use serde_json::json;

use super::{
    Call,
    records::{Records, relate, unrelate},
};
use crate::organization::{short, target};

pub(super) fn create(records: &mut Records, call: Call<'_>) {
    let Some(account) = call.account("TargetId") else { return };
    let (set, kind, principal) = (call.text("PermissionSetArn"), call.text("PrincipalType"), call.text("PrincipalId"));
    if records.all.iter().any(|record| is_it(record, account, &set, &principal)) {
        return;
    }
    let (noun, partition) = (kind.to_ascii_lowercase(), records.partition.clone());
    let who = format!("arn:{partition}:identitystore:::{noun}/{principal}");
    let name_of = |arn: &str| {
        let known = records.all.iter().find(|record| record.arn == arn);
        known.map_or_else(|| short(arn).to_owned(), |record| record.name.clone())
    };
    let name = format!("{} for {}", name_of(&set), name_of(&who));
    let (instance, id) = (call.text("InstanceArn"), account.to_string());
    let mut relations = vec![
        Relation::new(RelationKind::Assigns, set.as_str(), ""),
        Relation::new(RelationKind::AssignedTo, who, kind.as_str()),
        Relation::new(RelationKind::AssignedIn, id.as_str(), ""),
    ];
    relations.sort_unstable();
    records.all.push(Record {
        arn: format!(
            "arn:{partition}:sso::{account}:assignment/{}/{}/{noun}/{principal}",
            short(&instance),
            short(&set)
        ),
        kind: Kind::Assignment,
        account,
        region: call.step.region.clone(),
        name,
        document: json!({
            "AccountId": id, "PermissionSetArn": set, "PrincipalType": kind, "PrincipalId": principal,
        }),
        relations,
        stale: false,
        as_of: records.crawl,
        unread: Vec::new(),
    });
    if let Some(record) = records.find(Kind::PermissionSet, short(&set)) {
        relate(record, Relation::new(RelationKind::ProvisionedTo, id, ""));
    }
}

/// Where nobody has it any more, the account's role goes with it.
pub(super) fn delete(records: &mut Records, call: Call<'_>) {
    let Some(account) = call.account("TargetId") else { return };
    let (set, principal) = (call.text("PermissionSetArn"), call.text("PrincipalId"));
    records.all.retain(|record| !is_it(record, account, &set, &principal));
    let is_of = |record: &Record| {
        record.kind == Kind::Assignment
            && record.account == account
            && target(record, RelationKind::Assigns) == Some(set.as_str())
    };
    if records.all.iter().any(is_of) {
        return;
    }
    let id = account.to_string();
    if let Some(record) = records.find(Kind::PermissionSet, short(&set)) {
        unrelate(record, RelationKind::ProvisionedTo, |known| known == id);
    }
}

fn is_it(record: &Record, account: AccountId, set: &str, principal: &str) -> bool {
    record.kind == Kind::Assignment
        && record.account == account
        && target(record, RelationKind::Assigns) == Some(set)
        && target(record, RelationKind::AssignedTo).map(short) == Some(principal)
}
