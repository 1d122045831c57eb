//! When a call that changes something is made: AWS takes so many of an operation at once, and then so many a second. Whoever goes by that is not
//! refused, and loses no time to waiting longer than AWS asks for.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use armillary_aws::{Quota, changing_quota};
use tokio::time::Instant;

/// The turns of each operation that has a published limit.
#[derive(Debug, Default)]
pub(crate) struct Turns(Mutex<BTreeMap<(String, String), Bucket>>);

/// What is left of a burst. Below nothing where turns were given that are still to come.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Turns {
    /// Takes the next turn of an operation; tells how far away it is.
    pub(crate) fn take(&self, service: &str, operation: &str, now: Instant) -> Duration {
        let Some(quota) = changing_quota(service, operation) else { return Duration::ZERO };
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let full = Bucket { tokens: quota.burst, at: now };
        buckets.entry((service.to_owned(), operation.to_owned())).or_insert(full).take(quota, now)
    }
}

impl Bucket {
    fn take(&mut self, Quota { rate, burst }: Quota, now: Instant) -> Duration {
        let elapsed = now.saturating_duration_since(self.at).as_secs_f64();
        self.tokens = (self.tokens + elapsed * rate).min(burst) - 1.0;
        self.at = now;
        Duration::from_secs_f64((-self.tokens / rate).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_goes_at_once_and_the_rest_one_after_the_other() {
        let (turns, start) = (Turns::default(), Instant::now());
        let pauses: Vec<u64> =
            (0..6).map(|_| turns.take("organizations", "CreateAccount", start).as_secs_f64().round() as u64).collect();
        assert_eq!(pauses, [0, 0, 0, 10, 20, 30]);
        // Ten seconds later another one has come, and thirty are still promised.
        let later = start + Duration::from_secs(10);
        assert_eq!(turns.take("organizations", "CreateAccount", later).as_secs_f64().round() as u64, 30);
        assert_eq!(turns.take("organizations", "MoveAccount", later), Duration::ZERO);
        assert_eq!(turns.take("servicecatalog", "CreatePortfolioShare", later), Duration::ZERO);
    }
}
