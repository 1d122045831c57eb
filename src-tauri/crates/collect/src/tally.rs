//! Counting what a crawl has done.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use armillary_aws::{Calls, Meter};
use armillary_model::{Status, UnitReport};

use crate::{Progress, progress::remaining};

/// The counts of a running crawl.
#[derive(Debug)]
pub(crate) struct Tally {
    pub planned: usize,
    /// Units that were read before, and are not read again.
    pub known: usize,
    pub units: BTreeMap<Status, usize>,
    meter: Meter,
    started: Instant,
    /// When the first unit came in, less nothing: what came before is listing, not reading.
    reading: Option<Instant>,
    before: (u32, u32),
}

impl Tally {
    pub fn start(meter: &Meter) -> Self {
        let before = (meter.requests(), meter.attempts());
        let started = Instant::now();
        Self { planned: 0, known: 0, units: BTreeMap::new(), meter: meter.clone(), started, reading: None, before }
    }

    /// Counts a report; tells how far the crawl is with it.
    pub fn count(&mut self, report: &UnitReport) -> Progress {
        *self.units.entry(report.status).or_default() += 1;
        let done: usize = self.units.values().sum();
        let read = done - self.units.get(&Status::Skipped).copied().unwrap_or_default();
        let reading = self.reading.get_or_insert_with(Instant::now).elapsed();
        Progress {
            done: self.known + done,
            planned: self.known + self.planned,
            requests: self.requests(),
            elapsed: self.elapsed(),
            remaining: remaining(read, self.planned.saturating_sub(done), reading),
        }
    }

    pub fn requests(&self) -> u32 {
        self.meter.requests().saturating_sub(self.before.0)
    }

    pub fn attempts(&self) -> u32 {
        self.meter.attempts().saturating_sub(self.before.1)
    }

    /// Requests answered, by service and operation.
    pub fn calls(&self) -> Vec<Calls> {
        self.meter.calls()
    }

    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use armillary_model::{AccountId, Service, Unit};

    use super::*;

    #[test]
    fn counts_add_up() {
        let mut tally = Tally::start(&Meter::default());
        tally.planned = 3;
        let account = AccountId::from_number(1).expect("below 10^12");
        let report = |status| {
            let unit = Unit { account, region: "eu-west-1".into(), service: Service::Ec2 };
            UnitReport { unit, status, gaps: Vec::new(), resources: Vec::new(), requests: 0 }
        };
        tally.count(&report(Status::Complete));
        tally.count(&report(Status::Skipped));
        let last = tally.count(&report(Status::Complete));
        assert_eq!((last.done, last.planned, last.remaining), (3, 3, Some(Duration::ZERO)));
        assert_eq!(tally.units.get(&Status::Complete), Some(&2));
    }

    #[test]
    fn what_was_read_before_is_done_and_tells_nothing_of_the_pace() {
        let mut tally = Tally::start(&Meter::default());
        (tally.planned, tally.known) = (2, 90);
        let account = AccountId::from_number(1).expect("below 10^12");
        let unit = Unit { account, region: "eu-west-1".into(), service: Service::Ec2 };
        let status = Status::Complete;
        let progress = tally.count(&UnitReport { unit, status, gaps: Vec::new(), resources: Vec::new(), requests: 0 });
        assert_eq!((progress.done, progress.planned, progress.remaining), (91, 92, None));
    }
}
