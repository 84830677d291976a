"""The report while its ground moves: taken over, reloaded, renamed, killed, without its directory.
Whatever is read, and whenever, its sums hold."""

import copy
import shutil
import signal

import pytest

from support.behaviours import of_json
from support.client import fetch
from support.configuration import configuration, mirror, route
from support.load import Load
from support.report import Report
from support.waiting import eventually

pytestmark = pytest.mark.ledger


def differing(origin, crossfade, reports, mirrors=None, **more):
    """Two of three requests differ."""
    live, shadow = origin(of_json({"a": 1})), origin(of_json({"a": 2}))
    for each in (live, shadow):
        each.on("/same", of_json({"a": 1}))
    mirrors = mirrors or [mirror(limits={"in_flight": 4096, "timeout": "60s"})]
    return crossfade(
        configuration(
            {"legacy": live, "shadow": shadow},
            [route(mirrors=mirrors, **more)],
            reports={"directory": str(reports)},
        )
    )


def asked(number):
    return ("GET", f"/{['same', 'first', 'second'][number % 3]}?n={number}", {}, None)


def expect_sums(content):
    """What must hold of every report, whenever it is written."""
    for each in content["mirrors"]:
        assert each["problems"] == [], each
        accounting = each["accounting"]
        assert accounting["undecided"] >= 0 and accounting["unjudged"] >= 0, accounting
    for each in content["endpoints"]:
        counts = each["counts"]
        builds = sum(build["match"]["whole"] for build in each["builds"])
        assert builds == counts["match"] + counts["mismatch"]


def expect_all_placed(content):
    """Of a proxy at rest: by endpoint it is what it is by mirror."""
    expect_sums(content)
    for outcome in ("match", "mismatch"):
        by_mirror = sum(each["accounting"][outcome] for each in content["mirrors"])
        assert sum(each["counts"][outcome] for each in content["endpoints"]) == by_mirror
    assert content["signature_pairs"] == sum(
        each["accounting"]["mismatch"] for each in content["mirrors"]
    )


def rested(proxy, served):
    """The report once all that was served is in it."""

    def all_there():
        content = Report(proxy).content
        open_ = [
            each["accounting"]["undecided"] + each["accounting"]["unjudged"]
            for each in content["mirrors"]
        ]
        compared = sum(
            each["accounting"]["match"] + each["accounting"]["mismatch"]
            for each in content["mirrors"]
        )
        placed = sum(
            each["counts"]["match"] + each["counts"]["mismatch"] for each in content["endpoints"]
        )
        eligible = sum(each["accounting"]["eligible"] for each in content["mirrors"])
        at_rest = not any(open_) and compared == placed and eligible >= served
        return content if at_rest else None

    return eventually(all_there, "a report at rest")


def test_taken_over_reloaded_and_renamed_in_the_middle(origin, crossfade, tmp_path):
    proxy = differing(origin, crossfade, tmp_path / "reports")
    asked_by = ""
    with Load(proxy.port, clients=2, make_request=asked) as load:

        def served_more(count=60):
            enough = load.served + count
            eventually(lambda: load.served >= enough or load.problems, "more requests")
            expect_sums(Report(proxy).content)

        served_more()
        proxy.take_over()
        served_more()
        renamed = copy.deepcopy(proxy.config)
        renamed["routes"][0]["name"] = "renamed"
        proxy.write(renamed)
        proxy.admin.reload()
        served_more()
        proxy.take_over()
        served_more()
    assert load.problems == []
    content = rested(proxy, load.served)
    expect_all_placed(content)
    assert [each["route"] for each in content["mirrors"]] == ["all", "renamed"]
    assert len(content["configurations"]) == 2


def test_killed_while_whichever_backend_did_not_serve_is_the_shadow(origin, crossfade, tmp_path):
    proxy = differing(
        origin,
        crossfade,
        tmp_path / "reports",
        mirrors=[mirror(to="other", limits={"in_flight": 4096, "timeout": "60s"})],
        split={"legacy": "50%", "shadow": "50%"},
        key=[{"header": "x-user"}],
    )

    def matches():
        return sum(each["accounting"]["match"] for each in Report(proxy).content["mirrors"])

    for _ in range(2):
        before = matches()
        by_users = lambda number: ("GET", "/same", {"x-user": str(number)}, None)
        with Load(proxy.port, clients=2, make_request=by_users):
            eventually(lambda: matches() > before, "matches are stored")
            proxy.signal(signal.SIGKILL)
            proxy.wait()
        proxy.start()
    content = rested(proxy, served=0)
    expect_all_placed(content)
    assert [each["mirror"] for each in content["mirrors"]] == ["other"]
    assert {each["mirror"] for each in content["endpoints"]} == {"legacy", "shadow"}
    assert all("without their endpoint" not in each for each in content["verdict"]["reasons"])


def test_a_store_that_is_taken_away_is_begun_anew_with_sums_that_hold(origin, crossfade, tmp_path):
    reports = tmp_path / "reports"
    proxy = differing(origin, crossfade, reports)
    for _ in range(2):
        with Load(proxy.port, clients=2, make_request=asked) as load:
            eventually(lambda: Report(proxy).content["endpoints"], "something is stored")
            shutil.rmtree(reports)
            enough = load.served + 60
            eventually(lambda: load.served >= enough or load.problems, "more requests")
            reports.mkdir(mode=0o700)
            eventually(lambda: Report(proxy).content["mirrors"], "the store is there again")
        assert load.problems == []
        expect_sums(Report(proxy).content)
    proxy.admin.settled()

    def at_rest():
        content = Report(proxy).content
        open_ = [each["accounting"][part] for each in content["mirrors"] for part in ("undecided", "unjudged")]
        expect_sums(content)
        return not any(open_)

    eventually(at_rest, "a report at rest")


def test_methods_that_no_mirror_copies_are_said_in_every_report(origin, crossfade, tmp_path):
    proxy = differing(origin, crossfade, tmp_path / "reports")
    for number in range(12):
        fetch(proxy.port, method="POST" if number % 3 else "GET", target=f"/same?n={number}")

    def reported():
        found = Report(proxy).content
        return found if found["unmirrored"] and found["endpoints"] else None

    content = eventually(reported, "a report of the requests")
    assert content["unmirrored"] == [
        {"route": "all", "requests": {"POST": 8}, "mirrored": ["GET", "HEAD", "OPTIONS"]}
    ]
    assert "Never mirrored: POST (8 live requests of route all)." in content["verdict"]["summary"]
    assert proxy.admin.metrics().values("crossfade_mirror_uncopied_total", "method") == {"POST": 8}
