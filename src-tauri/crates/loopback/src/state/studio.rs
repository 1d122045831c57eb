//! SageMaker Studio domains and their user profiles.

use std::{collections::BTreeMap, sync::Arc};

use armillary_model::AccountId;
use serde::Serialize;

use super::{Tags, Timestamp, organization::text_enum};

text_enum! {
    /// How people sign in to a domain.
    AuthMode {
        /// With an IAM identity.
        Iam = "IAM",
        /// With IAM Identity Center.
        Sso = "SSO",
    }

    /// Where a domain's traffic other than to its file system goes.
    NetworkAccess {
        /// Through the VPC.
        VpcOnly = "VpcOnly",
        /// Through a network that SageMaker manages, with internet access.
        PublicInternetOnly = "PublicInternetOnly",
    }
}

/// A Studio domain.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Domain {
    /// `d-` and 12 characters.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How people sign in.
    pub auth_mode: AuthMode,
    /// Where its traffic goes.
    pub network_access: NetworkAccess,
    /// Its VPC.
    pub vpc: String,
    /// Its subnets.
    pub subnets: Vec<String>,
    /// The default security groups of its user profiles.
    pub security_groups: Vec<String>,
    /// ARN of the default execution role of its user profiles.
    pub execution_role: String,
    /// ARN of the customer managed key for its file system; `None` is the AWS-managed key.
    pub kms_key: Option<String>,
    /// The id of its home file system.
    pub file_system: String,
    /// When it was created.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// User profiles by name.
    pub user_profiles: BTreeMap<String, UserProfile>,
    /// Its tags.
    pub tags: Tags,
}

/// A user profile of a Studio domain.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct UserProfile {
    /// Its name, unique in the domain.
    pub name: String,
    /// ARN of its own execution role; `None` takes the domain's.
    pub execution_role: Option<Arc<str>>,
    /// Its own security groups; none takes the domain's.
    pub security_groups: Vec<String>,
    /// When it was created.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// Its tags.
    pub tags: Tags,
}

impl Domain {
    /// Its ARN in this account and Region.
    pub fn arn(&self, account: AccountId, region: &str) -> String {
        format!("arn:aws:sagemaker:{region}:{account}:domain/{}", self.id)
    }

    /// The address Studio is opened at.
    pub fn url(&self, region: &str) -> String {
        format!("https://{}.studio.{region}.sagemaker.aws", self.id)
    }

    /// The ARN of one of its user profiles.
    pub fn user_profile_arn(&self, account: AccountId, region: &str, profile: &str) -> String {
        format!("arn:aws:sagemaker:{region}:{account}:user-profile/{}/{}", self.id, profile.to_ascii_lowercase())
    }
}
