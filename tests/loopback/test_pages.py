"""Pagination: pages are no larger than asked for, and give everything once, whatever their size."""

import json
import unittest

from botocore.exceptions import ClientError

from .organization import items, pages, reach


def listed(client, method, size, **parameters):
    """The items of all pages as text, with the size of each page."""
    found, sizes = [], []
    for page in pages(client, method, size, **parameters):
        sizes.append(len(items(page)))
        found += [json.dumps(item, sort_keys=True, default=str) for item in items(page)]
    return found, sizes


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.organization = reach()

    def check(self, client, method, small, large, **parameters):
        """The same listing in small and in large pages."""
        few, few_sizes = listed(client, method, small, **parameters)
        many, many_sizes = listed(client, method, large, **parameters)
        unsized, _ = listed(client, method, None, **parameters)
        with self.subTest(method):
            self.assertEqual(few, many)
            self.assertEqual(few, unsized)
            self.assertEqual(len(few), len(set(few)))
            self.assertLessEqual(max(few_sizes), small)
            self.assertLessEqual(max(many_sizes), large)
        return few_sizes

    def test_organizations(self):
        client = self.organization.client("organizations")
        root = client.list_roots()["Roots"][0]["Id"]
        sizes = self.check(client, "list_accounts", 3, 20)
        self.assertIn(0, sizes[:-1], "no empty page with a token was met")
        self.check(client, "list_policies", 2, 20, Filter="SERVICE_CONTROL_POLICY")
        self.check(client, "list_targets_for_policy", 3, 20, PolicyId="p-FullAWSAccess")
        self.check(client, "list_organizational_units_for_parent", 1, 20, ParentId=root)
        self.check(client, "list_aws_service_access_for_organization", 2, 20)
        self.check(client, "list_delegated_administrators", 1, 20)

    def test_boto3s_own_paginators(self):
        client = self.organization.client("organizations")
        found = [account["Id"] for page in client.get_paginator("list_accounts").paginate() for account in page["Accounts"]]
        self.assertEqual(found, [account["Id"] for account in self.organization.accounts])

    def test_members(self):
        for account in self.organization.sample:
            iam = self.organization.client("iam", account)
            self.check(iam, "get_account_authorization_details", 7, 1000)
            self.check(iam, "list_roles", 4, 1000)
            for region in self.organization.regions:
                ec2 = self.organization.client("ec2", account, region)
                self.check(ec2, "describe_vpc_endpoints", 5, 1000)
                self.check(ec2, "describe_route_tables", 5, 100)
                self.check(ec2, "describe_transit_gateway_attachments", 5, 1000)
                sagemaker = self.organization.client("sagemaker", account, region)
                self.check(sagemaker, "list_user_profiles", 2, 100)
                self.check(sagemaker, "list_model_packages", 2, 100, ModelPackageType="Versioned")
                catalog = self.organization.client("servicecatalog", account, region)
                self.check(catalog, "list_portfolios", 1, 100)
                self.check(catalog, "search_products_as_admin", 1, 20)

    def test_page_sizes_are_enforced(self):
        cases = [
            ("organizations", "list_accounts", {"MaxResults": 21}, "InvalidInputException"),
            ("organizations", "list_accounts", {"MaxResults": 0}, "InvalidInputException"),
            ("iam", "list_roles", {"MaxItems": 1001}, "ValidationError"),
            ("ec2", "describe_vpcs", {"MaxResults": 4}, "InvalidParameterValue"),
            ("ec2", "describe_route_tables", {"MaxResults": 101}, "InvalidParameterValue"),
            ("sagemaker", "list_domains", {"MaxResults": 101}, "ValidationException"),
            ("servicecatalog", "search_products_as_admin", {"PageSize": 21}, "InvalidParametersException"),
        ]
        self.refuse(cases)

    def test_tokens_of_other_listings_are_refused(self):
        client = self.organization.client("organizations")
        token = client.list_accounts(MaxResults=1)["NextToken"]
        cases = [
            ("organizations", "list_delegated_administrators", {"NextToken": token}, "InvalidInputException"),
            ("organizations", "list_accounts", {"NextToken": "made-up"}, "InvalidInputException"),
            ("iam", "list_roles", {"Marker": token}, "ValidationError"),
            ("ec2", "describe_vpcs", {"NextToken": token}, "InvalidParameterValue"),
            ("sagemaker", "list_domains", {"NextToken": token}, "ValidationException"),
            ("servicecatalog", "list_portfolios", {"PageToken": token}, "InvalidParametersException"),
        ]
        self.refuse(cases)

    def refuse(self, cases):
        for service, method, parameters, code in cases:
            with self.subTest(method, **parameters), self.assertRaises(ClientError) as raised:
                getattr(self.organization.client(service), method)(**parameters)
            with self.subTest(method, **parameters):
                self.assertEqual(raised.exception.response["Error"]["Code"], code)


if __name__ == "__main__":
    unittest.main()
