//! What a team asks for.

use std::collections::BTreeMap;

use armillary_classify::Stage;
use serde::{Deserialize, Serialize};

/// Accounts for a team, one for each stage, and what belongs to them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Vend {
    /// The team's name; accounts are called `<team>-<stage>`.
    pub team: String,
    /// The stages, such as `dev`.
    pub stages: Vec<String>,
    /// The e-mail address of each account, with `{team}` and `{stage}` in it.
    pub email: String,
    /// Who answers for the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub owner: Option<String>,
    /// `corporate` or `isolated`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub connectivity: Option<String>,
    /// The OU of each stage, where it is not the only one of its stage.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<_>"))]
    pub ous: BTreeMap<String, String>,
    /// The product that sets the accounts up, by name or id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub blueprint: Option<String>,
    /// The portfolios that the accounts are to see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<_>"))]
    pub portfolios: Vec<String>,
    /// Tags of the accounts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<_>"))]
    pub tags: BTreeMap<String, String>,
    /// Who may work in them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<_>"))]
    pub people: Vec<People>,
}

/// A group and what it may do, in the accounts of some stages.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "VendPeople"))]
#[serde(rename_all = "camelCase")]
pub struct People {
    /// The group in IAM Identity Center.
    pub group: String,
    /// The permission set.
    pub permission_set: String,
    /// The stages; none are all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<_>"))]
    pub stages: Vec<String>,
}

/// An account that a team asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Wanted<'a> {
    pub stage: &'a str,
    pub name: String,
    pub email: String,
    pub ou: &'a str,
    /// What it is tagged with.
    pub tags: BTreeMap<&'a str, &'a str>,
}

impl Vend {
    /// The accounts asked for, in the order of their stages.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = Wanted<'_>> {
        self.stages.iter().map(|stage| Wanted {
            stage,
            name: format!("{}-{stage}", self.team),
            email: self.email.replace("{team}", &self.team).replace("{stage}", stage),
            ou: self.ous.get(stage).map_or("", String::as_str),
            tags: self.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect(),
        })
    }

    /// The permission sets of those who may work in accounts of a stage.
    pub(crate) fn permission_sets<'a>(&'a self, stage: &'a str) -> impl Iterator<Item = &'a str> {
        let is_of =
            move |people: &&People| people.stages.is_empty() || people.stages.iter().any(|known| known == stage);
        self.people.iter().filter(is_of).map(|people| people.permission_set.as_str())
    }
}

/// A stage that accounts are vended for, by one of its names; in its own form.
pub(crate) fn stage(text: &str) -> Option<Stage> {
    let stage = Stage::from_text(text)?;
    (Stage::WAY.contains(&stage) || stage == Stage::Sandbox).then_some(stage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_named_by_team_and_stage() {
        let vend = Vend {
            team: "fraud".to_owned(),
            stages: vec!["dev".to_owned(), "prod".to_owned()],
            email: "aws+{team}-{stage}@example.com".to_owned(),
            people: vec![
                People { permission_set: "Scientist".to_owned(), stages: vec!["dev".to_owned()], ..People::default() },
                People { permission_set: "Auditor".to_owned(), ..People::default() },
            ],
            ..Vend::default()
        };
        let names: Vec<String> = vend.wanted().map(|wanted| format!("{} {}", wanted.name, wanted.email)).collect();
        assert_eq!(names, ["fraud-dev aws+fraud-dev@example.com", "fraud-prod aws+fraud-prod@example.com"]);
        assert_eq!(vend.permission_sets("prod").collect::<Vec<_>>(), ["Auditor"]);
        assert_eq!(vend.permission_sets("dev").count(), 2);
    }

    #[test]
    fn stages_are_those_of_workloads_and_sandboxes() {
        assert_eq!(stage("pre-prod"), Some(Stage::PreProd));
        assert_eq!((stage("hub"), stage("management"), stage("moon")), (None, None, None));
    }
}
