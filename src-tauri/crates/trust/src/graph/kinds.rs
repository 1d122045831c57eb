//! What nodes and edges of the trust graph are.

use std::sync::Arc;

use armillary_model::AccountId;
use serde::Serialize;

use super::{Credentials, Rewrites};
use crate::{AssigneeKind, PrincipalId, facts::Standing};

/// A node's place in a [`crate::Graph`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Who can act, or be taken.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Node {
    /// A role or user of the organization.
    Principal(PrincipalId),
    /// The root user of a member account, as a root session.
    Root(AccountId),
    /// An identity provider: by ARN, or by name where trust policies name it so.
    Provider(Arc<str>),
    /// An AWS service.
    Service(Arc<str>),
    /// A user or group of IAM Identity Center.
    Person(AssigneeKind, Arc<str>),
    /// All principals of an account outside the organization.
    ExternalAccount(AccountId),
    /// A principal outside the organization, by ARN.
    ExternalPrincipal(Arc<str>),
    /// All principals of an account of the organization whose IAM data were not read.
    UnreadAccount(AccountId),
    /// A principal that is named, in an account whose IAM data were not read.
    UnreadPrincipal(Arc<str>),
    /// Everybody with an AWS account.
    Anyone,
}

/// How one becomes, or gets power over, the other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum EdgeKind {
    /// `sts:AssumeRole`.
    AssumeRole,
    /// `sts:AssumeRoleWithSAML`.
    AssumeRoleWithSaml,
    /// `sts:AssumeRoleWithWebIdentity`.
    AssumeRoleWithWebIdentity,
    /// A permission set that IAM Identity Center assigned.
    Assignment,
    /// A user of IAM Identity Center is in a group.
    Membership,
    /// An AWS service takes the role.
    Service,
    /// `iam:PassRole` to a service, and an action that makes the service use the role.
    PassRole,
    /// `sts:AssumeRoot` in a member account.
    AssumeRoot,
    /// `iam:UpdateAssumeRolePolicy`: writes itself into the trust policy, and takes the role.
    RewriteTrust,
    /// Changes what the role or user may do, without becoming it. Onto itself: what it may do itself.
    RewritePermissions,
    /// Opens Studio as a user profile, and acts as its execution role.
    Studio,
    /// Makes an access key or password of the user, and acts as it.
    Credentials,
}

impl EdgeKind {
    /// Every kind, in declaration order.
    pub const ALL: [EdgeKind; 12] = [
        Self::AssumeRole,
        Self::AssumeRoleWithSaml,
        Self::AssumeRoleWithWebIdentity,
        Self::Assignment,
        Self::Membership,
        Self::Service,
        Self::PassRole,
        Self::AssumeRoot,
        Self::RewriteTrust,
        Self::RewritePermissions,
        Self::Studio,
        Self::Credentials,
    ];

    /// The text form, such as `passRole`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AssumeRole => "assumeRole",
            Self::AssumeRoleWithSaml => "assumeRoleWithSaml",
            Self::AssumeRoleWithWebIdentity => "assumeRoleWithWebIdentity",
            Self::Assignment => "assignment",
            Self::Membership => "membership",
            Self::Service => "service",
            Self::PassRole => "passRole",
            Self::AssumeRoot => "assumeRoot",
            Self::RewriteTrust => "rewriteTrust",
            Self::RewritePermissions => "rewritePermissions",
            Self::Studio => "studio",
            Self::Credentials => "credentials",
        }
    }

    /// The kind with this text form, in any case.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(text))
    }

    /// Whether one who takes this step acts as the other from then on. Power over what a role or user may do does not make one the other.
    pub fn becomes(self) -> bool {
        self != Self::RewritePermissions
    }

    /// Whether the step makes a session from a role's session: role chaining, which lasts an hour at most.
    pub fn is_session(self) -> bool {
        matches!(self, Self::AssumeRole | Self::RewriteTrust)
    }
}

/// One step.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Edge {
    /// Who takes it.
    pub from: NodeId,
    /// Who they become, or get power over.
    pub to: NodeId,
    /// How.
    pub kind: EdgeKind,
    /// What can be said of it.
    pub standing: Standing,
    pub(crate) via: u32,
}

/// What an edge goes through, besides its ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Via<'g> {
    /// Nothing.
    Direct,
    /// The service a role is passed to, and the action.
    Pass(&'static super::Pass),
    /// A Studio user profile.
    Profile(&'g crate::Profile),
    /// The changes of what a role or user may do that are open.
    Rewrite(Rewrites),
    /// The credentials of a user that can be made.
    Credentials(Credentials),
}

impl super::Graph {
    /// What an edge goes through.
    pub fn via(&self, edge: &Edge) -> Via<'_> {
        let at = edge.via as usize;
        let found = match edge.kind {
            EdgeKind::PassRole => super::passes().get(at).map(Via::Pass),
            EdgeKind::Studio => self.organization().profiles().get(at).map(Via::Profile),
            EdgeKind::RewritePermissions => Some(Via::Rewrite(Rewrites(edge.via))),
            EdgeKind::Credentials => Some(Via::Credentials(Credentials(edge.via))),
            _ => None,
        };
        found.unwrap_or(Via::Direct)
    }
}
