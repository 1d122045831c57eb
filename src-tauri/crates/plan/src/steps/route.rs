//! By which way accounts are vended: Account Factory where the organization supports it for who calls, else AWS Organizations.

use std::collections::BTreeSet;

use crate::{
    Settings, VendPath,
    intent::Vend,
    organization::{Organization, status_of},
};

/// The way for a team, and why.
pub(crate) fn choose(asked: &Vend, now: &Organization<'_>, settings: &Settings) -> (VendPath, String) {
    match asked.path {
        Some(path) => (path, format!("{}: asked for", called(path))),
        None => match supported(asked, now, settings) {
            Ok(why) => (VendPath::AccountFactory, format!("{}: {why}", called(VendPath::AccountFactory))),
            Err(why) => (
                VendPath::Organizations,
                format!("{}, because Account Factory cannot be used: {why}", called(VendPath::Organizations)),
            ),
        },
    }
}

fn called(path: VendPath) -> &'static str {
    match path {
        VendPath::AccountFactory => "Account Factory of Control Tower",
        VendPath::Organizations => "AWS Organizations",
    }
}

/// Why Account Factory can be used, else why not. What is not known speaks against it: the other way takes less for granted.
fn supported(asked: &Vend, now: &Organization<'_>, settings: &Settings) -> Result<String, String> {
    let factory = now.factory()?;
    for ou in asked.ous.values().collect::<BTreeSet<_>>() {
        if let Some(node) = unregistered(ou, now)? {
            return Err(format!("{} is not registered, or that failed", now.called(node)));
        }
    }
    if asked.first_user().is_none() {
        return Err(
            "it makes a user of who answers for the accounts, and the team's owner has no e-mail address".to_owned()
        );
    }
    let caller = settings.caller.as_deref();
    let called = caller.unwrap_or_default();
    match now.may_launch(&factory, caller)? {
        true => Ok(format!(
            "the landing zone is in {}, its OUs are registered, and `{called}` may launch it",
            factory.region
        )),
        false => Err(format!("`{called}` may not launch it: associate it with the portfolio of Account Factory")),
    }
}

/// The OU, or one above it, that is not registered, or whose registration failed. A nested OU is governed only where all above it are.
pub(crate) fn unregistered<'a>(ou: &str, now: &Organization<'a>) -> Result<Option<&'a str>, String> {
    let chain = now.chain(ou);
    for node in chain.iter().copied().filter(|node| *node != now.root()) {
        match now.registration(node)? {
            Some(record) if status_of(record) != "FAILED" => {}
            _ => return Ok(Some(node)),
        }
    }
    // An account in the root itself is in no OU.
    Ok(chain.first().copied().filter(|node| *node == now.root()))
}
