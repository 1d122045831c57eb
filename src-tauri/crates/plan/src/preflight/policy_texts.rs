//! Before organization policies are created, changed and deleted.

use armillary_model::{Part, RelationKind};
use armillary_policy::{Effect, Place, check};

use super::{CRAWL, Checks, most, policies};
use crate::organization::{Organization, RCP, SCP, is_aws_managed, part_of, short, targets, type_of};

/// What of a policy is to be otherwise.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub name: Option<&'a str>,
    pub description: Option<&'a str>,
    pub content: Option<&'a str>,
}

pub(super) fn create(
    name: &str,
    kind: &str,
    description: Option<&str>,
    content: &str,
    now: &Organization<'_>,
    checks: &mut Checks,
) {
    policies::enabled(kind, now, checks);
    text(kind, content, checks);
    words(Some(name), description, checks);
    free(kind, name, now, checks);
    let (number, limit) = (now.policies().filter(|(_, known)| type_of(known) == kind).count(), most(policies_of(kind)));
    checks.holds(
        "policy-quota",
        number < limit,
        format!("there are {number} of {limit} policies of type {kind}"),
        "delete one that is attached nowhere, or put both into one policy",
    );
}

pub(super) fn change(policy: &str, asked: Asked<'_>, now: &Organization<'_>, checks: &mut Checks) {
    let Some(record) = now.policy(policy) else { return };
    let kind = type_of(record);
    own(policy, now, checks);
    words(asked.name, asked.description, checks);
    if let Some(name) = asked.name.filter(|name| *name != record.name) {
        free(kind, name, now, checks);
    }
    let Some(content) = asked.content else { return };
    text(kind, content, checks);
    checks.known("targets-read", part_of(record, Part::TARGETS), "what the policy is attached to is known", CRAWL);
    if kind == SCP && !allows(content) {
        still_allowed(policy, now, checks);
    }
}

pub(super) fn delete(policy: &str, now: &Organization<'_>, checks: &mut Checks) {
    let Some(record) = now.policy(policy) else { return };
    own(policy, now, checks);
    let attached: Vec<String> =
        targets(record, RelationKind::AttachedTo).map(|target| now.called(short(target))).collect();
    match (attached.is_empty(), part_of(record, Part::TARGETS)) {
        (false, _) => checks.fail(
            "policy-unattached",
            format!("it is attached to {}", attached.join(", ")),
            "detach it first: AWS deletes only what is attached nowhere",
        ),
        (true, Ok(())) => checks.pass("policy-unattached", "it is attached nowhere"),
        (true, Err(why)) => checks.unknown("policy-unattached", why, CRAWL),
    }
}

/// What is AWS's or Control Tower's is not changed by others.
fn own(policy: &str, now: &Organization<'_>, checks: &mut Checks) {
    policies::kept(policy, now, checks);
    if let Some(record) = now.policy(policy) {
        checks.holds(
            "not-of-aws",
            !is_aws_managed(record),
            format!("`{}`", record.name),
            "AWS keeps this policy: write one of your own",
        );
    }
}

/// That the text is a policy of its type, and not too long.
fn text(kind: &str, content: &str, checks: &mut Checks) {
    let place = if kind == RCP { Place::Rcp } else { Place::Scp };
    let found = check(content, place);
    match found.errors.first() {
        None => checks.pass("policy-valid", format!("the text is {}", place.plain())),
        Some(_) => {
            let told: Vec<String> = found.errors.iter().take(5).map(ToString::to_string).collect();
            let more = found.errors.len().saturating_sub(5);
            let more = if more > 0 { format!("; and {more} more") } else { String::new() };
            checks.fail(
                "policy-valid",
                format!("{}{more}", told.join("; ")),
                "correct the text: AWS refuses it as it is",
            );
        }
    }
    for warning in &found.warnings {
        checks.unknown("policy-meaning", warning.to_string(), "nothing to do if it is meant so");
    }
    let limit = place.limit().and_then(|limit| limit.try_into().ok()).unwrap_or(usize::MAX);
    let size = place.size(content);
    let packed = serde_json::from_str::<serde_json::Value>(content).map(|value| place.size(&value.to_string()));
    let remedy = match packed {
        Ok(packed) if packed <= limit => {
            format!("take the white space out, which counts: {packed} characters are left")
        }
        _ => "put statements together, or take another policy for some of them".to_owned(),
    };
    checks.holds("policy-size", size <= limit, format!("{size} of {limit} characters"), &remedy);
}

fn words(name: Option<&str>, description: Option<&str>, checks: &mut Checks) {
    let name = name.map(|text| ("policy-name", text, 1, most("policy-name-characters")));
    let description = description.map(|text| ("policy-description", text, 0, most("policy-description-characters")));
    for (what, text, least, most) in name.into_iter().chain(description) {
        let size = text.chars().count();
        checks.holds(what, (least..=most).contains(&size), format!("{size} of {most} characters"), "write another one");
    }
}

/// Policies of a type have names of their own.
fn free(kind: &str, name: &str, now: &Organization<'_>, checks: &mut Checks) {
    match (now.policy_named(kind, name), now.is_read()) {
        (Some(known), _) => checks.fail(
            "policy-name-free",
            format!("`{name}` is the name of {}", short(&known.arn)),
            "take another name, or change the policy that is there",
        ),
        (None, Ok(())) => checks.pass("policy-name-free", format!("no policy of type {kind} is called `{name}`")),
        (None, Err(why)) => checks.unknown("policy-name-free", why, CRAWL),
    }
}

/// Where an SCP that allowed something does no longer, others have to.
fn still_allowed(policy: &str, now: &Organization<'_>, checks: &mut Checks) {
    let Some(record) = now.policy(policy) else { return };
    for target in targets(record, RelationKind::AttachedTo).map(short) {
        let (attached, known) = now.attached(SCP, target);
        let others: Vec<&str> = attached.into_iter().filter(|id| *id != policy).collect();
        policies::something_allowed(&now.called(target), &others, known, now, checks);
    }
}

/// Whether a text has a statement that allows something.
fn allows(content: &str) -> bool {
    let policy = check(content, Place::Scp).policy;
    policy.is_some_and(|policy| policy.statements().iter().any(|statement| statement.effect() == Effect::Allow))
}

/// The limit of how many policies of a type there are.
fn policies_of(kind: &str) -> &'static str {
    if kind == RCP { "resource-control-policies" } else { "service-control-policies" }
}
