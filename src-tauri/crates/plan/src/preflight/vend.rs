//! Before accounts are vended: names, addresses, quotas, OUs.

use std::collections::BTreeSet;

use armillary_facts::limit;
use armillary_model::Record;
use serde_json::Value;

use super::{CRAWL, Checks, accounts, assign, catalog, most, tags, tower};
use crate::{
    Settings, Step,
    intent::{Vend, Wanted},
    organization::{Organization, short},
    steps::provisioned_name,
};

pub(super) fn check(asked: &Vend, steps: &[Step], now: &Organization<'_>, settings: &Settings, checks: &mut Checks) {
    let created: BTreeSet<&str> = steps.iter().filter_map(created_by).collect();
    let wanted: Vec<Wanted<'_>> = asked.wanted().collect();
    for wanted in wanted.iter().filter(|wanted| created.contains(wanted.name.as_str())) {
        name(wanted, now, checks);
        email(wanted, now, checks);
    }
    for wanted in wanted.iter().filter(|wanted| !created.contains(wanted.name.as_str())) {
        same(wanted, now, checks);
    }
    if !created.is_empty() {
        quota(created.len(), now, settings, checks);
    }
    let by_factory = steps.iter().any(|step| step.operation == "ProvisionProduct");
    if by_factory || steps.iter().any(|step| step.operation == "MoveAccount") {
        for ou in asked.ous.values().collect::<BTreeSet<_>>() {
            accounts::destination(ou, now, checks);
            tower::destination(ou, by_factory, now, checks);
        }
        if by_factory || asked.ous.values().any(|ou| matches!(now.registration(ou), Ok(Some(_)))) {
            tower::in_sync(now, checks);
        }
    }
    if by_factory {
        factory(asked, now, settings, checks);
        for wanted in wanted.iter().filter(|wanted| created.contains(wanted.name.as_str())) {
            tower::launch_name(&provisioned_name(&wanted.name), now, checks);
        }
    }
    if steps.iter().any(|step| step.operation == "CreateAccountAssignment") {
        assign::center(now, checks);
    }
    tags::valid(asked.tags.iter(), checks);
    if let Some(named) = &asked.blueprint {
        blueprint(named, now, checks);
    }
    for portfolio in &asked.portfolios {
        let is_shared = |step: &&Step| {
            step.operation.ends_with("PortfolioShare")
                && step.parameters.get("PortfolioId").and_then(Value::as_str) == Some(portfolio)
        };
        if steps.iter().any(|step| is_shared(&step)) {
            catalog::shares_idle(portfolio, now, checks);
        }
    }
}

/// Accounts of a team that are there and are enrolled: nothing stands in the way. `is_checked`: its OUs were looked at before.
pub(super) fn enrolling(asked: &Vend, is_checked: bool, now: &Organization<'_>, checks: &mut Checks) {
    let has = |known: Option<&str>, email: &str| known.is_some_and(|known| known.eq_ignore_ascii_case(email));
    let mut ous = BTreeSet::new();
    for wanted in asked.wanted() {
        if let Some(member) = now.members().find(|member| has(member.email(), &wanted.email)) {
            tower::left_over(member, wanted.ou, now, checks);
            ous.insert(wanted.ou);
        }
    }
    if !is_checked && !ous.is_empty() {
        ous.into_iter().for_each(|ou| tower::destination(ou, false, now, checks));
        tower::in_sync(now, checks);
    }
}

/// The name of the account that a step creates.
fn created_by(step: &Step) -> Option<&str> {
    if let Some(name) = step.parameters.get("AccountName") {
        return name.as_str();
    }
    let mut given = step.parameters.get("ProvisioningParameters")?.as_array()?.iter();
    let name = given.find(|one| one.get("Key").and_then(Value::as_str) == Some("AccountName"))?;
    name.get("Value")?.as_str()
}

/// Account Factory is there, and who calls may launch it.
fn factory(asked: &Vend, now: &Organization<'_>, settings: &Settings, checks: &mut Checks) {
    const ASSOCIATE: &str = "associate the principal with the portfolio of Account Factory (`armillary plan principal`), or vend by AWS \
                             Organizations: `--path organizations`";
    tower::account_operations(now, checks);
    match now.factory().and_then(|factory| now.may_launch(&factory, settings.caller.as_deref())) {
        Ok(may) => checks.holds(
            "account-factory-access",
            may,
            format!(
                "`{}` {} launch Account Factory",
                settings.caller.as_deref().unwrap_or_default(),
                if may { "may" } else { "may not" }
            ),
            ASSOCIATE,
        ),
        Err(why) => checks.unknown("account-factory-access", why, ASSOCIATE),
    }
    for wanted in asked.wanted() {
        let name = now.name(wanted.ou);
        checks.holds(
            "ou-name-plain",
            !name.contains(['(', ')']),
            format!("Account Factory is told the OU as `{name} ({})`", wanted.ou),
            "take the brackets out of the OU's name",
        );
    }
}

/// The name: 1 to 50 printable ASCII characters (`CreateAccount`), and that of no other account, which AWS would let through and people
/// would not forgive.
fn name(wanted: &Wanted<'_>, now: &Organization<'_>, checks: &mut Checks) {
    let most = most("account-name-characters");
    // What looks like a reference would become what an earlier step gave.
    let is_valid = !wanted.name.is_empty()
        && !wanted.name.contains("${")
        && wanted.name.chars().count() <= most
        && wanted.name.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    checks.holds(
        "name-valid",
        is_valid,
        format!("`{}`", wanted.name),
        "a name is 1 to 50 printable ASCII characters without `${`: change the team's name",
    );
    let same = now.members().find(|member| member.name().eq_ignore_ascii_case(&wanted.name));
    match (same, now.is_read()) {
        (Some(member), _) => checks.fail(
            "name-free",
            format!("account {} is called `{}` already, with another e-mail address", member.account, wanted.name),
            "use that account (put its e-mail address into the manifest), or choose another name",
        ),
        (None, Ok(())) => checks.pass("name-free", format!("no account is called `{}`", wanted.name)),
        (None, Err(why)) => checks.unknown("name-free", why, CRAWL),
    }
}

fn email(wanted: &Wanted<'_>, now: &Organization<'_>, checks: &mut Checks) {
    let email = &wanted.email;
    match invalid_email(email) {
        None => checks.pass("email-valid", format!("`{email}`")),
        Some(why) => checks.fail("email-valid", format!("`{email}` {why}"), "change the template of the addresses"),
    }
    let unknown = now.members().filter(|member| member.email().is_none()).count();
    match now.is_read() {
        Err(why) => checks.unknown("email-free", why, CRAWL),
        Ok(()) if unknown > 0 => {
            checks.unknown("email-free", format!("the e-mail addresses of {unknown} accounts are not known"), CRAWL);
        }
        // Accounts outside the organization have addresses, too; that AWS alone can tell.
        Ok(()) => checks.pass("email-free", format!("no account of the organization has `{email}`")),
    }
}

/// An account that has the address is the one that is meant, if its name agrees.
fn same(wanted: &Wanted<'_>, now: &Organization<'_>, checks: &mut Checks) {
    let has = |known: Option<&str>| known.is_some_and(|known| known.eq_ignore_ascii_case(&wanted.email));
    let Some(member) = now.members().find(|member| has(member.email())) else { return };
    checks.holds(
        "email-free",
        member.name() == wanted.name,
        format!("account {} (`{}`) has the e-mail address `{}`", member.account, member.name(), wanted.email),
        "an e-mail address belongs to one account: choose another template, or rename that account",
    );
    checks.holds(
        "account-active",
        member.is_active(),
        format!("account {} (`{}`) is {}", member.account, member.name(), member.state()),
        "a closed account keeps its e-mail address: choose another template, or have AWS Support reopen the account",
    );
}

/// The rules of `CreateAccount` for addresses; why one breaks them.
fn invalid_email(email: &str) -> Option<&'static str> {
    let length = email.chars().count();
    let (least, most) = (most("email-characters-at-least"), most("email-characters-at-most"));
    let Some((local, domain)) = email.split_once('@') else { return Some("has no `@`") };
    let is_domain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    let ends = |text: &str| text.starts_with(['-', '.']) || text.ends_with(['-', '.']);
    if !(least..=most).contains(&length) {
        Some("is not 6 to 64 characters long")
    } else if !email.is_ascii() || email.contains(|letter: char| " \"'()<>[]:;,\\|%&".contains(letter)) {
        Some("has characters that addresses of accounts may not have")
    } else if local.is_empty() || local.starts_with('.') {
        Some("begins with nothing or a dot")
    } else if !domain.contains('.') || !domain.bytes().all(is_domain) || ends(domain) {
        Some("has a domain that is none")
    } else {
        None
    }
}

/// Products that a failing check names.
const NAMED: usize = 12;

/// The product that is to set the accounts up: one of those that were read. What no crawl knows cannot be launched, so it fails, too.
fn blueprint(named: &str, now: &Organization<'_>, checks: &mut Checks) {
    let is_it = |product: &&Record| short(&product.arn) == short(named) || product.name.eq_ignore_ascii_case(named);
    let found: Vec<&Record> = now.products().filter(is_it).collect();
    let told = |product: &Record| {
        format!("`{}` ({}) of account {} in {}", product.name, short(&product.arn), product.account, product.region)
    };
    let regions: BTreeSet<&str> = found.iter().map(|product| product.region.as_str()).collect();
    match found.as_slice() {
        [] => {
            let unread = match now.unread_catalogs() {
                0 => String::new(),
                1 => "; it may be in the account whose Service Catalog was not read".to_owned(),
                many => format!("; it may be in one of {many} accounts whose Service Catalog was not read"),
            };
            let detail = format!("no product `{named}` was read{unread}. There is: {}", offered(now));
            let remedy =
                "name one of these products, by its name or id; or crawl the account that has it, and plan again";
            checks.fail("blueprint", detail, remedy);
        }
        // Catalogs are regional: a product may be kept in each Region.
        each if regions.len() == each.len() => checks.pass("blueprint", joined(each, told)),
        several => {
            let detail = format!("several products are called `{named}`: {}", joined(several, told));
            checks.fail("blueprint", detail, "name it by its id (`prod-…`)");
        }
    }
}

fn joined(products: &[&Record], told: impl Fn(&Record) -> String) -> String {
    products.iter().take(NAMED).map(|product| told(product)).collect::<Vec<_>>().join("; ")
}

/// The names of the products that were read, the first ones.
fn offered(now: &Organization<'_>) -> String {
    let names: BTreeSet<&str> = now.products().map(|product| product.name.as_str()).collect();
    let mut told: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(NAMED) {
        _ if names.is_empty() => "no product at all".to_owned(),
        0 => told.join(", "),
        more => {
            told.push(format!("and {more} more"));
            told.join(", ")
        }
    }
}

/// The quota of accounts is not among what is crawled: it is told by who asks for the plan. Suspended accounts count.
fn quota(new: usize, now: &Organization<'_>, settings: &Settings, checks: &mut Checks) {
    let (there, after) = (now.members().count(), now.members().count().saturating_add(new));
    let remedy =
        "raise the quota \"Default maximum number of accounts\" of AWS Organizations (Service Quotas, L-E619E033)";
    match settings.account_quota {
        Some(quota) => checks.holds(
            "account-quota",
            usize::try_from(quota).is_ok_and(|quota| after <= quota),
            format!("{after} of {quota} accounts with those that are created ({there} now)"),
            remedy,
        ),
        None => checks.unknown(
            "account-quota",
            format!("{after} accounts with those that are created ({there} now); the quota is not known"),
            "look it up in Service Quotas (AWS Organizations, L-E619E033) and give it with `--account-quota`",
        ),
    }
    let at_once = limit("account-creations-at-once").unwrap_or_default();
    checks.pass("account-creations", format!("{at_once} accounts are created at a time; the others wait"));
}

#[cfg(test)]
mod tests {
    use super::invalid_email;

    #[test]
    fn addresses_follow_the_rules_of_create_account() {
        for good in ["aws+fraud-dev@example.com", "a@b.co", "x.y_z@mail-1.example.org"] {
            assert_eq!(invalid_email(good), None, "{good}");
        }
        let long = format!("{}@example.com", "x".repeat(60));
        for bad in
            ["", "a@b.c", "no-at.example.com", "a b@example.com", ".a@example.com", "a@b@example.com", "ä@example.com"]
                .into_iter()
                .chain(["x@example", "x@-example.com", "x%y@example.com", long.as_str()])
        {
            assert!(invalid_email(bad).is_some(), "{bad}");
        }
    }
}
