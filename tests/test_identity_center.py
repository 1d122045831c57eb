"""IAM Identity Center: what is crawled of it, who becomes what by it, and what is said where it was not read."""

import json
import sqlite3
import unittest

import boto3

from support import Case, loopback

SET, ASSIGNMENT = "AWS::SSO::PermissionSet", "AWS::SSO::Assignment"
GROUP, PERSON = "AWS::IdentityStore::Group", "AWS::IdentityStore::User"


def client(keys, service):
    return boto3.client(
        service,
        region_name=keys["AWS_REGION"],
        endpoint_url=keys["AWS_ENDPOINT_URL"],
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
    )


class Crawled(Case):
    """The embedded organization, crawled once."""

    @classmethod
    def setUpClass(cls):
        server = loopback()
        cls.keys = server.__enter__()
        cls.addClassCleanup(server.__exit__, None, None, None)

    def setUp(self):
        super().setUp()
        self.program = self.armillary(**self.keys)
        self.program.ok("crawl")

    def rows(self, kind):
        return self.program.json_lines("resources", "--kind", kind)

    def view(self, query, *values):
        with sqlite3.connect(self.program.cache) as database:
            return database.execute(query, values).fetchall()

    def test_boto3_finds_the_same(self):
        center, store = client(self.keys, "sso-admin"), client(self.keys, "identitystore")
        instance = center.list_instances()["Instances"][0]
        here, directory = {"InstanceArn": instance["InstanceArn"]}, {"IdentityStoreId": instance["IdentityStoreId"]}
        sets = center.get_paginator("list_permission_sets").paginate(**here).search("PermissionSets[]")
        sets = {arn: center.describe_permission_set(PermissionSetArn=arn, **here)["PermissionSet"] for arn in sets}
        self.assertEqual({row["arn"] for row in self.rows(SET)}, set(sets))
        given = set()
        for arn, known in sets.items():
            managed = center.list_managed_policies_in_permission_set(PermissionSetArn=arn, **here)["AttachedManagedPolicies"]
            found = self.view("SELECT name, session_duration, managed_policies, inline_policy FROM permission_set WHERE arn = ?", arn)[0]
            self.assertEqual(found[:2], (known["Name"], known["SessionDuration"]))
            self.assertEqual({policy["Arn"] for policy in json.loads(found[2] or "[]")}, {policy["Arn"] for policy in managed})
            inline = center.get_inline_policy_for_permission_set(PermissionSetArn=arn, **here)["InlinePolicy"]
            self.assertEqual(json.loads(found[3] or "null"), json.loads(inline or "null"))
            pages = center.get_paginator("list_accounts_for_provisioned_permission_set").paginate(PermissionSetArn=arn, **here)
            for account in pages.search("AccountIds[]"):
                pages = center.get_paginator("list_account_assignments")
                for one in pages.paginate(AccountId=account, PermissionSetArn=arn, **here).search("AccountAssignments[]"):
                    given.add((account, arn, one["PrincipalType"], one["PrincipalId"]))
        self.assertTrue(given)
        found = self.view("SELECT account, permission_set, principal_type, principal FROM account_assignment")
        self.assertEqual({(*row[:3], row[3].rsplit("/", 1)[-1]) for row in found}, given)
        members = set()
        for group in store.get_paginator("list_groups").paginate(**directory).search("Groups[]"):
            pages = store.get_paginator("list_group_memberships").paginate(GroupId=group["GroupId"], **directory)
            members |= {(group["DisplayName"], one["MemberId"]["UserId"]) for one in pages.search("GroupMemberships[]")}
        found = self.view("SELECT group_name, directory_user FROM directory_member")
        self.assertEqual({(name, user.rsplit("/", 1)[-1]) for name, user in found}, members)
        people = {user["UserName"] for user in store.get_paginator("list_users").paginate(**directory).search("Users[]")}
        self.assertEqual({row["name"] for row in self.rows(PERSON)}, people)

    def test_people_and_groups_become_the_roles_of_their_permission_sets(self):
        (account, name, group), = self.view(
            "SELECT g.account, g.permission_set_name, g.principal_name FROM account_assignment g JOIN account a ON a.id = g.account"
            " WHERE a.name = 'fraud-prod' ORDER BY g.permission_set_name LIMIT 1")
        roles = [row["arn"] for row in self.rows("AWS::IAM::Role") if row["account"] == account]
        role, = [arn for arn in roles if f"/AWSReservedSSO_{name}_" in arn]
        answer = self.program.json("trust", "paths", "--from", "groups", "--to", role)
        self.assertEqual(answer["answer"], "found")
        self.assertEqual({path["hops"][0]["from"]["name"] for path in answer["paths"]}, {group})
        people = self.program.json("trust", "paths", "--from", "people", "--to", role)
        self.assertEqual({path["hops"][0]["kind"] for path in people["paths"]}, {"membership"})
        member = people["paths"][0]["hops"][0]["from"]["name"]
        for who in (group, member):
            can = self.program.json("trust", "what-can", "--principal", who)
            self.assertIn(role, {reach["node"]["id"] for reach in can["reaches"]}, who)
            self.assertEqual([told for told in can["unknown"] if "Identity Center" in told["reason"]], [])
        arn = next(row["arn"] for row in self.rows(GROUP) if row["name"] == group)
        self.assertEqual(self.program.json("trust", "what-can", "--principal", arn)["principal"]["name"], group)
        who = self.program.json("trust", "who-can", "--action", "sts:AssumeRoleWithSAML", "--resource", role)
        self.assertEqual([row["principal"]["name"] for row in who["rows"]], [group])

    def test_it_is_on_the_map_and_found(self):
        assigned = self.rows(ASSIGNMENT)
        self.assertTrue(all(" for " in row["name"] for row in assigned))
        self.assertGreater(len({row["account"] for row in assigned}), 10, "each account holds what is given in it")


class Unread(Case):
    """Calls of Identity Center that are refused."""

    def test_what_cannot_be_read_is_unknown_and_not_nobody(self):
        faults = self.folder / "faults.json"
        refused = {"code": "AccessDeniedException", "message": "no", "status": 400}
        faults.write_text(json.dumps({"rules": [{"service": "sso", "operation": "ListInstances", "error": refused}]}))
        with loopback("--faults", faults) as keys:
            program = self.armillary(**keys)
            program.ok("crawl")
            units = [row for row in program.json("coverage")["rows"] if row["service"] == "sso"]
            self.assertEqual({row["status"] for row in units}, {"denied"})
            roles = [row["arn"] for row in program.json_lines("resources", "--kind", "AWS::IAM::Role")]
            role = next(arn for arn in roles if "/AWSReservedSSO_" in arn)
            answer = program.json("trust", "paths", "--from", "people", "--to", role)
            self.assertEqual(answer["answer"], "unknown")
            who = program.json("trust", "who-can", "--action", "sts:AssumeRoleWithSAML", "--resource", role)
            self.assertEqual({row["verdict"] for row in who["rows"]}, {"unknown"})


if __name__ == "__main__":
    unittest.main()
