//! Service Catalog's actions on the shares of a portfolio through the organization, which take their time.

use armillary_model::AccountId;
use serde::Serialize;

use super::{Place, ShareType, organization::text_enum};

text_enum! {
    /// What has become of an action on the shares of a portfolio.
    ShareStatus {
        /// It waits.
        NotStarted = "NOT_STARTED",
        /// AWS is at it.
        InProgress = "IN_PROGRESS",
        /// It is done.
        Completed = "COMPLETED",
        /// It is done, but not for every account.
        CompletedWithErrors = "COMPLETED_WITH_ERRORS",
        /// It is done for no account.
        Error = "ERROR",
    }
}

/// An action on the shares of a portfolio.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ShareAction {
    /// `share-` and 13 characters, by which alone it can be asked about.
    pub token: String,
    /// The owner of the portfolio, and the Region.
    pub owner: Place,
    /// The portfolio.
    pub portfolio: String,
    /// The kind of the share.
    pub kind: ShareType,
    /// The account, OU or organization with which it is shared.
    pub target: String,
    /// What is to be done.
    pub change: ShareChange,
    /// What has become of it.
    pub status: ShareStatus,
    /// How it fails, if it is to fail on purpose: a code and a message.
    pub fails: Option<(String, String)>,
    /// The accounts for which it is done.
    pub successful: Vec<AccountId>,
    /// The accounts for which it failed.
    pub failed: Vec<AccountId>,
}

/// What is to be done to a share.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum ShareChange {
    /// To make it.
    Create {
        /// Whether principal patterns are shared too.
        share_principals: bool,
        /// Whether tag options are shared too.
        share_tag_options: bool,
    },
    /// To change what is shared with it; what is not given stays.
    Update {
        /// Whether principal patterns are shared too.
        share_principals: Option<bool>,
        /// Whether tag options are shared too.
        share_tag_options: Option<bool>,
    },
    /// To end it.
    Delete,
}

impl ShareAction {
    /// Whether AWS is not done with it.
    pub fn is_under_way(&self) -> bool {
        matches!(self.status, ShareStatus::NotStarted | ShareStatus::InProgress)
    }
}
