//! What a person does first, without a window: the demo is started, crawled, looked at from every side, crawled again, and cancelled.

mod listener;

use std::{
    sync::{Arc, mpsc},
    time::Duration,
};

use armillary_app::{App, Folders};
use armillary_model::Kind;
use armillary_topology::{SceneRequest, View};
use armillary_wire::{Action, Code, Event, ExportFormat, Failure, Query, ResourcesQuery, Task, TaskState};
use listener::Listener;
use serde_json::{Value, json};

struct Program {
    app: App,
    events: mpsc::Receiver<Event>,
    folder: tempfile::TempDir,
}

impl Program {
    fn new() -> Self {
        Self::start(tempfile::tempdir().expect("temporary folder"))
    }

    /// Ends the program and starts it again.
    fn again(self) -> Self {
        Self::start(self.folder)
    }

    fn start(folder: tempfile::TempDir) -> Self {
        let (host, events) = Listener::new();
        let folders = Folders {
            cache: Some(folder.path().join("deep/cache.sqlite")),
            demos: Some(folder.path().join("demos")),
            settings: Some(folder.path().join("settings.json")),
        };
        let app = App::new(Arc::new(host), folders);
        Self { app, events, folder }
    }

    async fn query(&self, query: Query) -> Value {
        let answer = self.app.query(query).await.expect("an answer");
        serde_json::from_str(answer.get()).expect("JSON")
    }

    async fn act(&self, action: Action) -> Result<Value, Failure> {
        self.app.act(action).await.map(|answer| serde_json::from_str(answer.get()).expect("JSON"))
    }

    /// Waits until the running crawl knows what to read: one that is cancelled before leaves nothing in the cache.
    async fn planned(&self) {
        while self.query(Query::Status).await["tasks"][0]["progress"]["planned"].as_u64().unwrap_or_default() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits for the end of the running task.
    fn end(&self) -> Task {
        listener::end(&self.events)
    }

    async fn scene(&self, view: View) -> Value {
        self.query(Query::Scene { request: SceneRequest { view, ..SceneRequest::default() } }).await
    }
}

fn count(value: &Value) -> usize {
    value.as_array().map_or(0, Vec::len)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_is_crawled_and_every_screen_has_its_answer() {
    let program = Program::new();
    let refused = program.app.query(Query::Accounts).await.expect_err("nothing is open");
    assert_eq!(refused.code, Code::NoCache);

    program.act(Action::StartDemo { accounts: 64 }).await.expect("starts");
    let mut end = program.end();
    assert_eq!((end.state, end.failure.take()), (TaskState::Done, None));
    let progress = end.progress.crawl().expect("a crawl");
    assert_eq!(progress.done, progress.planned);

    for view in [View::Organization, View::Network, View::Portfolios, View::Trust] {
        let scene = program.scene(view).await;
        assert!(count(&scene["nodes"]) > 20 && count(&scene["edges"]) > 10, "{view:?} is not empty");
    }
    let accounts = program.query(Query::Accounts).await;
    assert_eq!(count(&accounts["rows"]), 64);
    assert!(count(&program.query(Query::Portfolios).await) > 5);
    let coverage = program.query(Query::Coverage).await;
    assert!(count(&coverage["rows"]) > 0, "suspended accounts are told as not read");
    assert!(
        coverage["rows"].as_array().expect("rows").iter().all(|row| count(&row["gaps"]) > 0),
        "each with its reason"
    );

    let roles = ResourcesQuery { kinds: vec![Kind::Role], limit: 10, ..ResourcesQuery::default() };
    let page = program.query(Query::Resources { filter: roles }).await;
    assert_eq!(count(&page["rows"]), 10);
    let arn = page["rows"][0]["arn"].as_str().expect("an ARN").to_owned();
    let inspection = program.query(Query::Inspect { arn: arn.clone() }).await;
    assert!(inspection["document"]["AssumeRolePolicyDocument"].is_object());
    assert!(count(&inspection["path"]) >= 3, "organization, OUs and account");
    let open = program.query(Query::Reveal { view: View::Organization, arn: arn.clone() }).await;
    let open = serde_json::from_value(open).expect("ids");
    let request = SceneRequest { open, ..SceneRequest::default() };
    let scene = program.query(Query::Scene { request }).await;
    assert!(
        scene["nodes"].as_array().expect("nodes").iter().any(|node| node["id"] == arn.as_str()),
        "the role is drawn"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn search_finds_by_name_id_and_arn_also_before_the_index_is_ready() {
    let program = Program::new();
    program.act(Action::StartDemo { accounts: 64 }).await.expect("starts");
    program.end();
    for _ in 0..2 {
        let answer = program.query(Query::Search { text: "FRAUD-dev".into(), limit: 5 }).await;
        let hit = &answer["hits"][0];
        assert_eq!((hit["name"].as_str(), hit["plain"].as_str()), (Some("fraud-dev"), Some("account")));
        let mut indexing = true;
        while indexing {
            let answer = program.query(Query::Search { text: "role/".into(), limit: 5 }).await;
            indexing = answer["indexing"] == true;
            assert!(indexing || answer["total"].as_u64().is_some_and(|total| total > 500));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_crawl_is_kept_beside_the_first_and_a_cancelled_one_is_partial() {
    let program = Program::new();
    program.act(Action::StartDemo { accounts: 64 }).await.expect("starts");
    program.end();
    let task = program.act(Action::Recrawl { resume: false }).await.expect("starts again");
    let busy = program.act(Action::Recrawl { resume: false }).await.expect_err("one at a time");
    assert_eq!(busy.code, Code::Busy);
    program.planned().await;
    assert!(!program.app.may_close(), "a window is not closed over a running crawl");
    program.act(Action::Cancel { task: serde_json::from_value(task).expect("a task") }).await.expect("cancels");
    assert_eq!(program.end().state, TaskState::Cancelled);
    let crawls = program.query(Query::Crawls).await;
    let states: Vec<_> = crawls.as_array().expect("crawls").iter().map(|crawl| crawl["state"].clone()).collect();
    assert_eq!(states, ["partial", "complete"]);
    let accounts = program.query(Query::Accounts).await;
    assert_eq!(count(&accounts["rows"]), 64, "what was known stays");
    assert!(program.app.may_close());
}

#[tokio::test(flavor = "multi_thread")]
async fn any_crawl_can_be_shown_and_one_that_was_cut_off_is_told() {
    let program = Program::new();
    program.act(Action::StartDemo { accounts: 64 }).await.expect("starts");
    let mut first = program.end();
    let task = program.act(Action::Recrawl { resume: false }).await.expect("starts again");
    program.planned().await;
    program.act(Action::Cancel { task: serde_json::from_value(task).expect("a task") }).await.expect("cancels");
    program.end();
    let shown = async || program.query(Query::Status).await["cache"].clone();
    let cache = shown().await;
    assert_eq!((&cache["crawl"]["id"], &cache["latest"], &cache["cutOff"]["id"]), (&json!(1), &json!(1), &json!(2)));
    assert!(cache["cutOff"]["percent"].as_u64().is_some_and(|percent| percent < 100));
    assert!(cache["cutOff"]["notReached"].as_u64().is_some_and(|units| units > 0), "and what it did not come to");
    assert_eq!(cache["crawl"]["notReached"], 0);
    program.act(Action::ShowCrawl { crawl: Some(2) }).await.expect("is there");
    assert_eq!(shown().await["crawl"]["state"], "partial");
    program.act(Action::ShowCrawl { crawl: Some(7) }).await.expect_err("is not there");
    assert_eq!(shown().await["crawl"]["id"], 2, "what cannot be shown changes nothing");
    program.act(Action::ShowCrawl { crawl: None }).await.expect("is there");
    assert_eq!(shown().await["crawl"]["id"], 1);
    program.act(Action::Recrawl { resume: true }).await.expect("goes on");
    let mut end = program.end();
    assert_eq!(end.state, TaskState::Done);
    let whole = first.progress.crawl().expect("a crawl");
    let progress = end.progress.crawl().expect("a crawl");
    assert_eq!((progress.done, progress.planned), (whole.done, whole.planned), "what was read before is done");
    let cache = shown().await;
    assert_eq!((&cache["crawl"]["id"], &cache["cutOff"]), (&json!(2), &Value::Null), "the rest of it was read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crawl_that_was_cut_off_is_gone_on_with_after_a_restart() {
    let program = Program::new();
    let task = program.act(Action::StartDemo { accounts: 64 }).await.expect("starts");
    program.planned().await;
    program.act(Action::Cancel { task: serde_json::from_value(task).expect("a task") }).await.expect("cancels");
    assert_eq!(program.end().state, TaskState::Cancelled);
    let path = program.query(Query::Status).await["cache"]["path"].as_str().expect("a path").to_owned();

    let program = program.again();
    assert_eq!(program.query(Query::Status).await["canRecrawl"], false, "nothing is open");
    program.act(Action::OpenCache { path: Some(path) }).await.expect("opens");
    let status = program.query(Query::Status).await;
    assert_eq!((&status["canRecrawl"], &status["cache"]["crawl"]["state"]), (&json!(true), &json!("partial")));
    program.act(Action::Recrawl { resume: true }).await.expect("goes on");
    let mut end = program.end();
    assert_eq!((end.state, end.failure.take()), (TaskState::Done, None));
    let crawls = program.query(Query::Crawls).await;
    assert_eq!((count(&crawls), &crawls[0]["state"]), (1, &json!("complete")), "the same organization, in one crawl");
    let known = &crawls[0]["known"];
    assert!(known["current"].as_u64() > Some(100) && known["earlier"] == 0, "{known}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_map_is_written_in_every_format() {
    let program = Program::new();
    program.act(Action::StartDemo { accounts: 64 }).await.expect("starts");
    program.end();
    let folder = tempfile::tempdir().expect("temporary folder");
    let formats = [ExportFormat::Json, ExportFormat::Graphml, ExportFormat::Svg, ExportFormat::Png];
    for (format, start) in formats.into_iter().zip([&b"{"[..], b"<?xml", b"<svg", b"\x89PNG"]) {
        let path = folder.path().join("map");
        let path = path.display().to_string();
        let export =
            Action::Export { view: View::Trust, request: SceneRequest::default(), format, path: Some(path.clone()) };
        assert_eq!(program.act(export).await.expect("written"), Value::String(path.clone()));
        let bytes = std::fs::read(&path).expect("a file");
        assert!(bytes.starts_with(start), "{format:?} begins with {:?}", String::from_utf8_lossy(&bytes[..12]));
    }
}
