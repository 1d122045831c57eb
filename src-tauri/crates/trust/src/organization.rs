//! The organization as trust sees it: accounts, principals, providers, and what they are under.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use armillary_model::{AccountId, partition_in_arn};
use armillary_policy::Policy;

use crate::{
    Account, Group, IdentityCenter, ModelPackage, PackageGroup, Principal, PrincipalId, PrincipalKind, Profile,
    Provider, RootSessions,
    intake::PolicyType,
    pool::{Compiled, Document},
};

/// Everything that was read, in a stable order.
#[derive(Debug)]
pub struct Organization {
    parts: Parts,
    by_account: HashMap<AccountId, u32>,
    by_arn: HashMap<Arc<str>, PrincipalId>,
    by_unique_id: HashMap<Box<str>, PrincipalId>,
    providers_by_arn: HashMap<Arc<str>, u32>,
    resource_tag_keys: Vec<String>,
    partition: Arc<str>,
}

/// What an organization is made of.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub id: Option<Arc<str>>,
    pub management: Option<AccountId>,
    pub accounts: Vec<Account>,
    pub ou_names: BTreeMap<Arc<str>, Arc<str>>,
    pub principals: Vec<Principal>,
    pub groups: Vec<Group>,
    pub managed: HashMap<Arc<str>, Compiled>,
    pub providers: Vec<Provider>,
    pub profiles: Vec<Profile>,
    pub packages: Vec<ModelPackage>,
    pub package_groups: Vec<PackageGroup>,
    pub policies: Vec<OrganizationPolicy>,
    pub attachments: HashMap<(PolicyType, Arc<str>), Vec<u32>>,
    pub identity_center: IdentityCenter,
    pub root_sessions: RootSessions,
    /// The distinct policy documents, which all policies above are among.
    pub documents: Vec<Document>,
}

/// A service or resource control policy.
#[derive(Clone, Debug)]
pub struct OrganizationPolicy {
    /// The ARN.
    pub arn: Arc<str>,
    /// The id (`p-…`).
    pub id: Arc<str>,
    /// The name.
    pub name: Arc<str>,
    /// The policy; `None` where its text was not read or could not be compiled.
    pub policy: Option<Arc<Policy>>,
}

impl Organization {
    pub(crate) fn assemble(parts: Parts) -> Self {
        let accounts = parts.accounts.iter().enumerate();
        let by_account = accounts.map(|(at, account)| (account.id, at as u32)).collect();
        let mut by_arn = HashMap::with_capacity(parts.principals.len());
        let mut by_unique_id = HashMap::with_capacity(parts.principals.len());
        for (at, principal) in parts.principals.iter().enumerate() {
            by_arn.insert(principal.arn.clone(), PrincipalId(at as u32));
            if let Some(id) = &principal.unique_id {
                by_unique_id.insert(id.clone(), PrincipalId(at as u32));
            }
        }
        let providers = parts.providers.iter().enumerate();
        let providers_by_arn = providers.map(|(at, provider)| (provider.arn.clone(), at as u32)).collect();
        let resource_tag_keys = resource_tag_keys(&parts);
        let partition = Arc::from(partition(&parts));
        Self { parts, by_account, by_arn, by_unique_id, providers_by_arn, resource_tag_keys, partition }
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The organization's id (`o-…`); `None` where it was not read.
    pub fn id(&self) -> Option<&str> {
        self.parts.id.as_deref()
    }

    /// The partition that all of it is in: `aws`, or that of China, of a government's Regions, and so on.
    pub fn partition(&self) -> &str {
        &self.partition
    }

    /// The ARN of something in IAM: `role/Name`, `root`.
    pub(crate) fn iam_arn(&self, account: AccountId, resource: &str) -> String {
        format!("arn:{}:iam::{account}:{resource}", self.partition)
    }

    /// The management account.
    pub fn management(&self) -> Option<AccountId> {
        self.parts.management
    }

    /// Accounts by id: those of the organization, and those that hold principals without being listed in it.
    pub fn accounts(&self) -> &[Account] {
        &self.parts.accounts
    }

    /// The account with this id; `None` outside the organization.
    pub fn account(&self, id: AccountId) -> Option<&Account> {
        self.by_account.get(&id).and_then(|at| self.parts.accounts.get(*at as usize))
    }

    /// Whether an account is listed in the organization.
    pub fn contains(&self, id: AccountId) -> bool {
        self.account(id).is_some_and(|account| account.is_listed)
    }

    /// Whether it is known which accounts the organization has.
    pub fn is_listed(&self) -> bool {
        self.parts.accounts.iter().any(|account| account.is_listed)
    }

    /// The name of an OU or the root, by its id.
    pub fn node_name(&self, id: &str) -> Option<&str> {
        self.parts.ou_names.get(id).map(|name| &**name)
    }

    /// Ids and names of the root and all OUs.
    pub fn nodes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parts.ou_names.iter().map(|(id, name)| (&**id, &**name))
    }

    /// Roles and users, by account and ARN.
    pub fn principals(&self) -> &[Principal] {
        &self.parts.principals
    }

    /// Roles and users with their ids, by account and ARN.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (PrincipalId, &Principal)> {
        self.parts.principals.iter().enumerate().map(|(at, principal)| (PrincipalId(at as u32), principal))
    }

    /// Roles with their ids, by account and ARN.
    pub fn roles(&self) -> impl Iterator<Item = (PrincipalId, &Principal)> {
        self.iter().filter(|(_, principal)| principal.kind == PrincipalKind::Role)
    }

    /// A role or user.
    ///
    /// # Panics
    ///
    /// If the id is of another organization.
    #[expect(
        clippy::expect_used,
        reason = "an id of another organization is a mistake in the program, not in the data"
    )]
    pub fn principal(&self, id: PrincipalId) -> &Principal {
        self.parts.principals.get(id.index()).expect("ids are given out by this organization")
    }

    /// The ids of an account's roles and users.
    pub fn members(&self, account: &Account) -> impl ExactSizeIterator<Item = PrincipalId> + use<> {
        account.members.clone().map(PrincipalId)
    }

    /// The role or user with this ARN. The ARN of a role's session finds the role, whatever its path.
    pub fn find(&self, arn: &str) -> Option<PrincipalId> {
        self.by_arn.get(arn).copied().or_else(|| self.of_session(arn))
    }

    /// The role or user with this unique id, or with the one before the `:` of a session's.
    pub fn find_unique_id(&self, id: &str) -> Option<PrincipalId> {
        self.by_unique_id.get(id.split(':').next().unwrap_or(id)).copied()
    }

    fn of_session(&self, arn: &str) -> Option<PrincipalId> {
        let (account, session) = arn.split_once(":sts::")?.1.split_once(":assumed-role/")?;
        let name = session.split('/').next().unwrap_or(session);
        let account = self.account(account.parse().ok()?)?;
        self.members(account).find(|id| {
            let principal = self.principal(*id);
            principal.kind == PrincipalKind::Role && principal.name().eq_ignore_ascii_case(name)
        })
    }

    /// The account a principal belongs to.
    ///
    /// # Panics
    ///
    /// If the principal is of another organization.
    #[expect(clippy::expect_used, reason = "as above; assembling places every principal in an account")]
    pub fn account_of(&self, principal: &Principal) -> &Account {
        self.parts.accounts.get(principal.account_index as usize).expect("every principal's account is kept")
    }

    /// Groups of users, by account and ARN.
    pub fn groups(&self) -> &[Group] {
        &self.parts.groups
    }

    /// The groups of an account, by ARN.
    pub fn groups_of(&self, account: AccountId) -> &[Group] {
        let groups = self.groups();
        let start = groups.partition_point(|group| group.account < account);
        let end = groups.partition_point(|group| group.account <= account);
        groups.get(start..end).unwrap_or_default()
    }

    /// Identity providers, by account and ARN.
    pub fn providers(&self) -> &[Provider] {
        &self.parts.providers
    }

    /// The identity provider with this ARN.
    pub fn provider(&self, arn: &str) -> Option<&Provider> {
        self.providers_by_arn.get(arn).and_then(|at| self.parts.providers.get(*at as usize))
    }

    /// Studio user profiles that have an execution role, by account and ARN.
    pub fn profiles(&self) -> &[Profile] {
        &self.parts.profiles
    }

    /// Model packages by ARN.
    pub fn packages(&self) -> &[ModelPackage] {
        &self.parts.packages
    }

    /// Model package groups by ARN.
    pub fn package_groups(&self) -> &[PackageGroup] {
        &self.parts.package_groups
    }

    /// The text of a managed policy's default version, or why it is not known; `None` where nothing was read of it.
    pub fn managed_policy(&self, arn: &str) -> Option<Result<&Arc<Policy>, &str>> {
        self.parts.managed.get(arn).map(|compiled| compiled.as_ref().map_err(|problem| &**problem))
    }

    /// The policy at a place of a level in an account's chain.
    pub(crate) fn policy_at(&self, kind: PolicyType, node: &Arc<str>, place: usize) -> Option<&OrganizationPolicy> {
        let places = self.parts.attachments.get(&(kind, node.clone()))?;
        self.parts.policies.get(*places.get(place)? as usize)
    }

    /// Service and resource control policies, by ARN.
    pub fn organization_policies(&self) -> &[OrganizationPolicy] {
        &self.parts.policies
    }

    /// Condition keys for tags of the resource that organization policies ask for. A role that does not have the tag is known
    /// not to have it.
    pub(crate) fn resource_tag_keys(&self) -> &[String] {
        &self.resource_tag_keys
    }

    /// What is known of IAM Identity Center.
    pub fn identity_center(&self) -> &IdentityCenter {
        &self.parts.identity_center
    }

    /// Whether root sessions are enabled.
    pub fn root_sessions(&self) -> &RootSessions {
        &self.parts.root_sessions
    }
}

/// An organization never leaves its partition, so that any ARN tells it.
fn partition(parts: &Parts) -> &str {
    let principals = parts.principals.iter().map(|principal| &principal.arn);
    let policies = parts.policies.iter().map(|policy| &policy.arn);
    let providers = parts.providers.iter().map(|provider| &provider.arn);
    let profiles = parts.profiles.iter().map(|profile| &profile.arn);
    let mut arns = principals.chain(policies).chain(providers).chain(profiles);
    arns.find_map(|arn| partition_in_arn(arn)).unwrap_or("aws")
}

fn resource_tag_keys(parts: &Parts) -> Vec<String> {
    let policies = parts.policies.iter().filter_map(|policy| policy.policy.as_ref());
    let keys = policies.flat_map(|policy| policy.statements()).flat_map(|statement| {
        let keys = statement.conditions().iter().map(|condition| condition.key().to_ascii_lowercase());
        keys.collect::<Vec<_>>()
    });
    let mut keys: Vec<String> =
        keys.filter(|key| key.starts_with("aws:resourcetag/") || key.starts_with("iam:resourcetag/")).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
