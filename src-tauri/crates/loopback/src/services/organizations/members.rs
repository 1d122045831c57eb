//! Ids in requests, which Organizations holds against their patterns before it looks for what they name.

use armillary_model::AccountId;

use crate::services::{AwsError, Flaw, Request};

impl Request {
    /// An account id that has to be given.
    pub(super) fn account_id(&self, name: &str) -> Result<AccountId, AwsError> {
        self.required(name)?.parse().map_err(|_| self.invalid(name, Flaw::Form, "must be an account id"))
    }

    /// The id of a root or an OU that has to be given.
    pub(super) fn parent_id(&self, name: &str) -> Result<&str, AwsError> {
        self.id_of(name, |id| id.starts_with("r-") || id.starts_with("ou-"), "must be the id of a root or OU")
    }

    /// The id of an OU that has to be given.
    pub(super) fn unit_id(&self, name: &str) -> Result<&str, AwsError> {
        self.id_of(name, |id| id.starts_with("ou-"), "must be the id of an OU")
    }

    /// The id of a root, OU or account that has to be given.
    pub(super) fn target_id(&self, name: &str) -> Result<&str, AwsError> {
        let is_id = |id: &str| id.starts_with("r-") || id.starts_with("ou-") || id.parse::<AccountId>().is_ok();
        self.id_of(name, is_id, "must be the id of a root, OU or account")
    }

    /// The id of a policy that has to be given.
    pub(super) fn policy_id(&self) -> Result<&str, AwsError> {
        self.id_of("PolicyId", |id| id.starts_with("p-"), "must be the id of a policy")
    }

    fn id_of(&self, name: &str, is_id: impl Fn(&str) -> bool, rule: &str) -> Result<&str, AwsError> {
        let id = self.required(name)?;
        if is_id(id) { Ok(id) } else { Err(self.invalid(name, Flaw::Form, rule)) }
    }
}
