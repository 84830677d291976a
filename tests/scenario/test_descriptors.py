"""Running out of descriptors: new clients wait or are turned away, and nobody else pays for it."""

import os
import resource
import time

from support.behaviours import fixed
from support.client import Client, is_served
from support.configuration import configuration
from support.cost import cpu_seconds
from support.waiting import eventually

FEW = 80


def limit_descriptors(proxy, count):
    hard = resource.prlimit(proxy.process.pid, resource.RLIMIT_NOFILE)[1]
    resource.prlimit(proxy.process.pid, resource.RLIMIT_NOFILE, (count, hard))


def descriptors(proxy):
    return len(os.listdir(f"/proc/{proxy.process.pid}/fd"))


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
        eventually(lambda: descriptors(proxy) <= FEW * 3 / 4 + 2, "some are kept")
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
        crowd = [Client(proxy.port) for _ in range(50)]
        used, began = cpu_seconds(proxy), time.monotonic()
        while time.monotonic() < began + 1:
            assert is_served(early)
            time.sleep(0.02)
        # A loop that spins takes all it is given; fifty requests cost next to nothing.
        assert cpu_seconds(proxy) - used < (time.monotonic() - began) / 2
        limit_descriptors(proxy, 4096)
        eventually(lambda: refused(proxy) > 0, "counted")
        assert all(map(is_served, crowd))
        for client in crowd:
            client.close()
