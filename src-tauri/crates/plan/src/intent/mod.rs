//! What somebody wants changed, before anything is decided about how.

mod resolve;
mod vend;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use vend::{People, Vend, VendPath};
pub(crate) use vend::{Wanted, stage, strange_placeholder};

/// What is to change. In a plan every name is an id; before, a thing can be named as people name it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Intent {
    /// Accounts for a team.
    Vend(Vend),
    /// A portfolio shared with an OU, an account or the organization; of a share that is there, what is shared along.
    Share {
        /// The portfolio.
        portfolio: String,
        /// An OU, an account, or `organization`.
        with: String,
        /// Whether principal names are shared along; where nothing is said, a new share does not and one that is there stays as it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        share_principals: Option<bool>,
        /// Whether tag options are shared along; as above.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        share_tag_options: Option<bool>,
    },
    /// A portfolio share ended.
    Unshare {
        /// The portfolio.
        portfolio: String,
        /// An OU, an account, or `organization`.
        with: String,
    },
    /// A principal that may launch from a portfolio in an account, or may no longer.
    Principal {
        /// The portfolio.
        portfolio: String,
        /// The account whose principals may launch: the owner's, or one that the portfolio reaches.
        account: String,
        /// The ARN; with no account in it, a pattern.
        principal: String,
        /// Whether it is associated or taken away.
        associate: bool,
    },
    /// An account moved to an OU.
    Move {
        /// The account.
        account: String,
        /// The root or OU.
        to: String,
    },
    /// An account closed.
    Close {
        /// The account.
        account: String,
    },
    /// A policy attached to a root, OU or account.
    Attach {
        /// The policy.
        policy: String,
        /// The root, OU or account.
        to: String,
    },
    /// A policy detached.
    Detach {
        /// The policy.
        policy: String,
        /// The root, OU or account.
        from: String,
    },
    /// An organization policy created. It takes no effect before it is attached.
    CreatePolicy {
        /// Its name.
        name: String,
        /// Its type, in the words of the API, or `scp` or `rcp`.
        #[serde(rename = "type")]
        policy_type: String,
        /// What it is for; where nothing is said, a new one has no description and one that is there stays as it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        description: Option<String>,
        /// Its text, as it is to be sent.
        content: String,
    },
    /// An organization policy changed, wherever it is attached. What is not given stays as it is.
    ChangePolicy {
        /// The policy.
        policy: String,
        /// Its new name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        name: Option<String>,
        /// What it is for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        description: Option<String>,
        /// Its new text, as it is to be sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        content: Option<String>,
    },
    /// An organization policy deleted that is attached nowhere.
    DeletePolicy {
        /// The policy.
        policy: String,
    },
    /// A portfolio that another account shares with this one, imported by it.
    Import {
        /// The portfolio.
        portfolio: String,
        /// The account that takes it.
        account: String,
    },
    /// Tags of an account set and taken away.
    Tag {
        /// The account.
        account: String,
        /// Keys with their new values.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        #[cfg_attr(feature = "ts", ts(optional, as = "Option<_>"))]
        set: BTreeMap<String, String>,
        /// Keys to take away.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        #[cfg_attr(feature = "ts", ts(optional, as = "Option<_>"))]
        remove: BTreeSet<String>,
    },
    /// A permission set given to somebody in accounts, or taken away.
    Assign {
        /// The permission set.
        permission_set: String,
        /// `GROUP` or `USER`.
        principal_type: String,
        /// The group or user of the identity store.
        principal: String,
        /// The accounts.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "ts", ts(optional, as = "Option<_>"))]
        accounts: Vec<String>,
        /// OUs whose accounts are meant, those in OUs below included; in a plan they are named one by one.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "ts", ts(optional, as = "Option<_>"))]
        ous: Vec<String>,
        /// Whether it is given or taken away.
        assign: bool,
    },
    /// A control of Control Tower on an OU: enabled, disabled, or set up again.
    Control {
        /// The control, by its ARN; one that is enabled somewhere also by its name.
        control: String,
        /// The OU.
        ou: String,
        /// What is to become of it.
        change: ControlChange,
        /// Its parameters, where it is enabled.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        #[cfg_attr(feature = "ts", ts(optional, type = "Record<string, JsonValue>"))]
        parameters: BTreeMap<String, Value>,
    },
    /// The baseline of a registered OU set up again, which enrols the accounts in it.
    Baseline {
        /// The OU.
        ou: String,
    },
    /// Several, one after the other, in one plan.
    Together {
        /// The intents, none of them `Together`.
        intents: Vec<Intent>,
    },
}

/// What is to become of a control on an OU.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ControlChange {
    /// It is to be in force.
    Enable,
    /// It is not.
    Disable,
    /// It is to be set up again, where it has drifted or failed.
    Reset,
}

impl Intent {
    /// The teams that accounts are vended for.
    pub(crate) fn teams(&self) -> impl Iterator<Item = &Vend> {
        self.each().filter_map(|one| if let Self::Vend(team) = one { Some(team) } else { None })
    }

    /// The intents in it, one by one.
    pub fn each(&self) -> impl Iterator<Item = &Intent> {
        match self {
            Self::Together { intents } => intents.iter(),
            one => std::slice::from_ref(one).iter(),
        }
    }
}
