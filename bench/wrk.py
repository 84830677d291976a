"""wrk, the load generator: how it is called and what it said."""

import re
import subprocess
from dataclasses import dataclass

CONNECTIONS = 64
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


class LoadFailed(Exception):
    pass


@dataclass(frozen=True)
class Said:
    requests: int
    rate: float  # answers per second
    latency: float  # ms, 99th percentile
    text: str


def command(url, seconds, cores, options=(), connections=CONNECTIONS):
    """`seconds` is whole; SIGINT ends it before."""
    given = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "--latency", *options]
    return ["taskset", "-c", str(cores), "wrk", *given, url]


def write_script(directory, body=0, delay=0):
    """A file for wrk's -s. `body`: bytes of a POST. `delay`: milliseconds that a connection waits
    between two requests, in the mean."""
    lines = []
    if body:
        lines += [
            'wrk.method = "POST"',
            'wrk.headers["Content-Type"] = "application/octet-stream"',
            f'wrk.body = string.rep("x", {body})',
        ]
    if delay:  # evenly between nothing and twice the mean, so that connections do not march in step
        lines.append(f"function delay() return math.random(0, {2 * delay}) end")
    script = directory / "wrk.lua"
    script.write_text("\n".join(lines) + "\n")
    return str(script)


def read(text):
    if re.search(r"Non-2xx|Socket errors", text):
        raise LoadFailed(text)
    requests = int(re.search(r"(\d+) requests in", text).group(1))
    if requests == 0:
        raise LoadFailed(f"no answer at all: {text}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    return Said(requests, rate, float(value) * _UNITS[unit], text)


def run(*given, **more):
    """Until it ends by itself."""
    done = subprocess.run(command(*given, **more), capture_output=True, text=True, check=True)
    if done.stderr:  # it goes on without a script that it cannot load
        raise LoadFailed(done.stderr)
    return read(done.stdout)
