//! People, whom AWS calls users.

use serde_json::Value as Json;

use super::{REVISION, answer, arn, conflict, filter, id, listing, new_id, not_found, store, unique_attribute};
use crate::{
    services::{Answer, AwsError, Flaw, Request},
    state::{Person, State, Timestamp},
    wire::{Value, map},
};

const MEMBERS: (&str, &str) = ("UserId", "UserArn");

/// `CreateUser`: names to sign in with, and addresses, differ.
pub(in crate::services) fn create_user(state: &mut State, request: &Request) -> Answer {
    let center = store(state, request)?;
    let user_name = request.required("UserName")?;
    request.check_length("UserName", user_name, 1..=128)?;
    request.required("DisplayName")?;
    let name = request.input.structure("Name").ok_or_else(|| request.missing("Name"))?;
    let part = |part: &str| name.get(part).and_then(Json::as_str).filter(|text| !text.is_empty());
    let first = part("GivenName").ok_or_else(|| request.missing("Name.GivenName"))?;
    let last = part("FamilyName").ok_or_else(|| request.missing("Name.FamilyName"))?;
    let emails = request.input.structures("Emails");
    let email = emails.first().and_then(|email| email.text("Value"));
    let is_taken = |person: &Person| {
        let has_email =
            || person.email.as_deref().zip(email).is_some_and(|(one, other)| one.eq_ignore_ascii_case(other));
        person.user_name.eq_ignore_ascii_case(user_name) || has_email()
    };
    if center.people.values().any(is_taken) {
        return Err(conflict("A user with this name or e-mail address exists already."));
    }
    let store = center.store.clone();
    let id = new_person(state, user_name, (first, last), email, request.now);
    if let (Some(person), Some(shown)) = (state.identity_center.people.get_mut(&id), request.input.text("DisplayName"))
    {
        person.display_name = shown.to_owned();
    }
    answer(&store, "user", MEMBERS, &id, true)
}

/// Makes a person known, and gives the id.
pub(in crate::services) fn new_person(
    state: &mut State,
    user_name: &str,
    (first, last): (&str, &str),
    email: Option<&str>,
    now: Timestamp,
) -> String {
    let id = new_id(state);
    let person = Person {
        id: id.clone(),
        user_name: user_name.to_owned(),
        given_name: first.to_owned(),
        family_name: last.to_owned(),
        display_name: format!("{first} {last}"),
        email: email.map(str::to_owned),
        created: now,
    };
    state.identity_center.people.insert(id.clone(), person);
    id
}

/// `DescribeUser`.
pub(in crate::services) fn describe_user(state: &State, request: &Request) -> Answer {
    let center = store(state, request)?;
    let id = id(request, "UserId")?;
    let person = center.people.get(id).ok_or_else(|| not_found("USER", id))?;
    Ok(written(&center.store, person))
}

/// `ListUsers`, or the one with a user name.
pub(in crate::services) fn list_users(state: &State, request: &Request) -> Answer {
    let center = store(state, request)?;
    let wanted = filter(request, "UserName")?;
    let people = center.people.values();
    let people = people.filter(|person| wanted.as_ref().is_none_or(|name| person.user_name.eq_ignore_ascii_case(name)));
    listing(request, "Users", people, |person| written(&center.store, person))
}

/// `GetUserId`, by user name or e-mail address.
pub(in crate::services) fn get_user_id(state: &State, request: &Request) -> Answer {
    let center = store(state, request)?;
    let (path, value) = unique_attribute(request)?;
    let is_it: fn(&Person, &str) -> bool = match path.to_ascii_lowercase().as_str() {
        "username" => |person, value| person.user_name.eq_ignore_ascii_case(value),
        "emails.value" => |person, value| person.email.as_ref().is_some_and(|email| email.eq_ignore_ascii_case(value)),
        _ => return Err(unknown_path(request, "userName or emails.value")),
    };
    let person = center.people.values().find(|person| is_it(person, value)).ok_or_else(|| not_found("USER", value))?;
    answer(&center.store, "user", MEMBERS, &person.id, false)
}

/// `DeleteUser`, who is then in no group; what was assigned stays assigned to nobody.
pub(in crate::services) fn delete_user(state: &mut State, request: &Request) -> Answer {
    store(state, request)?;
    let id = id(request, "UserId")?;
    let center = &mut state.identity_center;
    center.people.remove(id).ok_or_else(|| not_found("USER", id))?;
    center.memberships.retain(|_, membership| membership.person != id);
    Ok(map! {})
}

/// The error for an attribute by which nothing is found.
pub(super) fn unknown_path(request: &Request, known: &str) -> AwsError {
    request.invalid("AlternateIdentifier", Flaw::NotListed, &format!("must have the AttributePath {known}"))
}

fn written(store: &str, person: &Person) -> Value {
    let emails = person.email.iter().map(|email| map! { "Value": email, "Type": "work", "Primary": true });
    map! {
        "IdentityStoreId": store,
        "UserId": &person.id,
        "UserArn": arn("user", &person.id),
        "Revision": REVISION,
        "UserName": &person.user_name,
        "Name": map! { "GivenName": &person.given_name, "FamilyName": &person.family_name },
        "DisplayName": &person.display_name,
        "Emails": emails.collect::<Vec<_>>(),
        "UserStatus": "ENABLED",
        "CreatedAt": person.created,
        "UpdatedAt": person.created,
    }
}
