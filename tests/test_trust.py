"""Who can reach what: the reference MLOps roles in moto, and the embedded organization as planted and clean."""

import csv
import io
import json
import pathlib
import time

from support import Case, loopback, moto
from test_moto import KEYS, ROLE, Organization

TEMPLATES = pathlib.Path(__file__).parent / "templates"
TRUST_RULES = ("TRU-", "PRIV-", "PASS-", "REG-01", "REG-03")


class Reference(Organization):
    """One team with a development and a production account, its roles made from CloudFormation templates."""

    def seed(self):
        organizations = self.root_client
        organizations.create_organization(FeatureSet="ALL")
        root = organizations.list_roots()["Roots"][0]["Id"]
        organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
        workloads = self.unit(root, "Workloads")
        self.development = self.account("fraud-dev", root, self.unit(workloads, "Workloads_Dev"))
        self.production = self.account("fraud-prod", root, self.unit(workloads, "Workloads_Prod"))
        self.stack(self.development, "development", {})
        self.stack(self.production, "target", {"DevelopmentAccount": self.development})

    def unit(self, parent, name):
        return self.root_client.create_organizational_unit(ParentId=parent, Name=name)["OrganizationalUnit"]["Id"]

    def account(self, name, root, unit):
        made = self.root_client.create_account(AccountName=name, Email=f"{name}@example.com")
        account = made["CreateAccountStatus"]["AccountId"]
        self.root_client.move_account(AccountId=account, SourceParentId=root, DestinationParentId=unit)
        return account

    def stack(self, account, template, parameters):
        cloudformation = self.client("cloudformation", account=account)
        cloudformation.create_stack(
            StackName=template,
            TemplateBody=(TEMPLATES / f"{template}.json").read_text(encoding="utf-8"),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        for _ in range(50):
            status = cloudformation.describe_stacks(StackName=template)["Stacks"][0]["StackStatus"]
            if status == "CREATE_COMPLETE":
                return
            time.sleep(0.1)
        raise AssertionError(f"the stack {template} ended {status}")


def shapes(answer):
    """Each path as the names along it."""
    return [[path["hops"][0]["from"]["name"]] + [hop["to"]["name"] for hop in path["hops"]] for path in answer["paths"]]


class ReferenceRoles(Case):
    """The three faults that the reference's roles carry, each with its hops."""

    @classmethod
    def setUpClass(cls):
        server = moto()
        endpoint = server.__enter__()
        cls.addClassCleanup(server.__exit__, None, None, None)
        cls.organization = Reference(endpoint)
        cls.organization.seed()

    def setUp(self):
        super().setUp()
        self.crawled = self.armillary(AWS_ENDPOINT_URL=self.organization.endpoint, **KEYS)
        self.crawled.ok("crawl", "--role-name", ROLE, "--regions", "us-east-1")
        self.development, self.production = self.organization.development, self.organization.production

    def role(self, account, name):
        return f"arn:aws:iam::{account}:role/{name}"

    def findings(self, rule):
        return {row["arn"]: row for row in self.crawled.json("trust", "findings") if row["rule"] == rule}

    def test_the_whole_development_account_is_trusted(self):
        finding = self.findings("TRU-01")[self.role(self.production, "StackSetExecutionRole")]
        self.assertEqual((finding["state"], finding["severity"]), ("fail", "critical"))
        principals = set(finding["principals"])
        self.assertIn(self.role(self.development, "StackSetAdministrationRole"), principals)
        self.assertIn(self.role(self.development, "SetupLambdaExecutionRole"), principals)
        self.assertNotIn(self.role(self.development, "ReaderRole"), principals)

    def test_the_way_from_development_to_the_production_model_role(self):
        target = self.role(self.production, "SageMakerModelExecutionRole")
        answer = self.crawled.json("trust", "paths", "--from", self.development, "--to", target, "--limit", "50")
        self.assertIn(["AmazonSageMakerServiceCatalogProductsUseRole", "SageMakerModelExecutionRole"], shapes(answer))
        longer = ["PipelineAuthorRole", "AmazonSageMakerServiceCatalogProductsUseRole", "SageMakerModelExecutionRole"]
        self.assertIn(longer, shapes(self.crawled.json(
            "trust", "paths", "--from", self.role(self.development, "PipelineAuthorRole"), "--to", target)))
        none = self.crawled.run(
            "trust", "paths", "--from", self.role(self.development, "ReaderRole"), "--to", target, "--json")
        self.assertEqual(json.loads(none.stdout)["paths"], [])

    def test_the_set_up_role_can_rewrite_production_roles(self):
        rewriter = self.role(self.production, "SetupStackSetExecutionRole")
        self.assertIn(rewriter, self.findings("PRIV-02"))
        target = self.role(self.production, "SageMakerModelExecutionRole")
        answer = self.crawled.json("trust", "paths", "--from", rewriter, "--to", target)
        kinds = {path["hops"][0]["kind"] for path in answer["paths"] if len(path["hops"]) == 1}
        self.assertTrue(kinds & {"rewrite-trust", "rewrite-permissions"}, kinds)
        lambda_role = self.role(self.development, "SetupLambdaExecutionRole")
        longer = self.crawled.json("trust", "paths", "--from", lambda_role, "--to", target, "--limit", "50")
        self.assertTrue(any("SetupStackSetExecutionRole" in shape for shape in shapes(longer)), shapes(longer))

    def test_who_can_become_the_production_model_role(self):
        target = self.role(self.production, "SageMakerModelExecutionRole")
        answer = self.crawled.json("trust", "who-can", "--action", "sts:AssumeRole", "--resource", target)
        who = {row["principal"]["id"] for row in answer["rows"]}
        self.assertIn(self.role(self.development, "service-role/AmazonSageMakerServiceCatalogProductsUseRole"), who)
        self.assertNotIn(self.role(self.development, "ReaderRole"), who)


class Embedded(Case):
    """The rules on the embedded organization."""

    def findings(self, *arguments):
        with loopback("--port", 0, *arguments) as environment:
            crawled = self.armillary(**environment)
            crawled.ok("crawl")
        return crawled.json("trust", "findings"), crawled

    def test_answers_are_given_as_tables_too(self):
        found, crawled = self.findings()
        role = next(row["arn"] for row in found if row["arn"].startswith("arn:aws:iam::") and ":role/" in row["arn"])
        ends = ("--from", "stage:dev", "--to", "stage:prod")
        questions = {
            "findings": ((), lambda answer: len(answer)),
            "paths": (ends, lambda answer: len(answer["paths"]) + len(answer["unknown"])),
            "who-can": (
                ("--action", "sts:AssumeRole", "--resource", role),
                lambda answer: len(answer["rows"]) + len(answer["unknown"]),
            ),
            "what-can": (
                ("--principal", role),
                lambda answer: len(answer["services"]) + len(answer["reaches"]) + len(answer["unknown"]),
            ),
        }
        for command, (arguments, number) in questions.items():
            with self.subTest(command):
                answer = crawled.json("trust", command, *arguments)
                self.assertEqual(json.loads(crawled.ok("trust", command, *arguments, "--format", "json")), answer)
                rows = list(csv.reader(io.StringIO(crawled.ok("trust", command, *arguments, "--format", "csv"))))
                self.assertEqual(len(rows), 1 + number(answer))
                self.assertEqual({len(row) for row in rows}, {len(rows[0])})
                lines = crawled.ok("trust", command, *arguments, "--format", "markdown").splitlines()
                self.assertEqual(len(lines), 2 + number(answer))
                self.assertTrue(all(line.startswith("| ") and line.endswith(" |") for line in lines))
        done = crawled.run("trust", "paths", *ends, "--format", "csv", "--explain")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(crawled.run("trust", "findings", "--json", "--format", "csv").returncode, 2)

    def test_every_planted_trust_imperfection_is_found(self):
        found, crawled = self.findings()
        planted = crawled.json("loopback", "--list-planted")
        wanted = {(row["rule"], row["arn"]) for row in planted if row["rule"].startswith(TRUST_RULES)}
        self.assertGreaterEqual(len(wanted), 10)
        self.assertEqual(wanted - {(row["rule"], row["arn"]) for row in found if row["state"] != "unknown"}, set())

    def test_a_clean_organization_has_no_trust_finding(self):
        found, _ = self.findings("--clean")
        self.assertEqual([(row["rule"], row["arn"], row["summary"]) for row in found if row["state"] != "unknown"], [])
        # Nothing that this program reads yet tells whether root sessions are enabled.
        self.assertEqual([row["rule"] for row in found], ["TRU-11"])


class Answers(Case):
    """What an answer says of what was not read, and of how much there is."""

    def crawled(self, rules=()):
        faults = self.folder / "faults.json"
        faults.write_text(json.dumps({"rules": list(rules)}), encoding="utf-8")
        with loopback("--port", 0, "--faults", faults) as environment:
            crawled = self.armillary(**environment)
            crawled.run("crawl")
        return crawled

    def test_no_path_is_not_said_while_an_unread_account_could_hold_one(self):
        rows = self.crawled().json_lines("resources", "--kind", "AWS::Organizations::Account")
        shut = {row["name"]: row["account"] for row in rows}["shared-services"]
        (self.folder / "cache.sqlite").unlink()
        denied = {"code": "AccessDenied", "message": "no", "status": 403}
        rule = {"service": "iam", "operation": "GetAccountAuthorizationDetails", "account": shut, "error": denied}
        crawled = self.crawled([rule])
        ends = ("--from", f"arn:aws:iam::{shut}:role/Anything", "--to", "stage:prod")
        answer = crawled.json("trust", "paths", *ends)
        self.assertEqual((answer["answer"], [one["what"] for one in answer["unknown"]]), ("unknown", [shut]))
        self.assertTrue(answer["reasons"])
        told = crawled.ok("trust", "paths", *ends)
        self.assertNotIn("no path", told)
        self.assertIn("not known whether there is a path", told)
        self.assertIn(shut, told)

    def test_pages_add_up_and_a_pattern_opens(self):
        crawled = self.crawled()
        ask = ("trust", "paths", "--from", "stage:dev", "--to", "stage:prod")
        first = crawled.json(*ask, "--limit", "2")
        self.assertEqual(first["answer"], "found")
        everything = crawled.json(*ask, "--limit", "1000")
        self.assertEqual((first["total"], first["pathsTotal"]), (everything["total"], everything["pathsTotal"]))
        self.assertEqual(len(everything["paths"]), everything["total"])
        self.assertEqual(sum(path["standsFor"] for path in everything["paths"]), everything["pathsTotal"])
        second = crawled.json(*ask, "--limit", "2", "--offset", "2")
        self.assertEqual(first["paths"] + second["paths"], everything["paths"][:4])
        declared = [path["declared"] for path in everything["paths"]]
        self.assertEqual(declared, sorted(declared), "undeclared ones come first")
        widest = max(everything["paths"], key=lambda path: path["standsFor"])
        opened = crawled.json(*ask, "--limit", "1000", "--pattern", widest["pattern"])
        self.assertEqual(len(opened["paths"]), widest["standsFor"])
        self.assertIn(f"{first['pathsTotal']} paths of {first['patterns']} patterns", crawled.ok(*ask, "--limit", "2"))

    def test_what_cannot_be_read_again_stays_a_finding_and_is_told_in_few_lines(self):
        before = {row["id"]: row for row in self.crawled().json("trust", "findings")}
        denied = {"code": "AccessDenied", "message": "no", "status": 403}
        rule = {"service": "iam", "operation": "GetAccountAuthorizationDetails", "error": denied}
        crawled = self.crawled([rule])
        rows = crawled.json("trust", "findings")
        after = {row["id"]: row for row in rows}
        self.assertEqual(len(after), len(rows))
        self.assertEqual(set(before) - set(after), set(), "no finding is lost")
        of_iam = [after[id] for id, row in before.items() if row["state"] != "unknown" and row["rule"] != "REG-03"]
        self.assertGreater(len(of_iam), 5)
        for row in of_iam:
            self.assertEqual(row["state"], "unknown", row["id"])
            self.assertIn("When last read: ", row["summary"])
            self.assertIn("as of crawl 1", row["summary"])
        told = crawled.ok("trust", "findings")
        unknown = [row for row in rows if row["state"] == "unknown"]
        known = len(rows) - len(unknown)
        self.assertIn(f"findings: {known}, and {len(unknown)} that are not known", told)
        lines = [line for line in told.splitlines() if "cannot be told for" in line]
        self.assertEqual(len(lines), len({(row["rule"], row["reason"]) for row in unknown}))
        self.assertLess(len(lines), len(unknown) / 4)
        self.assertEqual(told.count("   do: "), known)
        self.assertEqual(crawled.ok("trust", "findings", "--unknown").count("   do: "), len(rows))

    def test_since_when_a_finding_is_there_is_said_or_that_it_is_not_known(self):
        self.assertRegex(self.crawled().ok("trust", "findings"), r"first seen: \d{4}-\d\d-\d\d")
        (self.folder / "cache.sqlite").unlink()
        self.crawled()
        told = self.crawled().ok("trust", "findings")
        self.assertNotRegex(told, r"first seen: \d")
        self.assertIn("first seen: not known", told)
        self.assertIn("a crawl that was never asked for findings", told)

    def test_what_is_not_read_is_named_and_never_nobody(self):
        crawled = self.crawled()
        account = next(row["account"] for row in crawled.json_lines("resources", "--kind", "AWS::IAM::Role"))
        function = f"arn:aws:lambda:eu-central-1:{account}:function:score"
        told = crawled.ok("trust", "who-can", "--action", "lambda:InvokeFunction", "--resource", function)
        self.assertIn("Lambda functions are not read", told)
        for action in ("bogus", "s3:*", ":GetObject"):
            refused = crawled.run("trust", "who-can", "--action", action, "--resource", function)
            self.assertEqual(refused.returncode, 2, "wrong usage")
            self.assertIn(f"`{action}` is no action", refused.stderr)
        instance = f"arn:aws:ec2:eu-central-1:{account}:instance/i-0"
        told = crawled.ok("trust", "who-can", "--action", "ssm:NoSuchAction", "--resource", instance)
        self.assertIn("EC2 instances are not read", told)
        self.assertNotRegex(told, "(?m)^nobody$")
        for resource, what in ((function, "Lambda functions"), (instance, "EC2 instances")):
            refused = crawled.run("trust", "paths", "--from", resource, "--to", "stage:prod")
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn(f"{what} are not read", refused.stderr)
        self.assertIn("Lambda functions, EC2 instances and others that run with a role are not read", crawled.ok("trust", "findings"))

    def test_findings_carry_what_the_contract_names_and_keep_their_ids(self):
        crawled = self.crawled()
        found = crawled.json("trust", "findings")
        fields = ("rule title family severity state arn name account accountName region summary why evidence remedy id "
                  "firstSeen lastSeen owner note exemption").split()
        for row in found:
            self.assertEqual([field for field in fields if field not in row], [])
        ids = [row["id"] for row in found]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertEqual(crawled.json("trust", "findings"), found)
