//! Constraints. Recipients of a portfolio see those its owner has set.

use super::{
    PAGES, listing, not_found,
    view::{Seen, all, portfolio},
};
use crate::{
    services::{Answer, Request, unless_empty},
    state::{Constraint, State},
    wire::{Value, map},
};

/// `ListConstraintsForPortfolio`, of one product or of all.
pub(in crate::services) fn list_constraints_for_portfolio(state: &State, request: &Request) -> Answer {
    let seen = portfolio(state, request, "PortfolioId")?;
    let product = request.input.text("ProductId");
    let constraints = seen.catalog.constraints.values().filter(|constraint| {
        constraint.portfolio == seen.portfolio.id && product.is_none_or(|id| constraint.product == id)
    });
    listing(request, &PAGES, "ConstraintDetails", constraints, |constraint| detail(&seen, constraint))
}

/// `DescribeConstraint`.
pub(in crate::services) fn describe_constraint(state: &State, request: &Request) -> Answer {
    let id = request.required("Id")?;
    let found = all(state, request).into_iter().find_map(|seen| {
        let constraint = seen.catalog.constraints.get(id)?;
        (constraint.portfolio == seen.portfolio.id).then_some((seen, constraint))
    });
    let (seen, constraint) = found.ok_or_else(|| not_found("Constraint", id))?;
    Ok(map! {
        "ConstraintDetail": detail(&seen, constraint),
        "ConstraintParameters": &constraint.parameters,
        "Status": "AVAILABLE",
    })
}

fn detail(seen: &Seen<'_>, constraint: &Constraint) -> Value {
    map! {
        "ConstraintId": &constraint.id,
        "Type": constraint.kind.as_str(),
        "Description": unless_empty(&constraint.description),
        "Owner": seen.owner.to_string(),
        "ProductId": &constraint.product,
        "PortfolioId": &constraint.portfolio,
    }
}
