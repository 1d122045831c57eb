"""As much of CloudFormation as the role templates use: what a role is once its template's parameters are filled in."""

import re

import yaml


class Role:
    """A role of a template: its name, trust policy and inline policy, as CloudFormation makes them in an account."""

    def __init__(self, text, account, **parameters):
        self.template = yaml.safe_load(text)
        declared = self.template["Parameters"]
        missing = [name for name, told in declared.items() if "Default" not in told and name not in parameters]
        unknown = [name for name in parameters if name not in declared]
        assert not missing and not unknown, (missing, unknown)
        values = {name: parameters.get(name, told.get("Default")) for name, told in declared.items()}
        lists = {name for name, told in declared.items() if told["Type"] == "CommaDelimitedList"}
        self.values = {name: value.split(",") if name in lists else value for name, value in values.items()}
        self.values.update({"AWS::Partition": "aws", "AWS::AccountId": account})
        properties = self.filled(self.template["Resources"]["Role"]["Properties"])
        self.name = properties["RoleName"]
        self.trust = properties["AssumeRolePolicyDocument"]
        (policy,) = properties["Policies"]
        self.policy_name, self.policy = policy["PolicyName"], policy["PolicyDocument"]

    def filled(self, value):
        """A value with CloudFormation's functions carried out; members without a value are left out."""
        if isinstance(value, list):
            return [self.filled(item) for item in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"Ref"}:
            return None if value["Ref"] == "AWS::NoValue" else self.values[value["Ref"]]
        if set(value) == {"Fn::Sub"}:
            put = re.sub(r"\$\{([^!}]+)\}", lambda found: self.values[found[1]], value["Fn::Sub"])
            return put.replace("${!", "${")
        if set(value) == {"Fn::If"}:
            name, then, otherwise = value["Fn::If"]
            return self.filled(then if self.holds(self.template["Conditions"][name]) else otherwise)
        filled = {name: self.filled(member) for name, member in value.items()}
        return {name: member for name, member in filled.items() if member is not None}

    def holds(self, condition):
        ((function, arguments),) = condition.items()
        if function == "Fn::Not":
            return not self.holds(arguments[0])
        assert function == "Fn::Equals", function
        one, other = (self.filled(argument) for argument in arguments)
        return one == other

    def actions(self):
        """Every action that the role is allowed."""
        return {action for statement in self.policy["Statement"] for action in actions_of(statement)}

    def without(self, taken):
        """The policy without one action."""
        statements = []
        for statement in self.policy["Statement"]:
            left = [action for action in actions_of(statement) if action != taken]
            statements += [{**statement, "Action": left}] if left else []
        return {**self.policy, "Statement": statements}


def actions_of(statement):
    return [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
