//! The identity store of IAM Identity Center: people, groups, and who is in which.

mod groups;
mod memberships;
mod people;

pub(super) use groups::{create_group, delete_group, describe_group, get_group_id, list_groups};
pub(super) use memberships::{
    create_group_membership, delete_group_membership, describe_group_membership, get_group_membership_id,
    is_member_in_groups, list_group_memberships, list_group_memberships_for_member,
};
pub(super) use people::{create_user, delete_user, describe_user, get_user_id, list_users, new_person};

use serde_json::Value as Json;

use super::{Answer, AwsError, Flaw, Paging, Request, Uneven};
use crate::{
    state::{IdentityCenter, State},
    wire::{Value, map},
};

const PAGES: Paging =
    Paging { token: "NextToken", size: "MaxResults", min: 1, max: 100, default: 100, uneven: Uneven::Never };

/// What there is one version of: nothing here is changed once it is made.
const REVISION: &str = "1";

/// The store that a request names, for the administrators of Identity Center, in its home Region.
fn store<'a>(state: &'a State, request: &Request) -> Result<&'a IdentityCenter, AwsError> {
    let id = request.required("IdentityStoreId")?;
    let center = &state.identity_center;
    let organization = &state.organization;
    let delegated = organization.delegated_administrators.get(&request.account);
    let administers = request.account == organization.management
        || delegated.is_some_and(|administrator| administrator.services.contains_key("sso.amazonaws.com"));
    if !administers {
        return Err(request.denied("Only the management account and the delegated administrator may do this."));
    }
    let is_asked = id.rsplit('/').next() == Some(&center.store) && *request.region == *center.home;
    if is_asked { Ok(center) } else { Err(not_found("IDENTITY_STORE", id)) }
}

/// A new id in the store: its own ten digits, and a UUID.
fn new_id(state: &mut State) -> String {
    let uuid = state.organization.new_uuid();
    format!("{}-{uuid}", state.identity_center.store.trim_start_matches("d-"))
}

/// One page, under the name its list has.
fn listing<T>(
    request: &Request,
    name: &'static str,
    items: impl IntoIterator<Item = T>,
    write: impl FnMut(T) -> Value,
) -> Answer {
    let page = request.page(&PAGES, items)?;
    Ok(map! { name: page.items.into_iter().map(write).collect::<Vec<_>>(), "NextToken": page.next })
}

/// An id that has to be given, also where it comes as an ARN.
fn id<'a>(request: &'a Request, name: &str) -> Result<&'a str, AwsError> {
    Ok(bare(request.required(name)?))
}

fn bare(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// The person that a `MemberId` names.
fn member(request: &Request) -> Result<&str, AwsError> {
    let member = request.input.structure("MemberId");
    let person = member.and_then(|member| member.get("UserId")).and_then(Json::as_str);
    person.map(bare).ok_or_else(|| request.missing("MemberId.UserId"))
}

/// The attribute and value by which something is looked for that has one of its own.
fn unique_attribute(request: &Request) -> Result<(&str, &str), AwsError> {
    let alternate = request.input.structure("AlternateIdentifier");
    let unique = alternate.and_then(|alternate| alternate.get("UniqueAttribute"));
    let text = |name: &str| unique.and_then(|unique| unique.get(name)).and_then(Json::as_str);
    let found = text("AttributePath").zip(text("AttributeValue"));
    found.ok_or_else(|| request.missing("AlternateIdentifier.UniqueAttribute"))
}

/// The one filter that a listing may have: the attribute it is by, and the value.
fn filter(request: &Request, attribute: &str) -> Result<Option<String>, AwsError> {
    let filters = request.input.structures("Filters");
    let Some(filter) = filters.first() else { return Ok(None) };
    if !filter.text("AttributePath").is_some_and(|path| path.eq_ignore_ascii_case(attribute)) {
        return Err(request.invalid("Filters", Flaw::NotListed, &format!("must be by {attribute}")));
    }
    Ok(filter.text("AttributeValue").map(str::to_owned))
}

fn not_found(kind: &'static str, id: &str) -> AwsError {
    let error = AwsError::new("ResourceNotFoundException", format!("{kind} not found."));
    error.with("ResourceType", kind).with("ResourceId", id)
}

fn conflict(message: &str) -> AwsError {
    AwsError::new("ConflictException", message).with("Reason", "UNIQUENESS_CONSTRAINT_VIOLATION")
}

/// What is answered about something that was made or found: its id and ARN.
fn answer(store: &str, kind: &'static str, member: (&'static str, &'static str), id: &str, revised: bool) -> Answer {
    let (id_name, arn_name) = member;
    Ok(map! {
        "IdentityStoreId": store,
        id_name: id,
        arn_name: arn(kind, id),
        "Revision": revised.then_some(REVISION),
    })
}

fn arn(kind: &str, id: &str) -> String {
    format!("arn:aws:identitystore:::{kind}/{id}")
}
