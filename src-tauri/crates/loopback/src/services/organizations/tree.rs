//! The organization, its roots and its OUs.

use super::{listing, readable, refusal::Refusal};
use crate::{
    services::{Answer, AwsError, Request},
    state::{FeatureSet, Organization, Ou, PolicyType, State},
    wire::{Value, map},
};

/// `DescribeOrganization`. Every member may call it.
pub(in crate::services) fn describe_organization(state: &State, _: &Request) -> Answer {
    let organization = &state.organization;
    let management = organization.management;
    Ok(map! { "Organization": map! {
        "Id": &organization.id,
        "Arn": organization.arn(),
        "FeatureSet": match organization.feature_set {
            FeatureSet::All => "ALL",
            FeatureSet::ConsolidatedBilling => "CONSOLIDATED_BILLING",
        },
        "MasterAccountArn": organization.account_arn(management),
        "MasterAccountId": management.to_string(),
        "MasterAccountEmail": organization.accounts.get(&management).map(|account| &account.email),
        // AWS lists this one type here whatever is enabled; the root tells the truth.
        "AvailablePolicyTypes": vec![map! { "Type": PolicyType::ServiceControl.as_str(), "Status": "ENABLED" }],
    } })
}

/// `ListRoots`.
pub(in crate::services) fn list_roots(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    listing(request, "Roots", [organization], root)
}

/// `ListOrganizationalUnitsForParent`.
pub(in crate::services) fn list_organizational_units_for_parent(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let parent = parent(organization, request)?;
    let children = organization.ous.values().filter(|ou| ou.parent == parent);
    listing(request, "OrganizationalUnits", children, |ou| unit(organization, ou))
}

/// `DescribeOrganizationalUnit`.
pub(in crate::services) fn describe_organizational_unit(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let id = request.required("OrganizationalUnitId")?;
    let ou = organization.ous.get(id).ok_or(Refusal::UnitNotFound)?;
    Ok(map! { "OrganizationalUnit": unit(organization, ou) })
}

/// `ListChildren`.
pub(in crate::services) fn list_children(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let kinds = ["ACCOUNT", "ORGANIZATIONAL_UNIT"];
    let kind = request.one_of("ChildType", &kinds)?.ok_or_else(|| request.missing("ChildType"))?;
    let parent = parent(organization, request)?;
    let child = |id: String| map! { "Id": id, "Type": kind };
    if kind == "ACCOUNT" {
        let accounts = organization.accounts.values().filter(|account| account.parent == parent);
        listing(request, "Children", accounts, |account| child(account.id.to_string()))
    } else {
        let ous = organization.ous.values().filter(|ou| ou.parent == parent);
        listing(request, "Children", ous, |ou| child(ou.id.clone()))
    }
}

/// `ListParents`.
pub(in crate::services) fn list_parents(state: &State, request: &Request) -> Answer {
    let organization = readable(state, request)?;
    let child = request.required("ChildId")?;
    let of_account = || organization.accounts.get(&child.parse().ok()?).map(|account| &account.parent);
    let parent = organization.ous.get(child).map(|ou| &ou.parent).or_else(of_account).ok_or_else(|| {
        AwsError::new("ChildNotFoundException", "We can't find an organizational unit or account with this id.")
    })?;
    let kind = if *parent == organization.root.id { "ROOT" } else { "ORGANIZATIONAL_UNIT" };
    listing(request, "Parents", [parent], |parent| map! { "Id": parent, "Type": kind })
}

/// The parent asked for, which has to exist.
pub(super) fn parent<'a>(organization: &Organization, request: &'a Request) -> Result<&'a str, AwsError> {
    let parent = request.required("ParentId")?;
    if organization.has_parent(parent) { Ok(parent) } else { Err(Refusal::ParentNotFound.into()) }
}

/// The root with its policy types, those included that are being enabled or disabled.
pub(super) fn root(organization: &Organization) -> Value {
    let root = &organization.root;
    let types = root.policy_types.union(&root.changing_types).map(|kind| {
        let status = match (root.policy_types.contains(kind), root.changing_types.contains(kind)) {
            (_, false) => "ENABLED",
            (true, true) => "PENDING_DISABLE",
            (false, true) => "PENDING_ENABLE",
        };
        map! { "Type": kind.as_str(), "Status": status }
    });
    map! {
        "Id": &root.id,
        "Arn": organization.root_arn(),
        "Name": &root.name,
        "PolicyTypes": types.collect::<Vec<_>>(),
    }
}

/// An OU as it is written everywhere.
pub(super) fn unit(organization: &Organization, ou: &Ou) -> Value {
    let mut path = format!("{}/", organization.id);
    for node in organization.chain(&ou.id) {
        path.push_str(node);
        path.push('/');
    }
    map! { "Id": &ou.id, "Arn": organization.ou_arn(&ou.id), "Name": &ou.name, "Path": path }
}
