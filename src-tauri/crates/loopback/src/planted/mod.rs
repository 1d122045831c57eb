//! Planted imperfections: what is wrong in the reference organization, on purpose, and known by rule and ARN.
//!
//! Each is one small function that edits the state and says what it did. It says nothing and does nothing where the
//! organization is too small to hold what it edits. No two edit the same thing, so that none hides another.

mod catalog;
mod ground;
mod machine_learning;
mod network;
mod placement;
mod privilege;
mod trust;

use armillary_model::{AccountId, GLOBAL};
use serde::Serialize;

use crate::state::State;

/// One imperfection.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Planted {
    /// The rule it breaks, such as `TRU-01`.
    pub rule: &'static str,
    /// The ARN of what is wrong.
    pub arn: String,
    /// The account it is in.
    pub account: AccountId,
    /// The Region it is in, or `global`.
    pub region: String,
    /// What is wrong.
    pub summary: String,
    /// What would put it right.
    pub remedy: String,
}

type Plant = fn(&mut State) -> Option<Planted>;

const PLANTS: &[Plant] = &[
    trust::whole_account,
    trust::vendor_without_external_id,
    trust::anybody_if_exists,
    trust::workflow_without_subject,
    trust::launch_role_of_three_services,
    trust::any_target_account,
    trust::break_glass_without_second_factor,
    trust::dangling_principal,
    trust::stage_crossing,
    privilege::rewrites_production_roles,
    privilege::rewrites_itself,
    privilege::makes_keys_of_users,
    privilege::passes_any_role,
    privilege::delegated_to_development,
    catalog::shared_but_unusable,
    catalog::launches_in_the_hub,
    catalog::missing_share,
    catalog::launch_role_of_wrong_service,
    catalog::shared_with_a_stranger,
    network::connected_sandbox,
    network::production_learns_development,
    network::missing_endpoint,
    network::broad_bucket_endpoint,
    network::open_studio_group,
    network::stale_endpoint_id,
    machine_learning::public_domain,
    machine_learning::domain_without_own_key,
    machine_learning::approver_who_builds,
    machine_learning::approved_by_its_builder,
    placement::account_under_root,
    placement::team_without_preprod,
    placement::node_that_allows_nothing,
    placement::two_key_null,
    placement::single_valued_instance_types,
    placement::workload_in_management,
];

/// Plants everything there is room for.
pub(crate) fn plant(state: &mut State) -> Vec<Planted> {
    PLANTS.iter().filter_map(|plant| plant(state)).collect()
}

impl Planted {
    /// Something wrong that is not in a Region.
    fn global(rule: &'static str, arn: String, account: AccountId, summary: &str, remedy: &str) -> Self {
        Self::regional(rule, arn, account, GLOBAL, summary, remedy)
    }

    /// Something wrong in a Region.
    fn regional(
        rule: &'static str,
        arn: String,
        account: AccountId,
        region: &str,
        summary: &str,
        remedy: &str,
    ) -> Self {
        let (region, summary, remedy) = (region.to_owned(), summary.to_owned(), remedy.to_owned());
        Self { rule, arn, account, region, summary, remedy }
    }
}

#[cfg(test)]
mod tests;
