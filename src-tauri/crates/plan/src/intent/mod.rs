//! What somebody wants changed, before anything is decided about how.

mod resolve;
mod vend;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use vend::{People, Vend};
pub(crate) use vend::{Wanted, stage};

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
    /// Several, one after the other, in one plan.
    Together {
        /// The intents, none of them `Together`.
        intents: Vec<Intent>,
    },
}

impl Intent {
    /// The intents in it, one by one.
    pub fn each(&self) -> impl Iterator<Item = &Intent> {
        match self {
            Self::Together { intents } => intents.iter(),
            one => std::slice::from_ref(one).iter(),
        }
    }
}
