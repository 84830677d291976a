"""Answers before the request is over, clients and backends that leave in the middle of one, and what
becomes of the connections."""

import contextlib
import os
import threading

import pytest

from support.behaviours import early, fixed, hang, streamed
from support.client import Client, exchange, fetch
from support.configuration import backend, configuration, route
from support.content import blocks
from support.ports import free_port
from support.waiting import PATIENCE, eventually
from support.wire import reset

MIB = 1024 * 1024


def answer_and_keep(exchange):
    """The whole answer at once; the body is never read."""
    exchange.respond(422, b"enough")
    exchange.origin.stopping.wait()


def answer_and_close(exchange):
    """Closing with unread bytes makes a RST, which may overtake nothing that was sent before."""
    exchange.respond(422, b"enough")
    exchange.keep_open = False


def answer_and_reset(exchange):
    exchange.respond(422, b"enough")
    reset(exchange.wire.sock)


EARLY = [answer_and_keep, answer_and_close, answer_and_reset]


@pytest.mark.parametrize("behave", EARLY)
@pytest.mark.parametrize("size", [1_000, 20 * MIB])
@pytest.mark.parametrize("expect", ["", "Expect: 100-continue\r\n"])
def test_an_early_answer_reaches_the_client_and_the_rest_of_the_body_nobody(
    origin, crossfade, behave, size, expect
):
    server = origin(fixed(b"clean")).on("/early", early(behave))
    proxy = crossfade(configuration({"legacy": server}, workers=1))
    with Client(proxy.port) as client:
        client.send(
            f"POST /early HTTP/1.1\r\nHost: a\r\n{expect}Content-Length: {size}\r\n\r\n".encode()
        )
        sender = threading.Thread(target=send_quietly, args=(client, blocks(size - 1)), daemon=True)
        if not expect:
            sender.start()
        response = client.response()
        assert (response.status, response.body) == (422, b"enough")
        # What is left of the body would be taken for the next request (RFC 9112 section 9.3).
        assert response.field("connection") == "close"
        with contextlib.suppress(OSError):  # it may have closed already
            client.finish_sending()
        assert client.at_end()
        if not expect:
            sender.join(PATIENCE)
    assert fetch(proxy.port).body == b"clean"
    assert [each.target for each in server.requests] == ["/early", "/"]
    assert server.requests[0].connection != server.requests[1].connection


def send_quietly(client, pieces):
    try:
        for piece in pieces:
            client.send(piece)
    except OSError:
        pass  # the proxy does not want it any more


def test_a_request_that_hides_in_an_unread_body_is_never_served(origin, crossfade):
    """The proxy answers itself before the body is here: 404, 413, 502 alike."""
    server = origin(fixed(b"clean"))
    proxy = crossfade(
        configuration(
            {"legacy": server, "dead": free_port()},
            [route("all", "/all"), route("dead", "/dead", split={"dead": "100%"})],
            limits={"request_body": "1KiB"},
        )
    )
    hidden = b"GET /all/hidden HTTP/1.1\r\nHost: a\r\n\r\n"
    for target, length, status in (
        ("/none", 500, b"404"),
        ("/dead", 500, b"502"),
        ("/all", 5000, b"413"),
    ):
        head = f"POST {target} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n".encode()
        answer = exchange(proxy.port, head + hidden, finish=True)
        assert answer.count(b"HTTP/1.1 ") == 1 and answer.split(b" ")[1] == status
        assert b"onnection: close" in answer
    assert all(each.target != "/all/hidden" for each in server.requests)


def test_a_whole_body_that_nobody_wanted_does_not_end_the_connection(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin()}, [route("all", "/all")]))
    hidden = b"GET /all/hidden HTTP/1.1\r\nHost: a\r\n\r\n"
    with Client(proxy.port) as client:
        client.send_request("POST", "/none", body=hidden)
        assert client.response().status == 404
        assert client.get("/all").body == b"fine"


@pytest.mark.parametrize("how", ["finish_sending", "reset"])
def test_a_request_that_ends_early_ends_at_the_backend_too(origin, crossfade, how):
    server = origin(fixed(b"fine"))
    proxy = crossfade(configuration({"legacy": server}, workers=1))
    assert fetch(proxy.port).status == 200  # so that there is a pooled connection to spoil
    with Client(proxy.port) as client:
        client.send(b"POST /short HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf.")
        server.await_arrived(2)
        getattr(client, how)()
        eventually(lambda: server.open_connections() == 0, "the backend's connection is closed")
    assert fetch(proxy.port).body == b"fine"
    assert [each.target for each in server.completed()] == ["/", "/"]


def test_what_follows_a_request_is_the_next_one_and_no_body(origin, crossfade):
    server = origin(lambda exchange: exchange.respond(200, exchange.request.target.encode()))
    proxy = crossfade(configuration({"legacy": server}))
    second = b"GET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    for first in (
        b"GET /first HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /first HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        b"POST /first HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        b"DELETE /first HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
        b"GET /first HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    ):
        with Client(proxy.port) as client:
            client.send(first + second)
            assert client.response().body == b"/first"
            assert client.response().body == b"/second"
            assert client.at_end()


@pytest.mark.ledger
def second_dies(exchange):
    """Closes each connection at its second request, without a byte."""
    used = sum(each.connection == exchange.request.connection for each in exchange.origin.requests)
    if used == 1:
        exchange.respond(200, b"fine")
    else:
        exchange.keep_open = False


def test_an_endpoint_that_closes_early_gets_posts_on_new_connections(origin, crossfade):
    server = origin(second_dies)
    proxy = crossfade(configuration({"legacy": server}, workers=1))
    for target in ("/first", "/second"):  # the second one meets the close, and is sent again
        assert fetch(proxy.port, target=target).status == 200
    for number in range(5):
        assert fetch(proxy.port, "POST", f"/{number}", body=b"x").status == 200
    assert len([each for each in server.requests if each.method == "POST"]) == 5


def test_a_get_on_a_connection_that_dies_is_tried_once_more_and_a_post_never(origin, crossfade):
    """P5, P6"""
    for method, status, times in (("GET", 200, 2), ("POST", 502, 1), ("PATCH", 502, 1)):
        server = origin(second_dies)
        proxy = crossfade(configuration({"legacy": server}, workers=1))
        assert fetch(proxy.port, "GET", f"/warm/{method}").status == 200
        response = fetch(proxy.port, method, f"/second/{method}", body=b"x" * (method != "GET"))
        assert response.status == status, method
        seen = [each for each in server.requests if each.target == f"/second/{method}"]
        assert len(seen) == times


@pytest.mark.ledger
def test_a_response_that_began_is_never_asked_for_again(origin, crossfade):
    for piece in (b"H", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 103 Early Hints\r\n\r\n"):

        def begin_and_close(exchange, piece=piece):
            if exchange.request.path == "/warm":
                exchange.respond(200, b"warm")
            else:
                exchange.send(piece)
                exchange.keep_open = False

        server = origin(begin_and_close)
        proxy = crossfade(configuration({"legacy": server}, workers=1))
        assert fetch(proxy.port, target="/warm").body == b"warm"
        assert fetch(proxy.port, target="/once").status == 502
        assert [each.target for each in server.requests] == ["/warm", "/once"]


def test_a_post_goes_to_the_endpoint_that_can_be_reached(origin, crossfade):
    server = origin(fixed(b"fine"))
    proxy = crossfade(configuration({"legacy": backend(free_port(), server.port)}))
    for number in range(6):
        response = fetch(proxy.port, "POST", fields={"X-Test-Id": str(number)}, body=b"once")
        assert response.status == 200
    assert set(server.ledger.values()) == {1} and len(server.ledger) == 6


def open_descriptors(proxy):
    return len(os.listdir(f"/proc/{proxy.process.pid}/fd"))


def test_clients_that_reset_in_the_middle_leave_no_descriptor(origin, crossfade):
    server = origin(streamed(lambda: blocks(50 * MIB))).on("/hang", hang)
    proxy = crossfade(configuration({"legacy": server}))
    before = open_descriptors(proxy)
    for number in range(60):
        client = Client(proxy.port)
        client.send_request("GET", "/hang" if number % 2 else "/")
        if number % 2:
            server.await_arrived(number + 1)
        else:
            client.response_head()
        client.reset()
    eventually(lambda: server.open_connections() == 0, "the backend's connections are closed")
    eventually(lambda: open_descriptors(proxy) <= before, "the descriptors are free")
    proxy.admin.await_none_busy()
