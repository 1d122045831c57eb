//! Making and deleting constraints on products in portfolios of one's own.

use serde_json::{Map, Value as Json};

use super::{
    not_found,
    portfolio_changes::own_product,
    refusal::Refusal,
    tokens::{made_before, remember},
    view::{own, own_mut, own_portfolio},
};
use crate::{
    services::{Answer, Request, unless_empty},
    state::{Constraint, ConstraintType, Document, State},
    wire::map,
};

/// `CreateConstraint`. One product in one portfolio has one launch or one stack set constraint, not both.
pub(in crate::services) fn create_constraint(state: &mut State, request: &Request) -> Answer {
    let portfolio = own_portfolio(state, request, "PortfolioId")?;
    let product = own_product(state, request)?;
    if !portfolio.products.contains(&product) {
        return Err(Refusal::ProductElsewhere.into());
    }
    let portfolio = portfolio.id.clone();
    let names: Vec<&str> = ConstraintType::ALL.iter().map(|kind| kind.as_str()).collect();
    let kind = request.one_of("Type", &names)?.and_then(ConstraintType::from_text);
    let kind = kind.ok_or_else(|| request.missing("Type"))?;
    let parameters = request.required("Parameters")?;
    check(kind, parameters)?;
    let description = request.input.text("Description").unwrap_or_default();
    request.check_length("Description", description, 0..=2_000)?;
    if let Some(id) = made_before(state, request)? {
        return written(state, request, &id);
    }
    let is_single = |kind| matches!(kind, ConstraintType::Launch | ConstraintType::StackSet);
    let rivals = own_mut(state, request).constraints.values().filter(|known| {
        known.portfolio == portfolio && known.product == product && is_single(kind) && is_single(known.kind)
    });
    match rivals.map(|known| known.kind == kind).next() {
        Some(true) => return Err(Refusal::ConstraintTwice.into()),
        Some(false) => return Err(Refusal::ConstraintRival.into()),
        None => {}
    }
    let id = state.organization.new_id("cons-", 13);
    let constraint = Constraint {
        id: id.clone(),
        kind,
        portfolio,
        product,
        description: description.to_owned(),
        parameters: Document::compact(parameters),
    };
    own_mut(state, request).constraints.insert(id.clone(), constraint);
    remember(state, request, &id);
    written(state, request, &id)
}

/// `DeleteConstraint`.
pub(in crate::services) fn delete_constraint(state: &mut State, request: &Request) -> Answer {
    let id = request.required("Id")?;
    own_mut(state, request).constraints.remove(id).ok_or_else(|| not_found("Constraint", id))?;
    Ok(map! {})
}

/// A launch constraint names a role by ARN, or by the name that it has in every account that launches; the others are any object.
fn check(kind: ConstraintType, parameters: &str) -> Result<(), Refusal> {
    let Ok(Json::Object(parameters)) = serde_json::from_str(parameters) else {
        return Err(Refusal::ConstraintParameters);
    };
    if kind == ConstraintType::Launch && !names_a_role(&parameters) {
        return Err(Refusal::LaunchParameters);
    }
    Ok(())
}

fn names_a_role(parameters: &Map<String, Json>) -> bool {
    let text = |name: &str| parameters.get(name).and_then(Json::as_str);
    let is_name = |name: &str| {
        (1..=64).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
    };
    match (text("RoleArn"), text("LocalRoleName")) {
        (Some(arn), None) => arn.starts_with("arn:") && arn.contains(":role/"),
        (None, Some(name)) => is_name(name),
        _ => false,
    }
}

fn written(state: &State, request: &Request, id: &str) -> Answer {
    let constraint = own(state, request).and_then(|catalog| catalog.constraints.get(id));
    let constraint = constraint.ok_or_else(|| not_found("Constraint", id))?;
    Ok(map! {
        "ConstraintDetail": map! {
            "ConstraintId": &constraint.id,
            "Type": constraint.kind.as_str(),
            "Description": unless_empty(&constraint.description),
            "Owner": request.account.to_string(),
            "ProductId": &constraint.product,
            "PortfolioId": &constraint.portfolio,
        },
        "ConstraintParameters": &constraint.parameters,
        "Status": "CREATING",
    })
}
