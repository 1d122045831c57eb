//! The baselines there are.

use super::{PAGES, listing, not_found, tower};
use crate::{
    services::{Answer, Paging, Request},
    state::{Baseline, State},
    wire::{Value, map},
};

/// `ListBaselines`.
pub(in crate::services) fn list_baselines(state: &State, request: &Request) -> Answer {
    let paging = Paging { min: 4, ..PAGES };
    listing(request, &paging, "baselines", &tower(state, request)?.baselines, written)
}

/// `GetBaseline`.
pub(in crate::services) fn get_baseline(state: &State, request: &Request) -> Answer {
    let arn = request.required("baselineIdentifier")?;
    let baseline = tower(state, request)?.baselines.iter().find(|baseline| baseline.arn == arn);
    Ok(written(baseline.ok_or_else(|| not_found("The baseline", arn))?))
}

fn written(baseline: &Baseline) -> Value {
    map! { "arn": &baseline.arn, "name": baseline.name, "description": baseline.description }
}
