//! Trust as it is kept in the cache: the graph that was kept answers as the one that was built, findings keep their identity over crawls,
//! and nothing is answered from what a crawl was before.

mod embedded;

use std::path::{Path, PathBuf};

use armillary_app::{
    CrawlJob, Opened, crawl,
    trust::{self, Page, PathsQuestion},
};
use armillary_loopback::organization::{Options, reference};
use armillary_store::{Reader, Writer};
use armillary_trust::VERSION;
use armillary_wire::{FindingStatus, TrustFindingRow};
use embedded::{job, start};
use tokio_util::sync::CancellationToken;

const FIRST: i64 = 1_700_000_000_000;
const SECOND: i64 = 1_800_000_000_000;
const THIRD: i64 = 1_900_000_000_000;

/// Crawls the reference organization into a cache.
async fn crawl_at(cache: &Path, time: i64, clean: bool, faults: &str) {
    let state = reference(&Options { accounts: 30, clean, ..Options::default() });
    let server = start(&state, faults).await;
    let job = CrawlJob { account_tags: false, ..job(&server, cache) };
    crawl(&job, move || time, &CancellationToken::new(), |_| {}).await.expect("crawls");
}

async fn cache() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("cache.sqlite");
    crawl_at(&path, FIRST, false, NOTHING).await;
    (folder, path)
}

const NOTHING: &str = r#"{"rules": []}"#;

/// IAM cannot be read anywhere.
const NO_IAM: &str = r#"{"rules": [{"service": "iam", "operation": "GetAccountAuthorizationDetails",
    "error": {"code": "AccessDeniedException", "message": "no", "status": 403}}]}"#;

fn open(path: &Path) -> Opened {
    Opened::open(path, false, None).expect("opens")
}

fn is_kept(path: &Path, crawl: i64) -> bool {
    let reader = Reader::open(path).expect("opens");
    reader.derived(crawl, "trust", VERSION, |_| ()).expect("reads").is_some()
}

/// Everything that can be asked, as JSON.
fn answers(opened: &Opened) -> Vec<serde_json::Value> {
    let json = |answer: serde_json::Result<serde_json::Value>| answer.expect("JSON");
    let page = Page { offset: 0, limit: 1_000 };
    let graph = opened.trust().expect("there is a graph");
    let mut answers = vec![json(serde_json::to_value(trust::matrix(graph)))];
    for (from, to) in
        [("dev", "prod"), ("sandbox", "prod"), ("external", "prod"), ("management", "dev"), ("hub", "dev")]
    {
        let (from, to) = (format!("stage:{from}"), format!("stage:{to}"));
        let question = PathsQuestion { from, to, page, pattern: None, near_misses: true };
        answers.push(json(serde_json::to_value(trust::paths(graph, &question).expect("answers"))));
    }
    for (_, principal) in graph.organization().iter().step_by(7) {
        let what = trust::what_can(graph, &principal.arn, page).expect("answers");
        answers.push(json(serde_json::to_value(what)));
        let asked = (&**opened.crawled().expect("a crawl"), graph);
        let who = trust::who_can(asked, "sts:AssumeRole", &principal.arn, None, page).expect("answers");
        answers.push(json(serde_json::to_value(who)));
    }
    answers.push(json(serde_json::to_value(found(opened))));
    answers
}

fn found(opened: &Opened) -> Vec<TrustFindingRow> {
    opened.trust_findings().expect("answers").to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_graph_that_was_kept_answers_as_the_one_that_was_built() {
    let (_folder, path) = cache().await;
    assert!(!is_kept(&path, 1));
    let built = answers(&open(&path));
    assert!(is_kept(&path, 1), "the first who asks keeps it");
    let kept = answers(&open(&path));
    assert_eq!(kept.len(), built.len());
    for (kept, built) in kept.iter().zip(&built) {
        assert_eq!(kept, built);
    }
    crawl_at(&path, SECOND, true, NOTHING).await;
    assert!(!is_kept(&path, 2));
    assert_ne!(answers(&open(&path)), built, "another crawl is answered from its own records");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_graph_of_another_crawl_is_not_taken_for_this_one() {
    let (_folder, path) = cache().await;
    open(&path).trust().expect("there is a graph");
    let reader = Reader::open(&path).expect("opens");
    let bytes = reader.derived(1, "trust", VERSION, <[u8]>::to_vec).expect("reads").expect("is kept");
    crawl_at(&path, SECOND, true, NOTHING).await;
    let expected = answers(&open(&path));
    let basis = reader.basis(2).expect("reads").expect("at rest");
    let mut writer = Writer::create_or_open(&path).expect("opens");
    assert!(writer.put_derived(2, "trust", VERSION, &basis, &bytes).expect("is put there"));
    drop(writer);
    assert_eq!(answers(&open(&path)), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_may_not_be_written_is_read_all_the_same() {
    let (_folder, path) = cache().await;
    let mut permissions = path.metadata().expect("there").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).expect("sets");
    let first = found(&open(&path));
    assert!(first.iter().all(|row| row.first_seen == Some(FIRST)), "it is found now for the first time");
    assert!(!first.is_empty() && !is_kept(&path, 1));
    assert_eq!(Reader::open(&path).expect("opens").checked(1).expect("reads"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_finding_is_the_same_over_crawls_and_one_that_is_gone_is_gone() {
    let (_folder, path) = cache().await;
    let first = found(&open(&path));
    assert!(first.iter().any(|row| row.state == FindingStatus::Fail));
    assert!(first.iter().all(|row| (row.first_seen, row.last_seen) == (Some(FIRST), Some(FIRST))));
    assert_eq!(found(&open(&path)), first, "what was kept is what was found");

    crawl_at(&path, SECOND, false, NOTHING).await;
    let second = found(&open(&path));
    let told = |rows: &[TrustFindingRow]| rows.iter().map(|row| (row.id.clone(), row.state)).collect::<Vec<_>>();
    assert_eq!(told(&second), told(&first));
    assert!(second.iter().all(|row| (row.first_seen, row.last_seen) == (Some(FIRST), Some(SECOND))));

    crawl_at(&path, THIRD, true, NOTHING).await;
    let third = found(&open(&path));
    let fails = |rows: &[TrustFindingRow]| rows.iter().filter(|row| row.state == FindingStatus::Fail).count();
    assert!(fails(&third) < fails(&second), "what was put right is gone");
    assert_eq!(found(&open(&path)), third);
}

#[tokio::test(flavor = "multi_thread")]
async fn since_when_a_finding_is_there_is_not_known_after_a_crawl_that_nobody_asked_about() {
    let (_folder, path) = cache().await;
    crawl_at(&path, SECOND, false, NOTHING).await;
    let second = found(&open(&path));
    assert!(!second.is_empty() && second.iter().all(|row| (row.first_seen, row.last_seen) == (None, Some(SECOND))));
    crawl_at(&path, THIRD, false, NOTHING).await;
    assert!(found(&open(&path)).iter().all(|row| row.first_seen.is_none()), "the next crawl knows no more");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_told_any_more_is_unknown_and_not_gone() {
    let (_folder, path) = cache().await;
    let first = found(&open(&path));
    crawl_at(&path, SECOND, false, NO_IAM).await;
    let second = found(&open(&path));
    assert!(second.iter().any(|row| row.state == FindingStatus::Unknown && row.last_seen == Some(SECOND)));
    assert_eq!(found(&open(&path)), second, "what is unknown stays unknown where it was kept");
    let known: Vec<&TrustFindingRow> = second.iter().filter(|row| first.iter().any(|was| was.id == row.id)).collect();
    assert!(!known.is_empty() && known.iter().all(|row| row.first_seen == Some(FIRST)));
    assert_eq!(known.len(), first.len(), "what was found stays a finding of its resource");
    let again = known.iter().filter(|row| row.reason.as_ref().is_some_and(|reason| reason.contains("when last read")));
    assert!(again.count() > 5, "and says so");
    crawl_at(&path, THIRD, false, NOTHING).await;
    let third = found(&open(&path));
    let told = |rows: &[TrustFindingRow]| rows.iter().map(|row| (row.id.clone(), row.state)).collect::<Vec<_>>();
    assert_eq!(told(&third), told(&first), "read again, all is as it was");
    assert!(third.iter().all(|row| row.first_seen == Some(FIRST)));
}
