"""Starts what takes part in a benchmark, each on the cores that it may use, and ends it."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Cores:
    """Which may be used for what, as taskset takes them."""

    proxy: str
    loops: str  # two event loops
    load: str  # the generator and the origins
    every: str
    count: int


def divide_cores():
    """The first is the proxy's alone. With four or more the second stays free for a second event
    loop; with fewer that has to share it with the load."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise SystemExit("needs two cores: one for the proxy, one for the load")
    load = cores[2:] if len(cores) >= 4 else cores[1:2]
    return Cores(str(cores[0]), listed(cores[:2]), listed(load), listed(cores), len(cores))


def listed(cores):
    return ",".join(map(str, cores))


def free_ports(count):
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def await_port(port, process):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"{process.args} ended with {process.returncode} before it served")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise SystemExit(f"{process.args} does not listen")


def start(stack, command, cores, port):
    """Ends with `stack`; waits until it listens."""
    process = subprocess.Popen(["taskset", "-c", str(cores), *command], stdout=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    await_port(port, process)
    return process


def find_binaries(arguments):
    """{name: path} of what is there; a peer may be missing, what the benchmark needs may not."""
    binaries = {"crossfade": arguments.crossfade, "origin": arguments.origin}
    for name in ("wrk", "taskset", "openssl"):
        if not shutil.which(name):
            raise SystemExit(f"{name} is missing; bench/run.sh installs it")
    for path in binaries.values():
        if not Path(path).exists():
            raise SystemExit(f"{path} is missing; bench/run.sh builds it")
    for name in ("nginx", "haproxy"):
        if path := shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin"):
            binaries[name] = path
    return binaries
