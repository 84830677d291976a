"""Running out of descriptors: new clients wait or are turned away, and nobody else pays for it."""

import os
import resource
import time
from pathlib import Path

from support.behaviours import fixed
from support.client import Client
from support.configuration import configuration
from support.waiting import eventually
from support.wire import Ended

FEW = 80


def limit_descriptors(proxy, count):
    hard = resource.prlimit(proxy.process.pid, resource.RLIMIT_NOFILE)[1]
    resource.prlimit(proxy.process.pid, resource.RLIMIT_NOFILE, (count, hard))


def descriptors(proxy):
    return len(os.listdir(f"/proc/{proxy.process.pid}/fd"))


def cpu_seconds(proxy):
    fields = Path(f"/proc/{proxy.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def is_served(client):
    try:
        return client.get().status == 200
    except (Ended, ConnectionError):
        return False


def refused(proxy):
    metrics = proxy.admin.metrics()
    return metrics.total("crossfade_connections_refused_total", reason="descriptors")


def test_clients_cannot_take_the_descriptors_that_backends_and_the_admin_api_need(
    origin, crossfade
):
    proxy = crossfade(configuration({"legacy": origin(fixed(b"fine"))}, workers=1))
    limit_descriptors(proxy, FEW)
    with Client(proxy.port) as early:
        assert is_served(early)
        crowd = [Client(proxy.port) for _ in range(2 * FEW)]
        eventually(lambda: refused(proxy) >= FEW, "turned away")
        assert descriptors(proxy) <= FEW * 3 / 4 + 2
        assert is_served(early)
        assert proxy.admin.call("GET", "/healthz")[0] == 200
        kept = [client for client in crowd if is_served(client)]
        assert FEW / 4 < len(kept) < FEW
        for client in crowd:
            client.close()

    def served():
        with Client(proxy.port) as client:
            return is_served(client)

    eventually(served, "new clients are served again")


def test_without_any_descriptor_left_accepting_pauses_and_comes_back(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(fixed(b"fine"))}, workers=1))
    with Client(proxy.port) as early:
        assert is_served(early)
        limit_descriptors(proxy, descriptors(proxy) - 5)
        crowd = [Client(proxy.port, timeout=60) for _ in range(50)]
        began, until = cpu_seconds(proxy), time.monotonic() + 1
        while time.monotonic() < until:
            assert is_served(early)
            time.sleep(0.02)
        limit_descriptors(proxy, 4096)
        eventually(lambda: refused(proxy) > 0, "counted")
        # A loop that spins burns a core; fifty requests cost next to nothing.
        assert cpu_seconds(proxy) - began < 0.5
        assert all(map(is_served, crowd))
        for client in crowd:
            client.close()
