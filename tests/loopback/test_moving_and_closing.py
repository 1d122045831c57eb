"""Accounts that move between OUs, and accounts on their way out."""

import concurrent.futures
import unittest

from botocore.exceptions import ClientError

from .changing import Changing
from .organization import everything

ACCESS_ROLE = "OrganizationAccountAccessRole"


class Moving(Changing):
    OPTIONS = ("--time-scale", 540)

    def move(self, account, source, destination):
        self.client.move_account(AccountId=account, SourceParentId=source, DestinationParentId=destination)

    def test_an_account_is_elsewhere_at_once(self):
        account, dev = self.created("mover"), self.units["Workloads_Dev"]
        self.move(account, self.root, dev)
        self.assertEqual(self.parent(account), dev)
        self.assertIn(f"/{dev}/{account}/", self.account(account)["Paths"][0])
        there = everything(self.client, "list_accounts_for_parent", ParentId=dev)
        self.assertIn(account, [found["Id"] for found in there])
        self.assertIn(account, [child["Id"] for child in everything(self.client, "list_children", ParentId=dev, ChildType="ACCOUNT")])
        at_root = everything(self.client, "list_accounts_for_parent", ParentId=self.root)
        self.assertNotIn(account, [found["Id"] for found in at_root])

    def test_portfolios_come_with_the_place(self):
        account, catalog = self.created("customer"), []
        client = self.organization.client("servicecatalog", account)

        def received():
            shared = everything(client, "list_accepted_portfolio_shares", PortfolioShareType="AWS_ORGANIZATIONS")
            return {portfolio["Id"] for portfolio in shared}

        places = [self.root, self.units["Workloads_Dev"], self.units["Sandbox"]]
        for source, destination in zip(places, places[1:]):
            catalog.append(received())
            self.move(account, source, destination)
        neighbour = self.organization.client("servicecatalog", self.member("Workloads_Dev"))
        shared = everything(neighbour, "list_accepted_portfolio_shares", PortfolioShareType="AWS_ORGANIZATIONS")
        self.assertEqual(catalog[1], {portfolio["Id"] for portfolio in shared})
        self.assertGreater(len(catalog[1] - catalog[0]), 0)
        self.assertNotEqual(catalog[1], received())

    def test_moves_that_cannot_be(self):
        account, dev = self.created("stays"), self.units["Workloads_Dev"]
        good = {"AccountId": account, "SourceParentId": self.root, "DestinationParentId": dev}
        nowhere = dev[:-8] + "00000000"
        cases = [
            ({"AccountId": "999999999999"}, "AccountNotFoundException", None),
            ({"DestinationParentId": nowhere}, "DestinationParentNotFoundException", None),
            ({"SourceParentId": nowhere}, "SourceParentNotFoundException", None),
            ({"SourceParentId": self.units["Sandbox"]}, "SourceParentNotFoundException", None),
            ({"DestinationParentId": self.root}, "DuplicateAccountException", None),
            ({"AccountId": "12"}, "InvalidInputException", "INVALID_PATTERN"),
            ({"DestinationParentId": "o-nonsense"}, "InvalidInputException", "INVALID_PATTERN"),
            ({"AccountId": ""}, "InvalidInputException", "INPUT_REQUIRED"),
        ]
        for change, code, reason in cases:
            self.refused(code, self.client.move_account, reason, **{**good, **change})
        self.client.move_account(**good)
        # Applied again, it is known to be there.
        self.refused("DuplicateAccountException", self.client.move_account, **good)


class Closing(Changing):
    OPTIONS = ("--time-scale", 360)

    def test_an_account_is_pending_then_suspended_and_shut(self):
        account = self.created("closes")
        keys = self.organization.assume(f"arn:aws:iam::{account}:role/{ACCESS_ROLE}")
        inside = self.organization.foreign_client("sts", **keys)
        inside.get_caller_identity()
        self.client.close_account(AccountId=account)
        closed = self.until(lambda: self.account(account), lambda found: found["State"] != "PENDING_CLOSURE")
        self.assertEqual((closed["State"], closed["Status"]), ("SUSPENDED", "SUSPENDED"))
        self.refused("InvalidClientTokenId", inside.get_caller_identity)
        role = f"arn:aws:iam::{account}:role/{ACCESS_ROLE}"
        self.refused("AccessDenied", self.organization.client("sts").assume_role, RoleArn=role, RoleSessionName="check")
        self.refused("AccountAlreadyClosedException", self.client.close_account, AccountId=account)
        # It keeps its place, its address and its part of the quota, and may be moved.
        self.client.move_account(AccountId=account, SourceParentId=self.root, DestinationParentId=self.units["Sandbox"])

    def test_accounts_that_cannot_be_closed(self):
        administrator = everything(self.client, "list_delegated_administrators")[0]["Id"]
        refused = [
            (self.organization.management, "ConstraintViolationException", "CANNOT_CLOSE_MANAGEMENT_ACCOUNT"),
            (administrator, "ConstraintViolationException", "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG"),
            ("999999999999", "AccountNotFoundException", None),
            ("1", "InvalidInputException", "INVALID_PATTERN"),
        ]
        for account, code, reason in refused:
            self.refused(code, self.client.close_account, reason, AccountId=account)


class Unfinished(Changing):
    """A second is a second: what has begun is not done while a test runs."""

    OPTIONS = ("--time-scale", 1)

    def test_three_accounts_are_closed_at_a_time(self):
        members = everything(self.client, "list_accounts_for_parent", ParentId=self.units["Sandbox"])
        accounts = [account["Id"] for account in members if account["State"] == "ACTIVE"]
        for account in accounts[:3]:
            self.client.close_account(AccountId=account)
            self.assertEqual(self.account(account)["State"], "PENDING_CLOSURE")
        self.refused(
            "ConstraintViolationException",
            self.client.close_account,
            "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED",
            AccountId=accounts[3],
        )
        self.refused("ConflictException", self.client.close_account, AccountId=accounts[0])


class SideBySide(Changing):
    """Answers take a while, so that changes overlap."""

    OPTIONS = ("--latency-ms", 400)

    def test_changes_of_one_entity_conflict_only_while_they_overlap(self):
        unit = self.unit("Busy")
        policies = [self.policy(f"busy-{number}") for number in range(3)]

        def attach(policy):
            try:
                self.client.attach_policy(PolicyId=policy, TargetId=unit)
            except ClientError as error:
                return error.response["Error"]["Code"]
            return None

        with concurrent.futures.ThreadPoolExecutor(3) as threads:
            outcomes = list(threads.map(attach, policies))
        self.assertEqual(sorted(outcomes, key=str), ["ConcurrentModificationException"] * 2 + [None])
        for policy in policies:
            if outcomes[policies.index(policy)]:
                self.assertIsNone(attach(policy))
        self.assertEqual(set(self.attached(unit)), {"p-FullAWSAccess", *policies})


if __name__ == "__main__":
    unittest.main()
