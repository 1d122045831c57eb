-- IAM Identity Center: its instance, permission sets, who has them where, and the people and groups of its identity store.
CREATE VIEW identity_center AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.IdentityStoreId') AS identity_store,
    json_extract(document, '$.Status') AS status
FROM resource WHERE kind = 'AWS::SSO::Instance';

CREATE VIEW permission_set AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.Description') AS description,
    json_extract(document, '$.SessionDuration') AS session_duration,
    json_extract(document, '$.RelayState') AS relay_state,
    json_extract(document, '$.AttachedManagedPolicies') AS managed_policies,
    json_extract(document, '$.CustomerManagedPolicyReferences') AS customer_policies,
    json_extract(document, '$.InlinePolicy') AS inline_policy,
    json_extract(document, '$.PermissionsBoundary') AS boundary
FROM resource WHERE kind = 'AWS::SSO::PermissionSet';

CREATE VIEW directory_user AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.UserId') AS id,
    json_extract(document, '$.DisplayName') AS display_name,
    json_extract(document, '$.UserStatus') AS status
FROM resource WHERE kind = 'AWS::IdentityStore::User';

CREATE VIEW directory_group AS
SELECT
    arn,
    account,
    region,
    name,
    stale,
    json_extract(document, '$.GroupId') AS id,
    json_extract(document, '$.Description') AS description
FROM resource WHERE kind = 'AWS::IdentityStore::Group';

-- An assignment names its permission set and its principal by id; their names are those of what is read as of the same crawl.
CREATE VIEW account_assignment AS
SELECT
    a.arn AS arn,
    a.account AS account,
    a.stale AS stale,
    json_extract(a.document, '$.PermissionSetArn') AS permission_set,
    s.name AS permission_set_name,
    json_extract(a.document, '$.PrincipalType') AS principal_type,
    p.target AS principal,
    d.name AS principal_name
FROM resource a
JOIN relation p ON p.version = a.version AND p.kind = 'assigned-to'
LEFT JOIN resource s ON s.arn = json_extract(a.document, '$.PermissionSetArn') AND s.kind = 'AWS::SSO::PermissionSet'
LEFT JOIN resource d ON d.arn = p.target
WHERE a.kind = 'AWS::SSO::Assignment';

CREATE VIEW directory_member AS
SELECT
    arn AS directory_group,
    name AS group_name,
    target AS directory_user,
    stale
FROM relation WHERE kind = 'has-member';
