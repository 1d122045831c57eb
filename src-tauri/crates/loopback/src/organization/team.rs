//! The roles of a team's accounts: how data scientists, pipelines and approvers act in each stage.

use armillary_classify::Stage;
use armillary_model::AccountId;
use serde_json::{Value, json};

use super::{
    baseline::add_platform_support,
    foundation::LAKE_READ_ONLY,
    iam_draft::{BOUNDARY, IamDraft, Told, role},
    managed,
    policy::{
        allow, allow_if, deny_if, policy, role_arn, trust_github, trust_principals, trust_principals_statement,
        trust_service, trust_service_within,
    },
    purpose::{Family, Foundation},
};
use crate::state::Document;

const SAGEMAKER: &str = "sagemaker.amazonaws.com";

/// Adds what only teams' accounts hold.
pub(crate) fn add_team_roles(draft: &mut IamDraft<'_>, stage: Stage, family: &Family, endpoints: &[String]) {
    add_platform_support(draft);
    add_catalog_launch(draft);
    add_model_execution(draft, stage, family, endpoints);
    let flow_logs = draft.pool.document("policy/flow-logs", write_flow_logs);
    let trust = trust_service_within("vpc-flow-logs.amazonaws.com", draft.account());
    draft.add(role("VPCFlowLogsRole", trust).inline("FlowLogs", flow_logs));
    add_workflow(draft, stage, family);
    match stage {
        Stage::Dev => add_dev(draft, family, endpoints),
        _ => add_target(draft, stage, family),
    }
}

/// Adds the role that shared products are launched with, as every account that receives portfolios has it.
pub(crate) fn add_catalog_launch(draft: &mut IamDraft<'_>) {
    let account = draft.account();
    let build = [
        "cloudformation:*",
        "kms:CreateGrant",
        "kms:DescribeKey",
        "s3:GetObject",
        "sagemaker:*Domain*",
        "sagemaker:*UserProfile*",
        "sagemaker:CreateModelPackageGroup",
        "sagemaker:CreateProject",
        "servicecatalog:ProvisionProduct",
    ];
    let documents = policy(vec![
        allow("Launch", &build, "*"),
        pass("Pass", &[role_arn(account, "SageMakerExecutionRole")], SAGEMAKER),
    ]);
    let trust = trust_service_within("servicecatalog.amazonaws.com", account);
    draft.add(role("SCLaunchRole", trust).inline("Launch", documents).says("Launches products of shared portfolios"));
}

/// The execution role of Studio profiles, with whatever data perimeter its VPC gives.
pub(crate) fn studio_execution(account: AccountId, team: &str, endpoints: &[String]) -> Told {
    let trust = trust_service_within(SAGEMAKER, account);
    let told = role("SageMakerExecutionRole", trust).inline("Studio", studio_work(account, team));
    let told = told.inline("DataPerimeter", data_perimeter(endpoints)).bounded();
    told.says("Execution role of Studio profiles and the jobs they start")
}

/// Adds the boundary that team roles stay within.
pub(crate) fn add_boundary(draft: &mut IamDraft<'_>) {
    let document = draft.pool.document("policy/boundary", || {
        let actions = [
            "athena:*",
            "cloudwatch:*",
            "codebuild:*",
            "codepipeline:*",
            "ec2:Describe*",
            "ecr:*",
            "events:*",
            "glue:*",
            "iam:GetRole",
            "iam:PassRole",
            "kms:*",
            "lambda:*",
            "logs:*",
            "s3:*",
            "sagemaker:*",
            "servicecatalog:*",
            "sts:AssumeRole",
        ];
        policy(vec![allow("Team", &actions, "*"), deny_approval("NoApproval")])
    });
    draft.add_policy(BOUNDARY, "The most that roles of a machine-learning team may do", document);
}

fn add_dev(draft: &mut IamDraft<'_>, family: &Family, endpoints: &[String]) {
    add_boundary(draft);
    let lakes: Vec<String> = draft.layout.first_data_lakes().map(|lake| role_arn(lake, LAKE_READ_ONLY)).collect();
    let lakes = draft.pool.document("policy/lakes", || policy(vec![allow("Read", &["sts:AssumeRole"], json!(lakes))]));
    let told = studio_execution(draft.account(), &family.team, endpoints);
    draft.add(told.inline("Lakes", lakes));
    add_people(draft);
    add_projects(draft, family);
    let account = draft.account();
    let trust = trust_service_within(SAGEMAKER, account);
    let steps = policy(vec![
        allow(
            "Steps",
            &[
                "sagemaker:AddTags",
                "sagemaker:CreateModelPackage",
                "sagemaker:CreateProcessingJob",
                "sagemaker:CreateTrainingJob",
                "sagemaker:Describe*",
            ],
            "*",
        ),
        deny_approval("NoApproval"),
        pass("Pass", &[role_arn(account, "SageMakerExecutionRole")], SAGEMAKER),
    ]);
    let pipeline = role("SageMakerPipelineExecutionRole", trust.clone()).inline("Steps", steps).bounded();
    draft.add(pipeline.says("Runs model building pipelines"));
    let approvals = draft.pool.document("policy/approvals", approval_work);
    let approver = role("SageMakerApproverExecutionRole", trust).inline("Approve", approvals).persona("approver");
    draft.add(
        approver.says("Execution role of approvers' profiles: looks at models, approves or rejects them, makes none"),
    );
    let correct = draft.pool.document("policy/detective", || {
        policy(vec![allow(
            "Stop",
            &["sagemaker:DescribeTrainingJob", "sagemaker:StopNotebookInstance", "sagemaker:StopTrainingJob"],
            "*",
        )])
    });
    let lambda = draft.pool.document("trust/lambda", || trust_service("lambda.amazonaws.com"));
    let detective = role("SageMakerDetectiveControlExecutionRole", lambda).attach(managed::LAMBDA_BASIC);
    draft.add(detective.inline("Correct", correct));
}

fn add_people(draft: &mut IamDraft<'_>) {
    let studio = draft.pool.document("policy/data-scientist", || {
        let open = ["sagemaker:CreateApp", "sagemaker:CreatePresignedDomainUrl", "sagemaker:DeleteApp"];
        let own = json!({ "StringEquals": { "sagemaker:ResourceTag/persona": "developer" } });
        policy(vec![allow_if("OpenStudio", &open, "*", own), deny_approval("NoApproval")])
    });
    draft.add_permission_set("DataScientist", |told| {
        told.attach(managed::SAGEMAKER_READ_ONLY)
            .attach(managed::CATALOG_END_USER)
            .inline("Studio", studio)
            .persona("developer")
    });
    let lead = draft.pool.document("policy/lead", || {
        let work = [
            "codepipeline:GetPipeline",
            "codepipeline:ListPipelines",
            "codepipeline:StartPipelineExecution",
            "sagemaker:StartPipelineExecution",
        ];
        policy(vec![allow("Lead", &work, "*"), deny_approval("NoApproval")])
    });
    draft.add_permission_set("MLTechnicalLead", |told| {
        told.attach(managed::READ_ONLY).attach(managed::CATALOG_END_USER).inline("Lead", lead).persona("technical-lead")
    });
    let approve = draft.pool.document("policy/approvals", approval_work);
    draft.add_permission_set("MLModelApprover", |told| told.inline("Approve", approve).persona("approver"));
}

/// Adds the roles of SageMaker projects: they launch, build, and deploy to the team's later stages.
fn add_projects(draft: &mut IamDraft<'_>, family: &Family) {
    let account = draft.account();
    let project = trust_service_within("servicecatalog.amazonaws.com", account);
    draft.add(role("SCProjectLaunchRole", project.clone()).inline("Projects", project_work(account)));
    let launch = policy(vec![
        allow("Launch", &["cloudformation:CreateStack", "codebuild:CreateProject", "codepipeline:CreatePipeline"], "*"),
        pass("Pass", &[service_role_arn(account, PRODUCTS_USE)], "codebuild.amazonaws.com"),
    ]);
    let told = role("AmazonSageMakerServiceCatalogProductsLaunchRole", project).path("/service-role/");
    draft.add(told.inline("Launch", launch));
    let trust = trust_service_within("codebuild.amazonaws.com", account);
    draft.add(role(PRODUCTS_USE, trust).path("/service-role/").inline("Deploy", project_deployment(account, family)));
    let targets = [family.preprod, family.prod].map(|target| role_arn(target, "StackSetExecutionRole"));
    let administer = policy(vec![allow("Targets", &["sts:AssumeRole"], json!(targets))]);
    let trust = trust_service_within("cloudformation.amazonaws.com", account);
    let told = role("StackSetAdministrationRole", trust).inline("Targets", administer);
    draft.add(told.says("Deploys models to the team's pre-production and production accounts"));
}

/// Creates projects; the roles it makes stay within the boundary.
fn project_work(account: AccountId) -> Document {
    let create = ["cloudformation:*", "codecommit:CreateRepository", "codepipeline:CreatePipeline", "s3:CreateBucket"];
    let boundary = format!("arn:aws:iam::{account}:policy/{BOUNDARY}");
    let bounded = json!({ "StringEquals": { "iam:PermissionsBoundary": boundary } });
    let roles = format!("arn:aws:iam::{account}:role/project/*");
    policy(vec![
        allow("Create", &create, "*"),
        allow_if("Roles", &["iam:CreateRole", "iam:PutRolePolicy"], roles, bounded),
    ])
}

fn project_deployment(account: AccountId, family: &Family) -> Document {
    let deploy = [
        "cloudformation:CreateStackInstances",
        "cloudformation:CreateStackSet",
        "cloudformation:UpdateStackSet",
        "sagemaker:DescribeModelPackage",
    ];
    let models = [family.preprod, family.prod].map(|target| role_arn(target, MODEL_EXECUTION));
    policy(vec![
        allow("Deploy", &deploy, "*"),
        allow("Models", &["sts:AssumeRole"], json!(models)),
        pass("Pass", &[role_arn(account, "StackSetAdministrationRole")], "cloudformation.amazonaws.com"),
    ])
}

/// The name of the role by which models run.
pub(crate) const MODEL_EXECUTION: &str = "SageMakerModelExecutionRole";

/// The name of the role that builds of SageMaker projects run as.
pub(crate) const PRODUCTS_USE: &str = "AmazonSageMakerServiceCatalogProductsUseRole";

/// The ARN of a role under `/service-role/`.
pub(crate) fn service_role_arn(account: AccountId, role: &str) -> String {
    format!("arn:aws:iam::{account}:role/service-role/{role}")
}

fn add_model_execution(draft: &mut IamDraft<'_>, stage: Stage, family: &Family, endpoints: &[String]) {
    let account = draft.account();
    let deployer = [service_role_arn(family.dev, PRODUCTS_USE)];
    let service = json!({ "Effect": "Allow", "Principal": { "Service": SAGEMAKER }, "Action": "sts:AssumeRole", "Condition": { "StringEquals": { "aws:SourceAccount": account.to_string() } } });
    let trust = match stage {
        Stage::Dev => policy(vec![service]),
        _ => policy(vec![service, trust_principals_statement(&deployer, &draft.layout.organization)]),
    };
    let bucket = format!("arn:aws:s3:::sagemaker-models-{}-{}", family.team, family.dev);
    let models = policy(vec![
        allow("Models", &["s3:GetObject", "s3:ListBucket"], json!([bucket, format!("{bucket}/*")])),
        allow("Decrypt", &["kms:Decrypt", "kms:DescribeKey"], format!("arn:aws:kms:*:{}:key/*", family.dev)),
        allow("Observe", &["cloudwatch:PutMetricData", "logs:CreateLogStream", "logs:PutLogEvents"], "*"),
    ]);
    let told = role(MODEL_EXECUTION, trust).inline("Models", models).inline("DataPerimeter", data_perimeter(endpoints));
    draft.add(told.says("Execution role of deployed models"));
}

/// Adds the roles by which models and what is around them arrive, run and are watched in a later stage.
fn add_target(draft: &mut IamDraft<'_>, stage: Stage, family: &Family) {
    let account = draft.account();
    let organization = draft.layout.organization.clone();
    let trust = trust_principals(&[role_arn(family.dev, "StackSetAdministrationRole")], &organization);
    let told = role("StackSetExecutionRole", trust).inline("Deploy", model_deployment(account));
    draft.add(told.says("Deploys model endpoints"));
    let (key, pipelines) = match stage {
        Stage::Prod => ("trust/automation", draft.layout.account(Foundation::Automation)),
        _ => ("trust/devops", draft.layout.account(Foundation::DevOps)),
    };
    let pipeline = [role_arn(pipelines, "AppDeployPipelineRole")];
    let trust = draft.pool.document(key, || trust_principals(&pipeline, &organization));
    let deploy = ["apigateway:*", "cloudformation:*", "events:*", "lambda:*"];
    let deploy = draft.pool.document("policy/app-deploy", || policy(vec![allow("Deploy", &deploy, "*")]));
    draft.add(role("AppDeploymentRole", trust).inline("Deploy", deploy).says("Deploys what is around models"));
    let lambda = draft.pool.document("trust/lambda", || trust_service("lambda.amazonaws.com"));
    let invoke = || policy(vec![allow("Invoke", &["sagemaker:InvokeEndpoint"], "*")]);
    let invoke = draft.pool.document("policy/invoke", invoke);
    let api = role(format!("{}-inference-api", family.team), lambda).attach(managed::LAMBDA_BASIC);
    draft.add(api.inline("Invoke", invoke));
    let monitor = ["cloudwatch:PutMetricData", "s3:GetObject", "s3:PutObject", "sagemaker:CreateProcessingJob"];
    let monitor = draft.pool.document("policy/monitor", || policy(vec![allow("Monitor", &monitor, "*")]));
    let trust = trust_service_within(SAGEMAKER, account);
    draft.add(role(format!("{}-model-monitor", family.team), trust).inline("Monitor", monitor));
    draft.add_permission_set("MLTechnicalLead", |told| {
        told.attach(managed::SAGEMAKER_READ_ONLY).persona("technical-lead")
    });
}

fn model_deployment(account: AccountId) -> Document {
    let deploy = [
        "cloudformation:*",
        "sagemaker:CreateEndpoint",
        "sagemaker:CreateEndpointConfig",
        "sagemaker:CreateModel",
        "sagemaker:DeleteEndpoint",
        "sagemaker:Describe*",
        "sagemaker:UpdateEndpoint",
    ];
    policy(vec![allow("Deploy", &deploy, "*"), pass("Pass", &[role_arn(account, MODEL_EXECUTION)], SAGEMAKER)])
}

fn add_workflow(draft: &mut IamDraft<'_>, stage: Stage, family: &Family) {
    draft.add_github();
    let account = draft.account();
    let subject = format!("repo:{}/{}-models:environment:{stage}", super::GITHUB_ORGANIZATION, family.team);
    let push = draft.pool.document("policy/workflow", || {
        policy(vec![allow(
            "Push",
            &["ecr:BatchCheckLayerAvailability", "ecr:GetAuthorizationToken", "ecr:PutImage", "s3:PutObject"],
            "*",
        )])
    });
    draft.add(role("github-actions-deploy", trust_github(account, &subject)).inline("Push", push));
    let glue = trust_service_within("glue.amazonaws.com", account);
    draft.add(role(format!("{}-feature-pipeline", family.team), glue).attach(managed::GLUE));
}

/// Allows passing roles to one service.
fn pass(sid: &str, roles: &[String], service: &str) -> Value {
    allow_if(sid, &["iam:PassRole"], json!(roles), json!({ "StringEquals": { "iam:PassedToService": service } }))
}

fn deny_approval(sid: &str) -> Value {
    let approved = json!({ "StringEquals": { "sagemaker:ModelApprovalStatus": "Approved" } });
    deny_if(sid, &["sagemaker:CreateModelPackage", "sagemaker:UpdateModelPackage"], approved)
}

fn studio_work(account: AccountId, team: &str) -> Document {
    let build = [
        "sagemaker:AddTags",
        "sagemaker:CreateModel",
        "sagemaker:CreateModelPackage",
        "sagemaker:CreatePipeline",
        "sagemaker:CreateProcessingJob",
        "sagemaker:CreateTrainingJob",
        "sagemaker:Describe*",
        "sagemaker:List*",
        "sagemaker:StartPipelineExecution",
    ];
    let pull = [
        "ecr:BatchGetImage",
        "ecr:GetAuthorizationToken",
        "ecr:GetDownloadUrlForLayer",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ];
    let buckets = [
        format!("arn:aws:s3:::sagemaker-data-{team}-{account}/*"),
        format!("arn:aws:s3:::sagemaker-models-{team}-{account}/*"),
    ];
    let roles = ["SageMakerExecutionRole", "SageMakerPipelineExecutionRole"].map(|role| role_arn(account, role));
    policy(vec![
        allow("Build", &build, "*"),
        allow("Pull", &pull, "*"),
        allow("Data", &["s3:GetObject", "s3:PutObject"], json!(buckets)),
        allow("Keys", &["kms:Decrypt", "kms:GenerateDataKey"], format!("arn:aws:kms:*:{account}:key/*")),
        pass("Pass", &roles, SAGEMAKER),
        deny_approval("NoApproval"),
    ])
}

/// Keeps a role's data within the VPC: the ids are those of the S3 endpoints it may come through.
fn data_perimeter(endpoints: &[String]) -> Document {
    let elsewhere = json!({ "StringNotEquals": { "aws:SourceVpce": endpoints } });
    policy(vec![deny_if("DenyNoVPC", &["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"], elsewhere)])
}

fn approval_work() -> Document {
    let look = [
        "sagemaker:DescribeModelPackage",
        "sagemaker:DescribeModelPackageGroup",
        "sagemaker:ListModelPackageGroups",
        "sagemaker:ListModelPackages",
    ];
    policy(vec![allow("Look", &look, "*"), allow("Decide", &["sagemaker:UpdateModelPackage"], "*")])
}

fn write_flow_logs() -> Document {
    policy(vec![allow(
        "Write",
        &["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:PutLogEvents"],
        "*",
    )])
}
