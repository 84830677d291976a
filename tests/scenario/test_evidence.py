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
