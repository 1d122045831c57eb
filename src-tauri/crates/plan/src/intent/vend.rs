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
    /// By which way the accounts are made; where nothing is said, by what the organization supports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub path: Option<VendPath>,
}

/// By which way accounts are made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum VendPath {
    /// By Account Factory of Control Tower, through Service Catalog.
    AccountFactory,
    /// By AWS Organizations; then moved and, where the OU is registered with Control Tower, enrolled.
    Organizations,
}

/// The user that Account Factory makes, and who may do everything in the account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FirstUser<'a> {
    pub email: &'a str,
    pub first: String,
    pub last: String,
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

    /// Who Account Factory makes a user of: the owner, named by the parts of the address. Where IAM Identity Center has the address already, that
    /// user is taken, and the names say nothing.
    pub(crate) fn first_user(&self) -> Option<FirstUser<'_>> {
        let email = self.owner.as_deref()?;
        let (local, _) = email.split_once('@')?;
        let plain = local.split('+').next().unwrap_or(local);
        let mut words = plain.split(['.', '_', '-']).filter(|word| !word.is_empty()).map(capitalized);
        let first = words.next()?;
        let last = words.next_back().unwrap_or_else(|| capitalized(&self.team));
        Some(FirstUser { email, first, last })
    }

    /// The permission sets of those who may work in accounts of a stage.
    pub(crate) fn permission_sets<'a>(&'a self, stage: &'a str) -> impl Iterator<Item = &'a str> {
        self.people_of(stage).map(|people| people.permission_set.as_str())
    }

    /// Who may work in accounts of a stage.
    pub(crate) fn people_of<'a>(&'a self, stage: &'a str) -> impl Iterator<Item = &'a People> {
        let is_of =
            move |people: &&People| people.stages.is_empty() || people.stages.iter().any(|known| known == stage);
        self.people.iter().filter(is_of)
    }
}

/// What stands between braces in a template of addresses and is neither the team nor the stage: it would become a part of the address.
pub(crate) fn strange_placeholder(template: &str) -> Option<String> {
    let known = template.replace("{team}", "").replace("{stage}", "");
    let (_, rest) = known.split_once(['{', '}'])?;
    let name = rest.split_once('}').map_or(rest, |(name, _)| name);
    Some(format!("the template of addresses has `{{{name}}}`: only `{{team}}` and `{{stage}}` stand for something"))
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
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
    fn only_team_and_stage_stand_for_something() {
        assert_eq!(strange_placeholder("aws+{team}-{stage}@example.com"), None);
        for strange in ["aws+{env}@example.com", "aws+{team}-{Stage}@example.com", "a{{team}}@b.c", "a}@b.c", "a{@b.c"]
        {
            assert!(strange_placeholder(strange).is_some(), "{strange}");
        }
    }

    #[test]
    fn the_first_user_is_named_by_the_owners_address() {
        let named = |owner: &str| {
            let vend = Vend { team: "fraud".to_owned(), owner: Some(owner.to_owned()), ..Vend::default() };
            vend.first_user().map(|user| format!("{} {}", user.first, user.last))
        };
        assert_eq!(named("ada.king.lovelace@example.com").as_deref(), Some("Ada Lovelace"));
        assert_eq!(named("lead+fraud@example.com").as_deref(), Some("Lead Fraud"));
        assert_eq!((named("the leads"), named("@example.com")), (None, None));
    }

    #[test]
    fn stages_are_those_of_workloads_and_sandboxes() {
        assert_eq!(stage("pre-prod"), Some(Stage::PreProd));
        assert_eq!((stage("hub"), stage("management"), stage("moon")), (None, None, None));
    }
}
