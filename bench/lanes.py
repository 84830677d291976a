"""Load that is stopped between its slices instead of ended, so that two of them can take turns
several times a second: no slice has connections to open or pools to fill."""

import http.client
import random
import signal
import subprocess
import time

import wrk
from measure import Round, cpu_clock

LONGEST = 600  # seconds
SETTLE = 0.02  # seconds; what waits in sockets is over by then
LAST_ANSWERS = 30  # seconds


class Counter:
    """How many requests an origin answered, asked on one connection; asking does not count."""

    def __init__(self, stack, port):
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        stack.callback(self._connection.close)

    def read(self):
        self._connection.request("GET", "/count")
        return int(self._connection.getresponse().read())


class Lane:
    """Stopped from the beginning on; all threads of `pid` are what a request costs."""

    def __init__(self, stack, url, pid, cores, options, answered):
        self.results = []
        self._clock = cpu_clock(pid)
        self._answered = answered
        command = wrk.command(url, LONGEST, cores, options)
        self._load = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        stack.callback(self._load.wait)
        stack.callback(self._load.kill)
        time.sleep(SETTLE)
        self._load.send_signal(signal.SIGSTOP)

    def slice(self, seconds):
        self._load.send_signal(signal.SIGCONT)
        time.sleep(SETTLE)
        began, used, answered = time.monotonic(), self._clock(), self._answered()
        time.sleep(seconds)
        took = time.monotonic() - began
        used, answered = self._clock() - used, self._answered() - answered
        self._load.send_signal(signal.SIGSTOP)
        if answered <= 0:
            raise wrk.LoadFailed("answered nothing")
        self.results.append(Round(answered, answered / took, used / answered * 1e6, 0))

    def end(self):
        """Raises LoadFailed unless all answers were good ones."""
        self._load.send_signal(signal.SIGCONT)
        time.sleep(SETTLE)  # the thread that has to hear of the end may still be stopped
        self._load.send_signal(signal.SIGINT)
        wrk.read(self._load.communicate(timeout=LAST_ANSWERS)[0])


def take_turns(lanes, pairs, seconds):
    """[(round of the first, round of the second)]; each begins half of the pairs, in no order that
    something else on the machine could keep step with."""
    orders = [lanes if number % 2 == 0 else lanes[::-1] for number in range(pairs)]
    random.Random(1).shuffle(orders)
    for order in orders:
        for lane in order:
            lane.slice(seconds)
    for lane in lanes:
        lane.end()
    return list(zip(*(lane.results for lane in lanes), strict=True))
