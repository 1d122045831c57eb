//! What a crawl tells while it runs, and when it has ended.

use std::{collections::BTreeMap, time::Duration};

use armillary_aws::Caller;
use armillary_model::{AccountId, Status, Unit, UnitReport};

use crate::{Floor, Progress};

/// Something a crawl tells. Every planned unit is finished exactly once, also when the crawl is cancelled.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// What will be reported. Comes once, before any unit.
    Planned {
        /// The organization's id, where the caller is in one.
        organization: Option<String>,
        /// The management account; the caller's own where there is no organization.
        management: AccountId,
        /// The Regions that are read.
        regions: Vec<String>,
        /// Every unit, those that will be skipped included.
        units: Vec<Unit>,
        /// How many units of the same scope were read before, and are not read again.
        known: usize,
    },
    /// A unit is being read.
    Started(Unit),
    /// A unit has been read, or could not be.
    Finished {
        /// What it gave.
        report: UnitReport,
        /// How far the crawl is with it.
        progress: Progress,
    },
}

/// How a crawl ended.
#[derive(Clone, PartialEq, Debug)]
pub struct CrawlOutcome {
    /// Who crawled.
    pub caller: Caller,
    /// The organization's id, where the caller is in one.
    pub organization: Option<String>,
    /// The management account; the caller's own where there is no organization.
    pub management: AccountId,
    /// The Regions that were read.
    pub regions: Vec<String>,
    /// How many accounts are in the crawl's scope.
    pub accounts: usize,
    /// How many units ended in each status.
    pub units: BTreeMap<Status, usize>,
    /// HTTP requests answered, retries not counted.
    pub requests: u32,
    /// HTTP requests sent, retries counted.
    pub attempts: u32,
    /// From start to end.
    pub elapsed: Duration,
    /// The shortest time that was possible.
    pub floor: Floor,
    /// It was asked to stop before it was done.
    pub cancelled: bool,
    /// Why it stopped by itself, if it did.
    pub stopped: Option<String>,
}

impl CrawlOutcome {
    /// Whether every unit was read completely.
    pub fn is_complete(&self) -> bool {
        self.units.iter().all(|(status, count)| *status == Status::Complete || *count == 0)
    }
}
