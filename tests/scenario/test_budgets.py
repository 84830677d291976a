"""Limits that are meant as bounds: on bodies, on a mirror's memory, on descriptors."""

import os
import resource
import threading
import time

import pytest

from support.behaviours import fixed, hang_unread, streamed
from support.client import Client, fetch, is_served
from support.configuration import configuration, mirror, route
from support.content import blocks
from support.cost import cpu_seconds
from support.ports import free_port
from support.waiting import eventually

MUCH = 48 * 1024 * 1024


def test_a_chunked_body_over_the_limit_never_reaches_the_backend_as_another_one(origin, crossfade):
    """All of it arrives with the head: it must not become an empty body."""
    backend = origin()
    proxy = crossfade(configuration({"legacy": backend}, limits={"request_body": 10}))
    with Client(proxy.port) as client:
        client.send(
            b"POST /pay HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"14\r\n01234567890123456789\r\n0\r\n\r\n"
        )
        assert client.response().status == 413
        assert client.at_end()
    assert not [each for each in backend.requests if each.complete]


def test_a_last_request_that_is_too_large_is_told_so_before_its_body(origin, crossfade):
    """Closed at once, the connection would be reset by the body, and the answer lost."""
    backend = origin()
    proxy = crossfade(configuration({"legacy": backend}, limits={"request_body": 10}))
    with Client(proxy.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n")
        client.send(b"Content-Length: 100000\r\n\r\n")
        assert client.response().status == 413
        client.send(b"x" * 50_000)
        client.send(b"x" * 50_000)
        assert client.at_end()


def test_a_request_whose_backend_is_dead_is_mirrored_as_a_live_error(origin, crossfade):
    shadow = origin()
    proxy = crossfade(
        configuration({"legacy": free_port(), "shadow": shadow}, [route(mirrors=[mirror()])])
    )
    assert fetch(proxy.port).status == 502
    accounting = proxy.admin.await_verdicts(1)
    assert accounting.verdicts == {"live_error": 1}
    assert accounting.reasons == {"connection_failed": 1}


def test_a_body_that_is_refused_is_no_client_that_left(origin, crossfade):
    proxy = crossfade(
        configuration(
            {"legacy": origin(), "shadow": origin()},
            [route(mirrors=[mirror(methods=["POST"])])],
            limits={"request_body": 10},
        )
    )
    with Client(proxy.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        client.send(b"14\r\n01234567890123456789\r\n0\r\n\r\n")
        assert client.response().status == 413
    assert proxy.admin.settled().dropped == {"request_body_too_large": 1}


def grown_by(proxy, act, count=6):
    """How many KiB the proxy's memory grew while `act` ran that many times at once."""
    fetch(proxy.port, target="/warm")
    before, most = proxy.resident_kib(), 0
    threads = [threading.Thread(target=act) for _ in range(count)]
    for each in threads:
        each.start()
    while any(each.is_alive() for each in threads):
        most = max(most, proxy.resident_kib())
        time.sleep(0.02)
    return most - before


BUDGET = {"memory": "1MiB", "request_body": "64MiB", "response_body": "64MiB"}


@pytest.mark.release_only
def test_a_mirrors_memory_is_bounded_whatever_live_answers(origin, crossfade):
    live = origin().on("/much", streamed(lambda: blocks(MUCH)))
    proxy = crossfade(
        configuration(
            {"legacy": live, "shadow": origin()}, [route(mirrors=[mirror(limits=BUDGET)])]
        )
    )
    assert grown_by(proxy, lambda: fetch(proxy.port, target="/much")) < 32 * 1024
    accounting = proxy.admin.settled()
    assert accounting.reasons.get("budget", 0) + accounting.dropped.get("memory", 0) == 6


@pytest.mark.release_only
def test_a_mirrors_memory_is_bounded_whatever_the_client_sends(origin, crossfade):
    proxy = crossfade(
        configuration(
            {"legacy": origin(), "shadow": origin()},
            [route(mirrors=[mirror(methods=["POST"], limits=BUDGET)])],
        )
    )

    def post():
        assert fetch(proxy.port, "POST", body=blocks(MUCH)).status == 200

    assert grown_by(proxy, post) < 32 * 1024
    assert proxy.admin.settled().dropped == {"memory": 6}


def test_a_shadow_that_never_reads_a_large_body_costs_its_timeout_only(origin, crossfade):
    shadow = origin(hang_unread)
    proxy = crossfade(
        configuration(
            {"legacy": origin(), "shadow": shadow},
            [
                route(
                    mirrors=[
                        mirror(
                            methods=["POST"],
                            limits={"request_body": "16MiB", "timeout": "1s", "in_flight": 2},
                        )
                    ]
                )
            ],
        )
    )
    for _ in range(2):
        assert fetch(proxy.port, "POST", body=b"x" * 10_000_000).status == 200
    accounting = proxy.admin.await_verdicts(2)
    assert accounting.reasons == {"response_timeout": 2}
    shadow.default = fixed()
    assert fetch(proxy.port, "POST", body=b"x").status == 200
    assert proxy.admin.await_verdicts(3).dropped == {}


@pytest.mark.release_only  # a sanitizer needs descriptors to look at memory
@pytest.mark.parametrize("which", ["public", "admin"])
def test_running_out_of_descriptors_costs_little_and_passes(origin, crossfade, which):
    proxy = crossfade(configuration({"legacy": origin()}))
    port = proxy.port if which == "public" else proxy.admin.port
    target = "/" if which == "public" else "/healthz"
    used = len(os.listdir(f"/proc/{proxy.process.pid}/fd"))
    resource.prlimit(proxy.process.pid, resource.RLIMIT_NOFILE, (used + 8, used + 8))
    clients = [Client(port) for _ in range(40)]
    before, began = cpu_seconds(proxy), time.monotonic()
    time.sleep(1)
    # A loop that spins takes all it is given; both clocks stand still together on a busy machine.
    assert cpu_seconds(proxy) - before < (time.monotonic() - began) / 2
    for client in clients:
        client.close()

    def served():  # who comes before the descriptors are back may still be turned away
        with Client(port) as client:
            return is_served(client, target)

    eventually(served, "new clients are served again")


def test_thousands_of_connections_that_are_reset_leave_nothing(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin()}))
    for number in range(2000):
        client = Client(proxy.port)
        if number % 3:
            client.send(b"GET / HTTP/1.1\r\nHost: a\r\n" + (b"\r\n" if number % 2 else b""))
        client.reset()
    eventually(
        lambda: proxy.admin.metrics().total("crossfade_connections", listener="public") == 0,
        "no open connection",
    )
    eventually(
        lambda: proxy.admin.metrics().total("crossfade_pool_connections", state="busy") == 0,
        "no busy backend connection",
    )
    assert fetch(proxy.port).status == 200


def test_the_admin_api_says_that_a_body_is_too_large(origin, crossfade):
    port = crossfade(configuration({"legacy": origin()})).admin.port
    with Client(port) as client:
        client.send(
            b"POST /api/v1/config/validate HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n500000\r\n" + b"x" * 0x420000
        )
        assert client.response().status == 413
