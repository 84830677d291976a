"""What a hostile request costs beside an ordinary one: no single request may be worth many."""

import pytest

from support.behaviours import fixed
from support.client import Client
from support.configuration import configuration, mirror, route
from support.cost import cpu_seconds
from support.wire import Ended

REQUESTS = 1500
START = b"GET / HTTP/1.1\r\nHost: a\r\n"
END = b" HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
HOSTILE = {
    "as many fields as are allowed": START + b"X: y\r\n" * 98 + b"\r\n",
    "one field more": START + b"X: y\r\n" * 100 + b"\r\n",
    "the largest head": START + b"X: " + b"y" * 60_000 + b"\r\n\r\n",
    "a head beyond that": START + b"X: " + b"y" * 62_000 + b"\r\n\r\n",
    "a target of nothing but parameters": b"GET /?" + b"a&" * 10_000 + END,
    "a target of nothing but dots": b"GET /" + b"../" * 10_000 + END,
    "escapes": b"GET /" + b"%2e%2f" * 5_000 + END,
    "nothing but cookies": START + b"Cookie: " + b"a=b; " * 2_000 + b"\r\n\r\n",
    "tokens for Connection": START + b"Connection: " + b"a," * 5_000 + b"\r\n\r\n",
    "addresses": START + b"X-Forwarded-For: " + b"1.1.1.1, " * 2_000 + b"\r\n\r\n",
    "chunks of a byte": CHUNKED + b"1\r\nx\r\n" * 2_000 + b"0\r\n\r\n",
    "a chunk's extension": CHUNKED + b"1;" + b"a=b;" * 1_000 + b"\r\n",
    "two lengths": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00" + b"\x00" * 500,
}


def cost_of(proxy, data):
    """CPU seconds of that many, each on a connection of its own."""
    before = cpu_seconds(proxy)
    for _ in range(REQUESTS):
        with Client(proxy.port) as client:
            try:
                client.send(data)
                client.response_head()
            except (Ended, ConnectionError):
                pass
    return cpu_seconds(proxy) - before


@pytest.mark.release_only
def test_a_hostile_request_costs_no_more_than_ten_ordinary_ones(origin, crossfade):
    pattern = {"path": {"regex": "(/[a-z]+)+/x"}}
    routes = [
        *(route(f"r{number}", f"/r{number}/a") for number in range(200)),
        route("pattern") | {"match": pattern},
        route(),
    ]
    key = [{"cookie": "session_id"}, {"client_address": True}]
    routes = [each | {"key": key} for each in routes]
    proxy = crossfade(configuration({"legacy": origin(fixed(b"x"))}, routes, workers=1))
    cost_of(proxy, START + b"\r\n")
    ordinary = cost_of(proxy, START + b"\r\n")
    costs = {name: cost_of(proxy, data) / ordinary for name, data in HOSTILE.items()}
    assert max(costs.values()) <= 10, costs


@pytest.mark.parametrize("size", [1, 3, 1000, 5000])
def test_chunks_that_come_together_go_on_together_and_are_the_same_bytes(origin, crossfade, size):
    """In both directions, and to a shadow that shares the memory they lie in."""
    body = bytes(number * 7 % 251 for number in range(60_000))
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    text = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"

    def answer(exchange):
        exchange.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + text)

    live, shadow = origin(answer), origin(answer)
    routes = [route(mirrors=[mirror(methods=["POST"])])]
    proxy = crossfade(configuration({"legacy": live, "shadow": shadow}, routes))
    with Client(proxy.port) as client:
        client.send(CHUNKED + text)
        response = client.response()
        assert response.body == body
        (sent,), (copied,) = live.await_completed(1), shadow.await_completed(1)
        assert sent.body == copied.body == body
        assert max(response.chunks, sent.chunks) < 200
        assert client.request("POST", body=b"the connection goes on").status == 200
    assert proxy.admin.await_verdicts(2).verdicts == {"match": 2}
