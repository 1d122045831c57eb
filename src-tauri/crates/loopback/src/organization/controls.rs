//! Organization policies of the reference and where they are attached.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    control_text as text,
    layout::{Layout, OuName},
};
use crate::state::{Document, Policy, PolicyType};

/// The id of the policy that AWS attaches everywhere, for SCPs.
pub(crate) const FULL_ACCESS: &str = "p-FullAWSAccess";
/// The id of the policy that AWS attaches everywhere, for RCPs.
pub(crate) const RCP_FULL_ACCESS: &str = "p-RCPFullAWSAccess";

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

/// The id of the policy with this name.
pub(crate) fn policy_id(layout: &Layout, name: &str) -> String {
    layout.ids.lower("p-", &format!("policy/{name}"), 8)
}

/// Every policy, attached.
pub(crate) fn draw_policies(layout: &Layout) -> BTreeMap<String, Policy> {
    let everything: Vec<String> = nodes(layout);
    let full = |id: &str, name: &str, kind, content| Policy {
        id: id.to_owned(),
        name: name.to_owned(),
        description: "Allows access to every operation".to_owned(),
        kind,
        aws_managed: true,
        content,
        targets: everything.iter().cloned().collect(),
        tags: Vec::new(),
    };
    let mut policies = vec![
        full(FULL_ACCESS, "FullAWSAccess", PolicyType::ServiceControl, text::full_access()),
        full(RCP_FULL_ACCESS, "RCPFullAWSAccess", PolicyType::ResourceControl, text::rcp_full_access()),
    ];
    let own = service_controls().into_iter().map(|control| (PolicyType::ServiceControl, control));
    let own = own.chain(resource_controls(layout).into_iter().map(|control| (PolicyType::ResourceControl, control)));
    policies.extend(own.map(|(kind, (name, description, content, at))| Policy {
        id: policy_id(layout, name),
        name: name.to_owned(),
        description: description.to_owned(),
        kind,
        aws_managed: false,
        content,
        targets: at.iter().map(|at| target(layout, *at)).collect::<BTreeSet<_>>(),
        tags: Vec::new(),
    }));
    policies.into_iter().map(|policy| (policy.id.clone(), policy)).collect()
}

fn nodes(layout: &Layout) -> Vec<String> {
    let accounts = layout.seats.iter().map(|seat| seat.id.to_string());
    [layout.root.clone()].into_iter().chain(layout.ous.values().cloned()).chain(accounts).collect()
}

fn target(layout: &Layout, at: At) -> String {
    match at {
        Root => layout.root.clone(),
        Ou(name) => layout.ou(name).to_owned(),
    }
}

type Control = (&'static str, &'static str, Document, &'static [At]);

fn service_controls() -> Vec<Control> {
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
    vec![
        ("aws-guardrails-KqRtVe", "Mandatory controls of AWS Control Tower", text::guardrails(false), REGISTERED),
        (
            "aws-guardrails-HwLbYc",
            "Mandatory controls of AWS Control Tower, with the log archive",
            text::guardrails(true),
            &[Ou(Security)],
        ),
        (
            "protect-guardrail-roles",
            "Only the platform changes the roles that guard accounts",
            text::protect_roles(),
            &[Root],
        ),
        ("approved-regions", "Work happens in the approved Regions", text::approved_regions(), &[Root]),
        ("account-hygiene", "No leaving the organization, no root user", text::account_hygiene(), &[Root]),
        ("sm-vpc-only", "SageMaker works inside VPCs", text::sm_vpc_only(), ML_AND_SANDBOX),
        (
            "sm-domain-vpc-only",
            "Studio domains have no internet access of their own",
            text::sm_domain(),
            ML_AND_SANDBOX,
        ),
        (
            "sm-encryption",
            "SageMaker encrypts with the customer's keys, and traffic between containers",
            text::sm_encryption(),
            ML_AND_SANDBOX,
        ),
        (
            "sm-notebook-hardening",
            "Notebooks without root, internet or old metadata service",
            text::sm_notebooks(),
            ML_AND_SANDBOX,
        ),
        ("sm-approval-separation", "Only approvers approve models", text::sm_approval(), &[Root]),
        ("sm-owner-tags", "What SageMaker creates says which team owns it", text::sm_tags(), ML),
        ("sm-no-endpoints", "Models are not served here", text::sm_no_endpoints(), &[Ou(WorkloadsDev), Ou(Sandbox)]),
        (
            "sm-instances-dev",
            "Instance types for development",
            text::sm_instances(&["ml.t3.*", "ml.m5.*", "ml.c5.*", "ml.g4dn.xlarge", "ml.g5.xlarge", "ml.g5.2xlarge"]),
            &[Ou(WorkloadsDev)],
        ),
        (
            "sm-instances-sandbox",
            "Instance types for sandboxes",
            text::sm_instances(&["ml.t3.*", "ml.m5.large", "ml.m5.xlarge"]),
            &[Ou(Sandbox)],
        ),
        (
            "stage-preprod",
            "Nobody works interactively in pre-production",
            text::stage_preprod(),
            &[Ou(WorkloadsPreProd)],
        ),
        ("stage-prod", "Production changes through pipelines only", text::stage_prod(), &[Ou(WorkloadsProd)]),
        (
            "sandbox-disconnected",
            "Sandboxes have no way to the corporate network",
            text::sandbox_disconnected(),
            &[Ou(Sandbox)],
        ),
        ("deployments-no-studio", "Pipelines only, no data science", text::deployments_no_studio(), &[Ou(Deployments)]),
        ("hipaa-eligible-services", "Services that may hold health data", text::hipaa_services(), &[Ou(Compliance)]),
    ]
}

fn resource_controls(layout: &Layout) -> Vec<Control> {
    vec![
        (
            "identity-perimeter",
            "Only the organization's identities and AWS reach the organization's resources",
            text::identity_perimeter(&layout.organization),
            &[Root],
        ),
        ("secure-transport", "No request without TLS", text::secure_transport(), &[Root]),
    ]
}
