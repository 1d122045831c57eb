"""Every failure that AWS documents for a call of a plan: the step says what AWS said and what to do, nothing is lost, and the plan goes on.

The failures of each operation, and the reasons why an account is not made, are those of botocore's service models; what is met in the field and in no
model stands below. Moves and the reports from the field in `make test`, every operation with `ARMILLARY_KILLS=all` (`make kills`).
"""

import json
import os
import re
import unittest

import botocore.session

from applying import Organization, Plans
from support import loopback

EVERYTHING = os.environ.get("ARMILLARY_KILLS") == "all"
# What AWS says where it is at work on something else: it is waited for.
PASSING = {
    "ConcurrentModificationException", "ConflictException", "FinalizingOrganizationException", "PolicyChangesInProgressException",
    "ResourceInUseException", "TooManyRequestsException", "ThrottlingException",
    "ACCOUNT_CREATION_NOT_COMPLETE", "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED", "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED", "CONCURRENT_ACCOUNT_MODIFICATION",
}
# A remedy says how to go on with this plan, or that it is of no use any more.
REMEDY = "apply the same plan again|plan again|apply the plan (with|in)"
# The kind of plan that makes each call, in the order in which they can be applied; those in brackets have to be applied before, without a failure.
CALLS = [
    ("MoveAccount", "move"),
    ("AttachPolicy", "attach"),
    ("DetachPolicy", "detach"),
    ("TagResource", "tag"),
    ("UntagResource", "tag taken away"),
    ("CreatePortfolioShare", "share"),
    ("DeletePortfolioShare", "unshare"),
    ("AssociatePrincipalWithPortfolio", "principal"),
    ("DisassociatePrincipalFromPortfolio", "principal taken away"),
    ("CreateAccount", "vend"),
    ("CloseAccount", "close"),
]
SERVICES = {"organizations": "organizations", "servicecatalog": "servicecatalog"}


def model(operation):
    """The service of an operation, and its model."""
    for service in SERVICES:
        known = botocore.session.get_session().get_service_model(service)
        if operation in known.operation_names:
            return service, known.operation_model(operation)
    raise AssertionError(operation)


def documented(operation):
    """The errors that AWS documents for an operation, as faults."""
    service, known = model(operation)
    for shape in known.error_shapes:
        told = shape.metadata.get("error", {})
        error = {"code": told.get("code", shape.name), "message": f"AWS says {shape.name}.", "status": told.get("httpStatusCode", 400)}
        if shape.metadata.get("fault") or shape.name == "ServiceException":
            error["status"] = 500
        yield {"service": service, "operation": operation, "times": 1, "error": error}
    yield {"service": service, "operation": operation, "times": 1, "error": {"code": "AccessDeniedException", "message": "AWS says AccessDeniedException.", "status": 400}}


class Refusals(Plans):
    def serve(self, rules, *arguments):
        path = self.folder / "faults.json"
        path.write_text(json.dumps({"rules": rules}))
        return loopback("--time-scale", 540, "--faults", path, *arguments)

    def go_on(self, armillary, path, plan, failures):
        """Applies a plan again and again until it is proved; what each run said, of which each failure that does not pass is the end of one."""
        said = []
        for _ in range(len(failures) + 6):
            done = armillary.run("apply", path, *self.confirming(plan))
            said.append(done.stderr)
            if done.returncode == 0:
                break
        self.assertEqual(done.returncode, 0, "\n---\n".join(said))
        return said[:-1]

    def check_said(self, failures, said, armillary, plan):
        """Each failure was told with a remedy, and is in the journal."""
        rows = armillary.json_lines("journal", "--plan", plan["id"])
        for failure in failures:
            with self.subTest(failure):
                self.assertTrue(any(failure in (row["message"] or "") for row in rows), "nothing is lost")
                if failure not in PASSING:
                    runs = [text for text in said if failure in text]
                    self.assertTrue(runs, f"it ends a run: {said}")
                    for text in runs:
                        self.assertRegex(text.rsplit(failure, 1)[1], REMEDY)
        self.assertEqual([row for row in rows if row["outcome"] in ("intended", "unknown")], [])

    def test_every_documented_failure_of_every_call(self):
        calls = [(operation, kind) for operation, kind in CALLS if EVERYTHING or operation == "MoveAccount"]
        rules = [rule for operation, _ in calls for rule in documented(operation)]
        with self.serve(rules) as keys:
            armillary, organization = self.crawled(keys), Organization(keys)
            portfolios, count = self.portfolios(armillary), 0
            before, kinds = organization.picture(portfolios), self.kinds(armillary)
            for operation, kind in calls:
                with self.subTest(operation):
                    failures = [rule["error"]["code"] for rule in rules if rule["operation"] == operation]
                    path, plan = self.plan(armillary, kinds[kind], kind)
                    said = self.go_on(armillary, path, plan, failures)
                    lost = {rule["error"]["code"] for rule in rules if rule["error"]["status"] >= 500}
                    self.check_said([failure for failure in failures if failure not in lost | PASSING], said, armillary, plan)
                    before = self.as_planned(organization, portfolios, before, plan)
                    count += len(failures)
            print(f"\n{count} documented failures of {len(calls)} calls, each told with what to do, and gone on from", flush=True)

    def test_every_reason_why_an_account_is_not_made(self):
        shape = botocore.session.get_session().get_service_model("organizations").shape_for("CreateAccountFailureReason")
        reasons = shape.enum if EVERYTHING else ["EMAIL_ALREADY_EXISTS", "INTERNAL_FAILURE", "CONCURRENT_ACCOUNT_MODIFICATION"]
        reasons = [*reasons, "SOMETHING_NEW"]
        rules = [{"service": "organizations", "operation": "CreateAccount", "times": 1, "later": {"code": reason}} for reason in reasons]
        with self.serve(rules) as keys:
            armillary = self.crawled(keys)
            arguments = ("vend", "--team", "quokka", "--stages", "dev", "--email-template", "aws+{team}-{stage}@example.com")
            path, plan = self.plan(armillary, arguments, "vend")
            said = self.go_on(armillary, path, plan, reasons)
            self.check_said(reasons, said, armillary, plan)
            self.assertEqual([name for name in Organization(keys).picture([])["accounts"] if "quokka" in name], ["quokka-dev"])

    def test_the_quota_of_accounts_is_named_with_where_to_raise_it(self):
        with self.serve([], "--account-quota", 64) as keys:
            armillary = self.crawled(keys)
            arguments = ("vend", "--team", "quokka", "--stages", "dev", "--email-template", "aws+{team}-{stage}@example.com")
            done = armillary.run("plan", *arguments, "--account-quota", 64, "--out", self.folder / "known.json")
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, "account-quota: 65 of 64 accounts.*L-E619E033")
            refused = armillary.run("apply", self.folder / "known.json", "--confirm", "quokka")
            self.assertRegex(refused.stderr, "nothing was changed: account-quota")
            path, plan = self.plan(armillary, arguments, "unknown")
            refused = armillary.run("apply", path, *self.confirming(plan))
            self.assertEqual(refused.returncode, 1)
            self.assertRegex(refused.stderr, "ACCOUNT_NUMBER_LIMIT_EXCEEDED.*L-E619E033")

    def test_what_is_met_in_the_field(self):
        tower = "Unable to complete: another AWS Control Tower operation is in progress. Try again later"
        shares = "Cannot process more than one portfolio share action at the same time. Try again later."
        rules = [
            # AFT #363: waited for, never failed.
            {"service": "organizations", "operation": "MoveAccount", "times": 2, "error": {"code": "OperationFailed", "message": tower}},
            # LZA #893.
            {"service": "servicecatalog", "operation": "CreatePortfolioShare", "times": 2, "error": {"code": "InvalidStateException", "message": shares}},
            # AFT #456: made, and no id told for a while.
            {"service": "organizations", "operation": "DescribeCreateAccountStatus", "times": 2, "body": '{"CreateAccountStatus": {"Id": "car-1", "State": "SUCCEEDED"}}'},
            # Five accounts are being made already.
            {"service": "organizations", "operation": "CreateAccount", "times": 1, "error": {
                "code": "ConstraintViolationException", "message": "Too many.", "reason": "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED"}},
        ]
        with self.serve(rules) as keys:
            armillary, organization = self.crawled(keys), Organization(keys)
            portfolios, kinds = self.portfolios(armillary), self.kinds(armillary)
            before = organization.picture(portfolios)
            for kind in ("vend", "share", "move"):
                with self.subTest(kind):
                    path, plan = self.plan(armillary, kinds[kind], kind)
                    done = armillary.run("apply", path, *self.confirming(plan))
                    self.assertEqual(done.returncode, 0, done.stderr)
                    before = self.as_planned(organization, portfolios, before, plan)

    def test_a_share_that_did_not_reach_everybody_is_ended_and_made_again(self):
        rules = [{"service": "servicecatalog", "operation": "CreatePortfolioShare", "times": 1, "later": {"code": "ThrottlingException", "message": "Rate exceeded"}}]
        with self.serve(rules) as keys:
            armillary, organization = self.crawled(keys), Organization(keys)
            portfolios, kinds = self.portfolios(armillary), self.kinds(armillary)
            before = organization.picture(portfolios)
            path, plan = self.plan(armillary, kinds["share"], "share")
            refused = armillary.run("apply", path, *self.confirming(plan))
            self.assertEqual(refused.returncode, 1)
            self.assertRegex(refused.stderr, r"some accounts only: ThrottlingException(.|\n)*plan unshare")
            self.assertNotIn("apply the same plan again:", refused.stderr)
            stale = armillary.run("apply", path, *self.confirming(plan))
            self.assertRegex(stale.stderr, "nothing was changed: the plan is stale")
            for kind in ("unshare", "share"):
                path, plan = self.plan(armillary, kinds[kind], f"{kind} again")
                done = armillary.run("apply", path, *self.confirming(plan))
                self.assertEqual(done.returncode, 0, done.stderr)
            self.as_planned(organization, portfolios, before, plan)

    def test_who_may_not_ask_how_far_aws_is_sees_what_came_of_it(self):
        denied = {"error": {"code": "AccessDeniedException", "message": "no"}}
        rules = [
            {"service": "organizations", "operation": "DescribeCreateAccountStatus", **denied},
            {"service": "organizations", "operation": "ListCreateAccountStatus", **denied},
            {"service": "servicecatalog", "operation": "DescribePortfolioShareStatus", **denied},
        ]
        for left_out in (rules[:1], rules):
            with self.subTest(len(left_out)), self.serve(left_out) as keys:
                armillary, organization = self.crawled(keys, f"{len(left_out)}.sqlite"), Organization(keys)
                portfolios, kinds = self.portfolios(armillary), self.kinds(armillary)
                before = organization.picture(portfolios)
                for kind in ("vend", "share"):
                    path, plan = self.plan(armillary, kinds[kind], f"{kind} {len(left_out)}")
                    done = armillary.run("apply", path, *self.confirming(plan))
                    self.assertEqual(done.returncode, 0, done.stderr)
                    before = self.as_planned(organization, portfolios, before, plan)

    def test_what_nobody_can_tell_names_the_permission_that_is_missing(self):
        denied = {"error": {"code": "AccessDeniedException", "message": "no"}}
        rules = [
            {"service": "servicecatalog", "operation": "DescribePortfolioShareStatus", **denied},
            {"service": "servicecatalog", "operation": "DescribePortfolioShares", **denied},
        ]
        path = self.folder / "none.json"
        path.write_text('{"rules": []}')
        with self.serve(rules) as keys:
            armillary = self.crawled(keys)
            path, plan = self.plan(armillary, self.kinds(armillary)["share"], "share")
            # What the plan rests on was never read, and it says so; the call is made, and nobody may see what comes of it.
            done = armillary.run("apply", path, *self.confirming(plan), timeout=600)
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, "allow `servicecatalog:DescribePortfolioShareStatus`")

    def test_what_somebody_did_meanwhile_is_taken_for_done(self):
        rules = [{"service": "organizations", "operation": "AttachPolicy", "delay_ms": 1}]
        with self.serve(rules) as keys:
            armillary, organization = self.crawled(keys), Organization(keys)
            path, plan = self.plan(armillary, self.kinds(armillary)["attach"], "attach")
            organization.client("organizations").attach_policy(**plan["steps"][0]["parameters"])
            refused = armillary.run("apply", path, *self.confirming(plan))
            self.assertEqual(refused.returncode, 1)
            self.assertIn("stale", refused.stderr)
            self.assertEqual(re.findall("apply the same plan again", refused.stderr), [], "that cannot help")


if __name__ == "__main__":
    unittest.main()
