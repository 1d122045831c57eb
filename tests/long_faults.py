"""Every tenth call goes wrong, each kind of fault by itself: applied as often as it takes, a plan of every kind comes to what was planned.

Two kinds of faults in `make test`, each of them with `ARMILLARY_KILLS=all` (`make kills`).
"""

import json
import os
import unittest

from applying import Organization, Plans
from support import loopback

EVERYTHING = os.environ.get("ARMILLARY_KILLS") == "all"
FAULTS = {
    "throttled": {"throttle": True},
    "an answer with 500": {"error": {"code": "InternalFailure", "message": "We failed.", "status": 500}},
    "an answer with 503": {"error": {"code": "ServiceUnavailable", "message": "Not now.", "status": 503}},
    "the connection closed before": {"drop": True},
    "the answer lost after": {"lost": True},
    "an answer that is none": {"body": "<html>proxy</html>"},
    "no answer in time": {"delay_ms": 32_000},
}
SOME = ("the answer lost after",)
# Runs of one plan; one that is not at its end is applied again.
MOST_RUNS = 12


class Faults(Plans):
    def test_a_tenth_of_the_calls_goes_wrong(self):
        for name, fault in FAULTS.items():
            if EVERYTHING or name in SOME:
                with self.subTest(name):
                    self.apply_all(name, fault)

    def apply_all(self, name, fault):
        # What takes half a minute each time is met by what changes something alone.
        changes = name == "no answer in time"
        services = [{"service": "organizations"}, {"service": "servicecatalog"}]
        if changes:
            services = [{"service": "organizations", "operation": call} for call in ("CreateAccount", "MoveAccount", "TagResource")]
        path = self.folder / "faults.json"
        path.write_text(json.dumps({"seed": 3, "rules": [{**service, "probability": 0.1, **fault} for service in services]}))
        with loopback("--time-scale", 540, "--seed", 5, "--faults", path) as keys:
            armillary, organization = self.crawled(keys, f"{name}.sqlite"), Organization(keys)
            portfolios = self.portfolios(armillary)
            before, runs = organization.picture(portfolios), 0
            for kind, arguments in self.kinds(armillary).items():
                if not EVERYTHING and kind not in ("vend", "share", "tag"):
                    continue
                with self.subTest(kind):
                    plan_path, plan = self.plan_read(armillary, arguments, f"{name} {kind}")
                    said = []
                    for _ in range(MOST_RUNS):
                        runs += 1
                        done = armillary.run("apply", plan_path, *self.confirming(plan))
                        said.append(done.stderr)
                        if done.returncode == 0:
                            break
                        self.assertRegex(done.stderr, "nothing was changed|apply the same plan again|not proved", "it says what to do")
                    self.assertEqual(done.returncode, 0, "\n".join(said))
                    before = self.as_planned(organization, portfolios, before, plan)
                    rows = armillary.json_lines("journal", "--plan", plan["id"])
                    finished = sorted(row["step"] for row in rows if row["outcome"] in ("succeeded", "reconciled"))
                    self.assertEqual(finished, sorted(step["id"] for step in plan["steps"]), "each once")
            print(f"\n{name}: {runs} runs", flush=True)

    def plan_read(self, armillary, arguments, name):
        """A plan with steps; where a fault kept the crawl from what it needs, after another crawl."""
        for _ in range(MOST_RUNS):
            path, plan = self.plan(armillary, arguments, name)
            if plan["steps"] and not any(check["check"] == "organization-read" and check["status"] != "pass" for check in plan["preflight"]):
                return path, plan
            armillary.run("crawl", "--account-tags", "--services", "organizations,servicecatalog,iam")
        self.fail(f"the organization cannot be read: {plan['preflight']}")


if __name__ == "__main__":
    unittest.main()
