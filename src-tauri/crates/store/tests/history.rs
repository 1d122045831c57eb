//! What crawls leave in a cache: added, changed, removed, unreadable, left, handed over.

mod organization;

use std::path::PathBuf;

use armillary_model::{
    GLOBAL, Kind, Reading, Record, Relation, RelationKind, Resource, Service, Status, Unit, UnitReport,
};
use armillary_store::{
    CrawlEnd, CrawlStart, CrawlState, CrawlWriter, Identity, Reader, Recorded, ResourceFilter, StoreError, Writer,
};
use organization::{account, account_arn, denied, report, units};
use serde_json::json;
use tempfile::TempDir;

struct Cache {
    _folder: TempDir,
    path: PathBuf,
}

impl Cache {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("cache.sqlite");
        Self { _folder: folder, path }
    }

    fn reader(&self) -> Reader {
        Reader::open(&self.path).expect("opens")
    }

    /// One whole crawl of these reports.
    fn crawl(&self, reports: &[UnitReport]) -> Recorded {
        let mut writer = Writer::create_or_open(&self.path).expect("opens");
        let mut crawl = writer.begin_crawl(&CrawlStart::default()).expect("begins");
        crawl.plan(&reports.iter().map(|report| report.unit.clone()).collect::<Vec<_>>()).expect("plans");
        let recorded = crawl.record(reports).expect("records");
        end(crawl, CrawlState::Complete);
        recorded
    }

    fn records(&self, crawl: i64) -> Vec<Record> {
        let mut records = Vec::new();
        self.reader().resources(crawl, &ResourceFilter::default(), |record| records.push(record)).expect("lists");
        records
    }

    fn arns(&self, crawl: i64) -> Vec<String> {
        self.records(crawl).into_iter().map(|record| record.arn).collect()
    }
}

fn end(crawl: CrawlWriter<'_>, state: CrawlState) {
    crawl.finish(&CrawlEnd { finished_at: 2, state, note: String::new() }).expect("finishes");
}

fn iam(index: u64) -> Unit {
    Unit { account: account(index), region: GLOBAL.to_owned(), service: Service::Iam }
}

fn role(index: u64, name: &str, session: u32) -> Resource {
    let arn = format!("arn:aws:iam::{}:role/{name}", account(index));
    let mut role = organization::resource(
        &arn,
        Kind::Role,
        name,
        json!({"RoleName": name, "MaxSessionDuration": session}),
        vec![],
    );
    role.account = account(index);
    role
}

fn complete(unit: Unit, resources: Vec<Resource>) -> UnitReport {
    UnitReport { unit, status: Status::Complete, gaps: vec![], resources, requests: 1 }
}

#[test]
fn each_crawl_keeps_its_own_state() {
    let cache = Cache::new();
    let first = cache.crawl(&[complete(iam(1), vec![role(1, "a", 1), role(1, "b", 1)])]);
    assert_eq!(first, Recorded { added: 2, ..Recorded::default() });
    let second = cache.crawl(&[complete(iam(1), vec![role(1, "b", 2), role(1, "c", 1)])]);
    assert_eq!(second, Recorded { added: 1, changed: 1, removed: 1, unchanged: 0 });
    let third = cache.crawl(&[complete(iam(1), vec![role(1, "a", 1), role(1, "b", 2), role(1, "c", 1)])]);
    assert_eq!(third, Recorded { added: 1, changed: 0, removed: 0, unchanged: 2 });

    let names = |crawl| cache.records(crawl).into_iter().map(|record| record.name).collect::<Vec<_>>();
    assert_eq!(names(1), ["a", "b"]);
    assert_eq!(names(2), ["b", "c"]);
    assert_eq!(names(3), ["a", "b", "c"]);
    let session = |crawl, index: usize| cache.records(crawl)[index].document["MaxSessionDuration"].clone();
    assert_eq!((session(1, 1), session(2, 0)), (json!(1), json!(2)));
    assert!(cache.records(2).iter().all(|record| !record.stale));

    let detail = cache.reader().resource(3, &role(1, "a", 1).arn, 10).expect("reads").expect("is there");
    let history: Vec<_> = detail.history.iter().map(|version| (version.from_crawl, version.to_crawl)).collect();
    assert_eq!(history, [(1, Some(2)), (3, None)]);
}

#[test]
fn a_unit_that_was_not_read_completely_keeps_its_last_known_state() {
    let cache = Cache::new();
    cache.crawl(&[complete(iam(1), vec![role(1, "a", 1), role(1, "b", 1)]), complete(iam(2), vec![role(2, "x", 1)])]);
    let partly = UnitReport { resources: vec![role(1, "b", 2)], ..denied(&iam(1)) };
    let recorded = cache.crawl(&[partly]);
    assert_eq!(recorded, Recorded { changed: 1, ..Recorded::default() });

    let records = cache.records(2);
    assert_eq!(records.iter().map(|record| record.name.as_str()).collect::<Vec<_>>(), ["a", "b", "x"]);
    assert_eq!(records[1].document["MaxSessionDuration"], 2);
    let stale: Vec<_> = records.iter().map(|record| (record.stale, record.as_of)).collect();
    assert_eq!(stale, [(true, 1), (true, 2), (false, 1)], "the first unit was denied, the second one not tried");

    let coverage = cache.reader().coverage(2).expect("reads");
    let unread: Vec<_> = coverage.units().filter(|unit| !unit.reading.is_covered()).collect();
    assert_eq!(unread.len(), 1);
    assert_eq!((unread[0].unit(), unread[0].reading.status), (iam(1), Status::Denied));
    assert_eq!(unread[0].reading.gaps[0].code, "AccessDenied");
    assert_eq!((unread[0].reading.crawl, unread[0].reading.as_of), (Some(2), Some(1)));
    let other = coverage.reading(account(2), GLOBAL, Service::Iam);
    assert_eq!((other.is_covered(), other.crawl), (true, Some(1)), "a crawl that did not try it says nothing of it");
}

#[test]
fn a_crawl_of_one_account_leaves_the_rest_known_as_of_its_own_date() {
    let cache = Cache::new();
    let all: Vec<_> = units(3).iter().map(|unit| report(unit, 3)).collect();
    cache.crawl(&all);
    let only: Vec<_> = all.iter().filter(|report| report.unit.account == account(1)).cloned().collect();
    cache.crawl(&only);

    let (reader, records) = (cache.reader(), cache.records(2));
    let coverage = reader.coverage(2).expect("reads");
    assert_eq!(coverage.totals(), [(Status::Complete, all.len() as u32)].into());
    assert!((0..3).all(|index| coverage.is_covered(account(index))));
    assert_eq!((coverage.as_of(account(1)), coverage.as_of(account(2))), (Some(2), Some(1)));
    assert_eq!(records.len(), cache.records(1).len());
    assert!(records.iter().all(|record| !record.stale));
    let age = |index| records.iter().find(|record| record.arn == role(index, "Role0", 1).arn).map(|role| role.as_of);
    assert_eq!((age(1), age(2)), (Some(2), Some(1)));
}

#[test]
fn a_unit_that_failed_after_a_good_crawl_is_unread_and_its_resources_keep_their_age() {
    let cache = Cache::new();
    cache.crawl(&[complete(iam(1), vec![role(1, "a", 1)])]);
    cache.crawl(&[denied(&iam(1))]);
    cache.crawl(&[complete(iam(2), vec![role(2, "x", 1)])]);
    let coverage = cache.reader().coverage(3).expect("reads");
    let reading = coverage.reading(account(1), GLOBAL, Service::Iam);
    assert_eq!((reading.status, reading.crawl, reading.as_of), (Status::Denied, Some(2), Some(1)));
    let records = cache.records(3);
    assert_eq!((records[0].stale, records[0].as_of), (true, 1));
    assert!(cache.reader().coverage(1).expect("reads").is_covered(account(1)), "as of the first crawl it was read");
}

#[test]
fn a_region_that_is_off_is_known_to_hold_nothing() {
    let cache = Cache::new();
    let unit = Unit { account: account(1), region: "af-south-1".to_owned(), service: Service::Ec2 };
    cache.crawl(&[complete(unit.clone(), vec![role(1, "a", 1)])]);
    let off = UnitReport { status: Status::RegionOff, ..denied(&unit) };
    assert_eq!(cache.crawl(&[off]), Recorded { removed: 1, ..Recorded::default() });
    assert!(cache.records(2).is_empty());
    assert!(cache.reader().coverage(2).expect("reads").is_covered(account(1)));
}

#[test]
fn the_last_complete_crawl_is_shown_and_a_crawl_cut_off_blanks_nothing() {
    let cache = Cache::new();
    cache.crawl(&[complete(iam(1), vec![role(1, "a", 1)]), complete(iam(2), vec![role(2, "x", 1)])]);
    let mut writer = Writer::create_or_open(&cache.path).expect("opens");
    let mut crawl = writer.begin_crawl(&CrawlStart::default()).expect("begins");
    crawl.plan(&[iam(1), iam(2)]).expect("plans");
    crawl.record(&[complete(iam(1), vec![role(1, "a", 2)])]).expect("records");
    end(crawl, CrawlState::Partial);
    drop(writer);

    assert_eq!(cache.reader().latest_crawl().expect("reads").map(|crawl| crawl.id), Some(1));
    assert_eq!(cache.reader().cut_off_after(1).expect("reads").map(|crawl| crawl.id), Some(2));
    assert!(cache.reader().cut_off_after(2).expect("reads").is_none());
    let coverage = cache.reader().coverage(2).expect("reads");
    assert!(coverage.is_covered(account(1)) && coverage.is_covered(account(2)));
    assert_eq!((coverage.as_of(account(1)), coverage.as_of(account(2))), (Some(2), Some(1)));
}

#[test]
fn a_planned_unit_that_was_not_reached_reads_as_skipped() {
    let cache = Cache::new();
    let mut writer = Writer::create_or_open(&cache.path).expect("opens");
    let mut crawl = writer.begin_crawl(&CrawlStart::default()).expect("begins");
    crawl.plan(&[iam(1), iam(2)]).expect("plans");
    crawl.plan(&[iam(2), iam(3)]).expect("plans");
    crawl.answered(1);
    crawl.record(&[complete(iam(1), vec![role(1, "a", 1)])]).expect("records");
    end(crawl, CrawlState::Partial);

    let reader = cache.reader();
    let crawl = reader.latest_crawl().expect("reads").expect("is there");
    assert_eq!((crawl.state, crawl.planned, crawl.requests), (CrawlState::Partial, 3, 1));
    let coverage = reader.coverage(1).expect("reads");
    let unread: Vec<_> = coverage.units().map(|unit| unit.reading).filter(|reading| !reading.is_covered()).collect();
    assert_eq!(unread.len(), 2);
    let skipped = |reading: &Reading<'_>| reading.status == Status::Skipped && reading.as_of.is_none();
    assert!(unread.iter().all(|reading| skipped(reading) && reading.gaps[0].message.contains("not reached")));
    let counts = reader.coverage_counts(1).expect("reads");
    assert_eq!(counts[&Service::Iam], [(Status::Complete, 1), (Status::Skipped, 2)].into());
}

#[test]
fn what_left_the_organization_is_gone_and_what_could_not_be_seen_is_not() {
    let cache = Cache::new();
    let all: Vec<_> = units(3).iter().map(|unit| report(unit, 3)).collect();
    cache.crawl(&all);
    assert!(cache.arns(1).contains(&account_arn(2)));

    // Account 2 has left; account 1 cannot be read.
    let second: Vec<_> =
        units(2).iter().map(|unit| if unit.account == account(1) { denied(unit) } else { report(unit, 2) }).collect();
    cache.crawl(&second);
    let records = cache.records(2);
    assert!(records.iter().all(|record| record.account != account(2)));
    let of_first: Vec<_> = records.iter().filter(|record| record.account == account(1)).collect();
    assert!(of_first.iter().any(|record| record.kind == Kind::Account && !record.stale), "the organization was read");
    assert!(of_first.iter().all(|record| record.stale || record.kind == Kind::Account));
    assert!(cache.arns(1).contains(&account_arn(2)), "history stays");
}

#[test]
fn a_resource_that_several_accounts_see_lives_as_long_as_one_of_them_sees_it() {
    let aws_policy = |document| {
        organization::resource(
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
            Kind::ManagedPolicy,
            "ReadOnlyAccess",
            document,
            vec![],
        )
    };
    let sees = |index, count| complete(iam(index), vec![aws_policy(json!({"AttachmentCount": count}))]);
    let cache = Cache::new();
    cache.crawl(&[sees(1, 1), sees(2, 7)]);
    assert_eq!(cache.arns(1).len(), 1);

    // In another order, and unchanged.
    assert_eq!(cache.crawl(&[sees(2, 7), sees(1, 1)]), Recorded { unchanged: 2, ..Recorded::default() });
    // The account that held it does not use it any more.
    cache.crawl(&[sees(2, 7), complete(iam(1), vec![])]);
    assert_eq!(cache.arns(3).len(), 1);
    assert!(!cache.records(3)[0].stale);
    // Nor does the other one.
    cache.crawl(&[complete(iam(1), vec![]), complete(iam(2), vec![])]);
    assert!(cache.arns(4).is_empty());
    assert_eq!((cache.arns(1).len(), cache.arns(2).len(), cache.arns(3).len()), (1, 1, 1));
}

#[test]
fn a_shared_resource_is_read_by_whoever_can_be_read() {
    let shared = role(1, "shared", 1);
    let cache = Cache::new();
    cache.crawl(&[complete(iam(2), vec![shared.clone()]), complete(iam(1), vec![shared.clone()])]);
    // It went over to the account its ARN names, so that denying the other one does not make it stale.
    cache.crawl(&[denied(&iam(2)), complete(iam(1), vec![shared.clone()])]);
    assert!(!cache.records(2)[0].stale);
    // When its own account cannot be read, the other one's view stands in.
    cache.crawl(&[denied(&iam(1)), complete(iam(2), vec![shared])]);
    assert!(!cache.records(3)[0].stale);
    assert_eq!(cache.records(1).len(), 1);
}

#[test]
fn a_unit_reported_twice_in_a_crawl_counts_as_last_reported() {
    let cache = Cache::new();
    cache.crawl(&[complete(iam(1), vec![role(1, "a", 1)])]);
    cache.crawl(&[
        UnitReport { resources: vec![role(1, "a", 2), role(1, "b", 1)], ..denied(&iam(1)) },
        complete(iam(1), vec![role(1, "a", 3)]),
    ]);
    let records = cache.records(2);
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].document["MaxSessionDuration"], 3);
    assert_eq!(cache.records(1)[0].document["MaxSessionDuration"], 1);
}

#[test]
fn the_order_of_relations_does_not_make_a_version() {
    let relation = |name: &str| Relation::new(RelationKind::HasPolicy, format!("arn:aws:iam::aws:policy/{name}"), "");
    let with = |names: [&str; 2]| Resource { relations: names.map(relation).to_vec(), ..role(1, "a", 1) };
    let cache = Cache::new();
    cache.crawl(&[complete(iam(1), vec![with(["x", "y"])])]);
    assert_eq!(
        cache.crawl(&[complete(iam(1), vec![with(["y", "x"])])]),
        Recorded { unchanged: 1, ..Recorded::default() }
    );
    assert_eq!(
        cache.crawl(&[complete(iam(1), vec![with(["y", "z"])])]),
        Recorded { changed: 1, ..Recorded::default() }
    );
    assert_eq!(cache.records(2)[0].relations, [relation("x"), relation("y")]);
    assert_eq!(cache.records(3)[0].relations, [relation("y"), relation("z")]);
}

#[test]
fn a_cache_holds_one_organization() {
    let cache = Cache::new();
    let start = |organization: &str| CrawlStart {
        identity: Identity { organization: Some(organization.to_owned()), ..Identity::default() },
        ..CrawlStart::default()
    };
    let mut writer = Writer::create_or_open(&cache.path).expect("opens");
    end(writer.begin_crawl(&start("o-first")).expect("begins"), CrawlState::Complete);
    let refused = writer.begin_crawl(&start("o-second")).err().expect("refused");
    assert!(matches!(refused, StoreError::OtherOrganization { .. }), "{refused}");
    assert!(refused.to_string().contains("--cache"));
    assert_eq!(cache.reader().crawls().expect("reads").len(), 1);
}

#[test]
fn a_crawl_that_was_never_finished_is_partial() {
    let cache = Cache::new();
    let mut writer = Writer::create_or_open(&cache.path).expect("opens");
    let mut crawl = writer.begin_crawl(&CrawlStart::default()).expect("begins");
    crawl.record(&[complete(iam(1), vec![role(1, "a", 1)])]).expect("records");
    let state = || cache.reader().crawl(1).expect("reads").state;
    assert_eq!(state(), CrawlState::Running);
    assert!(cache.reader().latest_crawl().expect("reads").is_none());
    drop(writer);
    assert_eq!(state(), CrawlState::Partial);
    assert_eq!(cache.reader().latest_crawl().expect("reads").map(|crawl| crawl.id), Some(1));
    // One that ends before it knows what to read is listed, and not shown.
    end(
        Writer::create_or_open(&cache.path).expect("opens").begin_crawl(&CrawlStart::default()).expect("begins"),
        CrawlState::Partial,
    );
    assert_eq!(state(), CrawlState::Partial);
    assert_eq!(cache.reader().latest_crawl().expect("reads").map(|crawl| crawl.id), Some(1));
    assert!(matches!(cache.reader().crawl(3), Err(StoreError::NoSuchCrawl(3))));
}
