"""The life of portfolio shares: with accounts at once, through the organization in the background, one action at a time."""

import json
import pathlib
import tempfile
import unittest

from .changing import Changing
from .organization import everything
from .test_shapes import served

CATALOG = "servicecatalog.amazonaws.com"
ACCESS_ROLE = "OrganizationAccountAccessRole"
UNDER_WAY = ("NOT_STARTED", "IN_PROGRESS")


def is_sharing(operation):
    """Whether an operation is one of those by which portfolios are shared and used."""
    return operation.endswith(("PortfolioShare", "OrganizationsAccess")) or "Principal" in operation


class Hub(Changing):
    """A portfolio of a member that shares through the organization, and what is done with it."""

    def setUp(self):
        administrators = everything(self.client, "list_delegated_administrators", ServicePrincipal=CATALOG)
        self.owner, self.hub, self.portfolio = next(self.owned(administrators))

    def owned(self, administrators):
        for administrator in administrators:
            hub = self.organization.client("servicecatalog", administrator["Id"])
            for portfolio in everything(hub, "list_portfolios"):
                yield administrator["Id"], hub, {"PortfolioId": portfolio["Id"]}

    def node(self, unit):
        return {"OrganizationNode": {"Type": "ORGANIZATIONAL_UNIT", "Value": unit}}

    def status(self, token):
        return self.hub.describe_portfolio_share_status(PortfolioShareToken=token)

    def done(self, answer):
        """The status of an action that AWS is done with."""
        read = lambda: self.status(answer["PortfolioShareToken"])
        return self.until(read, lambda status: status["Status"] not in UNDER_WAY)

    def shares(self, kind):
        shares = everything(self.hub, "describe_portfolio_shares", Type=kind, **self.portfolio)
        return {share.pop("PrincipalId"): share for share in shares}

    def received(self, account, kind="AWS_ORGANIZATIONS"):
        client = self.organization.client("servicecatalog", account)
        portfolios = everything(client, "list_accepted_portfolio_shares", PortfolioShareType=kind)
        return self.portfolio["PortfolioId"] in [portfolio["Id"] for portfolio in portfolios]

    def principals(self, account):
        client = self.organization.client("servicecatalog", account)
        return {found["PrincipalARN"] for found in everything(client, "list_principals_for_portfolio", **self.portfolio)}

    def account_in(self, name):
        """A new OU with a new account in it."""
        unit, account = self.unit(name), self.created(name)
        self.client.move_account(AccountId=account, SourceParentId=self.root, DestinationParentId=unit)
        return unit, account


class Sharing(Hub):
    """A minute of AWS passes in a third of a second."""

    OPTIONS = ("--clean", "--time-scale", 180)

    def test_the_life_of_a_share_through_the_organization(self):
        unit, account = self.account_in("shared-with")
        answer = self.hub.create_portfolio_share(SharePrincipals=True, **self.portfolio, **self.node(unit))
        token = answer["PortfolioShareToken"]
        self.assertRegex(token, "^share-[a-z0-9]{13}$")
        done = self.done(answer)
        self.assertEqual((done["Status"], done["OrganizationNodeValue"]), ("COMPLETED", unit))
        self.assertEqual(done["ShareDetails"], {"SuccessfulShares": [account], "ShareErrors": []})
        share = {"Type": "ORGANIZATIONAL_UNIT", "Accepted": True, "ShareTagOptions": False, "SharePrincipals": True}
        self.assertEqual(self.shares("ORGANIZATIONAL_UNIT")[unit], share)
        self.assertTrue(self.received(account))
        self.assertTrue(self.principals(account))
        # A share that is there is not made again, whatever is asked to be shared with it.
        again = self.hub.create_portfolio_share(ShareTagOptions=True, **self.portfolio, **self.node(unit))
        self.assertEqual(self.done(again)["Status"], "COMPLETED")
        self.assertEqual(self.shares("ORGANIZATIONAL_UNIT")[unit], share)
        changed = self.hub.update_portfolio_share(SharePrincipals=False, **self.portfolio, **self.node(unit))
        self.assertEqual((changed["Status"], self.done(changed)["Status"]), ("NOT_STARTED", "COMPLETED"))
        self.assertEqual(self.shares("ORGANIZATIONAL_UNIT")[unit], {**share, "SharePrincipals": False})
        self.assertEqual(self.principals(account), set())
        ended = self.hub.delete_portfolio_share(**self.portfolio, **self.node(unit))
        self.assertEqual(self.done(ended)["Status"], "COMPLETED")
        self.assertNotIn(unit, self.shares("ORGANIZATIONAL_UNIT"))
        self.assertFalse(self.received(account))

    def test_the_life_of_a_share_with_an_account(self):
        account = self.created("customer")
        recipient = self.organization.client("servicecatalog", account)
        self.refused("ResourceNotFoundException", recipient.accept_portfolio_share, **self.portfolio)
        for _ in range(2):
            self.assertNotIn("PortfolioShareToken", self.hub.create_portfolio_share(AccountId=account, **self.portfolio))
        self.assertFalse(self.shares("ACCOUNT")[account]["Accepted"])
        self.assertFalse(self.received(account, "IMPORTED"))
        self.refused("ResourceNotFoundException", recipient.describe_portfolio, Id=self.portfolio["PortfolioId"])
        for _ in range(2):
            recipient.accept_portfolio_share(**self.portfolio)
        self.assertTrue(self.shares("ACCOUNT")[account]["Accepted"])
        self.assertTrue(self.received(account, "IMPORTED"))
        role = f"arn:aws:iam::{account}:role/{ACCESS_ROLE}"
        principal = {"PrincipalARN": role, "PrincipalType": "IAM", **self.portfolio}
        for _ in range(2):
            recipient.associate_principal_with_portfolio(**principal)
        self.assertEqual(self.principals(account), {role})
        self.assertNotIn(role, self.principals(self.owner))
        recipient.disassociate_principal_from_portfolio(**principal)
        self.refused("ResourceNotFoundException", recipient.disassociate_principal_from_portfolio, **principal)
        self.assertEqual(self.principals(account), set())
        changed = self.hub.update_portfolio_share(AccountId=account, ShareTagOptions=True, **self.portfolio)
        self.assertEqual(self.done(changed)["ShareDetails"]["SuccessfulShares"], [account])
        self.assertTrue(self.shares("ACCOUNT")[account]["ShareTagOptions"])
        self.assertNotIn("PortfolioShareToken", self.hub.delete_portfolio_share(AccountId=account, **self.portfolio))
        self.assertFalse(self.received(account, "IMPORTED"))
        self.refused("ResourceNotFoundException", self.hub.delete_portfolio_share, AccountId=account, **self.portfolio)

    def test_a_share_through_the_organization_needs_no_acceptance(self):
        unit, account = self.account_in("takes-nothing")
        self.done(self.hub.create_portfolio_share(**self.portfolio, **self.node(unit)))
        recipient = self.organization.client("servicecatalog", account)
        self.refused("ResourceNotFoundException", recipient.accept_portfolio_share, **self.portfolio)
        of_aws = {"PortfolioShareType": "AWS_SERVICECATALOG", **self.portfolio}
        self.refused("ResourceNotFoundException", recipient.accept_portfolio_share, **of_aws)
        recipient.accept_portfolio_share(PortfolioShareType="AWS_ORGANIZATIONS", **self.portfolio)
        # Without principals of its own, nobody in the account can use it.
        self.assertEqual(self.principals(account), set())

    def test_an_account_and_the_organization_are_nodes_too(self):
        member = self.member("Sandbox")
        organization = self.client.describe_organization()["Organization"]
        nodes = [
            ("ORGANIZATION_MEMBER_ACCOUNT", {"Type": "ACCOUNT", "Value": member}, member),
            ("ORGANIZATION", {"Type": "ORGANIZATION", "Value": organization["Arn"]}, organization["Id"]),
        ]
        for kind, node, target in nodes:
            status = self.done(self.hub.create_portfolio_share(OrganizationNode=node, **self.portfolio))
            self.assertEqual(status["Status"], "COMPLETED")
            self.assertIn(member, status["ShareDetails"]["SuccessfulShares"])
            self.assertIn(target, self.shares(kind))
            self.done(self.hub.delete_portfolio_share(OrganizationNode=node, **self.portfolio))
            self.assertNotIn(target, self.shares(kind))

    def test_shares_that_cannot_be(self):
        create, unit = self.hub.create_portfolio_share, self.units["Sandbox"]
        member = self.member("Sandbox")
        account = {"OrganizationNode": {"Type": "ACCOUNT", "Value": member}}
        invalid, missing = "InvalidParametersException", "ResourceNotFoundException"
        cases = [
            ({}, invalid),
            ({"AccountId": member, **self.node(unit)}, invalid),
            ({"AccountId": "12"}, invalid),
            ({"AccountId": self.owner}, invalid),
            ({"AccountId": member, "SharePrincipals": True}, invalid),
            ({"SharePrincipals": True, **account}, invalid),
            (self.node(member), invalid),
            ({"OrganizationNode": {"Type": "PLANET", "Value": unit}}, invalid),
            (self.node(unit[:-8] + "00000000"), missing),
            ({"OrganizationNode": {"Type": "ACCOUNT", "Value": "999999999999"}}, missing),
            ({"OrganizationNode": {"Type": "ORGANIZATION", "Value": "o-0000000000"}}, missing),
        ]
        for target, code in cases:
            self.refused(code, create, **self.portfolio, **target)
        self.refused(missing, create, PortfolioId="port-none", AccountId=member)
        self.refused(missing, self.hub.update_portfolio_share, **self.portfolio, **self.node(self.unit("Unshared")))
        self.refused(missing, self.hub.delete_portfolio_share, **self.portfolio, **account)
        self.refused(missing, self.hub.describe_portfolio_share_status, PortfolioShareToken="share-none")

    def test_who_may_share_through_the_organization(self):
        member = self.member("Workloads_Dev")
        client = self.organization.client("servicecatalog", member)
        refused = "OperationNotSupportedException"
        self.refused(refused, client.describe_portfolio_share_status, PortfolioShareToken="share-none")
        for administered in (client, self.hub):
            self.refused(refused, administered.enable_aws_organizations_access)
            self.refused(refused, administered.disable_aws_organizations_access)
        manager = self.organization.client("servicecatalog")
        manager.enable_aws_organizations_access()
        self.refused("InvalidStateException", manager.disable_aws_organizations_access)

    def test_principals_that_cannot_be(self):
        account, invalid = self.member("Sandbox"), "InvalidParametersException"
        self.hub.create_portfolio_share(AccountId=account, **self.portfolio)
        recipient = self.organization.client("servicecatalog", account)
        recipient.accept_portfolio_share(**self.portfolio)
        role = f"arn:aws:iam::{account}:role/{ACCESS_ROLE}"
        cases = [
            ({"PrincipalARN": role + "-not", "PrincipalType": "IAM"}, invalid),
            ({"PrincipalARN": f"arn:aws:iam::{self.owner}:role/{ACCESS_ROLE}", "PrincipalType": "IAM"}, invalid),
            ({"PrincipalARN": "arn:aws:iam:::role/Team*", "PrincipalType": "IAM"}, invalid),
            ({"PrincipalARN": role, "PrincipalType": "IAM_PATTERN"}, invalid),
            ({"PrincipalARN": role, "PrincipalType": "SOMEBODY"}, invalid),
            ({"PrincipalARN": role}, invalid),
        ]
        associate = recipient.associate_principal_with_portfolio
        for principal, code in cases:
            self.refused(code, associate, **self.portfolio, **principal)
        self.refused("ResourceNotFoundException", associate, PortfolioId="port-none", PrincipalARN=role, PrincipalType="IAM")
        for number in range(10):
            associate(PrincipalARN=f"arn:aws:iam:::role/Team{number}*", PrincipalType="IAM_PATTERN", **self.portfolio)
        more = {"PrincipalARN": "arn:aws:iam:::role/Team", "PrincipalType": "IAM_PATTERN", **self.portfolio}
        self.refused("LimitExceededException", associate, **more)
        for number in range(10):
            recipient.disassociate_principal_from_portfolio(
                PrincipalARN=f"arn:aws:iam:::role/Team{number}*", PrincipalType="IAM_PATTERN", **self.portfolio
            )

    def test_every_change_is_answered(self):
        """In both protocols, and also by the management account alone once nobody else administers."""
        manager = self.organization.client("servicecatalog")
        portfolio = {"PortfolioId": everything(manager, "list_portfolios")[0]["Id"]}
        member = self.member("Sandbox")
        region = self.organization.region
        for client, recipient in [
            (manager, self.organization.client("servicecatalog", member)),
            (
                self.organization.cbor_client("servicecatalog", self.organization.management, region),
                self.organization.cbor_client("servicecatalog", member, region),
            ),
        ]:
            self.hub = client
            client.create_portfolio_share(AccountId=member, **portfolio)
            recipient.accept_portfolio_share(**portfolio)
            principal = {"PrincipalARN": "arn:aws:iam:::role/Team*", "PrincipalType": "IAM_PATTERN", **portfolio}
            recipient.associate_principal_with_portfolio(**principal)
            recipient.disassociate_principal_from_portfolio(**principal)
            self.done(client.update_portfolio_share(AccountId=member, ShareTagOptions=True, **portfolio))
            client.delete_portfolio_share(AccountId=member, **portfolio)
            client.enable_aws_organizations_access()
        for administrator in everything(self.client, "list_delegated_administrators", ServicePrincipal=CATALOG):
            call = {"AccountId": administrator["Id"], "ServicePrincipal": CATALOG}
            self.client.deregister_delegated_administrator(**call)
            self.addCleanup(self.client.register_delegated_administrator, **call)
        manager.disable_aws_organizations_access()
        self.assertEqual(manager.get_aws_organizations_access_status()["AccessStatus"], "DISABLED")
        trusted = everything(self.client, "list_aws_service_access_for_organization")
        self.assertNotIn(CATALOG, [service["ServicePrincipal"] for service in trusted])
        node = self.node(self.units["Sandbox"])
        self.refused("OperationNotSupportedException", manager.create_portfolio_share, **portfolio, **node)
        manager.enable_aws_organizations_access()
        changes = {(service, name) for service, name in served("Change") if service == "servicecatalog" and is_sharing(name)}
        self.assertEqual(changes - set(self.organization.strict.answered), set())


class OneAtATime(Hub):
    """A second is a second: what has begun is not done while a test runs."""

    OPTIONS = ("--clean", "--time-scale", 1)

    def test_a_portfolio_takes_one_action_at_a_time(self):
        sandbox, dev = self.node(self.units["Sandbox"]), self.node(self.unit("Empty"))
        answer = self.hub.create_portfolio_share(**self.portfolio, **dev)
        begun = self.status(answer["PortfolioShareToken"])
        self.assertIn(begun["Status"], UNDER_WAY)
        self.assertEqual((begun["PortfolioId"], "ShareDetails" in begun), (self.portfolio["PortfolioId"], False))
        for node in (sandbox, dev):
            self.refused("InvalidStateException", self.hub.create_portfolio_share, **self.portfolio, **node)
            self.refused("InvalidStateException", self.hub.update_portfolio_share, **self.portfolio, **node)
            self.refused("InvalidStateException", self.hub.delete_portfolio_share, **self.portfolio, **node)
        self.assertNotIn(dev["OrganizationNode"]["Value"], self.shares("ORGANIZATIONAL_UNIT"))
        # Another portfolio of the same account is not kept waiting.
        others = [portfolio for portfolio in everything(self.hub, "list_portfolios") if portfolio["Id"] not in self.portfolio.values()]
        for portfolio in others[:1]:
            self.hub.create_portfolio_share(PortfolioId=portfolio["Id"], **dev)


class FailingShares(Hub):
    """Throttled within, as it is seen in the field: the share is there and does not reach everybody."""

    @classmethod
    def options(cls, stack):
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="armillary-test-")))
        throttled = {"code": "ThrottlingException", "message": "Rate exceeded"}
        rule = {"service": "servicecatalog", "operation": "CreatePortfolioShare", "later": throttled, "times": 2}
        (folder / "faults.json").write_text(json.dumps({"rules": [rule]}), encoding="utf-8")
        return ("--clean", "--time-scale", 180, "--faults", folder / "faults.json")

    def test_errors_are_told_by_account(self):
        unit = self.unit("Throttled")
        accounts = sorted(self.created(f"throttled-{number}") for number in range(2))
        for account in accounts:
            self.client.move_account(AccountId=account, SourceParentId=self.root, DestinationParentId=unit)
        status = self.done(self.hub.create_portfolio_share(**self.portfolio, **self.node(unit)))
        self.assertEqual(status["Status"], "COMPLETED_WITH_ERRORS")
        self.assertEqual(status["ShareDetails"]["SuccessfulShares"], accounts[1:])
        error = {"Accounts": accounts[:1], "Error": "ThrottlingException", "Message": "Rate exceeded"}
        self.assertEqual(status["ShareDetails"]["ShareErrors"], [error])
        self.assertIn(unit, self.shares("ORGANIZATIONAL_UNIT"))
        self.assertEqual([self.received(account) for account in accounts], [False, True])
        access = {"OrganizationParentId": unit, **self.portfolio}
        self.assertEqual(everything(self.hub, "list_portfolio_access", **access), accounts[1:])
        # Ended and made again it reaches both; the second time there is one account, and nothing is made for it.
        self.done(self.hub.delete_portfolio_share(**self.portfolio, **self.node(unit)))
        alone = {"OrganizationNode": {"Type": "ACCOUNT", "Value": accounts[0]}}
        status = self.done(self.hub.create_portfolio_share(**self.portfolio, **alone))
        self.assertEqual(status["Status"], "ERROR")
        self.assertNotIn(accounts[0], self.shares("ORGANIZATION_MEMBER_ACCOUNT"))
        status = self.done(self.hub.create_portfolio_share(**self.portfolio, **self.node(unit)))
        self.assertEqual((status["Status"], [self.received(account) for account in accounts]), ("COMPLETED", [True, True]))


if __name__ == "__main__":
    unittest.main()
