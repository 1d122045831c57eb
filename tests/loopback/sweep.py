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


def identities(client):
    everything(client, "get_account_authorization_details")
    for kind in ("User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"):
        everything(client, "get_account_authorization_details", Filter=[kind], MaxItems=1000)
    for role in everything(client, "list_roles")[:20]:
        client.get_role(RoleName=role["RoleName"])
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
    for option in everything(client, "list_tag_options"):
        everything(client, "list_resources_for_tag_option", TagOptionId=option["Id"])


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
