//! Going on with a crawl: what need not be read again, and what is refused.

mod organization;

use std::path::PathBuf;

use armillary_model::{GLOBAL, Service, Status, Unit, UnitReport};
use armillary_store::{Asked, CrawlEnd, CrawlStart, CrawlState, Identity, StoreError, Writer};
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
    let (again, done) = writer.resume_crawl(&CrawlStart { identity: other_session, ..start() }).expect("goes on");
    assert_eq!((again.id(), done), (1, [iam(1)].into()));
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
    let (again, done) = writer.resume_crawl(&start()).expect("begins");
    assert_eq!((again.id(), done), (2, [iam(1), iam(3)].into()));
    again.finish(&CrawlEnd { finished_at: 1, state: CrawlState::Complete, note: String::new() }).expect("finishes");
}

#[test]
fn where_nothing_is_left_a_whole_crawl_begins() {
    let (_folder, _path, mut writer) = cache();
    crawl(&mut writer, &[read(&iam(1))], &[iam(1)], CrawlState::Complete);
    let (again, done) = writer.resume_crawl(&start()).expect("begins");
    assert_eq!((again.id(), done.len()), (2, 0));
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
