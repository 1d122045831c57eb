"""What the black-box tests share: the `armillary` binary, the embedded organization, moto, and clients we did not write."""

import contextlib
import json
import os
import pathlib
import shlex
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent


def binary():
    """The built program: `ARMILLARY_BINARY`, else the debug build in the target folder."""
    named = os.environ.get("ARMILLARY_BINARY")
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return pathlib.Path(named) if named else target / "debug" / ("armillary.exe" if os.name == "nt" else "armillary")


def clean_environment(**more):
    """An environment in which nothing of this user's AWS configuration, caches or display is visible."""
    kept = ("PATH", "HOME", "LANG", "SYSTEMROOT", "TMPDIR", "TEMP")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment.update(AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)
    environment.update({name: str(value) for name, value in more.items()})
    return environment


class Armillary:
    """Runs commands of the program with one cache and one set of credentials."""

    def __init__(self, cache, **environment):
        self.cache = pathlib.Path(cache)
        self.environment = clean_environment(ARMILLARY_CACHE=cache, **environment)

    def run(self, *arguments, timeout=300, **environment):
        """The finished process, whatever its exit code."""
        merged = {**self.environment, **{name: str(value) for name, value in environment.items()}}
        command = [str(binary()), *map(str, arguments)]
        return subprocess.run(command, env=merged, capture_output=True, text=True, timeout=timeout, check=False)

    def ok(self, *arguments, **options):
        """stdout of a command that must succeed."""
        done = self.run(*arguments, **options)
        if done.returncode != 0:
            raise AssertionError(f"armillary {shlex.join(map(str, arguments))} exited {done.returncode}:\n{done.stderr}")
        return done.stdout

    def json_lines(self, *arguments):
        """One object per line of stdout."""
        return [json.loads(line) for line in self.ok(*arguments, "--json").splitlines()]

    def json(self, *arguments):
        """stdout as one JSON value."""
        return json.loads(self.ok(*arguments, "--json"))


@contextlib.contextmanager
def loopback(*arguments):
    """An embedded organization in a process of its own; yields the environment that reaches it."""
    command = [str(binary()), "loopback", *map(str, arguments)]
    with subprocess.Popen(command, env=clean_environment(), stdout=subprocess.PIPE, text=True) as process:
        try:
            environment = {}
            while "AWS_REGION" not in environment:
                line = process.stdout.readline()
                if not line:
                    raise AssertionError("the embedded organization ended before it was ready")
                for word in shlex.split(line, comments=True):
                    name, separator, value = word.partition("=")
                    if separator:
                        environment[name] = value
            yield environment
        finally:
            process.kill()


@contextlib.contextmanager
def moto():
    """A moto server in a process of its own; yields its endpoint URL."""
    port = free_port()
    command = [str(pathlib.Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env={**os.environ, "MOTO_EC2_LOAD_DEFAULT_AMIS": "false"}, **quiet) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/moto-api/data.json")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, seconds=60):
    """Waits until something answers."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


class Case(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="armillary-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def armillary(self, cache="cache.sqlite", **environment):
        """The program with a cache in this test's folder."""
        return Armillary(self.folder / cache, **environment)
