"""Shadows that fail in every way: live requests are all right, each copy is in one sum, nothing is
held in the end, and a mirror that only costs stops by itself."""

import json

import pytest

from support.behaviours import (
    drip,
    fixed,
    garbage,
    hang,
    hang_unread,
    receipt,
    reset,
    reset_in_body,
)
from support.client import Client, fetch
from support.configuration import backend, configuration, mirror, route
from support.ports import free_port
from support.report import Report
from support.waiting import eventually

GIGABYTE = 1 << 30
PIECE = b"x" * 65536


def gigabyte(exchange):
    exchange.head(200, [("Content-Length", GIGABYTE)])
    for _ in range(GIGABYTE // len(PIECE)):
        exchange.send(PIECE)


def endless(exchange):
    exchange.head(200, [("Transfer-Encoding", "chunked")])
    while not exchange.origin.stopping.is_set():
        exchange.send(b"%x\r\n%b\r\n" % (len(PIECE), PIECE))


FAULTS = {
    "dead": None,
    "never answers": hang,
    "never reads": hang_unread,
    "gigabyte": gigabyte,
    "endless": endless,
    "garbage": garbage(),
    "resets": reset,
    "resets in the body": reset_in_body,
    "drips": drip(interval=0.02),
}


def health(proxy):
    return proxy.admin.status()["mirror_health"][0]


@pytest.mark.parametrize("name", FAULTS)
def test_live_requests_are_right_and_the_sums_hold(origin, crossfade, name):
    live = origin(receipt).on("/get", fixed(b"live"))
    shadow = backend(origin(FAULTS[name]).port if FAULTS[name] else free_port())
    limits = {"timeout": "300ms", "in_flight": 8, "memory": "4MiB"}
    proxy = crossfade(
        configuration(
            {"legacy": live, "shadow": shadow},
            [route(mirrors=[mirror(methods=["GET", "POST"], limits=limits)])],
        )
    )
    with Client(proxy.port) as client:
        for number in range(60):
            assert client.get("/get").body == b"live"
            body = PIECE * (number % 3)
            assert json.loads(client.request("POST", "/post", body=body).body)["length"] == len(body)
    accounting = proxy.admin.settled()
    assert accounting.eligible == 120 and not accounting.verdicts.get("match")
    assert sum(accounting.verdicts.values()) > 0, "nothing was tried"
    eventually(lambda: health(proxy)["memory"] == 0, "nothing is held any more")
    proxy.admin.await_none_busy()


BREAKER = {"timeouts": 3, "pause": "200ms"}


def suspended_mirror(origin, crossfade, **more):
    """A shadow that times out, and a proxy that has noticed."""
    shadow = origin(hang)
    made = mirror(limits={"timeout": "100ms"}, breaker=BREAKER)
    backends = {"legacy": origin(fixed(b"live")), "shadow": shadow}
    proxy = crossfade(configuration(backends, [route(mirrors=[made])], **more))
    ask_until(proxy, lambda: health(proxy)["suspended"], "the mirror is suspended")
    return shadow, proxy


def ask_until(proxy, condition, what):
    def ask():
        assert fetch(proxy.port).body == b"live"
        return condition()

    eventually(ask, what)


def test_a_mirror_that_only_times_out_is_suspended_probed_and_goes_on(origin, crossfade):
    shadow, proxy = suspended_mirror(origin, crossfade)
    metrics = proxy.admin.metrics()
    assert metrics.total("crossfade_mirror_suspended", route="all", mirror="shadow") == 1
    seen = len(shadow.requests)
    ask_until(proxy, lambda: len(shadow.requests) > seen, "a probe")
    accounting = proxy.admin.settled()
    assert accounting.dropped["suspended"] > 0
    assert set(accounting.reasons) == {"response_timeout"}
    assert health(proxy)["suspended"] and "suspended_since" in health(proxy)

    shadow.default = fixed(b"live")
    ask_until(proxy, lambda: not health(proxy)["suspended"], "the mirror goes on")
    dropped = proxy.admin.settled().dropped
    for _ in range(5):
        fetch(proxy.port)
    accounting = proxy.admin.settled()
    assert accounting.dropped == dropped and accounting.verdicts["match"] >= 5
    assert health(proxy) == {
        "route": "all",
        "mirror": "shadow",
        "suspended": False,
        "suspensions": 1,
        "memory": 0,
    }
    assert proxy.admin.metrics().total("crossfade_mirror_suspensions_total") == 1
    eventually(lambda: "goes on" in proxy.stderr(), "the log says so")
    assert "is suspended" in proxy.stderr()


def test_a_suspended_mirror_stays_so_over_a_reload_unless_the_breaker_is_off(origin, crossfade):
    _, proxy = suspended_mirror(origin, crossfade)
    proxy.admin.reload()
    assert health(proxy)["suspended"]
    proxy.config["routes"][0]["mirror"][0]["breaker"] = "off"
    proxy.write()
    proxy.admin.reload()
    ask_until(proxy, lambda: not health(proxy)["suspended"], "the mirror runs")


def test_a_probe_in_flight_when_the_proxy_ends_is_in_the_sums(origin, crossfade, tmp_path):
    shadow, proxy = suspended_mirror(
        origin,
        crossfade,
        drain_timeout="300ms",
        reports={"directory": str(tmp_path / "reports")},
    )
    proxy.config["routes"][0]["mirror"][0]["limits"]["timeout"] = "60s"
    proxy.write()
    proxy.admin.reload()
    seen = len(shadow.requests)
    ask_until(proxy, lambda: len(shadow.requests) > seen, "a probe")
    proxy.stop()
    report = Report(proxy)
    (counted,) = report.content["mirrors"]
    assert not counted["problems"] and "suspended" in counted["accounting"]["dropped"]["reasons"]
    assert counted["match"]["whole"] == 0 and counted["match"]["share"] is None  # nothing that could look like agreement


def test_a_shadow_that_only_fails_gets_a_few_copies_and_then_all_again(origin, crossfade):
    shadow = origin(reset)
    proxy = crossfade(
        configuration(
            {"legacy": origin(fixed(b"live")), "shadow": shadow}, [route(mirrors=[mirror()])]
        )
    )

    def dropped():
        return proxy.admin.accounting().dropped.get("backoff", 0)

    ask_until(proxy, lambda: dropped() > 0, "copies are held back")
    accounting = proxy.admin.settled()
    assert set(accounting.reasons) == {"connection_terminated"}
    assert accounting.verdicts["shadow_error"] >= 200 and not health(proxy)["suspended"]
    shadow.default = fixed(b"live")
    ask_until(proxy, lambda: proxy.admin.accounting().verdicts.get("match"), "an answer")
    assert proxy.admin.settled().dropped["backoff"] >= dropped() > 0


def test_a_shadow_that_only_floods_is_held_back_sooner(origin, crossfade):
    backends = {"legacy": origin(fixed(b"live")), "shadow": origin(gigabyte)}
    proxy = crossfade(configuration(backends, [route(mirrors=[mirror(limits={"in_flight": 4})])]))
    ask_until(
        proxy, lambda: proxy.admin.accounting().dropped.get("backoff"), "copies are held back"
    )
    accounting = proxy.admin.settled()
    assert 20 <= accounting.verdicts["mismatch"] < 50 and sum(accounting.verdicts.values()) < 100
    eventually(lambda: health(proxy)["memory"] == 0, "nothing is held any more")
