//! Partitions and their Regions (botocore, `partitions.json`).

use std::sync::OnceLock;

use crate::table::{Table, words};

pub(crate) const PARTITIONS: Table = Table(include_str!("../data/partitions.tsv"));

/// A partition: a part of AWS with accounts, Regions and principals of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Partition {
    /// Its name in ARNs: `aws-cn`.
    pub name: &'static str,
    /// What its host names end with: `amazonaws.com.cn`.
    pub suffix: &'static str,
    /// Where its global services, such as IAM, are called.
    pub home_region: &'static str,
    regions: &'static str,
}

impl Partition {
    /// Its Regions.
    pub fn regions(&self) -> impl Iterator<Item = &'static str> + use<> {
        words(self.regions, ' ')
    }
}

/// Every partition.
pub fn partitions() -> &'static [Partition] {
    static READ: OnceLock<Box<[Partition]>> = OnceLock::new();
    let read =
        |[name, suffix, home_region, _, regions]: [&'static str; 5]| Partition { name, suffix, home_region, regions };
    READ.get_or_init(|| PARTITIONS.cells().map(read).collect())
}

/// The partition of this name.
pub fn partition(name: &str) -> Option<Partition> {
    partitions().iter().copied().find(|partition| partition.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partitions_have_their_regions() {
        assert_eq!(partition("aws-cn").unwrap().suffix, "amazonaws.com.cn");
        assert_eq!(partition("aws-eusc").unwrap().home_region, "eusc-de-east-1");
        assert!(partition("aws").unwrap().regions().any(|region| region == "eu-west-1"));
        assert_eq!(partitions().len(), PARTITIONS.rows().count());
        assert!(partitions().iter().all(|partition| partition.regions().any(|region| region == partition.home_region)));
        assert_eq!(partition("aws-mars"), None);
    }
}
