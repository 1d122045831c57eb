//! What accounts have launched from Service Catalog, and the records of what was asked of it.

use std::collections::BTreeMap;

use armillary_model::AccountId;
use serde::Serialize;

use super::{Tags, Timestamp, organization::text_enum};

/// What one account has launched in one Region.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Provisioning {
    /// Provisioned products by id, those included that failed.
    pub products: BTreeMap<String, ProvisionedProduct>,
    /// Records by id.
    pub records: BTreeMap<String, Record>,
}

text_enum! {
    /// What has become of a request to Service Catalog.
    RecordStatus {
        /// It waits.
        Created = "CREATED",
        /// AWS is at it.
        InProgress = "IN_PROGRESS",
        /// It goes wrong, and AWS takes back what it has done.
        InProgressInError = "IN_PROGRESS_IN_ERROR",
        /// It is done.
        Succeeded = "SUCCEEDED",
        /// It went wrong.
        Failed = "FAILED",
    }

    /// What was asked.
    RecordType {
        /// To launch a product.
        Provision = "PROVISION_PRODUCT",
        /// To change what was launched.
        Update = "UPDATE_PROVISIONED_PRODUCT",
        /// To take it away.
        Terminate = "TERMINATE_PROVISIONED_PRODUCT",
    }

    /// How a provisioned product is.
    ProvisionedStatus {
        /// As it should be.
        Available = "AVAILABLE",
        /// Something is being done to it.
        UnderChange = "UNDER_CHANGE",
        /// It is there, but not as it was asked to be.
        Tainted = "TAINTED",
        /// It never came to be.
        Error = "ERROR",
    }

    /// What a provisioned product is.
    ProvisionedType {
        /// A CloudFormation stack.
        Stack = "CFN_STACK",
        /// An account that Control Tower has made.
        Account = "CONTROL_TOWER_ACCOUNT",
    }
}

/// What is launched: a version of a product, through a portfolio, with parameters.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Launch {
    /// The id of the product.
    pub product: String,
    /// Its name.
    pub product_name: String,
    /// The id of its version.
    pub artifact: String,
    /// The version's name.
    pub artifact_name: String,
    /// The id of the launch path.
    pub path: String,
    /// The ARN of the role that it is launched with, if the path has one.
    pub role: Option<String>,
    /// Its parameters.
    pub parameters: BTreeMap<String, String>,
    /// The tags of what is launched.
    pub tags: Tags,
}

/// Something that a launch tells about what it has made.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Output {
    /// Its name.
    pub key: String,
    /// What it tells.
    pub value: String,
    /// What that is.
    pub description: &'static str,
}

/// What was launched.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ProvisionedProduct {
    /// `pp-` and 13 characters.
    pub id: String,
    /// Its name, unique in the account and Region.
    pub name: String,
    /// What it is.
    pub kind: ProvisionedType,
    /// How it is.
    pub status: ProvisionedStatus,
    /// Why it is not as it should be.
    pub status_message: Option<String>,
    /// Since when it is there.
    pub created: Timestamp,
    /// The token of the request that made it.
    pub token: String,
    /// What is launched in it.
    pub launch: Launch,
    /// The ARN of who has launched it, a user or a role's session.
    pub launcher: String,
    /// The stack's ARN or the account's id, once it is known.
    pub physical: Option<String>,
    /// What it tells about itself.
    pub outputs: Vec<Output>,
    /// The record of what was asked of it last.
    pub last_record: String,
    /// The record by which it was launched or changed last.
    pub last_provisioning: String,
    /// The last one of those that went well.
    pub last_successful: Option<String>,
}

/// What was asked of Service Catalog, and what has become of it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Record {
    /// `rec-` and 13 characters.
    pub id: String,
    /// The token of the request, by which one that is repeated is known.
    pub token: String,
    /// What was asked.
    pub kind: RecordType,
    /// The id of the provisioned product.
    pub provisioned: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub provisioned_kind: ProvisionedType,
    /// What is launched.
    pub launch: Launch,
    /// The ARN of who has asked.
    pub launcher: String,
    /// Since when it is there.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// What has become of it.
    pub status: RecordStatus,
    /// What went wrong: codes and descriptions.
    pub errors: Vec<(String, String)>,
    /// What it tells about what it has made.
    pub outputs: Vec<Output>,
    /// How it fails, if it is to fail on purpose.
    pub fails: Option<(String, String)>,
    /// Whether what was made stays when it is terminated.
    pub retains: bool,
    /// How far it is.
    pub step: Step,
}

/// How far a record is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub enum Step {
    /// It has not been begun.
    Waiting,
    /// It has.
    Working,
    /// An account is being created, by the id of that request.
    Creating(String),
    /// The account is being enrolled in Control Tower.
    Enrolling(AccountId),
    /// It is done, but the account's id is not told everywhere yet.
    Settling(AccountId),
    /// Nothing is left to do.
    Done,
}

impl ProvisionedProduct {
    /// Its ARN in its account and Region.
    pub fn arn(&self, account: AccountId, region: &str) -> String {
        format!("arn:aws:servicecatalog:{region}:{account}:stack/{}/{}", self.name, self.id)
    }
}

impl Record {
    /// Whether AWS is not done with it.
    pub fn is_under_way(&self) -> bool {
        !matches!(self.status, RecordStatus::Succeeded | RecordStatus::Failed)
    }
}
