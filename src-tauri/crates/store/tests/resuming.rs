//! Going on with a crawl: what need not be read again, and what is refused.

mod organization;

use std::{collections::BTreeSet, path::PathBuf};

use armillary_model::{GLOBAL, Gap, Service, Status, Unit, UnitReport};
use armillary_store::{
    Asked, CrawlEnd, CrawlStart, CrawlState, CrawlWriter, Identity, Origin, Reader, Resumed, StoreError, Writer,
};
use organization::{ID, account, denied, report, units};
use tempfile::TempDir;

fn cache() -> (TempDir, PathBuf, Writer) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("cache.sqlite");
    let writer = Writer::create_or_open(&path).expect("opens");
    (folder, path, writer)
}

fn start() -> CrawlStart {
    let caller = Some("arn:aws:sts::100000000000:assumed-role/Audit/monday".to_owned());
    let asked = Asked { regions: vec!["eu-west-1".to_owned()], ..Asked::default() };
    CrawlStart { identity: Identity { caller, ..Identity::default() }, asked, ..CrawlStart::default() }
}

fn iam(index: u64) -> Unit {
    Unit { account: account(index), region: GLOBAL.to_owned(), service: Service::Iam }
}

fn crawl(writer: &mut Writer, reports: &[UnitReport], planned: &[Unit], state: CrawlState) {
    let mut crawl = writer.begin_crawl(&start()).expect("begins");
    crawl.plan(planned).expect("plans");
    crawl.record(reports).expect("records");
    crawl.finish(&CrawlEnd { finished_at: 1, state, note: String::new() }).expect("finishes");
}

/// The crawl that is written, and what need not be read.
fn goes_on<'a>(writer: &'a mut Writer, start: &CrawlStart) -> (CrawlWriter<'a>, BTreeSet<Unit>) {
    match writer.resume_crawl(start).expect("goes on") {
        Resumed::Begun(crawl, done) => (*crawl, done),
        Resumed::NothingLeft(crawl) => panic!("nothing is left of crawl {crawl}"),
    }
}

fn read(unit: &Unit) -> UnitReport {
    UnitReport { status: Status::Complete, gaps: Vec::new(), ..denied(unit) }
}

#[test]
fn a_crawl_that_was_cut_off_is_gone_on_with() {
    let (_folder, _path, mut writer) = cache();
    crawl(&mut writer, &[read(&iam(1))], &[iam(1), iam(2)], CrawlState::Partial);
    let other_session = Identity {
        caller: Some("arn:aws:sts::100000000000:assumed-role/Audit/tuesday".to_owned()),
        ..Identity::default()
    };
    let (again, done) = goes_on(&mut writer, &CrawlStart { identity: other_session, ..start() });
    assert_eq!((again.id(), done), (1, [iam(1)].into()));
}

#[test]
fn units_that_a_crawl_did_not_come_to_are_told_from_those_it_left_out() {
    let (_folder, path, mut writer) = cache();
    let skipped = |unit: &Unit, message: &str| {
        let gaps = vec![Gap { message: message.to_owned(), ..Gap::not_reached() }];
        UnitReport { status: Status::Skipped, gaps, ..denied(unit) }
    };
    let cancelled = UnitReport { gaps: vec![Gap::not_reached()], ..skipped(&iam(3), "") };
    let reports = [read(&iam(1)), skipped(&iam(2), "the account is suspended"), cancelled];
    crawl(&mut writer, &reports, &[iam(1), iam(2), iam(3), iam(4)], CrawlState::Partial);
    drop(writer);
    let reader = Reader::open(&path).expect("opens");
    let counts = reader.coverage_counts(1).expect("reads");
    assert_eq!(counts[&Service::Iam][&Status::Skipped], 3);
    assert_eq!(reader.not_reached(1).expect("reads"), 2, "one was cancelled, one never begun");
    let coverage = reader.coverage(1).expect("reads");
    let not_reached = coverage.units().filter(|unit| unit.reading.is_not_reached());
    assert_eq!(not_reached.map(|unit| unit.account).collect::<Vec<_>>(), [account(3), account(4)]);
}

#[test]
fn a_crawl_that_ended_with_unread_units_is_followed_by_one_that_reads_those() {
    let (_folder, _path, mut writer) = cache();
    crawl(
        &mut writer,
        &[read(&iam(1)), denied(&iam(2)), read(&iam(3))],
        &[iam(1), iam(2), iam(3)],
        CrawlState::Complete,
    );
    let (again, done) = goes_on(&mut writer, &start());
    assert_eq!((again.id(), done), (2, [iam(1), iam(3)].into()));
    again.finish(&CrawlEnd { finished_at: 1, state: CrawlState::Complete, note: String::new() }).expect("finishes");
}

#[test]
fn what_is_known_is_not_read_again_nor_what_was_passed_over() {
    let (_folder, _path, mut writer) = cache();
    let skipped = UnitReport { status: Status::Skipped, ..denied(&iam(2)) };
    let all = [iam(1), iam(2), iam(3)];
    crawl(&mut writer, &[read(&iam(1)), skipped, denied(&iam(3))], &all, CrawlState::Complete);
    let (again, done) = goes_on(&mut writer, &start());
    assert_eq!((again.id(), done), (2, [iam(1), iam(2)].into()));
}

#[test]
fn nothing_is_left_where_all_else_was_passed_over() {
    let (_folder, _path, mut writer) = cache();
    let skipped = UnitReport { status: Status::Skipped, ..denied(&iam(2)) };
    crawl(&mut writer, &[read(&iam(1)), skipped], &[iam(1), iam(2)], CrawlState::Complete);
    assert!(matches!(writer.resume_crawl(&start()), Ok(Resumed::NothingLeft(1))));
}

#[test]
fn a_crawl_of_the_rest_that_was_cut_off_itself_reads_no_more_than_that_rest() {
    let (_folder, _path, mut writer) = cache();
    let all = [iam(1), iam(2), iam(3)];
    crawl(&mut writer, &[read(&iam(1)), denied(&iam(2)), denied(&iam(3))], &all, CrawlState::Complete);
    let (mut again, _) = goes_on(&mut writer, &start());
    again.plan(&all[1..]).expect("plans");
    again.record(&[read(&iam(2))]).expect("records");
    again.finish(&CrawlEnd { finished_at: 1, state: CrawlState::Partial, note: String::new() }).expect("finishes");
    let (again, done) = goes_on(&mut writer, &start());
    assert_eq!((again.id(), done), (2, [iam(1), iam(2)].into()));
}

#[test]
fn where_nothing_is_left_nothing_begins() {
    let (_folder, path, mut writer) = cache();
    crawl(&mut writer, &[read(&iam(1))], &[iam(1)], CrawlState::Complete);
    assert!(matches!(writer.resume_crawl(&start()), Ok(Resumed::NothingLeft(1))));
    assert_eq!(Reader::open(&path).expect("opens").crawls().expect("reads").len(), 1);
    let other = CrawlStart { asked: Asked::default(), ..start() };
    assert!(matches!(writer.resume_crawl(&other), Err(StoreError::OtherScope { .. })), "that was asked for more");
}

#[test]
fn in_a_cache_without_crawls_a_whole_one_begins() {
    let (_folder, _path, mut writer) = cache();
    let (first, done) = goes_on(&mut writer, &start());
    assert_eq!((first.id(), done.len()), (1, 0));
}

#[test]
fn where_a_crawl_read_from_and_its_requests_stay_with_it() {
    let (_folder, path, mut writer) = cache();
    let told = || {
        let crawl = Reader::open(&path).expect("opens").crawl(1).expect("reads");
        (crawl.origin, crawl.requests)
    };
    let demo = Origin::Demo { accounts: 64, seed: 1 };
    let mut first = writer.begin_crawl(&CrawlStart { origin: Some(demo.clone()), ..start() }).expect("begins");
    first.plan(&[iam(1), iam(2)]).expect("plans");
    first.answered(7);
    first.record(&[read(&iam(1))]).expect("records");
    assert_eq!(told(), (Some(demo.clone()), 7), "of a crawl that is killed now, too");
    first.answered(9);
    first.finish(&CrawlEnd { finished_at: 1, state: CrawlState::Partial, note: String::new() }).expect("finishes");
    let (mut again, _) = goes_on(&mut writer, &start());
    again.answered(4);
    again.finish(&CrawlEnd { finished_at: 2, state: CrawlState::Complete, note: String::new() }).expect("finishes");
    assert_eq!(told(), (Some(demo), 13), "those of both parts");
}

#[test]
fn another_scope_or_caller_is_refused_with_what_differs() {
    let (_folder, _path, mut writer) = cache();
    crawl(&mut writer, &[read(&iam(1))], &[iam(1), iam(2)], CrawlState::Partial);
    let mut refused = |start: CrawlStart, words: &str| {
        let error = writer.resume_crawl(&start).err().expect("refused");
        assert!(matches!(error, StoreError::OtherScope { crawl: 1, .. }), "{error}");
        assert!(error.to_string().contains(words), "{error}");
    };
    refused(CrawlStart { asked: Asked { ou: Some("ou-1".to_owned()), ..start().asked }, ..start() }, "ou-1 now");
    refused(CrawlStart { asked: Asked::default(), ..start() }, "eu-west-1 then, all now");
    refused(CrawlStart { asked: Asked { services: vec![Service::Iam], ..start().asked }, ..start() }, "services");
    let member = Some("arn:aws:iam::100000001009:user/me".to_owned());
    refused(CrawlStart { identity: Identity { caller: member, ..Identity::default() }, ..start() }, "caller");
}

#[test]
fn an_account_without_the_organization_of_the_cache_is_refused() {
    let (_folder, path, mut writer) = cache();
    let mut crawl = writer.begin_crawl(&start()).expect("begins");
    let known = Identity { organization: Some(ID.to_owned()), management_account: Some(account(0)), caller: None };
    crawl.identify(&known).expect("identifies");
    crawl.record(&units(2).iter().map(|unit| report(unit, 2)).collect::<Vec<_>>()).expect("records");
    crawl.finish(&CrawlEnd { finished_at: 1, state: CrawlState::Complete, note: String::new() }).expect("finishes");

    let alone = |index| Identity { management_account: Some(account(index)), ..Identity::default() };
    let mut crawl = writer.begin_crawl(&start()).expect("begins");
    crawl.identify(&alone(1)).expect("a member that may not see its organization");
    let refused = crawl.identify(&alone(7)).expect_err("refused");
    assert!(matches!(refused, StoreError::OtherOrganization { .. }), "{refused}");
    assert!(
        refused.to_string().contains(&account(7).to_string()) && refused.to_string().contains(&*path.to_string_lossy())
    );
}
