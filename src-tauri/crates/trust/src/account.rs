//! Accounts as trust sees them: their stage, whether their principals can act, what was read of them, and the policies of the
//! organization that reach them.

use std::sync::Arc;

use armillary_classify::Stage;
use armillary_model::AccountId;
use armillary_policy::{Level, Policy};
use serde::Serialize;

/// The state AWS Organizations gives an account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountState {
    /// In use.
    Active,
    /// Suspended: nobody can act in it.
    Suspended,
    /// Being closed.
    PendingClosure,
    /// Closed.
    Closed,
    /// Not activated yet.
    PendingActivation,
}

impl AccountState {
    /// What people call it.
    pub fn plain(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::PendingClosure => "being closed",
            Self::Closed => "closed",
            Self::PendingActivation => "not activated",
        }
    }

    /// As AWS Organizations writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::PendingClosure => "PENDING_CLOSURE",
            Self::Closed => "CLOSED",
            Self::PendingActivation => "PENDING_ACTIVATION",
        }
    }

    /// Absent and unknown texts count as active: to take somebody for harmless needs a reason.
    pub fn from_text(text: &str) -> Self {
        match text {
            "SUSPENDED" => Self::Suspended,
            "PENDING_CLOSURE" => Self::PendingClosure,
            "CLOSED" => Self::Closed,
            "PENDING_ACTIVATION" => Self::PendingActivation,
            _ => Self::Active,
        }
    }
}

/// What is known of something that had to be read.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase", tag = "coverage", content = "reason")]
pub enum Coverage {
    /// It was read completely.
    Complete,
    /// It was not, or not completely, and this is why.
    Unread(Arc<str>),
    /// It was never asked for.
    #[default]
    NotAsked,
}

impl Coverage {
    /// Why it is not known; `None` where it is.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Complete => None,
            Self::Unread(reason) => Some(reason),
            Self::NotAsked => Some("it was not read"),
        }
    }
}

/// The organization's policies of one type that reach an account.
#[derive(Clone, Debug)]
pub enum Chain {
    /// They do not apply: the type is not enabled, or this is the management account.
    NotApplied,
    /// One level per node from the root down to the account.
    Levels(Box<[Level]>),
    /// They could not be read, and this is why.
    Unknown(Arc<str>),
}

impl Chain {
    /// The levels as the policy engine takes them.
    pub fn levels(&self) -> Option<&[Level]> {
        match self {
            Self::Levels(levels) => Some(levels),
            Self::NotApplied | Self::Unknown(_) => None,
        }
    }

    /// Whether these are the same policies.
    fn is(&self, other: &Self) -> bool {
        let is_level = |one: &Level, two: &Level| {
            let is_policy = |(one, two): (&Arc<Policy>, &Arc<Policy>)| Arc::ptr_eq(one, two);
            one.node == two.node
                && one.policies.len() == two.policies.len()
                && one.policies.iter().zip(&two.policies).all(is_policy)
        };
        match (self, other) {
            (Self::NotApplied, Self::NotApplied) => true,
            (Self::Unknown(one), Self::Unknown(two)) => one == two,
            (Self::Levels(one), Self::Levels(two)) => {
                one.len() == two.len() && one.iter().zip(two).all(|(one, two)| is_level(one, two))
            }
            _ => false,
        }
    }

    /// Why it is not known what they say.
    pub fn unknown(&self) -> Option<&str> {
        match self {
            Self::Unknown(reason) => Some(reason),
            _ => None,
        }
    }
}

/// An account of the organization.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its name.
    pub name: Arc<str>,
    /// Names of the OUs from below the root down to its own.
    pub ou_names: Vec<String>,
    /// Ids from the root (`r-…`) down to its own OU; empty where its place is not known.
    pub node_ids: Vec<Arc<str>>,
    /// Its path as `aws:PrincipalOrgPaths` gives it: `o-…/r-…/ou-…/`.
    pub org_path: Option<Arc<str>>,
    /// Where it stands on the way to production.
    pub stage: Stage,
    /// Whether it is in use.
    pub state: AccountState,
    /// It is the management account.
    pub is_management: bool,
    /// It is listed among the accounts of the organization.
    pub is_listed: bool,
    /// Whether its IAM data are known.
    pub iam: Coverage,
    /// The crawl that its IAM data are as of; `None` where they were never read.
    pub iam_as_of: Option<i64>,
    /// Whether its SageMaker data are known, in all Regions asked for.
    pub sagemaker: Coverage,
    /// Service control policies that its principals are under.
    pub scps: Chain,
    /// Resource control policies that its resources are under.
    pub rcps: Chain,
    /// Its principals in [`crate::Organization::principals`].
    pub(crate) members: std::ops::Range<u32>,
}

impl Account {
    /// Whether it is in the same place and state as another, and the same policies reach it: the same ones, not such that say the same.
    pub(crate) fn is_placed_like(&self, other: &Self) -> bool {
        let place = |account: &Self| (account.stage, account.state, account.is_management, account.is_listed);
        place(self) == place(other)
            && (&self.node_ids, &self.org_path) == (&other.node_ids, &other.org_path)
            && self.scps.is(&other.scps)
            && self.rcps.is(&other.rcps)
    }

    /// Whether principals of this account can act.
    pub fn can_act(&self) -> bool {
        self.state == AccountState::Active
    }
}
