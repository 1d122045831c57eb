//! Facts that decide about reach besides policies: who may sign in through IAM Identity Center, and whether root sessions are enabled, which
//! is not among the collected resources yet. Where they are not known, what hangs on them is unknown.

use std::sync::Arc;

use armillary_model::AccountId;
use serde::{Deserialize, Serialize};

/// A permission set given to a user or group of IAM Identity Center in an account.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assignment {
    /// The account.
    pub account: AccountId,
    /// The permission set's name; its role is named `AWSReservedSSO_<name>_<hash>`.
    pub permission_set: Arc<str>,
    /// Whether a user or a group has it.
    pub assignee_kind: AssigneeKind,
    /// The user's or group's name, or its id where the name is not known.
    pub assignee: Arc<str>,
    /// It is the last known state: it could not be read again.
    pub is_stale: bool,
}

/// That a user of the identity store is in a group of it, by name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Membership {
    /// The group.
    pub group: Arc<str>,
    /// The user.
    pub user: Arc<str>,
    /// It is the last known state: it could not be read again.
    pub is_stale: bool,
}

/// A user or group of the identity store.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Person {
    /// The ARN.
    pub arn: Arc<str>,
    /// A user or a group.
    pub kind: AssigneeKind,
    /// The name.
    pub name: Arc<str>,
}

/// What is known of IAM Identity Center.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdentityCenter {
    /// Who has which permission set where, by account.
    pub assignments: Vec<Assignment>,
    /// Who is in which group.
    pub memberships: Vec<Membership>,
    /// Everybody, by ARN.
    pub people: Vec<Person>,
    /// Why there may be more than this; `None` where all was read.
    pub unread: Option<Arc<str>>,
}

/// Who an assignment is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AssigneeKind {
    /// A user of IAM Identity Center.
    User,
    /// A group of IAM Identity Center.
    Group,
}

/// Whether privileged root sessions in member accounts are enabled (`RootSessions` in `iam:ListOrganizationsFeatures`).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RootSessions {
    /// It was not read.
    #[default]
    Unknown,
    /// Nobody can take a root session in a member account.
    Disabled,
    /// The management account can, and the accounts that administer IAM for the organization.
    Enabled {
        /// Delegated administrators of `iam.amazonaws.com`.
        delegated: Vec<AccountId>,
    },
}
