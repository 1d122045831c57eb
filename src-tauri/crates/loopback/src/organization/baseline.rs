//! The roles every account has: those AWS, Control Tower and the platform team put there.

use serde_json::json;

use super::{
    READ_ROLE,
    iam_draft::{IamDraft, Told, role},
    managed,
    policy::{
        allow, allow_if, policy, role_arn, trust_account, trust_principals, trust_service, trust_service_within,
        trust_with_mfa,
    },
    purpose::Foundation,
};
use crate::state::Document;

/// The users who may break the glass, in the account kept for them.
pub(crate) const BREAK_GLASS_USERS: &[&str] = &["break-glass-1", "break-glass-2"];

/// The user who may repair accounts, in the same account.
pub(crate) const PLATFORM_FIX_USER: &str = "platform-fix-oncall";

/// Adds the roles of a member account.
pub(crate) fn add_member_roles(draft: &mut IamDraft<'_>) {
    add_service_linked(draft);
    add_control_tower(draft);
    add_security(draft);
    let management = draft.layout.account(Foundation::Management);
    let crawler = [role_arn(management, super::CRAWLER_ROLE)];
    let trust = draft.pool.document("trust/crawler", || trust_principals(&crawler, &draft.layout.organization));
    let read = draft.pool.document("policy/read", crawler_reads);
    draft.add(role(READ_ROLE, trust).says("Reads configuration for Armillary").inline("Read", read));
    add_blueprint_launch(draft);
}

/// Adds the role that account blueprints are launched with; the management account has it too.
pub(crate) fn add_blueprint_launch(draft: &mut IamDraft<'_>) {
    let network = [
        "cloudformation:*",
        "ec2:*RouteTable*",
        "ec2:*SecurityGroup*",
        "ec2:*Subnet*",
        "ec2:*Vpc*",
        "ec2:CreateTags",
        "ec2:Describe*",
    ];
    let document = draft.pool.document("policy/blueprint-launch", || policy(vec![allow("Bootstrap", &network, "*")]));
    let trust = trust_service_within("servicecatalog.amazonaws.com", draft.account());
    let told = role("SCBlueprintLaunchRole", trust).says("Launches account blueprints from Service Catalog");
    draft.add(told.inline("Bootstrap", document));
}

/// Adds the service-linked roles AWS creates in every account.
pub(crate) fn add_service_linked(draft: &mut IamDraft<'_>) {
    let linked = |draft: &mut IamDraft<'_>, name: &'static str, path: &'static str, service: &'static str, attached| {
        let trust = draft.pool.document(service, || trust_service(service));
        draft.add(role(name, trust).path(path).attach(attached));
    };
    linked(
        draft,
        "AWSServiceRoleForOrganizations",
        "/aws-service-role/organizations.amazonaws.com/",
        "organizations.amazonaws.com",
        managed::ORGANIZATIONS_TRUST,
    );
    linked(
        draft,
        "AWSServiceRoleForSSO",
        "/aws-service-role/sso.amazonaws.com/",
        "sso.amazonaws.com",
        managed::SSO_SERVICE,
    );
    linked(
        draft,
        "AWSServiceRoleForConfig",
        "/aws-service-role/config.amazonaws.com/",
        "config.amazonaws.com",
        managed::CONFIG_SERVICE,
    );
}

fn add_control_tower(draft: &mut IamDraft<'_>) {
    let management = draft.layout.account(Foundation::Management);
    let tooling = draft.layout.account(Foundation::SecurityTooling);
    let by_management = draft.pool.document("trust/management", || trust_account(management));
    let organization = role("OrganizationAccountAccessRole", by_management.clone()).attach(managed::ADMINISTRATOR);
    draft.add(organization.says("Administration from the management account"));
    draft.add(role("AWSControlTowerExecution", by_management).attach(managed::ADMINISTRATOR));
    let stack_sets = format!(
        "arn:aws:iam::{management}:role/aws-service-role/stacksets.cloudformation.amazonaws.com/\
         AWSServiceRoleForCloudFormationStackSetsOrgAdmin"
    );
    let trust = draft.pool.document("trust/stack-sets", || trust_principals(&[stack_sets], &draft.layout.organization));
    let name =
        format!("stacksets-exec-{}", draft.layout.ids.digits(&format!("{}/stacksets-exec", draft.account()), 32));
    draft.add(role(name, trust).attach(managed::ADMINISTRATOR).says("Role created by AWS CloudFormation StackSets"));
    let auditor = [role_arn(tooling, "aws-controltower-AuditReadOnlyRole")];
    let trust = draft.pool.document("trust/audit", || trust_principals(&auditor, &draft.layout.organization));
    draft.add(role("aws-controltower-ReadOnlyExecutionRole", trust).attach(managed::READ_ONLY));
}

fn add_security(draft: &mut IamDraft<'_>) {
    draft.add_permission_set("AWSReadOnlyAccess", |told| told.attach(managed::VIEW_ONLY).persona("auditor"));
    let reader = [role_arn(draft.layout.account(Foundation::SecurityReadOnly), "SecurityAuditor")];
    let trust = draft.pool.document("trust/auditor", || trust_principals(&reader, &draft.layout.organization));
    draft.add(role("SecurityReadOnlyRole", trust).attach(managed::SECURITY_AUDIT).says("Reading for security reviews"));
    let glass = draft.layout.account(Foundation::BreakGlass);
    let users: Vec<String> = BREAK_GLASS_USERS.iter().map(|user| format!("arn:aws:iam::{glass}:user/{user}")).collect();
    let trust = draft.pool.document("trust/break-glass", || trust_with_mfa(&users));
    let told = role("SecurityBreakGlassRole", trust).attach(managed::ADMINISTRATOR);
    draft.add(told.says("Administration in an emergency; every use is reviewed"));
}

/// The roles by which the platform team helps an account of a team.
pub(crate) fn add_platform_support(draft: &mut IamDraft<'_>) {
    let engineers = [role_arn(draft.layout.account(Foundation::SharedServices), "PlatformSupportEngineer")];
    let trust = draft.pool.document("trust/support", || trust_principals(&engineers, &draft.layout.organization));
    let support = role("PlatformSupportEngineerRole", trust).attach(managed::READ_ONLY).persona("platform-support");
    draft.add(support.says("Daily support of teams, reading only"));
    let fixer = [format!("arn:aws:iam::{}:user/{PLATFORM_FIX_USER}", draft.layout.account(Foundation::BreakGlass))];
    let trust = draft.pool.document("trust/fix", || trust_with_mfa(&fixer));
    let document = draft.pool.document("policy/fix", platform_fixes);
    let fix = role("PlatformFixEngineerRole", trust).inline("Fix", document).persona("platform-fix");
    draft.add(fix.says("Repairs by the platform team, approved and for one hour"));
}

/// The crawler's own role in the management account.
pub(crate) fn crawler_role(draft: &IamDraft<'_>, trust: Document) -> Told {
    let organization = &draft.layout.organization;
    let own = json!({ "StringEquals": { "aws:ResourceOrgID": organization } });
    let organizations = [
        "organizations:Describe*",
        "organizations:List*",
        "servicecatalog:Describe*",
        "servicecatalog:List*",
        "sts:GetCallerIdentity",
    ];
    let read = json!(format!("arn:aws:iam::*:role/{READ_ROLE}"));
    let document = policy(vec![
        allow("ReadOrganization", &organizations, "*"),
        allow_if("ReadMembers", &["sts:AssumeRole"], read, own),
    ]);
    role(super::CRAWLER_ROLE, trust).says("Reads the organization for Armillary").inline("Crawl", document)
}

/// What the crawler may read in an account.
pub(crate) fn crawler_reads() -> Document {
    let actions = [
        "ec2:DescribeRouteTables",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeTransitGatewayAttachments",
        "ec2:DescribeTransitGatewayRouteTables",
        "ec2:DescribeTransitGatewayVpcAttachments",
        "ec2:DescribeTransitGateways",
        "ec2:DescribeVpcEndpoints",
        "ec2:DescribeVpcs",
        "ec2:GetTransitGatewayRouteTableAssociations",
        "ec2:GetTransitGatewayRouteTablePropagations",
        "ec2:SearchTransitGatewayRoutes",
        "iam:GetAccountAuthorizationDetails",
        "iam:GetOpenIDConnectProvider",
        "iam:GetSAMLProvider",
        "iam:ListOpenIDConnectProviders",
        "iam:ListSAMLProviders",
        "sagemaker:Describe*",
        "sagemaker:GetModelPackageGroupPolicy",
        "sagemaker:List*",
        "servicecatalog:Describe*",
        "servicecatalog:GetAWSOrganizationsAccessStatus",
        "servicecatalog:List*",
        "servicecatalog:SearchProductsAsAdmin",
    ];
    policy(vec![allow("Read", &actions, "*")])
}

fn platform_fixes() -> Document {
    let actions = [
        "cloudformation:ContinueUpdateRollback",
        "cloudformation:DeleteStack",
        "ec2:ModifyVpcEndpoint",
        "sagemaker:DeleteApp",
        "sagemaker:StopPipelineExecution",
        "sagemaker:StopTrainingJob",
        "servicecatalog:TerminateProvisionedProduct",
    ];
    policy(vec![allow("Fix", &actions, "*")])
}
