"""The end of the process, while others still want something of it."""

import signal
import threading
import time

from support.behaviours import fixed, gated, hang, upgrade_echo
from support.client import Client
from support.configuration import backend, configuration, mirror, route
from support.ports import free_port
from support.waiting import eventually


def held(origin, crossfade, **more):
    may_answer = threading.Event()
    live = origin(gated(may_answer, fixed(b"last")))
    proxy = crossfade(configuration({"legacy": live}, **more))
    return may_answer, live, proxy


def test_a_reload_during_the_drain_is_refused(origin, crossfade):
    may_answer, live, proxy = held(origin, crossfade)
    with Client(proxy.port) as client:
        client.send_request("GET")
        live.await_arrived()
        proxy.signal(signal.SIGTERM)
        eventually(lambda: not proxy.admin.is_ready(), "not ready")
        status, body = proxy.admin.call("POST", "/api/v1/config/reload")
        assert status == 422 and "draining" in body["errors"][0]
        proxy.signal(signal.SIGHUP)
        may_answer.set()
        assert client.response().body == b"last"
    assert proxy.wait() == 0


def test_a_file_that_changes_during_the_drain_changes_nothing(origin, crossfade):
    may_answer, live, proxy = held(origin, crossfade)
    with Client(proxy.port) as client:
        client.send_request("GET")
        live.await_arrived()
        proxy.signal(signal.SIGTERM)
        eventually(lambda: not proxy.admin.is_ready(), "not ready")
        proxy.config["listeners"].append({"name": "b", "address": f"127.0.0.1:{free_port()}"})
        proxy.write()
        for _ in range(20):
            proxy.signal(signal.SIGHUP)
        may_answer.set()
        assert client.response().body == b"last"
    assert proxy.wait() == 0


def test_a_second_signal_cuts_off_what_the_first_one_let_finish(origin, crossfade):
    live, shadow = origin(hang), origin(hang)
    live.on("/up", upgrade_echo)
    proxy = crossfade(
        configuration(
            {"legacy": live, "shadow": shadow},
            [route(mirrors=[mirror(methods=["GET", "POST"])])],
        )
    )
    with Client(proxy.port) as waiting, Client(proxy.port) as up, Client(proxy.port) as sending:
        waiting.send_request("GET")
        up.send(b"GET /up HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        assert up.response_head().status == 101
        sending.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx")
        live.await_arrived(3)
        proxy.signal(signal.SIGTERM)
        eventually(lambda: not proxy.admin.is_ready(), "not ready")
        proxy.signal(signal.SIGTERM)
        proxy.signal(signal.SIGINT)
        assert proxy.wait() == 0


def test_a_drain_ends_in_time_for_a_request_that_was_still_connecting(
    origin, crossfade, full_backlog
):
    """What is cut off while it connects must not wait for the response's own limit then."""
    endpoints = backend(full_backlog.port, origin(hang).port, timeouts={"connect": "1500ms"})
    proxy = crossfade(configuration({"legacy": endpoints}, workers=1, drain_timeout="200ms"))
    with Client(proxy.port) as client:
        began = time.monotonic()
        client.send_request("GET")
        eventually(lambda: proxy.admin.status()["connections"] == 1)
        proxy.signal(signal.SIGTERM)
        # Long before the 30 s that a response may take.
        assert proxy.wait() == 0 and time.monotonic() - began < 25
