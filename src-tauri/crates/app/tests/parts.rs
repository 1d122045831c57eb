//! Every call of every collector, refused: what was known stays as it was, and nothing differs once the call is answered again.

mod embedded;

use std::path::{Path, PathBuf};

use armillary_app::{CrawlSummary, Crawled, crawl};
use armillary_collect::collectors;
use armillary_loopback::{
    organization::{Options, reference},
    state::State,
};
use armillary_model::{Record, Service};
use armillary_store::{Reader, ResourceFilter};
use embedded::{job, start};
use tokio_util::sync::CancellationToken;

/// One crawl; `None` where it could not be carried out.
async fn run(state: &State, faults: &str, cache: &Path) -> Option<CrawlSummary> {
    let server = start(state, faults).await;
    let crawled = crawl(&job(&server, cache), || 1_700_000_000_000, &CancellationToken::new(), |_| {}).await;
    crawled.ok().and_then(Crawled::summary)
}

fn records(cache: &Path) -> Vec<Record> {
    let reader = Reader::open(cache).expect("opens");
    let newest = reader.crawls().expect("reads").first().expect("there is one").id;
    let mut records = Vec::new();
    reader.resources(newest, &ResourceFilter::default(), |record| records.push(record)).expect("lists");
    records
}

/// What is known, whatever its age.
fn known(cache: &Path) -> Vec<Record> {
    let plain = |record: Record| Record { stale: false, as_of: 0, unread: Vec::new(), ..record };
    records(cache).into_iter().map(plain).collect()
}

/// The service of an action in the name of the signature, and the operation.
fn fault(service: Service, action: &str) -> String {
    let operation = action.split(':').nth(1).expect("service:operation");
    format!(
        r#"{{"rules": [{{"service": "{service}", "operation": "{operation}",
            "error": {{"code": "AccessDeniedException", "message": "no", "status": 403}}}}]}}"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_refused_changes_nothing() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let state = reference(&Options { accounts: 14, ..Options::default() });
    let first: PathBuf = folder.path().join("first.sqlite");
    run(&state, r#"{"rules": []}"#, &first).await.expect("crawls");
    let expected = known(&first);
    let mut with_parts = 0;
    for collector in collectors() {
        for action in collector.actions {
            let cache = folder.path().join("cache.sqlite");
            std::fs::copy(&first, &cache).expect("copies");
            if let Some(refused) = run(&state, &fault(collector.service, action), &cache).await {
                let differing = (refused.added, refused.changed, refused.removed);
                assert_eq!(differing, (0, 0, 0), "{action} refused");
            }
            assert!(known(&cache) == expected, "{action} refused: what is known stays");
            with_parts += usize::from(records(&cache).iter().any(|record| !record.unread.is_empty()));
            let again = run(&state, r#"{"rules": []}"#, &cache).await.expect("crawls");
            assert_eq!((again.added, again.changed, again.removed), (0, 0, 0), "{action} answered again");
            let now = records(&cache);
            assert!(now.iter().all(|record| record.unread.is_empty() && !record.stale), "{action} answered again");
        }
    }
    assert!(with_parts >= 10, "{with_parts} calls tell a part of a resource");
}
