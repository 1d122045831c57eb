//! How many units are read at once: more as long as this computer keeps up, fewer when it does not, or when answers stop coming.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use tokio::task::JoinHandle;

/// Units read at once to begin with, and the fewest that trouble with the network or the computer leads to.
const FIRST: f64 = 128.0;
const FEWEST: f64 = 16.0;
/// What is left after a unit of a service that answers was lost.
const CUT: f64 = 0.7;
/// A computer that is late by this much has work enough; by the second, too much.
const BUSY: Duration = Duration::from_millis(50);
const OVERLOADED: Duration = Duration::from_millis(200);

/// How many units are read at once.
#[derive(Debug)]
pub(crate) struct Width {
    now: f64,
    most: f64,
    /// Units that must end before another cut: those lost at one moment are one piece of news.
    settling: usize,
}

impl Width {
    /// At most so many.
    pub fn new(most: usize) -> Self {
        let most = most.max(1) as f64;
        Self { now: FIRST.min(most), most, settling: 0 }
    }

    /// How many units may be read now.
    pub fn places(&self) -> usize {
        self.now as usize
    }

    /// Follows the end of a unit: whether it was lost, and how late this computer is with its work.
    pub fn ended(&mut self, lost: bool, late: Duration) {
        self.settling = self.settling.saturating_sub(1);
        if lost && self.settling == 0 {
            self.now = (self.now * CUT).max(FEWEST.min(self.most));
            self.settling = self.places();
        } else if late > OVERLOADED {
            self.now = (self.now - 1.0).max(FIRST.min(self.most));
        } else if late < BUSY && !lost {
            self.now = (self.now + 1.0).min(self.most);
        }
    }
}

/// Measures how late this computer is with what is due. Stops when dropped.
#[derive(Debug)]
pub(crate) struct Lateness {
    microseconds: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Lateness {
    /// Begins to measure.
    pub fn watch() -> Self {
        const EVERY: Duration = Duration::from_millis(20);
        let microseconds = Arc::new(AtomicU64::new(0));
        let shared = Arc::clone(&microseconds);
        let task = tokio::spawn(async move {
            loop {
                let due = Instant::now() + EVERY;
                tokio::time::sleep(EVERY).await;
                let late = u64::try_from(due.elapsed().as_micros()).unwrap_or(u64::MAX);
                shared.store((shared.load(Relaxed) * 3 + late) / 4, Relaxed);
            }
        });
        Self { microseconds, task }
    }

    /// How late, on the average of the last few moments.
    pub fn now(&self) -> Duration {
        Duration::from_micros(self.microseconds.load(Relaxed))
    }
}

impl Drop for Lateness {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_with_each_unit_up_to_the_most() {
        let mut width = Width::new(512);
        (0..1_000).for_each(|_| width.ended(false, Duration::ZERO));
        assert_eq!(width.places(), 512);
        assert_eq!(Width::new(5).places(), 5);
    }

    #[test]
    fn a_computer_that_has_enough_to_do_is_given_no_more() {
        let mut width = Width::new(512);
        (0..100).for_each(|_| width.ended(false, Duration::ZERO));
        let before = width.places();
        (0..100).for_each(|_| width.ended(false, (BUSY + OVERLOADED) / 2));
        assert_eq!(width.places(), before);
        (0..1_000).for_each(|_| width.ended(false, 2 * OVERLOADED));
        assert_eq!(width.places(), 128);
    }

    #[test]
    fn units_lost_at_one_moment_are_one_cut() {
        let mut width = Width::new(512);
        (0..1_000).for_each(|_| width.ended(false, Duration::ZERO));
        (0..100).for_each(|_| width.ended(true, Duration::ZERO));
        assert_eq!(width.places(), 358);
        (0..100_000).for_each(|_| width.ended(true, Duration::ZERO));
        assert_eq!(width.places(), 16);
    }
}
