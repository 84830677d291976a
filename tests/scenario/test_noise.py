"""Noise, races and faults told apart: requests that are asked again, and control mirrors."""

import itertools
import threading
from collections import Counter

from support.behaviours import gated, of_json
from support.client import Client
from support.configuration import configuration, mirror, route
from support.report import Report
from support.waiting import eventually

MARKER = "x-crossfade-mirror"
ALWAYS = {"rate": "1000000/s", "rechecks": "1000000/s", "recheck_after": "50ms"}


def counting(start=0, **more):
    """Another number each time."""
    numbers = itertools.count(start)
    return lambda exchange: of_json({"id": 7, "n": next(numbers)} | more)(exchange)


def constant(**more):
    return of_json({"id": 7, "n": -1} | more)


def first_then(first, then):
    """Behaves otherwise the first time."""
    behaviours = itertools.chain([first], itertools.repeat(then))
    return lambda exchange: next(behaviours)(exchange)


def again(origin):
    """What was asked of an origin with a mirror's mark."""
    return [request for request in origin.completed() if request.field(MARKER)]


def probes(proxy, side, route="all"):
    """{outcome: n}"""
    return proxy.admin.metrics().values(
        "crossfade_mirror_probes_total", "outcome", route=route, side=side
    )


def rechecks(proxy, route="all"):
    return proxy.admin.metrics().values("crossfade_mirror_rechecks_total", "result", route=route)


def await_probes(proxy, count, route="all"):
    """Until that many were judged; by side."""

    def judged():
        sides = [probes(proxy, side, route) for side in ("live", "shadow")]
        return all(sum(each.values()) >= count for each in sides) and sides

    return eventually(judged, f"{count} probes of {route}")


def noise_in(report):
    """{route: (where, how often live differs from itself, and the shadow)}"""
    return {
        each["route"]: (each["at"], each["live"]["part"], each["shadow"]["part"])
        for each in report.content["noise"]
    }


def test_each_side_is_asked_again_and_compared_with_itself(origin, crossfade, tmp_path):
    live = origin(constant()).on("/noisy", counting())
    shadow = origin(constant()).on("/shaky", counting())
    names = ("noisy", "shaky", "steady")
    rewrite = {"set_headers": {"x-for": "shadow"}}
    routes = [
        route(
            name,
            f"/{name}",
            rewrite={"set_headers": {"x-for": "live"}},
            mirrors=[mirror(probes=ALWAYS, rewrite=rewrite)],
        )
        for name in names
    ]
    reports = {"directory": str(tmp_path / "reports")}
    proxy = crossfade(configuration({"legacy": live, "shadow": shadow}, routes, reports=reports))
    with Client(proxy.port) as client:
        for name in names:
            for _ in range(3):
                client.get(f"/{name}?q=1", {"X-Kind": name})
                proxy.admin.settled(name)
    assert {name: await_probes(proxy, 3, name) for name in names} == {
        "noisy": [{"different": 3}, {"same": 3}],
        "shaky": [{"same": 3}, {"different": 3}],
        "steady": [{"same": 3}, {"same": 3}],
    }
    for name in ("noisy", "shaky"):  # these are mismatches besides
        eventually(lambda: rechecks(proxy, name) == {"persistent": 3}, "mismatches looked at again")
    for name in names:  # what is asked again is in no sum
        assert proxy.admin.settled(name).mirrored == 3
    repeated = again(live)
    assert Counter(request.field("x-kind") for request in repeated) == {
        "noisy": 6, "shaky": 6, "steady": 3,
    }
    for request in repeated:
        assert request.field(MARKER) == request.path.strip("/") and request.target.endswith("?q=1")
    assert len(live.completed()) == 9 + 15 and len(again(shadow)) == 9 + 15
    assert {request.field("x-for") for request in live.completed()} == {"live"}
    assert {request.field("x-for") for request in shadow.completed()} == {"shadow"}
    proxy.stop()
    assert noise_in(Report(proxy)) == {"noisy": ("body.n", 3, 0), "shaky": ("body.n", 0, 3)}


def test_what_is_not_safe_is_never_asked_again(origin, crossfade):
    live, shadow = origin(constant()), origin(constant(other=1))
    proxy = crossfade(
        configuration(
            {"legacy": live, "shadow": shadow},
            [route(mirrors=[mirror(methods=["GET", "POST"], probes=ALWAYS)])],
        )
    )
    with Client(proxy.port) as client:
        for _ in range(5):
            client.request("POST", "/", body=b"{}")
        proxy.admin.await_verdicts(5)
        client.get()
    await_probes(proxy, 1)
    eventually(lambda: sum(rechecks(proxy).values()) == 1, "the mismatch was looked at again")
    assert {request.method for request in again(live)} == {"GET"}
    assert [request.method for request in again(shadow)].count("POST") == 5


def test_nothing_is_asked_again_unless_it_is_written_nor_over_the_rate(origin, crossfade):
    live, shadow = origin(constant()), origin(constant(other=1))
    rare = mirror(probes={"rate": "1/h", "rechecks": "1/h"})
    proxy = crossfade(
        configuration(
            {"legacy": live, "shadow": shadow},
            [route("off", "/off", mirrors=[mirror()]), route("rare", "/rare", mirrors=[rare])],
        )
    )
    with Client(proxy.port) as client:
        for _ in range(10):
            client.get("/off")
            client.get("/rare")
    proxy.admin.await_verdicts(10, "off")
    proxy.admin.await_verdicts(10, "rare")
    await_probes(proxy, 1, "rare")
    eventually(lambda: rechecks(proxy, "rare") == {"persistent": 1}, "one of the mismatches")
    metrics = proxy.admin.metrics()
    assert metrics.total("crossfade_mirror_probes_total", route="off") == 0
    assert metrics.total("crossfade_mirror_repeats_dropped_total", route="off") == 0
    assert metrics.total("crossfade_mirror_probes_total", route="rare") == 2
    dropped = metrics.values("crossfade_mirror_repeats_dropped_total", "reason", route="rare")
    assert dropped == {"rate": 9}
    assert {request.path for request in again(live)} == {"/rare"} and len(again(live)) == 2


def test_a_mismatch_that_is_gone_a_moment_later_was_a_race(origin, crossfade, tmp_path):
    live = origin(constant())
    shadow = origin(constant(other=1)).on("/race", first_then(constant(other=1), constant()))
    proxy = crossfade(
        configuration(
            {"legacy": live, "shadow": shadow},
            [route(mirrors=[mirror(probes=ALWAYS | {"rate": "1/h"})])],
            reports={"directory": str(tmp_path / "reports")},
        )
    )
    with Client(proxy.port) as client:
        client.get("/fault")
        eventually(lambda: rechecks(proxy) == {"persistent": 1}, "the fault is still there")
        client.get("/race")
        eventually(
            lambda: rechecks(proxy) == {"persistent": 1, "transient": 1}, "the race is over"
        )
    assert proxy.admin.settled().verdicts == {"mismatch": 2}
    proxy.stop()
    found = {
        each["path"]: (each["persistent"], each["transient"])
        for each in Report(proxy).content["faults"]
    }
    assert found == {"/fault": (1, 0), "/race": (0, 1)}


def test_what_a_control_mirror_differs_in_is_noise_and_has_an_account_of_its_own(
    origin, crossfade, tmp_path
):
    live, shadow = origin(counting()), origin(constant())
    control = origin(counting(1000))
    proxy = crossfade(
        configuration(
            {"legacy": live, "shadow": shadow, "legacy-b": control},
            [route(mirrors=[mirror(), mirror("legacy-b", role="control")])],
            reports={"directory": str(tmp_path / "reports")},
        )
    )
    with Client(proxy.port) as client:
        for _ in range(5):
            client.get()
    for each in ("shadow", "legacy-b"):
        assert proxy.admin.await_verdicts(5, mirror=each).verdicts == {"mismatch": 5}
    assert len(again(control)) == 5 and again(live) == []
    proxy.stop()
    report = Report(proxy)
    assert noise_in(report) == {"all": ("body.n", 5, 0)}
    assert {each["mirror"] for each in report.content["faults"]} == {"shadow"}


def test_what_waits_to_be_asked_again_does_not_hold_up_the_end(origin, crossfade):
    live, shadow = origin(constant()), origin(constant(other=1))
    late = mirror(probes={"rate": "1/h", "rechecks": "10/s", "recheck_after": "10m"})
    proxy = crossfade(
        configuration({"legacy": live, "shadow": shadow}, [route(mirrors=[late])])
    )
    with Client(proxy.port) as client:
        client.get()
        client.get()
    proxy.admin.await_verdicts(2)
    await_probes(proxy, 1)
    proxy.stop()
    assert len(live.completed()) == 3  # two requests and the probe of one


def test_who_is_down_is_not_asked_again(origin, crossfade):
    """The live backend's health check fails while its last answer is still under way."""
    answering, sick = threading.Event(), threading.Event()
    live, shadow = origin(gated(answering, constant())), origin(constant())

    def check(exchange):
        exchange.respond(503 if sick.is_set() else 200)

    live.on("/health", check)
    backend = {
        "endpoints": [f"127.0.0.1:{live.port}"],
        "health": {"path": "/health", "interval": "100ms", "unhealthy": 1},
    }
    proxy = crossfade(
        configuration(
            {"legacy": backend, "shadow": shadow}, [route(mirrors=[mirror(probes=ALWAYS)])]
        )
    )

    def healthy():
        return proxy.admin.metrics().total("crossfade_endpoint_healthy", backend="legacy")

    with Client(proxy.port) as client:
        client.send_request("GET", "/")
        shadow.await_completed(1)
        sick.set()
        eventually(lambda: healthy() == 0, "the check failed")
        answering.set()
        client.response()
    dropped = "crossfade_mirror_repeats_dropped_total"
    eventually(
        lambda: proxy.admin.metrics().values(dropped, "reason", repeat="probe") == {"live_down": 1},
        "nothing was asked of who is down",
    )
    assert again(live) == []
