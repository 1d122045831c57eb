//! Which findings come and go, in words.

use std::collections::{HashMap, HashSet};

use armillary_model::{Finding, FindingState};
use armillary_trust::Reorganized;
use armillary_wire::{FindingStatus, TrustFindingRow};

use super::told;

/// What a plan does to findings: those of today, against what the rules say of the organization as the plan leaves it.
pub(super) fn lines(today: &[TrustFindingRow], after: &Reorganized) -> Vec<String> {
    if after.touched.is_empty() {
        return Vec::new();
    }
    let found = armillary_guardrails::findings(&after.graph);
    let broken = |row: &&TrustFindingRow| matches!(row.state, FindingStatus::Fail | FindingStatus::Partial);
    let before: HashMap<&str, &TrustFindingRow> =
        today.iter().filter(broken).map(|row| (row.id.as_str(), row)).collect();
    let mut lines = Vec::new();
    let mut left: HashSet<String> = HashSet::new();
    for finding in &found.findings {
        let key = finding.key();
        match before.get(key.as_str()) {
            None => lines.push(format!("opens {}", said(finding))),
            Some(row) if row.severity < finding.severity => {
                lines.push(format!("grows from {} to {}", row.severity.as_str(), said(finding)));
            }
            Some(_) => {}
        }
        left.insert(key);
    }
    let is_untold = |row: &TrustFindingRow| {
        found.unknown.iter().find(|unknown| {
            unknown.rule.as_str() == row.rule && (unknown.key() == row.id || unknown.account.to_string() == row.account)
        })
    };
    for row in today.iter().filter(broken).filter(|row| !left.contains(&row.id)) {
        let what = format!("{} ({}): {}", row.rule, row.severity.as_str(), row.summary);
        lines.push(match is_untold(row) {
            None => format!("fixes {what}"),
            Some(unknown) => format!("not known any more: {what}{}", why(unknown)),
        });
    }
    let nothing = lines.is_empty();
    let mut lines = told(lines, "findings that come or go");
    let organization = after.graph.organization();
    let accounts = after.touched.iter().filter_map(|id| organization.account(*id));
    let unread = accounts.filter(|account| account.can_act() && account.iam.reason().is_some()).count();
    if unread > 0 {
        lines.push(format!("not known: which findings come or go in {unread} accounts whose IAM was not read"));
    } else if nothing {
        lines.push("no finding comes and none goes".to_owned());
    }
    lines
}

fn said(finding: &Finding) -> String {
    format!("{} ({}): {}", finding.rule, finding.severity.as_str(), finding.summary)
}

fn why(finding: &Finding) -> String {
    match &finding.state {
        FindingState::Unknown(reason) => format!(" ({reason})"),
        _ => String::new(),
    }
}
