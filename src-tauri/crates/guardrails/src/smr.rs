//! The roles of the public reference architecture for secure MLOps, as its templates code them: what has to be found on
//! each.

use armillary_model::RuleId::{self, *};
use armillary_model::{Finding, Severity};
use serde_json::{Value, json};

use super::{Findings, team::*};

const FULL_ACCESS: &str = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess";
const USE_ROLE: &str = "service-role/AmazonSageMakerServiceCatalogProductsUseRole";

fn services(names: &[&str]) -> Value {
    trust(json!({"Service": names.iter().map(|name| format!("{name}.amazonaws.com")).collect::<Vec<_>>()}))
}

fn development(team: Team) -> Team {
    let pass_any = || allow(json!("iam:PassRole"), json!(role_arn(DEV, "*")));
    let make = json!([
        "iam:CreateRole",
        "iam:AttachRolePolicy",
        "iam:PutRolePolicy",
        "iam:PassRole",
        "lambda:*",
        "cloudformation:*"
    ]);
    let project =
        allow(make, json!([format!("arn:*:iam::{DEV}:*"), "arn:aws:cloudformation:*:*:*", "arn:aws:lambda:*:*:*"]));
    let to_execution = allow(json!("iam:PassRole"), json!(role_arn(DEV, "SageMakerExecutionRole")));
    let steps = allow(json!(["sagemaker:CreateProcessingJob", "sagemaker:CreateTrainingJob"]), json!("*"));
    let targets = || allow(json!("sts:AssumeRole"), json!("arn:aws:iam::*:role/*StackSetExecutionRole*"));
    let open = allow(json!(["kms:PutKeyPolicy", "s3:PutBucketPolicy"]), json!("*"));
    let deploy = allow(json!("sts:AssumeRole"), json!(role_arn(PROD, "SageMakerModelExecutionRole")));
    let ten = [
        "cloudformation",
        "apigateway",
        "lambda",
        "codebuild",
        "sagemaker",
        "glue",
        "events",
        "states",
        "codepipeline",
        "firehose",
    ];
    let attached =
        json!({"AttachedManagedPolicies": [{"PolicyArn": FULL_ACCESS, "PolicyName": "AmazonSageMakerFullAccess"}]});
    team.managed(FULL_ACCESS, full_access())
        .role(DEV, "SageMakerDetectiveControlExecutionRole", services(&["lambda"]), &[])
        .role(
            DEV,
            "SCLaunchRole",
            services(&["servicecatalog", "cloudformation", "codepipeline"]),
            &[allow(json!("cloudformation:*"), json!("*")), pass_any()],
        )
        .role_like(DEV, "SageMakerExecutionRole", services(&["sagemaker"]), &[], attached)
        .role(DEV, "SageMakerPipelineExecutionRole", service("sagemaker.amazonaws.com", DEV), &[steps, to_execution])
        .role(DEV, "SCProjectLaunchRole", services(&["servicecatalog"]), &[project])
        .role(DEV, USE_ROLE, services(&ten), &[deploy])
        .role(DEV, "StackSetAdministrationRole", services(&["cloudformation"]), &[targets()])
        .role(DEV, "SetupLambdaExecutionRole", services(&["lambda"]), &[targets(), open])
        .role(DEV, "VPCFlowLogsRole", services(&["vpc-flow-logs"]), &[])
        .profile(DEV, "ada", "SageMakerExecutionRole", json!(null))
}

fn full_access() -> Value {
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "sagemaker:*", "NotResource": ["arn:aws:sagemaker:*:*:domain/*", "arn:aws:sagemaker:*:*:user-profile/*"]},
        {"Effect": "Allow", "Action": ["sagemaker:CreatePresignedDomainUrl", "sagemaker:DescribeUserProfile"], "Resource": "*"},
        {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::*:role/*",
         "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}}
    ]})
}

fn production(team: Team) -> Team {
    let whole = || json!({"AWS": format!("arn:aws:iam::{DEV}:root")});
    let statement = |principal: Value| json!({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"});
    let both = json!({"Version": "2012-10-17", "Statement": [statement(json!({"Service": "lambda.amazonaws.com"})), statement(whole())]});
    let model = json!({"Version": "2012-10-17", "Statement": [
        statement(json!({"Service": "sagemaker.amazonaws.com"})), statement(json!({"AWS": role_arn(DEV, USE_ROLE)}))
    ]});
    let deploy = allow(json!(["cloudformation:*", "sagemaker:CreateModel"]), json!("*"));
    let pass = allow(json!("iam:PassRole"), json!(role_arn(PROD, "*")));
    let rewrite = allow(
        json!(["iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole"]),
        json!([role_arn(PROD, "*StackSetExecution*"), role_arn(PROD, "*SageMakerModelExecution*")]),
    );
    team.role(PROD, "SageMakerModelExecutionRole", model, &[allow(json!("s3:GetObject"), json!("*"))])
        .role(PROD, "StackSetExecutionRole", both, &[deploy, pass])
        .role(PROD, "SetupStackSetExecutionRole", trust(whole()), &[rewrite])
}

fn of<'f>(findings: &'f Findings, role: &'f str) -> impl Iterator<Item = &'f Finding> {
    findings.findings.iter().filter(move |finding| finding.resource == role)
}

fn raised(findings: &Findings, account: &str, role: &str) -> Vec<RuleId> {
    let mut rules: Vec<RuleId> = of(findings, &role_arn(account, role)).map(|finding| finding.rule).collect();
    rules.sort();
    rules.dedup();
    rules
}

#[test]
fn every_role_of_the_reference_is_judged_as_it_is() {
    let found = production(development(Team::new())).findings();
    let check =
        |account: &str, role: &str, rules: &[RuleId]| assert_eq!(raised(&found, account, role), rules, "{role}");
    check(DEV, "SageMakerDetectiveControlExecutionRole", &[]);
    check(DEV, "SCLaunchRole", &[Tru05, Priv01]);
    check(DEV, "SageMakerExecutionRole", &[Tru05, Priv01, Reg01]);
    check(DEV, "SageMakerPipelineExecutionRole", &[]);
    check(DEV, "SCProjectLaunchRole", &[Priv01, Priv02]);
    check(DEV, USE_ROLE, &[Tru05]);
    check(DEV, "StackSetAdministrationRole", &[Tru06]);
    check(DEV, "SetupLambdaExecutionRole", &[Tru06, Priv03]);
    check(DEV, "VPCFlowLogsRole", &[Tru05]);
    check(PROD, "SageMakerModelExecutionRole", &[Tru05]);
    check(PROD, "StackSetExecutionRole", &[Tru01, Tru09, Pass01]);
    check(PROD, "SetupStackSetExecutionRole", &[Tru01, Tru09, Priv02]);
}

#[test]
fn the_whole_development_account_in_production_and_the_rewriting_of_its_roles_are_critical() {
    let found = production(development(Team::new())).findings();
    let critical = |role: &str, rule: RuleId| {
        let role = role_arn(PROD, role);
        let finding = of(&found, &role).find(|finding| finding.rule == rule).cloned();
        finding.filter(|finding| finding.severity == Severity::Critical).expect("a critical finding")
    };
    let whole = critical("StackSetExecutionRole", Tru01);
    assert_eq!(
        whole.evidence.principals.first,
        [role_arn(DEV, "SetupLambdaExecutionRole"), role_arn(DEV, "StackSetAdministrationRole")]
    );
    let rewriting = critical("SetupStackSetExecutionRole", Priv02);
    let ends: Vec<&str> =
        rewriting.evidence.paths.iter().filter_map(|path| path.last()).map(|hop| hop.to.as_str()).collect();
    assert!(ends.contains(&role_arn(PROD, "StackSetExecutionRole").as_str()), "{ends:?}");
}
