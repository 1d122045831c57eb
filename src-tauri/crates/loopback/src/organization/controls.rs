//! Organization policies of the reference and where they are attached. Their texts are the JSON files beside this one.

use std::collections::{BTreeMap, BTreeSet};

use super::{layout::Layout, purpose::OuName};
use crate::state::{Document, Policy, PolicyType};

/// The id of the policy that AWS attaches everywhere, for SCPs.
pub(crate) const FULL_ACCESS: &str = "p-FullAWSAccess";
/// The id of the policy that AWS attaches everywhere, for RCPs.
pub(crate) const RCP_FULL_ACCESS: &str = "p-RCPFullAWSAccess";

/// A policy as it is told.
struct Control {
    name: &'static str,
    description: &'static str,
    /// Its JSON; `@organization@` stands for the organization's id.
    text: &'static str,
    at: &'static [At],
}

/// Where a policy is attached.
#[derive(Clone, Copy)]
enum At {
    Root,
    Ou(OuName),
}

use At::{Ou, Root};
use OuName::{
    Compliance, Deployments, DeploymentsPreProd, DeploymentsProd, Infrastructure, Sandbox, Security, Workloads,
    WorkloadsDev, WorkloadsPreProd, WorkloadsProd,
};

const REGISTERED: &[At] = &[
    Ou(Infrastructure),
    Ou(Workloads),
    Ou(WorkloadsDev),
    Ou(WorkloadsPreProd),
    Ou(WorkloadsProd),
    Ou(Deployments),
    Ou(DeploymentsPreProd),
    Ou(DeploymentsProd),
    Ou(Sandbox),
    Ou(Compliance),
];
const ML: &[At] = &[Ou(Workloads), Ou(Compliance)];
const ML_AND_SANDBOX: &[At] = &[Ou(Workloads), Ou(Compliance), Ou(Sandbox)];

macro_rules! control {
    ($name:literal, $description:literal, $at:expr) => {
        Control {
            name: $name,
            description: $description,
            text: include_str!(concat!("controls/", $name, ".json")),
            at: $at,
        }
    };
}

const SERVICE_CONTROLS: &[Control] = &[
    control!("aws-guardrails-KqRtVe", "Mandatory controls of AWS Control Tower", REGISTERED),
    control!("aws-guardrails-HwLbYc", "Mandatory controls of AWS Control Tower, with the log archive", &[Ou(Security)]),
    control!("protect-guardrail-roles", "Only the platform changes the roles that guard accounts", &[Root]),
    control!("approved-regions", "Work happens in the approved Regions", &[Root]),
    control!("account-hygiene", "No leaving the organization, no root user", &[Root]),
    control!("sm-approval-separation", "Only approvers approve models", &[Root]),
    control!("sm-vpc-only", "SageMaker works inside VPCs", ML_AND_SANDBOX),
    control!("sm-domain-vpc-only", "Studio domains have no internet access of their own", ML_AND_SANDBOX),
    control!(
        "sm-encryption",
        "SageMaker encrypts with the customer's keys, and traffic between containers",
        ML_AND_SANDBOX
    ),
    control!("sm-notebook-hardening", "Notebooks without root, internet or old metadata service", ML_AND_SANDBOX),
    control!("sm-owner-tags", "What SageMaker creates says which team owns it", ML),
    control!("sm-no-endpoints", "Models are not served here", &[Ou(WorkloadsDev), Ou(Sandbox)]),
    control!("sm-instances-dev", "Instance types for development", &[Ou(WorkloadsDev)]),
    control!("sm-instances-sandbox", "Instance types for sandboxes", &[Ou(Sandbox)]),
    control!("stage-preprod", "Nobody works interactively in pre-production", &[Ou(WorkloadsPreProd)]),
    control!("stage-prod", "Production changes through pipelines only", &[Ou(WorkloadsProd)]),
    control!("sandbox-disconnected", "Sandboxes have no way to the corporate network", &[Ou(Sandbox)]),
    control!("deployments-no-studio", "Pipelines only, no data science", &[Ou(Deployments)]),
    control!("hipaa-eligible-services", "Services that may hold health data", &[Ou(Compliance)]),
];

const RESOURCE_CONTROLS: &[Control] = &[
    control!("identity-perimeter", "Only the organization's identities and AWS reach its resources", &[Root]),
    control!("secure-transport", "No request without TLS", &[Root]),
];

/// Every policy, attached.
pub(crate) fn draw_policies(layout: &Layout) -> BTreeMap<String, Policy> {
    let full = [
        full_access(layout, FULL_ACCESS, PolicyType::ServiceControl, include_str!("controls/FullAWSAccess.json")),
        full_access(
            layout,
            RCP_FULL_ACCESS,
            PolicyType::ResourceControl,
            include_str!("controls/RCPFullAWSAccess.json"),
        ),
    ];
    let service = SERVICE_CONTROLS.iter().map(|control| draw_control(layout, control, PolicyType::ServiceControl));
    let resource = RESOURCE_CONTROLS.iter().map(|control| draw_control(layout, control, PolicyType::ResourceControl));
    full.into_iter().chain(service).chain(resource).map(|policy| (policy.id.clone(), policy)).collect()
}

fn draw_control(layout: &Layout, control: &Control, kind: PolicyType) -> Policy {
    Policy {
        id: layout.ids.lower("p-", &format!("policy/{}", control.name), 8),
        name: control.name.to_owned(),
        description: control.description.to_owned(),
        kind,
        aws_managed: false,
        content: Document::compact(&control.text.replace("@organization@", &layout.organization)),
        targets: control.at.iter().map(|at| target(layout, *at)).collect(),
        tags: Vec::new(),
    }
}

/// The policy of AWS that allows everything; it is attached to every node.
fn full_access(layout: &Layout, id: &str, kind: PolicyType, text: &str) -> Policy {
    let accounts = layout.seats.iter().map(|seat| seat.id.to_string());
    let targets: BTreeSet<String> =
        [layout.root.clone()].into_iter().chain(layout.ous.values().cloned()).chain(accounts).collect();
    Policy {
        id: id.to_owned(),
        name: id.trim_start_matches("p-").to_owned(),
        description: "Allows access to every operation".to_owned(),
        kind,
        aws_managed: true,
        content: Document::compact(text),
        targets,
        tags: Vec::new(),
    }
}

fn target(layout: &Layout, at: At) -> String {
    match at {
        Root => layout.root.clone(),
        Ou(name) => layout.ou(name).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_policies_and_name_what_the_code_names() {
        for control in SERVICE_CONTROLS.iter().chain(RESOURCE_CONTROLS) {
            let value = Document::compact(control.text).value();
            assert_eq!(value["Version"], "2012-10-17", "{}", control.name);
            assert!(value["Statement"].as_array().is_some_and(|statements| !statements.is_empty()), "{}", control.name);
        }
        let text =
            |name| SERVICE_CONTROLS.iter().find(|control| control.name == name).map_or("", |control| control.text);
        assert!(super::super::REGIONS.iter().all(|region| text("approved-regions").contains(region)));
        assert!(text("protect-guardrail-roles").contains(super::super::READ_ROLE));
    }
}
