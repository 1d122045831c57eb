//! Resource kinds: CloudFormation type names, and names of the same form where CloudFormation has none.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $plain:literal;)*) => {
        /// What a resource is. The text form is the CloudFormation type name.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum Kind { $($(#[$doc])* #[serde(rename = $name)] $variant,)* }

        impl Kind {
            /// Every kind, in declaration order.
            pub const ALL: &[Kind] = &[$(Kind::$variant),*];

            /// The CloudFormation type name, such as `AWS::IAM::Role`.
            pub fn as_str(self) -> &'static str {
                match self { $(Kind::$variant => $name),* }
            }

            /// What people call one of these, such as `role`.
            pub fn plain(self) -> &'static str {
                match self { $(Kind::$variant => $plain),* }
            }
        }
    };
}

kinds! {
    /// The organization itself.
    Organization = "AWS::Organizations::Organization", "organization";
    /// The root of the OU tree.
    Root = "AWS::Organizations::Root", "root";
    /// An organizational unit.
    OrganizationalUnit = "AWS::Organizations::OrganizationalUnit", "OU";
    /// A member or management account.
    Account = "AWS::Organizations::Account", "account";
    /// A service control, resource control or other organization policy.
    Policy = "AWS::Organizations::Policy", "policy";
    /// The landing zone of Control Tower.
    LandingZone = "AWS::ControlTower::LandingZone", "landing zone";
    /// A baseline enabled on an OU, which registers it, or on an account, which is enrolled by it.
    EnabledBaseline = "AWS::ControlTower::EnabledBaseline", "enabled baseline";
    /// A control enabled on an OU.
    EnabledControl = "AWS::ControlTower::EnabledControl", "enabled control";
    /// A Service Catalog portfolio.
    Portfolio = "AWS::ServiceCatalog::Portfolio", "portfolio";
    /// A Service Catalog product.
    Product = "AWS::ServiceCatalog::CloudFormationProduct", "product";
    /// A portfolio shared with an account, an OU or the organization, seen by its owner.
    PortfolioShare = "AWS::ServiceCatalog::PortfolioShare", "portfolio share";
    /// A portfolio that another account shares with this one, seen by the recipient.
    AcceptedPortfolioShare = "AWS::ServiceCatalog::AcceptedPortfolioShare", "received portfolio";
    /// A constraint on a product in a portfolio (launch, template, notification, stack set, resource update).
    Constraint = "AWS::ServiceCatalog::Constraint", "constraint";
    /// A product that was launched.
    ProvisionedProduct = "AWS::ServiceCatalog::CloudFormationProvisionedProduct", "provisioned product";
    /// A tag that launches may or must choose.
    TagOption = "AWS::ServiceCatalog::TagOption", "tag option";
    /// Whether portfolios can be shared through the organization.
    CatalogAccess = "AWS::ServiceCatalog::OrganizationsAccess", "organization access";
    /// An IAM role.
    Role = "AWS::IAM::Role", "role";
    /// An IAM user.
    User = "AWS::IAM::User", "user";
    /// An IAM group.
    Group = "AWS::IAM::Group", "group";
    /// A managed policy, owned by the account or by AWS.
    ManagedPolicy = "AWS::IAM::ManagedPolicy", "managed policy";
    /// A SAML identity provider.
    SamlProvider = "AWS::IAM::SAMLProvider", "SAML provider";
    /// An OpenID Connect identity provider.
    OidcProvider = "AWS::IAM::OIDCProvider", "OIDC provider";
    /// A VPC.
    Vpc = "AWS::EC2::VPC", "VPC";
    /// A subnet.
    Subnet = "AWS::EC2::Subnet", "subnet";
    /// A VPC route table.
    RouteTable = "AWS::EC2::RouteTable", "route table";
    /// A security group.
    SecurityGroup = "AWS::EC2::SecurityGroup", "security group";
    /// A gateway or interface VPC endpoint.
    VpcEndpoint = "AWS::EC2::VPCEndpoint", "VPC endpoint";
    /// A transit gateway.
    TransitGateway = "AWS::EC2::TransitGateway", "transit gateway";
    /// A transit gateway attachment (VPC, VPN, peering, Direct Connect).
    TransitGatewayAttachment = "AWS::EC2::TransitGatewayAttachment", "attachment";
    /// A transit gateway route table: a network segment.
    TransitGatewayRouteTable = "AWS::EC2::TransitGatewayRouteTable", "segment";
    /// A SageMaker Studio domain.
    Domain = "AWS::SageMaker::Domain", "Studio domain";
    /// A user profile of a Studio domain.
    UserProfile = "AWS::SageMaker::UserProfile", "user profile";
    /// A model package group: one model's registry.
    ModelPackageGroup = "AWS::SageMaker::ModelPackageGroup", "model group";
    /// One version in a model package group.
    ModelPackage = "AWS::SageMaker::ModelPackage", "model package";
    /// An instance of IAM Identity Center.
    IdentityCenterInstance = "AWS::SSO::Instance", "Identity Center instance";
    /// A permission set: what those may do who are given it in an account.
    PermissionSet = "AWS::SSO::PermissionSet", "permission set";
    /// A permission set given to a user or group in an account.
    Assignment = "AWS::SSO::Assignment", "assignment";
    /// A group of the identity store.
    DirectoryGroup = "AWS::IdentityStore::Group", "directory group";
    /// A user of the identity store: a person.
    DirectoryUser = "AWS::IdentityStore::User", "directory user";
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no kind that is collected.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{0}` is not a kind that is collected; kinds are CloudFormation type names such as `AWS::IAM::Role`")]
pub struct UnknownKind(pub String);

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().copied().find(|kind| kind.as_str().eq_ignore_ascii_case(text));
        found.ok_or_else(|| UnknownKind(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_round_trip_through_text_and_json() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
            let json = serde_json::to_string(kind).expect("serializes");
            assert_eq!(json, format!("\"{}\"", kind.as_str()));
        }
        assert!("AWS::IAM::Nothing".parse::<Kind>().is_err());
    }
}
