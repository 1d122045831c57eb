//! How far a crawl is, and how long it will still take.

use std::time::Duration;

/// Units that have to be read before the time left is estimated.
const ENOUGH: usize = 8;

/// How far a crawl is.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Progress {
    /// Units finished, skipped ones included, and those that were read before and need not be read again.
    pub done: usize,
    /// Units planned, those included.
    pub planned: usize,
    /// HTTP requests answered so far.
    pub requests: u32,
    /// Since the crawl started.
    pub elapsed: Duration,
    /// What is left at the pace so far; `None` while there is too little to go by.
    pub remaining: Option<Duration>,
}

/// The time left, given how many units were read in `reading` and how many are still to be read.
pub(crate) fn remaining(read: usize, left: usize, reading: Duration) -> Option<Duration> {
    if left == 0 {
        return Some(Duration::ZERO);
    }
    (read >= ENOUGH).then(|| reading.mul_f64(left as f64 / read as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_follows_the_pace() {
        assert_eq!(remaining(10, 30, Duration::from_secs(5)), Some(Duration::from_secs(15)));
        assert_eq!(remaining(3, 30, Duration::from_secs(5)), None);
        assert_eq!(remaining(0, 0, Duration::ZERO), Some(Duration::ZERO));
    }
}
