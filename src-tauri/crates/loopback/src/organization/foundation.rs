//! The roles of the accounts there is one of, and of data lakes and sandboxes.

use serde_json::json;

use super::{
    baseline::{self, BREAK_GLASS_USERS, PLATFORM_FIX_USER},
    iam_draft::{IamDraft, role},
    managed,
    policy::{
        allow, allow_if, deny_if, policy, role_arn, trust_github, trust_permission_set, trust_principals,
        trust_service, trust_service_within, trust_with_mfa,
    },
    purpose::{Foundation, OuName},
    team,
};
use crate::state::{Document, Group, InlinePolicy, Timestamp, User};

/// Adds the roles of the management account, which has no member baseline.
pub(crate) fn add_management(draft: &mut IamDraft<'_>) {
    let account = draft.account();
    baseline::add_service_linked(draft);
    let stack_sets = draft
        .pool
        .document("stacksets.cloudformation.amazonaws.com", || trust_service("stacksets.cloudformation.amazonaws.com"));
    let linked = role("AWSServiceRoleForCloudFormationStackSetsOrgAdmin", stack_sets);
    draft.add(
        linked.path("/aws-service-role/stacksets.cloudformation.amazonaws.com/").attach(managed::STACK_SETS_ADMIN),
    );
    let own = json!({ "StringEquals": { "aws:ResourceOrgID": draft.layout.organization } });
    let execute = allow_if("Execute", &["sts:AssumeRole"], "arn:aws:iam::*:role/AWSControlTowerExecution", own);
    let hub = draft.layout.account(Foundation::BlueprintHub);
    let blueprint = allow("Blueprints", &["sts:AssumeRole"], role_arn(hub, "AWSControlTowerBlueprintAccess"));
    let tower = role("AWSControlTowerAdmin", trust_service_within("controltower.amazonaws.com", account));
    let tower = tower.path("/service-role/").attach(managed::CONTROL_TOWER);
    draft.add(tower.inline("AWSControlTowerAdminPolicy", policy(vec![execute.clone(), blueprint])));
    let set = role("AWSControlTowerStackSetRole", trust_service_within("cloudformation.amazonaws.com", account));
    draft.add(set.path("/service-role/").inline("AWSControlTowerStackSetRolePolicy", policy(vec![execute])));
    let trail = policy(vec![allow(
        "Logs",
        &["logs:CreateLogStream", "logs:PutLogEvents"],
        "arn:aws:logs:*:*:log-group:aws-controltower/CloudTrailLogs:*",
    )]);
    let trail_role = role("AWSControlTowerCloudTrailRole", trust_service_within("cloudtrail.amazonaws.com", account));
    draft.add(trail_role.path("/service-role/").inline("AWSControlTowerCloudTrailRolePolicy", trail));
    draft.add_permission_set("AWSControlTowerAdmins", |told| told.attach(managed::ADMINISTRATOR));
    draft.add_permission_set("AWSSecurityAuditors", |told| told.attach(managed::SECURITY_AUDIT));
    baseline::add_blueprint_launch(draft);
    let crawler = baseline::crawler_role(draft, trust_permission_set(account, "AWSSecurityAuditors"));
    draft.add(crawler.hours(12));
}

/// Adds what an account of the foundation holds besides the member baseline.
pub(crate) fn add_foundation(draft: &mut IamDraft<'_>, foundation: Foundation) {
    match foundation {
        Foundation::Management => {}
        Foundation::LogArchive => add_log_archive(draft),
        Foundation::SecurityTooling => add_security_tooling(draft),
        Foundation::SecurityReadOnly => add_security_read_only(draft),
        Foundation::BreakGlass => add_break_glass(draft),
        Foundation::Network => add_network(draft),
        Foundation::SharedServices => add_shared_services(draft),
        Foundation::BlueprintHub => add_blueprint_hub(draft),
        Foundation::MlSharedServices => add_ml_shared_services(draft),
        Foundation::DevOps | Foundation::Automation => add_pipelines(draft),
        Foundation::DataGovernance => add_data_governance(draft),
    }
}

/// The role by which development reads a data lake.
pub(crate) const LAKE_READ_ONLY: &str = "LakeReadOnly";

/// Adds what a data lake holds besides the member baseline.
pub(crate) fn add_data_lake(draft: &mut IamDraft<'_>) {
    let development = format!(
        "{}/{}/{}/{}/*",
        draft.layout.organization,
        draft.layout.root,
        draft.layout.ou(OuName::Workloads),
        draft.layout.ou(OuName::WorkloadsDev)
    );
    let readers = draft.pool.document("trust/lake-readers", || {
        policy(vec![json!({
            "Effect": "Allow",
            "Principal": { "AWS": "*" },
            "Action": "sts:AssumeRole",
            "Condition": {
                "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": development },
                "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/SageMakerExecutionRole" }
            }
        })])
    });
    let read = draft.pool.document("policy/lake-read", || {
        policy(vec![allow(
            "Read",
            &[
                "athena:StartQueryExecution",
                "glue:GetTable",
                "lakeformation:GetDataAccess",
                "s3:GetObject",
                "s3:ListBucket",
            ],
            "*",
        )])
    });
    draft.add(role(LAKE_READ_ONLY, readers).inline("Read", read).says("Reading of the lake from development accounts"));
    let glue = trust_service_within("glue.amazonaws.com", draft.account());
    draft.add(role("LakeIngestion", glue).attach(managed::GLUE).says("Loads the lake"));
    draft.add_permission_set("AWSDataEngineers", |told| told.attach(managed::POWER_USER).persona("data-engineer"));
}

/// Adds what a sandbox holds besides the member baseline.
pub(crate) fn add_sandbox(draft: &mut IamDraft<'_>, endpoints: &[String]) {
    team::add_boundary(draft);
    team::add_catalog_launch(draft);
    let told = team::studio_execution(draft.account(), &draft.seat.name, endpoints);
    draft.add(told);
    draft.add_permission_set("SandboxUser", |told| told.attach(managed::POWER_USER).persona("developer"));
}

fn add_log_archive(draft: &mut IamDraft<'_>) {
    let replicate = policy(vec![allow(
        "Replicate",
        &["s3:GetObjectVersion", "s3:ListBucket", "s3:ReplicateObject"],
        "arn:aws:s3:::aws-controltower-logs-*",
    )]);
    let told = role("LogReplication", trust_service_within("s3.amazonaws.com", draft.account()))
        .inline("Replicate", replicate);
    draft.add(told.says("Copies logs to the second Region"));
}

fn add_security_tooling(draft: &mut IamDraft<'_>) {
    let own = json!({ "StringEquals": { "aws:ResourceOrgID": draft.layout.organization } });
    let read = policy(vec![allow_if(
        "Read",
        &["sts:AssumeRole"],
        "arn:aws:iam::*:role/aws-controltower-ReadOnlyExecutionRole",
        own,
    )]);
    let lambda = draft.pool.document("trust/lambda", || trust_service("lambda.amazonaws.com"));
    draft.add(role("aws-controltower-AuditReadOnlyRole", lambda).attach(managed::LAMBDA_BASIC).inline("Read", read));
    let config = trust_service_within("config.amazonaws.com", draft.account());
    draft.add(
        role("OrganizationConfigAggregator", config).attach(managed::CONFIG).says("Aggregates Config of all accounts"),
    );
    draft.add_permission_set("AWSSecurityAuditPowerUsers", |told| told.attach(managed::SECURITY_AUDIT));
}

fn add_security_read_only(draft: &mut IamDraft<'_>) {
    let account = draft.account();
    draft.add_permission_set("AWSSecurityAuditors", |told| told.attach(managed::SECURITY_AUDIT));
    let own = json!({ "StringEquals": { "aws:ResourceOrgID": draft.layout.organization } });
    let read = policy(vec![allow_if("Review", &["sts:AssumeRole"], "arn:aws:iam::*:role/SecurityReadOnlyRole", own)]);
    let told = role("SecurityAuditor", trust_permission_set(account, "AWSSecurityAuditors")).inline("Review", read);
    draft.add(told.hours(4).says("Where security reviews start"));
}

fn add_break_glass(draft: &mut IamDraft<'_>) {
    let account = draft.account();
    let own = json!({ "StringEquals": { "aws:ResourceOrgID": draft.layout.organization }, "Bool": { "aws:MultiFactorAuthPresent": "true" } });
    let enter = |role: &str| {
        policy(vec![allow_if("Enter", &["sts:AssumeRole"], format!("arn:aws:iam::*:role/{role}"), own.clone())])
    };
    add_group(draft, "BreakGlass", enter("SecurityBreakGlassRole"));
    add_group(draft, "PlatformFix", enter("PlatformFixEngineerRole"));
    for user in BREAK_GLASS_USERS {
        add_user(draft, user, "BreakGlass");
    }
    add_user(draft, PLATFORM_FIX_USER, "PlatformFix");
    let users: Vec<String> =
        BREAK_GLASS_USERS.iter().map(|user| format!("arn:aws:iam::{account}:user/{user}")).collect();
    let told = role("BreakGlassOperator", trust_with_mfa(&users)).attach(managed::VIEW_ONLY);
    draft.add(told.says("Where an emergency starts"));
}

fn add_group(draft: &mut IamDraft<'_>, name: &'static str, document: Document) {
    let group = Group {
        name: name.to_owned(),
        path: draft.pool.text("/"),
        id: draft.layout.ids.unique("AGPA", &format!("{}/group/{name}", draft.account())),
        created: Timestamp(draft.seat.joined.0 + 7_200),
        inline: vec![InlinePolicy { name: draft.pool.text("Enter"), document }],
        attached: Vec::new(),
    };
    draft.iam.groups.insert(name.to_owned(), group);
}

fn add_user(draft: &mut IamDraft<'_>, name: &'static str, group: &str) {
    let user = User {
        name: name.to_owned(),
        path: draft.pool.text("/"),
        id: draft.layout.ids.unique("AIDA", &format!("{}/user/{name}", draft.account())),
        created: Timestamp(draft.seat.joined.0 + 7_260),
        inline: Vec::new(),
        attached: Vec::new(),
        groups: vec![group.to_owned()],
        boundary: None,
        tags: Vec::new(),
    };
    draft.iam.users.insert(name.to_owned(), user);
}

fn add_network(draft: &mut IamDraft<'_>) {
    draft.add_permission_set("NetworkAdministrator", |told| told.attach(managed::NETWORK_ADMINISTRATOR));
    draft.add_github();
    let subject = format!("repo:{}/network:environment:production", super::GITHUB_ORGANIZATION);
    let deploy = policy(vec![allow(
        "Deploy",
        &["cloudformation:*", "ec2:*TransitGateway*", "ec2:*Vpc*", "ec2:Describe*", "ram:*"],
        "*",
    )]);
    draft.add(role("NetworkDeployment", trust_github(draft.account(), &subject)).inline("Deploy", deploy));
    let accept = policy(vec![allow(
        "Accept",
        &[
            "ec2:AssociateTransitGatewayRouteTable",
            "ec2:EnableTransitGatewayRouteTablePropagation",
            "ec2:AcceptTransitGatewayVpcAttachment",
            "ec2:Describe*",
        ],
        "*",
    )]);
    let lambda = draft.pool.document("trust/lambda", || trust_service("lambda.amazonaws.com"));
    let told = role("SegmentAssignment", lambda).attach(managed::LAMBDA_BASIC).inline("Accept", accept);
    draft.add(told.says("Puts new attachments into their segment"));
}

fn add_shared_services(draft: &mut IamDraft<'_>) {
    let account = draft.account();
    draft.add_permission_set("PlatformEngineer", |told| told.attach(managed::VIEW_ONLY).persona("platform-support"));
    let own = json!({ "StringEquals": { "aws:ResourceOrgID": draft.layout.organization } });
    let help =
        policy(vec![allow_if("Help", &["sts:AssumeRole"], "arn:aws:iam::*:role/PlatformSupportEngineerRole", own)]);
    let told = role("PlatformSupportEngineer", trust_permission_set(account, "PlatformEngineer")).inline("Help", help);
    draft.add(told.says("Where support of teams starts"));
    add_publisher(draft);
}

/// The role by which a hub account publishes its portfolios.
fn add_publisher(draft: &mut IamDraft<'_>) {
    let pipeline = trust_service_within("codepipeline.amazonaws.com", draft.account());
    let told = role("PortfolioPublisher", pipeline).attach(managed::CATALOG_ADMINISTRATOR);
    draft.add(told.says("Publishes portfolios from code"));
}

fn add_blueprint_hub(draft: &mut IamDraft<'_>) {
    let tower = [team::service_role_arn(draft.layout.account(Foundation::Management), "AWSControlTowerAdmin")];
    let access = role("AWSControlTowerBlueprintAccess", trust_principals(&tower, &draft.layout.organization));
    draft.add(access.attach(managed::CATALOG_ADMINISTRATOR).says("Lets Control Tower read account blueprints"));
    add_publisher(draft);
}

fn add_ml_shared_services(draft: &mut IamDraft<'_>) {
    draft.add_permission_set("AWSMLEngineers", |told| told.attach(managed::POWER_USER).persona("ml-engineer"));
    add_publisher(draft);
    let images =
        policy(vec![allow("Images", &["ecr:*", "inspector2:List*", "logs:CreateLogStream", "logs:PutLogEvents"], "*")]);
    let build = trust_service_within("codebuild.amazonaws.com", draft.account());
    draft.add(role("ImageBuilder", build).inline("Images", images).says("Builds training and inference images"));
    let stop = deny_if(
        "NoApproval",
        &["sagemaker:CreateModelPackage", "sagemaker:UpdateModelPackage"],
        json!({ "StringEquals": { "sagemaker:ModelApprovalStatus": "Approved" } }),
    );
    let review =
        policy(vec![allow("Review", &["sagemaker:Describe*", "sagemaker:List*", "sagemaker:Search"], "*"), stop]);
    let events = trust_service_within("events.amazonaws.com", draft.account());
    draft.add(role("ModelInventory", events).inline("Review", review).says("Lists models of all teams"));
}

fn add_pipelines(draft: &mut IamDraft<'_>) {
    let account = draft.account();
    let own = json!({ "StringEquals": { "aws:ResourceOrgID": draft.layout.organization } });
    let deploy = policy(vec![
        allow_if("Deploy", &["sts:AssumeRole"], "arn:aws:iam::*:role/AppDeploymentRole", own),
        allow("Build", &["codebuild:StartBuild", "codebuild:BatchGetBuilds", "s3:GetObject", "s3:PutObject"], "*"),
    ]);
    let pipeline = role("AppDeployPipelineRole", trust_service_within("codepipeline.amazonaws.com", account));
    draft.add(pipeline.inline("Deploy", deploy).says("Deploys applications to the accounts of teams"));
    let build = policy(vec![allow(
        "Build",
        &[
            "codeartifact:Get*",
            "codeartifact:Read*",
            "ecr:*",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            "s3:GetObject",
            "s3:PutObject",
        ],
        "*",
    )]);
    draft.add(role("AppBuild", trust_service_within("codebuild.amazonaws.com", account)).inline("Build", build));
    draft.add_permission_set("PipelineOperator", |told| told.attach(managed::VIEW_ONLY).persona("ml-engineer"));
}

fn add_data_governance(draft: &mut IamDraft<'_>) {
    let grant = policy(vec![allow("Grant", &["glue:Get*", "lakeformation:*", "ram:*"], "*")]);
    let formation = trust_service_within("lakeformation.amazonaws.com", draft.account());
    draft.add(role("LakeFormationAdministrator", formation).inline("Grant", grant).says("Grants access to data lakes"));
    draft.add_permission_set("DataSteward", |told| told.attach(managed::VIEW_ONLY).persona("data-engineer"));
}
