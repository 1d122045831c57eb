//! One source per number: a scene, what hangs on its nodes, and its export say the same.

use armillary_model::TrustCounts;

use super::{VIEWS, by_id, scene_of};
use crate::{
    BadgeKind, EdgeState, Interiors, SceneFilter, SceneRequest, Topology, View,
    fixture::{self, Fixture, MANAGEMENT, account_arn, ou_arn},
};

#[test]
fn a_scene_counts_the_relations_that_its_export_has() {
    let topology = Topology::build(&[&fixture::reference(300)]);
    for view in VIEWS {
        let scene = topology.scene(&SceneRequest { view, ..SceneRequest::default() }, &Interiors::new());
        let graph = topology.graph(view);
        assert_eq!(scene.totals.relations as usize, graph.edges.len(), "{view:?}");
    }
}

#[test]
fn no_more_accounts_are_drawn_than_there_are() {
    let topology = Topology::build(&[&fixture::reference(64)]);
    for view in VIEWS {
        for ou in ["ou-work", "ou-sandbox", "ou-infra"] {
            let filter = SceneFilter { ous: vec![ou.to_owned()], ..SceneFilter::default() };
            let totals =
                topology.scene(&SceneRequest { view, filter, ..SceneRequest::default() }, &Interiors::new()).totals;
            assert!(totals.accounts_drawn <= totals.accounts, "{view:?} {ou}: {totals:?}");
        }
    }
}

#[test]
fn a_badge_counts_every_policy_and_tells_those_that_limit_nothing() {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-a", "A");
    fixture.account("ou-a", 7, "seven");
    fixture.policy("p-FullAWSAccess", "FullAWSAccess", &["r-root", "ou-a", "000000000007"]);
    fixture.policy("p-1", "one", &["ou-a", "r-root"]);
    fixture.policy("p-2", "two", &["ou-a"]);
    let scene = scene_of(&fixture.snapshot, View::Organization, &[]);
    let badge = |id: &str, kind| {
        by_id(&scene)[id].badges.iter().find(|badge| badge.kind == kind).map_or(0, |badge| badge.count)
    };
    let counts =
        |id: &str| [BadgeKind::Attached, BadgeKind::AllowAll, BadgeKind::Inherited].map(|kind| badge(id, kind));
    assert_eq!(counts(&ou_arn("ou-a")), [3, 1, 2]);
    assert_eq!(counts(&account_arn(7)), [1, 1, 3], "a policy that is attached twice above is inherited once");
    // The panel lists what the export has.
    let graph = Topology::build(&[&fixture.snapshot]).graph(View::Organization);
    let attached = graph.edges.iter().filter(|edge| edge.kind == "attached-to" && edge.to == ou_arn("ou-a"));
    assert_eq!(attached.count(), 3);
}

#[test]
fn trust_without_effect_is_counted_nowhere_and_exported_as_it_is_drawn() {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-dev", "Dev");
    fixture.ou("r-root", "ou-prod", "Prod");
    fixture.account("ou-dev", 1, "a-dev");
    fixture.account("ou-prod", 2, "a-prod");
    fixture.trust(2, 1, 1, 1);
    fixture.trust(1, MANAGEMENT, 1, 1);
    let ways = [(1, 0, 2), (0, 0, 0)];
    for (pair, (allowed, allowed_if, unknown)) in fixture.snapshot.trust.iter_mut().zip(ways) {
        pair.evaluated = Some(TrustCounts { allowed, allowed_if, unknown, declared: 0 });
    }
    let topology = Topology::build(&[&fixture.snapshot]);
    let scene = topology.scene(&SceneRequest { view: View::Trust, ..SceneRequest::default() }, &Interiors::new());
    let graph = topology.graph(View::Trust);
    assert_eq!((scene.totals.relations, scene.edges.len(), graph.edges.len()), (1, 1, 1));
    let (drawn, exported) = (&scene.edges[0], &graph.edges[0]);
    assert_eq!((&drawn.from, &drawn.to, &drawn.kind), (&exported.from, &exported.to, &exported.kind));
    assert_eq!(
        (drawn.count, drawn.unknown, drawn.state),
        (3, 2, EdgeState::Solid),
        "the surest way shows, unknown ones count"
    );
    assert_eq!((exported.count, exported.unknown, exported.state), (3, 2, EdgeState::Solid));
    assert_eq!(exported.label, "1 allowed, 2 not known");
}
