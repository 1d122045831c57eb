//! Tags of domains, user profiles and model package groups.

use armillary_model::arn_resource;

use super::{PAGES, listing, own};
use crate::{
    services::{Answer, AwsError, Paging, Request},
    state::{State, Tags},
    wire::map,
};

/// `ListTags`.
pub(in crate::services) fn list_tags(state: &State, request: &Request) -> Answer {
    let arn = request.required("ResourceArn")?;
    let tags = find(state, request, arn)?
        .ok_or_else(|| AwsError::new("ValidationException", format!("The resource {arn} does not exist.")))?;
    let paging = Paging { min: 50, max: i64::MAX, default: 50, ..PAGES };
    listing(request, &paging, "Tags", tags, |tag| map! { "Key": &tag.key, "Value": &tag.value })
}

fn find<'a>(state: &'a State, request: &Request, arn: &str) -> Result<Option<&'a Tags>, AwsError> {
    let own = own(state, request)?;
    let is_here = arn.starts_with(&format!("arn:aws:sagemaker:{}:{}:", request.region, request.account));
    let Some((kind, name)) = arn_resource(arn).split_once('/').filter(|_| is_here) else { return Ok(None) };
    Ok(match kind {
        "domain" => own.domains.get(name).map(|domain| &domain.tags),
        "model-package-group" => own.model_groups.get(name).map(|group| &group.tags),
        "user-profile" => name.split_once('/').and_then(|(domain, profile)| {
            let profiles = &own.domains.get(domain)?.user_profiles;
            profiles.values().find(|known| known.name.eq_ignore_ascii_case(profile)).map(|known| &known.tags)
        }),
        _ => None,
    })
}
