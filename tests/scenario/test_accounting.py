"""DESIGN "Accounting": every live request of a mirrored route ends in exactly one verdict."""

import random
from collections import Counter

import pytest

from support.behaviours import (
    chunked,
    delayed,
    drip,
    early,
    fixed,
    garbage,
    hang,
    of_json,
    reset,
    reset_in_body,
)
from support.client import Client
from support.configuration import configuration, mirror, route
from support.load import Load
from support.ports import free_port
from support.report import Report
from support.waiting import eventually

KEY = [{"cookie": "session_id"}]
VERDICTS = ("match", "mismatch", "shadow_error", "live_error", "both_failed", "not_compared")


def test_the_sums_hold_over_a_mixed_run(origin, crossfade, tmp_path):
    live = origin(of_json({"id": 1, "name": "a"}))
    live.on("/error", fixed(b"no", status=500)).on("/cut", reset_in_body).on("/gone", reset)
    live.on("/slow", delayed(0.05, fixed(b"late"))).on(
        "/chunks", chunked(lambda: [b"x" * 1000] * 50)
    )
    shadow = origin(of_json({"id": 1, "name": "a"}))
    shadow.on("/error", fixed(b"no", status=500)).on("/differs", of_json({"id": 2}))
    shadow.on("/shadow-gone", reset).on("/shadow-hangs", hang).on("/shadow-cut", reset_in_body)
    shadow.on("/shadow-garbage", early(garbage())).on("/gone", reset)
    shadow.on("/shadow-drips", drip(interval=0.2))
    proxy = crossfade(
        configuration(
            {"legacy": live, "shadow": shadow, "legacy-b": origin(of_json({"id": 1}))},
            [
                route(
                    key=KEY,
                    mirrors=[
                        mirror(
                            sample="80%",
                            methods=["GET", "POST"],
                            limits={"in_flight": 16, "timeout": "500ms", "request_body": "8KiB"},
                            probes={"rate": "20/s", "rechecks": "20/s", "recheck_after": "50ms"},
                        ),
                        mirror("legacy-b", role="control", sample="20%"),
                    ],
                )
            ],
            reports={"directory": str(tmp_path / "reports")},
            comparison={"queue": 65536},
        )
    )
    paths = [
        "/same",
        "/differs",
        "/error",
        "/cut",
        "/gone",
        "/slow",
        "/chunks",
        "/shadow-gone",
        "/shadow-hangs",
        "/shadow-cut",
        "/shadow-garbage",
        "/shadow-drips",
    ]
    draw = random.Random(7)

    def make_request(number):
        path = draw.choice(paths)
        cookie = {"Cookie": f"session_id={draw.randrange(1000)}"}
        if draw.random() < 0.3:
            return "POST", path, cookie, b"x" * draw.choice([0, 100, 10_000])
        return "GET", path, cookie, None

    with Load(proxy.port, clients=6, make_request=make_request, check=lambda *_: True) as load:
        # Some of them are meant to be cut, which the load takes for a problem.
        eventually(lambda: load.served + len(load.problems) >= 1500, "1500 requests were made")
    with Client(proxy.port) as client:  # some whose client does not wait
        for _ in range(20):
            leaver = Client(proxy.port)
            leaver.send_request("GET", "/slow", {"Cookie": "session_id=1"})
            leaver.reset()
        client.get("/same")
    control = proxy.admin.settled(mirror="legacy-b")
    assert control.mirrored > 0 and control.eligible > control.mirrored
    accounting = proxy.admin.settled(mirror="shadow")
    assert accounting.eligible >= 1500
    assert accounting.not_sampled > 0 and accounting.mirrored > 100
    assert {"match", "mismatch", "shadow_error"} <= set(accounting.verdicts)
    assert accounting.dropped.get("request_body_too_large", 0) > 0
    assert proxy.admin.metrics().total("crossfade_mirror_unplaced_total") == 0
    proxy.stop()
    report = Report(proxy)
    assert [each["problems"] for each in report.content["mirrors"]] == [[], []]
    assert by_endpoint(report, "shadow") == accounting.verdicts


def by_endpoint(report, mirror):
    """{verdict: n}, added up over the endpoints of a report."""
    sums = Counter()
    for endpoint in report.content["endpoints"]:
        if endpoint["mirror"] == mirror:
            for verdict in VERDICTS:
                count = endpoint["counts"][verdict]
                sums[verdict] += count["total"] if isinstance(count, dict) else count
    return +sums


def test_the_sums_hold_while_the_configuration_is_reloaded(origin, crossfade):
    live, shadow = origin(of_json({"a": 1})), origin(of_json({"a": 2}))
    proxy = crossfade(
        configuration({"legacy": live, "shadow": shadow}, [route(mirrors=[mirror()])])
    )
    with Load(proxy.port) as load:
        for number in range(1, 11):
            _until(load, number * 50)
            proxy.admin.reload()
    accounting = proxy.admin.settled()
    assert load.problems == []
    assert accounting.eligible == len(live.completed())
    assert accounting.mirrored == len(shadow.completed())


@pytest.mark.parametrize(
    "shadow, live, verdict, reason",
    [
        (of_json({"a": 1}), of_json({"a": 1}), "match", None),
        (of_json({"a": 2}), of_json({"a": 1}), "mismatch", None),
        (fixed(status=404), fixed(b"x"), "mismatch", None),
        (fixed(b"", status=500), fixed(b"x"), "shadow_error", "server_error"),
        (reset, fixed(b"x"), "shadow_error", "connection_terminated"),
        (hang, fixed(b"x"), "shadow_error", "response_timeout"),
        (early(garbage()), fixed(b"x"), "shadow_error", "protocol_error"),
        (fixed(b"x"), fixed(b"", status=503), "live_error", "server_error"),
        (fixed(b"x"), reset, "live_error", "connection_failed"),
        (reset, reset, "both_failed", None),
        (fixed(status=500), fixed(status=500), "both_failed", None),
    ],
)
def test_each_outcome_has_its_verdict(origin, crossfade, shadow, live, verdict, reason):
    proxy = crossfade(
        configuration(
            {"legacy": origin(live), "shadow": origin(shadow)},
            [route(mirrors=[mirror(limits={"timeout": "500ms" if shadow is hang else "30s"})])],
        )
    )
    with Client(proxy.port) as client:
        client.get()
    accounting = proxy.admin.await_verdicts(1)
    assert accounting.verdicts == {verdict: 1}
    assert accounting.reasons in ({reason or "": 1}, {"other": 1} if reason is None else {})


def test_a_dead_shadow_is_a_shadow_error(origin, crossfade):
    proxy = crossfade(
        configuration({"legacy": origin(), "shadow": free_port()}, [route(mirrors=[mirror()])])
    )
    with Client(proxy.port) as client:
        assert client.get().status == 200
    accounting = proxy.admin.await_verdicts(1)
    assert accounting.verdicts == {"shadow_error": 1} and accounting.reasons == {
        "connection_refused": 1
    }


def test_what_is_still_open_at_the_end_is_accounted_for_in_the_report(origin, crossfade, tmp_path):
    """A shadow that hangs while the proxy ends: the store still adds up."""
    proxy = crossfade(
        configuration(
            {"legacy": origin(), "shadow": origin(hang)},
            [route(mirrors=[mirror(limits={"timeout": "30s"})])],
            reports={"directory": str(tmp_path / "reports")},
            drain_timeout="500ms",
        )
    )
    with Client(proxy.port) as client:
        for _ in range(5):
            client.get()
    proxy.stop()
    assert proxy.command("report", "--format", "json").returncode in (0, 1, 2)


def _until(load, count):
    eventually(lambda: load.served >= count or load.problems[20:], f"{count} requests served")
