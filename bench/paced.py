"""wrk at full speed or at a given rate, with every answer looked at."""

import re
import subprocess
from dataclasses import dataclass

from measure import LoadFailed, cpu_seconds

CONNECTIONS = 64
EXPECTED = 512  # bytes of every answer
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Round:
    rate: float  # answers per second
    microseconds: float  # CPU per request
    latency: float  # ms, 99th percentile
    wrong: int  # answers of another length


def _script(body, delay, check):
    lines = []
    if body:
        lines += ['wrk.method = "POST"', f'wrk.body = string.rep("x", {body})']
    if delay:  # evenly between nothing and twice the mean, so that connections do not march in step
        lines.append(f"function delay() return math.random(0, {2 * delay}) end")
    if check:
        lines += [
            "local threads = {}",
            "function setup(thread) table.insert(threads, thread) end",
            "wrong = 0",
            f"function response(status, headers, body)"
            f" if status ~= 200 or #body ~= {EXPECTED} then wrong = wrong + 1 end end",
            "function done() local sum = 0"
            ' for _, thread in ipairs(threads) do sum = sum + thread:get("wrong") end'
            ' io.write("wrong answers: " .. sum .. "\\n") end',
        ]
    return "\n".join(lines) + "\n"


def _run(url, pid, seconds, cpu, script, connections):
    command = ["taskset", "-c", str(cpu), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
    before = cpu_seconds(pid)
    output = subprocess.run(
        [*command, "--timeout", "20s", "--latency", "-s", str(script), url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    used = cpu_seconds(pid) - before
    if re.search(r"Non-2xx|Socket errors", output):
        raise LoadFailed(output)
    requests = int(re.search(r"(\d+) requests in", output).group(1))
    if requests == 0:
        raise LoadFailed("no answer at all")
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", output).groups()
    wrong = re.search(r"wrong answers: (\d+)", output)
    return Round(
        float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1)),
        used / requests * 1e6,
        float(value) * _UNITS[unit],
        int(wrong.group(1)) if wrong else 0,
    )


def saturating_load(url, pid, seconds, cpu, body, directory):
    script = directory / "full.lua"
    script.write_text(_script(body, 0, check=False))
    return _run(url, pid, seconds, cpu, script, CONNECTIONS)


def paced_load(url, pid, seconds, cpu, body, directory, rate):
    """About `rate` requests per second: each connection waits between two of its own."""
    connections = 4 * CONNECTIONS
    script = directory / "half.lua"
    script.write_text(_script(body, max(1, round(connections / rate * 1000)), check=True))
    return _run(url, pid, seconds, cpu, script, connections)
