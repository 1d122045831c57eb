//! The shortest time a crawl could have taken: what the published quotas of AWS and the number of requests under way allow.
//!
//! Side by side run each limited operation, at its own rate, and the requests of all accounts, as many at once as this computer has open. Each
//! of these needs no more time than there was, so that the longest of them does not either. What this computer itself needs for its work is
//! not in it, nor is that some calls wait for the answers of others.

use std::time::Duration;

use armillary_aws::{Answers, Calls, quota};

/// The shortest time possible, and what sets it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Floor {
    /// The shortest time possible; never longer than the crawl took.
    pub time: Duration,
    /// The operation whose quota sets it, such as `Organizations:DescribePolicy`; `requests` where it is their number.
    pub set_by: String,
}

impl Floor {
    /// Of a crawl with these calls, which were answered in this time, with `at_once` requests under way at most. A quota that would have
    /// needed more time than there `was` is not in force.
    pub(crate) fn of(calls: &[Calls], answers: Answers, at_once: usize, was: Duration) -> Self {
        let shared = |service: &str| matches!(service, "Organizations" | "STS");
        // One after another in each place, and none sooner than an answer takes.
        let working = answers.time.div_f64(at_once.max(1) as f64).max(answers.average());
        let limited = calls.iter().filter(|calls| shared(&calls.service)).filter_map(|calls| {
            let seconds = quota(&calls.service, &calls.operation)?.seconds(calls.count.into());
            let time = Duration::from_secs_f64(seconds);
            (time <= was).then(|| Self { time, set_by: format!("{}:{}", calls.service, calls.operation) })
        });
        let requests = Self { time: working, set_by: "requests".to_owned() };
        limited.fold(requests, |one, other| if other.time > one.time { other } else { one })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(service: &str, operation: &str, count: u32) -> Calls {
        Calls { service: service.to_owned(), operation: operation.to_owned(), count }
    }

    fn answers(number: u64, milliseconds: u64) -> Answers {
        Answers { number, time: Duration::from_millis(number * milliseconds) }
    }

    #[test]
    fn the_slowest_of_what_runs_side_by_side_counts() {
        let hour = Duration::from_secs(3_600);
        let worked = [
            calls("Organizations", "ListAccounts", 50),
            calls("Organizations", "DescribePolicy", 120),
            calls("STS", "AssumeRole", 1_000),
            calls("EC2", "DescribeVpcs", 97_000),
        ];
        let answered = answers(98_170, 120);
        let floor = Floor::of(&worked, answered, 512, hour);
        assert_eq!((floor.set_by.as_str(), floor.time.as_secs()), ("Organizations:DescribePolicy", 59));
        let floor = Floor::of(&worked, answered, 64, hour);
        assert_eq!((floor.set_by.as_str(), floor.time.as_secs()), ("requests", 184));
    }

    #[test]
    fn a_quota_that_nobody_keeps_to_sets_nothing() {
        let worked = [calls("Organizations", "DescribePolicy", 120)];
        let floor = Floor::of(&worked, answers(120, 0), 512, Duration::from_secs(5));
        assert_eq!(floor.set_by, "requests");
    }

    #[test]
    fn it_is_never_longer_than_the_crawl_took() {
        // A quota that was just kept to, and a place that was never idle: neither leaves room for more.
        let was = Duration::from_secs(59);
        let kept = [calls("Organizations", "DescribePolicy", 120)];
        assert_eq!(Floor::of(&kept, answers(120, 400), 512, was).time, was);
        assert_eq!(Floor::of(&[], answers(590, 100), 1, was).time, was);
        assert_eq!(Floor::of(&[], answers(1, 59_000), 512, was).time, was);
    }
}
