//! Which services may act in the accounts of an organization.

use crate::table::Table;

pub(crate) const TRUSTED_ACCESS: Table = Table(include_str!("../data/trusted_access_by_hand.tsv"));

/// How many delegated administrators a service with trusted access may have; `None` for a service that cannot have it.
pub fn trusted_access(principal: &str) -> Option<usize> {
    let mut rows = TRUSTED_ACCESS.cells();
    let [_, most, _source] = rows.find(|[name, _, _]| *name == principal)?;
    most.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_service_and_a_number() {
        for [name, _, source] in TRUSTED_ACCESS.cells() {
            assert!(name.ends_with(".amazonaws.com") && trusted_access(name).is_some() && !source.is_empty(), "{name}");
        }
        assert_eq!(trusted_access("lambda.amazonaws.com"), None);
    }
}
