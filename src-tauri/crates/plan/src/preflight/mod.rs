//! What has to hold before the first call, by name: passed, failed or not known, each with what to do.
//!
//! Only what a plan does is checked. Where coverage does not tell, nothing passes: it is unknown.

mod accounts;
mod assign;
mod caller;
mod catalog;
mod launch;
mod policies;
mod policy_texts;
mod tags;
mod tower;
mod vend;

use armillary_facts::limit;

pub(crate) use accounts::closure_quota;
pub use caller::{Asking, CALLER_MAY, Permission, Takes};

use crate::{
    Check, CheckStatus, Intent, Step,
    draft::Draft,
    intent::Vend,
    organization::{Known, Organization},
};

/// Adds the checks of an intent, whose steps were added before.
pub(crate) fn add(intent: &Intent, now: &Organization<'_>, draft: &mut Draft<'_>, first_step: usize) {
    let steps: Vec<Step> = draft.steps.get(first_step..).unwrap_or_default().to_vec();
    if steps.is_empty() {
        return;
    }
    let mut checks = Checks::default();
    checks.known("organization-read", now.is_read(), "it was read completely", CRAWL);
    match intent {
        Intent::Vend(asked) => vend::check(asked, &steps, now, draft.settings, &mut checks),
        Intent::Share { portfolio, with, share_principals, .. } => {
            catalog::share(portfolio, with, *share_principals, now, &mut checks);
        }
        Intent::Unshare { portfolio, .. } => catalog::shares_idle(portfolio, now, &mut checks),
        Intent::Principal { portfolio, account, principal, associate } => {
            catalog::principal(portfolio, account, principal, *associate, now, &mut checks);
        }
        Intent::Move { account, to } => accounts::moving(account, to, now, &mut checks),
        Intent::Close { account } => accounts::closing(account, now, &mut checks),
        Intent::Attach { policy, to } => policies::attach(policy, to, now, &mut checks),
        Intent::Detach { policy, from } => policies::detach(policy, from, now, &mut checks),
        Intent::CreatePolicy { name, policy_type, description, content } => {
            policy_texts::create(name, policy_type, description.as_deref(), content, now, &mut checks);
        }
        Intent::ChangePolicy { policy, name, description, content } => {
            let asked = policy_texts::Asked {
                name: name.as_deref(),
                description: description.as_deref(),
                content: content.as_deref(),
            };
            policy_texts::change(policy, asked, now, &mut checks);
        }
        Intent::DeletePolicy { policy } => policy_texts::delete(policy, now, &mut checks),
        Intent::Import { portfolio, account } => catalog::import(portfolio, account, now, &mut checks),
        Intent::Tag { account, set, remove } => tags::check(account, set, remove, now, &mut checks),
        Intent::Assign { permission_set, principal, .. } => {
            assign::check(permission_set, principal, &steps, now, &mut checks);
        }
        Intent::Control { ou, .. } | Intent::Baseline { ou } => {
            tower::destination(ou, true, now, &mut checks);
        }
        Intent::Together { .. } => {}
    }
    draft.checks.extend(checks.0);
}

/// Adds the checks of enrolling accounts that teams have already; the steps that enrol were added before. `now` is the organization as it was read.
pub(crate) fn enrolling<'v>(teams: impl Iterator<Item = &'v Vend>, now: &Organization<'_>, draft: &mut Draft<'_>) {
    let mut checks = Checks::default();
    let is_checked = draft.checks.iter().any(|check| check.check == "landing-zone-in-sync");
    teams.for_each(|team| vend::enrolling(team, is_checked, now, &mut checks));
    draft.checks.extend(checks.0);
}

/// By which way accounts are vended, and why.
pub(crate) fn route(detail: String) -> Check {
    Check { check: "vending-path".to_owned(), status: CheckStatus::Pass, detail, remedy: String::new() }
}

/// What to do where a crawl did not read what is needed.
const CRAWL: &str = "crawl again with credentials that may read it; `armillary coverage` tells what is missing";

/// The checks of an intent.
#[derive(Clone, Debug, Default)]
struct Checks(Vec<Check>);

impl Checks {
    fn add(&mut self, check: &str, status: CheckStatus, detail: impl Into<String>, remedy: &str) {
        let remedy = if status == CheckStatus::Pass { "" } else { remedy };
        let (check, detail, remedy) = (check.to_owned(), detail.into(), remedy.to_owned());
        self.0.push(Check { check, status, detail, remedy });
    }

    fn pass(&mut self, check: &str, detail: impl Into<String>) {
        self.add(check, CheckStatus::Pass, detail, "");
    }

    fn fail(&mut self, check: &str, detail: impl Into<String>, remedy: &str) {
        self.add(check, CheckStatus::Fail, detail, remedy);
    }

    fn unknown(&mut self, check: &str, detail: impl Into<String>, remedy: &str) {
        self.add(check, CheckStatus::Unknown, detail, remedy);
    }

    /// Passes or fails.
    fn holds(&mut self, check: &str, holds: bool, detail: impl Into<String>, remedy: &str) {
        let status = if holds { CheckStatus::Pass } else { CheckStatus::Fail };
        self.add(check, status, detail, remedy);
    }

    /// Passes, or is not known.
    fn known(&mut self, check: &str, known: Known<()>, detail: &str, remedy: &str) {
        match known {
            Ok(()) => self.pass(check, detail),
            Err(why) => self.unknown(check, why, remedy),
        }
    }
}

/// A limit of AWS, as something is counted.
fn most(name: &str) -> usize {
    limit(name).and_then(|limit| limit.try_into().ok()).unwrap_or(usize::MAX)
}
