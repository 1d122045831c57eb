//! Coverage as a value: what is known of every unit as of a crawl, from which crawl, and why the rest is not.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Range,
    sync::{Arc, LazyLock},
};

use crate::{AccountId, Gap, Service, Status, Unit};

/// How many units ended in each status.
pub type StatusCounts = BTreeMap<Status, u32>;

/// The latest reading of a unit at or before a crawl. A crawl that did not try the unit says nothing of it: an earlier one does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reading<'a> {
    /// How it ended; [`Status::Skipped`] where no crawl ever tried.
    pub status: Status,
    /// The calls that gave no data; empty when it was read.
    pub gaps: &'a [Gap],
    /// The crawl that tried; `None` where none did.
    pub crawl: Option<i64>,
    /// The latest crawl that read it: what is known of the unit is as of that crawl. `None` where nothing is.
    pub as_of: Option<i64>,
}

impl Reading<'_> {
    /// Whether everything the unit holds is known: it was read, or the Region is off and there is nothing.
    pub fn is_covered(&self) -> bool {
        self.status.is_covered()
    }

    /// Whether a crawl did not come to the unit, because it was cancelled or cut off; one that was left out on purpose is none.
    pub fn is_not_reached(&self) -> bool {
        self.status == Status::Skipped && self.gaps.iter().any(Gap::is_not_reached)
    }
}

/// A unit with its latest reading.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnitReading<'a> {
    /// The account.
    pub account: AccountId,
    /// The Region, or [`crate::GLOBAL`].
    pub region: &'a str,
    /// The service.
    pub service: Service,
    /// Its latest reading.
    pub reading: Reading<'a>,
}

impl UnitReading<'_> {
    /// The unit.
    pub fn unit(&self) -> Unit {
        Unit { account: self.account, region: self.region.to_owned(), service: self.service }
    }
}

/// What is known of every unit as of a crawl. Made by [`CoverageDraft`]; cheap to ask for one account.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    crawl: i64,
    times: BTreeMap<i64, i64>,
    names: Names,
    /// By account, Region and service.
    units: Vec<Entry>,
    accounts: BTreeMap<AccountId, Range<usize>>,
}

/// One unit, without its account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Entry {
    region: u32,
    service: Service,
    status: Status,
    reason: Option<u32>,
    crawl: Option<i64>,
    as_of: Option<i64>,
}

/// Regions and reasons, each once.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Names {
    regions: Vec<Arc<str>>,
    reasons: Vec<Arc<[Gap]>>,
}

static NEVER: LazyLock<[Gap; 1]> = LazyLock::new(|| {
    let message = "no crawl has read it yet".to_owned();
    [Gap { operation: String::new(), code: String::new(), message }]
});

impl Coverage {
    /// The crawl it is as of.
    pub fn crawl(&self) -> i64 {
        self.crawl
    }

    /// Whether it speaks of no account at all.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// When a crawl began, in milliseconds since 1970-01-01 UTC: the age of what it read.
    pub fn time_of(&self, crawl: i64) -> Option<i64> {
        self.times.get(&crawl).copied()
    }

    /// The accounts it speaks of.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> + '_ {
        self.accounts.keys().copied()
    }

    /// Every unit, by account, Region and service.
    pub fn units(&self) -> impl Iterator<Item = UnitReading<'_>> {
        self.accounts.keys().flat_map(|account| self.of_account(*account))
    }

    /// The units of one account; none where the account is not known.
    pub fn of_account(&self, account: AccountId) -> impl Iterator<Item = UnitReading<'_>> {
        self.entries(account).iter().map(move |entry| UnitReading {
            account,
            region: self.names.regions.get(entry.region as usize).map_or("", |region| region),
            service: entry.service,
            reading: self.reading_of(entry),
        })
    }

    /// The units of one service in one account.
    pub fn of_service(&self, account: AccountId, service: Service) -> impl Iterator<Item = UnitReading<'_>> {
        self.of_account(account).filter(move |unit| unit.service == service)
    }

    /// The latest reading of a unit.
    pub fn reading(&self, account: AccountId, region: &str, service: Service) -> Reading<'_> {
        let found = self.of_service(account, service).find(|unit| unit.region == region);
        match found {
            Some(unit) => unit.reading,
            None => never(),
        }
    }

    /// The latest reading of the organization itself, from whichever account.
    pub fn organization(&self) -> Option<UnitReading<'_>> {
        self.units().filter(|unit| unit.service == Service::Organizations).max_by_key(|unit| unit.reading.crawl)
    }

    /// Whether everything of an account is known. Of an account that is not in the coverage nothing is.
    pub fn is_covered(&self, account: AccountId) -> bool {
        self.unread(account) == 0
    }

    /// Whether everything of one service in an account is known.
    pub fn covers(&self, account: AccountId, service: Service) -> bool {
        self.why_unread(account, service).is_none()
    }

    /// The first unit of a service in an account that is not known, with its reason.
    pub fn why_unread(&self, account: AccountId, service: Service) -> Option<UnitReading<'_>> {
        let mut units = self.of_service(account, service).peekable();
        if units.peek().is_none() {
            return Some(UnitReading { account, region: crate::GLOBAL, service, reading: never() });
        }
        units.find(|unit| !unit.reading.is_covered())
    }

    /// How many units of an account are not known; an account without units counts as one.
    pub fn unread(&self, account: AccountId) -> u32 {
        let entries = self.entries(account);
        let unread = entries.iter().filter(|entry| !entry.status.is_covered()).count();
        if entries.is_empty() { 1 } else { count(unread) }
    }

    /// How many units of an account there are.
    pub fn total(&self, account: AccountId) -> u32 {
        count(self.entries(account).len())
    }

    /// The oldest crawl that anything known of an account comes from; `None` where nothing is known.
    pub fn as_of(&self, account: AccountId) -> Option<i64> {
        self.entries(account).iter().filter_map(|entry| entry.as_of).min()
    }

    /// How many units of an account are in each status.
    pub fn counts(&self, account: AccountId) -> StatusCounts {
        tally(self.entries(account))
    }

    /// How many units of all accounts are in each status.
    pub fn totals(&self) -> StatusCounts {
        tally(&self.units)
    }

    fn entries(&self, account: AccountId) -> &[Entry] {
        self.accounts.get(&account).and_then(|range| self.units.get(range.clone())).unwrap_or_default()
    }

    fn reading_of(&self, entry: &Entry) -> Reading<'_> {
        let gaps = match entry.reason {
            Some(reason) => self.names.reasons.get(reason as usize).map_or(&[][..], |gaps| gaps),
            None if entry.crawl.is_none() => &NEVER[..],
            None => &[],
        };
        Reading { status: entry.status, gaps, crawl: entry.crawl, as_of: entry.as_of }
    }
}

fn never() -> Reading<'static> {
    Reading { status: Status::Skipped, gaps: &NEVER[..], crawl: None, as_of: None }
}

fn tally(entries: &[Entry]) -> StatusCounts {
    let mut counts = StatusCounts::new();
    for entry in entries {
        let count = counts.entry(entry.status).or_default();
        *count = count.saturating_add(1);
    }
    counts
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Gathers readings into a [`Coverage`].
#[derive(Clone, Debug, Default)]
pub struct CoverageDraft {
    crawl: i64,
    times: BTreeMap<i64, i64>,
    names: Names,
    regions: HashMap<Arc<str>, u32>,
    accounts: BTreeMap<AccountId, Vec<Entry>>,
}

impl CoverageDraft {
    /// A draft as of a crawl.
    pub fn new(crawl: i64) -> Self {
        Self { crawl, ..Self::default() }
    }

    /// Coverage as if one crawl had read these units, and tried no others.
    pub fn of_one_crawl(crawl: i64, units: impl IntoIterator<Item = (Unit, Status, Vec<Gap>)>) -> Coverage {
        let mut draft = Self::new(crawl);
        for (unit, status, gaps) in units {
            let reason = if gaps.is_empty() { None } else { Some(draft.reason(gaps)) };
            let as_of = status.is_covered().then_some(crawl);
            draft.add(unit.account, &unit.region, unit.service, status, reason, Some(crawl), as_of);
        }
        draft.finish()
    }

    /// Notes when a crawl began, in milliseconds since 1970-01-01 UTC.
    pub fn time(&mut self, crawl: i64, began: i64) {
        self.times.insert(crawl, began);
    }

    /// Keeps a reason, for any number of units.
    pub fn reason(&mut self, gaps: Vec<Gap>) -> u32 {
        let place = count(self.names.reasons.len());
        self.names.reasons.push(gaps.into());
        place
    }

    /// Notes an account of the organization, also where no unit of it was ever tried.
    pub fn account(&mut self, account: AccountId) {
        self.accounts.entry(account).or_default();
    }

    /// Notes the latest reading of a unit; see [`Reading`].
    #[expect(clippy::too_many_arguments, reason = "a reading taken apart, so that none is allocated per unit")]
    pub fn add(
        &mut self,
        account: AccountId,
        region: &str,
        service: Service,
        status: Status,
        reason: Option<u32>,
        crawl: Option<i64>,
        as_of: Option<i64>,
    ) {
        let region = self.region(region);
        self.accounts.entry(account).or_default().push(Entry { region, service, status, reason, crawl, as_of });
    }

    /// The coverage. A service that other accounts are read for, and an account is not, is unread there.
    pub fn finish(mut self) -> Coverage {
        let expected = self.expected();
        let mut coverage = Coverage { crawl: self.crawl, times: self.times, names: self.names, ..Coverage::default() };
        for (account, mut entries) in std::mem::take(&mut self.accounts) {
            let known: BTreeSet<Service> = entries.iter().map(|entry| entry.service).collect();
            entries.extend(expected.iter().filter(|entry| !known.contains(&entry.service)));
            let names = &coverage.names.regions;
            entries.sort_by_key(|entry| (names.get(entry.region as usize), entry.service));
            let start = coverage.units.len();
            coverage.units.extend(entries);
            coverage.accounts.insert(account, start..coverage.units.len());
        }
        coverage
    }

    /// The units that every account has, as unread ones: those of any account, save what is read once for the organization.
    fn expected(&self) -> Vec<Entry> {
        let places = self.accounts.values().flatten().map(|entry| (entry.service, entry.region));
        let places: BTreeSet<_> = places.filter(|(service, _)| !service.is_read_once()).collect();
        let unread = |(service, region)| Entry {
            region,
            service,
            status: Status::Skipped,
            reason: None,
            crawl: None,
            as_of: None,
        };
        places.into_iter().map(unread).collect()
    }

    fn region(&mut self, name: &str) -> u32 {
        if let Some(known) = self.regions.get(name) {
            return *known;
        }
        let (name, number) = (Arc::<str>::from(name), count(self.names.regions.len()));
        self.names.regions.push(name.clone());
        self.regions.insert(name, number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::GLOBAL;

    fn id(number: u64) -> AccountId {
        AccountId::from_number(number).expect("below 10^12")
    }

    fn draft() -> CoverageDraft {
        let mut draft = CoverageDraft::new(7);
        draft.time(7, 7_000);
        draft.time(3, 3_000);
        let denied = draft.reason(vec![Gap { operation: "ec2:X".into(), code: "Denied".into(), message: "no".into() }]);
        draft.add(id(1), GLOBAL, Service::Organizations, Status::Complete, None, Some(7), Some(7));
        draft.add(id(1), "b", Service::Ec2, Status::Denied, Some(denied), Some(7), Some(3));
        draft.add(id(1), "a", Service::Ec2, Status::RegionOff, None, Some(7), Some(7));
        draft.add(id(1), GLOBAL, Service::Iam, Status::Complete, None, Some(3), Some(3));
        draft.add(id(2), GLOBAL, Service::Iam, Status::Complete, None, Some(7), Some(7));
        draft.account(id(3));
        draft
    }

    #[test]
    fn a_region_that_is_off_is_known_and_a_refused_one_is_not() {
        let coverage = draft().finish();
        assert_eq!((coverage.unread(id(1)), coverage.total(id(1))), (1, 4));
        assert!(coverage.covers(id(1), Service::Iam) && !coverage.covers(id(1), Service::Ec2));
        let unread = coverage.why_unread(id(1), Service::Ec2).expect("one is");
        assert_eq!((unread.region, unread.reading.gaps[0].code.as_str()), ("b", "Denied"));
        assert_eq!((unread.reading.crawl, unread.reading.as_of), (Some(7), Some(3)));
        assert_eq!(coverage.as_of(id(1)).and_then(|crawl| coverage.time_of(crawl)), Some(3_000));
        assert_eq!(coverage.organization().map(|unit| unit.account), Some(id(1)));
    }

    #[test]
    fn what_is_read_once_is_not_missed_in_every_account() {
        let mut draft = draft();
        for service in [Service::ControlTower, Service::IdentityCenter] {
            draft.add(id(1), "a", service, Status::Complete, None, Some(7), Some(7));
        }
        let coverage = draft.finish();
        assert_eq!((coverage.total(id(1)), coverage.total(id(2)), coverage.total(id(3))), (6, 3, 3));
    }

    #[test]
    fn what_was_never_tried_is_unread_with_a_reason() {
        let coverage = draft().finish();
        // Account 2 was read for IAM only, account 3 never, account 4 is not known at all.
        assert_eq!(coverage.counts(id(2)), [(Status::Complete, 1), (Status::Skipped, 2)].into());
        assert_eq!((coverage.unread(id(3)), coverage.as_of(id(3))), (3, None));
        let never = coverage.reading(id(3), "a", Service::Ec2);
        assert!(!never.is_covered() && never.crawl.is_none() && !never.gaps.is_empty());
        assert_eq!((coverage.unread(id(4)), coverage.is_covered(id(4))), (1, false));
        assert!(coverage.why_unread(id(4), Service::Iam).is_some_and(|unit| !unit.reading.gaps.is_empty()));
        assert_eq!(coverage.totals().values().sum::<u32>(), 4 + 3 + 3);
    }
}
