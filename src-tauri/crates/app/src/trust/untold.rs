//! Findings that are not known, or do not apply, by rule and reason: one line stands for all accounts and resources of which the same is said. Every one
//! of them is a row of its own in what `findings` gives.

use std::collections::{BTreeSet, HashMap};

use armillary_wire::{FindingStatus, TrustFindingRow};

/// What a rule cannot tell, or does not apply to, for one reason.
#[derive(Clone, PartialEq, Debug)]
pub struct Untold<'r> {
    /// The rule.
    pub rule: &'r str,
    /// Why it cannot tell.
    pub reason: &'r str,
    /// What it cannot tell of.
    pub rows: Vec<&'r TrustFindingRow>,
}

/// What is not known among these rows, in their order.
pub fn untold<'r>(rows: impl IntoIterator<Item = &'r TrustFindingRow>) -> Vec<Untold<'r>> {
    let mut groups: Vec<Untold<'r>> = Vec::new();
    let mut places: HashMap<(&str, &str), usize> = HashMap::new();
    for row in rows {
        let (Some(reason), rule) = (row.reason.as_deref(), row.rule.as_str()) else { continue };
        let place = *places.entry((rule, reason)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.rows.push(row),
            None => groups.push(Untold { rule, reason, rows: vec![row] }),
        }
    }
    groups
}

impl Untold<'_> {
    /// All of it in a sentence.
    pub fn sentence(&self) -> String {
        let is_idle = self.rows.iter().all(|row| row.state == FindingStatus::NotApplicable);
        let says = if is_idle { "does not apply to" } else { "cannot be told for" };
        format!("{} {says} {}: {}", self.rule, self.whom(), self.reason)
    }

    fn whom(&self) -> String {
        let accounts: BTreeSet<&str> = self.rows.iter().map(|row| row.account.as_str()).collect();
        let is_account = |row: &TrustFindingRow| row.arn == row.account || row.arn.contains(":account/");
        match self.rows.as_slice() {
            [row] if is_account(row) => format!("account {} ({})", row.account_name, row.account),
            [row] => format!("`{}` in {} ({})", row.name, row.account_name, row.account),
            rows if rows.iter().all(|row| is_account(row)) => format!("{} accounts", accounts.len()),
            rows if accounts.len() == 1 => format!("{} resources in one account", rows.len()),
            rows => format!("{} resources in {} accounts", rows.len(), accounts.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use armillary_model::Severity;

    fn row(rule: &str, arn: &str, account: &str, reason: Option<&str>) -> TrustFindingRow {
        TrustFindingRow {
            id: format!("{rule} {arn}"),
            rule: rule.to_owned(),
            title: String::new(),
            family: String::new(),
            severity: Severity::Medium,
            state: if reason.is_some() { FindingStatus::Unknown } else { FindingStatus::Fail },
            reason: reason.map(str::to_owned),
            arn: arn.to_owned(),
            name: arn.rsplit('/').next().unwrap_or(arn).to_owned(),
            account: account.to_owned(),
            account_name: format!("name-{account}"),
            region: "global".to_owned(),
            summary: String::new(),
            why: String::new(),
            evidence: serde_json::Value::Null,
            remedy: String::new(),
            path: Vec::new(),
            principals: Vec::new(),
            principals_total: 0,
            first_seen: None,
            last_seen: None,
            owner: None,
            note: None,
            exemption: None,
        }
    }

    #[test]
    fn what_is_not_known_is_one_line_for_each_rule_and_reason() {
        let account = |id: &str| format!("arn:aws:organizations::1:account/o-a/{id}");
        let role = |account: &str, name: &str| format!("arn:aws:iam::{account}:role/{name}");
        let mut rows = vec![row("PRIV-01", &role("1", "Open"), "1", None)];
        rows.extend(["1", "2", "3"].map(|id| row("PRIV-01", &account(id), id, Some("IAM was not read"))));
        rows.push(row("PRIV-01", &role("1", "A"), "1", Some("it was so")));
        rows.push(row("PRIV-01", &role("2", "B"), "2", Some("it was so")));
        rows.push(row("REG-01", &role("2", "B"), "2", Some("it was so")));
        rows.push(row("REG-01", &account("4"), "4", Some("IAM was not read")));
        let groups = untold(&rows);
        let sentences: Vec<String> = groups.iter().map(Untold::sentence).collect();
        let expected = [
            "PRIV-01 cannot be told for 3 accounts: IAM was not read",
            "PRIV-01 cannot be told for 2 resources in 2 accounts: it was so",
            "REG-01 cannot be told for `B` in name-2 (2): it was so",
            "REG-01 cannot be told for account name-4 (4): IAM was not read",
        ];
        assert_eq!(sentences, expected);
        assert_eq!(groups.iter().map(|group| group.rows.len()).sum::<usize>(), 7, "every row is in one of them");
    }
}
