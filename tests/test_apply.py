"""Plans that are applied: confirmed by name, journaled before each call, proved by reading again, and never carried out twice."""

import json
import signal
import sqlite3
import subprocess
import time
import unittest

import boto3

from support import Case, binary, loopback

QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Applying(Case):
    def crawled(self, keys):
        armillary = self.armillary(**keys)
        armillary.ok("crawl", "--account-tags")
        return armillary

    def plan(self, armillary, *arguments, name="plan"):
        """The path of a plan, and the plan."""
        path = self.folder / f"{name}.json"
        armillary.ok("plan", *arguments, "--out", path)
        return path, json.loads(path.read_text())

    def apply(self, armillary, path, plan):
        """The events of applying a plan that must be proved."""
        names = [plan["confirm"], *(also["name"] for also in plan["alsoConfirm"])]
        return armillary.json_lines("apply", path, *(word for name in names for word in ("--confirm", name)))

    def accounts(self, keys):
        pages = self.client(keys).get_paginator("list_accounts").paginate()
        return {account["Name"]: account for page in pages for account in page["Accounts"]}

    def client(self, keys, service="organizations"):
        return boto3.client(
            service,
            region_name=keys["AWS_REGION"],
            endpoint_url=keys["AWS_ENDPOINT_URL"],
            aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        )

    def unit(self, armillary, name):
        units = [row for row in armillary.json_lines("resources", "--kind", "AWS::Organizations::OrganizationalUnit") if row["name"] == name]
        return units[0]["arn"].rsplit("/", 1)[-1]

    def test_a_connection_that_the_settings_say_is_read_only_applies_nothing(self):
        with loopback("--time-scale", 540) as keys:
            armillary = self.crawled({**keys, "XDG_DATA_HOME": self.folder})
            path, plan = self.plan(armillary, "move", "--account", "fraud-dev", "--to", self.unit(armillary, "Sandbox"))
            source = armillary.json("crawls")[0]["source"]
            settings = self.folder / "armillary" / "settings.json"
            settings.parent.mkdir()
            settings.write_text(json.dumps({"may_change": {source: False}, "protected": ["fraud-dev"]}))
            refused = armillary.run("apply", path, "--confirm", plan["confirm"])
            self.assertEqual(refused.returncode, 1)
            self.assertIn(f"`{source}` is read-only", refused.stderr)
            self.assertEqual(armillary.json_lines("journal"), [], "nothing was begun")
            _, again = self.plan(armillary, "move", "--account", "fraud-dev", "--to", self.unit(armillary, "Sandbox"), name="again")
            self.assertIn("fraud-dev", [also["name"] for also in again["alsoConfirm"]], "what the settings protect is asked for by name")
            settings.write_text(json.dumps({"may_change": {source: True}}))
            self.apply(armillary, path, plan)

    def test_a_move_is_confirmed_journaled_applied_and_proved_once(self):
        with loopback("--time-scale", 540) as keys:
            armillary = self.crawled(keys)
            sandbox = self.unit(armillary, "Sandbox")
            path, plan = self.plan(armillary, "move", "--account", "fraud-dev", "--to", sandbox)
            refused = armillary.run("apply", path, "--confirm", "something-else")
            self.assertEqual(refused.returncode, 1)
            self.assertIn(plan["confirm"], refused.stderr)
            self.assertEqual(armillary.json_lines("journal"), [], "no journal row, no call")
            events = self.apply(armillary, path, plan)
            self.assertEqual([event["event"] for event in events], ["step-started", "step-finished", "proved"])
            rows = armillary.json_lines("journal")
            self.assertEqual([(row["operation"], row["outcome"], row["attempt"]) for row in rows], [("MoveAccount", "succeeded", 1)])
            row = rows[0]
            self.assertEqual((row["plan"], row["digest"]), (plan["id"], plan["digest"]))
            self.assertTrue(row["caller"].startswith("arn:aws:") and row["requestId"] and row["intendedAt"] <= row["finishedAt"])
            account = self.accounts(keys)["fraud-dev"]["Id"]
            parents = self.client(keys).list_parents(ChildId=account)["Parents"]
            self.assertEqual([parent["Id"] for parent in parents], [sandbox])
            self.assertEqual([event["event"] for event in self.apply(armillary, path, plan)], ["proved"])
            self.assertEqual(armillary.run("apply", path, "--confirm", "something-else").returncode, 1)
            self.assertEqual(armillary.json_lines("journal"), rows, "of a proved plan, nothing at all")

    def test_a_plan_that_rests_on_something_else_is_stale_and_says_what(self):
        with loopback("--time-scale", 540) as keys:
            armillary = self.crawled(keys)
            first, plan = self.plan(armillary, "move", "--account", "fraud-dev", "--to", self.unit(armillary, "Sandbox"), name="first")
            second, other = self.plan(armillary, "move", "--account", "fraud-dev", "--to", self.unit(armillary, "Infrastructure"), name="second")
            self.apply(armillary, first, plan)
            refused = armillary.run("apply", second, "--confirm", other["confirm"])
            self.assertEqual(refused.returncode, 1)
            self.assertRegex(refused.stderr, "stale(.|\n)*Sandbox")
            self.assertEqual(len(armillary.json_lines("journal")), 1)

    def test_what_changed_in_aws_since_the_crawl_makes_a_plan_stale(self):
        with loopback("--time-scale", 540) as keys:
            armillary = self.crawled(keys)
            path, plan = self.plan(armillary, "move", "--account", "fraud-dev", "--to", self.unit(armillary, "Sandbox"))
            client, account = self.client(keys), self.accounts(keys)["fraud-dev"]["Id"]
            source = client.list_parents(ChildId=account)["Parents"][0]["Id"]
            elsewhere = self.unit(armillary, "Infrastructure")
            client.move_account(AccountId=account, SourceParentId=source, DestinationParentId=elsewhere)
            refused = armillary.run("apply", path, "--confirm", plan["confirm"])
            self.assertEqual(refused.returncode, 1)
            self.assertIn("stale", refused.stderr)
            self.assertEqual(armillary.json_lines("journal"), [])

    def test_a_protected_account_is_confirmed_twice(self):
        with loopback("--time-scale", 540) as keys:
            armillary = self.crawled(keys)
            path, plan = self.plan(armillary, "close", "--account", "pricing-dev", "--protect", "pricing-dev")
            self.assertEqual([also["name"] for also in plan["alsoConfirm"]], [plan["confirm"]])
            once = armillary.run("apply", path, "--confirm", plan["confirm"])
            self.assertEqual(once.returncode, 1)
            self.assertEqual(armillary.json_lines("journal"), [])
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")

    def test_moves_that_meet_are_made_again(self):
        with loopback("--time-scale", 540, "--latency-ms", 40) as keys:
            armillary = self.crawled(keys)
            path, plan = self.vending(armillary, "quokka")
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")

    def test_a_plan_that_was_edited_is_refused(self):
        with loopback("--time-scale", 540) as keys:
            armillary = self.crawled(keys)
            path, plan = self.plan(armillary, "move", "--account", "fraud-dev", "--to", self.unit(armillary, "Sandbox"))
            plan["steps"][0]["parameters"]["AccountId"] = self.accounts(keys)["fraud-prod"]["Id"]
            path.write_text(json.dumps(plan))
            refused = armillary.run("apply", path, "--confirm", plan["confirm"])
            self.assertEqual(refused.returncode, 1)
            self.assertIn("edited", refused.stderr)

    def vending(self, armillary, team):
        return self.plan(
            armillary, "vend", "--team", team, "--stages", "dev,preprod,prod", "--owner", "lead@example.com",
            "--email-template", "aws+{team}-{stage}@example.com", name=team)

    def test_a_team_is_vended(self):
        with loopback("--time-scale", 540) as keys:
            armillary = self.crawled(keys)
            path, plan = self.vending(armillary, "quokka")
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")
            made = {name for name in self.accounts(keys) if "quokka" in name}
            self.assertEqual(len(made), 3, made)
            known = {row["name"] for row in armillary.json_lines("resources", "--kind", "AWS::Organizations::Account")}
            self.assertLessEqual(made, known, "what was touched was read again")

    def test_a_portfolio_is_shared_and_unshared(self):
        with loopback("--time-scale", 540) as keys:
            armillary = self.crawled(keys)
            portfolios = armillary.json_lines("resources", "--kind", "AWS::ServiceCatalog::Portfolio")
            portfolio = portfolios[0]["arn"].rsplit("/", 1)[-1]
            unit = self.unit(armillary, "Sandbox")
            path, plan = self.plan(armillary, "share", "--portfolio", portfolio, "--with", unit)
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")
            path, plan = self.plan(armillary, "unshare", "--portfolio", portfolio, "--with", unit, name="back")
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")

    def test_nothing_is_done_twice_and_nothing_lost_where_the_program_is_killed(self):
        """Kills spread over the vending of a team: after going on, three accounts, each made by one call that AWS carried out."""
        with loopback("--time-scale", 540, "--latency-ms", 20) as keys:
            armillary = self.crawled(keys)
            path, plan = self.vending(armillary, "quokka")
            command = [str(binary()), "apply", str(path), "--confirm", plan["confirm"]]
            for kill in range(8):
                process = subprocess.Popen(command, env=armillary.environment, **QUIET)
                time.sleep(0.3 + 0.5 * kill)
                process.send_signal(signal.SIGKILL)
                process.wait()
                self.check_journal(armillary)
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")
            made = [account for account in self.client(keys).get_paginator("list_accounts").paginate().search("Accounts[]")
                    if "quokka" in account["Name"]]
            self.assertEqual(len(made), 3, made)
            done = [row for row in armillary.json_lines("journal") if row["outcome"] in ("succeeded", "reconciled")]
            self.assertEqual(sorted(row["step"] for row in done), sorted(step["id"] for step in plan["steps"]))

    def check_journal(self, armillary):
        """The journal is whole after a kill, if there is one yet."""
        journal = armillary.cache.with_name(armillary.cache.name + ".journal")
        if journal.exists() and journal.stat().st_size:
            with sqlite3.connect(journal) as database:
                self.assertEqual(database.execute("PRAGMA integrity_check").fetchone(), ("ok",))


if __name__ == "__main__":
    unittest.main()
