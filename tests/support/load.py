"""Steady load from a few keep-alive clients, each request checked; for tests that change something
under it."""

import threading

from support.client import Client
from support.waiting import PATIENCE


class Load:
    """Runs from `with` to its end; `problems` must stay empty."""

    def __init__(self, port, clients=4, make_request=None, check=None):
        self.port = port
        self.problems = []
        self.served = 0
        self._make_request = make_request or (lambda number: ("GET", f"/load/{number}", {}, None))
        self._check = check or (lambda number, response: response.status == 200)
        self._enough = threading.Event()
        self._lock = threading.Lock()
        self._next = 0
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(clients)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._enough.set()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _number(self):
        with self._lock:
            self._next += 1
            return self._next

    def _run(self):
        client = None
        while not self._enough.is_set():
            number = self._number()
            try:
                client = client or Client(self.port)
                method, target, fields, body = self._make_request(number)
                response = client.request(method, target, fields, body)
                if not self._check(number, response):
                    self.problems.append(f"{number}: {response.status} {response.body[:200]!r}")
                if response.field("connection") == "close":
                    client.close()
                    client = None
                self.served += 1
            except Exception as problem:  # every kind is a lost request
                self.problems.append(f"{number}: {problem!r}")
                client = None
