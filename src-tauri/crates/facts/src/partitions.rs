//! Partitions and their Regions (botocore, `partitions.json`).

use std::sync::OnceLock;

use crate::table::{Table, words};

pub(crate) const PARTITIONS: Table = Table(include_str!("../data/partitions.tsv"));
pub(crate) const DEFAULT_REGIONS: Table = Table(include_str!("../data/default_regions_by_hand.tsv"));

/// The partition that a name belongs to that is like those of no other.
const COMMERCIAL: &Partition =
    &Partition { name: "aws", suffix: "amazonaws.com", home_region: "us-east-1", regions: "us-east-1" };

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

/// The partition a Region is in. Of a name that no Region has, the one with the Region whose name begins most alike: Regions are
/// added, and each partition names its own after a fashion of its own.
pub fn partition_of_region(name: &str) -> &'static Partition {
    let all = partitions();
    let alike = |partition: &Partition| {
        let words = |region: &str| region.split('-').zip(name.split('-')).take_while(|(one, two)| one == two).count();
        partition.regions().map(words).max().unwrap_or_default()
    };
    // Of several the first: the commercial one, whose names are the plainest.
    let best = all.iter().rev().max_by_key(|partition| alike(partition));
    all.iter().find(|partition| partition.regions().any(|region| region == name)).or(best).unwrap_or(COMMERCIAL)
}

/// Whether every account has a Region from the start, and need not opt in to it.
pub fn is_default_region(name: &str) -> bool {
    let is_commercial = partition_of_region(name).name == COMMERCIAL.name;
    !is_commercial || DEFAULT_REGIONS.cells().any(|[region, _source]| region == name)
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
        assert_eq!(partition(COMMERCIAL.name).map(|known| known.home_region), Some(COMMERCIAL.home_region));
    }

    #[test]
    fn each_region_lies_in_its_partition_also_one_that_is_not_known_yet() {
        for partition in partitions() {
            for region in partition.regions() {
                assert_eq!(partition_of_region(region).name, partition.name, "{region}");
            }
        }
        for (region, name) in [
            ("eusc-fr-west-1", "aws-eusc"),
            ("us-isob-north-1", "aws-iso-b"),
            ("us-gov-north-1", "aws-us-gov"),
            ("eu-wset-1", "aws"),
            ("ap-southeast-9", "aws"),
            ("nowhere", "aws"),
        ] {
            assert_eq!(partition_of_region(region).name, name, "{region}");
        }
    }

    #[test]
    fn some_regions_are_on_from_the_start() {
        assert!(
            is_default_region("eu-west-1") && is_default_region("cn-north-1") && !is_default_region("mx-central-1")
        );
        let regions: Vec<_> = DEFAULT_REGIONS.cells::<2>().collect();
        assert_eq!(regions.len(), DEFAULT_REGIONS.rows().count());
        let is_commercial = |region: &str| partition("aws").unwrap().regions().any(|known| known == region);
        assert!(regions.iter().all(|[region, source]| is_commercial(region) && !source.is_empty()));
    }
}
