//! Policies attached and detached, created, changed and deleted.

use armillary_model::{GLOBAL, Kind, Record, Relation, RelationKind};
use serde_json::{Value, json};

use super::{
    Call,
    records::{Records, relate, unrelate},
};
use crate::{
    organization::{content_of, short},
    reference::policy_of,
};

pub(super) fn attach(records: &mut Records, call: Call<'_>) {
    relate_to(records, &call.text("PolicyId"), &call.text("TargetId"));
}

pub(super) fn detach(records: &mut Records, call: Call<'_>) {
    let target = call.text("TargetId");
    if let Some(policy) = records.find(Kind::Policy, &call.text("PolicyId")) {
        unrelate(policy, RelationKind::AttachedTo, |known| short(known) == target);
    }
}

/// A new policy, by what stands for the id that AWS will give it.
pub(super) fn create(records: &mut Records, call: Call<'_>) {
    let (id, name, kind) = (policy_of(&call.step.id), call.text("Name"), call.text("Type"));
    let is_there = |record: &Record| {
        record.kind == Kind::Policy && record.name == name && crate::organization::type_of(record) == kind
    };
    if records.all.iter().any(is_there) {
        return;
    }
    let arn = records.organizations(&format!("policy/{}/{}/{id}", records.organization, kind.to_lowercase()));
    let summary = json!({
        "Arn": arn,
        "AwsManaged": false,
        "Description": call.text("Description"),
        "Id": id,
        "Name": name,
        "Type": kind,
    });
    records.all.push(Record {
        kind: Kind::Policy,
        account: records.management,
        region: GLOBAL.to_owned(),
        name,
        document: json!({ "PolicySummary": summary, "Content": content_of(&call.text("Content")) }),
        relations: Vec::new(),
        stale: false,
        as_of: records.crawl,
        unread: Vec::new(),
        arn,
    });
}

pub(super) fn update(records: &mut Records, call: Call<'_>) {
    let given = |name: &str| call.step.parameters.get(name).and_then(Value::as_str);
    let Some(policy) = records.find(Kind::Policy, &call.text("PolicyId")) else { return };
    if let (Some(content), Some(members)) = (given("Content"), policy.document.as_object_mut()) {
        members.insert("Content".to_owned(), content_of(content));
        policy.unread.retain(|unread| !unread.is(armillary_model::Part::CONTENT));
    }
    if let Some(Value::Object(summary)) = policy.document.get_mut("PolicySummary") {
        let words = ["Name", "Description"].into_iter().filter_map(|name| Some((name.to_owned(), given(name)?.into())));
        summary.extend(words);
    }
    if let Some(name) = given("Name") {
        name.clone_into(&mut policy.name);
    }
}

pub(super) fn delete(records: &mut Records, call: Call<'_>) {
    let id = call.text("PolicyId");
    records.all.retain(|record| record.kind != Kind::Policy || short(&record.arn) != id);
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
