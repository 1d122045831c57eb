//! Coverage: what was read, what was not, and why. Unknown is never absent.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{AccountId, Resource};

macro_rules! services {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)*) => {
        /// An AWS service that is collected. The text form is the service's endpoint prefix.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum Service { $($(#[$doc])* #[serde(rename = $name)] $variant,)* }

        impl Service {
            /// Every service, in declaration order.
            pub const ALL: &[Service] = &[$(Service::$variant),*];

            /// The text form, such as `servicecatalog`.
            pub fn as_str(self) -> &'static str {
                match self { $(Service::$variant => $name),* }
            }

            /// The service with this text form.
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|service| service.as_str() == text)
            }
        }
    };
}

services! {
    /// AWS Organizations, read once, from the management or a delegated account.
    Organizations = "organizations";
    /// Control Tower, read once, in the management account, in each Region: it answers in its home Region.
    ControlTower = "controltower";
    /// IAM, once per account.
    Iam = "iam";
    /// EC2 networking, per account and Region.
    Ec2 = "ec2";
    /// SageMaker AI, per account and Region.
    SageMaker = "sagemaker";
    /// Service Catalog, per account and Region.
    ServiceCatalog = "servicecatalog";
    /// IAM Identity Center with its identity store, in the account that administers it, in each Region: one of them is its home.
    IdentityCenter = "sso";
}

impl Service {
    /// Whether it is read once, in the account that has it for the organization; the others are read in every account.
    pub fn is_read_once(self) -> bool {
        matches!(self, Self::Organizations | Self::ControlTower | Self::IdentityCenter)
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The unit of work, progress and coverage: one service in one account and Region.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Unit {
    /// The account read.
    pub account: AccountId,
    /// The Region read, or [`crate::GLOBAL`].
    pub region: String,
    /// The service read.
    pub service: Service,
}

/// How the reading of a unit ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Everything was read.
    Complete,
    /// AWS refused at least one call (an SCP, a missing permission, a role that cannot be assumed).
    Denied,
    /// The Region is not enabled in this account, or the service does not exist there.
    RegionOff,
    /// At least one call failed for another reason.
    Failed,
    /// It was not tried (a suspended account, cancelled, outside the scope that was asked for).
    Skipped,
}

impl Status {
    /// Every status, in declaration order.
    pub const ALL: &[Status] = &[Self::Complete, Self::Denied, Self::RegionOff, Self::Failed, Self::Skipped];

    /// The text form, such as `region-off`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Denied => "denied",
            Self::RegionOff => "region-off",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }

    /// The status with this text form.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.as_str() == text)
    }

    /// Whether everything that the unit holds is known. A Region that is off holds nothing, which is known too.
    pub fn is_covered(self) -> bool {
        matches!(self, Self::Complete | Self::RegionOff)
    }
}

/// One call that did not give its data.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Gap {
    /// The IAM action of the call, such as `ec2:DescribeVpcEndpoints`; empty where no call was made.
    pub operation: String,
    /// The error code AWS gave, such as `AccessDenied`; empty where there was none.
    pub code: String,
    /// What happened, in plain words.
    pub message: String,
}

/// What is said of a unit that a crawl did not come to.
const NOT_REACHED: &str = "not reached in this crawl";

impl Gap {
    /// That a crawl did not come to a unit, or to the end of it, because it was cancelled or cut off.
    pub fn not_reached() -> Self {
        Self { operation: String::new(), code: String::new(), message: NOT_REACHED.to_owned() }
    }

    /// Whether this says that a crawl did not come so far.
    pub fn is_not_reached(&self) -> bool {
        self.operation.is_empty() && self.message == NOT_REACHED
    }
}

/// What reading one unit gave. Unless its [status covers it](Status::is_covered), what is missing from `resources` is unknown, not absent.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct UnitReport {
    /// What was read.
    pub unit: Unit,
    /// How it ended.
    pub status: Status,
    /// The calls that gave no data; empty when complete.
    pub gaps: Vec<Gap>,
    /// What was read, also when it is not everything.
    pub resources: Vec<Resource>,
    /// HTTP requests answered, retries not counted.
    pub requests: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_forms_round_trip() {
        for status in Status::ALL {
            assert_eq!(Status::from_text(status.as_str()), Some(*status));
        }
        for service in Service::ALL {
            assert_eq!(Service::from_text(service.as_str()), Some(*service));
        }
    }
}
