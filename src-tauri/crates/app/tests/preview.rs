//! What a plan does, on the map: planned on the demo, shown before anything is called.

mod listener;

use std::sync::Arc;

use armillary_app::{App, Folders};
use armillary_plan::{Intent, Vend};
use armillary_topology::{Scene, SceneChange, SceneRequest, Shape, View};
use armillary_wire::{Action, Query, TaskState};
use listener::Listener;
use serde_json::Value;

async fn query(app: &App, query: Query) -> Value {
    serde_json::from_str(app.query(query).await.expect("an answer").get()).expect("JSON")
}

async fn planned(app: &App, intent: Intent) -> String {
    let shown = query(app, Query::Plan { intent }).await;
    shown["row"]["id"].as_str().expect("an id").to_owned()
}

async fn scene(app: &App, plan: &str, view: View) -> Scene {
    let request = SceneRequest { view, ..SceneRequest::default() };
    serde_json::from_value(query(app, Query::PlanScene { plan: plan.to_owned(), request }).await).expect("a scene")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_seen_on_the_map_before_it_is_carried_out() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let (host, events) = Listener::new();
    let app = App::new(Arc::new(host), Folders { demos: Some(folder.path().join("demos")), ..Folders::default() });
    app.act(Action::StartDemo { accounts: 64 }).await.expect("starts");
    assert_eq!(listener::end(&events).state, TaskState::Done);

    let vend: Vend = serde_json::from_value(serde_json::json!({
        "team": "atlas", "stages": ["dev", "prod"], "email": "aws+{team}-{stage}@example.com"
    }))
    .expect("a team");
    let plan = planned(&app, Intent::Vend(vend)).await;
    let preview = scene(&app, &plan, View::Organization).await;
    let new = preview.nodes.iter().filter(|node| node.change == Some(SceneChange::Added) && node.shape != Shape::Gap);
    let new: Vec<(&str, &str)> = new.map(|node| (node.label.as_str(), node.detail.as_str())).collect();
    assert_eq!(new.len(), 2, "{new:?}");
    for (name, detail) in &new {
        assert!(name.starts_with("atlas-") && detail.starts_with("planned, no id yet · "), "{name}: {detail}");
    }
    let changes = preview.changes.expect("it is compared");
    assert_eq!(changes.hidden, 0);
    assert!(changes.rows.iter().all(|row| row.to.is_some() && !row.at.is_empty()), "{:?}", changes.rows);

    let accounts = query(&app, Query::Accounts).await;
    let sandbox = accounts["rows"].as_array().expect("rows").iter().find(|row| row["class"] == "sandbox");
    let account = sandbox.expect("a sandbox")["id"].as_str().expect("an id").to_owned();
    let choices = query(&app, Query::PlanChoices).await;
    let to = choices["ous"].as_array().expect("OUs").iter().find(|ou| ou["stage"] == "dev").expect("one for dev");
    let to = to["id"].as_str().expect("an id").to_owned();
    let plan = planned(&app, Intent::Move { account: account.clone(), to }).await;
    let preview = scene(&app, &plan, View::Organization).await;
    let moved: Vec<_> = preview.nodes.iter().filter(|node| node.change == Some(SceneChange::Moved)).collect();
    assert!(matches!(&moved[..], [only] if only.id.ends_with(&account) && only.was.is_some()), "{moved:?}");

    let request = SceneRequest { view: View::Trust, ..SceneRequest::default() };
    let refused = app.query(Query::PlanScene { plan, request }).await.expect_err("no such view of a plan");
    assert!(refused.message.contains("told in words"), "{}", refused.message);
}
