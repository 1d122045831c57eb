"""What the tests share that launch products."""

import itertools

from .changing import Changing
from .organization import everything

READ_ROLE, LAUNCH_ROLE = "ArmillaryReadRole", "SCBlueprintLaunchRole"
ACCOUNT = {"AccessLevelFilter": {"Key": "Account", "Value": "self"}}
TOKENS = itertools.count(1)


def token():
    """A token that no other request has."""
    return f"token-{next(TOKENS)}"


class Launching(Changing):
    """Requests to Service Catalog and their records, through one account's client."""

    def record(self, client, record):
        return client.describe_record(Id=record["RecordId"])["RecordDetail"]

    def ended(self, client, record):
        """A record that AWS is done with."""
        read = lambda: self.record(client, record)
        return self.until(read, lambda found: found["Status"] in ("SUCCEEDED", "FAILED"))

    def states(self, client, record):
        """The states that a record is seen in, to the end."""
        seen = [record["Status"]]

        def read():
            status = self.record(client, record)["Status"]
            if status != seen[-1]:
                seen.append(status)
            return status

        self.until(read, lambda status: status in ("SUCCEEDED", "FAILED"))
        return seen

    def provisioned(self, client, name):
        return client.describe_provisioned_product(Name=name)["ProvisionedProductDetail"]

    def names(self, client, **search):
        return [found["Name"] for found in everything(client, "search_provisioned_products", **ACCOUNT, **search)]
