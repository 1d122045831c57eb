//! The controls that are enabled, on OUs and, as their children, on the accounts in them.

use armillary_model::AccountId;

use super::{Filter, PAGES, finish::GUARDRAILS, in_sync, listing, not_found, status, tower, written_parameters};
use crate::{
    services::{Answer, Paging, Request},
    state::{EnabledControl, State, child_arn},
    wire::{Value, map},
};

/// `ListEnabledControls`, of one OU or of all; those of accounts only where they are asked for.
pub(in crate::services) fn list_enabled_controls(state: &State, request: &Request) -> Answer {
    let with_children = request.input.flag("includeChildren");
    let target = request.input.text("targetIdentifier");
    if let Some(arn) = target {
        check_target(state, arn)?;
    }
    let filter = Filter::of(request);
    let is_target = |row: &Row<'_>| {
        let is_below =
            |arn: &str| with_children && row.child.is_some() && state.organization.ou_arn(&row.enabled.ou) == arn;
        target.is_none_or(|arn| row.target(state) == arn || is_below(arn))
    };
    let enabled = tower(state, request)?.enabled_controls.values();
    let rows = enabled.flat_map(|enabled| rows(enabled).filter(move |row| with_children || row.child.is_none()));
    let rows = rows.filter(|row| {
        is_target(row)
            && filter.admits("controlIdentifiers", |arn| row.enabled.control == arn)
            && filter.admits("statuses", |wanted| row.enabled.enablement.status.as_str() == wanted)
            && filter.admits("parentIdentifiers", |arn| row.child.is_some() && row.enabled.arn == arn)
            && filter.admits("driftStatuses", |wanted| row.overall(state) == wanted)
            && filter.admits("inheritanceDriftStatuses", |wanted| row.drift(state) == wanted)
            && filter.admits("resourceDriftStatuses", |wanted| row.resources(state) == wanted)
    });
    let paging = Paging { max: 200, default: 200, ..PAGES };
    listing(request, &paging, "enabledControls", rows, |row| written(state, &row))
}

/// `GetEnabledControl`, of an OU or of an account.
pub(in crate::services) fn get_enabled_control(state: &State, request: &Request) -> Answer {
    let arn = request.required("enabledControlIdentifier")?;
    let mut all = tower(state, request)?.enabled_controls.values().flat_map(rows);
    let row = all.find(|row| row.arn() == arn).ok_or_else(|| not_found("The enabled control", arn))?;
    let mut details = written(state, &row);
    if let Value::Map(members) = &mut details {
        let regions = state.regions.iter().map(|region| map! { "name": region });
        members.push(("targetRegions".into(), Value::list(regions)));
        members.push(("parameters".into(), written_parameters(&row.enabled.parameters)));
    }
    Ok(map! { "enabledControlDetails": details })
}

fn check_target(state: &State, arn: &str) -> Result<(), crate::services::AwsError> {
    let organization = &state.organization;
    let is_known = |id: &str| organization.ou_arn(id) == arn && organization.ous.contains_key(id);
    let of_account = |id: &str| {
        id.parse().is_ok_and(|id| organization.account_arn(id) == arn && organization.accounts.contains_key(&id))
    };
    let is_there = arn.rsplit('/').next().is_some_and(|id| is_known(id) || of_account(id));
    if is_there { Ok(()) } else { Err(not_found("The target", arn)) }
}

/// An enabled control, or what an account has from it.
struct Row<'a> {
    enabled: &'a EnabledControl,
    child: Option<AccountId>,
}

fn rows(enabled: &EnabledControl) -> impl Iterator<Item = Row<'_>> {
    let children = enabled.accounts.iter().map(move |account| Row { enabled, child: Some(*account) });
    std::iter::once(Row { enabled, child: None }).chain(children)
}

impl Row<'_> {
    fn arn(&self) -> String {
        self.child.map_or_else(|| self.enabled.arn.clone(), |account| child_arn(&self.enabled.arn, account))
    }

    fn target(&self, state: &State) -> String {
        match self.child {
            Some(account) => state.organization.account_arn(account),
            None => state.organization.ou_arn(&self.enabled.ou),
        }
    }

    /// Whether the account is where it got the control; of an OU, whether all its accounts that are enrolled have it.
    fn drift(&self, state: &State) -> &'static str {
        let has_lost = |account: AccountId| self.enabled.has_lost(&state.organization, account);
        let registration = state.control_tower.registration(&self.enabled.ou);
        let mut enrolled = registration.into_iter().flat_map(|registration| registration.enrolled.keys());
        in_sync(match self.child {
            Some(account) => has_lost(account),
            None => {
                self.enabled.accounts.iter().any(|account| has_lost(*account))
                    || enrolled.any(|account| !has_lost(*account) && !self.enabled.accounts.contains(account))
            }
        })
    }

    /// Whether what the control is made of is as it was set up: the SCP, of those that the landing zone demands. The others are made of
    /// what is not looked at.
    fn resources(&self, state: &State) -> &'static str {
        if !self.enabled.mandatory {
            return "NOT_CHECKING";
        }
        let policies = state.organization.policies.values();
        let mut guardrails = policies.filter(|policy| policy.name.starts_with(GUARDRAILS));
        in_sync(!guardrails.any(|policy| policy.targets.contains(&self.enabled.ou)))
    }

    fn overall(&self, state: &State) -> &'static str {
        in_sync([self.drift(state), self.resources(state)].contains(&in_sync(true)))
    }
}

fn written(state: &State, row: &Row<'_>) -> Value {
    let types = map! {
        "inheritance": map! { "status": row.drift(state) },
        "resource": map! { "status": row.resources(state) },
    };
    map! {
        "arn": row.arn(),
        "controlIdentifier": &row.enabled.control,
        "targetIdentifier": row.target(state),
        "statusSummary": status(&row.enabled.enablement),
        "driftStatusSummary": map! { "driftStatus": row.overall(state), "types": types },
        "parentIdentifier": row.child.map(|_| &row.enabled.arn),
    }
}
