//! Who the access keys in use belong to.

use std::{collections::BTreeMap, fmt, sync::Arc};

use armillary_model::AccountId;
use serde::Serialize;

use super::Timestamp;

/// The access keys in use, by access key id.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Sessions {
    /// The access key that is handed out to whoever starts the loopback organization.
    pub handed_out: String,
    /// Every access key in use, that one included.
    pub keys: BTreeMap<String, AccessKey>,
}

/// What goes with an access key id.
#[derive(Clone, PartialEq, Serialize)]
pub struct AccessKey {
    /// The secret access key.
    #[serde(skip)]
    pub secret: String,
    /// The session token; `None` for a user's long-term key.
    #[serde(skip)]
    pub token: Option<String>,
    /// When it ends, if it does.
    pub expires: Option<Timestamp>,
    /// Whom it belongs to.
    pub caller: Caller,
}

/// Whom an access key belongs to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub enum Caller {
    /// A user, with its long-term key.
    User {
        /// The user's account.
        account: AccountId,
        /// The user's name.
        name: String,
    },
    /// A session of a role.
    Session {
        /// The role's account.
        account: AccountId,
        /// The role's name.
        role: Arc<str>,
        /// The role's unique id at the time it was assumed.
        role_id: String,
        /// The session's name.
        session: String,
    },
}

impl Caller {
    /// The account that acts.
    pub fn account(&self) -> AccountId {
        match self {
            Self::User { account, .. } | Self::Session { account, .. } => *account,
        }
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessKey")
            .field("expires", &self.expires)
            .field("caller", &self.caller)
            .finish_non_exhaustive()
    }
}
