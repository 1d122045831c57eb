//! What holds for places: they tell directions, do not overlap, and stay.

use std::collections::BTreeMap;

use armillary_model::{Kind, Snapshot};

use super::{VIEWS, by_id, scene_of};
use crate::{
    FolderClass, Scene, SceneNode, Shape, View,
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

#[test]
fn trust_rings_hold_their_classes() {
    let snapshot: Snapshot = fixture::reference(300);
    let scene = scene_of(&snapshot, View::Trust, &[]);
    let ring = |label: &str| scene.guides.iter().find(|guide| guide.label == label).expect("a ring");
    for (class, label) in [
        (FolderClass::Prod, "Production"),
        (FolderClass::PreProd, "Pre-production"),
        (FolderClass::Dev, "Development"),
        (FolderClass::Sandbox, "Sandbox"),
        (FolderClass::External, "Outside the organization"),
    ] {
        let ring = ring(label);
        for node in scene.nodes.iter().filter(|node| node.kind == Kind::Account && node.class == class) {
            let radius = node.x.hypot(node.y);
            assert!(ring.inner <= radius && radius <= ring.outer, "{label}: {} at {radius}", node.label);
        }
    }
}
