"""The organization under test: the one the environment names, or one that `armillary loopback` serves."""

import atexit
import contextlib
import functools
import os

import boto3
import botocore.loaders
import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

import support

from .strict import Strict

READ_ROLES = ("ArmillaryReadRole", "OrganizationAccountAccessRole")
ONCE = Config(retries={"total_max_attempts": 1}, max_pool_connections=4, parameter_validation=False)


@functools.cache
def reach():
    """The organization, started once for all tests that need it."""
    environment = os.environ
    if "AWS_ENDPOINT_URL" not in environment:
        stack = contextlib.ExitStack()
        atexit.register(stack.close)
        environment = stack.enter_context(support.loopback())
    return Organization(environment)


class Organization:
    """Clients of every account, all watched by one `Strict`."""

    def __init__(self, environment):
        self.endpoint = environment["AWS_ENDPOINT_URL"]
        self.region = environment["AWS_REGION"]
        self.keys = {
            "aws_access_key_id": environment["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": environment["AWS_SECRET_ACCESS_KEY"],
            "aws_session_token": environment.get("AWS_SESSION_TOKEN") or None,
        }
        self.strict = Strict()
        self.session = boto3.Session()
        self.cbor_session = cbor_session()
        self.management = self.foreign_client("sts", **self.keys).get_caller_identity()["Account"]

    @property
    def regions(self):
        return [self.region, "eu-west-1" if self.region != "eu-west-1" else "us-east-1"]

    @functools.lru_cache(maxsize=2000)
    def client(self, service, account=None, region=None):
        """A client of the management account, or of a member through the role that reads it."""
        keys = self.keys if account in (None, self.management) else self.assumed(account)
        return self.foreign_client(service, region, **keys)

    def foreign_client(self, service, region=None, **keys):
        """A client with these keys, whoever they belong to."""
        region = region or self.region
        client = self.session.client(service, region_name=region, endpoint_url=self.endpoint, config=ONCE, **keys)
        return self.strict.watch(client)

    @functools.lru_cache(maxsize=2000)
    def cbor_client(self, service, account, region):
        """A client that speaks RPC v2 CBOR."""
        keys = self.keys if account == self.management else self.assumed(account)
        client = self.cbor_session.client(service, region, endpoint_url=self.endpoint, config=ONCE, **keys)
        return self.strict.watch(client)

    @functools.lru_cache(maxsize=2000)
    def assumed(self, account):
        """Credentials of the first role in the account that can be assumed."""
        for role in READ_ROLES:
            with contextlib.suppress(ClientError):
                return self.assume(f"arn:aws:iam::{account}:role/{role}")
        raise LookupError(f"no role of {account} can be assumed")

    def assume(self, role, **options):
        """Credentials of a session of the role."""
        sts = self.client("sts")
        credentials = sts.assume_role(RoleArn=role, RoleSessionName="strict-check", **options)["Credentials"]
        return {
            "aws_access_key_id": credentials["AccessKeyId"],
            "aws_secret_access_key": credentials["SecretAccessKey"],
            "aws_session_token": credentials["SessionToken"],
        }

    @functools.cached_property
    def accounts(self):
        """Every account, as ListAccounts gives it."""
        return everything(self.client("organizations"), "list_accounts")

    @functools.cached_property
    def sample(self):
        """The accounts to look into: the management account, the owners of what is shared, and some of the others."""
        active = [account["Id"] for account in self.accounts if account["State"] == "ACTIVE"]
        administrators = everything(self.client("organizations"), "list_delegated_administrators")
        chosen = [self.management, *(administrator["Id"] for administrator in administrators)]
        others = [account for account in active if account not in chosen]
        chosen += others[:: max(1, len(others) // 10)]
        gateways = self.client("ec2", others[0]).describe_transit_gateways()["TransitGateways"]
        chosen += [gateway["OwnerId"] for gateway in gateways]
        return list(dict.fromkeys(chosen))


def cbor_session():
    """A session that prefers RPC v2 CBOR to JSON wherever a service speaks both; botocore itself does the reverse."""

    class Loader(botocore.loaders.Loader):
        def load_service_model(self, *arguments, **options):
            model = super().load_service_model(*arguments, **options)
            protocols = model.get("metadata", {}).get("protocols", [])
            if "smithy-rpc-v2-cbor" in protocols:
                model = {**model, "metadata": {**model["metadata"], "protocols": ["smithy-rpc-v2-cbor"]}}
            return model

    core = botocore.session.Session()
    core.register_component("data_loader", Loader(include_default_search_paths=True))
    return boto3.Session(botocore_session=core)


# Per service: the members that hold the page size, the token sent and the token received.
PAGING = {
    "organizations": ("MaxResults", "NextToken", "NextToken"),
    "servicecatalog": ("PageSize", "PageToken", "NextPageToken"),
    "iam": ("MaxItems", "Marker", "Marker"),
    "ec2": ("MaxResults", "NextToken", "NextToken"),
    "sagemaker": ("MaxResults", "NextToken", "NextToken"),
    "controltower": ("maxResults", "nextToken", "nextToken"),
    "sso-admin": ("MaxResults", "NextToken", "NextToken"),
    "identitystore": ("MaxResults", "NextToken", "NextToken"),
}


def pages(client, method, size=None, **parameters):
    """The pages of a listing, by its tokens alone: an empty page does not end it."""
    size_member, sent, received = PAGING[client.meta.service_model.service_name]
    model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[method])
    if received not in model.output_shape.members:
        received = sent
    if size is not None:
        parameters[size_member] = size
    while True:
        page = getattr(client, method)(**parameters)
        yield page
        if not page.get(received):
            return
        parameters[sent] = page[received]


def items(page):
    """What a page lists."""
    lists = [value for name, value in page.items() if isinstance(value, list)]
    return [item for values in lists for item in values]


def everything(client, method, **parameters):
    """The items of all pages."""
    return [item for page in pages(client, method, **parameters) for item in items(page)]
