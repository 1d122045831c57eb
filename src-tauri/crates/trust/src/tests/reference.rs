//! The roles of the reference implementations for secure machine learning on several accounts, with the trust they are
//! created with: what has to be found in them.

use serde_json::json;

use super::*;
use crate::fixture::{Fixture, policy, trusts, trusts_service};
use armillary_classify::Stage;

const USE_ROLE: &str = "service-role/AmazonSageMakerServiceCatalogProductsUseRole";

/// The reference roles in development and production.
fn reference() -> Fixture {
    let mut fixture = organization();
    let use_role = role(DEV, USE_ROLE);
    let services = ["cloudformation", "apigateway", "lambda", "codebuild", "sagemaker", "glue", "events", "states"];
    let services: Vec<String> = services.iter().map(|name| format!("{name}.amazonaws.com")).collect();
    let both = policy(json!([
        { "Effect": "Allow", "Principal": { "Service": "sagemaker.amazonaws.com" }, "Action": "sts:AssumeRole" },
        { "Sid": "Deployment", "Effect": "Allow", "Principal": { "AWS": use_role }, "Action": "sts:AssumeRole" },
    ]));
    let use_trust = policy(json!([
        { "Effect": "Allow", "Principal": { "Service": services }, "Action": "sts:AssumeRole" },
    ]));
    let lambda_and_dev = policy(json!([
        { "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole" },
        { "Sid": "Dev", "Effect": "Allow", "Principal": { "AWS": DEV }, "Action": "sts:AssumeRole" },
    ]));
    let rewriting = policy(json!([{
        "Sid": "Setup", "Effect": "Allow",
        "Action": ["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:AttachRolePolicy"],
        "Resource": [role(PROD, "*StackSetExecution*"), role(PROD, "*SageMakerModelExecution*")],
    }]));
    fixture
        .role(DEV, USE_ROLE, use_trust, &[("Deploy", assume(json!(role(PROD, "SageMakerModelExecutionRole"))))])
        .role(
            DEV,
            "StackSetAdministrationRole",
            trusts_service("cloudformation.amazonaws.com"),
            &[("Any", assume(json!("arn:aws:iam::*:role/*StackSetExecutionRole*")))],
        )
        .role(
            DEV,
            "SetupLambdaExecutionRole",
            trusts_service("lambda.amazonaws.com"),
            &[("Setup", assume(json!("arn:aws:iam::*:role/*StackSetExecutionRole*")))],
        )
        .role(
            DEV,
            "SageMakerExecutionRole",
            trusts_service("sagemaker.amazonaws.com"),
            &[(
                "Studio",
                policy(json!([
                    { "Effect": "Allow", "Action": ["sagemaker:Create*", "codebuild:*"], "Resource": "*" },
                    { "Sid": "Pass", "Effect": "Allow", "Action": "iam:PassRole", "Resource": role(DEV, USE_ROLE) },
                ])),
            )],
        )
        .role(PROD, "SageMakerModelExecutionRole", both, &[])
        .role(PROD, "StackSetExecutionRole", lambda_and_dev.clone(), &[])
        .role(PROD, "SetupStackSetExecutionRole", trusts(json!(DEV)), &[("Rewrite", rewriting)]);
    fixture
}

#[test]
fn stack_set_execution_role_trusts_every_development_principal_that_may_assume_roles() {
    let graph = reference().graph();
    let execution = role(PROD, "StackSetExecutionRole");
    let mut takers: Vec<String> = graph
        .edges_into(node(&graph, &execution))
        .filter(|edge| edge.kind == EdgeKind::AssumeRole)
        .map(|edge| graph.end(edge.from).name)
        .collect();
    takers.sort();
    assert_eq!(takers, ["SetupLambdaExecutionRole", "StackSetAdministrationRole"]);
    assert_eq!(standing(&graph, &role(DEV, "StackSetAdministrationRole"), &execution), Standing::Allowed);
    assert_eq!(standing(&graph, &role(DEV, "SageMakerExecutionRole"), &execution), Standing::Denied);
}

#[test]
fn development_reaches_production_through_the_role_that_service_catalog_products_use() {
    let graph = reference().graph();
    let from = role(DEV, "SageMakerExecutionRole");
    let found = paths(&graph, &from, &role(PROD, "SageMakerModelExecutionRole"));
    let use_role = "AmazonSageMakerServiceCatalogProductsUseRole";
    assert_eq!(names(&found), ["SageMakerExecutionRole", use_role, "SageMakerModelExecutionRole"]);
    let path = &found.paths[0];
    let kinds: Vec<EdgeKind> = path.hops.iter().map(|hop| hop.kind).collect();
    assert_eq!(kinds, [EdgeKind::PassRole, EdgeKind::AssumeRole]);
    assert_eq!(path.hops[1].to.stage, Some(Stage::Prod));
    assert!(path.hops[1].reason.contains("statement `Deployment` of the trust policy"), "{}", path.hops[1].reason);
    assert!(path.hops[1].notes[0].contains("one hour"));
    let whole = paths(&graph, "stage:dev", "stage:prod");
    assert_eq!(whole.counts.hops, 4);
    assert!(whole.paths[0].hops.len() == 1 && whole.counts.source_accounts == 1, "{:?}", whole.counts);
    assert!(whole.counts.targets >= 3);
}

#[test]
fn setup_role_can_rewrite_the_execution_roles_of_production() {
    let graph = reference().graph();
    let setup = role(PROD, "SetupStackSetExecutionRole");
    let model = role(PROD, "SageMakerModelExecutionRole");
    let trust = edge(&graph, &setup, &model, EdgeKind::RewriteTrust).expect("it may write itself in");
    let power = edge(&graph, &setup, &model, EdgeKind::RewritePermissions).expect("it may change what the role may do");
    assert_eq!((trust.standing, power.standing), (Standing::Allowed, Standing::Allowed));
    assert_eq!(edge(&graph, &setup, &setup, EdgeKind::RewriteTrust), None);
    let explained = graph.explain(&power);
    let actions: Vec<&str> = explained.checks.iter().map(|check| check.action.as_str()).collect();
    assert_eq!(actions, ["iam:PutRolePolicy", "iam:AttachRolePolicy"]);
    let from = role(DEV, "SetupLambdaExecutionRole");
    let options = PathOptions { kinds: vec![EdgeKind::AssumeRole, EdgeKind::RewriteTrust], ..PathOptions::default() };
    let found = paths_with(&graph, &from, &model, &options);
    assert_eq!(
        names(&found),
        ["SetupLambdaExecutionRole", "StackSetExecutionRole"][..1]
            .iter()
            .copied()
            .chain(["SetupStackSetExecutionRole", "SageMakerModelExecutionRole"])
            .collect::<Vec<_>>()
    );
    assert!(found.paths[0].hops[1].notes.iter().any(|note| note.contains("some seconds")));
}
