//! The request quotas that AWS publishes for the calls of a crawl, as a token bucket each.
//!
//! Sources: "Quotas and service limits for AWS Organizations", "Request throttling for the Amazon EC2 API", "IAM and AWS STS
//! quotas", "IAM Identity Center quotas" (all calls of it together, so that each alone may do no more). Services that are not named here publish none.

/// How fast a bucket of requests fills, and how much it holds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Quota {
    /// Requests a second.
    pub rate: f64,
    /// Requests at once, after a rest.
    pub burst: f64,
}

impl Quota {
    const fn new(rate: u16, burst: u16) -> Self {
        Self { rate: rate as f64, burst: burst as f64 }
    }

    /// The shortest time in which so many requests are let through, in seconds.
    pub fn seconds(self, requests: u64) -> f64 {
        ((requests as f64 - self.burst) / self.rate).max(0.0)
    }
}

/// The quota of an operation, by the name of its service in the SDKs (`Organizations`, `EC2`, `STS`), if AWS publishes one.
pub fn quota(service: &str, operation: &str) -> Option<Quota> {
    match service {
        "Organizations" => ORGANIZATIONS.iter().find(|(name, _)| *name == operation).map(|(_, quota)| *quota),
        "EC2" => Some(Quota::new(20, 100)),
        "SSO Admin" => Some(Quota::new(20, 20)),
        "STS" => Some(Quota::new(600, 600)),
        _ => None,
    }
}

/// Of one account: an organization as a whole may do little more.
const ORGANIZATIONS: &[(&str, Quota)] = &[
    ("DescribeAccount", Quota::new(20, 30)),
    ("DescribeOrganization", Quota::new(1, 2)),
    ("DescribePolicy", Quota::new(2, 2)),
    ("ListAccounts", Quota::new(8, 12)),
    ("ListAccountsForParent", Quota::new(5, 8)),
    ("ListDelegatedAdministrators", Quota::new(5, 8)),
    ("ListDelegatedServicesForAccount", Quota::new(1, 3)),
    ("ListOrganizationalUnitsForParent", Quota::new(5, 8)),
    ("ListPolicies", Quota::new(5, 8)),
    ("ListRoots", Quota::new(1, 2)),
    ("ListTagsForResource", Quota::new(10, 15)),
    ("ListTargetsForPolicy", Quota::new(5, 8)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_takes_no_time_and_the_rest_follows_the_rate() {
        let quota = quota("Organizations", "DescribePolicy").expect("is published");
        assert_eq!((quota.seconds(2), quota.seconds(120)), (0.0, 59.0));
        assert_eq!(super::quota("SageMaker", "ListDomains"), None);
    }
}
