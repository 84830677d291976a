"""Prometheus' text format, read into a dict, and the mirror accounting in it."""

import re
from collections import defaultdict

_SAMPLE = re.compile(r"([A-Za-z_:][\w:]*)(?:\{(.*)\})? (\S+)")
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class Metrics:
    """Samples by name; each is (labels, value)."""

    def __init__(self, text):
        self.text = text
        self.samples = defaultdict(list)
        for line in text.splitlines():
            if line and not line.startswith("#"):
                name, labels, value = _SAMPLE.fullmatch(line).groups()
                self.samples[name].append((dict(_LABEL.findall(labels or "")), float(value)))

    def total(self, name, **labels):
        """The sum of all samples that carry these labels; the name must exist."""
        assert name in self.samples, f"{name} is not exported"
        return sum(value for found, value in self.samples[name] if labels.items() <= found.items())

    def values(self, name, by, **labels):
        """{value of label `by`: sum} where it is not zero."""
        sums = defaultdict(float)
        for found, value in self.samples[name]:
            if labels.items() <= found.items():
                sums[found[by]] += value
        return {key: value for key, value in sums.items() if value}


class Accounting:
    """DESIGN "Accounting" for one route (and one of its mirrors)."""

    def __init__(self, metrics, route, **mirror):
        def total(part):
            return metrics.total(f"crossfade_mirror_{part}", route=route, **mirror)

        def by(part, label):
            return metrics.values(f"crossfade_mirror_{part}", label, route=route, **mirror)

        self.eligible = total("eligible_total")
        self.not_sampled = total("not_sampled_total")
        self.mirrored = total("mirrored_total")
        self.pending = total("pending")
        self.dropped = by("dropped_total", "reason")
        self.verdicts = by("verdicts_total", "verdict")
        self.reasons = by("verdicts_total", "reason")

    def adds_up(self):
        """Nothing is pending, and each request is in one place."""
        accounted = self.not_sampled + sum(self.dropped.values()) + self.mirrored
        return (
            self.pending == 0
            and self.eligible == accounted
            and self.mirrored == sum(self.verdicts.values())
        )
