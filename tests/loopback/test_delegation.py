"""Tags, trusted access of AWS services, and their delegated administrators."""

import unittest

from .changing import Changing
from .organization import everything

CATALOG, GUARD_DUTY = "servicecatalog.amazonaws.com", "guardduty.amazonaws.com"
LIMIT, INVALID = "ConstraintViolationException", "InvalidInputException"


class Tags(Changing):
    def test_everything_but_what_is_of_aws_has_tags(self):
        policy = self.policy("tagged")
        for resource in (self.root, self.units["Sandbox"], self.member("Sandbox"), policy):
            before = self.tags(resource)
            self.client.tag_resource(ResourceId=resource, Tags=[{"Key": "one", "Value": "1"}, {"Key": "two", "Value": ""}])
            self.client.tag_resource(ResourceId=resource, Tags=[{"Key": "one", "Value": "uno"}])
            self.assertEqual(self.tags(resource), {**before, "one": "uno", "two": ""})
            self.client.untag_resource(ResourceId=resource, TagKeys=["one", "two", "never"])
            self.assertEqual(self.tags(resource), before)
        tags = [{"Key": "one", "Value": "1"}]
        self.refused(INVALID, self.client.tag_resource, "IMMUTABLE_POLICY", ResourceId="p-FullAWSAccess", Tags=tags)

    def test_tags_that_cannot_be(self):
        unit = self.unit("Labelled", Tags=[{"Key": f"key-{number}", "Value": ""} for number in range(49)])
        tag, untag = self.client.tag_resource, self.client.untag_resource
        both = [{"Key": "a", "Value": ""}, {"Key": "b", "Value": ""}]
        self.refused(LIMIT, tag, "MAX_TAG_LIMIT_EXCEEDED", ResourceId=unit, Tags=both)
        tag(ResourceId=unit, Tags=[both[0], {"Key": "key-0", "Value": "known"}])
        cases = [
            ([{"Key": "AWS:x", "Value": ""}], "INVALID_SYSTEM_TAGS_PARAMETER"),
            ([both[0], both[0]], "DUPLICATE_TAG_KEY"),
            ([{"Key": "x" * 129, "Value": ""}], "MAX_LENGTH_EXCEEDED"),
            ([{"Key": "x", "Value": "x" * 257}], "MAX_LENGTH_EXCEEDED"),
            ([{"Key": "x*", "Value": ""}], "INVALID_PATTERN"),
            ([{"Value": ""}], "INPUT_REQUIRED"),
        ]
        for tags, reason in cases:
            self.refused(INVALID, tag, reason, ResourceId=unit, Tags=tags)
        self.refused(INVALID, untag, "INVALID_SYSTEM_TAGS_PARAMETER", ResourceId=unit, TagKeys=["aws:x"])
        self.refused("TargetNotFoundException", tag, ResourceId="999999999999", Tags=[])
        self.refused("TargetNotFoundException", untag, ResourceId="ou-none", TagKeys=["x"])


class Administration(Changing):
    def services(self):
        return {found["ServicePrincipal"] for found in everything(self.client, "list_aws_service_access_for_organization")}

    def administrators(self, service):
        found = everything(self.client, "list_delegated_administrators", ServicePrincipal=service)
        return [administrator["Id"] for administrator in found]

    def test_trusted_access_is_given_and_taken(self):
        enable, disable = self.client.enable_aws_service_access, self.client.disable_aws_service_access
        self.assertNotIn("backup.amazonaws.com", self.services())
        for _ in range(2):
            enable(ServicePrincipal="backup.amazonaws.com")
        self.assertIn("backup.amazonaws.com", self.services())
        for _ in range(2):
            disable(ServicePrincipal="backup.amazonaws.com")
        self.assertNotIn("backup.amazonaws.com", self.services())
        for call in (enable, disable):
            self.refused(INVALID, call, "UNRECOGNIZED_SERVICE_PRINCIPAL", ServicePrincipal="none.amazonaws.com")
            self.refused(INVALID, call, "INPUT_REQUIRED")

    def test_a_member_administers_and_may_then_read(self):
        account = self.member("Sandbox")
        reader = self.organization.client("organizations", account)
        self.refused("AccessDeniedException", reader.list_accounts)
        call = {"AccountId": account, "ServicePrincipal": CATALOG}
        self.client.register_delegated_administrator(**call)
        self.refused("AccountAlreadyRegisteredException", self.client.register_delegated_administrator, **call)
        self.assertIn(account, self.administrators(CATALOG))
        services = everything(self.client, "list_delegated_services_for_account", AccountId=account)
        self.assertEqual([service["ServicePrincipal"] for service in services], [CATALOG])
        reader.list_accounts()
        self.client.deregister_delegated_administrator(**call)
        self.refused("AccessDeniedException", reader.list_accounts)
        self.refused("AccountNotRegisteredException", self.client.deregister_delegated_administrator, **call)
        self.refused("AccountNotRegisteredException", self.client.list_delegated_services_for_account, AccountId=account)

    def test_administrators_that_cannot_be(self):
        register = self.client.register_delegated_administrator
        member = self.member("Sandbox")
        suspended = next(account["Id"] for account in self.organization.accounts if account["State"] == "SUSPENDED")
        cases = [
            (self.organization.management, CATALOG, LIMIT, "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR"),
            (suspended, CATALOG, LIMIT, "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR"),
            (member, "detective.amazonaws.com", LIMIT, "SERVICE_ACCESS_NOT_ENABLED"),
            (member, GUARD_DUTY, LIMIT, "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE"),
            (member, "ram.amazonaws.com", INVALID, "UNRECOGNIZED_SERVICE_PRINCIPAL"),
            (member, "none.amazonaws.com", INVALID, "UNRECOGNIZED_SERVICE_PRINCIPAL"),
            ("999999999999", CATALOG, "AccountNotFoundException", None),
        ]
        for account, service, code, reason in cases:
            self.refused(code, register, reason, AccountId=account, ServicePrincipal=service)
        deregister = self.client.deregister_delegated_administrator
        self.refused("AccountNotFoundException", deregister, AccountId="999999999999", ServicePrincipal=CATALOG)

    def test_some_services_have_several_administrators_but_not_any_number(self):
        service = "config.amazonaws.com"
        register = self.client.register_delegated_administrator
        members = everything(self.client, "list_accounts_for_parent", ParentId=self.units["Workloads_Dev"])
        accounts = [account["Id"] for account in members if account["State"] == "ACTIVE"]
        room = 3 - len(self.administrators(service))
        self.assertGreater(room, 0)
        for account in accounts[:room]:
            register(AccountId=account, ServicePrincipal=service)
        reason = "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED"
        self.refused(LIMIT, register, reason, AccountId=accounts[room], ServicePrincipal=service)

    def test_a_catalog_administrator_that_is_no_more_shares_no_more(self):
        owner = self.sharing_administrator()
        before = self.shares(owner)
        self.assertTrue(any(kind != "ACCOUNT" for kind, *_ in before))
        self.client.deregister_delegated_administrator(AccountId=owner, ServicePrincipal=CATALOG)
        self.assertEqual(self.shares(owner), {share for share in before if share[0] == "ACCOUNT"})

    def sharing_administrator(self):
        found = (account for account in self.administrators(CATALOG) if any(kind != "ACCOUNT" for kind, *_ in self.shares(account)))
        return next(found)

    def shares(self, owner):
        found = set()
        for region in self.organization.regions:
            client = self.organization.client("servicecatalog", owner, region)
            for portfolio in everything(client, "list_portfolios"):
                for kind in ("ACCOUNT", "ORGANIZATION", "ORGANIZATIONAL_UNIT", "ORGANIZATION_MEMBER_ACCOUNT"):
                    shares = everything(client, "describe_portfolio_shares", PortfolioId=portfolio["Id"], Type=kind)
                    found |= {(kind, region, portfolio["Id"], share["PrincipalId"]) for share in shares}
        return found


if __name__ == "__main__":
    unittest.main()
