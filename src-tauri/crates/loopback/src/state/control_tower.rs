//! Control Tower: the landing zone, which baselines and controls are enabled on which OUs, and in which accounts they are in force.
//!
//! What an OU passes on to an account is kept with the OU; what AWS shows as an enabled baseline or control of the account, with
//! the OU's as its parent, follows from it.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::AccountId;
use serde::Serialize;

use super::{AccountLife, Document, Organization, RegionName, Timestamp, organization::text_enum};
use crate::organization::ids::Ids;

/// The landing zone of an organization, and what it has done.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ControlTower {
    /// The Region it is in, where alone it is asked about.
    pub home: RegionName,
    /// The landing zone's ARN.
    pub arn: String,
    /// Its version.
    pub version: String,
    /// The newest version there is.
    pub latest: String,
    /// What it is to be like.
    pub manifest: Document,
    /// Whether accounts that are moved into a registered OU are enrolled, and those that are moved out are let go.
    pub auto_enrolment: bool,
    /// The accounts and the OU that it rests on.
    pub foundation: TowerFoundation,
    /// The id of the Service Catalog product by which it makes accounts.
    pub account_factory: String,
    /// The baselines there are.
    pub baselines: Vec<Baseline>,
    /// The baselines that are enabled, by ARN; those that accounts have from their OU are kept with the OU's.
    pub enabled_baselines: BTreeMap<String, EnabledBaseline>,
    /// The controls that are enabled on OUs, by ARN.
    pub enabled_controls: BTreeMap<String, EnabledControl>,
    /// What was asked of it, by id.
    pub operations: BTreeMap<String, TowerOperation>,
}

/// What a landing zone rests on.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TowerFoundation {
    /// The OU of its own accounts.
    pub security: String,
    /// The account of all logs.
    pub log_archive: AccountId,
    /// The account of those who audit.
    pub audit: AccountId,
}

/// A baseline: what Control Tower sets up in accounts.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Baseline {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: &'static str,
    /// What it sets up.
    pub description: &'static str,
    /// The version that goes with the landing zone's.
    pub version: &'static str,
}

text_enum! {
    /// How an enabled baseline or control is.
    EnablementStatus {
        /// In force.
        Succeeded = "SUCCEEDED",
        /// What was asked last went wrong.
        Failed = "FAILED",
        /// Being enabled, changed or disabled.
        UnderChange = "UNDER_CHANGE",
    }

    /// What was asked of Control Tower.
    TowerOperationType {
        /// To change the landing zone.
        UpdateLandingZone = "UPDATE",
        /// To set it up as it should be.
        ResetLandingZone = "RESET",
        /// To enable a baseline on an OU, which registers it.
        EnableBaseline = "ENABLE_BASELINE",
        /// To disable it.
        DisableBaseline = "DISABLE_BASELINE",
        /// To change its version or parameters.
        UpdateEnabledBaseline = "UPDATE_ENABLED_BASELINE",
        /// To set it up again, also in accounts that have come since.
        ResetEnabledBaseline = "RESET_ENABLED_BASELINE",
        /// To enable a control on an OU.
        EnableControl = "ENABLE_CONTROL",
        /// To disable it.
        DisableControl = "DISABLE_CONTROL",
        /// To change its parameters.
        UpdateEnabledControl = "UPDATE_ENABLED_CONTROL",
        /// To set it up again, also in accounts that have come since.
        ResetEnabledControl = "RESET_ENABLED_CONTROL",
    }
}

/// How something that was enabled is, and by which operation it became so.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Enablement {
    /// How it is.
    pub status: EnablementStatus,
    /// The operation that was last carried out on it.
    pub operation: Option<String>,
}

/// A parameter of an enabled baseline or control.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TowerParameter {
    /// Its name.
    pub key: String,
    /// Its value, any JSON.
    pub value: serde_json::Value,
}

/// A baseline that is enabled.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct EnabledBaseline {
    /// The ARN of this enablement.
    pub arn: String,
    /// The ARN of the baseline.
    pub baseline: String,
    /// Its version.
    pub version: String,
    /// The OU or account that it is enabled on.
    pub target: TowerTarget,
    /// How it is.
    pub enablement: Enablement,
    /// Its parameters.
    pub parameters: Vec<TowerParameter>,
    /// The accounts that have it from this OU, that is, are enrolled under it.
    pub enrolled: BTreeMap<AccountId, Enablement>,
}

/// What something is enabled on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub enum TowerTarget {
    /// An OU, by id.
    Ou(String),
    /// An account.
    Account(AccountId),
}

/// A control that is enabled on an OU.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct EnabledControl {
    /// The ARN of this enablement.
    pub arn: String,
    /// The ARN of the control.
    pub control: String,
    /// The OU, by id.
    pub ou: String,
    /// Whether the landing zone demands it.
    pub mandatory: bool,
    /// How it is.
    pub enablement: Enablement,
    /// Its parameters.
    pub parameters: Vec<TowerParameter>,
    /// The accounts in which it is in force.
    pub accounts: BTreeSet<AccountId>,
}

/// Something that was asked of Control Tower.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TowerOperation {
    /// A UUID, by which it is asked about.
    pub id: String,
    /// What was asked.
    pub kind: TowerOperationType,
    /// The ARN of the enabled baseline or control, or of the landing zone.
    pub subject: String,
    /// The control, where it is about one.
    pub control: Option<String>,
    /// The OU, where it is about one.
    pub ou: Option<String>,
    /// What is to be changed.
    pub change: TowerChange,
    /// How it fails, if it is to fail on purpose: a message.
    pub fails: Option<String>,
    /// When it was asked for.
    pub started: Timestamp,
    /// How it ended; `None` while it is under way.
    pub ended: Option<TowerEnd>,
}

/// What an operation is to change, besides what its type says.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub enum TowerChange {
    /// Nothing.
    None,
    /// The landing zone's version, enrolment of its own accord, and manifest.
    LandingZone(String, bool, Option<Document>),
    /// An enabled baseline's version and parameters.
    Baseline(String, Vec<TowerParameter>),
    /// An enabled control's parameters.
    Control(Vec<TowerParameter>),
}

/// How an operation ended.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TowerEnd {
    /// When.
    pub at: Timestamp,
    /// What went wrong, if anything did.
    pub error: Option<String>,
}

impl ControlTower {
    /// The baseline that registers OUs and enrols their accounts.
    pub fn member_baseline(&self) -> Option<&Baseline> {
        self.baselines.iter().find(|baseline| baseline.name == "AWSControlTowerBaseline")
    }

    /// What registers this OU, if anything does.
    pub fn registration(&self, ou: &str) -> Option<&EnabledBaseline> {
        let member = self.member_baseline()?;
        let is_on = |enabled: &&EnabledBaseline| {
            enabled.baseline == member.arn && matches!(&enabled.target, TowerTarget::Ou(id) if id == ou)
        };
        self.enabled_baselines.values().find(is_on)
    }

    /// The same, to change it.
    pub fn registration_mut(&mut self, ou: &str) -> Option<&mut EnabledBaseline> {
        let arn = self.registration(ou)?.arn.clone();
        self.enabled_baselines.get_mut(&arn)
    }

    /// What this account is enrolled under, if it is enrolled.
    pub fn enrolment(&self, account: AccountId) -> Option<&EnabledBaseline> {
        self.enabled_baselines.values().find(|enabled| enabled.enrolled.contains_key(&account))
    }

    /// How many accounts are being enrolled or let go.
    pub fn accounts_under_change(&self) -> usize {
        let enrolments = self.enabled_baselines.values().flat_map(|enabled| enabled.enrolled.values());
        enrolments.filter(|enrolment| enrolment.status == EnablementStatus::UnderChange).count()
    }

    /// The operations that are under way.
    pub fn under_way(&self) -> impl Iterator<Item = &TowerOperation> {
        self.operations.values().filter(|operation| operation.ended.is_none())
    }

    /// Whether the landing zone is being changed.
    pub fn is_processing(&self) -> bool {
        self.under_way().any(|operation| operation.subject == self.arn)
    }

    /// Whether an operation on this OU's baseline is under way.
    pub fn is_busy(&self, ou: &str) -> bool {
        let is_on = |operation: &TowerOperation| operation.control.is_none() && operation.ou.as_deref() == Some(ou);
        self.under_way().any(is_on)
    }

    /// Whether what the landing zone rests on is not as it was set up.
    pub fn is_drifted(&self, organization: &Organization) -> bool {
        let at_home = |account: AccountId| {
            organization.accounts.get(&account).is_some_and(|account| account.parent == self.foundation.security)
        };
        !organization.trusted_services.contains_key("controltower.amazonaws.com")
            || !organization.ous.contains_key(&self.foundation.security)
            || !at_home(self.foundation.log_archive)
            || !at_home(self.foundation.audit)
    }
}

impl TowerTarget {
    /// Its ARN in this organization.
    pub fn arn(&self, organization: &Organization) -> String {
        match self {
            Self::Ou(ou) => organization.ou_arn(ou),
            Self::Account(account) => organization.account_arn(*account),
        }
    }
}

impl EnabledBaseline {
    /// Whether an account that is enrolled under this OU has gone: moved elsewhere, closed, or out of the organization.
    pub fn has_lost(&self, organization: &Organization, account: AccountId) -> bool {
        let TowerTarget::Ou(ou) = &self.target else { return false };
        is_lost(organization, ou, account)
    }
}

impl EnabledControl {
    /// The same of an account in which the control is in force.
    pub fn has_lost(&self, organization: &Organization, account: AccountId) -> bool {
        is_lost(organization, &self.ou, account)
    }
}

fn is_lost(organization: &Organization, ou: &str, account: AccountId) -> bool {
    let known = organization.accounts.get(&account);
    known.is_none_or(|account| account.parent != ou || account.state != AccountLife::Active)
}

/// The ARN of what an account has from its OU.
pub fn child_arn(parent: &str, account: AccountId) -> String {
    let (kind, id) = parent.rsplit_once('/').unwrap_or_default();
    format!("{kind}/X{}", Ids::following(id).lower("", &account.to_string(), 16).to_ascii_uppercase())
}
