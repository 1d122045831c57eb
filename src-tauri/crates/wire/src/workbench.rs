//! The policy workbench: what a text would be in the place of a policy.

use armillary_classify::Stage;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::words::words;

words! {
    /// Where a policy stands, as far as that decides what it may say.
    PolicyPlace {
        /// A service control policy.
        Scp = "scp",
        /// A resource control policy.
        Rcp = "rcp",
        /// The trust policy of a role.
        Trust = "trust",
        /// A managed policy: of whoever has it, also as a permissions boundary.
        Managed = "managed",
    }
}

/// What a text would be in the place of a policy.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PolicyEdited {
    /// The ARN of the policy, or of the role whose trust policy it is.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: PolicyPlace,
    /// What it says now; absent where that was not read.
    pub original: Option<String>,
    /// Why what it says now is not known, or not for sure.
    pub unread: Option<String>,
    /// Whether the text says something else than it does now.
    pub is_changed: bool,
    /// Whether a plan can make the change: of organization policies that are neither AWS's nor Control Tower's.
    pub can_be_planned: bool,
    /// Why AWS would refuse the text; none where it would not.
    pub errors: Vec<PolicyRemark>,
    /// What of it says nothing, or cannot be decided.
    pub warnings: Vec<PolicyRemark>,
    /// How many characters it counts as.
    pub size: u32,
    /// How many there may be.
    pub limit: Option<u32>,
    /// The accounts that it reaches, the first ones.
    pub accounts: Vec<PolicyAccount>,
    /// How many it reaches.
    pub accounts_total: u32,
    /// What principals may do otherwise, action by action; of the actions that differing statements speak of.
    pub actions: Vec<PolicyActionChange>,
    /// Which paths open and close, in words.
    pub trust: Vec<String>,
    /// What is not told, and why.
    pub not_told: Vec<String>,
}

words! {
    /// What kind of word a policy takes at a place.
    PolicyWordKind {
        /// An action, as in `Action` and `NotAction`.
        Action = "action",
        /// A condition key.
        ConditionKey = "conditionKey",
    }
}

/// A word that a policy can say.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct PolicyWord {
    /// As AWS writes it: `s3:GetObject`; one that ends in `*` goes on with a name of its own.
    pub word: String,
    /// What it is about, in a few words; may be empty.
    pub about: String,
}

/// Something to know of a text, at its place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PolicyRemark {
    /// What it is.
    pub problem: String,
    /// Where, as a JSON pointer; empty for the whole text.
    pub path: String,
    /// The line, from 1; absent where no place can be told.
    pub line: Option<u32>,
    /// The column, from 1, in bytes.
    pub column: Option<u32>,
}

/// An account that a policy reaches.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct PolicyAccount {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its stage.
    #[ts(type = "Stage")]
    pub stage: Stage,
}

words! {
    /// What becomes of what a principal may do.
    PolicyActionTurn {
        /// It may, and could not.
        Gains = "gains",
        /// It may under fewer conditions, or on more resources.
        Widens = "widens",
        /// It may under conditions, or on some resources, only.
        Narrows = "narrows",
        /// It may no longer.
        Loses = "loses",
        /// Whether it may is not known any more.
        Doubtful = "doubtful",
    }
}

/// Principals for which the same becomes of an action.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct PolicyActionChange {
    /// What becomes of it.
    pub turn: PolicyActionTurn,
    /// The action.
    pub action: String,
    /// The ARNs of the first principals.
    pub principals: Vec<String>,
    /// How many there are.
    pub total: u32,
}
