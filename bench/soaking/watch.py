"""Looks at the proxy from outside while the soak runs: memory, descriptors, threads, the report
store, and whether the counters of mirrored requests add up."""

import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from support.metrics import Accounting

PERIOD = 10  # seconds
MIRRORS = ("healthy", "flapping", "silent")
IN_FLIGHT = 64  # the most requests that may be counted as eligible and not yet as anything else


@dataclass(frozen=True)
class Sample:
    """At `seconds` since the load began; sizes in bytes."""

    seconds: float
    resident: int
    descriptors: int
    threads: int
    store: int


def take(stage, began):
    process = Path(f"/proc/{stage.proxy.process.pid}")
    status = (process / "status").read_text()

    def number(field):
        return int(re.search(rf"{field}:\s+(\d+)", status).group(1))

    return Sample(
        round(time.monotonic() - began, 1),
        number("VmRSS") * 1024,
        descriptors(stage),
        number("Threads"),
        stage.store_bytes(),
    )


def descriptors(stage):
    """None are left of a process that is gone."""
    try:
        return len(list(Path(f"/proc/{stage.proxy.process.pid}/fd").iterdir()))
    except FileNotFoundError:
        return 0


def fewest_descriptors(stage, seconds):
    """Health checks come and go meanwhile."""
    until = time.monotonic() + seconds
    fewest = descriptors(stage)
    while time.monotonic() < until:
        fewest = min(fewest, descriptors(stage))
        time.sleep(0.05)
    return fewest


def slope(points):
    """Of the least squares' line through (x, y); 0 through fewer than two."""
    count = len(points)
    if count < 2:
        return 0.0
    middle_x = sum(x for x, _ in points) / count
    middle_y = sum(y for _, y in points) / count
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / spread


class Watch:
    def __init__(self, stage, problems):
        self.samples = []
        self.scrapes = 0
        self._stage = stage
        self._problems = problems
        self._stopping = threading.Event()

    def start(self):
        self._began = time.monotonic()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def stop(self):
        self._stopping.set()
        self._thread.join()

    def _run(self):
        try:
            while not self._stopping.wait(PERIOD):
                self.samples.append(take(self._stage, self._began))
        except (OSError, AttributeError) as problem:
            self._problems.append(f"the proxy is gone: {problem!r}")

    def scraped(self, admin):
        """The sums hold at any moment, but for requests about which nothing is decided yet."""
        metrics = admin.metrics()
        for name in MIRRORS:
            self._check(name, Accounting(metrics, "all", mirror=name))
        for name, counts in admin.status()["mirrors"].get("all", {}).items():
            self._check_status(name, counts)
        self.scrapes += 1

    def _check(self, name, sums):
        accounted = sums.not_sampled + sum(sums.dropped.values()) + sums.mirrored
        whole = sums.mirrored == sum(sums.verdicts.values()) + sums.pending
        if not whole or not 0 <= sums.eligible - accounted <= IN_FLIGHT:
            self._problems.append(f"sums of {name} in metrics: {vars(sums)}")

    def _check_status(self, name, counts):
        def total(outcome):
            return sum(n for key, n in counts.items() if key.split("(")[0] == outcome)

        parts = {"eligible", "not_sampled", "dropped", "mirrored", "pending", "uncopied"}
        verdicts = sum(n for key, n in counts.items() if key.split("(")[0] not in parts)
        accounted = total("not_sampled") + total("dropped") + total("mirrored")
        whole = total("mirrored") == verdicts + total("pending")
        if not whole or not 0 <= total("eligible") - accounted <= IN_FLIGHT:
            self._problems.append(f"sums of {name} in status: {counts}")
