//! The calls that an intent takes: one file for each kind of change.
//!
//! What is so already takes none, so that a plan that was carried out, planned again, is empty.

mod accounts;
mod assign;
mod calls;
mod control;
mod factory;
mod policies;
mod policy_texts;
mod principal;
mod route;
mod share;
mod tag;
mod tower;
mod vend;

use armillary_model::{AccountId, Record};

pub use calls::{STEP_CALLS, StepCall, StepPlace};
pub(crate) use factory::provisioned_name;
pub(crate) use principal::{kind_of, permission_set_pattern};
pub(crate) use route::{choose, unregistered};
pub(crate) use share::{PRINCIPAL as SHARING, is_administrator, kind_for};
pub(crate) use tower::{enrol, needs_reset};

use crate::{
    Intent, PlanError,
    draft::{Draft, NewStep},
    organization::{Organization, PrincipalKind},
};

/// Adds the steps of an intent, whose names are ids.
pub(crate) fn add(intent: &Intent, now: &Organization<'_>, draft: &mut Draft<'_>) -> Result<(), PlanError> {
    match intent {
        Intent::Vend(asked) => vend::add(asked, now, draft)?,
        Intent::Share { portfolio, with, share_principals, share_tag_options } => {
            let along = share::Along { principals: *share_principals, tag_options: *share_tag_options };
            share::share(now, draft, portfolio, with, along, &[]);
        }
        Intent::Unshare { portfolio, with } => share::unshare(now, draft, portfolio, with),
        Intent::Principal { portfolio, account, principal, associate } => {
            principal::add(now, draft, portfolio, account, principal, *associate, &[])?;
        }
        Intent::Move { account, to } => {
            accounts::move_to(now, draft, member(account)?, to)?;
        }
        Intent::Close { account } => accounts::close(now, draft, member(account)?),
        Intent::Attach { policy, to } => policies::attach(now, draft, policy, to),
        Intent::Detach { policy, from } => policies::detach(now, draft, policy, from),
        Intent::CreatePolicy { name, policy_type, description, content } => {
            policy_texts::create(now, draft, name, policy_type, description.as_deref(), content);
        }
        Intent::ChangePolicy { policy, name, description, content } => {
            policy_texts::change(
                now,
                draft,
                policy,
                [("Name", name), ("Description", description), ("Content", content)],
            );
        }
        Intent::DeletePolicy { policy } => policy_texts::delete(now, draft, policy)?,
        Intent::Import { portfolio, account } => share::take(now, draft, portfolio, account),
        Intent::Tag { account, set, remove } => tag::add(now, draft, member(account)?, set, remove),
        Intent::Assign { permission_set, principal_type, principal, accounts, assign, .. } => {
            let kind = PrincipalKind::from_text(principal_type);
            let kind = kind.ok_or_else(|| PlanError::not_found("kind of principal", principal_type))?;
            let given = assign::Given { set: permission_set, kind, principal, assign: *assign };
            for account in accounts {
                assign::add(now, draft, given, account, &[])?;
            }
        }
        Intent::Control { control, ou, change, parameters } => {
            control::change(now, draft, control, ou, *change, parameters);
        }
        Intent::Baseline { ou } => control::reset_baseline(now, draft, ou),
        Intent::Together { .. } => {}
    }
    Ok(())
}

fn member(text: &str) -> Result<AccountId, PlanError> {
    text.parse().map_err(|_| PlanError::not_found("account", text))
}

/// A call of AWS Organizations, which only the management account makes here.
fn organizations(now: &Organization<'_>, operation: &'static str) -> NewStep {
    NewStep {
        service: "organizations",
        operation,
        account: now.management.to_string(),
        region: now.home_region().to_owned(),
        ..NewStep::default()
    }
}

/// A call of Control Tower, which answers in the management account and its home Region.
fn controltower(now: &Organization<'_>, zone: &Record, operation: &'static str) -> NewStep {
    NewStep {
        service: "controltower",
        operation,
        account: now.management.to_string(),
        region: zone.region.clone(),
        ..NewStep::default()
    }
}
