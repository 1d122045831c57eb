-- What people query. Every view shows the newest crawl that ended complete or partial and planned any unit; see src-tauri/docs/cache.md.
CREATE VIEW latest AS SELECT max(id) AS crawl FROM crawls WHERE state IN ('complete', 'partial') AND planned > 0;

CREATE VIEW crawl AS
SELECT
    id,
    strftime('%Y-%m-%dT%H:%M:%SZ', started_at / 1000, 'unixepoch') AS started_at,
    strftime('%Y-%m-%dT%H:%M:%SZ', finished_at / 1000, 'unixepoch') AS finished_at,
    state,
    source,
    caller,
    CASE WHEN management_account IS NOT NULL THEN printf('%012d', management_account) END AS management_account,
    organization,
    regions,
    planned,
    requests,
    note
FROM crawls;

CREATE VIEW coverage_now AS
SELECT printf('%012d', u.account) AS account, g.name AS region, s.name AS service, t.name AS status, r.gaps AS gaps
FROM latest l
JOIN coverage c ON c.crawl = l.crawl
JOIN units u ON u.id = c.unit
JOIN regions g ON g.id = u.region
JOIN services s ON s.id = u.service
JOIN statuses t ON t.id = c.status
LEFT JOIN reasons r ON r.id = c.reason;

CREATE VIEW resource AS
SELECT
    v.id AS version,
    r.arn AS arn,
    k.name AS kind,
    printf('%012d', r.account) AS account,
    g.name AS region,
    v.name AS name,
    c.status IS NOT 1 AS stale,
    d.body AS document
FROM kinds k
JOIN resources r ON r.kind = k.id
JOIN latest l
JOIN versions v ON v.resource = r.id AND v.from_crawl <= l.crawl AND (v.to_crawl IS NULL OR v.to_crawl > l.crawl)
JOIN regions g ON g.id = r.region
JOIN documents d ON d.id = v.document
LEFT JOIN coverage c ON c.crawl = l.crawl AND c.unit = v.unit;

CREATE VIEW relation AS
SELECT
    x.version AS version,
    r.arn AS arn,
    v.name AS name,
    printf('%012d', r.account) AS account,
    g.name AS region,
    c.status IS NOT 1 AS stale,
    k.name AS kind,
    t.arn AS target,
    CASE WHEN x.account IS NOT NULL THEN printf('%012d', x.account) END AS target_account,
    x.label AS label
FROM latest l
JOIN versions v ON v.from_crawl <= l.crawl AND (v.to_crawl IS NULL OR v.to_crawl > l.crawl)
JOIN resources r ON r.id = v.resource
JOIN regions g ON g.id = r.region
JOIN relations x ON x.version = v.id
JOIN relation_kinds k ON k.id = x.kind
JOIN resources t ON t.id = x.target
LEFT JOIN coverage c ON c.crawl = l.crawl AND c.unit = v.unit;

CREATE VIEW organization AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.Id') AS id,
    json_extract(document, '$.MasterAccountId') AS management_account,
    json_extract(document, '$.FeatureSet') AS feature_set
FROM resource WHERE kind = 'AWS::Organizations::Organization';

CREATE VIEW root AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.Id') AS id,
    json_extract(document, '$.PolicyTypes') AS policy_types
FROM resource WHERE kind = 'AWS::Organizations::Root';

CREATE VIEW ou AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.Id') AS id,
    (SELECT target FROM relation x WHERE x.version = resource.version AND x.kind = 'child-of') AS parent
FROM resource WHERE kind = 'AWS::Organizations::OrganizationalUnit';

CREATE VIEW account AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.Id') AS id,
    json_extract(document, '$.Email') AS email,
    coalesce(json_extract(document, '$.State'), json_extract(document, '$.Status')) AS state,
    json_extract(document, '$.JoinedMethod') AS joined_method,
    json_extract(document, '$.JoinedTimestamp') AS joined_at,
    (SELECT target FROM relation x WHERE x.version = resource.version AND x.kind = 'child-of') AS parent,
    json_extract(document, '$.DelegatedServices') AS delegated_services
FROM resource WHERE kind = 'AWS::Organizations::Account';

CREATE VIEW policy AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.PolicySummary.Id') AS id,
    json_extract(document, '$.PolicySummary.Type') AS type,
    json_extract(document, '$.PolicySummary.AwsManaged') AS aws_managed,
    json_extract(document, '$.PolicySummary.Description') AS description,
    json_extract(document, '$.Content') AS content
FROM resource WHERE kind = 'AWS::Organizations::Policy';

CREATE VIEW portfolio AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.Id') AS id,
    json_extract(document, '$.ProviderName') AS provider,
    json_extract(document, '$.Description') AS description,
    json_extract(document, '$.CreatedTime') AS created_at
FROM resource WHERE kind = 'AWS::ServiceCatalog::Portfolio';

CREATE VIEW product AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.ProductViewSummary.ProductId') AS id,
    json_extract(document, '$.ProductViewSummary.Type') AS type,
    json_extract(document, '$.ProductViewSummary.Owner') AS owner,
    json_extract(document, '$.ProductViewSummary.Distributor') AS distributor,
    json_extract(document, '$.ProductViewSummary.ShortDescription') AS description,
    json_extract(document, '$.ProvisioningArtifactDetails') AS versions
FROM resource WHERE kind = 'AWS::ServiceCatalog::CloudFormationProduct';

CREATE VIEW portfolio_share AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    (SELECT target FROM relation x WHERE x.version = resource.version AND x.kind = 'shares-portfolio') AS portfolio,
    json_extract(document, '$.Type') AS type,
    (SELECT target FROM relation x WHERE x.version = resource.version AND x.kind = 'shared-with') AS recipient,
    json_extract(document, '$.Accepted') AS accepted,
    json_extract(document, '$.SharePrincipals') AS share_principals,
    json_extract(document, '$.ShareTagOptions') AS share_tag_options
FROM resource WHERE kind = 'AWS::ServiceCatalog::PortfolioShare';

CREATE VIEW received_portfolio AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    (SELECT target FROM relation x WHERE x.version = resource.version AND x.kind = 'received-from') AS portfolio,
    json_extract(document, '$.ProviderName') AS provider,
    json_extract(document, '$.PortfolioShareType') AS type
FROM resource WHERE kind = 'AWS::ServiceCatalog::AcceptedPortfolioShare';

CREATE VIEW portfolio_constraint AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.ConstraintDetail.ConstraintId') AS id,
    json_extract(document, '$.ConstraintDetail.Type') AS type,
    (SELECT target FROM relation x WHERE x.version = resource.version AND x.kind = 'constrains') AS portfolio,
    (SELECT target FROM relation x WHERE x.version = resource.version AND x.kind = 'constrains-product') AS product,
    (SELECT target FROM relation x WHERE x.version = resource.version AND x.kind = 'launches-as') AS launch_role,
    json_extract(document, '$.ConstraintParameters') AS parameters
FROM resource WHERE kind = 'AWS::ServiceCatalog::Constraint';

CREATE VIEW role AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.Path') AS path,
    json_extract(document, '$.RoleId') AS id,
    json_extract(document, '$.CreateDate') AS created_at,
    json_extract(document, '$.PermissionsBoundary.PermissionsBoundaryArn') AS permissions_boundary,
    json_extract(document, '$.AssumeRolePolicyDocument') AS trust_policy,
    json_extract(document, '$.RolePolicyList') AS inline_policies
FROM resource WHERE kind = 'AWS::IAM::Role';

CREATE VIEW iam_user AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.Path') AS path,
    json_extract(document, '$.UserId') AS id,
    json_extract(document, '$.CreateDate') AS created_at,
    json_extract(document, '$.PermissionsBoundary.PermissionsBoundaryArn') AS permissions_boundary,
    json_extract(document, '$.UserPolicyList') AS inline_policies
FROM resource WHERE kind = 'AWS::IAM::User';

CREATE VIEW iam_group AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.Path') AS path,
    json_extract(document, '$.GroupId') AS id,
    json_extract(document, '$.GroupPolicyList') AS inline_policies
FROM resource WHERE kind = 'AWS::IAM::Group';

CREATE VIEW managed_policy AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.Path') AS path,
    json_extract(document, '$.PolicyId') AS id,
    arn LIKE 'arn:%:iam::aws:%' AS aws_managed,
    json_extract(document, '$.DefaultVersionId') AS default_version,
    (
        SELECT json_extract(value, '$.Document')
        FROM json_each(document, '$.PolicyVersionList') WHERE json_extract(value, '$.IsDefaultVersion')
    ) AS policy,
    json_extract(document, '$.AttachmentCount') AS attachments
FROM resource WHERE kind = 'AWS::IAM::ManagedPolicy';

CREATE VIEW saml_provider AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.CreateDate') AS created_at,
    json_extract(document, '$.ValidUntil') AS valid_until
FROM resource WHERE kind = 'AWS::IAM::SAMLProvider';

CREATE VIEW oidc_provider AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.Url') AS url,
    json_extract(document, '$.ClientIDList') AS client_ids,
    json_extract(document, '$.ThumbprintList') AS thumbprints
FROM resource WHERE kind = 'AWS::IAM::OIDCProvider';

CREATE VIEW vpc AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.VpcId') AS id,
    json_extract(document, '$.CidrBlock') AS cidr,
    json_extract(document, '$.IsDefault') AS is_default,
    json_extract(document, '$.OwnerId') AS owner,
    json_extract(document, '$.State') AS state
FROM resource WHERE kind = 'AWS::EC2::VPC';

CREATE VIEW subnet AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.SubnetId') AS id,
    json_extract(document, '$.VpcId') AS vpc,
    json_extract(document, '$.CidrBlock') AS cidr,
    json_extract(document, '$.AvailabilityZone') AS availability_zone,
    json_extract(document, '$.MapPublicIpOnLaunch') AS public_ip_on_launch,
    json_extract(document, '$.OwnerId') AS owner
FROM resource WHERE kind = 'AWS::EC2::Subnet';

CREATE VIEW route_table AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.RouteTableId') AS id,
    json_extract(document, '$.VpcId') AS vpc,
    json_extract(document, '$.Routes') AS routes,
    json_extract(document, '$.Associations') AS associations
FROM resource WHERE kind = 'AWS::EC2::RouteTable';

CREATE VIEW security_group AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.GroupId') AS id,
    json_extract(document, '$.VpcId') AS vpc,
    json_extract(document, '$.Description') AS description,
    json_extract(document, '$.IpPermissions') AS ingress,
    json_extract(document, '$.IpPermissionsEgress') AS egress
FROM resource WHERE kind = 'AWS::EC2::SecurityGroup';

CREATE VIEW vpc_endpoint AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.VpcEndpointId') AS id,
    json_extract(document, '$.VpcEndpointType') AS type,
    json_extract(document, '$.ServiceName') AS service,
    json_extract(document, '$.VpcId') AS vpc,
    json_extract(document, '$.State') AS state,
    json_extract(document, '$.PrivateDnsEnabled') AS private_dns,
    json_extract(document, '$.PolicyDocument') AS policy
FROM resource WHERE kind = 'AWS::EC2::VPCEndpoint';

CREATE VIEW transit_gateway AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.TransitGatewayId') AS id,
    json_extract(document, '$.OwnerId') AS owner,
    json_extract(document, '$.State') AS state,
    json_extract(document, '$.Options.AmazonSideAsn') AS asn,
    json_extract(document, '$.Options.AutoAcceptSharedAttachments') AS auto_accept,
    json_extract(document, '$.Options.DefaultRouteTableAssociation') AS default_association
FROM resource WHERE kind = 'AWS::EC2::TransitGateway';

CREATE VIEW transit_gateway_attachment AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.TransitGatewayAttachmentId') AS id,
    json_extract(document, '$.TransitGatewayId') AS transit_gateway,
    json_extract(document, '$.ResourceType') AS resource_type,
    json_extract(document, '$.ResourceId') AS resource_id,
    json_extract(document, '$.ResourceOwnerId') AS resource_owner,
    json_extract(document, '$.State') AS state,
    (SELECT target FROM relation x WHERE x.version = resource.version AND x.kind = 'associated-with') AS segment
FROM resource WHERE kind = 'AWS::EC2::TransitGatewayAttachment';

CREATE VIEW transit_gateway_route_table AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.TransitGatewayRouteTableId') AS id,
    json_extract(document, '$.TransitGatewayId') AS transit_gateway,
    json_extract(document, '$.State') AS state,
    json_extract(document, '$.DefaultAssociationRouteTable') AS is_default_association
FROM resource WHERE kind = 'AWS::EC2::TransitGatewayRouteTable';

CREATE VIEW domain AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.DomainId') AS id,
    json_extract(document, '$.Status') AS status,
    json_extract(document, '$.AuthMode') AS auth_mode,
    json_extract(document, '$.AppNetworkAccessType') AS network_access,
    json_extract(document, '$.VpcId') AS vpc,
    json_extract(document, '$.DefaultUserSettings.ExecutionRole') AS execution_role,
    json_extract(document, '$.KmsKeyId') AS kms_key
FROM resource WHERE kind = 'AWS::SageMaker::Domain';

CREATE VIEW user_profile AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.DomainId') AS domain,
    json_extract(document, '$.Status') AS status,
    (SELECT target FROM relation x WHERE x.version = resource.version AND x.kind = 'executes-as') AS execution_role
FROM resource WHERE kind = 'AWS::SageMaker::UserProfile';

CREATE VIEW model_package_group AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.ModelPackageGroupStatus') AS status,
    json_extract(document, '$.ModelPackageGroupDescription') AS description,
    json_extract(document, '$.CreationTime') AS created_at,
    json_extract(document, '$.ResourcePolicy') AS resource_policy
FROM resource WHERE kind = 'AWS::SageMaker::ModelPackageGroup';

CREATE VIEW model_package AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.ModelPackageGroupName') AS model_package_group,
    json_extract(document, '$.ModelPackageVersion') AS version,
    json_extract(document, '$.ModelApprovalStatus') AS approval,
    json_extract(document, '$.ModelPackageStatus') AS status,
    json_extract(document, '$.CreationTime') AS created_at
FROM resource WHERE kind = 'AWS::SageMaker::ModelPackage';

CREATE VIEW policy_attachment AS
SELECT
    arn AS policy,
    name AS policy_name,
    target,
    label AS target_type,
    stale
FROM relation WHERE kind = 'attached-to';

CREATE VIEW portfolio_product AS
SELECT
    arn AS portfolio,
    name AS portfolio_name,
    target AS product,
    account,
    region,
    stale
FROM relation WHERE kind = 'holds';

CREATE VIEW portfolio_principal AS
SELECT
    arn AS portfolio,
    name AS portfolio_name,
    target AS principal,
    account,
    region,
    stale
FROM relation WHERE kind = 'grants-to';

CREATE VIEW role_trust AS
SELECT
    arn AS role,
    name AS role_name,
    account,
    target AS principal,
    target_account AS principal_account,
    label AS principal_type,
    stale
FROM relation WHERE kind = 'trusts';

CREATE VIEW attached_policy AS
SELECT
    arn AS principal,
    name AS principal_name,
    account,
    target AS policy,
    stale
FROM relation WHERE kind = 'has-policy';

CREATE VIEW group_member AS
SELECT
    arn AS iam_user,
    target AS iam_group,
    account,
    stale
FROM relation WHERE kind = 'member-of';

CREATE VIEW route AS
SELECT
    arn AS route_table,
    account,
    region,
    label AS destination,
    target,
    stale
FROM relation WHERE kind = 'routes-to';

CREATE VIEW segment_propagation AS
SELECT
    arn AS attachment,
    target AS segment,
    account,
    region,
    stale
FROM relation WHERE kind = 'propagates-to';
