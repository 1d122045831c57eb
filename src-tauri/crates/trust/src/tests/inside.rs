//! Steps inside an account, root sessions, and federation.

use armillary_model::{Kind, Relation, RelationKind};
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
    let domain = |fixture: &mut Fixture, mode: &str| {
        let arn = format!("arn:aws:sagemaker:eu-west-1:{DEV}:domain/d-1");
        let document = json!({ "DomainId": "d-1", "AuthMode": mode });
        let belongs = Relation::new(RelationKind::BelongsTo, arn.as_str(), "");
        let profile = format!("arn:aws:sagemaker:eu-west-1:{DEV}:user-profile/d-1/{mode}");
        let settings = json!({ "DomainId": "d-1", "UserSettings": { "ExecutionRole": role(DEV, "Own") } });
        fixture
            .role(DEV, "All", trusts_service("ec2.amazonaws.com"), &[("p", allows(json!("sagemaker:*"), json!("*")))])
            .role(DEV, "Own", trusts_service("sagemaker.amazonaws.com"), &[])
            .record(Kind::Domain, &arn, DEV, "d-1", document, Vec::new())
            .record(Kind::UserProfile, &profile, DEV, mode, settings, vec![belongs])
            .graph()
    };
    let opens = |graph: &Graph| edge(graph, &role(DEV, "All"), &role(DEV, "Own"), EdgeKind::Studio).is_some();
    assert!(opens(&domain(&mut organization(), "IAM")));
    assert!(!opens(&domain(&mut organization(), "SSO")), "people sign in through IAM Identity Center");
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
        { "Effect": "Allow", "Action": ["lambda:*", "glue:CreateJob", "glue:StartJobRun"], "Resource": "*" },
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
        .record(Kind::Group, &group, DEV, "Deployers", json!({ "GroupPolicyList": inline }), Vec::new())
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
        { "Effect": "Allow", "Action": "ecs:CreateService", "Resource": "*" },
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

#[test]
fn an_instance_takes_a_role_out_of_an_instance_profile() {
    let mut fixture = organization();
    let passes = |more: &[&str]| {
        let mut actions = vec!["iam:PassRole", "ec2:RunInstances"];
        actions.extend(more);
        allows(json!(actions), json!("*"))
    };
    let profile = json!([{ "Arn": format!("arn:aws:iam::{DEV}:instance-profile/Server") }]);
    let by_lambda = || trusts_service("lambda.amazonaws.com");
    fixture
        .principal(Draft::role(DEV, "Server", trusts_service("ec2.amazonaws.com")).with("InstanceProfileList", profile))
        .role(DEV, "Bare", trusts_service("ec2.amazonaws.com"), &[])
        .role(DEV, "Launcher", by_lambda(), &[("p", passes(&[]))])
        .role(
            DEV,
            "Maker",
            by_lambda(),
            &[("p", passes(&["iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile"]))],
        )
        .role(DEV, "Adder", by_lambda(), &[("p", passes(&["iam:AddRoleToInstanceProfile"]))]);
    let graph = fixture.graph();
    let step = |from: &str, to: &str| edge(&graph, &role(DEV, from), &role(DEV, to), EdgeKind::PassRole);
    let standing = |from: &str, to: &str| step(from, to).map(|edge| edge.standing);
    assert_eq!(standing("Launcher", "Server"), Some(Standing::Allowed));
    assert_eq!(standing("Launcher", "Bare"), None, "there is no instance profile, and none can be made");
    assert_eq!(standing("Maker", "Bare"), Some(Standing::AllowedIf));
    assert_eq!(standing("Adder", "Bare"), Some(Standing::Unknown), "one without a role may be there");
    let explained = graph.explain(&step("Adder", "Bare").expect("an edge"));
    assert!(explained.unknown.iter().any(|reason| reason.contains("instance profile")), "{:?}", explained.unknown);
    let found = paths(&graph, &role(DEV, "Maker"), &role(DEV, "Bare"));
    let hop = &found.paths[0].hops[0];
    assert!(hop.conditions.iter().any(|one| one.contains("iam:CreateInstanceProfile")), "{:?}", hop.conditions);
    assert!(hop.explanation.checks.iter().any(|check| check.action == "iam:AddRoleToInstanceProfile"));
    assert!(graph.organization().find(&role(DEV, "Server")).is_some());
}

#[test]
fn what_makes_a_service_act_is_asked_too() {
    let mut fixture = organization();
    let may = |actions: &[&str]| allows(json!(actions), json!("*"));
    fixture
        .role(
            DEV,
            "Makes",
            trusts_service("ec2.amazonaws.com"),
            &[("p", may(&["iam:PassRole", "codebuild:CreateProject"]))],
        )
        .role(
            DEV,
            "Starts",
            trusts_service("ec2.amazonaws.com"),
            &[("p", may(&["iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuildBatch"]))],
        )
        .role(DEV, "Build", trusts_service("codebuild.amazonaws.com"), &[]);
    let graph = fixture.graph();
    let step = |from: &str| edge(&graph, &role(DEV, from), &role(DEV, "Build"), EdgeKind::PassRole);
    assert_eq!(step("Makes"), None);
    let explained = graph.explain(&step("Starts").expect("an edge"));
    let actions: Vec<&str> = explained.checks.iter().map(|check| check.action.as_str()).collect();
    assert_eq!(actions, ["iam:PassRole", "sts:AssumeRole", "codebuild:CreateProject", "codebuild:StartBuildBatch"]);
}

/// A trust policy that lets a service call these.
fn trusts_pods(actions: Value) -> Value {
    policy(json!([{ "Effect": "Allow", "Principal": { "Service": "pods.eks.amazonaws.com" }, "Action": actions }]))
}

#[test]
fn sessions_of_pods_carry_tags() {
    let mut fixture = organization();
    let both = || json!(["sts:AssumeRole", "sts:TagSession"]);
    let trusts_pod = |actions: Value| {
        policy(json!([{ "Effect": "Allow", "Principal": { "AWS": role(DEV, "Pod") }, "Action": actions }]))
    };
    let may = policy(json!([{ "Effect": "Allow", "Action": both(), "Resource": "*" }]));
    fixture
        .role(DEV, "Pod", trusts_pods(both()), &[("p", may.clone())])
        .role(DEV, "Untagged", trusts_pods(json!("sts:AssumeRole")), &[("p", may)])
        .role(PROD, "Tagged", trusts_pod(both()), &[])
        .role(PROD, "Plain", trusts_pod(json!("sts:AssumeRole")), &[]);
    let graph = fixture.graph();
    let by_pods = |to: &str| edge(&graph, "pods.eks.amazonaws.com", &role(DEV, to), EdgeKind::Service);
    assert!(by_pods("Pod").is_some());
    assert_eq!(by_pods("Untagged"), None, "the service cannot tag its sessions");
    assert_eq!(standing(&graph, &role(DEV, "Pod"), &role(PROD, "Tagged")), Standing::Allowed);
    assert_eq!(standing(&graph, &role(DEV, "Pod"), &role(PROD, "Plain")), Standing::Denied, "the tags go on");
    let step = edge(&graph, &role(DEV, "Pod"), &role(PROD, "Tagged"), EdgeKind::AssumeRole).expect("an edge");
    let actions: Vec<String> = graph.explain(&step).checks.into_iter().map(|check| check.action).collect();
    assert_eq!(actions, ["sts:AssumeRole", "sts:TagSession"]);
}

#[test]
fn everybody_are_also_the_users_whom_providers_vouch_for() {
    let mut fixture = organization();
    let trust = |action: &str| policy(json!([{ "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": action }]));
    let issuer = "oidc-provider/token.actions.githubusercontent.com";
    fixture
        .provider(DEV, "saml-provider/Corp")
        .provider(DEV, issuer)
        .provider(PROD, issuer)
        .role(DEV, "Web", trust("sts:AssumeRoleWithWebIdentity"), &[])
        .role(DEV, "Saml", trust("sts:AssumeRoleWithSAML"), &[])
        .role(DEV, "Plain", trust("sts:AssumeRole"), &[]);
    let graph = fixture.graph();
    let from = |to: &str| -> Vec<String> {
        let edges = graph.edges_into(node(&graph, &role(DEV, to)));
        let vouched = edges
            .filter(|edge| matches!(edge.kind, EdgeKind::AssumeRoleWithSaml | EdgeKind::AssumeRoleWithWebIdentity));
        vouched.map(|edge| graph.name_of(edge.from).to_string()).collect()
    };
    let own = format!("arn:aws:iam::{DEV}:{issuer}");
    let web = from("Web");
    assert!(web.contains(&own) && web.contains(&"cognito-identity.amazonaws.com".to_owned()), "{web:?}");
    assert!(!web.iter().any(|name| name.contains(PROD)), "a provider is of its own account");
    assert_eq!(from("Saml"), [format!("arn:aws:iam::{DEV}:saml-provider/Corp")]);
    assert_eq!(from("Plain"), [] as [String; 0]);
    let step = edge(&graph, &own, &role(DEV, "Web"), EdgeKind::AssumeRoleWithWebIdentity).expect("an edge");
    assert_eq!(step.standing, Standing::Allowed);
    assert_eq!(graph.explain(&step).checks[0].because.len(), 1, "the statement that says so");
}

#[test]
fn a_context_that_a_trust_policy_asks_for_has_to_be_allowed() {
    let mut fixture = organization();
    let trust = |actions: Value| {
        policy(json!([{
            "Effect": "Allow", "Principal": { "AWS": role(DEV, "Asks") }, "Action": actions,
            "Condition": { "StringEquals": { "sts:RequestContext/identitycenter:UserId": "u" } }
        }]))
    };
    let both = || json!(["sts:AssumeRole", "sts:SetContext"]);
    fixture
        .role(DEV, "Asks", trusts_service("ec2.amazonaws.com"), &[("p", allows(both(), json!("*")))])
        .role(PROD, "Sets", trust(both()), &[])
        .role(PROD, "Plain", trust(json!("sts:AssumeRole")), &[]);
    let graph = fixture.graph();
    assert_eq!(standing(&graph, &role(DEV, "Asks"), &role(PROD, "Sets")), Standing::AllowedIf);
    assert_eq!(standing(&graph, &role(DEV, "Asks"), &role(PROD, "Plain")), Standing::Denied);
}
