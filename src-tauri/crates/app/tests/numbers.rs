//! One source per number: the end of a crawl, the tables, the map, what hangs on its nodes, and its exports say the same of one crawl.

mod listener;

use std::sync::Arc;

use armillary_app::{App, Folders};
use armillary_topology::{SceneRequest, View};
use armillary_wire::{Action, ExportFormat, Query, ResourcesQuery, Task, TaskState};
use listener::Listener;
use serde_json::Value;

const VIEWS: [View; 4] = [View::Organization, View::Network, View::Portfolios, View::Trust];

struct Crawled {
    app: App,
    end: Task,
    folder: tempfile::TempDir,
}

impl Crawled {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("temporary folder");
        let (host, events) = Listener::new();
        let folders = Folders { demos: Some(folder.path().join("demos")), ..Folders::default() };
        let app = App::new(Arc::new(host), folders);
        app.act(Action::StartDemo { accounts: 64 }).await.expect("starts");
        let end = listener::end(&events);
        Self { app, end, folder }
    }

    async fn query(&self, query: Query) -> Value {
        serde_json::from_str(self.app.query(query).await.expect("an answer").get()).expect("JSON")
    }

    async fn scene(&self, view: View, named: bool) -> Value {
        self.query(Query::Scene { request: SceneRequest { view, named, ..SceneRequest::default() } }).await
    }

    async fn graph(&self, view: View, named: bool) -> Value {
        let path = self.folder.path().join("graph.json");
        let request = SceneRequest { view, named, ..SceneRequest::default() };
        let (format, place) = (ExportFormat::Json, Some(path.display().to_string()));
        self.app.act(Action::Export { view, request, format, path: place }).await.expect("written");
        serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON")
    }
}

fn list<'a>(value: &'a Value, member: &str) -> &'a Vec<Value> {
    value[member].as_array().expect("a list")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_the_tables_and_the_exports_count_alike() {
    let crawled = Crawled::new().await;
    assert_eq!((crawled.end.state, &crawled.end.failure), (TaskState::Done, &None));

    // The message at the end, the list of kinds, and the table.
    let kinds: u64 = crawled
        .query(Query::Kinds)
        .await
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|kind| kind["count"].as_u64())
        .sum();
    let filter = ResourcesQuery { limit: 1, ..ResourcesQuery::default() };
    let table = crawled.query(Query::Resources { filter }).await;
    assert_eq!(
        u64::from(crawled.end.progress.clone().crawl().expect("a crawl").resources),
        kinds,
        "what was read is what the cache holds"
    );
    assert_eq!(table["total"].as_u64(), Some(kinds));

    // Accounts: the table and every view.
    let accounts = list(&crawled.query(Query::Accounts).await, "rows").len() as u64;
    for view in VIEWS {
        let (scene, graph) = (crawled.scene(view, false).await, crawled.graph(view, false).await);
        let totals = &scene["totals"];
        assert_eq!(totals["accounts"].as_u64(), Some(accounts), "{view:?}");
        assert!(totals["accountsDrawn"].as_u64() <= Some(accounts), "{view:?}");
        assert_eq!(totals["relations"].as_u64(), Some(list(&graph, "edges").len() as u64), "{view:?}");
        assert!(list(&graph, "edges").iter().all(|edge| edge["state"].is_string()), "{view:?}");
    }

    // Policies: the badge of each OU and the group of its panel.
    let scene = crawled.scene(View::Organization, false).await;
    let mut compared = 0;
    for node in list(&scene, "nodes").iter().filter(|node| node["kind"] == "AWS::Organizations::OrganizationalUnit") {
        let badge = list(node, "badges").iter().find(|badge| badge["kind"] == "attached");
        let panel = crawled.query(Query::Inspect { arn: node["id"].as_str().expect("an id").to_owned() }).await;
        let group = list(&panel, "related").iter().find(|group| group["title"] == "has policies attached");
        assert_eq!(badge.map(|badge| &badge["count"]), group.map(|group| &group["total"]), "{}", node["label"]);
        compared += usize::from(badge.is_some());
    }
    assert!(compared > 3);

    // Portfolios: the table and the petals.
    let portfolios = crawled.query(Query::Portfolios).await;
    let scene = crawled.scene(View::Portfolios, false).await;
    let mut compared = 0;
    for row in portfolios.as_array().expect("rows") {
        let Some(petal) = list(&scene, "nodes").iter().find(|node| node["id"] == row["arn"]) else { continue };
        let detail = petal["detail"].as_str().expect("text");
        let (products, reached) = (&row["products"], &row["reached"]);
        assert!(
            detail.starts_with(&format!("{products} product"))
                && detail.contains(&format!("reaches {reached} account")),
            "{detail}"
        );
        compared += 1;
    }
    assert!(compared > 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn trust_is_the_same_before_and_after_others_asked_for_it() {
    let crawled = Crawled::new().await;
    let first = crawled.scene(View::Trust, false).await;
    let named = crawled.scene(View::Trust, true).await;
    crawled.query(Query::TrustMatrix).await;
    assert_eq!(crawled.scene(View::Trust, false).await, first);
    assert_eq!(crawled.scene(View::Trust, true).await, named);
    let states = |scene: &Value| {
        list(scene, "edges")
            .iter()
            .filter(|edge| edge["kind"].as_str().is_some_and(|kind| kind.starts_with("trusts")))
            .map(|edge| edge["state"].clone())
            .collect::<Vec<_>>()
    };
    assert!(states(&first).iter().all(|state| state != "named"), "evaluated");
    assert!(!states(&named).is_empty() && states(&named).iter().all(|state| state == "named"), "named");
}
