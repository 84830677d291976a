"""Pooled connections: how long they live, and on which the backend moved just as the next request
came."""

import signal
import threading
from collections import Counter
from pathlib import Path

import pytest

from support.behaviours import fixed
from support.client import Client
from support.configuration import backend, configuration, mirror, route
from support.waiting import PATIENCE, eventually


def all_stopped(pid):
    states = [each.read_text().rsplit(")", 1)[1].split()[0] for each in task_files(pid)]
    return states and set(states) == {"T"}


def task_files(pid):
    return list(Path(f"/proc/{pid}/task").glob("*/stat"))


def during_a_pause(proxy, client, request, then):
    """The proxy finds both at once: the client's request, and after it what `then` did."""
    proxy.signal(signal.SIGSTOP)
    eventually(lambda: all_stopped(proxy.process.pid), "the proxy stands still")
    try:
        client.send(request)
        then()
    finally:
        proxy.signal(signal.SIGCONT)
    return client.response()


def test_bytes_beyond_a_response_do_not_become_the_next_one(origin, crossfade):
    may_send, sent = threading.Event(), threading.Event()

    def answer_twice(exchange):
        exchange.respond(200, b"fine")
        may_send.wait(PATIENCE)
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL")
        sent.set()

    backend = origin(answer_twice)
    proxy = crossfade(configuration({"legacy": backend}, workers=1))
    with Client(proxy.port) as client:
        assert client.get().body == b"fine"
        backend.default = fixed(b"next")

        def then():
            may_send.set()
            assert sent.wait(PATIENCE)

        request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        assert during_a_pause(proxy, client, request, then).body == b"next"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_connection_that_the_backend_closed_meanwhile_is_not_used(origin, crossfade, method):
    """What must not be sent twice is not lost either."""
    backend = origin(fixed(b"fine"))
    proxy = crossfade(configuration({"legacy": backend}, workers=1))
    request = f"{method} / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi".encode()
    with Client(proxy.port) as client:
        client.send(request)
        assert client.response().status == 200
        assert during_a_pause(proxy, client, request, backend.close_connections).status == 200
    assert backend.connections == 2 and len(backend.completed()) == 2


@pytest.mark.parametrize("method, sent", [("PUT", 2), ("POST", 1)])
def test_a_shadow_gets_what_is_not_idempotent_once(origin, crossfade, method, sent):
    """Its state would be another one than that of the live backend."""

    def close(exchange):
        exchange.wire.sock.close()

    live, shadow = origin(fixed(b"fine")), origin(fixed(b"fine")).on("/close", close)
    mirrors = [mirror(methods=[method])]
    backends = {"legacy": live, "shadow": shadow}
    proxy = crossfade(configuration(backends, [route(mirrors=mirrors)], workers=1))
    with Client(proxy.port) as client:
        client.request(method, body=b"first")
        proxy.admin.await_verdicts(1)
        client.request(method, "/close", body=b"second")
        proxy.admin.await_verdicts(2)
    closed = [request.connection for request in shadow.requests if request.target == "/close"]
    assert closed[:1] == [1] and len(closed) == sent


def test_a_connection_serves_no_more_than_its_share_and_not_all_end_together(origin, crossfade):
    server = origin(fixed(b"fine"))
    legacy = backend(server.port, max_requests=100)
    proxy = crossfade(configuration({"legacy": legacy}, workers=1))
    with Client(proxy.port) as client:
        for _ in range(1000):
            assert client.get().status == 200
    *served, _ = Counter(request.connection for request in server.requests).values()
    assert len(served) >= 9 and all(90 <= count <= 100 for count in served)
    assert len(set(served)) > 1, "every connection drew the same limit"


def test_a_connection_past_its_age_is_replaced_whether_busy_or_idle(origin, crossfade):
    server = origin(fixed(b"fine"))
    legacy = backend(server.port, max_age="300ms")
    proxy = crossfade(configuration({"legacy": legacy}, workers=1))
    with Client(proxy.port) as client:
        eventually(lambda: client.get().status == 200 and server.connections >= 3, "replaced")
    eventually(lambda: server.open_connections() == 0, "closed while idle")
