//! Studio domains and model registries that break the separation of people and places.

use super::{
    Planted,
    ground::{AWAY, HOME, account, role},
};
use crate::{
    organization::managed,
    state::{Approval, NetworkAccess, State},
};

pub(super) fn public_domain(state: &mut State) -> Option<Planted> {
    let dev = account(state, "collections-dev")?;
    let domain = state.region_mut(dev, AWAY)?.domains.values_mut().next()?;
    domain.network_access = NetworkAccess::PublicInternetOnly;
    let summary = "the Studio domain reaches the internet without the VPC";
    Some(Planted::regional("SM-01", domain.arn(dev, AWAY), dev, AWAY, summary, "set AppNetworkAccessType to VpcOnly"))
}

pub(super) fn domain_without_own_key(state: &mut State) -> Option<Planted> {
    let dev = account(state, "churn-dev")?;
    let domain = state.region_mut(dev, HOME)?.domains.values_mut().next()?;
    domain.kms_key = None;
    let summary = "the home file system is encrypted with AWS's key, not the account's";
    let remedy = "create the domain anew with the account's key; it cannot be changed";
    Some(Planted::regional("SM-02", domain.arn(dev, HOME), dev, HOME, summary, remedy))
}

pub(super) fn approver_who_builds(state: &mut State) -> Option<Planted> {
    let dev = account(state, "anti-money-laundering-dev")?;
    let role = role(state, dev, "SageMakerApproverExecutionRole")?;
    role.attached.push(managed::SAGEMAKER_FULL.into());
    let summary = "whoever acts through this execution role can build a model and approve it: AmazonSageMakerFullAccess is attached";
    Some(Planted::global("REG-01", role.arn(dev), dev, summary, "detach AmazonSageMakerFullAccess"))
}

pub(super) fn approved_by_its_builder(state: &mut State) -> Option<Planted> {
    let dev = account(state, "contact-centre-dev")?;
    let groups = &mut state.region_mut(dev, HOME)?.model_groups;
    let group = groups
        .values_mut()
        .find(|group| group.packages.iter().any(|package| package.approval == Approval::Approved))?;
    let package = group.packages.iter_mut().rfind(|package| package.approval == Approval::Approved)?;
    package.modified_by = Some(package.created_by.clone());
    let version = package.version;
    let summary = "approved by the one who built it";
    let remedy = "reject it and have an approver look at it";
    Some(Planted::regional("REG-03", group.package_arn(dev, HOME, version), dev, HOME, summary, remedy))
}
