//! The state of the organization: the one typed model from which every answer is derived.
//!
//! What AWS keeps twice is kept once here: a portfolio share lives with the portfolio and is looked up for its recipients,
//! a transit gateway attachment lives with the gateway and is looked up for the owner of the VPC.

mod catalog;
mod clock;
mod control_tower;
mod document;
mod iam;
mod identity_center;
mod network;
mod organization;
mod provisioning;
mod registry;
mod session;
mod sharing;
mod studio;
mod tag;
mod timestamp;
mod transit;
mod vending;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use armillary_model::AccountId;
use serde::Serialize;

pub use catalog::*;
pub use clock::*;
pub use control_tower::*;
pub use document::Document;
pub use iam::*;
pub use identity_center::*;
pub use network::*;
pub use organization::*;
pub use provisioning::*;
pub use registry::*;
pub use session::*;
pub use sharing::*;
pub use studio::*;
pub use tag::{Tag, Tags, tag_value};
pub use timestamp::Timestamp;
pub use transit::*;
pub use vending::*;

/// A Region name, such as `eu-west-1`.
pub type RegionName = Arc<str>;

/// An account in a Region.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct Place {
    /// The account.
    pub account: AccountId,
    /// The Region.
    pub region: RegionName,
}

impl Place {
    /// This account in this Region.
    pub fn new(account: AccountId, region: &str) -> Self {
        Self { account, region: region.into() }
    }
}

/// The organization and everything its accounts hold.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct State {
    /// The tree, its accounts and its policies.
    pub organization: Organization,
    /// What each account holds; every account of the organization has an entry, suspended ones too.
    pub accounts: BTreeMap<AccountId, AccountState>,
    /// Service Catalog content by owner; most accounts own none.
    #[serde(serialize_with = "pairs")]
    pub catalogs: BTreeMap<Place, Catalog>,
    /// Transit gateways by owner; most accounts own none.
    #[serde(serialize_with = "pairs")]
    pub transit: BTreeMap<Place, Transit>,
    /// Whether Service Catalog may share through the organization.
    pub catalog_organization_access: bool,
    /// Actions on shares through the organization, by token.
    pub share_actions: BTreeMap<String, ShareAction>,
    /// What was launched from Service Catalog, by who launched it.
    #[serde(serialize_with = "pairs")]
    pub provisioning: BTreeMap<Place, Provisioning>,
    /// Control Tower.
    pub control_tower: ControlTower,
    /// IAM Identity Center.
    pub identity_center: IdentityCenter,
    /// AWS-managed policies by ARN, shared by all accounts.
    pub aws_managed_policies: BTreeMap<Arc<str>, ManagedPolicy>,
    /// The Regions the organization works in, home Region first.
    pub regions: Vec<RegionName>,
    /// Who the access keys in use belong to.
    pub sessions: Sessions,
    /// What AWS has begun and not done yet.
    pub agenda: Agenda,
}

/// What one account holds.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct AccountState {
    /// Its IAM content.
    pub iam: Iam,
    /// The Regions enabled in it, also those that hold nothing.
    pub enabled_regions: Arc<BTreeSet<RegionName>>,
    /// What it holds per Region; a Region that is enabled but not listed holds nothing.
    pub regions: BTreeMap<RegionName, RegionState>,
}

/// What one account holds in one Region.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct RegionState {
    /// VPCs and what is in them.
    pub network: Network,
    /// Studio domains by id.
    pub domains: BTreeMap<String, Domain>,
    /// Model package groups by name.
    pub model_groups: BTreeMap<String, ModelPackageGroup>,
}

impl State {
    /// What the account holds in the Region: `None` where the account is unknown or the Region is not enabled in it.
    pub fn region(&self, account: AccountId, region: &str) -> Option<&RegionState> {
        static NOTHING: RegionState = RegionState::NOTHING;
        let state = self.accounts.get(&account)?;
        if !state.enabled_regions.contains(region) {
            return None;
        }
        Some(state.regions.get(region).unwrap_or(&NOTHING))
    }

    /// The same, to change it; creates the entry of an enabled Region.
    pub fn region_mut(&mut self, account: AccountId, region: &str) -> Option<&mut RegionState> {
        let state = self.accounts.get_mut(&account)?;
        let name = state.enabled_regions.get(region)?.clone();
        Some(state.regions.entry(name).or_default())
    }

    /// The managed policy with this ARN as an account sees it: its own, or one of AWS's.
    pub fn managed_policy(&self, account: AccountId, arn: &str) -> Option<&ManagedPolicy> {
        let own = || self.accounts.get(&account)?.iam.policies.values().find(|policy| &*policy.arn == arn);
        self.aws_managed_policies.get(arn).or_else(own)
    }
}

impl RegionState {
    /// The content of a Region in which nothing was ever created.
    pub const NOTHING: Self =
        Self { network: Network::NOTHING, domains: BTreeMap::new(), model_groups: BTreeMap::new() };
}

/// Serializes a map whose keys are not text as a sequence of pairs.
fn pairs<K: Serialize, V: Serialize, S: serde::Serializer>(map: &BTreeMap<K, V>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(map)
}
