//! Accounts: created, moved, closed, tagged.

use std::collections::BTreeMap;

use armillary_model::{AccountId, GLOBAL, Gap, Kind, Part, Record, Relation, RelationKind, UnreadPart};
use serde_json::{Value, json};

use super::{
    Call, Touched, policies,
    records::{Records, relate, unrelate},
};

/// A new account is below the root, is allowed everything by AWS's own policies, and has the tags that were asked for.
pub(super) fn create(records: &mut Records, call: Call<'_>, touched: &mut Touched) {
    let Some(account) = call.created() else { return };
    let tags = call.step.parameters.get("Tags").cloned().unwrap_or_else(|| json!([]));
    add(records, account, &call.text("AccountName"), &call.text("Email"), &tags, touched);
}

pub(super) fn add(
    records: &mut Records,
    account: AccountId,
    name: &str,
    email: &str,
    tags: &Value,
    touched: &mut Touched,
) {
    let root = records.root.clone();
    let arn = records.organizations(&format!("account/{}/{account}", records.organization));
    let document = json!({
        "Id": account,
        "Arn": arn,
        "Email": email,
        "Name": name,
        "State": "ACTIVE",
        "Status": "ACTIVE",
        "JoinedMethod": "CREATED",
        "Paths": [records.path(&root, account)],
        "Tags": sorted_tags(tags, &Value::Null),
    });
    let relations = vec![Relation::new(RelationKind::ChildOf, records.arn_of(&root), "")];
    records.all.push(Record {
        arn,
        kind: Kind::Account,
        account,
        region: GLOBAL.to_owned(),
        name: name.to_owned(),
        document,
        relations,
        stale: false,
        as_of: records.crawl,
        unread: Vec::new(),
    });
    for policy in records.granted.clone() {
        policies::relate_to(records, &policy, &account.to_string());
    }
    touched.accounts.insert(account);
}

pub(super) fn move_to(records: &mut Records, call: Call<'_>, touched: &mut Touched) {
    let Some(account) = call.account("AccountId") else { return };
    place(records, account, &call.text("DestinationParentId"));
    touched.accounts.insert(account);
}

/// An account is in an OU.
pub(super) fn place(records: &mut Records, account: AccountId, to: &str) {
    let (arn, path) = (records.arn_of(to), records.path(to, account));
    let Some(record) = of(records, account) else { return };
    unrelate(record, RelationKind::ChildOf, |_| true);
    relate(record, Relation::new(RelationKind::ChildOf, arn, ""));
    // Where it is, is known by what was done, whatever was read.
    record.unread.retain(|unread| !unread.is(Part::PARENT));
    if let Some(members) = record.document.as_object_mut().filter(|members| members.contains_key("Paths")) {
        members.insert("Paths".to_owned(), json!([path]));
    }
}

/// AWS is done with closing.
pub(super) fn close(records: &mut Records, call: Call<'_>, touched: &mut Touched) {
    let Some(account) = call.account("AccountId") else { return };
    let Some(record) = of(records, account) else { return };
    if let Some(members) = record.document.as_object_mut() {
        members.insert("State".to_owned(), "SUSPENDED".into());
        if members.contains_key("Status") {
            members.insert("Status".to_owned(), "SUSPENDED".into());
        }
    }
    touched.accounts.insert(account);
}

pub(super) fn tag(records: &mut Records, call: Call<'_>) {
    let given = call.step.parameters.get("Tags").cloned().unwrap_or_default();
    change_tags(records, call, |known| sorted_tags(known, &given));
}

pub(super) fn untag(records: &mut Records, call: Call<'_>) {
    let keys = call.step.parameters.get("TagKeys").and_then(Value::as_array).cloned().unwrap_or_default();
    let is_kept = |tag: &Value| tag.get("Key").is_none_or(|key| !keys.contains(key));
    change_tags(records, call, |known| {
        let kept = known.as_array().into_iter().flatten().filter(|tag| is_kept(tag));
        sorted_tags(&Value::Array(kept.cloned().collect()), &Value::Null)
    });
}

fn change_tags(records: &mut Records, call: Call<'_>, change: impl Fn(&Value) -> Value) {
    let Some(record) = call.account("ResourceId").and_then(|account| of(records, account)) else { return };
    let known = record.document.get("Tags").cloned();
    // Where nobody asked for the tags, those that were there stay unknown.
    if known.is_none() && !record.unread.iter().any(|unread| unread.is(Part::TAGS)) {
        let message = "the tags of accounts were not asked for".to_owned();
        let gap = Gap { operation: String::new(), code: String::new(), message };
        record.unread.push(UnreadPart { part: Part::TAGS.name.to_owned(), gap, as_of: None });
    }
    if let Some(members) = record.document.as_object_mut() {
        members.insert("Tags".to_owned(), change(&known.unwrap_or_default()));
    }
}

/// Tags by key; of a key that is in both, the second value.
fn sorted_tags(known: &Value, given: &Value) -> Value {
    let both = [known, given].into_iter().filter_map(Value::as_array).flatten();
    let text = |tag: &Value, name: &str| tag.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let tags: BTreeMap<String, String> = both.map(|tag| (text(tag, "Key"), text(tag, "Value"))).collect();
    tags.into_iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect()
}

fn of(records: &mut Records, account: AccountId) -> Option<&mut Record> {
    records.find(Kind::Account, &account.to_string())
}
