"""Signing in, and what is said where it does not work: which credentials, endpoints and profiles are taken is what the AWS CLI and
boto3 take; each failure has a sentence of its own, and none shows an error of the program's inside."""

import hashlib
import http.server
import itertools
import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import unittest

from front import front, once_each, page, throttled
from support import Case, binary, clean_environment, loopback

ACCOUNT = "111122223333"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "x"}
NEVER = ("panicked", "Error {", "Error(", "SdkError", "DispatchFailure", "None }", "Some(")


def identity(account=ACCOUNT, partition="aws"):
    body = (
        "<GetCallerIdentityResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><GetCallerIdentityResult>"
        f"<Arn>arn:{partition}:iam::{account}:user/me</Arn><UserId>me</UserId><Account>{account}</Account>"
        "</GetCallerIdentityResult></GetCallerIdentityResponse>"
    )
    return 200, {"Content-Type": "text/xml"}, body.encode()


def refused(code, message, status=403):
    body = f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    return status, {"Content-Type": "text/xml"}, body.encode()


NO_MORE = refused("AccessDenied", "that is far enough")


def who_and_no_more(request):
    """Tells who is calling, and refuses everything else."""
    return identity() if request.operation == "GetCallerIdentity" else NO_MORE


class SigningIn(Case):
    def setUp(self):
        super().setUp()
        self.config = self.folder / "config"

    def profiles(self, text, encoding="utf-8"):
        self.config.write_bytes(text.encode(encoding))
        return {"AWS_CONFIG_FILE": self.config}

    def failed(self, *arguments, code=1, **environment):
        """The message of a crawl that must fail."""
        done = self.armillary().run("crawl", *arguments, timeout=120, **environment)
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        self.assertEqual(done.stdout, "")
        for trace in NEVER:
            self.assertNotIn(trace, done.stderr)
        return done.stderr

    def keys_used(self, *arguments, **environment):
        """The access keys that calls are signed with."""
        with front("http://127.0.0.1:9", who_and_no_more) as (url, seen):
            environment = {"AWS_ENDPOINT_URL": url, "AWS_REGION": "eu-west-1", **environment}
            self.armillary().run("crawl", *arguments, timeout=120, **environment)
        return {request.key for request in seen}

    def test_keys_of_the_environment_go_before_its_profile(self):
        files = self.profiles("[profile hub]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = y\n")
        self.assertEqual(self.keys_used(AWS_PROFILE="hub", **KEYS, **files), {"AKIDENVIRONMENT"})
        self.assertEqual(self.keys_used("--profile", "hub", **KEYS, **files), {"AKIDPROFILE"})
        self.assertEqual(self.keys_used("--profile", "hub", AWS_PROFILE="other", **files), {"AKIDPROFILE"})
        self.assertEqual(self.keys_used(AWS_PROFILE="hub", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="", **files), {"AKIDPROFILE"})

    def test_a_key_is_named_beside_a_profile_in_the_environment(self):
        message = self.failed("--key", "hub", AWS_PROFILE="other", **self.profiles("[profile other]\n"))
        self.assertNotIn("cannot be used with", message)
        self.assertRegex(message, "credential store|`hub`")

    def test_profiles_are_found_by_any_name(self):
        text = "[profile \"my hub\"]\naws_access_key_id = AKIDQUOTED\naws_secret_access_key = y\n"
        text += "[profile büro]\naws_access_key_id = AKIDUMLAUT\naws_secret_access_key = y\n"
        files = self.profiles(text)
        self.assertEqual(self.keys_used("--profile", "my hub", **files), {"AKIDQUOTED"})
        self.assertEqual(self.keys_used("--profile", "büro", **files), {"AKIDUMLAUT"})

    def test_each_way_a_file_can_be_wrong_is_said_apart(self):
        latin = self.failed("--profile", "büro", **self.profiles("[profile büro]\nregion = eu-west-1\n", "latin-1"))
        self.assertIn("UTF-8", latin)
        broken = self.failed("--profile", "hub", **self.profiles("[profile hub]\nregion\n"))
        self.assertIn("line 2", broken)
        missing = self.failed("--profile", "hub", AWS_CONFIG_FILE=self.folder / "none", AWS_SHARED_CREDENTIALS_FILE=self.folder / "nor")
        self.assertIn("exists", missing)
        self.assertIn(str(self.folder / "none"), missing)
        self.assertEqual(len({latin, broken, missing}), 3)

    def test_endpoints_are_found_as_boto3_finds_them(self):
        behind = "http://127.0.0.1:9"
        with front(behind, who_and_no_more) as (everything, all_seen), front(behind, who_and_no_more) as (own, own_seen):
            both = {"AWS_ENDPOINT_URL": everything, "AWS_ENDPOINT_URL_STS": own, "AWS_REGION": "eu-west-1", **KEYS}
            self.armillary().run("crawl", timeout=120, **both)
            self.assertEqual({request.service for request in own_seen}, {"sts"})
            self.assertNotIn("sts", {request.service for request in all_seen})
            own_seen.clear()
            section = "[default]\nregion = eu-west-1\nservices = local\n"
            section += f"endpoint_url = {everything}\n[services local]\nsts =\n  endpoint_url = {own}\n"
            self.armillary().run("crawl", timeout=120, AWS_ENDPOINT_URL="", **KEYS, **self.profiles(section))
            self.assertEqual({request.service for request in own_seen}, {"sts"})

    def test_configured_endpoints_can_be_ignored(self):
        with front("http://127.0.0.1:9", who_and_no_more) as (url, seen):
            away = {"AWS_REGION": "eu-west-1", "HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
            self.failed(AWS_ENDPOINT_URL=url, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS="true", **away, **KEYS)
        self.assertEqual(seen, [])

    def test_the_role_of_a_profile_is_assumed_at_the_endpoint(self):
        text = f"[profile audit]\nrole_arn = arn:aws:iam::{ACCOUNT}:role/audit\nsource_profile = base\nregion = eu-west-1\n"
        text += "[profile base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = y\n"
        with front("http://127.0.0.1:9", lambda request: NO_MORE) as (url, seen):
            message = self.failed("--profile", "audit", "--endpoint-url", url, **self.profiles(text))
        self.assertEqual([request.operation for request in seen], ["AssumeRole"])
        self.assertIn("role/audit", message)
        self.assertIn("`audit`", message)
        self.assertIn("trust policy", message)

    def test_sts_out_of_reach_inside_the_chain(self):
        text = f"[profile audit]\nrole_arn = arn:aws:iam::{ACCOUNT}:role/audit\nsource_profile = base\nregion = eu-west-1\n"
        text += "[profile base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = y\n"
        message = self.failed("--profile", "audit", "--endpoint-url", "http://127.0.0.1:9", **self.profiles(text))
        self.assertIn("http://127.0.0.1:9", message)
        self.assertIn("network", message)
        self.assertNotIn("aws sso login", message)

    def test_a_profile_that_needs_a_code_or_says_nothing(self):
        text = f"[profile mfa]\nrole_arn = arn:aws:iam::{ACCOUNT}:role/a\nsource_profile = base\nmfa_serial = arn:aws:iam::{ACCOUNT}:mfa/me\n"
        text += "[profile base]\naws_access_key_id = A\naws_secret_access_key = y\n[profile bare]\nregion = eu-west-1\n"
        files = self.profiles(text)
        code = self.failed("--profile", "mfa", **files)
        self.assertIn("mfa/me", code)
        self.assertIn("export-credentials", code)
        bare = self.failed("--profile", "bare", **files)
        self.assertIn("`bare`", bare)
        self.assertIn("neither keys nor a role", bare)

    def test_a_refused_sign_in_of_identity_center(self):
        home = self.folder / "home"
        cache = home / ".aws" / "sso" / "cache"
        cache.mkdir(parents=True)
        token = {"accessToken": "t", "expiresAt": "2099-01-01T00:00:00Z", "startUrl": "https://corp", "region": "eu-west-1"}
        (cache / f"{hashlib.sha1(b'corp').hexdigest()}.json").write_text(json.dumps(token))
        text = "[profile hub]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Audit\nregion = eu-west-1\n"
        text += "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp\n"
        files = {"HOME": home, **self.profiles(text)}
        body = b'{"message":"Session token not found or invalid"}'
        headers = {"Content-Type": "application/json", "x-amzn-ErrorType": "UnauthorizedException:http://x"}
        with front("http://127.0.0.1:9", lambda request: (401, headers, body)) as (url, seen):
            message = self.failed("--profile", "hub", AWS_ENDPOINT_URL_SSO=url, **files)
        self.assertEqual(len(seen), 1)
        self.assertIn("Session token not found or invalid", message)
        self.assertIn("aws sso login --profile hub", message)
        (cache / f"{hashlib.sha1(b'corp').hexdigest()}.json").unlink()
        never = self.failed("--profile", "hub", **files)
        self.assertIn("aws sso login --profile hub", never)
        self.assertNotEqual(message, never)

    def test_nothing_leaves_the_partition(self):
        def rule(request):
            return identity(partition="aws-eusc") if request.operation == "GetCallerIdentity" else NO_MORE

        for environment in ({"AWS_REGION": "eusc-de-east-1"}, {}):
            arguments = [] if environment else ["--regions", "eusc-de-east-1"]
            with front("http://127.0.0.1:9", rule) as (url, seen):
                self.armillary().run("crawl", *arguments, timeout=120, AWS_ENDPOINT_URL=url, **environment, **KEYS)
            self.assertGreater(len(seen), 1)
            self.assertEqual({request.region for request in seen}, {"eusc-de-east-1"})

    def test_regions_of_another_partition_are_refused_before_a_call(self):
        message = self.failed("--regions", "us-east-1", AWS_REGION="eusc-de-east-1", **KEYS)
        self.assertIn("partition", message)


class Certificates(Case):
    @unittest.skipUnless(pathlib.Path("/usr/bin/openssl").exists(), "needs openssl")
    def test_behind_inspection_the_bundle_is_used_and_named(self):
        import ssl

        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={self.folder.name}"]
        make += ["-addext", "basicConstraints=critical,CA:FALSE", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate]
        subprocess.run(make, check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                status, _, body = refused("ExpiredToken", "reached")
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                """Says nothing."""

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        environment = {"AWS_ENDPOINT_URL": f"https://localhost:{server.server_port}", "AWS_REGION": "eu-west-1", **KEYS}
        unknown = self.armillary().run("crawl", timeout=120, **environment)
        self.assertEqual(unknown.returncode, 1)
        self.assertIn("AWS_CA_BUNDLE", unknown.stderr)
        self.assertIn("ca_bundle", unknown.stderr)
        known = self.armillary().run("crawl", timeout=120, AWS_CA_BUNDLE=certificate, **environment)
        self.assertIn("reached", known.stderr)
        empty = self.folder / "empty.pem"
        empty.write_text("nothing\n")
        wrong = self.armillary().run("crawl", timeout=120, AWS_CA_BUNDLE=empty, **environment)
        self.assertIn(str(empty), wrong.stderr)
        self.assertNotIn("panicked", wrong.stderr)


class Arguments(Case):
    def test_what_cannot_be_meant_is_wrong_usage_before_the_first_call(self):
        wrong = [
            ("--role-name", "", "role"),
            ("--role-name", "arn:aws:iam::111122223333:user/x", "role"),
            ("--regions", "", "Regions"),
            ("--regions", "eu-wset-1", "eu-west-1"),
            ("--regions", "us-east-1,cn-north-1", "partition"),
            ("--endpoint-url", "127.0.0.1:80", "endpoint"),
            ("--external-id", "", "external id"),
            ("--profile", "", "profile"),
        ]
        with front("http://127.0.0.1:9", who_and_no_more) as (url, seen):
            for option, value, expected in wrong:
                done = self.armillary().run("crawl", option, value, AWS_ENDPOINT_URL=url, **KEYS)
                self.assertEqual(done.returncode, 2, f"{option} {value!r}: {done.stderr}")
                self.assertIn(expected, done.stderr)
        self.assertEqual(seen, [])

    def test_what_is_meant_is_taken(self):
        with loopback() as keys:
            armillary = self.armillary(**keys)
            for role in ("/ArmillaryReadRole", "arn:aws:iam::111122223333:role/ArmillaryReadRole"):
                summary = armillary.json("crawl", "--role-name", role, "--regions", "us-east-1, eu-west-1")
                self.assertNotIn("denied", {count["status"] for count in summary["coverage"]})


class Interrupted(Case):
    def interrupted(self, *arguments, ready=lambda: None, **environment):
        """How a crawl ends that is told to."""
        environment = {**self.armillary().environment, **{name: str(value) for name, value in environment.items()}}
        process = subprocess.Popen(
            [str(binary()), "crawl", *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            ready()
            process.send_signal(signal.SIGINT)
            _, message = process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.fail("it goes on")
        self.assertEqual(process.returncode, 1)
        self.assertIn("cancelled", message)

    @unittest.skipIf(os.name == "nt", "sends a Unix signal")
    def test_a_listener_that_never_answers(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            waiting = []
            self.interrupted(ready=lambda: waiting.append(listener.accept()), AWS_ENDPOINT_URL=url, AWS_REGION="eu-west-1", **KEYS)
            waiting[0][0].close()

    @unittest.skipIf(os.name == "nt", "sends a Unix signal")
    def test_regions_that_are_not_listed(self):
        waiting = threading.Event()

        def rule(request):
            if request.operation == "GetCallerIdentity":
                return identity()
            waiting.set()
            threading.Event().wait(60)
            return NO_MORE

        with front("http://127.0.0.1:9", rule) as (url, _):
            self.interrupted(ready=lambda: waiting.wait(60), AWS_ENDPOINT_URL=url, AWS_REGION="eu-west-1", **KEYS)

    @unittest.skipIf(os.name == "nt", "runs a shell")
    def test_a_program_that_hangs(self):
        started = self.folder / "started"
        config = self.folder / "config"
        config.write_text(f"[profile slow]\nregion = eu-west-1\ncredential_process = touch {started}; exec sleep 300\n")

        def ready():
            while not started.exists():
                threading.Event().wait(0.05)

        self.interrupted("--profile", "slow", ready=ready, AWS_CONFIG_FILE=config)


class Trouble(Case):
    """Front ends that answer in AWS's place, for a moment."""

    def crawled(self, rule):
        with loopback() as keys, front(keys["AWS_ENDPOINT_URL"], rule) as (url, seen):
            armillary = self.armillary(**{**keys, "AWS_ENDPOINT_URL": url})
            done = armillary.run("crawl", "--json")
        return done, seen

    def whole(self, rule):
        done, seen = self.crawled(rule)
        self.assertEqual(done.returncode, 0, done.stderr)
        # Accounts that are suspended or being closed are skipped.
        self.assertLessEqual({count["status"] for count in json.loads(done.stdout)["coverage"]}, {"complete", "skipped"}, done.stderr)
        return seen

    def test_a_page_in_place_of_the_first_answer(self):
        for status in (502, 503, 504):
            seen = self.whole(once_each(lambda request: request.operation if request.service == "sts" else None, page(status)))
            self.assertEqual([request.operation for request in seen[:2]], ["GetCallerIdentity"] * 2)

    def test_a_page_in_place_of_each_accounts_roles(self):
        def kind(request):
            return request.key if request.operation == "GetAccountAuthorizationDetails" else None

        self.whole(once_each(kind, page(503)))

    def test_every_second_call_is_throttled(self):
        calls = itertools.count()
        seen = self.whole(lambda request: throttled(request) if next(calls) % 2 else None)
        self.assertGreater(len(seen), 1000)

    def test_an_empty_answer_is_no_answer(self):
        empty = (200, {"Content-Type": "application/x-amz-json-1.1"}, b"")
        self.whole(once_each(lambda request: request.operation if request.service == "sagemaker" else None, empty))
        done, _ = self.crawled(lambda request: empty if request.operation == "ListDomains" else None)
        self.assertEqual(done.returncode, 0, done.stderr)
        statuses = {count["status"]: count["count"] for count in json.loads(done.stdout)["coverage"]}
        self.assertGreater(statuses.get("failed", 0), 0)
        self.assertIn("empty", done.stderr)


if __name__ == "__main__":
    unittest.main()
