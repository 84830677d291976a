"""CPU time of a proxy's processes, and one round of load on it."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


class LoadFailed(Exception):
    pass


def _stat(pid):
    """The fields of /proc/PID/stat from the third on; the second may hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def _family(pid):
    """A process and all that descend from it."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parents.setdefault(int(_stat(entry)[1]), []).append(int(entry))
            except OSError:
                pass  # ended meanwhile
    family, fresh = [pid], [pid]
    while fresh:
        fresh = [child for parent in fresh for child in parents.get(parent, [])]
        family += fresh
    return family


def cpu_seconds(pid):
    """User and system time of all threads of the family, ended children included."""
    return sum(sum(map(int, _stat(member)[11:15])) for member in _family(pid)) / TICKS


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
    microseconds: float  # CPU per request
    latency: float  # ms, 99th percentile


_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def run_load(url, pid, seconds, cpu, script=None, cookie=None):
    """Sends load for some seconds and says what a request cost the process `pid`."""
    command = ["taskset", "-c", str(cpu), "wrk", "-t1", "-c64", f"-d{seconds}s", "--latency"]
    if cookie:
        command += ["-H", f"Cookie: {cookie}"]
    if script:
        command += ["-s", str(script)]
    before = cpu_seconds(pid)
    output = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    used = cpu_seconds(pid) - before
    if re.search(r"Non-2xx|Socket errors", output):
        raise LoadFailed(output)
    requests = int(re.search(r"(\d+) requests in", output).group(1))
    if requests == 0:
        raise LoadFailed(output)
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", output).groups()
    return Round(requests, used / requests * 1e6, float(value) * _UNITS[unit])
