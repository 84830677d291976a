"""The load benchmark: every proxy under every workload, in alternating rounds, as one table.

The proxy runs alone on the first core; wrk and the origins share the second. See README.md for how
to read the result.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from measure import LoadFailed, peak_memory, run_load
from proxies import PROXIES, Ports
from workloads import WORKLOADS

ROOT = Path(__file__).resolve().parent.parent


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


def start(stack, command, cpu, port):
    process = subprocess.Popen(["taskset", "-c", str(cpu), *command], stdout=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    await_port(port, process)
    return process


def served(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/count") as response:
        return int(response.read())


def write_post_script(directory, size):
    script = directory / "post.lua"
    script.write_text(
        'wrk.method = "POST"\n'
        'wrk.headers["Content-Type"] = "application/octet-stream"\n'
        f'wrk.body = string.rep("x", {size})\n'
    )
    return script


class Contest:
    """All proxies set up for one workload, ready for rounds of load."""

    def __init__(self, stack, workload, names, binaries, cpus):
        self.workload = workload
        self.names = [name for name in names if name == "crossfade" or name in workload.peers]
        self.load_cpu = cpus[1]
        self.directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        self.directory.chmod(0o755)  # nginx's worker is another user
        origins = free_ports(3)
        for port in origins:
            start(stack, [binaries["origin"], str(port)], cpus[1], port)
        self.ports, self.processes = {}, {}
        for name in self.names:
            ports = self.ports[name] = Ports(*free_ports(1), *origins)
            place = self.directory / name
            place.mkdir()
            command = PROXIES[name](workload, ports, place, binaries[name])
            self.processes[name] = start(stack, command, cpus[0], ports.proxy)
        self.script = write_post_script(self.directory, workload.body) if workload.body else None

    def round(self, name, seconds):
        shadow = self.ports[name].shadow
        before = served(shadow)
        url = f"http://127.0.0.1:{self.ports[name].proxy}{self.workload.path}"
        cookie = "session_id=7" if self.workload.split else None
        result = run_load(
            url, self.processes[name].pid, seconds, self.load_cpu, self.script, cookie
        )
        if self.workload.mirror and served(shadow) - before < 0.97 * result.requests:
            raise LoadFailed(f"{name} mirrored only {served(shadow) - before} of {result.requests}")
        return result

    def memory(self, name):
        return peak_memory(self.processes[name].pid)


def measure(workload, names, binaries, cpus, rounds, seconds):
    """The rounds of each proxy that took part."""
    with ExitStack() as stack:
        contest = Contest(stack, workload, names, binaries, cpus)
        results = {name: [] for name in contest.names}
        for number in range(rounds + 1):
            for name in contest.names:
                result = contest.round(name, 1 if number == 0 else seconds)
                if number > 0:  # the first only warms up
                    results[name].append(result)
        return results, {name: contest.memory(name) for name in contest.names}


def describe(rounds):
    costs = sorted(one.microseconds for one in rounds)
    return statistics.median(costs), costs[0], costs[-1]


def print_row(workload, names, results, memory):
    medians = {name: describe(rounds)[0] for name, rounds in results.items()}
    cells = []
    for name in names:
        if name not in results:
            cells.append(f"{'-':>20}")
            continue
        median, least, most = describe(results[name])
        cells.append(f"{median:7.1f} ({least:.1f}-{most:.1f})".rjust(20))
    peers = [medians[name] for name in results if name != "crossfade"]
    ratio = (
        f"{medians['crossfade'] / min(peers):.2f} x" if "crossfade" in medians and peers else "-"
    )
    latency = "/".join(
        f"{statistics.median(one.latency for one in results[name]):.1f}" if name in results else "-"
        for name in names
    )
    sizes = "/".join(f"{memory[name]:.0f}" if name in memory else "-" for name in names)
    print(f"{workload.title:<32}{''.join(cells)}{ratio:>10}{latency:>18}{sizes:>14}", flush=True)
    return medians


def print_head(names, rounds, seconds):
    print(
        f"CPU microseconds per request: median (least-most) of {rounds} rounds x {seconds} s,"
        f" 64 connections; p99 in ms and peak memory in MiB as {'/'.join(names)}"
    )
    cells = "".join(f"{name:>20}" for name in names)
    print(f"{'':<32}{cells}{'ratio':>10}{'p99 ms':>18}{'MiB':>14}", flush=True)


def find_binaries(arguments):
    binaries = {"crossfade": arguments.crossfade, "origin": arguments.origin}
    binaries |= {
        name: shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")
        for name in ("nginx", "haproxy")
    }
    for name in ("wrk", "taskset"):
        if not shutil.which(name):
            raise SystemExit(f"{name} is missing; bench/run.sh installs it")
    if not Path(arguments.origin).exists():
        raise SystemExit(f"{arguments.origin} is missing; bench/run.sh builds it")
    return binaries


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--only",
        action="append",
        choices=[each.name for each in WORKLOADS],
        help="only this workload; may be given several times",
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--proxies", default="crossfade,nginx,haproxy")
    parser.add_argument("--crossfade", default=str(ROOT / "build/crossfade"))
    parser.add_argument("--origin", default=str(ROOT / "build/bench/bench_origin"))
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    cpus = sorted(os.sched_getaffinity(0))
    if len(cpus) < 2:
        raise SystemExit("needs two cores: one for the proxy, one for the load")
    binaries = find_binaries(arguments)
    names = [
        name
        for name in arguments.proxies.split(",")
        if binaries.get(name) and Path(binaries[name]).exists()
    ]
    print_head(names, arguments.rounds, arguments.seconds)
    medians, failed = {}, False
    for workload in WORKLOADS:
        taking_part = [name for name in names if name == "crossfade" or name in workload.peers]
        if not taking_part or (arguments.only and workload.name not in arguments.only):
            continue
        try:
            results, memory = measure(
                workload, names, binaries, cpus, arguments.rounds, arguments.seconds
            )
            medians[workload.name] = print_row(workload, names, results, memory)
        except LoadFailed as problem:
            failed = True
            print(f"{workload.title:<32}  failed: {problem}", flush=True)
    against = medians.get("mirror", {}).get("nginx")
    if against and "crossfade" in medians.get("compare", {}):
        ratio = medians["compare"]["crossfade"] / against
        print(f"mirror + compare is {ratio:.2f} x of nginx's mirror alone")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
