"""Further attempts at a request: where they go, what they may repeat, and that they leave nothing
behind."""

import pytest

from support.behaviours import fixed
from support.client import Client, fetch
from support.configuration import configuration, mirror, patient, route
from support.ports import free_port
from support.waiting import eventually


def of_two(crossfade, ports, balance="round_robin", retry=None, **more):
    backend = patient(*ports, balance=balance, outlier="off", **more)
    config = configuration({"legacy": backend}, [route(retry=retry or {})])
    return crossfade(config)


@pytest.mark.parametrize("balance", ["hash", "round_robin", "least_requests"])
def test_a_status_is_retried_at_another_endpoint(balance, origin, crossfade):
    full, free = origin(fixed(b"full", 503)), origin(fixed(b"free"))
    proxy = of_two(crossfade, (full.port, free.port), balance, {"on": [503], "attempts": 2})
    with Client(proxy.port) as client:
        answers = [client.get(f"/{number}").body for number in range(20)]
    assert answers == [b"free"] * 20
    assert len(free.requests) == 20


def test_what_is_not_idempotent_is_sent_once_whatever_comes_back(origin, crossfade):
    full, other = origin(fixed(b"full", 503)), origin(fixed(b"full", 503))
    proxy = of_two(crossfade, (full.port, other.port), retry={"on": ["unreachable", 503, 502]})
    for expect in ({}, {"Expect": "100-continue"}):
        assert fetch(proxy.port, "POST", "/", expect, b"x").status == 503
    assert len(full.requests) + len(other.requests) == 2


def test_a_body_sent_again_is_the_same_whatever_follows_it(origin, crossfade):
    """The next request lies behind it in the same buffer."""
    full, free = origin(fixed(b"full", 503)), origin(fixed(b"free"))
    proxy = of_two(crossfade, (full.port, free.port), "hash", {"on": [503], "budget": "100%"})
    count = 30
    piece = b"%x\r\n%b\r\n"
    with Client(proxy.port) as client:
        sent = b""
        for number in range(count):
            body = b"%03d" % number * (1 + number * 10)
            half = len(body) // 2
            chunks = piece % (half, body[:half]) + piece % (len(body) - half, body[half:])
            sent += b"PUT /%d HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" % number
            sent += chunks + b"0\r\n\r\n"
        client.send(sent)
        answers = [client.response() for _ in range(count)]
    whole = [request for request in free.completed() if request.target == "/0"]
    assert len(whole) == 1 and answers[0].body == b"free"
    for request in full.completed() + free.completed():
        number = int(request.target[1:])
        assert request.body == b"%03d" % number * (1 + number * 10)


@pytest.mark.parametrize("method, sent", [("POST", 1), ("PUT", 2)])
def test_the_fallback_gets_no_copy_of_what_may_not_be_sent_twice(method, sent, origin, crossfade):
    fallback = origin(fixed(b"fine"))
    config = configuration(
        {"new": patient(free_port()), "legacy": fallback},
        [
            route(
                split={"new": "100%", "legacy": "0%"},
                fallback={"to": "legacy", "methods": [method]},
                mirrors=[mirror("other", methods=[method])],
            )
        ],
    )
    proxy = crossfade(config)
    assert fetch(proxy.port, method, body=b"x").body == b"fine"
    accounting = proxy.admin.settled()
    assert accounting.eligible == 1 and accounting.mirrored == sent - 1
    assert len(fallback.completed()) == sent


def test_nothing_is_left_in_use_when_clients_leave_at_any_time(origin, crossfade, full_backlog):
    """While connecting, in line, before and within the response, and while it is tried again."""

    def slow(exchange):
        exchange.head(200, [("Content-Length", "5")])
        exchange.send(b"a")
        exchange.pause(0.02)
        exchange.send(b"bcde")

    def dead(exchange):
        exchange.wire.sock.close()

    backend = origin(slow).on("/dead", dead).on("/full", fixed(b"full", 503))
    legacy = patient(backend.port, full_backlog.port, outlier="off")
    legacy["limits"] = {"requests": 4, "connections": 3, "pending": 1000}
    legacy["timeouts"] = {"connect": "100ms", "pending": "10s"}
    config = configuration(
        {"legacy": legacy, "spare": patient(backend.port)},
        [route(retry={"on": ["unreachable", 503]}, fallback={"to": "spare"}, timeout="1s")],
    )
    proxy = crossfade(config)
    for number in range(24):
        target = ("/", "/dead", "/full")[number % 3]
        client = Client(proxy.port)
        client.send_request(("GET", "POST")[number % 2], target, body=b"xyz")
        if number % 4 == 0:
            client.response_head()
        client.reset() if number % 2 else client.close()

    def is_over():
        backends = proxy.admin.get("/api/v1/backends")["backends"]
        return all(
            each[role]["requests"] == 0 and each[role]["pending"] == 0
            for each in backends
            for role in ("live", "mirror")
        )

    eventually(is_over, "nothing in use any more")
