//! The published ways to more permissions through IAM itself (pathfinding.cloud, iam-001 to iam-021), each as a small organization: whom
//! it makes one act as, whose permissions it changes, and what holds it back.

use armillary_model::{Kind, Part, Status};
use serde_json::{Value, json};

use super::*;
use crate::{
    Answer, Gives, Page, Told, Via,
    fixture::{Draft, policy, trusts, trusts_service},
};

fn user(name: &str) -> String {
    format!("arn:aws:iam::{DEV}:user/{name}")
}

fn group(name: &str) -> String {
    format!("arn:aws:iam::{DEV}:group/{name}")
}

fn managed(name: &str) -> String {
    format!("arn:aws:iam::{DEV}:policy/{name}")
}

fn everything_allowed() -> Value {
    allows(json!("*"), json!("*"))
}

fn with_group(fixture: &mut Fixture, name: &str, document: Value) {
    fixture.record(Kind::Group, &group(name), DEV, name, document, Vec::new());
}

/// An account with an administrator of each kind, and somebody of each kind to start from: the user `ana`, who is in a group and has a
/// policy of the account, and the role `Start`, which may do the same.
fn lab(may: &Value) -> Fixture {
    let mut fixture = organization();
    let administrators = json!([{ "PolicyName": "Everything", "PolicyDocument": everything_allowed() }]);
    with_group(&mut fixture, "Team", json!({ "GroupPolicyList": [] }));
    with_group(&mut fixture, "Admins", json!({ "GroupPolicyList": administrators }));
    let start = Draft::role(DEV, "Start", trusts_service("ec2.amazonaws.com"));
    fixture
        .managed(&managed("Own"), allows(json!("s3:GetObject"), json!("*")))
        .managed(&managed("OfTarget"), allows(json!("s3:GetObject"), json!("*")))
        .principal(Draft::user(DEV, "admin").inline("Everything", everything_allowed()))
        .principal(Draft::user(DEV, "bob"))
        .role(DEV, "Admin", trusts_service("ec2.amazonaws.com"), &[("Everything", everything_allowed())])
        .principal(
            Draft::role(DEV, "Target", trusts(json!([user("ana"), role(DEV, "Start")]))).attached(&managed("OfTarget")),
        )
        .principal(
            Draft::user(DEV, "ana")
                .inline("p", may.clone())
                .attached(&managed("Own"))
                .with("GroupList", json!(["Team"])),
        )
        .principal(start.inline("p", may.clone()).attached(&managed("Own")));
    fixture
}

/// What somebody may change of what it may do itself, and what stands for that.
fn own(graph: &Graph, who: &str) -> Option<(Vec<&'static str>, Standing)> {
    let id = graph.organization().find(who).expect("somebody of the organization");
    let edge = graph.own_change(id)?;
    let Via::Rewrite(rewrites) = graph.via(edge) else { panic!("a change") };
    Some((rewrites.actions().collect(), edge.standing))
}

/// Kinds and standings of the steps from one to another, in order.
fn steps(graph: &Graph, from: &str, to: &str) -> Vec<(EdgeKind, Standing)> {
    let to = node(graph, to);
    let mut steps: Vec<_> = graph
        .edges_from(node(graph, from))
        .filter(|edge| edge.to == to)
        .map(|edge| (edge.kind, edge.standing))
        .collect();
    steps.sort_unstable();
    steps
}

#[test]
fn whoever_may_change_itself_gives_itself_any_permission() {
    let (ana, start) = (user("ana"), role(DEV, "Start"));
    let cases = [
        ("iam-001", &ana, "iam:CreatePolicyVersion", managed("Own")),
        ("iam-001", &start, "iam:CreatePolicyVersion", managed("Own")),
        ("iam-005", &start, "iam:PutRolePolicy", start.clone()),
        ("iam-007", &ana, "iam:PutUserPolicy", ana.clone()),
        ("iam-008", &ana, "iam:AttachUserPolicy", ana.clone()),
        ("iam-009", &start, "iam:AttachRolePolicy", start.clone()),
        ("iam-010", &ana, "iam:AttachGroupPolicy", group("Team")),
        ("iam-011", &ana, "iam:PutGroupPolicy", group("Team")),
    ];
    for (path, who, action, on) in cases {
        let graph = lab(&allows(json!(action), json!(on))).graph();
        assert_eq!(own(&graph, who), Some((vec![action], Standing::Allowed)), "{path}");
        let can = graph.what_can(node(&graph, who), 4, 100, Page::first(10));
        let told = can.changes_itself.expect("told");
        assert!(
            told.any_permission && told.reason.contains("statement 1 of inline policy `p`"),
            "{path}: {}",
            told.reason
        );
        let elsewhere = graph
            .edges_from(node(&graph, who))
            .filter(|edge| edge.to != edge.from && edge.to != node(&graph, &ana) && edge.to != node(&graph, &start));
        let others: Vec<EdgeKind> = elsewhere.map(|edge| edge.kind).collect();
        assert!(others.iter().all(|kind| *kind == EdgeKind::AssumeRole), "{path}: {others:?}");
    }
}

#[test]
fn what_is_asked_of_another_gives_nothing_to_oneself() {
    for (action, on) in [
        ("iam:PutUserPolicy", user("bob")),
        ("iam:PutRolePolicy", role(DEV, "Target")),
        ("iam:PutGroupPolicy", group("Admins")),
        ("iam:CreatePolicyVersion", managed("OfTarget")),
        ("iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/AdministratorAccess".to_owned()),
        ("iam:AddUserToGroup", group("Team")),
        ("iam:CreatePolicy", "*".to_owned()),
        ("iam:DetachUserPolicy", "*".to_owned()),
        ("iam:DeleteUserPermissionsBoundary", "*".to_owned()),
    ] {
        let graph = lab(&allows(json!(action), json!(on))).graph();
        for who in [user("ana"), role(DEV, "Start")] {
            assert_eq!(own(&graph, &who), None, "{action} on {on} by {who}");
        }
    }
}

#[test]
fn a_user_is_taken_over_by_the_credentials_one_makes() {
    use Standing::{Allowed, AllowedIf};
    let cases: [(&str, &[&str], Standing, Option<&str>); 5] = [
        ("iam-002", &["iam:CreateAccessKey"], Allowed, None),
        ("iam-003", &["iam:CreateAccessKey", "iam:DeleteAccessKey"], Allowed, None),
        ("iam-004", &["iam:CreateLoginProfile"], AllowedIf, Some("has no password yet")),
        ("iam-006", &["iam:UpdateLoginProfile"], AllowedIf, Some("has a password")),
        ("both", &["iam:CreateLoginProfile", "iam:UpdateLoginProfile"], Allowed, None),
    ];
    for (path, actions, standing, condition) in cases {
        let graph = lab(&allows(json!(actions), json!(user("admin")))).graph();
        for who in [user("ana"), role(DEV, "Start")] {
            let found = edge(&graph, &who, &user("admin"), EdgeKind::Credentials).expect(path);
            assert_eq!(found.standing, standing, "{path}");
            assert_eq!(edge(&graph, &who, &user("bob"), EdgeKind::Credentials), None, "{path}");
            let hops = paths(&graph, &who, &user("admin")).paths.remove(0).hops;
            assert!(hops[0].reason.contains(actions[0]), "{path}: {}", hops[0].reason);
            let told = hops[0].conditions.iter().find(|one| one.contains("password"));
            assert_eq!(told.is_some(), condition.is_some(), "{path}: {:?}", hops[0].conditions);
            assert!(told.is_none_or(|one| one.contains(condition.expect("a condition"))), "{path}: {told:?}");
        }
    }
}

#[test]
fn a_user_who_looks_after_its_own_keys_takes_over_nobody() {
    let own_keys = allows(json!("iam:*AccessKey*"), json!(format!("arn:aws:iam::{DEV}:user/${{aws:username}}")));
    let graph = lab(&own_keys).graph();
    for to in ["admin", "bob", "ana"] {
        assert_eq!(steps(&graph, &user("ana"), &user(to)), [], "{to}");
        assert_eq!(steps(&graph, &role(DEV, "Start"), &user(to)), [], "a role has no user's name: {to}");
    }
}

#[test]
fn a_way_goes_on_from_the_user_that_was_taken_over() {
    let mut fixture = lab(&allows(json!("iam:CreateAccessKey"), json!(user("bob"))));
    fixture.role(PROD, "Deploy", trusts(json!([user("bob")])), &[]);
    fixture.principal(Draft::user(DEV, "bob").inline("Deploy", assume(json!(role(PROD, "Deploy")))));
    let found = paths(&fixture.reverse().graph(), &user("ana"), &role(PROD, "Deploy"));
    assert_eq!(names(&found), ["ana", "bob", "Deploy"]);
    assert_eq!(found.paths[0].standing, Standing::Allowed);
}

#[test]
fn another_is_changed_and_taken() {
    use EdgeKind::{AssumeRole, Credentials, RewritePermissions, RewriteTrust};
    let (target, bob) = (role(DEV, "Target"), user("bob"));
    let of_target = managed("OfTarget");
    /// The name of the path, what is allowed on what, whom it is about, and the steps it takes.
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, &'a [EdgeKind]);
    let cases: [Case<'_>; 10] = [
        ("iam-012", &[("iam:UpdateAssumeRolePolicy", &target)], &target, &[AssumeRole, RewriteTrust]),
        ("iam-014", &[("iam:AttachRolePolicy", &target)], &target, &[AssumeRole, RewritePermissions]),
        (
            "iam-015",
            &[("iam:AttachUserPolicy", &bob), ("iam:CreateAccessKey", &bob)],
            &bob,
            &[RewritePermissions, Credentials],
        ),
        ("iam-016", &[("iam:CreatePolicyVersion", &of_target)], &target, &[AssumeRole, RewritePermissions]),
        ("iam-017", &[("iam:PutRolePolicy", &target)], &target, &[AssumeRole, RewritePermissions]),
        (
            "iam-018",
            &[("iam:PutUserPolicy", &bob), ("iam:CreateAccessKey", &bob)],
            &bob,
            &[RewritePermissions, Credentials],
        ),
        (
            "iam-019",
            &[("iam:AttachRolePolicy", &target), ("iam:UpdateAssumeRolePolicy", &target)],
            &target,
            &[AssumeRole, RewriteTrust, RewritePermissions],
        ),
        (
            "iam-020",
            &[("iam:CreatePolicyVersion", &of_target), ("iam:UpdateAssumeRolePolicy", &target)],
            &target,
            &[AssumeRole, RewriteTrust, RewritePermissions],
        ),
        (
            "iam-021",
            &[("iam:PutRolePolicy", &target), ("iam:UpdateAssumeRolePolicy", &target)],
            &target,
            &[AssumeRole, RewriteTrust, RewritePermissions],
        ),
        (
            "SetDefaultPolicyVersion",
            &[("iam:SetDefaultPolicyVersion", &of_target)],
            &target,
            &[AssumeRole, RewritePermissions],
        ),
    ];
    for (path, may, to, kinds) in cases {
        let statement = |(action, on): &(&str, &str)| json!({ "Effect": "Allow", "Action": action, "Resource": on });
        let graph = lab(&policy(may.iter().map(statement).collect())).graph();
        let expected: Vec<_> = kinds.iter().map(|kind| (*kind, Standing::Allowed)).collect();
        assert_eq!(steps(&graph, &user("ana"), to), expected, "{path}");
        assert_eq!(steps(&graph, &user("ana"), &user("admin")), [], "{path}");
    }
}

#[test]
fn a_group_gives_what_one_does_not_have() {
    let graph = lab(&allows(json!("iam:AddUserToGroup"), json!(group("*")))).graph();
    assert_eq!(own(&graph, &user("ana")), Some((vec!["iam:AddUserToGroup"], Standing::Allowed)), "iam-013");
    assert_eq!(own(&graph, &role(DEV, "Start")), None, "a role is in no group");
    assert_eq!(steps(&graph, &role(DEV, "Start"), &user("bob")), [(EdgeKind::RewritePermissions, Standing::Allowed)]);
    let found = edge(&graph, &user("ana"), &user("ana"), EdgeKind::RewritePermissions).expect("onto itself");
    let Via::Rewrite(rewrites) = graph.via(&found) else { panic!("a change") };
    assert!(rewrites.give(Gives::Choice) && !rewrites.give(Gives::Anything));
    let asked: Vec<String> = graph.explain(&found).checks.into_iter().map(|check| check.resource).collect();
    assert_eq!(asked, [group("Admins")], "the group it is in, and one without policies, give nothing");
}

#[test]
fn what_holds_somebody_down_can_be_taken_off() {
    let deny = policy(json!([{ "Effect": "Deny", "Action": "s3:*", "Resource": "*" }]));
    let bounded = |may: &str, on: &str| {
        let mut fixture = organization();
        let held = json!([{ "PolicyName": "Held", "PolicyDocument": deny }]);
        with_group(&mut fixture, "Held", json!({ "GroupPolicyList": held }));
        let may = allows(json!(may), json!(on));
        fixture
            .managed(&managed("Boundary"), allows(json!(["s3:*", "iam:*"]), json!("*")))
            .managed("arn:aws:iam::aws:policy/AWSDenyAll", deny.clone())
            .principal(
                Draft::role(DEV, "Start", trusts_service("ec2.amazonaws.com"))
                    .inline("p", may.clone())
                    .bounded(&managed("Boundary")),
            )
            .principal(
                Draft::user(DEV, "ana")
                    .inline("p", may)
                    .inline("Not", deny.clone())
                    .attached("arn:aws:iam::aws:policy/AWSDenyAll")
                    .with("GroupList", json!(["Held"]))
                    .bounded(&managed("Boundary")),
            );
        fixture.graph()
    };
    let cases = [
        ("iam:DeleteRolePermissionsBoundary", role(DEV, "Start"), role(DEV, "Start")),
        ("iam:PutRolePermissionsBoundary", role(DEV, "Start"), role(DEV, "Start")),
        ("iam:CreatePolicyVersion", managed("Boundary"), role(DEV, "Start")),
        ("iam:DeleteUserPermissionsBoundary", user("ana"), user("ana")),
        ("iam:PutUserPermissionsBoundary", user("ana"), user("ana")),
        ("iam:DetachUserPolicy", user("ana"), user("ana")),
        ("iam:DeleteUserPolicy", user("ana"), user("ana")),
        ("iam:DeleteGroupPolicy", group("Held"), user("ana")),
        ("iam:RemoveUserFromGroup", group("Held"), user("ana")),
    ];
    for (action, on, who) in cases {
        let graph = bounded(action, &on);
        assert_eq!(own(&graph, &who), Some((vec![action], Standing::Allowed)), "{action}");
        let id = graph.organization().find(&who).expect("known");
        let told = graph.what_can(graph.node_of(id), 4, 100, Page::first(10)).changes_itself.expect("told");
        assert!(!told.any_permission && told.notes[0].contains("takes off"), "{action}: {:?}", told.notes);
    }
    assert_eq!(
        own(&bounded("iam:DetachGroupPolicy", &group("Held")), &user("ana")),
        None,
        "it denies by an inline policy"
    );
    assert_eq!(own(&bounded("iam:DetachRolePolicy", "*"), &role(DEV, "Start")), None, "nothing denies it");
}

#[test]
fn a_boundary_that_is_demanded_is_held_against_the_one_that_is_there() {
    let boundary = managed("Boundary");
    let demanded = policy(json!([{
        "Effect": "Allow", "Action": ["iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"], "Resource": "*",
        "Condition": { "StringEquals": { "iam:PermissionsBoundary": boundary } }
    }]));
    let mut fixture = organization();
    let by_ec2 = || trusts_service("ec2.amazonaws.com");
    fixture
        .managed(&boundary, allows(json!(["s3:*", "iam:*"]), json!("*")))
        .role(DEV, "Plain", by_ec2(), &[("p", demanded.clone())])
        .principal(Draft::role(DEV, "Held", by_ec2()).inline("p", demanded).bounded(&boundary));
    let graph = fixture.graph();
    assert_eq!(own(&graph, &role(DEV, "Plain")), None, "it has no boundary");
    assert_eq!(own(&graph, &role(DEV, "Held")), Some((vec!["iam:PutRolePolicy"], Standing::Allowed)));
    let onto = |to: &str| steps(&graph, &role(DEV, "Plain"), &role(DEV, to));
    assert_eq!(onto("Held"), [(EdgeKind::RewritePermissions, Standing::Allowed)]);
}

#[test]
fn policies_of_the_organization_and_conditions_hold_it_back() {
    let may = allows(json!(["iam:PutUserPolicy", "iam:CreateAccessKey"]), json!("*"));
    let denied =
        policy(json!([{ "Effect": "Deny", "Action": ["iam:PutUserPolicy", "iam:CreateAccessKey"], "Resource": "*" }]));
    let graph = lab(&may).scp("NoUsers", &["ou-dev"], denied).graph();
    assert_eq!(own(&graph, &user("ana")), None);
    assert_eq!(steps(&graph, &user("ana"), &user("admin")), []);
    let with_mfa = policy(json!([{
        "Effect": "Allow", "Action": ["iam:AttachUserPolicy", "iam:CreateAccessKey"], "Resource": "*",
        "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } }
    }]));
    let graph = lab(&with_mfa).graph();
    assert_eq!(own(&graph, &user("ana")), Some((vec!["iam:AttachUserPolicy"], Standing::AllowedIf)));
    let found = edge(&graph, &user("ana"), &user("admin"), EdgeKind::Credentials).expect("conditional");
    assert_eq!(found.standing, Standing::AllowedIf);
    assert!(!graph.explain(&found).conditions().is_empty());
}

#[test]
fn what_nobody_may_change_is_not_changed() {
    let mut fixture = lab(&allows(json!("iam:*"), json!("*")));
    let reserved = "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Power_0123456789abcdef";
    let linked = "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
    fixture
        .role(DEV, linked, trusts_service("autoscaling.amazonaws.com"), &[])
        .role(DEV, reserved, trusts_service("ec2.amazonaws.com"), &[])
        .principal(
            Draft::role(DEV, &format!("{reserved}2"), trusts_service("ec2.amazonaws.com")).attached(&managed("Own")),
        );
    let graph = fixture.graph();
    let onto = |to: &str| steps(&graph, &user("ana"), &role(DEV, to));
    assert_eq!((onto(linked), onto(reserved)), (Vec::new(), Vec::new()));
    // A permission set may attach a policy of the account, which the account changes.
    assert_eq!(onto(&format!("{reserved}2")), [(EdgeKind::RewritePermissions, Standing::Allowed)]);
}

#[test]
fn what_was_not_read_makes_it_unknown() {
    let may = allows(json!("iam:PutGroupPolicy"), json!(group("Team")));
    let graph = lab(&may).unread("user/bob", Part::GROUPS, None).graph();
    assert_eq!(steps(&graph, &user("ana"), &user("bob")), [(EdgeKind::RewritePermissions, Standing::Unknown)]);
    assert_eq!(steps(&graph, &user("ana"), &user("admin")), []);
    let graph = lab(&may).read_as(DEV, Status::Denied).graph();
    assert!(own(&graph, &user("ana")).is_none_or(|(_, standing)| standing == Standing::Unknown));
}

#[test]
fn no_path_is_not_said_where_one_could_go_on_with_what_somebody_gives_itself() {
    let may = allows(json!("iam:PutRolePolicy"), json!(role(DEV, "Start")));
    let mut fixture = lab(&may);
    fixture.role(PROD, "Deploy", trusts(json!([DEV])), &[]).role(
        PROD,
        "Other",
        trusts_service("ec2.amazonaws.com"),
        &[],
    );
    let graph = fixture.graph();
    let answer = |to: &str| {
        let found = paths(&graph, &role(DEV, "Start"), to);
        (found.answer, found.reasons.join("; "))
    };
    let (said, reasons) = answer(&role(PROD, "Deploy"));
    assert_eq!(said, Answer::Unknown, "it may give itself the right to take roles");
    assert!(reasons.contains("`Start` can give itself any permission"), "{reasons}");
    assert_eq!(answer(&role(DEV, "Admin")).0, Answer::Unknown);
    assert_eq!(answer(&role(PROD, "Other")), (Answer::None, String::new()));
    let denied = policy(json!([{ "Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*" }]));
    let held = fixture.scp("NoRoles", &["ou-dev"], denied).graph();
    assert_eq!(paths(&held, &role(DEV, "Start"), &role(PROD, "Deploy")).answer, Answer::None);
}

#[test]
fn whoever_could_give_itself_a_right_is_told_beside_those_who_have_it() {
    let graph = lab(&allows(json!("iam:PutRolePolicy"), json!(role(DEV, "Start")))).graph();
    let queue = format!("arn:aws:sqs:eu-west-1:{DEV}:orders");
    let found = graph.who_can("sqs:DeleteQueue", &queue, Told::default(), Page::first(10), 1);
    let able: Vec<&str> = found.principals.iter().map(|able| able.principal.name.as_str()).collect();
    assert_eq!(able, ["Admin", "admin"]);
    assert!(
        found.notes.iter().any(|note| note.contains("give themselves the right") && note.contains("`Start`")),
        "{:?}",
        found.notes
    );
    assert!(!found.notes.iter().any(|note| note.contains("`ana`")));
}
