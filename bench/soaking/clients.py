"""The mixed load: threads that draw what to do next at a common pace."""

import random
import threading
import time

from soaking.record import Record
from soaking.user import User

THREADS = 32


class Pace:
    """Whoever asks waits for its turn; what could not be kept up with is not caught up with."""

    def __init__(self, rate):
        self._interval = 1 / rate
        self._due = time.monotonic()
        self._lock = threading.Lock()

    def wait(self):
        with self._lock:
            now = time.monotonic()
            self._due = max(self._due + self._interval, now - 0.2)
            due = self._due
        time.sleep(max(0, due - now))


class Clients:
    def __init__(self, port, tls_port, rate, last=0):
        self.record = Record(last)
        self.port = port
        self.tls_port = tls_port
        self._pace = Pace(rate)
        self._stopping = threading.Event()
        self._threads = []
        self.errors = []  # of the load itself

    def start(self):
        self._threads = [threading.Thread(target=self._run) for _ in range(THREADS)]
        for each in self._threads:
            each.start()

    def stop(self):
        """Lets what is under way end."""
        self._stopping.set()
        for each in self._threads:
            each.join()

    def _run(self):
        user = User(self.port, self.tls_port, self.record)
        actions, weights = zip(*user.actions())
        while not self._stopping.is_set():
            self._pace.wait()
            action = random.choices(actions, weights)[0]
            try:
                action()
            except Exception as problem:  # noqa: BLE001  # a fault of the load, which fails the run
                self.errors.append(f"{action.__name__}: {problem!r}")
        user.leave()
