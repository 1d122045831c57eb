//! IAM: roles, users, groups, managed policies and identity providers of one account.

use std::{collections::BTreeMap, sync::Arc};

use armillary_model::AccountId;
use serde::Serialize;

use super::{Document, Tags, Timestamp};

/// The IAM content of one account.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Iam {
    /// The account alias, if it has one.
    pub alias: Option<String>,
    /// Roles by name.
    pub roles: BTreeMap<Arc<str>, Role>,
    /// Users by name.
    pub users: BTreeMap<String, User>,
    /// Groups by name.
    pub groups: BTreeMap<String, Group>,
    /// Customer managed policies by name.
    pub policies: BTreeMap<String, ManagedPolicy>,
    /// Instance profiles by name.
    pub instance_profiles: BTreeMap<String, InstanceProfile>,
    /// OpenID Connect providers by ARN.
    pub oidc_providers: BTreeMap<String, OidcProvider>,
    /// SAML providers by ARN.
    pub saml_providers: BTreeMap<String, SamlProvider>,
}

/// A role.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Role {
    /// Its name, unique in the account.
    pub name: Arc<str>,
    /// Its path, `/` or longer, with a slash at both ends.
    pub path: Arc<str>,
    /// `AROA` and 17 characters.
    pub id: String,
    /// Its description, possibly empty.
    pub description: Arc<str>,
    /// When it was created.
    pub created: Timestamp,
    /// Whom it trusts.
    pub trust: Document,
    /// The longest session, in seconds.
    pub max_session: u32,
    /// Inline policies.
    pub inline: Vec<InlinePolicy>,
    /// ARNs of the managed policies attached.
    pub attached: Vec<Arc<str>>,
    /// ARN of the managed policy that bounds it.
    pub boundary: Option<Arc<str>>,
    /// Its tags.
    pub tags: Tags,
    /// When and where it was last used.
    pub last_used: Option<LastUsed>,
}

/// When and where a role was last used.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LastUsed {
    /// When.
    pub at: Timestamp,
    /// In which Region.
    pub region: Arc<str>,
}

/// A policy that lives in a role, user or group.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct InlinePolicy {
    /// Its name, unique in its holder.
    pub name: Arc<str>,
    /// Its text.
    pub document: Document,
}

/// A user.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct User {
    /// Its name, unique in the account.
    pub name: String,
    /// Its path.
    pub path: Arc<str>,
    /// `AIDA` and 17 characters.
    pub id: String,
    /// When it was created.
    pub created: Timestamp,
    /// Inline policies.
    pub inline: Vec<InlinePolicy>,
    /// ARNs of the managed policies attached.
    pub attached: Vec<Arc<str>>,
    /// Names of the groups it is in.
    pub groups: Vec<String>,
    /// ARN of the managed policy that bounds it.
    pub boundary: Option<Arc<str>>,
    /// Its tags.
    pub tags: Tags,
}

/// A group.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Group {
    /// Its name, unique in the account.
    pub name: String,
    /// Its path.
    pub path: Arc<str>,
    /// `AGPA` and 17 characters.
    pub id: String,
    /// When it was created.
    pub created: Timestamp,
    /// Inline policies.
    pub inline: Vec<InlinePolicy>,
    /// ARNs of the managed policies attached.
    pub attached: Vec<Arc<str>>,
}

/// A managed policy, the account's own or AWS's.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ManagedPolicy {
    /// Its ARN.
    pub arn: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Its path.
    pub path: Arc<str>,
    /// `ANPA` and 17 characters.
    pub id: String,
    /// Its description, possibly empty.
    pub description: Arc<str>,
    /// When it was created.
    pub created: Timestamp,
    /// When its default version was last set.
    pub updated: Timestamp,
    /// Its versions, at least one, of which exactly one is the default.
    pub versions: Vec<PolicyVersion>,
    /// Its tags.
    pub tags: Tags,
}

/// One version of a managed policy.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct PolicyVersion {
    /// `v1`, `v2` …
    pub id: Arc<str>,
    /// Whether it is the one in force.
    pub is_default: bool,
    /// When it was created.
    pub created: Timestamp,
    /// Its text.
    pub document: Document,
}

/// An instance profile.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct InstanceProfile {
    /// Its name, unique in the account.
    pub name: String,
    /// Its path.
    pub path: Arc<str>,
    /// `AIPA` and 17 characters.
    pub id: String,
    /// When it was created.
    pub created: Timestamp,
    /// The names of its roles, at most one.
    pub roles: Vec<Arc<str>>,
}

/// An OpenID Connect provider.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct OidcProvider {
    /// Its ARN.
    pub arn: String,
    /// The issuer without `https://`.
    pub url: String,
    /// The audiences it accepts.
    pub client_ids: Vec<String>,
    /// Certificate thumbprints.
    pub thumbprints: Vec<String>,
    /// When it was created.
    pub created: Timestamp,
    /// Its tags.
    pub tags: Tags,
}

/// A SAML provider.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SamlProvider {
    /// Its ARN.
    pub arn: String,
    /// When it was created.
    pub created: Timestamp,
    /// When its metadata ends.
    pub valid_until: Timestamp,
    /// The metadata document, XML.
    pub metadata: Arc<str>,
    /// Its tags.
    pub tags: Tags,
}

impl Role {
    /// Its ARN in this account.
    pub fn arn(&self, account: AccountId) -> String {
        format!("arn:aws:iam::{account}:role{}{}", self.path, self.name)
    }
}

impl User {
    /// Its ARN in this account.
    pub fn arn(&self, account: AccountId) -> String {
        format!("arn:aws:iam::{account}:user{}{}", self.path, self.name)
    }
}

impl Group {
    /// Its ARN in this account.
    pub fn arn(&self, account: AccountId) -> String {
        format!("arn:aws:iam::{account}:group{}{}", self.path, self.name)
    }
}

impl InstanceProfile {
    /// Its ARN in this account.
    pub fn arn(&self, account: AccountId) -> String {
        format!("arn:aws:iam::{account}:instance-profile{}{}", self.path, self.name)
    }
}

impl ManagedPolicy {
    /// The version in force.
    pub fn default_version(&self) -> Option<&PolicyVersion> {
        self.versions.iter().find(|version| version.is_default)
    }
}
