//! What was not read is told: no scene, count or export says that there is none of it.

use armillary_model::{CoverageDraft, Gap, Kind, Part, RelationKind, Service, Status, TrustCounts};
use serde_json::json;

use super::{VIEWS, by_id, scene_of};
use crate::{
    EdgeState, Interiors, NodeState, SceneRequest, Shape, Topology, View,
    fixture::{self, Fixture, MANAGEMENT, account_arn, ou_arn, portfolio_arn},
};

const REGION: &str = "eu-west-1";
const OTHER: &str = "eu-central-1";

/// An owner, 1, whose portfolio reaches 2, which knows no principal for it.
fn unusable() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-dev", "Dev");
    fixture.account("r-root", 1, "owner");
    fixture.account("ou-dev", 2, "a-dev");
    fixture.portfolio(1, REGION, "port-1", "Studio", &["prod-1"], &[]);
    fixture.share(1, REGION, "port-1", "ou-dev", "ORGANIZATIONAL_UNIT", false);
    fixture
}

fn reach(fixture: &Fixture) -> (u32, u32, u32, EdgeState) {
    let topology = Topology::build(&[&fixture.snapshot]);
    let total = topology.portfolio_reach("port-1").expect("in the cache").total;
    let scene = scene_of(&fixture.snapshot, View::Portfolios, &[]);
    let edge = scene.edges.iter().find(|edge| edge.kind == "shared-with").expect("a share");
    (total.reached, total.usable, total.unknown, edge.state)
}

#[test]
fn unusable_needs_service_catalog_of_both_and_nothing_else() {
    assert_eq!(reach(&unusable()), (1, 0, 0, EdgeState::Hollow));
    for (account, service, region) in
        [(2, Service::Ec2, REGION), (2, Service::ServiceCatalog, OTHER), (1, Service::Iam, "global")]
    {
        let mut fixture = unusable();
        fixture.unit(account, region, service, Status::Denied);
        assert_eq!(reach(&fixture), (1, 0, 0, EdgeState::Hollow), "{service} in {region} says nothing of it");
    }
    for account in [1, 2] {
        let mut fixture = unusable();
        fixture.unit(account, REGION, Service::ServiceCatalog, Status::Denied);
        assert_eq!(reach(&fixture), (1, 0, 1, EdgeState::Unknown), "not read in {account}");
        let topology = Topology::build(&[&fixture.snapshot]);
        assert_eq!(topology.shares_are_known("port-1"), account == 2);
    }
    let mut fixture = unusable();
    fixture.unit(2, REGION, Service::ServiceCatalog, Status::RegionOff);
    assert_eq!(reach(&fixture), (1, 0, 0, EdgeState::Hollow), "a Region that is off holds nothing");
}

#[test]
fn an_export_tells_what_is_not_known_of_shares_and_why() {
    let mut fixture = unusable();
    fixture.account("ou-dev", 3, "b-dev");
    fixture.unit(3, REGION, Service::ServiceCatalog, Status::Denied);
    fixture.share(1, REGION, "port-1", "000000000099", "ACCOUNT", false);
    let graph = Topology::build(&[&fixture.snapshot]).graph(View::Portfolios);
    let told: Vec<_> = graph.edges.iter().filter(|edge| edge.kind == "reaches").collect();
    let states: Vec<_> = told.iter().map(|edge| (edge.state, edge.reason.is_empty())).collect();
    assert_eq!(states, [(EdgeState::Hollow, true), (EdgeState::Unknown, false), (EdgeState::Unknown, false)]);
    assert!(
        told[1].reason.contains("Service Catalog of the account") && told[2].to.contains("000000000099"),
        "{told:?}"
    );
    assert!(graph.nodes.iter().any(|node| node.id == told[2].to), "both ends are there");
}

#[test]
fn principals_and_products_that_were_not_read_are_not_none() {
    let mut fixture = unusable();
    fixture.accepted(2, 1, REGION, "port-1", &[]);
    fixture.unread(Part::PRINCIPALS, None);
    assert_eq!(reach(&fixture), (1, 0, 1, EdgeState::Unknown));

    let mut fixture = Fixture::new();
    fixture.account("r-root", 1, "owner");
    fixture.account("r-root", 2, "other");
    fixture.portfolio(1, REGION, "port-1", "Studio", &[], &[]);
    fixture.unread(Part::PRINCIPALS, None);
    fixture.unread(Part::PRODUCTS, None);
    fixture.share(1, REGION, "port-1", "000000000002", "ACCOUNT", true);
    fixture.accepted(2, 1, REGION, "port-1", &[]);
    assert_eq!(reach(&fixture), (1, 0, 1, EdgeState::Unknown), "the share carries principals that were not read");
    let topology = Topology::build(&[&fixture.snapshot]);
    let contents = topology.portfolio_contents("port-1");
    assert_eq!((contents.principals, contents.products), (None, None));
    let scene = scene_of(&fixture.snapshot, View::Portfolios, &[]);
    let petal = by_id(&scene)[portfolio_arn(1, REGION, "port-1").as_str()];
    assert_eq!(petal.state, NodeState::Partial);
    assert!(petal.detail.starts_with("products not read"), "{}", petal.detail);
}

#[test]
fn relations_of_an_earlier_crawl_look_like_it_in_every_view() {
    let mut stale = fixture::reference(64);
    stale.records.iter_mut().for_each(|record| record.stale = true);
    for view in VIEWS.into_iter().filter(|view| *view != View::Trust) {
        let open = [account_arn(MANAGEMENT), String::from("bundle:policies")];
        let scene = scene_of(&stale, view, &[&open[0], &open[1]]);
        let told = |state| matches!(state, EdgeState::Stale | EdgeState::Unknown | EdgeState::Hollow);
        let sure: Vec<_> = scene.edges.iter().filter(|edge| !told(edge.state) && edge.kind != "same-team").collect();
        assert!(
            sure.iter().all(|edge| edge.kind == "contains" || edge.kind == "reaches"),
            "{view:?} {:?}",
            sure.first()
        );
        assert!(scene.edges.iter().any(|edge| edge.state == EdgeState::Stale), "{view:?}");
        let graph = Topology::build(&[&stale]).graph(view);
        assert!(graph.edges.iter().all(|edge| told(edge.state) || edge.kind == "reaches"), "{view:?}");
    }
}

#[test]
fn a_part_of_an_earlier_crawl_makes_its_relations_old_and_no_others() {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-a", "A");
    fixture.policy("p-1", "one", &["ou-a"]);
    fixture.unread(Part::TARGETS, Some(1));
    let scene = scene_of(&fixture.snapshot, View::Organization, &["bundle:policies"]);
    let attached = scene.edges.iter().find(|edge| edge.kind == "attached-to").expect("the last known attachment");
    assert_eq!(attached.state, EdgeState::Stale);
    let tree = scene.edges.iter().find(|edge| edge.kind == "child-of").expect("the OU hangs in the root");
    assert_eq!(tree.state, EdgeState::Solid);
}

#[test]
fn a_policy_whose_targets_were_never_read_is_not_unattached() {
    let mut fixture = Fixture::new();
    fixture.policy("p-1", "one", &[]);
    fixture.unread(Part::TARGETS, None);
    let scene = scene_of(&fixture.snapshot, View::Organization, &["bundle:policies"]);
    let policy = scene.nodes.iter().find(|node| node.label == "one").expect("the policy");
    assert_eq!(policy.state, NodeState::Partial);
    assert!(scene.notes.iter().any(|note| note.contains("1 policy may be attached to")), "{:?}", scene.notes);
}

#[test]
fn an_account_whose_place_was_not_read_is_not_in_no_ou() {
    let mut fixture = Fixture::new();
    fixture.account("r-root", 5, "lost");
    fixture.snapshot.records.last_mut().expect("the account").relations.clear();
    fixture.unread(Part::PARENT, None);
    let scene = scene_of(&fixture.snapshot, View::Organization, &[]);
    assert!(scene.notes.iter().all(|note| !note.contains("in no OU")), "{:?}", scene.notes);
    assert!(scene.notes.iter().any(|note| note.contains("its OU was not read")), "{:?}", scene.notes);
    let edge = scene.edges.iter().find(|edge| edge.from == account_arn(5)).expect("its place");
    assert_eq!(edge.state, EdgeState::Unknown);
}

#[test]
fn a_vpc_whose_attachments_were_not_read_does_not_stand_alone() {
    let mut fixture = Fixture::new();
    fixture.account("r-root", 1, "network");
    fixture.account("r-root", 2, "a");
    fixture.account("r-root", 3, "b");
    fixture.transit_gateway(1, REGION, "tgw-1", &["shared", "production"]);
    fixture.vpc(2, REGION, "vpc-known", &[], None);
    fixture.vpc(3, REGION, "vpc-unknown", &[], None);
    fixture.vpc(2, REGION, "vpc-half", &[], None);
    let attachment = [(RelationKind::Attaches, "vpc-half", "vpc"), (RelationKind::OfTransitGateway, "tgw-1", "")];
    let arn = "arn:aws:ec2:eu-west-1:000000000001:transit-gateway-attachment/tgw-attach-9";
    fixture.record(arn, Kind::TransitGatewayAttachment, 1, REGION, "x", json!({}), &attachment);
    fixture.unread(Part::ASSOCIATION, None);
    fixture.unread(Part::PROPAGATIONS, None);
    fixture.unit(3, REGION, Service::Ec2, Status::Denied);
    let scene = scene_of(&fixture.snapshot, View::Network, &[]);
    let ring = |label: &str| scene.guides.iter().find(|guide| guide.label == label).expect("a ring");
    let stands_on = |name: &str, label: &str| {
        let node = scene.nodes.iter().find(|node| node.id.ends_with(name)).expect("a VPC");
        let (ring, radius) = (ring(label), (node.x - ring(label).x).hypot(node.y - ring(label).y));
        assert!(ring.inner < radius && radius < ring.outer, "{name} on {label}");
        node.state
    };
    assert_eq!(stands_on("vpc-known", "not attached"), NodeState::Ok);
    assert_eq!(stands_on("vpc-unknown", "not known whether attached"), NodeState::Partial);
    stands_on("vpc-half", "not known whether attached");
    let edge = scene.edges.iter().find(|edge| edge.kind == "attaches").expect("to the gateway");
    assert_eq!((edge.state, edge.label.as_str()), (EdgeState::Unknown, "segment not read"));
    assert!(scene.notes.iter().any(|note| note.contains("routes of 1 attachment")), "{:?}", scene.notes);
}

#[test]
fn what_stands_for_many_tells_that_some_were_not_read() {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-dev", "Dev");
    fixture.ou("r-root", "ou-sandbox", "Sandbox");
    fixture.account("ou-dev", 1, "a-dev");
    fixture.account("ou-dev", 2, "b-dev");
    fixture.account("ou-sandbox", 3, "sandbox");
    fixture.coverage(1, &[(Status::Denied, 9)]);
    fixture.coverage(3, &[(Status::Denied, 9)]);
    let folded = [ou_arn("ou-dev"), ou_arn("ou-sandbox")].into();
    let request = SceneRequest { folded, ..SceneRequest::default() };
    let scene = Topology::build(&[&fixture.snapshot]).scene(&request, &Interiors::new());
    let nodes = by_id(&scene);
    assert_eq!(nodes[ou_arn("ou-dev").as_str()].state, NodeState::Partial);
    assert_eq!(nodes[ou_arn("ou-sandbox").as_str()].state, NodeState::Unread);
}

#[test]
fn nothing_is_said_to_be_missing_where_the_organization_was_not_read() {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-dev", "Dev");
    fixture.ou("r-root", "ou-prod", "Prod");
    for (at, team) in ["alpha", "beta", "gamma"].into_iter().enumerate() {
        fixture.account("ou-dev", 10 + at as u64, &format!("team-{team}-dev"));
        if team != "beta" {
            fixture.account("ou-prod", 20 + at as u64, &format!("team-{team}-prod"));
        }
    }
    let gap = |fixture: &Fixture| {
        let scene = scene_of(&fixture.snapshot, View::Organization, &[]);
        scene.nodes.iter().find(|node| node.shape == Shape::Gap).expect("a gap").state
    };
    assert_eq!(gap(&fixture), NodeState::Ok);
    fixture.unit(MANAGEMENT, "global", Service::Organizations, Status::Denied);
    assert_eq!(gap(&fixture), NodeState::Unknown);
}

#[test]
fn a_bundle_of_trust_shows_its_surest_way_and_counts_the_unknown() {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-dev", "Dev");
    fixture.ou("r-root", "ou-prod", "Prod");
    fixture.account("ou-prod", 100, "prod");
    for account in 1..=12 {
        fixture.account("ou-dev", account, &format!("team-{account}-dev"));
        fixture.trust(100, account, 1, 0);
    }
    for (at, pair) in fixture.snapshot.trust.iter_mut().enumerate() {
        let (allowed, unknown) = if at == 0 { (1, 0) } else { (0, 1) };
        pair.evaluated = Some(TrustCounts { allowed, allowed_if: 0, unknown, declared: 0 });
    }
    let scene = scene_of(&fixture.snapshot, View::Trust, &[]);
    let [bundle] = scene.edges.iter().filter(|edge| edge.kind == "trusts-inward").collect::<Vec<_>>()[..] else {
        panic!("one bundle")
    };
    assert_eq!((bundle.count, bundle.unknown, bundle.state), (12, 11, EdgeState::Solid));
    assert_eq!(bundle.label, "12 accounts");
}

#[test]
fn a_way_that_is_not_known_says_why_and_is_as_last_read_where_it_once_was() {
    let gap = |message: &str| vec![Gap { operation: String::new(), code: String::new(), message: message.to_owned() }];
    let way = |as_of: Option<i64>| {
        let mut fixture = Fixture::new();
        fixture.ou("r-root", "ou-prod", "Prod");
        fixture.account("ou-prod", 1, "a-prod");
        fixture.trust(1, MANAGEMENT, 1, 1);
        for pair in &mut fixture.snapshot.trust {
            pair.evaluated = Some(TrustCounts { allowed: 0, allowed_if: 0, unknown: 1, declared: 0 });
        }
        let mut draft = CoverageDraft::new(5);
        let reason = draft.reason(gap("the crawl was stopped"));
        draft.add(fixture::id(MANAGEMENT), "global", Service::Iam, Status::Complete, None, Some(5), Some(5));
        draft.add(fixture::id(1), "global", Service::Iam, Status::Skipped, Some(reason), Some(5), as_of);
        fixture.snapshot.coverage = draft.finish().into();
        let scene = scene_of(&fixture.snapshot, View::Trust, &[]);
        let edge = scene.edges.iter().find(|edge| edge.kind.starts_with("trusts")).expect("a line").clone();
        (edge.state, edge.label, edge.why, scene.notes.join(" "))
    };
    let why = "IAM of a-prod was not read in this crawl: the crawl was stopped";
    let (state, _, said, notes) = way(None);
    assert_eq!((state, said.as_str()), (EdgeState::Unknown, why));
    assert!(notes.contains("1 of 1 pairs of accounts: not known") && notes.contains(why), "{notes}");
    let (state, label, said, _) = way(Some(3));
    assert_eq!((state, label.as_str()), (EdgeState::Stale, "1 as last read, in crawl 3"));
    assert_eq!(said, why);
}
