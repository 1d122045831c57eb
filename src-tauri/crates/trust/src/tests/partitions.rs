//! What holds in one partition holds in every other, by its own ARNs.

use serde_json::json;

use super::{packed::everything, *};
use crate::fixture::policy;

/// The edges by the names of their ends, as if they were of the partition `aws`.
fn edges(graph: &Graph) -> Vec<String> {
    let organization = graph.organization();
    let own = format!("arn:{}:", organization.partition());
    let name = |id: NodeId| graph.name_of(id).replace(&own, "arn:aws:");
    let inside = organization.accounts().iter().filter_map(|account| graph.inside(account));
    let inside = inside.flat_map(|table| table.edges());
    let all = graph.wide().edges().iter().chain(graph.denied().edges()).chain(inside);
    let mut told: Vec<String> = all
        .map(|edge| format!("{} -{}-> {} {:?}", name(edge.from), edge.kind.as_str(), name(edge.to), edge.standing))
        .collect();
    told.sort();
    told
}

#[test]
fn the_same_organization_has_the_same_edges_in_every_partition() {
    let fixture = || {
        let mut fixture = everything();
        for (name, action) in [("saml-provider/corp", "SAML"), ("oidc-provider/git.example.com", "WebIdentity")] {
            let trust = json!([{
                "Effect": "Allow", "Principal": { "Federated": format!("arn:aws:iam::{DEV}:{name}") },
                "Action": format!("sts:AssumeRoleWith{action}")
            }]);
            fixture.provider(DEV, name).role(DEV, action, policy(trust), &[]);
        }
        fixture
    };
    let at_home = edges(&fixture().graph());
    for kind in EdgeKind::ALL.map(EdgeKind::as_str) {
        assert!(at_home.iter().any(|edge| edge.contains(&format!("-{kind}->"))), "{kind}");
    }
    for partition in ["aws-cn", "aws-us-gov", "aws-eusc", "aws-iso-b"] {
        let graph = fixture().partition(partition).graph();
        assert_eq!(graph.organization().partition(), partition);
        assert_eq!(edges(&graph), at_home, "{partition}");
    }
}

#[test]
fn whoever_was_not_read_is_of_the_partition_too() {
    let mut fixture = everything();
    fixture.profile(HUB, "bea", &role(HUB, "Any"));
    let answers = |fixture: &Fixture| {
        let graph = fixture.graph();
        let own = format!("arn:{}:", graph.organization().partition());
        let text = ["stage:dev", "stage:prod", "stage:external", "stage:hub"].map(|from| {
            ["stage:prod", "stage:hub", "stage:dev"]
                .map(|to| format!("{:?}", paths(&graph, from, to)).replace(&own, "arn:aws:"))
        });
        format!("{text:?}{:?}", graph.stage_matrix())
    };
    let at_home = answers(&fixture);
    assert_eq!(answers(fixture.partition("aws-us-gov")), at_home);
}
