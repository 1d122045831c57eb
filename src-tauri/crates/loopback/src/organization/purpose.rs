//! What OUs and accounts there can be, and what each is for.

use std::sync::Arc;

use armillary_classify::Stage;
use armillary_model::AccountId;

/// The OUs of the reference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum OuName {
    Security,
    Infrastructure,
    Workloads,
    WorkloadsDev,
    WorkloadsPreProd,
    WorkloadsProd,
    Deployments,
    DeploymentsPreProd,
    DeploymentsProd,
    Sandbox,
    Compliance,
}

impl OuName {
    /// Every OU, parents before children.
    pub const ALL: &[Self] = &[
        Self::Security,
        Self::Infrastructure,
        Self::Workloads,
        Self::WorkloadsDev,
        Self::WorkloadsPreProd,
        Self::WorkloadsProd,
        Self::Deployments,
        Self::DeploymentsPreProd,
        Self::DeploymentsProd,
        Self::Sandbox,
        Self::Compliance,
    ];

    /// The OU's name in the organization.
    pub fn name(self) -> &'static str {
        match self {
            Self::Security => "Security",
            Self::Infrastructure => "Infrastructure",
            Self::Workloads => "Workloads",
            Self::WorkloadsDev => "Workloads_Dev",
            Self::WorkloadsPreProd => "Workloads_PreProd",
            Self::WorkloadsProd => "Workloads_Prod",
            Self::Deployments => "Deployments",
            Self::DeploymentsPreProd => "Deployments_PreProd",
            Self::DeploymentsProd => "Deployments_Prod",
            Self::Sandbox => "Sandbox",
            Self::Compliance => "Compliance-HIPAA",
        }
    }

    /// The OU it is in; `None` is the root.
    pub fn parent(self) -> Option<Self> {
        match self {
            Self::WorkloadsDev | Self::WorkloadsPreProd | Self::WorkloadsProd => Some(Self::Workloads),
            Self::DeploymentsPreProd | Self::DeploymentsProd => Some(Self::Deployments),
            _ => None,
        }
    }
}

/// The accounts there is one of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Foundation {
    Management,
    LogArchive,
    SecurityTooling,
    SecurityReadOnly,
    BreakGlass,
    Network,
    SharedServices,
    BlueprintHub,
    MlSharedServices,
    DevOps,
    Automation,
    DataGovernance,
}

impl Foundation {
    /// Every one, the management account first.
    pub const ALL: &[Self] = &[
        Self::Management,
        Self::LogArchive,
        Self::SecurityTooling,
        Self::SecurityReadOnly,
        Self::BreakGlass,
        Self::Network,
        Self::SharedServices,
        Self::BlueprintHub,
        Self::MlSharedServices,
        Self::DevOps,
        Self::Automation,
        Self::DataGovernance,
    ];

    /// The account's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Management => "meridian-management",
            Self::LogArchive => "log-archive",
            Self::SecurityTooling => "security-tooling",
            Self::SecurityReadOnly => "security-read-only",
            Self::BreakGlass => "security-break-glass",
            Self::Network => "network",
            Self::SharedServices => "shared-services",
            Self::BlueprintHub => "blueprint-hub",
            Self::MlSharedServices => "ml-shared-services",
            Self::DevOps => "devops",
            Self::Automation => "automation",
            Self::DataGovernance => "data-governance",
        }
    }

    /// The OU it is in; `None` is the root.
    pub fn ou(self) -> Option<OuName> {
        match self {
            Self::Management => None,
            Self::LogArchive | Self::SecurityTooling | Self::SecurityReadOnly | Self::BreakGlass => {
                Some(OuName::Security)
            }
            Self::Network
            | Self::SharedServices
            | Self::BlueprintHub
            | Self::MlSharedServices
            | Self::DataGovernance => Some(OuName::Infrastructure),
            Self::DevOps => Some(OuName::DeploymentsPreProd),
            Self::Automation => Some(OuName::DeploymentsProd),
        }
    }

    /// The block of corporate addresses its VPC has, where it has one.
    pub fn block(self) -> Option<u32> {
        match self {
            Self::SharedServices => Some(1),
            Self::MlSharedServices => Some(2),
            Self::DevOps => Some(3),
            Self::Automation => Some(4),
            Self::DataGovernance => Some(5),
            _ => None,
        }
    }
}

/// The stages a team has an account in, in the order of promotion.
pub(crate) const TEAM_STAGES: [Stage; 3] = [Stage::Dev, Stage::PreProd, Stage::Prod];

/// The OU that teams' accounts of a stage are in, unless they are regulated.
pub(crate) fn ou_of(stage: Stage) -> OuName {
    match stage {
        Stage::Prod => OuName::WorkloadsProd,
        Stage::PreProd => OuName::WorkloadsPreProd,
        _ => OuName::WorkloadsDev,
    }
}

/// A team and its three accounts.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Family {
    pub team: Arc<str>,
    pub dev: AccountId,
    pub preprod: AccountId,
    pub prod: AccountId,
}

/// What an account is for.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Purpose {
    Foundation(Foundation),
    DataLake,
    Team(Stage, Arc<Family>),
    Sandbox,
}
