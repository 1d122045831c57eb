//! Creating, renaming and deleting OUs.

use super::{changeable, refusal::Refusal, tags, tree::unit};
use crate::{
    services::{Answer, AwsError, Request},
    state::{Organization, Ou, State},
    wire::map,
};

/// How many OUs an organization may have ("Quotas for AWS Organizations").
const MOST: usize = 2_000;
/// How many levels of OUs there may be below the root.
const DEEPEST: usize = 5;

/// `CreateOrganizationalUnit`.
pub(in crate::services) fn create_organizational_unit(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let parent = request.parent_id("ParentId")?;
    let name = name(request)?.ok_or_else(|| request.missing("Name"))?;
    let tags = tags::given(request)?;
    if !organization.has_parent(parent) {
        return Err(Refusal::ParentNotFound.into());
    }
    check_name(organization, parent, name, None)?;
    // The chain holds the root, which is no level of OUs.
    if organization.chain(parent).len() > DEEPEST {
        return Err(Refusal::UnitDepth.into());
    }
    if organization.ous.len() >= MOST {
        return Err(Refusal::UnitNumber.into());
    }
    let prefix = organization.root.id.replacen("r-", "ou-", 1) + "-";
    let id = organization.new_id(&prefix, 8);
    let ou = Ou { id: id.clone(), parent: parent.to_owned(), name: name.to_owned(), tags };
    organization.allow_all(&id);
    organization.ous.insert(id.clone(), ou);
    written(organization, &id)
}

/// `UpdateOrganizationalUnit`: its name is all that can be changed.
pub(in crate::services) fn update_organizational_unit(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let id = request.unit_id("OrganizationalUnitId")?;
    let ou = organization.ous.get(id).ok_or(Refusal::UnitNotFound)?;
    if let Some(name) = name(request)? {
        check_name(organization, &ou.parent, name, Some(id))?;
        if let Some(ou) = organization.ous.get_mut(id) {
            ou.name = name.to_owned();
        }
    }
    written(organization, id)
}

/// `DeleteOrganizationalUnit`: only what is empty; policies on it are detached.
pub(in crate::services) fn delete_organizational_unit(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let id = request.unit_id("OrganizationalUnitId")?;
    if !organization.ous.contains_key(id) {
        return Err(Refusal::UnitNotFound.into());
    }
    let holds_accounts = organization.accounts.values().any(|account| account.parent == id);
    if holds_accounts || organization.ous.values().any(|ou| ou.parent == id) {
        return Err(Refusal::UnitNotEmpty.into());
    }
    organization.ous.remove(id);
    for policy in organization.policies.values_mut() {
        policy.targets.remove(id);
    }
    Ok(map! {})
}

fn name(request: &Request) -> Result<Option<&str>, AwsError> {
    let name = request.input.text("Name");
    name.map_or(Ok(()), |name| request.check_length("Name", name, 1..=128))?;
    Ok(name)
}

/// Siblings have different names.
fn check_name(organization: &Organization, parent: &str, name: &str, own: Option<&str>) -> Result<(), Refusal> {
    let is_taken = |ou: &Ou| ou.parent == parent && ou.name == name && Some(ou.id.as_str()) != own;
    if organization.ous.values().any(is_taken) { Err(Refusal::DuplicateUnit) } else { Ok(()) }
}

fn written(organization: &Organization, id: &str) -> Answer {
    let ou = organization.ous.get(id).ok_or(Refusal::UnitNotFound)?;
    Ok(map! { "OrganizationalUnit": unit(organization, ou) })
}
