"""The lines of the target, each with its figure and whether that meets its bound."""

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    title: str
    figure: str
    bound: str
    met: bool


@dataclass(frozen=True)
class Spread:
    """A median, and what half of the values lie between."""

    median: float
    low: float
    high: float

    def text(self, decimals):
        return f"{self.median:.{decimals}f} ({self.low:.{decimals}f}-{self.high:.{decimals}f})"


def spread(values):
    if len(values) == 1:
        return Spread(values[0], values[0], values[0])
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(median, low, high)


def best(names, results, figure, at_least=False):
    """Of these names the one with the best median; none if nobody of them took part."""
    medians = {
        name: statistics.median(getattr(each, figure) for each in results[name])
        for name in names
        if name in results
    }
    return (max if at_least else min)(medians, key=medians.get, default=None)


def judge(target, results):
    """Of a Target, by the slices that were made: the median of the rounds' ratios."""
    against = best(target.against, results, target.figure, target.at_least)
    bound = f"at {'least' if target.at_least else 'most'} {target.bound:.2f} x"
    if against is None or target.of not in results:
        return Line(target.title, "nobody to compare with", bound, False)
    ratios = [
        getattr(own, target.figure) / getattr(other, target.figure)
        for own, other in zip(results[target.of], results[against], strict=True)
    ]
    ratio = spread(ratios)
    met = ratio.median >= target.bound if target.at_least else ratio.median <= target.bound
    return Line(target.title, f"{ratio.text(3)} x {against}", bound, met)


def failed(title, problem):
    return Line(title, "failed: " + " ".join(str(problem).split())[:60], "-", False)


def show(line):
    return f"{line.title:<64}{line.figure:<36}{line.bound:<20}{'met' if line.met else 'NOT met'}"


def print_summary(lines):
    print(f"\n{'target':<64}{'figure (half of the rounds)':<36}{'bound':<20}")
    for line in lines:
        print(show(line))
    print(f"{sum(line.met for line in lines)} of {len(lines)} met", flush=True)
