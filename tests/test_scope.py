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
