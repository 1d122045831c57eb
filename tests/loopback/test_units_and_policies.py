"""OUs, organization policies and what they are attached to."""

import json
import unittest

from .changing import SCP, Changing, statement
from .organization import everything

RCP, TAG_POLICY = "RESOURCE_CONTROL_POLICY", "TAG_POLICY"
LIMIT = "ConstraintViolationException"


class Units(Changing):
    def test_an_ou_is_made_renamed_and_deleted(self):
        made = self.client.create_organizational_unit(ParentId=self.root, Name="Made", Tags=[{"Key": "a", "Value": "b"}])
        unit = made["OrganizationalUnit"]
        self.assertRegex(unit["Id"], f"^ou-{self.root[2:]}-[a-z0-9]{{8}}$")
        self.assertEqual(self.tags(unit["Id"]), {"a": "b"})
        self.assertEqual((self.attached(unit["Id"]), self.attached(unit["Id"], RCP)), (["p-FullAWSAccess"], ["p-RCPFullAWSAccess"]))
        below = self.client.create_organizational_unit(ParentId=unit["Id"], Name="Made")["OrganizationalUnit"]
        self.assertTrue(below["Path"].endswith(f"{self.root}/{unit['Id']}/{below['Id']}/"))
        renamed = self.client.update_organizational_unit(OrganizationalUnitId=below["Id"], Name="Renamed")
        self.assertEqual(renamed["OrganizationalUnit"], {**below, "Name": "Renamed"})
        described = self.client.describe_organizational_unit(OrganizationalUnitId=below["Id"])
        self.assertEqual(described["OrganizationalUnit"]["Name"], "Renamed")
        self.refused("OrganizationalUnitNotEmptyException", self.client.delete_organizational_unit, OrganizationalUnitId=unit["Id"])
        for gone in (below["Id"], unit["Id"]):
            self.client.delete_organizational_unit(OrganizationalUnitId=gone)
            self.refused("OrganizationalUnitNotFoundException", self.client.delete_organizational_unit, OrganizationalUnitId=gone)
        targets = everything(self.client, "list_targets_for_policy", PolicyId="p-FullAWSAccess")
        self.assertNotIn(unit["Id"], [target["TargetId"] for target in targets])

    def test_ous_that_cannot_be(self):
        create, update = self.client.create_organizational_unit, self.client.update_organizational_unit
        sandbox = self.units["Sandbox"]
        self.refused("DuplicateOrganizationalUnitException", create, ParentId=self.root, Name="Sandbox")
        self.refused("DuplicateOrganizationalUnitException", update, OrganizationalUnitId=sandbox, Name="Workloads")
        update(OrganizationalUnitId=sandbox, Name="Sandbox")
        nowhere = sandbox[:-8] + "00000000"
        self.refused("ParentNotFoundException", create, ParentId=nowhere, Name="x")
        self.refused("OrganizationalUnitNotFoundException", update, OrganizationalUnitId=nowhere, Name="x")
        self.refused("InvalidInputException", create, "MAX_LENGTH_EXCEEDED", ParentId=self.root, Name="x" * 129)
        self.refused("InvalidInputException", create, "INPUT_REQUIRED", ParentId=self.root)
        self.refused("InvalidInputException", create, "INVALID_PATTERN", ParentId="x", Name="x")
        delete = self.client.delete_organizational_unit
        self.refused("OrganizationalUnitNotEmptyException", delete, OrganizationalUnitId=sandbox)

    def test_five_levels(self):
        parent = self.root
        for level in range(5):
            parent = self.unit(f"Level {level + 1}", parent)
        self.refused(LIMIT, self.client.create_organizational_unit, "OU_DEPTH_LIMIT_EXCEEDED", ParentId=parent, Name="Level 6")

    def test_only_the_management_account_changes_the_tree(self):
        administrator = everything(self.client, "list_delegated_administrators")[0]["Id"]
        client = self.organization.client("organizations", administrator)
        methods = """create_organizational_unit update_organizational_unit delete_organizational_unit create_policy update_policy
            delete_policy attach_policy detach_policy enable_policy_type disable_policy_type tag_resource untag_resource
            register_delegated_administrator deregister_delegated_administrator enable_aws_service_access
            disable_aws_service_access"""
        for method in methods.split():
            self.refused("AccessDeniedException", getattr(client, method))


class Policies(Changing):
    def test_a_policy_is_made_changed_attached_detached_and_deleted(self):
        content = json.dumps(json.loads(statement()), indent=2)
        made = self.client.create_policy(Name="made", Description="d", Content=content, Type=SCP, Tags=[{"Key": "a", "Value": "b"}])
        policy = made["Policy"]["PolicySummary"]
        self.assertRegex(policy["Id"], "^p-[a-z0-9]{8}$")
        self.assertTrue(policy["Arn"].endswith(f"/service_control_policy/{policy['Id']}"))
        self.assertEqual(made["Policy"]["Content"], content)
        self.assertEqual(self.tags(policy["Id"]), {"a": "b"})
        changed = self.client.update_policy(PolicyId=policy["Id"], Description="")["Policy"]
        self.assertEqual(changed, {"PolicySummary": {**policy, "Description": ""}, "Content": content})
        changed = self.client.update_policy(PolicyId=policy["Id"], Name="changed", Content=statement(Action="ec2:*"))["Policy"]
        self.assertEqual(self.client.describe_policy(PolicyId=policy["Id"])["Policy"], changed)
        unit = self.unit("Attached")
        targets = [unit, self.member("Sandbox"), self.root]
        for target in targets:
            self.client.attach_policy(PolicyId=policy["Id"], TargetId=target)
            self.assertIn(policy["Id"], self.attached(target))
            self.refused(
                "DuplicatePolicyAttachmentException", self.client.attach_policy, PolicyId=policy["Id"], TargetId=target
            )
        self.refused("PolicyInUseException", self.client.delete_policy, PolicyId=policy["Id"])
        for target in targets:
            self.client.detach_policy(PolicyId=policy["Id"], TargetId=target)
            self.refused("PolicyNotAttachedException", self.client.detach_policy, PolicyId=policy["Id"], TargetId=target)
        self.client.delete_policy(PolicyId=policy["Id"])
        self.refused("PolicyNotFoundException", self.client.describe_policy, PolicyId=policy["Id"])
        self.refused("PolicyNotFoundException", self.client.delete_policy, PolicyId=policy["Id"])
        self.refused("PolicyNotFoundException", self.client.attach_policy, PolicyId=policy["Id"], TargetId=unit)

    def test_policies_that_cannot_be(self):
        good = {"Name": "refused", "Description": "", "Content": statement(), "Type": SCP}
        malformed, invalid = "MalformedPolicyDocumentException", "InvalidInputException"
        rcp = {"Type": RCP, "Content": statement(Principal="*")}
        cases = [
            ({"Content": "{"}, malformed, None),
            ({"Content": statement(Principal="*")}, malformed, None),
            ({"Content": statement(Effect="Perhaps")}, malformed, None),
            ({**rcp, "Content": statement(Principal="*", Effect="Allow")}, malformed, None),
            ({**rcp, "Content": statement(Principal="*", Action="*")}, malformed, None),
            ({"Type": TAG_POLICY}, malformed, None),
            ({"Content": statement(Sid="x" * 10_240)}, LIMIT, "POLICY_CONTENT_LIMIT_EXCEEDED"),
            ({**rcp, "Content": statement(Principal="*", Sid="x" * 5_120)}, LIMIT, "POLICY_CONTENT_LIMIT_EXCEEDED"),
            ({"Type": "NO_POLICY"}, invalid, "INVALID_ENUM_POLICY_TYPE"),
            ({"Name": "x" * 129}, invalid, "MAX_LENGTH_EXCEEDED"),
            ({"Description": "x" * 513}, invalid, "MAX_LENGTH_EXCEEDED"),
            ({"Description": None}, invalid, "INPUT_REQUIRED"),
            ({"Content": ""}, invalid, "INPUT_REQUIRED"),
            ({"Name": "approved-regions"}, "DuplicatePolicyException", None),
            ({"Type": "CHATBOT_POLICY"}, "PolicyTypeNotAvailableForOrganizationException", None),
        ]
        for change, code, reason in cases:
            self.refused(code, self.client.create_policy, reason, **{**good, **change})
        other = self.policy("other")
        self.refused("DuplicatePolicyException", self.client.update_policy, PolicyId=other, Name="approved-regions")
        self.refused(malformed, self.client.update_policy, PolicyId=other, Content="[]")
        for method in ("update_policy", "delete_policy"):
            self.refused(invalid, getattr(self.client, method), "IMMUTABLE_POLICY", PolicyId="p-FullAWSAccess")
            self.refused(invalid, getattr(self.client, method), "INVALID_PATTERN", PolicyId="x")

    def test_every_node_keeps_a_policy_and_has_room_for_ten(self):
        unit = self.unit("Crowded")
        attach, detach = self.client.attach_policy, self.client.detach_policy
        self.refused(LIMIT, detach, "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", PolicyId="p-FullAWSAccess", TargetId=unit)
        self.refused("InvalidInputException", detach, "NON_DETACHABLE_POLICY", PolicyId="p-RCPFullAWSAccess", TargetId=unit)
        policies = [self.policy(f"crowd-{number}") for number in range(10)]
        for policy in policies[:9]:
            attach(PolicyId=policy, TargetId=unit)
        self.refused(LIMIT, attach, "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", PolicyId=policies[9], TargetId=unit)
        # An allow list takes the place of AWS's policy.
        detach(PolicyId="p-FullAWSAccess", TargetId=unit)
        attach(PolicyId=policies[9], TargetId=unit)
        controls = [self.policy(f"crowd-{number}", statement(Principal="*"), RCP) for number in range(5)]
        for control in controls[:4]:
            attach(PolicyId=control, TargetId=unit)
        self.refused(LIMIT, attach, "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", PolicyId=controls[4], TargetId=unit)

    def test_targets_that_are_not_there(self):
        policy = self.policy("lonely")
        for method in ("attach_policy", "detach_policy"):
            call = getattr(self.client, method)
            self.refused("TargetNotFoundException", call, PolicyId=policy, TargetId="999999999999")
            self.refused("InvalidInputException", call, "INVALID_PATTERN", PolicyId=policy, TargetId="x")


class PolicyTypes(Changing):
    """A minute of AWS passes in a fifth of a second."""

    OPTIONS = ("--clean", "--time-scale", 300)

    def types(self):
        return {kind["Type"]: kind["Status"] for kind in self.client.list_roots()["Roots"][0]["PolicyTypes"]}

    def test_a_type_is_pending_then_enabled_then_pending_and_gone(self):
        call = {"RootId": self.root, "PolicyType": TAG_POLICY}
        policy = self.policy("tags", '{"tags":{}}', TAG_POLICY)
        attachment = {"PolicyId": policy, "TargetId": self.root}
        self.refused("PolicyTypeNotEnabledException", self.client.attach_policy, **attachment)
        answered = self.client.enable_policy_type(**call)["Root"]["PolicyTypes"]
        self.assertIn({"Type": TAG_POLICY, "Status": "PENDING_ENABLE"}, answered)
        self.until(self.types, lambda types: types.get(TAG_POLICY) == "ENABLED")
        self.refused("PolicyTypeAlreadyEnabledException", self.client.enable_policy_type, **call)
        self.client.attach_policy(**attachment)
        answered = self.client.disable_policy_type(**call)["Root"]["PolicyTypes"]
        self.assertIn({"Type": TAG_POLICY, "Status": "PENDING_DISABLE"}, answered)
        self.until(self.types, lambda types: TAG_POLICY not in types)
        self.refused("PolicyTypeNotEnabledException", self.client.disable_policy_type, **call)
        self.assertEqual(everything(self.client, "list_targets_for_policy", PolicyId=policy), [])
        self.refused("RootNotFoundException", self.client.enable_policy_type, RootId="r-none", PolicyType=TAG_POLICY)
        self.refused("InvalidInputException", self.client.enable_policy_type, "INVALID_ENUM_POLICY_TYPE", RootId=self.root, PolicyType="X")

    def test_service_control_policies_start_again_with_full_access(self):
        before = everything(self.client, "list_targets_for_policy", PolicyId="p-FullAWSAccess")
        call = {"RootId": self.root, "PolicyType": SCP}
        self.client.disable_policy_type(**call)
        self.until(self.types, lambda types: SCP not in types)
        self.assertEqual(self.attached(self.root), [])
        unit = self.unit("Meanwhile")
        self.client.enable_policy_type(**call)
        self.until(self.types, lambda types: types.get(SCP) == "ENABLED")
        self.assertEqual(self.attached(self.root), ["p-FullAWSAccess"])
        after = everything(self.client, "list_targets_for_policy", PolicyId="p-FullAWSAccess")
        targets = [{target["TargetId"] for target in listed} for listed in (before, after)]
        self.assertEqual(targets[1], targets[0] | {unit})


class PendingTypes(Changing):
    """A second is a second: what has begun is not done while a test runs."""

    OPTIONS = ("--time-scale", 1)

    def test_a_type_that_is_changing_is_left_alone(self):
        self.client.disable_policy_type(RootId=self.root, PolicyType=SCP)
        policy = self.policy("late")
        code = "PolicyChangesInProgressException"
        self.refused(code, self.client.enable_policy_type, RootId=self.root, PolicyType=SCP)
        self.refused(code, self.client.disable_policy_type, RootId=self.root, PolicyType=SCP)
        self.refused(code, self.client.attach_policy, PolicyId=policy, TargetId=self.root)
        self.refused(code, self.client.detach_policy, PolicyId="p-FullAWSAccess", TargetId=self.root)
        self.refused(code, self.client.update_policy, PolicyId=policy, Name="later")


if __name__ == "__main__":
    unittest.main()
