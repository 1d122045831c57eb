"""Every operation, called through boto3: botocore parses every answer, with no unknown member."""

import pathlib
import re
import unittest

from support import ROOT

from .organization import reach
from .sweep import sweep

SERVICES = {
    "Sts": "sts",
    "Organizations": "organizations",
    "ServiceCatalog": "servicecatalog",
    "Iam": "iam",
    "Ec2": "ec2",
    "SageMaker": "sagemaker",
    "ControlTower": "controltower",
    "SsoAdmin": "sso-admin",
    "IdentityStore": "identitystore",
}
# Operations whose only answer here is an error.
ONLY_REFUSED = {("organizations", "DescribeResourcePolicy"), ("sso-admin", "GetPermissionsBoundaryForPermissionSet")}
# Operations that need something to have been changed first; the tests that change things call them.
AFTER_CHANGES = {
    ("organizations", "DescribeCreateAccountStatus"),
    ("servicecatalog", "DescribePortfolioShareStatus"),
    ("servicecatalog", "DescribeProduct"),
    ("servicecatalog", "DescribeProvisioningParameters"),
    ("controltower", "GetBaselineOperation"),
    ("controltower", "GetControlOperation"),
    ("sso-admin", "DescribeAccountAssignmentCreationStatus"),
    ("sso-admin", "DescribeAccountAssignmentDeletionStatus"),
    ("sso-admin", "DescribePermissionSetProvisioningStatus"),
}


def served(how):
    """The operations in the loopback's table that read, or those that change."""
    table = pathlib.Path(ROOT, "src-tauri/crates/loopback/src/services/mod.rs").read_text(encoding="utf-8")
    blocks = re.findall(r"^    (\w+) \{\n((?:        (?:Read|Change) .*\n)+)", table, re.MULTILINE)
    return {(SERVICES[api], name) for api, block in blocks for name in re.findall(rf'{how} "(\w+)"', block)}


class Shapes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.organization = reach()
        sweep(cls.organization)

    def test_every_answer_fits_its_model(self):
        flaws = self.organization.strict.flaws
        self.assertEqual(flaws, [], f"{len(flaws)} flaws")

    def test_every_operation_was_answered(self):
        operations = served("Read") | {("sts", "AssumeRole")}
        self.assertGreater(len(operations), 70)
        missing = operations - set(self.organization.strict.answered) - ONLY_REFUSED - AFTER_CHANGES
        self.assertEqual(missing, set())

    def test_every_protocol_was_spoken(self):
        spoken = {
            ("sts", "query"),
            ("iam", "query"),
            ("ec2", "ec2"),
            ("organizations", "json"),
            ("sagemaker", "json"),
            ("controltower", "rest-json"),
            ("sso-admin", "json"),
            ("identitystore", "json"),
            ("servicecatalog", "json"),
            ("servicecatalog", "smithy-rpc-v2-cbor"),
        }
        self.assertEqual(self.organization.strict.protocols, spoken)

    def test_operations_that_only_refuse_were_called(self):
        self.assertEqual(ONLY_REFUSED - set(self.organization.strict.refused), set())


if __name__ == "__main__":
    unittest.main()
