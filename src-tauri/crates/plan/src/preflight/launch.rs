//! Whether what is shared can be launched: as whom products launch, and whether recipients have that role.

use std::collections::BTreeSet;

use super::{CRAWL, Checks};
use crate::organization::{Organization, Portfolio};

/// How many accounts a detail names.
const NAMED: usize = 5;

/// The roles that launch constraints name, in the accounts that a share is to reach.
pub(super) fn roles(portfolio: &Portfolio<'_>, with: &str, now: &Organization<'_>, checks: &mut Checks) {
    let owner = portfolio.record.account;
    let launches = now.launches(portfolio.id);
    let names: BTreeSet<&str> = launches.iter().filter_map(|launch| launch.role.ok()).collect();
    let fixed: BTreeSet<&str> = launches.iter().filter_map(|launch| launch.role.err()).collect();
    if let Some(role) = fixed.first() {
        let products = launches.iter().filter(|launch| launch.role.is_err()).map(|launch| launch.product);
        let products: BTreeSet<&str> = products.collect();
        // Whether that is meant cannot be told.
        checks.unknown(
            "launch-role-local",
            format!("{} launches as {role}, in whichever account: its stacks are made in the owner's", joined(&products)),
            "if they are to be made in the account that launches, let the constraint name the role alone (LocalRoleName)",
        );
    }
    let recipients = now.recipients(owner, portfolio.id, with);
    for name in names {
        let (mut missing, mut unread) = (BTreeSet::new(), None);
        for account in &recipients {
            match now.has_role(*account, name) {
                Ok(true) => {}
                Ok(false) => {
                    missing.insert(now.called(&account.to_string()));
                }
                Err(why) => unread = Some(why),
            }
        }
        let missing: BTreeSet<&str> = missing.iter().map(String::as_str).collect();
        match (missing.is_empty(), unread) {
            (false, _) => checks.fail(
                "launch-role",
                format!(
                    "`{name}` is missing in {} of {} accounts: {}",
                    missing.len(),
                    recipients.len(),
                    joined(&missing)
                ),
                "bring the role to these accounts first (a stack set does), with Service Catalog in its trust policy",
            ),
            (true, Some(why)) => checks.unknown("launch-role", why, CRAWL),
            (true, None) => checks.pass("launch-role", format!("`{name}` is in {} accounts", recipients.len())),
        }
    }
}

fn joined(names: &BTreeSet<&str>) -> String {
    let mut told: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).take(NAMED).collect();
    if names.len() > NAMED {
        told.push("…");
    }
    told.join(", ")
}
