//! User profiles of Studio domains.

use super::{PAGES, domains::asked, is_named, listing, ordered, own};
use crate::{
    services::{Answer, AwsError, Request},
    state::{Domain, State, UserProfile},
    wire::{Value, map},
};

/// `ListUserProfiles`, of one domain or of all.
pub(in crate::services) fn list_user_profiles(state: &State, request: &Request) -> Answer {
    let domain = request.input.text("DomainIdEquals");
    let domains = own(state, request)?.domains.values().filter(|known| domain.is_none_or(|id| known.id == id));
    let all = domains.flat_map(|domain| domain.user_profiles.values().map(move |profile| (domain, profile)));
    let mut fitting: Vec<(&Domain, &UserProfile)> =
        all.filter(|(_, profile)| is_named(request, "UserProfileNameContains", &profile.name)).collect();
    match request.one_of("SortBy", &["CreationTime", "LastModifiedTime"])? {
        Some("LastModifiedTime") => fitting.sort_by_key(|(_, profile)| profile.modified),
        _ => fitting.sort_by_key(|(_, profile)| profile.created),
    }
    listing(request, &PAGES, "UserProfiles", ordered(request, fitting)?, |(domain, profile)| {
        map! {
            "DomainId": &domain.id,
            "UserProfileName": &profile.name,
            "Status": "InService",
            "CreationTime": profile.created,
            "LastModifiedTime": profile.modified,
        }
    })
}

/// `DescribeUserProfile`.
pub(in crate::services) fn describe_user_profile(state: &State, request: &Request) -> Answer {
    let domain = asked(state, request)?;
    let name = request.required("UserProfileName")?;
    let profile = domain.user_profiles.get(name).ok_or_else(|| {
        AwsError::new("ResourceNotFound", format!("UserProfile [{name}] of domain [{}] does not exist", domain.id))
    })?;
    let groups = (!profile.security_groups.is_empty()).then(|| Value::list(&profile.security_groups));
    Ok(map! {
        "DomainId": &domain.id,
        "UserProfileArn": domain.user_profile_arn(request.account, &request.region, &profile.name),
        "UserProfileName": &profile.name,
        "Status": "InService",
        "LastModifiedTime": profile.modified,
        "CreationTime": profile.created,
        "UserSettings": map! { "ExecutionRole": profile.execution_role.as_ref(), "SecurityGroups": groups },
    })
}
