"""Plans that are applied: confirmed by name, journaled before each call, proved by reading again, and never carried out twice."""

import hashlib
import json
import signal
import subprocess
import time
import unittest

from applying import QUIET, Changing
from support import binary, loopback


class Applying(Changing):
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

    def sealed(self, path, plan):
        """Writes a plan that was edited, with the digest of what it says now, as any program can work it out."""
        said = {name: value for name, value in plan.items() if name not in ("id", "digest", "created", "createdBy")}
        text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        plan["digest"] = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
        path.write_text(json.dumps(plan))

    def refused(self, armillary, path, plan, words):
        """It is not applied, for these reasons, and nothing is called."""
        rows = armillary.json_lines("journal")
        names = [plan["confirm"], *(also["name"] for also in plan["alsoConfirm"])]
        done = armillary.run("apply", path, *(word for name in names for word in ("--confirm", name)))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("nothing was changed", done.stderr)
        self.assertRegex(done.stderr, words)
        self.assertEqual(armillary.json_lines("journal"), rows)

    def test_a_plan_whose_digest_was_worked_out_anew_is_not_believed(self):
        with loopback("--time-scale", 540) as keys:
            armillary = self.crawled(keys)
            path, plan = self.plan(armillary, "move", "--account", "fraud-dev", "--to", self.unit(armillary, "Sandbox"))
            self.sealed(path, plan)
            armillary.ok("plan", "show", path)
            whole = json.dumps(plan)
            other = self.accounts(keys)["fraud-prod"]["Id"]
            plan["steps"][0]["parameters"]["AccountId"] = other
            self.sealed(path, plan)
            self.refused(armillary, path, plan, "(?s)plan again.*it has: move fraud-dev.*what it asks for takes: move fraud-dev")
            plan = json.loads(whole)
            plan["confirm"] = "x"
            self.sealed(path, plan)
            self.refused(armillary, path, plan, "to confirm are `fraud-dev`, and not `x`")
            plan = json.loads(whole)
            plan["steps"] = []
            self.sealed(path, plan)
            self.refused(armillary, path, plan, "what it asks for takes: move fraud-dev")
            path, plan = self.plan(armillary, "close", "--account", "pricing-dev", "--protect", "pricing-dev", name="close")
            plan["alsoConfirm"] = []
            self.sealed(path, plan)
            self.refused(armillary, path, plan, "to confirm are `pricing-dev`, `pricing-dev`, and not `pricing-dev`")

    def test_the_journal_knows_a_plan_by_what_it_says_and_by_its_name(self):
        with loopback("--time-scale", 540) as keys:
            armillary = self.crawled(keys)
            path, plan = self.plan(armillary, "move", "--account", "fraud-dev", "--to", self.unit(armillary, "Sandbox"))
            _, other = self.plan(armillary, "move", "--account", "churn-dev", "--to", self.unit(armillary, "Sandbox"), name="other")
            self.apply(armillary, path, plan)
            renamed = self.folder / "renamed.json"
            renamed.write_text(json.dumps({**plan, "id": "plan-of-somebody"}))
            self.refused(armillary, renamed, plan, f"this very plan by the name `{plan['id']}` .proved.")
            renamed.write_text(json.dumps({**other, "id": plan["id"]}))
            self.refused(armillary, renamed, other, f"another plan by the name `{plan['id']}`")

    def test_what_cannot_be_read_again_stops_a_plan_that_rests_on_it_and_no_other(self):
        denied = {"error": {"code": "AccessDeniedException", "message": "an SCP says no"}}
        with loopback("--time-scale", 540) as keys:
            armillary = self.crawled(keys)
            portfolio = armillary.json_lines("resources", "--kind", "AWS::ServiceCatalog::Portfolio")[0]["arn"].rsplit("/", 1)[-1]
            unit = self.unit(armillary, "Sandbox")
            plans = {
                "move": self.plan(armillary, "move", "--account", "fraud-dev", "--to", unit, name="move"),
                "share": self.plan(armillary, "share", "--portfolio", portfolio, "--with", unit, name="share"),
            }
        for service, operation, stopped in (
            ("organizations", "ListOrganizationalUnitsForParent", {"move", "share"}),
            ("servicecatalog", "DescribePortfolioShares", {"share"}),
            ("organizations", "DescribePolicy", set()),
        ):
            faults = self.folder / "faults.json"
            faults.write_text(json.dumps({"rules": [{"service": service, "operation": operation, **denied}]}))
            # The same organization, where somebody takes a permission away.
            with self.subTest(operation), loopback("--time-scale", 540, "--faults", faults) as keys:
                copy = self.folder / f"{operation}.sqlite"
                copy.write_bytes(armillary.cache.read_bytes())
                later = self.armillary(copy.name, **keys)
                for name, (path, plan) in plans.items():
                    if name in stopped:
                        self.refused(later, path, plan, f"(?s)read-again: .*{operation}.*an SCP says no.*apply the same plan again")
                    elif name == "move":
                        self.assertEqual(self.apply(later, path, plan)[-1]["event"], "proved", name)

    def test_what_was_done_and_cannot_be_seen_is_neither_proved_nor_different(self):
        faults = self.folder / "faults.json"
        denied = {"error": {"code": "AccessDeniedException", "message": "an SCP says no"}}
        # Sixty-four accounts are five pages, some of them short: those of the crawl and of the reading before the call, and then no more.
        faults.write_text(json.dumps({"rules": [{"service": "organizations", "operation": "ListAccounts", "after": 10, **denied}]}))
        with loopback("--time-scale", 540, "--faults", faults) as keys:
            armillary = self.crawled(keys)
            path, plan = self.plan(armillary, "move", "--account", "fraud-dev", "--to", self.unit(armillary, "Sandbox"))
            done = armillary.run("apply", path, "--confirm", plan["confirm"], "--json")
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, "every step is done, and is not proved yet: (.|\n)*apply the same plan again")
            self.assertEqual([json.loads(line)["event"] for line in done.stdout.splitlines()], ["step-started", "step-finished"])

    def test_a_program_that_is_told_to_end_sees_the_call_that_is_under_way_to_its_end(self):
        faults = self.folder / "faults.json"
        faults.write_text(json.dumps({"rules": [{"service": "organizations", "operation": "MoveAccount", "delay_ms": 2000}]}))
        with loopback("--time-scale", 540, "--faults", faults) as keys:
            armillary = self.crawled(keys)
            path, plan = self.plan(armillary, "move", "--account", "fraud-dev", "--to", self.unit(armillary, "Sandbox"))
            command = [str(binary()), "apply", str(path), "--confirm", plan["confirm"]]
            with subprocess.Popen(command, env=armillary.environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
                for line in process.stderr:
                    if "MoveAccount" in line:
                        break
                time.sleep(0.5)
                process.send_signal(signal.SIGTERM)
                said = process.stderr.read()
            self.assertEqual(process.returncode, 1, said)
            self.assertIn("stopping before the next step", said)
            self.assertEqual([row["outcome"] for row in armillary.json_lines("journal")], ["succeeded"])
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")
            self.assertEqual(len(armillary.json_lines("journal")), 1, "and is not made again")

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

    def given(self, keys, account):
        """Who has which permission set in an account, by names."""
        center, store = self.client(keys, "sso-admin"), self.client(keys, "identitystore")
        instance = center.list_instances()["Instances"][0]
        here, directory = {"InstanceArn": instance["InstanceArn"]}, {"IdentityStoreId": instance["IdentityStoreId"]}
        found = set()
        for arn in center.list_permission_sets_provisioned_to_account(AccountId=account, **here).get("PermissionSets", []):
            name = center.describe_permission_set(PermissionSetArn=arn, **here)["PermissionSet"]["Name"]
            for one in center.list_account_assignments(AccountId=account, PermissionSetArn=arn, **here)["AccountAssignments"]:
                group = store.describe_group(GroupId=one["PrincipalId"], **directory)
                found.add((name, group["DisplayName"]))
        return found

    def assigning(self, armillary, *more, name="assign"):
        return self.plan(
            armillary, "assign", "--permission-set", "AWSReadOnlyAccess", "--to", "group", "AWSNetworkAdmins", *more, name=name)

    def test_a_permission_set_is_given_proved_and_taken_away(self):
        wanted = ("AWSReadOnlyAccess", "AWSNetworkAdmins")
        with loopback("--time-scale", 540) as keys:
            armillary, account = self.crawled(keys), self.accounts(keys)["fraud-prod"]["Id"]
            before = self.given(keys, account)
            path, plan = self.assigning(armillary, "--account", "fraud-prod")
            self.assertEqual([step["operation"] for step in plan["steps"]], ["CreateAccountAssignment"])
            self.assertEqual(armillary.run("apply", path, "--confirm", "something-else").returncode, 1)
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")
            self.assertEqual(self.given(keys, account), before | {wanted})
            rows = armillary.json_lines("journal")
            self.assertEqual([(row["operation"], row["outcome"]) for row in rows], [("CreateAccountAssignment", "succeeded")])
            self.assertEqual([event["event"] for event in self.apply(armillary, path, plan)], ["proved"])
            self.assertEqual(armillary.json_lines("journal"), rows, "nothing is done twice")
            self.assertEqual(self.assigning(armillary, "--account", "fraud-prod", name="again")[1]["steps"], [])
            role, = [row["arn"] for row in armillary.json_lines("resources", "--kind", "AWS::IAM::Role")
                     if row["account"] == account and "/AWSReservedSSO_AWSReadOnlyAccess_" in row["arn"]]
            found = armillary.json("trust", "paths", "--from", "AWSNetworkAdmins", "--to", role)
            self.assertEqual(found["answer"], "found", "the account was read again, too")
            path, plan = self.assigning(armillary, "--account", "fraud-prod", "--remove", name="back")
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")
            self.assertEqual(self.given(keys, account), before)

    def test_assignments_in_an_ou_are_made_once_where_the_program_is_killed(self):
        with loopback("--time-scale", 240, "--latency-ms", 20) as keys:
            armillary = self.crawled(keys)
            path, plan = self.assigning(armillary, "--ou", "Workloads_Dev")
            self.assertGreater(len(plan["steps"]), 3)
            command = [str(binary()), "apply", str(path), "--confirm", plan["confirm"]]
            for kill in range(6):
                process = subprocess.Popen(command, env=armillary.environment, **QUIET)
                time.sleep(0.3 + 0.4 * kill)
                process.send_signal(signal.SIGKILL)
                process.wait()
                self.check_journal(armillary)
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")
            for step in plan["steps"]:
                self.assertIn(("AWSReadOnlyAccess", "AWSNetworkAdmins"), self.given(keys, step["parameters"]["TargetId"]))
            done = [row for row in armillary.json_lines("journal") if row["outcome"] in ("succeeded", "reconciled")]
            self.assertEqual(sorted(row["step"] for row in done), sorted(step["id"] for step in plan["steps"]))

    def test_the_people_of_a_team_come_with_its_accounts(self):
        manifest = self.folder / "team.toml"
        manifest.write_text(
            '[team]\nname = "quokka"\nstages = ["dev"]\nemail = "aws+{team}-{stage}@example.com"\n'
            '[[team.people]]\ngroup = "AWSNetworkAdmins"\npermission-set = "AWSReadOnlyAccess"\nstages = ["dev"]\n')
        with loopback("--time-scale", 540) as keys:
            armillary = self.crawled(keys)
            path, plan = self.plan(armillary, "vend", "--manifest", manifest)
            self.assertEqual(plan["leftOut"], [])
            self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")
            account = self.accounts(keys)["quokka-dev"]["Id"]
            self.assertEqual(self.given(keys, account), {("AWSReadOnlyAccess", "AWSNetworkAdmins")})

    def policy(self, name, *actions):
        """A file with a policy that denies these actions."""
        path = self.folder / f"{name}.json"
        statement = {"Effect": "Deny", "Action": list(actions), "Resource": "*"}
        path.write_text(json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2) + "\n")
        return path

    def policies(self, keys):
        """Own SCPs in AWS, each with its text."""
        client = self.client(keys)
        pages = client.get_paginator("list_policies").paginate(Filter="SERVICE_CONTROL_POLICY")
        own = [policy for page in pages for policy in page["Policies"] if not policy["AwsManaged"]]
        return {policy["Name"]: json.loads(client.describe_policy(PolicyId=policy["Id"])["Policy"]["Content"]) for policy in own}

    def test_an_organization_policy_is_created_changed_attached_and_deleted(self):
        with loopback("--time-scale", 540) as keys:
            armillary = self.crawled(keys)
            first, second = self.policy("first", "s3:DeleteBucket"), self.policy("second", "s3:DeleteBucket", "s3:DeleteObject")
            unit = self.unit(armillary, "Sandbox")
            for name, operation, arguments in (
                ("create", "CreatePolicy", ("policy", "create", "--name", "keep-buckets", "--file", first, "--description", "what is stored stays")),
                ("attach", "AttachPolicy", ("attach", "--policy", "keep-buckets", "--to", unit)),
                ("change", "UpdatePolicy", ("policy", "change", "--policy", "keep-buckets", "--file", second)),
                ("detach", "DetachPolicy", ("detach", "--policy", "keep-buckets", "--from", unit)),
                ("delete", "DeletePolicy", ("policy", "delete", "--policy", "keep-buckets")),
            ):
                path, plan = self.plan(armillary, *arguments, name=name)
                self.assertEqual([step["operation"] for step in plan["steps"]], [operation])
                self.assertEqual([event["event"] for event in self.apply(armillary, path, plan)], ["step-started", "step-finished", "proved"])
                self.assertEqual([event["event"] for event in self.apply(armillary, path, plan)], ["proved"], "and once only")
                known = self.policies(keys).get("keep-buckets")
                texts = {"create": first, "attach": first, "change": second, "detach": second}
                self.assertEqual(known, json.loads(texts[name].read_text()) if name in texts else None)
            rows = armillary.json_lines("journal")
            self.assertEqual([row["outcome"] for row in rows], ["succeeded"] * 5)

    def test_a_policy_that_aws_would_refuse_is_refused_before_the_first_call(self):
        with loopback("--time-scale", 540) as keys:
            armillary = self.crawled(keys)
            file = self.folder / "broken.json"
            file.write_text('{"Version": "2012-10-17",\n "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}')
            path = self.folder / "plan.json"
            done = armillary.run("plan", "policy", "create", "--name", "broken", "--file", file, "--out", path)
            self.assertEqual(done.returncode, 1, "a check fails, and the plan is written all the same")
            plan = json.loads(path.read_text())
            checks = {check["check"]: check for check in plan["preflight"]}
            self.assertEqual(checks["policy-valid"]["status"], "fail")
            self.assertIn("line 2", checks["policy-valid"]["detail"])
            refused = armillary.run("apply", path, "--confirm", plan["confirm"])
            self.assertEqual(refused.returncode, 1)
            self.assertEqual(armillary.json_lines("journal"), [])
            self.assertEqual(armillary.run("plan", "policy", "create", "--name", "x", "--type", "tag", "--file", file).returncode, 2)

    def test_a_policy_is_made_once_wherever_the_program_is_killed(self):
        """Kills while policies are created and changed: one policy, with the text asked for, and one call of each that AWS carried out."""
        with loopback("--time-scale", 540, "--latency-ms", 60) as keys:
            armillary = self.crawled(keys)
            files = {"create": self.policy("first", "s3:DeleteBucket"), "change": self.policy("second", "s3:DeleteObject")}
            for name, file in files.items():
                named = ("--name",) if name == "create" else ("--policy",)
                path, plan = self.plan(armillary, "policy", name, *named, "keep-buckets", "--file", file, name=name)
                command = [str(binary()), "apply", str(path), "--confirm", plan["confirm"]]
                for kill in range(6):
                    process = subprocess.Popen(command, env=armillary.environment, **QUIET)
                    time.sleep(0.2 + 0.25 * kill)
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    self.check_journal(armillary)
                self.assertEqual(self.apply(armillary, path, plan)[-1]["event"], "proved")
                self.assertEqual(self.policies(keys)["keep-buckets"], json.loads(file.read_text()))
                done = [row for row in armillary.json_lines("journal") if row["plan"] == plan["id"] and row["outcome"] in ("succeeded", "reconciled")]
                self.assertEqual([row["step"] for row in done], ["s1"])

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


if __name__ == "__main__":
    unittest.main()
