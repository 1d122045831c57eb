"""Portfolios that are filled, and products that are launched, changed and taken away."""

import json
import pathlib
import tempfile
import unittest

from .organization import everything
from .provisioning import ACCOUNT, LAUNCH_ROLE, READ_ROLE, Launching, token

INVALID, MISSING, TWICE = "InvalidParametersException", "ResourceNotFoundException", "DuplicateResourceException"
TEMPLATE = {"LoadTemplateFromURL": "https://templates.example.com/bucket.yaml"}
ABSENT_ROLE = "NoSuchLaunchRole"


class Shop(Launching):
    """A portfolio in an account that administers Service Catalog, with one product of one version."""

    OPTIONS = ("--clean", "--time-scale", 120)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        administrators = everything(cls.client, "list_delegated_administrators", ServicePrincipal="servicecatalog.amazonaws.com")
        cls.owner = administrators[0]["Id"]
        cls.shop = cls.organization.client("servicecatalog", cls.owner)
        cls.reader = f"arn:aws:iam::{cls.owner}:role/{READ_ROLE}"

    def portfolio(self, **options):
        made = self.shop.create_portfolio(DisplayName="Shop", ProviderName="Tests", IdempotencyToken=token(), **options)
        return made["PortfolioDetail"]["Id"]

    def product(self, name="Bucket", **options):
        version = {"Name": "v1", "Type": "CLOUD_FORMATION_TEMPLATE", "Info": TEMPLATE}
        made = self.shop.create_product(
            Name=name,
            Owner="Tests",
            ProductType="CLOUD_FORMATION_TEMPLATE",
            ProvisioningArtifactParameters=version,
            IdempotencyToken=token(),
            **options,
        )
        return made["ProductViewDetail"]["ProductViewSummary"]["ProductId"], made["ProvisioningArtifactDetail"]["Id"]

    def offered(self, role=LAUNCH_ROLE):
        """A portfolio with a product that the reader may launch, with this role."""
        portfolio, (product, artifact) = self.portfolio(), self.product()
        self.shop.associate_product_with_portfolio(ProductId=product, PortfolioId=portfolio)
        self.shop.associate_principal_with_portfolio(PortfolioId=portfolio, PrincipalARN=self.reader, PrincipalType="IAM")
        if role:
            self.constrain(portfolio, product, {"LocalRoleName": role})
        return portfolio, {"ProductId": product, "ProvisioningArtifactId": artifact}

    def constrain(self, portfolio, product, parameters, kind="LAUNCH", **options):
        call = {"PortfolioId": portfolio, "ProductId": product, "Parameters": json.dumps(parameters), "Type": kind}
        return self.shop.create_constraint(**{"IdempotencyToken": token(), **call, **options})["ConstraintDetail"]

    def provision(self, name, launched, **options):
        call = {"ProvisionToken": token(), "ProvisionedProductName": name, **launched, **options}
        return self.shop.provision_product(**call)["RecordDetail"]


class Filling(Shop):
    def test_a_portfolio_is_made_filled_and_emptied(self):
        tags = [{"Key": "team", "Value": "fraud"}]
        portfolio, (product, artifact) = self.portfolio(Tags=tags, Description="Things"), self.product()
        self.assertRegex(portfolio, "^port-[a-z0-9]{13}$")
        described = self.shop.describe_portfolio(Id=portfolio)
        self.assertEqual((described["Tags"], described["PortfolioDetail"]["Description"]), (tags, "Things"))
        both = {"ProductId": product, "PortfolioId": portfolio}
        for _ in range(2):
            self.shop.associate_product_with_portfolio(**both)
        inside = everything(self.shop, "search_products_as_admin", PortfolioId=portfolio)
        self.assertEqual([found["ProductViewSummary"]["ProductId"] for found in inside], [product])
        version = {"Name": "v2", "Info": TEMPLATE}
        call = {"ProductId": product, "Parameters": version, "IdempotencyToken": token()}
        second = [self.shop.create_provisioning_artifact(**call)["ProvisioningArtifactDetail"]["Id"] for _ in range(2)]
        self.assertEqual(second[0], second[1])
        versions = self.shop.list_provisioning_artifacts(ProductId=product)["ProvisioningArtifactDetails"]
        self.assertEqual([(found["Id"], found["Name"]) for found in versions], [(artifact, "v1"), (second[0], "v2")])
        self.refused("ResourceInUseException", self.shop.delete_portfolio, Id=portfolio)
        self.shop.disassociate_product_from_portfolio(**both)
        self.refused(MISSING, self.shop.disassociate_product_from_portfolio, **both)
        self.shop.delete_portfolio(Id=portfolio)
        self.refused(MISSING, self.shop.describe_portfolio, Id=portfolio)

    def test_a_token_makes_one_thing(self):
        call = {"DisplayName": "Once", "ProviderName": "Tests", "IdempotencyToken": token()}
        made = [self.shop.create_portfolio(**call)["PortfolioDetail"]["Id"] for _ in range(2)]
        self.assertEqual(made[0], made[1])
        other = self.shop.create_portfolio(**{**call, "IdempotencyToken": token()})["PortfolioDetail"]["Id"]
        self.assertNotEqual(made[0], other)
        self.refused(INVALID, self.shop.create_portfolio, **{**call, "IdempotencyToken": "not a token"})

    def test_what_cannot_be_made(self):
        create = self.shop.create_product
        good = {"Name": "x", "Owner": "y", "ProductType": "CLOUD_FORMATION_TEMPLATE", "IdempotencyToken": "z"}
        self.refused(INVALID, create, **good)
        self.refused(INVALID, create, **good, ProvisioningArtifactParameters={"Name": "v1", "Info": {}})
        self.refused(INVALID, create, **{**good, "ProductType": "TAPESTRY"}, ProvisioningArtifactParameters={"Info": TEMPLATE})
        self.refused(INVALID, self.shop.create_portfolio, DisplayName="x" * 101, ProviderName="y", IdempotencyToken="z")
        self.refused(MISSING, self.shop.associate_product_with_portfolio, ProductId="prod-none", PortfolioId=self.portfolio())
        version = {"ProductId": "prod-none", "Parameters": {"Info": TEMPLATE}, "IdempotencyToken": "z"}
        self.refused(MISSING, self.shop.create_provisioning_artifact, **version)

    def test_an_account_has_no_more_than_a_hundred_portfolios(self):
        room = 100 - len(everything(self.shop, "list_portfolios"))
        made = [self.portfolio() for _ in range(room)]
        call = {"DisplayName": "x", "ProviderName": "y", "IdempotencyToken": token()}
        self.refused("LimitExceededException", self.shop.create_portfolio, **call)
        for portfolio in made:
            self.shop.delete_portfolio(Id=portfolio)

    def test_constraints(self):
        portfolio, (product, _) = self.portfolio(), self.product()
        local = {"LocalRoleName": LAUNCH_ROLE}
        call = {"PortfolioId": portfolio, "ProductId": product, "Type": "LAUNCH", "IdempotencyToken": token()}
        self.refused(INVALID, self.shop.create_constraint, Parameters=json.dumps(local), **call)
        self.shop.associate_product_with_portfolio(ProductId=product, PortfolioId=portfolio)
        wrong = [{}, {"RoleArn": "x"}, {"RoleArn": self.reader, **local}, {"LocalRoleName": "a/b"}]
        for parameters in [*map(json.dumps, wrong), "[]", "nonsense"]:
            self.refused(INVALID, self.shop.create_constraint, Parameters=parameters, **call)
        self.refused(INVALID, self.shop.create_constraint, Parameters="{}", **{**call, "Type": "WISH"})
        same = {"IdempotencyToken": call["IdempotencyToken"]}
        made = [self.constrain(portfolio, product, local, **same)["ConstraintId"] for _ in range(2)]
        self.assertEqual(made[0], made[1])
        described = self.shop.describe_constraint(Id=made[0])
        self.assertEqual(json.loads(described["ConstraintParameters"]), local)
        again = {**call, "Parameters": json.dumps(local), "IdempotencyToken": token()}
        self.refused(TWICE, self.shop.create_constraint, **again)
        self.refused(INVALID, self.shop.create_constraint, **{**again, "Type": "STACKSET"})
        self.constrain(portfolio, product, {"Rules": {}}, "TEMPLATE")
        both = {"ProductId": product, "PortfolioId": portfolio}
        self.refused("ResourceInUseException", self.shop.disassociate_product_from_portfolio, **both)
        for constraint in everything(self.shop, "list_constraints_for_portfolio", PortfolioId=portfolio):
            self.shop.delete_constraint(Id=constraint["ConstraintId"])
        self.refused(MISSING, self.shop.delete_constraint, Id=made[0])
        self.shop.disassociate_product_from_portfolio(**both)


class Provisioning(Shop):
    def test_the_life_of_a_provisioned_product(self):
        portfolio, launched = self.offered()
        options = {"ProvisioningParameters": [{"Key": "Size", "Value": "1"}], "Tags": [{"Key": "team", "Value": "fraud"}]}
        call = {"ProvisionToken": token(), **options}
        record = self.provision("life", launched, **call)
        self.assertRegex(record["RecordId"], "^rec-[a-z0-9]{13}$")
        self.assertEqual((record["Status"], record["RecordType"]), ("CREATED", "PROVISION_PRODUCT"))
        role = f"arn:aws:iam::{self.owner}:role/{LAUNCH_ROLE}"
        self.assertEqual((record["LaunchRoleArn"], record["RecordTags"]), (role, options["Tags"]))
        self.assertEqual(self.provisioned(self.shop, "life")["Status"], "UNDER_CHANGE")
        # Asked again with the same token, nothing else is begun.
        self.assertEqual(self.provision("life", launched, **call)["RecordId"], record["RecordId"])
        self.refused(INVALID, self.provision, name="other", launched=launched, **call)
        self.refused(TWICE, self.provision, name="life", launched=launched)
        self.refused(INVALID, self.update, name="life")
        self.assertEqual(self.states(self.shop, record), ["CREATED", "IN_PROGRESS", "SUCCEEDED"])
        there = self.provisioned(self.shop, "life")
        self.assertEqual((there["Status"], there["Type"], there["ProductId"]), ("AVAILABLE", "CFN_STACK", launched["ProductId"]))
        self.assertEqual(there["LastSuccessfulProvisioningRecordId"], record["RecordId"])
        outputs = self.shop.describe_record(Id=record["RecordId"])["RecordOutputs"]
        self.assertEqual([output["OutputKey"] for output in outputs], ["CloudformationStackARN"])
        self.assertIn(f":{self.owner}:stack/SC-{self.owner}-{there['Id']}/", outputs[0]["OutputValue"])
        self.assertEqual(self.shop.get_provisioned_product_outputs(ProvisionedProductName="life")["Outputs"], outputs)
        physical = outputs[0]["OutputValue"]
        for query in (f"physicalId:{physical}", "name:life", "life", f"productId:{launched['ProductId']}"):
            self.assertEqual(self.names(self.shop, Filters={"SearchQuery": [query]}), ["life"], query)
        self.assertEqual(self.names(self.shop, Filters={"SearchQuery": ["name:lif"]}), [])
        self.changed_and_ended(launched, record)

    def update(self, name, **options):
        call = {"ProvisionedProductName": name, "UpdateToken": token(), **options}
        return self.shop.update_provisioned_product(**call)["RecordDetail"]

    def changed_and_ended(self, launched, first):
        """The same product goes to another version, and away."""
        version = {"Name": "v2", "Info": TEMPLATE}
        call = {"ProductId": launched["ProductId"], "Parameters": version, "IdempotencyToken": token()}
        second = self.shop.create_provisioning_artifact(**call)["ProvisioningArtifactDetail"]["Id"]
        kept = [{"Key": "Size", "UsePreviousValue": True}]
        same = {"ProvisioningArtifactId": second, "ProvisioningParameters": kept, "UpdateToken": token()}
        record = self.update("life", **same)
        self.assertEqual(self.update("life", **same)["RecordId"], record["RecordId"])
        self.assertEqual(self.ended(self.shop, record)["RecordType"], "UPDATE_PROVISIONED_PRODUCT")
        self.assertEqual(self.provisioned(self.shop, "life")["ProvisioningArtifactId"], second)
        call = {"ProvisionedProductId": self.provisioned(self.shop, "life")["Id"], "TerminateToken": token()}
        ended = [self.shop.terminate_provisioned_product(**call)["RecordDetail"] for _ in range(2)]
        self.assertEqual(ended[0]["RecordId"], ended[1]["RecordId"])
        self.assertEqual(self.ended(self.shop, ended[0])["Status"], "SUCCEEDED")
        self.refused(MISSING, self.shop.describe_provisioned_product, Name="life")
        of_product = {"SearchFilter": {"Key": "product", "Value": launched["ProductId"]}}
        history = everything(self.shop, "list_record_history", **ACCOUNT, **of_product)
        self.assertEqual({found["RecordId"] for found in history}, {first["RecordId"], record["RecordId"], ended[0]["RecordId"]})
        self.assertEqual(everything(self.shop, "list_record_history", **of_product), history, "all were asked for by this session")

    def test_who_may_not_launch_is_told_of_no_path(self):
        portfolio, launched = self.offered()
        principal = {"PortfolioId": portfolio, "PrincipalARN": self.reader, "PrincipalType": "IAM"}
        self.shop.describe_provisioning_parameters(**launched)
        self.shop.disassociate_principal_from_portfolio(**principal)
        self.refused(MISSING, self.provision, name="nobody", launched=launched)
        self.refused(MISSING, self.shop.describe_provisioning_parameters, **launched)
        pattern = {"PortfolioId": portfolio, "PrincipalARN": "arn:aws:iam:::role/Armillary*", "PrincipalType": "IAM_PATTERN"}
        self.shop.associate_principal_with_portfolio(**pattern)
        self.ended(self.shop, self.provision("somebody", launched))

    def test_several_paths_have_to_be_told_apart(self):
        first, launched = self.offered()
        second = self.portfolio()
        self.shop.associate_product_with_portfolio(ProductId=launched["ProductId"], PortfolioId=second)
        self.shop.associate_principal_with_portfolio(PortfolioId=second, PrincipalARN=self.reader, PrincipalType="IAM")
        self.refused(INVALID, self.provision, name="which", launched=launched)
        paths = everything(self.shop, "list_launch_paths", ProductId=launched["ProductId"])
        self.assertEqual(len(paths), 2)
        record = self.provision("which", launched, PathId=paths[0]["Id"])
        self.assertEqual(record["PathId"], paths[0]["Id"])

    def test_the_launch_role_decides_where_it_is_launched_or_whether(self):
        absent, launched = self.offered(ABSENT_ROLE)
        with self.assertRaisesRegex(self.shop.exceptions.InvalidParametersException, f"role/{ABSENT_ROLE}"):
            self.provision("absent", launched)
        # A role of another account, as where a hub names its own: the stack is made there.
        elsewhere = self.member("Sandbox")
        portfolio, launched = self.offered(None)
        self.constrain(portfolio, launched["ProductId"], {"RoleArn": f"arn:aws:iam::{elsewhere}:role/{LAUNCH_ROLE}"})
        record = self.provision("elsewhere", launched)
        self.ended(self.shop, record)
        outputs = self.shop.describe_record(Id=record["RecordId"])["RecordOutputs"]
        self.assertIn(f":{elsewhere}:stack/", outputs[0]["OutputValue"])

    def test_a_recipient_launches_what_is_shared_with_it(self):
        portfolio, launched = self.offered()
        spoke = self.member("Sandbox")
        client = self.organization.client("servicecatalog", spoke)
        call = {"ProvisionToken": token(), "ProvisionedProductName": "here", **launched}
        self.refused(MISSING, client.provision_product, **call)
        self.shop.create_portfolio_share(PortfolioId=portfolio, AccountId=spoke)
        client.accept_portfolio_share(PortfolioId=portfolio)
        # Shared, imported, and nothing to be launched: principals do not come along.
        self.refused(MISSING, client.provision_product, **call)
        self.refused(MISSING, client.describe_product, Id=launched["ProductId"])
        self.assertEqual(everything(client, "search_products"), [])
        principal = f"arn:aws:iam::{spoke}:role/{READ_ROLE}"
        client.associate_principal_with_portfolio(PortfolioId=portfolio, PrincipalARN=principal, PrincipalType="IAM")
        record = client.provision_product(**call)["RecordDetail"]
        self.assertEqual(self.ended(client, record)["LaunchRoleArn"], f"arn:aws:iam::{spoke}:role/{LAUNCH_ROLE}")
        self.assertEqual(self.names(client), ["here"])
        described = client.describe_product(Id=launched["ProductId"])
        self.assertEqual([path["Name"] for path in described["LaunchPaths"]], ["Shop"])
        self.assertEqual([version["Id"] for version in described["ProvisioningArtifacts"]], [launched["ProvisioningArtifactId"]])
        self.assertNotIn("here", self.names(self.shop))
        self.assertIn(launched["ProductId"], [found["ProductId"] for found in everything(client, "search_products")])

    def test_what_cannot_be_launched(self):
        _, launched = self.offered()
        provision = self.shop.provision_product
        call = {"ProvisionToken": token(), "ProvisionedProductName": "x", **launched}
        cases = [
            ({"ProductId": "prod-none"}, MISSING),
            ({"ProvisioningArtifactId": "pa-none"}, MISSING),
            ({"ProvisionedProductName": "not a name"}, INVALID),
            ({"ProvisionedProductName": ""}, INVALID),
            ({"ProvisionToken": ""}, INVALID),
            ({"PathId": "lpv2-none"}, MISSING),
        ]
        for change, code in cases:
            self.refused(code, provision, **{**call, **change})
        self.refused(MISSING, self.shop.describe_record, Id="rec-none")
        self.refused(MISSING, self.update, name="none")
        self.refused(MISSING, self.shop.terminate_provisioned_product, ProvisionedProductName="none", TerminateToken=token())
        self.refused(INVALID, self.shop.describe_provisioned_product)
        self.refused(INVALID, self.shop.search_provisioned_products, Filters={"Colour": ["red"]})
        self.refused(INVALID, self.shop.list_record_history, AccessLevelFilter={"Key": "Account", "Value": "somebody"})
        self.refused(INVALID, self.shop.list_record_history, SearchFilter={"Key": "colour", "Value": "red"})


class Failing(Shop):
    """What is launched goes wrong, and is taken back."""

    @classmethod
    def options(cls, stack):
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="armillary-test-")))
        later = {"code": "ResourceFailure", "message": "The bucket exists already"}
        rules = [
            {"service": "servicecatalog", "operation": operation, "later": later, "times": 1}
            for operation in ("ProvisionProduct", "UpdateProvisionedProduct")
        ]
        (folder / "faults.json").write_text(json.dumps({"rules": rules}), encoding="utf-8")
        return (*cls.OPTIONS, "--faults", folder / "faults.json")

    def test_a_launch_fails_and_its_name_is_taken(self):
        _, launched = self.offered()
        record = self.provision("fails", launched)
        self.assertEqual(self.states(self.shop, record), ["CREATED", "IN_PROGRESS", "IN_PROGRESS_IN_ERROR", "FAILED"])
        errors = [{"Code": "ResourceFailure", "Description": "The bucket exists already"}]
        self.assertEqual(self.record(self.shop, record)["RecordErrors"], errors)
        there = self.provisioned(self.shop, "fails")
        self.assertEqual((there["Status"], there["StatusMessage"]), ("ERROR", "The bucket exists already"))
        self.refused(INVALID, self.shop.get_provisioned_product_outputs, ProvisionedProductName="fails")
        self.refused(TWICE, self.provision, name="fails", launched=launched)
        ended = self.shop.terminate_provisioned_product(ProvisionedProductName="fails", TerminateToken=token())
        self.ended(self.shop, ended["RecordDetail"])
        self.assertEqual(self.ended(self.shop, self.provision("fails", launched))["Status"], "SUCCEEDED")
        # A change that fails leaves it there, and not as it was asked to be.
        call = {"ProvisionedProductName": "fails", "UpdateToken": token()}
        record = self.shop.update_provisioned_product(**call)["RecordDetail"]
        self.assertEqual(self.ended(self.shop, record)["Status"], "FAILED")
        self.assertEqual(self.provisioned(self.shop, "fails")["Status"], "TAINTED")


if __name__ == "__main__":
    unittest.main()
