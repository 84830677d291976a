"""What is copied to a shadow, how it is marked and rewritten, and when it is not sent."""

import json
import threading
import time

import pytest

from support.behaviours import fixed, gated, of_json, receipt, reset
from support.client import Client, fetch
from support.configuration import configuration, mirror, route
from support.waiting import eventually

USERS = [{"cookie": "session_id"}]


@pytest.fixture
def mirrored(origin, crossfade):
    """Live and shadow origins, and a proxy with one mirror of one route."""

    def make(shadow_behaviour=None, live_behaviour=None, prefix="/", **written):
        live = origin(live_behaviour or fixed(b"live"))
        shadow = origin(shadow_behaviour or fixed(b"shadow"))
        proxy = crossfade(
            configuration(
                {"legacy": live, "shadow": shadow},
                [route(prefix=prefix, key=USERS, mirrors=[mirror(**written)])],
            )
        )
        return live, shadow, proxy

    return make


def test_the_copy_is_the_request(mirrored):
    live, shadow, proxy = mirrored(methods=["POST"])
    response = fetch(
        proxy.port, "POST", "/orders?id=7", {"Cookie": "session_id=1", "Accept": "a/b"}, b"body"
    )
    assert response.body == b"live"
    original, copy = live.await_completed()[0], shadow.await_completed()[0]
    assert (copy.method, copy.target, copy.body) == ("POST", "/orders?id=7", b"body")
    for name in ("host", "cookie", "accept", "x-forwarded-for", "x-request-id"):
        assert copy.field(name) == original.field(name) is not None


def test_the_copy_is_marked_and_traceable(mirrored):
    live, shadow, proxy = mirrored()
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    fetch(proxy.port, fields={"X-Request-Id": "my-id", "traceparent": trace})
    original, copy = live.await_completed()[0], shadow.await_completed()[0]
    assert (
        copy.field("x-crossfade-mirror") == "all" and original.field("x-crossfade-mirror") is None
    )
    assert copy.field("x-request-id") == "my-id"
    assert original.field("traceparent") == trace
    child = copy.field("traceparent").split("-")
    assert child[1] == trace.split("-")[1] and child[2] != trace.split("-")[2]


def test_a_mirrored_request_is_not_mirrored_again(mirrored):
    _, shadow, proxy = mirrored()
    assert fetch(proxy.port, fields={"X-Crossfade-Mirror": "elsewhere"}).body == b"live"
    assert fetch(proxy.port).body == b"live"
    accounting = proxy.admin.await_verdicts(1)
    assert accounting.dropped == {"loop": 1} and len(shadow.completed()) == 1


def test_two_proxies_that_mirror_to_each_other_come_to_rest(origin, crossfade):
    live = origin(fixed(b"live"))
    first = configuration({"legacy": live, "shadow": 1}, [route("first", mirrors=[mirror()])])
    second = configuration({"legacy": live, "shadow": 1}, [route("second", mirrors=[mirror()])])
    for one, other in ((first, second), (second, first)):
        one["backends"]["shadow"]["endpoints"] = [other["listeners"][0]["address"]]
    proxies = [crossfade(first), crossfade(second)]
    assert fetch(proxies[0].port).body == b"live"
    proxies[0].admin.await_verdicts(1, "first")
    assert proxies[1].admin.settled("second").dropped == {"loop": 1}  # before it forwards
    assert len(live.requests) == 2


def test_only_safe_methods_are_mirrored_unless_others_are_written_out(mirrored):
    live, shadow, proxy = mirrored()
    for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"):
        fetch(proxy.port, method)
    assert proxy.admin.await_verdicts(3).eligible == 3
    assert sorted(request.method for request in shadow.completed()) == ["GET", "HEAD", "OPTIONS"]
    assert len(live.completed()) == 7


def test_sampled_users_are_sampled_whole(mirrored):
    _, shadow, proxy = mirrored(sample="30%")
    with Client(proxy.port) as client:
        for user in range(300):
            for _ in range(2):
                client.get(f"/{user}", {"Cookie": f"session_id={user}"})
    accounting = proxy.admin.settled()
    assert accounting.eligible == 600
    seen = [int(request.target[1:]) for request in shadow.completed()]
    counts = [seen.count(user) for user in range(300)]
    assert (
        set(counts) == {0, 2} or accounting.dropped
    )  # a budget may cost copies, never half of a user's draw
    assert 90 - 45 < sum(map(bool, counts)) < 90 + 45


def test_the_sample_is_drawn_apart_from_the_split(origin, crossfade):
    legacy, new, shadow = origin(fixed(b"legacy")), origin(fixed(b"new")), origin()
    proxy = crossfade(
        configuration(
            {"legacy": legacy, "new": new, "shadow": shadow},
            [
                route(
                    split={"legacy": "50%", "new": "50%"}, key=USERS, mirrors=[mirror(sample="50%")]
                )
            ],
        )
    )
    with Client(proxy.port) as client:
        on_new = {
            user
            for user in range(400)
            if client.get(f"/{user}", {"Cookie": f"session_id={user}"}).body == b"new"
        }
    proxy.admin.settled()
    sampled = {int(request.target[1:]) for request in shadow.completed()}
    assert 60 < len(sampled & on_new) < 140  # about a quarter, not none and not all


def test_the_rewrite_acts_on_the_copy_only(mirrored):
    live, shadow, proxy = mirrored(
        prefix="/orders",
        methods=["POST"],
        rewrite={
            "host": "sandbox.internal",
            "path": {"replace_prefix": "/sandbox/orders"},
            "set_headers": {"authorization": "Bearer sandbox", "x-dry-run": "1"},
            "remove_headers": ["cookie"],
            "json": {"/payment/account": "sandbox-001"},
        },
    )
    body = {"payment": {"account": "real-4711", "amount": 12.50}, "items": [1, 2]}
    fetch(
        proxy.port,
        "POST",
        "/orders/7?x=1",
        {
            "Authorization": "Bearer real",
            "Cookie": "session_id=1",
            "Content-Type": "application/json",
        },
        json.dumps(body).encode(),
    )
    original, copy = live.await_completed()[0], shadow.await_completed()[0]
    assert copy.target == "/sandbox/orders/7?x=1" and copy.field("host") == "sandbox.internal"
    assert copy.field("authorization") == "Bearer sandbox" and copy.field("x-dry-run") == "1"
    assert copy.field("cookie") is None
    assert json.loads(copy.body) == {
        "payment": {"account": "sandbox-001", "amount": 12.5},
        "items": [1, 2],
    }
    assert original.target == "/orders/7?x=1" and original.field("authorization") == "Bearer real"
    assert original.field("cookie") == "session_id=1" and json.loads(original.body) == body


@pytest.mark.parametrize(
    "body",
    [b'{"payment": {"account": "real"', b"account=real", b'["real"]', b'{"payment": "real"}', b""],
)
def test_a_required_rewrite_that_does_not_apply_keeps_the_copy_here(mirrored, body):
    """Better no mirror than one with a real account in it."""
    live, shadow, proxy = mirrored(
        methods=["POST"],
        rewrite={"json": {"/payment/account": "sandbox-001"}, "require": ["/payment/account"]},
    )
    fetch(proxy.port, "POST", fields={"Content-Type": "application/json"}, body=body)
    good = json.dumps({"payment": {"account": "real"}}).encode()
    fetch(proxy.port, "POST", fields={"Content-Type": "application/json"}, body=good)
    accounting = proxy.admin.await_verdicts(1)
    assert sum(accounting.dropped.values()) == 1
    assert set(accounting.dropped) <= {"require_failed", "rewrite_failed"}
    assert [json.loads(request.body) for request in shadow.completed()] == [
        {"payment": {"account": "sandbox-001"}}
    ]
    assert [request.body for request in live.completed()] == [body, good]


def test_a_client_that_leaves_is_mirrored_all_the_same(mirrored):
    may_answer = threading.Event()
    live, shadow, proxy = mirrored(live_behaviour=gated(may_answer, fixed(b"late")))
    with Client(proxy.port) as client:
        client.send_request("GET", "/left")
        live.await_completed()
        client.reset()
    assert shadow.await_completed()[0].target == "/left"
    assert proxy.await_access_line(client_left=True)["status"] == 499
    may_answer.set()
    accounting = proxy.admin.await_verdicts(1)
    assert set(accounting.reasons) <= {"client_left"} and not accounting.verdicts.get("mismatch")


def test_a_request_that_was_never_whole_is_not_mirrored(mirrored):
    _, shadow, proxy = mirrored(methods=["POST"])
    with Client(proxy.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf.")
        client.reset()
    fetch(proxy.port, "POST", "/whole", body=b"x")
    accounting = proxy.admin.await_verdicts(1)
    assert accounting.dropped in ({"client_left": 1}, {})
    assert [request.target for request in shadow.requests] == ["/whole"]


def test_several_mirrors_each_get_their_own_copy(origin, crossfade):
    live, first, second = origin(fixed(b"live")), origin(), origin(reset)
    proxy = crossfade(
        configuration(
            {"legacy": live, "first": first, "second": second},
            [
                route(
                    mirrors=[
                        mirror("first", rewrite={"set_headers": {"x-which": "first"}}),
                        mirror("second", rewrite={"set_headers": {"x-which": "second"}}),
                    ]
                )
            ],
        )
    )
    assert fetch(proxy.port).body == b"live"
    assert first.await_completed()[0].field("x-which") == "first"
    assert second.await_completed()[0].field("x-which") == "second"
    assert proxy.admin.await_verdicts(1, mirror="second").verdicts == {"shadow_error": 1}
    assert proxy.admin.await_verdicts(1, mirror="first").mirrored == 1


def test_only_what_the_named_backends_served_is_mirrored(origin, crossfade):
    legacy, new, shadow = origin(fixed(b"legacy")), origin(fixed(b"new")), origin()
    proxy = crossfade(
        configuration(
            {"legacy": legacy, "new": new, "shadow": shadow},
            [
                route(
                    split={"legacy": "50%", "new": "50%"},
                    key=USERS,
                    mirrors=[mirror(live=["legacy"])],
                )
            ],
        )
    )
    with Client(proxy.port) as client:
        served = [client.get("/", {"Cookie": f"session_id={user}"}).body for user in range(60)]
    accounting = proxy.admin.settled()
    assert accounting.eligible == served.count(b"legacy") == len(shadow.completed())


def test_a_request_without_a_route_or_with_bad_framing_is_not_mirrored(mirrored):
    _, shadow, proxy = mirrored(prefix="/orders")
    assert fetch(proxy.port, target="/other").status == 404
    with Client(proxy.port) as client:
        client.send(b"GET /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\n")
        assert client.response().status == 400
    assert fetch(proxy.port, target="/orders").body == b"live"
    assert proxy.admin.await_verdicts(1).eligible == 1 and len(shadow.requests) == 1


def test_a_full_budget_drops_copies_and_says_why(mirrored):
    may_answer = threading.Event()
    shadow = gated(may_answer, fixed(b"late", status=500))
    _, _, proxy = mirrored(shadow, limits={"in_flight": 2, "timeout": "60s"})
    with Client(proxy.port) as client:
        for _ in range(20):
            assert client.get().body == b"live"
    may_answer.set()
    accounting = proxy.admin.settled()
    assert accounting.dropped == {"in_flight": 18} and accounting.verdicts == {"shadow_error": 2}


def test_a_rate_is_kept(mirrored):
    _, shadow, proxy = mirrored(limits={"rate": "5/s"})
    began = time.monotonic()
    with Client(proxy.port) as client:
        for _ in range(100):
            assert client.get().body == b"live"
    most = 5 * (time.monotonic() - began + 2)
    accounting = proxy.admin.settled()
    assert accounting.eligible == 100 and 0 < accounting.mirrored <= most


def test_a_body_over_the_limit_is_served_but_not_mirrored(mirrored):
    live, shadow, proxy = mirrored(
        live_behaviour=receipt, methods=["POST"], limits={"request_body": "4KiB"}
    )
    response = fetch(proxy.port, "POST", body=b"x" * 5000)
    assert json.loads(response.body)["length"] == 5000
    fetch(proxy.port, "POST", body=b"y" * 4096)
    accounting = proxy.admin.await_verdicts(1)
    assert accounting.dropped == {"request_body_too_large": 1}
    assert [request.length for request in shadow.completed()] == [4096]


def test_a_shadow_response_over_the_limit_is_a_verdict_not_a_burden(mirrored):
    body = b"z" * 300_000
    _, _, proxy = mirrored(fixed(body), fixed(body), limits={"response_body": "4KiB"})
    assert fetch(proxy.port).length == len(body)
    accounting = proxy.admin.await_verdicts(1)
    assert accounting.verdicts in ({"match": 1}, {"not_compared": 1})


def test_the_shadow_is_kept_alive_apart_from_live(mirrored):
    live, shadow, proxy = mirrored()
    with Client(proxy.port) as client:
        for number in range(20):
            client.get()
            proxy.admin.await_verdicts(number + 1)
    assert shadow.connections <= 2 and live.connections <= 2


def test_mirroring_can_do_without_comparing(mirrored):
    _, shadow, proxy = mirrored(of_json({"a": 1}), of_json({"a": 2}), compare="off")
    fetch(proxy.port)
    accounting = proxy.admin.await_verdicts(1)
    assert accounting.verdicts == {"not_compared": 1} and accounting.reasons == {"compare_off": 1}
    assert len(shadow.completed()) == 1


def test_the_access_log_says_how_many_copies_were_sent(mirrored):
    _, _, proxy = mirrored()
    fetch(proxy.port, target="/logged")
    assert proxy.await_access_line(path="/logged")["mirrors"] == 1
