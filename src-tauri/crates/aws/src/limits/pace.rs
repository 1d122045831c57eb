//! How fast one operation is called in one account and Region, once AWS has said that it is called too fast.

use std::time::{Duration, Instant};

use super::Quota;

/// Where nothing is published, calls a second to begin with.
const CAREFUL: f64 = 10.0;
/// What is left of the rate after a cut.
const CUT: f64 = 0.7;
/// Throttled answers to calls of one moment are one piece of news: two cuts are at least this far apart.
const APART: Duration = Duration::from_secs(1);

/// A bucket that fills at a rate which follows the answers: more with each call that is let through, less after one that is not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    rate: f64,
    /// No rate is worth less than this: who throttles whatever the rate is made no happier by going slower.
    least: f64,
    most: f64,
    /// Below nothing when calls have been promised that are still to come.
    tokens: f64,
    at: Instant,
    cut: Instant,
}

impl Pace {
    /// The pace of an operation that was just throttled.
    pub fn new(published: Option<Quota>, now: Instant) -> Self {
        let rate = published.map_or(CAREFUL, |quota| quota.rate);
        let most = published.map_or(f64::INFINITY, |quota| quota.rate);
        let least = published.map_or(1.0, |quota| quota.rate / 2.0);
        Self { rate, least, most, tokens: 0.0, at: now, cut: now }
    }

    /// Takes the next free place; tells how far away it is.
    pub fn reserve(&mut self, now: Instant) -> Duration {
        self.refill(now);
        self.tokens -= 1.0;
        Duration::from_secs_f64((-self.tokens / self.rate).max(0.0))
    }

    /// Slows down.
    pub fn throttled(&mut self, now: Instant) {
        self.refill(now);
        self.tokens = self.tokens.min(0.0);
        if now.saturating_duration_since(self.cut) >= APART {
            self.rate = (self.rate * CUT).max(self.least);
            self.cut = now;
        }
    }

    /// Speeds up, by a tenth or by one call a second in each second.
    pub fn answered(&mut self) {
        let step = (self.rate / 10.0).max(1.0);
        self.rate = (self.rate + step / self.rate).min(self.most);
    }

    fn refill(&mut self, now: Instant) {
        let elapsed = now.saturating_duration_since(self.at).as_secs_f64();
        // A tenth of a second's calls may go at once, so that a coarse clock costs nothing.
        self.tokens = (self.tokens + elapsed * self.rate).min((self.rate / 10.0).max(1.0));
        self.at = self.at.max(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::quota;

    const LATENCY: Duration = Duration::from_millis(120);

    /// Makes calls one after the other, and again where they are throttled; tells how long that took and how many were sent.
    fn carry_out(
        calls: u32,
        mut pace: Pace,
        start: Instant,
        mut lets_through: impl FnMut(Instant) -> bool,
    ) -> (f64, u32) {
        let (mut now, mut sent) = (start, 0);
        for _ in 0..calls {
            loop {
                now += pace.reserve(now) + LATENCY;
                sent += 1;
                if lets_through(now) {
                    pace.answered();
                    break;
                }
                pace.throttled(now);
            }
        }
        ((now - start).as_secs_f64(), sent)
    }

    /// A bucket as AWS keeps it.
    fn bucket(quota: Quota, start: Instant) -> impl FnMut(Instant) -> bool {
        let (mut tokens, mut at) = (0.0_f64, start);
        move |now| {
            tokens = (tokens + (now - at).as_secs_f64() * quota.rate).min(quota.burst);
            at = now;
            let has_token = tokens >= 1.0;
            tokens -= f64::from(u8::from(has_token));
            has_token
        }
    }

    #[test]
    fn a_published_rate_is_kept_to_and_hardly_anything_is_sent_twice() {
        let (start, quota) = (Instant::now(), quota("Organizations", "DescribePolicy").expect("is published"));
        let (seconds, sent) = carry_out(100, Pace::new(Some(quota), start), start, bucket(quota, start));
        assert!(seconds < 1.2 * 100.0 / quota.rate && sent < 110, "{seconds} s, {sent} sent");
    }

    #[test]
    fn a_rate_that_is_not_published_is_found() {
        let (start, hidden) = (Instant::now(), Quota { rate: 4.0, burst: 4.0 });
        let (seconds, sent) = carry_out(200, Pace::new(None, start), start, bucket(hidden, start));
        assert!(seconds < 1.5 * 200.0 / hidden.rate && sent < 280, "{seconds} s, {sent} sent");
    }

    #[test]
    fn one_that_throttles_every_second_call_makes_it_slower_and_not_a_hundred_times_slower() {
        for published in
            [None, quota("Organizations", "ListTargetsForPolicy"), quota("Organizations", "DescribePolicy")]
        {
            let (start, mut count) = (Instant::now(), 0);
            let every_second = |_| {
                count += 1;
                count % 2 == 0
            };
            let (seconds, sent) = carry_out(100, Pace::new(published, start), start, every_second);
            let at_best = 200.0 / published.map_or(CAREFUL, |quota| quota.rate);
            assert_eq!(sent, 200);
            assert!(seconds < 4.0 * at_best.max(200.0 * LATENCY.as_secs_f64()), "{seconds} s");
        }
    }

    #[test]
    fn answers_of_one_moment_are_one_cut() {
        let start = Instant::now();
        let mut pace = Pace::new(None, start);
        (0..50).for_each(|_| pace.throttled(start + Duration::from_secs(2)));
        assert_eq!(pace.rate, CAREFUL * CUT);
    }
}
