//! AWS's own clock, and what AWS is still doing on it. The time is passed in; nothing here looks at a watch.

use std::collections::BTreeMap;

use armillary_model::AccountId;
use serde::Serialize;

use super::{Place, PolicyType, Timestamp};

/// A point on AWS's clock: milliseconds since the organization began to be served.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize)]
pub struct Moment(pub u64);

impl Moment {
    /// The moment this many seconds later.
    pub fn after(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000)))
    }

    /// Whether this was less than so many seconds before `now`.
    pub fn is_within(self, seconds: u64, now: Self) -> bool {
        self.after(seconds) > now
    }
}

/// How many seconds pass on AWS's clock in one second: what takes AWS minutes takes seconds here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimeScale(u32);

impl TimeScale {
    /// So many seconds in one; never fewer than one.
    pub fn new(seconds: u32) -> Self {
        Self(seconds.max(1))
    }

    /// How far AWS's clock goes, in milliseconds, in so many milliseconds.
    pub fn stretch(self, milliseconds: u64) -> Moment {
        Moment(milliseconds.saturating_mul(u64::from(self.0)))
    }
}

impl Default for TimeScale {
    /// A minute in a second.
    fn default() -> Self {
        Self::new(60)
    }
}

/// What time it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Clock {
    /// By the clocks of those who ask: what answers are dated with.
    pub now: Timestamp,
    /// By AWS's clock: what takes its time.
    pub moment: Moment,
    /// How much faster that one runs.
    pub scale: TimeScale,
}

impl Clock {
    /// When, by the clocks of those who ask, this moment was.
    pub fn when(&self, past: Moment) -> Timestamp {
        let elapsed = self.moment.0.saturating_sub(past.0) / 1_000 / u64::from(self.scale.0);
        Timestamp(self.now.0.saturating_sub_unsigned(elapsed))
    }
}

/// Something that AWS has begun and will have done after a while.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub enum Task {
    /// To create an account, by the id of the request.
    CreateAccount(String),
    /// To close an account.
    CloseAccount(AccountId),
    /// To enable or disable a policy type.
    ChangePolicyType(PolicyType),
    /// To begin an action on the shares of a portfolio, by its token.
    StartShare(String),
    /// To end it.
    FinishShare(String),
    /// To go on with what was asked of Service Catalog in an account and Region, by the id of the record.
    GoOn(Place, String),
    /// To end an operation of Control Tower, by its id.
    FinishTower(String),
    /// To enrol an account that was moved into a registered OU.
    Enrol(AccountId),
    /// To do what was asked of Identity Center, by the id of the request.
    FinishAssignment(String),
}

/// What AWS has begun, in the order in which it will be done.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Agenda {
    #[serde(serialize_with = "super::pairs")]
    tasks: BTreeMap<(Moment, u64), Task>,
    added: u64,
}

impl Agenda {
    /// Adds a task that will be done at `due`.
    pub fn add(&mut self, due: Moment, task: Task) {
        self.added += 1;
        self.tasks.insert((due, self.added), task);
    }

    /// Whether anything is done by now.
    pub fn is_due(&self, now: Moment) -> bool {
        self.tasks.first_key_value().is_some_and(|((due, _), _)| *due <= now)
    }

    /// Takes the first task that is done by now, with the moment at which it was.
    pub fn take_due(&mut self, now: Moment) -> Option<(Moment, Task)> {
        let first = self.tasks.first_entry().filter(|first| first.key().0 <= now)?;
        let ((due, _), task) = first.remove_entry();
        Some((due, task))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_done_in_their_order_and_not_before_their_time() {
        let mut agenda = Agenda::default();
        let task = |name: &str| Task::CreateAccount(name.to_owned());
        for (due, name) in [(5, "c"), (1, "a"), (5, "d"), (2, "b")] {
            agenda.add(Moment(due), task(name));
        }
        assert!(!agenda.is_due(Moment(0)) && agenda.is_due(Moment(1)));
        let done: Vec<_> = std::iter::from_fn(|| agenda.take_due(Moment(4))).collect();
        assert_eq!(done, [(Moment(1), task("a")), (Moment(2), task("b"))]);
        let done: Vec<_> = std::iter::from_fn(|| agenda.take_due(Moment(5))).collect();
        assert_eq!(done, [(Moment(5), task("c")), (Moment(5), task("d"))]);
    }

    #[test]
    fn a_past_moment_is_told_by_the_clock_of_those_who_ask() {
        let clock = Clock { now: Timestamp(1_000), moment: Moment(600_000), scale: TimeScale::default() };
        assert_eq!(clock.when(Moment(600_000)), Timestamp(1_000));
        assert_eq!(clock.when(Moment(0)), Timestamp(990));
        assert!(Moment(0).is_within(601, clock.moment) && !Moment(0).is_within(600, clock.moment));
    }
}
