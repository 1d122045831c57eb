"""What the tests that change an organization share: each class has an organization of its own."""

import contextlib
import functools
import itertools
import json
import time
import unittest

from botocore.exceptions import ClientError

import support

from .organization import Organization, everything

SCP = "SERVICE_CONTROL_POLICY"
NUMBERS = itertools.count(1)


def statement(**members):
    """The text of a policy with one statement."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*", **members}]})


class Changing(unittest.TestCase):
    """An organization served with these options, its management account's client, and what the tests do again and again."""

    OPTIONS = ()

    @classmethod
    def setUpClass(cls):
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.organization = Organization(stack.enter_context(support.loopback(*cls.options(stack))))
        cls.client = cls.organization.client("organizations")
        cls.root = cls.client.list_roots()["Roots"][0]["Id"]

    @classmethod
    def options(cls, stack):
        return cls.OPTIONS

    @functools.cached_property
    def units(self):
        """The ids of the OUs there are, by name."""
        return {unit["Name"]: unit["Id"] for unit in everything_below(self.client, self.root)}

    def tearDown(self):
        self.assertEqual(self.organization.strict.flaws, [])

    def refused(self, code, call, reason=None, **parameters):
        """The call is refused with this code, and with this reason if one goes with it."""
        with self.subTest(code, reason=reason, **parameters):
            with self.assertRaises(ClientError) as raised:
                call(**parameters)
            response = raised.exception.response
            self.assertEqual((response["Error"]["Code"], response.get("Reason")), (code, reason))
            self.assertTrue(response["Error"]["Message"])

    def until(self, read, is_done, seconds=30):
        """What is read once it is as it should be."""
        deadline = time.monotonic() + seconds
        while not is_done(found := read()):
            self.assertLess(time.monotonic(), deadline, f"it stays as it is: {found}")
            time.sleep(0.05)
        return found

    def create(self, name, email=None, **options):
        """The status with which the creation of an account begins."""
        email = email or f"aws+{name}-{next(NUMBERS)}@example.com"
        return self.client.create_account(AccountName=name, Email=email, **options)["CreateAccountStatus"]

    def creation(self, request):
        return self.client.describe_create_account_status(CreateAccountRequestId=request)["CreateAccountStatus"]

    def finished(self, request):
        """The status of a creation that AWS is done with."""
        return self.until(lambda: self.creation(request), lambda status: status["State"] != "IN_PROGRESS")

    def created(self, name, **options):
        """The id of a new account."""
        return self.finished(self.create(name, **options)["Id"])["AccountId"]

    def account(self, account):
        return self.client.describe_account(AccountId=account)["Account"]

    def parent(self, child):
        return everything(self.client, "list_parents", ChildId=child)[0]["Id"]

    def member(self, unit):
        """An account in use in the OU with this name."""
        accounts = everything(self.client, "list_accounts_for_parent", ParentId=self.units[unit])
        return next(account["Id"] for account in accounts if account["State"] == "ACTIVE")

    def unit(self, name, parent=None, **options):
        made = self.client.create_organizational_unit(ParentId=parent or self.root, Name=name, **options)
        return made["OrganizationalUnit"]["Id"]

    def policy(self, name, content=None, kind=SCP, **options):
        content = content or statement()
        made = self.client.create_policy(Name=name, Description="", Content=content, Type=kind, **options)
        return made["Policy"]["PolicySummary"]["Id"]

    def attached(self, target, kind=SCP):
        return [policy["Id"] for policy in everything(self.client, "list_policies_for_target", TargetId=target, Filter=kind)]

    def tags(self, resource):
        return {tag["Key"]: tag["Value"] for tag in everything(self.client, "list_tags_for_resource", ResourceId=resource)}


def everything_below(client, parent):
    """Every OU below a root or OU."""
    units = everything(client, "list_organizational_units_for_parent", ParentId=parent)
    return units + [below for unit in units for below in everything_below(client, unit["Id"])]
