//! The partitions of AWS: which Regions each has, and where its services without Regions answer.
//!
//! Credentials of one partition mean nothing in another; a request signed with them must not be sent there.

use std::fmt::Write;

/// A partition.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Partition {
    /// Its name in ARNs.
    pub(crate) name: &'static str,
    /// The Region of services that have one endpoint per partition.
    pub(crate) home: &'static str,
    /// What host names end in.
    pub(crate) suffix: &'static str,
    /// What the names of its Regions begin with, where that tells it from `aws`.
    prefix: &'static str,
    regions: &'static str,
}

/// As of November 2026, by the partitions file of botocore.
const PARTITIONS: [Partition; 8] = [
    Partition {
        name: "aws",
        home: "us-east-1",
        suffix: "amazonaws.com",
        prefix: "",
        regions: "af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 \
                  ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 \
                  ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 \
                  eu-west-3 il-central-1 me-central-1 me-south-1 me-west-1 mx-central-1 sa-east-1 sa-west-1 us-east-1 \
                  us-east-2 us-west-1 us-west-2",
    },
    Partition {
        name: "aws-cn",
        home: "cn-northwest-1",
        suffix: "amazonaws.com.cn",
        prefix: "cn-",
        regions: "cn-north-1 cn-northwest-1",
    },
    Partition {
        name: "aws-us-gov",
        home: "us-gov-west-1",
        suffix: "amazonaws.com",
        prefix: "us-gov-",
        regions: "us-gov-east-1 us-gov-west-1",
    },
    Partition {
        name: "aws-eusc",
        home: "eusc-de-east-1",
        suffix: "amazonaws.eu",
        prefix: "eusc-",
        regions: "eusc-de-east-1",
    },
    Partition {
        name: "aws-iso",
        home: "us-iso-east-1",
        suffix: "c2s.ic.gov",
        prefix: "us-iso-",
        regions: "us-iso-east-1 us-iso-west-1",
    },
    Partition {
        name: "aws-iso-b",
        home: "us-isob-east-1",
        suffix: "sc2s.sgov.gov",
        prefix: "us-isob-",
        regions: "us-isob-east-1 us-isob-west-1",
    },
    Partition {
        name: "aws-iso-e",
        home: "eu-isoe-west-1",
        suffix: "cloud.adc-e.uk",
        prefix: "eu-isoe-",
        regions: "eu-isoe-west-1",
    },
    Partition {
        name: "aws-iso-f",
        home: "us-isof-south-1",
        suffix: "csp.hci.ic.gov",
        prefix: "us-isof-",
        regions: "us-isof-east-1 us-isof-south-1",
    },
];

/// The partition an ARN names.
pub(crate) fn named(name: &str) -> Option<&'static Partition> {
    PARTITIONS.iter().find(|partition| partition.name == name)
}

/// The partition a Region is in, by its name; Regions that are not known yet, too.
pub(crate) fn of_region(region: &str) -> &'static Partition {
    let [aws, others @ ..] = &PARTITIONS;
    others.iter().find(|partition| region.starts_with(partition.prefix)).unwrap_or(aws)
}

/// Whether there is such a Region.
pub(crate) fn is_region(name: &str) -> bool {
    PARTITIONS.iter().any(|partition| partition.regions().any(|region| region == name))
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

impl Partition {
    /// Its Regions.
    pub(crate) fn regions(&self) -> impl Iterator<Item = &'static str> {
        self.regions.split_ascii_whitespace()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_region_lies_in_its_partition() {
        for partition in &PARTITIONS {
            assert!(partition.regions().any(|region| region == partition.home));
            for region in partition.regions() {
                assert_eq!(of_region(region).name, partition.name, "{region}");
            }
        }
    }

    #[test]
    fn a_region_that_is_not_known_has_a_partition_all_the_same() {
        assert_eq!(of_region("eusc-fr-west-1").name, "aws-eusc");
        assert_eq!(of_region("eu-wset-1").name, "aws");
        assert!(!is_region("eu-wset-1") && is_region("me-west-1"));
    }
}
