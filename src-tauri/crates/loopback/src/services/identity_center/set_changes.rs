//! Making, changing and deleting permission sets. A change reaches accounts when it is provisioned to them.

use std::collections::BTreeMap;

use super::{center, conflict, permission_set, permission_set_mut, permission_sets::written, too_many};
use crate::{
    services::{Answer, AwsError, Flaw, Request, given_tags},
    state::{PermissionSet, State},
    wire::map,
};

/// How many permission sets there may be ("IAM Identity Center quotas").
const MOST: usize = 2_000;

/// `CreatePermissionSet`.
pub(in crate::services) fn create_permission_set(state: &mut State, request: &Request) -> Answer {
    let center = center(state, request)?;
    let name = name(request)?;
    let session = session(request)?.unwrap_or("PT1H").to_owned();
    let description = request.input.text("Description").unwrap_or_default();
    request.check_length("Description", description, 0..=700)?;
    let tags = given_tags(request, 50)?;
    if center.permission_sets.values().any(|set| set.name == name) {
        return Err(conflict("A permission set with this name exists already."));
    }
    if center.permission_sets.len() >= MOST {
        return Err(too_many("There can be 2,000 permission sets."));
    }
    let instance = center.instance.clone();
    let arn = format!("arn:aws:sso:::permissionSet/{instance}/{}", state.organization.new_id("ps-", 16));
    let set = PermissionSet {
        arn: arn.clone(),
        name: name.to_owned(),
        description: description.to_owned(),
        session,
        relay_state: request.input.text("RelayState").map(str::to_owned),
        created: request.now,
        tags,
        managed: Vec::new(),
        customer: Vec::new(),
        inline: None,
        boundary: None,
        revision: 1,
        provisioned: BTreeMap::new(),
    };
    let answer = map! { "PermissionSet": written(&set) };
    state.identity_center.permission_sets.insert(arn, set);
    Ok(answer)
}

/// `UpdatePermissionSet`: of what is not given nothing changes.
pub(in crate::services) fn update_permission_set(state: &mut State, request: &Request) -> Answer {
    let session = session(request)?.map(str::to_owned);
    let text = |name: &str| request.input.text(name).map(str::to_owned);
    let (description, relay_state) = (text("Description"), text("RelayState"));
    let set = permission_set_mut(state, request)?;
    set.description = description.unwrap_or_else(|| set.description.clone());
    set.relay_state = relay_state.or_else(|| set.relay_state.clone());
    set.session = session.unwrap_or_else(|| set.session.clone());
    set.revision += 1;
    Ok(map! {})
}

/// `DeletePermissionSet`: not while anybody has it.
pub(in crate::services) fn delete_permission_set(state: &mut State, request: &Request) -> Answer {
    let arn = permission_set(state, request)?.arn.clone();
    let center = &mut state.identity_center;
    if center.assignments.iter().any(|assignment| assignment.permission_set == arn) {
        return Err(conflict("The permission set is assigned; delete the assignments first."));
    }
    center.permission_sets.remove(&arn);
    Ok(map! {})
}

/// `[\w+=,.@-]+`, 1 to 32 characters.
fn name(request: &Request) -> Result<&str, AwsError> {
    let name = request.required("Name")?;
    request.check_length("Name", name, 1..=32)?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
    if name.bytes().all(is_plain) {
        return Ok(name);
    }
    Err(request.invalid("Name", Flaw::Form, "must be of letters, digits and _+=,.@-"))
}

/// How long a session lasts, in hours and minutes of ISO 8601: one hour to twelve.
fn session(request: &Request) -> Result<Option<&str>, AwsError> {
    let Some(text) = request.input.text("SessionDuration") else { return Ok(None) };
    match minutes(text) {
        Some(60..=720) => Ok(Some(text)),
        Some(_) => Err(request.invalid("SessionDuration", Flaw::Range, "must be one hour to twelve")),
        None => Err(request.invalid("SessionDuration", Flaw::Form, "must be a duration, such as PT8H")),
    }
}

/// The minutes of `PT…H…M`.
fn minutes(text: &str) -> Option<u32> {
    let text = text.strip_prefix("PT")?;
    let (hours, rest) = text.split_once('H').unwrap_or(("0", text));
    let minutes = if rest.is_empty() { "0" } else { rest.strip_suffix('M')? };
    hours.parse::<u32>().ok()?.checked_mul(60)?.checked_add(minutes.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn durations_are_read_in_hours_and_minutes() {
        assert_eq!([minutes("PT1H"), minutes("PT12H"), minutes("PT90M")], [Some(60), Some(720), Some(90)]);
        assert_eq!([minutes("PT1H30M"), minutes("1H"), minutes("PT1D"), minutes("PTH")], [Some(90), None, None, None]);
    }
}
