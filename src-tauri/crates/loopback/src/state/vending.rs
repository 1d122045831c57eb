//! Accounts on their way in and out of the organization.

use armillary_model::AccountId;
use serde::Serialize;

use super::{Moment, Tags, Timestamp};

/// A request to create an account, as AWS remembers it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct AccountCreation {
    /// `car-` and 32 characters.
    pub id: String,
    /// The name the account is to have.
    pub name: String,
    /// The e-mail address its root user is to have.
    pub email: String,
    /// The name of the role by which the management account gets in.
    pub role: String,
    /// The tags it is to have.
    pub tags: Tags,
    /// When it was asked for.
    pub requested: Timestamp,
    /// What has become of it.
    pub progress: CreationProgress,
}

/// What has become of a request to create an account.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub enum CreationProgress {
    /// AWS is still at it.
    InProgress {
        /// Why it will fail, where that is known from the start.
        fails: Option<String>,
    },
    /// The account is there.
    Succeeded {
        /// Its id.
        account: AccountId,
        /// Since when.
        completed: Timestamp,
    },
    /// There is no account.
    Failed {
        /// Why, as AWS spells it.
        reason: String,
        /// Since when that is known.
        completed: Timestamp,
    },
}

impl AccountCreation {
    /// Whether AWS is still at it.
    pub fn is_in_progress(&self) -> bool {
        matches!(self.progress, CreationProgress::InProgress { .. })
    }
}

/// The closing of an account.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct AccountClosure {
    /// The account.
    pub account: AccountId,
    /// When it was asked for, by AWS's clock.
    pub requested: Moment,
    /// Whether AWS is still at it.
    pub in_progress: bool,
}
