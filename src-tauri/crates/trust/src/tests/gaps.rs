//! What was not read is unknown, and said to be.

use armillary_model::Status;
use armillary_policy::Layer;
use serde_json::json;

use super::*;
use crate::fixture::{Draft, policy, trusts, trusts_service};
use crate::{EndKind, OutcomeKind};

#[test]
fn principals_of_an_account_that_was_not_read_are_unknown_with_the_reason() {
    let mut fixture = organization();
    fixture.read_as(DEV, Status::Denied).role(PROD, "Target", trusts(json!([DEV])), &[]).role(
        PROD,
        "Named",
        trusts(json!(role(DEV, "Deployer"))),
        &[],
    );
    let graph = fixture.graph();
    let found = paths(&graph, "stage:dev", "stage:prod");
    assert_eq!(found.paths.len(), 2);
    assert!(found.paths.iter().all(|path| path.standing == Standing::Unknown));
    assert!(found.paths[0].hops[0].reason.contains("AccessDenied"), "{}", found.paths[0].hops[0].reason);
    assert_eq!(found.unread[0].account.to_string(), DEV);
    assert!(found.unread[0].reason.contains("iam:GetAccountAuthorizationDetails"), "{:?}", found.unread);
}

#[test]
fn roles_of_an_account_that_was_not_read_are_unknown_where_somebody_names_them() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    fixture.read_as(PROD, Status::Denied).role(
        DEV,
        "Caller",
        trusts_service("ec2.amazonaws.com"),
        &[("p", assume(json!(target)))],
    );
    let graph = fixture.graph();
    let found = paths(&graph, "stage:dev", "stage:prod");
    assert_eq!(names(&found), ["Caller", "Target"]);
    assert_eq!(
        (found.paths[0].standing, found.paths[0].hops[0].to.kind),
        (Standing::Unknown, EndKind::UnreadPrincipal)
    );
    let deny = policy(json!([{ "Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*" }]));
    let graph = fixture.scp("no-assume", &["ou-dev"], deny).graph();
    assert!(paths(&graph, "stage:dev", "stage:prod").paths.is_empty(), "a denial that is known stands");
}

#[test]
fn the_last_known_state_of_an_account_is_not_certain() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    fixture.read_as(DEV, Status::Failed).role(PROD, "Target", trusts(json!(DEV)), &[]).role(
        DEV,
        "Caller",
        trusts_service("ec2.amazonaws.com"),
        &[("p", assume(json!(target)))],
    );
    assert_eq!(standing(&fixture.graph(), &role(DEV, "Caller"), &target), Standing::Unknown);
}

#[test]
fn a_service_control_policy_that_was_not_read_leaves_nothing_certain() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    fixture
        .scp("unread", &["ou-dev"], json!(null))
        .role(PROD, "Target", trusts(json!([DEV, DEV_TWO])), &[])
        .role(DEV, "Caller", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!(target)))])
        .role(HUB, "Caller", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!(target)))]);
    let graph = fixture.graph();
    let edge = edge(&graph, &role(DEV, "Caller"), &target, EdgeKind::AssumeRole).expect("an edge");
    assert_eq!(edge.standing, Standing::Unknown);
    let explanation = graph.explain(&edge);
    assert_eq!(explanation.unknown, ["policy `p-unread`: its text was not read"]);
    let control = explanation.checks[0].layers.iter().filter(|says| says.layer == Layer::Scp);
    let said: Vec<_> = control.map(|says| (says.outcome, says.reason.as_deref())).collect();
    assert!(!said.is_empty(), "an unread layer is shown");
    assert!(said.iter().all(|(outcome, why)| *outcome == OutcomeKind::Unknown && why.is_some()), "{said:?}");
    assert_eq!(standing(&graph, &role(HUB, "Caller"), &target), Standing::Denied);
}

#[test]
fn a_level_without_any_policy_allows_nothing() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    fixture
        .without_full_access("ou-dev")
        .role(PROD, "Target", trusts(json!([DEV, HUB])), &[])
        .role(DEV, "Caller", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!(target)))])
        .role(HUB, "Caller", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!(target)))]);
    let graph = fixture.graph();
    assert_eq!(standing(&graph, &role(DEV, "Caller"), &target), Standing::Denied);
    assert_eq!(standing(&graph, &role(HUB, "Caller"), &target), Standing::Allowed);
}

#[test]
fn a_trust_policy_that_cannot_be_compiled_is_unknown_to_whoever_names_the_role() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    fixture.principal(Draft::role(PROD, "Target", json!("{not json"))).role(
        DEV,
        "Caller",
        trusts_service("ec2.amazonaws.com"),
        &[("p", assume(json!(target)))],
    );
    let graph = fixture.graph();
    let edge = edge(&graph, &role(DEV, "Caller"), &target, EdgeKind::AssumeRole).expect("an edge");
    assert_eq!(edge.standing, Standing::Unknown);
    let unknown = graph.explain(&edge).unknown;
    assert!(unknown[0].starts_with("the trust policy is damaged and could not be understood: "), "{unknown:?}");
    let found = paths(&graph, "stage:dev", "stage:prod");
    let hops = found.paths.iter().flat_map(|path| &path.hops).map(|hop| &hop.reason);
    let said: Vec<&String> = found.reasons.iter().chain(hops).collect();
    assert!(!said.is_empty() && said.iter().all(|reason| !reason.contains("not read")), "it was: {said:?}");
}

#[test]
fn a_step_that_is_not_known_is_not_said_to_be_possible() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    fixture
        .role(PROD, "Target", trusts(json!(DEV)), &[])
        .role(DEV, "May", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!(target)))])
        .role(DEV, "MayNot", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!(role(PROD, "Other"))))])
        .denied_since(DEV);
    let graph = fixture.graph();
    let found = paths(&graph, "stage:dev", "stage:prod");
    let reason = |name: &str| {
        let hops = found.paths.iter().flat_map(|path| &path.hops);
        hops.filter(|hop| hop.from.name == name && hop.to.name == "Target").map(|hop| hop.reason.clone()).next()
    };
    let (may, may_not) = (reason("May").expect("a path"), reason("MayNot").expect("a path"));
    for reason in [&may, &may_not] {
        assert!(reason.starts_with("whether ") && reason.contains(" is not known: "), "{reason}");
        assert!(reason.contains("as of crawl 1"), "{reason}");
    }
    assert!(may.contains("; by what was read of it, statement 1 of "), "{may}");
    assert!(may_not.ends_with("; by what was read of it, it is not allowed"), "{may_not}");
}

#[test]
fn without_an_organization_the_control_policies_are_unknown() {
    let mut fixture = organization();
    let target = role(DEV, "Target");
    fixture.role(DEV, "Target", trusts(json!(DEV)), &[]).role(
        DEV,
        "Caller",
        trusts_service("ec2.amazonaws.com"),
        &[("p", assume(json!(target)))],
    );
    assert_eq!(standing(&fixture.graph(), &role(DEV, "Caller"), &target), Standing::Allowed);
    fixture.forget_root();
    assert_eq!(standing(&fixture.graph(), &role(DEV, "Caller"), &target), Standing::Unknown);
}

#[test]
fn service_control_policies_count_where_their_type_is_enabled() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    let deny = policy(json!([{ "Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*" }]));
    fixture.scp("no-assume", &["ou-dev"], deny).role(PROD, "Target", trusts(json!(DEV)), &[]).role(
        DEV,
        "Caller",
        trusts_service("ec2.amazonaws.com"),
        &[("p", assume(json!(target)))],
    );
    let mut stands = |status: Option<&str>| standing(&fixture.scps_are(status).graph(), &role(DEV, "Caller"), &target);
    assert_eq!(stands(Some("ENABLED")), Standing::Denied);
    assert_eq!(stands(None), Standing::Allowed);
    assert_eq!(stands(Some("PENDING_ENABLE")), Standing::Unknown);
}

#[test]
fn what_studio_leaves_open_is_said() {
    let mut fixture = organization();
    fixture.role(DEV, "Caller", trusts_service("ec2.amazonaws.com"), &[]);
    let found = paths(&fixture.graph(), "stage:dev", "stage:preprod");
    assert!(found.notes[0].contains("Studio was not read in 1"), "{:?}", found.notes);
}
