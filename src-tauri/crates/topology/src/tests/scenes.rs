//! What holds for every scene: caps, whole edges, finite numbers, no chance.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use armillary_model::{Kind, Snapshot, TrustCounts};

use super::{VIEWS, by_id, scene_of};
use crate::{
    EdgeState, FolderClass, Interior, Interiors, NodeState, Scene, SceneFilter, SceneNode, SceneRequest, Shape,
    Topology, View,
    fixture::{self, Fixture, MANAGEMENT, account_arn, id, ou_arn},
};

fn assert_sound(scene: &Scene, about: &str) {
    assert!(scene.nodes.len() <= Scene::MAX_NODES, "{about}: {} nodes", scene.nodes.len());
    assert!(scene.edges.len() <= Scene::MAX_EDGES, "{about}: {} edges", scene.edges.len());
    let nodes = by_id(scene);
    assert_eq!(nodes.len(), scene.nodes.len(), "{about}: ids are unique");
    for edge in &scene.edges {
        assert!(nodes.contains_key(edge.from.as_str()), "{about}: {}", edge.id);
        assert!(nodes.contains_key(edge.to.as_str()), "{about}: {}", edge.id);
    }
    let ids: BTreeSet<&str> = scene.edges.iter().map(|edge| edge.id.as_str()).collect();
    assert_eq!(ids.len(), scene.edges.len(), "{about}: edge ids are unique");
    for node in &scene.nodes {
        assert!([node.x, node.y, node.size, node.rank].iter().all(|number| number.is_finite()), "{about}: {}", node.id);
        assert!(node.size >= 0.0 && (0.0..=1.0).contains(&node.rank), "{about}: {}", node.id);
        assert!(node.parent.as_ref().is_none_or(|parent| nodes.contains_key(parent.as_str())), "{about}: {}", node.id);
        let bounds = scene.bounds;
        assert!((bounds.left..=bounds.right).contains(&node.x) && (bounds.bottom..=bounds.top).contains(&node.y));
    }
    let guides =
        scene.guides.iter().flat_map(|guide| [guide.x, guide.y, guide.inner, guide.outer, guide.start, guide.end]);
    assert!(guides.into_iter().all(f64::is_finite), "{about}");
    assert!(scene.guides.iter().all(|guide| guide.inner < guide.outer && guide.start < guide.end), "{about}");
}

/// Everything that can be opened is opened, as often as something new shows.
fn assert_sound_however_much_is_open(snapshot: &Snapshot, about: &str) {
    let topology = Topology::build(&[snapshot]);
    for view in VIEWS {
        let mut request = SceneRequest { view, ..SceneRequest::default() };
        for round in 0..4 {
            let scene = topology.scene(&request, &Interiors::new());
            assert_sound(&scene, &format!("{about} {view:?} round {round}"));
            request.open.extend(scene.nodes.into_iter().filter(|node| node.can_open).map(|node| node.id));
        }
    }
}

#[test]
fn scenes_are_sound_at_every_size() {
    for accounts in [64, 1_000, 10_000] {
        assert_sound_however_much_is_open(&fixture::reference(accounts), &accounts.to_string());
    }
}

#[test]
fn scenes_are_sound_for_odd_organizations() {
    assert_sound_however_much_is_open(&Snapshot::default(), "nothing");

    let mut flat = Fixture::new();
    for at in 0..2_500_u64 {
        flat.ou("r-root", &format!("ou-{at}"), &format!("Unit {at}"));
        flat.account(&format!("ou-{at}"), 500_000_000_000 + at, &format!("account {at}"));
    }
    assert_sound_however_much_is_open(&flat.snapshot, "many OUs");

    let mut crowd = Fixture::new();
    (0..3_000).for_each(|at| crowd.account("r-root", 500_000_000_000 + at, "same name"));
    assert_sound_however_much_is_open(&crowd.snapshot, "all in the root");

    let mut broken = Fixture::new();
    broken.ou("ou-b", "ou-a", "A");
    broken.ou("ou-a", "ou-b", "B");
    broken.ou("ou-gone", "ou-c", "");
    broken.account("ou-a", 1, "");
    broken.account("ou-nowhere", 2, "x-dev");
    broken.trust(1, 3, 1, 1);
    broken.share(7, "eu-west-1", "port-gone", "ou-gone", "ORGANIZATIONAL_UNIT", false);
    assert_sound_however_much_is_open(&broken.snapshot, "loops and strangers");
    let scene = scene_of(&broken.snapshot, View::Organization, &[]);
    let nodes = by_id(&scene);
    assert!(nodes.contains_key(ou_arn("ou-a").as_str()) && nodes.contains_key(ou_arn("ou-b").as_str()));
    assert!(nodes.contains_key("unknown:ou-nowhere"), "an OU that is only named stays visible");
    assert!(nodes.contains_key(account_arn(1).as_str()) && nodes.contains_key(account_arn(2).as_str()));
}

#[test]
fn the_same_snapshot_gives_the_same_scene_in_any_order() {
    let snapshot = fixture::reference(300);
    let mut turned = snapshot.clone();
    turned.records.reverse();
    turned.trust.reverse();
    for view in VIEWS {
        let sorted = |snapshot: &Snapshot| {
            let mut scene = scene_of(snapshot, view, &[]);
            scene.nodes.sort_by(|a, b| a.id.cmp(&b.id));
            scene.edges.sort_by(|a, b| a.id.cmp(&b.id));
            scene
        };
        assert_eq!(sorted(&snapshot), sorted(&snapshot), "{view:?}");
        let (straight, turned) = (sorted(&snapshot), sorted(&turned));
        assert_eq!(straight.nodes, turned.nodes, "{view:?}");
        let ends = |scene: &Scene| scene.edges.iter().map(|edge| edge.id.clone()).collect::<Vec<_>>();
        assert_eq!(ends(&straight), ends(&turned), "{view:?}");
    }
}

#[test]
fn large_ous_are_discs_that_open_into_pages_and_accounts() {
    let snapshot = fixture::reference(10_000);
    let closed = scene_of(&snapshot, View::Organization, &[]);
    let dev = by_id(&closed)[ou_arn("ou-dev").as_str()];
    assert_eq!((dev.shape, dev.is_open, dev.can_open), (Shape::Bundle, false, true));
    assert!(dev.count > 2_000);

    let opened = scene_of(&snapshot, View::Organization, &[&ou_arn("ou-dev")]);
    let pages = || opened.nodes.iter().filter(|node| node.parent.as_deref() == Some(ou_arn("ou-dev").as_str()));
    assert!(pages().all(|node| node.shape == Shape::Bundle || node.shape == Shape::Gap));
    assert_eq!(pages().map(|node| node.count).sum::<u32>(), dev.count);

    let page = pages().next().expect("a page").id.clone();
    let deeper = scene_of(&snapshot, View::Organization, &[&ou_arn("ou-dev"), &page]);
    let accounts = deeper.nodes.iter().filter(|node| node.kind == Kind::Account && node.class == FolderClass::Dev);
    assert!(accounts.filter(|node| node.shape == Shape::Resource).count() >= 100);
    assert!(deeper.totals.accounts_drawn > opened.totals.accounts_drawn);
}

#[test]
fn a_folded_ou_stays_folded() {
    let snapshot = fixture::reference(64);
    let folded = BTreeSet::from([ou_arn("ou-work")]);
    let scene =
        Topology::build(&[&snapshot]).scene(&SceneRequest { folded, ..SceneRequest::default() }, &Interiors::new());
    let nodes = by_id(&scene);
    assert_eq!(nodes[ou_arn("ou-work").as_str()].shape, Shape::Bundle);
    assert!(!nodes.contains_key(ou_arn("ou-dev").as_str()));
}

#[test]
fn filters_leave_out_what_they_name() {
    let snapshot = fixture::reference(64);
    let topology = Topology::build(&[&snapshot]);
    let check = |filter: SceneFilter, expected: &dyn Fn(&Scene)| {
        let scene = topology.scene(&SceneRequest { filter, ..SceneRequest::default() }, &Interiors::new());
        assert_sound(&scene, "filtered");
        expected(&scene);
    };
    let accounts = |scene: &Scene| {
        let accounts = scene.nodes.iter().filter(|node| node.kind == Kind::Account && node.shape == Shape::Resource);
        accounts.cloned().collect::<Vec<_>>()
    };
    check(SceneFilter { classes: vec![FolderClass::Prod], ..SceneFilter::default() }, &|scene| {
        assert!(!accounts(scene).is_empty());
        assert!(accounts(scene).iter().all(|node| node.class == FolderClass::Prod));
    });
    check(SceneFilter { ous: vec![String::from("ou-sandbox")], ..SceneFilter::default() }, &|scene| {
        assert_eq!(scene.totals.accounts as usize, accounts(scene).len());
        assert!(accounts(scene).iter().all(|node| node.class == FolderClass::Sandbox));
    });
    check(SceneFilter { states: vec![NodeState::Suspended], ..SceneFilter::default() }, &|scene| {
        assert_eq!(accounts(scene).len(), 1);
    });
    check(SceneFilter { hidden_kinds: vec![Kind::Account], ..SceneFilter::default() }, &|scene| {
        assert!(accounts(scene).is_empty());
    });
}

#[test]
fn an_opened_account_shows_its_kinds_and_they_open() {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-dev", "Dev");
    fixture.account("ou-dev", 7, "fraud-dev");
    let organization = fixture.snapshot.clone();
    let mut inside = Fixture::default();
    for at in 0..250 {
        let arn = format!("arn:aws:iam::{}:role/role-{at:03}", id(7));
        inside.record(&arn, Kind::Role, 7, "global", &format!("role-{at:03}"), serde_json::json!({}), &[]);
    }
    inside.vpc(7, "eu-west-1", "vpc-1", &["s3"], None);
    let topology = Topology::build(&[&organization]);
    let interiors = BTreeMap::from([(id(7), Arc::new(Interior::build(&inside.snapshot)))]);
    let mut request = SceneRequest::default();
    request.open.insert(account_arn(7));
    assert_eq!(topology.opened_accounts(&request), [id(7)]);
    let scene = topology.scene(&request, &interiors);
    let roles = format!("bundle:{}:AWS::IAM::Role", account_arn(7));
    let nodes = by_id(&scene);
    assert_eq!(nodes[roles.as_str()].count, 250);
    assert!(nodes.contains_key(inside.snapshot.records[250].arn.as_str()), "one of a kind stands for itself");

    let last = format!("arn:aws:iam::{}:role/role-249", id(7));
    let open = topology.reveal(View::Organization, &last, &interiors);
    request.open = open.into_iter().collect();
    let scene = topology.scene(&request, &interiors);
    assert_sound(&scene, "interior");
    assert!(by_id(&scene).contains_key(last.as_str()));
}

#[test]
fn what_is_revealed_is_drawn() {
    for accounts in [64, 1_000, 10_000] {
        let snapshot = fixture::reference(accounts);
        let topology = Topology::build(&[&snapshot]);
        let policies = snapshot.records.iter().filter(|record| record.kind == Kind::Policy);
        let some = snapshot.records.iter().step_by(accounts / 2).chain(policies);
        for record in some {
            let view = match record.kind {
                Kind::Vpc | Kind::VpcEndpoint | Kind::TransitGateway | Kind::TransitGatewayRouteTable => View::Network,
                Kind::Portfolio | Kind::Product => View::Portfolios,
                Kind::Policy => View::Organization,
                Kind::Account | Kind::OrganizationalUnit | Kind::Root => View::Trust,
                _ => continue,
            };
            let open = topology.reveal(view, &record.arn, &Interiors::new()).into_iter().collect();
            let scene = topology.scene(&SceneRequest { view, open, ..SceneRequest::default() }, &Interiors::new());
            assert!(by_id(&scene).contains_key(record.arn.as_str()), "{accounts} {view:?} {}", record.arn);
        }
    }
}

#[test]
fn trust_that_crosses_inward_stands_out() {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-dev", "Dev");
    fixture.ou("r-root", "ou-prod", "Prod");
    fixture.account("ou-dev", 1, "a-dev");
    fixture.account("ou-prod", 2, "a-prod");
    fixture.trust(2, 1, 3, 1);
    fixture.trust(1, MANAGEMENT, 1, 1);
    fixture.trust(1, 999, 1, 0);
    let scene = scene_of(&fixture.snapshot, View::Trust, &[]);
    let edge = |from: &str, to: u64| scene.edges.iter().find(|edge| edge.from == from && edge.to == account_arn(to));
    let inward = edge(&account_arn(1), 2).expect("dev is named by prod");
    assert_eq!((inward.kind.as_str(), inward.count, inward.state), ("trusts-inward", 3, EdgeState::Named));
    assert_eq!(edge(&account_arn(MANAGEMENT), 1).expect("a line").kind, "trusts");
    assert_eq!(edge("unknown:000000000999", 1).expect("a line").kind, "trusts-inward");
    assert_eq!(by_id(&scene)["unknown:000000000999"].class, FolderClass::External);
}

#[test]
fn a_crossing_is_declared_where_every_way_of_it_is() {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-dev", "Dev");
    fixture.ou("r-root", "ou-prod", "Prod");
    fixture.account("ou-prod", 10, "prod");
    for account in 1..=3 {
        fixture.account("ou-dev", account, &format!("dev-{account}"));
        fixture.trust(10, account, 2, 0);
    }
    for (pair, declared) in fixture.snapshot.trust.iter_mut().zip([2, 1, 0]) {
        pair.evaluated = Some(TrustCounts { allowed: 1, allowed_if: 0, unknown: 1, declared });
    }
    let scene = scene_of(&fixture.snapshot, View::Trust, &[]);
    let kind =
        |from: u64| scene.edges.iter().find(|edge| edge.from == account_arn(from)).map(|edge| edge.kind.as_str());
    assert_eq!([1, 2, 3].map(kind), [Some("trusts-declared"), Some("trusts-inward"), Some("trusts-inward")]);
    assert!(!TrustCounts::default().is_declared(), "nothing is no pipeline");
}

#[test]
fn evaluated_trust_is_drawn_as_its_surest_way_and_not_where_it_has_no_effect() {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-prod", "Prod");
    for account in 1..=4 {
        fixture.account("ou-prod", account, &format!("prod-{account}"));
        fixture.trust(account, MANAGEMENT, 1, 1);
    }
    let ways = [(1, 2, 0), (0, 1, 1), (0, 0, 1), (0, 0, 0)];
    for (pair, (allowed, allowed_if, unknown)) in fixture.snapshot.trust.iter_mut().zip(ways) {
        pair.evaluated = Some(TrustCounts { allowed, allowed_if, unknown, declared: 0 });
    }
    let scene = scene_of(&fixture.snapshot, View::Trust, &[]);
    let state = |to: u64| scene.edges.iter().find(|edge| edge.to == account_arn(to)).map(|edge| edge.state);
    let states: Vec<_> = (1..=4).map(state).collect();
    assert_eq!(states, [Some(EdgeState::Solid), Some(EdgeState::Conditional), Some(EdgeState::Unknown), None]);
}

#[test]
fn what_only_passes_keeps_out_of_the_middle() {
    const HEART: f64 = 215.0;
    let mut fixture = Fixture::of(fixture::reference(64));
    let scene = scene_of(&fixture.snapshot, View::Trust, &[]);
    let is_outside = |node: &&SceneNode| node.shape == Shape::Resource && node.x.hypot(node.y) > 2.0 * HEART;
    let mut around: Vec<(f64, u64)> = scene
        .nodes
        .iter()
        .filter(is_outside)
        .filter_map(|node| Some((node.y.atan2(node.x), node.account?.to_string().parse().ok()?)))
        .collect();
    around.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = around.len() / 2;
    for ((_, one), (_, opposite)) in around.iter().zip(&around[half..]) {
        fixture.trust(*one, *opposite, 1, 0);
    }
    let scene = scene_of(&fixture.snapshot, View::Trust, &[]);
    let nodes = by_id(&scene);
    let place = |id: &str| (nodes[id].x, nodes[id].y);
    let (mut passing, mut through) = (0, 0);
    for edge in &scene.edges {
        let (from, to) = (place(&edge.from), place(&edge.to));
        let is_in = |bow: f64| {
            let mut places = (1..24).map(|step| crate::view::point(from, to, bow, f64::from(step) / 24.0));
            places.any(|(x, y)| x.hypot(y) < HEART)
        };
        if from.0.hypot(from.1) >= HEART && to.0.hypot(to.1) >= HEART && is_in(0.0) {
            passing += 1;
            through += usize::from(is_in(edge.bow));
        }
    }
    assert!(passing > 8, "only {passing} lines would run through the middle");
    assert!(through * 2 < passing, "{through} of {passing} still do");
}

/// A team with its three stages on one radius, and trust from the outermost to the innermost.
fn one_team() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-work", "Workloads");
    for (at, stage) in (1_u64..).zip(["dev", "preprod", "prod"]) {
        let ou = format!("ou-{stage}");
        fixture.ou("ou-work", &ou, stage);
        fixture.account(&ou, at, &format!("team-{stage}"));
    }
    fixture.trust(3, 1, 1, 0);
    fixture
}

#[test]
fn a_line_runs_around_what_stands_between_its_ends() {
    let scene = scene_of(&one_team().snapshot, View::Trust, &[]);
    let edge = scene.edges.iter().find(|edge| edge.kind == "trusts-inward").expect("a line");
    let nodes = by_id(&scene);
    let place = |id: &str| (nodes[id].x, nodes[id].y);
    let (from, to, between) = (place(&edge.from), place(&edge.to), nodes[account_arn(2).as_str()]);
    let nearest = |bow: f64| {
        let away = (0..=100).map(|step| {
            let (x, y) = crate::view::point(from, to, bow, f64::from(step) / 100.0);
            (x - between.x).hypot(y - between.y)
        });
        away.fold(f64::MAX, f64::min)
    };
    assert!(nearest(0.0) < between.size, "a straight line would run through pre-production");
    assert!(nearest(edge.bow) > between.size, "{}", edge.bow);
}

#[test]
fn an_account_of_no_known_ou_stands_in_no_ring_of_a_class() {
    let mut fixture = one_team();
    fixture.account("r-root", 7, "loose-prod");
    fixture.trust(7, 1, 1, 0);
    let scene = scene_of(&fixture.snapshot, View::Trust, &[]);
    let loose = by_id(&scene)[account_arn(7).as_str()];
    let ring = scene.guides.iter().find(|guide| guide.label == "No class").expect("a ring of its own");
    let radius = loose.x.hypot(loose.y);
    assert!(ring.inner < radius && radius < ring.outer, "{radius}");
    assert!(scene.notes.iter().any(|note| note.starts_with("1 account is of no class")), "{:?}", scene.notes);
    let none = scene_of(&one_team().snapshot, View::Trust, &[]);
    assert!(none.guides.iter().all(|guide| guide.label != "No class"));
}
