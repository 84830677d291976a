"""What any HTTP/1.1 intermediary has to do, from both sides of the proxy."""

import json
import re
import select
import threading

import pytest

from support.behaviours import (chunked, continue_then_echo, early, echo, fixed, gated, interim, receipt,
                                streamed, then_close, until_close, upgrade_echo)
from support.client import Client, exchange, fetch
from support.configuration import configuration, route
from support.content import blocks, content, digest_of
from support.curl import curl


@pytest.fixture
def pair(origin, crossfade):
    """An origin with some behaviour, and the proxy in front of it."""
    def make(behaviour, **more):
        backend = origin(behaviour)
        return backend, crossfade(configuration({"legacy": backend}, **more))
    return make


def described(response):
    """What the origin's receipt says arrived."""
    assert response.status == 200
    return json.loads(response.body)


def values(request, name):
    return [value for field, value in request["fields"] if field.lower() == name]


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
    sent = body if framing == "length" else [body[at:at + 7001] for at in range(0, size, 7001)]
    with Client(proxy.port) as client:
        arrived = described(client.request("POST", body=sent))
        assert (arrived["length"], arrived["sha256"]) == (size, digest_of(body))
        assert client.get().status == 200


@pytest.mark.parametrize("size", [0, 1, 64 * 1024, 1024 * 1024 + 1])
@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_response_bodies_arrive_whole(pair, size, framing):
    body = content(size)
    pieces = [body[at:at + 7001] for at in range(0, size, 7001)]
    behaviour = {"length": fixed(body), "chunked": chunked(lambda: pieces), "close": until_close(body)}
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
    arrived = described(fetch(proxy.port, "PUT", fields={"Content-Length": str(size)}, body=blocks(size)))
    assert (arrived["length"], arrived["sha256"], arrived["framing"]) == (size, expected, "length")
    response = fetch(proxy.port, target="/down")
    assert (response.length, response.sha256) == (size, expected)


def test_trailers_pass_in_both_directions(pair):
    backend, proxy = pair(receipt)
    backend.on("/down", chunked(lambda: [b"ab", b"c"], trailers=[("X-Checksum", "900150983cd24fb0")]))
    with Client(proxy.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                    b"3\r\nabc\r\n0\r\nX-Sum: 6\r\n\r\n")
        arrived = described(client.response())
        assert arrived["trailers"] == [["X-Sum", "6"]] and arrived["length"] == 3
        response = client.get("/down", {"TE": "trailers", "Connection": "TE"})
        assert response.body == b"abc"
        assert response.trailers == [("X-Checksum", "900150983cd24fb0")]


def test_a_trailer_cannot_become_a_header_that_decides(pair):
    _, proxy = pair(receipt)
    with Client(proxy.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    b"0\r\nHost: evil\r\nContent-Length: 5\r\nX-Forwarded-For: 1.2.3.4\r\nX-Fine: 1\r\n\r\n")
        assert described(client.response())["trailers"] == [["X-Fine", "1"]]


def test_the_body_waits_for_100_continue_and_the_client_gets_one(pair):
    _, proxy = pair(continue_then_echo)
    with Client(proxy.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
        assert client.wire.read_until(b"\r\n\r\n").startswith(b"HTTP/1.1 100 ")
        client.send(b"hello")
        response = client.response()
        assert response.body == b"hello" and response.interim == []


def test_a_body_that_does_not_wait_for_100_continue_is_no_harm(pair):
    _, proxy = pair(continue_then_echo)
    with Client(proxy.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello")
        response = client.response()
        assert response.body == b"hello" and len(response.interim) <= 1
        assert client.request("POST", body=b"again").body == b"again"


def test_a_refusal_instead_of_100_continue_reaches_the_client(pair):
    _, proxy = pair(early(fixed(b"no", status=403)))
    with Client(proxy.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 500000\r\n\r\n")
        response = client.response()
        assert response.status == 403 and response.interim == []


def test_interim_responses_are_relayed_in_order(pair):
    hints = [("Link", "</style.css>; rel=preload")]
    _, proxy = pair(interim([(103, "Early Hints", hints), (102, "Processing", [])], fixed(b"done")))
    response = fetch(proxy.port)
    assert [each.status for each in response.interim] == [103, 102]
    assert response.interim[0].fields == hints
    assert response.body == b"done"


def test_an_http_1_0_client_gets_no_interim_response_and_no_chunks(pair):
    _, proxy = pair(interim([(103, "Early Hints", [])], chunked(lambda: [b"one", b"two"])))
    answer = exchange(proxy.port, b"GET / HTTP/1.0\r\nHost: a\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert re.match(rb"HTTP/1\.[01] 200 ", head) and b"transfer-encoding" not in head.lower()
    assert body == b"onetwo"


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
        client.send(b"".join(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % number for number in range(50)))
        answered = [described(client.response())["target"] for _ in range(50)]
    assert answered == [f"/{number}" for number in range(50)]


def test_pipelined_bodies_do_not_run_into_each_other(pair):
    _, proxy = pair(echo)
    bodies = [b"a" * 10, b"", b"b" * 70_000, b"c"]
    with Client(proxy.port) as client:
        sender = threading.Thread(target=client.send, args=(b"".join(
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
            for body in bodies),))
        sender.start()
        assert [client.response().body for _ in bodies] == bodies
        sender.join()


def test_nothing_after_connection_close_is_served(pair):
    backend, proxy = pair(fixed(b"last"))
    answer = exchange(proxy.port, b"GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                                  b"GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
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


def test_an_upgrade_opens_a_tunnel_after_the_101_and_only_then(pair):
    may_switch = threading.Event()
    too_early = []

    @early
    def switch(exchange):
        may_switch.wait(20)
        too_early.append(exchange.wire.buffer or select.select([exchange.wire.sock], [], [], 0)[0])
        upgrade_echo(exchange)
    backend, proxy = pair(switch)
    with Client(proxy.port) as client:
        client.send(b"GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\nearly")
        request = backend.await_arrived()[0]
        assert request.field("upgrade") == "websocket"
        assert request.field("sec-websocket-key") == "dGhlIHNhbXBsZSBub25jZQ=="
        may_switch.set()
        response = client.response_head()
        assert response.status == 101 and response.field("upgrade") == "websocket"
        client.send(b"\x81\x05hello\x00\xff")
        assert b"".join(client.wire.read_exactly(14)) == b"early\x81\x05hello\x00\xff"
    assert too_early == [[]]


def test_a_tunnel_moves_much_and_ends_with_either_side(pair):
    _, proxy = pair(upgrade_echo)
    data = content(3_000_000)
    with Client(proxy.port) as client:
        client.send(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        assert client.response_head().status == 101

        def send():
            client.send(data)
            client.finish_sending()
        sender = threading.Thread(target=send)
        sender.start()
        assert digest_of(client.wire.read_to_end()) == digest_of(data)
        sender.join()


def test_an_upgrade_that_the_backend_declines_is_an_ordinary_exchange(pair):
    _, proxy = pair(fixed(b"no tunnel here"))
    with Client(proxy.port) as client:
        client.send(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        assert client.response().body == b"no tunnel here"
        assert client.get().body == b"no tunnel here"


def test_hop_by_hop_fields_stay_on_their_hop(pair):
    _, proxy = pair(receipt)
    arrived = described(fetch(proxy.port, fields={
        "Connection": "x-private, keep-alive", "X-Private": "1", "Keep-Alive": "timeout=5",
        "Proxy-Connection": "keep-alive", "Proxy-Authorization": "Basic c2VjcmV0", "TE": "gzip",
        "Upgrade": "h2c", "HTTP2-Settings": "AAMAAABkAAQAAP__", "X-Public": "2"}))
    names = {name.lower() for name, _ in arrived["fields"]}
    assert "x-public" in names
    assert not names & {"x-private", "keep-alive", "proxy-connection", "proxy-authorization", "te",
                        "upgrade", "http2-settings"}


def test_hop_by_hop_fields_of_a_response_stay_on_their_hop(pair):
    _, proxy = pair(fixed(fields=[("Connection", "X-Private"), ("X-Private", "1"),
                                  ("Keep-Alive", "timeout=5"), ("X-Public", "2")]))
    response = fetch(proxy.port)
    assert response.field("x-public") == "2"
    assert response.field("x-private") is None and response.field("keep-alive") is None


def test_listing_an_end_to_end_field_in_connection_does_not_remove_it(pair):
    _, proxy = pair(receipt)
    arrived = described(fetch(proxy.port, "POST", fields={
        "Connection": "Authorization, Host, Content-Length", "Authorization": "Bearer t"}, body=b"abc"))
    assert values(arrived, "authorization") == ["Bearer t"]
    assert values(arrived, "host") == ["test.example"] and arrived["length"] == 3


def test_forwarding_fields_are_added(pair):
    _, proxy = pair(receipt)
    arrived = described(fetch(proxy.port, host="api.example:8080"))
    assert values(arrived, "host") == ["api.example:8080"]
    assert values(arrived, "x-forwarded-for") == ["127.0.0.1"]
    assert values(arrived, "x-forwarded-proto") == ["http"]
    assert values(arrived, "x-forwarded-host") == ["api.example:8080"]
    assert re.fullmatch(r"1\.1 \S+", values(arrived, "via")[0])
    assert values(arrived, "x-request-id")[0]
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]", values(arrived, "traceparent")[0])


def test_forwarding_fields_of_a_stranger_are_not_believed(pair):
    _, proxy = pair(receipt)
    arrived = described(fetch(proxy.port, fields={
        "X-Forwarded-For": "10.1.1.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil",
        "Forwarded": "for=10.1.1.1", "X-Crossfade-Mirror": "all"}))
    assert values(arrived, "x-forwarded-for") == ["127.0.0.1"]
    assert values(arrived, "x-forwarded-proto") == ["http"]
    assert values(arrived, "x-forwarded-host") == ["test.example"]
    assert values(arrived, "forwarded") == [] and values(arrived, "x-crossfade-mirror") == []


def test_via_request_id_and_trace_are_continued(pair):
    _, proxy = pair(receipt)
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    arrived = described(fetch(proxy.port, fields={
        "Via": "1.0 edge", "X-Request-Id": "id-from-the-client", "traceparent": trace,
        "tracestate": "vendor=1"}))
    via = ", ".join(values(arrived, "via"))
    assert via.startswith("1.0 edge, 1.1 ")
    assert values(arrived, "x-request-id") == ["id-from-the-client"]
    continued = values(arrived, "traceparent")[0].split("-")
    assert continued[1] == trace.split("-")[1] and continued[2] != trace.split("-")[2]
    assert values(arrived, "tracestate") == ["vendor=1"]


def test_end_to_end_fields_keep_order_case_and_bytes(pair):
    _, proxy = pair(receipt)
    with Client(proxy.port) as client:
        client.send(b"GET / HTTP/1.1\r\nHost: a\r\nX-One: \xe9t\xe9\r\nCookie: a=1\r\nx-ONE:two  words\r\n"
                    b"Cookie: b=2\r\nX-Empty:\r\n\r\n")
        arrived = described(client.response())
    own = [field for field in arrived["fields"] if field[0].lower() in ("x-one", "cookie", "x-empty")]
    assert own == [["X-One", "\xe9t\xe9"], ["Cookie", "a=1"], ["x-ONE", "two  words"], ["Cookie", "b=2"],
                   ["X-Empty", ""]]


def test_the_response_head_of_the_backend_is_kept(pair):
    fields = [("Date", "Tue, 15 Nov 1994 08:12:31 GMT"), ("Server", "legacy/1"), ("Set-Cookie", "a=1"),
              ("Set-Cookie", "b=2"), ("Content-Type", "text/plain"), ("X-Odd", "a,  b")]
    _, proxy = pair(fixed(b"x", status=418, fields=fields))
    response = fetch(proxy.port)
    assert response.status == 418
    assert [field for field in response.fields if field in fields] == fields
    assert len(response.all("date")) == 1


def test_a_date_is_added_where_the_backend_sent_none(pair):
    _, proxy = pair(fixed())
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", fetch(proxy.port).field("date"))


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


def test_endpoints_of_a_backend_take_turns(origin, crossfade):
    endpoints = [origin(fixed(name)) for name in (b"a", b"b", b"c")]
    legacy = {"endpoints": [f"127.0.0.1:{each.port}" for each in endpoints]}
    proxy = crossfade(configuration({"legacy": legacy}, workers=1))
    with Client(proxy.port) as client:
        answers = [client.get().body for _ in range(30)]
    assert {name: answers.count(name) for name in set(answers)} == {b"a": 10, b"b": 10, b"c": 10}


def test_a_route_rewrites_what_its_backend_gets(origin, crossfade):
    backend = origin(receipt)
    rewrite = {"path": {"replace_prefix": "/v2/orders"}, "host": "inner.example",
               "set_headers": {"x-via": "crossfade"}, "remove_headers": ["x-debug"]}
    proxy = crossfade(configuration({"legacy": backend}, [
        route("orders", "/orders", rewrite=rewrite), route("rest", "/")]))
    arrived = described(fetch(proxy.port, target="/orders/7?full=1",
                              fields={"X-Debug": "1", "X-Via": "client"}))
    assert arrived["target"] == "/v2/orders/7?full=1"
    assert values(arrived, "host") == ["inner.example"]
    assert values(arrived, "x-via") == ["crossfade"] and values(arrived, "x-debug") == []
    assert described(fetch(proxy.port, target="/ordersome"))["target"] == "/ordersome"


def test_the_most_specific_route_wins(origin, crossfade):
    names = ["root", "prefix", "exact", "method", "header", "query", "host", "wildcard", "regex"]
    backends = {name: origin(fixed(name.encode())) for name in names}

    def to(name, match):
        return {"name": name, "match": match, "split": {name: "100%"}}
    proxy = crossfade(configuration(backends, [
        to("root", {"path": {"prefix": "/"}}),
        to("prefix", {"path": {"prefix": "/a"}}),
        to("exact", {"path": {"exact": "/a/b"}}),
        to("method", {"path": {"prefix": "/a"}, "methods": ["DELETE"]}),
        to("header", {"path": {"prefix": "/a"}, "headers": {"x-tenant": "acme"}}),
        to("query", {"path": {"prefix": "/a"}, "query": {"v": "2"}}),
        to("host", {"hosts": ["api.example"], "path": {"prefix": "/"}}),
        to("wildcard", {"hosts": ["*.example"], "path": {"prefix": "/"}}),
        to("regex", {"path": {"regex": "/r/[0-9]+"}}),
    ]))

    def served_by(target, method="GET", fields=(), host="none.test"):
        return fetch(proxy.port, method, target, fields, host=host).body.decode()
    assert served_by("/x") == "root"
    assert served_by("/a/c") == "prefix"
    assert served_by("/ab") == "root"
    assert served_by("/a/b") == "exact"
    assert served_by("/a/c", method="DELETE") == "method"
    assert served_by("/a/c", fields={"X-Tenant": "acme"}) == "header"
    assert served_by("/a/c?v=2") == "query"
    assert served_by("/a/b", host="api.example") == "host"
    assert served_by("/a/b", host="API.Example:8080") == "host"
    assert served_by("/a/b", host="x.example") == "wildcard"
    assert served_by("/r/42") == "regex"
    assert served_by("/r/42a") == "root"


def test_several_listeners_serve_the_same_routes(origin, crossfade):
    backend = origin(fixed(b"both"))
    config = configuration({"legacy": backend})
    second = configuration({})["listeners"][0] | {"name": "second"}
    config["listeners"].append(second)
    proxy = crossfade(config)
    assert fetch(proxy.port).body == b"both"
    assert fetch(proxy.port_of("second")).body == b"both"


def test_a_response_ends_for_the_client_when_it_ends_for_the_backend(pair):
    """No waiting for a close: the next request of the same client follows at once."""
    _, proxy = pair(chunked(lambda: [b"a"]))
    with Client(proxy.port, timeout=3) as client:
        for _ in range(10):
            assert client.get().body == b"a"
        assert client.wire.buffer == b""
