//! Stages: where an account stands on the way to production.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    FolderClass,
    words::{terms, words},
};

/// Where an account stands on the way to production, read off its OU and, below OUs without a stage, its name. The order is
/// that of the defence rings, innermost first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Production.
    Prod,
    /// Pre-production.
    PreProd,
    /// Development.
    Dev,
    /// What others share: security, infrastructure, deployment accounts.
    Hub,
    /// Sandboxes.
    Sandbox,
    /// The management account.
    Management,
    /// In the organization, of no stage that is recognised.
    Other,
    /// Outside the organization.
    External,
}

impl Stage {
    /// Every stage, in the order in which lists show them.
    pub const ALL: [Stage; 8] =
        [Self::Dev, Self::PreProd, Self::Prod, Self::Hub, Self::Sandbox, Self::Management, Self::Other, Self::External];

    /// The stages of the way to production, innermost first.
    pub const WAY: [Stage; 3] = [Self::Prod, Self::PreProd, Self::Dev];

    /// The text form, such as `preprod` in `stage:preprod`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::PreProd => "preprod",
            Self::Prod => "prod",
            Self::Hub => "hub",
            Self::Sandbox => "sandbox",
            Self::Management => "management",
            Self::Other => "other",
            Self::External => "external",
        }
    }

    /// What people call it, such as `pre-production`.
    pub fn plain(self) -> &'static str {
        match self {
            Self::Dev => "development",
            Self::PreProd => "pre-production",
            Self::Prod => "production",
            Self::Hub => "shared services",
            Self::Sandbox => "sandbox",
            Self::Management => "management",
            Self::Other => "no stage",
            Self::External => "outside the organization",
        }
    }

    /// The stage with this text form; some other names that people use are known too.
    pub fn from_text(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let alias = match text.as_str() {
            "development" => "dev",
            "pre-prod" | "pre-production" | "staging" | "test" => "preprod",
            "production" => "prod",
            "shared" | "infrastructure" => "hub",
            other => other,
        };
        Self::ALL.into_iter().find(|stage| stage.as_str() == alias)
    }

    /// The stage of a class: what others share is a hub, and regulated data tell no stage.
    pub fn of_class(class: FolderClass) -> Self {
        match class {
            FolderClass::Management => Self::Management,
            FolderClass::Security | FolderClass::Infrastructure | FolderClass::Deployments => Self::Hub,
            FolderClass::Dev => Self::Dev,
            FolderClass::PreProd => Self::PreProd,
            FolderClass::Prod => Self::Prod,
            FolderClass::Sandbox => Self::Sandbox,
            FolderClass::Compliance | FolderClass::Other => Self::Other,
            FolderClass::External => Self::External,
        }
    }

    /// The stage of a class, if it is one of the way to production.
    pub fn on_the_way(class: FolderClass) -> Option<Self> {
        Some(Self::of_class(class)).filter(|stage| Self::WAY.contains(stage))
    }

    /// The stage of the way to production that the name of an OU or account speaks of.
    pub fn of_name(name: &str) -> Option<Self> {
        stage_in(&words(name)).map(|(stage, _, _)| stage)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

const PRE_PROD: &[&str] = &[
    "preprod",
    "preproduction",
    "staging",
    "stage",
    "stg",
    "test",
    "testing",
    "uat",
    "qa",
    "acceptance",
    "integration",
];
const PROD: &[&str] = &["prod", "production", "prd", "live"];
/// Where there is no more than production and the rest, the rest is development.
const NON_PROD: &[&str] = &["nonprod", "nonproduction"];
const DEV: &[&str] = &["dev", "development", "develop", "poc", "sdlc"];

/// The stage a name speaks of, and which of its words say so.
pub(super) fn stage_in(words: &[String]) -> Option<(Stage, usize, usize)> {
    let terms = terms(words);
    let find = |list: &[&str]| terms.iter().rev().find(|(_, _, term)| list.contains(&term.as_str()));
    // `preprod` and `nonprod` are pairs that hold `prod`: they come first.
    let stages = [(PRE_PROD, Stage::PreProd), (NON_PROD, Stage::Dev), (PROD, Stage::Prod), (DEV, Stage::Dev)];
    let said = stages.into_iter().filter_map(|(list, stage)| find(list).map(|(from, to, _)| (stage, *from, *to)));
    // Names end with their stage: `stress-testing-dev` is development.
    said.reduce(|one, other| if other.2 > one.2 { other } else { one })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_of_a_stage_is_of_that_stage() {
        for stage in Stage::ALL {
            assert_eq!(Stage::of_class(FolderClass::of_stage(stage)), stage);
            assert_eq!(Stage::from_text(stage.as_str()), Some(stage));
        }
        assert_eq!(Stage::on_the_way(FolderClass::Compliance), None);
        assert_eq!(Stage::on_the_way(FolderClass::PreProd), Some(Stage::PreProd));
    }
}
