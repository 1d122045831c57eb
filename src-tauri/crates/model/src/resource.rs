//! A resource as one crawl read it, and what it points at.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{AccountId, Kind, Missing, account_in_arn};

/// One resource as it was read.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Resource {
    /// The ARN; where AWS gives none, a key of the same form that is unique in the organization.
    pub arn: String,
    /// What it is.
    pub kind: Kind,
    /// The account it belongs to. An `Account` belongs to itself, an OU or policy to the management account.
    pub account: AccountId,
    /// The Region, or [`crate::GLOBAL`].
    pub region: String,
    /// The name people know it by (its `Name` tag, its own name, else its id).
    pub name: String,
    /// What AWS answered, with AWS's member names; policy documents as objects.
    pub document: Value,
    /// What it points at; a pure function of the document and its unit.
    pub relations: Vec<Relation>,
    /// The parts of it that this reading did not give. What they would hold is unknown, not absent.
    #[serde(default)]
    pub unread: Vec<Missing>,
}

impl Resource {
    /// Without these parts, which were not read.
    pub fn without(mut self, missing: impl IntoIterator<Item = Missing>) -> Self {
        self.unread.extend(missing);
        self
    }
}

/// A directed, labelled pointer from the resource that holds it to another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Relation {
    /// What the pointer means.
    pub kind: RelationKind,
    /// The ARN (or key) pointed at, or a bare id where AWS gives no more (`ou-…`, `o-…`, an account id, a service principal).
    /// It need not be in the cache.
    pub target: String,
    /// The account the target belongs to, where its text tells.
    pub target_account: Option<AccountId>,
    /// A short detail that belongs to the pointer (`AWS`, `Service`, `Federated`, a share type, `propagating`), else empty.
    pub label: String,
}

impl Relation {
    /// A relation whose target account is read off the target: an ARN's account segment, or a bare account id.
    pub fn new(kind: RelationKind, target: impl Into<String>, label: impl Into<String>) -> Self {
        let target = target.into();
        let target_account = account_in_arn(&target).or_else(|| target.parse().ok());
        Self { kind, target, target_account, label: label.into() }
    }
}

macro_rules! relation_kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)*) => {
        /// What a relation means, read from the resource that holds it towards its target.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum RelationKind { $($(#[$doc])* #[serde(rename = $name)] $variant,)* }

        impl RelationKind {
            /// Every relation kind, in declaration order.
            pub const ALL: &[RelationKind] = &[$(RelationKind::$variant),*];

            /// The text form, such as `child-of`.
            pub fn as_str(self) -> &'static str {
                match self { $(RelationKind::$variant => $name),* }
            }

            /// The relation kind with this text form.
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
            }
        }
    };
}

relation_kinds! {
    /// Account → OU or root; OU → OU or root; root → organization.
    ChildOf = "child-of";
    /// Organization policy → root, OU or account.
    AttachedTo = "attached-to";
    /// Enabled baseline or control → the OU or account that it is enabled on.
    EnabledOn = "enabled-on";
    /// Enabled baseline of an account → that of its OU, from which it has it.
    InheritedFrom = "inherited-from";
    /// Portfolio → product.
    Holds = "holds";
    /// Portfolio share → portfolio.
    SharesPortfolio = "shares-portfolio";
    /// Portfolio share → account, OU or organization; the label is the share type.
    SharedWith = "shared-with";
    /// Received portfolio → portfolio.
    ReceivedFrom = "received-from";
    /// Portfolio or received portfolio → IAM principal that may launch from it.
    GrantsTo = "grants-to";
    /// Constraint → portfolio; the label is the constraint type.
    Constrains = "constrains";
    /// Constraint → product.
    ConstrainsProduct = "constrains-product";
    /// Launch constraint → role.
    LaunchesAs = "launches-as";
    /// Provisioned product → product; the label is the version it was launched with.
    LaunchedFrom = "launched-from";
    /// Provisioned product → the account that Account Factory made.
    Provides = "provides";
    /// Tag option → portfolio or product.
    OfferedOn = "offered-on";
    /// Role → principal that its trust policy names (ARN, account, service, federated provider, `*`). Named, not evaluated.
    Trusts = "trusts";
    /// Role, user or group → managed policy.
    HasPolicy = "has-policy";
    /// Role or user → managed policy that bounds it.
    BoundedBy = "bounded-by";
    /// User → group.
    MemberOf = "member-of";
    /// Subnet, route table, security group or endpoint → VPC; Studio domain → VPC.
    InVpc = "in-vpc";
    /// Endpoint, attachment, domain → subnet; route table → subnet it is associated with.
    InSubnet = "in-subnet";
    /// Gateway endpoint → route table.
    RoutedBy = "routed-by";
    /// Endpoint, domain → security group.
    GuardedBy = "guarded-by";
    /// Attachment, transit gateway route table → transit gateway.
    OfTransitGateway = "of-transit-gateway";
    /// Attachment → VPC, VPN, peering or Direct Connect gateway.
    Attaches = "attaches";
    /// Attachment → transit gateway route table it is associated with: the segment it is a member of.
    AssociatedWith = "associated-with";
    /// Attachment → transit gateway route table its routes are propagated to.
    PropagatesTo = "propagates-to";
    /// Route table → transit gateway, endpoint, NAT or internet gateway a route leads to; the label is the destination.
    RoutesTo = "routes-to";
    /// Studio domain or user profile → execution role.
    ExecutesAs = "executes-as";
    /// User profile → domain; model package → group; permission set → instance of Identity Center.
    BelongsTo = "belongs-to";
    /// Permission set → account that has a role of it.
    ProvisionedTo = "provisioned-to";
    /// Assignment → permission set.
    Assigns = "assigns";
    /// Assignment → user or group of the identity store; the label is `USER` or `GROUP`.
    AssignedTo = "assigned-to";
    /// Assignment → account.
    AssignedIn = "assigned-in";
    /// Group of the identity store → user.
    HasMember = "has-member";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_tell_their_account() {
        let account =
            |target: &str| Relation::new(RelationKind::Trusts, target, "AWS").target_account.map(|a| a.to_string());
        assert_eq!(account("arn:aws:iam::111122223333:root").as_deref(), Some("111122223333"));
        assert_eq!(account("111122223333").as_deref(), Some("111122223333"));
        assert_eq!(account("sagemaker.amazonaws.com"), None);
        assert_eq!(account("*"), None);
    }

    #[test]
    fn relation_kinds_round_trip() {
        for kind in RelationKind::ALL {
            assert_eq!(RelationKind::from_text(kind.as_str()), Some(*kind));
        }
    }
}
