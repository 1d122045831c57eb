//! Tags of roots, OUs, accounts and policies.

use armillary_model::AccountId;

use super::{changeable, listing, readable, refusal::Refusal};
use crate::{
    services::{Answer, AwsError, Flaw, Request},
    state::{Organization, State, Tag, Tags, tag_value},
    wire::map,
};

/// How many tags anything may have ("Tagging AWS Organizations resources").
const MOST: usize = 50;

/// `ListTagsForResource`.
pub(in crate::services) fn list_tags_for_resource(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let id = request.required("ResourceId")?;
    let of_account = || organization.accounts.get(&id.parse().ok()?).map(|account| &account.tags);
    let of_policy = || organization.policies.get(id).map(|policy| &policy.tags);
    let of_root = || (id == organization.root.id).then_some(&organization.root.tags);
    let tags = organization.ous.get(id).map(|ou| &ou.tags).or_else(of_account).or_else(of_policy).or_else(of_root);
    let tags = tags.ok_or(Refusal::TargetNotFound)?;
    listing(request, "Tags", tags, |tag| map! { "Key": &tag.key, "Value": &tag.value })
}

/// `TagResource`: keys that are there get their new values.
pub(in crate::services) fn tag_resource(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let id = request.required("ResourceId")?;
    let given = given(request)?;
    let tags = tags_of(organization, id)?;
    let new = given.iter().filter(|tag| tag_value(tags, &tag.key).is_none());
    if tags.len() + new.count() > MOST {
        return Err(Refusal::TagNumber.into());
    }
    for tag in given {
        match tags.iter_mut().find(|known| known.key == tag.key) {
            Some(known) => known.value = tag.value,
            None => tags.push(tag),
        }
    }
    Ok(map! {})
}

/// `UntagResource`: keys that are not there are no error.
pub(in crate::services) fn untag_resource(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let id = request.required("ResourceId")?;
    let keys = request.input.texts("TagKeys");
    if keys.iter().any(|key| is_of_aws(key)) {
        return Err(Refusal::TagKeyOfAws.into());
    }
    tags_of(organization, id)?.retain(|tag| !keys.contains(&&*tag.key));
    Ok(map! {})
}

/// The tags that a request gives to what it creates or tags: all of them are good, or none is taken.
pub(super) fn given(request: &Request) -> Result<Tags, AwsError> {
    let given = request.input.structures("Tags");
    let mut tags: Tags = Vec::with_capacity(given.len());
    for tag in &given {
        let key = tag.text("Key").ok_or_else(|| request.missing("Tags.Key"))?;
        let value = tag.text("Value").unwrap_or_default();
        request.check_length("Tags.Key", key, 1..=128)?;
        request.check_length("Tags.Value", value, 0..=256)?;
        if !is_plain(key) || !is_plain(value) {
            return Err(request.invalid("Tags", Flaw::Form, "has characters that tags may not have"));
        }
        if is_of_aws(key) {
            return Err(Refusal::TagKeyOfAws.into());
        }
        if tags.iter().any(|known| &*known.key == key) {
            return Err(Refusal::TagKeyTwice.into());
        }
        tags.push(Tag::new(key, value));
    }
    if tags.len() > MOST { Err(Refusal::TagNumber.into()) } else { Ok(tags) }
}

/// The tags of what may be tagged. AWS's own policies are nobody's to tag.
fn tags_of<'a>(organization: &'a mut Organization, id: &str) -> Result<&'a mut Tags, Refusal> {
    if id == organization.root.id {
        return Ok(&mut organization.root.tags);
    }
    if let Some(ou) = organization.ous.get_mut(id) {
        return Ok(&mut ou.tags);
    }
    if let Some(policy) = organization.policies.get_mut(id) {
        return if policy.aws_managed { Err(Refusal::ImmutablePolicy) } else { Ok(&mut policy.tags) };
    }
    let account: AccountId = id.parse().map_err(|_| Refusal::TargetNotFound)?;
    organization.accounts.get_mut(&account).map(|account| &mut account.tags).ok_or(Refusal::TargetNotFound)
}

fn is_of_aws(key: &str) -> bool {
    key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
}

/// `[\p{L}\p{Z}\p{N}_.:/=+\-@]*`, as far as it can be told without tables.
fn is_plain(text: &str) -> bool {
    let is_plain = |character: char| character.is_alphanumeric() || character == ' ' || "_.:/=+-@".contains(character);
    text.chars().all(is_plain)
}
