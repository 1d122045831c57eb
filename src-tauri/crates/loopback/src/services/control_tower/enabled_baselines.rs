//! The baselines that are enabled, on OUs and, as their children, on the accounts in them.

use armillary_model::AccountId;

use super::{
    Filter, PAGES, baseline_changes::active_accounts, in_sync, listing, not_found, status, tower, written_parameters,
};
use crate::{
    services::{Answer, Paging, Request},
    state::{EnabledBaseline, Enablement, State, TowerTarget, child_arn},
    wire::{Value, map},
};

/// `ListEnabledBaselines`; those of accounts only where they are asked for.
pub(in crate::services) fn list_enabled_baselines(state: &State, request: &Request) -> Answer {
    let with_children = request.input.flag("includeChildren");
    let filter = Filter::of(request);
    let enabled = tower(state, request)?.enabled_baselines.values();
    let rows = enabled.flat_map(|enabled| rows(enabled).filter(move |row| with_children || row.child.is_none()));
    let rows = rows.filter(|row| {
        let parent = row.parent();
        filter.admits("targetIdentifiers", |arn| row.target(state) == arn)
            && filter.admits("baselineIdentifiers", |arn| row.enabled.baseline == arn)
            && filter.admits("parentIdentifiers", |arn| parent == Some(arn))
            && filter.admits("statuses", |wanted| row.enablement().status.as_str() == wanted)
            && filter.admits("inheritanceDriftStatuses", |wanted| row.drift(state) == Some(wanted))
    });
    let paging = Paging { min: 5, ..PAGES };
    listing(request, &paging, "enabledBaselines", rows, |row| written(state, &row))
}

/// `GetEnabledBaseline`, of an OU or of an account.
pub(in crate::services) fn get_enabled_baseline(state: &State, request: &Request) -> Answer {
    let arn = request.required("enabledBaselineIdentifier")?;
    let mut all = tower(state, request)?.enabled_baselines.values().flat_map(rows);
    let row = all.find(|row| row.arn() == arn).ok_or_else(|| not_found("The enabled baseline", arn))?;
    let mut details = written(state, &row);
    if let Value::Map(members) = &mut details {
        members.push(("parameters".into(), written_parameters(&row.enabled.parameters)));
    }
    Ok(map! { "enabledBaselineDetails": details })
}

/// An enabled baseline, or what an account has from it.
struct Row<'a> {
    enabled: &'a EnabledBaseline,
    child: Option<(AccountId, &'a Enablement)>,
}

fn rows(enabled: &EnabledBaseline) -> impl Iterator<Item = Row<'_>> {
    let children =
        enabled.enrolled.iter().map(move |(account, enrolment)| Row { enabled, child: Some((*account, enrolment)) });
    std::iter::once(Row { enabled, child: None }).chain(children)
}

impl<'a> Row<'a> {
    fn arn(&self) -> String {
        self.child.map_or_else(|| self.enabled.arn.clone(), |(account, _)| child_arn(&self.enabled.arn, account))
    }

    fn target(&self, state: &State) -> String {
        match self.child {
            Some((account, _)) => state.organization.account_arn(account),
            None => self.enabled.target.arn(&state.organization),
        }
    }

    fn parent(&self) -> Option<&'a str> {
        self.child.map(|_| self.enabled.arn.as_str())
    }

    fn enablement(&self) -> &'a Enablement {
        self.child.map_or(&self.enabled.enablement, |(_, enrolment)| enrolment)
    }

    /// Whether the account is where it was enrolled; of an OU, whether all its accounts are enrolled and none is elsewhere.
    fn drift(&self, state: &State) -> Option<&'static str> {
        let TowerTarget::Ou(ou) = &self.enabled.target else { return None };
        let has_lost = |account: AccountId| self.enabled.has_lost(&state.organization, account);
        let lacks = |account: &AccountId| !self.enabled.enrolled.contains_key(account);
        Some(in_sync(match self.child {
            Some((account, _)) => has_lost(account),
            None => {
                self.enabled.enrolled.keys().any(|account| has_lost(*account))
                    || active_accounts(state, ou).iter().any(lacks)
            }
        }))
    }
}

fn written(state: &State, row: &Row<'_>) -> Value {
    let drift = row.drift(state).map(|drift| map! { "types": map! { "inheritance": map! { "status": drift } } });
    map! {
        "arn": row.arn(),
        "baselineIdentifier": &row.enabled.baseline,
        "baselineVersion": &row.enabled.version,
        "driftStatusSummary": drift,
        "targetIdentifier": row.target(state),
        "parentIdentifier": row.parent(),
        "statusSummary": status(row.enablement()),
    }
}
