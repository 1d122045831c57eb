//! Control Tower: the landing zone, which OUs are registered, which accounts are enrolled, and which controls are enabled.

use std::collections::BTreeMap;

use armillary_model::{AccountId, Record, RelationKind, Service};
use serde_json::Value;

use super::{Known, Organization, is_of_control_tower, reading, short, target, text};

/// The baseline that registers OUs and enrols their accounts.
pub(crate) const MEMBER_BASELINE: &str = "AWSControlTowerBaseline";

/// What the names of the roles begin with that Control Tower makes in accounts, and that stop another enrolment where they were left.
pub(crate) const LEFT_OVER: &str = "aws-controltower-";

impl<'a> Organization<'a> {
    pub(super) fn take_baseline(&mut self, record: &'a Record) {
        let on = target(record, RelationKind::EnabledOn).map(short);
        let (Some(on), MEMBER_BASELINE) = (on, record.name.as_str()) else { return };
        match on.parse::<AccountId>() {
            Ok(account) => {
                self.enrolled.insert(account, record);
            }
            Err(_) => {
                self.registered.insert(on, record);
            }
        }
    }

    /// The landing zone; none where there is none. It is found in its home Region only: one that was not crawled may hold it, and where policies of Control
    /// Tower are there, one does.
    pub fn landing_zone(&self) -> Known<Option<&'a Record>> {
        if let Some(zone) = self.zone {
            if !zone.stale {
                return Ok(Some(zone));
            }
            self.tower_in(&zone.region)?;
            return Err(format!("{} was not read again, and is as of an earlier crawl", zone.name));
        }
        let mut regions = Vec::new();
        for unit in self.snapshot.coverage.of_service(self.management, Service::ControlTower) {
            reading(&unit)?;
            regions.push(unit.region.to_owned());
        }
        if regions.is_empty() {
            return Err("Control Tower was never read".to_owned());
        }
        match self.policies().find(|(_, policy)| is_of_control_tower(policy)) {
            Some((id, _)) => Err(format!(
                "policy {id} is one of Control Tower, and no landing zone was found in {}: its home Region was not crawled",
                regions.join(", ")
            )),
            None => Ok(None),
        }
    }

    /// Whether all of Control Tower is known in the landing zone's home Region.
    pub fn tower_is_read(&self) -> Known<()> {
        let Some(zone) = self.landing_zone()? else { return Ok(()) };
        self.tower_in(&zone.region)
    }

    fn tower_in(&self, region: &str) -> Known<()> {
        let mut units = self.snapshot.coverage.of_service(self.management, Service::ControlTower);
        match units.find(|unit| unit.region == region) {
            Some(unit) => reading(&unit),
            None => Err("Control Tower was never read".to_owned()),
        }
    }

    /// What registers an OU, if it is registered.
    pub fn registration(&self, ou: &str) -> Known<Option<&'a Record>> {
        match self.registered.get(ou) {
            Some(record) if !record.stale => Ok(Some(record)),
            _ => self.tower_is_read().map(|()| None),
        }
    }

    /// What enrols an account, if it is enrolled.
    pub fn enrolment(&self, account: AccountId) -> Known<Option<&'a Record>> {
        match self.enrolled.get(&account) {
            Some(record) if !record.stale => Ok(Some(record)),
            _ => self.tower_is_read().map(|()| None),
        }
    }

    /// Whether an account is enrolled, or being enrolled; one whose enrolment has failed is not.
    pub fn is_enrolled(&self, account: AccountId) -> Known<bool> {
        Ok(self.enrolment(account)?.is_some_and(|record| status_of(record) != "FAILED"))
    }

    /// A control that is enabled on an OU.
    pub fn control(&self, control: &str, ou: &str) -> Option<&'a Record> {
        let is_it = |record: &&&Record| {
            let on = target(record, RelationKind::EnabledOn).map(short);
            text(record, "controlIdentifier") == Some(control) && on == Some(ou)
        };
        self.controls.iter().find(is_it).copied()
    }

    /// The ARN of a control: as it is named, or of one that is enabled somewhere by the last part of its ARN.
    pub fn find_control(&self, named: &str) -> Option<&'a str> {
        let mut known = self.controls.iter().filter_map(|record| text(record, "controlIdentifier"));
        known.find(|arn| short(arn).eq_ignore_ascii_case(named))
    }

    /// How many accounts are being enrolled or let go.
    pub fn enrolments_under_way(&self) -> usize {
        self.enrolled.values().filter(|record| status_of(record) == "UNDER_CHANGE").count()
    }

    /// The roles that Control Tower has left in an account; none is left where it is enrolled.
    pub fn left_over(&self, account: AccountId) -> Known<Vec<&'a str>> {
        self.iam_is_read(account)?;
        let roles = self.roles.iter().filter(|(owner, name)| *owner == account && name.starts_with(LEFT_OVER));
        let mut names: Vec<&str> = roles.map(|(_, name)| *name).collect();
        names.sort_unstable();
        Ok(names)
    }
}

/// `SUCCEEDED`, `FAILED` or `UNDER_CHANGE`, of an enabled baseline or control.
pub(crate) fn status_of(record: &Record) -> &str {
    record.document.pointer("/statusSummary/status").and_then(Value::as_str).unwrap_or("unknown")
}

/// `IN_SYNC`, `DRIFTED` …, of an enabled baseline or control.
pub(crate) fn drift_of(record: &Record) -> &str {
    let places = ["/driftStatusSummary/driftStatus", "/driftStatusSummary/types/inheritance/status"];
    let told = places.into_iter().find_map(|place| record.document.pointer(place)?.as_str());
    told.unwrap_or("drift not told")
}

/// The parameters of an enabled control.
pub(crate) fn parameters_of(record: &Record) -> BTreeMap<String, Value> {
    let parameters = record.document.get("parameters").and_then(Value::as_array);
    let pair = |one: &Value| Some((one.get("key")?.as_str()?.to_owned(), one.get("value")?.clone()));
    parameters.into_iter().flatten().filter_map(pair).collect()
}

/// Whether the landing zone enrols accounts of its own accord that are moved into a registered OU.
pub(crate) fn enrols(zone: &Record) -> bool {
    let kinds = zone.document.get("remediationTypes").and_then(Value::as_array);
    kinds.into_iter().flatten().any(|kind| kind == "INHERITANCE_DRIFT")
}
