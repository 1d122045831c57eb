//! Before permission sets are given or taken away.

use armillary_facts::limit;
use armillary_model::{AccountId, Record};
use serde_json::Value;

use super::{CRAWL, Checks};
use crate::{Step, organization::Organization};

pub(super) fn check(set: &str, principal: &str, steps: &[Step], now: &Organization<'_>, checks: &mut Checks) {
    center(now, checks);
    there("permission-set-there", now.permission_set(set), checks);
    there("principal-there", now.directory_record(principal), checks);
    let gives = steps.iter().any(|step| step.operation == "CreateAccountAssignment");
    let accounts = steps.iter().filter_map(|step| step.parameters.get("TargetId")?.as_str()?.parse().ok());
    for account in accounts {
        if gives {
            active(account, now, checks);
        }
        if account == now.management {
            management(now, checks);
        }
    }
    if let Some(record) = now.permission_set(set).filter(|_| gives) {
        own_policies(record, checks);
    }
}

/// That Identity Center is known, and how many assignments are made at a time.
pub(super) fn center(now: &Organization<'_>, checks: &mut Checks) {
    checks.known("identity-center-read", now.center_is_read(), "it was read completely", CRAWL);
    let at_once = limit("account-assignments-at-once").unwrap_or_default();
    checks.pass("assignments-at-once", format!("{at_once} assignments are made at a time; the others wait"));
}

fn there(check: &str, record: Option<&Record>, checks: &mut Checks) {
    match record {
        Some(record) if !record.stale => checks.pass(check, format!("`{}` is there", record.name)),
        Some(record) => {
            checks.unknown(
                check,
                format!("`{}` was not read again, and is as of an earlier crawl", record.name),
                CRAWL,
            );
        }
        None => checks.fail(check, "it is not there", "name one that is there"),
    }
}

fn active(account: AccountId, now: &Organization<'_>, checks: &mut Checks) {
    let Some(member) = now.member(account) else { return };
    checks.holds(
        "account-active",
        member.is_active(),
        format!("account {} is {}", now.called(&account.to_string()), member.state()),
        "nobody can be let into an account that is not in use",
    );
}

/// Into the management account nobody but it lets anybody.
fn management(now: &Organization<'_>, checks: &mut Checks) {
    let Ok(center) = now.center() else { return };
    let detail = "into the management account that account alone gives access";
    if center.administrator == now.management {
        return checks.pass("management-account", detail);
    }
    let administrator = now.called(&center.administrator.to_string());
    checks.unknown(
        "management-account",
        format!("{detail}, and Identity Center is administered in {administrator}"),
        "apply it with credentials of the management account: those of the delegated administrator are refused",
    );
}

/// Policies that each account has of its own are not made by Identity Center: without them the role is not made either.
fn own_policies(set: &Record, checks: &mut Checks) {
    let listed = set.document.get("CustomerManagedPolicyReferences").and_then(Value::as_array);
    let boundary = set.document.pointer("/PermissionsBoundary/CustomerManagedPolicyReference");
    let names: Vec<&str> =
        listed.into_iter().flatten().chain(boundary).filter_map(|policy| policy.get("Name")?.as_str()).collect();
    if !names.is_empty() {
        checks.unknown(
            "own-policies-there",
            format!("the accounts must have policies of their own: {}", names.join(", ")),
            "see that each account has them, by name and path: without them Identity Center cannot make its role there",
        );
    }
}
