"""What the suites about applying share: an organization as boto3 sees it, what a plan's calls make of it, and plans of every kind."""

import copy
import json
import re
import sqlite3
import subprocess

import boto3
from botocore.config import Config

from support import Case

# Who may change is told by account alone in the embedded organization.
ROLE = "OrganizationAccountAccessRole"
CLOSED = ("PENDING_CLOSURE", "SUSPENDED")
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Organization:
    """An organization, asked by boto3."""

    def __init__(self, keys):
        self.keys = keys
        self.clients = {}
        self.management = self.client("sts").get_caller_identity()["Account"]

    def client(self, service, account=None, region=None):
        key = (service, account, region)
        if key not in self.clients:
            given = {"aws_access_key_id": self.keys["AWS_ACCESS_KEY_ID"], "aws_secret_access_key": self.keys["AWS_SECRET_ACCESS_KEY"]}
            if account not in (None, self.management if account else None):
                role = self.client("sts").assume_role(RoleArn=f"arn:aws:iam::{account}:role/{ROLE}", RoleSessionName="tests")["Credentials"]
                given = {
                    "aws_access_key_id": role["AccessKeyId"],
                    "aws_secret_access_key": role["SecretAccessKey"],
                    "aws_session_token": role["SessionToken"],
                }
            self.clients[key] = boto3.client(
                service,
                region_name=region or self.keys["AWS_REGION"],
                endpoint_url=self.keys["AWS_ENDPOINT_URL"],
                # Faults are meant for the program, and met by whoever asks.
                config=Config(retries={"mode": "standard", "total_max_attempts": 12}),
                **given,
            )
        return self.clients[key]

    def all(self, operation, member, **parameters):
        pages = self.client("organizations").get_paginator(operation).paginate(**parameters)
        return [item for page in pages for item in page[member]]

    def picture(self, portfolios):
        """Accounts by name (two of one name are told by their number), policies where they are attached, and portfolios as they are shared."""
        accounts = {}
        for account in self.all("list_accounts", "Accounts"):
            name = account["Name"]
            while name in accounts:
                name += " again"
            closed = account["Status"] in CLOSED
            accounts[name] = {
                "id": account["Id"],
                "email": account["Email"],
                "state": "CLOSED" if closed else account["Status"],
                "parent": self.all("list_parents", "Parents", ChildId=account["Id"])[0]["Id"],
                "tags": {tag["Key"]: tag["Value"] for tag in self.all("list_tags_for_resource", "Tags", ResourceId=account["Id"])},
            }
        attached = set()
        for policy in self.all("list_policies", "Policies", Filter="SERVICE_CONTROL_POLICY"):
            for target in self.all("list_targets_for_policy", "Targets", PolicyId=policy["Id"]):
                attached.add((policy["Id"], target["TargetId"]))
        shares, principals = {}, {}
        for region, owner, portfolio in portfolios:
            catalog = self.client("servicecatalog", owner, region)
            for kind in ("ACCOUNT", "ORGANIZATION", "ORGANIZATIONAL_UNIT", "ORGANIZATION_MEMBER_ACCOUNT"):
                for share in catalog.describe_portfolio_shares(PortfolioId=portfolio, Type=kind)["PortfolioShareDetails"]:
                    shares[(portfolio, share["PrincipalId"])] = (share["SharePrincipals"], share["ShareTagOptions"])
            for principal in catalog.list_principals_for_portfolio(PortfolioId=portfolio)["Principals"]:
                principals.setdefault((owner, portfolio), set()).add(principal["PrincipalARN"])
        return {"accounts": accounts, "attached": attached, "shares": shares, "principals": principals}


def planned(picture, plan):
    """The picture once every call of a plan is made, by what AWS documents of these calls and not by the program's own model."""
    after = copy.deepcopy(picture)
    ids = {account["id"]: name for name, account in after["accounts"].items()}
    made = {step["id"]: step["parameters"]["AccountName"] for step in plan["steps"] if step["operation"] == "CreateAccount"}

    def account(text):
        reference = re.fullmatch(r"\$\{(s\d+)\.accountId\}", text)
        return after["accounts"][made[reference[1]] if reference else ids[text]]

    for step in plan["steps"]:
        given = step["parameters"]
        match step["operation"]:
            case "CreateAccount":
                tags = {tag["Key"]: tag["Value"] for tag in given.get("Tags", ())}
                roots = {target for _, target in after["attached"] if target.startswith("r-")}
                after["accounts"][given["AccountName"]] = {
                    "id": None, "email": given["Email"], "state": "ACTIVE", "parent": min(roots), "tags": tags,
                }
            case "MoveAccount":
                account(given["AccountId"])["parent"] = given["DestinationParentId"]
            case "CloseAccount":
                account(given["AccountId"])["state"] = "CLOSED"
            case "AttachPolicy":
                after["attached"].add((given["PolicyId"], given["TargetId"]))
            case "DetachPolicy":
                after["attached"].discard((given["PolicyId"], given["TargetId"]))
            case "TagResource":
                account(given["ResourceId"])["tags"].update({tag["Key"]: tag["Value"] for tag in given["Tags"]})
            case "UntagResource":
                tags = account(given["ResourceId"])["tags"]
                account(given["ResourceId"])["tags"] = {key: value for key, value in tags.items() if key not in given["TagKeys"]}
            case "CreatePortfolioShare" | "UpdatePortfolioShare":
                with_whom = given.get("AccountId") or given["OrganizationNode"]["Value"]
                known = after["shares"].get((given["PortfolioId"], with_whom), (False, False))
                flags = (given.get("SharePrincipals", known[0]), given.get("ShareTagOptions", known[1]))
                after["shares"][(given["PortfolioId"], with_whom)] = flags
            case "DeletePortfolioShare":
                with_whom = given.get("AccountId") or given["OrganizationNode"]["Value"]
                after["shares"].pop((given["PortfolioId"], with_whom))
            case "AssociatePrincipalWithPortfolio":
                after["principals"].setdefault((step["account"], given["PortfolioId"]), set()).add(given["PrincipalARN"])
            case "DisassociatePrincipalFromPortfolio":
                after["principals"][(step["account"], given["PortfolioId"])].discard(given["PrincipalARN"])
            case "ResetEnabledBaseline":
                # It enrols accounts, which are where they were.
                pass
            case other:
                raise AssertionError(f"nobody knows here what {other} makes of an organization")
    return after


def comparable(picture):
    """Without the ids of accounts, and what AWS attaches to those that are new."""
    known = {account["id"] for account in picture["accounts"].values()}
    accounts = {name: {key: value for key, value in account.items() if key != "id"} for name, account in picture["accounts"].items()}
    principals = {key: value for key, value in picture["principals"].items() if value}
    return {**picture, "accounts": accounts, "principals": principals, "known": known}


class Plans(Case):
    """Plans of every kind, over one organization after another."""

    def crawled(self, keys, cache="cache.sqlite"):
        armillary = self.armillary(cache, **keys)
        armillary.ok("crawl", "--account-tags", "--services", "organizations,servicecatalog,iam,controltower")
        return armillary

    def portfolios(self, armillary):
        """Region, owner and id of each portfolio."""
        arns = [row["arn"] for row in armillary.json_lines("resources", "--kind", "AWS::ServiceCatalog::Portfolio")]
        return [(arn.split(":")[3], arn.split(":")[4], arn.rsplit("/", 1)[-1]) for arn in arns]

    def kinds(self, armillary):
        """By name, what `armillary plan` is asked for; each can be applied after those before it."""
        (_, owner, portfolio), *_ = self.portfolios(armillary)
        units = {row["name"]: row["arn"].rsplit("/", 1)[-1] for row in armillary.json_lines("resources", "--kind", "AWS::Organizations::OrganizationalUnit")}
        table = self.folder / "teams.csv"
        table.write_text("name,stages,email\nwombat,dev;prod,aws+{team}-{stage}@example.com\nnumbat,dev,aws+{team}-{stage}@example.com\n")
        pattern = "arn:aws:iam:::role/Lead*"
        policies = [row for row in armillary.json_lines("resources", "--kind", "AWS::Organizations::Policy") if row["name"] == "secure-transport"]
        policy = policies[0]["arn"].rsplit("/", 1)[-1] if policies else "secure-transport"
        return {
            "vend": ("vend", "--team", "quokka", "--stages", "dev,preprod,prod", "--email-template", "aws+{team}-{stage}@example.com", "--tag", "cost-centre=4711"),
            "together": ("vend", "--from-csv", table),
            "share": ("share", "--portfolio", portfolio, "--with", units["Sandbox"]),
            "unshare": ("unshare", "--portfolio", portfolio, "--with", units["Sandbox"]),
            "principal": ("principal", "--portfolio", portfolio, "--account", owner, "--principal", pattern),
            "principal taken away": ("principal", "--portfolio", portfolio, "--account", owner, "--principal", pattern, "--remove"),
            "move": ("move", "--account", "fraud-dev", "--to", units["Sandbox"]),
            "attach": ("attach", "--policy", policy, "--to", units["Sandbox"]),
            "detach": ("detach", "--policy", policy, "--from", units["Sandbox"]),
            "tag": ("tag", "--account", "churn-dev", "--set", "a=b"),
            "tag taken away": ("tag", "--account", "churn-dev", "--set", "c=d", "--remove", "a"),
            "close": ("close", "--account", "pricing-dev"),
        }

    def plan(self, armillary, arguments, name):
        """The path of a plan, and the plan."""
        path = self.folder / f"{name.replace(' ', '-')}.json"
        armillary.ok("plan", *arguments, "--out", path)
        return path, json.loads(path.read_text())

    def confirming(self, plan):
        names = [plan["confirm"], *(also["name"] for also in plan["alsoConfirm"])]
        return [word for name in names for word in ("--confirm", name)]

    def as_planned(self, organization, portfolios, before, plan):
        """The organization is what the calls of the plan make of what it was, and nothing else."""
        after = organization.picture(portfolios)
        said, seen = comparable(planned(before, plan)), comparable(after)
        known = comparable(before)["known"]
        seen["attached"] = {(policy, target) for policy, target in seen["attached"] if not target.isdigit() or target in known}
        for part in ("accounts", "attached", "shares", "principals"):
            self.assertEqual(seen[part], said[part], part)
        return after


class Changing(Case):
    """An organization that is changed by plans, and asked by boto3 what came of it."""

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

    def check_journal(self, armillary):
        """The journal is whole after a kill, if there is one yet."""
        journal = armillary.cache.with_name(armillary.cache.name + ".journal")
        if journal.exists() and journal.stat().st_size:
            with sqlite3.connect(journal) as database:
                self.assertEqual(database.execute("PRAGMA integrity_check").fetchone(), ("ok",))
