//! What a launch asks for.

use super::{
    super::{
        tag_options,
        view::{Seen, tells_tag_options},
    },
    account_factory,
    launch::{asked, path},
};
use crate::{
    services::{Answer, Request, unless_empty},
    state::{Constraint, State},
    wire::{Value, map},
};

/// `DescribeProvisioningParameters`, for who may launch the product.
pub(in crate::services) fn describe_provisioning_parameters(state: &State, request: &Request) -> Answer {
    let asked = asked(state, request, None)?;
    let seen = path(state, request, &asked.product.id, None)?;
    let is_factory = asked.product.id == state.control_tower.account_factory;
    let parameters = if is_factory { account_factory::parameters(state) } else { Vec::new() };
    let outputs = if is_factory { account_factory::outputs() } else { Vec::new() };
    let constraints =
        seen.catalog.constraints.values().filter(|constraint| is_on(constraint, &seen, &asked.product.id));
    let constraints = constraints.map(|constraint| {
        map! { "Type": constraint.kind.as_str(), "Description": unless_empty(&constraint.description) }
    });
    Ok(map! {
        "ProvisioningArtifactParameters": parameters,
        "ConstraintSummaries": constraints.collect::<Vec<_>>(),
        "UsageInstructions": Vec::new(),
        "TagOptions": if tells_tag_options(state, request, &seen) { tag_options::choices(&seen, asked.product) } else { Vec::new() },
        "ProvisioningArtifactOutputs": outputs.clone(),
        "ProvisioningArtifactOutputKeys": outputs,
    })
}

fn is_on(constraint: &Constraint, seen: &Seen<'_>, product: &str) -> bool {
    constraint.portfolio == seen.portfolio.id && constraint.product == product
}

/// A parameter, with the values that it may have where only some will do.
pub(super) fn parameter(key: &str, description: &str, allowed: Vec<Value>) -> Value {
    map! {
        "ParameterKey": key,
        "ParameterType": "String",
        "IsNoEcho": false,
        "Description": description,
        "ParameterConstraints": map! { "AllowedValues": allowed },
    }
}
