"""`armillary policy evaluate` as another program uses it."""

import json
import subprocess

from support import Case, binary, clean_environment

ROLE = "arn:aws:iam::444455556666:role/Deploy"


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

    def test_answers_come_while_requests_still_arrive(self):
        command = [str(binary()), "policy", "evaluate", "--input", "-", "--json-lines"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, env=clean_environment(), **pipes) as process:
            for name in ("first", "second"):
                process.stdin.write(json.dumps(request(name)) + "\n")
                process.stdin.flush()
                self.assertEqual(json.loads(process.stdout.readline())["id"], name)
            process.stdin.close()
