"""Measures the program as its users meet it, and prints one JSON object per figure: `make measure`.

crawl   1,000 accounts in two Regions with the published quotas and 120 ms per request, twice
large   an organization of 10,000 accounts: crawl, cache file, trust graph from a cold and a warm file and once kept, findings
window  the same cache in the real window under a virtual display: start to map, each view's first picture, memory, frames

Name the parts to measure only those. The machine must be quiet, the binary a release build (`ARMILLARY_BINARY`).
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from support import Armillary, binary, clean_environment, loopback
from test_window import window

REGIONS = "eu-west-1,us-east-1"
VIEWS = ("organization", "network", "portfolios", "trust")
GOAL_QUESTION = ("--from", "stage:dev", "--to", "stage:prod")


def say(what, **figures):
    print(json.dumps({"what": what, **figures}), flush=True)


def timed(armillary, *arguments):
    """Runs a command: wall-clock and processor seconds, peak memory in MB, and its stdout."""
    with tempfile.TemporaryFile("w+") as out:
        started = time.monotonic()
        process = subprocess.Popen(
            [str(binary()), *map(str, arguments)], env=armillary.environment, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"armillary {' '.join(map(str, arguments))} exited {process.returncode}")
        out.seek(0)
        text = out.read()
    figures = {
        "seconds": round(seconds, 2),
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_mb": round(usage.ru_maxrss / 1024),
    }
    return figures, text


def forget_files():
    """Empties the page cache; without the right to, says so and measures warm."""
    os.sync()
    try:
        pathlib.Path("/proc/sys/vm/drop_caches").write_text("3")
    except OSError:
        return False
    return True


def summary(text):
    document = json.loads(text)
    return {key: document[key] for key in ("requests", "efficiency", "resources", "changed") if key in document}


def crawl(folder):
    with loopback("--accounts", 1000, "--quotas", "aws", "--latency-ms", 120) as environment:
        armillary = Armillary(folder / "thousand.sqlite", **environment)
        for what in ("first crawl", "second crawl"):
            figures, text = timed(armillary, "crawl", "--regions", REGIONS, "--json")
            say(f"1,000 accounts, quotas and 120 ms: {what}", **figures, **summary(text))


def large(folder):
    cache = folder / "large.sqlite"
    with loopback("--accounts", 10000) as environment:
        armillary = Armillary(cache, **environment)
        figures, text = timed(armillary, "crawl", "--regions", REGIONS, "--json")
    say("10,000 accounts: crawl", **figures, **summary(text), file_mb=round(cache.stat().st_size / 1e6))
    cold = forget_files()
    for what in ("built, cold file" if cold else "built", "kept"):
        figures, _ = timed(armillary, "trust", "paths", *GOAL_QUESTION, "--json")
        say(f"10,000 accounts: trust paths, {what}", **figures)
    forget_files()
    figures, _ = timed(armillary, "trust", "paths", *GOAL_QUESTION, "--json")
    say("10,000 accounts: trust paths, kept, cold file", **figures)
    for what in ("worked out", "kept"):
        figures, _ = timed(armillary, "trust", "findings", "--json")
        say(f"10,000 accounts: trust findings, {what}", **figures)
    for action, resource in (("s3:GetObject", "arn:aws:s3:::models/x"), ("iam:CreateUser", "*")):
        figures, _ = timed(armillary, "trust", "who-can", "--action", action, "--resource", resource, "--json")
        say(f"10,000 accounts: who can {action} on {resource}, with taking up the kept graph (the answer alone: make bench)", **figures)
    for command in (("crawls",), ("coverage",), ("graph", "--view", "network", "--format", "svg", "--out", os.devnull)):
        figures, _ = timed(armillary, *command)
        say(f"10,000 accounts: {command[0]}", **figures)


def processes():
    """Every process by its number: its parent, its program, its status."""
    found = {}
    for status in pathlib.Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
            found[int(status.parent.name)] = int(fields["PPid"]), os.readlink(status.parent / "exe"), fields
        except OSError:
            continue
    return found


def program():
    """The number of the window's process, the newest of this binary."""
    return max(pid for pid, (_, exe, _) in processes().items() if exe == str(binary().resolve()))


def memory():
    """Resident memory in MB of the program and of its web view."""
    own, every = program(), processes()
    megabytes = lambda pid: int(every[pid][2].get("VmRSS", "0 kB").split()[0]) // 1024
    views = [pid for pid, (parent, exe, _) in every.items() if parent == own and "WebKitWebProcess" in exe]
    return {"program_mb": megabytes(own), "web_view_mb": sum(map(megabytes, views))}


DRAWN = "const mark = performance.getEntriesByName('armillary:drawn')[0]; return mark ? performance.timeOrigin + mark.startTime : 0"


def drawn(browser, view, after):
    """When the view was drawn, in seconds since 1970."""
    browser.find(f"[data-testid=map][data-view={view}][data-ready=true]", seconds=120)
    return browser.until(lambda: max(0, (at := browser.script(DRAWN) / 1000) - after) and at, f"{view} is not drawn", 120)


def in_window(folder):
    cache = folder / "large.sqlite"
    started = time.time()
    with window(folder, "--cache", str(cache)) as browser:
        began = process_start()
        at = drawn(browser, "organization", started)
        say("10,000 accounts in the window: start to map", seconds=round(at - began, 2), **memory())
        for round_ in ("first picture", "again"):
            for view in VIEWS[1:] + VIEWS[:1]:
                clicked = time.time()
                browser.click(f"[data-testid=view-{view}]")
                at = drawn(browser, view, clicked)
                say(f"10,000 accounts in the window: {view}, {round_}", seconds=round(at - clicked, 2), **memory())
        for view in VIEWS:
            browser.click(f"[data-testid=view-{view}]")
            browser.find(f"[data-testid=map][data-view={view}][data-ready=true]", seconds=120)
            for steps in (0, 3, 6):
                browser.click("[data-testid=map-fit]")
                time.sleep(1)
                for _ in range(steps):
                    browser.click(".map-zoom button[aria-label='Zoom in']")
                    time.sleep(0.5)
                browser.script("window.measured = null; window.__armillary.measure().then((times) => { window.measured = times; })")
                times = browser.until(lambda: browser.script("return window.measured"), "no frames", 60)
                say(f"10,000 accounts in the window: frames of {view}, {1.5**steps:.1f} times", **times)
        browser.click("[data-testid=nav-trust]")
        time.sleep(5)
        say("10,000 accounts in the window: all four views and Trust seen", **memory())


def process_start():
    """When the program of the window was started, in seconds since 1970."""
    boot = next(int(line.split()[1]) for line in pathlib.Path("/proc/stat").read_text().splitlines() if line.startswith("btime"))
    fields = pathlib.Path(f"/proc/{program()}/stat").read_text().rsplit(")", 1)[1].split()
    return boot + int(fields[19]) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    parts = {"crawl": crawl, "large": large, "window": in_window}
    place = pathlib.Path(os.environ.get("ARMILLARY_MEASURE", tempfile.mkdtemp(prefix="armillary-measure-")))
    place.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or parts:
        parts[name](place)
