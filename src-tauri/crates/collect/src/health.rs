//! Which parts of AWS answer at all: a service in a Region that does not is not tried again and again, and only where nothing
//! answers any more the crawl stops.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use armillary_aws::{Failure, FailureClass};

use crate::visit::Visited;

/// How many units of a service and Region are read at once, and may fail, before the first answer.
const PROBES: usize = 6;
/// How many units in a row must find nobody answering before a service and Region that did answer is given up, or the crawl is.
const LOST: usize = 24;
/// How many accounts in a row cannot be entered, for want of network or credentials, before the crawl stops.
const LOCKED: usize = 8;

/// A service in a Region: its place in the plan's jobs.
pub(crate) type Lane = usize;

/// Whether a unit may be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Admission {
    /// At once.
    Now,
    /// When it is known whether its service and Region answer.
    Later,
    /// No: the reason.
    Never(String),
}

/// What the reading of a unit says about its service and Region.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Ending {
    /// It answers.
    Answered,
    /// It does not: what happened.
    Lost(String),
    /// Nothing: no call was made.
    Untried,
}

impl Ending {
    pub fn of(visited: &Visited) -> Self {
        let report = &visited.report;
        let found = !report.resources.is_empty() || !visited.views.is_empty();
        if visited.class == Some(FailureClass::Unreachable) && !found {
            return Self::Lost(report.gaps.last().map(|gap| gap.message.clone()).unwrap_or_default());
        }
        if report.requests > 0 { Self::Answered } else { Self::Untried }
    }
}

/// The health of a crawl.
#[derive(Debug)]
pub(crate) struct Health(Mutex<State>);

#[derive(Debug)]
struct State {
    lanes: Vec<Line>,
    locked: usize,
    lost: usize,
    lost_in: BTreeSet<Lane>,
    stopped: Option<String>,
}

#[derive(Clone, Debug, Default)]
struct Line {
    reading: usize,
    answers: bool,
    lost: usize,
    dead: Option<String>,
}

impl Health {
    /// Of so many services and Regions, none of them tried.
    pub fn new(lanes: usize) -> Self {
        let lanes = vec![Line::default(); lanes];
        Self(Mutex::new(State { lanes, locked: 0, lost: 0, lost_in: BTreeSet::new(), stopped: None }))
    }

    /// Whether a unit may be read now; if so it counts as being read until it [ends](Self::ended).
    pub fn admit(&self, lane: Lane) -> Admission {
        let mut state = self.state();
        if let Some(reason) = &state.stopped {
            return Admission::Never(reason.clone());
        }
        let Some(line) = state.lanes.get_mut(lane) else { return Admission::Now };
        if let Some(reason) = &line.dead {
            return Admission::Never(reason.clone());
        }
        if !line.answers && line.reading >= PROBES {
            return Admission::Later;
        }
        line.reading += 1;
        Admission::Now
    }

    /// Notes how a unit ended; tells whether it was lost in a service and Region that does answer.
    pub fn ended(&self, lane: Lane, ending: &Ending) -> bool {
        let mut state = self.state();
        let faltered = state.lanes.get_mut(lane).is_some_and(|line| line.ended(ending));
        match ending {
            Ending::Answered => {
                state.lost = 0;
                state.lost_in.clear();
            }
            Ending::Lost(reason) => {
                state.lost += 1;
                state.lost_in.insert(lane);
                // A single service that is gone is no reason to stop: what is left of the others is still read.
                if state.lost >= LOST && state.lost_in.len() > 1 {
                    let lost = state.lost;
                    state.stopped.get_or_insert(format!("stopped after {lost} units in a row failed: {reason}"));
                }
            }
            Ending::Untried => {}
        }
        faltered
    }

    /// Notes whether an account could be entered.
    pub fn entered(&self, failure: Option<&Failure>) {
        let mut state = self.state();
        match failure {
            Some(failure) if matches!(failure.class, FailureClass::Unreachable | FailureClass::Expired) => {
                state.locked += 1;
                if state.locked >= LOCKED {
                    let reason =
                        format!("stopped after {LOCKED} accounts in a row could not be entered: {}", failure.message);
                    state.stopped.get_or_insert(reason);
                }
            }
            _ => state.locked = 0,
        }
    }

    /// Why the crawl stopped by itself, if it did: nothing that was tried answers.
    pub fn stopped(&self) -> Option<String> {
        let state = self.state();
        let mut tried = state.lanes.iter().filter(|line| line.answers || line.dead.is_some()).peekable();
        let all_dead = tried.peek().is_some() && tried.all(|line| line.dead.is_some());
        let dead = || state.lanes.iter().find_map(|line| line.dead.clone());
        state.stopped.clone().or_else(|| if all_dead { dead() } else { None })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn ended(&mut self, ending: &Ending) -> bool {
        self.reading = self.reading.saturating_sub(1);
        match ending {
            Ending::Answered => {
                self.answers = true;
                self.lost = 0;
            }
            Ending::Lost(reason) => {
                self.lost += 1;
                let most = if self.answers { LOST } else { PROBES };
                if self.lost >= most && self.dead.is_none() {
                    self.dead = Some(format!("not tried after {most} accounts in a row gave no answer: {reason}"));
                }
            }
            Ending::Untried => {}
        }
        self.answers && matches!(ending, Ending::Lost(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost() -> Ending {
        Ending::Lost("could not be reached".to_owned())
    }

    fn read(health: &Health, lane: Lane, ending: &Ending) {
        assert_eq!(health.admit(lane), Admission::Now);
        health.ended(lane, ending);
    }

    #[test]
    fn a_service_is_tried_by_a_few_until_it_answers() {
        let health = Health::new(2);
        (0..PROBES).for_each(|_| assert_eq!(health.admit(0), Admission::Now));
        assert_eq!(health.admit(0), Admission::Later);
        assert_eq!(health.admit(1), Admission::Now, "others do not wait");
        health.ended(0, &Ending::Answered);
        (0..100).for_each(|_| assert_eq!(health.admit(0), Admission::Now));
    }

    #[test]
    fn a_service_that_never_answers_is_given_up_and_the_others_are_not() {
        let health = Health::new(2);
        (0..PROBES).for_each(|_| read(&health, 0, &lost()));
        assert!(matches!(health.admit(0), Admission::Never(reason) if reason.contains("could not be reached")));
        (0..500).for_each(|_| read(&health, 1, &Ending::Answered));
        assert_eq!(health.stopped(), None);
    }

    #[test]
    fn a_service_that_goes_away_is_given_up_later_and_alone() {
        let health = Health::new(2);
        read(&health, 0, &Ending::Answered);
        read(&health, 1, &Ending::Answered);
        (0..LOST - 1).for_each(|_| read(&health, 0, &lost()));
        read(&health, 0, &Ending::Answered);
        (0..LOST).for_each(|_| read(&health, 0, &lost()));
        assert!(matches!(health.admit(0), Admission::Never(_)));
        assert_eq!((health.admit(1), health.stopped()), (Admission::Now, None));
    }

    #[test]
    fn a_crawl_stops_where_nothing_answers() {
        let health = Health::new(4);
        (0..4).for_each(|lane| read(&health, lane, &Ending::Answered));
        (0..LOST).for_each(|at| read(&health, at % 4, &lost()));
        assert!(health.stopped().is_some());
        assert!(matches!(health.admit(0), Admission::Never(_)));
        let health = Health::new(1);
        (0..PROBES).for_each(|_| read(&health, 0, &lost()));
        assert!(health.stopped().is_some(), "the only service that was asked for");
    }

    #[test]
    fn a_crawl_stops_where_no_account_can_be_entered_any_more() {
        let failure = |class| Failure { class, operation: String::new(), code: String::new(), message: "over".into() };
        let (health, expired) = (Health::new(1), failure(FailureClass::Expired));
        (0..LOCKED - 1).for_each(|_| health.entered(Some(&expired)));
        health.entered(Some(&failure(FailureClass::Denied)));
        (0..LOCKED - 1).for_each(|_| health.entered(Some(&expired)));
        assert_eq!(health.stopped(), None, "a refusal is an answer");
        health.entered(Some(&expired));
        assert!(health.stopped().is_some_and(|reason| reason.contains("over")));
    }
}
