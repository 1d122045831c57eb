//! The shortest time a crawl could have taken: what the published quotas of AWS and the number of requests under way allow.
//!
//! The first page of accounts comes before everything else. Then run side by side: each limited operation at its own rate, and the
//! requests of all accounts, as many at once as this computer has open. What this computer itself needs for its work is not in it.

use std::time::Duration;

use armillary_aws::{Calls, quota};

/// The shortest time possible, and what sets it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Floor {
    /// The shortest time possible.
    pub time: Duration,
    /// The operation whose quota sets it, such as `Organizations:DescribePolicy`; `requests` where it is their number.
    pub set_by: String,
}

impl Floor {
    /// Of a crawl with these calls, whose answers took `latency`, with `at_once` requests under way. A quota that would have needed
    /// more time than there `was` is not in force.
    pub(crate) fn of(calls: &[Calls], latency: Duration, at_once: usize, was: Duration) -> Self {
        let shared = |service: &str| matches!(service, "Organizations" | "STS");
        let requests: u64 =
            calls.iter().filter(|calls| !shared(&calls.service)).map(|calls| u64::from(calls.count)).sum();
        let working = latency.mul_f64(requests as f64 / at_once.max(1) as f64);
        let limited = calls.iter().filter(|calls| shared(&calls.service)).filter_map(|calls| {
            let seconds = quota(&calls.service, &calls.operation)?.seconds(calls.count.into());
            let time = Duration::from_secs_f64(seconds) + latency;
            (time <= was).then(|| Self { time, set_by: format!("{}:{}", calls.service, calls.operation) })
        });
        let start = Self { time: working, set_by: "requests".to_owned() };
        let longest = limited.fold(start, |one, other| if other.time > one.time { other } else { one });
        Self { time: longest.time + latency, ..longest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(service: &str, operation: &str, count: u32) -> Calls {
        Calls { service: service.to_owned(), operation: operation.to_owned(), count }
    }

    #[test]
    fn the_slowest_of_what_runs_side_by_side_counts() {
        let latency = Duration::from_millis(120);
        let hour = Duration::from_secs(3_600);
        let worked = [
            calls("Organizations", "ListAccounts", 50),
            calls("Organizations", "DescribePolicy", 120),
            calls("STS", "AssumeRole", 1_000),
            calls("EC2", "DescribeVpcs", 97_000),
        ];
        let floor = Floor::of(&worked, latency, 512, hour);
        assert_eq!(floor.set_by, "Organizations:DescribePolicy");
        assert_eq!(floor.time, Duration::from_secs(59) + 2 * latency);
        let floor = Floor::of(&worked, latency, 64, hour);
        assert_eq!((floor.set_by.as_str(), floor.time.as_secs()), ("requests", 181));
    }

    #[test]
    fn a_quota_that_nobody_keeps_to_sets_nothing() {
        let worked = [calls("Organizations", "DescribePolicy", 120)];
        let floor = Floor::of(&worked, Duration::ZERO, 512, Duration::from_secs(5));
        assert_eq!(floor.set_by, "requests");
    }
}
