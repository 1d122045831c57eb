//! The SageMaker model registry: model package groups and their versions.

use std::sync::Arc;

use armillary_model::AccountId;
use serde::Serialize;

use super::{Document, Tags, Timestamp, organization::text_enum};

text_enum! {
    /// Whether a model package may be deployed.
    Approval {
        /// It may.
        Approved = "Approved",
        /// It may not.
        Rejected = "Rejected",
        /// Nobody has decided.
        PendingManualApproval = "PendingManualApproval",
    }
}

/// A model package group: one model's registry.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ModelPackageGroup {
    /// Its name, unique in the account and Region.
    pub name: String,
    /// Its description.
    pub description: Arc<str>,
    /// When it was created.
    pub created: Timestamp,
    /// Who created it.
    pub created_by: Author,
    /// Its resource policy, if it has one.
    pub policy: Option<Document>,
    /// Its versions, from 1 upwards.
    pub packages: Vec<ModelPackage>,
    /// Its tags.
    pub tags: Tags,
}

/// One version in a model package group.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ModelPackage {
    /// Its version, from 1 upwards.
    pub version: u32,
    /// Its description.
    pub description: Arc<str>,
    /// Whether it may be deployed.
    pub approval: Approval,
    /// What was said with the approval or rejection, possibly empty.
    pub approval_description: Arc<str>,
    /// The inference image.
    pub image: Arc<str>,
    /// Where the model's artifact is.
    pub model_data_url: String,
    /// When it was created.
    pub created: Timestamp,
    /// Who created it.
    pub created_by: Author,
    /// When it was last changed, if it was.
    pub modified: Option<Timestamp>,
    /// Who changed it last, if anyone did.
    pub modified_by: Option<Author>,
}

/// Who created or changed something in SageMaker.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Author {
    /// ARN of the session that called.
    pub identity_arn: Arc<str>,
    /// Its unique id: the role's id, a colon and the session's name.
    pub principal_id: Arc<str>,
    /// The Studio user profile it acted from, if it did.
    pub profile: Option<AuthorProfile>,
}

/// The Studio user profile an author acted from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct AuthorProfile {
    /// The profile's ARN.
    pub arn: Arc<str>,
    /// The profile's name.
    pub name: Arc<str>,
    /// The domain's id.
    pub domain: Arc<str>,
}

impl ModelPackageGroup {
    /// Its ARN in this account and Region.
    pub fn arn(&self, account: AccountId, region: &str) -> String {
        format!("arn:aws:sagemaker:{region}:{account}:model-package-group/{}", self.name)
    }

    /// The ARN of one of its versions.
    pub fn package_arn(&self, account: AccountId, region: &str, version: u32) -> String {
        format!("arn:aws:sagemaker:{region}:{account}:model-package/{}/{version}", self.name)
    }
}
