"""Backends of several endpoints: who is in service, who is chosen, what is tried again, and which
backend answers in place of another."""

import pytest

from support.behaviours import early, fixed
from support.client import Client, fetch
from support.configuration import backend, configuration, route
from support.waiting import eventually

PATIENT = {"connect": "8s"}


def healthy_or_not(name):
    """Answers its name; /healthz fails while it is sick."""

    def behave(exchange):
        if exchange.request.path != "/healthz":
            exchange.respond(200, name)
        else:
            exchange.respond(500 if exchange.origin.sick else 200)

    return behave


@pytest.fixture
def endpoints(origin):
    made = [origin(healthy_or_not(name)) for name in (b"a", b"b")]
    for each in made:
        each.sick = False
    return made


def of(servers, **more):
    return backend(*(each.port for each in servers), timeouts=PATIENT, **more)


def served_by(proxy, count=8, **request):
    return {fetch(proxy.port, **request).body for _ in range(count)}


def in_service(proxy, name="legacy"):
    found = {each["name"]: each for each in proxy.admin.get("/api/v1/backends")["backends"]}
    return [each["healthy"] for each in found[name]["endpoints"]]


# A slow machine must not make a healthy endpoint late.
PATIENT_CHECKS = {"path": "/healthz", "interval": "1s", "timeout": "1s", "unhealthy": 1, "healthy": 1}


def test_a_sick_endpoint_is_left_out_until_it_is_well(endpoints, crossfade):
    legacy = of(endpoints, health=PATIENT_CHECKS, panic_threshold="0%")
    proxy = crossfade(configuration({"legacy": legacy}))
    eventually(lambda: all(each.requests for each in endpoints), "both were checked")
    assert served_by(proxy) == {b"a", b"b"}
    endpoints[1].sick = True
    eventually(lambda: in_service(proxy) == [True, False], "one is left out")
    assert served_by(proxy) == {b"a"}
    proxy.admin.reload()
    assert in_service(proxy) == [True, False] and served_by(proxy) == {b"a"}
    endpoints[1].sick = False
    eventually(lambda: in_service(proxy) == [True, True], "it is back")
    assert served_by(proxy) == {b"a", b"b"}


@pytest.mark.parametrize("threshold, answered", [("50%", 200), ("0%", 503)])
def test_with_nobody_in_service_all_are_asked_or_none(endpoints, crossfade, threshold, answered):
    for each in endpoints:
        each.sick = True
    legacy = of(endpoints, health=PATIENT_CHECKS, panic_threshold=threshold)
    proxy = crossfade(configuration({"legacy": legacy}))
    eventually(lambda: in_service(proxy) == [False, False], "both are left out")
    assert fetch(proxy.port).status == answered


def test_an_endpoint_that_keeps_failing_is_ejected_but_never_too_many(origin, crossfade):
    bad = [origin(fixed(status=503)) for _ in range(3)]
    good = origin(fixed(b"good"))
    legacy = of([*bad, good], outlier={"consecutive": 3, "ejection": "1h", "max_ejection": "1h"})
    proxy = crossfade(configuration({"legacy": legacy}, workers=1))
    for _ in range(60):
        fetch(proxy.port)
    described = proxy.admin.get("/api/v1/backends")["backends"][0]["endpoints"]
    metrics = proxy.admin.metrics()
    assert len(described) == 4
    assert metrics.total("crossfade_endpoint_ejected", role="live") == 2  # half of four
    assert metrics.total("crossfade_endpoint_ejections_spared_total", role="live") > 0
    answers = [fetch(proxy.port).status for _ in range(20)]
    assert answers.count(200) == 10 and answers.count(503) == 10


def test_clients_that_hold_back_bodies_eject_nobody(origin, crossfade):
    def tired(exchange):
        exchange.keep_open = False

    server = origin(fixed())
    server.on("/upload", early(tired))
    legacy = of([server], outlier={"max_ejected": "100%"}, panic_threshold="0%")
    proxy = crossfade(configuration({"legacy": legacy}, workers=1))
    for _ in range(8):
        with Client(proxy.port) as client:
            client.send(b"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx")
            assert client.response().status == 502
    assert fetch(proxy.port).status == 200


def test_hash_keeps_a_user_on_one_endpoint(endpoints, crossfade):
    keyed = route(key=[{"cookie": "user"}])
    proxy = crossfade(configuration({"legacy": of(endpoints, balance="hash")}, [keyed]))
    homes = [
        served_by(proxy, 4, fields=[("Cookie", f"user={number}")]) for number in range(20)
    ]
    assert all(len(home) == 1 for home in homes)
    assert {name for home in homes for name in home} == {b"a", b"b"}


def test_least_requests_avoids_who_is_busy(origin, crossfade):
    def wait(exchange):
        exchange.await_departure()

    busy, free = origin(wait), origin(fixed(b"free"))
    legacy = of([busy, free], balance="least_requests")
    proxy = crossfade(configuration({"legacy": legacy}, workers=1))
    with Client(proxy.port) as first, Client(proxy.port) as second:
        for client in (first, second):  # one of the two meets the endpoint that never answers
            client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        busy.await_arrived(1)
        assert served_by(proxy, 10) == {b"free"}
        assert len(busy.requests) == 1
        for client in (first, second):
            client.reset()


def test_a_status_that_is_a_failure_is_tried_elsewhere(origin, crossfade):
    bad, good = origin(fixed(b"bad", 503)), origin(fixed(b"good"))
    legacy = of([bad, good], outlier="off")
    again = route(retry={"attempts": 2, "on": [503], "budget": "100%"})
    proxy = crossfade(configuration({"legacy": legacy}, [again], workers=1))
    assert [fetch(proxy.port).body for _ in range(6)] == [b"good"] * 6
    answers = [fetch(proxy.port, "POST", body=b"x").status for _ in range(4)]
    assert sorted(answers) == [200, 200, 503, 503]
    metrics = proxy.admin.metrics()
    assert metrics.total("crossfade_retries_total") == 3
    assert metrics.total("crossfade_first_attempts_total", status_class="5xx") == 5
    assert metrics.total("crossfade_requests_total", status_class="5xx") == 2


def fallback_route(**more):
    return route(split={"new": "100%"}, fallback={"to": "legacy"} | more)


def test_the_fallback_answers_for_a_backend_that_fails(origin, crossfade):
    legacy, new = origin(fixed(b"legacy")), origin(fixed(b"new", 503))
    proxy = crossfade(
        configuration(
            {"legacy": of([legacy]), "new": of([new], host="new.internal")}, [fallback_route()]
        )
    )
    assert fetch(proxy.port, target="/get", host="api").body == b"legacy"
    assert fetch(proxy.port, "POST", "/post", body=b"x").status == 503
    assert new.requests[0].field("host") == "new.internal"
    assert legacy.requests[0].field("host") == "api"
    line = proxy.await_access_line(path="/get")
    assert (line["backend"], line["fallback_from"], line["attempts"]) == ("legacy", "new", 2)
    assert proxy.await_access_line(path="/post")["fallback_from"] is None
    metrics = proxy.admin.metrics()
    assert metrics.total("crossfade_fallbacks_total", backend="new", cause="status") == 1
    assert [each.method for each in legacy.requests] == ["GET"]


def test_the_share_of_a_backend_out_of_service_goes_to_the_fallback(endpoints, origin, crossfade):
    legacy = origin(fixed(b"legacy"))
    for each in endpoints:
        each.sick = True
    backends = {"legacy": of([legacy]), "new": of(endpoints, health=PATIENT_CHECKS)}
    proxy = crossfade(configuration(backends, [fallback_route()]))
    eventually(lambda: in_service(proxy, "new") == [False, False], "new is out of service")
    assert fetch(proxy.port).body == b"legacy"
    assert fetch(proxy.port, "POST", body=b"x").body == b"legacy"
    assert [each.path for server in endpoints for each in server.requests if each.path == "/"] == []
