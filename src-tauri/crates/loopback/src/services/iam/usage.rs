//! How often managed policies are attached or used as a boundary in an account.

use std::{collections::HashMap, sync::Arc};

use crate::state::Iam;

/// Counts per policy ARN.
#[derive(Debug, Default)]
pub(super) struct Usage<'a> {
    attached: HashMap<&'a str, u32>,
    boundaries: HashMap<&'a str, u32>,
}

impl<'a> Usage<'a> {
    /// The usage in an account.
    pub(super) fn of(iam: &'a Iam) -> Self {
        let mut usage = Self::default();
        for role in iam.roles.values() {
            usage.add(&role.attached, role.boundary.as_ref());
        }
        for user in iam.users.values() {
            usage.add(&user.attached, user.boundary.as_ref());
        }
        for group in iam.groups.values() {
            usage.add(&group.attached, None);
        }
        usage
    }

    fn add(&mut self, attached: &'a [Arc<str>], boundary: Option<&'a Arc<str>>) {
        for arn in attached {
            *self.attached.entry(arn).or_default() += 1;
        }
        if let Some(arn) = boundary {
            *self.boundaries.entry(arn).or_default() += 1;
        }
    }

    /// How many users, groups and roles the policy is attached to.
    pub(super) fn attached(&self, arn: &str) -> u32 {
        self.attached.get(arn).copied().unwrap_or_default()
    }

    /// How many users and roles the policy bounds.
    pub(super) fn boundaries(&self, arn: &str) -> u32 {
        self.boundaries.get(arn).copied().unwrap_or_default()
    }

    /// Whether the policy is used at all.
    pub(super) fn is_used(&self, arn: &str) -> bool {
        self.attached(arn) > 0 || self.boundaries(arn) > 0
    }
}
