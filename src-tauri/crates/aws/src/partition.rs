//! The partitions of AWS, as `facts` knows them: which Regions each has, and where its services without Regions answer.
//!
//! Credentials of one partition mean nothing in another; a request signed with them must not be sent there.

use std::fmt::Write;

use armillary_facts::{Partition, partition_of_region, partitions};

/// The partition an ARN names.
pub(crate) fn named(name: &str) -> Option<&'static Partition> {
    partitions().iter().find(|partition| partition.name == name)
}

/// The partition a Region is in, by its name; Regions that are not known yet, too.
pub(crate) fn of_region(region: &str) -> &'static Partition {
    partition_of_region(region)
}

/// Whether there is such a Region.
pub(crate) fn is_region(name: &str) -> bool {
    partitions().iter().any(|partition| partition.regions().any(|region| region == name))
}

/// The Regions to name where `wrong` was meant to be one: those of its partition.
pub(crate) fn suggestions(wrong: &str) -> String {
    let mut text = String::new();
    for region in of_region(wrong).regions() {
        let separator = if text.is_empty() { "" } else { ", " };
        let _ = write!(text, "{separator}{region}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_that_is_not_known_has_a_partition_all_the_same() {
        assert_eq!(of_region("eusc-fr-west-1").name, "aws-eusc");
        assert_eq!(of_region("eu-wset-1").name, "aws");
        assert!(!is_region("eu-wset-1") && is_region("me-west-1"));
        assert_eq!(named("aws-iso-f").map(|partition| partition.home_region), Some("us-isof-south-1"));
        assert_eq!(suggestions("eusc-fr-west-1"), "eusc-de-east-1");
    }
}
