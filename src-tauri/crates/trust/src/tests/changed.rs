//! Graphs of organizations as they would be: the same as graphs that were built of such an organization, and what differs from before.

use std::collections::BTreeMap;

use armillary_model::Status;
use serde_json::json;

use super::*;
use crate::{
    Difference, Reorganized, Turn,
    fixture::{Draft, policy, trusts, trusts_service},
};

/// A development role that may take a production role, which the hub's may take, too; and one inside production that both can pass on.
fn ways() -> Fixture {
    let mut fixture = organization();
    let deploy = role(PROD, "Deploy");
    fixture
        .role(PROD, "Deploy", trusts(json!([role(DEV, "Builder"), HUB])), &[("p", assume(json!(role(PROD, "Inner"))))])
        .role(PROD, "Inner", trusts(json!(role(PROD, "Deploy"))), &[])
        .role(DEV, "Builder", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!(deploy)))])
        .role(HUB, "Pipeline", trusts_service("codebuild.amazonaws.com"), &[("p", assume(json!(deploy)))])
        .role(DEV_TWO, "Scientist", trusts(json!([role(DEV, "Builder"), OUTSIDE])), &[])
        .principal(Draft::user(DEV_TWO, "someone").inline("p", assume(json!(role(DEV_TWO, "Scientist")))));
    fixture
}

fn deny_assume() -> Value {
    policy(json!([{ "Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*" }]))
}

fn reorganized(before: &Fixture, after: &Fixture) -> Reorganized {
    let then = before.intake();
    let now = after.intake_sharing(&then);
    before.graph().reorganized(then, now)
}

/// All edges by the names of their ends, what happens inside accounts included.
fn edges(graph: &Graph) -> BTreeMap<(String, String, EdgeKind), Standing> {
    let mut found = BTreeMap::new();
    let name = |id| graph.name_of(id).to_string();
    let nodes = graph.organization().iter().map(|(id, _)| graph.node_of(id)).chain(graph.others().map(|(id, _)| id));
    for id in nodes {
        found.extend(graph.edges_from(id).map(|edge| ((name(edge.from), name(edge.to), edge.kind), edge.standing)));
    }
    found
}

/// Each change of an organization: what it would be has the graph that it would have.
#[test]
fn what_would_be_is_what_is_built_of_it() {
    let attached = |node: &'static str| {
        move |fixture: &mut Fixture| {
            fixture.scp("deny", &[node], deny_assume());
        }
    };
    type Change = Box<dyn Fn(&mut Fixture)>;
    let changes: Vec<Change> = vec![
        Box::new(|_| {}),
        Box::new(attached("ou-dev")),
        Box::new(attached(PROD)),
        Box::new(attached("r-root")),
        Box::new(|fixture| {
            fixture.rcp(
                "none",
                &["ou-prod"],
                policy(json!([{
                    "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*",
                    "Condition": { "StringNotEquals": { "aws:PrincipalAccount": HUB } }
                }])),
            );
        }),
        Box::new(|fixture| {
            fixture.state(DEV, "SUSPENDED");
        }),
        Box::new(|fixture| {
            fixture.without_full_access("ou-dev");
        }),
        Box::new(|fixture| {
            fixture.account("ou-dev", "200000000000", "new-dev");
        }),
    ];
    for (at, change) in changes.iter().enumerate() {
        for status in [Status::Complete, Status::Denied] {
            let mut before = ways();
            before.read_as(DEV_TWO, status);
            let mut after = before.clone();
            change(&mut after);
            let built = after.graph();
            let made = reorganized(&before, &after);
            assert_eq!(edges(&made.graph), edges(&built), "change {at}, {status:?}");
            let members = |graph: &Graph| {
                let organization = graph.organization();
                let of =
                    |account| organization.members(account).map(|id| organization.principal(id).arn.clone()).collect();
                organization.accounts().iter().map(|account| (account.id, of(account))).collect::<Vec<(_, Vec<_>)>>()
            };
            assert_eq!(members(&made.graph), members(&built), "change {at}, {status:?}");
        }
    }
}

#[test]
fn only_accounts_that_differ_are_touched() {
    let before = ways();
    let mut after = before.clone();
    after.scp("deny", &["ou-dev"], deny_assume());
    let touched: Vec<String> = reorganized(&before, &after).touched.iter().map(ToString::to_string).collect();
    assert_eq!(touched, [DEV, DEV_TWO]);
    assert!(reorganized(&before, &before).touched.is_empty(), "the same text is the same policy");
}

fn told(difference: &Difference) -> Vec<String> {
    let changes = difference.changes.iter().map(|change| {
        let sources: Vec<&str> = change.sources.iter().map(|source| source.name.as_str()).collect();
        format!("{:?} {} by {}", change.turn, change.target.name, sources.join(" "))
    });
    changes.collect()
}

#[test]
fn what_opens_and_closes_is_told_with_everybody_behind_and_ahead() {
    let before = ways();
    let mut after = before.clone();
    after.scp("deny", &["ou-dev"], deny_assume());
    let made = reorganized(&before, &after);
    assert_eq!(told(&made.difference(&before.graph())), ["Closes Deploy by Builder", "Closes Inner by Builder"]);
    let back = reorganized(&after, &before).difference(&after.graph());
    assert!(back.changes.iter().all(|change| change.turn == Turn::Opens));
    assert_eq!((back.changes.len(), back.touched, back.is_cut), (2, 2, false));
}

#[test]
fn what_is_not_known_is_told_as_not_known() {
    let mut before = ways();
    before.read_as(DEV, Status::Denied);
    let mut after = before.clone();
    after.scp("deny", &["ou-dev"], deny_assume()).account("ou-dev", "200000000000", "new-dev");
    let difference = reorganized(&before, &after).difference(&before.graph());
    let unread: Vec<&str> = difference.unread.iter().map(|account| account.name.as_str()).collect();
    assert_eq!((unread, difference.new), (vec!["fraud-dev"], vec!["new-dev".to_owned()]));
}

#[test]
fn another_trust_policy_is_the_graph_that_it_would_have() {
    let before = ways();
    let wider = trusts(json!([role(DEV, "Builder"), HUB, role(DEV_TWO, "Scientist")]));
    let graph = before.graph();
    let deploy = graph.organization().find(&role(PROD, "Deploy")).expect("it is there");
    let trust = armillary_policy::Policy::from_value(&wider).expect("a policy");
    let made = graph.trusting_otherwise(deploy, trust.into());
    let mut after = organization();
    after
        .role(PROD, "Deploy", wider, &[("p", assume(json!(role(PROD, "Inner"))))])
        .role(PROD, "Inner", trusts(json!(role(PROD, "Deploy"))), &[])
        .role(DEV, "Builder", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!(role(PROD, "Deploy"))))])
        .role(HUB, "Pipeline", trusts_service("codebuild.amazonaws.com"), &[("p", assume(json!(role(PROD, "Deploy"))))])
        .role(DEV_TWO, "Scientist", trusts(json!([role(DEV, "Builder"), OUTSIDE])), &[])
        .principal(Draft::user(DEV_TWO, "someone").inline("p", assume(json!(role(DEV_TWO, "Scientist")))));
    assert_eq!(edges(&made.graph), edges(&after.graph()));
    let nobody = armillary_policy::Policy::from_value(&trusts(json!(role(HUB, "Pipeline")))).expect("a policy");
    let narrowed = graph.trusting_otherwise(deploy, nobody.into()).difference(&graph);
    assert_eq!(told(&narrowed), ["Closes Deploy by Builder", "Closes Inner by Builder"]);
}

#[test]
fn another_text_of_a_boundary_is_asked_action_by_action() {
    let boundary = format!("arn:aws:iam::{DEV}:policy/Boundary");
    let mut before = ways();
    before.managed(&boundary, allows(json!("*"), json!("*"))).principal(
        Draft::role(DEV, "Bounded", trusts_service("ec2.amazonaws.com"))
            .inline("p", allows(json!(["s3:*", "sts:AssumeRole"]), json!("*")))
            .bounded(&boundary),
    );
    let graph = before.graph();
    let holders = graph.organization().holders_of(&boundary);
    assert_eq!(holders.len(), 1);
    let text = allows(json!(["s3:GetObject", "ec2:*"]), json!("*"));
    let policy = armillary_policy::Policy::from_value(&text).expect("a policy");
    let made = graph.managing_otherwise(&boundary, policy.into());
    let actions = ["s3:GetObject", "s3:PutObject", "ec2:RunInstances"].map(str::to_owned);
    let changes = made.asked_again(&graph, &holders, &actions);
    let said: Vec<String> = changes.iter().map(|change| format!("{:?} {}", change.turn, change.action)).collect();
    assert_eq!(said, ["Loses s3:PutObject"], "ec2 was never its own, and reading stays");
}

#[test]
fn actions_are_asked_by_name_and_long_patterns_by_what_is_allowed() {
    let graph = ways().graph();
    let everybody: Vec<_> = graph.organization().iter().map(|(id, _)| id).collect();
    let spoken = |actions: Value| {
        let policy = armillary_policy::Policy::from_value(&allows(actions, json!("*"))).expect("a policy");
        graph.spoken_of(&policy, &everybody)
    };
    assert_eq!(spoken(json!(["s3:getobject", "new:Thing"])).actions, ["new:Thing", "s3:GetObject"]);
    assert!(spoken(json!("sts:Assume*")).actions.contains(&"sts:AssumeRoleWithSAML".to_owned()));
    let all = spoken(json!("*"));
    assert_eq!((all.actions, all.left_out > 10_000, all.is_open), (vec!["sts:AssumeRole".to_owned()], true, false));
    let open = json!({ "Effect": "Deny", "NotAction": "s3:*", "Resource": "*" });
    let policy = armillary_policy::Policy::from_value(&policy(json!([open]))).expect("a policy");
    assert!(graph.spoken_of(&policy, &everybody).is_open);
}
