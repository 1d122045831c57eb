//! What a scene says of another state of the organization.

use armillary_model::{Kind, Relation, RelationKind, Snapshot};

use super::by_id;
use crate::{
    Scene, SceneChange, SceneRequest, Topology, View,
    fixture::{self, Fixture, MANAGEMENT, account_arn, ou_arn, portfolio_arn},
};

const HUB: u64 = MANAGEMENT + 10;
const FRAUD: u64 = MANAGEMENT + 100;
const NEW: u64 = MANAGEMENT + 900;

fn organization() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-work", "Workloads");
    fixture.ou("ou-work", "ou-dev", "Workloads_Dev");
    fixture.ou("ou-work", "ou-prod", "Workloads_Prod");
    fixture.ou("r-root", "ou-sand", "Sandbox");
    fixture.account("r-root", HUB, "ml-shared-services");
    fixture.account("ou-dev", FRAUD, "fraud-dev");
    fixture.account("ou-prod", FRAUD + 1, "churn-prod");
    fixture.account("ou-sand", FRAUD + 2, "sandbox-1");
    fixture.account("ou-sand", FRAUD + 3, "sandbox-2");
    fixture.policy("p-prod", "stage-prod", &["ou-prod"]);
    fixture.portfolio(HUB, "eu-west-1", "port-build", "Model building", &["prod-one"], &[]);
    fixture
}

fn compared(before: &Snapshot, after: &Snapshot, view: View) -> Scene {
    let request = SceneRequest { view, ..SceneRequest::default() };
    Topology::build(&[after]).compared(&Topology::build(&[before]), &request)
}

fn place(fixture: &mut Fixture, account: u64, ou: &str) {
    let arn = account_arn(account);
    let record = fixture.snapshot.records.iter_mut().find(|record| record.arn == arn).expect("it is there");
    record.relations = vec![Relation::new(RelationKind::ChildOf, ou, "")];
}

/// What the rows say, one line each.
fn rows(scene: &Scene) -> Vec<String> {
    let rows = scene.changes.iter().flat_map(|changes| &changes.rows);
    let row = rows.map(|row| {
        let relation = row.relation.as_deref().unwrap_or("is");
        let (was, to) = (row.was.as_deref().unwrap_or("-"), row.to.as_deref().unwrap_or("-"));
        format!("{:?} {} {relation} {was} > {to}", row.change, row.name)
    });
    row.collect()
}

fn edges(scene: &Scene) -> Vec<String> {
    let changed = scene.edges.iter().filter_map(|edge| Some((edge, edge.change?)));
    let names = by_id(scene);
    let line = |(edge, change): (&crate::SceneEdge, SceneChange)| {
        format!("{change:?} {} {} {}", names[&*edge.from].label, edge.kind, names[&*edge.to].label)
    };
    let mut lines: Vec<String> = changed.map(line).collect();
    lines.sort();
    lines
}

#[test]
fn an_organization_differs_in_nothing_from_itself() {
    for accounts in [64, 1_000] {
        let snapshot = fixture::reference(accounts);
        for view in [View::Organization, View::Portfolios] {
            let scene = compared(&snapshot, &snapshot, view);
            let changes = scene.changes.expect("it is compared");
            assert_eq!((changes.rows.len(), changes.hidden), (0, 0));
            assert!(scene.nodes.iter().all(|node| node.change.is_none() && node.was.is_none()));
            assert!(scene.edges.iter().all(|edge| edge.change.is_none()));
        }
    }
}

#[test]
fn what_comes_is_marked_with_the_line_to_where_it_hangs() {
    let before = organization();
    let mut after = before.clone();
    after.account("ou-prod", NEW, "fraud-prod");
    let scene = compared(&before.snapshot, &after.snapshot, View::Organization);
    assert_eq!(rows(&scene), ["Added fraud-prod is - > Workloads_Prod"]);
    let marked: Vec<&str> = scene.nodes.iter().filter(|node| node.change.is_some()).map(|node| &*node.id).collect();
    assert_eq!(marked, [account_arn(NEW)]);
    let lines = edges(&scene);
    assert!(lines.contains(&"Added fraud-prod child-of Workloads_Prod".to_owned()), "{lines:?}");
    assert!(lines.iter().all(|line| line.starts_with("Added") && line.contains("fraud-prod")), "{lines:?}");
}

#[test]
fn what_moves_keeps_its_old_place_though_sectors_turn() {
    let before = organization();
    let mut after = before.clone();
    place(&mut after, FRAUD + 3, "ou-dev");
    let scene = compared(&before.snapshot, &after.snapshot, View::Organization);
    assert_eq!(rows(&scene), ["Moved sandbox-2 is Sandbox > Workloads_Dev"]);
    let nodes = by_id(&scene);
    let moved = nodes[account_arn(FRAUD + 3).as_str()];
    assert_eq!(moved.change, Some(SceneChange::Moved));
    let was = moved.was.expect("an old place");
    let away = |id: &str| (nodes[id].x - was.x).hypot(nodes[id].y - was.y);
    assert!(away(&moved.id) > away(&ou_arn("ou-sand")), "it stood with its old OU");
    assert_eq!(edges(&scene), ["Moved sandbox-2 child-of Workloads_Dev"]);
}

#[test]
fn what_is_closed_is_otherwise_and_stays_where_it_is() {
    let before = organization();
    let mut after = before.clone();
    after.suspend(FRAUD + 2);
    let scene = compared(&before.snapshot, &after.snapshot, View::Organization);
    assert_eq!(rows(&scene), ["Changed sandbox-1 is - > Sandbox"]);
    assert_eq!(by_id(&scene)[account_arn(FRAUD + 2).as_str()].was, None);
}

#[test]
fn what_goes_is_drawn_where_it_was() {
    let before = organization();
    let mut after = before.clone();
    after.snapshot.records.retain(|record| record.arn != account_arn(FRAUD + 3));
    let scene = compared(&before.snapshot, &after.snapshot, View::Organization);
    assert_eq!(rows(&scene), ["Removed sandbox-2 is Sandbox > -"]);
    let gone = by_id(&scene)[account_arn(FRAUD + 3).as_str()].clone();
    assert_eq!((gone.change, gone.can_open), (Some(SceneChange::Removed), false));
}

#[test]
fn a_policy_that_is_attached_elsewhere_has_a_line_that_comes_and_one_that_goes() {
    let before = organization();
    let mut after = before.clone();
    let policy = after.snapshot.records.iter_mut().find(|record| record.kind == Kind::Policy).expect("a policy");
    policy.relations = vec![Relation::new(RelationKind::AttachedTo, "ou-dev", "")];
    let scene = compared(&before.snapshot, &after.snapshot, View::Organization);
    let lines = ["Added stage-prod attached-to - > Workloads_Dev", "Removed stage-prod attached-to - > Workloads_Prod"];
    assert_eq!(rows(&scene), lines);
    assert_eq!(
        edges(&scene),
        ["Added stage-prod attached-to Workloads_Dev", "Removed stage-prod attached-to Workloads_Prod"]
    );
    assert_eq!(scene.changes.expect("it is compared").hidden, 0, "the policies were opened");
}

#[test]
fn a_share_is_told_in_the_view_that_draws_it() {
    let before = organization();
    let mut after = before.clone();
    after.share(HUB, "eu-west-1", "port-build", "ou-prod", "ORGANIZATIONAL_UNIT", true);
    let scene = compared(&before.snapshot, &after.snapshot, View::Portfolios);
    assert_eq!(rows(&scene), ["Added Model building shared-with - > Workloads_Prod"]);
    let [row] = &scene.changes.as_ref().expect("it is compared").rows[..] else { panic!("one row") };
    assert_eq!(row.at, [portfolio_arn(HUB, "eu-west-1", "port-build"), ou_arn("ou-prod")]);
    assert!(edges(&scene).contains(&"Added Model building shared-with Workloads_Prod".to_owned()));
    assert!(rows(&compared(&before.snapshot, &after.snapshot, View::Organization)).is_empty());
}

#[test]
fn in_a_large_organization_what_comes_is_opened_to_and_the_caps_hold() {
    let before = fixture::reference(10_000);
    let mut after = Fixture::of(before.clone());
    after.account("ou-sandbox", NEW, "sandbox-new");
    let scene = compared(&before, &after.snapshot, View::Organization);
    assert_eq!(by_id(&scene)[account_arn(NEW).as_str()].change, Some(SceneChange::Added));
    assert_eq!(rows(&scene).len(), 1);
    assert!(scene.nodes.len() <= Scene::MAX_NODES && scene.edges.len() <= Scene::MAX_EDGES);
}
