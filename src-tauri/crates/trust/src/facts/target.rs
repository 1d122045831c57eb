//! What is asked for: a role, or any other resource, with its own policy as far as that was read.

use std::sync::Arc;

use armillary_model::{AccountId, account_in_arn};
use armillary_policy::{Action, Context, Policy, Resource};

use super::Standing;
use crate::{Account, Organization, PackageGroup, Part, Principal, PrincipalKind, Profile};

/// What the resource's own policy says, as far as it was read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum OwnPolicy<'o> {
    /// It is this one.
    Is(&'o Policy),
    /// There is none, or the resource has none that counts for the action.
    None,
    /// It was not read, and this is why.
    Unread(&'o str),
}

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Target<'o> {
    pub resource: Resource,
    pub account: Option<&'o Account>,
    /// The owner's id, where the ARN does not tell it.
    pub owner: Option<String>,
    pub policy: OwnPolicy<'o>,
    /// Why what was read of it is not the latest.
    pub unknown: Option<&'o str>,
    /// Tags of the resource; known completely.
    pub tags: &'o [(Arc<str>, Arc<str>)],
    /// It is a role or user, of which all tags are known.
    pub is_role: bool,
}

impl<'o> Target<'o> {
    /// A role that is to be assumed.
    pub fn role(organization: &'o Organization, role: &'o Principal) -> Self {
        let policy = match (&role.trust, role.unknown(Part::Trust)) {
            (Some(trust), _) => OwnPolicy::Is(trust),
            (None, Some(reason)) => OwnPolicy::Unread(reason),
            (None, None) => OwnPolicy::None,
        };
        let account = organization.account_of(role);
        let unknown = account.iam.reason();
        let (resource, account) = (Resource::new(&role.arn), Some(account));
        Self { resource, account, owner: None, policy, unknown, tags: &role.tags, is_role: true }
    }

    /// A role or user that IAM is asked to change.
    pub fn managed(organization: &'o Organization, principal: &'o Principal) -> Self {
        Self { policy: OwnPolicy::None, unknown: None, ..Self::role(organization, principal) }
    }

    /// A role in an account that was not read.
    pub fn unread(arn: &str, account: &'o Account) -> Self {
        let policy = OwnPolicy::Unread(account.iam.reason().unwrap_or("it was not read"));
        Self {
            resource: Resource::new(arn),
            account: Some(account),
            owner: None,
            policy,
            unknown: None,
            tags: &[],
            is_role: false,
        }
    }

    /// Anything else, by its ARN. `owner` is needed where the ARN does not tell the account.
    pub fn resource(organization: &'o Organization, arn: &str, owner: Option<AccountId>) -> Self {
        let account = account_in_arn(arn).or(owner);
        Self {
            resource: Resource::new(arn),
            account: account.and_then(|id| organization.account(id)),
            owner: owner.map(|id| id.to_string()),
            policy: organization.own_policy(arn),
            unknown: None,
            tags: &[],
            is_role: false,
        }
    }

    /// The keys that tell of the resource.
    pub fn put(&self, context: &mut Context, organization: &Organization) {
        context.set("aws:SecureTransport", "true");
        if let Some(account) = self.account {
            context.set("aws:ResourceAccount", account.id.to_string());
            match organization.id().filter(|_| account.is_listed) {
                Some(id) => context.set("aws:ResourceOrgID", id),
                None => context.absent("aws:ResourceOrgID"),
            };
            match &account.org_path {
                Some(path) => context.set_many("aws:ResourceOrgPaths", [&**path]),
                // It is somewhere in the organization, and nobody knows where.
                None if account.is_listed => context,
                None => context.absent("aws:ResourceOrgPaths"),
            };
        } else if let Some(id) = &self.owner {
            context.set("aws:ResourceAccount", id.clone());
        }
        if self.is_role {
            for key in organization.resource_tag_keys() {
                context.absent(key);
            }
            for (key, value) in self.tags {
                context.set(&format!("aws:ResourceTag/{key}"), &**value);
                context.set(&format!("iam:ResourceTag/{key}"), &**value);
            }
        }
    }
}

impl Organization {
    /// A resource by its ARN; a role comes with its tags, and for actions of STS with its trust policy.
    pub(crate) fn target(&self, action: &Action, arn: &str, owner: Option<AccountId>) -> Target<'_> {
        match self.find(arn).map(|id| self.principal(id)).filter(|found| found.kind == PrincipalKind::Role) {
            Some(role) if action.service() == "sts" => Target::role(self, role),
            Some(role) => Target { policy: OwnPolicy::None, ..Target::role(self, role) },
            None => Target::resource(self, arn, owner),
        }
    }

    /// Whether it was read whether a resource has a policy of its own, and it has none or it is known.
    pub(crate) fn has_read_policy_of(&self, arn: &str) -> bool {
        self.governing_group(arn).is_some_and(|group| !matches!(group.policy, Some(Err(_))))
    }

    /// The policy of a resource itself, where it is one whose policy is read.
    fn own_policy(&self, arn: &str) -> OwnPolicy<'_> {
        match self.governing_group(arn).map(|group| &group.policy) {
            Some(Some(Ok(policy))) => OwnPolicy::Is(policy),
            Some(Some(Err(problem))) => OwnPolicy::Unread(problem),
            Some(None) | None => OwnPolicy::None,
        }
    }

    /// The model package group whose policy governs a resource: the group itself, or a version of a model in it.
    fn governing_group(&self, arn: &str) -> Option<&PackageGroup> {
        let group = match arn.split_once(":model-package/") {
            Some((before, rest)) => {
                format!("{before}:model-package-group/{}", rest.split('/').next().unwrap_or(rest))
            }
            None => arn.to_owned(),
        };
        let groups = self.package_groups();
        groups.binary_search_by(|known| (*known.arn).cmp(&group)).ok().and_then(|at| groups.get(at))
    }
}

impl Profile {
    /// Whether a step through it is not known, though policies say this of opening it: its role was not read again, or conditions may hang
    /// on tags that were not read.
    pub(crate) fn is_doubtful(&self, opening: Standing) -> bool {
        match opening {
            Standing::Denied => false,
            Standing::AllowedIf if self.tags_unread.is_some() => true,
            _ => self.unread.is_some(),
        }
    }

    /// The keys that the profile's tags give.
    pub(crate) fn context(&self) -> Context {
        let mut context = Context::new();
        for (key, value) in &self.tags {
            context.set(&format!("aws:ResourceTag/{key}"), &**value);
            context.set(&format!("sagemaker:ResourceTag/{key}"), &**value);
        }
        context
    }
}
