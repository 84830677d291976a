"""Peers that stall while the other direction moves: each direction has its own limit."""

import contextlib
import threading
import time

from support.behaviours import delayed, early, fixed
from support.client import Client
from support.configuration import backend, configuration, route
from support.content import blocks
from support.waiting import PATIENCE

MUCH = 64 * 1024 * 1024  # more than all socket buffers on the way hold


def test_a_client_that_stops_reading_is_cut_even_if_its_body_ended_meanwhile(origin, crossfade):
    """The end of the upload must not lift the limit on the response's way."""
    client_gone = threading.Event()

    @early
    def answer_at_once(exchange):
        exchange.head(200, [("Content-Length", MUCH)])
        try:
            for block in blocks(MUCH):
                exchange.send(block)
        finally:
            client_gone.set()

    proxy = crossfade(
        configuration({"legacy": origin(answer_at_once)}, limits={"idle_timeout": "2s"})
    )
    with Client(proxy.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n0123456789")
        assert client.response_head().status == 200
        time.sleep(0.5)  # the response is stuck by now
        with contextlib.suppress(ConnectionError):  # cut already, on a machine that stood still
            client.send(b"0123456789")
        assert client_gone.wait(PATIENCE)


def test_a_backend_that_stops_answering_is_cut_even_if_it_took_the_body(origin, crossfade):
    """The upload's progress must not lift the limit on the response's body."""

    @early
    def answer_half_and_swallow(exchange):
        exchange.head(200, [("Content-Length", 100)])
        exchange.send(b"x" * 50)
        for _ in exchange.wire.read_exactly(MUCH):
            pass
        exchange.await_departure()

    stalling = origin(answer_half_and_swallow)
    proxy = crossfade(configuration({"legacy": backend(stalling.port, timeouts={"idle": "1s"})}))
    with Client(proxy.port) as client:
        sender = threading.Thread(target=upload, args=[client], daemon=True)
        sender.start()
        assert client.response_head().status == 200
        assert len(client.read_all(resets_end=True)) == 50
        sender.join(PATIENCE)


def upload(client):
    with contextlib.suppress(OSError):  # it is cut off in the middle if it takes long
        client.send_request("POST", fields={"Content-Length": MUCH}, body=blocks(MUCH))


def test_the_response_limit_does_not_cut_a_response_that_began_before_the_uploads_end(
    origin, crossfade
):
    @early
    def begin_then_read_then_stream(exchange):
        exchange.head(200, [("Transfer-Encoding", "chunked")])
        exchange.read_body()
        for _ in range(10):
            exchange.send(b"1\r\nx\r\n")
            exchange.pause(0.2)
        exchange.send(b"0\r\n\r\n")

    streaming = origin(begin_then_read_then_stream)
    proxy = crossfade(
        configuration({"legacy": backend(streaming.port, timeouts={"response": "1s"})})
    )
    with Client(proxy.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n01234")
        response = client.response_head()
        client.send(b"56789")
        response.read(client.wire)
        assert response.body == b"x" * 10


def test_a_half_closed_tunnel_may_go_on_for_as_long_as_the_other_side_sends(origin, crossfade):
    @early
    def switch_then_stream(exchange):
        exchange.head(
            101, [("Connection", "Upgrade"), ("Upgrade", "websocket")], "Switching Protocols"
        )
        for _ in range(15):
            exchange.send(b"x")
            exchange.pause(0.2)
        exchange.keep_open = False

    streaming = origin(switch_then_stream)
    proxy = crossfade(configuration({"legacy": backend(streaming.port, timeouts={"idle": "2s"})}))
    with Client(proxy.port) as client:
        client.send(
            b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        )
        assert client.response_head().status == 101
        client.finish_sending()
        assert client.read_all() == b"x" * 15


def test_a_tunnel_that_is_silent_one_way_lives_by_the_other(origin, crossfade):
    @early
    def switch_then_stream(exchange):
        exchange.head(
            101, [("Connection", "Upgrade"), ("Upgrade", "websocket")], "Switching Protocols"
        )
        for _ in range(15):
            exchange.send(b"x")
            exchange.pause(0.2)
        exchange.keep_open = False

    streaming = origin(switch_then_stream)
    proxy = crossfade(configuration({"legacy": backend(streaming.port, timeouts={"idle": "2s"})}))
    with Client(proxy.port) as client:
        client.send(
            b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        )
        assert client.response_head().status == 101
        assert client.read_all() == b"x" * 15


def test_the_routes_limit_includes_connecting(full_backlog, crossfade):
    slow = backend(full_backlog.port, timeouts={"connect": "8s"})
    proxy = crossfade(configuration({"legacy": slow}, [route(timeout="500ms")]))
    with Client(proxy.port) as client:
        began = time.monotonic()
        assert client.get().status == 504
        assert time.monotonic() - began < 7.5  # by the connect timeout it would be 8


def test_a_long_poll_outlasts_the_limits_of_silence(origin, crossfade):
    """While the backend thinks, neither side owes anything: only `response` limits that."""
    thinking = origin(delayed(1.7, fixed(b"at last")))
    limits = {"idle": "1s", "response": "60s"}
    proxy = crossfade(
        configuration(
            {"legacy": backend(thinking.port, timeouts=limits)}, limits={"idle_timeout": "1s"}
        )
    )
    with Client(proxy.port) as client:
        for method, body in (("GET", None), ("POST", b"a body")):
            assert client.request(method, "/", body=body).body == b"at last"
