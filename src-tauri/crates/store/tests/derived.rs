//! What is worked out from a crawl and kept beside it, and records as text.

use std::path::{Path, PathBuf};

use armillary_model::{Kind, RelationKind};
use armillary_store::{CrawlEnd, CrawlStart, CrawlState, Reader, Resumed, Scope, Writer};
use tempfile::TempDir;

#[path = "organization/mod.rs"]
mod organization;

use organization::{report, units};

const ACCOUNTS: u64 = 3;

fn end(state: CrawlState) -> CrawlEnd {
    CrawlEnd { finished_at: 1, state, note: String::new() }
}

/// A cache of so many complete crawls.
fn cache(crawls: usize) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("cache.sqlite");
    let mut writer = Writer::create_or_open(&path).expect("opens");
    for _ in 0..crawls {
        crawl(&mut writer, CrawlState::Complete);
    }
    (folder, path)
}

fn crawl(writer: &mut Writer, state: CrawlState) {
    let units = units(ACCOUNTS);
    let mut crawl = writer.begin_crawl(&CrawlStart::default()).expect("begins");
    crawl.plan(&units).expect("plans");
    let reports: Vec<_> = units.iter().map(|unit| report(unit, ACCOUNTS)).collect();
    crawl.record(&reports).expect("records");
    crawl.finish(&end(state)).expect("finishes");
}

fn keep(path: &Path, crawl: i64, version: &str, bytes: &[u8]) -> bool {
    let basis = Reader::open(path).expect("opens").basis(crawl).expect("reads").expect("at rest");
    Writer::create_or_open(path).expect("opens").put_derived(crawl, "some", version, &basis, bytes).expect("keeps")
}

fn kept(path: &Path, crawl: i64, version: &str) -> Option<Vec<u8>> {
    Reader::open(path).expect("opens").derived(crawl, "some", version, <[u8]>::to_vec).expect("reads")
}

#[test]
fn what_was_worked_out_is_kept_by_version() {
    let (_folder, path) = cache(1);
    assert_eq!(kept(&path, 1, "1"), None);
    assert!(keep(&path, 1, "1", b"first"));
    assert_eq!(kept(&path, 1, "1").as_deref(), Some(&b"first"[..]));
    assert_eq!(kept(&path, 1, "2"), None, "of another version of the program");
    assert!(keep(&path, 1, "2", b"second"));
    assert_eq!((kept(&path, 1, "1"), kept(&path, 1, "2").as_deref()), (None, Some(&b"second"[..])));
}

#[test]
fn crawls_that_nobody_looks_at_make_room() {
    let (_folder, path) = cache(3);
    for crawl in [1, 3, 2] {
        assert!(keep(&path, crawl, "1", b"bytes"));
    }
    let held: Vec<bool> = [1, 2, 3].into_iter().map(|crawl| kept(&path, crawl, "1").is_some()).collect();
    assert_eq!(held, [false, true, true], "the one asked about and the newest complete one");
}

#[test]
fn a_crawl_that_is_gone_on_with_forgets_what_was_worked_out_from_it() {
    let (_folder, path) = cache(0);
    let mut writer = Writer::create_or_open(&path).expect("opens");
    crawl(&mut writer, CrawlState::Partial);
    drop(writer);
    let basis = Reader::open(&path).expect("opens").basis(1).expect("reads").expect("at rest");
    assert!(keep(&path, 1, "1", b"bytes"));
    let mut writer = Writer::create_or_open(&path).expect("opens");
    assert!(writer.put_findings(1, "1", &[]).expect("keeps"));
    let Resumed::Begun(resumed, _) = writer.resume_crawl(&CrawlStart::default()).expect("resumes") else {
        panic!("there is something left")
    };
    assert_eq!(resumed.id(), 1);
    assert_eq!(kept(&path, 1, "1"), None, "while it is written");
    assert_eq!(Reader::open(&path).expect("opens").basis(1).expect("reads"), None);
    assert_eq!(Reader::open(&path).expect("opens").checked(1).expect("reads"), None, "rules are held against it again");
    resumed.finish(&end(CrawlState::Complete)).expect("finishes");
    assert_eq!(kept(&path, 1, "1"), None);
    assert!(!writer.put_derived(1, "some", "1", &basis, b"outdated").expect("is refused"));
    assert_eq!(kept(&path, 1, "1"), None);
}

#[test]
fn slices_hold_every_record_once_with_the_relations_that_are_wanted() {
    let (_folder, path) = cache(1);
    let reader = Reader::open(&path).expect("opens");
    let wanted: &[(Kind, &[RelationKind])] = &[
        (Kind::Role, &[]),
        (Kind::Account, &[RelationKind::ChildOf]),
        (Kind::UserProfile, &[RelationKind::BelongsTo]),
    ];
    let mut told = Vec::new();
    for slice in reader.slices().expect("reads") {
        let each = |record: &armillary_model::RecordText<'_>| {
            let document: serde_json::Value = serde_json::from_str(record.document).expect("JSON");
            let relations = record.relations.to_vec();
            told.push((record.kind, record.arn.to_owned(), record.name.to_owned(), document, relations, record.stale));
        };
        reader.each_text(1, wanted, &slice, each).expect("reads");
    }
    let mut known = Vec::new();
    let kinds: Vec<Kind> = wanted.iter().map(|(kind, _)| *kind).collect();
    let scope = Scope { kinds, ..Scope::default() };
    for record in reader.snapshot(1, &scope).expect("reads").records {
        let related = wanted.iter().find(|(kind, _)| *kind == record.kind).map(|(_, related)| *related);
        let mut relations = record.relations;
        relations.retain(|relation| related.is_some_and(|related| related.contains(&relation.kind)));
        known.push((record.kind, record.arn, record.name, record.document, relations, record.stale));
    }
    let by_arn = |a: &(Kind, String, String, serde_json::Value, Vec<_>, bool),
                  b: &(Kind, String, String, _, Vec<_>, _)| { a.1.cmp(&b.1) };
    told.sort_by(by_arn);
    known.sort_by(by_arn);
    assert!(
        known.iter().any(|(kind, ..)| *kind == Kind::Role) && known.iter().any(|(.., related, _)| !related.is_empty())
    );
    assert_eq!(told, known);
}
