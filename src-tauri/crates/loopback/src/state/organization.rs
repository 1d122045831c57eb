//! The organization tree: root, OUs, accounts, policies and delegated administrators.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::AccountId;
use serde::Serialize;

use super::{AccountClosure, AccountCreation, Document, Tags, Timestamp};
use crate::organization::ids::Ids;

/// The organization.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Organization {
    /// `o-` and ten characters.
    pub id: String,
    /// The management account.
    pub management: AccountId,
    /// What the organization may do.
    pub feature_set: FeatureSet,
    /// The root of the tree.
    pub root: Root,
    /// OUs by id.
    pub ous: BTreeMap<String, Ou>,
    /// Accounts by id, the management account included.
    pub accounts: BTreeMap<AccountId, Account>,
    /// Policies by id, AWS's own included.
    pub policies: BTreeMap<String, Policy>,
    /// Delegated administrators.
    pub delegated_administrators: BTreeMap<AccountId, DelegatedAdministrator>,
    /// AWS services with trusted access (`servicecatalog.amazonaws.com`), and since when.
    pub trusted_services: BTreeMap<String, Timestamp>,
    /// How many accounts it may have, closed ones included.
    pub account_quota: usize,
    /// The requests to create accounts, by id.
    pub creations: BTreeMap<String, AccountCreation>,
    /// The closings of accounts, oldest first.
    pub closures: Vec<AccountClosure>,
    /// How many ids were given out since the organization was generated.
    pub ids_given: u64,
}

/// What an organization may do, as AWS spells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FeatureSet {
    /// All features.
    All,
    /// Consolidated billing only.
    ConsolidatedBilling,
}

/// The root of the OU tree.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Root {
    /// `r-` and four characters.
    pub id: String,
    /// Its name, `Root`.
    pub name: String,
    /// The policy types enabled on it.
    pub policy_types: BTreeSet<PolicyType>,
    /// The policy types that are being disabled, if they are enabled, or else enabled.
    pub changing_types: BTreeSet<PolicyType>,
    /// Its tags.
    pub tags: Tags,
}

/// An organizational unit.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Ou {
    /// `ou-`, the root's four characters, `-` and eight more.
    pub id: String,
    /// The id of the OU or root it is in.
    pub parent: String,
    /// Its name, unique among its siblings.
    pub name: String,
    /// Its tags.
    pub tags: Tags,
}

/// An account of the organization.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// The e-mail address of its root user, unique over all accounts.
    pub email: String,
    /// The id of the OU or root it is in.
    pub parent: String,
    /// Where it is in its life.
    pub state: AccountLife,
    /// How it came into the organization.
    pub joined_method: JoinedMethod,
    /// When it came into the organization.
    pub joined: Timestamp,
    /// Its tags.
    pub tags: Tags,
}

macro_rules! text_enum {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)* }

        impl $name {
            /// Every value, in declaration order.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// As AWS spells it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// The value AWS spells so.
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
            }
        }
    )*};
}
pub(super) use text_enum;

text_enum! {
    /// Where an account is in its life.
    AccountLife {
        /// In use.
        Active = "ACTIVE",
        /// Closed by its owner or suspended by AWS.
        Suspended = "SUSPENDED",
        /// Being closed.
        PendingClosure = "PENDING_CLOSURE",
        /// Closed for good.
        Closed = "CLOSED",
        /// Created, not yet usable.
        PendingActivation = "PENDING_ACTIVATION",
    }

    /// How an account came into the organization.
    JoinedMethod {
        /// It was invited.
        Invited = "INVITED",
        /// The organization created it.
        Created = "CREATED",
    }

    /// The policy types the loopback organization knows.
    PolicyType {
        /// Service control policies.
        ServiceControl = "SERVICE_CONTROL_POLICY",
        /// Resource control policies.
        ResourceControl = "RESOURCE_CONTROL_POLICY",
        /// Tag policies.
        Tag = "TAG_POLICY",
        /// Backup policies.
        Backup = "BACKUP_POLICY",
        /// AI services opt-out policies.
        AiServicesOptOut = "AISERVICES_OPT_OUT_POLICY",
    }
}

impl PolicyType {
    /// The segment of a policy's ARN that tells its type.
    pub fn arn_segment(self) -> &'static str {
        match self {
            Self::ServiceControl => "service_control_policy",
            Self::ResourceControl => "resource_control_policy",
            Self::Tag => "tag_policy",
            Self::Backup => "backup_policy",
            Self::AiServicesOptOut => "aiservices_opt_out_policy",
        }
    }
}

/// An organization policy and where it is attached.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Policy {
    /// `p-` and eight or more characters.
    pub id: String,
    /// Its name, unique for its type.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its type.
    pub kind: PolicyType,
    /// Whether AWS owns it.
    pub aws_managed: bool,
    /// Its text.
    pub content: Document,
    /// The ids of the roots, OUs and accounts it is attached to.
    pub targets: BTreeSet<String>,
    /// Its tags.
    pub tags: Tags,
}

/// An account to which the administration of services is delegated.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct DelegatedAdministrator {
    /// When the first service was delegated.
    pub since: Timestamp,
    /// The service principals delegated, and since when.
    pub services: BTreeMap<String, Timestamp>,
}

impl Organization {
    /// The organization's ARN.
    pub fn arn(&self) -> String {
        self.arn_of("organization", "")
    }

    /// The root's ARN.
    pub fn root_arn(&self) -> String {
        self.arn_of("root", &self.root.id)
    }

    /// The ARN of the OU with this id.
    pub fn ou_arn(&self, ou: &str) -> String {
        self.arn_of("ou", ou)
    }

    /// The ARN of an account of this organization.
    pub fn account_arn(&self, account: AccountId) -> String {
        self.arn_of("account", &account.to_string())
    }

    /// The ARN of a policy; AWS's own belong to no organization.
    pub fn policy_arn(&self, policy: &Policy) -> String {
        let segment = policy.kind.arn_segment();
        if policy.aws_managed {
            return format!("arn:aws:organizations::aws:policy/{segment}/{}", policy.id);
        }
        self.arn_of("policy", &format!("{segment}/{}", policy.id))
    }

    fn arn_of(&self, resource: &str, rest: &str) -> String {
        let separator = if rest.is_empty() { "" } else { "/" };
        format!("arn:aws:organizations::{}:{resource}/{}{separator}{rest}", self.management, self.id)
    }

    /// The nodes from the root down to and including `parent`, an OU or the root; empty where there is no such node.
    pub fn chain<'a>(&'a self, parent: &'a str) -> Vec<&'a str> {
        let mut chain = Vec::new();
        let mut node = parent;
        while let Some(ou) = self.ous.get(node) {
            chain.push(node);
            node = &ou.parent;
        }
        if node != self.root.id {
            return Vec::new();
        }
        chain.push(node);
        chain.reverse();
        chain
    }

    /// The account's place in the tree as `ListAccounts` gives it: `o-…/r-…/ou-…/…/<account id>/`.
    pub fn path(&self, account: &Account) -> String {
        let mut path = format!("{}/", self.id);
        for node in self.chain(&account.parent) {
            path.push_str(node);
            path.push('/');
        }
        path + &account.id.to_string() + "/"
    }

    /// Whether there is a root, OU or account with this id.
    pub fn has_node(&self, id: &str) -> bool {
        self.has_parent(id) || id.parse().is_ok_and(|id| self.accounts.contains_key(&id))
    }

    /// Whether there is a root or OU with this id.
    pub fn has_parent(&self, id: &str) -> bool {
        id == self.root.id || self.ous.contains_key(id)
    }

    /// Attaches to a new node what AWS attaches to every one: its own policy that allows everything, of each type that is enabled.
    pub fn allow_all(&mut self, node: &str) {
        let enabled = &self.root.policy_types;
        for policy in self.policies.values_mut().filter(|policy| policy.aws_managed && enabled.contains(&policy.kind)) {
            policy.targets.insert(node.to_owned());
        }
    }

    /// The prefix and `length` lower-case letters and digits that nothing else here is named by.
    pub fn new_id(&mut self, prefix: &str, length: usize) -> String {
        self.ids_given += 1;
        Ids::following(&self.id).lower(prefix, &self.ids_given.to_string(), length)
    }

    /// A UUID that nothing else here is named by.
    pub fn new_uuid(&mut self) -> String {
        self.ids_given += 1;
        Ids::following(&self.id).uuid(&self.ids_given.to_string())
    }

    /// The id of an account that is to be created.
    pub fn new_account_id(&mut self) -> AccountId {
        loop {
            self.ids_given += 1;
            let number = Ids::following(&self.id).number(&self.ids_given.to_string(), 900_000_000_000);
            let id = AccountId::from_number(100_000_000_000 + number);
            if let Some(id) = id.filter(|id| !self.accounts.contains_key(id)) {
                return id;
            }
        }
    }

    /// Whether the account is `node` or somewhere below it; `node` is an account id, an OU id, the root's id or the organization's id.
    pub fn is_within(&self, account: AccountId, node: &str) -> bool {
        let Some(entry) = self.accounts.get(&account) else { return false };
        node == self.id || account.to_string() == node || self.chain(&entry.parent).contains(&node)
    }
}
