"""A run whose report has something in every part that a small run can fill."""

from support.behaviours import of_json
from support.client import Client
from support.configuration import configuration, mirror, route
from support.report import Report
from support.waiting import eventually

HOSTILE = "<img src=x onerror=alert(1)></title><script>window.hacked=true</script>"
COUNTS = {"/items": 30, "/hostile": 5, "/clean": 12}


def run(origin, crossfade, directory):
    """A proxy whose store holds COUNTS pairs: /items and /hostile differ, /clean does not."""
    live, shadow = origin(of_json({"a": 1})), origin(of_json({"a": 1}))
    live.on("/items", of_json({"id": 1}))
    shadow.on("/items", of_json({"id": "1"}))
    live.on("/hostile", of_json({"text": HOSTILE}))
    shadow.on("/hostile", of_json({"text": "x"}))
    proxy = crossfade(
        configuration(
            {"legacy": live, "shadow": shadow},
            [route(mirrors=[mirror()])],
            reports={"directory": str(directory)},
        )
    )
    with Client(proxy.port) as client:
        for path, count in COUNTS.items():
            for number in range(count):
                assert client.get(f"{path}?n={number}").status == 200
    proxy.admin.await_verdicts(sum(COUNTS.values()))
    eventually(lambda: _is_stored(proxy), "all of it is in the store")
    return proxy


def _is_stored(proxy):
    endpoints = Report(proxy).content["endpoints"]
    return sum(each["match"]["whole"] for each in endpoints) == sum(COUNTS.values())
