//! SageMaker AI: Studio domains with their user profiles, and model registries.

use armillary_aws::FailureClass;
use armillary_model::{Gap, Kind, Part, Relation, RelationKind, Resource, Service};
use aws_sdk_sagemaker::{
    Client,
    operation::{
        describe_domain::DescribeDomainOutput, describe_model_package::DescribeModelPackageOutput,
        describe_user_profile::DescribeUserProfileOutput,
    },
    types::{ModelPackageGroupSummary, Tag},
};
use futures::{FutureExt, future::join};
use serde_json::Value;

use crate::{
    Collector, Reach,
    document::{policy, tag_list, text, texts},
    place::{Place, missing},
    shape::to_json,
    visit::Visit,
};

pub(crate) const COLLECTOR: Collector = Collector {
    service: Service::SageMaker,
    reach: Reach::AccountRegion,
    actions: &[
        "sagemaker:DescribeDomain",
        "sagemaker:DescribeModelPackage",
        "sagemaker:DescribeUserProfile",
        "sagemaker:GetModelPackageGroupPolicy",
        "sagemaker:ListDomains",
        "sagemaker:ListModelPackageGroups",
        "sagemaker:ListModelPackages",
        "sagemaker:ListTags",
        "sagemaker:ListUserProfiles",
    ],
    read: |visit| {
        async move {
            let client = visit.access.sagemaker(&visit.unit.region);
            join(studio(visit, &client), registry(visit, &client)).await;
        }
        .boxed()
    },
};

async fn studio(visit: &Visit, client: &Client) {
    let pages = client.list_domains().max_results(100).into_paginator().items().send();
    let domains = visit.all("sagemaker:ListDomains", pages).await;
    for id in domains.iter().filter_map(|domain| domain.domain_id()) {
        let call = client.describe_domain().domain_id(id).send();
        if let Some(answer) = visit.call("sagemaker:DescribeDomain", call).await {
            visit.keep(domain_resource(&visit.place(), &answer));
        }
    }
    if !domains.is_empty() {
        profiles(visit, client).await;
    }
}

/// The user profiles of all domains.
async fn profiles(visit: &Visit, client: &Client) {
    let pages = client.list_user_profiles().max_results(100).into_paginator().items().send();
    for profile in visit.all("sagemaker:ListUserProfiles", pages).await {
        let call = client.describe_user_profile();
        let call = call.set_domain_id(profile.domain_id).set_user_profile_name(profile.user_profile_name);
        if let Some(answer) = visit.call("sagemaker:DescribeUserProfile", call.send()).await {
            let tags = match answer.user_profile_arn() {
                Some(arn) => profile_tags(visit, client, arn).await,
                None => Ok(Vec::new()),
            };
            visit.keep(profile_resource(&visit.place(), &answer, tags.as_deref()));
        }
    }
}

/// The tags of a user profile, which policies may ask for. A resource has 50 at most: one page.
async fn profile_tags(visit: &Visit, client: &Client, arn: &str) -> Result<Vec<Tag>, Gap> {
    let call = client.list_tags().resource_arn(arn).max_results(100).send();
    let answer = visit.part("sagemaker:ListTags", call).await?;
    Ok(answer.and_then(|answer| answer.tags).unwrap_or_default())
}

async fn registry(visit: &Visit, client: &Client) {
    let pages = client.list_model_package_groups().max_results(100).into_paginator().items().send();
    for group in visit.all("sagemaker:ListModelPackageGroups", pages).await {
        let policy = group_policy(visit, client, group.model_package_group_name()).await;
        let pages = client.list_model_packages().set_model_package_group_name(group.model_package_group_name.clone());
        let pages = pages.max_results(100).into_paginator().items().send();
        for package in visit.all("sagemaker:ListModelPackages", pages).await {
            let call = client.describe_model_package().set_model_package_name(package.model_package_arn).send();
            if let Some(answer) = visit.call("sagemaker:DescribeModelPackage", call).await {
                visit.keep(package_resource(&visit.place(), group.model_package_group_arn(), &answer));
            }
        }
        visit.keep(group_resource(&visit.place(), &group, policy.as_ref()));
    }
}

/// The resource policy of a group. SageMaker answers a validation error where there is none.
async fn group_policy(visit: &Visit, client: &Client, name: Option<&str>) -> Result<Option<String>, Gap> {
    let call = client.get_model_package_group_policy().set_model_package_group_name(name.map(str::to_owned)).send();
    match visit.attempt("sagemaker:GetModelPackageGroupPolicy", call).await {
        Some(Ok(answer)) => Ok(answer.resource_policy),
        Some(Err(failure)) if failure.class == FailureClass::NotFound || failure.code == "ValidationException" => {
            Ok(None)
        }
        Some(Err(failure)) => Err(visit.note(failure)),
        None => Err(visit.stopped()),
    }
}

fn domain_resource(place: &Place, domain: &DescribeDomainOutput) -> Resource {
    let document = to_json(domain);
    let mut relations = Vec::new();
    let mut relate = |kind, target: String| relations.push(Relation::new(kind, target, ""));
    if let Some(vpc) = text(&document, "VpcId") {
        relate(RelationKind::InVpc, place.arn("ec2", &format!("vpc/{vpc}")));
    }
    for subnet in texts(document.get("SubnetIds")) {
        relate(RelationKind::InSubnet, place.arn("ec2", &format!("subnet/{subnet}")));
    }
    let settings = document.get("DefaultUserSettings").unwrap_or(&Value::Null);
    for group in texts(settings.get("SecurityGroups")) {
        relate(RelationKind::GuardedBy, place.arn("ec2", &format!("security-group/{group}")));
    }
    if let Some(role) = text(settings, "ExecutionRole") {
        relate(RelationKind::ExecutesAs, role.to_owned());
    }
    let id = domain.domain_id().unwrap_or_default();
    let arn = domain.domain_arn().map_or_else(|| place.arn("sagemaker", &format!("domain/{id}")), str::to_owned);
    let name = domain.domain_name().unwrap_or(id);
    place.resource(Kind::Domain, arn, name, document, relations)
}

fn profile_resource(place: &Place, profile: &DescribeUserProfileOutput, tags: Result<&[Tag], &Gap>) -> Resource {
    let mut document = to_json(profile);
    if let (Some(members), Ok(tags)) = (document.as_object_mut(), tags) {
        let tags = tag_list(tags.iter().filter_map(|tag| Some((tag.key()?, tag.value()?))));
        members.insert("Tags".to_owned(), Value::Array(tags));
    }
    let domain = profile.domain_id().unwrap_or_default();
    let name = profile.user_profile_name().unwrap_or_default();
    let mut relations =
        vec![Relation::new(RelationKind::BelongsTo, place.arn("sagemaker", &format!("domain/{domain}")), "")];
    let settings = document.get("UserSettings").unwrap_or(&Value::Null);
    if let Some(role) = text(settings, "ExecutionRole") {
        relations.push(Relation::new(RelationKind::ExecutesAs, role, ""));
    }
    let own_arn = || place.arn("sagemaker", &format!("user-profile/{domain}/{name}"));
    let arn = profile.user_profile_arn().map_or_else(own_arn, str::to_owned);
    place.resource(Kind::UserProfile, arn, name, document, relations).without(missing(Part::TAGS, tags.err()))
}

fn group_resource(
    place: &Place,
    group: &ModelPackageGroupSummary,
    resource_policy: Result<&Option<String>, &Gap>,
) -> Resource {
    let mut document = to_json(group);
    if let (Some(members), Ok(Some(text))) = (document.as_object_mut(), resource_policy) {
        members.insert("ResourcePolicy".to_owned(), policy(text));
    }
    let arn = group.model_package_group_arn().unwrap_or_default().to_owned();
    let name = group.model_package_group_name().unwrap_or_default();
    let resource = place.resource(Kind::ModelPackageGroup, arn, name, document, Vec::new());
    resource.without(missing(Part::RESOURCE_POLICY, resource_policy.err()))
}

fn package_resource(place: &Place, group: Option<&str>, package: &DescribeModelPackageOutput) -> Resource {
    let document = to_json(package);
    let relations = group.map(|group| Relation::new(RelationKind::BelongsTo, group, "")).into_iter().collect();
    let arn = package.model_package_arn().unwrap_or_default().to_owned();
    let group = package.model_package_group_name().unwrap_or_default();
    let name = match (package.model_package_name(), package.model_package_version()) {
        (_, Some(version)) => format!("{group}/{version}"),
        (Some(name), None) => name.to_owned(),
        (None, None) => group.to_owned(),
    };
    place.resource(Kind::ModelPackage, arn, &name, document, relations)
}

#[cfg(test)]
mod tests {
    use aws_sdk_sagemaker::types::{ModelApprovalStatus, UserSettings};

    use super::*;
    use crate::place::here;

    #[test]
    fn a_domain_points_at_its_network_and_role() {
        let role = "arn:aws:iam::111122223333:role/Studio";
        let settings = UserSettings::builder().execution_role(role).security_groups("sg-1").build();
        let domain = DescribeDomainOutput::builder()
            .domain_id("d-1")
            .domain_arn("arn:aws:sagemaker:eu-west-1:111122223333:domain/d-1")
            .domain_name("fraud")
            .vpc_id("vpc-1")
            .subnet_ids("subnet-1")
            .default_user_settings(settings)
            .build();
        let resource = domain_resource(&here(), &domain);
        assert_eq!((resource.kind, resource.name.as_str()), (Kind::Domain, "fraud"));
        let targets: Vec<&str> = resource.relations.iter().map(|relation| relation.target.as_str()).collect();
        assert_eq!(
            targets,
            [
                "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1",
                "arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-1",
                "arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1",
                role,
            ]
        );
    }

    #[test]
    fn a_package_belongs_to_its_group_and_is_named_by_version() {
        let package = DescribeModelPackageOutput::builder()
            .model_package_group_name("churn")
            .model_package_version(3)
            .model_package_arn("arn:aws:sagemaker:eu-west-1:111122223333:model-package/churn/3")
            .model_approval_status(ModelApprovalStatus::Approved)
            .build();
        let group = "arn:aws:sagemaker:eu-west-1:111122223333:model-package-group/churn";
        let resource = package_resource(&here(), Some(group), &package);
        assert_eq!(resource.name, "churn/3");
        assert_eq!(resource.relations, [Relation::new(RelationKind::BelongsTo, group, "")]);
        assert_eq!(text(&resource.document, "ModelApprovalStatus"), Some("Approved"));
    }

    #[test]
    fn a_group_holds_its_policy_decoded() {
        let group = ModelPackageGroupSummary::builder().model_package_group_name("churn").build();
        let resource = group_resource(&here(), &group, Ok(&Some(r#"{"Statement": []}"#.to_owned())));
        assert!(resource.document.pointer("/ResourcePolicy/Statement").is_some_and(Value::is_array));
    }
}
