"""What the clients saw, of all threads."""

import threading
import time
from collections import Counter
from dataclasses import dataclass

from faults.connection import OK
from soaking.ask import Ask


@dataclass(frozen=True)
class Failure:
    """What got no good answer; times are those of the monotonic clock."""

    ask: Ask
    outcome: str
    began: float
    ended: float
    rested: float  # seconds that the client kept the proxy waiting, at most
    detail: str


class Record:
    def __init__(self, last=0):
        """`last` is an id; those that follow it are not taken yet."""
        self.lock = threading.Lock()
        self.outcomes = Counter()
        self.kinds = Counter()
        self.failures = []
        self.changed = {}  # (method, id) -> outcome, of POST and PUT
        self.longest = 0.0  # seconds, of what went well
        self.refused = 0  # connections
        self.last = last

    def next_name(self):
        with self.lock:
            self.last += 1
            return str(self.last)

    def add(self, ask, outcome, began, rested, detail):
        ended = time.monotonic()
        with self.lock:
            self.outcomes[outcome] += 1
            if ask.method in ("POST", "PUT"):
                self.changed[ask.method, ask.name] = outcome
            if outcome == OK:
                self.longest = max(self.longest, ended - began)
            else:
                self.failures.append(Failure(ask, outcome, began, ended, rested, detail))

    def count(self, kind):
        with self.lock:
            self.kinds[kind] += 1
