//! Before anything is done that Control Tower takes part in: the landing zone, the registration of OUs, what was left in accounts.

use armillary_facts::limit;
use armillary_model::Record;

use super::{CRAWL, Checks, most};
use crate::{
    organization::{Member, Organization, provisioned_status, status_of, text},
    steps::{needs_reset, unregistered},
};

/// Where accounts come into an OU. `is_by_tower`: Control Tower itself brings them, which it does only into OUs that are registered.
pub(super) fn destination(ou: &str, is_by_tower: bool, now: &Organization<'_>, checks: &mut Checks) {
    let zone = match now.landing_zone() {
        Ok(zone) => zone,
        Err(why) => return checks.unknown("control-tower", why, CRAWL),
    };
    let Some(zone) = zone else {
        return match is_by_tower {
            true => checks.fail(
                "control-tower",
                "no landing zone was found",
                "vend by AWS Organizations: `--path organizations`",
            ),
            false => checks.pass("control-tower", "no landing zone was found in the Regions that were crawled"),
        };
    };
    idle(zone, checks);
    registered(ou, is_by_tower, now, checks);
}

/// Nothing is done to the landing zone itself.
pub(super) fn idle(zone: &Record, checks: &mut Checks) {
    let status = text(zone, "status").unwrap_or("unknown");
    let detail = format!("{} in {} is {status}", zone.name, zone.region);
    match status {
        "ACTIVE" => checks.pass("landing-zone-idle", detail),
        "PROCESSING" => checks.fail("landing-zone-idle", detail, "wait until Control Tower is done, crawl and plan again"),
        "FAILED" => checks.fail(
            "landing-zone-idle",
            detail,
            "what was done to the landing zone last has failed: reset or update it in Control Tower, crawl and plan again",
        ),
        _ => checks.unknown("landing-zone-idle", detail, CRAWL),
    }
}

/// The landing zone is as it was set up: Control Tower refuses to make or enrol accounts otherwise.
pub(super) fn in_sync(now: &Organization<'_>, checks: &mut Checks) {
    // Why nothing is known of it is told by the check of the OU.
    let Ok(Some(zone)) = now.landing_zone() else { return };
    let drift = zone.document.pointer("/driftStatus/status").and_then(serde_json::Value::as_str);
    match drift {
        Some("IN_SYNC") => checks.pass("landing-zone-in-sync", format!("{} is as it was set up", zone.name)),
        Some(drift) => checks.fail(
            "landing-zone-in-sync",
            format!("{} is {drift}", zone.name),
            "put back what was changed (the log archive and audit accounts belong into the OU of security, trusted access for \
             controltower.amazonaws.com has to be on), or reset the landing zone in Control Tower, and crawl again",
        ),
        None => checks.unknown("landing-zone-in-sync", format!("whether {} has drifted is not told", zone.name), CRAWL),
    }
}

/// The OU is registered, with all above it, and its baseline is in force.
fn registered(ou: &str, is_by_tower: bool, now: &Organization<'_>, checks: &mut Checks) {
    let called = now.called(ou);
    let own = match now.registration(ou) {
        Ok(own) => own,
        Err(why) => return checks.unknown("ou-registered", why, CRAWL),
    };
    let missing = unregistered(ou, now);
    match (own, &missing) {
        (_, Err(why)) => checks.unknown("ou-registered", why.clone(), CRAWL),
        (Some(_), Ok(None)) => checks.pass("ou-registered", format!("{called} is registered with Control Tower, and so is all above it")),
        (_, Ok(missing)) if is_by_tower => {
            let missing = missing.map_or_else(|| called.clone(), |node| now.called(node));
            checks.fail(
                "ou-registered",
                format!("{missing} is not registered with Control Tower, or that has failed"),
                "register it in Control Tower (a nested OU is governed only where the OUs above it are), or vend by AWS Organizations: `--path organizations`",
            );
        }
        (None, Ok(_)) => checks.pass(
            "ou-registered",
            format!("{called} is not registered with Control Tower: accounts there are not enrolled, and controls do not reach them"),
        ),
        (Some(_), Ok(missing)) => checks.fail(
            "ou-registered",
            format!("{called} is registered, and {} is not, or that has failed", missing.map_or_else(|| called.clone(), |node| now.called(node))),
            "register that OU again in Control Tower: AWS answers `not enrolled` for an OU below one that is not",
        ),
    }
    let Some(own) = own else { return };
    let status = status_of(own);
    let detail = format!("the baseline of {called} is {status}");
    match status {
        "SUCCEEDED" => checks.pass("ou-baseline-healthy", detail),
        "UNDER_CHANGE" => checks.fail(
            "ou-baseline-healthy",
            detail,
            "wait until Control Tower is done with the OU, crawl and plan again",
        ),
        "FAILED" => checks.fail(
            "ou-baseline-healthy",
            detail,
            "reset it (`armillary plan baseline reset`), or register the OU again in Control Tower",
        ),
        _ => checks.unknown("ou-baseline-healthy", detail, CRAWL),
    }
}

/// An account that is there and is brought into a registered OU: roles that Control Tower has left in it stop its enrolment.
pub(super) fn left_over(member: Member<'_>, ou: &str, now: &Organization<'_>, checks: &mut Checks) {
    let is_to_be_enrolled = matches!(now.registration(ou), Ok(Some(_))) && now.is_enrolled(member.account) == Ok(false);
    if !is_to_be_enrolled {
        return;
    }
    let called = now.called(&member.account.to_string());
    match now.left_over(member.account) {
        Err(why) => checks.unknown("no-left-overs", why, CRAWL),
        Ok(roles) if roles.is_empty() => checks.pass(
            "no-left-overs",
            format!("account {called} has no role whose name begins with aws-controltower-; SNS topics and queues are not crawled"),
        ),
        Ok(roles) => checks.fail(
            "no-left-overs",
            format!("account {called} is not enrolled, and has {} from an earlier time", roles.join(", ")),
            "delete what begins with aws-controltower- in the account (roles, SNS topics, queues, Config recorder): it stops the enrolment",
        ),
    }
}

/// What a move leaves for Control Tower to do.
pub(super) fn enrolment(ou: &str, now: &Organization<'_>, checks: &mut Checks) {
    if needs_reset(now, ou) {
        checks.unknown(
            "enrolment-renewed",
            format!("{} is registered, and Control Tower does not enrol accounts of its own accord: until it is reset, the account is drift", now.called(ou)),
            "after this plan, reset the baseline of the OU: `armillary plan baseline reset --ou OU`",
        );
    }
}

/// Control Tower makes and changes so many accounts at a time.
pub(super) fn account_operations(now: &Organization<'_>, checks: &mut Checks) {
    let under_way = now.enrolments_under_way();
    let limit_of = most("account-operations-at-once");
    checks.holds(
        "account-operations",
        under_way < limit_of,
        format!(
            "{under_way} of {} accounts were being enrolled or let go; those of the plan wait for each other",
            limit("account-operations-at-once").unwrap_or_default()
        ),
        "wait until Control Tower is done with some, crawl and plan again",
    );
}

/// Nothing stands in the way of the name in Service Catalog. What failed keeps its name until it is terminated.
pub(super) fn launch_name(name: &str, now: &Organization<'_>, checks: &mut Checks) {
    let Ok(factory) = now.factory() else { return };
    match (now.launched(name, factory.region), now.catalog_is_read(now.management, factory.region)) {
        (Some(record), _) => {
            let (status, message) = provisioned_status(record);
            let why = message.map(|message| format!(": {message}")).unwrap_or_default();
            checks.fail(
                "provisioned-product-free",
                format!("there is a provisioned product `{name}`, which is {status}{why}"),
                "terminate it in Service Catalog (what failed keeps its name until then), or choose another name",
            );
        }
        (None, Ok(())) => checks.pass("provisioned-product-free", format!("nothing was launched as `{name}`")),
        (None, Err(why)) => checks.unknown("provisioned-product-free", why, CRAWL),
    }
}
