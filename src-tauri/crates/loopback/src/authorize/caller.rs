//! The policies that a caller has of its own.

use std::sync::Arc;

use armillary_model::AccountId;

use crate::state::{Caller, Document, InlinePolicy, State};

/// What a caller has.
#[derive(Debug, Default)]
pub(super) struct Documents<'s> {
    /// Inline and managed policies, those of a user's groups among them.
    pub(super) identity: Vec<&'s Document>,
    /// The policy that bounds it.
    pub(super) boundary: Option<&'s Document>,
}

/// The policies of a user or of a session's role; none of a role that is no longer there.
pub(super) fn documents<'s>(state: &'s State, caller: &Caller) -> Documents<'s> {
    let Some(iam) = state.accounts.get(&caller.account()).map(|held| &held.iam) else { return Documents::default() };
    let mut found = Found { state, account: caller.account(), documents: Documents::default() };
    match caller {
        Caller::Session { role, role_id, .. } => {
            // A role that was made anew under the name of another is another one.
            if let Some(role) = iam.roles.get(role).filter(|known| known.id == *role_id) {
                found.add(&role.inline, &role.attached);
                found.bound(role.boundary.as_ref());
            }
        }
        Caller::User { name, .. } => {
            if let Some(user) = iam.users.get(name) {
                found.add(&user.inline, &user.attached);
                found.bound(user.boundary.as_ref());
                for group in user.groups.iter().filter_map(|group| iam.groups.get(group)) {
                    found.add(&group.inline, &group.attached);
                }
            }
        }
    }
    found.documents
}

struct Found<'s> {
    state: &'s State,
    account: AccountId,
    documents: Documents<'s>,
}

impl<'s> Found<'s> {
    fn add(&mut self, inline: &'s [InlinePolicy], attached: &[Arc<str>]) {
        self.documents.identity.extend(inline.iter().map(|policy| &policy.document));
        let managed = attached.iter().filter_map(|arn| self.managed(arn));
        let managed: Vec<&Document> = managed.collect();
        self.documents.identity.extend(managed);
    }

    fn bound(&mut self, boundary: Option<&Arc<str>>) {
        self.documents.boundary = boundary.and_then(|arn| self.managed(arn));
    }

    fn managed(&self, arn: &str) -> Option<&'s Document> {
        let policy = self.state.managed_policy(self.account, arn)?;
        policy.default_version().map(|version| &version.document)
    }
}
