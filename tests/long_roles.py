"""Roles that people roll out: checked by tools that know templates, deployed, and enough for what is read and done, with nothing over.

The embedded organization holds callers to their policies (`loopback --enforce-policies`). With the roles of the templates a crawl reads
everything and each kind of plan is applied; of an action that is taken away, that one is told by its name.
"""

import contextlib
import json
import re
import subprocess
import sys
import unittest

import boto3
import hcl2
import yaml
from botocore.exceptions import ClientError

from cloudformation import Role
from support import Case, loopback, moto

EXTERNAL_ID = "rolled-out"
CRAWL_ROLE = "ArmillaryRolledOut"
ACTING_ROLE = "ArmillaryActingRole"
PLACES = ("members", "management")
ROLES = {"crawl-role": "Crawl", "acting-role": "Act"}
# Asked for only where AWS tells less than the embedded organization, or where it is not known how a call ended.
QUIET = {"organizations:ListAccountsForParent"}


class Organization:
    """The embedded organization, as an administrator of its management account reaches it."""

    def __init__(self, keys):
        self.keys = keys
        self.administrator = self.session(keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"])
        identity = self.client("sts").get_caller_identity()
        self.management = identity["Account"]
        role = identity["Arn"].split("/")[1]
        self.administrator_role = self.client("iam").get_role(RoleName=role)["Role"]["Arn"]
        organizations = self.client("organizations")
        self.id = organizations.describe_organization()["Organization"]["Id"]
        pages = organizations.get_paginator("list_accounts").paginate()
        accounts = [account for page in pages for account in page["Accounts"]]
        delegated = organizations.list_delegated_administrators()["DelegatedAdministrators"]
        self.administrators = [administrator["Id"] for administrator in delegated]
        self.accounts = {account["Name"]: account["Id"] for account in accounts}
        self.members = [account["Id"] for account in accounts if account["State"] == "ACTIVE" and account["Id"] != self.management]

    def session(self, key, secret, token=None):
        return boto3.Session(aws_access_key_id=key, aws_secret_access_key=secret, aws_session_token=token, region_name="us-east-1")

    def client(self, service, session=None):
        return (session or self.administrator).client(service, endpoint_url=self.keys["AWS_ENDPOINT_URL"])

    def assumed(self, arn, session=None, **more):
        """The credentials of a role, as the environment names them."""
        answer = self.client("sts", session).assume_role(RoleArn=arn, RoleSessionName="test", **more)["Credentials"]
        return {
            "AWS_ACCESS_KEY_ID": answer["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": answer["SecretAccessKey"],
            "AWS_SESSION_TOKEN": answer["SessionToken"],
        }

    def iam(self, account):
        """IAM of an account, as its administrator."""
        if account == self.management:
            return self.client("iam")
        keys = self.assumed(f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole")
        return self.client("iam", self.session(*keys.values()))

    def deploy(self, account, role):
        """Makes a role as CloudFormation would."""
        iam = self.iam(account)
        iam.create_role(RoleName=role.name, AssumeRolePolicyDocument=json.dumps(role.trust))
        self.put(account, role, role.policy, iam)

    def put(self, account, role, policy, iam=None):
        iam = iam or self.iam(account)
        iam.put_role_policy(RoleName=role.name, PolicyName=role.policy_name, PolicyDocument=json.dumps(policy))

    def template(self, armillary, command, place, account, trusted, **parameters):
        text = armillary.ok(command, "template", "--for", place)
        given = {"TrustedPrincipal": trusted, "OrganizationId": self.id, "ExternalId": EXTERNAL_ID, **parameters}
        if "DelegatedAdministrators" in yaml.safe_load(text)["Parameters"]:
            given["DelegatedAdministrators"] = ",".join(self.administrators)
        return Role(text, account, **given)

    def roll_out(self, armillary, command, name, **of_members):
        """The role of the management account, and those of the members by account: all of them deployed."""
        own = {"RoleName": name, "MemberRoleName": name}
        management = self.template(armillary, command, "management", self.management, self.administrator_role, **own)
        self.deploy(self.management, management)
        trusted = f"arn:aws:iam::{self.management}:role/{name}"
        members = {}
        for account in self.members:
            members[account] = self.template(armillary, command, "members", account, trusted, RoleName=name, **of_members)
            self.deploy(account, members[account])
        return management, members

    def environment(self, name):
        """What signs in with the role in the management account."""
        arn = f"arn:aws:iam::{self.management}:role/{name}"
        return {**self.keys, **self.assumed(arn, ExternalId=EXTERNAL_ID)}


@contextlib.contextmanager
def enforced():
    with loopback("--enforce-policies", "--time-scale", 540) as keys:
        yield Organization(keys)


def gaps(armillary):
    """The operations that could not be called, by the units that say so."""
    rows = armillary.json("coverage")["rows"]
    return {gap["operation"] for row in rows for gap in row["gaps"] if gap["operation"]}


class Crawling(Case):
    def test_the_crawl_role_reads_everything_and_says_what_it_may_not(self):
        with enforced() as organization:
            plain = self.armillary(**organization.keys)
            management, members = organization.roll_out(plain, "crawl-role", CRAWL_ROLE)
            environment = organization.environment(CRAWL_ROLE)
            armillary = self.armillary(**environment)
            as_role = ("--role-name", CRAWL_ROLE, "--external-id", EXTERNAL_ID)
            armillary.ok("crawl", "--account-tags", *as_role)
            self.assertEqual(gaps(armillary), set(), "complete coverage")
            self.assertEqual({row["account"] for row in armillary.json("coverage")["rows"] if row["status"] == "denied"}, set())
            self.without_the_external_id(environment)
            self.one_by_one(organization, environment, armillary, as_role, members)
            self.of_the_organization(organization, environment, as_role, management)

    def without_the_external_id(self, environment):
        armillary = self.armillary("without.sqlite", **environment)
        armillary.ok("crawl", "--services", "iam", "--role-name", CRAWL_ROLE)
        self.assertEqual(gaps(armillary), {"sts:AssumeRole"})

    def busy(self, armillary):
        """Accounts in which, together, every service has something to be read."""
        kinds = ("AWS::SageMaker::ModelPackage", "AWS::SageMaker::UserProfile", "AWS::EC2::TransitGateway", "AWS::ServiceCatalog::Constraint",
                 "AWS::IAM::OIDCProvider", "AWS::IAM::SAMLProvider")
        return {armillary.json_lines("resources", "--kind", kind)[0]["account"] for kind in kinds}

    def one_by_one(self, organization, environment, armillary, as_role, members):
        """Each action of the members' role, taken away in some accounts: exactly that is unknown."""
        busy = sorted((self.busy(armillary) | set(organization.administrators)) & set(members))
        some = ",".join(busy)
        role = members[busy[0]]
        iam = {account: organization.iam(account) for account in busy}
        # Whether an account has turned a Region on is asked where Regions are optional; where nobody may tell, reading tells.
        for action in sorted(role.actions() - {"ec2:DescribeRegions"}):
            with self.subTest(action=action):
                for account in busy:
                    organization.put(account, members[account], members[account].without(action), iam[account])
                lacking = self.armillary(f"{action.replace(':', '-')}.sqlite", **environment)
                lacking.ok("crawl", "--account", some, "--services", action.split(":")[0], *as_role)
                self.assertEqual(gaps(lacking), {action})
                rows = lacking.json("coverage")["rows"]
                self.assertTrue(any("no identity-based policy allows" in gap["message"] for row in rows for gap in row["gaps"]))
        for account in busy:
            organization.put(account, members[account], members[account].policy, iam[account])

    def of_the_organization(self, organization, environment, as_role, management):
        """Each action that only the management account has."""
        for action in sorted(action for action in management.actions() - QUIET if action.startswith("organizations:")):
            with self.subTest(action=action):
                organization.put(organization.management, management, management.without(action))
                lacking = self.armillary(f"{action.replace(':', '-')}.sqlite", **environment)
                lacking.run("crawl", "--account-tags", "--services", "organizations", *as_role)
                self.assertEqual(gaps(lacking), {action})
        organization.put(organization.management, management, management.without("sts:AssumeRole"))
        lacking = self.armillary("enter.sqlite", **environment)
        lacking.ok("crawl", "--services", "iam", *as_role)
        self.assertEqual(gaps(lacking), {"sts:AssumeRole"})


class Acting(Case):
    """Every kind of plan with the acting role, and with the actions of its steps taken away."""

    def setUp(self):
        super().setUp()
        self.organization = self.enterContext(enforced())
        self.plain = self.armillary("plain.sqlite", **self.organization.keys)
        # Whoever plans has read everything; whoever applies has the acting role alone.
        reading = ("--role-name", "OrganizationAccountAccessRole")
        self.plain.ok("crawl", "--account-tags", *reading)
        portfolios = self.plain.json_lines("resources", "--kind", "AWS::ServiceCatalog::Portfolio")
        portfolio = next(row for row in portfolios if row["account"] != self.organization.management)
        self.portfolio, self.owner = portfolio["arn"].rsplit("/", 1)[-1], portfolio["account"]
        self.management, self.members = self.organization.roll_out(
            self.plain, "acting-role", ACTING_ROLE, PortfolioOwners=self.owner)
        self.acting = self.armillary("plain.sqlite", **self.organization.environment(ACTING_ROLE))

    def plan(self, name, *arguments):
        path = self.folder / f"{name}.json"
        self.plain.ok("plan", *arguments, "--out", path)
        return path, json.loads(path.read_text())

    def apply(self, path, plan):
        names = [plan["confirm"], *(also["name"] for also in plan["alsoConfirm"])]
        confirmed = (word for name in names for word in ("--confirm", name))
        return self.acting.run("apply", path, *confirmed, "--role-name", ACTING_ROLE, "--external-id", EXTERNAL_ID, "--json")

    def unit(self, name):
        units = self.plain.json_lines("resources", "--kind", "AWS::Organizations::OrganizationalUnit")
        return next(row["arn"].rsplit("/", 1)[-1] for row in units if row["name"] == name)

    def policy(self, name):
        policies = self.plain.json_lines("resources", "--kind", "AWS::Organizations::Policy")
        return next(row["arn"].rsplit("/", 1)[-1] for row in policies if row["name"] == name)

    def kinds(self):
        """Plans in an order in which each can be applied, with the actions of their steps and the account where these are called."""
        sandbox, policy = self.unit("Sandbox"), self.policy("sandbox-disconnected")
        here, owner, dev = self.organization.management, self.owner, self.organization.accounts["fraud-dev"]
        principal = ("principal", "--portfolio", self.portfolio, "--account", "fraud-dev", "--principal", "arn:aws:iam:::role/Somebody*")
        return (
            ("tag", ("tag", "--account", "fraud-dev", "--set", "tried=yes"), here, ["organizations:TagResource"]),
            ("untag", ("tag", "--account", "fraud-dev", "--remove", "tried"), here, ["organizations:UntagResource"]),
            ("attach", ("attach", "--policy", policy, "--to", "fraud-dev"), here, ["organizations:AttachPolicy"]),
            ("detach", ("detach", "--policy", policy, "--from", "fraud-dev"), here, ["organizations:DetachPolicy"]),
            ("share", ("share", "--portfolio", self.portfolio, "--with", sandbox), owner,
             ["servicecatalog:CreatePortfolioShare"]),
            ("change", ("share", "--portfolio", self.portfolio, "--with", sandbox, "--share-principals"), owner,
             ["servicecatalog:UpdatePortfolioShare"]),
            ("unshare", ("unshare", "--portfolio", self.portfolio, "--with", sandbox), owner, ["servicecatalog:DeletePortfolioShare"]),
            ("give", ("share", "--portfolio", self.portfolio, "--with", dev), owner, []),
            ("principal", principal, dev, ["servicecatalog:AssociatePrincipalWithPortfolio"]),
            ("remove", (*principal, "--remove"), dev, ["servicecatalog:DisassociatePrincipalFromPortfolio"]),
            ("move", ("move", "--account", "fraud-dev", "--to", sandbox), here, ["organizations:MoveAccount"]),
            ("close", ("close", "--account", "pricing-dev"), here, ["organizations:CloseAccount"]),
            ("vend", ("vend", "--team", "quokka", "--stages", "dev,prod", "--email-template", "aws+{team}-{stage}@example.com",
                      "--portfolio", self.portfolio, "--tag", "cost-centre=1"), here,
             ["organizations:CreateAccount", "organizations:TagResource"]),
        )

    def test_each_kind_of_plan_is_applied_and_an_action_that_is_missing_is_told(self):
        for name, arguments, account, actions in self.kinds():
            for action in actions:
                with self.subTest(plan=name, without=action):
                    self.refused(f"{name}-{action.split(':')[1]}", arguments, account, action)
            with self.subTest(plan=name):
                path, plan = self.plan(name, *arguments)
                self.assertTrue(plan["steps"], plan["intent"])
                done = self.apply(path, plan)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(json.loads(done.stdout.splitlines()[-1])["event"], "proved")
        denied = [row for row in self.acting.json_lines("journal") if "not authorized" in (row["message"] or "")]
        tried = sum(len(actions) for *_, actions in self.kinds())
        self.assertLessEqual(len(denied), tried, "no call was denied but those that were to be")

    def refused(self, name, arguments, account, action):
        role = self.management if account == self.organization.management else self.members[account]
        self.organization.put(account, role, role.without(action))
        path, plan = self.plan(name, *arguments)
        done = self.apply(path, plan)
        self.assertEqual(done.returncode, 1, done.stdout)
        messages = [row["message"] or "" for row in self.acting.json_lines("journal", "--plan", plan["id"])]
        self.assertIn(action, done.stderr + "".join(messages))
        self.organization.put(account, role, role.policy)

    def test_whoever_owns_no_portfolio_by_the_template_may_share_none(self):
        trusted = f"arn:aws:iam::{self.organization.management}:role/{ACTING_ROLE}"
        nobody = self.organization.template(self.plain, "acting-role", "members", self.owner, trusted)
        self.organization.put(self.owner, nobody, nobody.policy)
        path, plan = self.plan("share", "share", "--portfolio", self.portfolio, "--with", self.unit("Sandbox"))
        done = self.apply(path, plan)
        self.assertEqual(done.returncode, 1)
        self.assertIn("servicecatalog:CreatePortfolioShare", done.stderr)

    def test_a_role_for_some_kinds_of_plan_has_nothing_of_the_others(self):
        text = self.plain.ok("acting-role", "template", "--for", "management", "--plans", "tag,move")
        role = Role(text, self.organization.management, TrustedPrincipal=self.organization.administrator_role, OrganizationId=self.organization.id)
        self.assertLessEqual({"organizations:TagResource", "organizations:MoveAccount"}, role.actions())
        self.assertEqual({"CloseAccount", "CreateAccount", "AttachPolicy"} & {action.split(":")[1] for action in role.actions()}, set())
        wrong = self.plain.run("acting-role", "template", "--plans", "destroy")
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("vend", wrong.stderr)


class Enforcing(Case):
    """The embedded organization refuses as AWS does."""

    def refused(self, call, **parameters):
        with self.assertRaises(ClientError) as raised:
            call(**parameters)
        return raised.exception.response["Error"]

    def test_refusals_have_the_form_of_aws(self):
        with enforced() as organization:
            account = organization.accounts["fraud-dev"]
            trust = {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": organization.administrator_role}}]}
            iam = organization.iam(account)
            iam.create_role(RoleName="Tried", AssumeRolePolicyDocument=json.dumps(trust))
            keys = organization.assumed(f"arn:aws:iam::{account}:role/Tried")
            tried = organization.session(*keys.values())
            who = f"User: arn:aws:sts::{account}:assumed-role/Tried/test is not authorized to perform: "
            catalog = organization.client("servicecatalog", tried)
            error = self.refused(catalog.list_portfolios)
            self.assertEqual(error["Code"], "AccessDeniedException")
            self.assertEqual(error["Message"], who + "servicecatalog:ListPortfolios on resource: * because no identity-based policy "
                             "allows the servicecatalog:ListPortfolios action")
            self.assertEqual(self.refused(organization.client("iam", tried).list_roles)["Code"], "AccessDenied")
            self.assertEqual(self.refused(organization.client("ec2", tried).describe_vpcs)["Code"], "UnauthorizedOperation")
            everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
            iam.put_role_policy(RoleName="Tried", PolicyName="All", PolicyDocument=json.dumps(everything))
            catalog.list_portfolios()
            own = organization.client("iam", tried)
            guarded = self.refused(own.delete_role_policy, RoleName="ArmillaryReadRole", PolicyName="Read")
            self.assertTrue(guarded["Message"].endswith("with an explicit deny in a service control policy"), guarded)
            iam.delete_role_policy(RoleName="Tried", PolicyName="All")
            self.assertEqual(self.refused(catalog.list_portfolios)["Code"], "AccessDeniedException")
            iam.delete_role(RoleName="Tried")
            self.assertEqual(self.refused(iam.get_role, RoleName="Tried")["Code"], "NoSuchEntity")

    def test_a_trust_policy_names_only_who_is_there(self):
        with enforced() as organization:
            iam = organization.client("iam")
            gone = f"arn:aws:iam::{organization.management}:role/NobodyIsCalledSo"
            trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": gone}}]}
            error = self.refused(iam.create_role, RoleName="Tried", AssumeRolePolicyDocument=json.dumps(trust))
            self.assertEqual(error["Code"], "MalformedPolicyDocument")
            self.assertIn(gone, error["Message"])


class Templates(Case):
    """What tools say of the templates that we did not write."""

    PARAMETERS = {"TrustedPrincipal": "arn:aws:iam::123456789012:role/Somebody", "OrganizationId": "o-a1b2c3d4e5"}

    def each(self, language):
        armillary = self.armillary()
        for command, policy in ROLES.items():
            for place in PLACES:
                with self.subTest(command=command, place=place):
                    yield command, policy, place, armillary.ok(command, "template", "--format", language, "--for", place)

    def test_cfn_lint_has_nothing_to_say(self):
        for command, _, place, text in self.each("cloudformation"):
            path = self.folder / f"{command}-{place}.yaml"
            path.write_text(text)
            done = subprocess.run([sys.executable, "-m", "cfnlint", path], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout), (0, ""))
            self.assertTrue(text.startswith("# "), "the head says how it is rolled out")
            self.assertIn("create-stack-set" if place == "members" else "cloudformation deploy", text)

    def test_moto_deploys_them_and_makes_the_roles_that_they_say(self):
        with moto() as url:
            client = {name: boto3.client(name, region_name="us-east-1", endpoint_url=url, aws_access_key_id="x", aws_secret_access_key="y")
                      for name in ("cloudformation", "iam")}
            client["iam"].create_role(RoleName="Somebody", AssumeRolePolicyDocument='{"Version":"2012-10-17","Statement":[]}')
            for command, policy, place, text in self.each("cloudformation"):
                for external_id in ("", "secret"):
                    given = {**self.PARAMETERS, "ExternalId": external_id, "RoleName": f"{policy}{place}{external_id}"}
                    expected = Role(text, "123456789012", **given)
                    name = f"{command}-{place}-{external_id or 'none'}"
                    client["cloudformation"].create_stack(
                        StackName=name, TemplateBody=text, Capabilities=["CAPABILITY_NAMED_IAM"],
                        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()])
                    made = client["iam"].get_role(RoleName=expected.name)["Role"]
                    self.assertEqual(made["AssumeRolePolicyDocument"], expected.trust)
                    read = client["iam"].get_role_policy(RoleName=expected.name, PolicyName=policy)
                    self.assertEqual(read["PolicyDocument"], expected.policy)
                    self.assertLessEqual(len(json.dumps(expected.policy, separators=(",", ":"))), 10_240)
                    self.assertLessEqual(len(json.dumps(expected.trust, separators=(",", ":"))), 2_048)

    def test_terraform_says_what_cloudformation_says(self):
        armillary = self.armillary()
        for command, policy, place, text in self.each("terraform"):
            read = hcl2.loads(text)
            variables = {name.strip('"') for block in read["variable"] for name in block if not name.startswith("__")}
            role = Role(armillary.ok(command, "template", "--for", place), "123456789012", **self.PARAMETERS)
            camel = {name: "".join(word.capitalize() for word in name.split("_")) for name in variables}
            self.assertEqual(set(camel.values()), set(role.template["Parameters"]))
            resources = {kind.strip('"'): block for found in read["resource"] for kind, block in found.items()}
            made = resources["aws_iam_role_policy"]['"armillary"']
            self.assertEqual(made["name"].strip('"'), policy)
            actions = {action for action in re.findall(r'"([a-z]+:[A-Za-z]+)"', made["policy"]) if not action.startswith("aws:")}
            self.assertEqual(actions, role.actions())
            sids = re.findall(r'"Sid" = "([A-Za-z]+)"', made["policy"])
            self.assertEqual(sids, [statement["Sid"] for statement in role.policy["Statement"]])


if __name__ == "__main__":
    unittest.main()
