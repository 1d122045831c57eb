//! IAM Identity Center: people, groups, permission sets, who has which in which account, and where that is in force.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::AccountId;
use serde::Serialize;

use super::{Document, RegionName, Tags, Timestamp, organization::text_enum};

/// The one instance of an organization.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct IdentityCenter {
    /// The Region it is in, where alone it answers.
    pub home: RegionName,
    /// `ssoins-` and 16 characters.
    pub instance: String,
    /// `d-` and ten characters.
    pub store: String,
    /// The account that owns it: the organization's management account.
    pub owner: AccountId,
    /// Since when it is there.
    pub created: Timestamp,
    /// The SAML provider that it puts into accounts, by name, and what it says.
    pub provider: (String, std::sync::Arc<str>),
    /// People by id.
    pub people: BTreeMap<String, Person>,
    /// Groups by id.
    pub groups: BTreeMap<String, PeopleGroup>,
    /// Who is in which group, by id.
    pub memberships: BTreeMap<String, Membership>,
    /// Permission sets by ARN.
    pub permission_sets: BTreeMap<String, PermissionSet>,
    /// Who has which permission set in which account.
    pub assignments: BTreeSet<Assignment>,
    /// What was asked that takes its time, by id.
    pub requests: BTreeMap<String, AssignmentRequest>,
}

/// A person, as the identity store knows it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Person {
    /// A UUID.
    pub id: String,
    /// The name to sign in with, unique.
    pub user_name: String,
    /// The first name.
    pub given_name: String,
    /// The last name.
    pub family_name: String,
    /// The name that is shown.
    pub display_name: String,
    /// The e-mail address, if one is known.
    pub email: Option<String>,
    /// Since when it is known.
    pub created: Timestamp,
}

/// A group of people.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct PeopleGroup {
    /// A UUID.
    pub id: String,
    /// Its name, unique.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Since when it is there.
    pub created: Timestamp,
}

/// That a person is in a group.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Membership {
    /// A UUID.
    pub id: String,
    /// The group.
    pub group: String,
    /// The person.
    pub person: String,
    /// Since when.
    pub created: Timestamp,
}

/// A customer managed policy, as a permission set names it: each account has one of its own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct PolicyReference {
    /// Its name.
    pub name: String,
    /// Its path.
    pub path: String,
}

/// What bounds a permission set's roles.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub enum SetBoundary {
    /// A policy of AWS, by ARN.
    Managed(String),
    /// One of each account's own.
    Customer(PolicyReference),
}

/// What people may do who are given it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct PermissionSet {
    /// Its ARN.
    pub arn: String,
    /// Its name, unique.
    pub name: String,
    /// What it is for, possibly empty.
    pub description: String,
    /// How long a session lasts, in ISO 8601.
    pub session: String,
    /// Where people land in the console.
    pub relay_state: Option<String>,
    /// Since when it is there.
    pub created: Timestamp,
    /// Its tags.
    pub tags: Tags,
    /// Policies of AWS, by ARN.
    pub managed: Vec<String>,
    /// Policies that each account has of its own.
    pub customer: Vec<PolicyReference>,
    /// Its own policy.
    pub inline: Option<Document>,
    /// What bounds it.
    pub boundary: Option<SetBoundary>,
    /// How often it was changed, in what reaches accounts.
    pub revision: u32,
    /// The accounts that have a role of it, and as of which revision.
    pub provisioned: BTreeMap<AccountId, u32>,
}

text_enum! {
    /// What kind of principal something is given to.
    PrincipalKind {
        /// A group.
        Group = "GROUP",
        /// A person.
        User = "USER",
    }

    /// What has become of a request that takes its time.
    RequestStatus {
        /// It is being done.
        InProgress = "IN_PROGRESS",
        /// It went wrong.
        Failed = "FAILED",
        /// It is done.
        Succeeded = "SUCCEEDED",
    }
}

/// That somebody has a permission set in an account.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Assignment {
    /// The account.
    pub account: AccountId,
    /// The ARN of the permission set.
    pub permission_set: String,
    /// What kind of principal has it.
    pub kind: PrincipalKind,
    /// The principal's id.
    pub principal: String,
}

/// What was asked of Identity Center.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub enum AssignmentChange {
    /// To give a permission set to somebody.
    Create(Assignment),
    /// To take it away.
    Delete(Assignment),
    /// To bring a permission set, as it is now, to accounts.
    Provision {
        /// Its ARN.
        permission_set: String,
        /// The account; `None` for all that have it.
        account: Option<AccountId>,
    },
}

/// A request to Identity Center that takes its time.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct AssignmentRequest {
    /// A UUID.
    pub id: String,
    /// What was asked.
    pub change: AssignmentChange,
    /// When.
    pub created: Timestamp,
    /// What has become of it.
    pub status: RequestStatus,
    /// How it fails, if it is to fail on purpose.
    pub fails: Option<String>,
    /// Why it failed.
    pub failure: Option<String>,
}

impl IdentityCenter {
    /// The ARN of the instance.
    pub fn arn(&self) -> String {
        format!("arn:aws:sso:::instance/{}", self.instance)
    }

    /// Whether this permission set is given to anybody in the account.
    pub fn is_assigned(&self, account: AccountId, permission_set: &str) -> bool {
        let mut assignments = self.assignments.iter();
        assignments.any(|assignment| assignment.account == account && assignment.permission_set == permission_set)
    }

    /// Whether there is such a person or group.
    pub fn has_principal(&self, kind: PrincipalKind, id: &str) -> bool {
        match kind {
            PrincipalKind::Group => self.groups.contains_key(id),
            PrincipalKind::User => self.people.contains_key(id),
        }
    }
}
