//! Control Tower: its landing zone, the baselines and controls that are enabled on OUs, and the operations that change them.
//!
//! Deliberately not here: what controls do. The SCPs of preventive controls are part of the organization as it was drawn, and do not
//! follow what is enabled and disabled.

mod baseline_changes;
mod baselines;
mod control_changes;
mod enabled_baselines;
mod enabled_controls;
pub(super) mod enrolment;
mod finish;
mod landing_zone;
mod moved;
mod operations;
mod units;

pub(super) use baseline_changes::{disable_baseline, enable_baseline, reset_enabled_baseline, update_enabled_baseline};
pub(super) use baselines::{get_baseline, list_baselines};
pub(super) use control_changes::{disable_control, enable_control, reset_enabled_control, update_enabled_control};
pub(super) use enabled_baselines::{get_enabled_baseline, list_enabled_baselines};
pub(super) use enabled_controls::{get_enabled_control, list_enabled_controls};
pub(super) use finish::finish as finish_operation;
pub(super) use landing_zone::{get_landing_zone, list_landing_zones, reset_landing_zone, update_landing_zone};
pub(super) use moved::follow as follow_move;
pub(super) use operations::{
    get_baseline_operation, get_control_operation, get_landing_zone_operation, list_control_operations,
    list_landing_zone_operations,
};

use serde_json::{Map, Value as Json};

use super::{Answer, AwsError, Flaw, Paging, Request, Uneven};
use crate::{
    state::{ControlTower, Enablement, State, TowerParameter},
    wire::{Value, map},
};

const PAGES: Paging =
    Paging { token: "nextToken", size: "maxResults", min: 1, max: 100, default: 100, uneven: Uneven::Never };

/// Control Tower, for who may ask it: the management account, in the landing zone's home Region.
fn tower<'a>(state: &'a State, request: &Request) -> Result<&'a ControlTower, AwsError> {
    if is_home(state, request) {
        return Ok(&state.control_tower);
    }
    Err(request.denied("AWS Control Tower is set up in the management account and its home Region, and answers there."))
}

fn is_home(state: &State, request: &Request) -> bool {
    request.account == state.organization.management && *request.region == *state.control_tower.home
}

/// One page, under the name its list has.
fn listing<T>(
    request: &Request,
    paging: &Paging,
    name: &'static str,
    items: impl IntoIterator<Item = T>,
    write: impl FnMut(T) -> Value,
) -> Answer {
    let page = request.page(paging, items)?;
    Ok(map! { name: page.items.into_iter().map(write).collect::<Vec<_>>(), "nextToken": page.next })
}

/// The filter of a listing: lists of values by what they are values of.
#[derive(Clone, Copy)]
struct Filter<'a>(Option<&'a Map<String, Json>>);

impl<'a> Filter<'a> {
    fn of(request: &'a Request) -> Self {
        Self(request.input.structure("filter"))
    }

    /// Whether one of the values fits; where none are given, everything does.
    fn admits(self, name: &str, fits: impl Fn(&str) -> bool) -> bool {
        let values = self.0.and_then(|filter| filter.get(name)).and_then(Json::as_array);
        values.is_none_or(|values| values.iter().filter_map(Json::as_str).any(fits))
    }
}

/// Two operations that stand in each other's way.
fn conflict(message: impl Into<String>) -> AwsError {
    AwsError::with_status("ConflictException", message, 409)
}

/// What is asked about is not there.
fn not_found(what: &str, id: &str) -> AwsError {
    AwsError::with_status("ResourceNotFoundException", format!("{what} {id} does not exist."), 404)
}

/// More than there may be.
fn too_many(message: &str) -> AwsError {
    AwsError::with_status("ServiceQuotaExceededException", message, 402)
}

/// How something that was enabled is, as it is written everywhere.
fn status(enablement: &Enablement) -> Value {
    map! { "status": enablement.status.as_str(), "lastOperationIdentifier": enablement.operation.as_ref() }
}

/// Whether something is as the OU says.
fn in_sync(is_drifted: bool) -> &'static str {
    if is_drifted { "DRIFTED" } else { "IN_SYNC" }
}

fn written_parameters(parameters: &[TowerParameter]) -> Value {
    Value::list(parameters.iter().map(|parameter| map! { "key": &parameter.key, "value": &parameter.value }))
}

/// The parameters of a request.
fn given_parameters(request: &Request) -> Result<Vec<TowerParameter>, AwsError> {
    let mut parameters: Vec<TowerParameter> = Vec::new();
    for given in request.input.structures("parameters") {
        let key = given.text("key").ok_or_else(|| request.missing("parameters.key"))?.to_owned();
        if parameters.iter().any(|known| known.key == key) {
            return Err(request.invalid("parameters", Flaw::Form, "must have different keys"));
        }
        let value = given.members().find(|(name, _)| *name == "value").map(|(_, value)| value.clone());
        parameters.push(TowerParameter { key, value: value.ok_or_else(|| request.missing("parameters.value"))? });
    }
    Ok(parameters)
}
