"""What waits for a backend whose limits are reached: in line, for so long, and no longer than its
client does."""

import threading

import pytest

from support.client import Client, fetch
from support.configuration import configuration
from support.waiting import eventually


@pytest.fixture
def held(origin):
    """A backend that answers once it is let go."""
    go = threading.Event()

    def hold(exchange):
        go.wait(60)
        exchange.respond(200, b"held")

    server = origin(hold)
    server.go = go
    yield server
    go.set()


def limited(server, crossfade, **limits):
    proxy = crossfade(configuration({"legacy": server}))
    backend = proxy.config["backends"]["legacy"]
    backend["limits"] = limits
    backend.setdefault("timeouts", {})["pending"] = "60s"
    proxy.write()
    proxy.admin.reload()
    return proxy


def waiting(proxy):
    metrics = proxy.admin.metrics()
    return metrics.total("crossfade_backend_pending", backend="legacy", role="live")


def test_who_finds_the_line_full_is_told_so_at_once(held, crossfade):
    proxy = limited(held, crossfade, requests=1, pending=1)
    with Client(proxy.port) as first, Client(proxy.port) as second:
        for number, client in enumerate((first, second)):
            client.send(f"GET /{number} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            if number == 0:
                eventually(lambda: len(held.requests) == 1, "the first is served")
        eventually(lambda: waiting(proxy) == 1, "the second waits")
        refused = fetch(proxy.port, target="/2")
        assert refused.status == 503 and b"overload" in refused.body
        held.go.set()
        assert [client.response().status for client in (first, second)] == [200, 200]
    assert [each.target for each in held.requests] == ["/0", "/1"]


def test_a_request_whose_client_left_while_it_waited_is_not_sent(held, crossfade):
    proxy = limited(held, crossfade, requests=1)
    with Client(proxy.port) as first:
        first.send(b"GET /first HTTP/1.1\r\nHost: a\r\n\r\n")
        eventually(lambda: len(held.requests) == 1, "the first is served")
        with Client(proxy.port) as second:
            second.send(b"POST /gone HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")
            eventually(lambda: waiting(proxy) == 1, "the second waits")
            second.reset()
        held.go.set()
        assert first.response().status == 200
    assert proxy.await_access_line(path="/gone")["status"] == 499
    assert fetch(proxy.port, target="/after").status == 200
    assert [each.target for each in held.requests] == ["/first", "/after"]
