"""Load at full speed or at a given rate, with every answer looked at where that is asked for."""

import re
from dataclasses import dataclass

import measure
from wrk import CONNECTIONS, write_script

EXPECTED = 512  # bytes of every answer


@dataclass(frozen=True)
class Round(measure.Round):
    wrong: int = 0  # answers of another length


def _run(url, pid, seconds, cores, script, connections):
    found = measure.run_load(url, pid, seconds, cores, ["-s", script], connections)
    wrong = re.search(r"wrong answers: (\d+)", found.text)
    return Round(**vars(found), wrong=int(wrong.group(1)) if wrong else 0)


def saturating_load(url, pid, seconds, cores, body, directory):
    script = write_script(directory, body)
    return _run(url, pid, seconds, cores, script, CONNECTIONS)


def paced_load(url, pid, seconds, cores, body, directory, rate, check=True):
    """About `rate` requests per second: each connection waits between two of its own."""
    connections = 4 * CONNECTIONS
    delay = max(1, round(connections / rate * 1000))
    script = write_script(directory, body, delay, EXPECTED if check else None)
    return _run(url, pid, seconds, cores, script, connections)
