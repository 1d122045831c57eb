//! What a request asks to launch: the product, its version, the path by which the caller may launch it, and the role that does it.

use std::collections::BTreeMap;

use armillary_model::{AccountId, account_in_arn};
use serde_json::Value as Json;

use super::super::{
    not_found,
    principals::{path_id, principals},
    refusal::Refusal,
    view::{Seen, all, product},
};
use crate::{
    services::{AwsError, Request, given_tags, like},
    state::{
        Artifact, Caller, ConstraintType, Launch, PortfolioPrincipal, PrincipalType, Product, ProvisionedType, State,
    },
};

/// A product and one of its versions, as a request names them.
pub(super) struct Asked<'a> {
    /// The product.
    pub product: &'a Product,
    /// The version.
    pub artifact: &'a Artifact,
}

/// The product and version that a request names, each by id or by name; what is not named is what was launched before.
pub(super) fn asked<'a>(state: &'a State, request: &Request, before: Option<&Launch>) -> Result<Asked<'a>, AwsError> {
    let text = |name: &str| request.input.text(name);
    let (id, name) = match (text("ProductId"), text("ProductName")) {
        (None, None) => (before.map(|launch| launch.product.as_str()), None),
        given => given,
    };
    let wanted = id.or(name).ok_or_else(|| request.missing("ProductId"))?;
    let fits = |product: &Product| id.is_none_or(|id| product.id == id) && name.is_none_or(|name| product.name == name);
    let (_, product) = product(state, request, fits).ok_or_else(|| not_found("Product", wanted))?;
    let (id, name) = match (text("ProvisioningArtifactId"), text("ProvisioningArtifactName")) {
        (None, None) => (before.map(|launch| launch.artifact.as_str()), None),
        given => given,
    };
    let wanted = id.or(name).ok_or_else(|| request.missing("ProvisioningArtifactId"))?;
    let fits =
        |artifact: &&Artifact| id.is_none_or(|id| artifact.id == id) && name.is_none_or(|name| artifact.name == name);
    let artifact = product.artifacts.iter().find(fits);
    let artifact = artifact.ok_or_else(|| not_found("Provisioning artifact", wanted))?;
    Ok(Asked { product, artifact })
}

/// The path by which the caller may launch the product: the one that is named, the one it was launched by, or the only one there is.
pub(super) fn path<'a>(
    state: &'a State,
    request: &Request,
    product: &str,
    before: Option<&Launch>,
) -> Result<Seen<'a>, AwsError> {
    let (id, name) = (request.input.text("PathId"), request.input.text("PathName"));
    let id = id.or_else(|| before.filter(|_| name.is_none()).map(|launch| launch.path.as_str()));
    let is_named = |seen: &Seen<'_>| {
        id.is_none_or(|id| path_id(seen.portfolio) == id) && name.is_none_or(|name| seen.portfolio.name == name)
    };
    let usable = usable(state, request).into_iter();
    let mut paths = usable.filter(|seen| seen.portfolio.products.contains(product) && is_named(seen));
    let first = paths.next().ok_or_else(|| no_path(product))?;
    if paths.next().is_some() { Err(Refusal::PathAmbiguous.into()) } else { Ok(first) }
}

/// The portfolios from which the caller may launch.
pub(in crate::services::service_catalog) fn usable<'a>(state: &'a State, request: &Request) -> Vec<Seen<'a>> {
    let mut seen = all(state, request);
    seen.retain(|seen| principals(state, request, seen).into_iter().any(|known| admits(state, &request.caller, known)));
    seen
}

/// What AWS answers to those who see a product and may not launch it.
fn no_path(product: &str) -> AwsError {
    AwsError::new("ResourceNotFoundException", format!("No launch paths found for resource: {product}"))
}

/// Whether a principal of a portfolio is the caller, or a group of the caller's.
fn admits(state: &State, caller: &Caller, principal: &PortfolioPrincipal) -> bool {
    let Some(iam) = state.accounts.get(&caller.account()).map(|held| &held.iam) else { return false };
    let account = caller.account();
    let arns: Vec<String> = match caller {
        Caller::Session { role, .. } => iam.roles.get(role).map(|role| role.arn(account)).into_iter().collect(),
        Caller::User { name, .. } => {
            let user = iam.users.get(name);
            let groups = user.into_iter().flat_map(|user| &user.groups).filter_map(|name| iam.groups.get(name));
            user.map(|user| user.arn(account)).into_iter().chain(groups.map(|group| group.arn(account))).collect()
        }
    };
    arns.iter().any(|arn| match principal.kind {
        PrincipalType::Iam => *arn == principal.arn,
        // Patterns have no account.
        PrincipalType::IamPattern => like(&principal.arn, &arn.replacen(&account.to_string(), "", 1)),
    })
}

/// What is launched, by whom it may be and with whose role.
pub(super) fn launch(
    state: &State,
    request: &Request,
    before: Option<&Launch>,
) -> Result<(Launch, ProvisionedType), AwsError> {
    let asked = asked(state, request, before)?;
    if !asked.artifact.active {
        return Err(Refusal::ArtifactInactive.into());
    }
    let seen = path(state, request, &asked.product.id, before)?;
    let is_factory = asked.product.id == state.control_tower.account_factory;
    let role = launch_role(&seen, &asked.product.id, request.account);
    if let Some(role) = role.as_deref().filter(|_| !is_factory) {
        check_role(state, role)?;
    }
    let launch = Launch {
        product: asked.product.id.clone(),
        product_name: asked.product.name.clone(),
        artifact: asked.artifact.id.clone(),
        artifact_name: asked.artifact.name.clone(),
        path: path_id(seen.portfolio),
        role,
        parameters: parameters(request, before)?,
        tags: given_tags(request, 50)?,
    };
    Ok((launch, if is_factory { ProvisionedType::Account } else { ProvisionedType::Stack }))
}

/// The role of the launch constraint: one of a certain account, or of this name in the account that launches.
fn launch_role(seen: &Seen<'_>, product: &str, account: AccountId) -> Option<String> {
    let mut constraints = seen.catalog.constraints.values();
    let constraint = constraints.find(|constraint| {
        constraint.kind == ConstraintType::Launch
            && constraint.portfolio == seen.portfolio.id
            && constraint.product == product
    })?;
    let parameters = constraint.parameters.value();
    let text = |name: &str| parameters.get(name).and_then(Json::as_str);
    let local = || Some(format!("arn:aws:iam::{account}:role/{}", text("LocalRoleName")?));
    text("RoleArn").map(str::to_owned).or_else(local)
}

/// Service Catalog has to be able to take the role.
fn check_role(state: &State, arn: &str) -> Result<(), AwsError> {
    let roles = account_in_arn(arn).and_then(|account| Some((account, &state.accounts.get(&account)?.iam.roles)));
    let role = roles.and_then(|(account, roles)| roles.values().find(|role| role.arn(account) == arn));
    if role.is_some_and(|role| role.trust.text().contains(super::super::access::PRINCIPAL)) {
        return Ok(());
    }
    Err(AwsError::new("InvalidParametersException", format!("Access denied while assuming the role {arn}")))
}

/// The parameters of a launch. Where something was launched before, a parameter may be as it was.
fn parameters(request: &Request, before: Option<&Launch>) -> Result<BTreeMap<String, String>, AwsError> {
    let mut parameters = BTreeMap::new();
    for given in request.input.structures("ProvisioningParameters") {
        let key = given.text("Key").ok_or_else(|| request.missing("ProvisioningParameters.Key"))?;
        let previous = before.filter(|_| given.flag("UsePreviousValue")).and_then(|launch| launch.parameters.get(key));
        let value = previous.map(String::as_str).or(given.any_text("Value")).unwrap_or_default();
        parameters.insert(key.to_owned(), value.to_owned());
    }
    Ok(parameters)
}
