//! The model registry: groups with their resource policies, packages with who built and who last changed them.

use std::sync::Arc;

use armillary_model::AccountId;
use armillary_policy::Policy;

/// A model package group.
#[derive(Clone, Debug)]
pub struct PackageGroup {
    /// The ARN.
    pub arn: Arc<str>,
    /// The account it belongs to.
    pub account: AccountId,
    /// Its resource policy, or why that could not be compiled; `None` where it has none.
    pub policy: Option<Result<Arc<Policy>, Arc<str>>>,
}

/// A model package: one version of a model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModelPackage {
    /// The ARN.
    pub arn: Arc<str>,
    /// The account it belongs to.
    pub account: AccountId,
    /// The Region.
    pub region: Arc<str>,
    /// The name people know it by.
    pub name: Arc<str>,
    /// Its group's ARN or name.
    pub group: Option<Arc<str>>,
    /// `Approved`, `Rejected` or `PendingManualApproval`.
    pub approval_status: Option<Arc<str>>,
    /// Who built it.
    pub created_by: Option<UserContext>,
    /// Who changed it last: for an approved package, who approved it.
    pub last_modified_by: Option<UserContext>,
    /// It was changed since it was built.
    pub is_modified: bool,
    /// This is the last known state: it was not read in this crawl.
    pub stale: bool,
}

/// Who did something, as SageMaker tells it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct UserContext {
    /// The Studio user profile it was done from.
    pub user_profile_arn: Option<Box<str>>,
    /// The session's or user's ARN.
    pub identity_arn: Option<Box<str>>,
    /// The unique id, with the session's name.
    pub principal_id: Option<Box<str>>,
    /// The source identity set along the way.
    pub source_identity: Option<Box<str>>,
}
