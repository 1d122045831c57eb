//! A writer is killed at random moments: earlier crawls stay whole, the one it was writing is partial.

mod organization;

use std::{
    collections::hash_map::RandomState,
    env,
    hash::BuildHasher,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use armillary_model::{Record, Unit, UnitReport};
use armillary_store::{CrawlEnd, CrawlStart, CrawlState, Reader, ResourceFilter, Writer};
use organization::{report, units};
use serde_json::{Value, json};

/// Names the cache to the child process.
const CACHE: &str = "ARMILLARY_TEST_CACHE";
const ACCOUNTS: u64 = 24;

/// What the document of every resource in a unit holds as of a crawl: a quarter of the units change with each crawl.
fn edition(unit: &Unit, crawl: i64) -> i64 {
    let phase = (unit.account.number() / 1_009 % 4).cast_signed();
    crawl - (crawl + phase) % 4
}

fn edited(unit: &Unit, crawl: i64) -> UnitReport {
    let mut report = report(unit, ACCOUNTS);
    for resource in &mut report.resources {
        if let Value::Object(members) = &mut resource.document {
            members.insert("Edition".to_owned(), json!(edition(unit, crawl)));
        }
    }
    report
}

fn crawl_once(writer: &mut Writer) {
    let units = units(ACCOUNTS);
    let mut crawl = writer.begin_crawl(&CrawlStart::default()).expect("begins");
    crawl.plan(&units).expect("plans");
    for unit in &units {
        let report = edited(unit, crawl.id());
        crawl.record(&[report]).expect("records");
    }
    crawl.finish(&CrawlEnd { finished_at: 1, state: CrawlState::Complete, note: String::new() }).expect("finishes");
}

/// Run by the test below in a process of its own; does nothing otherwise.
#[test]
fn child_that_crawls_for_ever() {
    let Some(path) = env::var_os(CACHE) else { return };
    let mut writer = Writer::create_or_open(Path::new(&path)).expect("opens");
    loop {
        crawl_once(&mut writer);
    }
}

#[test]
fn killing_the_writer_at_random_moments_loses_nothing_that_was_recorded() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("cache.sqlite");
    crawl_once(&mut Writer::create_or_open(&path).expect("opens"));
    let mut cut_off = 0;
    for round in 0..10 {
        let delay = Duration::from_millis(60 + RandomState::new().hash_one(round) % 700);
        let mut child = Command::new(env::current_exe().expect("test binary"))
            .args(["--exact", "child_that_crawls_for_ever"])
            .env(CACHE, &path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        read_meanwhile(&path, delay);
        assert!(child.try_wait().expect("runs").is_none(), "the child ended by itself");
        child.kill().expect("is killed");
        child.wait().expect("ends");
        cut_off += check(&path, 3, delay);
    }
    assert!(cut_off > 0, "no crawl was ever cut off");
    crawl_once(&mut Writer::create_or_open(&path).expect("opens after all that"));
    check(&path, usize::MAX, Duration::ZERO);
}

/// Reads an earlier crawl through two connections while the other process writes.
fn read_meanwhile(path: &Path, time: Duration) {
    let end = Instant::now() + time;
    let readers = [Reader::open(path).expect("opens"), Reader::open(path).expect("opens")];
    while Instant::now() < end {
        for reader in &readers {
            let count = reader.count(1, &ResourceFilter::default()).expect("counts");
            assert_eq!(count as usize, records_of_organization());
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// Checks the file and its newest crawls; gives how many of these were cut off.
fn check(path: &Path, newest: usize, delay: Duration) -> usize {
    let reader = Reader::open(path).expect("opens");
    let mut crawls = reader.crawls().expect("lists");
    crawls.truncate(newest);
    for crawl in &crawls {
        let records = records(&reader, crawl.id);
        match crawl.state {
            CrawlState::Complete => {
                let differs =
                    |record: &&Record| record.stale || record.document["Edition"] != expected(record, crawl.id);
                assert_eq!(records.iter().find(differs), None, "crawl {}, killed after {delay:?}", crawl.id);
            }
            CrawlState::Partial => {
                assert!(crawl.finished_at.is_none() && crawl.note.contains("ended"), "{crawl:?}");
                // What this crawl did not come to is as of an earlier one.
                let differs =
                    |record: &&Record| record.stale || record.document["Edition"] != expected(record, record.as_of);
                assert_eq!(records.iter().find(differs), None, "crawl {}, killed after {delay:?}", crawl.id);
            }
            other => panic!("crawl {} is {other:?}, killed after {delay:?}", crawl.id),
        }
        assert_eq!(records.len(), records_of_organization(), "crawl {}", crawl.id);
    }
    let raw = rusqlite::Connection::open(path).expect("opens");
    let intact: String = raw.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("checks");
    assert_eq!(intact, "ok");
    let dangling = raw.prepare("PRAGMA foreign_key_check").and_then(|mut check| check.exists([])).expect("checks");
    assert!(!dangling);
    crawls.iter().filter(|crawl| crawl.state == CrawlState::Partial).count()
}

fn records(reader: &Reader, crawl: i64) -> Vec<Record> {
    let mut records = Vec::new();
    reader.resources(crawl, &ResourceFilter::default(), |record| records.push(record)).expect("lists");
    records
}

/// The edition a record is in once its unit was read in a crawl.
fn expected(record: &Record, crawl: i64) -> i64 {
    let organization = record.kind.as_str().contains("Organizations");
    let account = if organization || record.arn.contains("::aws:") { organization::account(0) } else { record.account };
    edition(&Unit { account, region: String::new(), service: armillary_model::Service::Iam }, crawl)
}

fn records_of_organization() -> usize {
    let reports = units(ACCOUNTS).into_iter().map(|unit| report(&unit, ACCOUNTS));
    // A policy of AWS is in every account's report, and once in the cache.
    reports.map(|report| report.resources.len()).sum::<usize>() - (ACCOUNTS as usize - 1)
}
