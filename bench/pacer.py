"""The latencies of two sides at a given rate, in windows that take turns; see pacer.cpp."""

import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import precedence
from pairs import percentile
from wrk import LoadFailed

WINDOW = 100  # ms


@dataclass(frozen=True)
class Window:
    side: int
    latencies: dict  # {microseconds: count}

    @cached_property
    def latency(self):
        """p99 in ms."""
        return percentile([self], 0.99)


def pacer_beside(origin):
    path = Path(origin).parent / "bench_pacer"
    if not path.exists():
        raise SystemExit(f"{path} is missing; bench/run.sh builds it")
    return path


def read_window(line):
    _, side, *latencies = line.split()
    pairs = (each.split(":") for each in latencies)
    return Window(int(side), {int(microseconds): int(count) for microseconds, count in pairs})


def run_first(command, before):
    """`before`: what answers it, which then goes before all others as well."""
    if not precedence.is_allowed():
        return subprocess.run(command, capture_output=True, text=True)
    with precedence.goes_first(before):
        return subprocess.run([*precedence.COMMAND, *command], capture_output=True, text=True)


def take_paced_turns(binary, origin, sides, cores, body, rate, seconds):
    """[(window of the first side, window of the second)] and how many answers were wrong. `origin`:
    process of the live one; `sides`: (port, host) each; `seconds`: of both together."""
    given = [*(each for side in sides for each in side), body, int(rate), seconds, WINDOW]
    command = ["taskset", "-c", cores, binary, *map(str, given)]
    done = run_first(command, origin)
    if done.returncode != 0:
        raise LoadFailed(f"bench_pacer: {done.stderr}")
    *windows, wrong = done.stdout.splitlines()
    windows = [read_window(line) for line in windows]
    pairs = []
    for first, second in zip(windows[::2], windows[1::2], strict=False):
        off, on = (first, second) if first.side == 0 else (second, first)
        if off.latencies and on.latencies:  # else the machine did something else for a while
            pairs.append((off, on))
    if 4 * len(pairs) < len(windows):
        raise LoadFailed("most windows had no answer")
    return pairs, int(wrong.rsplit(" ", 1)[1])
