"""The admin API on what the reports directory holds."""

import json

from support.behaviours import of_json
from support.client import fetch
from support.configuration import configuration, mirror, route
from support.waiting import eventually


def test_report_signatures_and_pairs_are_served(origin, crossfade, tmp_path):
    live, shadow = origin(of_json({"id": 1})), origin(of_json({"id": "1"}))
    proxy = crossfade(
        configuration(
            {"legacy": live, "shadow": shadow},
            [route(mirrors=[mirror()])],
            reports={"directory": str(tmp_path / "reports")},
        )
    )
    fetch(proxy.port, fields={"X-Request-Id": "one", "Cookie": "session=secret"})
    proxy.admin.await_verdicts(1)
    eventually(proxy.mismatches, "a record in the mismatch log")

    def get(path):
        return proxy.admin.call("GET", f"/api/v1/{path}")

    listed = eventually(lambda: get("signatures")[1]["signatures"], "the store has it too")
    (signature,) = listed
    assert signature["count"] == 1
    assert signature["findings"] == [
        {"path": "body.id", "kind": "type", "class": "int->string same digits"}
    ]
    status, whole = get(f"signatures/{signature['signature']}")
    assert status == 200 and [each["id"] for each in whole["exemplars"]] == ["one"]
    status, pair = get("pairs/one")
    assert status == 200 and pair["live"]["body"] == {"id": 1} and "secret" not in json.dumps(pair)
    assert get("report")[0] == 200
    assert get("signatures/S-none")[0] == 404 and get("pairs/none")[0] == 404


def test_without_reports_there_is_no_evidence(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(of_json({}))}))
    assert proxy.admin.call("GET", "/api/v1/report")[0] == 404


def test_a_record_says_who_asked_which_build_answered_and_how_long_it_took(
    origin, crossfade, tmp_path
):
    live = origin(of_json({"a": 1}))
    shadow = origin(of_json({"a": 2}, fields=[("X-Build", "41")]))
    shadow.on("/same", of_json({"a": 1}, fields=[("X-Build", "41")]))
    proxy = crossfade(
        configuration(
            {"legacy": live, "shadow": shadow},
            [route(key=[{"header": "x-user-id"}], mirrors=[mirror(build="x-build")])],
            reports={"directory": str(tmp_path / "reports")},
        )
    )
    for name, path in (("one", "/"), ("two", "/same")):
        fetch(proxy.port, "GET", path, {"X-User-Id": "carol", "X-Request-Id": name})
    accounting = proxy.admin.await_verdicts(2)
    assert accounting.verdicts == {"mismatch": 1, "match": 1}
    (record,) = eventually(proxy.mismatches, "a record in the mismatch log")
    assert [finding["path"] for finding in record["findings"]] == ["body.a"]
    assert record["build"] == "41" and record["live_ms"] > 0 and record["shadow_ms"] > 0
    assert record["user"] and "carol" not in record["user"]

    def kept():
        status, pair = proxy.admin.call("GET", "/api/v1/pairs/two")
        return status == 200 and pair

    match = eventually(kept, "some of the matches are kept too")
    assert match["verdict"] == "match" and match["user"] == record["user"]
    assert match["live"]["body"] == match["shadow"]["body"] == {"a": 1}
