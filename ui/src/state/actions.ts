// Actions worth asking “who can” for, by kind of resource.

const byKind: Record<string, readonly string[]> = {
  "AWS::IAM::Role": [
    "sts:AssumeRole", "iam:PassRole", "iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "iam:AttachRolePolicy",
    "iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary", "iam:DeleteRole",
  ],
  "AWS::IAM::User": ["iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:AttachUserPolicy", "iam:PutUserPolicy", "iam:AddUserToGroup"],
  "AWS::IAM::Group": ["iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:PutGroupPolicy"],
  "AWS::IAM::ManagedPolicy": ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicy"],
  "AWS::IAM::SAMLProvider": ["iam:UpdateSAMLProvider", "iam:DeleteSAMLProvider"],
  "AWS::IAM::OIDCProvider": ["iam:AddClientIDToOpenIDConnectProvider", "iam:UpdateOpenIDConnectProviderThumbprint", "iam:DeleteOpenIDConnectProvider"],
  "AWS::SageMaker::ModelPackage": ["sagemaker:UpdateModelPackage", "sagemaker:CreateModelPackage", "sagemaker:DescribeModelPackage", "sagemaker:DeleteModelPackage"],
  "AWS::SageMaker::ModelPackageGroup": ["sagemaker:CreateModelPackage", "sagemaker:UpdateModelPackage", "sagemaker:PutModelPackageGroupPolicy", "sagemaker:DeleteModelPackageGroup"],
  "AWS::SageMaker::Domain": ["sagemaker:CreateUserProfile", "sagemaker:CreatePresignedDomainUrl", "sagemaker:UpdateDomain", "sagemaker:DeleteDomain"],
  "AWS::SageMaker::UserProfile": ["sagemaker:CreatePresignedDomainUrl", "sagemaker:UpdateUserProfile", "sagemaker:DeleteUserProfile"],
  "AWS::ServiceCatalog::Portfolio": ["servicecatalog:CreatePortfolioShare", "servicecatalog:AssociatePrincipalWithPortfolio", "servicecatalog:UpdatePortfolio", "servicecatalog:DeletePortfolio"],
  "AWS::ServiceCatalog::CloudFormationProduct": ["servicecatalog:ProvisionProduct", "servicecatalog:CreateProvisioningArtifact", "servicecatalog:UpdateProduct"],
  "AWS::ServiceCatalog::CloudFormationProvisionedProduct": ["servicecatalog:UpdateProvisionedProduct", "servicecatalog:TerminateProvisionedProduct"],
  "AWS::ControlTower::LandingZone": ["controltower:UpdateLandingZone", "controltower:ResetLandingZone", "controltower:DeleteLandingZone"],
  "AWS::ControlTower::EnabledBaseline": ["controltower:UpdateEnabledBaseline", "controltower:ResetEnabledBaseline", "controltower:DisableBaseline"],
  "AWS::ControlTower::EnabledControl": ["controltower:UpdateEnabledControl", "controltower:ResetEnabledControl", "controltower:DisableControl"],
  "AWS::Organizations::Account": ["organizations:MoveAccount", "organizations:CloseAccount", "organizations:AttachPolicy", "organizations:DetachPolicy"],
  "AWS::Organizations::OrganizationalUnit": ["organizations:AttachPolicy", "organizations:DetachPolicy", "organizations:DeleteOrganizationalUnit"],
  "AWS::Organizations::Policy": ["organizations:UpdatePolicy", "organizations:DetachPolicy", "organizations:DeletePolicy"],
  "AWS::SSO::Instance": ["sso:CreatePermissionSet", "sso:CreateAccountAssignment", "sso:DeleteAccountAssignment"],
  "AWS::SSO::PermissionSet": ["sso:CreateAccountAssignment", "sso:AttachManagedPolicyToPermissionSet", "sso:PutInlinePolicyToPermissionSet", "sso:ProvisionPermissionSet", "sso:DeletePermissionSet"],
  "AWS::S3::Bucket": ["s3:GetObject", "s3:PutObject", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:PutBucketPublicAccessBlock"],
  "AWS::KMS::Key": ["kms:Decrypt", "kms:PutKeyPolicy", "kms:CreateGrant", "kms:ScheduleKeyDeletion"],
  "AWS::ECR::Repository": ["ecr:PutImage", "ecr:BatchGetImage", "ecr:SetRepositoryPolicy"],
  "AWS::EC2::VPCEndpoint": ["ec2:ModifyVpcEndpoint", "ec2:DeleteVpcEndpoints"],
  "AWS::EC2::VPC": ["ec2:CreateVpcPeeringConnection", "ec2:DeleteVpc"],
  "AWS::EC2::TransitGateway": ["ec2:CreateTransitGatewayVpcAttachment", "ec2:ModifyTransitGateway"],
};

const byService: Record<string, string> = {
  "arn:iam:role": "AWS::IAM::Role",
  "arn:iam:user": "AWS::IAM::User",
  "arn:iam:policy": "AWS::IAM::ManagedPolicy",
  "arn:sagemaker:model-package": "AWS::SageMaker::ModelPackage",
  "arn:sagemaker:model-package-group": "AWS::SageMaker::ModelPackageGroup",
  "arn:sagemaker:domain": "AWS::SageMaker::Domain",
  "arn:sagemaker:user-profile": "AWS::SageMaker::UserProfile",
  "arn:kms:key": "AWS::KMS::Key",
  "arn:ecr:repository": "AWS::ECR::Repository",
  "arn:organizations:account": "AWS::Organizations::Account",
};

/** The actions to offer for a resource of a kind; empty where none is known better than another. */
export function actionsFor(kind: string): readonly string[] {
  return byKind[kind] ?? [];
}

/** The kind that an ARN says by itself, for a resource that was typed. */
export function kindOfArn(arn: string): string {
  const [, , service = "", , , ...rest] = arn.split(":");
  const type = /^[\w-]+/.exec(rest.join(":"))?.[0] ?? "";
  return service === "s3" ? "AWS::S3::Bucket" : (byService[`arn:${service}:${type}`] ?? "");
}

/** Those of the actions that contain the text; all of them where it is one of them. */
export function actionsMatching(actions: readonly string[], text: string): readonly string[] {
  const typed = text.trim().toLowerCase();
  if (typed === "" || actions.some((one) => one.toLowerCase() === typed)) return actions;
  return actions.filter((one) => one.toLowerCase().includes(typed));
}

const principalKinds = new Set(["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::SAMLProvider", "AWS::IAM::OIDCProvider"]);

/** Whether a resource of the kind can act, or be acted as. */
export function isPrincipalKind(kind: string): boolean {
  return principalKinds.has(kind);
}

/** What to ask paths from or to for a resource; `null` where it is no end of a path. */
export function endOf(resource: { arn: string; kind: string; account: string }): string | null {
  if (isPrincipalKind(resource.kind)) return resource.arn;
  if (resource.kind === "AWS::Organizations::Account") return resource.account || (resource.arn.split("/").at(-1) ?? null);
  if (resource.kind === "AWS::Organizations::OrganizationalUnit") return resource.arn.split("/").at(-1) ?? null;
  return null;
}
