//! Accounts for a team: made by Account Factory, or by AWS Organizations and moved to their OU; tagged, and brought to their portfolios.
//!
//! An account that has the e-mail address asked for is the one: it is not created again, and gets what it lacks.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::AccountId;
use serde_json::json;

use super::{
    accounts,
    assign::{self, Given},
    choose, factory, organizations, permission_set_pattern, principal, share, tag,
};
use crate::{
    Claim, PlanError,
    draft::{Draft, Lane, NewStep, parameters},
    intent::{Vend, VendPath, Wanted},
    organization::{Organization, PrincipalKind},
    reference::account_of,
};

pub(super) fn add(asked: &Vend, now: &Organization<'_>, draft: &mut Draft<'_>) -> Result<(), PlanError> {
    let (path, _) = choose(asked, draft.read, draft.settings);
    for wanted in asked.wanted() {
        let (account, needs) = match existing(now, &wanted.email) {
            // What is not there yet is an account of this plan.
            Some(account) if draft.read.member(account).is_none() => {
                let email = &wanted.email;
                return Err(PlanError::Invalid(format!(
                    "an account with the e-mail address `{email}` is asked for twice"
                )));
            }
            Some(account) => (account.to_string(), complete(now, draft, account, &wanted)?),
            None if path == VendPath::AccountFactory => factory::create(now, draft, asked, &wanted)?,
            None => create(now, draft, &wanted),
        };
        for id in &asked.portfolios {
            portfolio(now, draft, asked, &wanted, id, &account, &needs)?;
        }
        people(now, draft, asked, &wanted, &account, &needs)?;
    }
    leave_out(asked, draft);
    Ok(())
}

/// The account that has an e-mail address.
fn existing(now: &Organization<'_>, email: &str) -> Option<AccountId> {
    let has = |known: Option<&str>| known.is_some_and(|known| known.eq_ignore_ascii_case(email));
    now.members().find(|member| has(member.email())).map(|member| member.account)
}

/// Creates an account and moves it to its OU: what it is called in later steps, and the step after which it can be used.
fn create(now: &Organization<'_>, draft: &mut Draft<'_>, wanted: &Wanted<'_>) -> (String, Vec<String>) {
    let mut parameters = parameters! { "AccountName": wanted.name, "Email": wanted.email };
    if !wanted.tags.is_empty() {
        let tags: Vec<_> = wanted.tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
        parameters.insert("Tags".to_owned(), tags.into());
    }
    let created = draft.step(NewStep {
        title: format!("create account {}", wanted.name),
        parameters,
        lanes: vec![Lane::Creations],
        repeatable: "reconciled by the e-mail address and the id of the request (`car-…`)",
        verify: format!("an account `{}` with this e-mail address is ACTIVE", wanted.name),
        undo: "not by a plan: a new account can be closed, and leaves the organization after 90 days".to_owned(),
        seconds: [60, 600],
        claims: vec![
            Claim::Email { email: wanted.email.clone() },
            Claim::AccountName { name: wanted.name.clone() },
            Claim::Node { node: wanted.ou.to_owned() },
        ],
        ..organizations(now, "CreateAccount")
    });
    let id = account_of(&created);
    if wanted.ou == now.root() {
        return (id, vec![created]);
    }
    let claims = vec![Claim::Node { node: wanted.ou.to_owned() }];
    let undo = "move it back to the root".to_owned();
    let moving = accounts::moving(now, &wanted.name, &id, now.root(), wanted.ou);
    let moved = draft.step(NewStep { claims, undo, needs: vec![created], ..moving });
    (id, vec![moved])
}

/// Gives an account that is there what it lacks.
fn complete(
    now: &Organization<'_>,
    draft: &mut Draft<'_>,
    account: AccountId,
    wanted: &Wanted<'_>,
) -> Result<Vec<String>, PlanError> {
    let moved = accounts::move_to(now, draft, account, wanted.ou)?;
    let tags: BTreeMap<String, String> =
        wanted.tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    tag::add(now, draft, account, &tags, &BTreeSet::new());
    Ok(moved.into_iter().collect())
}

/// Brings a portfolio to an account, unless its OU has it, and lets the team's permission sets launch from it.
fn portfolio(
    now: &Organization<'_>,
    draft: &mut Draft<'_>,
    asked: &Vend,
    wanted: &Wanted<'_>,
    id: &str,
    account: &str,
    needs: &[String],
) -> Result<(), PlanError> {
    let Some(portfolio) = now.portfolio(id) else { return Ok(()) };
    let mut needs = needs.to_vec();
    let is_owner = portfolio.record.account.to_string() == account;
    if !is_owner && now.share_above(portfolio, wanted.ou).is_none() {
        needs.extend(share::share(now, draft, id, account, share::Along::default(), &needs));
    }
    for set in asked.permission_sets(wanted.stage) {
        let pattern = permission_set_pattern(now.partition, set);
        principal::add(now, draft, id, account, &pattern, true, &needs)?;
    }
    Ok(())
}

/// Gives the groups of a team their permission sets. Where one of them is not there, or not known, that is left out and said.
fn people(
    now: &Organization<'_>,
    draft: &mut Draft<'_>,
    asked: &Vend,
    wanted: &Wanted<'_>,
    account: &str,
    needs: &[String],
) -> Result<(), PlanError> {
    for people in asked.people_of(wanted.stage) {
        let found = now.center().map_err(|why| PlanError::Unknown { what: "IAM Identity Center".to_owned(), why });
        let found = found.and_then(|_| {
            let set = now.find_permission_set(&people.permission_set)?;
            Ok((set, now.find_in_directory(PrincipalKind::Group, &people.group)?))
        });
        match found {
            Ok((set, principal)) => {
                let given = Given { set: &set, kind: PrincipalKind::Group, principal: &principal, assign: true };
                assign::add(now, draft, given, account, needs)?;
            }
            Err(why) => {
                draft.left_out.insert(format!(
                    "group `{}` of {}: give it permission set `{}` in IAM Identity Center ({why})",
                    people.group, asked.team, people.permission_set
                ));
            }
        }
    }
    Ok(())
}

/// Says what was asked for and no step does.
fn leave_out(asked: &Vend, draft: &mut Draft<'_>) {
    let team = &asked.team;
    if let Some(blueprint) = &asked.blueprint {
        draft
            .left_out
            .insert(format!("blueprint `{blueprint}` of {team}: launch it in the new accounts once they are there"));
    }
    if let Some(connectivity) = asked.connectivity.as_deref().filter(|kind| *kind != "isolated") {
        draft.left_out.insert(format!(
            "connectivity `{connectivity}` of {team}: attach the accounts to the network, or let their blueprint do it"
        ));
    }
}
