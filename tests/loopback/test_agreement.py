"""Answers agree with one another: what one operation tells is what the others tell."""

import json
import unittest
import urllib.parse

from .organization import everything, reach

SCP = "SERVICE_CONTROL_POLICY"


class Agreement(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.organization = reach()
        cls.client = cls.organization.client("organizations")

    def tree(self):
        """Every node of the tree with the path that leads to it."""
        organization = self.client.describe_organization()["Organization"]["Id"]
        root = self.client.list_roots()["Roots"][0]["Id"]
        paths = {root: f"{organization}/{root}/"}
        pending = [root]
        while pending:
            parent = pending.pop()
            for unit in everything(self.client, "list_organizational_units_for_parent", ParentId=parent):
                paths[unit["Id"]] = f"{paths[parent]}{unit['Id']}/"
                self.assertEqual(unit["Path"], paths[unit["Id"]])
                pending.append(unit["Id"])
        return paths

    def test_paths_of_accounts_are_where_the_tree_has_them(self):
        told = {account["Id"]: account["Paths"] for account in self.organization.accounts}
        found = {}
        for parent, path in self.tree().items():
            accounts = everything(self.client, "list_accounts_for_parent", ParentId=parent)
            children = everything(self.client, "list_children", ParentId=parent, ChildType="ACCOUNT")
            self.assertEqual([account["Id"] for account in accounts], [child["Id"] for child in children])
            found.update({account["Id"]: [f"{path}{account['Id']}/"] for account in accounts})
        self.assertEqual(found, told)

    def test_policies_and_targets_agree(self):
        policies = everything(self.client, "list_policies", Filter=SCP)
        attached = {
            (policy["Id"], target["TargetId"])
            for policy in policies
            for target in everything(self.client, "list_targets_for_policy", PolicyId=policy["Id"])
        }
        nodes = list(self.tree()) + [account["Id"] for account in self.organization.accounts]
        carried = {
            (policy["Id"], node)
            for node in nodes
            for policy in everything(self.client, "list_policies_for_target", TargetId=node, Filter=SCP)
        }
        self.assertEqual(attached, carried)

    def test_policy_documents_are_json(self):
        for policy in everything(self.client, "list_policies", Filter=SCP):
            json.loads(self.client.describe_policy(PolicyId=policy["Id"])["Policy"]["Content"])
        for account in self.organization.sample:
            client = self.organization.client("iam", account)
            self.encoded(client)
            for detail in everything(client, "get_account_authorization_details"):
                for version in detail.get("PolicyVersionList", []):
                    self.assertIn("Statement", version["Document"])

    def encoded(self, client):
        """boto3 decodes documents by itself: here is one as it is sent."""
        raw = []

        def keep(response_dict, **_):
            raw.append(response_dict["body"].decode())

        client.meta.events.register("before-parse.iam.ListRoles", keep)
        role = client.list_roles(MaxItems=1)["Roles"][0]
        client.meta.events.unregister("before-parse.iam.ListRoles", keep)
        sent = raw[0].split("<AssumeRolePolicyDocument>")[1].split("<")[0]
        self.assertTrue(sent.startswith("%7B%22"), sent[:20])
        self.assertEqual(json.loads(urllib.parse.unquote(sent)), role["AssumeRolePolicyDocument"])

    def test_attachments_agree_between_both_sides(self):
        for region in self.organization.regions:
            gateways = self.organization.client("ec2", self.organization.sample[-1], region).describe_transit_gateways()
            for gateway in gateways["TransitGateways"]:
                owner = self.organization.client("ec2", gateway["OwnerId"], region)
                attachments = everything(owner, "describe_transit_gateway_attachments")
                members = {
                    (association["TransitGatewayAttachmentId"], table["TransitGatewayRouteTableId"])
                    for table in everything(owner, "describe_transit_gateway_route_tables")
                    for association in everything(
                        owner,
                        "get_transit_gateway_route_table_associations",
                        TransitGatewayRouteTableId=table["TransitGatewayRouteTableId"],
                    )
                }
                told = {
                    (attachment["TransitGatewayAttachmentId"], attachment["Association"]["TransitGatewayRouteTableId"])
                    for attachment in attachments
                    if "Association" in attachment
                }
                self.assertEqual(members, told)
                self.sides(attachments, region)

    def sides(self, attachments, region):
        """The owner of an attached VPC sees the same attachment, and has the VPC."""
        vpcs = [attachment for attachment in attachments if attachment["ResourceType"] == "vpc"]
        sampled = [attachment for attachment in vpcs if attachment["ResourceOwnerId"] in self.organization.sample]
        for attachment in sampled:
            client = self.organization.client("ec2", attachment["ResourceOwnerId"], region)
            seen = everything(client, "describe_transit_gateway_attachments")
            self.assertIn(attachment["TransitGatewayAttachmentId"], [other["TransitGatewayAttachmentId"] for other in seen])
            client.describe_vpcs(VpcIds=[attachment["ResourceId"]])

    def test_shared_portfolios_reach_their_recipients(self):
        region = self.organization.region
        reached = 0
        for owner in self.organization.sample:
            hub = self.organization.client("servicecatalog", owner, region)
            for portfolio in everything(hub, "list_portfolios"):
                for kind in ("ORGANIZATIONAL_UNIT", "ORGANIZATION"):
                    shares = everything(hub, "describe_portfolio_shares", PortfolioId=portfolio["Id"], Type=kind)
                    for share in shares:
                        accounts = everything(
                            hub,
                            "list_portfolio_access",
                            PortfolioId=portfolio["Id"],
                            OrganizationParentId=share["PrincipalId"],
                        )
                        reached += self.received(portfolio["Id"], set(accounts) & set(self.organization.sample), region)
        self.assertGreater(reached, 0)

    def received(self, portfolio, accounts, region):
        for account in accounts:
            client = self.organization.client("servicecatalog", account, region)
            received = everything(client, "list_accepted_portfolio_shares", PortfolioShareType="AWS_ORGANIZATIONS")
            self.assertIn(portfolio, [other["Id"] for other in received])
        return len(accounts)


if __name__ == "__main__":
    unittest.main()
