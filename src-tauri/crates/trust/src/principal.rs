//! Roles and users with everything that decides what they may do, identity providers, and who acts through Studio.

use std::sync::Arc;

use armillary_model::AccountId;
use armillary_policy::Policy;
use serde::Serialize;

/// A role or user: its place in [`crate::Organization::principals`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct PrincipalId(pub(crate) u32);

impl PrincipalId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a principal is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum PrincipalKind {
    /// An IAM role.
    Role,
    /// An IAM user.
    User,
}

/// Where a policy of a principal is written, so that its text can be fetched.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Source {
    /// An inline policy of the principal itself, by name.
    Inline(Arc<str>),
    /// A managed policy, by ARN.
    Managed(Arc<str>),
    /// An inline policy of a group the user is in: the group's ARN, the policy's name.
    GroupInline(Arc<str>, Arc<str>),
    /// A managed policy of a group the user is in: the group's ARN, the policy's ARN.
    GroupManaged(Arc<str>, Arc<str>),
}

/// Which part of a principal a document is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Part {
    /// The trust policy of a role.
    Trust,
    /// A policy that says what the principal may do.
    Identity,
    /// The permissions boundary.
    Boundary,
}

/// Something that had to be read to say what a principal may do, and was not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// Which part of the principal it is.
    pub part: Part,
    /// Where it is written; `None` for the trust policy, and for a group that was not read.
    pub source: Option<Source>,
    /// Why it is not known.
    pub reason: Arc<str>,
}

/// A permissions boundary.
#[derive(Clone, Debug)]
pub struct Boundary {
    /// The managed policy's ARN.
    pub arn: Arc<str>,
    /// Its text: one policy, or none where the text is not known.
    pub policies: Box<[Arc<Policy>]>,
}

/// An IAM role or user.
#[derive(Clone, Debug)]
pub struct Principal {
    /// The ARN, with its path.
    pub arn: Arc<str>,
    /// A role or a user.
    pub kind: PrincipalKind,
    /// The account it belongs to.
    pub account: AccountId,
    /// Its unique id (`AROA…`, `AIDA…`).
    pub unique_id: Option<Box<str>>,
    /// The trust policy; `None` for users, and where it could not be read.
    pub trust: Option<Arc<Policy>>,
    /// The identity policies: own inline, own managed, those of the groups.
    pub identity: Box<[Arc<Policy>]>,
    /// Where each of `identity` is written.
    pub sources: Box<[Source]>,
    /// The permissions boundary.
    pub boundary: Option<Boundary>,
    /// What could not be read of it.
    pub missing: Box<[Missing]>,
    /// The groups a user is in, by ARN.
    pub groups: Box<[Arc<str>]>,
    /// Tags, key and value.
    pub tags: Box<[(Arc<str>, Arc<str>)]>,
    /// The instance profiles that hold the role, by ARN: EC2 takes it out of one of them only.
    pub instance_profiles: Box<[Arc<str>]>,
    /// Longest session in seconds, where it was read.
    pub max_session_duration: Option<u32>,
    /// When the role was last used, as AWS writes it, where it was read.
    pub last_used: Option<Box<str>>,
    /// This is the last known state: it was not read in this crawl.
    pub stale: bool,
    pub(crate) account_index: u32,
}

impl Principal {
    /// The name: what follows the last `/` of the ARN.
    pub fn name(&self) -> &str {
        self.arn.rsplit('/').next().unwrap_or(&self.arn)
    }

    /// The path between `role` or `user` and the name, `/` at both ends.
    pub fn path(&self) -> &str {
        let resource = self.arn.splitn(6, ':').nth(5).unwrap_or("/");
        let from = resource.find('/').unwrap_or(0);
        let to = resource.rfind('/').unwrap_or(0);
        resource.get(from..=to).unwrap_or("/")
    }

    /// A role that only its service changes and takes (`AWSServiceRoleFor…`): SCPs and RCPs pass it by.
    pub fn is_service_linked(&self) -> bool {
        self.kind == PrincipalKind::Role && self.path().starts_with("/aws-service-role/")
    }

    /// A role below `/aws-reserved/`, which nobody in the account can change.
    pub fn is_reserved(&self) -> bool {
        self.kind == PrincipalKind::Role && self.path().starts_with("/aws-reserved/")
    }

    /// The permission set's name, where IAM Identity Center made this role for one.
    pub fn permission_set(&self) -> Option<&str> {
        let name = self.name().strip_prefix("AWSReservedSSO_").filter(|_| self.is_reserved())?;
        Some(name.rsplit_once('_').map_or(name, |(set, _)| set))
    }

    /// Why a part of it is not fully known.
    pub fn unknown(&self, part: Part) -> Option<&str> {
        self.missing.iter().find(|missing| missing.part == part).map(|missing| &*missing.reason)
    }
}

/// A group of users.
#[derive(Clone, Debug)]
pub struct Group {
    /// The ARN, with its path.
    pub arn: Arc<str>,
    /// The account it belongs to.
    pub account: AccountId,
    /// What its users are allowed by it.
    pub identity: Box<[Arc<Policy>]>,
    /// What could not be read of it.
    pub missing: Box<[Missing]>,
}

/// An identity provider of an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Provider {
    /// The ARN.
    pub arn: Arc<str>,
    /// The account it belongs to.
    pub account: AccountId,
    /// SAML or OpenID Connect.
    pub kind: ProviderKind,
    /// For whom its tokens are made that AWS takes (`ClientIDList`), where it speaks OpenID Connect; `None` where that was not read.
    pub audiences: Option<Vec<Arc<str>>>,
}

/// What an identity provider speaks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ProviderKind {
    /// SAML 2.0.
    Saml,
    /// OpenID Connect.
    Oidc,
}

/// A user profile of a Studio domain: whoever opens it acts as the execution role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Profile {
    /// The user profile's ARN.
    pub arn: Arc<str>,
    /// The account it belongs to.
    pub account: AccountId,
    /// Its execution role's ARN (its own, else the domain's).
    pub execution_role: Arc<str>,
    /// The domain's ARN.
    pub domain: Arc<str>,
    /// People open it by signing in through IAM Identity Center: AWS lets nobody open it by `CreatePresignedDomainUrl`.
    pub has_sign_in: bool,
    /// The user of IAM Identity Center who opens it by signing in.
    pub person: Option<Arc<str>>,
    /// Tags, key and value; none where they were not read.
    pub tags: Vec<(Arc<str>, Arc<str>)>,
    /// Why its tags are not known.
    pub tags_unread: Option<Arc<str>>,
    /// Why its role, and who opens it, are only known as they once were.
    pub unread: Option<Arc<str>>,
}
