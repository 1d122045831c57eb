"""Roles that are made, changed and taken away."""

import json
import unittest

from .changing import Changing
from .organization import everything

ALLOW = {"Effect": "Allow", "Action": "iam:ListRoles", "Resource": "*"}


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


class Roles(Changing):
    OPTIONS = ("--time-scale", 540)

    def setUp(self):
        self.iam = self.organization.client("iam")
        principal = {"AWS": f"arn:aws:iam::{self.organization.management}:root"}
        self.trust = document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal})

    def test_a_role_is_made_changed_and_taken_away(self):
        tags = [{"Key": "team", "Value": "platform"}]
        made = self.iam.create_role(
            RoleName="Made", Path="/tried/", AssumeRolePolicyDocument=self.trust, Description="for a test", MaxSessionDuration=7200, Tags=tags)["Role"]
        self.assertEqual(made["Arn"], f"arn:aws:iam::{self.organization.management}:role/tried/Made")
        self.assertTrue(made["RoleId"].startswith("AROA"))
        role = self.iam.get_role(RoleName="Made")["Role"]
        self.assertEqual((role["Description"], role["MaxSessionDuration"], role["Tags"]), ("for a test", 7200, tags))
        self.assertEqual(role["AssumeRolePolicyDocument"], json.loads(self.trust))
        self.iam.put_role_policy(RoleName="Made", PolicyName="One", PolicyDocument=document(ALLOW))
        self.iam.put_role_policy(RoleName="Made", PolicyName="One", PolicyDocument=document({**ALLOW, "Action": "iam:ListUsers"}))
        self.iam.put_role_policy(RoleName="Made", PolicyName="Two", PolicyDocument=document(ALLOW))
        self.assertEqual(everything(self.iam, "list_role_policies", RoleName="Made"), ["One", "Two"])
        read = self.iam.get_role_policy(RoleName="Made", PolicyName="One")["PolicyDocument"]
        self.assertEqual(read["Statement"][0]["Action"], "iam:ListUsers")
        other = json.loads(self.trust)
        other["Statement"][0]["Condition"] = {"StringEquals": {"sts:ExternalId": "x"}}
        self.iam.update_assume_role_policy(RoleName="Made", PolicyDocument=json.dumps(other))
        self.assertEqual(self.iam.get_role(RoleName="Made")["Role"]["AssumeRolePolicyDocument"], other)
        sts = self.organization.client("sts")
        self.refused("AccessDenied", sts.assume_role, RoleArn=made["Arn"], RoleSessionName="test")
        sts.assume_role(RoleArn=made["Arn"], RoleSessionName="test", ExternalId="x")
        self.refused("DeleteConflict", self.iam.delete_role, RoleName="Made")
        for name in ("One", "Two"):
            self.iam.delete_role_policy(RoleName="Made", PolicyName=name)
        self.iam.delete_role(RoleName="Made")
        self.refused("NoSuchEntity", self.iam.get_role, RoleName="Made")

    def test_what_iam_refuses(self):
        create, put = self.iam.create_role, self.iam.put_role_policy
        create(RoleName="Known", AssumeRolePolicyDocument=self.trust)
        self.refused("EntityAlreadyExists", create, RoleName="known", AssumeRolePolicyDocument=self.trust)
        self.refused("ValidationError", create, RoleName="no name", AssumeRolePolicyDocument=self.trust)
        self.refused("ValidationError", create, RoleName="Path", Path="/aws-service-role/x/", AssumeRolePolicyDocument=self.trust)
        self.refused("MalformedPolicyDocument", create, RoleName="Broken", AssumeRolePolicyDocument="{")
        gone = document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{self.organization.management}:role/Gone"}})
        self.refused("MalformedPolicyDocument", create, RoleName="Gone", AssumeRolePolicyDocument=gone)
        self.refused("NoSuchEntity", put, RoleName="Nobody", PolicyName="One", PolicyDocument=document(ALLOW))
        self.refused("NoSuchEntity", self.iam.delete_role_policy, RoleName="Known", PolicyName="None")
        long = document({**ALLOW, "Resource": [f"arn:aws:iam::111122223333:role/{number:0>60}" for number in range(100)]})
        put(RoleName="Known", PolicyName="Long", PolicyDocument=long)
        self.refused("LimitExceeded", put, RoleName="Known", PolicyName="Longer", PolicyDocument=long)
        reserved = next(role for role in everything(self.iam, "list_roles") if role["Path"].startswith("/aws-reserved/"))
        self.refused("UnmodifiableEntity", put, RoleName=reserved["RoleName"], PolicyName="One", PolicyDocument=document(ALLOW))


if __name__ == "__main__":
    unittest.main()
