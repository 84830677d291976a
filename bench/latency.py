"""p99 of the three proxies under one and the same load: half of what saturates the better peer.

A round's p99 of equal proxies differs by a factor of three, upwards only, since whatever else the
machine does falls on it. So the lower quartiles of many rounds are compared.
"""

import statistics
from contextlib import ExitStack

from contest import Contest
from lines import Line, spread
from paced import paced_load
from workloads import PEERS, Row, Workload, contestants
from wrk import LoadFailed

TITLE = "p99 at half of saturation: to the better peer's"
SECONDS = 2  # of a round: connections are opened in the first moments of it
MOST = 1.0


def quiet(latencies):
    """The quarter of the rounds that the rest of the machine disturbed least is below that."""
    return spread(latencies).low


def paced_rounds(contest, count, rate):
    """{name: p99 in ms of each round}."""
    results = {name: [] for name in contest.contestants}
    for order in contest.orders(count):
        for name in order:
            given = (contest.url(name), contest.pids[name], SECONDS, contest.cores.load, 0)
            found = paced_load(*given, contest.directory, rate)
            results[name].append(found.latency)
    return results


def judge(results):
    peer = min((name for name in results if name in PEERS), key=lambda each: quiet(results[each]))
    ratio = quiet(results["crossfade"]) / quiet(results[peer])
    medians = statistics.median(results["crossfade"]) / statistics.median(results[peer])
    figure = f"{ratio:.3f} x {peer} (medians {medians:.2f})"
    return Line(TITLE, figure, f"at most {MOST:.2f} x", ratio <= MOST)


def measure_latency(binaries, cores, arguments):
    """Prints what was found; the line of the target."""
    with ExitStack() as stack:
        row = Row("latency", TITLE, contestants(Workload()), ())
        contest = Contest(stack, row, binaries, cores)
        if not set(PEERS) & set(contest.contestants):
            raise LoadFailed("no peer is installed")
        contest.check()
        rate = contest.saturation(arguments.seconds) / 2
        results = paced_rounds(contest, arguments.rounds, rate)
    print(f"\np99 at {rate:.0f} requests per second: {arguments.rounds} rounds x {SECONDS} s")
    for name, latencies in results.items():
        middle = statistics.median(latencies)
        print(f"    {name:<16}lower quartile {quiet(latencies):.2f} ms, median {middle:.2f} ms")
    return [judge(results)]
