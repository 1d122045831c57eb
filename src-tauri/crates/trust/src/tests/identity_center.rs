//! People and groups of IAM Identity Center: what they can become, and what is said where it was not read.

use armillary_model::{Kind, Relation, RelationKind, Status};
use serde_json::json;

use super::*;
use crate::{
    Answer, AssigneeKind, Assignment, Page,
    fixture::{policy, trusts_service},
};

const LEAD: &str = "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Lead_0123456789abcdef";

fn given(assignee: &str, assignee_kind: AssigneeKind) -> Assignment {
    let account = PROD.parse().expect("an account id");
    let (permission_set, assignee) = ("Lead".into(), assignee.into());
    Assignment { account, permission_set, assignee_kind, assignee, is_stale: false }
}

/// Production with the role of a permission set.
fn with_role() -> Fixture {
    let mut fixture = organization();
    let provider = format!("arn:aws:iam::{PROD}:saml-provider/AWSSSO_1_DO_NOT_DELETE");
    let trust = policy(json!([{
        "Effect": "Allow", "Principal": { "Federated": provider }, "Action": "sts:AssumeRoleWithSAML",
    }]));
    fixture.provider(PROD, "saml-provider/AWSSSO_1_DO_NOT_DELETE").role(PROD, LEAD, trust, &[]);
    fixture
}

fn reached(graph: &Graph, who: &str) -> Vec<(String, usize, Standing)> {
    let can = graph.what_can(node(graph, who), 4, 100, Page::first(10));
    can.reaches.into_iter().map(|reached| (reached.principal.name, reached.hops, reached.standing)).collect()
}

#[test]
fn members_of_a_group_become_what_the_group_is_given() {
    let mut fixture = with_role();
    fixture
        .identity_center(Status::Complete, &[given("leads", AssigneeKind::Group), given("eve", AssigneeKind::User)])
        .directory_group("leads", &["ada"])
        .directory_group("others", &["bob"]);
    let graph = fixture.graph();
    let found = paths(&graph, "people", &role(PROD, LEAD));
    assert_eq!(found.answer, Answer::Found);
    let mut starts: Vec<String> = found.paths.iter().map(|path| path.hops[0].from.name.clone()).collect();
    starts.sort();
    assert_eq!(starts, ["ada", "eve"]);
    assert_eq!(names(&paths(&graph, "groups", &role(PROD, LEAD)))[0], "leads");
    let ada = paths(&graph, "ada", "stage:prod");
    assert_eq!(ada.paths[0].hops[0].kind, EdgeKind::Membership);
    assert_eq!(ada.paths[0].hops[0].reason, "`ada` is a member of `leads`");
    assert_eq!(ada.paths[0].standing, Standing::Allowed);
    assert_eq!(paths(&graph, "bob", "stage:prod").answer, Answer::None);
    let name = LEAD.rsplit('/').next().expect("a name").to_owned();
    let expected = [("leads".to_owned(), 1, Standing::Allowed), (name, 2, Standing::Allowed)];
    assert_eq!(reached(&graph, "ada"), expected);
    assert_eq!(reached(&graph, "arn:aws:identitystore:::user/ada"), expected);
    assert!(reached(&graph, "others").is_empty());
}

#[test]
fn what_was_not_read_again_is_not_known() {
    let old = Assignment { is_stale: true, ..given("leads", AssigneeKind::Group) };
    let mut fixture = with_role();
    fixture.identity_center(Status::Denied, &[old]).directory_group("leads", &["ada"]);
    let graph = fixture.graph();
    let found = paths(&graph, "leads", &role(PROD, LEAD));
    assert_eq!((found.answer, found.paths[0].standing), (Answer::Unknown, Standing::Unknown));
    assert!(found.paths[0].hops[0].reason.contains("reading sso was denied"), "{}", found.paths[0].hops[0].reason);
    // Somebody else may have it, too.
    let provider = format!("arn:aws:iam::{PROD}:saml-provider/AWSSSO_1_DO_NOT_DELETE");
    let sign_in = edge(&graph, &provider, &role(PROD, LEAD), EdgeKind::AssumeRoleWithSaml).expect("an edge");
    assert_eq!(sign_in.standing, Standing::Unknown);
    let bob = graph.what_can(node(&graph, "ada"), 4, 100, Page::first(10));
    assert!(bob.unknown[0].contains("reading sso was denied"), "{:?}", bob.unknown);
}

#[test]
fn where_nothing_was_read_nobody_is_known_to_have_nothing() {
    let graph = with_role().graph();
    let found = paths(&graph, "people", &role(PROD, LEAD));
    assert_eq!(found.answer, Answer::Unknown);
    assert!(found.reasons[0].contains("IAM Identity Center was not read"), "{:?}", found.reasons);
    let mut fixture = with_role();
    fixture.identity_center(Status::Complete, &[]);
    assert_eq!(paths(&fixture.graph(), "people", &role(PROD, LEAD)).answer, Answer::None);
}

#[test]
fn whoever_signs_in_to_studio_acts_as_the_execution_role() {
    let studio = |mode: &str| {
        let domain = format!("arn:aws:sagemaker:eu-west-1:{PROD}:domain/d-1");
        let profile = format!("arn:aws:sagemaker:eu-west-1:{PROD}:user-profile/d-1/p");
        let settings = json!({
            "SingleSignOnUserIdentifier": "UserName", "SingleSignOnUserValue": "ada",
            "UserSettings": { "ExecutionRole": role(PROD, "Execution") },
        });
        let belongs = Relation::new(RelationKind::BelongsTo, domain.as_str(), "");
        let mut fixture = organization();
        fixture
            .role(PROD, "Execution", trusts_service("sagemaker.amazonaws.com"), &[])
            .identity_center(Status::Complete, &[])
            .directory_group("analysts", &["ada", "bob"])
            .record(Kind::Domain, &domain, PROD, "d-1", json!({ "AuthMode": mode }), Vec::new())
            .record(Kind::UserProfile, &profile, PROD, "p", settings, vec![belongs]);
        fixture.graph()
    };
    let graph = studio("SSO");
    let found = paths(&graph, "people", "stage:prod");
    assert_eq!(names(&found)[0], "ada", "and nobody else");
    assert_eq!(found.counts.paths, 1);
    let hop = &found.paths[0].hops[0];
    assert_eq!((hop.kind, hop.standing), (EdgeKind::Studio, Standing::Allowed));
    assert_eq!(hop.reason, "`ada` can open Studio as user profile `p`, which acts as `Execution` (fraud-prod)");
    let bytes = graph.pack("a crawl").expect("it can be packed");
    let again = Graph::unpack(&bytes, "a crawl", 1).expect("it can be read");
    assert_eq!(paths(&again, "ada", "stage:prod").answer, Answer::Found);
    assert_eq!(paths(&studio("IAM"), "people", "stage:prod").answer, Answer::None, "AWS lets nobody sign in there");
}
