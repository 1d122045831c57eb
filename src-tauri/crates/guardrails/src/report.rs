//! What the rules hand back: findings, what could not be told, and how much was looked at.

use std::collections::BTreeMap;

use armillary_model::{
    AccountId, Affected, Evidence, Finding, FindingHop, FindingState, RuleId, Severity, StatementRef,
};
use serde::Serialize;

/// How many principals a finding names; the rest are counted.
const NAMED: usize = 10;

/// How many paths a finding shows.
const SHOWN: usize = 3;

/// What the rules say.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Findings {
    /// What is broken or weak, worst first.
    pub findings: Vec<Finding>,
    /// What could not be told, with the reason in the state.
    pub unknown: Vec<Finding>,
    /// What was found when it was last read, and rests on an account that is not in use any more.
    pub not_applicable: Vec<Finding>,
    /// How much each rule looked at.
    pub checked: BTreeMap<RuleId, Checked>,
}

/// How much a rule looked at, and what came of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// Things the rule applies to.
    pub checked: usize,
    /// Findings that say it is broken.
    pub failed: usize,
    /// Findings that say it is weak.
    pub warned: usize,
    /// Findings that say it cannot be told.
    pub unknown: usize,
}

impl Findings {
    pub(super) fn take(&mut self, rule: RuleId, report: Report) {
        self.checked.insert(rule, Checked { checked: report.checked, ..Checked::default() });
        for finding in report.raised {
            let list =
                if matches!(finding.state, FindingState::Unknown(_)) { &mut self.unknown } else { &mut self.findings };
            list.push(finding);
        }
    }

    /// Counts anew what came of each rule.
    pub(super) fn count(&mut self) {
        for checked in self.checked.values_mut() {
            *checked = Checked { checked: checked.checked, ..Checked::default() };
        }
        for finding in self.findings.iter().chain(&self.unknown) {
            let checked = self.checked.entry(finding.rule).or_default();
            let count = match finding.state {
                FindingState::Fail => &mut checked.failed,
                FindingState::Warn => &mut checked.warned,
                FindingState::Unknown(_) => &mut checked.unknown,
                FindingState::NotApplicable(_) => continue,
            };
            *count = count.saturating_add(1);
        }
    }

    pub(super) fn sort(&mut self) {
        for list in [&mut self.findings, &mut self.unknown, &mut self.not_applicable] {
            list.sort_by_cached_key(|finding| (std::cmp::Reverse(finding.severity), finding.key()));
        }
    }
}

/// What one rule has found so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    checked: usize,
    raised: Vec<Finding>,
}

impl Report {
    /// One more thing that the rule applies to was looked at.
    pub fn looked(&mut self) {
        self.checked = self.checked.saturating_add(1);
    }

    /// Adds a finding.
    pub fn raise(&mut self, finding: Finding) {
        self.raised.push(finding);
    }

    /// Adds a finding, if there is one.
    pub fn raise_some(&mut self, finding: Option<Finding>) {
        self.raised.extend(finding);
    }
}

/// A number of things in words.
pub(super) fn counted(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// A finding that is being written.
pub(crate) struct Draft(Finding);

impl Draft {
    /// A finding of this rule about this resource; of medium severity until said otherwise.
    pub fn new(rule: RuleId, resource: impl Into<String>, account: AccountId) -> Self {
        Self(Finding {
            rule,
            severity: Severity::Medium,
            state: FindingState::Fail,
            title: rule.title().to_owned(),
            summary: String::new(),
            remedy: String::new(),
            resource: resource.into(),
            account,
            identity: BTreeMap::new(),
            evidence: Evidence::default(),
        })
    }

    pub fn severity(mut self, severity: Severity) -> Self {
        self.0.severity = severity;
        self
    }

    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.0.title = title.into();
        self
    }

    pub fn summary(mut self, summary: impl Into<String>) -> Self {
        self.0.summary = summary.into();
        self
    }

    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.0.remedy = remedy.into();
        self
    }

    /// Adds a field that tells this finding from others of the rule about the same resource.
    pub fn told_by(mut self, field: &str, value: impl Into<String>) -> Self {
        self.0.identity.insert(field.to_owned(), value.into());
        self
    }

    pub fn statements(mut self, statements: impl IntoIterator<Item = StatementRef>) -> Self {
        self.0.evidence.statements.extend(statements);
        self.0.evidence.statements.sort();
        self.0.evidence.statements.dedup();
        self
    }

    /// Adds a path; more than a few are only counted, in a note.
    pub fn paths(mut self, paths: impl IntoIterator<Item = Vec<FindingHop>>) -> Self {
        let mut paths = paths.into_iter();
        let room = SHOWN.saturating_sub(self.0.evidence.paths.len());
        self.0.evidence.paths.extend(paths.by_ref().take(room));
        let more = paths.count();
        if more > 0 { self.note(format!("{more} more such paths.")) } else { self }
    }

    /// Names the principals who gain, the first of them by ARN.
    pub fn principals(mut self, principals: impl IntoIterator<Item = String>) -> Self {
        let mut all: Vec<String> = principals.into_iter().collect();
        all.sort();
        all.dedup();
        let count = all.len();
        all.truncate(NAMED);
        self.0.evidence.principals = Affected { count, first: all, incomplete: self.0.evidence.principals.incomplete };
        self
    }

    /// Says why there may be more principals than were counted.
    pub fn incomplete(mut self, reason: impl Into<String>) -> Self {
        self.0.evidence.principals.incomplete = Some(reason.into());
        self
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.0.evidence.notes.push(note.into());
        self
    }

    /// The rule is broken.
    pub fn fail(mut self) -> Finding {
        self.0.state = FindingState::Fail;
        self.0
    }

    /// The rule holds, but weakly.
    pub fn warn(mut self) -> Finding {
        self.0.state = FindingState::Warn;
        self.0
    }

    /// It would be broken, but for something that is not known.
    pub fn uncertain(mut self, reason: impl Into<String>) -> Finding {
        let reason = reason.into();
        self.0.title = format!("Not certain: {}", self.0.title);
        self.0.summary = format!("It cannot be told, because {reason}, but it may be that: {}", self.0.summary);
        self.0.state = FindingState::Unknown(reason);
        self.0
    }

    /// It cannot be told. The summary so far says what; why stands behind it.
    pub fn unknown(mut self, reason: impl Into<String>) -> Finding {
        let reason = reason.into();
        self.0.summary = format!("{}: {reason}.", self.0.summary.trim_end_matches('.'));
        self.0.state = FindingState::Unknown(reason);
        self.0
    }
}
