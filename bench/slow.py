"""What slow clients cost the others: wrk's requests through the proxy with and without a thousand
connections of slowhttptest, in alternating rounds. See README.md."""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from measure import run_load
from processes import ROOT, free_ports, start

ATTACKS = {
    "-H slow heads": ["-H", "-i", "1", "-x", "24"],
    "-B slow bodies": ["-B", "-i", "1", "-s", "100000", "-x", "10"],
    "-X slow reading": ["-X", "-w", "512", "-y", "1024", "-n", "1", "-z", "32", "-k", "3"],
}


def configuration(proxy, origin):
    limits = {"header_timeout": "10s", "idle_timeout": "10s"}
    return {
        "workers": 1,
        "listeners": [{"name": "bench", "address": f"127.0.0.1:{proxy}", "limits": limits}],
        "backends": {"legacy": {"endpoints": [f"127.0.0.1:{origin}"]}},
        "routes": [{"name": "all", "split": {"legacy": "100%"}}],
    }


@contextmanager
def attack(arguments, port, connections):
    """Under way when it begins; ended when it ends."""
    command = ["slowhttptest", "-c", connections, "-r", connections, "-l", 60, "-p", 3, *arguments]
    process = subprocess.Popen(
        list(map(str, [*command, "-u", f"http://127.0.0.1:{port}/16384"])),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(2)
        yield
    finally:
        process.kill()
        process.wait()


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--crossfade", default=str(ROOT / "build/crossfade"))
    parser.add_argument("--origin", default=str(ROOT / "build/bench/bench_origin"))
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    if not shutil.which("slowhttptest"):
        raise SystemExit("slowhttptest is missing; deploy/install.sh --bench installs it")
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        origin, proxy = free_ports(2)
        start(stack, [arguments.origin, str(origin)], 1, origin)
        file = directory / "crossfade.yaml"
        file.write_text(json.dumps(configuration(proxy, origin)))
        process = start(stack, [arguments.crossfade, "run", "--config", str(file)], 0, proxy)

        def measured():
            url = f"http://127.0.0.1:{proxy}/512"
            result = run_load(url, process.pid, arguments.seconds, 1)
            return result.microseconds, result.rate, result.latency

        measured()
        for name, command in ATTACKS.items():
            quiet, attacked = [], []
            for _ in range(arguments.rounds):
                quiet.append(measured())
                with attack(command, proxy, arguments.connections):
                    attacked.append(measured())
            print(f"{name:<16} quiet: {describe(quiet)}   attacked: {describe(attacked)}", flush=True)
    return 0


def describe(rounds):
    cost, rate, latency = map(statistics.median, zip(*rounds))
    return f"{cost:.1f} us CPU each, {rate:.0f}/s, p99 {latency:.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
