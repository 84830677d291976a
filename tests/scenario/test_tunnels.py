"""Tunnels: opened by a 101 that was asked for and by nothing else, byte-exact, ended by either side,
by silence, or by the drain."""

import signal
import threading

import pytest

from support.behaviours import early, fixed, receipt, upgrade_echo
from support.client import Client
from support.configuration import backend, configuration
from support.content import blocks, digest_of
from support.receipt import described
from support.waiting import PATIENCE, eventually

MIB = 1024 * 1024
WEBSOCKET = b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
ASK = b"GET / HTTP/1.1\r\nHost: a\r\n" + WEBSOCKET + b"\r\n"
SWITCH = b"HTTP/1.1 101 Switching Protocols\r\n"


@pytest.mark.parametrize(
    "fields",
    [
        b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
        b"Connection: Upgrade\r\nUpgrade: h2c, websocket\r\n",
        b"Connection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: h2c\r\n",
        b"Connection: Upgrade\r\nUpgrade: TLS/1.0\r\n",
        b"Connection: Upgrade\r\nUpgrade: unknown\r\n",
        b"Connection: Upgrade\r\nUpgrade:\r\n",
        b"Connection: Upgrade\r\n",
        b"Upgrade: websocket\r\n",
        b"Connection: keep-alive\r\nUpgrade: websocket\r\n",
    ],
)
def test_what_is_no_upgrade_to_websocket_is_an_ordinary_request(pair, fields):
    _, proxy = pair(receipt)
    with Client(proxy.port) as client:
        client.send(b"GET / HTTP/1.1\r\nHost: a\r\n" + fields + b"\r\n")
        arrived = {name.lower() for name, _ in described(client.response())["fields"]}
        assert not arrived & {"upgrade", "connection", "http2-settings"}
        assert client.get().status == 200


@pytest.mark.parametrize(
    "request_head",
    [
        b"GET / HTTP/1.0\r\nHost: a\r\n" + WEBSOCKET + b"\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n" + WEBSOCKET + b"\r\nhi",
    ],
)
def test_neither_http_1_0_nor_a_body_goes_with_an_upgrade(pair, request_head):
    backend, proxy = pair(fixed(b"plain"))
    with Client(proxy.port) as client:
        client.send(request_head)
        assert client.response().body == b"plain"
    assert backend.requests[0].all("upgrade") == []


@pytest.mark.parametrize(
    "answer",
    [
        SWITCH + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        SWITCH + b"Connection: Upgrade\r\nUpgrade: websocket, h2c\r\n\r\n",
        SWITCH + b"Connection: Upgrade\r\n\r\n",
        SWITCH + b"Upgrade: websocket\r\n\r\n",
        SWITCH + b"Connection: close\r\nUpgrade: websocket\r\n\r\n",
        SWITCH + WEBSOCKET + b"Content-Length: 5\r\n\r\nhello",
        SWITCH + WEBSOCKET + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        SWITCH.replace(b"1.1", b"1.0") + WEBSOCKET + b"X: \x01\r\n\r\n",
    ],
)
def test_a_switch_to_something_else_is_502_and_no_tunnel(pair, answer):
    """RFC 9110 section 7.8 and RFC 6455 section 4.1: the 101 must name what was asked for."""
    backend, proxy = pair(early(lambda exchange: exchange.send(answer)))
    with Client(proxy.port) as client:
        client.send(ASK)
        assert client.response().status == 502
    eventually(lambda: backend.open_connections() == 0, "the backend's connection is closed")


@pytest.mark.parametrize("status", [200, 400, 426, 500])
def test_a_refused_upgrade_leaves_the_connection_as_it_was(pair, status):
    backend, proxy = pair(fixed(b"no tunnel", status=status))
    with Client(proxy.port) as client:
        client.send(ASK + b"GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
        for _ in range(2):
            response = client.response()
            assert (response.status, response.body) == (status, b"no tunnel")
    assert [each.target for each in backend.requests] == ["/", "/next"]


@pytest.mark.release_only
def test_a_tunnel_is_byte_exact_in_both_directions_at_once(origin, crossfade):
    size = 200 * MIB
    received = []

    @early
    def both_ways(exchange):
        exchange.send(SWITCH + WEBSOCKET + b"\r\n")
        reading = threading.Thread(
            target=lambda: received.append(digest_of(exchange.wire.read_to_end()))
        )
        reading.start()
        for block in blocks(size, seed=2):
            exchange.send(block)
        reading.join(PATIENCE)
        exchange.keep_open = False

    proxy = crossfade(configuration({"legacy": origin(both_ways)}))
    before = proxy.resident_kib()
    with Client(proxy.port) as client:
        client.send(ASK)
        assert client.response_head().status == 101

        def send():
            for block in blocks(size, seed=3):
                client.send(block)
            client.finish_sending()

        sender = threading.Thread(target=send)
        sender.start()
        assert digest_of(client.wire.read_to_end()) == digest_of(blocks(size, seed=2))
        sender.join(PATIENCE)
        assert proxy.resident_kib() - before < 5 * 1024
    assert received == [digest_of(blocks(size, seed=3))]


@pytest.mark.parametrize("first", ["client", "backend"])
def test_each_side_may_close_its_half(origin, crossfade, first):
    """The other half goes on until its own sender closes it."""
    said, may_end = [], threading.Event()

    @early
    def half(exchange):
        exchange.send(SWITCH + WEBSOCKET + b"\r\n")
        if first == "backend":
            exchange.send(b"from the backend")
            exchange.wire.sock.shutdown(1)
        said.append(b"".join(exchange.wire.read_to_end()))
        if first == "client":
            exchange.send(b"from the backend")
        may_end.set()
        exchange.keep_open = False

    proxy = crossfade(configuration({"legacy": origin(half)}))
    with Client(proxy.port) as client:
        client.send(ASK)
        assert client.response_head().status == 101
        if first == "backend":
            assert client.read_all() == b"from the backend"
        client.send(b"from the client")
        client.finish_sending()
        assert may_end.wait(PATIENCE)
        if first == "client":
            assert client.read_all() == b"from the backend"
    assert said == [b"from the client"]


def test_a_tunnel_in_which_nobody_speaks_is_closed(origin, crossfade):
    server = origin(upgrade_echo)
    proxy = crossfade(
        configuration({"legacy": backend(server.port, timeouts={"idle": "1s"})}, workers=1)
    )
    with Client(proxy.port) as client:
        client.send(ASK)
        assert client.response_head().status == 101
        client.send(b"hello")
        assert b"".join(client.wire.read_exactly(5)) == b"hello"
        assert client.at_end()
    eventually(lambda: server.open_connections() == 0, "the backend's connection is closed")


def test_a_tunnel_whose_end_does_not_read_is_closed_and_costs_no_memory(origin, crossfade):
    @early
    def never_read(exchange):
        exchange.send(SWITCH + WEBSOCKET + b"\r\n")
        exchange.origin.stopping.wait()

    server = origin(never_read)
    proxy = crossfade(
        configuration({"legacy": backend(server.port, timeouts={"idle": "1s"})}, workers=1)
    )
    with Client(proxy.port) as client:
        client.send(ASK)
        assert client.response_head().status == 101
        before, sent = proxy.resident_kib(), 0
        with pytest.raises(OSError):
            for block in blocks(200 * MIB):
                client.send(block)
                sent += len(block)
        assert sent < 60 * MIB and proxy.resident_kib() - before < 5 * 1024


def test_a_tunnel_lives_through_the_drain_and_ends_with_its_time(origin, crossfade):
    server = origin(upgrade_echo)
    proxy = crossfade(configuration({"legacy": server}, drain_timeout="3s"))
    with Client(proxy.port) as client:
        client.send(ASK)
        assert client.response_head().status == 101
        proxy.signal(signal.SIGTERM)
        eventually(lambda: not proxy.admin.is_ready(), "not ready")
        client.send(b"still here")
        assert b"".join(client.wire.read_exactly(10)) == b"still here"
        assert client.at_end()
        assert proxy.wait() == 0
