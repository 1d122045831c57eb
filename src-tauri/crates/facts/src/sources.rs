//! Where each data file comes from, and of which day it is.

use crate::{
    actions, calls, keys, limits, models, oidc, opening, partitions, passing, principals, protected, roles,
    table::Table, trusted_access, workloads,
};

/// A data file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Source {
    /// Its name.
    pub file: &'static str,
    /// The package it was taken from, with its version and licence; or that it is kept by hand.
    pub source: &'static str,
    /// The day of what it says, as `2026-09-26`.
    pub date: &'static str,
}

const FILES: [(&str, Table); 30] = [
    ("actions.tsv", actions::ACTIONS),
    ("architecture_roles_by_hand.tsv", roles::ARCHITECTURES),
    ("baseline_roles_by_hand.tsv", roles::BASELINE),
    ("calls_by_hand.tsv", calls::CALLS),
    ("carried_keys_by_hand.tsv", keys::CARRIERS),
    ("condition_keys.tsv", keys::KEYS),
    ("condition_keys_by_hand.tsv", keys::MORE_KEYS),
    ("default_regions_by_hand.tsv", partitions::DEFAULT_REGIONS),
    ("identity_providers_by_hand.tsv", principals::IDENTITY_PROVIDERS),
    ("limits_by_hand.tsv", limits::LIMITS),
    ("looking_actions.tsv", actions::LOOKING),
    ("model_actions_by_hand.tsv", models::MODEL_ACTIONS),
    ("oidc_claims.tsv", oidc::CLAIMS),
    ("oidc_issuers_by_hand.tsv", oidc::ISSUERS),
    ("opened_types_by_hand.tsv", opening::OPENED),
    ("opening_actions_by_hand.tsv", opening::OPENING),
    ("partitions.tsv", partitions::PARTITIONS),
    ("pass_role_by_hand.tsv", passing::PASSES),
    ("protected_by_hand.tsv", protected::PROTECTED),
    ("rcp_services.tsv", actions::RCP_SERVICES),
    ("resource_types.tsv", actions::RESOURCE_TYPES),
    ("resource_policies_by_hand.tsv", opening::RESOURCE_POLICIES),
    ("service_linked_roles.tsv", principals::SERVICE_LINKED_ROLES),
    ("service_linked_roles_by_hand.tsv", principals::MORE_LINKED_ROLES),
    ("service_principals.tsv", principals::SERVICE_PRINCIPALS),
    ("service_principals_by_hand.tsv", principals::MORE_PRINCIPALS),
    ("service_sessions_by_hand.tsv", principals::SESSIONS),
    ("source_account_by_hand.tsv", roles::TELL_THEIR_SOURCE),
    ("trusted_access_by_hand.tsv", trusted_access::TRUSTED_ACCESS),
    ("workloads_by_hand.tsv", workloads::WORKLOADS),
];

/// Every data file with its source and date.
pub fn sources() -> impl Iterator<Item = Source> {
    FILES.iter().map(|(file, table)| Source {
        file,
        source: table.head("source").unwrap_or_default(),
        date: table.head("date").unwrap_or_default(),
    })
}

/// The day of the oldest file that was taken from a package: everything AWS decided later may be missing.
pub fn date() -> &'static str {
    let taken = sources().filter(|source| !source.source.starts_with("by hand"));
    taken.map(|source| source.date).min().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_says_where_it_comes_from_and_of_when_it_is() {
        for source in sources() {
            let numbers: Vec<&str> = source.date.split('-').collect();
            assert_eq!(numbers.iter().map(|number| number.len()).collect::<Vec<_>>(), [4, 2, 2], "{}", source.file);
            let by_hand = source.source.starts_with("by hand");
            assert_eq!(by_hand, source.file.ends_with("_by_hand.tsv"), "{}", source.file);
            assert!(by_hand || ["MIT", "Apache-2.0"].iter().any(|licence| source.source.ends_with(licence)));
        }
        assert!(date() >= "2026-09-26");
    }
}
