"""Processor time and memory of a proxy's processes, and one round of load on it."""

import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

import wrk


def _family(pid):
    """A process and all that descend from it."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:  # the second field of stat may hold spaces
                status = Path(f"/proc/{entry}/stat").read_text().rsplit(")", 1)[1].split()
                parents.setdefault(int(status[1]), []).append(int(entry))
            except OSError:
                pass  # ended meanwhile
    family, fresh = [pid], [pid]
    while fresh:
        fresh = [child for parent in fresh for child in parents.get(parent, [])]
        family += fresh
    return family


def _clock(pid):
    """The kernel's number for the clock of all threads of a process, ended ones included, which
    counts nanoseconds where /proc counts hundredths of a second: clock_getcpuclockid(3)."""
    return ~pid << 3 | 2


def cpu_clock(pid):
    """A function: user and system seconds of the family as it is now, all threads."""
    clocks = [_clock(member) for member in _family(pid)]
    return lambda: sum(map(time.clock_gettime, clocks))


def peak_memory(pid):
    """MiB, summed over the family."""
    total = 0
    for member in _family(pid):
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{member}/status").read_text())
        total += int(found.group(1)) if found else 0
    return total / 1024


@dataclass(frozen=True)
class Round:
    requests: int
    rate: float  # answers per second
    microseconds: float  # CPU per request
    latency: float  # ms, 99th percentile
    text: str = ""  # of wrk


def run_load(url, pid, seconds, cores, options=(), connections=wrk.CONNECTIONS):
    """Sends load for some seconds, from the first connection to the last answer, and says what a
    request cost the process `pid`."""
    clock = cpu_clock(pid)
    before = clock()
    said = wrk.run(url, seconds, cores, options, connections)
    used = clock() - before
    return Round(said.requests, said.rate, used / said.requests * 1e6, said.latency, said.text)
