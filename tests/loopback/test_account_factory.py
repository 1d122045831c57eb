"""Account Factory: accounts that are made, enrolled, moved and let go through Service Catalog, and what goes wrong on the way."""

import json
import pathlib
import tempfile
import unittest

from .organization import everything
from .provisioning import ACCOUNT, Launching, token

CRAWLER_ROLE = "ArmillaryCrawler"
EXECUTION_ROLE = "AWSControlTowerExecution"
FACTORY = "AWS Control Tower Account Factory"


class Factory(Launching):
    """The management account, whose reader may use Account Factory. A second here is half an hour of AWS, or less."""

    OPTIONS = ("--clean", "--time-scale", 900)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalog = cls.organization.client("servicecatalog")
        cls.tower = cls.organization.client("controltower")
        for portfolio in everything(cls.catalog, "list_portfolios"):
            for product in everything(cls.catalog, "search_products_as_admin", PortfolioId=portfolio["Id"]):
                if product["ProductViewSummary"]["Name"] == FACTORY:
                    cls.portfolio, cls.product = portfolio["Id"], product["ProductViewSummary"]["ProductId"]
        cls.principal = f"arn:aws:iam::{cls.organization.management}:role/{CRAWLER_ROLE}"
        cls.admit()
        artifacts = cls.catalog.list_provisioning_artifacts(ProductId=cls.product)["ProvisioningArtifactDetails"]
        cls.launched = {"ProductId": cls.product, "ProvisioningArtifactId": artifacts[-1]["Id"]}

    @classmethod
    def admit(cls):
        principal = {"PortfolioId": cls.portfolio, "PrincipalARN": cls.principal, "PrincipalType": "IAM"}
        cls.catalog.associate_principal_with_portfolio(**principal)

    def parameters(self, name, unit, **changes):
        given = {
            "AccountEmail": f"aws+{name}@example.com",
            "AccountName": name,
            "ManagedOrganizationalUnit": unit,
            "SSOUserEmail": f"{name}-owner@example.com",
            "SSOUserFirstName": "Ada",
            "SSOUserLastName": "Owner",
            **changes,
        }
        return [{"Key": key, "Value": value} for key, value in given.items() if value is not None]

    def vend(self, name, unit, provision_token=None, **changes):
        parameters = self.parameters(name, unit, **changes)
        call = {"ProvisionedProductName": name, "ProvisionToken": provision_token or token(), **self.launched}
        return self.catalog.provision_product(ProvisioningParameters=parameters, **call)["RecordDetail"]

    def vended(self, name, unit, **changes):
        """The id of an account that is there and enrolled."""
        record = self.vend(name, unit, **changes)
        done = self.ended(self.catalog, record)
        self.assertEqual((done["Status"], done["RecordErrors"]), ("SUCCEEDED", []))
        return self.outputs(record)["AccountId"]

    def outputs(self, record):
        outputs = everything(self.catalog, "describe_record", Id=record["RecordId"])
        return {output["OutputKey"]: output["OutputValue"] for output in outputs}

    def failed(self, record, *words):
        """The record ends in an error that says these words."""
        done = self.ended(self.catalog, record)
        self.assertEqual(done["Status"], "FAILED")
        for word in words:
            self.assertIn(word, done["RecordErrors"][0]["Description"])
        there = self.provisioned(self.catalog, record["ProvisionedProductName"])
        self.assertEqual(there["StatusMessage"], done["RecordErrors"][0]["Description"])
        return done

    def unit_named(self, name):
        return f"{name} ({self.units[name]})"

    def unit_arn(self, name):
        found = self.client.describe_organizational_unit(OrganizationalUnitId=self.units[name])
        return found["OrganizationalUnit"]["Arn"]

    def terminate(self, name):
        call = {"ProvisionedProductName": name, "TerminateToken": token()}
        return self.ended(self.catalog, self.catalog.terminate_provisioned_product(**call)["RecordDetail"])

    def enrolment(self, account):
        """What the account has from its OU, as Control Tower lists it."""
        arn = self.account(account)["Arn"]
        target = {"filter": {"targetIdentifiers": [arn]}, "includeChildren": True}
        return next(iter(everything(self.tower, "list_enabled_baselines", **target)), None)


class Vending(Factory):
    def test_an_account_is_vended(self):
        unit = self.unit_named("Workloads_Dev")
        again = token()
        record = self.vend("vended-dev", unit, again)
        self.assertEqual((record["ProvisionedProductType"], record["Status"]), ("CONTROL_TOWER_ACCOUNT", "CREATED"))
        self.assertEqual(self.vend("vended-dev", unit, again)["RecordId"], record["RecordId"])
        self.assertEqual(self.states(self.catalog, record), ["CREATED", "IN_PROGRESS", "SUCCEEDED"])
        outputs = self.outputs(record)
        account = outputs["AccountId"]
        addresses = ("aws+vended-dev@example.com", "vended-dev-owner@example.com")
        self.assertEqual((outputs["AccountEmail"], outputs["SSOUserEmail"]), addresses)
        self.assertRegex(outputs["SSOUserPortal"], "^https://d-[0-9a-f]{10}[.]awsapps[.]com/start$")
        self.assertEqual((self.account(account)["Name"], self.parent(account)), ("vended-dev", self.units["Workloads_Dev"]))
        made = [found for found in everything(self.client, "list_create_account_status") if found.get("AccountId") == account]
        self.assertEqual([found["State"] for found in made], ["SUCCEEDED"], "it was made once")
        enrolment = self.enrolment(account)
        self.assertEqual(enrolment["statusSummary"]["status"], "SUCCEEDED")
        self.assertEqual(enrolment["driftStatusSummary"]["types"]["inheritance"]["status"], "IN_SYNC")
        roles = {role["RoleName"] for role in everything(self.organization.client("iam", account), "list_roles")}
        self.assertLessEqual({EXECUTION_ROLE, "aws-controltower-ReadOnlyExecutionRole"}, roles)
        self.assertTrue(any(role.startswith("AWSReservedSSO_AWSAdministratorAccess_") for role in roles))
        # The search finds it by the account's id, a while after the record has told it.
        by_id = lambda: self.names(self.catalog, Filters={"SearchQuery": [f"physicalId:{account}"]})
        self.assertEqual(self.until(by_id, bool), ["vended-dev"])

    def test_what_a_launch_asks_for(self):
        asked = self.catalog.describe_provisioning_parameters(**self.launched)
        parameters = {found["ParameterKey"]: found for found in asked["ProvisioningArtifactParameters"]}
        self.assertEqual(set(parameters), {parameter["Key"] for parameter in self.parameters("x", "y")})
        allowed = parameters["ManagedOrganizationalUnit"]["ParameterConstraints"]["AllowedValues"]
        self.assertIn(self.unit_named("Workloads_Dev"), allowed)
        self.assertNotIn(self.unit_named("Security"), allowed)
        principal = {"PortfolioId": self.portfolio, "PrincipalARN": self.principal, "PrincipalType": "IAM"}
        self.catalog.disassociate_principal_from_portfolio(**principal)
        self.addCleanup(self.admit)
        self.refused("ResourceNotFoundException", self.vend, name="nobody", unit=self.unit_named("Sandbox"))

    def test_a_name_alone_is_enough_for_an_ou_below_the_root(self):
        account = self.vended("bare-name", "Sandbox")
        self.assertEqual(self.parent(account), self.units["Sandbox"])
        self.failed(self.vend("bare-nested", "Workloads_Dev"), "Workloads_Dev")
        self.assertEqual(self.provisioned(self.catalog, "bare-nested")["Status"], "ERROR")

    def test_vends_that_cannot_be(self):
        unregistered = self.unit("Unregistered")
        nested = self.unit("Below", unregistered)
        taken = everything(self.client, "list_accounts")[0]
        sandbox = self.unit_named("Sandbox")
        cases = [
            ("no-such-ou", f"Nowhere ({unregistered[:-8]}00000000)", {}, "cannot find"),
            ("not-registered", f"Unregistered ({unregistered})", {}, "not registered"),
            ("nested-unregistered", f"Below ({nested})", {}, unregistered),
            ("no-unit", None, {}, "ManagedOrganizationalUnit"),
            ("email-taken", sandbox, {"AccountEmail": taken["Email"]}, taken["Id"]),
            ("bad-email", sandbox, {"AccountEmail": "aws+(bad)@example.com"}, "INVALID_EMAIL"),
        ]
        before = len(everything(self.client, "list_accounts"))
        records = [(self.vend(name, unit, **changes), words) for name, unit, changes, words in cases[:3]]
        for record, words in records:
            self.failed(record, words)
        for name, unit, changes, words in cases[3:]:
            self.failed(self.vend(name, unit, **changes), words)
            # It blocks the next try, until it is terminated.
            self.refused("DuplicateResourceException", self.vend, name=name, unit=sandbox)
            self.assertEqual(self.terminate(name)["Status"], "SUCCEEDED")
        self.assertEqual(len(everything(self.client, "list_accounts")), before)

    def test_an_account_moves_by_its_provisioned_product_only_in_its_ou(self):
        account = self.vended("moves", self.unit_named("Sandbox"))
        find = lambda: self.names(self.catalog, Filters={"SearchQuery": [f"physicalId:{account}"]})
        self.until(find, bool)

        def update(**changes):
            parameters = self.parameters("moves", self.unit_named("Workloads_PreProd"), **changes)
            call = {"ProvisionedProductName": "moves", "UpdateToken": token(), "ProvisioningParameters": parameters}
            return self.catalog.update_provisioned_product(**call)["RecordDetail"]

        self.failed(update(AccountName="renamed"), "AccountName")
        self.assertEqual(self.provisioned(self.catalog, "moves")["Status"], "TAINTED")
        self.assertEqual(self.parent(account), self.units["Sandbox"])
        self.assertEqual(self.ended(self.catalog, update())["Status"], "SUCCEEDED")
        self.assertEqual(self.parent(account), self.units["Workloads_PreProd"])
        self.assertEqual(self.provisioned(self.catalog, "moves")["Status"], "AVAILABLE")
        enrolment = self.enrolment(account)
        self.assertEqual(enrolment["statusSummary"]["status"], "SUCCEEDED")
        # Let go, it stays in the organization, under the root.
        self.assertEqual(self.terminate("moves")["Status"], "SUCCEEDED")
        self.assertEqual((self.parent(account), self.account(account)["State"]), (self.root, "ACTIVE"))
        self.assertIsNone(self.enrolment(account))
        self.assertEqual(find(), [])

    def test_an_account_that_is_there_is_enrolled(self):
        address = "aws+was-there@example.com"
        account = self.created("was-there", email=address, RoleName=EXECUTION_ROLE)
        unable = self.created("no-way-in", email="aws+no-way-in@example.com")
        sandbox = self.unit_named("Sandbox")
        self.assertEqual(self.vended("was-there", sandbox, AccountEmail=address), account)
        self.assertEqual(self.parent(account), self.units["Sandbox"])
        self.failed(self.vend("no-way-in", sandbox), EXECUTION_ROLE, unable)
        # With another name it is somebody else's address.
        self.failed(self.vend("other-name", sandbox, AccountEmail="aws+no-way-in@example.com"), unable)

    def test_what_was_vended_before(self):
        names = set(self.names(self.catalog))
        accounts = [found for found in everything(self.client, "list_accounts") if found["Name"] in names]
        self.assertGreater(len(accounts), 40)
        record = self.provisioned(self.catalog, "fraud-dev")["LastRecordId"]
        account = next(found["Id"] for found in accounts if found["Name"] == "fraud-dev")
        self.assertEqual(self.outputs({"RecordId": record})["AccountId"], account)
        scanned = lambda **access: [found["Name"] for found in everything(self.catalog, "scan_provisioned_products", **access)]
        self.assertNotIn("fraud-dev", scanned(), "another session has asked for it")
        self.assertIn("fraud-dev", scanned(**ACCOUNT))


class Crowded(Factory):
    """Slow enough that what has begun is under way."""

    OPTIONS = ("--clean", "--time-scale", 20)

    def test_five_accounts_are_worked_on_at_a_time(self):
        sandbox = self.unit_named("Sandbox")
        records = [self.vend(f"crowd-{number}", sandbox) for number in range(6)]
        done = self.ended(self.catalog, records[-1])
        self.assertEqual(done["Status"], "FAILED")
        self.assertIn("maximum of 5 concurrent account operations", done["RecordErrors"][0]["Description"])
        for record in records[:-1]:
            self.assertEqual(self.record(self.catalog, record)["Status"], "IN_PROGRESS")


class Busy(Factory):
    """Slow enough that an operation on an OU is under way."""

    OPTIONS = ("--clean", "--time-scale", 120)

    def test_an_ou_that_is_worked_on_takes_no_accounts_meanwhile(self):
        unit = {"targetIdentifiers": [self.unit_arn("Workloads_Prod")]}
        enabled = everything(self.tower, "list_enabled_baselines", filter=unit)[0]["arn"]
        operation = self.tower.reset_enabled_baseline(enabledBaselineIdentifier=enabled)["operationIdentifier"]
        before = everything(self.client, "list_create_account_status")
        record = self.vend("too-early", self.unit_named("Workloads_Prod"))
        self.failed(record, "another AWS Control Tower operation is in progress. Try again later")
        self.assertEqual(everything(self.client, "list_create_account_status"), before)
        read = lambda: self.tower.get_baseline_operation(operationIdentifier=operation)["baselineOperation"]
        self.until(read, lambda found: found["status"] == "SUCCEEDED")
        # The other way round, an OU one of whose accounts is being enrolled is not worked on.
        self.vend("first", self.unit_named("Sandbox"))
        sandbox = {"targetIdentifiers": [self.unit_arn("Sandbox")], "statuses": ["SUCCEEDED"]}
        children = lambda: [row for row in everything(self.tower, "list_enabled_baselines", includeChildren=True) if is_changing(row)]
        self.until(children, lambda rows: any(self.account_named("first") in row["targetIdentifier"] for row in rows))
        registration = everything(self.tower, "list_enabled_baselines", filter=sandbox)[0]["arn"]
        self.refused("ConflictException", self.tower.reset_enabled_baseline, enabledBaselineIdentifier=registration)

    def account_named(self, name):
        accounts = everything(self.client, "list_accounts")
        return next((account["Id"] for account in accounts if account["Name"] == name), "nobody")


def is_changing(row):
    return row["statusSummary"]["status"] == "UNDER_CHANGE"


class Full(Factory):
    OPTIONS = ("--clean", "--time-scale", 900, "--account-quota", 64)

    def test_the_quota_of_accounts_is_told(self):
        self.failed(self.vend("one-too-many", self.unit_named("Sandbox")), "exceeded the allowed number of AWS accounts")


class HalfDone(Factory):
    """The account is made, and enrolling it goes wrong."""

    @classmethod
    def options(cls, stack):
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="armillary-test-")))
        later = {"code": "InternalFailure", "message": "AWS Control Tower failed to set up the account"}
        rule = {"service": "servicecatalog", "operation": "ProvisionProduct", "later": later, "times": 1}
        (folder / "faults.json").write_text(json.dumps({"rules": [rule]}), encoding="utf-8")
        return (*cls.OPTIONS, "--faults", folder / "faults.json")

    def test_the_account_is_there_and_is_not_vended_twice(self):
        sandbox = self.unit_named("Sandbox")
        self.failed(self.vend("half", sandbox), "failed to set up")
        there = [found for found in everything(self.client, "list_accounts") if found["Name"] == "half"]
        self.assertEqual(len(there), 1)
        account = there[0]["Id"]
        self.assertEqual(self.enrolment(account)["statusSummary"]["status"], "FAILED")
        self.refused("DuplicateResourceException", self.vend, name="half", unit=sandbox)
        # Another product for the same account finds what is left of the first.
        self.failed(self.vend("half-again", sandbox, AccountName="half", AccountEmail="aws+half@example.com"), account)
        self.assertEqual(self.terminate("half-again")["Status"], "SUCCEEDED")
        self.assertEqual(self.terminate("half")["Status"], "SUCCEEDED")
        self.assertIsNone(self.enrolment(account))
        self.assertEqual(self.vended("half", sandbox), account)


if __name__ == "__main__":
    unittest.main()
