//! Model packages: the versions in model package groups.

use super::{PAGES, author, is_named, listing, model_groups::name, ordered, own};
use crate::{
    services::{Answer, AwsError, Request, unless_empty},
    state::{ModelPackage, ModelPackageGroup, State},
    wire::{Value, map},
};

const APPROVALS: &[&str] = &["Approved", "Rejected", "PendingManualApproval"];

/// `ListModelPackages`. Unless a group or a type is named AWS lists packages without versions, of which there are none here.
pub(in crate::services) fn list_model_packages(state: &State, request: &Request) -> Answer {
    let group = request.input.text("ModelPackageGroupName").map(|given| name(request, given));
    let kind = request.one_of("ModelPackageType", &["Versioned", "Unversioned", "Both"])?;
    let approval = request.one_of("ModelApprovalStatus", APPROVALS)?;
    let has_versions = kind.map_or(group.is_some(), |kind| kind != "Unversioned");
    let groups = own(state, request)?.model_groups.values();
    let groups = groups.filter(|known| has_versions && group.is_none_or(|name| known.name == name));
    let all = groups.flat_map(|group| group.packages.iter().map(move |package| (group, package)));
    let mut fitting: Vec<(&ModelPackageGroup, &ModelPackage)> = all
        .filter(|(group, package)| {
            approval.is_none_or(|status| package.approval.as_str() == status)
                && is_named(request, "NameContains", &group.name)
        })
        .collect();
    if request.one_of("SortBy", &["Name", "CreationTime"])? != Some("Name") {
        fitting.sort_by_key(|(_, package)| package.created);
    }
    listing(request, &PAGES, "ModelPackageSummaryList", ordered(request, fitting)?, |(group, package)| {
        map! {
            "ModelPackageGroupName": &group.name,
            "ModelPackageVersion": package.version,
            "ModelPackageArn": group.package_arn(request.account, &request.region, package.version),
            "ModelPackageDescription": unless_empty(&package.description),
            "CreationTime": package.created,
            "ModelPackageStatus": "Completed",
            "ModelApprovalStatus": package.approval.as_str(),
        }
    })
}

/// `DescribeModelPackage`, by the ARN of a version.
pub(in crate::services) fn describe_model_package(state: &State, request: &Request) -> Answer {
    let (group, package) = asked(state, request)?;
    Ok(map! {
        "ModelPackageName": &group.name,
        "ModelPackageGroupName": &group.name,
        "ModelPackageVersion": package.version,
        "ModelPackageArn": group.package_arn(request.account, &request.region, package.version),
        "ModelPackageDescription": unless_empty(&package.description),
        "CreationTime": package.created,
        "InferenceSpecification": specification(package),
        "ModelPackageStatus": "Completed",
        "ModelPackageStatusDetails": map! { "ValidationStatuses": Vec::new(), "ImageScanStatuses": Vec::new() },
        "CertifyForMarketplace": false,
        "ModelApprovalStatus": package.approval.as_str(),
        "CreatedBy": author(&package.created_by),
        "LastModifiedTime": package.modified,
        "LastModifiedBy": package.modified_by.as_ref().map(author),
        "ApprovalDescription": unless_empty(&package.approval_description),
    })
}

fn asked<'a>(state: &'a State, request: &Request) -> Result<(&'a ModelPackageGroup, &'a ModelPackage), AwsError> {
    let arn = request.required("ModelPackageName")?;
    let own = own(state, request)?;
    let find = || {
        let prefix = format!("arn:aws:sagemaker:{}:{}:model-package/", request.region, request.account);
        let (group, version) = arn.strip_prefix(prefix.as_str())?.split_once('/')?;
        let group = own.model_groups.get(group)?;
        let package = group.packages.iter().find(|package| package.version.to_string() == version)?;
        Some((group, package))
    };
    find().ok_or_else(|| AwsError::new("ValidationException", format!("ModelPackage {arn} does not exist.")))
}

fn specification(package: &ModelPackage) -> Value {
    map! {
        "Containers": vec![map! { "Image": &package.image, "ModelDataUrl": &package.model_data_url }],
        "SupportedContentTypes": Value::list(["text/csv"]),
        "SupportedResponseMIMETypes": Value::list(["text/csv"]),
    }
}
