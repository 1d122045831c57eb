//! Steps inside an account, root sessions, and federation.

use serde_json::json;

use super::*;
use crate::{
    RootSessions, Via,
    fixture::{Draft, MANAGEMENT, policy, trusts, trusts_service},
};

#[test]
fn whoever_opens_studio_acts_as_the_execution_role() {
    let mut fixture = organization();
    let open = allows(json!("sagemaker:CreatePresignedDomainUrl"), json!("arn:aws:sagemaker:*:*:user-profile/d-1/ana"));
    fixture
        .role(DEV, "DataScientist", trusts_service("ec2.amazonaws.com"), &[("Open", open)])
        .role(DEV, "Execution", trusts_service("sagemaker.amazonaws.com"), &[])
        .role(DEV, "Approver", trusts_service("sagemaker.amazonaws.com"), &[])
        .profile(DEV, "ana", &role(DEV, "Execution"))
        .profile(DEV, "liam-approver", &role(DEV, "Approver"));
    let graph = fixture.graph();
    let from = role(DEV, "DataScientist");
    let step = edge(&graph, &from, &role(DEV, "Execution"), EdgeKind::Studio).expect("an edge");
    assert_eq!(step.standing, Standing::Allowed);
    assert!(matches!(graph.via(&step), Via::Profile(profile) if profile.arn.ends_with("/ana")));
    assert_eq!(edge(&graph, &from, &role(DEV, "Approver"), EdgeKind::Studio), None);
}

#[test]
fn a_boundary_limits_and_an_identity_policy_is_not_needed_where_the_trust_policy_names_the_role() {
    let mut fixture = organization();
    let boundary = format!("arn:aws:iam::{DEV}:policy/Boundary");
    fixture
        .managed(&boundary, allows(json!("s3:*"), json!("*")))
        .role(DEV, "ByName", trusts(json!([role(DEV, "Plain"), role(DEV, "Bounded")])), &[])
        .role(DEV, "Plain", trusts_service("ec2.amazonaws.com"), &[])
        .principal(Draft::role(DEV, "Bounded", trusts_service("ec2.amazonaws.com")).bounded(&boundary));
    let graph = fixture.graph();
    assert_eq!(standing(&graph, &role(DEV, "Plain"), &role(DEV, "ByName")), Standing::Allowed);
    assert_eq!(standing(&graph, &role(DEV, "Bounded"), &role(DEV, "ByName")), Standing::Denied);
}

#[test]
fn the_service_a_role_is_passed_to_is_held_against_the_condition() {
    let mut fixture = organization();
    let pass = policy(json!([
        {
            "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*",
            "Condition": { "StringEquals": { "iam:PassedToService": "glue.amazonaws.com" } },
        },
        { "Effect": "Allow", "Action": ["lambda:CreateFunction", "glue:CreateJob"], "Resource": "*" },
    ]));
    fixture
        .role(DEV, "Passer", trusts_service("ec2.amazonaws.com"), &[("p", pass)])
        .role(DEV, "Function", trusts_service("lambda.amazonaws.com"), &[])
        .role(DEV, "Job", trusts_service("glue.amazonaws.com"), &[])
        .role(DEV, "Flow", trusts_service("vpc-flow-logs.amazonaws.com"), &[]);
    let graph = fixture.graph();
    let passes = |to: &str| edge(&graph, &role(DEV, "Passer"), &role(DEV, to), EdgeKind::PassRole);
    assert_eq!((passes("Function"), passes("Flow")), (None, None));
    let job = passes("Job").expect("an edge");
    assert!(matches!(graph.via(&job), Via::Pass(pass) if pass.action == "glue:CreateJob"));
}

#[test]
fn a_policy_of_the_account_on_a_role_is_a_way_to_change_the_role() {
    let mut fixture = organization();
    let arn = format!("arn:aws:iam::{DEV}:policy/Deploy");
    fixture
        .managed(&arn, allows(json!("s3:*"), json!("*")))
        .role(
            DEV,
            "Editor",
            trusts_service("ec2.amazonaws.com"),
            &[("p", allows(json!("iam:CreatePolicyVersion"), json!(arn)))],
        )
        .role(DEV, "Other", trusts_service("ec2.amazonaws.com"), &[])
        .principal(Draft::role(DEV, "Edited", trusts_service("ec2.amazonaws.com")).attached(&arn));
    let graph = fixture.graph();
    let step = edge(&graph, &role(DEV, "Editor"), &role(DEV, "Edited"), EdgeKind::RewritePermissions).expect("an edge");
    let Via::Rewrite(rewrites) = graph.via(&step) else { panic!("a rewriting") };
    assert_eq!(rewrites.actions().collect::<Vec<_>>(), ["iam:CreatePolicyVersion"]);
    assert_eq!(edge(&graph, &role(DEV, "Editor"), &role(DEV, "Other"), EdgeKind::RewritePermissions), None);
    let found = paths(&graph, &role(DEV, "Editor"), &role(DEV, "Edited"));
    assert!(found.paths[0].hops[0].notes[0].contains("not the role itself"));
}

#[test]
fn rewriting_a_trust_policy_gives_nothing_to_whom_taking_roles_is_denied() {
    let mut fixture = organization();
    let deny = policy(json!([{ "Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*" }]));
    fixture
        .scp("no-assume", &["ou-dev"], deny)
        .role(DEV, "Changer", trusts_service("ec2.amazonaws.com"), &[("p", allows(json!("iam:*"), json!("*")))])
        .role(DEV, "Changed", trusts_service("lambda.amazonaws.com"), &[]);
    let graph = fixture.graph();
    let changes = |kind| edge(&graph, &role(DEV, "Changer"), &role(DEV, "Changed"), kind);
    assert_eq!(changes(EdgeKind::RewriteTrust), None);
    assert!(changes(EdgeKind::RewritePermissions).is_some());
}

#[test]
fn root_sessions_are_unknown_until_they_were_read() {
    let mut fixture = organization();
    let may = allows(json!("sts:AssumeRoot"), json!("*"));
    fixture
        .role(MANAGEMENT, "Admin", trusts_service("ec2.amazonaws.com"), &[("p", may.clone())])
        .role(HUB, "Admin", trusts_service("ec2.amazonaws.com"), &[("p", may.clone())])
        .role(DEV, "Admin", trusts_service("ec2.amazonaws.com"), &[("p", may)]);
    let roots = |graph: &Graph, account: &str| -> Vec<Standing> {
        let admin = node(graph, &role(account, "Admin"));
        graph.edges_from(admin).filter(|edge| edge.kind == EdgeKind::AssumeRoot).map(|edge| edge.standing).collect()
    };
    let graph = fixture.graph();
    assert_eq!(roots(&graph, MANAGEMENT), [Standing::Unknown; 5]);
    assert!(roots(&graph, HUB).is_empty());
    let delegated = vec![HUB.parse().expect("an account id")];
    let graph = fixture.root_sessions(RootSessions::Enabled { delegated }).graph();
    assert_eq!(roots(&graph, MANAGEMENT), [Standing::Allowed; 5]);
    assert_eq!(roots(&graph, HUB).len(), 5);
    assert!(roots(&graph, DEV).is_empty());
    let graph = fixture.root_sessions(RootSessions::Disabled).graph();
    assert!(roots(&graph, MANAGEMENT).is_empty());
}

#[test]
fn a_provider_has_to_be_there_in_the_account() {
    let mut fixture = organization();
    let trust = |account: &str| {
        policy(json!([{
            "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
            "Principal": { "Federated": format!("arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com") },
            "Condition": { "StringLike": { "token.actions.githubusercontent.com:sub": "repo:meridian/*" } },
        }]))
    };
    fixture
        .provider(DEV, "oidc-provider/token.actions.githubusercontent.com")
        .role(DEV, "Deploy", trust(DEV), &[])
        .role(PROD, "NoProvider", trust(PROD), &[])
        .role(PROD, "Foreign", trust(DEV), &[]);
    let graph = fixture.graph();
    let provider = format!("arn:aws:iam::{DEV}:oidc-provider/token.actions.githubusercontent.com");
    let deploy = edge(&graph, &provider, &role(DEV, "Deploy"), EdgeKind::AssumeRoleWithWebIdentity).expect("an edge");
    assert_eq!(deploy.standing, Standing::AllowedIf);
    for name in ["NoProvider", "Foreign"] {
        assert!(graph.edges_into(node(&graph, &role(PROD, name))).next().is_none(), "{name}");
    }
}

#[test]
fn a_role_takes_itself_only_where_it_is_named_and_groups_speak_for_their_users() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    let group = format!("arn:aws:iam::{DEV}:group/Deployers");
    let inline = json!([{ "PolicyName": "Enter", "PolicyDocument": assume(json!(target)) }]);
    fixture
        .record(
            armillary_model::Kind::Group,
            &group,
            DEV,
            "Deployers",
            json!({ "GroupPolicyList": inline }),
            Vec::new(),
        )
        .principal(Draft::user(DEV, "ana").with("GroupList", json!(["Deployers"])))
        .role(PROD, "Target", trusts(json!([DEV, PROD])), &[("p", assume(json!("*")))]);
    let graph = fixture.graph();
    let user = format!("arn:aws:iam::{DEV}:user/ana");
    assert_eq!(standing(&graph, &user, &target), Standing::Allowed);
    assert_eq!(standing(&graph, &target, &target), Standing::Denied);
    let step = edge(&graph, &user, &target, EdgeKind::AssumeRole).expect("an edge");
    let cited = graph.explain(&step).checks[0].because.clone();
    assert!(
        cited
            .iter()
            .any(|cited| cited.holder.as_deref() == Some(&group) && cited.policy_name.as_deref() == Some("Enter"))
    );
}

#[test]
fn roles_are_passed_to_the_service_they_trust_and_no_other() {
    let mut fixture = organization();
    let any = |actions: Value| allows(actions, json!("*"));
    let linked =
        "aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_X";
    let task = json!([
        { "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*" },
        { "Effect": "Allow", "Action": "ecs:RegisterTaskDefinition", "Resource": format!("arn:aws:ecs:*:{DEV}:task-definition/*") },
        { "Effect": "Allow", "Action": "cloudformation:CreateStackSet", "Resource": "arn:aws:cloudformation:*:*:stackset/*" },
    ]);
    fixture
        .role(
            DEV,
            "Trainer",
            trusts_service("ec2.amazonaws.com"),
            &[("p", any(json!(["iam:PassRole", "sagemaker:*"])))],
        )
        .role(DEV, "Tasks", trusts_service("ec2.amazonaws.com"), &[("p", policy(task))])
        .role(DEV, "Model", trusts_service("sagemaker.amazonaws.com"), &[])
        .role(DEV, "Scaled", trusts_service("sagemaker.application-autoscaling.amazonaws.com"), &[])
        .role(DEV, "Task", trusts_service("ecs-tasks.amazonaws.com"), &[])
        .role(DEV, "Stacks", trusts_service("cloudformation.amazonaws.com"), &[])
        .role(DEV, linked, trusts_service("sagemaker.amazonaws.com"), &[]);
    let graph = fixture.graph();
    let passes = |from: &str, to: &str| edge(&graph, &role(DEV, from), &role(DEV, to), EdgeKind::PassRole).is_some();
    assert!(passes("Trainer", "Model") && passes("Tasks", "Task"));
    assert!(!passes("Trainer", "Scaled"), "a longer name is another service");
    assert!(!passes("Trainer", linked), "a service-linked role is its service's own");
    assert!(!passes("Tasks", "Stacks"), "CreateStackSet knows no resources");
}

#[test]
fn the_unique_id_of_a_role_decides_what_the_ids_of_its_sessions_begin_with() {
    let mut fixture = organization();
    let trust = |id: &str| {
        policy(json!([{
            "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "sts:AssumeRole",
            "Condition": { "StringLike": { "aws:userid": id } }
        }]))
    };
    fixture
        .role(DEV, "One", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!("*")))])
        .role(DEV, "Two", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!("*")))])
        .role(PROD, "ById", trust(&format!("AROA{DEV}ONE:*")), &[])
        .role(PROD, "BySession", trust("*:ci-runner"), &[]);
    let graph = fixture.graph();
    let says = |from: &str, to: &str| standing(&graph, &role(DEV, from), &role(PROD, to));
    assert_eq!((says("One", "ById"), says("Two", "ById")), (Standing::Allowed, Standing::Denied));
    assert_eq!(says("Two", "BySession"), Standing::AllowedIf, "the session's name is chosen");
}
