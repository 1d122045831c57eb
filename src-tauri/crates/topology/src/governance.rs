//! What Control Tower governs: registered OUs, enrolled accounts, and how many controls are enabled on an OU.
//!
//! It is a detail of OUs and accounts, and no node of its own: an organization has as many enrolments as accounts.

use std::collections::HashMap;

use armillary_model::{Kind, Record, RelationKind, Snapshot};
use serde_json::Value;

use crate::graph::last_segment;

/// The baseline that registers OUs and enrols their accounts.
const MEMBER_BASELINE: &str = "AWSControlTowerBaseline";

/// What Control Tower says of OUs and accounts, by their ids.
#[derive(Clone, Debug, Default)]
pub(crate) struct Governance(HashMap<String, Governed>);

#[derive(Clone, Debug, Default)]
struct Governed {
    /// The status of the baseline, where it is enabled.
    baseline: Option<String>,
    controls: u32,
}

impl Governance {
    /// Reads it off the records of a snapshot's parts. Of what was not read nothing is said.
    pub fn build(parts: &[&Snapshot]) -> Self {
        let mut governance = Self::default();
        for record in parts.iter().flat_map(|part| &part.records) {
            let on = record.relations.iter().find(|relation| relation.kind == RelationKind::EnabledOn);
            let Some(on) = on.filter(|_| is_part(record)) else { continue };
            let governed = governance.0.entry(last_segment(&on.target).to_owned()).or_default();
            match record.kind {
                Kind::EnabledControl => governed.controls = governed.controls.saturating_add(1),
                _ if record.name == MEMBER_BASELINE => {
                    let status = record.document.pointer("/statusSummary/status").and_then(Value::as_str);
                    governed.baseline = Some(status.unwrap_or("not known").to_owned());
                }
                _ => {}
            }
        }
        governance
    }

    /// What follows in the detail of an OU; empty where nothing is known of it.
    pub fn of_ou(&self, id: &str) -> String {
        let Some(governed) = self.0.get(id) else { return String::new() };
        let registered = match governed.baseline.as_deref() {
            None => String::new(),
            Some("SUCCEEDED") => String::from(" · registered"),
            Some(status) => format!(" · registration {status}"),
        };
        match governed.controls {
            0 => registered,
            1 => format!("{registered} · 1 control"),
            controls => format!("{registered} · {controls} controls"),
        }
    }

    /// What follows in the detail of an account; empty where nothing is known of it.
    pub fn of_account(&self, id: &str) -> String {
        match self.0.get(id).and_then(|governed| governed.baseline.as_deref()) {
            None => String::new(),
            Some("SUCCEEDED") => String::from(" · enrolled"),
            Some(status) => format!(" · enrolment {status}"),
        }
    }
}

/// Whether a record is a detail of what it is enabled on.
pub(crate) fn is_part(record: &Record) -> bool {
    matches!(record.kind, Kind::EnabledBaseline | Kind::EnabledControl)
}

#[cfg(test)]
mod tests {
    use armillary_model::{AccountId, Relation};
    use serde_json::json;

    use super::*;

    fn enabled(kind: Kind, name: &str, target: &str, status: &str) -> Record {
        Record {
            arn: format!("arn:{name}:{target}"),
            kind,
            account: AccountId::from_number(1).expect("an id"),
            region: "eu-west-1".to_owned(),
            name: name.to_owned(),
            document: json!({ "statusSummary": { "status": status } }),
            relations: vec![Relation::new(RelationKind::EnabledOn, target, "")],
            stale: false,
            as_of: 1,
            unread: Vec::new(),
        }
    }

    #[test]
    fn ous_and_accounts_tell_what_governs_them() {
        let ou = "arn:aws:organizations::000000000001:ou/o-1/ou-dev";
        let account = "arn:aws:organizations::000000000001:account/o-1/000000000002";
        let records = vec![
            enabled(Kind::EnabledBaseline, MEMBER_BASELINE, ou, "SUCCEEDED"),
            enabled(Kind::EnabledBaseline, "BackupBaseline", account, "SUCCEEDED"),
            enabled(Kind::EnabledBaseline, MEMBER_BASELINE, account, "FAILED"),
            enabled(Kind::EnabledControl, "GR_A", ou, "SUCCEEDED"),
            enabled(Kind::EnabledControl, "GR_B", ou, "SUCCEEDED"),
        ];
        let governance = Governance::build(&[&Snapshot { records, ..Snapshot::default() }]);
        assert_eq!(governance.of_ou("ou-dev"), " · registered · 2 controls");
        assert_eq!(governance.of_account("000000000002"), " · enrolment FAILED");
        assert_eq!(
            (governance.of_ou("ou-prod"), governance.of_account("000000000003")),
            (String::new(), String::new())
        );
    }
}
