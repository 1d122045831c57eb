"""Crawling a part, and crawling where a part of AWS does not answer: the rest is neither blanked nor lost."""

import json
import unittest

from support import Case, loopback


class Scope(Case):
    def test_one_account_and_one_service_are_read_again_and_nothing_else(self):
        with loopback() as keys:
            armillary = self.armillary(**keys)
            whole = armillary.json("crawl")
            self.assertEqual((whole["scope"]["accounts"], whole["scope"]["services"]), ([], []))
            self.assertGreater(whole["efficiency"], 0)
            self.assertLessEqual(whole["efficiency"], 1)
            self.assertEqual(armillary.json("crawls")[-1]["requests"], whole["requests"], "one number")
            before = {row["arn"] for row in armillary.json_lines("resources")}
            account = armillary.json_lines("resources", "--kind", "AWS::SageMaker::Domain")[0]["account"]
            part = armillary.json("crawl", "--account", account, "--services", "iam, sagemaker")
            self.assertEqual(part["scope"]["accounts"], [account])
            self.assertEqual(part["scope"]["services"], ["iam", "sagemaker"])
            self.assertEqual(sum(row["count"] for row in part["coverage"]), 1 + len(part["scope"]["regions"]))
            self.assertLess(part["requests"] * 20, whole["requests"])
            self.assertEqual((part["changed"], part["removed"]), (0, 0))
            self.assertEqual({row["arn"] for row in armillary.json_lines("resources")}, before)
            words = armillary.ok("crawl", "--account", account)
            self.assertIn(f"only {account}", words)
            self.check_ages(armillary)

    def check_ages(self, armillary):
        """Crawls of a part leave the rest known as of the whole one."""
        crawls = armillary.json("crawls")
        newest, coverage = crawls[-1]["known"], armillary.json("coverage")
        self.assertEqual(newest["current"], sum(row["count"] for row in crawls[-1]["coverage"]))
        self.assertEqual((newest["oldest"]["crawl"], newest["oldest"]["units"]), (1, coverage["ages"][-1]["units"]))
        self.assertEqual(newest["current"] + newest["earlier"], sum(age["units"] for age in coverage["ages"]))
        self.assertIn("older (oldest: crawl 1", armillary.ok("crawls"))

    def test_tags_that_are_read_for_the_first_time_are_no_change(self):
        with loopback() as keys:
            armillary = self.armillary(**keys)
            armillary.ok("crawl", "--services", "organizations")
            tags = armillary.json("crawl", "--services", "organizations", "--account-tags")
            self.assertEqual((tags["added"], tags["changed"], tags["removed"]), (0, 0, 0))
            self.assertTrue(any("Tags" in row["document"] for row in armillary.json_lines("resources")))

    def test_where_nothing_is_left_nothing_is_read(self):
        with loopback() as keys:
            armillary = self.armillary(**keys)
            armillary.ok("crawl", "--services", "organizations")
            self.assertEqual(armillary.json("crawl", "--services", "organizations", "--resume"), {"crawl": 1, "nothing_left": True})
            self.assertIn("nothing is left", armillary.ok("crawl", "--services", "organizations", "--resume"))
            self.assertEqual(len(armillary.json("crawls")), 1)

    def test_names_that_are_none_are_wrong_usage(self):
        armillary = self.armillary()
        for option, value, expected in [
            ("--services", "iam,s4", "servicecatalog"),
            ("--services", "", "servicecatalog"),
            ("--account", "12345", "12 digits"),
            ("--account", "", "12 digits"),
        ]:
            done = armillary.run("crawl", option, value)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(expected, done.stderr)

    def test_a_stage_that_is_none_is_wrong_usage_and_the_stages_are_named(self):
        armillary = self.armillary()
        for ends in (("--from", "stage:dve", "--to", "stage:prod"), ("--from", "stage:dev", "--to", "stage:prdo")):
            done = armillary.run("trust", "paths", *ends)
            self.assertEqual(done.returncode, 2, done.stderr)
            for stage in ("dev", "preprod", "prod", "hub", "sandbox"):
                self.assertIn(f"`stage:{stage}`", done.stderr)

    def test_an_account_that_is_not_in_the_cache_is_not_one_without_gaps(self):
        with loopback() as keys:
            armillary = self.armillary(**keys)
            armillary.ok("crawl", "--services", "organizations,iam")
            for ask in (("coverage",), ("resources",), ("coverage", "--json"), ("resources", "--json")):
                done = armillary.run(*ask, "--account", "999999999999")
                self.assertEqual((done.returncode, done.stdout), (1, ""), ask)
                self.assertIn("account `999999999999` is not in the cache as of crawl 1", done.stderr)

    def test_an_account_of_nobody_is_refused(self):
        with loopback() as keys:
            done = self.armillary(**keys).run("crawl", "--account", "000000000007")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("000000000007", done.stderr)


class Absent(Case):
    def test_a_service_that_does_not_answer_in_a_region_costs_nothing_else(self):
        faults = self.folder / "faults.json"
        faults.write_text(json.dumps({"rules": [{"service": "servicecatalog", "region": "eu-west-1", "drop": True}]}))
        with loopback("--faults", faults) as keys:
            armillary = self.armillary(**keys)
            summary = armillary.json("crawl")
            statuses = {row["status"]: row["count"] for row in summary["coverage"]}
            failed = [row for row in armillary.json("coverage")["rows"] if row["status"] == "failed"]
            self.assertEqual({(row["service"], row["region"]) for row in failed}, {("servicecatalog", "eu-west-1")})
            self.assertGreater(statuses["complete"], 6 * statuses["failed"] * 0.9)
        with loopback() as keys:
            armillary.environment.update(keys)
            resumed = armillary.json("crawl", "--resume")
        again = {row["status"]: row["count"] for row in resumed["coverage"]}
        self.assertEqual(again.pop("complete"), statuses["failed"], "those alone are read")
        self.assertEqual(set(again) - {"skipped"}, set())


if __name__ == "__main__":
    unittest.main()
