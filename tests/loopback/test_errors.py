"""Errors: real codes, in the form of each protocol, where AWS would refuse."""

import unittest

from botocore.exceptions import ClientError

from .organization import reach

SERVICES = {
    "sts": "get_caller_identity",
    "iam": "list_roles",
    "ec2": "describe_vpcs",
    "organizations": "list_accounts",
    "servicecatalog": "list_portfolios",
    "sagemaker": "list_domains",
    "controltower": "list_baselines",
    "sso-admin": "list_instances",
    "identitystore": "list_users",
}
UNKNOWN_KEY = {
    "sts": ("InvalidClientTokenId", 403),
    "iam": ("InvalidClientTokenId", 403),
    "ec2": ("AuthFailure", 401),
    "organizations": ("UnrecognizedClientException", 400),
    "servicecatalog": ("UnrecognizedClientException", 400),
    "sagemaker": ("UnrecognizedClientException", 400),
    "controltower": ("UnrecognizedClientException", 403),
    "sso-admin": ("UnrecognizedClientException", 400),
    "identitystore": ("UnrecognizedClientException", 400),
}


class Errors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.organization = reach()
        accounts = cls.organization.accounts
        cls.suspended = next(account["Id"] for account in accounts if account["State"] == "SUSPENDED")
        administrators = cls.organization.client("organizations").list_delegated_administrators()
        trusted = {administrator["Id"] for administrator in administrators["DelegatedAdministrators"]}
        trusted.add(cls.organization.management)
        cls.member = next(account for account in cls.organization.sample if account not in trusted)

    def refused(self, code, call, status=400, **parameters):
        with self.subTest(code, **parameters):
            with self.assertRaises(ClientError) as raised:
                call(**parameters)
            error = raised.exception.response
            self.assertEqual(error["Error"]["Code"], code)
            self.assertEqual(error["ResponseMetadata"]["HTTPStatusCode"], status)
            self.assertTrue(error["Error"]["Message"])
            self.assertTrue(error["ResponseMetadata"]["RequestId"])

    def test_keys_that_nobody_has(self):
        keys = {"aws_access_key_id": "AKIAAAAAAAAAAAAAAAAA", "aws_secret_access_key": "secret"}
        for service, method in SERVICES.items():
            code, status = UNKNOWN_KEY[service]
            self.refused(code, getattr(self.organization.foreign_client(service, **keys), method), status)

    def test_a_session_needs_its_own_token(self):
        keys = dict(self.organization.assumed(self.member))
        for token in ("another", None):
            keys["aws_session_token"] = token
            self.refused("InvalidClientTokenId", self.organization.foreign_client("sts", **keys).get_caller_identity, 403)

    def test_regions_that_are_not_enabled(self):
        for service, method in SERVICES.items():
            if service not in ("sts", "iam", "organizations"):
                code, status = UNKNOWN_KEY[service]
                client = self.organization.client(service, self.member, "me-south-1")
                self.refused(code, getattr(client, method), status)

    def test_members_may_not_read_the_organization(self):
        client = self.organization.client("organizations", self.member)
        self.assertEqual(client.describe_organization()["Organization"]["MasterAccountId"], self.organization.management)
        self.refused("AccessDeniedException", client.list_accounts)
        self.refused("AccessDeniedException", client.list_roots)
        self.refused("AccessDeniedException", client.describe_policy, PolicyId="p-FullAWSAccess")

    def test_members_have_no_say_in_the_landing_zone_and_in_who_has_access(self):
        tower = self.organization.client("controltower", self.member)
        self.assertEqual(tower.list_landing_zones()["landingZones"], [])
        self.refused("AccessDeniedException", tower.list_enabled_baselines, 403)
        center = self.organization.client("sso-admin", self.member)
        instance = center.list_instances()["Instances"][0]
        self.assertEqual(instance["OwnerAccountId"], self.organization.management)
        self.refused("AccessDeniedException", center.list_permission_sets, InstanceArn=instance["InstanceArn"])
        store = self.organization.client("identitystore", self.member)
        self.refused("AccessDeniedException", store.list_users, IdentityStoreId=instance["IdentityStoreId"])

    def test_sessions_are_apart_by_account(self):
        for account in self.organization.sample[1:4]:
            identity = self.organization.client("sts", account).get_caller_identity()
            self.assertEqual(identity["Account"], account)
            self.assertIn(f":{account}:assumed-role/", identity["Arn"])
            roles = self.organization.client("iam", account).list_roles(MaxItems=1)["Roles"]
            self.assertIn(f"::{account}:role/", roles[0]["Arn"])

    def test_roles_that_cannot_be_assumed(self):
        sts = self.organization.client("sts")
        role = self.organization.client("sts", self.member).get_caller_identity()["Arn"].split("/")[1]
        arns = [
            f"arn:aws:iam::{self.member}:role/no-such-role",
            f"arn:aws:iam::{self.suspended}:role/{role}",
            f"arn:aws:iam::999999999999:role/{role}",
        ]
        for arn in arns:
            self.refused("AccessDenied", sts.assume_role, 403, RoleArn=arn, RoleSessionName="check")
        # Another member is not whom the role trusts.
        other = next(account for account in reversed(self.organization.sample) if account != self.member)
        arn = f"arn:aws:iam::{self.member}:role/{role}"
        sts_of_other = self.organization.client("sts", other)
        self.refused("AccessDenied", sts_of_other.assume_role, 403, RoleArn=arn, RoleSessionName="check")

    def test_assume_role_checks_its_input(self):
        sts = self.organization.client("sts")
        role = self.organization.client("sts", self.member).get_caller_identity()["Arn"].split("/")[1]
        arn = f"arn:aws:iam::{self.member}:role/{role}"
        self.refused("ValidationError", sts.assume_role, RoleArn=arn, RoleSessionName="not valid!")
        self.refused("ValidationError", sts.assume_role, RoleArn=arn, RoleSessionName="check", DurationSeconds=60)
        self.refused("ValidationError", sts.assume_role, RoleArn=arn, RoleSessionName="check", DurationSeconds=90000)
        self.refused("ValidationError", sts.assume_role, RoleArn=arn)

    def test_what_does_not_exist(self):
        clients = {service: self.organization.client(service, self.member) for service in SERVICES}
        organizations = self.organization.client("organizations")
        self.refused("PolicyNotFoundException", organizations.describe_policy, PolicyId="p-00000000")
        self.refused("AccountNotFoundException", organizations.describe_account, AccountId="999999999999")
        self.refused("ParentNotFoundException", organizations.list_accounts_for_parent, ParentId="r-none")
        self.refused("ChildNotFoundException", organizations.list_parents, ChildId="999999999999")
        self.refused("ResourcePolicyNotFoundException", organizations.describe_resource_policy)
        self.refused("InvalidInputException", organizations.list_policies, Filter="NO_SUCH_TYPE")
        iam, ec2 = clients["iam"], clients["ec2"]
        self.refused("NoSuchEntity", iam.get_role, 404, RoleName="no-such-role")
        self.refused("NoSuchEntity", iam.get_policy, 404, PolicyArn="arn:aws:iam::aws:policy/None")
        self.refused("ValidationError", iam.get_role)
        self.refused("InvalidVpcID.NotFound", ec2.describe_vpcs, VpcIds=["vpc-00000000000000000"])
        self.refused("InvalidParameterValue", ec2.describe_vpcs, Filters=[{"Name": "no-such-filter", "Values": ["x"]}])
        self.refused("MissingParameter", ec2.search_transit_gateway_routes, Filters=[{"Name": "type", "Values": ["static"]}])
        catalog, sagemaker = clients["servicecatalog"], clients["sagemaker"]
        self.refused("ResourceNotFoundException", catalog.describe_portfolio, Id="port-none")
        self.refused("ResourceNotFoundException", catalog.list_provisioning_artifacts, ProductId="prod-none")
        self.refused("OperationNotSupportedException", catalog.get_aws_organizations_access_status)
        self.refused("InvalidParametersException", catalog.describe_portfolio_shares, PortfolioId="p", Type="NONE")
        self.refused("ResourceNotFound", sagemaker.describe_domain, DomainId="d-none")
        self.refused("ValidationException", sagemaker.describe_model_package_group, ModelPackageGroupName="none")

    def test_errors_in_cbor(self):
        client = self.organization.cbor_client("servicecatalog", self.member, self.organization.region)
        self.refused("ResourceNotFoundException", client.describe_portfolio, Id="port-none")
        self.refused("InvalidParametersException", client.list_portfolios, PageToken="made-up")
        self.refused("UnknownOperationException", client.list_service_actions)

    def test_operations_that_do_not_exist(self):
        self.refused("InvalidAction", self.organization.client("iam").list_groups)
        self.refused("InvalidAction", self.organization.client("ec2").describe_instances)
        self.refused("UnknownOperationException", self.organization.client("organizations").list_handshakes_for_account)
        self.refused("UnknownOperationException", self.organization.client("servicecatalog").list_service_actions)
        self.refused("UnknownOperationException", self.organization.client("sagemaker").list_endpoints)


if __name__ == "__main__":
    unittest.main()
