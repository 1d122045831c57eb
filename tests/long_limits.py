"""Many teams in one plan against AWS's request quotas: the queue behaves, finishes, stays legible, and takes hardly longer than the quotas allow.

Two teams in `make test`; fifty, 150 accounts, with `ARMILLARY_TEAMS=50` (`make teams`, 25 minutes: AWS takes an account in ten seconds).
"""

import json
import os
import time
import unittest

from applying import Organization, Plans
from support import loopback

TEAMS = int(os.environ.get("ARMILLARY_TEAMS", "2"))
STAGES = ("dev", "preprod", "prod")
# CreateAccount: one in ten seconds after three at once ("Quotas and service limits for AWS Organizations"); five are made at a time, each in 180 s of
# AWS's time.
RATE, BURST, AT_ONCE, SECONDS = 0.1, 3, 5, 180
SCALE = 120


class Limits(Plans):
    def test_many_teams_are_vended_as_fast_as_aws_lets_them(self):
        with loopback("--time-scale", SCALE, "--quotas", "aws", "--account-quota", 64 + 3 * TEAMS + 10) as keys:
            armillary = self.crawled(keys)
            table = self.folder / "teams.csv"
            rows = [f"wave{number},{';'.join(STAGES)},aws+{{team}}-{{stage}}@example.com" for number in range(TEAMS)]
            table.write_text("\n".join(["name,stages,email", *rows]) + "\n")
            path, plan = self.plan(armillary, ("vend", "--from-csv", table), "teams")
            accounts = TEAMS * len(STAGES)
            start, seen = time.monotonic(), []
            events = armillary.run("apply", path, *self.confirming(plan), "--json", timeout=3 * 3600)
            wall = time.monotonic() - start
            self.assertEqual(events.returncode, 0, events.stderr)
            seen = [json.loads(line) for line in events.stdout.splitlines()]
            floor = max((accounts - BURST) / RATE, -(-accounts // AT_ONCE) * SECONDS / SCALE)
            throttled = [row for row in armillary.json_lines("journal") if row["attempt"] > 1]
            print(
                f"\n{accounts} accounts in one plan: {wall:.0f} s, the quotas allow {floor:.0f} s, ratio {wall / floor:.3f}; "
                f"{len(seen)} events, {len(throttled)} calls made again",
                flush=True,
            )
            self.assertEqual(seen[-1]["event"], "proved")
            finished = [event["step"] for event in seen if event["event"] == "step-finished"]
            self.assertEqual(sorted(finished), sorted(step["id"] for step in plan["steps"]), "each step once")
            made = [name for name in Organization(keys).picture([])["accounts"] if name.startswith("wave")]
            self.assertEqual(len(made), accounts, made)
            if TEAMS >= 50:
                self.assertLessEqual(wall / floor, 1.1)


if __name__ == "__main__":
    unittest.main()
