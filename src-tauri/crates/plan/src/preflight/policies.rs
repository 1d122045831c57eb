//! Before policies are attached and detached.

use super::{CRAWL, Checks, most};
use crate::organization::{Known, Organization, RCP, SCP, allows, is_aws_managed, is_of_control_tower, type_of};

pub(super) fn attach(policy: &str, to: &str, now: &Organization<'_>, checks: &mut Checks) {
    let Some(record) = now.policy(policy) else { return };
    let (kind, target) = (type_of(record), now.called(to));
    kept(policy, now, checks);
    enabled(kind, now, checks);
    let limit = match kind {
        SCP => most("service-control-policies-per-target"),
        RCP => most("resource-control-policies-per-target"),
        _ => return,
    };
    let (attached, known) = now.attached(kind, to);
    let detail = format!("{} policies of type {kind} of {limit} are attached to {target}", attached.len());
    match (attached.len() < limit, known) {
        (false, _) => {
            checks.fail("attachments-per-target", detail, "detach another one first, or put both into one policy")
        }
        (true, Ok(())) => checks.pass("attachments-per-target", detail),
        (true, Err(why)) => checks.unknown("attachments-per-target", why, CRAWL),
    }
}

/// Policies of a type that is not enabled take no effect, and are not read.
pub(super) fn enabled(kind: &str, now: &Organization<'_>, checks: &mut Checks) {
    match now.is_enabled(kind) {
        Ok(enabled) => checks.holds(
            "policy-type-enabled",
            enabled,
            format!("policies of type {kind} {} enabled", if enabled { "are" } else { "are not" }),
            "enable the policy type in the root first",
        ),
        Err(why) => checks.unknown("policy-type-enabled", why, CRAWL),
    }
}

pub(super) fn detach(policy: &str, from: &str, now: &Organization<'_>, checks: &mut Checks) {
    let Some(record) = now.policy(policy) else { return };
    kept(policy, now, checks);
    match type_of(record) {
        RCP => checks.holds(
            "policy-detachable",
            !is_aws_managed(record),
            format!("`{}`", record.name),
            "AWS keeps this policy attached everywhere: attach an RCP of your own to deny more",
        ),
        SCP => last(policy, from, now, checks),
        _ => {}
    }
}

/// An SCP has to stay on everything, and one of those that stay has to allow something: else nothing is allowed below.
fn last(policy: &str, from: &str, now: &Organization<'_>, checks: &mut Checks) {
    let target = now.called(from);
    let (attached, known) = now.attached(SCP, from);
    let others: Vec<&str> = attached.into_iter().filter(|id| *id != policy).collect();
    let left: Vec<String> = others.iter().map(|id| now.called(id)).collect();
    match (others.is_empty(), &known) {
        (false, _) => checks.pass("not-the-last", format!("{} stay attached to {target}", left.join(", "))),
        (true, Ok(())) => checks.fail(
            "not-the-last",
            format!("it is the only SCP that is attached to {target}"),
            "attach another SCP first, such as FullAWSAccess",
        ),
        (true, Err(why)) => checks.unknown("not-the-last", why.clone(), CRAWL),
    }
    something_allowed(&target, &others, known, now, checks);
}

/// One of the SCPs that say on a target what they say now has to allow something.
pub(super) fn something_allowed(
    target: &str,
    others: &[&str],
    known: Known<()>,
    now: &Organization<'_>,
    checks: &mut Checks,
) {
    let allowing = others.iter().filter_map(|id| now.policy(id)).map(allows).collect::<Vec<_>>();
    let unread = allowing.iter().find_map(|allowing| allowing.as_ref().err());
    match (allowing.contains(&Ok(true)), unread, known) {
        (true, ..) => {
            checks.pass("something-allowed", format!("another policy that is attached to {target} allows actions"))
        }
        (false, Some(why), _) => checks.unknown("something-allowed", why.clone(), CRAWL),
        (false, None, Err(why)) => checks.unknown("something-allowed", why, CRAWL),
        (false, None, Ok(())) => checks.fail(
            "something-allowed",
            format!(
                "none of the SCPs that would be left on {target} allows anything: everything below would be denied"
            ),
            "attach an SCP that allows what is to stay allowed, such as FullAWSAccess, first",
        ),
    }
}

/// What Control Tower keeps is its own to change.
pub(super) fn kept(policy: &str, now: &Organization<'_>, checks: &mut Checks) {
    let Some(record) = now.policy(policy) else { return };
    checks.holds(
        "not-of-control-tower",
        !is_of_control_tower(record),
        format!("`{}`", record.name),
        "Control Tower keeps this policy, and takes a change for drift: enable or disable its control instead",
    );
}
