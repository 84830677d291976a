"""The status contract: what the client gets when something is wrong, and why it says it is."""

import json
import socket
import time

import pytest

from support.behaviours import (
    close_silently,
    cut_in_body,
    drip,
    early,
    fixed,
    hang,
    hang_after_head,
    reset,
    reset_in_body,
    reset_unread,
)
from support.client import Client, exchange, fetch
from support.configuration import backend, configuration, route
from support.ports import free_port
from support.waiting import PATIENCE, eventually
from support.wire import Ended


def assert_local_reply(response, status, reason):
    """A small JSON body of stated length, and the reason as RFC 9209 has it."""
    assert response.status == status, response.body
    assert response.field("proxy-status") == f"crossfade; error={reason}"
    assert response.field("content-type") == "application/json"
    assert response.framing == "length"
    said = json.loads(response.body)
    assert said["error"] == reason and said["message"]


def test_no_route_is_404(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin()}, [route("orders", "/orders")]))
    assert_local_reply(fetch(proxy.port, target="/other"), 404, "destination_not_found")
    line = proxy.await_access_line(path="/other")
    assert (line["status"], line["reason"], line["route"]) == (404, "destination_not_found", None)


def test_a_refused_connection_is_502(crossfade):
    proxy = crossfade(configuration({"legacy": free_port()}))
    assert_local_reply(fetch(proxy.port), 502, "connection_refused")
    line = proxy.await_access_line(status=502)
    assert (line["reason"], line["backend"]) == ("connection_refused", "legacy")


@pytest.mark.parametrize("behaviour", [reset, reset_unread, close_silently])
def test_a_backend_that_ends_without_a_response_is_502(origin, crossfade, behaviour):
    proxy = crossfade(configuration({"legacy": origin(behaviour)}))
    assert_local_reply(fetch(proxy.port, "POST", body=b"x"), 502, "connection_terminated")


def test_a_response_that_never_comes_is_504(origin, crossfade):
    legacy = backend(origin(hang).port, timeouts={"response": "300ms"})
    proxy = crossfade(configuration({"legacy": legacy}))
    began = time.monotonic()
    assert_local_reply(fetch(proxy.port), 504, "http_response_timeout")
    assert 0.25 < time.monotonic() - began < 25  # without the limit it would be 30


def test_a_response_head_that_drips_is_504(origin, crossfade):
    legacy = backend(origin(drip(interval=0.05)).port, timeouts={"response": "300ms"})
    proxy = crossfade(configuration({"legacy": legacy}))
    assert_local_reply(fetch(proxy.port), 504, "http_response_timeout")


def test_a_connection_that_is_not_accepted_is_504(full_backlog, crossfade):
    legacy = backend(full_backlog.port, timeouts={"connect": "300ms"})
    proxy = crossfade(configuration({"legacy": legacy}))
    began = time.monotonic()
    assert_local_reply(fetch(proxy.port), 504, "connection_timeout")
    assert time.monotonic() - began > 0.25


def test_an_exchange_longer_than_the_route_allows_is_504(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(hang)}, [route(timeout="300ms")]))
    assert_local_reply(fetch(proxy.port), 504, "route_timeout")


@pytest.mark.parametrize("behaviour", [cut_in_body, reset_in_body])
def test_a_cut_response_never_looks_complete(origin, crossfade, behaviour):
    proxy = crossfade(configuration({"legacy": origin(behaviour)}))
    with pytest.raises((Ended, ConnectionError)):
        fetch(proxy.port)
    assert proxy.await_access_line(reason="http_response_incomplete")


def test_a_response_body_that_stalls_is_cut(origin, crossfade):
    legacy = backend(origin(hang_after_head).port, timeouts={"idle": "300ms"})
    proxy = crossfade(configuration({"legacy": legacy}))
    with pytest.raises((Ended, ConnectionError)):
        fetch(proxy.port)
    assert proxy.await_access_line(reason="connection_read_timeout")


def test_a_slow_request_head_is_408(origin, crossfade):
    server = origin()
    proxy = crossfade(configuration({"legacy": server}, limits={"header_timeout": "300ms"}))
    with Client(proxy.port) as client:
        client.send(b"GET / HTTP/1.1\r\nHost:")
        response = client.response()
        assert_local_reply(response, 408, "client_timeout")
        assert response.field("connection") == "close" and client.at_end()
    assert server.requests == []


def test_a_request_head_that_drips_is_408_all_the_same(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin()}, limits={"header_timeout": "400ms"}))
    with Client(proxy.port) as client:
        client.sock.settimeout(0.03)
        for byte in b"GET / HTTP/1.1\r\nHost: a\r\nX-Drip: " + b"x" * 1000:
            client.send(bytes([byte]))
            try:
                if client.wire.fill():
                    break
            except socket.timeout:
                continue
        client.sock.settimeout(PATIENCE)
        assert client.response().status == 408


def test_an_idle_connection_is_closed_without_a_word(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin()}, limits={"idle_timeout": "1s"}))
    with Client(proxy.port) as client:
        assert client.get().status == 200
        assert client.read_all() == b""


def test_a_stalled_request_body_is_408(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin()}, limits={"idle_timeout": "1s"}))
    with Client(proxy.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf.")
        assert client.response().status == 408


def test_a_declared_body_over_the_limit_is_413_and_not_forwarded(origin, crossfade):
    server = origin()
    proxy = crossfade(configuration({"legacy": server}, limits={"request_body": "1KiB"}))
    assert fetch(proxy.port, "POST", body=b"x" * 1024).status == 200
    server.forget()
    assert_local_reply(fetch(proxy.port, "POST", body=b"x" * 1025), 413, "request_body_too_large")
    assert server.requests == []


def test_a_chunked_body_over_the_limit_is_413_and_the_backend_sees_no_whole_request(
    origin, crossfade
):
    server = origin()
    proxy = crossfade(configuration({"legacy": server}, limits={"request_body": "1KiB"}))
    with Client(proxy.port) as client:
        client.send_request("POST", body=[b"x" * 600, b"y" * 600])
        assert_local_reply(client.response(), 413, "request_body_too_large")
    assert server.completed() == []


def test_a_target_that_is_too_long_is_414(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin()}, limits={"request_head": "4KiB"}))
    assert_local_reply(fetch(proxy.port, target="/" + "x" * 5000), 414, "request_target_too_long")


def test_a_long_target_within_the_limit_is_served(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin()}))
    assert fetch(proxy.port, target="/" + "x" * 8000).status == 200


def test_a_head_that_is_too_large_is_431(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin()}, limits={"request_head": "4KiB"}))
    response = fetch(proxy.port, fields={"X-Big": "x" * 5000})
    assert_local_reply(response, 431, "request_head_too_large")


def test_too_many_fields_are_431(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin()}, limits={"headers": 20}))
    few = {f"X-{number}": "1" for number in range(19)}
    assert fetch(proxy.port, fields=few).status == 200
    assert_local_reply(
        fetch(proxy.port, fields=few | {"X-More": "1"}), 431, "request_head_too_large"
    )


def test_connections_over_the_limit_are_turned_away_and_room_is_made_again(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin()}, limits={"connections": 4}, workers=1))
    clients = [Client(proxy.port) for _ in range(4)]
    assert [client.get().status for client in clients] == [200] * 4
    answer = exchange_or_reset(proxy.port)
    assert answer == b"" or b" 503 " in answer.split(b"\r\n")[0]
    clients.pop().close()

    def served():
        return b" 200 " in exchange_or_reset(proxy.port)

    eventually(served, "a place is free again")
    for client in clients:
        client.close()


def exchange_or_reset(port):
    try:
        return exchange(port, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    except ConnectionError:
        return b""


def test_a_local_reply_to_head_has_no_body(crossfade):
    proxy = crossfade(configuration({"legacy": free_port()}))
    with Client(proxy.port) as client:
        response = client.request("HEAD")
        assert response.status == 502
        assert client.get().status == 502


def test_a_connection_survives_a_failed_backend(origin, crossfade):
    server = origin(fixed(b"fine"))
    proxy = crossfade(
        configuration(
            {"legacy": server, "dead": free_port()},
            [route(), route("dead", "/dead", split={"dead": "100%"})],
        )
    )
    with Client(proxy.port) as client:
        assert client.get("/dead").status == 502
        assert client.get().body == b"fine"
        assert client.request("POST", "/dead", body=b"drained").status == 502
        assert client.get().body == b"fine"


def test_an_early_reset_after_a_complete_answer_is_not_an_error(origin, crossfade):
    def answer_and_reset(exchange):
        exchange.respond(200, b"fine", [("Connection", "close")])
        exchange.keep_open = False

    proxy = crossfade(configuration({"legacy": origin(early(answer_and_reset))}))
    assert fetch(proxy.port).body == b"fine"


@pytest.mark.ledger
def test_posts_are_never_sent_twice(origin, crossfade):
    server = origin(reset)
    proxy = crossfade(configuration({"legacy": server}))
    for number in range(10):
        response = fetch(proxy.port, "POST", fields={"X-Test-Id": str(number)}, body=b"once")
        assert response.status == 502
    assert set(server.ledger.values()) == {1} and len(server.ledger) == 10


def test_nothing_of_an_error_names_an_address(crossfade):
    port = free_port()
    proxy = crossfade(configuration({"legacy": port}))
    response = fetch(proxy.port)
    assert str(port).encode() not in response.head + response.body
    assert b"127.0.0.1" not in response.head + response.body
