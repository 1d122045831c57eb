//! Findings: what a rule found wrong, or could not tell, with the evidence for it.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::AccountId;

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $title:literal;)*) => {
        /// A rule. The text form is its id, such as `TRU-01`.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum RuleId { $($(#[$doc])* #[serde(rename = $name)] $variant,)* }

        impl RuleId {
            /// Every rule, in declaration order.
            pub const ALL: &[RuleId] = &[$(RuleId::$variant),*];

            /// The id, such as `TRU-01`.
            pub fn as_str(self) -> &'static str {
                match self { $(RuleId::$variant => $name),* }
            }

            /// What the rule is about, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(RuleId::$variant => $title),* }
            }

            /// The rule with this id, in either case.
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|rule| rule.as_str().eq_ignore_ascii_case(text))
            }
        }
    };
}

rules! {
    /// A role trusts a whole other account of the organization.
    Tru01 = "TRU-01", "Whole account trusted";
    /// A role trusts somebody outside the organization.
    Tru02 = "TRU-02", "External trust";
    /// A role trusts everybody.
    Tru03 = "TRU-03", "Everybody trusted";
    /// A role trusts an identity provider without checking for whom a token was made.
    Tru04 = "TRU-04", "Federation not narrowed";
    /// A role trusts more services than its purpose calls for, or a service on anybody's behalf.
    Tru05 = "TRU-05", "Service trust too wide";
    /// A principal may assume roles in any account.
    Tru06 = "TRU-06", "Assumes roles in any account";
    /// A break-glass role is not held as tightly as it must be.
    Tru07 = "TRU-07", "Break-glass role too open";
    /// A role trusts somebody who is no longer there.
    Tru08 = "TRU-08", "Trust of somebody gone";
    /// Development reaches a production role outside the declared pipelines.
    Tru09 = "TRU-09", "Undeclared way into production";
    /// A chain of role sessions leads from a lower stage into a higher one.
    Tru10 = "TRU-10", "Chain of roles across stages";
    /// Root sessions in member accounts can be had.
    Tru11 = "TRU-11", "Root sessions in member accounts";
    /// A principal can give itself more rights by passing or making roles.
    Priv01 = "PRIV-01", "Escalation by passing or making roles";
    /// Roles can be rewritten by somebody who should not have that power.
    Priv02 = "PRIV-02", "Roles can be rewritten";
    /// A principal that enters other accounts can open keys and buckets to them.
    Priv03 = "PRIV-03", "Resource policies can be rewritten on the way out";
    /// A deployment role passes too many roles, or not the one it has to pass.
    Pass01 = "PASS-01", "Deployment passes the wrong roles";
    /// Somebody can both build a model and approve it.
    Reg01 = "REG-01", "Builds and approves";
    /// A model was approved by the one who built it.
    Reg03 = "REG-03", "Approved by its builder";
}

impl RuleId {
    /// What kind of rule it is, such as `trust`: rules of a family stand together.
    pub fn family(self) -> &'static str {
        match self.as_str().split('-').next() {
            Some("TRU") => "trust",
            Some("PRIV") => "privilege",
            Some("PASS") => "role passing",
            Some("REG") => "separation of duties",
            _ => "other",
        }
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How much harm a finding stands for. The order is that of harm.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know; nobody gains anything by it alone.
    Low,
    /// A safeguard is missing.
    Medium,
    /// Somebody can do what they should not.
    High,
    /// Production, or everything in an account, is open to those who should not have it.
    Critical,
}

impl Severity {
    /// The text form, such as `critical`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// What a rule says about a resource that does not pass.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "state", content = "reason")]
pub enum FindingState {
    /// The rule is broken.
    Fail,
    /// The rule holds, but not as well as it should.
    Warn,
    /// It cannot be told, for this reason. Never to be shown as passed.
    Unknown(String),
    /// It was so when last read, and harms nobody as long as this is so: an account that it rests on is not in use.
    #[serde(rename = "not-applicable")]
    NotApplicable(String),
}

impl FindingState {
    /// The text form: `fail`, `partial`, `unknown` or `not-applicable`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Warn => "partial",
            Self::Unknown(_) => "unknown",
            Self::NotApplicable(_) => "not-applicable",
        }
    }
}

/// A statement a finding rests on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatementRef {
    /// Whose document it is: an ARN.
    pub resource: String,
    /// Which of its documents: `trust`, `inline:` with the policy's name, or a managed policy's ARN.
    pub document: String,
    /// The statement's place in the document, from zero.
    pub statement: usize,
    /// Its `Sid`, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
}

/// One step of a path.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FindingHop {
    /// Who makes the step: an ARN, a service principal.
    pub from: String,
    /// Whom it becomes or reaches: an ARN.
    pub to: String,
    /// By what, such as `sts:AssumeRole` or `iam:PassRole to sagemaker.amazonaws.com`.
    pub by: String,
}

/// The principals a finding is about, counted, and the first of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Affected {
    /// How many there are.
    pub count: usize,
    /// The first of them, in order.
    pub first: Vec<String>,
    /// Why the count may be too low; `None` where everything was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incomplete: Option<String>,
}

/// What a finding rests on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// The statements that decide.
    pub statements: Vec<StatementRef>,
    /// Paths that show it, each from its start to its end.
    pub paths: Vec<Vec<FindingHop>>,
    /// Who gains by it.
    pub principals: Affected,
    /// Anything else worth knowing, one sentence each.
    pub notes: Vec<String>,
}

/// What a rule found about a resource.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// How much harm it stands for.
    pub severity: Severity,
    /// What the rule says.
    #[serde(flatten)]
    pub state: FindingState,
    /// What is wrong, in a few words.
    pub title: String,
    /// What is wrong, in a sentence.
    pub summary: String,
    /// What would put it right, in a sentence.
    pub remedy: String,
    /// The ARN of what is wrong.
    pub resource: String,
    /// The account it is in.
    pub account: AccountId,
    /// What makes it this finding and no other, besides rule and resource: the same from crawl to crawl.
    pub identity: BTreeMap<String, String>,
    /// What it rests on.
    pub evidence: Evidence,
}

impl Finding {
    /// The text that names this finding in every crawl: rule, resource, and the identity fields.
    pub fn key(&self) -> String {
        let mut key = format!("{} {}", self.rule, self.resource);
        for (field, value) in &self.identity {
            key.push_str(&format!(" {field}={value}"));
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_round_trip_through_text_and_json() {
        for rule in RuleId::ALL {
            assert_eq!(RuleId::from_text(&rule.as_str().to_ascii_lowercase()), Some(*rule));
            assert_eq!(serde_json::to_string(rule).expect("serializes"), format!("\"{rule}\""));
            assert!(!rule.title().is_empty());
            assert_ne!(rule.family(), "other", "{rule}");
        }
    }

    #[test]
    fn a_finding_is_told_by_rule_resource_and_identity() {
        let finding = Finding {
            rule: RuleId::Tru01,
            severity: Severity::Critical,
            state: FindingState::Unknown("not read".into()),
            title: String::new(),
            summary: String::new(),
            remedy: String::new(),
            resource: "arn:aws:iam::111122223333:role/Deploy".into(),
            account: "111122223333".parse().expect("valid"),
            identity: [("trusted".to_owned(), "444455556666".to_owned())].into(),
            evidence: Evidence::default(),
        };
        assert_eq!(finding.key(), "TRU-01 arn:aws:iam::111122223333:role/Deploy trusted=444455556666");
        let json = serde_json::to_value(&finding).expect("serializes");
        assert_eq!((&json["state"], &json["reason"]), (&"unknown".into(), &"not read".into()));
        assert_eq!(serde_json::from_value::<Finding>(json).expect("reads back"), finding);
        assert!(Severity::Low < Severity::Critical);
    }
}
