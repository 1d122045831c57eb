//! What could not be read again. A rule that found something there when it was last read has not lost it: the finding stays at its
//! resource, with its identity, and is not certain any more. In an account that is not in use any more, where AWS lets nobody act, it stays
//! as one that does not apply: the account could be reopened with all its rights.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::{AccountId, Finding, FindingState, account_in_arn};

use super::{Findings, RULES, Reads, scope};
use armillary_trust::{IdleAccount, Organization};

impl Findings {
    /// Keeps what the rules found in the organization as it was last read, where they cannot tell any more. `before` is what they say
    /// of that.
    pub(super) fn remember(&mut self, org: &Organization, before: Self) {
        let found = std::mem::take(&mut self.findings).into_iter();
        let (stale, certain): (Vec<Finding>, Vec<Finding>) = found.partition(|finding| is_stale(org, finding));
        self.findings = certain;
        let certain: BTreeSet<String> = self.findings.iter().map(Finding::key).collect();
        let doubtful = std::mem::take(&mut self.unknown).into_iter();
        let mut doubtful: BTreeMap<String, Finding> = doubtful.map(|finding| (finding.key(), finding)).collect();
        let mut older: BTreeMap<String, Finding> = BTreeMap::new();
        for finding in stale.into_iter().chain(before.findings) {
            let key = finding.key();
            if !certain.contains(&key) {
                older.insert(key, finding);
            }
        }
        for (key, finding) in older {
            let said = doubtful.get(&key).and_then(reason);
            if let (None, Some(idle)) = (said, idle(org, &finding)) {
                self.not_applicable.push(not_applicable(finding, &idle));
                continue;
            }
            let why = why(org, &finding).or(said).unwrap_or(RESTS).to_owned();
            doubtful.insert(key, not_certain(finding, &why));
        }
        self.unknown = doubtful.into_values().collect();
        self.count();
        self.sort();
    }
}

/// Why a finding is not certain where neither its resource nor its account tells.
const RESTS: &str = "something that it rests on was not read again, or is of an account that is not in use";

/// The account that is not in use and that a finding rests on: its own, or one of those whom it concerns where all else about it was read.
fn idle(org: &Organization, finding: &Finding) -> Option<IdleAccount> {
    let of = |account: AccountId| org.account(account)?.idle();
    if let Some(own) = of(finding.account) {
        return Some(own);
    }
    if why(org, finding).is_some() {
        return None;
    }
    let evidence = &finding.evidence;
    let hops = evidence.paths.iter().flatten().flat_map(|hop| [&hop.from, &hop.to]);
    let named = evidence.principals.first.iter().chain(hops).chain(finding.identity.values());
    named.filter_map(|text| text.parse().ok().or_else(|| account_in_arn(text))).find_map(of)
}

/// A finding that was so when it was last read, and rests on an account that is not in use now.
fn not_applicable(mut finding: Finding, idle: &IdleAccount) -> Finding {
    let reason = idle.sentence();
    finding.title = format!("When last read: {}", finding.title);
    finding.summary = format!("When last read: {} It does not apply now: {reason}.", finding.summary);
    finding.state = FindingState::NotApplicable(reason);
    finding
}

/// A finding that was so when it was last read, and why that is not known now.
fn not_certain(mut finding: Finding, reason: &str) -> Finding {
    finding.title = format!("When last read: {}", finding.title);
    finding.summary = format!("When last read: {} Whether it still is so is not known: {reason}.", finding.summary);
    finding.state = FindingState::Unknown(format!("it was so when last read, and is not known now: {reason}"));
    finding
}

fn reason(finding: &Finding) -> Option<&str> {
    match &finding.state {
        FindingState::Unknown(reason) => Some(reason),
        FindingState::Fail | FindingState::Warn | FindingState::NotApplicable(_) => None,
    }
}

/// Whether what the finding is about was not read again.
fn is_stale(org: &Organization, finding: &Finding) -> bool {
    let package = || org.packages().iter().find(|package| *package.arn == *finding.resource);
    match org.find(&finding.resource) {
        Some(id) => org.principal(id).stale,
        None => finding.resource.contains(":model-package/") && package().is_some_and(|package| package.stale),
    }
}

/// What is not known of a finding's principal and account that its rule has to know.
fn why<'o>(org: &'o Organization, finding: &Finding) -> Option<&'o str> {
    let reads = RULES.iter().find(|rule| rule.id == finding.rule).map_or(Reads::Nothing, |rule| rule.reads);
    let principal = org.find(&finding.resource).map(|id| org.principal(id));
    let own = principal.and_then(|principal| scope::missing_of(principal, reads));
    let account = org.account(finding.account)?;
    own.or_else(|| scope::unread_of(account, reads))
        .or_else(|| account.scps.unknown())
        .or_else(|| account.rcps.unknown())
}

#[cfg(test)]
mod tests {
    use armillary_model::{Part, RuleId};
    use serde_json::json;

    use super::super::team::*;
    use super::*;

    fn pass() -> serde_json::Value {
        allow(json!(["iam:PassRole", "glue:CreateJob", "glue:StartJobRun"]), json!("*"))
    }

    /// A role that may pass any role, one that models are deployed with, one that builds and approves, and one that trusts
    /// everybody.
    fn team() -> Team {
        let jobs = json!(["sagemaker:CreateTrainingJob", "sagemaker:UpdateModelPackage"]);
        Team::new()
            .role(DEV, "Launcher", service("glue.amazonaws.com", DEV), &[pass()])
            .role(PROD, "StackSetExecutionRole", trust(json!({"AWS": role_arn(DEV, "Admin")})), &[pass()])
            .role(PROD, "SageMakerModelExecutionRole", service("sagemaker.amazonaws.com", PROD), &[])
            .role(DEV, "Both", service("sagemaker.amazonaws.com", DEV), &[allow(jobs, json!("*"))])
            .profile(DEV, "ada", "Both", json!([]))
            .role(DEV, "Open", trust(json!("*")), &[])
    }

    const FOUND: [(RuleId, &str); 4] = [
        (RuleId::Priv01, "Launcher"),
        (RuleId::Pass01, "StackSetExecutionRole"),
        (RuleId::Reg01, "Both"),
        (RuleId::Tru03, "Open"),
    ];

    /// Which rules say `state` of which resource, of those of the team.
    fn said(found: &Findings, state: &str) -> Vec<(RuleId, &'static str)> {
        FOUND.into_iter().filter(|(rule, name)| told(found, *rule).contains(&format!("{state} {name}"))).collect()
    }

    #[test]
    fn what_was_found_before_and_cannot_be_read_again_stays_a_finding() {
        let first = team().findings();
        assert_eq!(said(&first, "fail"), FOUND);
        let second = team().denied_since(DEV).denied_since(PROD).findings_remembering();
        assert_eq!(said(&second, "unknown"), FOUND, "{:?}", second.unknown);
        assert!(second.findings.is_empty(), "nothing is open for sure: {:?}", second.findings);
        let keys = |list: &[Finding]| list.iter().map(Finding::key).collect::<BTreeSet<_>>();
        assert!(keys(&second.unknown).is_superset(&keys(&first.findings)), "the same findings");
        let launcher = second.unknown.iter().find(|finding| finding.resource == role_arn(DEV, "Launcher"));
        let launcher = launcher.expect("it stays");
        let summary = &launcher.summary;
        assert!(summary.starts_with("When last read: ") && summary.contains("still is so is not known"), "{summary}");
        assert_eq!(summary.matches("gave `AccessDenied`").count(), 1, "{summary}");
        assert!(summary.contains("as of crawl 1"), "{summary}");
        let counts = second.checked.get(&RuleId::Priv01).expect("counted");
        assert_eq!((counts.failed, counts.warned), (0, 0));
        assert_eq!(counts.unknown, second.unknown.iter().filter(|finding| finding.rule == RuleId::Priv01).count());
    }

    #[test]
    fn what_rests_on_an_organization_policy_that_cannot_be_read_again_stays_too() {
        for part in [Part::CONTENT, Part::TARGETS] {
            let allow_all = allow(json!("*"), json!("*"));
            let found = team().scp("Some", allow_all).unread_again("p-Some", part).findings_remembering();
            assert_eq!(said(&found, "unknown"), [FOUND[0], FOUND[1], FOUND[2]], "{part:?}");
            assert_eq!(said(&found, "fail"), [FOUND[3]], "a trust policy does not hang on it");
        }
    }

    #[test]
    fn what_was_found_in_an_account_that_was_closed_since_does_not_apply() {
        let first = team().findings();
        let closed = team().closed_since(DEV).findings_remembering();
        let keys = |list: &[Finding]| list.iter().map(Finding::key).collect::<BTreeSet<_>>();
        let of_dev = |found: &Findings| {
            let of = found.findings.iter().filter(|finding| finding.account.to_string() == DEV);
            of.map(Finding::key).collect::<BTreeSet<_>>()
        };
        assert!(!of_dev(&first).is_empty() && of_dev(&closed).is_empty());
        assert!(keys(&closed.not_applicable).is_superset(&of_dev(&first)), "the same findings");
        let lost: Vec<_> = keys(&first.findings)
            .difference(&keys(&closed.findings))
            .filter(|key| !keys(&closed.not_applicable).contains(*key) && !keys(&closed.unknown).contains(*key))
            .cloned()
            .collect();
        assert!(lost.is_empty(), "none is lost without a word: {lost:?}");
        let launcher = closed.not_applicable.iter().find(|finding| finding.resource == role_arn(DEV, "Launcher"));
        let launcher = launcher.expect("it stays");
        for text in ["When last read: ", "team-dev", "is suspended", "as of crawl 1"] {
            assert!(launcher.summary.contains(text), "`{text}`: {}", launcher.summary);
        }
        assert_eq!(launcher.state.as_str(), "not-applicable");
        let counts = closed.checked.get(&RuleId::Priv01).expect("counted");
        assert_eq!(counts.failed + counts.warned + counts.unknown, told(&closed, RuleId::Priv01).len());
    }

    #[test]
    fn an_account_that_was_never_read_is_one_row_of_a_rule() {
        let found = team().unread(SANDBOX).findings_remembering();
        assert_eq!(said(&found, "fail"), FOUND, "all else is as it was");
        let rows: Vec<_> = found.unknown.iter().filter(|finding| finding.account.to_string() == SANDBOX).collect();
        let rules: BTreeSet<_> = rows.iter().map(|finding| finding.rule).collect();
        assert_eq!(rows.len(), rules.len(), "{rows:?}");
    }

    #[test]
    fn a_policy_that_stopped_it_when_it_was_last_read_leaves_no_finding() {
        let deny = json!({"Statement": {"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"}});
        let found = team().scp("NoPass", deny).unread_again("p-NoPass", Part::CONTENT).findings_remembering();
        assert!(!told(&found, RuleId::Priv01).contains(&"unknown Launcher".to_owned()));
        assert!(told(&found, RuleId::Priv01).contains(&format!("unknown {DEV}")), "but the account says so");
    }
}
