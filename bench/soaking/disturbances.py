"""What happens to the proxy while the clients ask: each thing in its own thread and at its own
period, until it is told to stop."""

import random
import signal
import threading
import time

from support.waiting import eventually

DOWN = 1.0  # seconds that a killed endpoint stays away
STOPPED = 2.0
BROKEN_ONE_IN = 6
SPLIT_ONE_IN = 3


class Disturbances:
    def __init__(self, stage, reload_every):
        self.stage = stage
        self.reload_every = reload_every  # seconds
        self.problems = []  # what did not go as it must
        self.kills = []  # of live endpoints: from when to when, on the monotonic clock
        self.counts = {}
        self._stopping = threading.Event()
        self._endpoints = threading.Lock()  # whoever holds it may hurt one of them
        self._threads = []

    def start(self, scraped):
        """`scraped` is called with each Admin status and Metrics."""
        for period, act in (
            (self.reload_every, self.reload),
            (10, self.kill_endpoint),
            (1, self.flap),
            (60, self.stop_endpoint),
            (5, lambda: scraped(self.stage.proxy.admin)),
            (30, self.renew_certificate),
            (60, self.rotate_access_log),
        ):
            thread = threading.Thread(target=self._repeat, args=(period, act))
            self._threads.append(thread)
            thread.start()

    def stop(self):
        """Everything runs again afterwards."""
        self._stopping.set()
        for each in self._threads:
            each.join()
        if not self.stage.flapping.runs():
            self.stage.flapping.start()
        self.guarded(self.reload_well)

    def guarded(self, act):
        try:
            act()
        except Exception as problem:  # noqa: BLE001  # any of them fails the soak
            self.problems.append(f"{time.strftime('%H:%M:%S')} {act.__name__}: {problem!r}")

    def _repeat(self, period, act):
        while not self._stopping.wait(period * random.uniform(0.9, 1.1)):
            self.guarded(act)

    def _count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def reload(self):
        if random.randrange(BROKEN_ONE_IN) == 0:
            self.stage.reload_broken()
            self._count("broken reloads")
            return
        self.reload_well()
        if random.randrange(SPLIT_ONE_IN) == 0:
            self.stage.change_split()
            self._count("splits changed")

    def reload_well(self):
        self.stage.reload()
        self._count("reloads")

    def kill_endpoint(self):
        with self._endpoints:
            endpoint = random.choice(self.stage.endpoints())
            began = time.monotonic()
            endpoint.kill()
            self.kills.append((began, time.monotonic()))
            time.sleep(DOWN)
            endpoint.start()
            eventually(endpoint.listens, "a killed endpoint listens again")
        self._count("endpoints killed")

    def stop_endpoint(self):
        with self._endpoints:
            endpoint = random.choice(self.stage.endpoints())
            endpoint.send(signal.SIGSTOP)
            time.sleep(STOPPED)
            endpoint.send(signal.SIGCONT)
        self._count("endpoints stopped")

    def flap(self):
        if self.stage.flapping.runs():
            self.stage.flapping.kill()
            self._count("shadow killed")
        else:
            self.stage.flapping.start()

    def renew_certificate(self):
        random.choice(self.stage.identities).copy_to(self.stage.served)
        self._count("certificates replaced")

    def rotate_access_log(self):
        log = self.stage.proxy.access_log_file
        log.rename(log.with_suffix(f".{self.counts.get('logs rotated', 0)}"))
        self.stage.proxy.signal(signal.SIGUSR1)
        eventually(log.exists, "the access log is opened again")
        self._count("logs rotated")
