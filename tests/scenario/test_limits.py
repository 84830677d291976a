"""Every limit that a client can run into: its key and default, what it answers, what counts it, and
what the access log calls it. One row each; nobody else's connection notices."""

import re
import socket
import time
from typing import Callable, NamedTuple

import pytest

from support.behaviours import chunked, early, fixed, hang
from support.client import Client, is_served
from support.configuration import backend, configuration, route
from support.crossfade import ROOT
from support.waiting import PATIENCE, eventually
from support.wire import Ended

MEBIBYTE = 1024 * 1024
CLOSED = None


def answer(client):
    """The status, or CLOSED for a connection that ended without a complete response."""
    try:
        return client.response().status
    except (Ended, ConnectionError):
        return CLOSED


def sending(*pieces):
    """Sends these bytes and waits for the answer."""

    def provoke(port):
        with Client(port) as client:
            try:
                for piece in pieces:
                    client.send(piece)
            except ConnectionError:
                pass  # what was answered can be read all the same
            return answer(client)

    return provoke


def dripping(head, byte=b"x", interval=0.02):
    """Sends a head and then a byte at a time, for as long as anybody takes it."""

    def provoke(port):
        with Client(port) as client:
            client.send(head)
            client.sock.settimeout(interval)
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline:
                try:
                    if client.wire.fill():
                        break
                    return CLOSED
                except socket.timeout:
                    try:
                        client.send(byte)
                    except ConnectionError:
                        break
            client.sock.settimeout(PATIENCE)
            return answer(client)

    return provoke


def not_reading(target):
    """Asks for more than all buffers hold, and reads only what was left in them at the end."""

    def provoke(port):
        with Client(port) as client:
            client.send(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            # The peer's reset is what this waits for, without reading a byte.
            eventually(lambda: socket_error(client.sock), "the connection is cut")
            return CLOSED

    return provoke


def socket_error(sock):
    return sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)


def one_too_many(port):
    """The limit is two."""
    clients = [Client(port) for _ in range(2)]
    assert [client.get().status for client in clients] == [200, 200]
    try:
        return sending(HEAD + b"\r\n")(port)
    finally:
        for client in clients:
            assert client.get().status == 200
            client.close()


def between_requests(port):
    with Client(port) as client:
        assert client.get().status == 200
        return answer(client)


HEAD = b"GET / HTTP/1.1\r\nHost: a\r\n"
UPLOAD = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
CHUNKS = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
NO_BODY_LIMIT = {"body_rate": "1MiB", "body_grace": "1h"}


class Limit(NamedTuple):
    key: str
    default: str
    settings: dict  # of the listener's limits
    provoke: Callable
    status: int | None
    counter: tuple  # a metric's name, and its label
    reason: str | None = None  # in the access log; nothing: no request came about
    section: str = "limits of a listener"


def replies(reason):
    return "crossfade_local_replies_total", {"reason": reason}


def timed_out(key):
    return "crossfade_connections_timed_out_total", {"limit": key}


def refused(reason):
    return "crossfade_connections_refused_total", {"reason": reason}


LARGE_HEAD, LARGE_BODY = "request_head_too_large", "request_body_too_large"
LIMITS = {
    "head": Limit(
        "request_head",
        "`60KiB`",
        {"request_head": "4KiB"},
        sending(HEAD + b"X: " + b"x" * 5000 + b"\r\n\r\n"),
        431,
        replies(LARGE_HEAD),
        LARGE_HEAD,
    ),
    "target": Limit(
        "request_head",
        "`60KiB`",
        {"request_head": "4KiB"},
        sending(b"GET /" + b"x" * 5000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"),
        414,
        replies("request_target_too_long"),
        "request_target_too_long",
    ),
    "fields": Limit(
        "headers",
        "`100`",
        {"headers": 20},
        sending(HEAD + b"X: x\r\n" * 20 + b"\r\n"),
        431,
        replies(LARGE_HEAD),
        LARGE_HEAD,
    ),
    "sized body": Limit(
        "request_body",
        "`1GiB`",
        {"request_body": "1KiB"},
        sending(UPLOAD),
        413,
        replies(LARGE_BODY),
        LARGE_BODY,
    ),
    "chunked body": Limit(
        "request_body",
        "`1GiB`",
        {"request_body": "1KiB"},
        sending(CHUNKS, b"600\r\n" + b"x" * 0x600 + b"\r\n"),
        413,
        replies(LARGE_BODY),
        LARGE_BODY,
    ),
    "slow head": Limit(
        "header_timeout",
        "`10s`",
        {"header_timeout": "400ms"},
        dripping(HEAD + b"X: "),
        408,
        timed_out("header_timeout"),
        "client_timeout",
    ),
    "idle": Limit(
        "idle_timeout",
        "`75s`",
        {"idle_timeout": "1s"},
        between_requests,
        CLOSED,
        timed_out("idle_timeout"),
    ),
    "idle from the start": Limit(
        "idle_timeout",
        "`75s`",
        {"idle_timeout": "1s"},
        sending(),
        CLOSED,
        timed_out("idle_timeout"),
    ),
    "stalled body": Limit(
        "idle_timeout",
        "`75s`",
        {"idle_timeout": "1s"} | NO_BODY_LIMIT,
        sending(UPLOAD),
        408,
        timed_out("idle_timeout"),
        "client_timeout",
    ),
    "response not taken at all": Limit(
        "idle_timeout",
        "`75s`",
        {"idle_timeout": "1s"} | NO_BODY_LIMIT,
        not_reading("/large"),
        CLOSED,
        timed_out("idle_timeout"),
        "client_write_timeout",
    ),
    "slow body": Limit(
        "body_rate",
        "`100`",
        {"body_rate": "100KiB", "body_grace": "400ms"},
        dripping(UPLOAD),
        408,
        timed_out("body_rate"),
        "client_timeout",
    ),
    "slow chunks": Limit(
        "body_rate",
        "`100`",
        {"body_rate": "100KiB", "body_grace": "400ms"},
        dripping(CHUNKS, b"1\r\nx\r\n"),
        408,
        timed_out("body_rate"),
        "client_timeout",
    ),
    "grace": Limit(
        "body_grace",
        "`20s`",
        {"body_rate": "100KiB", "body_grace": "400ms"},
        sending(UPLOAD),
        408,
        timed_out("body_rate"),
        "client_timeout",
    ),
    "response taken too slowly": Limit(
        "body_rate",
        "`100`",
        {"body_rate": "1GiB", "body_grace": "400ms"},
        not_reading("/large"),
        CLOSED,
        timed_out("body_rate"),
        "client_write_timeout",
    ),
    "connections": Limit(
        "connections",
        "`20000`",
        {"connections": 2},
        one_too_many,
        CLOSED,
        refused("connection_limit"),
    ),
    "connections of one client": Limit(
        "connections_per_address",
        "`20000`",
        {"connections_per_address": 2},
        one_too_many,
        CLOSED,
        refused("address_limit"),
    ),
    "whole exchange": Limit(
        "timeout",
        "`0s`",
        {},
        sending(b"GET /never HTTP/1.1\r\nHost: a\r\n\r\n"),
        504,
        replies("route_timeout"),
        "route_timeout",
        "route",
    ),
}


def documented_default(section, key):
    text = (ROOT / "config/reference.md").read_text()
    (table,) = re.findall(rf"^## {section}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    (default,) = re.findall(rf"^\| `{key}` \| [^|]+ \| ([^|]+) \|", table, re.M)
    return default


@pytest.fixture
def limited(origin, crossfade):
    def make(settings, **more):
        behind = origin(fixed(b"fine")).on("/never", hang)
        behind.on("/large", fixed(b"x" * 32 * MEBIBYTE))
        routes = [route("slow", "/never", timeout="300ms"), route()]
        return crossfade(configuration({"legacy": behind}, routes, limits=settings, **more))

    return make


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_answers_counts_and_says_so_and_others_go_on(limited, name):
    limit = LIMITS[name]
    assert documented_default(limit.section, limit.key) == limit.default
    proxy = limited(limit.settings)
    metric, labels = limit.counter
    assert proxy.admin.metrics().total(metric, **labels) == 0
    assert limit.provoke(proxy.port) == limit.status

    def counted():
        return proxy.admin.metrics().total(metric, **labels)

    assert eventually(counted, f"{metric} {labels}") == 1
    if limit.reason:
        line = proxy.await_access_line(reason=limit.reason)
        assert line["status"] == (limit.status or 200)
        assert proxy.admin.metrics().total(*replies(limit.reason)[:1], reason=limit.reason) == 1
    await_served(proxy.port)


def await_served(port):
    """The places of those who left are free a moment later."""

    def served():
        with Client(port) as other:
            return is_served(other)

    eventually(served, "somebody else is served")


def test_every_limit_of_a_listener_has_its_row():
    text = (ROOT / "config/reference.md").read_text()
    (table,) = re.findall(r"^## limits of a listener\n(.*?)(?=^## )", text, re.M | re.S)
    keys = set(re.findall(r"^\| `(\w+)` \|", table, re.M))
    assert keys == {limit.key for limit in LIMITS.values() if limit.section != "route"}


PACED = {"body_rate": "1KiB", "body_grace": "300ms"}
UNHURRIED = {"body_rate": "1KiB", "body_grace": "1s"}  # where the client has to do something itself


def test_a_backend_that_reads_late_is_not_the_clients_fault(origin, crossfade):
    """The client would send faster; it is not let."""

    def read_late(exchange):
        if not exchange.pause(1.5):
            exchange.read_body()
            exchange.respond()

    proxy = crossfade(configuration({"legacy": origin(early(read_late))}, limits=UNHURRIED))
    with Client(proxy.port) as client:
        assert client.request("POST", body=b"x" * 16 * MEBIBYTE).status == 200


def test_a_backend_that_asks_for_the_body_late_is_not_the_clients_fault(origin, crossfade):
    def ask_late(exchange):
        if exchange.pause(1.5):
            return
        exchange.head(100, reason="Continue")
        exchange.read_body()
        exchange.respond(200, b"asked")

    proxy = crossfade(configuration({"legacy": origin(early(ask_late))}, limits=UNHURRIED))
    with Client(proxy.port) as client:
        client.send(UPLOAD[:-2] + b"Expect: 100-continue\r\n\r\n")
        assert b" 100 " in client.wire.read_until(b"\r\n\r\n")
        client.send(b"x" * 100_000)
        assert client.response().body == b"asked"


def test_a_stream_of_events_with_long_pauses_is_not_the_clients_fault(origin, crossfade):
    def events():
        for number in range(3):
            time.sleep(0.4)
            yield b"data: %d\n\n" % number

    proxy = crossfade(configuration({"legacy": origin(chunked(events))}, limits=PACED))
    with Client(proxy.port) as client:
        assert client.get().body.count(b"data") == 3


def test_who_waits_with_the_body_for_nothing_is_not_let_off_by_saying_expect(origin, crossfade):
    drip = dripping(UPLOAD[:-2] + b"Expect: 100-continue\r\n\r\n")
    limits = PACED | {"body_rate": "100KiB"}
    proxy = crossfade(configuration({"legacy": origin(early(hang))}, limits=limits))
    assert drip(proxy.port) == 408


def test_the_limit_of_one_client_holds_over_all_event_loops_and_a_reload(limited):
    proxy = limited({"connections_per_address": 6}, workers=2)
    clients = [Client(proxy.port) for _ in range(6)]
    assert [client.get().status for client in clients] == [200] * 6
    proxy.config["listeners"][0]["limits"]["connections_per_address"] = 8
    proxy.write()
    proxy.admin.reload()
    clients += [Client(proxy.port) for _ in range(2)]
    assert [client.get().status for client in clients] == [200] * 8
    ask = sending(HEAD + b"\r\n")
    assert ask(proxy.port) is CLOSED
    clients.pop().close()
    eventually(lambda: ask(proxy.port) == 200, "a place is free again")
    for client in clients:
        client.close()


def test_a_full_listener_leaves_the_admin_api_its_answers(limited):
    proxy = limited({"connections": 2})
    clients = [Client(proxy.port) for _ in range(2)]
    assert [client.get().status for client in clients] == [200, 200]
    assert proxy.admin.call("GET", "/healthz")[0] == proxy.admin.call("GET", "/readyz")[0] == 200
    assert proxy.admin.metrics().total("crossfade_connections", listener="public") == 2
    for client in clients:
        client.close()
