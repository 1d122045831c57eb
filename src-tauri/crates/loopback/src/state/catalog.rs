//! Service Catalog: portfolios, products, constraints and shares, as their owner keeps them; recipients look theirs up here.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::AccountId;
use serde::Serialize;

use super::{Document, State, Tags, Timestamp, organization::text_enum};

/// The Service Catalog content of one owner in one Region, each by id.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Catalog {
    /// Portfolios.
    pub portfolios: BTreeMap<String, Portfolio>,
    /// Products.
    pub products: BTreeMap<String, Product>,
    /// Constraints.
    pub constraints: BTreeMap<String, Constraint>,
    /// Tag options.
    pub tag_options: BTreeMap<String, TagOption>,
    /// What was made by requests with a token, by operation and token: a request that is repeated makes nothing twice.
    #[serde(serialize_with = "super::pairs")]
    pub tokens: BTreeMap<(&'static str, String), String>,
}

/// A portfolio.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Portfolio {
    /// `port-` and 13 characters.
    pub id: String,
    /// Its display name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Who provides it.
    pub provider: String,
    /// When it was created.
    pub created: Timestamp,
    /// The products in it.
    pub products: BTreeSet<String>,
    /// Who may launch from it: the owner's principals, and the patterns that may be shared.
    pub principals: Vec<PortfolioPrincipal>,
    /// With whom it is shared.
    pub shares: Vec<PortfolioShare>,
    /// The principals that recipients have associated, by recipient.
    pub recipient_principals: BTreeMap<AccountId, Vec<PortfolioPrincipal>>,
    /// Tag options on it.
    pub tag_options: BTreeSet<String>,
    /// Its tags.
    pub tags: Tags,
}

text_enum! {
    /// How a portfolio principal is named.
    PrincipalType {
        /// The ARN of a user, group or role.
        Iam = "IAM",
        /// A pattern without an account, such as `arn:aws:iam:::role/Team*`.
        IamPattern = "IAM_PATTERN",
    }

    /// The type of a constraint.
    ConstraintType {
        /// The role a product is launched with.
        Launch = "LAUNCH",
        /// Rules on template parameters.
        Template = "TEMPLATE",
        /// Where stack events are sent.
        Notification = "NOTIFICATION",
        /// Accounts and Regions of a stack set.
        StackSet = "STACKSET",
        /// Whether tags may be updated.
        ResourceUpdate = "RESOURCE_UPDATE",
    }

    /// The type of a portfolio share, as its owner lists them.
    ShareType {
        /// With an account, outside the organization's sharing.
        Account = "ACCOUNT",
        /// With the whole organization.
        Organization = "ORGANIZATION",
        /// With an OU and everything below it.
        OrganizationalUnit = "ORGANIZATIONAL_UNIT",
        /// With an account, through the organization's sharing.
        OrganizationMemberAccount = "ORGANIZATION_MEMBER_ACCOUNT",
    }

    /// What recipients are advised to do with a version of a product.
    Guidance {
        /// Use it.
        Default = "DEFAULT",
        /// Move away from it.
        Deprecated = "DEPRECATED",
    }
}

/// Who may launch from a portfolio.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct PortfolioPrincipal {
    /// The ARN or pattern.
    pub arn: String,
    /// Which of the two it is.
    pub kind: PrincipalType,
}

/// With whom a portfolio is shared.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct PortfolioShare {
    /// The type of share.
    pub kind: ShareType,
    /// The account id, OU id or organization id.
    pub target: String,
    /// Whether principal patterns are shared too.
    pub share_principals: bool,
    /// Whether tag options are shared too.
    pub share_tag_options: bool,
    /// Whether the recipient has taken it; shares through the organization need no acceptance.
    pub accepted: bool,
    /// The accounts that it should reach and does not, because making it failed for them.
    pub missed: BTreeSet<AccountId>,
}

/// A product.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Product {
    /// `prod-` and 13 characters.
    pub id: String,
    /// `prodview-` and 13 characters.
    pub view_id: String,
    /// Its name.
    pub name: String,
    /// Who owns it.
    pub owner: String,
    /// What it does.
    pub description: String,
    /// Who distributes it.
    pub distributor: String,
    /// Where to ask for help.
    pub support_email: String,
    /// When it was created.
    pub created: Timestamp,
    /// Its versions, oldest first.
    pub artifacts: Vec<Artifact>,
    /// Tag options on it.
    pub tag_options: BTreeSet<String>,
    /// Its tags.
    pub tags: Tags,
}

/// One version of a product; AWS calls it a provisioning artifact.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Artifact {
    /// `pa-` and 13 characters.
    pub id: String,
    /// Its name, such as `v1.2`.
    pub name: String,
    /// What is new in it.
    pub description: String,
    /// When it was created.
    pub created: Timestamp,
    /// Whether it can be launched.
    pub active: bool,
    /// What recipients are advised to do with it.
    pub guidance: Guidance,
}

/// A constraint on a product in a portfolio.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Constraint {
    /// `cons-` and 13 characters.
    pub id: String,
    /// Its type.
    pub kind: ConstraintType,
    /// The portfolio.
    pub portfolio: String,
    /// The product.
    pub product: String,
    /// Its description.
    pub description: String,
    /// Its parameters, such as `{"LocalRoleName": "…"}`.
    pub parameters: Document,
}

/// A tag option: a tag key and value that may be, or must be, on what is launched.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TagOption {
    /// `tag-` and 13 characters.
    pub id: String,
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
    /// Whether it is in force.
    pub active: bool,
}

/// A portfolio as a recipient sees it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ReceivedPortfolio<'a> {
    /// The account that owns it.
    pub owner: AccountId,
    /// The portfolio.
    pub portfolio: &'a Portfolio,
    /// The share by which it came.
    pub share: &'a PortfolioShare,
}

impl Portfolio {
    /// Its ARN in its owner's account and Region.
    pub fn arn(&self, owner: AccountId, region: &str) -> String {
        format!("arn:aws:catalog:{region}:{owner}:portfolio/{}", self.id)
    }
}

impl Product {
    /// Its ARN in its owner's account and Region.
    pub fn arn(&self, owner: AccountId, region: &str) -> String {
        format!("arn:aws:catalog:{region}:{owner}:product/{}", self.id)
    }
}

impl State {
    /// The portfolios other accounts share with this one in a Region, one entry per share, accepted or not.
    pub fn received_portfolios(&self, account: AccountId, region: &str) -> Vec<ReceivedPortfolio<'_>> {
        let reaches = |share: &PortfolioShare| {
            if share.missed.contains(&account) {
                return false;
            }
            let through_organization = share.kind != ShareType::Account;
            let named = share.target == account.to_string();
            named || (through_organization && self.organization.is_within(account, &share.target))
        };
        let shares = self.catalogs.iter().filter(|(place, _)| &*place.region == region && place.account != account);
        let shares = shares.flat_map(|(place, catalog)| {
            let all = catalog
                .portfolios
                .values()
                .flat_map(|portfolio| portfolio.shares.iter().map(move |share| (portfolio, share)));
            all.map(|(portfolio, share)| ReceivedPortfolio { owner: place.account, portfolio, share })
        });
        shares.filter(|received| reaches(received.share)).collect()
    }
}
