//! Parts of a resource: what a call of its own tells of it, and may fail to tell.
//!
//! A resource whose part was not read is still a resource: the store keeps the last known part, and says as of which crawl it is. Where
//! nothing was ever known of it, it is unknown, which is never the same as empty.

use serde::{Deserialize, Serialize};

use crate::{Gap, Kind, RelationKind};

/// A part of a resource, as a collector names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// What it is, in words that follow "its".
    pub name: &'static str,
    /// The members of the document that hold it.
    pub members: &'static [&'static str],
    /// The kinds of relations that follow from it.
    pub relations: &'static [RelationKind],
}

macro_rules! parts {
    ($($(#[$doc:meta])* $constant:ident = $name:literal, [$($member:literal),*], [$($relation:ident),*];)*) => {
        impl Part {
            $($(#[$doc])* pub const $constant: Part =
                Part { name: $name, members: &[$($member),*], relations: &[$(RelationKind::$relation),*] };)*

            /// Every part, in declaration order.
            pub const ALL: &[Part] = &[$(Part::$constant),*];
        }
    };
}

parts! {
    /// Of a resource of another account: all of it, as its owner sees it. Who is not the owner may be shown less.
    OWNED = "whole, as its owner sees it", [], [];
    /// Of an organization policy: what it is attached to.
    TARGETS = "targets", [], [AttachedTo];
    /// Of an organization policy: its text.
    CONTENT = "text", ["Content"], [];
    /// Of an account: where it is in the organization.
    PARENT = "place in the organization", [], [ChildOf];
    /// Of an account: the services it administers.
    DELEGATED_SERVICES = "delegated services", ["DelegatedServices"], [];
    /// Of an account or user profile: its tags.
    TAGS = "tags", ["Tags"], [];
    /// Of a role: how long its sessions may last.
    SESSIONS = "longest session", ["MaxSessionDuration"], [];
    /// Of a user: the ARNs of its groups.
    GROUPS = "groups", [], [MemberOf];
    /// Of a portfolio: its products.
    PRODUCTS = "products", [], [Holds];
    /// Of a portfolio, owned or received: who may launch from it.
    PRINCIPALS = "principals", ["Principals"], [GrantsTo];
    /// Of a product: its versions.
    VERSIONS = "versions", ["ProvisioningArtifactDetails"], [];
    /// Of a constraint: the product it constrains, which it names without an ARN.
    CONSTRAINED_PRODUCT = "product", [], [ConstrainsProduct];
    /// Of a tag option: the portfolios and products that offer it.
    OFFERS = "portfolios and products", [], [OfferedOn];
    /// Of an enabled baseline or control: its parameters and, of a control, its Regions.
    PARAMETERS = "parameters", ["parameters", "targetRegions"], [];
    /// Of a transit gateway attachment: the segment it is a member of.
    ASSOCIATION = "segment", ["Association"], [AssociatedWith];
    /// Of a transit gateway attachment: the segments its routes are propagated to.
    PROPAGATIONS = "propagations", ["Propagations"], [PropagatesTo];
    /// Of a VPC attachment: its subnets and options.
    VPC_ATTACHMENT = "subnets and options", ["SubnetIds", "Options"], [InSubnet];
    /// Of a model package group: who else may use it.
    RESOURCE_POLICY = "resource policy", ["ResourcePolicy"], [];
    /// Of a permission set: the managed policies of AWS in it.
    MANAGED_POLICIES = "managed policies", ["AttachedManagedPolicies"], [HasPolicy];
    /// Of a permission set: the managed policies in it that each account has of its own.
    CUSTOMER_POLICIES = "customer managed policies", ["CustomerManagedPolicyReferences"], [];
    /// Of a permission set: its own policy.
    INLINE_POLICY = "inline policy", ["InlinePolicy"], [];
    /// Of a permission set: what bounds it.
    BOUNDARY = "permissions boundary", ["PermissionsBoundary"], [BoundedBy];
    /// Of a permission set: the accounts that have a role of it.
    PROVISIONED_ACCOUNTS = "accounts", [], [ProvisionedTo];
    /// Of a group of the identity store: who is in it.
    MEMBERS = "members", [], [HasMember];
}

impl Part {
    /// Whether it is read on request only: a document without its members was never asked for it.
    pub fn is_on_request(&self, kind: Kind) -> bool {
        *self == Self::TAGS && kind == Kind::Account
    }

    /// Whether it is all of the resource.
    pub fn is_whole(&self) -> bool {
        *self == Self::OWNED
    }
}

/// A part of a resource that a reading did not give.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Missing {
    /// The [name](Part::name) of the part.
    pub part: String,
    /// Why it was not read.
    pub gap: Gap,
    /// It is read on request only, and was not asked for: no call failed.
    #[serde(default)]
    pub unasked: bool,
}

impl Missing {
    /// A part that was not read.
    pub fn new(part: Part, gap: Gap) -> Self {
        Self { part: part.name.to_owned(), gap, unasked: false }
    }

    /// A part that was not asked for, with how to ask. What is known of it is kept and told with its age; where nothing is, nothing is
    /// told: that is how it is in a cache whose owner never asked.
    pub fn unasked(part: Part, how: &str) -> Self {
        let gap = Gap { operation: String::new(), code: String::new(), message: format!("not asked for; {how}") };
        Self { unasked: true, ..Self::new(part, gap) }
    }

    /// What the part is; `None` for a name of a later program.
    pub fn of(&self) -> Option<Part> {
        Part::ALL.iter().copied().find(|part| part.name == self.part)
    }
}

/// A part of a resource that is not known as of a crawl, or only as of an earlier one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UnreadPart {
    /// The [name](Part::name) of the part.
    pub part: String,
    /// Why it was not read.
    pub gap: Gap,
    /// The crawl that the part is as of; `None` where nothing was ever known of it.
    pub as_of: Option<i64>,
}

impl UnreadPart {
    /// Whether no call failed: the part is read on request only, and was not asked for.
    pub fn is_unasked(&self) -> bool {
        self.gap.operation.is_empty() && self.gap.code.is_empty()
    }

    /// Whether this is that part.
    pub fn is(&self, part: Part) -> bool {
        self.part == part.name
    }
}
