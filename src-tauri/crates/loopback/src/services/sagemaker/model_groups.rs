//! Model package groups.

use super::{PAGES, author, is_named, listing, ordered, own};
use crate::{
    services::{Answer, AwsError, Request, unless_empty},
    state::{ModelPackageGroup, State},
    wire::map,
};

/// `ListModelPackageGroups`.
pub(in crate::services) fn list_model_package_groups(state: &State, request: &Request) -> Answer {
    let groups = own(state, request)?.model_groups.values();
    let is_own = request.one_of("CrossAccountFilterOption", &["SameAccount", "CrossAccount"])? != Some("CrossAccount");
    let mut fitting: Vec<&ModelPackageGroup> =
        groups.filter(|group| is_own && is_named(request, "NameContains", &group.name)).collect();
    if request.one_of("SortBy", &["Name", "CreationTime"])? != Some("Name") {
        fitting.sort_by_key(|group| group.created);
    }
    listing(request, &PAGES, "ModelPackageGroupSummaryList", ordered(request, fitting)?, |group| {
        map! {
            "ModelPackageGroupName": &group.name,
            "ModelPackageGroupArn": group.arn(request.account, &request.region),
            "ModelPackageGroupDescription": unless_empty(&group.description),
            "CreationTime": group.created,
            "ModelPackageGroupStatus": "Completed",
        }
    })
}

/// `DescribeModelPackageGroup`.
pub(in crate::services) fn describe_model_package_group(state: &State, request: &Request) -> Answer {
    let group = asked(state, request)?;
    Ok(map! {
        "ModelPackageGroupName": &group.name,
        "ModelPackageGroupArn": group.arn(request.account, &request.region),
        "ModelPackageGroupDescription": unless_empty(&group.description),
        "CreationTime": group.created,
        "CreatedBy": author(&group.created_by),
        "ModelPackageGroupStatus": "Completed",
    })
}

/// `GetModelPackageGroupPolicy`.
pub(in crate::services) fn get_model_package_group_policy(state: &State, request: &Request) -> Answer {
    let group = asked(state, request)?;
    let policy = group.policy.as_ref().ok_or_else(|| {
        let arn = group.arn(request.account, &request.region);
        AwsError::new("ValidationException", format!("Cannot find resource policy for: {arn}"))
    })?;
    Ok(map! { "ResourcePolicy": policy })
}

/// The group asked for, by name or ARN.
fn asked<'a>(state: &'a State, request: &Request) -> Result<&'a ModelPackageGroup, AwsError> {
    let given = request.required("ModelPackageGroupName")?;
    let found = own(state, request)?.model_groups.get(name(request, given));
    found.ok_or_else(|| AwsError::new("ValidationException", format!("ModelPackageGroup {given} does not exist.")))
}

/// The name of a group given by name or by its ARN in this account and Region.
pub(super) fn name<'a>(request: &Request, given: &'a str) -> &'a str {
    let own = format!("arn:aws:sagemaker:{}:{}:model-package-group/", request.region, request.account);
    given.strip_prefix(own.as_str()).unwrap_or(given)
}
