"""`armillary policy evaluate` as another program uses it."""

import json
import subprocess
from pathlib import Path

from support import Case, binary, clean_environment

ROLE = "arn:aws:iam::444455556666:role/Deploy"
FIELD = Path(__file__).parents[1] / "src-tauri/crates/policy/tests/field/policy-field.ndjson"


def request(name, **changes):
    """Builder assumes Deploy in another account; the trust policy asks for MFA."""
    allow = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": "111122223333"},
        "Action": "sts:AssumeRole",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    }
    asked = {
        "id": name,
        "principal": "arn:aws:sts::111122223333:assumed-role/Builder/session",
        "action": "sts:AssumeRole",
        "resource": ROLE,
        "context": {"aws:MultiFactorAuthPresent": "true"},
        "policies": {
            "identity": [{"Version": "2012-10-17", "Statement": [allow]}],
            "resource": {"Version": "2012-10-17", "Statement": [trust]},
        },
    }
    return {**asked, **changes}


class Evaluate(Case):
    def evaluate(self, text, *arguments):
        command = [str(binary()), "policy", "evaluate", "--input", "-", *arguments]
        return subprocess.run(command, input=text, env=clean_environment(), capture_output=True, text=True, check=False)

    def test_one_request_has_one_answer(self):
        done = self.evaluate(json.dumps(request("one"), indent=2))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        answer = json.loads(done.stdout)
        self.assertEqual((answer["id"], answer["decision"], answer["blockedBy"]), ("one", "Allowed", []))
        self.assertEqual([cited["layer"] for cited in answer["because"]], ["identity", "resource"])

    def test_an_array_is_answered_in_order_with_an_array(self):
        asked = [request("yes"), request("no", context={}), request("maybe", context={}, mode="symbolic")]
        answers = json.loads(self.evaluate(json.dumps(asked)).stdout)
        decisions = [(answer["id"], answer["decision"]) for answer in answers]
        self.assertEqual(decisions, [("yes", "Allowed"), ("no", "ImplicitlyDenied"), ("maybe", "AllowedIf")])
        condition = {"key": "aws:MultiFactorAuthPresent", "operator": "Bool", "values": ["true"], "negated": False}
        self.assertEqual(answers[2]["conditions"], [condition])
        lines = self.evaluate(json.dumps(asked), "--json-lines").stdout.splitlines()
        self.assertEqual([json.loads(line) for line in lines], answers)

    def test_many_lines_keep_their_order(self):
        names = [f"request {number}" for number in range(20_000)]
        done = self.evaluate("\n".join(json.dumps(request(name)) for name in names), "--json-lines")
        self.assertEqual([json.loads(line)["id"] for line in done.stdout.splitlines()], names)

    def test_requests_that_span_lines_are_whole_wherever_the_input_is_read_to(self):
        names = [f"request {number}" for number in range(3_000)]
        texts = [json.dumps(request(name), indent=2 if number else None) for number, name in enumerate(names)]
        done = self.evaluate("\n".join(texts), "--json-lines")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual([json.loads(line)["id"] for line in done.stdout.splitlines()], names)

    def test_a_broken_policy_is_refused_by_name_and_place_and_costs_no_other_answer(self):
        broken = request("broken")
        broken["policies"]["identity"][0]["Statement"][0]["Effect"] = "Permit"
        for text in (json.dumps([request("a"), broken, request("b")], indent=2),
                     "\n".join(map(json.dumps, [request("a"), broken, request("b")]))):
            done = self.evaluate(text, "--json-lines")
            self.assertEqual(done.returncode, 2)
            self.assertEqual([json.loads(line)["id"] for line in done.stdout.splitlines()], ["a", "b"])
            for part in ("`broken`", "identity policy 0", "line", "/Statement/0/Effect", "`Permit`"):
                self.assertIn(part, done.stderr)

    def test_an_unknown_operator_is_undecided_and_told(self):
        asked = request("typo")
        asked["policies"]["identity"][0]["Statement"][0]["Condition"] = {"StringEqual": {"aws:PrincipalOrgID": "o-1"}}
        answer = json.loads(self.evaluate(json.dumps(asked)).stdout)
        self.assertEqual((answer["decision"], len(answer["warnings"])), ("AllowedIf", 1))
        self.assertIn("StringEqual", answer["warnings"][0])

    def test_input_that_is_no_request(self):
        for text, code in (("[", 2), ("nonsense", 2), ("[]", 0), ("", 2)):
            with self.subTest(text):
                self.assertEqual(self.evaluate(text).returncode, code)
        missing = self.armillary().run("policy", "evaluate", "--input", self.folder / "missing.json")
        self.assertEqual(missing.returncode, 1)
        self.assertIn("missing.json", missing.stderr)

    def test_an_array_on_one_line_with_a_missing_brace_loses_one_request(self):
        broken = json.dumps(request("broken"))[:-1]
        text = f'[{json.dumps(request("a"))}, {broken}, {json.dumps(request("b"))}]'
        done = self.evaluate(text)
        self.assertEqual((done.returncode, [answer["id"] for answer in json.loads(done.stdout)]), (2, ["a", "b"]))
        self.assertIn("`broken`", done.stderr)

    def test_an_array_on_one_line_with_a_missing_quote_loses_one_request(self):
        broken = json.dumps(request("broken")).replace('"Effect"', '"Effect', 1)
        text = f'[{json.dumps(request("a"))}, {broken}, {json.dumps(request("b"))}]'
        done = self.evaluate(text)
        self.assertEqual((done.returncode, [answer["id"] for answer in json.loads(done.stdout)]), (2, ["a", "b"]))
        self.assertIn("`broken`", done.stderr)

    def test_utf_16_is_told_by_name(self):
        file = self.folder / "requests.json"
        file.write_text(json.dumps([request("a")]), encoding="utf-16")
        done = self.armillary().run("policy", "evaluate", "--input", file)
        self.assertEqual(done.returncode, 2)
        self.assertIn("this is UTF-16; save the input as UTF-8", done.stderr)

    def test_what_cannot_be_asked_of_aws_is_refused(self):
        for change, said in (({"action": "sts:*"}, "stands for several actions"),
                             ({"resource": "Deploy"}, "is not an ARN"),
                             ({"resourceAccount": "44"}, "is not an account id")):
            done = self.evaluate(json.dumps(request("odd", **change)))
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(said, done.stderr)

    def test_cases_out_of_public_reports_from_a_file(self):
        cases = [json.loads(line) for line in FIELD.read_text().splitlines()]
        file = self.folder / "cases.json"
        file.write_text(json.dumps([case["request"] for case in cases]))
        done = self.armillary().run("policy", "evaluate", "--input", file, "--json-lines")
        answers = {answer["id"]: answer["decision"] for answer in map(json.loads, done.stdout.splitlines())}
        self.assertEqual(answers, {case["request"]["id"]: case["expected"] for case in cases})

    def test_the_version_says_of_which_day_the_facts_are(self):
        done = self.armillary().run("--version", "--json")
        told = json.loads(done.stdout)
        self.assertRegex(told["facts"]["date"], r"^\d{4}-\d{2}-\d{2}$")
        self.assertIn("actions.tsv", [file["file"] for file in told["facts"]["files"]])
        self.assertIn(told["version"], self.armillary().run("--version").stdout)

    def test_answers_come_while_requests_still_arrive(self):
        command = [str(binary()), "policy", "evaluate", "--input", "-", "--json-lines"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, env=clean_environment(), **pipes) as process:
            for name in ("first", "second"):
                process.stdin.write(json.dumps(request(name)) + "\n")
                process.stdin.flush()
                self.assertEqual(json.loads(process.stdout.readline())["id"], name)
            process.stdin.close()
