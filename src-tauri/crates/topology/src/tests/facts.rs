//! What the graph knows: containers, reach of portfolios, the network, and what is only named.

use armillary_model::{Kind, RelationKind, Status};
use serde_json::json;

use super::{VIEWS, by_id, scene_of};
use crate::{
    EdgeState, FolderClass, Interiors, NodeState, PortfolioContents, SceneRequest, Topology, View,
    fixture::{self, Fixture, MANAGEMENT, account_arn, id, ou_arn, portfolio_arn},
};

const REGION: &str = "eu-west-1";

fn shared() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-infra", "Infrastructure");
    fixture.ou("r-root", "ou-work", "Workloads");
    fixture.ou("ou-work", "ou-dev", "Dev");
    fixture.account("ou-infra", 1, "shared-services");
    fixture.account("ou-dev", 2, "a-dev");
    fixture.account("ou-dev", 3, "b-dev");
    fixture.account("ou-dev", 4, "c-dev");
    fixture.account("ou-dev", 5, "d-dev");
    fixture.suspend(5);
    fixture.coverage(4, &[(Status::Denied, 1)]);
    fixture.portfolio(1, REGION, "port-1", "Studio", &["prod-1", "prod-2"], &["arn:aws:iam:::role/launch"]);
    fixture
}

#[test]
fn reach_tells_usable_from_unknown() {
    let mut fixture = shared();
    fixture.share(1, REGION, "port-1", "ou-work", "ORGANIZATIONAL_UNIT", false);
    fixture.accepted(2, 1, REGION, "port-1", &["arn:aws:iam::2:role/launch"]);
    fixture.accepted(3, 1, REGION, "port-1", &[]);
    let topology = Topology::build(&[&fixture.snapshot]);
    let reach = topology.portfolio_reach("port-1").expect("in the cache");
    assert_eq!((reach.total.reached, reach.total.usable, reach.total.unknown), (3, 1, 1));
    assert_eq!(reach.shares[0].recipient, ou_arn("ou-work"));
    assert_eq!(topology.portfolio_contents("port-1"), PortfolioContents { principals: Some(1), products: Some(2) });
    assert_eq!(topology.portfolio_reach("port-2"), None);
}

#[test]
fn a_share_with_principals_is_usable_and_one_without_is_hollow() {
    let state = |share_principals| {
        let mut fixture = shared();
        fixture.coverage(4, &[(Status::Complete, 1)]);
        fixture.share(1, REGION, "port-1", "ou-dev", "ORGANIZATIONAL_UNIT", share_principals);
        (2..=4).for_each(|account| fixture.accepted(account, 1, REGION, "port-1", &[]));
        let scene = scene_of(&fixture.snapshot, View::Portfolios, &[]);
        let edge = scene.edges.iter().find(|edge| edge.kind == "shared-with").cloned().expect("a share");
        assert_eq!((edge.from, edge.to), (portfolio_arn(1, REGION, "port-1"), ou_arn("ou-dev")));
        edge.state
    };
    assert_eq!(state(true), EdgeState::Solid);
    assert_eq!(state(false), EdgeState::Hollow);
}

#[test]
fn the_organization_reaches_all_but_owner_management_and_suspended() {
    let mut fixture = shared();
    fixture.share(1, REGION, "port-1", "o-fixture", "ORGANIZATION", false);
    fixture.share(1, REGION, "port-1", "000000000777", "ACCOUNT", false);
    let topology = Topology::build(&[&fixture.snapshot]);
    let reach = topology.portfolio_reach("port-1").expect("in the cache");
    assert_eq!(reach.shares[0].reach.reached, 3);
    assert_eq!((reach.shares[1].recipient.as_str(), reach.shares[1].reach.unknown), ("unknown:000000000777", 1));
    assert_eq!(reach.total.reached, 4);
    let scene = scene_of(&fixture.snapshot, View::Portfolios, &[]);
    assert!(by_id(&scene).contains_key("unknown:000000000777"), "a recipient outside stays visible");
}

#[test]
fn containers_are_told_from_the_organization_down() {
    let topology = Topology::build(&[&shared().snapshot]);
    let organization = topology.organization_id().expect("an organization");
    let expected = [organization.clone(), ou_arn("r-root"), ou_arn("ou-work"), ou_arn("ou-dev")];
    assert_eq!(topology.path_to(&account_arn(2)), expected);
    assert_eq!(topology.path_to(&ou_arn("ou-dev")), expected[..3]);
    let role = format!("arn:aws:iam::{}:role/not-loaded", id(2));
    assert_eq!(topology.path_to(&role).last(), Some(&account_arn(2)));
    assert_eq!(topology.path_to("arn:aws:iam::999999999999:role/x"), Vec::<String>::new());
    assert_eq!(topology.ou_path_names(id(2)), ["Workloads", "Dev"]);
    assert_eq!(topology.class_of(id(2)), FolderClass::Dev);
    assert_eq!(topology.class_of(id(MANAGEMENT)), FolderClass::Management);
    assert_eq!(topology.class_of(id(999)), FolderClass::External);
    assert_eq!(topology.accounts_below("ou-work"), [id(2), id(3), id(4), id(5)]);
}

#[test]
fn targets_that_are_not_in_the_cache_stay_visible() {
    let mut fixture = shared();
    let trusts = [
        (RelationKind::Trusts, "sagemaker.amazonaws.com", "Service"),
        (RelationKind::Trusts, "arn:aws:iam::000000000003:root", "AWS"),
        (RelationKind::Trusts, "arn:aws:iam::999999999999:role/partner", "AWS"),
    ];
    let role = "arn:aws:iam::000000000002:role/r";
    fixture.record(role, Kind::Role, 2, "global", "r", json!({}), &trusts);
    fixture.policy("p-1", "guard", &["ou-dev", "ou-gone"]);
    let topology = Topology::build(&[&fixture.snapshot]);
    let graph = topology.graph(View::Organization);
    let gone = graph.nodes.iter().find(|node| node.id == "unknown:ou-gone").expect("named by the policy");
    assert_eq!((gone.kind.as_str(), gone.state), (Kind::OrganizationalUnit.as_str(), NodeState::Unknown));
    assert!(graph.edges.iter().any(|edge| edge.to == "unknown:ou-gone" && edge.kind == "attached-to"));
    assert!(graph.edges.iter().any(|edge| edge.to == ou_arn("ou-dev") && edge.kind == "attached-to"));
    // Without counts in the snapshot, trust is counted from the roles.
    let graph = topology.graph(View::Trust);
    let pairs: Vec<_> =
        graph.edges.iter().map(|edge| (edge.from.as_str(), edge.to.as_str(), edge.label.as_str())).collect();
    let (two, three) = (account_arn(2), account_arn(3));
    let expected = [
        (three.as_str(), two.as_str(), "1 statement, whole account named"),
        ("unknown:999999999999", two.as_str(), "1 statement"),
    ];
    assert_eq!(pairs, expected);
    assert!(graph.edges.iter().all(|edge| edge.state == EdgeState::Named));
}

#[test]
fn both_ends_of_every_exported_edge_are_exported() {
    let topology = Topology::build(&[&fixture::reference(300)]);
    for view in VIEWS {
        let graph = topology.graph(view);
        let ids: std::collections::BTreeSet<&str> = graph.nodes.iter().map(|node| node.id.as_str()).collect();
        assert_eq!(ids.len(), graph.nodes.len(), "{view:?}");
        assert!(!graph.edges.is_empty());
        assert!(graph.edges.iter().all(|edge| ids.contains(edge.from.as_str()) && ids.contains(edge.to.as_str())));
    }
}

#[test]
fn vpcs_stand_on_the_ring_of_their_segment() {
    let mut fixture = shared();
    fixture.transit_gateway(1, REGION, "tgw-1", &["shared", "production", "development"]);
    fixture.vpc(2, REGION, "vpc-a", &["s3", "sts"], Some(("tgw-1", "development", &["shared"])));
    fixture.vpc(3, REGION, "vpc-b", &[], None);
    let attachment = [(RelationKind::Attaches, "vpc-gone", "vpc"), (RelationKind::OfTransitGateway, "tgw-1", "")];
    let arn = "arn:aws:ec2:eu-west-1:000000000001:transit-gateway-attachment/tgw-attach-9";
    fixture.record(arn, Kind::TransitGatewayAttachment, 1, REGION, "x", json!({}), &attachment);
    let scene = scene_of(&fixture.snapshot, View::Network, &[]);
    let nodes = by_id(&scene);
    let (cx, cy) = (scene.guides[0].x, scene.guides[0].y);
    let radius = |id: &str| (nodes[id].x - cx).hypot(nodes[id].y - cy);
    let ec2 = |account: u64, rest: &str| format!("arn:aws:ec2:{REGION}:{}:{rest}", id(account));
    let ring = |class: FolderClass| scene.guides.iter().find(|guide| guide.class == class).expect("a ring");
    let development = ring(FolderClass::Dev);
    let attached = radius(&ec2(2, "vpc/vpc-a"));
    assert!(development.inner < attached && attached < development.outer);
    let outside = scene.guides.iter().find(|guide| guide.label == "not attached").expect("the outermost ring");
    let alone = radius(&ec2(3, "vpc/vpc-b"));
    assert!(outside.inner < alone && alone < outside.outer);
    assert_eq!(nodes["unknown:vpc-gone"].state, NodeState::Unknown);
    let squares = nodes[format!("bundle:{}:AWS::EC2::VPCEndpoint", ec2(2, "vpc/vpc-a")).as_str()];
    assert_eq!((squares.count, squares.kind), (2, Kind::VpcEndpoint));
    let chord = scene.edges.iter().find(|edge| edge.kind == "propagates-to").expect("a chord");
    assert_eq!(chord.to, ec2(1, "transit-gateway-route-table/tgw-rtb-tgw-1-shared"));
}

#[test]
fn parts_of_one_crawl_are_joined() {
    let fixture = shared();
    let mut network = Fixture::default();
    network.vpc(2, REGION, "vpc-a", &[], None);
    let topology = Topology::build(&[&fixture.snapshot, &network.snapshot, &fixture.snapshot]);
    assert!(topology.graph(View::Network).nodes.iter().any(|node| node.name == "vpc-a"));
    assert_eq!(topology.accounts_below("r-root").len(), 6);
}

#[test]
fn a_topology_that_grows_from_outlines_is_the_one_that_was_built_at_once() {
    let whole = fixture::reference(64);
    let network = [
        Kind::Vpc,
        Kind::VpcEndpoint,
        Kind::TransitGateway,
        Kind::TransitGatewayAttachment,
        Kind::TransitGatewayRouteTable,
    ];
    let is_late = |kind: Kind| network.contains(&kind) || kind == Kind::AcceptedPortfolioShare;
    let mut outlines = whole.clone();
    for record in &mut outlines.records {
        let document = record.document.as_object_mut().expect("an object");
        document.retain(|name, _| Topology::MEMBERS.contains(&name.as_str()));
    }
    let late: Vec<_> = outlines.records.iter().filter(|record| is_late(record.kind)).cloned().collect();
    outlines.records.retain(|record| !is_late(record.kind));
    let early = Topology::build(&[&outlines]);
    let mut growth = early.growing();
    late.iter().for_each(|record| growth.add(record));
    let (grown, built) = (growth.finish(), Topology::build(&[&whole]));
    for view in VIEWS {
        let scene = |topology: &Topology| {
            let request = SceneRequest { view, ..SceneRequest::default() };
            let mut scene = topology.scene(&request, &Interiors::new());
            scene.edges.sort_by(|a, b| a.id.cmp(&b.id));
            scene
        };
        assert_eq!(scene(&grown), scene(&built), "{view:?}");
    }
    let before = early.graph(View::Organization);
    assert_eq!(grown.graph(View::Organization), before, "a view is the same whatever else was loaded");
    assert!(early.graph(View::Network).nodes.is_empty(), "who has the one before keeps it");
}
