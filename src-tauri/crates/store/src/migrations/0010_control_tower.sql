-- Control Tower, what was launched from Service Catalog, and the versions there are.
CREATE VIEW landing_zone AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.version') AS version,
    json_extract(document, '$.latestAvailableVersion') AS latest_version,
    json_extract(document, '$.status') AS status,
    json_extract(document, '$.driftStatus.status') AS drift,
    EXISTS (SELECT 1 FROM json_each(document, '$.remediationTypes') t WHERE t.value = 'INHERITANCE_DRIFT') AS auto_enrolment,
    json_extract(document, '$.manifest') AS manifest
FROM resource WHERE kind = 'AWS::ControlTower::LandingZone';

CREATE VIEW enabled_baseline AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.baselineVersion') AS version,
    (SELECT target FROM relation x WHERE x.version = resource.version AND x.kind = 'enabled-on') AS target,
    (SELECT target FROM relation x WHERE x.version = resource.version AND x.kind = 'inherited-from') AS parent,
    json_extract(document, '$.statusSummary.status') AS status,
    json_extract(document, '$.driftStatusSummary.types.inheritance.status') AS drift,
    json_extract(document, '$.parameters') AS parameters
FROM resource WHERE kind = 'AWS::ControlTower::EnabledBaseline';

CREATE VIEW enabled_control AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.controlIdentifier') AS control,
    (SELECT target FROM relation x WHERE x.version = resource.version AND x.kind = 'enabled-on') AS target,
    json_extract(document, '$.statusSummary.status') AS status,
    json_extract(document, '$.driftStatusSummary.driftStatus') AS drift,
    json_extract(document, '$.parameters') AS parameters,
    json_extract(document, '$.targetRegions') AS regions
FROM resource WHERE kind = 'AWS::ControlTower::EnabledControl';

CREATE VIEW product_version AS
SELECT
    r.arn AS product,
    r.name AS product_name,
    json_extract(a.value, '$.Id') AS id,
    json_extract(a.value, '$.Name') AS name,
    json_extract(a.value, '$.Active') AS active,
    json_extract(a.value, '$.Guidance') AS guidance,
    json_extract(a.value, '$.CreatedTime') AS created_at,
    r.stale AS stale
FROM resource r, json_each(r.document, '$.ProvisioningArtifactDetails') a
WHERE r.kind = 'AWS::ServiceCatalog::CloudFormationProduct';

-- A product that is not known has no newest version that is; neither has a version that its product does not list.
CREATE VIEW provisioned_product AS
SELECT
    l.arn AS arn,
    l.account AS account,
    l.region AS region,
    l.name AS name,
    l.stale AS stale,
    json_extract(l.document, '$.Id') AS id,
    json_extract(l.document, '$.Type') AS type,
    json_extract(l.document, '$.Status') AS status,
    json_extract(l.document, '$.StatusMessage') AS status_message,
    json_extract(l.document, '$.PhysicalId') AS physical_id,
    x.target AS product,
    json_extract(l.document, '$.ProductName') AS product_name,
    x.label AS version,
    json_extract(l.document, '$.ProvisioningArtifactName') AS version_name,
    (
        SELECT v.id FROM product_version v
        WHERE v.product = x.target AND v.active ORDER BY v.created_at DESC, v.id DESC LIMIT 1
    ) AS newest_version,
    (
        SELECT (SELECT count(*) FROM product_version n WHERE n.product = o.product AND n.active AND n.created_at > o.created_at)
        FROM product_version o WHERE o.product = x.target AND o.id = x.label
    ) AS versions_behind,
    json_extract(l.document, '$.CreatedTime') AS created_at,
    json_extract(l.document, '$.UserArn') AS launched_by
FROM resource l
LEFT JOIN relation x ON x.version = l.version AND x.kind = 'launched-from'
WHERE l.kind = 'AWS::ServiceCatalog::CloudFormationProvisionedProduct';

CREATE VIEW tag_option AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.Id') AS id,
    json_extract(document, '$.Key') AS tag_key,
    json_extract(document, '$.Value') AS tag_value,
    json_extract(document, '$.Active') AS active
FROM resource WHERE kind = 'AWS::ServiceCatalog::TagOption';

CREATE VIEW tag_option_offer AS
SELECT
    arn AS tag_option,
    name AS tag,
    target,
    account,
    region,
    stale
FROM relation WHERE kind = 'offered-on';

CREATE VIEW catalog_access AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.AccessStatus') AS status
FROM resource WHERE kind = 'AWS::ServiceCatalog::OrganizationsAccess';
