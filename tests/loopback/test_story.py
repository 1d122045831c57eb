"""The same story told by the loopback organization and by moto: where they differ, it is known why."""

import contextlib
import unittest

import boto3

import support

from .changing import Changing
from .story import ShareStory, Story
from .test_shapes import served

# Steps at which moto answers something else than the API reference says.
OF_MOTO = {
    "name an OU twice": "makes a second OU of the same name",
    "make an OU nowhere": "does not look for the parent before it attaches policies to the OU",
    "make an OU": "leaves out the path",
    "rename an OU": "leaves out the path",
    "describe an OU": "leaves out the path",
    "create an account": "has created the account before it answers",
    "no creation": "looks for an account instead of a request",
    "describe an account": "leaves out the paths",
    "accounts in the OU": "leaves out the paths",
    "closed": "leaves out the paths",
    "move nowhere": "does not say which of the two parents is missing",
    "move from nowhere": "does not say which of the two parents is missing",
    "move again": "moves an account to where it is",
    "make no policy": "does not read policies",
    "attach again": "attaches a policy to what it is attached to",
    "attach to nobody": "says that an account is missing, not a target",
    "detach again": "detaches a policy that is not attached",
    "detach the last": "leaves an OU without a service control policy",
    "enable a type": "enables a type before it answers",
    "disable a type": "disables a type before it answers",
}


# The same of Service Catalog.
OF_MOTO_CATALOG = {
    "share nothing": "does not look for the portfolio",
    "shares": "takes every share for accepted",
    "end again": "ends what is not shared",
}


class Stories(Changing):
    """Three minutes of AWS pass in a third of a second."""

    OPTIONS = ("--time-scale", 540)
    maxDiff = None

    def moto(self, service):
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        endpoint = stack.enter_context(support.moto())
        keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        return boto3.client(service, region_name="us-east-1", endpoint_url=endpoint, **keys)

    def compare(self, ours, theirs, explained):
        self.assertEqual(list(ours), list(theirs))
        differing = {step: (ours[step], theirs[step]) for step in ours if ours[step] != theirs[step]}
        unexplained = {step: both for step, both in differing.items() if step not in explained}
        self.assertEqual(unexplained, {})
        self.assertEqual(set(explained) - set(differing), set(), "moto has learnt this; it need not be explained any more")

    def test_an_organization_that_changes(self):
        client = self.moto("organizations")
        client.create_organization(FeatureSet="ALL")
        self.compare(Story(self.client).tell(), Story(client).tell(), OF_MOTO)
        changes = {(service, name) for service, name in served("Change") if service == "organizations"}
        self.assertEqual(changes - set(self.organization.strict.answered), set())
        self.assertIn(("organizations", "DescribeCreateAccountStatus"), self.organization.strict.answered)

    def test_a_portfolio_that_is_shared(self):
        ours, theirs = self.organization.client("servicecatalog"), self.moto("servicecatalog")
        made = theirs.create_portfolio(DisplayName="Story", ProviderName="Tests", IdempotencyToken="story")
        portfolio = ours.list_portfolios()["PortfolioDetails"][0]["Id"]
        organization = self.client.describe_organization()["Organization"]["Id"]
        told = ShareStory(ours).tell(portfolio, organization)
        self.compare(told, ShareStory(theirs).tell(made["PortfolioDetail"]["Id"], organization), OF_MOTO_CATALOG)


if __name__ == "__main__":
    unittest.main()
