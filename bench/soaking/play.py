"""One soak from start to end: warm up, rest, load with disturbances, rest, end."""

import json
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from soaking import verdict
from soaking.clients import Clients
from soaking.disturbances import Disturbances
from soaking.stage import Stage
from soaking.watch import MIRRORS, Watch, descriptors, fewest_descriptors
from support import crossfade
from support.waiting import eventually

WARM_UP = 5  # seconds
REST = 12  # seconds until everything idle was closed: more than any idle timeout
DRAIN = 20  # seconds, the drain_timeout
GIVEN_BACK = 120  # seconds at most


class Soak:
    def __init__(self, directory, rate, reload_every):
        self.stage = Stage(directory)
        self.rate = rate
        self.disturbances = Disturbances(self.stage, reload_every)
        self.problems = self.disturbances.problems
        self.watch = Watch(self.stage, self.problems)
        self.mirrors = {}  # their accounting at the end

    def play(self, minutes):
        """The Clients that asked, and {figure: value} of what only this class knows."""
        stage = self.stage
        warm = self._load(WARM_UP)
        time.sleep(REST)
        before = fewest_descriptors(stage, 2)
        self.watch.start()
        self.disturbances.start(self.watch.scraped)
        clients = self._load(minutes * 60, warm.record.last)
        self.disturbances.stop()
        self.watch.stop()
        time.sleep(REST)
        self.disturbances.guarded(lambda: self._given_back(before))
        self.disturbances.guarded(self._settled)
        figures = {"fds idle before": before, "fds idle after": fewest_descriptors(stage, 2)}
        return clients, figures | self._end() | self.disturbances.counts

    def _load(self, seconds, last=0):
        clients = Clients(self.stage.proxy.port, self.stage.tls_port, self.rate, last)
        clients.start()
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.stage.proxy.process.poll() is None:
            time.sleep(0.2)
        clients.stop()
        self.problems += clients.errors
        return clients

    def _given_back(self, before):
        eventually(lambda: descriptors(self.stage) <= before, "descriptors given back", GIVEN_BACK)

    def _settled(self):
        admin = self.stage.proxy.admin
        self.mirrors = {name: vars(admin.settled("all", mirror=name)) for name in MIRRORS}

    def _end(self):
        proxy = self.stage.proxy
        began = time.monotonic()
        if proxy.process.poll() is None:
            proxy.signal(signal.SIGTERM)
        try:
            code = proxy.process.wait(DRAIN + 40)  # leaks are looked for after the drain
        except subprocess.TimeoutExpired:
            code = "none: it does not end"
        took = time.monotonic() - began
        self.disturbances.guarded(lambda: crossfade.judge_end(code, proxy.stderr()))
        return {"exit code": code, "seconds to end": took}


def is_sanitized(binary):
    return b"__asan_init" in binary.read_bytes()


def print_table(figures):
    for name, value in figures.items():
        text = f"{value:.1f}" if isinstance(value, float) else str(value)
        print(f"{name:26}{text:>14}")


def run(binary, minutes, rate, reload_every, output):
    """The exit code."""
    crossfade.BINARY = binary
    directory = Path(tempfile.mkdtemp(prefix="soak-"))
    soak = Soak(directory, rate, reload_every)
    try:
        soak.stage.start()
        began = time.monotonic()
        clients, ended = soak.play(minutes)
        figures, lost = verdict.of_requests(
            clients.record, soak.stage.ledgers(), soak.disturbances.kills
        )
        figures["seconds"] = time.monotonic() - began
    finally:
        stop(soak.stage)
    figures["requests/s"] = figures["requests"] / (minutes * 60)
    figures["longest s"] = clients.record.longest
    figures |= verdict.of_samples(soak.watch.samples) | ended
    figures |= {"scrapes": soak.watch.scrapes, "problems": len(soak.problems)}
    sanitized = is_sanitized(binary)
    found = verdict.missed(figures, sanitized, minutes)
    kinds = dict(sorted(clients.record.kinds.items()))
    print_table(figures | kinds)
    for name, sums in soak.mirrors.items():
        print(f"{name}: {sums}")
    for line in [*verdict.outcomes_in_short(lost), *soak.problems[:20], *found]:
        print(line)
    print(f"NOT clean; see {directory}" if found else "clean", flush=True)
    everything = {
        "binary": binary.name,
        "sanitized": sanitized,
        "minutes": minutes,
        "rate": rate,
        "clean": not found,
        "missed": found,
        "figures": figures,
        "kinds": kinds,
        "mirrors": soak.mirrors,
        "samples": [asdict(each) for each in soak.watch.samples],
        "kills": soak.disturbances.kills,
        "lost": [asdict(each) for each in lost[:200]],
        "problems": soak.problems[:200],
        "stderr": soak.stage.proxy.stderr()[-100_000:],
    }
    output.write_text(json.dumps(everything, indent=1))
    if not found:
        shutil.rmtree(directory, ignore_errors=True)
    return 1 if found else 0


def stop(stage):
    if stage.proxy.process and stage.proxy.process.poll() is None:
        stage.proxy.process.kill()
        stage.proxy.process.wait()
    stage.stop_origins()
