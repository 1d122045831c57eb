"""Random plans applied to moto, an AWS emulator we did not write: what boto3 finds afterwards is what the calls of each plan make of the organization.

Six plans in `make test`; `ARMILLARY_MOTO_PLANS=60` tries more.
"""

import json
import os
import random
import unittest

from applying import Organization, Plans
from support import moto

PLANS = int(os.environ.get("ARMILLARY_MOTO_PLANS", "6"))
KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_REGION": "us-east-1"}


def seed(client):
    """A small organization: OUs by name, and the names of its accounts and policies."""
    client.create_organization(FeatureSet="ALL")
    root = client.list_roots()["Roots"][0]["Id"]
    client.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    units = {"root": root}
    for name, parent in [("Sandbox", "root"), ("Workloads", "root"), ("Workloads_Dev", "Workloads"), ("Workloads_Prod", "Workloads")]:
        units[name] = client.create_organizational_unit(ParentId=units[parent], Name=name)["OrganizationalUnit"]["Id"]
    for number in range(6):
        made = client.create_account(AccountName=f"team-{number}", Email=f"team-{number}@example.com")["CreateAccountStatus"]["AccountId"]
        client.move_account(AccountId=made, SourceParentId=root, DestinationParentId=units[random.choice(["Sandbox", "Workloads_Dev", "Workloads_Prod"])])
    for name in ("DenyLeave", "DenyRegions"):
        statement = {"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}
        content = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        client.create_policy(Content=content, Description=name, Name=name, Type="SERVICE_CONTROL_POLICY")
    return units


class Moto(Plans):
    def test_random_plans_come_to_what_they_say(self):
        random.seed(7)
        with moto() as endpoint:
            keys = {**KEYS, "AWS_ENDPOINT_URL": endpoint}
            organization, armillary = Organization(keys), self.armillary(**keys)
            units = seed(organization.client("organizations"))
            armillary.ok("crawl", "--services", "organizations,servicecatalog", "--account-tags", "--regions", "us-east-1")
            before, applied, tried = organization.picture([]), 0, 0
            while applied < PLANS:
                tried += 1
                self.assertLess(tried, 20 * PLANS, "hardly any plan can be made")
                path = self.folder / f"plan-{tried}.json"
                armillary.run("plan", *self.intent(before, units, tried), "--out", path)
                plan = json.loads(path.read_text()) if path.exists() else {"steps": []}
                if not plan["steps"] or any(check["status"] == "fail" for check in plan["preflight"]):
                    continue
                with self.subTest(plan["intent"]):
                    done = armillary.run("apply", path, *self.confirming(plan), "--regions", "us-east-1")
                    self.assertEqual(done.returncode, 0, done.stderr)
                    before = self.as_planned(organization, [], before, plan)
                applied += 1
            print(f"\n{applied} random plans applied to moto, of {tried} that were thought of", flush=True)

    def intent(self, picture, units, number):
        accounts = [name for name, account in picture["accounts"].items() if account["state"] == "ACTIVE" and name != "master"]
        account, unit = random.choice(accounts), random.choice(list(units))
        policy, target = random.choice(["DenyLeave", "DenyRegions", "FullAWSAccess"]), random.choice([units[unit], picture["accounts"][account]["id"]])
        return random.choice([
            ("move", "--account", account, "--to", units[unit]),
            ("attach", "--policy", policy, "--to", target),
            ("detach", "--policy", policy, "--from", target),
            ("tag", "--account", account, "--set", f"a={number}", "--remove", "b"),
            ("tag", "--account", account, "--set", f"b={number}"),
            ("vend", "--team", f"wave{number}", "--stages", "dev,prod", "--email-template", "aws+{team}-{stage}@example.com"),
            *([("close", "--account", account)] if len(accounts) > 4 else []),
        ])


if __name__ == "__main__":
    unittest.main()
