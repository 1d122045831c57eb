//! With whom a portfolio is shared, as requests name them.

use armillary_model::AccountId;
use serde_json::{Map, Value as Json};

use super::{access::administrator, refusal::Refusal};
use crate::{
    services::{AwsError, Flaw, Request},
    state::{ShareType, State},
};

/// With whom a share is, was or will be: an account, or a node that only administrators of the organization may name.
pub(super) fn target(state: &State, request: &Request) -> Result<(ShareType, String), AwsError> {
    match (request.input.text("AccountId"), request.input.structure("OrganizationNode")) {
        (Some(account), None) => {
            let id: AccountId =
                account.parse().map_err(|_| request.invalid("AccountId", Flaw::Form, "must be an account id"))?;
            if id == request.account {
                return Err(Refusal::OwnAccount.into());
            }
            Ok((ShareType::Account, id.to_string()))
        }
        (None, Some(node)) => {
            administrator(state, request)?;
            Ok(organization_node(state, node)?)
        }
        _ => Err(Refusal::OneTarget.into()),
    }
}

/// A node of the organization, by its id or ARN.
fn organization_node(state: &State, node: &Map<String, Json>) -> Result<(ShareType, String), Refusal> {
    let text = |name: &str| node.get(name).and_then(Json::as_str).unwrap_or_default();
    let id = text("Value").rsplit('/').next().unwrap_or_default();
    let organization = &state.organization;
    let (kind, has_form, is_there) = match text("Type") {
        "ORGANIZATION" => (ShareType::Organization, id.starts_with("o-"), id == organization.id),
        "ORGANIZATIONAL_UNIT" => {
            (ShareType::OrganizationalUnit, id.starts_with("ou-"), organization.ous.contains_key(id))
        }
        "ACCOUNT" => (ShareType::OrganizationMemberAccount, id.parse::<AccountId>().is_ok(), organization.has_node(id)),
        _ => return Err(Refusal::NodeForm),
    };
    match (has_form, is_there) {
        (true, true) => Ok((kind, id.to_owned())),
        (true, false) => Err(Refusal::NodeNotFound),
        (false, _) => Err(Refusal::NodeForm),
    }
}

/// Principals are shared with whole parts of the organization only.
pub(super) fn check_principals(kind: ShareType, share_principals: bool) -> Result<(), Refusal> {
    let may = matches!(kind, ShareType::Organization | ShareType::OrganizationalUnit);
    if share_principals && !may { Err(Refusal::PrincipalsNotShared) } else { Ok(()) }
}
