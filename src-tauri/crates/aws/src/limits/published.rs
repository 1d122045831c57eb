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

/// The quota of an operation that changes something, by the prefix of its IAM action (`organizations`), if AWS publishes one. Calls of a crawl are
/// paced where AWS throttles them; these are so slow that their turn is waited for before they are made.
pub fn changing_quota(service: &str, operation: &str) -> Option<Quota> {
    let known = CHANGING.iter().find(|(name, _)| service == "organizations" && *name == operation);
    known.map(|(_, quota)| *quota)
}

/// Of AWS Organizations, as of one account.
const CHANGING: &[(&str, Quota)] = &[
    ("AttachPolicy", Quota::new(2, 3)),
    ("CloseAccount", Quota { rate: 0.05, burst: 1.0 }),
    ("CreateAccount", Quota { rate: 0.1, burst: 3.0 }),
    ("CreatePolicy", Quota::new(2, 3)),
    ("DetachPolicy", Quota::new(2, 3)),
    ("MoveAccount", Quota::new(2, 3)),
    ("TagResource", Quota::new(4, 6)),
    ("UntagResource", Quota::new(4, 6)),
    ("UpdatePolicy", Quota::new(2, 3)),
];

/// Of one account: an organization as a whole may do little more.
const ORGANIZATIONS: &[(&str, Quota)] = &[
    ("DescribeAccount", Quota::new(20, 30)),
    ("DescribeCreateAccountStatus", Quota::new(2, 2)),
    ("DescribeOrganization", Quota::new(1, 2)),
    ("DescribePolicy", Quota::new(2, 2)),
    ("ListAccounts", Quota::new(8, 12)),
    ("ListAccountsForParent", Quota::new(5, 8)),
    ("ListCreateAccountStatus", Quota::new(5, 8)),
    ("ListDelegatedAdministrators", Quota::new(5, 8)),
    ("ListDelegatedServicesForAccount", Quota::new(1, 3)),
    ("ListOrganizationalUnitsForParent", Quota::new(5, 8)),
    ("ListParents", Quota::new(5, 8)),
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
