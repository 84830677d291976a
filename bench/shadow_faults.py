"""What a faulty shadow costs the live requests: without and with a mirror to it, by turns.

The proxy runs alone on the first core; wrk, the live origin and the shadow share the second. See
README.md for how to read the result.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from lanes import Counter, Lane, take_turns
from measure import peak_memory
from paced import saturating_load
from pacer import WINDOW, pacer_beside, take_paced_turns
from pairs import compare, median_ratio, percentile, quiet_half, quiet_p99_ratio
from processes import ROOT, divide_cores, find_binaries, free_ports, start
from shadow_proxies import MEMORY_LIMIT, PROXIES
from wrk import LoadFailed, write_script

SLICE = 0.05  # seconds at full speed, of one side; the shorter, the less a disturbance spoils
SLICES = 9  # of each side for each of its seconds at half speed
LEAST_THROUGHPUT = 0.98
MOST_LATENCY = 1.05


@dataclass(frozen=True)
class Fault:
    name: str
    body: int = 0  # of a POST; 0: GET
    nginx: bool = False

    def is_control(self):
        """Without a mirror on either side: by how much equal routes differ here and now."""
        return self.name.startswith("none")


FAULTS = (
    Fault("none"),
    Fault("none_post", body=65_536),
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
    if fault.is_control() or fault.name == "dead":
        return
    if fault.name == "flaps":
        stack.callback(Flapping(binaries["origin"], port, cores).stop)
        return
    start(stack, [binaries["fault_origin"], fault.name, str(port)], cores, port)


class Pair:
    """One proxy, asked so that it mirrors and so that it does not."""

    def __init__(self, stack, proxy, fault, binaries, cores):
        self.cores = cores
        self.fault = fault
        self.directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        self.directory.chmod(0o755)  # nginx's worker is another user
        live, shadow = free_ports(2)
        self.origin = start(stack, [binaries["origin"], str(live)], cores.load, live).pid
        start_shadow(stack, fault, shadow, binaries, cores.load)
        target = None if fault.is_control() else shadow
        given = (stack, live, target, self.directory, binaries[proxy], cores.proxy)
        self.sides = PROXIES[proxy](*given)
        self.counter = Counter(stack, live)
        self.pacer = pacer_beside(binaries["origin"])
        self._before = 0

    def _given(self, mirrored):
        """What all kinds of load are told: where to, and as whom."""
        side = self.sides[mirrored]
        url = f"http://127.0.0.1:{side.port}/512"
        return url, side.pid, ["-H", f"Host: {side.host}"]

    def saturate(self, mirrored):
        url, pid, options = self._given(mirrored)
        given = (1, self.cores.load, self.fault.body, self.directory)
        return saturating_load(url, pid, *given, options=options)

    def pace(self, sides, seconds, rate):
        """`sides`: (mirrored?, mirrored?)."""
        hosts = [(self.sides[each].port, self.sides[each].host) for each in sides]
        given = (hosts, self.cores.load, self.fault.body, rate, seconds)
        return take_paced_turns(self.pacer, self.origin, *given)

    def lane(self, stack, mirrored):
        url, pid, options = self._given(mirrored)
        options += ["-s", write_script(self.directory, self.fault.body)]
        return Lane(stack, url, pid, self.cores.load, options, self.counter.read)

    def warm_up(self):
        """Without the mirror; what is full after this is no memory of the mirror's."""
        rate = self.saturate(False).rate
        self.pace((False, False), 1, rate / 2)
        self._before = peak_memory(self.sides[False].pid)
        return rate

    def memory(self):
        """By how much its peak grew: of the same process, or of one beside it."""
        after = peak_memory(self.sides[True].pid)
        same = self.sides[True].pid == self.sides[False].pid
        return after - (self._before if same else peak_memory(self.sides[False].pid))


def full_speed(pair, pairs):
    with ExitStack() as stack:
        lanes = [pair.lane(stack, mirrored) for mirrored in (False, True)]
        return take_turns(lanes, pairs, SLICE)


def measure(proxy, fault, binaries, cores, rounds, seconds):
    with ExitStack() as stack:
        pair = Pair(stack, proxy, fault, binaries, cores)
        alone = pair.warm_up()
        first = pair.saturate(True).rate
        time.sleep(1)  # what was under way times out
        full = full_speed(pair, SLICES * rounds * seconds)
        rate = statistics.median(off.rate for off, _ in full)
        half, wrong = pair.pace((False, True), 2 * rounds * seconds, rate / 2)
        return {
            "off": rate,
            "on": statistics.median(on.rate for _, on in full),
            "throughput": compare(full, median_ratio("rate")),
            "cpu": compare(full, median_ratio("microseconds")),
            "p99": compare(half, quiet_p99_ratio),
            "p99_off": percentile([off for off, _ in quiet_half(half)], 0.99),
            "memory": pair.memory(),
            "first": first / alone,
            "wrong": wrong,
        }


def print_head():
    print(
        f"{'shadow':<15}{'proxy':<11}{'off /s':>8}{'on /s':>8}{'throughput':>21}{'CPU':>21}"
        f"{'p99':>21}{'p99 off':>9}{'MiB':>7}{'first s':>9}{'wrong':>7}"
    )


def print_row(proxy, fault, found):
    ratios = "".join(f"{found[each].text():>21}" for each in ("throughput", "cpu", "p99"))
    print(
        f"{fault.name:<15}{proxy:<11}{found['off']:>8.0f}{found['on']:>8.0f}{ratios}"
        f"{found['p99_off']:>9.2f}{found['memory']:>7.1f}{found['first']:>9.2f}{found['wrong']:>7}",
        flush=True,
    )


def missed(found):
    if found["wrong"]:
        yield "wrong answers"
    if found["throughput"].value < LEAST_THROUGHPUT:
        yield f"throughput below {LEAST_THROUGHPUT:.0%}"
    if found["p99"].value > MOST_LATENCY:
        yield f"p99 above {MOST_LATENCY:.0%}"
    if found["memory"] > MEMORY_LIMIT:
        yield f"memory above {MEMORY_LIMIT} MiB"


def told_of_control(found):
    """How far off 1 the same run was where nothing differed."""
    if found is None:
        return "no control in this run"
    ratios = (found["throughput"].value, found["p99"].value)
    return "the control was off by {:+.1%} and {:+.1%}".format(*(each - 1 for each in ratios))


def parse_arguments():
    names = [fault.name for fault in FAULTS]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", choices=names, help="may be given several times")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=int, default=1, help="of a round, each side")
    parser.add_argument("--proxies", default="crossfade,nginx")
    parser.add_argument("--crossfade", default=str(ROOT / "build/crossfade"))
    parser.add_argument("--origin", default=str(ROOT / "build/bench/bench_origin"))
    parser.add_argument("--fault-origin", default=str(ROOT / "build/bench/bench_fault_origin"))
    return parser.parse_args()


def entrants(arguments, binaries):
    """[(fault, proxy)]."""
    faults = [each for each in FAULTS if each.name in (arguments.only or [each.name])]
    for fault in faults:
        for proxy in arguments.proxies.split(","):
            if proxy in binaries and (proxy != "nginx" or fault.nginx):
                yield fault, proxy


def main():
    arguments = parse_arguments()
    cores = divide_cores()
    binaries = find_binaries(arguments) | {"fault_origin": arguments.fault_origin}
    os.sched_setaffinity(0, set(map(int, cores.load.split(","))))  # not beside the proxy
    rounds, seconds = arguments.rounds, arguments.seconds
    print(
        f"{SLICES * rounds * seconds} pairs of slices of {SLICE} s at full speed,"
        f" {2 * rounds * seconds} s of windows of {WINDOW} ms at half of it; mirror on to off"
        f" (90 % interval); p99 in ms; MiB of growth, limit {MEMORY_LIMIT}"
    )
    print_head()
    failed, controls = False, {}
    for fault, proxy in entrants(arguments, binaries):
        try:
            found = measure(proxy, fault, binaries, cores, rounds, seconds)
        except (LoadFailed, OSError) as problem:
            failed = failed or proxy == "crossfade"
            print(f"{fault.name:<15}{proxy:<11}failed: {problem}", flush=True)
            continue
        print_row(proxy, fault, found)
        if fault.is_control():
            controls[fault.body] = found
        elif proxy == "crossfade" and (problems := list(missed(found))):
            failed = True
            told = told_of_control(controls.get(fault.body))
            print(f"{'':<15}missed: {', '.join(problems)}; {told}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
