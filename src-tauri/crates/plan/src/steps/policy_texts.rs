//! Creating, changing and deleting organization policies.

use serde_json::{Map, Value};

use super::organizations;
use crate::{
    Claim, PlanError,
    draft::{Draft, Lane, NewStep, parameters},
    organization::{Organization, description_of, says},
};

/// Creates a policy, unless one of this type and name says the same.
pub(super) fn create(
    now: &Organization<'_>,
    draft: &mut Draft<'_>,
    name: &str,
    kind: &str,
    description: Option<&str>,
    content: &str,
) {
    let is_same =
        |record| says(record, content) == Ok(true) && description.is_none_or(|wanted| description_of(record) == wanted);
    if now.policy_named(kind, name).is_some_and(is_same) {
        return;
    }
    draft.step(NewStep {
        title: format!("create policy {name}"),
        parameters: parameters! {
            "Name": name, "Type": kind, "Description": description.unwrap_or_default(), "Content": content,
        },
        repeatable: "reconciled by the policy's name and text",
        verify: format!("there is a policy {name} with this text"),
        undo: "delete the policy: it takes no effect before it is attached".to_owned(),
        claims: vec![Claim::PolicyName { name: name.to_owned(), policy_type: kind.to_owned() }],
        ..change_of(now, "CreatePolicy")
    });
}

/// Changes what differs of a policy: its name, its description, its text.
pub(super) fn change(now: &Organization<'_>, draft: &mut Draft<'_>, policy: &str, asked: [(&str, &Option<String>); 3]) {
    let Some(record) = now.policy(policy) else { return };
    let differs = |(member, wanted): &(&str, &String)| match *member {
        "Content" => says(record, wanted) != Ok(true),
        "Name" => record.name != **wanted,
        _ => description_of(record) != **wanted,
    };
    let asked = asked.into_iter().filter_map(|(member, wanted)| Some((member, wanted.as_ref()?)));
    let differing = asked.filter(differs).map(|(member, wanted)| (member.to_owned(), Value::from(wanted.as_str())));
    let mut parameters: Map<String, Value> = differing.collect();
    if parameters.is_empty() {
        return;
    }
    let called = now.called(policy);
    let what = if parameters.contains_key("Content") { "the text of policy" } else { "the name of policy" };
    let new_name = parameters.get("Name").and_then(Value::as_str);
    let name = new_name.map(|name| Claim::PolicyName {
        name: name.to_owned(),
        policy_type: crate::organization::type_of(record).to_owned(),
    });
    let of_policy = |claim: fn(String) -> Claim| claim(policy.to_owned());
    let claims = [
        of_policy(|policy| Claim::PolicyText { policy }),
        of_policy(|policy| Claim::PolicySummary { policy }),
        of_policy(|policy| Claim::Targets { policy }),
    ];
    parameters.insert("PolicyId".to_owned(), policy.into());
    draft.step(NewStep {
        title: format!("change {what} {called}"),
        parameters,
        repeatable: "reconciled by what the policy says",
        verify: format!("{called} says what was asked for"),
        undo: "change it back: what it says before is part of this plan".to_owned(),
        claims: claims.into_iter().chain(name).collect(),
        ..change_of(now, "UpdatePolicy")
    });
}

/// Deletes a policy, unless it is known that it is not there.
pub(super) fn delete(now: &Organization<'_>, draft: &mut Draft<'_>, policy: &str) -> Result<(), PlanError> {
    if now.policy(policy).is_none() {
        let what = format!("whether there is a policy `{policy}`");
        return now.is_read().map_err(|why| PlanError::Unknown { what, why });
    }
    let called = now.called(policy);
    draft.step(NewStep {
        title: format!("delete policy {called}"),
        parameters: parameters! { "PolicyId": policy },
        repeatable: "reconciled by whether the policy is there",
        verify: format!("there is no policy {policy}"),
        undo: "create one with the same text, which is part of this plan: it gets another id".to_owned(),
        claims: vec![Claim::PolicyText { policy: policy.to_owned() }, Claim::Targets { policy: policy.to_owned() }],
        ..change_of(now, "DeletePolicy")
    });
    Ok(())
}

fn change_of(now: &Organization<'_>, operation: &'static str) -> NewStep {
    NewStep { lanes: vec![Lane::Policies], seconds: [1, 30], ..organizations(now, operation) }
}
