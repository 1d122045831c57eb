"""Plans, seen from outside: what they say, that nothing is called, and that files that were edited or are stale are told."""

import json
import unittest

import boto3

from long_roles import ACTING_ROLE, enforced
from support import Case, loopback

MANIFEST = """
[team]
name = "fleet-routing"
owner = "lead@example.com"
connectivity = "corporate"
stages = ["dev", "preprod", "prod"]
email = "aws+{team}-{stage}@example.com"
blueprint = "ML team account, corporate network"
[team.tags]
cost-centre = "4711"
[[team.people]]
group = "fleet-routing-scientists"
permission-set = "DataScientist"
stages = ["dev"]
"""


class Plans(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.organization = cls.enterClassContext(loopback())

    def setUp(self):
        super().setUp()
        self.program = self.armillary(**self.organization)
        self.program.ok("crawl", "--services", "organizations,controltower,servicecatalog,iam")

    def plan(self, *arguments):
        """The plan that is made, from its file."""
        out = self.folder / "plan.json"
        self.program.ok("plan", *arguments, "--out", out)
        return json.loads(out.read_text())

    def places(self):
        """Where each account is, as boto3 is told."""
        keys = self.organization
        client = boto3.client(
            "organizations",
            region_name=keys["AWS_REGION"],
            endpoint_url=keys["AWS_ENDPOINT_URL"],
            aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        )
        accounts = [account for page in client.get_paginator("list_accounts").paginate() for account in page["Accounts"]]
        return sorted((account["Id"], account["Name"], tuple(account.get("Paths", ()))) for account in accounts)

    def test_a_team_is_planned_from_a_manifest_and_nothing_is_called(self):
        before = self.places()
        manifest = self.folder / "team.toml"
        manifest.write_text(MANIFEST)
        plan = self.plan("vend", "--manifest", manifest)
        self.assertEqual(plan["schema"], "armillary.plan/1")
        self.assertEqual(plan["intent"]["kind"], "vend")
        self.assertEqual(plan["intent"]["stages"], ["dev", "preprod", "prod"])
        self.assertEqual(plan["confirm"], "fleet-routing")
        operations = [step["operation"] for step in plan["steps"]]
        self.assertEqual(operations, ["CreateAccount", "MoveAccount"] * 3 + ["ResetEnabledBaseline"] * 3)
        create, move = plan["steps"][:2]
        self.assertEqual(create["parameters"]["AccountName"], "fleet-routing-dev")
        self.assertEqual(create["parameters"]["Email"], "aws+fleet-routing-dev@example.com")
        self.assertEqual(move["parameters"]["AccountId"], "${s1.accountId}")
        self.assertEqual(move["after"], ["s1"])
        self.assertEqual(plan["effect"]["accountsAdded"], 3)
        self.assertTrue(any("ML team account, corporate network" in line for line in plan["leftOut"]))
        checks = {check["check"]: check for check in plan["preflight"]}
        self.assertEqual(checks["email-free"]["status"], "pass")
        self.assertEqual(checks["account-quota"]["status"], "unknown")
        self.assertEqual(checks["blueprint"]["status"], "pass")
        self.assertTrue(all(check["remedy"] for check in plan["preflight"] if check["status"] != "pass"))
        self.assertEqual(self.places(), before, "a plan calls nobody")
        lacking = self.program.json("plan", "diff", "--manifest", manifest)["lacking"]
        self.assertEqual([row["kind"] for row in lacking], ["account"] * 3)

    def test_the_options_and_the_manifest_say_the_same(self):
        manifest = self.folder / "team.toml"
        manifest.write_text('[team]\nname = "x"\nstages = ["dev"]\nemail = "{team}-{stage}@example.com"\n')
        one = self.plan("vend", "--manifest", manifest)
        other = self.plan("vend", "--team", "x", "--stages", "dev", "--email-template", "{team}-{stage}@example.com")
        self.assertEqual(one["digest"], other["digest"])

    def test_a_broken_manifest_is_told_with_its_place(self):
        manifest = self.folder / "team.toml"
        manifest.write_text('[team]\nname = "x"\nstages = ["moon"]\nemail = "{stage}@example.com"\n')
        done = self.program.run("plan", "vend", "--manifest", manifest)
        self.assertEqual(done.returncode, 2)
        self.assertIn("line 3, column 11", done.stderr)

    def test_many_teams_are_one_plan(self):
        table = self.folder / "teams.csv"
        rows = [f"wave{number},dev;prod,aws+{{team}}-{{stage}}@example.com" for number in range(10)]
        table.write_text("\n".join(["name,stages,email", *rows]))
        plan = self.plan("vend", "--from-csv", table)
        creates = [step for step in plan["steps"] if step["operation"] == "CreateAccount"]
        self.assertEqual(len(creates), 20)
        for place, step in enumerate(creates):
            expected = [creates[place - 5]["id"]] if place >= 5 else []
            self.assertEqual(step["after"], expected, "five at a time")

    def test_a_portfolio_is_shared_and_unshared(self):
        portfolios = self.program.json_lines("resources", "--kind", "AWS::ServiceCatalog::Portfolio")
        shares = self.program.json_lines("resources", "--kind", "AWS::ServiceCatalog::PortfolioShare")
        shared = {share["document"]["PortfolioId"] for share in shares}
        portfolio = next(row for row in portfolios if row["document"]["Id"] in shared)
        identifier = portfolio["document"]["Id"]
        plan = self.plan("share", "--portfolio", identifier, "--with", "Sandbox")
        self.assertEqual([step["operation"] for step in plan["steps"]], ["CreatePortfolioShare"])
        step = plan["steps"][0]
        self.assertEqual((step["account"], step["region"]), (portfolio["account"], portfolio["region"]))
        self.assertEqual(step["parameters"]["OrganizationNode"]["Type"], "ORGANIZATIONAL_UNIT")
        self.assertTrue(plan["effect"]["portfolios"][0]["gains"])
        share = next(share for share in shares if share["document"]["PortfolioId"] == identifier)
        gone = self.plan("unshare", "--portfolio", identifier, "--with", share["document"]["PrincipalId"])
        self.assertEqual([step["operation"] for step in gone["steps"]], ["DeletePortfolioShare"])
        self.assertEqual(gone["effect"]["portfolios"][0]["gains"], [])

    def test_moving_closing_attaching_and_tagging(self):
        move = self.plan("move", "--account", "churn-dev", "--to", "Workloads_Prod")
        self.assertEqual(move["steps"][0]["operation"], "MoveAccount")
        self.assertEqual(move["effect"]["accountsMoved"], 1)
        self.assertTrue(move["effect"]["policies"], "other policies apply there")
        close = self.plan("close", "--account", "log-archive")
        self.assertEqual(close["alsoConfirm"][0]["name"], "log-archive")
        attach = self.plan("attach", "--policy", "stage-prod", "--to", "churn-dev")
        self.assertEqual(attach["steps"][0]["operation"], "AttachPolicy")
        tag = self.plan("tag", "--account", "churn-dev", "--set", "a=b", "--remove", "c")
        self.assertEqual([step["operation"] for step in tag["steps"]], ["TagResource", "UntagResource"])
        nothing = self.plan("move", "--account", "churn-dev", "--to", "Workloads_Dev")
        self.assertEqual((nothing["steps"], nothing["preflight"]), ([], []))

    def deny(self, *actions):
        """A file with a policy that denies these actions."""
        path = self.folder / "deny.json"
        statement = {"Effect": "Deny", "Action": list(actions), "Resource": "*"}
        path.write_text(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
        return path

    def test_what_a_plan_does_to_trust_and_findings_is_seen_before(self):
        change = ("policy", "change", "--policy", "sm-instances-dev", "--file", self.deny("sts:AssumeRole", "iam:PassRole"))
        plan = self.plan(*change)
        effect = plan["effect"]
        self.assertEqual([text["change"] for text in effect["texts"]], ["changed"])
        closing = [line for line in effect["trust"] if line.startswith("closes: ")]
        self.assertTrue(closing, effect["trust"])
        self.assertTrue(any("dev" in line and "(prod)" in line for line in closing), closing)
        self.assertFalse([line for line in effect["trust"] if line.startswith("opens: ")])
        self.assertTrue([line for line in effect["findings"] if line.startswith("fixes ")], effect["findings"])
        self.assertEqual(self.program.json("plan", *change, "--preview"), effect)
        self.assertIn("closes: ", self.program.ok("plan", *change, "--preview"))
        nothing = self.plan("tag", "--account", "churn-dev", "--set", "a=b")["effect"]
        self.assertEqual((nothing["trust"], nothing["findings"]), ([], []))

    def test_a_text_is_checked_in_the_place_of_a_policy(self):
        check = ("policy", "check", "--policy", "sm-instances-dev")
        same = self.program.json(*check)
        self.assertEqual((same["isChanged"], same["errors"], same["place"]), (False, [], "scp"))
        self.assertTrue(same["accounts"] and same["limit"] == 10240)
        told = self.program.json(*check, "--file", self.deny("sts:AssumeRole"))
        self.assertTrue(told["isChanged"] and told["canBePlanned"])
        lost = {change["action"] for change in told["actions"] if change["turn"] == "loses"}
        self.assertIn("sts:AssumeRole", lost)
        self.assertTrue([line for line in told["trust"] if line.startswith("closes: ")])
        broken = self.folder / "broken.json"
        broken.write_text('{"Version": "2012-10-17",\n "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}')
        refused = self.program.run(*check, "--file", broken)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("line 2", refused.stdout)
        self.assertEqual(self.program.run("policy", "check", "--policy", "p-nothing").returncode, 1)

    def test_a_trust_policy_is_checked_before_anybody_writes_it(self):
        roles = self.program.json_lines("resources", "--kind", "AWS::IAM::Role")
        accounts = self.program.json_lines("resources", "--kind", "AWS::Organizations::Account")
        production = {row["account"] for row in accounts if row["name"].endswith("-prod")}
        role = next(row for row in roles if row["name"] == "SageMakerModelExecutionRole" and row["account"] in production)
        open_to_all = self.folder / "open.json"
        statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
        open_to_all.write_text(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
        told = self.program.json("policy", "check", "--policy", role["arn"], "--file", open_to_all)
        self.assertEqual((told["place"], told["canBePlanned"], told["errors"]), ("trust", False, []))
        self.assertTrue([line for line in told["trust"] if line.startswith("opens: ")], told["trust"])

    def test_a_failing_check_is_told(self):
        out = self.folder / "plan.json"
        done = self.program.run("plan", "detach", "--policy", "FullAWSAccess", "--from", "churn-dev", "--out", out)
        self.assertEqual(done.returncode, 1, "it is written all the same")
        self.assertRegex(done.stderr, "check(s)? fail(s)?: the plan is made.*(.|\n)*not-the-last: ")
        failing = [check["check"] for check in json.loads(out.read_text())["preflight"] if check["status"] == "fail"]
        self.assertIn("not-the-last", failing)

    def test_a_plan_is_shown_and_an_edited_one_is_refused(self):
        plan = self.plan("move", "--account", "churn-dev", "--to", "Sandbox")
        path = self.folder / "plan.json"
        text = self.program.ok("plan", "show", path)
        self.assertIn("# Move account churn-dev", text)
        self.assertEqual(self.program.json("plan", "show", path), plan["effect"])
        path.write_text(path.read_text().replace("churn-dev", "churn-prod"))
        done = self.program.run("plan", "show", path)
        self.assertEqual(done.returncode, 1)
        self.assertIn("edited", done.stderr)

    def test_what_is_not_there_is_told(self):
        for arguments in (["move", "--account", "nobody", "--to", "Sandbox"], ["close", "--account", "999999999999"]):
            done = self.program.run("plan", *arguments)
            self.assertEqual(done.returncode, 1, arguments)
            self.assertIn("there is no account", done.stderr)
        self.assertEqual(self.program.run("plan", "move", "--account", "churn-dev").returncode, 2)

    def test_schemas_are_printed_and_plans_have_their_members(self):
        schema = json.loads(self.program.ok("schema", "plan"))
        plan = self.plan("close", "--account", "churn-dev")
        self.assertEqual(set(plan), set(schema["properties"]))
        self.assertEqual(set(plan["steps"][0]), set(schema["$defs"]["step"]["properties"]))
        self.assertEqual(json.loads(self.program.ok("schema", "team"))["$id"], "armillary.team/1")

    def test_settings_that_cannot_be_understood_stop_plans_and_nothing_else(self):
        (self.folder / "armillary").mkdir()
        settings = self.folder / "armillary" / "settings.json"
        settings.write_text('{\n  "protected": ["log-archive",]\n}')
        done = self.program.run("plan", "move", "--account", "fraud-dev", "--to", "Sandbox", XDG_DATA_HOME=self.folder)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"`{settings}`", done.stderr)
        self.assertIn("line 2", done.stderr)
        plan = self.folder / "plan.json"
        self.plan("move", "--account", "fraud-dev", "--to", "Sandbox")
        done = self.program.run("apply", plan, "--confirm", "fraud-dev", XDG_DATA_HOME=self.folder)
        self.assertEqual(done.returncode, 1)
        self.assertIn("line 2", done.stderr)
        self.program.ok("crawls", XDG_DATA_HOME=self.folder)
        self.assertIn("log-archive", settings.read_text(), "it is not written over")


class CallerMay(Case):
    """Whether whoever carries a plan out may is asked of the policies that were crawled."""

    MEMBERS = "OrganizationAccountAccessRole"

    def setUp(self):
        super().setUp()
        self.organization = self.enterContext(enforced())
        plain = self.armillary("plain.sqlite", **self.organization.keys)
        management = self.organization.management
        self.role = self.organization.template(plain, "acting-role", "management", management, self.organization.administrator_role,
                                               RoleName=ACTING_ROLE, MemberRoleName=self.MEMBERS)
        self.organization.deploy(management, self.role)
        self.program = self.armillary(**self.organization.environment(ACTING_ROLE))
        self.crawl("organizations,controltower,servicecatalog,iam")

    def crawl(self, services):
        self.program.ok("crawl", "--services", services, "--role-name", self.MEMBERS)

    def plan(self, *arguments):
        """The exit code, what is said, and the checks by status."""
        out = self.folder / "plan.json"
        done = self.program.run("plan", *arguments, "--out", out)
        checks = [check for check in json.loads(out.read_text())["preflight"] if check["check"] == "caller-may"]
        return done.returncode, done.stderr, checks

    def test_an_action_that_is_taken_away_stops_the_plan_before_its_first_call(self):
        move = ("move", "--account", "fraud-dev", "--to", "Sandbox")
        code, _, checks = self.plan(*move)
        self.assertEqual((code, [check["status"] for check in checks]), (0, ["pass"]), checks)
        self.assertIn(f"assumed-role/{ACTING_ROLE}/", checks[0]["detail"])
        self.organization.put(self.organization.management, self.role, self.role.without("organizations:MoveAccount"))
        self.crawl("iam")
        code, said, checks = self.plan(*move)
        self.assertEqual((code, [check["status"] for check in checks]), (1, ["fail"]), checks)
        self.assertIn("may not `organizations:MoveAccount`: no identity policy allows it", checks[0]["detail"])
        self.assertIn("armillary acting-role template", checks[0]["remedy"])
        self.assertIn("caller-may", said)
        done = self.program.run("apply", self.folder / "plan.json", "--confirm", "fraud-dev", "--role-name", self.MEMBERS)
        self.assertEqual(done.returncode, 1)
        self.assertIn("caller-may", done.stderr)
        self.assertEqual(self.program.json_lines("journal"), [])
        code, _, checks = self.plan(*move, "--caller", self.organization.administrator_role)
        self.assertEqual((code, [check["status"] for check in checks]), (0, ["pass"]), checks)
        code, _, checks = self.plan(*move, "--caller", f"arn:aws:iam::{self.organization.management}:role/Nobody")
        self.assertEqual((code, [check["status"] for check in checks]), (0, ["unknown"]), checks)

    def test_an_scp_over_the_account_of_the_call_stops_it(self):
        portfolios = self.program.json_lines("resources", "--kind", "AWS::ServiceCatalog::Portfolio")
        portfolio = next(row for row in portfolios if row["account"] != self.organization.management)
        share = ("share", "--portfolio", portfolio["arn"].rsplit("/", 1)[-1], "--with", "Sandbox")
        code, _, checks = self.plan(*share)
        self.assertEqual((code, {check["status"] for check in checks}), (0, {"pass"}), checks)
        client = self.organization.client("organizations")
        text = {"Version": "2012-10-17", "Statement": [
            {"Sid": "NoShares", "Effect": "Deny", "Action": "servicecatalog:CreatePortfolioShare", "Resource": "*"}]}
        policy = client.create_policy(Name="no-shares", Description="", Type="SERVICE_CONTROL_POLICY", Content=json.dumps(text))
        client.attach_policy(PolicyId=policy["Policy"]["PolicySummary"]["Id"], TargetId=portfolio["account"])
        self.crawl("organizations")
        code, said, checks = self.plan(*share)
        self.assertEqual(code, 1)
        self.assertIn("statement `NoShares` of service control policy `no-shares`", said)
        self.assertIn("fail", {check["status"] for check in checks})


if __name__ == "__main__":
    unittest.main()
