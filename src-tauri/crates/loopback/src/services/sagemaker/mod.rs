//! SageMaker AI: Studio domains, user profiles and the model registry.

mod domains;
mod model_groups;
mod model_packages;
mod tags;
mod user_profiles;

pub(super) use domains::{describe_domain, list_domains};
pub(super) use model_groups::{
    describe_model_package_group, get_model_package_group_policy, list_model_package_groups,
};
pub(super) use model_packages::{describe_model_package, list_model_packages};
pub(super) use tags::list_tags;
pub(super) use user_profiles::{describe_user_profile, list_user_profiles};

use super::{Answer, AwsError, Paging, Request, Uneven};
use crate::{
    state::{Author, RegionState, State},
    wire::{Value, map},
};

const PAGES: Paging =
    Paging { token: "NextToken", size: "MaxResults", min: 1, max: 100, default: 10, uneven: Uneven::Never };

/// What the caller's account holds in the Region asked.
fn own<'a>(state: &'a State, request: &Request) -> Result<&'a RegionState, AwsError> {
    state.region(request.account, &request.region).ok_or_else(|| request.denied("the Region is not enabled"))
}

/// One page, under the name its list has.
fn listing<T>(
    request: &Request,
    paging: &Paging,
    name: &'static str,
    items: impl IntoIterator<Item = T>,
    write: impl FnMut(T) -> Value,
) -> Answer {
    let page = request.page(paging, items)?;
    Ok(map! { name: page.items.into_iter().map(write).collect::<Vec<_>>(), "NextToken": page.next })
}

/// The items in the order asked for; where none is asked for, oldest or smallest first.
fn ordered<T>(request: &Request, mut items: Vec<T>) -> Result<Vec<T>, AwsError> {
    if request.one_of("SortOrder", &["Ascending", "Descending"])? == Some("Descending") {
        items.reverse();
    }
    Ok(items)
}

/// Whether the name holds the text asked for.
fn is_named(request: &Request, member: &str, name: &str) -> bool {
    request.input.text(member).is_none_or(|part| name.contains(part))
}

fn author(author: &Author) -> Value {
    let profile = author.profile.as_ref();
    map! {
        "UserProfileArn": profile.map(|profile| &profile.arn),
        "UserProfileName": profile.map(|profile| &profile.name),
        "DomainId": profile.map(|profile| &profile.domain),
        "IamIdentity": map! { "Arn": &author.identity_arn, "PrincipalId": &author.principal_id },
    }
}
