"""What a faulty shadow costs the live requests: alternating rounds without and with a mirror to it.

The proxy runs alone on the first core; wrk, the live origin and the shadow share the second. See
README.md for how to read the result.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from latency import quiet
from measure import peak_memory
from paced import paced_load, saturating_load
from processes import ROOT, divide_cores, find_binaries, free_ports, start
from shadow_proxies import MEMORY_LIMIT, PROXIES
from wrk import LoadFailed

LEAST_THROUGHPUT = 0.98
MOST_LATENCY = 1.05


@dataclass(frozen=True)
class Fault:
    name: str
    body: int = 0  # of a POST; 0: GET
    nginx: bool = False


# Without a mirror on either side: by how much equal proxies differ here and now.
CONTROL = Fault("none")

FAULTS = (
    CONTROL,
    Fault("dead", nginx=True),
    Fault("never_answers", nginx=True),
    Fault("never_reads", body=65_536),
    Fault("gigabyte"),
    Fault("endless"),
    Fault("garbage"),
    Fault("resets"),
    Fault("flaps"),
    Fault("drips"),
)


class Flapping:
    """An origin that is there for a second and gone for the next."""

    def __init__(self, binary, port, cores):
        self._command = ["taskset", "-c", cores, binary, str(port)]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._flap)
        self._thread.start()

    def _flap(self):
        while not self._over.is_set():
            process = subprocess.Popen(self._command)
            self._over.wait(1)
            process.kill()
            process.wait()
            self._over.wait(1)

    def stop(self):
        self._over.set()
        self._thread.join()


def start_shadow(stack, fault, port, binaries, cores):
    if fault.name in ("none", "dead"):
        return
    if fault.name == "flaps":
        stack.callback(Flapping(binaries["origin"], port, cores).stop)
        return
    start(stack, [binaries["fault_origin"], fault.name, str(port)], cores, port)


class Pair:
    """One proxy twice: without the mirror and with it."""

    def __init__(self, stack, proxy, fault, binaries, cores):
        self.cores = cores
        self.fault = fault
        self.directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        self.directory.chmod(0o755)  # nginx's worker is another user
        live, shadow, *fronts = free_ports(4)
        start(stack, [binaries["origin"], str(live)], cores.load, live)
        start_shadow(stack, fault, shadow, binaries, cores.load)
        self.ports, self.pids = {}, {}
        for mirrored, port in zip((False, True), fronts, strict=True):
            place = self.directory / f"mirror-{mirrored}"
            place.mkdir()
            target = shadow if mirrored and fault != CONTROL else None
            command = PROXIES[proxy](port, live, target, place, binaries[proxy])
            self.ports[mirrored] = port
            self.pids[mirrored] = start(stack, command, cores.proxy, port).pid

    def load(self, mirrored, seconds, rate=None):
        url = f"http://127.0.0.1:{self.ports[mirrored]}/512"
        given = (url, self.pids[mirrored], seconds, self.cores.load)
        more = (self.fault.body, self.directory)
        return paced_load(*given, *more, rate) if rate else saturating_load(*given, *more)

    def memory(self):
        return peak_memory(self.pids[True]) - peak_memory(self.pids[False])


def ratio(rounds, figure):
    """The median over the rounds of what it is with the mirror to what it is without."""
    return statistics.median(getattr(on, figure) / getattr(off, figure) for off, on in rounds)


def ratio_of(statistic, rounds):
    """Of the latencies, which differ too much from round to round to be compared in pairs."""
    off, on = ([each.latency for each in side] for side in zip(*rounds, strict=True))
    return statistic(on) / statistic(off)


def alternate(pair, rounds, seconds, rate=None):
    results = []
    for number in range(rounds):
        order = (False, True) if number % 2 == 0 else (True, False)
        loads = {mirrored: pair.load(mirrored, seconds, rate) for mirrored in order}
        results.append((loads[False], loads[True]))
    return results


def measure(proxy, fault, binaries, cores, rounds, seconds):
    with ExitStack() as stack:
        pair = Pair(stack, proxy, fault, binaries, cores)
        pair.load(False, 1)
        first = pair.load(True, 1)
        time.sleep(1)  # what was under way times out
        settled = pair.load(False, 1), pair.load(True, 1)
        full = alternate(pair, rounds, seconds)
        rate = statistics.median(off.rate for off, _ in full) / 2
        half = alternate(pair, rounds * seconds, 1, rate)
        return {
            "off": statistics.median(off.rate for off, _ in full),
            "on": statistics.median(on.rate for _, on in full),
            "throughput": ratio(full, "rate"),
            "cpu": ratio(full, "microseconds"),
            "p99": ratio_of(quiet, half),
            "p99_median": ratio_of(statistics.median, half),
            "p99_off": quiet([off.latency for off, _ in half]),
            "memory": pair.memory(),
            "first": first.rate / settled[0].rate,
            "wrong": sum(each.wrong for both in full + half for each in both),
        }


def print_head():
    print(
        f"{'shadow':<15}{'proxy':<11}{'off /s':>9}{'on /s':>9}{'ratio':>8}{'CPU':>8}{'p99':>8}"
        f"{'median':>8}{'p99 off':>9}{'MiB':>9}{'first s':>8}{'wrong':>7}"
    )


def print_row(proxy, fault, found):
    print(
        f"{fault.name:<15}{proxy:<11}{found['off']:>9.0f}{found['on']:>9.0f}"
        f"{found['throughput']:>8.3f}{found['cpu']:>8.3f}{found['p99']:>8.2f}"
        f"{found['p99_median']:>8.2f}{found['p99_off']:>9.2f}{found['memory']:>9.1f}"
        f"{found['first']:>8.2f}{found['wrong']:>7}",
        flush=True,
    )


def missed(found):
    if found["wrong"]:
        yield "wrong answers"
    if found["throughput"] < LEAST_THROUGHPUT:
        yield f"throughput below {LEAST_THROUGHPUT:.0%}"
    if found["p99"] > MOST_LATENCY:
        yield f"p99 above {MOST_LATENCY:.0%}"
    if found["memory"] > MEMORY_LIMIT:
        yield f"memory above {MEMORY_LIMIT} MiB"


def parse_arguments():
    names = [fault.name for fault in FAULTS]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", choices=names, help="may be given several times")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--proxies", default="crossfade,nginx")
    parser.add_argument("--crossfade", default=str(ROOT / "build/crossfade"))
    parser.add_argument("--origin", default=str(ROOT / "build/bench/bench_origin"))
    parser.add_argument("--fault-origin", default=str(ROOT / "build/bench/bench_fault_origin"))
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    cores = divide_cores()
    binaries = find_binaries(arguments) | {"fault_origin": arguments.fault_origin}
    print(
        f"medians of {arguments.rounds} rounds x {arguments.seconds} s; ratios of mirror on to off;"
        f" p99 in ms at half of saturation, in the quietest quarter of the rounds;"
        f" MiB above mirror off, limit {MEMORY_LIMIT}"
    )
    print_head()
    failed = False
    for fault in FAULTS:
        for proxy in arguments.proxies.split(","):
            left_out = arguments.only and fault.name not in arguments.only
            if left_out or (proxy == "nginx" and not (fault.nginx and "nginx" in binaries)):
                continue
            try:
                found = measure(
                    proxy, fault, binaries, cores, arguments.rounds, arguments.seconds
                )
            except LoadFailed as problem:
                failed = failed or proxy == "crossfade"
                print(f"{fault.name:<15}{proxy:<11}failed: {problem}", flush=True)
                continue
            print_row(proxy, fault, found)
            judged = proxy == "crossfade" and fault != CONTROL
            if judged and (problems := list(missed(found))):
                failed = True
                print(f"{'':<15}missed: {', '.join(problems)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
