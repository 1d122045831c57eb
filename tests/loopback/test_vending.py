"""Accounts on their way in: created, failed, limited, and then read like every other."""

import json
import pathlib
import tempfile
import unittest

from botocore.exceptions import ClientError

from .changing import Changing
from .organization import everything

READ_ROLE, ACCESS_ROLE = "ArmillaryReadRole", "OrganizationAccountAccessRole"


class Vending(Changing):
    """Three minutes of AWS pass in a second."""

    OPTIONS = ("--time-scale", 180)

    def test_an_account_is_created_under_the_root(self):
        tags = [{"Key": "team", "Value": "fraud"}, {"Key": "empty", "Value": ""}]
        request = self.create("fraud-dev", "aws+fraud-dev@example.com", Tags=tags, IamUserAccessToBilling="DENY")
        self.assertRegex(request["Id"], "^car-[a-z0-9]{32}$")
        self.assertEqual((request["State"], request["AccountName"]), ("IN_PROGRESS", "fraud-dev"))
        done = self.finished(request["Id"])
        self.assertEqual((done["State"], "FailureReason" in done), ("SUCCEEDED", False))
        self.assertGreaterEqual(done["CompletedTimestamp"], done["RequestedTimestamp"])
        account = self.account(done["AccountId"])
        self.assertEqual((account["State"], account["Status"], account["JoinedMethod"]), ("ACTIVE", "ACTIVE", "CREATED"))
        self.assertEqual((account["Email"], account["Name"]), ("aws+fraud-dev@example.com", "fraud-dev"))
        self.assertEqual(account["JoinedTimestamp"], done["CompletedTimestamp"])
        self.assertTrue(account["Paths"][0].endswith(f"/{self.root}/{account['Id']}/"))
        self.assertEqual(self.parent(account["Id"]), self.root)
        self.assertEqual(self.tags(account["Id"]), {"team": "fraud", "empty": ""})
        self.assertEqual(self.attached(account["Id"]), ["p-FullAWSAccess"])
        self.assertEqual(self.attached(account["Id"], "RESOURCE_CONTROL_POLICY"), ["p-RCPFullAWSAccess"])
        self.assertIn(account, everything(self.client, "list_accounts"))
        succeeded = everything(self.client, "list_create_account_status", States=["SUCCEEDED"])
        self.assertIn(done, succeeded)
        self.assertNotIn(done, everything(self.client, "list_create_account_status", States=["IN_PROGRESS", "FAILED"]))

    def test_a_new_account_is_read_like_every_other(self):
        account = self.created("read-me")
        keys = self.organization.assume(f"arn:aws:iam::{account}:role/{ACCESS_ROLE}")
        self.assertEqual(self.organization.foreign_client("sts", **keys).get_caller_identity()["Account"], account)
        roles = {role["RoleName"]: role for role in everything(self.organization.client("iam", account), "list_roles")}
        self.assertEqual(set(roles), {ACCESS_ROLE, READ_ROLE, "AWSServiceRoleForOrganizations"})
        trust = roles[ACCESS_ROLE]["AssumeRolePolicyDocument"]["Statement"][0]
        self.assertEqual(trust["Principal"], {"AWS": f"arn:aws:iam::{self.organization.management}:root"})
        details = everything(self.organization.client("iam", account), "get_account_authorization_details", Filter=["Role"])
        attached = {role["RoleName"]: role["AttachedManagedPolicies"] for role in details}
        self.assertEqual([policy["PolicyName"] for policy in attached[ACCESS_ROLE]], ["AdministratorAccess"])
        for region in self.organization.regions:
            ec2 = self.organization.client("ec2", account, region)
            enabled = [found["RegionName"] for found in ec2.describe_regions()["Regions"]]
            self.assertIn(region, enabled)
            for method in ("describe_vpcs", "describe_security_groups", "describe_transit_gateway_attachments"):
                self.assertEqual(everything(ec2, method), [])
            sagemaker = self.organization.client("sagemaker", account, region)
            self.assertEqual(everything(sagemaker, "list_domains"), [])
            catalog = self.organization.client("servicecatalog", account, region)
            self.assertEqual(everything(catalog, "list_portfolios"), [])

    def test_the_role_has_the_name_asked_for(self):
        account = self.created("own-role", RoleName="Ops.Admin@home")
        self.organization.assume(f"arn:aws:iam::{account}:role/Ops.Admin@home")
        with self.assertRaises(ClientError):
            self.organization.assume(f"arn:aws:iam::{account}:role/{ACCESS_ROLE}")

    def test_nothing_tells_a_second_request_from_a_first(self):
        one, two = self.create("twice"), self.create("twice")
        self.assertNotEqual(one["Id"], two["Id"])
        accounts = {self.finished(request["Id"])["AccountId"] for request in (one, two)}
        self.assertEqual(len(accounts), 2)

    def test_an_address_belongs_to_one_account(self):
        first, second = (self.create("same", "aws+Same@example.com") for _ in range(2))
        self.assertEqual(self.finished(first["Id"])["State"], "SUCCEEDED")
        self.failed(second, "CONCURRENT_ACCOUNT_MODIFICATION")
        self.failed(self.create("same", "AWS+same@example.com"), "EMAIL_ALREADY_EXISTS")
        known = self.account(self.organization.management)["Email"]
        self.failed(self.create("same", known), "EMAIL_ALREADY_EXISTS")
        suspended = next(account for account in self.organization.accounts if account["State"] == "SUSPENDED")
        self.failed(self.create("same", suspended["Email"]), "EMAIL_ALREADY_EXISTS")

    def test_what_is_wrong_with_an_address_is_told_later(self):
        for email in ("a;b@example.com", ".a@example.com", "a@exa_mple.com", "ä@example.com"):
            self.failed(self.create("address", email), "INVALID_EMAIL")

    def failed(self, request, reason):
        self.assertEqual(request["State"], "IN_PROGRESS")
        done = self.finished(request["Id"])
        self.assertEqual((done["State"], done["FailureReason"], "AccountId" in done), ("FAILED", reason, False))
        self.assertIn("CompletedTimestamp", done)

    def test_members_of_a_request_are_checked(self):
        good = {"AccountName": "checked", "Email": "checked@example.com"}
        cases = [
            ({"AccountName": ""}, "INPUT_REQUIRED"),
            ({"AccountName": "x" * 51}, "MAX_LENGTH_EXCEEDED"),
            ({"AccountName": "é"}, "INVALID_PATTERN"),
            ({"Email": "a@b.c"}, "MIN_LENGTH_EXCEEDED"),
            ({"Email": "a" * 60 + "@b.io"}, "MAX_LENGTH_EXCEEDED"),
            ({"Email": "nobody.example.com"}, "INVALID_PATTERN"),
            ({"Email": "no body@example.com"}, "INVALID_PATTERN"),
            ({"Email": "nobody@localhost"}, "INVALID_PATTERN"),
            ({"RoleName": "no/slash"}, "INVALID_ROLE_NAME"),
            ({"RoleName": "AWSServiceRoleForMe"}, "INVALID_ROLE_NAME"),
            ({"IamUserAccessToBilling": "PERHAPS"}, "INVALID_ENUM"),
            ({"Tags": [{"Key": "aws:x", "Value": "y"}]}, "INVALID_SYSTEM_TAGS_PARAMETER"),
            ({"Tags": [{"Key": "x", "Value": "y"}] * 2}, "DUPLICATE_TAG_KEY"),
        ]
        for change, reason in cases:
            self.refused("InvalidInputException", self.client.create_account, reason, **{**good, **change})
        tags = [{"Key": f"key-{number}", "Value": ""} for number in range(51)]
        self.refused("ConstraintViolationException", self.client.create_account, "MAX_TAG_LIMIT_EXCEEDED", Tags=tags, **good)
        self.refused("InvalidInputException", self.client.list_create_account_status, "INVALID_ENUM", States=["NEVER"])
        self.refused(
            "CreateAccountStatusNotFoundException",
            self.client.describe_create_account_status,
            CreateAccountRequestId="car-00000000",
        )

    def test_only_the_management_account_creates(self):
        administrator = everything(self.client, "list_delegated_administrators")[0]["Id"]
        for account in (administrator, self.member("Sandbox")):
            client = self.organization.client("organizations", account)
            for method in ("create_account", "close_account", "move_account"):
                self.refused("AccessDeniedException", getattr(client, method))
        request = self.create("seen")
        reader = self.organization.client("organizations", administrator)
        reader.describe_create_account_status(CreateAccountRequestId=request["Id"])
        stranger = self.organization.client("organizations", self.member("Sandbox"))
        self.refused(
            "AccessDeniedException", stranger.describe_create_account_status, CreateAccountRequestId=request["Id"]
        )
        self.finished(request["Id"])


class Waiting(Changing):
    """A second is a second: what has begun is not done while a test runs."""

    OPTIONS = ("--time-scale", 1)

    def test_requests_are_in_progress_and_five_at_a_time(self):
        requests = [self.create(f"waiting-{number}")["Id"] for number in range(5)]
        status = self.creation(requests[0])
        self.assertEqual(set(status), {"Id", "AccountName", "State", "RequestedTimestamp"})
        self.assertEqual(status["State"], "IN_PROGRESS")
        listed = everything(self.client, "list_create_account_status", States=["IN_PROGRESS"])
        self.assertEqual({found["Id"] for found in listed}, set(requests))
        self.assertEqual(everything(self.client, "list_create_account_status", States=["SUCCEEDED", "FAILED"]), [])
        self.assertEqual([found for found in self.organization.accounts if "waiting" in found["Name"]], [])
        self.refused(
            "ConstraintViolationException",
            self.client.create_account,
            "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED",
            AccountName="sixth",
            Email="sixth@example.com",
        )


class Full(Changing):
    """There is room for one account more."""

    OPTIONS = ("--time-scale", 180, "--account-quota", 65)

    def test_the_quota_is_told_at_once_or_when_it_was_reached_meanwhile(self):
        one, two = self.create("fits"), self.create("does-not")
        self.assertEqual(self.finished(one["Id"])["State"], "SUCCEEDED")
        self.assertEqual(self.finished(two["Id"])["FailureReason"], "ACCOUNT_LIMIT_EXCEEDED")
        self.refused(
            "ConstraintViolationException",
            self.client.create_account,
            "ACCOUNT_NUMBER_LIMIT_EXCEEDED",
            AccountName="nor-this",
            Email="nor-this@example.com",
        )


class Faulty(Changing):
    """What goes wrong on AWS's side, and may be told to go wrong here."""

    @classmethod
    def options(cls, stack):
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="armillary-test-")))
        call = {"service": "organizations", "operation": "CreateAccount", "times": 1}
        finalizing = {"code": "FinalizingOrganizationException", "message": "Try again later."}
        rules = [{**call, "error": finalizing}, {**call, "later": {"code": "INTERNAL_FAILURE"}}]
        (folder / "faults.json").write_text(json.dumps({"rules": rules}), encoding="utf-8")
        return ("--time-scale", 540, "--faults", folder / "faults.json")

    def test_a_request_fails_at_once_then_later_then_not_at_all(self):
        email = "aws+again@example.com"
        self.refused("FinalizingOrganizationException", self.create, name="again", email=email)
        done = self.finished(self.create("again", email)["Id"])
        self.assertEqual((done["State"], done["FailureReason"]), ("FAILED", "INTERNAL_FAILURE"))
        self.assertEqual(self.finished(self.create("again", email)["Id"])["State"], "SUCCEEDED")


class Limited(Changing):
    """With AWS's request quotas."""

    OPTIONS = ("--quotas", "aws")

    def test_three_requests_and_then_one_in_ten_seconds(self):
        for number in range(3):
            self.create(f"limited-{number}")
        self.refused("TooManyRequestsException", self.create, name="limited")


if __name__ == "__main__":
    unittest.main()
