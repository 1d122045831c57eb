"""Calls every operation with what the organization holds."""

import contextlib

from botocore.exceptions import ClientError

from .organization import everything

POLICY_TYPES = ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY", "TAG_POLICY", "BACKUP_POLICY")
SHARE_TYPES = ("ACCOUNT", "ORGANIZATION", "ORGANIZATIONAL_UNIT", "ORGANIZATION_MEMBER_ACCOUNT")
NODE_TYPES = ("ORGANIZATION", "ORGANIZATIONAL_UNIT", "ACCOUNT")
RECEIVED_TYPES = ("IMPORTED", "AWS_ORGANIZATIONS", "AWS_SERVICECATALOG")


def sweep(organization):
    """Everything, in the management account and in a sample of the others."""
    tree(organization)
    landing_zone(organization.client("controltower"))
    people(organization)
    for account in organization.sample:
        identities(organization.client("iam", account))
        organization.client("sts", account).get_caller_identity()
        for region in organization.regions:
            network(organization.client("ec2", account, region))
            studio(organization.client("sagemaker", account, region))
            catalog(organization, organization.client("servicecatalog", account, region))
            catalog(organization, organization.cbor_client("servicecatalog", account, region))


def tree(organization):
    client = organization.client("organizations")
    client.describe_organization()
    roots = everything(client, "list_roots")
    parents = [root["Id"] for root in roots]
    for parent in parents:
        units = everything(client, "list_organizational_units_for_parent", ParentId=parent)
        parents += [unit["Id"] for unit in units]
        for unit in units:
            client.describe_organizational_unit(OrganizationalUnitId=unit["Id"])
        everything(client, "list_accounts_for_parent", ParentId=parent)
        everything(client, "list_children", ParentId=parent, ChildType="ACCOUNT")
        everything(client, "list_children", ParentId=parent, ChildType="ORGANIZATIONAL_UNIT")
        everything(client, "list_tags_for_resource", ResourceId=parent)
    for account in organization.accounts[:20]:
        client.describe_account(AccountId=account["Id"])
        everything(client, "list_parents", ChildId=account["Id"])
        everything(client, "list_tags_for_resource", ResourceId=account["Id"])
    for kind in POLICY_TYPES:
        for policy in everything(client, "list_policies", Filter=kind):
            client.describe_policy(PolicyId=policy["Id"])
            everything(client, "list_targets_for_policy", PolicyId=policy["Id"])
        everything(client, "list_policies_for_target", TargetId=organization.management, Filter=kind)
    for administrator in everything(client, "list_delegated_administrators"):
        everything(client, "list_delegated_services_for_account", AccountId=administrator["Id"])
    everything(client, "list_aws_service_access_for_organization")
    everything(client, "list_create_account_status")
    with contextlib.suppress(client.exceptions.ResourcePolicyNotFoundException):
        client.describe_resource_policy()


def landing_zone(client):
    for zone in everything(client, "list_landing_zones"):
        client.get_landing_zone(landingZoneIdentifier=zone["arn"])
    for operation in everything(client, "list_landing_zone_operations"):
        client.get_landing_zone_operation(operationIdentifier=operation["operationIdentifier"])
    for baseline in everything(client, "list_baselines"):
        client.get_baseline(baselineIdentifier=baseline["arn"])
    for enabled in everything(client, "list_enabled_baselines", includeChildren=True):
        client.get_enabled_baseline(enabledBaselineIdentifier=enabled["arn"])
    for enabled in everything(client, "list_enabled_controls", includeChildren=True)[::10]:
        client.get_enabled_control(enabledControlIdentifier=enabled["arn"])
    everything(client, "list_control_operations")


def people(organization):
    client = organization.client("sso-admin")
    instance = everything(client, "list_instances")[0]
    here = {"InstanceArn": instance["InstanceArn"]}
    client.describe_instance(**here)
    for method in ("account_assignment_creation", "account_assignment_deletion", "permission_set_provisioning"):
        everything(client, f"list_{method}_status", **here)
    for arn in everything(client, "list_permission_sets", **here):
        permission_set(client, {"PermissionSetArn": arn, **here})
    everything(client, "list_permission_sets_provisioned_to_account", AccountId=organization.management, **here)
    store = {"IdentityStoreId": instance["IdentityStoreId"]}
    directory(organization.client("identitystore"), store, client, here)


def permission_set(client, named):
    client.describe_permission_set(**named)
    client.list_tags_for_resource(ResourceArn=named["PermissionSetArn"], InstanceArn=named["InstanceArn"])
    everything(client, "list_managed_policies_in_permission_set", **named)
    everything(client, "list_customer_managed_policy_references_in_permission_set", **named)
    client.get_inline_policy_for_permission_set(**named)
    with contextlib.suppress(client.exceptions.ResourceNotFoundException):
        client.get_permissions_boundary_for_permission_set(**named)
    for account in everything(client, "list_accounts_for_provisioned_permission_set", **named)[:3]:
        everything(client, "list_account_assignments", AccountId=account, **named)


def directory(client, store, administrator, here):
    for group in everything(client, "list_groups", **store)[:3]:
        named = {"GroupId": group["GroupId"], **store}
        client.describe_group(**named)
        by_name = {"AttributePath": "displayName", "AttributeValue": group["DisplayName"]}
        client.get_group_id(AlternateIdentifier={"UniqueAttribute": by_name}, **store)
        given = {"PrincipalType": "GROUP", "PrincipalId": group["GroupId"], **here}
        everything(administrator, "list_account_assignments_for_principal", **given)
        for membership in everything(client, "list_group_memberships", **named):
            client.describe_group_membership(MembershipId=membership["MembershipId"], **store)
            member = {"MemberId": membership["MemberId"], **store}
            client.get_group_membership_id(GroupId=group["GroupId"], **member)
            client.is_member_in_groups(GroupIds=[group["GroupId"]], **member)
            everything(client, "list_group_memberships_for_member", **member)
    for person in everything(client, "list_users", **store)[:3]:
        client.describe_user(UserId=person["UserId"], **store)
        by_name = {"AttributePath": "userName", "AttributeValue": person["UserName"]}
        client.get_user_id(AlternateIdentifier={"UniqueAttribute": by_name}, **store)


def identities(client):
    everything(client, "get_account_authorization_details")
    for kind in ("User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"):
        everything(client, "get_account_authorization_details", Filter=[kind], MaxItems=1000)
    for role in everything(client, "list_roles")[:20]:
        client.get_role(RoleName=role["RoleName"])
        for policy in everything(client, "list_role_policies", RoleName=role["RoleName"]):
            client.get_role_policy(RoleName=role["RoleName"], PolicyName=policy)
    everything(client, "list_users")
    for policy in everything(client, "list_policies", OnlyAttached=True):
        client.get_policy(PolicyArn=policy["Arn"])
        client.get_policy_version(PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"])
    everything(client, "list_policies", Scope="Local")
    for provider in client.list_open_id_connect_providers()["OpenIDConnectProviderList"]:
        client.get_open_id_connect_provider(OpenIDConnectProviderArn=provider["Arn"])
    for provider in client.list_saml_providers()["SAMLProviderList"]:
        client.get_saml_provider(SAMLProviderArn=provider["Arn"])
    everything(client, "list_account_aliases")


def network(client):
    client.describe_regions()
    client.describe_regions(AllRegions=True)
    for vpc in everything(client, "describe_vpcs"):
        inside = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
        for method in (
            "describe_subnets",
            "describe_route_tables",
            "describe_security_groups",
            "describe_vpc_endpoints",
            "describe_transit_gateway_vpc_attachments",
        ):
            everything(client, method, Filters=inside)
    everything(client, "describe_transit_gateways")
    everything(client, "describe_transit_gateway_attachments")
    for table in everything(client, "describe_transit_gateway_route_tables"):
        table_id = table["TransitGatewayRouteTableId"]
        everything(client, "get_transit_gateway_route_table_associations", TransitGatewayRouteTableId=table_id)
        everything(client, "get_transit_gateway_route_table_propagations", TransitGatewayRouteTableId=table_id)
        any_type = [{"Name": "type", "Values": ["static", "propagated"]}]
        everything(client, "search_transit_gateway_routes", TransitGatewayRouteTableId=table_id, Filters=any_type)


def studio(client):
    for domain in everything(client, "list_domains"):
        client.describe_domain(DomainId=domain["DomainId"])
        everything(client, "list_tags", ResourceArn=domain["DomainArn"])
        for profile in everything(client, "list_user_profiles", DomainIdEquals=domain["DomainId"]):
            name = profile["UserProfileName"]
            arn = client.describe_user_profile(DomainId=domain["DomainId"], UserProfileName=name)["UserProfileArn"]
            everything(client, "list_tags", ResourceArn=arn)
    for group in everything(client, "list_model_package_groups"):
        name = group["ModelPackageGroupName"]
        client.describe_model_package_group(ModelPackageGroupName=name)
        everything(client, "list_tags", ResourceArn=group["ModelPackageGroupArn"])
        # A group without a policy answers that it has none.
        with contextlib.suppress(ClientError):
            client.get_model_package_group_policy(ModelPackageGroupName=name)
        for package in everything(client, "list_model_packages", ModelPackageGroupName=name):
            client.describe_model_package(ModelPackageName=package["ModelPackageArn"])


def catalog(organization, client):
    owned = everything(client, "list_portfolios")
    received = [
        portfolio
        for kind in RECEIVED_TYPES
        for portfolio in everything(client, "list_accepted_portfolio_shares", PortfolioShareType=kind)
    ]
    for portfolio in owned + received:
        inside_portfolio(client, portfolio["Id"])
    for portfolio in owned:
        shares(organization, client, portfolio["Id"])
    if owned:
        client.get_aws_organizations_access_status()
    launched(client)
    for option in everything(client, "list_tag_options"):
        everything(client, "list_resources_for_tag_option", TagOptionId=option["Id"])


def launched(client):
    everything(client, "search_products")
    account = {"AccessLevelFilter": {"Key": "Account", "Value": "self"}}
    everything(client, "search_provisioned_products", **account)
    everything(client, "list_record_history", **account)
    for product in everything(client, "scan_provisioned_products", **account)[:3]:
        client.describe_provisioned_product(Id=product["Id"])
        client.describe_record(Id=product["LastRecordId"])
        everything(client, "get_provisioned_product_outputs", ProvisionedProductId=product["Id"])


def inside_portfolio(client, portfolio):
    client.describe_portfolio(Id=portfolio)
    everything(client, "list_principals_for_portfolio", PortfolioId=portfolio)
    for constraint in everything(client, "list_constraints_for_portfolio", PortfolioId=portfolio):
        client.describe_constraint(Id=constraint["ConstraintId"])
    for product in everything(client, "search_products_as_admin", PortfolioId=portfolio):
        product_id = product["ProductViewSummary"]["ProductId"]
        client.describe_product_as_admin(Id=product_id)
        everything(client, "list_portfolios_for_product", ProductId=product_id)
        # A portfolio without principals gives nobody a path.
        with contextlib.suppress(client.exceptions.ResourceNotFoundException):
            everything(client, "list_launch_paths", ProductId=product_id)
        for artifact in client.list_provisioning_artifacts(ProductId=product_id)["ProvisioningArtifactDetails"]:
            client.describe_provisioning_artifact(ProvisioningArtifactId=artifact["Id"], ProductId=product_id)


def shares(organization, client, portfolio):
    for kind in SHARE_TYPES:
        everything(client, "describe_portfolio_shares", PortfolioId=portfolio, Type=kind)
    for kind in NODE_TYPES:
        nodes = everything(
            client, "list_organization_portfolio_access", PortfolioId=portfolio, OrganizationNodeType=kind
        )
        for node in nodes:
            everything(client, "list_portfolio_access", PortfolioId=portfolio, OrganizationParentId=node["Value"])
    everything(client, "list_portfolio_access", PortfolioId=portfolio)
