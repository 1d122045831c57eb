"""Every call that a crawl makes, refused, failing or answered with nothing for one account: what each command says then.

What was known stays, marked as older; what never was known is unknown. No answer says "none", "unused" or "no path" of it, and
nothing is left out without a word. Here each service's busiest call is refused; `make matrix` goes over every call and every way.
"""

import collections
import json
import os
import re
import shutil
import unittest

from front import front
from support import Case, loopback

EVERY_CALL = os.environ.get("ARMILLARY_MATRIX") == "all"
VIEWS = ("org", "network", "portfolios", "trust")
WAYS = {
    "denied": {"error": {"code": "AccessDeniedException", "message": "not authorized", "status": 403}},
    "failed": {"error": {"code": "InternalFailure", "message": "broken", "status": 400}},
    "empty": {"body": ""},
}
# How the kinds of a service begin.
KINDS = {
    "organizations": "AWS::Organizations::",
    "iam": "AWS::IAM::",
    "ec2": "AWS::EC2::",
    "sagemaker": "AWS::SageMaker::",
    "servicecatalog": "AWS::ServiceCatalog::",
}
# What is read once, in the account that administers it: test_identity_center.py has what is said where it was not read.
APART = ("controltower", "sso", "identitystore")
# What is asked about the caller alone.
ELSEWHERE = ("ec2:DescribeRegions", "sts:GetCallerIdentity")
# Services whose answers trust is worked out from.
TRUSTED = ("organizations", "iam", "sagemaker", "sts")


class Known:
    """What every command says of a cache."""

    def __init__(self, armillary, ends, with_trust=True):
        self.armillary = armillary
        self.coverage = armillary.json("coverage")
        self.records = {row["arn"]: row for row in armillary.json_lines("resources")}
        self.graphs = {view: json.loads(self.graph(view)) for view in VIEWS}
        self.crawls = armillary.json("crawls")
        self.findings = armillary.json("trust", "findings")
        self.trust = {name: self.ask(*question) for name, question in ends.items()} if with_trust else {}

    def graph(self, view):
        return self.armillary.ok("graph", "--view", view, "--format", "json", "--out", "-")

    def ask(self, *question):
        """The answer to a question about trust; where it is refused, why."""
        done = self.armillary.run("trust", *question, "--json")
        return json.loads(done.stdout) if done.returncode == 0 else {"refused": done.stderr}


def nodes(graph):
    return {node["id"]: node for node in graph["nodes"]}


def edges(graph):
    return {(edge["from"], edge["to"], edge["kind"]): edge for edge in graph["edges"]}


def holders(answer):
    """The ids in an answer about trust: who can, what is reached, or the ends of paths."""
    rows = answer.get("rows") or answer.get("reaches") or []
    return {(row.get("principal") or row["node"])["id"] for row in rows}


def unknown_units(done):
    """How many units a command says are not known."""
    told = re.search(r"(\d+) units are not known", done.stderr)
    return int(told.group(1)) if told else 0


class Matrix(Case):
    """One call after another does not answer."""

    def setUp(self):
        super().setUp()
        # How many calls were seen to fail, before which something was known, or nothing.
        self.cells = collections.Counter()
        self.cases = 0

    def crawled(self, cache, *arguments, rule=None):
        """A crawl of this cache in which what fits the rule goes wrong."""
        faults = self.folder / "faults.json"
        faults.write_text(json.dumps({"rules": [rule] if rule else []}), encoding="utf-8")
        with loopback("--faults", faults) as keys:
            armillary = self.armillary(cache, **keys)
            return armillary, armillary.run("crawl", *arguments)

    def copied(self, cache):
        """A cache of its own for a case: a copy of this one, or none yet."""
        self.cases += 1
        case = f"case-{self.cases}.sqlite"
        self.addCleanup((self.folder / case).unlink, missing_ok=True)
        if cache:
            shutil.copy(self.folder / cache, self.folder / case)
        return case

    def calls(self):
        """What a whole crawl calls, by service, the most frequent first."""
        with loopback() as keys, front(keys["AWS_ENDPOINT_URL"], lambda request: None) as (endpoint, requests):
            self.armillary("recorded.sqlite", **keys).ok("crawl", AWS_ENDPOINT_URL=endpoint)
        counted = collections.Counter((request.service, request.operation) for request in requests)
        by_service = collections.defaultdict(list)
        for (service, operation), _ in counted.most_common():
            by_service[service].append(operation)
        return by_service

    def test_whatever_does_not_answer_is_told(self):
        calls = self.calls()
        self.assertLessEqual(set(KINDS), set(calls))
        self.whole, done = self.crawled("whole.sqlite")
        self.assertEqual(done.returncode, 0, done.stderr)
        for service, operations in sorted(calls.items()):
            if service in APART:
                continue
            self.service(service, operations if EVERY_CALL else operations[:1])
        self.assertGreaterEqual(self.cells["known"], len(KINDS))
        self.assertGreaterEqual(self.cells["never"], len(KINDS))

    def service(self, service, operations):
        """All calls of a service, in an account that has more of its kinds than any other."""
        account = self.account_of(service)
        expected = Known(self.whole, self.ends(account))
        without = {"service": "sts", "operation": "AssumeRole", "account": account, **WAYS["denied"]}
        if service not in ("organizations", "sts"):
            _, done = self.crawled("without.sqlite", rule=without)
            self.assertEqual(done.returncode, 0, done.stderr)
        for operation in operations:
            for way, effect in WAYS.items() if EVERY_CALL else [("denied", WAYS["denied"])]:
                rule = {"service": service, "operation": operation, **effect}
                if service != "organizations":
                    rule["account"] = account
                with self.subTest(call=f"{service}:{operation}", way=way, account=account, before="known"):
                    self.known(service, operation, account, rule, expected)
                if way == "denied":
                    with self.subTest(call=f"{service}:{operation}", way=way, account=account, before="nothing"):
                        self.never(service, operation, account, rule, expected)

    def account_of(self, service):
        kinds = collections.defaultdict(set)
        begin = KINDS.get(service, KINDS["iam"])
        for row in self.whole.json_lines("resources"):
            if row["kind"].startswith(begin):
                kinds[row["account"]].add((row["kind"], row["region"]))
        return max(sorted(kinds), key=lambda account: len(kinds[account]))

    def ends(self, account):
        """Questions about trust in which an account matters."""
        roles = self.whole.json_lines("resources", "--kind", "AWS::IAM::Role", "--account", account)
        role = next(row["arn"] for row in roles if ":role/aws-" not in row["arn"])
        return {
            "across": ("paths", "--from", "stage:dev", "--to", "stage:prod"),
            "from": ("paths", "--from", account, "--to", "stage:prod"),
            "into": ("paths", "--from", "stage:dev", "--to", account),
            "who": ("who-can", "--action", "sts:AssumeRole", "--resource", role),
            "what": ("what-can", "--principal", role),
        }

    def known(self, service, operation, account, rule, expected):
        """After a complete crawl everything is still there, as of that crawl."""
        which = ("--services", service if service in KINDS else "iam")
        where = () if service == "organizations" else ("--account", account)
        armillary, done = self.crawled(self.copied("whole.sqlite"), *which, *where, rule=rule)
        now = Known(armillary, self.ends(account), with_trust=service in TRUSTED)
        self.same(expected, now)
        if done.returncode != 0:
            self.refused(operation, done, expected, now)
            return
        told = self.gaps(now, service, operation)
        if not told:
            self.assertIn(f"{service}:{operation}", ELSEWHERE, "was it called at all?")
            return
        self.cells["known"] += 1
        self.told(operation, done, armillary, now)
        unread = {(row["account"], row["region"]) for row in told}
        for arn, record in now.records.items():
            begin = KINDS.get(service, KINDS["iam"])
            if record["kind"].startswith(begin) and (record["account"], record["region"]) in unread:
                self.assertTrue(record["stale"] or record["unread"], arn)
                self.assertEqual(record["asOf"], 1, arn)

    def never(self, service, operation, account, rule, expected):
        """What was never read is unknown: whoever is asked says so."""
        is_whole = service in ("organizations", "sts")
        where = () if is_whole else ("--account", account)
        armillary, done = self.crawled(self.copied(None if is_whole else "without.sqlite"), *where, rule=rule)
        if done.returncode != 0:
            self.assertIn(operation, done.stderr)
            return
        now = Known(armillary, self.ends(account), with_trust=service in TRUSTED)
        if not self.gaps(now, service, operation):
            self.assertIn(f"{service}:{operation}", ELSEWHERE, "was it called at all?")
            return
        self.cells["never"] += 1
        self.told(operation, done, armillary, now)
        self.fewer_records(expected, now)
        for view in VIEWS:
            self.fewer_in_view(view, expected, now)
        self.fewer_findings(expected, now)
        for name, answer in now.trust.items():
            self.fewer_answers(name, expected.trust[name], answer)

    def gaps(self, now, service, operation):
        """The units whose coverage names the call."""
        action = f"{service}:{operation}"
        return [row for row in now.coverage["rows"] if any(gap["operation"] == action for gap in row["gaps"])]

    def told(self, operation, done, armillary, now):
        """The crawl, its coverage and the list of crawls name what was not read."""
        self.assertRegex(done.stderr, "denied|failed")
        self.assertIn(operation, armillary.ok("coverage"))
        newest = {row["status"]: row["count"] for row in now.crawls[-1]["coverage"]}
        self.assertGreater(newest.get("denied", 0) + newest.get("failed", 0), 0)
        self.assertEqual(unknown_units(armillary.run("resources")), now.coverage["total"])

    def refused(self, operation, done, expected, now):
        """A crawl that cannot be carried out says why, and what was there is shown."""
        self.assertIn(operation, done.stderr)
        self.assertEqual(now.coverage, expected.coverage)

    def same(self, expected, now):
        """Nothing known is lost, in no command."""
        documents = lambda known: {arn: row["document"] for arn, row in known.records.items()}
        self.assertEqual(documents(now), documents(expected))
        for view in VIEWS:
            before, after = expected.graphs[view], now.graphs[view]
            self.assertEqual(set(nodes(before)) - set(nodes(after)), set(), view)
            self.assertEqual(set(edges(before)) - set(edges(after)), set(), view)
            self.not_worse(before, after)
        self.same_findings(expected, now)
        for name, answer in now.trust.items():
            before = expected.trust[name]
            # What may have changed since the last reading adds paths that are not known; it takes none away.
            self.assertGreaterEqual(answer.get("pathsTotal", 0), before.get("pathsTotal", 0), name)
            self.assertEqual(holders(before) - holders(answer), set(), name)

    def not_worse(self, before, after):
        """A share is called unusable only where it was known to be."""
        labels = {key: edge["label"] for key, edge in edges(before).items()}
        for key, edge in edges(after).items():
            if edge["label"] == "not usable" and key in labels:
                self.assertEqual(labels[key], "not usable", key)

    def fewer_records(self, expected, now):
        for arn in set(expected.records) - set(now.records):
            row = expected.records[arn]
            listed = now.armillary.run("resources", "--kind", row["kind"])
            self.assertEqual(unknown_units(listed), now.coverage["total"], f"{arn} is missing without a word")
            break

    def fewer_in_view(self, view, expected, now):
        before, after = expected.graphs[view], now.graphs[view]
        self.not_worse(before, after)
        missing = set(nodes(before)) - set(nodes(after)) or set(edges(before)) - set(edges(after))
        if missing:
            done = now.armillary.run("graph", "--view", view, "--format", "json", "--out", self.folder / "graph.json")
            told = f"{view}: {sorted(missing)[:3]} missing without a word"
            self.assertEqual(unknown_units(done), now.coverage["total"], told)

    def same_findings(self, expected, now):
        """A finding stays at its resource, if need be as one that is not certain, and says once why."""
        rows = {row["id"]: row for row in now.findings}
        self.assertEqual([row["id"] for row in expected.findings if row["id"] not in rows], [])
        unknown = [row for row in now.findings if row["state"] == "unknown"]
        self.assertTrue(all(row["reason"] is None for row in now.findings if row["state"] != "unknown"))
        for row in unknown:
            reason = row["reason"].rsplit("not known now: ", 1)[-1]
            self.assertEqual(row["summary"].count(reason), 1, row["summary"])
        accounts = collections.Counter((row["rule"], row["arn"]) for row in unknown if ":account/" in row["arn"])
        self.assertEqual([row for row, count in accounts.items() if count > 1], [], "one row for an account and rule")

    def fewer_findings(self, expected, now):
        ids = {row["id"] for row in now.findings}
        missing = {row["rule"] for row in expected.findings if row["id"] not in ids}
        unknown = {row["rule"] for row in now.findings if row["state"] == "unknown"}
        self.assertEqual(missing - unknown, set(), "rules that lost a finding and do not say that they cannot tell")

    def fewer_answers(self, name, before, after):
        if "refused" in after:
            self.assertNotIn("no path", after["refused"])
            self.assertRegex(after["refused"], "not read|not known|no .* in this crawl", name)
            return
        fewer = after.get("pathsTotal", 0) < before.get("pathsTotal", 0) or holders(before) - holders(after)
        if fewer:
            self.assertTrue(after["unknown"] or after["notes"], f"{name}: fewer than there are, without a word")
            self.assertNotEqual(after.get("answer"), "none", name)


if __name__ == "__main__":
    unittest.main()
