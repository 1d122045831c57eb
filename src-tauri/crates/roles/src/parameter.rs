//! What is filled in where a template is rolled out.

use crate::{Deployed, Purpose, document::Node};

/// A parameter of a template.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Parameter {
    RoleName,
    TrustedPrincipal,
    OrganizationId,
    ExternalId,
    MemberRoleName,
    DelegatedAdministrators,
    PortfolioOwners,
}

use Parameter as P;

/// The parameters of a role: those of any, and those that its policy speaks of.
pub(crate) fn of(deployed: Deployed, policy: &Node) -> Vec<Parameter> {
    let mut parameters = vec![P::RoleName, P::TrustedPrincipal, P::OrganizationId, P::ExternalId];
    if deployed == Deployed::Management {
        parameters.push(P::MemberRoleName);
    }
    let lists = [P::DelegatedAdministrators, P::PortfolioOwners];
    parameters.extend(lists.into_iter().filter(|parameter| policy.uses(*parameter)));
    parameters
}

impl Parameter {
    /// As CloudFormation names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            P::RoleName => "RoleName",
            P::TrustedPrincipal => "TrustedPrincipal",
            P::OrganizationId => "OrganizationId",
            P::ExternalId => "ExternalId",
            P::MemberRoleName => "MemberRoleName",
            P::DelegatedAdministrators => "DelegatedAdministrators",
            P::PortfolioOwners => "PortfolioOwners",
        }
    }

    /// As Terraform names it.
    pub(crate) fn variable(self) -> &'static str {
        match self {
            P::RoleName => "role_name",
            P::TrustedPrincipal => "trusted_principal",
            P::OrganizationId => "organization_id",
            P::ExternalId => "external_id",
            P::MemberRoleName => "member_role_name",
            P::DelegatedAdministrators => "delegated_administrators",
            P::PortfolioOwners => "portfolio_owners",
        }
    }

    pub(crate) fn says(self) -> &'static str {
        match self {
            P::RoleName => "The name of the role",
            P::TrustedPrincipal => "The ARN of the role or user that may assume it, which has to be there already",
            P::OrganizationId => {
                "The id of the organization, such as o-a1b2c3d4e5: whoever leaves it can no longer assume the role"
            }
            P::ExternalId => "The external id to ask for when it is assumed; empty for none",
            P::MemberRoleName => "The name of the role in the member accounts, with its path where it has one",
            P::DelegatedAdministrators => {
                "The accounts to which the organization has delegated IAM Identity Center or other services, of which more is read"
            }
            P::PortfolioOwners => "The accounts that own Service Catalog portfolios, and may share them",
        }
    }

    /// Whether it is a list of accounts.
    pub(crate) fn is_list(self) -> bool {
        matches!(self, P::DelegatedAdministrators | P::PortfolioOwners)
    }

    /// The value where none is given; `None` where one has to be.
    pub(crate) fn default(self, purpose: Purpose) -> Option<&'static str> {
        match self {
            P::RoleName | P::MemberRoleName => Some(role_name(purpose)),
            P::ExternalId => Some(""),
            // No account is called so.
            P::DelegatedAdministrators | P::PortfolioOwners => Some("none"),
            P::TrustedPrincipal | P::OrganizationId => None,
        }
    }

    /// The form of a value, which the languages of both templates read alike.
    pub(crate) fn pattern(self) -> &'static str {
        match self {
            P::RoleName => r"^[A-Za-z0-9_+=,.@-]{1,64}$",
            P::MemberRoleName => r"^[A-Za-z0-9_+=,.@/-]{1,512}$",
            P::TrustedPrincipal => r"^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+$",
            P::OrganizationId => r"^o-[a-z0-9]{10,32}$",
            P::ExternalId => r"^([A-Za-z0-9_+=,.@:/-]{2,1224})?$",
            P::DelegatedAdministrators | P::PortfolioOwners => r"^(none|[0-9]{12})$",
        }
    }
}

/// The name that the role has unless another one is given.
pub(crate) fn role_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Crawl => "ArmillaryReadRole",
        Purpose::Act => "ArmillaryActingRole",
    }
}
