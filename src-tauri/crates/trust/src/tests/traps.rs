//! What naive tools get wrong about trust; one test for each, named by its number in the list.

use armillary_model::Status;
use serde_json::json;

use super::*;
use crate::{
    AssigneeKind, Assignment,
    fixture::{Draft, MANAGEMENT, ORGANIZATION, policy, trusts, trusts_service},
};

fn with_condition(principal: &str, condition: Value) -> Value {
    policy(json!([{
        "Effect": "Allow", "Principal": { "AWS": principal }, "Action": "sts:AssumeRole", "Condition": condition,
    }]))
}

#[test]
fn trap_01_trust_of_an_account_root_is_trust_of_the_account() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    fixture
        .role(PROD, "Target", trusts(json!(format!("arn:aws:iam::{DEV}:root"))), &[])
        .role(DEV, "May", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!(target)))])
        .role(DEV, "MayNot", trusts_service("ec2.amazonaws.com"), &[]);
    let graph = fixture.graph();
    assert_eq!(standing(&graph, &role(DEV, "May"), &target), Standing::Allowed);
    assert_eq!(standing(&graph, &role(DEV, "MayNot"), &target), Standing::Denied);
}

#[test]
fn trap_02_service_control_policies_of_the_target_do_not_stop_callers_of_other_accounts() {
    let mut fixture = organization();
    let (target, caller) = (role(PROD, "Target"), role(DEV, "Caller"));
    let deny = policy(json!([{ "Effect": "Deny", "Action": "sts:*", "Resource": "*" }]));
    fixture
        .scp("no-sts", &["ou-prod"], deny)
        .role(PROD, "Target", trusts(json!(caller)), &[])
        .role(PROD, "Inside", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!("*")))])
        .role(PROD, "Second", trusts(json!(role(PROD, "Inside"))), &[])
        .role(DEV, "Caller", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!(target)))]);
    let graph = fixture.graph();
    assert_eq!(standing(&graph, &caller, &target), Standing::Allowed);
    assert_eq!(standing(&graph, &role(PROD, "Inside"), &role(PROD, "Second")), Standing::Denied);
}

#[test]
fn trap_03_service_control_policies_do_not_reach_the_management_account() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    let deny = policy(json!([{ "Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*" }]));
    fixture
        .scp("no-assume", &["r-root"], deny)
        .role(PROD, "Target", trusts(json!([MANAGEMENT, DEV])), &[])
        .role(MANAGEMENT, "Admin", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!("*")))])
        .role(DEV, "Admin", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!("*")))]);
    let graph = fixture.graph();
    assert_eq!(standing(&graph, &role(MANAGEMENT, "Admin"), &target), Standing::Allowed);
    assert_eq!(standing(&graph, &role(DEV, "Admin"), &target), Standing::Denied);
}

#[test]
fn trap_11_paths_of_role_arns_count() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    let assumes = [("p", assume(json!([target, role(PROD, "BySession")])))];
    fixture
        .role(PROD, "Target", trusts(json!(role(DEV, "service-role/Caller"))), &[])
        .role(PROD, "Wrong", trusts(json!(role(DEV, "Other"))), &[])
        .role(PROD, "BySession", trusts(json!(format!("arn:aws:sts::{DEV}:assumed-role/Caller/me"))), &[])
        .role(DEV, "service-role/Caller", trusts_service("ec2.amazonaws.com"), &assumes)
        .role(DEV, "team/Other", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!(role(PROD, "Wrong"))))]);
    let graph = fixture.graph();
    assert_eq!(standing(&graph, &role(DEV, "service-role/Caller"), &target), Standing::Allowed);
    assert_eq!(standing(&graph, &role(DEV, "team/Other"), &role(PROD, "Wrong")), Standing::Denied);
    // A session of that name is one that whoever holds the role can make.
    assert!(standing(&graph, &role(DEV, "service-role/Caller"), &role(PROD, "BySession")).holds());
}

#[test]
fn trap_12_a_unique_id_is_a_role_or_nobody() {
    let mut fixture = organization();
    let (target, gone) = (role(PROD, "Target"), role(PROD, "Gone"));
    let assumes = [("p", assume(json!([target, gone])))];
    fixture
        .role(PROD, "Target", trusts(json!(format!("AROA{DEV}CALLER"))), &[])
        .role(PROD, "Gone", trusts(json!("AROAOLDROLEWITHTHATNAME")), &[])
        .role(DEV, "Caller", trusts_service("ec2.amazonaws.com"), &assumes);
    let graph = fixture.graph();
    assert_eq!(standing(&graph, &role(DEV, "Caller"), &target), Standing::Allowed);
    assert_eq!(standing(&graph, &role(DEV, "Caller"), &gone), Standing::Denied);
    assert!(graph.edges_into(node(&graph, &gone)).next().is_none());
}

#[test]
fn trap_26_the_default_version_of_a_managed_policy_counts() {
    let mut fixture = organization();
    let (target, arn) = (role(PROD, "Target"), format!("arn:aws:iam::{DEV}:policy/Deploy"));
    fixture
        .managed(&arn, assume(json!(target)))
        .role(PROD, "Target", trusts(json!(DEV)), &[])
        .principal(Draft::role(DEV, "Caller", trusts_service("ec2.amazonaws.com")).attached(&arn));
    // The fixture's first version allows nothing.
    assert_eq!(standing(&fixture.graph(), &role(DEV, "Caller"), &target), Standing::Allowed);
}

#[test]
fn trap_29_a_condition_on_session_tags_needs_the_right_to_tag() {
    let mut fixture = organization();
    let (target, open) = (role(PROD, "Target"), role(PROD, "Open"));
    let condition = json!({ "StringEquals": { "aws:RequestTag/team": "fraud" } });
    let statement = |actions: Value| {
        json!({
            "Effect": "Allow", "Principal": { "AWS": DEV }, "Action": actions, "Condition": condition,
        })
    };
    let both = ["sts:AssumeRole", "sts:TagSession"];
    fixture
        .role(PROD, "Target", policy(json!([statement(json!("sts:AssumeRole"))])), &[])
        .role(PROD, "Open", policy(json!([statement(json!(both))])), &[])
        .role(DEV, "Caller", trusts_service("ec2.amazonaws.com"), &[("p", allows(json!(both), json!("*")))]);
    let graph = fixture.graph();
    assert_eq!(standing(&graph, &role(DEV, "Caller"), &target), Standing::Denied);
    assert_eq!(standing(&graph, &role(DEV, "Caller"), &open), Standing::AllowedIf);
    let edge = edge(&graph, &role(DEV, "Caller"), &open, EdgeKind::AssumeRole).expect("an edge");
    assert_eq!(graph.explain(&edge).checks[1].action, "sts:TagSession");
}

#[test]
fn trap_31_a_required_external_id_is_a_condition_and_not_an_open_door() {
    let mut fixture = organization();
    let condition = json!({ "StringEquals": { "sts:ExternalId": "meridian-42" } });
    fixture.role(PROD, "Vendor", with_condition(OUTSIDE, condition), &[]).role(
        PROD,
        "Open",
        trusts(json!(format!("arn:aws:iam::{OUTSIDE}:role/agent"))),
        &[],
    );
    let graph = fixture.graph();
    let found = paths(&graph, OUTSIDE, &role(PROD, "Vendor"));
    assert_eq!(found.paths[0].standing, Standing::AllowedIf);
    assert_eq!(found.paths[0].hops[0].conditions, ["only with the external id `meridian-42`"]);
    assert_eq!(found.paths[0].hops[0].from.stage, Some(armillary_classify::Stage::External));
    let agent = format!("arn:aws:iam::{OUTSIDE}:role/agent");
    assert_eq!(standing(&graph, &agent, &role(PROD, "Open")), Standing::Allowed);
    assert_eq!(paths(&graph, "stage:external", "stage:prod").counts.targets, 2);
}

#[test]
fn trap_35_the_organization_id_is_that_of_the_management_account_too() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    let condition = json!({ "StringEquals": { "aws:PrincipalOrgID": ORGANIZATION } });
    fixture.role(PROD, "Target", with_condition("*", condition), &[]).role(
        MANAGEMENT,
        "Admin",
        trusts_service("ec2.amazonaws.com"),
        &[("p", assume(json!("*")))],
    );
    let graph = fixture.graph();
    assert_eq!(standing(&graph, &role(MANAGEMENT, "Admin"), &target), Standing::Allowed);
    assert!(paths(&graph, "*", &target).paths.is_empty(), "nobody outside gets in");
}

#[test]
fn trap_36_roles_are_passed_within_their_account_only() {
    let mut fixture = organization();
    let pass = allows(json!(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]), json!("*"));
    fixture
        .role(DEV, "Passer", trusts_service("ec2.amazonaws.com"), &[("p", pass)])
        .role(DEV, "Here", trusts_service("lambda.amazonaws.com"), &[])
        .role(PROD, "There", trusts_service("lambda.amazonaws.com"), &[]);
    let graph = fixture.graph();
    let passer = role(DEV, "Passer");
    let here = edge(&graph, &passer, &role(DEV, "Here"), EdgeKind::PassRole).expect("it may pass the role");
    assert_eq!(here.standing, Standing::Allowed);
    assert_eq!(graph.explain(&here).checks.len(), 4);
    assert_eq!(edge(&graph, &passer, &role(PROD, "There"), EdgeKind::PassRole), None);
}

#[test]
fn trap_37_principals_of_accounts_that_are_not_in_use_cannot_act() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    fixture
        .state(DEV, "SUSPENDED")
        .role(PROD, "Target", trusts(json!([DEV, DEV_TWO])), &[])
        .role(DEV, "Caller", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!("*")))])
        .role(DEV_TWO, "Caller", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!("*")))]);
    let graph = fixture.graph();
    assert_eq!(standing(&graph, &role(DEV, "Caller"), &target), Standing::Denied);
    assert_eq!(standing(&graph, &role(DEV_TWO, "Caller"), &target), Standing::Allowed);
    let found = paths(&graph, "stage:dev", "stage:prod");
    assert!(found.paths.iter().all(|path| path.hops[0].from.account_name.as_deref() == Some("credit-dev")));
}

#[test]
fn trap_38_a_chain_of_roles_lasts_one_hour() {
    let mut fixture = organization();
    let (middle, last) = (role(HUB, "Middle"), role(PROD, "Last"));
    fixture
        .role(DEV, "First", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!(middle)))])
        .role(HUB, "Middle", trusts(json!(role(DEV, "First"))), &[("p", assume(json!(last)))])
        .role(PROD, "Last", trusts(json!(middle)), &[]);
    let graph = fixture.graph();
    let found = paths(&graph, &role(DEV, "First"), &last);
    assert_eq!(names(&found), ["First", "Middle", "Last"]);
    assert!(found.paths[0].hops[0].notes.is_empty());
    assert!(found.paths[0].hops[1].notes[0].contains("one hour"));
}

#[test]
fn trap_39_roles_of_identity_center_are_not_rewritten_and_not_open() {
    let mut fixture = organization();
    let name = "aws-reserved/sso.amazonaws.com/AWSReservedSSO_DataScientist_0123456789abcdef";
    let provider = format!("arn:aws:iam::{DEV}:saml-provider/AWSSSO_1_DO_NOT_DELETE");
    let trust = policy(json!([{
        "Effect": "Allow", "Principal": { "Federated": provider }, "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        "Condition": { "StringEquals": { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
    }]));
    fixture.provider(DEV, "saml-provider/AWSSSO_1_DO_NOT_DELETE").role(DEV, name, trust, &[]).role(
        DEV,
        "Admin",
        trusts_service("ec2.amazonaws.com"),
        &[("p", allows(json!("*"), json!("*")))],
    );
    let graph = fixture.graph();
    let reserved = role(DEV, name);
    assert_eq!(edge(&graph, &role(DEV, "Admin"), &reserved, EdgeKind::RewriteTrust), None);
    let sign_in = edge(&graph, &provider, &reserved, EdgeKind::AssumeRoleWithSaml).expect("an edge");
    assert_eq!(sign_in.standing, Standing::Unknown);
    assert!(graph.explain(&sign_in).unknown[0].contains("IAM Identity Center"));
    let assignment = Assignment {
        account: DEV.parse().expect("an account id"),
        permission_set: "DataScientist".into(),
        assignee_kind: AssigneeKind::Group,
        assignee: "ml-developers".into(),
        is_stale: false,
    };
    let graph = fixture.identity_center(Status::Complete, &[assignment]).graph();
    let assigned = edge(&graph, "ml-developers", &reserved, EdgeKind::Assignment).expect("an edge");
    assert_eq!(assigned.standing, Standing::Allowed);
    assert!(!graph.others().any(|(_, node)| matches!(node, crate::Node::Provider(_))));
}

#[test]
fn trap_41_what_is_not_known_is_not_safe() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    fixture.role(PROD, "Target", trusts(json!(DEV)), &[]).principal(
        Draft::role(DEV, "Caller", trusts_service("ec2.amazonaws.com")).attached("arn:aws:iam::aws:policy/New"),
    );
    let graph = fixture.graph();
    let edge = edge(&graph, &role(DEV, "Caller"), &target, EdgeKind::AssumeRole).expect("an edge");
    assert_eq!(edge.standing, Standing::Unknown);
    assert!(graph.explain(&edge).unknown[0].contains("arn:aws:iam::aws:policy/New"));
}

#[test]
fn trap_45_a_changed_trust_policy_takes_time_and_the_path_says_so() {
    let mut fixture = organization();
    let rewrite = allows(json!("iam:UpdateAssumeRolePolicy"), json!("*"));
    fixture.role(DEV, "Changer", trusts_service("ec2.amazonaws.com"), &[("p", rewrite)]).role(
        DEV,
        "Changed",
        trusts_service("lambda.amazonaws.com"),
        &[],
    );
    let graph = fixture.graph();
    let found = paths(&graph, &role(DEV, "Changer"), &role(DEV, "Changed"));
    assert_eq!(found.paths[0].hops[0].kind, EdgeKind::RewriteTrust);
    assert!(found.paths[0].hops[0].notes[0].contains("some seconds"));
}
