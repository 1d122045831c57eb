"""IAM Identity Center: people and groups, permission sets, who has them where, and the roles that follow."""

import json
import pathlib
import tempfile
import unittest

from .changing import Changing, statement
from .organization import everything

INVALID, MISSING, CONFLICT = "ValidationException", "ResourceNotFoundException", "ConflictException"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
VIEW_ONLY = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
TWICE = "UNIQUENESS_CONSTRAINT_VIOLATION"
NOBODY = "00000000-0000-4000-a000-000000000000"
LATEST, OUTDATED = "LATEST_PERMISSION_SET_PROVISIONED", "LATEST_PERMISSION_SET_NOT_PROVISIONED"


class Center(Changing):
    """The instance of the organization, and its people."""

    OPTIONS = ("--clean", "--time-scale", 120)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.center = cls.organization.client("sso-admin")
        cls.people = cls.organization.client("identitystore")
        instance = everything(cls.center, "list_instances")[0]
        cls.here, cls.store = {"InstanceArn": instance["InstanceArn"]}, {"IdentityStoreId": instance["IdentityStoreId"]}

    def group(self, name, **options):
        return self.people.create_group(DisplayName=name, **self.store, **options)["GroupId"]

    def person(self, name, **options):
        call = {"DisplayName": name.title(), "Name": {"GivenName": name, "FamilyName": "Tester"}, **options}
        return self.people.create_user(UserName=f"{name}@example.com", **self.store, **call)["UserId"]

    def permission_set(self, name, *managed, **options):
        """What names a new permission set in requests."""
        made = self.center.create_permission_set(Name=name, **self.here, **options)["PermissionSet"]
        named = {"PermissionSetArn": made["PermissionSetArn"], **self.here}
        for arn in managed:
            self.center.attach_managed_policy_to_permission_set(ManagedPolicyArn=arn, **named)
        return named

    def given(self, account, named, principal, kind="GROUP"):
        return {"TargetId": account, "TargetType": "AWS_ACCOUNT", "PrincipalType": kind, "PrincipalId": principal, **named}

    def assigned(self, account, named, principal, kind="GROUP"):
        """The end of a request to give a permission set to somebody."""
        made = self.center.create_account_assignment(**self.given(account, named, principal, kind))
        return self.ended("creation", made["AccountAssignmentCreationStatus"])

    def taken(self, account, named, principal, kind="GROUP"):
        """The end of a request to take it away."""
        made = self.center.delete_account_assignment(**self.given(account, named, principal, kind))
        return self.ended("deletion", made["AccountAssignmentDeletionStatus"])

    def ended(self, kind, status):
        self.assertEqual(status["Status"], "IN_PROGRESS")
        described = getattr(self.center, f"describe_account_assignment_{kind}_status")
        member = f"AccountAssignment{kind.title()}"
        call = {f"{member}RequestId": status["RequestId"], **self.here}
        return self.until(lambda: described(**call)[f"{member}Status"], lambda found: found["Status"] != "IN_PROGRESS")

    def provisioned(self, named, target="ALL_PROVISIONED_ACCOUNTS", **options):
        """The end of a request to bring a permission set to accounts."""
        begun = self.center.provision_permission_set(TargetType=target, **named, **options)["PermissionSetProvisioningStatus"]
        call = {"ProvisionPermissionSetRequestId": begun["RequestId"], **self.here}
        read = lambda: self.center.describe_permission_set_provisioning_status(**call)["PermissionSetProvisioningStatus"]
        return self.until(read, lambda found: found["Status"] != "IN_PROGRESS")

    def accounts(self, named, status=None):
        options = {"ProvisioningStatus": status} if status else {}
        return everything(self.center, "list_accounts_for_provisioned_permission_set", **named, **options)

    def role(self, account, name):
        """The role that a permission set has in an account."""
        roles = everything(self.organization.client("iam", account), "get_account_authorization_details", Filter=["Role"])
        found = [role for role in roles if role["RoleName"].startswith(f"AWSReservedSSO_{name}_")]
        self.assertLessEqual(len(found), 1)
        return found[0] if found else None


class People(Center):
    def test_people_and_groups(self):
        group = self.group("Fraud-Leads", Description="Who leads")
        person = self.person("ada", Emails=[{"Value": "ada@example.com"}])
        self.assertRegex(person, "^[0-9a-f]{10}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        self.refused(CONFLICT, self.people.create_group, TWICE, DisplayName="fraud-leads", **self.store)
        call = {"DisplayName": "Ada", "Name": {"GivenName": "Ada", "FamilyName": "Other"}, **self.store}
        for taken in ({"UserName": "ADA@example.com"}, {"UserName": "ada2", "Emails": [{"Value": "ada@example.com"}]}):
            self.refused(CONFLICT, self.people.create_user, TWICE, **taken, **call)
        self.refused(INVALID, self.people.create_user, UserName="nameless", DisplayName="x", **self.store)
        self.refused(INVALID, self.people.create_group, **self.store)
        for path, value, method, member in (
            ("displayName", "Fraud-Leads", self.people.get_group_id, "GroupId"),
            ("userName", "ada@example.com", self.people.get_user_id, "UserId"),
            ("emails.value", "ada@example.com", self.people.get_user_id, "UserId"),
        ):
            by = {"UniqueAttribute": {"AttributePath": path, "AttributeValue": value}}
            self.assertEqual(method(AlternateIdentifier=by, **self.store)[member], group if member == "GroupId" else person)
        nobody = {"UniqueAttribute": {"AttributePath": "displayName", "AttributeValue": "Nobody"}}
        self.refused(MISSING, self.people.get_group_id, AlternateIdentifier=nobody, **self.store)
        self.assertEqual(self.people.describe_user(UserId=person, **self.store)["Emails"][0]["Value"], "ada@example.com")
        named = [{"AttributePath": "DisplayName", "AttributeValue": "Fraud-Leads"}]
        found = everything(self.people, "list_groups", Filters=named, **self.store)
        self.assertEqual([known["GroupId"] for known in found], [group])
        self.memberships(group, person)

    def memberships(self, group, person):
        both = {"GroupId": group, "MemberId": {"UserId": person}, **self.store}
        made = self.people.create_group_membership(**both)["MembershipId"]
        self.refused(CONFLICT, self.people.create_group_membership, TWICE, **both)
        self.refused(MISSING, self.people.create_group_membership, **{**both, "GroupId": NOBODY})
        self.refused(MISSING, self.people.create_group_membership, **{**both, "MemberId": {"UserId": NOBODY}})
        self.assertEqual(self.people.get_group_membership_id(**both)["MembershipId"], made)
        inside = everything(self.people, "list_group_memberships", GroupId=group, **self.store)
        self.assertEqual([found["MemberId"]["UserId"] for found in inside], [person])
        asked = {"MemberId": {"UserId": person}, "GroupIds": [group, NOBODY], **self.store}
        results = self.people.is_member_in_groups(**asked)["Results"]
        self.assertEqual([found["MembershipExists"] for found in results], [True, False])
        self.people.delete_group_membership(MembershipId=made, **self.store)
        self.refused(MISSING, self.people.delete_group_membership, MembershipId=made, **self.store)
        self.people.create_group_membership(**both)
        self.people.delete_user(UserId=person, **self.store)
        self.assertEqual(everything(self.people, "list_group_memberships", GroupId=group, **self.store), [])
        self.people.delete_group(GroupId=group, **self.store)
        self.refused(MISSING, self.people.describe_group, GroupId=group, **self.store)

    def test_the_groups_that_are_there_have_what_the_accounts_hold(self):
        """Every reserved role of an account is a permission set that somebody is given there."""
        for account in self.organization.sample:
            client = self.organization.client("iam", account)
            roles = everything(client, "list_roles", PathPrefix="/aws-reserved/sso.amazonaws.com/")
            held = {role["RoleName"].removeprefix("AWSReservedSSO_").rpartition("_")[0] for role in roles}
            sets = everything(self.center, "list_permission_sets_provisioned_to_account", AccountId=account, **self.here)
            described = [self.center.describe_permission_set(PermissionSetArn=arn, **self.here)["PermissionSet"] for arn in sets]
            self.assertEqual({found["Name"] for found in described}, held)
            for arn in sets:
                given = everything(self.center, "list_account_assignments", AccountId=account, PermissionSetArn=arn, **self.here)
                self.assertEqual([found["PrincipalType"] for found in given], ["GROUP"])
                group = self.people.describe_group(GroupId=given[0]["PrincipalId"], **self.store)["GroupId"]
                self.assertTrue(everything(self.people, "list_group_memberships", GroupId=group, **self.store))


class PermissionSets(Center):
    def test_what_a_permission_set_is_made_of(self):
        tags = [{"Key": "team", "Value": "fraud"}]
        named = self.permission_set("Everything", READ_ONLY, Description="All of it", SessionDuration="PT2H30M", Tags=tags)
        there = self.center.describe_permission_set(**named)["PermissionSet"]
        self.assertEqual((there["Name"], there["SessionDuration"], there["Description"]), ("Everything", "PT2H30M", "All of it"))
        tagged = self.center.list_tags_for_resource(ResourceArn=named["PermissionSetArn"], **self.here)
        self.assertEqual(tagged["Tags"], tags)
        self.center.update_permission_set(SessionDuration="PT4H", **named)
        there = self.center.describe_permission_set(**named)["PermissionSet"]
        self.assertEqual((there["SessionDuration"], there["Description"]), ("PT4H", "All of it"))
        self.refused(CONFLICT, self.center.attach_managed_policy_to_permission_set, ManagedPolicyArn=READ_ONLY, **named)
        self.refused(MISSING, self.center.attach_managed_policy_to_permission_set, ManagedPolicyArn=READ_ONLY + "Not", **named)
        listed = everything(self.center, "list_managed_policies_in_permission_set", **named)
        self.assertEqual(listed, [{"Name": "ReadOnlyAccess", "Arn": READ_ONLY}])
        self.center.detach_managed_policy_from_permission_set(ManagedPolicyArn=READ_ONLY, **named)
        self.refused(MISSING, self.center.detach_managed_policy_from_permission_set, ManagedPolicyArn=READ_ONLY, **named)
        self.assertEqual(self.center.get_inline_policy_for_permission_set(**named)["InlinePolicy"], "")
        self.center.put_inline_policy_to_permission_set(InlinePolicy=statement(), **named)
        self.assertEqual(self.center.get_inline_policy_for_permission_set(**named)["InlinePolicy"], statement())
        self.refused(INVALID, self.center.put_inline_policy_to_permission_set, InlinePolicy="nonsense", **named)
        self.center.delete_inline_policy_from_permission_set(**named)
        self.references(named)
        self.center.delete_permission_set(**named)
        self.refused(MISSING, self.center.describe_permission_set, **named)

    def references(self, named):
        """Policies that accounts have of their own, and boundaries."""
        reference = {"CustomerManagedPolicyReference": {"Name": "Team", "Path": "/ml/"}}
        self.center.attach_customer_managed_policy_reference_to_permission_set(**reference, **named)
        self.refused(CONFLICT, self.center.attach_customer_managed_policy_reference_to_permission_set, **reference, **named)
        listed = everything(self.center, "list_customer_managed_policy_references_in_permission_set", **named)
        self.assertEqual(listed, [reference["CustomerManagedPolicyReference"]])
        for number in range(19):
            more = {"CustomerManagedPolicyReference": {"Name": f"Team{number}"}}
            self.center.attach_customer_managed_policy_reference_to_permission_set(**more, **named)
        call = self.center.attach_managed_policy_to_permission_set
        self.refused("ServiceQuotaExceededException", call, ManagedPolicyArn=READ_ONLY, **named)
        self.center.detach_customer_managed_policy_reference_from_permission_set(**reference, **named)
        self.refused(MISSING, self.center.detach_customer_managed_policy_reference_from_permission_set, **reference, **named)
        self.refused(MISSING, self.center.get_permissions_boundary_for_permission_set, **named)
        for boundary in ({"ManagedPolicyArn": READ_ONLY}, reference):
            self.center.put_permissions_boundary_to_permission_set(PermissionsBoundary=boundary, **named)
            self.assertEqual(self.center.get_permissions_boundary_for_permission_set(**named)["PermissionsBoundary"], boundary)
        both = {"ManagedPolicyArn": READ_ONLY, **reference}
        self.refused(INVALID, self.center.put_permissions_boundary_to_permission_set, PermissionsBoundary=both, **named)
        self.center.delete_permissions_boundary_from_permission_set(**named)
        self.refused(MISSING, self.center.get_permissions_boundary_for_permission_set, **named)

    def test_permission_sets_that_cannot_be(self):
        create = self.center.create_permission_set
        self.permission_set("Twice")
        self.refused(CONFLICT, create, Name="Twice", **self.here)
        long, odd = ({"Name": "Session", "SessionDuration": duration} for duration in ("PT13H", "8h"))
        for case in ({"Name": ""}, {"Name": "not a name"}, {"Name": "x" * 33}, long, odd):
            self.refused(INVALID, create, **case, **self.here)
        self.refused(MISSING, create, Name="Elsewhere", InstanceArn="arn:aws:sso:::instance/ssoins-0000000000000000")
        elsewhere = self.organization.client("sso-admin", region=self.organization.regions[1])
        self.assertEqual(elsewhere.list_instances()["Instances"], [])
        self.refused(MISSING, elsewhere.list_permission_sets, **self.here)


class Assigning(Center):
    def test_an_assignment_makes_a_role_and_its_end_takes_it_away(self):
        account, group, person = self.created("assigned"), self.group("Readers"), self.person("reader")
        named = self.permission_set("Reader", READ_ONLY)
        self.center.put_inline_policy_to_permission_set(InlinePolicy=statement(), **named)
        self.assertIsNone(self.role(account, "Reader"))
        status = self.assigned(account, named, group)
        self.assertEqual((status["Status"], status["TargetId"], status["PrincipalId"]), ("SUCCEEDED", account, group))
        role = self.role(account, "Reader")
        self.assertRegex(role["RoleName"], "^AWSReservedSSO_Reader_[0-9a-f]{16}$")
        self.assertEqual(role["Path"], "/aws-reserved/sso.amazonaws.com/")
        self.assertEqual([policy["PolicyArn"] for policy in role["AttachedManagedPolicies"]], [READ_ONLY])
        inline = {"PolicyName": "AwsSSOInlinePolicy", "PolicyDocument": json.loads(statement())}
        self.assertEqual(role["RolePolicyList"], [inline])
        provider = role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["Federated"]
        providers = self.organization.client("iam", account).list_saml_providers()["SAMLProviderList"]
        self.assertEqual([found["Arn"] for found in providers], [provider])
        # Given again, nothing is there twice; given to a person too, the role stays until nobody has it.
        self.assertEqual(self.assigned(account, named, group)["Status"], "SUCCEEDED")
        self.assertEqual(self.assigned(account, named, person, "USER")["Status"], "SUCCEEDED")
        self.assertEqual(self.role(account, "Reader"), role)
        given = everything(self.center, "list_account_assignments", AccountId=account, **named)
        self.assertEqual({(found["PrincipalType"], found["PrincipalId"]) for found in given}, {("GROUP", group), ("USER", person)})
        self.assertEqual(self.taken(account, named, group)["Status"], "SUCCEEDED")
        self.assertIsNotNone(self.role(account, "Reader"))
        self.refused(CONFLICT, self.center.delete_permission_set, **named)
        self.refused(MISSING, self.center.delete_account_assignment, **self.given(account, named, group))
        self.assertEqual(self.taken(account, named, person, "USER")["Status"], "SUCCEEDED")
        self.assertIsNone(self.role(account, "Reader"))
        self.assertEqual(self.accounts(named), [])
        self.center.delete_permission_set(**named)

    def test_a_change_reaches_accounts_when_it_is_provisioned(self):
        accounts = sorted(self.created(f"changes-{number}") for number in range(2))
        group, named = self.group("Changers"), self.permission_set("Changing", READ_ONLY)
        for account in accounts:
            self.assigned(account, named, group)
        self.assertEqual((self.accounts(named, LATEST), self.accounts(named, OUTDATED)), (accounts, []))
        before = self.role(accounts[0], "Changing")
        self.center.attach_managed_policy_to_permission_set(ManagedPolicyArn=VIEW_ONLY, **named)
        self.assertEqual((self.accounts(named, LATEST), self.accounts(named, OUTDATED)), ([], accounts))
        self.assertEqual(self.role(accounts[0], "Changing"), before)
        asked = {"AccountId": accounts[0], "ProvisioningStatus": OUTDATED, **self.here}
        outdated = everything(self.center, "list_permission_sets_provisioned_to_account", **asked)
        self.assertEqual(outdated, [named["PermissionSetArn"]])
        status = self.provisioned(named, "AWS_ACCOUNT", TargetId=accounts[0])
        self.assertEqual((status["Status"], status["AccountId"]), ("SUCCEEDED", accounts[0]))
        self.assertEqual((self.accounts(named, LATEST), self.accounts(named, OUTDATED)), (accounts[:1], accounts[1:]))
        after = self.role(accounts[0], "Changing")
        self.assertEqual((after["RoleName"], after["RoleId"]), (before["RoleName"], before["RoleId"]))
        self.assertEqual([policy["PolicyArn"] for policy in after["AttachedManagedPolicies"]], [READ_ONLY, VIEW_ONLY])
        self.assertEqual(self.provisioned(named)["Status"], "SUCCEEDED")
        self.assertEqual(self.accounts(named, OUTDATED), [])
        told = everything(self.center, "list_permission_set_provisioning_status", Filter={"Status": "SUCCEEDED"}, **self.here)
        self.assertIn(status["RequestId"], [found["RequestId"] for found in told])
        stranger = self.created("never-assigned")
        call = {"TargetType": "AWS_ACCOUNT", "TargetId": stranger, **named}
        self.refused(MISSING, self.center.provision_permission_set, **call)

    def test_a_policy_that_an_account_lacks(self):
        account, group = self.created("lacks"), self.group("Lacking")
        named = self.permission_set("Lacking")
        reference = {"CustomerManagedPolicyReference": {"Name": "TeamPolicy", "Path": "/"}}
        self.center.attach_customer_managed_policy_reference_to_permission_set(**reference, **named)
        status = self.assigned(account, named, group)
        self.assertEqual(status["Status"], "FAILED")
        self.assertIn("TeamPolicy", status["FailureReason"])
        self.assertEqual(everything(self.center, "list_account_assignments", AccountId=account, **named), [])
        failed = everything(self.center, "list_account_assignment_creation_status", Filter={"Status": "FAILED"}, **self.here)
        self.assertIn(status["RequestId"], [found["RequestId"] for found in failed])

    def test_what_a_person_has_includes_what_its_groups_have(self):
        account, group, person = self.created("through-groups"), self.group("Through"), self.person("member")
        self.people.create_group_membership(GroupId=group, MemberId={"UserId": person}, **self.store)
        named = self.permission_set("Through", VIEW_ONLY)
        self.assigned(account, named, group)
        asked = {"PrincipalId": person, "PrincipalType": "USER", **self.here}
        found = everything(self.center, "list_account_assignments_for_principal", **asked)
        expected = {"AccountId": account, "PermissionSetArn": named["PermissionSetArn"], "PrincipalType": "GROUP", "PrincipalId": group}
        self.assertEqual(found, [expected])
        elsewhere = {"Filter": {"AccountId": self.organization.management}}
        self.assertEqual(everything(self.center, "list_account_assignments_for_principal", **asked, **elsewhere), [])
        self.refused(MISSING, self.center.list_account_assignments_for_principal, **{**asked, "PrincipalId": NOBODY})

    def test_assignments_that_cannot_be(self):
        account, group = self.member("Sandbox"), self.group("Hopeful")
        named = self.permission_set("Hopeful", READ_ONLY)
        good = self.given(account, named, group)
        cases = [
            ({"PrincipalId": NOBODY}, MISSING),
            ({"PrincipalType": "ROBOT"}, INVALID),
            ({"TargetId": "12"}, INVALID),
            ({"TargetType": "PLANET"}, INVALID),
            ({"PermissionSetArn": named["PermissionSetArn"][:-16] + "0" * 16}, MISSING),
        ]
        for change, code in cases:
            self.refused(code, self.center.create_account_assignment, **{**good, **change})
        suspended = next(found["Id"] for found in self.organization.accounts if found["State"] == "SUSPENDED")
        for gone in (suspended, "999999999999"):
            status = self.assigned(gone, named, group)
            self.assertEqual(status["Status"], "FAILED")
            self.assertIn(gone, status["FailureReason"])
        for kind in ("creation", "deletion"):
            call = {f"AccountAssignment{kind.title()}RequestId": NOBODY, **self.here}
            self.refused(MISSING, getattr(self.center, f"describe_account_assignment_{kind}_status"), **call)

    def test_a_delegated_administrator_has_no_say_in_the_management_account(self):
        delegate = self.member("Infrastructure")
        call = {"AccountId": delegate, "ServicePrincipal": "sso.amazonaws.com"}
        client = self.organization.client("sso-admin", delegate)
        self.refused("AccessDeniedException", client.list_permission_sets, **self.here)
        self.client.register_delegated_administrator(**call)
        self.addCleanup(self.client.deregister_delegated_administrator, **call)
        group, named = self.group("Delegated"), self.permission_set("Delegated", READ_ONLY)
        into_management = self.given(self.organization.management, named, group)
        self.refused("AccessDeniedException", client.create_account_assignment, **into_management)
        client.create_account_assignment(**self.given(self.member("Sandbox"), named, group))
        management = {"AccountId": self.organization.management, **self.here}
        sets = everything(self.center, "list_permission_sets_provisioned_to_account", **management)
        own = {"PermissionSetArn": sets[0], **self.here}
        self.refused("AccessDeniedException", client.delete_inline_policy_from_permission_set, **own)


class Unfinished(Center):
    """A second is a second: what has begun is not done while a test runs."""

    OPTIONS = ("--clean", "--time-scale", 1)

    def test_fifteen_assignments_are_under_way_at_a_time(self):
        account, named = self.member("Sandbox"), self.permission_set("Busy", READ_ONLY)
        groups = [self.group(f"Busy-{number}") for number in range(16)]
        for group in groups[:15]:
            self.center.create_account_assignment(**self.given(account, named, group))
        self.refused("ThrottlingException", self.center.create_account_assignment, **self.given(account, named, groups[15]))
        self.refused(CONFLICT, self.center.create_account_assignment, **self.given(account, named, groups[0]))
        under_way = everything(self.center, "list_account_assignment_creation_status", Filter={"Status": "IN_PROGRESS"}, **self.here)
        self.assertEqual(len(under_way), 15)
        self.assertIsNone(self.role(account, "Busy"))


class Failing(Center):
    @classmethod
    def options(cls, stack):
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="armillary-test-")))
        later = {"code": "InternalFailure", "message": "Received a 403 status error from the account"}
        rule = {"service": "sso", "operation": "CreateAccountAssignment", "later": later, "times": 1}
        (folder / "faults.json").write_text(json.dumps({"rules": [rule]}), encoding="utf-8")
        return (*cls.OPTIONS, "--faults", folder / "faults.json")

    def test_an_assignment_that_fails_tells_why_and_can_be_made_again(self):
        account, group, named = self.member("Sandbox"), self.group("Again"), self.permission_set("Again", READ_ONLY)
        status = self.assigned(account, named, group)
        self.assertEqual((status["Status"], status["FailureReason"]), ("FAILED", "Received a 403 status error from the account"))
        self.assertIsNone(self.role(account, "Again"))
        self.assertEqual(self.assigned(account, named, group)["Status"], "SUCCEEDED")
        self.assertIsNotNone(self.role(account, "Again"))


if __name__ == "__main__":
    unittest.main()
