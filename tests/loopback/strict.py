"""Compares raw answers with botocore's service models: no member the model does not know, none missing that it requires."""

import collections
import datetime
import json
import xml.etree.ElementTree as ElementTree

from botocore.parsers import RpcV2CBORParser

# EC2 spells the states of VPC endpoints in lower camel case; its own model capitalizes them.
RECASED = {("ec2", "State")}


class Strict:
    """Hooked into clients, it keeps what was called and every way in which an answer did not fit its model."""

    def __init__(self):
        self.answered = collections.Counter()
        self.refused = collections.Counter()
        self.protocols = set()
        self.flaws = []

    def watch(self, client):
        client.meta.events.register("before-parse.*", self.before_parse)
        return client

    def before_parse(self, operation_model, response_dict, **_):
        service = operation_model.service_model.service_name
        if response_dict["status_code"] >= 300:
            self.refused[(service, operation_model.name)] += 1
            return
        self.answered[(service, operation_model.name)] += 1
        self.protocols.add((service, operation_model.service_model.resolved_protocol))
        checked = Checked(service, operation_model)
        try:
            checked.body(response_dict["body"], response_dict["headers"])
        except (ValueError, ElementTree.ParseError) as error:
            checked.flaw(operation_model.name, f"cannot be read: {error}")
        self.flaws += checked.flaws


class Checked:
    """One answer and what is wrong with it."""

    def __init__(self, service, operation):
        self.service = service
        self.operation = operation
        self.flaws = []

    def flaw(self, path, what):
        self.flaws.append(f"{self.service} {path}: {what}")

    def body(self, body, headers):
        if not headers.get("x-amzn-requestid"):
            self.flaw(self.operation.name, "has no request id")
        protocol = self.operation.service_model.resolved_protocol
        name, shape = self.operation.name, self.operation.output_shape
        if shape is None:
            is_empty = b"Result>" not in body if protocol == "query" else protocol == "json" and not json.loads(body)
            if not is_empty:
                self.flaw(name, f"answers {body!r}, where there is nothing to answer")
        elif protocol in ("json", "rest-json"):
            self.value(shape, json.loads(body), name)
        elif protocol == "smithy-rpc-v2-cbor":
            if headers.get("smithy-protocol") != "rpc-v2-cbor":
                self.flaw(name, "does not name its protocol")
            parser = RpcV2CBORParser()
            self.value(shape, parser.parse_data_item(parser.get_peekable_stream_from_bytes(body)), name)
        else:
            self.root(shape, ElementTree.fromstring(body), name)

    def value(self, shape, value, path):
        """A value as JSON and CBOR give it."""
        kind = shape.type_name
        if getattr(shape, "is_document_type", False):
            return None
        if kind == "structure":
            if not isinstance(value, dict):
                return self.flaw(path, f"is not a structure: {value!r}")
            members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
            self.names(shape, members, value, path)
            for name, member in value.items():
                if name in members:
                    self.value(members[name], member, f"{path}.{name}")
        elif kind == "list":
            for index, item in enumerate(value if isinstance(value, list) else self.flaw(path, "is not a list") or []):
                self.value(shape.member, item, f"{path}[{index}]")
        elif kind == "map":
            for key, item in value.items() if isinstance(value, dict) else self.flaw(path, "is not a map") or []:
                self.value(shape.value, item, f"{path}.{key}")
        else:
            self.scalar(shape, value, path)

    def names(self, shape, members, given, path):
        for name in given:
            if name not in members:
                self.flaw(path, f"has the unknown member `{name}`")
        for name in shape.required_members:
            if shape.members[name].serialization.get("name", name) not in given:
                self.flaw(path, f"lacks the required member `{name}`")

    def scalar(self, shape, value, path):
        kinds = {
            "string": str,
            "boolean": bool,
            "integer": int,
            "long": int,
            "timestamp": (int, float, datetime.datetime),
        }
        wanted = kinds.get(shape.type_name)
        if shape.type_name == "timestamp" and shape.serialization.get("timestampFormat") == "iso8601":
            return self.moment(value, path)
        if wanted is None:
            self.flaw(path, f"has the type `{shape.type_name}`, which is not expected here")
        elif not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
            self.flaw(path, f"is not of type `{shape.type_name}`: {value!r}")
        elif shape.type_name == "string":
            self.text(shape, value, path)

    def moment(self, value, path):
        """A moment that is written as a text."""
        try:
            datetime.datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ")
        except (TypeError, ValueError):
            self.flaw(path, f"is no moment: {value!r}")

    def text(self, shape, value, path):
        if (self.service, shape.name) in RECASED:
            value = value[:1].upper() + value[1:]
        if getattr(shape, "enum", None) and value not in shape.enum:
            self.flaw(path, f"is `{value}`, not one of {shape.enum}")

    def root(self, shape, root, path):
        """An XML answer: the envelope, then the structure."""
        strip_namespaces(root)
        if root.tag != f"{self.operation.name}Response":
            self.flaw(path, f"has the root `{root.tag}`")
        wrapper = shape.serialization.get("resultWrapper")
        ids = root.findall("ResponseMetadata/RequestId") if wrapper else root.findall("requestId")
        if len(ids) != 1 or not ids[0].text:
            self.flaw(path, "has no request id in its body")
        if not wrapper:
            root.remove(ids[0])
            return self.element(shape, root, path)
        if sorted(child.tag for child in root) != sorted([wrapper, "ResponseMetadata"]):
            self.flaw(path, f"holds {[child.tag for child in root]}")
        self.element(shape, root.find(wrapper), path)

    def element(self, shape, element, path):
        """A value as XML gives it."""
        kind = shape.type_name
        if kind == "structure":
            members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
            given = [child.tag for child in element]
            self.names(shape, members, given, path)
            for name, count in collections.Counter(given).items():
                if count > 1 and not members.get(name, shape).serialization.get("flattened"):
                    self.flaw(path, f"has `{name}` {count} times")
            for child in element:
                if child.tag in members:
                    self.element(members[child.tag], child, f"{path}.{child.tag}")
        elif kind == "list":
            name = shape.member.serialization.get("name", "member")
            for index, child in enumerate(element):
                if child.tag != name:
                    self.flaw(path, f"has an item called `{child.tag}`, not `{name}`")
                self.element(shape.member, child, f"{path}[{index}]")
        elif len(element):
            self.flaw(path, f"is a scalar and holds {[child.tag for child in element]}")
        else:
            self.scalar(shape, self.converted(shape, element.text or "", path), path)

    def converted(self, shape, text, path):
        try:
            if shape.type_name in ("integer", "long"):
                return int(text)
            if shape.type_name == "timestamp":
                return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
            if shape.type_name == "boolean":
                return {"true": True, "false": False}[text]
        except (ValueError, KeyError):
            self.flaw(path, f"is no {shape.type_name}: `{text}`")
        return text


def strip_namespaces(root):
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
