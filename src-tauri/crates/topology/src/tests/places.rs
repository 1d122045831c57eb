//! What holds for places: they tell directions, do not overlap, and stay.

use std::collections::BTreeMap;

use armillary_model::Kind;

use super::{VIEWS, by_id, scene_of};
use crate::{
    FolderClass, Interiors, Scene, SceneNode, SceneRequest, Shape, Topology, View,
    fixture::{self, Fixture, MANAGEMENT, account_arn, ou_arn},
};

fn places(scene: &Scene) -> BTreeMap<&str, (f64, f64)> {
    scene.nodes.iter().map(|node| (node.id.as_str(), (node.x, node.y))).collect()
}

fn direction(node: &SceneNode) -> f64 {
    node.y.atan2(node.x)
}

#[test]
fn accounts_do_not_overlap_in_closed_views() {
    for accounts in [64, 200, 700, 1_000, 1_300, 10_000] {
        let snapshot = fixture::reference(accounts);
        for view in [View::Organization, View::Portfolios, View::Trust] {
            let scene = scene_of(&snapshot, view, &[]);
            let dots: Vec<&SceneNode> = scene.nodes.iter().filter(|node| node.kind == Kind::Account).collect();
            for (at, a) in dots.iter().enumerate() {
                for b in &dots[at + 1..] {
                    let apart = (a.x - b.x).hypot(a.y - b.y);
                    assert!(
                        apart > a.size + b.size,
                        "{accounts} {view:?}: {} and {} are {apart} apart",
                        a.label,
                        b.label
                    );
                }
            }
        }
    }
}

#[test]
fn an_added_account_moves_nothing_outside_its_sector() {
    let before = fixture::reference(1_000);
    let mut grown = Fixture::of(before.clone());
    grown.account("ou-sandbox", MANAGEMENT + 900_000, "sandbox-new");
    for view in [View::Organization, View::Portfolios, View::Trust] {
        let (old, new) = (scene_of(&before, view, &[]), scene_of(&grown.snapshot, view, &[]));
        let now = places(&new);
        for node in old.nodes.iter().filter(|node| node.class != FolderClass::Sandbox) {
            assert_eq!(now[node.id.as_str()], (node.x, node.y), "{view:?} {}", node.id);
        }
        let now = by_id(&new);
        let sandboxes =
            old.nodes.iter().filter(|node| node.class == FolderClass::Sandbox && node.kind == Kind::Account);
        for node in sandboxes {
            let there = now[node.id.as_str()];
            assert!((direction(node) - direction(there)).abs() < 0.02, "{view:?} {} stays about where it was", node.id);
        }
    }
}

#[test]
fn opening_and_closing_moves_nothing_else() {
    let snapshot = fixture::reference(1_000);
    for view in VIEWS {
        let closed = scene_of(&snapshot, view, &[]);
        for opened in closed.nodes.iter().filter(|node| node.can_open).step_by(37) {
            let open = scene_of(&snapshot, view, &[&opened.id]);
            let now = places(&open);
            for node in closed.nodes.iter().filter(|node| node.id != opened.id) {
                let there = now.get(node.id.as_str());
                assert!(there.is_none_or(|there| *there == (node.x, node.y)), "{view:?} {} moved", node.id);
            }
        }
    }
}

#[test]
fn an_ou_is_in_the_same_direction_in_every_view() {
    let snapshot = fixture::reference(64);
    let all: Vec<Scene> =
        [View::Organization, View::Portfolios, View::Trust].map(|view| scene_of(&snapshot, view, &[])).into();
    for short in ["ou-security", "ou-infra", "ou-work", "ou-dev", "ou-prod", "ou-deploy-pre", "ou-sandbox", "ou-hipaa"]
    {
        let directions: Vec<f64> = all.iter().map(|scene| direction(by_id(scene)[ou_arn(short).as_str()])).collect();
        assert!(directions.iter().all(|at| (at - directions[0]).abs() < 1e-9), "{short} {directions:?}");
    }
}

#[test]
fn stages_of_a_team_stand_on_one_radius_and_a_missing_one_is_a_gap() {
    let mut fixture = Fixture::new();
    for (short, name) in [("ou-dev", "Dev"), ("ou-pre", "PreProd"), ("ou-prod", "Prod")] {
        fixture.ou("r-root", short, name);
    }
    let mut number = 10;
    for team in ["alpha", "beta", "gamma"] {
        for (short, stage) in [("ou-dev", "dev"), ("ou-pre", "preprod"), ("ou-prod", "prod")] {
            number += 1;
            if (team, stage) != ("beta", "preprod") {
                fixture.account(short, number, &format!("team-{team}-{stage}"));
            }
        }
    }
    let scene = scene_of(&fixture.snapshot, View::Organization, &[]);
    let nodes = by_id(&scene);
    let gap = nodes[format!("gap:{}:beta", ou_arn("ou-pre")).as_str()];
    assert_eq!((gap.shape, gap.class), (Shape::Gap, FolderClass::PreProd));
    let (dev, prod) = (nodes[account_arn(14).as_str()], nodes[account_arn(16).as_str()]);
    for node in [dev, prod] {
        assert!((direction(node) - direction(gap)).abs() < 1e-9);
    }
    let radius = |node: &SceneNode| node.x.hypot(node.y);
    assert!(radius(prod) < radius(gap) && radius(gap) < radius(dev));
    assert_eq!(scene.nodes.iter().filter(|node| node.shape == Shape::Gap).count(), 1);
}

#[test]
fn teams_without_a_common_pattern_have_no_gaps() {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-dev", "Dev");
    fixture.ou("r-root", "ou-prod", "Prod");
    for (at, name) in ["website", "billing", "mail"].into_iter().enumerate() {
        fixture.account("ou-prod", 10 + at as u64, name);
    }
    fixture.account("ou-dev", 30, "playground");
    let scene = scene_of(&fixture.snapshot, View::Organization, &[]);
    assert!(scene.nodes.iter().all(|node| node.shape != Shape::Gap));
}

/// The defence ring of a class, by the name of its guide.
fn ring_name(class: FolderClass) -> &'static str {
    match class {
        FolderClass::Management | FolderClass::Security | FolderClass::Infrastructure => "Platform",
        FolderClass::Prod | FolderClass::Compliance | FolderClass::Deployments => "Production",
        FolderClass::PreProd => "Pre-production",
        FolderClass::Dev => "Development",
        FolderClass::Sandbox => "Sandbox",
        FolderClass::Other => "No class",
        FolderClass::External => "Outside the organization",
    }
}

/// Accounts, discs of any kind, and gaps stand in the ring of their class. Deployments stand in that of the stage they deploy to,
/// hubs in the middle, and an OU of several classes by its own figure in the innermost ring of what is in it.
fn assert_in_rings(scene: &Scene, about: &str) {
    let ring = |name: &str| scene.guides.iter().find(|guide| guide.label == name);
    let stands = |node: &SceneNode, name: &str| {
        let radius = node.x.hypot(node.y);
        ring(name).is_some_and(|ring| ring.inner <= radius && radius <= ring.outer)
    };
    for node in scene.nodes.iter().filter(|node| node.kind != Kind::Root && node.kind != Kind::Policy) {
        let holds = match node.shape {
            Shape::Hub => node.x.hypot(node.y) < 290.0,
            _ if node.class == FolderClass::Deployments => stands(node, "Production") || stands(node, "Pre-production"),
            Shape::Resource if node.class == FolderClass::Other && node.kind == Kind::OrganizationalUnit => {
                ["Platform", "Production", "Pre-production", "Development", "No class"]
                    .iter()
                    .any(|name| stands(node, name))
            }
            _ => stands(node, ring_name(node.class)),
        };
        assert!(holds, "{about}: {} of {:?} at {}", node.label, node.class, node.x.hypot(node.y));
    }
}

#[test]
fn every_node_stands_in_the_defence_ring_of_its_class() {
    for accounts in [64, 500, 2_000, 10_000] {
        for snapshot in [fixture::reference(accounts), fixture::nested(accounts)] {
            let topology = Topology::build(&[&snapshot]);
            let scene = |folded: &[&str], open: &[&str]| {
                let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
                let (folded, open) = (ids(folded), ids(open));
                let request = SceneRequest { view: View::Trust, folded, open, ..SceneRequest::default() };
                topology.scene(&request, &Interiors::new())
            };
            let closed = scene(&[], &[]);
            assert_in_rings(&closed, &accounts.to_string());
            let ous = closed.nodes.iter().filter(|node| node.kind == Kind::OrganizationalUnit);
            let ous: Vec<&str> = ous.map(|node| node.id.as_str()).collect();
            assert_in_rings(&scene(&ous, &[]), &format!("{accounts}, all folded"));
            for ou in ous.iter().step_by(1 + ous.len() / 12) {
                assert_in_rings(&scene(&[ou], &[]), &format!("{accounts}, {ou} folded"));
            }
            let discs: Vec<_> =
                closed.nodes.iter().filter(|node| node.can_open && node.shape == Shape::Bundle).collect();
            for node in discs.iter().step_by(1 + discs.len() / 12) {
                assert_in_rings(&scene(&[], &[&node.id]), &format!("{accounts}, {} open", node.id));
            }
        }
    }
}

#[test]
fn a_missing_stage_stays_visible_however_much_is_folded() {
    for (accounts, snapshot) in [64, 500, 2_000, 10_000].map(|accounts| (accounts, fixture::reference(accounts))) {
        let topology = Topology::build(&[&snapshot]);
        let missing = |view, folded: &[&str], open: &[&str]| -> u32 {
            let folded = folded.iter().map(|ou| ou_arn(ou)).collect();
            let open = open.iter().map(|ou| ou_arn(ou)).collect();
            let request = SceneRequest { view, folded, open, ..SceneRequest::default() };
            let scene = topology.scene(&request, &Interiors::new());
            let gaps = scene.nodes.iter().filter(|node| node.shape == Shape::Gap);
            gaps.inspect(|gap| assert_eq!(gap.class, FolderClass::PreProd)).map(|gap| gap.count).sum()
        };
        let free = accounts - 16;
        let teams = free * 9 / 10 / 3;
        let expected = (0..teams).filter(|team| team % 9 == 4).count() as u32;
        for view in [View::Organization, View::Portfolios, View::Trust] {
            assert_eq!(missing(view, &[], &[]), expected, "{accounts} {view:?}");
            assert_eq!(missing(view, &["ou-preprod"], &[]), expected, "{accounts} {view:?} stage folded");
            assert_eq!(missing(view, &["ou-work"], &[]), expected, "{accounts} {view:?} workloads folded");
            assert_eq!(missing(view, &[], &["ou-preprod"]), expected, "{accounts} {view:?} stage open");
        }
    }
}
