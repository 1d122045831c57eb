//! Findings: the same one over crawls, since when and in which state.

use std::path::{Path, PathBuf};

use armillary_store::{CrawlEnd, CrawlStart, CrawlState, FindingRow, Reader, StoreError, Writer};
use tempfile::TempDir;

fn cache(crawls: usize) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("cache.sqlite");
    let mut writer = Writer::create_or_open(&path).expect("opens");
    for _ in 0..crawls {
        let crawl = writer.begin_crawl(&CrawlStart::default()).expect("begins");
        let end = CrawlEnd { finished_at: 1, state: CrawlState::Complete, note: String::new() };
        crawl.finish(&end).expect("finishes");
    }
    (folder, path)
}

fn finding(key: &str, state: &str) -> FindingRow {
    let resource = format!("arn:aws:iam::111122223333:role/{key}");
    FindingRow {
        key: key.to_owned(),
        rule: "TRU-01".to_owned(),
        resource,
        state: state.to_owned(),
        body: "{}".to_owned(),
    }
}

fn put(path: &Path, crawl: i64, found: &[FindingRow]) -> bool {
    Writer::create_or_open(path).expect("opens").put_findings(crawl, "1", found).expect("keeps")
}

fn told(path: &Path, crawl: i64) -> Vec<(String, String, i64, i64)> {
    let found = Reader::open(path).expect("opens").findings(crawl).expect("reads");
    let told = |one: armillary_store::FoundState| (one.finding.key, one.finding.state, one.first_seen, one.last_seen);
    found.into_iter().map(told).collect()
}

#[test]
fn a_finding_keeps_its_identity_over_crawls() {
    let (_folder, path) = cache(4);
    assert!(put(&path, 1, &[finding("a", "fail"), finding("b", "fail")]));
    assert!(put(&path, 2, &[finding("a", "fail")]));
    assert!(put(&path, 3, &[finding("a", "unknown"), finding("b", "fail")]));
    let row = |key: &str, state: &str, first, last| (key.to_owned(), state.to_owned(), first, last);
    assert_eq!(told(&path, 1), [row("a", "fail", 1, 1), row("b", "fail", 1, 1)]);
    assert_eq!(told(&path, 2), [row("a", "fail", 1, 2)]);
    assert_eq!(told(&path, 3), [row("a", "unknown", 1, 3), row("b", "fail", 1, 3)], "it came back as the same finding");
    assert_eq!(told(&path, 4), told(&path, 3), "the rules were not held against the fourth crawl");
    let reader = Reader::open(&path).expect("opens");
    assert_eq!((reader.checked(3).expect("reads").as_deref(), reader.checked(4).expect("reads")), (Some("1"), None));
}

#[test]
fn the_same_crawl_may_be_checked_again_and_an_earlier_one_may_not() {
    let (_folder, path) = cache(2);
    assert!(put(&path, 2, &[finding("a", "fail")]));
    assert!(put(&path, 2, &[finding("b", "fail")]));
    assert_eq!(told(&path, 2).iter().map(|row| row.0.as_str()).collect::<Vec<_>>(), ["b"]);
    assert!(!put(&path, 1, &[finding("a", "fail")]));
    assert!(told(&path, 1).is_empty());
    let refused = Writer::create_or_open(&path).expect("opens").put_findings(9, "1", &[]).expect_err("refused");
    assert!(matches!(refused, StoreError::NoSuchCrawl(9)));
}

#[test]
fn the_first_crawl_of_a_finding_is_known_also_where_rules_were_not_held_against_a_crawl() {
    let (_folder, path) = cache(3);
    assert!(put(&path, 1, &[finding("a", "fail")]));
    assert!(put(&path, 2, &[finding("b", "fail")]));
    let since = |crawl: i64| {
        let since = Reader::open(&path).expect("opens").findings_since(crawl).expect("reads");
        let mut since: Vec<(String, i64)> = since.into_iter().collect();
        since.sort();
        since
    };
    assert_eq!(since(1), [("a".to_owned(), 1)], "the later crawl tells nothing of the earlier");
    assert_eq!(since(3), [("a".to_owned(), 1), ("b".to_owned(), 2)]);
}

#[test]
fn rows_that_somebody_else_wrote_are_not_believed() {
    let (_folder, path) = cache(2);
    assert!(put(&path, 1, &[finding("a", "fail"), finding("b", "fail")]));
    assert!(put(&path, 2, &[finding("a", "fail")]));
    let believed = |crawl, rules: &str| {
        Reader::open(&path).expect("opens").checked_findings(crawl, rules).expect("reads").map(|found| found.len())
    };
    assert_eq!(
        (believed(1, "1"), believed(2, "1")),
        (Some(2), Some(1)),
        "a later check leaves an earlier one as it is"
    );
    assert_eq!(believed(2, "2"), None, "other rules");
    let by_hand = |sql: &str| {
        let raw = rusqlite::Connection::open(&path).expect("opens");
        raw.execute_batch(sql).expect("writes");
    };
    by_hand("UPDATE finding_states SET state = 'partial' WHERE to_crawl IS NULL");
    assert_eq!((believed(1, "1"), believed(2, "1")), (None, None));
    by_hand("UPDATE finding_states SET state = 'fail'; DELETE FROM finding_states WHERE to_crawl IS NOT NULL");
    assert_eq!((believed(1, "1"), believed(2, "1")), (None, Some(1)));
    by_hand("UPDATE crawls SET organization = 'o-2'");
    assert_eq!(believed(2, "1"), None, "found in another organization");
    assert!(put(&path, 2, &[finding("a", "fail")]));
    assert_eq!(believed(2, "1"), Some(1), "found again");
    by_hand("UPDATE checks SET sum = NULL");
    assert_eq!(believed(2, "1"), None, "kept by an earlier version of this program");
}
