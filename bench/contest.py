"""Several proxies set up for one row of the table, and loaded by turns in short slices.

A slice leaves out the first moments, in which connections are opened and pools are filled: the
clock of the proxy and the count of the origins are read while load is under way.
"""

import signal
import statistics
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import wrk
from checks import check_behaviour, check_copies, check_reuse, compared
from measure import Round, cpu_clock, peak_memory
from processes import free_ports, start
from proxies import PROXIES, Ports
from workloads import PEERS

WARM = 0.3  # seconds


def served(port):
    """How many requests the origin there answered; those for the number do not count."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/count") as response:
        return int(response.read())


class Contest:
    """Ready for load once it is there; ends with `stack`."""

    def __init__(self, stack, row, binaries, cores):
        self.row = row
        self.delay = 0  # milliseconds between two requests of a connection
        self.cores = cores
        self.contestants = {
            name: each for name, each in row.contestants.items() if each.proxy in binaries
        }
        self.directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        self.directory.chmod(0o755)  # nginx's worker is another user
        self.legacy, self.new, self.shadow = free_ports(3)
        for port in (self.legacy, self.new, self.shadow):
            start(stack, [binaries["origin"], str(port)], cores.load, port)
        self.ports, self.pids = {}, {}
        for name, each in self.contestants.items():
            self._enter(stack, name, each, binaries[each.proxy])

    def _enter(self, stack, name, contestant, binary):
        proxy, admin = free_ports(2)
        admin = admin if contestant.workload.compare else 0
        self.ports[name] = Ports(proxy, self.legacy, self.new, self.shadow, admin)
        place = self.directory / name.replace(" ", "-")
        place.mkdir()
        command = PROXIES[contestant.proxy](contestant.workload, self.ports[name], place, binary)
        cores = self.cores.proxy if contestant.pinned else self.cores.loops
        self.pids[name] = start(stack, command, cores, proxy).pid

    def url(self, name):
        workload = self.contestants[name].workload
        scheme = "https" if workload.tls else "http"
        return f"{scheme}://127.0.0.1:{self.ports[name].proxy}{workload.path}"

    def options(self, name):
        """Of wrk."""
        workload = self.contestants[name].workload
        options = []
        if workload.body or self.delay:
            options += ["-s", wrk.write_script(self.directory, workload.body, self.delay)]
        if workload.split:
            options += ["-H", "Cookie: session_id=7"]
        if workload.close:
            options += ["-H", "Connection: close"]
        return options

    def live(self):
        return served(self.legacy) + served(self.new)

    def check(self):
        """Once, before anything is measured: that each does what the row says."""
        for name, each in self.contestants.items():
            check_behaviour(name, each.workload, self.ports[name].proxy)
            check_reuse(name, self.legacy, lambda name=name: self.slice(name, 1).requests)

    def slice(self, name, seconds):
        clock, shadow = cpu_clock(self.pids[name]), served(self.shadow)
        equal = compared(self.ports[name].admin) if self.ports[name].admin else 0
        command = wrk.command(self.url(name), seconds + 10, self.cores.load, self.options(name))
        load = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        time.sleep(WARM)
        began, used, answered = time.monotonic(), clock(), self.live()
        time.sleep(seconds)
        took, used, answered = time.monotonic() - began, clock() - used, self.live() - answered
        load.send_signal(signal.SIGINT)
        said = wrk.read(load.communicate()[0])
        if answered == 0:
            raise wrk.LoadFailed(f"{name} answered nothing")
        workload, admin = self.contestants[name].workload, self.ports[name].admin
        if workload.mirror:
            check_copies(name, "mirrored", said.requests, lambda: served(self.shadow) - shadow)
        if admin and self.delay:  # at full speed comparing stands back, as it is meant to
            check_copies(name, "compared", said.requests, lambda: compared(admin) - equal)
        return Round(answered, answered / took, used / answered * 1e6, said.latency)

    def orders(self, count):
        """For each round the names; everybody is the first by turns."""
        names = list(self.contestants)
        for number in range(count):
            first = number % len(names)
            yield names[first:] + names[:first]

    def rounds(self, count, seconds):
        """{name: slices}."""
        results = {name: [] for name in self.contestants}
        for order in self.orders(count):
            for name in order:
                results[name].append(self.slice(name, seconds))
        return results

    def saturation(self, seconds):
        """Requests per second of the better peer."""
        full = self.rounds(3, seconds)
        return max(
            statistics.median(each.rate for each in full[name]) for name in full if name in PEERS
        )

    def pace(self, rate):
        """From now on about that many requests per second."""
        self.delay = max(1, round(wrk.CONNECTIONS / rate * 1000))

    def memory(self, name):
        return peak_memory(self.pids[name])
