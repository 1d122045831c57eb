"""The same story told by the loopback organization and by moto: where they differ, it is known why."""

import unittest

import boto3

import support

from .changing import Changing
from .story import Story
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


class Stories(Changing):
    """Three minutes of AWS pass in a third of a second."""

    OPTIONS = ("--time-scale", 540)
    maxDiff = None

    def test_the_loopback_organization_and_moto_tell_the_same(self):
        ours = Story(self.client).tell()
        with support.moto() as endpoint:
            keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
            client = boto3.client("organizations", region_name="us-east-1", endpoint_url=endpoint, **keys)
            client.create_organization(FeatureSet="ALL")
            theirs = Story(client).tell()
        self.assertEqual(list(ours), list(theirs))
        differing = {step: (ours[step], theirs[step]) for step in ours if ours[step] != theirs[step]}
        unexplained = {step: both for step, both in differing.items() if step not in OF_MOTO}
        self.assertEqual(unexplained, {})
        self.assertEqual(set(OF_MOTO) - set(differing), set(), "moto has learnt this; it need not be explained any more")
        changes = {(service, name) for service, name in served("Change") if service == "organizations"}
        self.assertEqual(changes - set(self.organization.strict.answered), set())
        self.assertIn(("organizations", "DescribeCreateAccountStatus"), self.organization.strict.answered)


if __name__ == "__main__":
    unittest.main()
