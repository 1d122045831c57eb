"""moto, an AWS emulator we did not write: seeded with boto3, crawled with `armillary`, compared with what boto3 lists."""

import json
import unittest

import boto3

from support import Case, moto

REGIONS = ["us-east-1", "eu-west-1"]
ROLE = "OrganizationAccountAccessRole"
KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


class Organization:
    """A small organization in moto, made and read through boto3."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.root_client = self.client("organizations")
        self.management = self.client("sts").get_caller_identity()["Account"]

    def client(self, service, region="us-east-1", account=None):
        keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        if account and account != self.management:
            assumed = self.client("sts").assume_role(RoleArn=f"arn:aws:iam::{account}:role/{ROLE}", RoleSessionName="test")
            session = assumed["Credentials"]
            keys = {
                "aws_access_key_id": session["AccessKeyId"],
                "aws_secret_access_key": session["SecretAccessKey"],
                "aws_session_token": session["SessionToken"],
            }
        return boto3.client(service, region_name=region, endpoint_url=self.endpoint, **keys)

    def seed(self):
        organizations = self.root_client
        organizations.create_organization(FeatureSet="ALL")
        root = organizations.list_roots()["Roots"][0]["Id"]
        organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
        folders = {"root": root}
        for name, parent in [("Security", "root"), ("Workloads", "root"), ("Dev", "Workloads"), ("Prod", "Workloads")]:
            unit = organizations.create_organizational_unit(ParentId=folders[parent], Name=name)
            folders[name] = unit["OrganizationalUnit"]["Id"]
        members = []
        for index in range(26):  # more than one page of 20
            made = organizations.create_account(AccountName=f"team-{index:02}", Email=f"team-{index:02}@example.com")
            account = made["CreateAccountStatus"]["AccountId"]
            folder = folders[("Security", "Dev", "Prod")[index % 3]]
            organizations.move_account(AccountId=account, SourceParentId=root, DestinationParentId=folder)
            members.append(account)
        self.seed_policies(folders, members)
        for position, account in enumerate(members[:4]):
            self.seed_roles(account, members[(position + 1) % 4])
            for region in REGIONS:
                self.seed_network(account, region, position)
        return members

    def seed_policies(self, folders, members):
        for name, targets in {"DenyLeave": [folders["root"]], "DenyRegions": [folders["Dev"], folders["Prod"], members[0]]}.items():
            statement = {"Sid": name, "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}
            content = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
            made = self.root_client.create_policy(Content=content, Description=name, Name=name, Type="SERVICE_CONTROL_POLICY")
            for target in targets:
                self.root_client.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=target)

    def seed_roles(self, account, other):
        iam = self.client("iam", account=account)
        statements = {
            "Deployer": [
                {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{other}:root"}, "Action": "sts:AssumeRole"},
                {"Effect": "Allow", "Principal": {"Service": ["lambda.amazonaws.com", "sagemaker.amazonaws.com"]}, "Action": "sts:AssumeRole"},
            ],
            "Builder": [
                {
                    "Effect": "Allow",
                    "Principal": {"Federated": f"arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com"},
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}},
                }
            ],
        }
        iam.create_open_id_connect_provider(Url="https://token.actions.githubusercontent.com", ThumbprintList=["a" * 40])
        for name, statement in statements.items():
            document = json.dumps({"Version": "2012-10-17", "Statement": statement})
            iam.create_role(RoleName=name, Path="/platform/", AssumeRolePolicyDocument=document)
        inline = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
        iam.put_role_policy(RoleName="Deployer", PolicyName="inline", PolicyDocument=json.dumps(inline))

    def seed_network(self, account, region, position):
        ec2 = self.client("ec2", region, account)
        vpc = ec2.create_vpc(CidrBlock=f"10.{position}.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.{position}.0.0/24")["Subnet"]["SubnetId"]
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
        ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{region}.s3", PolicyDocument=json.dumps(policy))
        interface = {"VpcEndpointType": "Interface", "SubnetIds": [subnet]}
        ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{region}.sagemaker.api", **interface)
        gateway = ec2.create_transit_gateway(Description="hub")["TransitGateway"]["TransitGatewayId"]
        ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=gateway, VpcId=vpc, SubnetIds=[subnet])

    def pages(self, operation, key, client=None, **arguments):
        paginator = (client or self.root_client).get_paginator(operation)
        return [item for page in paginator.paginate(**arguments) for item in page[key]]

    def parents(self):
        """Every account and OU with the parent boto3 lists it under."""
        found, queue = {}, [self.root_client.list_roots()["Roots"][0]["Id"]]
        while queue:
            parent = queue.pop()
            for account in self.pages("list_accounts_for_parent", "Accounts", ParentId=parent):
                found[account["Id"]] = parent
            for unit in self.pages("list_organizational_units_for_parent", "OrganizationalUnits", ParentId=parent):
                found[unit["Id"]] = parent
                queue.append(unit["Id"])
        return found


def last(arn):
    """The id at the end of an ARN."""
    return arn.rsplit("/", 1)[-1]


class Moto(Case):
    @classmethod
    def setUpClass(cls):
        server = moto()
        endpoint = server.__enter__()
        cls.addClassCleanup(server.__exit__, None, None, None)
        cls.organization = Organization(endpoint)
        cls.seeded = cls.organization.seed()

    def setUp(self):
        super().setUp()
        self.crawled = self.armillary(AWS_ENDPOINT_URL=self.organization.endpoint, **KEYS)
        self.crawled.ok("crawl", "--role-name", ROLE, "--regions", ",".join(REGIONS))

    def rows(self, kind):
        return self.crawled.json_lines("resources", "--kind", kind)

    def test_the_crawl_reads_what_boto3_lists(self):
        self.check_tree()
        self.check_policies()
        self.check_roles()
        self.check_network()

    def check_tree(self):
        accounts = {row["account"]: row["document"] for row in self.rows("AWS::Organizations::Account")}
        listed = {item["Id"]: item for item in self.organization.pages("list_accounts", "Accounts")}
        self.assertEqual(set(accounts), set(listed))
        for account, item in listed.items():
            self.assertEqual((accounts[account]["Name"], accounts[account]["Email"]), (item["Name"], item["Email"]))
        edges = self.graph("org")["edges"]
        nodes = {node["id"]: last(node["id"]) for node in self.graph("org")["nodes"]}
        crawled = {nodes[edge["from"]]: nodes[edge["to"]] for edge in edges if edge["kind"] == "child-of"}
        for child, parent in self.organization.parents().items():
            self.assertEqual(crawled[child], parent)

    def graph(self, view):
        return json.loads(self.crawled.ok("graph", "--view", view, "--format", "json", "--out", "-"))

    def check_policies(self):
        rows = {row["document"]["PolicySummary"]["Id"]: row for row in self.rows("AWS::Organizations::Policy")}
        attached = {(last(e["from"]), last(e["to"])) for e in self.graph("org")["edges"] if e["kind"] == "attached-to"}
        listed = set()
        for policy in self.organization.pages("list_policies", "Policies", Filter="SERVICE_CONTROL_POLICY"):
            self.assertEqual(rows[policy["Id"]]["name"], policy["Name"])
            text = self.organization.root_client.describe_policy(PolicyId=policy["Id"])["Policy"]["Content"]
            self.assertEqual(rows[policy["Id"]]["document"]["Content"], json.loads(text))
            for target in self.organization.pages("list_targets_for_policy", "Targets", PolicyId=policy["Id"]):
                listed.add((policy["Id"], target["TargetId"]))
        self.assertEqual(attached, listed)

    def check_roles(self):
        crawled = {row["arn"]: row["document"] for row in self.rows("AWS::IAM::Role")}
        listed = {}
        for account in [self.organization.management, *self.seeded]:
            iam = self.organization.client("iam", account=account)
            listed.update({role["Arn"]: role for role in self.organization.pages("list_roles", "Roles", iam)})
        self.assertEqual(set(crawled), set(listed))
        for arn, role in listed.items():
            self.assertEqual(crawled[arn]["AssumeRolePolicyDocument"], role["AssumeRolePolicyDocument"])

    def check_network(self):
        endpoints = {row["document"]["VpcEndpointId"]: row for row in self.rows("AWS::EC2::VPCEndpoint")}
        vpcs = {row["document"]["VpcId"]: row for row in self.rows("AWS::EC2::VPC")}
        attachments = {last(row["arn"]): row["document"] for row in self.rows("AWS::EC2::TransitGatewayAttachment")}
        listed_endpoints, listed_vpcs, listed_attachments = set(), set(), {}
        for account in [self.organization.management, *self.seeded]:
            for region in REGIONS:
                ec2 = self.organization.client("ec2", region, account)
                for endpoint in self.organization.pages("describe_vpc_endpoints", "VpcEndpoints", ec2):
                    listed_endpoints.add(endpoint["VpcEndpointId"])
                    row = endpoints[endpoint["VpcEndpointId"]]
                    self.assertEqual((row["account"], row["region"]), (account, region))
                    self.assertEqual(row["document"]["ServiceName"], endpoint["ServiceName"])
                    self.assertEqual(row["document"]["VpcId"], endpoint["VpcId"])
                listed_vpcs |= {vpc["VpcId"] for vpc in self.organization.pages("describe_vpcs", "Vpcs", ec2)}
                for attachment in ec2.describe_transit_gateway_attachments()["TransitGatewayAttachments"]:
                    listed_attachments[attachment["TransitGatewayAttachmentId"]] = attachment
        self.assertEqual(set(endpoints), listed_endpoints)
        self.assertEqual(set(vpcs), listed_vpcs)
        self.assertEqual(set(attachments), set(listed_attachments))
        for identifier, attachment in listed_attachments.items():
            self.assertEqual(attachments[identifier]["ResourceId"], attachment["ResourceId"])
            self.assertEqual(attachments[identifier]["TransitGatewayId"], attachment["TransitGatewayId"])

    def test_what_moto_does_not_have_is_unknown_not_empty(self):
        rows = self.crawled.json("coverage")["rows"]
        self.assertTrue(all(row["gaps"] and all(gap["message"] for gap in row["gaps"]) for row in rows))
        self.assertTrue(any(row["service"] in ("servicecatalog", "sagemaker") for row in rows))


if __name__ == "__main__":
    unittest.main()
