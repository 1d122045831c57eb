"""Nothing twice, nothing lost: the program is killed (SIGKILL) at every step boundary and in the middle of every call, and goes on.

The answer to a call that changes something is held back, so that the program is killed between the change and its answer. After going on, boto3 finds
what was planned and nothing else. A few kills in `make test`; more than two hundred, counted, with `ARMILLARY_KILLS=all` (`make kills`).
"""

import contextlib
import json
import os
import sqlite3
import subprocess
import time
import unittest

from applying import Organization, Plans
from support import binary, loopback

EVERYTHING = os.environ.get("ARMILLARY_KILLS") == "all"
# So long the answer to a change is held back.
HELD = 0.4
# Of each step: at which of its events, and so long after it.
POINTS = [("step-started", 0.0), ("step-started", 0.03), ("step-started", HELD / 2), ("waiting", 0.0), ("step-finished", 0.0)]
FEW = [("step-started", HELD / 2), ("step-finished", 0.0)]
ROUNDS = 3 if EVERYTHING else 1
SOME = ("vend", "share", "move", "tag")
CHANGES = {
    "organizations": ("CreateAccount", "MoveAccount", "CloseAccount", "AttachPolicy", "DetachPolicy", "TagResource", "UntagResource"),
    "servicecatalog": (
        "CreatePortfolioShare", "UpdatePortfolioShare", "DeletePortfolioShare",
        "AssociatePrincipalWithPortfolio", "DisassociatePrincipalFromPortfolio",
    ),
}


class Kills(Plans):
    def setUp(self):
        super().setUp()
        self.kills = 0
        self.met = {}

    def faults(self):
        rules = [
            {"service": service, "operation": operation, "delay_ms": int(HELD * 1000)}
            for service, operations in CHANGES.items()
            for operation in operations
        ]
        path = self.folder / "faults.json"
        path.write_text(json.dumps({"rules": rules}))
        return path

    def test_what_is_killed_goes_on_to_what_was_planned(self):
        for number in range(ROUNDS):
            with self.subTest(round=number), loopback("--time-scale", 240, "--seed", number + 1, "--faults", self.faults()) as keys:
                armillary, organization = self.crawled(keys, f"cache-{number}.sqlite"), Organization(keys)
                portfolios, before = self.portfolios(armillary), None
                for name, arguments in self.kinds(armillary).items():
                    if not EVERYTHING and name not in SOME:
                        continue
                    with self.subTest(name):
                        before = before or organization.picture(portfolios)
                        path, plan = self.plan(armillary, arguments, f"{name} {number}")
                        self.assertTrue(plan["steps"], name)
                        self.kill_through(armillary, path, plan, name)
                        before = self.as_planned(organization, portfolios, before, plan)
                        self.check_rows(armillary, plan)
        print(f"\n{self.kills} kills, each gone on from: {json.dumps(self.met)}", flush=True)
        self.assertGreaterEqual(self.kills, 200 if EVERYTHING else 8)

    def kill_through(self, armillary, path, plan, name):
        """Applies a plan, and kills the program at each point of each step; the last run goes to the end."""
        points = POINTS if EVERYTHING else FEW
        waiting = [(step["id"], event, pause) for step in plan["steps"] for event, pause in points]
        command = [str(binary()), "apply", str(path), *self.confirming(plan), "--json"]
        for _ in range(20 * len(waiting) + 20):
            reached = self.run_until(command, armillary.environment, waiting)
            self.check_journal(armillary)
            if reached is None:
                break
            self.kills += 1
            kind = f"{name}, {reached[1]} + {reached[2]:.2f} s"
            self.met[kind] = self.met.get(kind, 0) + 1
            waiting.remove(reached)
        self.assertEqual(self.ended, 0, self.said)
        last = json.loads(self.said.splitlines()[-1])
        self.assertEqual(last["event"], "proved", last)

    def run_until(self, command, environment, waiting):
        """Runs the program up to one of the points that are still waited for, and kills it there; `None` where it came to its end."""
        self.said, errors = "", self.folder / "errors"
        with errors.open("w") as stderr, subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=stderr, text=True) as process:
            for line in process.stdout:
                self.said += line
                event = json.loads(line)
                point = next((point for point in waiting if point[:2] == (event.get("step"), event["event"])), None)
                if point:
                    time.sleep(point[2])
                    process.kill()
                    process.wait()
                    return point
            process.wait()
            self.ended = process.returncode
        self.said += errors.read_text()
        return None

    def check_journal(self, armillary):
        """The journal is whole after a kill, if there is one yet."""
        journal = armillary.cache.with_name(armillary.cache.name + ".journal")
        if journal.exists() and journal.stat().st_size:
            with contextlib.closing(sqlite3.connect(journal)) as database:
                self.assertEqual(database.execute("PRAGMA integrity_check").fetchone(), ("ok",))

    def check_rows(self, armillary, plan):
        """Every step is done by one row, and no row's end is open."""
        rows = armillary.json_lines("journal", "--plan", plan["id"])
        done = sorted(row["step"] for row in rows if row["outcome"] in ("succeeded", "reconciled"))
        self.assertEqual(done, sorted(step["id"] for step in plan["steps"]))
        self.assertEqual([row for row in rows if row["outcome"] in ("intended", "unknown")], [])


if __name__ == "__main__":
    unittest.main()
