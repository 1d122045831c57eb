"""Control Tower: crawled, looked at before accounts are vended, and taking part: Account Factory, enrolment, controls, baselines."""

import json
import signal
import sqlite3
import subprocess
import time
import unittest

from applying import QUIET, Changing
from support import binary, loopback

FACTORY = "AWS Control Tower Account Factory"
HOME = "us-east-1"


class Governed(Changing):
    """An organization that Control Tower governs. A second here is some ten minutes of AWS."""

    SPEED = ("--time-scale", 540)

    def views(self, armillary, sql):
        with sqlite3.connect(armillary.cache) as database:
            return database.execute(sql).fetchall()

    def everything(self, client, operation, **request):
        pages = client.get_paginator(operation).paginate(**request)
        return [row for page in pages for name, rows in page.items() if isinstance(rows, list) for row in rows]

    def admit(self, keys):
        """Who calls may launch Account Factory; the ids of its portfolio and product."""
        catalog = self.client(keys, "servicecatalog")
        for portfolio in self.everything(catalog, "list_portfolios"):
            for held in self.everything(catalog, "search_products_as_admin", PortfolioId=portfolio["Id"]):
                if held["ProductViewSummary"]["Name"] == FACTORY:
                    caller = self.client(keys, "sts").get_caller_identity()["Arn"]
                    account, name = caller.split(":")[4], caller.split("/")[1]
                    principal = f"arn:aws:iam::{account}:role/{name}"
                    catalog.associate_principal_with_portfolio(
                        PortfolioId=portfolio["Id"], PrincipalARN=principal, PrincipalType="IAM")
                    return portfolio["Id"], held["ProductViewSummary"]["ProductId"]
        raise AssertionError("there is no Account Factory")

    def plan(self, armillary, *arguments, name="plan"):
        """The path of a plan, and the plan; one with a check that fails is written, too, and the command fails."""
        path = self.folder / f"{name}.json"
        done = armillary.run("plan", *arguments, "--out", path)
        plan = json.loads(path.read_text())
        fails = any(known["status"] == "fail" for known in plan["preflight"])
        self.assertEqual(done.returncode, int(fails), done.stderr)
        return path, plan

    def vend(self, armillary, team, *more, stages="dev"):
        return self.plan(
            armillary, "vend", "--team", team, "--stages", stages, "--owner", "ada.lovelace@example.com",
            "--email-template", "aws+{team}-{stage}@example.com", *more, name=team)

    def check(self, plan, name):
        """The status of a check, and what it says; the worst, where it is there several times."""
        found = sorted((["fail", "unknown", "pass"].index(known["status"]), known["status"], known["detail"], known["remedy"])
                       for known in plan["preflight"] if known["check"] == name)
        return found[0][1:] if found else (None, "", "")

    def assert_check(self, plan, name, status, words):
        found, detail, remedy = self.check(plan, name)
        self.assertEqual(found, status, (name, plan["preflight"]))
        self.assertIn(words, detail)
        self.assertEqual(bool(remedy), status != "pass", remedy)

    def refused(self, armillary, path, plan, words):
        """A plan with a check that fails makes no call."""
        done = armillary.run("apply", path, "--confirm", plan["confirm"])
        self.assertEqual(done.returncode, 1)
        self.assertIn(words, done.stderr)
        self.assertEqual(armillary.json_lines("journal"), [])

    def operations(self, plan):
        return [step["operation"] for step in plan["steps"]]

    def enrolment(self, keys, account):
        tower, arn = self.client(keys, "controltower"), self.client(keys).describe_account(AccountId=account)["Account"]["Arn"]
        rows = self.everything(tower, "list_enabled_baselines", filter={"targetIdentifiers": [arn]}, includeChildren=True)
        return [row["statusSummary"]["status"] for row in rows]

    def registration(self, keys, armillary, name):
        """The ARN of what registers an OU."""
        unit = self.client(keys).describe_organizational_unit(OrganizationalUnitId=self.unit(armillary, name))["OrganizationalUnit"]
        rows = self.everything(self.client(keys, "controltower"), "list_enabled_baselines", filter={"targetIdentifiers": [unit["Arn"]]})
        return rows[0]["arn"]


class Crawling(Governed):
    def test_the_landing_zone_and_what_it_governs_are_read(self):
        with loopback(*self.SPEED) as keys:
            armillary = self.crawled(keys)
            zone = "SELECT region, version, latest_version, status, drift, auto_enrolment FROM landing_zone"
            self.assertEqual(self.views(armillary, zone), [(HOME, "3.3", "3.3", "ACTIVE", "IN_SYNC", 0)])
            tower = self.client(keys, "controltower")
            known = {row["arn"] for row in self.everything(tower, "list_enabled_baselines", includeChildren=True)}
            self.assertEqual({arn for (arn,) in self.views(armillary, "SELECT arn FROM enabled_baseline")}, known)
            known = {row["arn"]: row for row in self.everything(tower, "list_enabled_controls")}
            found = self.views(armillary, "SELECT arn, target, status, drift, parameters IS NOT NULL, regions IS NOT NULL FROM enabled_control")
            self.assertEqual({row[0]: row[1:] for row in found}, {
                arn: (row["targetIdentifier"], row["statusSummary"]["status"], row["driftStatusSummary"]["driftStatus"], 1, 1)
                for arn, row in known.items()})
            unread = [row for row in armillary.json("coverage")["rows"] if row["service"] == "controltower"]
            self.assertEqual(unread, [])

    def test_what_was_launched_is_read_with_its_version_and_how_far_it_is_behind(self):
        with loopback(*self.SPEED) as keys:
            _, product = self.admit(keys)
            armillary = self.crawled(keys)
            row = "SELECT type, status, newest_version = version, versions_behind FROM provisioned_product WHERE name = 'fraud-dev'"
            self.assertEqual(self.views(armillary, row), [("CONTROL_TOWER_ACCOUNT", "AVAILABLE", 1, 0)])
            catalog = self.client(keys, "servicecatalog")
            made = catalog.create_provisioning_artifact(ProductId=product, IdempotencyToken="newer", Parameters={
                "Name": "newer", "Type": "CLOUD_FORMATION_TEMPLATE", "Info": {"LoadTemplateFromURL": "https://example.com/t.json"}})
            armillary.ok("crawl", "--account-tags")
            newer = made["ProvisioningArtifactDetail"]["Id"]
            row = "SELECT newest_version, versions_behind FROM provisioned_product WHERE name = 'fraud-dev'"
            self.assertEqual(self.views(armillary, row), [(newer, 1)])
            self.assertEqual(set(self.views(armillary, "SELECT status FROM catalog_access")), {("ENABLED",)})
            offers = "SELECT count(*) FROM tag_option t JOIN tag_option_offer o ON o.tag_option = t.arn WHERE t.active"
            self.assertGreater(self.views(armillary, offers)[0][0], 0)

    def test_what_could_not_be_read_is_not_known_and_passes_no_check(self):
        faults = self.folder / "faults.json"
        error = {"code": "AccessDeniedException", "message": "not authorized", "status": 403}
        rule = {"service": "controltower", "operation": "ListEnabledBaselines", "error": error}
        faults.write_text(json.dumps({"rules": [rule]}))
        with loopback(*self.SPEED, "--faults", faults) as keys:
            armillary = self.crawled(keys)
            units = {row["region"]: row["status"] for row in armillary.json("coverage")["rows"] if row["service"] == "controltower"}
            self.assertEqual(units[HOME], "denied")
            _, plan = self.vend(armillary, "quokka")
            self.assert_check(plan, "control-tower", "unknown", "not authorized")

    def test_a_home_region_that_was_not_crawled_is_not_known(self):
        with loopback(*self.SPEED) as keys:
            armillary = self.armillary(**keys)
            armillary.ok("crawl", "--regions", "eu-west-1")
            self.assertEqual(self.views(armillary, "SELECT count(*) FROM landing_zone"), [(0,)])
            _, plan = self.vend(armillary, "quokka")
            self.assertNotEqual(self.check(plan, "control-tower")[0], "fail")


class AccountFactory(Governed):
    def test_a_team_is_vended_by_account_factory_once(self):
        with loopback(*self.SPEED) as keys:
            self.admit(keys)
            armillary = self.crawled(keys)
            path, plan = self.vend(armillary, "quokka", "--tag", "cost-centre=4711", stages="dev,prod")
            self.assertEqual(self.operations(plan), ["ProvisionProduct", "TagResource"] * 2)
            self.assert_check(plan, "vending-path", "pass", "by Account Factory")
            self.assertIn("Account Factory", path.read_text())
            events = self.apply(armillary, path, plan)
            self.assertEqual(events[-1]["event"], "proved")
            self.assertIn("waiting", {event["event"] for event in events})
            made = {name: account["Id"] for name, account in self.accounts(keys).items() if "quokka" in name}
            self.assertEqual(set(made), {"quokka-dev", "quokka-prod"})
            for name, account in made.items():
                self.assertEqual(self.enrolment(keys, account), ["SUCCEEDED"], name)
            tags = self.client(keys).list_tags_for_resource(ResourceId=made["quokka-dev"])["Tags"]
            self.assertIn({"Key": "cost-centre", "Value": "4711"}, tags)
            rows = armillary.json_lines("journal")
            tokens = {row["parameters"]["ProvisionToken"] for row in rows if row["operation"] == "ProvisionProduct"}
            self.assertEqual(tokens, {f"{plan['id']}-quokka-dev", f"{plan['id']}-quokka-prod"})
            self.assertEqual([event["event"] for event in self.apply(armillary, path, plan)], ["proved"])
            self.assertEqual(armillary.json_lines("journal"), rows)
            _, again = self.vend(armillary, "quokka", "--tag", "cost-centre=4711", stages="dev,prod")
            self.assertEqual(again["steps"], [])
            launched = "SELECT name, status, physical_id FROM provisioned_product WHERE name LIKE 'quokka%' ORDER BY name"
            self.assertEqual(self.views(armillary, launched), [(name, "AVAILABLE", made[name]) for name in sorted(made)])

    def test_killed_on_the_way_no_account_is_made_twice(self):
        with loopback(*self.SPEED, "--latency-ms", 20) as keys:
            self.admit(keys)
            armillary = self.crawled(keys)
            path, plan = self.vend(armillary, "quokka", stages="dev,prod")
            command = [str(binary()), "apply", str(path), "--confirm", plan["confirm"]]
            for kill in range(8):
                process = subprocess.Popen(command, env=armillary.environment, **QUIET)
                time.sleep(0.3 + 0.5 * kill)
                process.send_signal(signal.SIGKILL)
                process.wait()
                self.check_journal(armillary)
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")
            accounts = self.everything(self.client(keys), "list_accounts")
            self.assertEqual(sorted(account["Name"] for account in accounts if "quokka" in account["Name"]), ["quokka-dev", "quokka-prod"])
            everybody = {"Key": "Account", "Value": "self"}
            launched = self.everything(self.client(keys, "servicecatalog"), "scan_provisioned_products", AccessLevelFilter=everybody)
            self.assertEqual(sorted(found["Name"] for found in launched if "quokka" in found["Name"]), ["quokka-dev", "quokka-prod"])
            done = [row for row in armillary.json_lines("journal") if row["outcome"] in ("succeeded", "reconciled")]
            self.assertEqual(sorted(row["step"] for row in done), sorted(step["id"] for step in plan["steps"]))

    def test_who_may_not_launch_it_vends_by_organizations_and_is_told_why(self):
        with loopback(*self.SPEED) as keys:
            armillary = self.crawled(keys)
            path, plan = self.vend(armillary, "quokka")
            self.assertEqual(self.operations(plan), ["CreateAccount", "MoveAccount", "ResetEnabledBaseline"])
            self.assert_check(plan, "vending-path", "pass", "may not launch it")
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")
            account = self.accounts(keys)["quokka-dev"]["Id"]
            self.assertEqual(self.enrolment(keys, account), ["SUCCEEDED"], "it is enrolled, too")
            forced, plan = self.vend(armillary, "numbat", "--path", "account-factory")
            self.assert_check(plan, "account-factory-access", "fail", "may not launch")
            done = armillary.run("apply", forced, "--confirm", plan["confirm"])
            self.assertEqual(done.returncode, 1)
            self.assertIn("associate the principal", done.stderr)

    def test_it_waits_while_control_tower_is_at_work(self):
        with loopback("--time-scale", 120) as keys:
            self.admit(keys)
            armillary = self.crawled(keys)
            path, plan = self.vend(armillary, "quokka")
            enabled = self.registration(keys, armillary, "Workloads_Dev")
            self.client(keys, "controltower").reset_enabled_baseline(enabledBaselineIdentifier=enabled)
            done = armillary.run("apply", path, "--confirm", plan["confirm"], "--json", timeout=600)
            events = [json.loads(line) for line in done.stdout.splitlines()]
            waiting = [event["state"] for event in events if event["event"] == "waiting"]
            # What the plan rests on may have been seen under change before its first call; then nothing was called.
            if done.returncode == 0:
                self.assertIn("the baseline of an OU is being changed", waiting)
                self.assertEqual(events[-1]["event"], "proved")
            else:
                self.assertIn("stale", done.stderr)
                self.assertEqual(armillary.json_lines("journal"), [])

    def test_what_has_failed_keeps_its_name_and_says_what_to_do(self):
        faults = self.folder / "faults.json"
        later = {"code": "InternalFailure", "message": "AWS Control Tower failed to set up the account"}
        faults.write_text(json.dumps({"rules": [{"service": "servicecatalog", "operation": "ProvisionProduct", "later": later, "times": 1}]}))
        with loopback(*self.SPEED, "--faults", faults) as keys:
            self.admit(keys)
            armillary = self.crawled(keys)
            path, plan = self.vend(armillary, "quokka")
            done = armillary.run("apply", path, "--confirm", plan["confirm"])
            self.assertEqual(done.returncode, 1)
            self.assertIn("failed to set up the account", done.stderr)
            self.assertIn("terminate it", done.stderr)
            self.assertEqual([row["outcome"] for row in armillary.json_lines("journal")], ["failed"])
            again = armillary.run("apply", path, "--confirm", plan["confirm"])
            self.assertEqual(again.returncode, 1, "asked again, AWS tells the same, and makes nothing")
            self.assertEqual(sum("quokka" in name for name in self.accounts(keys)), 1)
            # The account is there, and is not vended again: what it lacks is its enrolment.
            armillary.ok("crawl", "--account-tags")
            _, left = self.vend(armillary, "quokka")
            self.assertNotIn("ProvisionProduct", self.operations(left))
            self.assertIn("ResetEnabledBaseline", self.operations(left))
            self.assert_check(left, "no-left-overs", "fail", "aws-controltower-")


class Preflight(Governed):
    def test_a_landing_zone_that_has_drifted_stops_the_plan(self):
        with loopback(*self.SPEED) as keys:
            self.admit(keys)
            client = self.client(keys)
            client.disable_aws_service_access(ServicePrincipal="controltower.amazonaws.com")
            armillary = self.crawled(keys)
            path, plan = self.vend(armillary, "quokka")
            self.assert_check(plan, "landing-zone-in-sync", "fail", "DRIFTED")
            self.refused(armillary, path, plan, "trusted access")

    def test_a_landing_zone_that_is_being_changed_stops_the_plan(self):
        with loopback("--time-scale", 20) as keys:
            self.admit(keys)
            tower = self.client(keys, "controltower")
            arn = self.everything(tower, "list_landing_zones")[0]["arn"]
            tower.reset_landing_zone(landingZoneIdentifier=arn)
            armillary = self.crawled(keys)
            path, plan = self.vend(armillary, "quokka")
            self.assert_check(plan, "landing-zone-idle", "fail", "PROCESSING")
            self.refused(armillary, path, plan, "wait until Control Tower is done")

    def test_an_ou_that_is_not_registered_takes_no_account_of_account_factory(self):
        with loopback(*self.SPEED) as keys:
            self.admit(keys)
            client = self.client(keys)
            root = client.list_roots()["Roots"][0]["Id"]
            outer = client.create_organizational_unit(ParentId=root, Name="Outer")["OrganizationalUnit"]["Id"]
            client.create_organizational_unit(ParentId=outer, Name="Inner")
            armillary = self.crawled(keys)
            path, plan = self.vend(armillary, "quokka", "--ou", "dev=Inner", "--path", "account-factory")
            self.assert_check(plan, "ou-registered", "fail", "is not registered")
            self.refused(armillary, path, plan, "--path organizations")
            path, plan = self.vend(armillary, "quokka", "--ou", "dev=Inner")
            self.assertEqual(self.operations(plan), ["CreateAccount", "MoveAccount"])
            self.assert_check(plan, "vending-path", "pass", "is not registered")
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")

    def test_what_control_tower_left_in_an_account_is_found_before_it_is_moved(self):
        with loopback(*self.SPEED) as keys:
            client = self.client(keys)
            root = client.list_roots()["Roots"][0]["Id"]
            armillary = self.crawled(keys)
            account = self.accounts(keys)["fraud-dev"]["Id"]
            source = client.list_parents(ChildId=account)["Parents"][0]["Id"]
            lab = client.create_organizational_unit(ParentId=root, Name="Lab")["OrganizationalUnit"]["Id"]
            client.move_account(AccountId=account, SourceParentId=source, DestinationParentId=lab)
            # Let go by nobody: the account has moved, and its enrolment is drift.
            enabled = self.registration(keys, armillary, "Workloads_Dev")
            armillary.ok("crawl", "--account-tags")
            drift = "SELECT drift FROM enabled_baseline WHERE arn = ?"
            with sqlite3.connect(armillary.cache) as database:
                self.assertEqual(database.execute(drift, (enabled,)).fetchall(), [("DRIFTED",)])
            _, plan = self.plan(armillary, "move", "--account", "fraud-dev", "--to", source)
            self.assert_check(plan, "enrolment-renewed", "unknown", "does not enrol accounts of its own accord")


class Changes(Governed):
    def test_a_control_is_enabled_reset_and_disabled(self):
        with loopback(*self.SPEED) as keys:
            armillary = self.crawled(keys)
            tower = self.client(keys, "controltower")
            control = f"arn:aws:controltower:{HOME}::control/AWS-GR_ENCRYPTED_VOLUMES"
            path, plan = self.plan(armillary, "control", "enable", "--control", control, "--ou", "Sandbox", name="enable")
            self.assertEqual(self.operations(plan), ["EnableControl"])
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")
            enabled = lambda: [row for row in self.everything(tower, "list_enabled_controls")
                               if row["controlIdentifier"] == control and row["targetIdentifier"].endswith(self.unit(armillary, "Sandbox"))]
            self.assertEqual([row["statusSummary"]["status"] for row in enabled()], ["SUCCEEDED"])
            _, again = self.plan(armillary, "control", "enable", "--control", "AWS-GR_ENCRYPTED_VOLUMES", "--ou", "Sandbox", name="again")
            self.assertEqual(again["steps"], [])
            _, reset = self.plan(armillary, "control", "reset", "--control", control, "--ou", "Sandbox", name="reset")
            self.assertEqual(reset["steps"], [], "it has not drifted")
            path, plan = self.plan(armillary, "control", "disable", "--control", control, "--ou", "Sandbox", name="disable")
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")
            self.assertEqual(enabled(), [])
            self.assertEqual([row["operation"] for row in armillary.json_lines("journal")], ["EnableControl", "DisableControl"])

    def test_a_baseline_is_reset_after_an_account_was_moved(self):
        with loopback(*self.SPEED) as keys:
            armillary = self.crawled(keys)
            sandbox = self.unit(armillary, "Sandbox")
            path, plan = self.plan(armillary, "move", "--account", "fraud-dev", "--to", sandbox, name="move")
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")
            path, plan = self.plan(armillary, "baseline", "reset", "--ou", "Sandbox", name="reset")
            self.assertEqual(self.operations(plan), ["ResetEnabledBaseline"])
            command = [str(binary()), "apply", str(path), "--confirm", plan["confirm"]]
            process = subprocess.Popen(command, env=armillary.environment, **QUIET)
            time.sleep(1.5)
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")
            _, again = self.plan(armillary, "baseline", "reset", "--ou", "Sandbox", name="again")
            self.assertEqual(again["steps"], [])


if __name__ == "__main__":
    unittest.main()
