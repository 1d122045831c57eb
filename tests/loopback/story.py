"""One sequence of changes, told by whoever answers: the same calls against the loopback organization and against moto."""

import time

from botocore.exceptions import ClientError

from .changing import SCP, statement

# What answers are compared by; other values (ids, ARNs, dates) differ, and only their being there is compared.
COMPARED = {
    "Accepted",
    "AccountName",
    "AwsManaged",
    "Content",
    "Description",
    "Email",
    "FailureReason",
    "JoinedMethod",
    "Key",
    "Name",
    "ServicePrincipal",
    "State",
    "Status",
    "Type",
    "Value",
}


class Telling:
    """Tells a story through a client, and keeps what was answered under the name of each step."""

    def __init__(self, client):
        self.client = client
        self.told = {}

    def step(self, name, method, **parameters):
        """One call: what it answers, in the form that is compared, and as it is."""
        try:
            answer = getattr(self.client, method)(**parameters)
        except ClientError as error:
            self.told[name] = error.response["Error"]["Code"]
            return {}
        answer.pop("ResponseMetadata")
        answer.pop("NextPageToken", None)
        self.told[name] = comparable(answer)
        return answer

    def until(self, is_done, method, **parameters):
        """Calls until AWS is done; nothing of it is compared."""
        deadline = time.monotonic() + 30
        while not is_done(answer := getattr(self.client, method)(**parameters)):
            assert time.monotonic() < deadline, f"{method} stays as it is: {answer}"
            time.sleep(0.05)


class Story(Telling):
    """Of an organization that changes."""

    def tell(self):
        self.root = self.client.list_roots()["Roots"][0]["Id"]
        unit = self.units()
        account = self.accounts(unit)
        self.policies(unit)
        self.tags(unit)
        self.services(account)
        self.types()
        self.ending(unit, account)
        return self.told

    def units(self):
        made = self.step("make an OU", "create_organizational_unit", ParentId=self.root, Name="Story")
        unit = made["OrganizationalUnit"]["Id"]
        self.step("name an OU twice", "create_organizational_unit", ParentId=self.root, Name="Story")
        self.step("make an OU nowhere", "create_organizational_unit", ParentId=self.nowhere(unit), Name="Story")
        self.step("rename an OU", "update_organizational_unit", OrganizationalUnitId=unit, Name="Told")
        self.step("describe an OU", "describe_organizational_unit", OrganizationalUnitId=unit)
        self.step("rename no OU", "update_organizational_unit", OrganizationalUnitId=self.nowhere(unit), Name="Other")
        return unit

    def nowhere(self, unit):
        return unit[:-8] + "00000000"

    def accounts(self, unit):
        options = {"AccountName": "story", "Email": "story@example.com", "Tags": [{"Key": "team", "Value": "story"}]}
        request = self.step("create an account", "create_account", **options)["CreateAccountStatus"]["Id"]
        status = {"CreateAccountRequestId": request}
        done = lambda answer: answer["CreateAccountStatus"]["State"] != "IN_PROGRESS"
        self.until(done, "describe_create_account_status", **status)
        account = self.step("creation done", "describe_create_account_status", **status)["CreateAccountStatus"]["AccountId"]
        self.step("no creation", "describe_create_account_status", CreateAccountRequestId="car-00000000")
        self.step("describe an account", "describe_account", AccountId=account)
        self.step("tags of an account", "list_tags_for_resource", ResourceId=account)
        self.step("parent of an account", "list_parents", ChildId=account)
        move = {"AccountId": account, "SourceParentId": self.root, "DestinationParentId": unit}
        self.step("move nowhere", "move_account", **{**move, "DestinationParentId": self.nowhere(unit)})
        self.step("move from nowhere", "move_account", **{**move, "SourceParentId": self.nowhere(unit)})
        self.step("move nobody", "move_account", **{**move, "AccountId": "999999999999"})
        self.step("move", "move_account", **move)
        self.step("parent after the move", "list_parents", ChildId=account)
        self.step("move again", "move_account", **move)
        self.step("accounts in the OU", "list_accounts_for_parent", ParentId=unit)
        return account

    def policies(self, unit):
        texts = {"Description": "told", "Type": SCP, "Content": statement()}
        made = self.step("make a policy", "create_policy", Name="story", **texts)
        policy = {"PolicyId": made["Policy"]["PolicySummary"]["Id"]}
        self.step("name a policy twice", "create_policy", Name="story", **texts)
        self.step("make no policy", "create_policy", Name="malformed", **{**texts, "Content": "{"})
        self.step("change a policy", "update_policy", Content=statement(Action="ec2:*"), Description="changed", **policy)
        self.step("describe a policy", "describe_policy", **policy)
        self.step("attach", "attach_policy", TargetId=unit, **policy)
        self.step("attach again", "attach_policy", TargetId=unit, **policy)
        self.step("attach to nobody", "attach_policy", TargetId="999999999999", **policy)
        self.step("targets", "list_targets_for_policy", **policy)
        self.step("policies of the OU", "list_policies_for_target", TargetId=unit, Filter=SCP)
        self.step("delete what is in use", "delete_policy", **policy)
        self.step("detach", "detach_policy", TargetId=unit, **policy)
        self.step("detach again", "detach_policy", TargetId=unit, **policy)
        self.step("detach the last", "detach_policy", TargetId=unit, PolicyId="p-FullAWSAccess")
        self.step("delete a policy", "delete_policy", **policy)
        self.step("delete no policy", "delete_policy", **policy)

    def tags(self, unit):
        self.step("tag", "tag_resource", ResourceId=unit, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
        self.step("tag again", "tag_resource", ResourceId=unit, Tags=[{"Key": "a", "Value": "3"}])
        self.step("tags", "list_tags_for_resource", ResourceId=unit)
        self.step("untag", "untag_resource", ResourceId=unit, TagKeys=["b", "c"])
        self.step("tags left", "list_tags_for_resource", ResourceId=unit)
        self.step("tag nothing", "tag_resource", ResourceId=self.nowhere(unit), Tags=[{"Key": "a", "Value": "1"}])

    def services(self, account):
        service = {"ServicePrincipal": "ssm.amazonaws.com"}
        administrator = {"AccountId": account, **service}
        self.step("trust nobody", "enable_aws_service_access", ServicePrincipal="none.amazonaws.com")
        self.step("trust", "enable_aws_service_access", **service)
        self.step("trust again", "enable_aws_service_access", **service)
        management = self.client.describe_organization()["Organization"]["MasterAccountId"]
        self.step("delegate to itself", "register_delegated_administrator", AccountId=management, **service)
        self.step("delegate to nobody", "register_delegated_administrator", AccountId="999999999999", **service)
        self.step("delegate", "register_delegated_administrator", **administrator)
        self.step("delegate again", "register_delegated_administrator", **administrator)
        self.step("administrators", "list_delegated_administrators", **service)
        self.step("services of an administrator", "list_delegated_services_for_account", AccountId=account)
        self.step("take back", "deregister_delegated_administrator", **administrator)
        self.step("take back again", "deregister_delegated_administrator", **administrator)
        self.step("trust no more", "disable_aws_service_access", **service)
        self.step("distrust again", "disable_aws_service_access", **service)
        self.step("distrust nobody", "disable_aws_service_access", ServicePrincipal="none.amazonaws.com")

    def types(self):
        call = {"RootId": self.root, "PolicyType": "TAG_POLICY"}

        def status(answer):
            kinds = answer["Roots"][0]["PolicyTypes"]
            return next((kind["Status"] for kind in kinds if kind["Type"] == "TAG_POLICY"), None)

        self.step("disable what is not enabled", "disable_policy_type", **call)
        self.step("enable a type", "enable_policy_type", **call)
        self.until(lambda answer: status(answer) == "ENABLED", "list_roots")
        self.step("enable it again", "enable_policy_type", **call)
        self.step("enable it nowhere", "enable_policy_type", RootId="r-none", PolicyType="TAG_POLICY")
        self.step("enable no type", "enable_policy_type", RootId=self.root, PolicyType="NO_POLICY")
        self.step("disable a type", "disable_policy_type", **call)
        self.until(lambda answer: status(answer) is None, "list_roots")

    def ending(self, unit, account):
        self.step("move back", "move_account", AccountId=account, SourceParentId=unit, DestinationParentId=self.root)
        self.step("delete an OU", "delete_organizational_unit", OrganizationalUnitId=unit)
        self.step("delete no OU", "delete_organizational_unit", OrganizationalUnitId=unit)
        self.step("close nobody", "close_account", AccountId="999999999999")
        self.step("close", "close_account", AccountId=account)
        self.until(lambda answer: answer["Account"]["State"] == "SUSPENDED", "describe_account", AccountId=account)
        self.step("closed", "describe_account", AccountId=account)
        self.step("close again", "close_account", AccountId=account)


class ShareStory(Telling):
    """Of a portfolio that is shared."""

    def tell(self, portfolio, organization):
        portfolio = {"PortfolioId": portfolio}
        account = {"AccountId": "999999999999", **portfolio}
        node = {"OrganizationNode": {"Type": "ORGANIZATION", "Value": organization}, **portfolio}
        listing = {"Type": "ORGANIZATION", **portfolio}
        self.step("no share", "describe_portfolio_shares", Type="ACCOUNT", **portfolio)
        self.step("share", "create_portfolio_share", **account)
        self.step("share again", "create_portfolio_share", **account)
        self.step("share nothing", "create_portfolio_share", **{**account, "PortfolioId": "port-none"})
        self.step("accounts", "list_portfolio_access", **portfolio)
        self.step("shares", "describe_portfolio_shares", Type="ACCOUNT", **portfolio)
        self.step("end", "delete_portfolio_share", **account)
        self.step("end again", "delete_portfolio_share", **account)
        self.step("accounts left", "list_portfolio_access", **portfolio)
        self.step("share with all", "create_portfolio_share", SharePrincipals=True, **node)
        self.until(lambda answer: answer["PortfolioShareDetails"], "describe_portfolio_shares", **listing)
        self.step("shares with all", "describe_portfolio_shares", **listing)
        self.step("end with all", "delete_portfolio_share", **node)
        self.until(lambda answer: not answer["PortfolioShareDetails"], "describe_portfolio_shares", **listing)
        return self.told


def comparable(value, name=None):
    """An answer with nothing left in it that has to differ."""
    if isinstance(value, dict):
        return {key: comparable(member, key) for key, member in value.items()}
    if isinstance(value, list):
        return sorted((comparable(item, name) for item in value), key=repr)
    return value if name in COMPARED else type(value).__name__
