"""Two sides that took turns, compared: ratios with the interval that chance leaves them in.

The interval holds the middle 90 % of what comes out if the pairs are drawn anew, with repetition,
time and again (the bootstrap).
"""

import bisect
import itertools
import random
import statistics
from dataclasses import dataclass

DRAWS = 100


@dataclass(frozen=True)
class Ratio:
    value: float
    low: float
    high: float

    def text(self):
        return f"{self.value:.3f} ({self.low:.3f}-{self.high:.3f})"


def compare(pairs, statistic):
    """`statistic`: of pairs, a number."""
    dice = random.Random(1)
    drawn = sorted(statistic(dice.choices(pairs, k=len(pairs))) for _ in range(DRAWS))
    return Ratio(statistic(pairs), drawn[DRAWS // 20], drawn[-1 - DRAWS // 20])


def median_ratio(figure):
    """Of Rounds: the median over the pairs of the second one's figure to the first one's."""
    return lambda pairs: statistics.median(
        getattr(on, figure) / getattr(off, figure) for off, on in pairs
    )


def percentile(rounds, share):
    """Of the latencies of all of them together, in ms."""
    together = {}
    for each in rounds:
        for microseconds, count in each.latencies.items():
            together[microseconds] = together.get(microseconds, 0) + count
    latencies = sorted(together)
    sums = list(itertools.accumulate(together[each] for each in latencies))
    return latencies[bisect.bisect_left(sums, share * sums[-1])] / 1000


def quiet_half(pairs):
    """Of Windows: the pairs that the rest of the machine disturbed least. Both sides of a pair stay
    or go together, so that neither is favoured."""
    quiet = sorted(pairs, key=lambda pair: sum(each.latency for each in pair))
    return quiet[: (len(quiet) + 1) // 2]


def quiet_p99_ratio(pairs):
    off, on = zip(*quiet_half(pairs), strict=True)
    return percentile(on, 0.99) / percentile(off, 0.99)
