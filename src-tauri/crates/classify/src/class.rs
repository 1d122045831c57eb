//! The class of an OU.

use serde::{Deserialize, Serialize};

use crate::{
    Stage,
    stage::stage_in,
    words::{says, words},
};

/// What an OU, or an account by the OU it is in, is for. Decides its colour and its sector.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum FolderClass {
    /// The management account and the root.
    Management,
    /// The Security OU.
    Security,
    /// Shared infrastructure: network, shared services, hubs.
    Infrastructure,
    /// Workloads, development stage.
    Dev,
    /// Workloads, pre-production stage.
    PreProd,
    /// Workloads, production stage.
    Prod,
    /// CI/CD accounts.
    Deployments,
    /// Sandboxes.
    Sandbox,
    /// Accounts with regulated data.
    Compliance,
    /// In the organization, of no class that is recognised.
    Other,
    /// Outside the organization.
    External,
}

const COMPLIANCE: &[&str] = &["compliance", "hipaa", "pci", "regulated", "gdpr", "sox", "phi"];
const SANDBOX: &[&str] = &["sandbox", "sandboxes", "playground", "experiments"];
const DEPLOYMENTS: &[&str] = &["deployment", "deployments", "cicd", "devops", "pipelines"];
const SECURITY: &[&str] = &["security", "audit", "logarchive"];
const INFRASTRUCTURE: &[&str] =
    &["infrastructure", "infra", "network", "networking", "sharedservices", "platform", "foundation", "foundational"];
const WORKLOADS: &[&str] = &["workload", "workloads", "sagemaker", "teams", "products", "applications"];

impl FolderClass {
    /// The class of an OU, by the names from below the root down to itself.
    ///
    /// Compliance anywhere on the path wins. Otherwise the first name from the top that says something decides, so that
    /// `Security/Prod` is security and `Workloads/Prod/Security` is production.
    pub fn of_path<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let names: Vec<Vec<String>> = names.map(words).collect();
        if names.iter().any(|words| says(words, COMPLIANCE)) {
            return FolderClass::Compliance;
        }
        if names.iter().any(|words| says(words, &["policystaging", "suspended", "quarantine"])) {
            return FolderClass::Other;
        }
        names.iter().find_map(|words| class_of_name(words)).unwrap_or(FolderClass::Other)
    }

    /// The class of OUs and accounts of a stage on the way to production; of other stages, the one that has their name.
    pub fn of_stage(stage: Stage) -> Self {
        match stage {
            Stage::Prod => Self::Prod,
            Stage::PreProd => Self::PreProd,
            Stage::Dev => Self::Dev,
            Stage::Hub => Self::Infrastructure,
            Stage::Sandbox => Self::Sandbox,
            Stage::Management => Self::Management,
            Stage::Other => Self::Other,
            Stage::External => Self::External,
        }
    }
}

fn class_of_name(words: &[String]) -> Option<FolderClass> {
    let rules = [
        (SANDBOX, FolderClass::Sandbox),
        (DEPLOYMENTS, FolderClass::Deployments),
        (SECURITY, FolderClass::Security),
        (INFRASTRUCTURE, FolderClass::Infrastructure),
    ];
    let rule = rules.into_iter().find(|(list, _)| says(words, list)).map(|(_, class)| class);
    rule.or_else(|| stage_in(words).map(|(stage, _, _)| FolderClass::of_stage(stage)))
}

/// Whether a name is that of an OU for workloads as such.
pub fn is_workloads(name: &str) -> bool {
    says(&words(name), WORKLOADS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ou_paths_tell_their_class() {
        let check = |path: &str, class| assert_eq!(FolderClass::of_path(path.split('/')), class, "{path}");
        check("Security", FolderClass::Security);
        check("Infrastructure", FolderClass::Infrastructure);
        check("Workloads", FolderClass::Other);
        check("Workloads/Dev", FolderClass::Dev);
        check("Workloads/Workloads_PreProd", FolderClass::PreProd);
        check("Workloads/Pre-Production", FolderClass::PreProd);
        check("Workloads/WorkloadsProd", FolderClass::Prod);
        check("SDLC/NonProd", FolderClass::Dev);
        check("OU SageMaker PoC", FolderClass::Dev);
        check("Staging", FolderClass::PreProd);
        check("Workloads/Non-Prod", FolderClass::Dev);
        check("Deployments/Prod", FolderClass::Deployments);
        check("DevOps", FolderClass::Deployments);
        check("Sandbox", FolderClass::Sandbox);
        check("Workloads/HIPAA/Prod", FolderClass::Compliance);
        check("Security/Prod", FolderClass::Security);
        check("Workloads/Prod/Security", FolderClass::Prod);
        check("Policy Staging", FolderClass::Other);
        check("Suspended", FolderClass::Other);
        check("Präsentation", FolderClass::Other);
    }
}
