//! How many, how long, how often: what AWS lets through before it refuses.

use crate::table::Table;

pub(crate) const LIMITS: Table = Table(include_str!("../data/limits_by_hand.tsv"));

/// The limit of this name, such as `tags-per-resource`; `None` for a name that has none.
pub fn limit(name: &str) -> Option<u32> {
    let mut rows = LIMITS.cells();
    let [_, number, _source] = rows.find(|[known, _, _]| *known == name)?;
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_number_with_a_source() {
        for [name, _, source] in LIMITS.cells() {
            assert!(limit(name).is_some() && !source.is_empty(), "{name}");
        }
        assert_eq!(LIMITS.cells::<3>().count(), LIMITS.rows().count());
        assert_eq!((limit("tags-per-resource"), limit("nothing")), (Some(50), None));
    }
}
