//! The policies that a request is held against.

use std::sync::Arc;

use serde::Serialize;

use crate::Policy;

/// A sort of policy, in the order in which objections are listed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// Service control policies, on the principal's account.
    Scp,
    /// Resource control policies, on the resource's account.
    Rcp,
    /// The principal's permissions boundary.
    Boundary,
    /// The principal's own policies.
    Identity,
    /// The policy of the resource: a role's trust policy, a key policy, a bucket policy.
    Resource,
    /// The policy passed when the session was made.
    Session,
    /// The policy of the VPC endpoint the request goes through.
    Endpoint,
}

impl Layer {
    /// Its name as the contract writes it: `scp`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scp => "scp",
            Self::Rcp => "rcp",
            Self::Boundary => "boundary",
            Self::Identity => "identity",
            Self::Resource => "resource",
            Self::Session => "session",
            Self::Endpoint => "endpoint",
        }
    }
}

/// One node of the organization with the control policies attached to it: the root, an OU, or the account.
#[derive(Clone, Debug)]
pub struct Level {
    /// The id of the root, OU or account.
    pub node: Arc<str>,
    /// What is attached there. With no policy at all, an SCP level allows nothing.
    pub policies: Vec<Arc<Policy>>,
}

/// Everything a request is held against. The default is that no policy exists.
///
/// A list that is empty stands for "none attached" (no boundary, no endpoint policy, no control policies).
#[derive(Clone, Copy, Default, Debug)]
pub struct Policies<'p> {
    /// The principal's own policies: inline, managed, and of its groups.
    pub identity: &'p [Arc<Policy>],
    /// The policy of the resource. A role that is assumed and a KMS key grant nothing without one.
    pub resource: Option<&'p Policy>,
    /// The principal's permissions boundary.
    pub boundary: Option<&'p [Arc<Policy>]>,
    /// The session policy.
    pub session: Option<&'p Policy>,
    /// The VPC endpoint's policy.
    pub endpoint: Option<&'p [Arc<Policy>]>,
    /// SCPs from the root to the principal's account; `None` where they do not restrict it (management account, no organization).
    pub scps: Option<&'p [Level]>,
    /// RCPs from the root to the resource's account. `RCPFullAWSAccess` is implied at each.
    pub rcps: Option<&'p [Level]>,
}
