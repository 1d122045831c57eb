"""An organization that changes under the crawler: what is new is read like everything else, and nothing else changes."""

import time
import unittest

import boto3

from support import Case, loopback


class Vended(Case):
    def client(self, keys):
        return boto3.client(
            "organizations",
            region_name=keys["AWS_REGION"],
            endpoint_url=keys["AWS_ENDPOINT_URL"],
            aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        )

    def vend(self, client, name, unit):
        """A new account in the OU with this name."""
        made = client.create_account(AccountName=name, Email=f"{name}@example.com")["CreateAccountStatus"]
        deadline = time.monotonic() + 30
        while made["State"] == "IN_PROGRESS":
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
            made = client.describe_create_account_status(CreateAccountRequestId=made["Id"])["CreateAccountStatus"]
        root = client.list_roots()["Roots"][0]["Id"]
        pages = client.get_paginator("list_organizational_units_for_parent").paginate(ParentId=root)
        units = {found["Name"]: found["Id"] for page in pages for found in page["OrganizationalUnits"]}
        client.move_account(AccountId=made["AccountId"], SourceParentId=root, DestinationParentId=units[unit])
        return made["AccountId"]

    def test_a_new_account_is_crawled_and_the_rest_stays_as_it_was(self):
        with loopback("--time-scale", 540) as keys:
            armillary = self.armillary(**keys)
            armillary.ok("crawl")
            before = {row["arn"] for row in armillary.json_lines("resources")}
            self.assertEqual(self.changes(armillary), (0, 0), "nothing has happened yet")
            account = self.vend(self.client(keys), "newcomer-dev", "Sandbox")
            armillary.ok("crawl")
            after = {row["arn"]: row for row in armillary.json_lines("resources")}
            added = {arn for arn in after if arn not in before}
            self.assertEqual(before - set(after), set())
            self.assertTrue(all(account in arn for arn in added), added)
            self.assertIn(f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole", added)
            gaps = [row for row in armillary.json("coverage")["rows"] if row["account"] == account]
            self.assertEqual([row for row in gaps if row["status"] not in ("complete", "skipped")], [])
            self.assertEqual(self.changes(armillary), (0, 0), "and nothing more")

    def test_a_closed_account_has_a_word_of_its_own_in_every_answer(self):
        with loopback("--time-scale", 540) as keys:
            armillary, client = self.armillary(**keys), self.client(keys)
            armillary.ok("crawl")
            found = [row for row in armillary.json("trust", "findings") if row["state"] == "fail" and row["accountName"].endswith("-dev")]
            account = found[0]["account"]
            client.close_account(AccountId=account)
            deadline = time.monotonic() + 30
            while client.describe_account(AccountId=account)["Account"]["State"] == "ACTIVE":
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.05)
            armillary.ok("crawl")
            closed = r"is (being closed|suspended): AWS lets nobody act in it or get into it; its roles are as of crawl 1"
            for ask in (
                ("trust", "paths", "--from", account, "--to", "stage:prod"),
                ("trust", "who-can", "--action", "sts:AssumeRole", "--resource", f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"),
            ):
                self.assertRegex(armillary.ok(*ask), closed)
                answer = armillary.json(*ask)
                idle = {one["account"]: one for one in answer["idle"]}
                self.assertEqual(idle[account]["asOf"], 1, ask)
                self.assertIn(idle[account]["state"], ("PENDING_CLOSURE", "SUSPENDED"))
                self.assertEqual(answer.get("answer", "none"), "none")
            after = {row["id"]: row for row in armillary.json("trust", "findings")}
            for row in (row for row in found if row["account"] == account):
                self.assertEqual(after[row["id"]]["state"], "not-applicable", row["id"])
                self.assertRegex(after[row["id"]]["summary"], closed)
            self.assertRegex(armillary.ok("trust", "findings"), closed)
            told = armillary.ok("coverage", "--account", account)
            self.assertRegex(told, "is (PENDING_CLOSURE|SUSPENDED): AWS lets nobody in, and it is not read; what is known of it is as of crawl 1")
            self.assertNotIn("everything was read completely", told)
            self.assertEqual([one["account"] for one in armillary.json("coverage", "--account", account)["idle"]], [account])

    def changes(self, armillary):
        summary = armillary.json("crawl")
        return summary["changed"], summary["removed"]


if __name__ == "__main__":
    unittest.main()
