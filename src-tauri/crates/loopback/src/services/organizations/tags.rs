//! Tags of roots, OUs, accounts and policies.

use super::{listing, readable};
use crate::{
    services::{Answer, AwsError, Request},
    state::State,
    wire::map,
};

/// `ListTagsForResource`.
pub(in crate::services) fn list_tags_for_resource(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let id = request.required("ResourceId")?;
    let of_account = || organization.accounts.get(&id.parse().ok()?).map(|account| &account.tags);
    let of_policy = || organization.policies.get(id).map(|policy| &policy.tags);
    let of_root = || (id == organization.root.id).then_some(&organization.root.tags);
    let tags = organization.ous.get(id).map(|ou| &ou.tags).or_else(of_account).or_else(of_policy).or_else(of_root);
    let tags = tags.ok_or_else(|| {
        AwsError::new("TargetNotFoundException", "We can't find a root, OU, account, or policy with this id.")
    })?;
    listing(request, "Tags", tags, |tag| map! { "Key": &tag.key, "Value": &tag.value })
}
