"""What any HTTP/1.1 intermediary has to do, from both sides of the proxy."""

import re
import threading

import pytest

from support.behaviours import (
    chunked,
    echo,
    fixed,
    gated,
    receipt,
    streamed,
    then_close,
    until_close,
)
from support.client import Client, exchange, fetch
from support.configuration import configuration
from support.content import blocks, content, digest_of
from support.curl import curl
from support.receipt import described, values


def test_a_real_server_and_a_real_client_see_each_other_through_the_proxy(nginx, crossfade):
    server = nginx()
    server.write("items/1.json", b'{"id": 1}')
    proxy = crossfade(configuration({"legacy": server.port}))
    assert curl(f"http://127.0.0.1:{proxy.port}/items/1.json") == b'{"id": 1}'
    said = curl("-H", "Host: shop.example", f"http://127.0.0.1:{proxy.port}/said?a=1&b=%20")
    assert said.startswith(b"GET /said?a=1&b=%20 shop.example 1.1 ")
    missing = curl("-o", "/dev/null", "-w", "%{http_code}", f"http://127.0.0.1:{proxy.port}/none")
    assert missing == b"404"


def test_a_kept_alive_client_uses_one_backend_connection(pair):
    backend, proxy = pair(fixed(b"same"), workers=1)
    with Client(proxy.port) as client:
        for _ in range(20):
            assert client.get().body == b"same"
    assert backend.connections == 1


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
def test_methods_and_targets_arrive_unchanged(pair, method):
    _, proxy = pair(receipt)
    target = "/a/./b//c/%2e%2e/%2F;x=1?q=%20&&=?#"[:-1]
    arrived = described(fetch(proxy.port, method, target))
    assert (arrived["method"], arrived["target"]) == (method, target)


def test_a_response_to_head_has_its_length_and_no_body(pair):
    _, proxy = pair(fixed(b"12345"))
    with Client(proxy.port) as client:
        response = client.request("HEAD")
        assert (response.status, response.field("content-length")) == (200, "5")
        assert client.get().body == b"12345"


@pytest.mark.parametrize("status", [204, 304])
def test_responses_without_a_body_do_not_stop_the_connection(pair, status):
    backend, proxy = pair(fixed(status=status, fields=[("ETag", '"7"')]))
    backend.on("/next", fixed(b"next"))
    with Client(proxy.port) as client:
        response = client.get()
        assert (response.status, response.field("etag")) == (status, '"7"')
        assert client.get("/next").body == b"next"


@pytest.mark.parametrize("size", [0, 1, 64 * 1024, 1024 * 1024 + 1])
@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_request_bodies_arrive_whole(pair, size, framing):
    _, proxy = pair(receipt)
    body = content(size)
    sent = body if framing == "length" else [body[at : at + 7001] for at in range(0, size, 7001)]
    with Client(proxy.port) as client:
        arrived = described(client.request("POST", body=sent))
        assert (arrived["length"], arrived["sha256"]) == (size, digest_of(body))
        assert client.get().status == 200


@pytest.mark.parametrize("size", [0, 1, 64 * 1024, 1024 * 1024 + 1])
@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_response_bodies_arrive_whole(pair, size, framing):
    body = content(size)
    pieces = [body[at : at + 7001] for at in range(0, size, 7001)]
    behaviour = {
        "length": fixed(body),
        "chunked": chunked(lambda: pieces),
        "close": until_close(body),
    }
    _, proxy = pair(behaviour[framing])
    with Client(proxy.port) as client:
        for _ in range(2):
            response = client.get()
            assert (response.length, response.sha256) == (size, digest_of(body))
            assert response.framing == ("length" if framing == "length" else "chunked")


@pytest.mark.release_only
def test_100_mb_go_both_ways_unchanged(pair):
    size = 100_000_000
    backend, proxy = pair(receipt)
    backend.on("/down", streamed(lambda: blocks(size)))
    expected = digest_of(blocks(size))
    arrived = described(fetch(proxy.port, "POST", body=blocks(size)))
    assert (arrived["length"], arrived["sha256"]) == (size, expected)
    arrived = described(
        fetch(proxy.port, "PUT", fields={"Content-Length": str(size)}, body=blocks(size))
    )
    assert (arrived["length"], arrived["sha256"], arrived["framing"]) == (size, expected, "length")
    response = fetch(proxy.port, target="/down")
    assert (response.length, response.sha256) == (size, expected)


def test_trailers_pass_in_both_directions(pair):
    backend, proxy = pair(receipt)
    backend.on(
        "/down", chunked(lambda: [b"ab", b"c"], trailers=[("X-Checksum", "900150983cd24fb0")])
    )
    with Client(proxy.port) as client:
        client.send(
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
            b"3\r\nabc\r\n0\r\nX-Sum: 6\r\n\r\n"
        )
        arrived = described(client.response())
        assert arrived["trailers"] == [["X-Sum", "6"]] and arrived["length"] == 3
        response = client.get("/down", {"TE": "trailers", "Connection": "TE"})
        assert response.body == b"abc"
        assert response.trailers == [("X-Checksum", "900150983cd24fb0")]


def test_a_trailer_cannot_become_a_header_that_decides(pair):
    _, proxy = pair(receipt)
    with Client(proxy.port) as client:
        client.send(
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"0\r\nHost: evil\r\nContent-Length: 5\r\nX-Forwarded-For: 1.2.3.4\r\nX-Fine: 1\r\n\r\n"
        )
        assert described(client.response())["trailers"] == [["X-Fine", "1"]]


def test_an_http_1_0_client_may_keep_its_connection(pair):
    _, proxy = pair(fixed(b"kept"))
    with Client(proxy.port) as client:
        for _ in range(2):
            client.send(b"GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
            response = client.response()
            assert response.body == b"kept" and response.field("connection").lower() == "keep-alive"


def test_pipelined_requests_are_answered_in_order(pair):
    _, proxy = pair(receipt)
    with Client(proxy.port) as client:
        client.send(
            b"".join(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % number for number in range(50))
        )
        answered = [described(client.response())["target"] for _ in range(50)]
    assert answered == [f"/{number}" for number in range(50)]


def test_pipelined_bodies_do_not_run_into_each_other(pair):
    _, proxy = pair(echo)
    bodies = [b"a" * 10, b"", b"b" * 70_000, b"c"]
    with Client(proxy.port) as client:
        sender = threading.Thread(
            target=client.send,
            args=(
                b"".join(
                    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%b"
                    % (len(body), body)
                    for body in bodies
                ),
            ),
        )
        sender.start()
        assert [client.response().body for _ in bodies] == bodies
        sender.join()


def test_nothing_after_connection_close_is_served(pair):
    backend, proxy = pair(fixed(b"last"))
    answer = exchange(
        proxy.port,
        b"GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        b"GET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
    )
    assert answer.count(b"HTTP/1.1 ") == 1 and re.search(rb"(?i)connection: close", answer)
    assert [request.target for request in backend.requests] == ["/1"]


def test_a_client_that_half_closes_still_gets_its_response(pair):
    may_answer = threading.Event()
    backend, proxy = pair(gated(may_answer, fixed(b"late")))
    with Client(proxy.port) as client:
        client.send_request("GET")
        client.finish_sending()
        backend.await_completed()
        may_answer.set()
        assert client.response().body == b"late"
        assert client.at_end()


def test_a_backend_that_closes_after_each_response_costs_no_request(pair):
    _, proxy = pair(then_close(fixed(b"each")))
    with Client(proxy.port) as client:
        for _ in range(50):
            assert client.get().body == b"each"


def test_idle_backend_connections_that_were_closed_are_replaced(pair):
    backend, proxy = pair(fixed(b"back"))
    with Client(proxy.port) as client:
        for _ in range(5):
            assert client.get().body == b"back"
            backend.close_connections()


def test_an_absolute_target_names_the_host(pair):
    _, proxy = pair(receipt)
    with Client(proxy.port) as client:
        client.send(b"GET http://real.example/x?y HTTP/1.1\r\nHost: real.example\r\n\r\n")
        arrived = described(client.response())
    assert arrived["target"] == "/x?y" and values(arrived, "host") == ["real.example"]


def test_a_response_ends_for_the_client_when_it_ends_for_the_backend(pair):
    """No waiting for a close: the next request of the same client follows at once."""
    _, proxy = pair(chunked(lambda: [b"a"]))
    with Client(proxy.port, timeout=25) as client:
        for _ in range(10):
            assert client.get().body == b"a"
        assert client.wire.buffer == b""
