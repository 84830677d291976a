"""The load benchmark: every proxy under every workload, by turns in short slices, as a table; and
at the end the lines of the target, each met or not.

The proxy runs alone on the first core; wrk and the origins share the second. See README.md for how
to read the result.
"""

import argparse
import os
import sys
from contextlib import ExitStack
from functools import partial

from contest import Contest
from further import FURTHER
from lines import Line, failed, judge, print_summary, show, spread
from processes import ROOT, divide_cores, find_binaries
from workloads import rows
from wrk import CONNECTIONS, LoadFailed

MOST_MEMORY = 25  # MiB


def print_row(contest, results):
    pace = f", at {contest.row.pace:.0%} of what saturates nginx" if contest.row.pace else ""
    print(f"\n{contest.row.title}{pace}")
    for name, slices in results.items():
        cost = spread([each.microseconds for each in slices]).text(1)
        rate = spread([each.rate for each in slices]).median
        latency = spread([each.latency for each in slices]).median
        memory = contest.memory(name)
        print(f"    {name:<16}{cost:>24} us{rate:>10.0f} /s{latency:>9.1f} ms{memory:>8.1f} MiB")


def memory_lines(contest):
    for name in contest.row.memory:
        mebibytes = contest.memory(name)
        title = f"peak memory at {CONNECTIONS} connections, {contest.row.title}"
        figure, bound = f"{mebibytes:.1f} MiB", f"at most {MOST_MEMORY} MiB"
        yield Line(title, figure, bound, mebibytes <= MOST_MEMORY)


def play(row, binaries, cores, arguments):
    """The lines of one row."""
    with ExitStack() as stack:
        contest = Contest(stack, row, binaries, cores)
        contest.check()
        if row.pace:
            contest.pace(row.pace * contest.saturation(arguments.seconds))
        results = contest.rounds(arguments.rounds, arguments.seconds)
        print_row(contest, results)
        return [judge(target, results) for target in row.targets] + list(memory_lines(contest))


def measures(cores):
    """{name for --only: (title, function of binaries, cores and arguments)}."""
    table = {row.name: (row.title, partial(play, row)) for row in rows(cores.count)}
    return table | {name: (name, function) for name, function in FURTHER.items()}


def lines_of(title, measure, *given):
    try:
        lines = measure(*given)
    except (LoadFailed, OSError) as problem:
        lines = [failed(title, problem)]
    for line in lines:
        print(f"    {show(line)}", flush=True)
    return lines


def parse_arguments(names):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    several = f"may be given several times: {', '.join(names)}"
    parser.add_argument("--only", action="append", choices=names, metavar="NAME", help=several)
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--seconds", type=int, default=1, help="of a slice")
    parser.add_argument("--minutes", type=float, default=10, help="of mixed load")
    parser.add_argument("--crossfade", default=str(ROOT / "build/crossfade"))
    parser.add_argument("--origin", default=str(ROOT / "build/bench/bench_origin"))
    parser.add_argument("--fault-origin", default=str(ROOT / "build/bench/bench_fault_origin"))
    return parser.parse_args()


def main():
    cores = divide_cores()
    known = measures(cores)
    arguments = parse_arguments(list(known))
    binaries = find_binaries(arguments) | {"fault_origin": arguments.fault_origin}
    os.sched_setaffinity(0, set(map(int, cores.load.split(","))))  # not beside the proxy
    print(
        f"{arguments.rounds} rounds x {arguments.seconds} s, {CONNECTIONS} connections:"
        " CPU per request, median (half of the rounds); requests per second; p99; peak memory"
    )
    lines = []
    for name, (title, measure) in known.items():
        if name in (arguments.only or known):
            lines += lines_of(title, measure, binaries, cores, arguments)
    print_summary(lines)
    return 0 if all(line.met for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
