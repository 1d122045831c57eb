"""What can go wrong for a person: each failure says what happened and what to do, exits 1, and loses nothing."""

import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import unittest

from support import Case, binary, loopback


class Connection(Case):
    def refused(self, armillary, *arguments, **environment):
        """The message of a command that must fail with exit code 1 and no results."""
        done = armillary.run(*arguments, **environment)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertNotIn("panicked", done.stderr)
        return done.stderr

    def test_a_wrong_profile_names_the_profiles_there_are(self):
        config = self.folder / "config"
        config.write_text("[profile blue]\nregion = eu-west-1\n[profile green]\nregion = eu-west-1\n")
        message = self.refused(self.armillary(), "crawl", "--profile", "bleu", AWS_CONFIG_FILE=config)
        self.assertIn("`bleu`", message)
        self.assertIn("blue", message)
        self.assertIn("green", message)

    def test_no_credentials_at_all(self):
        message = self.refused(self.armillary(), "crawl", "--regions", "eu-west-1")
        self.assertIn("credentials", message)
        self.assertIn("profile", message)

    def test_an_unreachable_endpoint_is_named(self):
        keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x"}
        message = self.refused(self.armillary(), "crawl", "--endpoint-url", "http://127.0.0.1:9", **keys)
        self.assertIn("http://127.0.0.1:9", message)

    def test_an_expired_token_says_how_to_get_a_new_one(self):
        faults = self.folder / "faults.json"
        rule = {"service": "sts", "operation": "GetCallerIdentity"}
        rule["error"] = {"code": "ExpiredToken", "message": "The security token included in the request is expired", "status": 403}
        faults.write_text(json.dumps({"rules": [rule]}))
        with loopback("--faults", faults) as keys:
            message = self.refused(self.armillary(), "crawl", **keys)
        self.assertIn("expired", message)
        self.assertRegex(message, "aws sso login|sign in|new ")

    def test_a_role_that_cannot_be_assumed_in_three_accounts(self):
        with loopback() as keys:
            armillary = self.armillary(**keys)
            armillary.ok("crawl")
            accounts = [row["account"] for row in armillary.json_lines("resources", "--kind", "AWS::SageMaker::Domain")]
        shut = sorted(set(accounts))[:3]
        before = {row["arn"] for row in armillary.json_lines("resources")}
        faults = self.folder / "faults.json"
        error = {"code": "AccessDenied", "message": "not authorized to perform: sts:AssumeRole", "status": 403}
        rule = {"service": "sts", "operation": "AssumeRole", "error": error}
        faults.write_text(json.dumps({"rules": [{**rule, "account": account} for account in shut]}))
        with loopback("--faults", faults) as keys:
            done = armillary.run("crawl", **keys)
        for account in shut:
            self.assertIn(account, done.stdout + done.stderr)
        self.assertEqual({row["arn"] for row in armillary.json_lines("resources")}, before, "nothing may be lost")
        rows = armillary.json("coverage")["rows"]
        denied = {row["account"] for row in rows if row["status"] == "denied"}
        self.assertEqual(denied, set(shut))
        reason = next(gap["message"] for row in rows if row["account"] == shut[0] for gap in row["gaps"])
        self.assertIn("assume", reason)
        newest = armillary.json("crawls")[-1]
        unread = sum(row["count"] for row in newest["coverage"] if row["status"] in ("denied", "failed"))
        self.assertEqual((newest["state"], newest["unread"], newest["notReached"]), ("complete", unread, 0))
        self.assertIn(f"complete, {unread} units not read", armillary.ok("crawls").splitlines()[-1])


class Cache(Case):
    def refused(self, armillary, *arguments, **environment):
        done = armillary.run(*arguments, **environment)
        self.assertEqual(done.returncode, 1, done.stderr + done.stdout)
        self.assertNotIn("panicked", done.stderr)
        return done.stderr

    def test_no_cache_yet(self):
        message = self.refused(self.armillary(), "crawls")
        self.assertIn("armillary crawl", message)

    def test_a_file_that_is_not_sqlite_is_left_alone(self):
        path = self.folder / "cache.sqlite"
        path.write_text("my notes\n" * 1000)
        with loopback() as keys:
            for command in (["crawls"], ["crawl"]):
                message = self.refused(self.armillary(**keys), *command)
                self.assertIn(str(path), message)
        self.assertEqual(path.read_text(), "my notes\n" * 1000)

    def test_a_database_of_something_else_is_left_alone(self):
        path = self.folder / "cache.sqlite"
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE songs (title)")
        database.close()
        with loopback() as keys:
            self.refused(self.armillary(**keys), "crawl")
        with sqlite3.connect(path) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema")]
        database.close()
        self.assertEqual(tables, ["songs"])

    def test_a_newer_cache_is_refused(self):
        with loopback() as keys:
            armillary = self.armillary(**keys)
            armillary.ok("crawl")
            database = sqlite3.connect(armillary.cache)
            database.execute("PRAGMA user_version = 999")
            database.commit()
            database.close()
            message = self.refused(armillary, "crawls")
        self.assertIn("newer", message)

    @unittest.skipIf(os.name == "nt" or not hasattr(os, "geteuid"), "needs Unix permissions")
    def test_a_read_only_folder(self):
        with loopback() as keys:
            armillary = self.armillary(**keys)
            armillary.ok("crawl")
            shut = self.folder / "shut"
            shut.mkdir()
            shutil.copy(armillary.cache, shut / "cache.sqlite")
            with read_only(shut):
                listing = self.armillary(cache="shut/cache.sqlite").ok("crawls")
                self.assertIn("complete", listing)
                message = self.refused(self.armillary(cache="shut/cache.sqlite", **keys), "crawl")
                self.assertIn("shut", message)
                self.refused(self.armillary(cache="shut/other.sqlite", **keys), "crawl")

    @unittest.skipUnless(sys.platform == "linux" and os.geteuid() == 0, "needs to mount a small file system")
    def test_a_full_disk_loses_nothing(self):
        small = self.folder / "small"
        small.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", small], capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest("this machine does not allow mounting")
        try:
            with loopback() as keys:
                armillary = self.armillary(cache="small/cache.sqlite", **keys)
                armillary.ok("crawl")
                before = {row["arn"] for row in armillary.json_lines("resources")}
                free = shutil.disk_usage(small).free
                (small / "ballast").write_bytes(b"x" * max(0, free - 64 * 1024))
                with loopback("--accounts", 200) as others:
                    message = self.refused(armillary, "crawl", **others)
                self.assertRegex(message, "full|space")
                (small / "ballast").unlink()
                self.assertEqual([crawl["state"] for crawl in armillary.json("crawls")], ["complete", "partial"])
                self.assertLessEqual(before, {row["arn"] for row in armillary.json_lines("resources")})
        finally:
            subprocess.run(["umount", small], check=True)


class read_only:
    """A folder in which nothing can be made, also by root where the file system can be told so."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        self.bound = os.geteuid() == 0
        if self.bound:
            mount = ["mount", "--bind", str(self.folder), str(self.folder)]
            if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
                raise unittest.SkipTest("root can write everywhere on this machine")
            subprocess.run(["mount", "-o", "remount,ro,bind", str(self.folder)], check=True)
        else:
            self.folder.chmod(stat.S_IRUSR | stat.S_IXUSR)

    def __exit__(self, *_):
        if self.bound:
            subprocess.run(["umount", str(self.folder)], check=True)
        else:
            self.folder.chmod(stat.S_IRWXU)


class Killed(Case):
    def test_a_killed_crawl_leaves_earlier_crawls_whole(self):
        """Kill -9 at ten moments spread over a crawl: the cache opens, the cut-off crawl is partial, nothing older is lost."""
        with loopback("--latency-ms", 20) as keys:
            armillary = self.armillary(**keys)
            started = time.monotonic()
            armillary.ok("crawl")
            whole = time.monotonic() - started
            before = {row["arn"]: row["document"] for row in armillary.json_lines("resources")}
            for tenth in range(10):
                self.kill(armillary, whole * (tenth + 0.5) / 11)
                crawls = armillary.json("crawls")
                first = min(crawls, key=lambda crawl: crawl["id"])
                self.assertEqual(first["state"], "complete")
                for crawl in crawls:
                    self.assertIn(crawl["state"], ("complete", "partial"))
                after = {row["arn"]: row["document"] for row in armillary.json_lines("resources")}
                self.assertEqual(after, before)
            self.check_resume(armillary, whole)

    def kill(self, armillary, seconds):
        """Starts a crawl and kills it after a while."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen([str(binary()), "crawl"], env=armillary.environment, **quiet)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def check_resume(self, armillary, whole):
        """A crawl that was cut off half-way is gone on with, and reads only what is left."""
        self.kill(armillary, whole * 0.5)
        cut_off = armillary.json("crawls")[-1]
        self.assertEqual(cut_off["state"], "partial")
        resumed = armillary.json("crawl", "--resume")
        self.assertEqual(resumed["crawl"], cut_off["id"])
        ended = armillary.json("crawls")[-1]
        self.assertEqual((ended["id"], ended["state"]), (cut_off["id"], "complete"))
        first = armillary.json("crawls")[0]
        self.assertEqual(ended["coverage"], first["coverage"])
        self.assertLess(resumed["requests"], first["requests"])
        # What was not read are accounts that are suspended, which would be passed over again.
        self.assertEqual(armillary.json("crawl", "--resume"), {"crawl": cut_off["id"], "nothing_left": True})


@unittest.skipUnless(os.path.exists("/dev/full"), "needs a device that is always full")
class Full(Case):
    """A result that cannot be written is an error, of every command; a reader that went away is none."""

    def ended(self, armillary, arguments, device):
        with open(device, "w") as stdout:
            command = [str(binary()), *map(str, arguments)]
            return subprocess.run(command, env=armillary.environment, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=300, check=False)

    def test_a_full_disk_is_told(self):
        with loopback("--time-scale", 540) as keys:
            armillary = self.armillary(**keys)
            armillary.ok("crawl")
            path = self.folder / "plan.json"
            armillary.ok("plan", "move", "--account", "fraud-dev", "--to", "Sandbox", "--out", path)
            for arguments in (
                ["--version"], ["--version", "--json"], ["--help"], ["plan", "--help"], ["completions", "bash"], ["schema", "plan"],
                ["crawls"], ["crawls", "--json"], ["coverage"], ["coverage", "--json"], ["resources"], ["resources", "--json"],
                ["trust", "findings"], ["trust", "findings", "--json"],
                ["trust", "paths", "--from", "stage:dev", "--to", "stage:prod", "--json"],
                ["plan", "show", path], ["plan", "show", path, "--json"], ["plan", "close", "--account", "churn-dev"],
                ["plan", "close", "--account", "churn-dev", "--json"], ["loopback", "--list-planted"], ["loopback", "--json"],
                ["crawl", "--services", "organizations", "--json"], ["apply", path, "--confirm", "fraud-dev", "--json"], ["journal"],
                ["journal", "--json"],
            ):
                with self.subTest(arguments):
                    done = self.ended(armillary, arguments, "/dev/full")
                    self.assertEqual(done.returncode, 1, done.stderr)
                    self.assertIn("cannot be written", done.stderr)
            self.assertEqual([row["outcome"] for row in armillary.json_lines("journal")], ["succeeded"], "what was begun was seen to its end")

    def test_a_reader_that_went_away_is_no_failure(self):
        with loopback() as keys:
            armillary = self.armillary(**keys)
            armillary.ok("crawl")
        for arguments in (["resources", "--json"], ["--help"], ["schema", "plan"]):
            with self.subTest(arguments):
                reading, writing = os.pipe()
                os.close(reading)
                command = [str(binary()), *arguments]
                done = subprocess.run(command, env=armillary.environment, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=300, check=False)
                os.close(writing)
                self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
